"""Refusals about amounts and shares as people write them."""

from dataclasses import dataclass
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class AmountUnreadable(Refusal):
    """The text is not an amount of dollars and cents."""

    code: ClassVar[str] = "montant-illisible"
    text: str


@dataclass(kw_only=True, eq=False)
class AmountAmbiguous(Refusal):
    """The text is a thousand to some readers and a decimal to others: both ways of writing it are offered."""

    code: ClassVar[str] = "montant-ambigu"
    text: str
    as_thousands: str
    as_decimals: str


@dataclass(kw_only=True, eq=False)
class AmountTooLarge(Refusal):
    """The amount does not fit in 64 bits of cents."""

    code: ClassVar[str] = "montant-trop-grand"
    text: str


@dataclass(kw_only=True, eq=False)
class ShareUnreadable(Refusal):
    """The text is not a percentage with at most two decimals."""

    code: ClassVar[str] = "pourcentage-illisible"
    text: str
