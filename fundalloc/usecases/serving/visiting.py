"""Who somebody is to the books, and what of them they may look at: a partner its own board's, everybody else everything (S9-12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from fundalloc.domain.fund import Fund, Role
from fundalloc.ledger.address import Address
from fundalloc.usecases.acting import reading


class OfABoard(Protocol):
    """Anything that the books keep under the name of a board."""

    @property
    def recipient(self) -> str:
        """The board."""


Row = TypeVar("Row", bound=OfABoard)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who looks at the books; ``only_board`` is the one board whose business they see, None where they see all of them."""

    person: str
    name: str
    roles: tuple[Role, ...]
    only_board: str | None = None

    def sees(self, recipient: str) -> bool:
        """Tell whether what concerns a board is theirs to look at."""
        return self.only_board is None or self.only_board == recipient

    def seen(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """Keep what is theirs to look at."""
        return tuple(row for row in rows if self.sees(row.recipient))


def visitor_of(fund: Fund, person: str) -> Visitor | None:
    """Return who somebody is to a fund; nothing where the fund does not know them."""
    found = fund.person(person)
    if found is None:
        return None
    is_of_one_board = set(found.roles) <= {Role.PARTNER}
    return Visitor(found.id, found.name, found.roles, (found.board or "") if is_of_one_board else None)


def fund_of(ledger: Address) -> Fund:
    """Return the fund that the books are of, as it is today."""
    with reading(ledger) as journal:
        return journal.fund_at()
