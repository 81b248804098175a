"""Refusals of planning over several years."""

from dataclasses import dataclass
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class HorizonMissing(Refusal):
    """A scenario says nothing of the years to come, and no file does."""

    code: ClassVar[str] = "horizon-absent"
    path: str


@dataclass(kw_only=True, eq=False)
class HorizonNameUnknown(Refusal):
    """A horizon speaks of an envelope, a partner or a line of the plan that its scenario has not."""

    code: ClassVar[str] = "horizon-nom-inconnu"
    name: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class HorizonTwice(Refusal):
    """A horizon says two things of one envelope, or two projects or groups of requests have one name."""

    code: ClassVar[str] = "horizon-deux-fois"
    name: str


@dataclass(kw_only=True, eq=False)
class PhaseOutsideHorizon(Refusal):
    """A project has phases after the last year planned: whether all of it is funded could not be said."""

    code: ClassVar[str] = "phase-hors-horizon"
    project: str
    ends_in: int
    years: int


@dataclass(kw_only=True, eq=False)
class NothingRecurs(Refusal):
    """Requests that should come back every year are none of the scenario's."""

    code: ClassVar[str] = "rien-ne-revient"
    name: str
