"""Refusals about an allocation that was found but cannot be given."""

from dataclasses import dataclass
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class AllocationNotProved(Refusal):
    """An answer was found whose proof does not hold: it is not given."""

    code: ClassVar[str] = "repartition-non-prouvee"
    stage: str


@dataclass(kw_only=True, eq=False)
class OutOfTimeRefused(Refusal):
    """The time allowed ran out before any split was found."""

    code: ClassVar[str] = "temps-ecoule"
    seconds: int


@dataclass(kw_only=True, eq=False)
class ResultMissing(Refusal):
    """There is no result file where one was named."""

    code: ClassVar[str] = "resultat-introuvable"
    path: str


@dataclass(kw_only=True, eq=False)
class ResultNotProvable(Refusal):
    """The file is not the JSON result of a split that was found."""

    code: ClassVar[str] = "resultat-non-verifiable"
    path: str


@dataclass(kw_only=True, eq=False)
class SolverUnknown(Refusal):
    """No solver of this name is installed."""

    code: ClassVar[str] = "solveur-inconnu"
    name: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class SolverLosesCents(Refusal):
    """Another solver's answer cannot be certified: it does not carry cents, or stopped without one."""

    code: ClassVar[str] = "solveur-imprecis"
    name: str
    stage: str
