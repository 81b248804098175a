"""Walking through the books: lines of budget by any dimension, what moved one, what was charged to it, and one entry whole."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from fundalloc.errors import refused_alike
from fundalloc.ledger.address import Address, standing_at
from fundalloc.ledger.answers import PlanLabel
from fundalloc.ledger.credit import Line
from fundalloc.ledger.figures import Head
from fundalloc.ledger.kinds import Dimension
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.ledger.browsing import BudgetRow, ChargedRow, Chosen, ClaimDetail, EntryDetail, Inbox, Movement
    from fundalloc.ledger.storage.store import Store


class SealWatch:
    """
    The last seal of the books, asked again and again: while it is the same, so is every answer about them.

    Connections stay open between questions, for as long as the very same books stand there.
    """

    def __init__(self, ledger: Address) -> None:
        self._ledger = ledger
        self._open: tuple[tuple[int, ...], Store] | None = None

    def last_seal(self) -> Head:
        """Return the last seal, as any process may have written it since."""
        from fundalloc.ledger.journal import Journal
        from fundalloc.ledger.storage.store import open_ledger

        with refused_alike():
            place = standing_at(self._ledger)
            if self._open is None or self._open[0] != place:
                self.close()
                self._open = (place, open_ledger(self._ledger))
            with self._open[1].reading() as session:
                return Journal(session).head()

    def close(self) -> None:
        """Let the books go; they are opened again where somebody asks."""
        if self._open is not None:
            self._open[1].close()
            self._open = None


def budget_rows(ledger: Address, chosen: "Chosen", as_of: date | None = None) -> "tuple[BudgetRow, ...]":
    """Return the lines of budget asked for, as of a day."""
    from fundalloc.ledger import browsing

    with reading(ledger) as journal:
        return browsing.budget_rows(journal, chosen, as_of=as_of)


def choices(ledger: Address) -> tuple[Mapping[Dimension, tuple[str, ...]], tuple[PlanLabel, ...]]:
    """Return what lines of budget may be chosen by: the values of each dimension, and the plan with its labels."""
    from fundalloc.ledger import browsing, views

    with reading(ledger) as journal:
        return browsing.dimension_values(journal), views.plan_labels(journal)


def line_detail(ledger: Address, line: Line) -> "tuple[tuple[Movement, ...], tuple[ChargedRow, ...]]":
    """Return what moved a line of budget, and what was charged to it with its receipts."""
    from fundalloc.ledger import browsing

    with reading(ledger) as journal:
        return browsing.movements(journal, line), browsing.charged(journal, line)


def entry_detail(ledger: Address, seq: int) -> "EntryDetail | None":
    """Return an entry with everything it moved, if the books have it."""
    from fundalloc.ledger import browsing

    with reading(ledger) as journal:
        return browsing.entry_detail(journal, seq)


def claim_detail(ledger: Address, claim: str, person: str) -> "ClaimDetail | None":
    """Return a claim whole, with what a person may do to it now; nothing where the books do not have it."""
    from fundalloc.ledger import browsing

    with reading(ledger) as journal:
        return browsing.claim_detail(journal, claim, person)


def inbox(ledger: Address, on: date) -> "Inbox":
    """Return every claim as it stands on a day, those that wait the longest first."""
    from fundalloc.ledger import browsing

    with reading(ledger) as journal:
        return browsing.inbox(journal, on)
