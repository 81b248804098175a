"""Budget execution, as a person asks for it: of which days, as known when, without anything restricted."""

from datetime import datetime
from typing import TYPE_CHECKING

import fundalloc
from fundalloc.ledger.address import Address
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability.ministry import ReportAsked, told_by
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:
    from fundalloc.ledger.journal import Journal
    from fundalloc.reports.execution import Pace


def execution_report(ledger: Address, asked: ReportAsked, *, person: str, now: datetime) -> Document:
    """Lay out how the budget is executed, for a committee."""
    from fundalloc.reports.execution import execution_document
    from fundalloc.reports.preparation import Preparation, Role
    from fundalloc.usecases.accountability.beside import beside

    with reading(ledger) as journal:
        made = Preparation(person, now, fundalloc.__version__, beside=beside(Role.NOTES, asked.notes_from))
        return execution_document(told_by(journal, asked), _paces(journal, asked), made)


def _paces(journal: "Journal", asked: ReportAsked) -> tuple["Pace", ...]:
    """Return the pace of each fiscal year that the days touch."""
    from fundalloc.ledger.pace import months_of
    from fundalloc.reports.execution import Pace

    span, known_at = asked.span, asked.known_at
    years = journal.fund_at(on=span.last, last=journal.last_known(known_at)).fiscal_years
    begun = (year for year in years if year.starts_on <= span.last and (span.first is None or span.first <= year.ends_on))
    return tuple(Pace(year, months_of(journal, year, as_of=span.last, known_at=known_at)) for year in begun)
