"""A bank statement as received: money in is positive, money out is negative."""

from dataclasses import dataclass
from datetime import date

from fundalloc.errors import Place
from fundalloc.money import Cents


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement of the bank account; ``line`` counts from 1 within its statement."""

    line: int
    reference: str
    booked_on: date
    amount_cents: Cents
    description: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A statement file as received; ``sha256`` is of its bytes."""

    reference: str
    file_name: str
    sha256: str
    lines: tuple[StatementLine, ...]
