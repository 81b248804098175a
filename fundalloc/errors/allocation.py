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
