"""A statement as received from a bank or a general ledger: money in is positive, money out is negative."""

from dataclasses import dataclass
from datetime import date

from fundalloc.errors import Place
from fundalloc.money import Cents


@dataclass(frozen=True, slots=True)
class StatementLine:
    """
    One movement of the account; ``line`` counts from 1 within its statement.

    ``reference`` is the one we or the payer gave, ``bank_reference`` the bank's own, ``party`` who paid or was paid, as the bank says it.
    """

    line: int
    reference: str
    booked_on: date
    amount_cents: Cents
    description: str
    party: str = ""
    bank_reference: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class StatementBalance:
    """What the account held at the end of a day (or at the beginning of a statement), as the statement says it."""

    cents: Cents
    on: date | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class StatementFile:
    """
    A statement file as received; ``sha256`` is of its bytes, ``account`` is written as the bank writes it.

    ``books_account`` is our account that it is compared with.
    """

    reference: str
    file_name: str
    sha256: str
    lines: tuple[StatementLine, ...]
    format: str = "csv"
    account: str = ""
    currency: str = ""
    books_account: str = "bank"
    opening: StatementBalance | None = None
    closing: StatementBalance | None = None
    profile: str = ""
    from_general_ledger: bool = False

    @property
    def source(self) -> str:
        """What is reconciled by itself: the bank, or a general ledger under its profile."""
        return self.account if self.from_general_ledger else "bank"

    @property
    def moved_cents(self) -> Cents:
        """The sum of the movements."""
        return sum(line.amount_cents for line in self.lines)
