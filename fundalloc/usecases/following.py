"""What the banker board asks from month to month about claims, and never changes by asking."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from fundalloc.ledger.address import Address
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.ledger.following import SupplyRow


def supply_teaching(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> "tuple[SupplyRow, ...]":
    """Return supply teaching incurred by a day, by board, year and category of staff, salaries and benefits apart."""
    from fundalloc.ledger import following

    with reading(ledger) as journal:
        return following.supply_teaching(journal, as_of=as_of, known_at=known_at)
