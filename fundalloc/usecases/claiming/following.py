"""What the banker board asks from month to month about claims, and never changes by asking."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from fundalloc.ledger.address import Address
from fundalloc.ledger.claim_answers import MissingRow, WaitingRow
from fundalloc.ledger.receipt_answers import DoubleReceipt
from fundalloc.money import Cents
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.ledger.following import SupplyRow


def waiting(ledger: Address, *, on: date, known_at: datetime | None = None) -> tuple[WaitingRow, ...]:
    """Return the claims that wait for somebody on a day, the longest first, with the people who may act."""
    from fundalloc.ledger import following

    with reading(ledger) as journal:
        return following.waiting(journal, on=on, known_at=known_at)


def missing_receipts(
    ledger: Address, *, on: date, board: str = "", threshold_cents: Cents = 0, known_at: datetime | None = None, first: int | None = None
) -> tuple[MissingRow, ...]:
    """Return the claim lines that lack what the fund asks for, of one board or all, from an amount up; ``first``: so many at most."""
    from fundalloc.ledger import following

    with reading(ledger) as journal:
        return following.missing(journal, on=on, known_at=known_at, board=board, threshold_cents=threshold_cents, first=first)


def double_receipts(ledger: Address, *, known_at: datetime | None = None) -> tuple[DoubleReceipt, ...]:
    """Return the receipts that stand on lines of several invoices, or of several boards."""
    from fundalloc.ledger import following

    with reading(ledger) as journal:
        return following.doubles(journal, known_at=known_at)


def supply_teaching(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> "tuple[SupplyRow, ...]":
    """Return supply teaching incurred by a day, by board, year and category of staff, salaries and benefits apart."""
    from fundalloc.ledger import following

    with reading(ledger) as journal:
        return following.supply_teaching(journal, as_of=as_of, known_at=known_at)
