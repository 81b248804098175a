"""What backs the figures of the budget and of the funder's money: the accounts of each measure, and where a row stands among them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from fundalloc.ledger.accountability import Span
from fundalloc.ledger.answers import PositionRow
from fundalloc.ledger.backing import Adds, Backing, Moved, Reach, Told, Unbacked, Within
from fundalloc.ledger.kinds import Account
from fundalloc.reports.ministry.books import Books
from fundalloc.reports.tables import RowSum

ADDS: Final[Mapping[str, Adds]] = {
    "authorised": Adds((Account.AUTHORISED,), -1),
    "transferred": Adds((Account.TRANSFERRED, Account.CARRIED), -1),
    "revised": Adds((Account.AUTHORISED, Account.TRANSFERRED, Account.CARRIED), -1),
    "period": Adds((Account.INCURRED,), reach=Reach.WITHIN),
    "incurred": Adds((Account.INCURRED,)),
    "committed": Adds((Account.COMMITTED,)),
    "available": Adds((Account.AVAILABLE,)),
    "paid": Adds((Account.EXPENSE, Account.PAYABLE)),
    "bank": Adds((Account.BANK,)),
    "receivable": Adds((Account.RECEIVABLE,)),
    "deferred": Adds((Account.DEFERRED_CONTRIBUTIONS,), -1),
}
"""What each measure adds up."""


def adds_of(books: Books, measure: str) -> Adds | Unbacked:
    """Return what a measure adds up of the books, or of one funder's part of them; what people expect to spend is in no books."""
    if measure == "forecast":
        return Unbacked.FORECAST
    return replace(ADDS[measure], part=books.parts.get(measure))


def within_lines(span: Span, rows: Iterable[PositionRow]) -> Within:
    """Return where lines of budget stand: lines that are told together are all those of their years, partners and activities."""
    found = tuple(rows)
    return Within(
        span,
        fiscal_years=frozenset(row.fiscal_year for row in found),
        recipients=frozenset(row.recipient for row in found),
        plan_items=frozenset(row.plan_item for row in found),
    )


def of_fund(books: Books, measure: str) -> tuple[Backing, ...]:
    """Return what backs a measure of the whole fund."""
    return (Moved(replace(ADDS[measure], part=books.parts.get(measure)), Within(books.span)),)


def of_entries(measure: str, span: Span, entries: Iterable[int]) -> tuple[Backing, ...]:
    """Return what backs what some entries moved."""
    return (Moved(ADDS[measure], Within(Span(None, span.last)), frozenset(entries)),)


def of_sum(books: Books, formula: RowSum) -> tuple[Backing, ...]:
    """Return what backs measures of the whole fund, added and taken away; what people expect to spend is told beside."""
    added, taken = ((part for name in names for part in _of_measure(books, name)) for names in (formula.plus, formula.minus))
    return (*added, *(part.turned for part in taken))


def _of_measure(books: Books, measure: str) -> tuple[Backing, ...]:
    if measure != "forecast":
        return of_fund(books, measure)
    cents = sum(books.forecast_cents(row) for row in books.position)
    return (Told(cents, Unbacked.FORECAST),) if cents else ()


def less(backing: tuple[Backing, ...], *others: tuple[Backing, ...]) -> tuple[Backing, ...]:
    """Return what backs a figure from which others are taken away."""
    return (*backing, *(part.turned for other in others for part in other))


def of_variance(books: Books, row: PositionRow) -> tuple[Backing, ...]:
    """Return what backs the variance of one line: its budget, less what it spent and ordered, and what people expect it to."""
    within, forecast_cents = within_lines(books.span, (row,)), books.forecast_cents(row)
    expected = (Told(-forecast_cents, Unbacked.FORECAST),) if forecast_cents else ()
    revised, *used = ((Moved(ADDS[name], within),) for name in ("revised", "incurred", "committed"))
    return (*less(revised, *used), *expected)
