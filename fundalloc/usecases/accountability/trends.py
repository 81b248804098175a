"""Trends over years, as a person asks for them: one fund or several, each with its own envelopes."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import fundalloc
from fundalloc.domain.base import FiscalYear
from fundalloc.ledger.address import Address
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability.ministry import ReportAsked, told_by
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:
    from fundalloc.reports.ministry.books import Books


def trends_report(ledgers: tuple[Address, ...], asked: ReportAsked, *, progress: Path | None, person: str, now: datetime) -> Document:
    """Lay out each envelope of each fund, year after year; the phases are those that a follow-up names."""
    from fundalloc.intake.progress import read_progress
    from fundalloc.reports.preparation import Preparation, Role
    from fundalloc.reports.trends import trends_document
    from fundalloc.usecases.accountability.beside import beside, other_books

    funds: list[Books] = []
    years: list[FiscalYear] = []
    for ledger in ledgers:
        with reading(ledger) as journal:
            funds.append(told_by(journal, asked))
            years += journal.fund_at(on=asked.span.last, last=journal.last_known(asked.known_at)).fiscal_years
    phases = read_progress(progress).phases if progress else ()
    others = (other_books(each, asked.known_at) for each in ledgers[1:])
    made = Preparation(person, now, fundalloc.__version__, beside=(*others, *beside(Role.PROGRESS, progress)))
    return trends_document(tuple(funds), tuple(years), phases, made)
