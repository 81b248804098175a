"""Fiscal years: which are closed, what may still touch them, and the entry that closes one."""

from collections.abc import Iterable, Mapping
from datetime import date

from fundalloc.domain.fund import Fund
from fundalloc.errors import Refusal
from fundalloc.errors.years import YearClosed
from fundalloc.ledger.answers import EntryRow
from fundalloc.ledger.entries import Entry, facts
from fundalloc.ledger.kinds import Book, Kind, Relation
from fundalloc.ledger.rows import ClosedBalance, Link, Posting

CORRECTING = frozenset({Relation.REVERSES.value, Relation.CORRECTS.value})


def touches_closed(entry: Entry, fund: Fund, closed: Mapping[str, EntryRow]) -> Iterable[Refusal]:
    """
    Refuse an entry whose amounts go into a closed year, unless it corrects an earlier entry, is linked to it and says why.

    The budget goes by the year of its lines; the actual book by the day money moved, so that last year's bills may be paid this year.
    """
    if not closed or (entry.reason and any(link.relation in CORRECTING for link in entry.of(Link))):
        return
    for year in sorted({year for posting in entry.of(Posting) for year in _years(posting, fund)} & set(closed)):
        yield closed_by(closed[year])


def closed_by(entry: EntryRow) -> YearClosed:
    """Return the refusal that the entry which closed a year calls for."""
    return YearClosed(fiscal_year=entry.reference, closed_on=entry.effective_on, person=entry.person, seq=entry.seq)


def open_to(entry: Entry, fund: Fund, closed: Mapping[str, EntryRow]) -> Entry:
    """
    Return an entry that touches no closed year.

    Raises:
        YearClosed: it does.

    """
    for refusal in touches_closed(entry, fund, closed):
        raise refusal
    return entry


def _years(posting: Posting, fund: Fund) -> Iterable[str]:
    day = fund.fiscal_year_of(date.fromisoformat(posting.effective_on))
    if day is not None:
        yield day.id
    if posting.book == Book.BUDGET:
        yield posting.fiscal_year


def year_closed(fiscal_year: str, balances: Iterable[ClosedBalance], *, on: date, person: str, reason: str, head: str) -> Entry:
    """Close a year: its balances are written down as they stand, with the seal they follow."""
    rows = tuple(balances)
    left = sum(row.amount_cents for row in rows if row.account == "available")
    told = facts({"fiscal-year": fiscal_year, "head": head, "unspent-cents": str(left)})
    return Entry(Kind.YEAR_CLOSED, on, person, reference=fiscal_year, reason=reason, rows=(*told, *rows))
