"""Walking through the books: lines of budget by any dimension, what moved one, what was charged to it, and one entry whole."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import PlanLabel
from fundalloc.ledger.credit import Line
from fundalloc.ledger.figures import Head
from fundalloc.ledger.kinds import Dimension
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.ledger.browsing import BudgetRow, ChargedRow, Chosen, ClaimDetail, EntryDetail, Inbox, Movement


def last_seal(ledger: Address) -> Head:
    """Return the last seal of the books: while it is the same, so is every answer about them."""
    with reading(ledger) as journal:
        return journal.head()


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
