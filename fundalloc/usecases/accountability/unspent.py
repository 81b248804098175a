"""Unspent money, as a person asks for it: year by year, with the agreement's rule."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import fundalloc
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.address import Address
from fundalloc.ledger.kinds import Kind
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability.ministry import summary_known
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:
    from fundalloc.domain.base import FiscalYear
    from fundalloc.ledger.journal import Journal
    from fundalloc.reports.unspent import UnspentYear


def unspent_report(ledger: Address, *, as_of: date, person: str, now: datetime, known_at: datetime | None = None) -> Document:
    """Lay out what was received and not spent, for each fiscal year begun by a day."""
    from fundalloc.reports.preparation import Preparation
    from fundalloc.reports.unspent import unspent_document

    with reading(ledger) as journal:
        fund = journal.fund_at(on=as_of, last=journal.last_known(known_at))
        years = tuple(_year(journal, year, as_of, known_at) for year in fund.fiscal_years if year.starts_on <= as_of)
        summary = summary_known(journal, as_of=as_of, known_at=known_at)
    return unspent_document(summary, years, fund.clauses.unspent, as_of, Preparation(person, now, fundalloc.__version__))


def _year(journal: "Journal", year: "FiscalYear", as_of: date, known_at: datetime | None) -> "UnspentYear":
    """Return the continuity of a year, up to its end or to the day asked."""
    from fundalloc.ledger.accountability import contributions
    from fundalloc.reports.unspent import SPENDING, UnspentYear

    span = Span(year.starts_on, min(year.ends_on, as_of))
    found = contributions(journal, span, known_at=known_at)
    moved = {move.kind: move.amount_cents for move in found.moves}
    received, interest = moved.pop(Kind.GRANT_RECEIVED, 0), moved.pop(Kind.INTEREST_RECEIVED, 0)
    spent, returned = -sum(moved.pop(kind, 0) for kind in SPENDING), -moved.pop(Kind.MONEY_RECOVERED, 0)
    return UnspentYear(year, span, found.opening_cents, received, interest, spent, returned, sum(moved.values()))
