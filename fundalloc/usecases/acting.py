"""
What every act on the books shares: one transaction, who acts and when, and everything found wrong with what is asked.

Nothing is written while a problem stands; a rehearsal (``dry_run``) checks and computes everything, then keeps nothing.
"""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from fundalloc.domain.fund import Fund
from fundalloc.errors import Refusal, refuse_together, refused_alike
from fundalloc.errors.intake import ValueMissing
from fundalloc.errors.ledger import DateInFuture, TextUnwritable
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import Sealed
from fundalloc.ledger.duties import Act, History, refusal

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.journal import Journal


WRITTEN_FREELY: Final = frozenset(
    {
        *("authority", "body", "description", "file", "justification", "matter", "note", "reason", "remark", "subject", "title"),
        *("item", "school", "supplier"),
    }
)
"""Texts in people's own words; a bank's reference is not one of them."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who writes, when, and whether what is written stays."""

    person: str
    now: datetime
    dry_run: bool

    @property
    def today(self) -> date:
        return self.now.date()


class OpenBooks:
    """A ledger open for one act: its journal, its fund, and everything found wrong with what is asked."""

    def __init__(self, journal: "Journal", occasion: Occasion) -> None:

        self.journal = journal
        self.occasion = occasion
        self.fund: Fund = journal.fund_at()
        self.problems: list[Refusal] = []

    def doubt(self, *problems: Refusal | None) -> None:
        self.problems.extend(problem for problem in problems if problem is not None)

    def answer_for(self, act: Act, history: History, *, recipient: str = "") -> None:
        """Ask whether the person may do this act."""
        self.doubt(refusal(act, self.occasion.person, self.fund, history, recipient=recipient))

    def day(self, on: date | None) -> date:
        """Return the day of an act, today when none is given; a day to come is refused."""
        if on is not None and on > self.occasion.today:
            self.doubt(DateInFuture(given_on=on, today_on=self.occasion.today))
        return on or self.occasion.today

    def text(self, name: str, typed: str) -> str:
        """Return a person's text as the books keep it; one that is written freely names no pupil (S11-01)."""
        from fundalloc.ledger.eligibility import personal
        from fundalloc.ledger.entries import writable

        self.doubt(*(personal(name, typed) if name in WRITTEN_FREELY else ()))
        try:
            return writable(name, typed.strip())
        except TextUnwritable as problem:
            self.doubt(problem)
            return ""

    def needed(self, name: str, typed: str) -> str:
        """Return a text that must be there; none is refused."""
        from fundalloc.ledger.entries import text_name

        if not typed.strip():
            self.doubt(ValueMissing(name=text_name(name)))
        return self.name(name, typed)

    def name(self, name: str, typed: str) -> str:
        """Return what something is called, on one line; a mark that nobody sees is refused: two names that look alike are one."""
        from fundalloc.ledger.entries import text_name

        if any(mark in "\n\t" or unicodedata.category(mark) == "Cf" for mark in typed.strip()):
            self.doubt(TextUnwritable(name=text_name(name)))
            return ""
        return self.text(name, typed)

    def seal(self, entry: "Entry") -> Sealed:
        """Write the entry, unless anything was found wrong, or it would touch a closed year."""
        from fundalloc.ledger.banking import touches_signed
        from fundalloc.ledger.closing import touches_closed

        self.doubt(*touches_closed(entry, self.fund, self.journal.closed_years()), *touches_signed(self.journal, entry))
        refuse_together(self.problems)
        kept = not self.occasion.dry_run
        return self.journal.append(entry, fund=self.fund.id, now=self.occasion.now, kept=kept)

    def file(self, content: bytes) -> None:
        """Keep a file as received, unless this is a dry run."""
        refuse_together(self.problems)
        if not self.occasion.dry_run:
            self.journal.session.shelf.keep(content)


@contextmanager
def writing(ledger: Address, *, person: str, now: datetime, dry_run: bool) -> Iterator[OpenBooks]:
    """Open the books for one act, in one transaction that holds the ledger's write lock."""
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.storage.store import open_ledger

    with refused_alike(), open_ledger(ledger) as store, store.writing(keep=not dry_run) as session:
        yield OpenBooks(Journal(session), Occasion(person, now, dry_run))


@contextmanager
def reading(ledger: Address) -> Iterator["Journal"]:
    """Open the books to read them, all from one moment."""
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.storage.store import open_ledger

    with refused_alike(), open_ledger(ledger) as store, store.reading() as session:
        yield Journal(session)
