"""
The ministry financial report, as a person asks for it: of which days, as known when, with which notes; all read at one moment.

``known_at`` leaves out what was recorded later; ``previous`` is what an earlier report told of.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import fundalloc
from fundalloc.domain.reporting import LineNote, ReportKind
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.address import Address
from fundalloc.reports.tables import Document
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:  # reports are loaded when one is asked for, so that --help stays quick
    from fundalloc.ledger.answers import FundSummary
    from fundalloc.ledger.journal import Journal
    from fundalloc.reports.ministry.books import Books, Restated


@dataclass(frozen=True, slots=True)
class Reported:
    """What an earlier report told of: until which day, and the last entry it knew."""

    until: date
    known_seq: int


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """
    What is asked for: the days, what was known, the kind of report, the notes, and what an earlier report told of.

    ``notes_from`` and ``funding_from`` are tables that a person gave.
    """

    span: Span
    known_at: datetime | None = None
    kind: ReportKind = ReportKind.INTERIM
    notes: tuple[LineNote, ...] = ()
    previous: Reported | None = None
    notes_from: Path | None = None
    funding_from: Path | None = None


def ministry_report(
    ledger: Address, *, as_of: date, person: str, now: datetime, first: date | None = None, known_at: datetime | None = None
) -> Document:
    """
    Lay out the ministry financial report of a fund, from its ledger alone.

    ``first`` and ``as_of`` choose by the day things took effect, ``known_at`` by the moment they were recorded (default: all of it).
    """
    return laid_out(ledger, ReportAsked(Span(first, as_of), known_at), person=person, now=now)


def laid_out(ledger: Address, asked: ReportAsked, *, person: str, now: datetime) -> Document:
    """
    Lay out a report as asked; ``person`` prepares it, now. Where a table says whose money each envelope holds, it goes by funder too.

    Raises:
        RefusedTogether: the table of funders cannot be read, or leaves out an envelope that holds money.

    """
    from fundalloc.reports.ministry.document import ministry_document
    from fundalloc.reports.preparation import Preparation, Role
    from fundalloc.usecases.accountability.beside import beside

    files = (*beside(Role.NOTES, asked.notes_from), *beside(Role.FUNDING, asked.funding_from))
    with reading(ledger) as journal:
        books = told_by(journal, asked)
    document = ministry_document(books, Preparation(person, now, fundalloc.__version__, beside=files))
    return _by_funder(document, books, asked.funding_from) if asked.funding_from else document


def _by_funder(document: Document, books: "Books", path: Path) -> Document:
    from fundalloc.errors import refuse_together
    from fundalloc.reports.funder import weights_of, with_funders
    from fundalloc.usecases.accountability.funding import left_out, read_funders

    funders = read_funders(path)
    refuse_together(left_out(books, funders, path))
    return with_funders(document, books, weights_of(funders))


def told_by(journal: "Journal", asked: ReportAsked) -> "Books":
    """
    Return what the books tell of a range of days.

    Raises:
        RefusedTogether: it ends before it begins, or the books were not open at the moment asked for.

    """
    from fundalloc.errors import refuse_together
    from fundalloc.errors.years import SpanBackwards
    from fundalloc.ledger import accountability, views
    from fundalloc.reports.ministry.books import Books, Told

    span, known_at = asked.span, asked.known_at
    if span.first is not None and span.last < span.first:
        refuse_together((SpanBackwards(first_on=span.first, last_on=span.last),))
    last = journal.last_known(known_at)
    reporting = journal.fund_at(on=span.last, last=last).reporting
    return Books(
        summary=summary_known(journal, as_of=span.last, known_at=known_at),
        position=views.budget_position(journal, as_of=span.last, known_at=known_at),
        labels=views.plan_labels(journal),
        expenses=views.bare_expenses(journal, as_of=span.last, known_at=known_at),
        span=span,
        earlier=accountability.details(journal, as_of=span.eve, known_at=known_at) if span.eve else (),
        details=accountability.details(journal, as_of=span.last, known_at=known_at),
        contributions=accountability.contributions(journal, span, known_at=known_at),
        ineligible=accountability.ineligible(journal, as_of=span.last, known_at=known_at),
        recoveries=accountability.recoveries(journal, as_of=span.last, known_at=known_at),
        restated=_restated(journal, asked),
        told=Told(asked.kind, reporting.explanations, asked.notes),
    )


def summary_known(journal: "Journal", *, as_of: date, known_at: datetime | None) -> "FundSummary":
    """Return the fund's totals with the last seal known at a moment, on which they rest; before the books were open there is none."""
    from fundalloc.ledger import views
    from fundalloc.ledger.figures import Head

    refuse_unopened(journal, known_at)
    last = journal.last_known(known_at)
    ((seal,),) = journal.session.rows("SELECT hash FROM entry WHERE seq = :last", last=last)
    return replace(views.fund_summary(journal, as_of=as_of, known_at=known_at), head=Head(last, seal))


def refuse_unopened(journal: "Journal", known_at: datetime | None) -> None:
    """
    Refuse to tell what was known before the books were open.

    Raises:
        RefusedTogether: they were opened later.

    """
    from fundalloc.errors import refuse_together
    from fundalloc.errors.years import NothingKnownYet

    opened = journal.entry(1)
    if known_at is not None and opened is not None and not journal.last_known(known_at):
        refuse_together((NothingKnownYet(known_at=known_at, opened_at=opened.recorded_at),))


def _restated(journal: "Journal", asked: ReportAsked) -> "Restated | None":
    from fundalloc.ledger import accountability
    from fundalloc.reports.ministry.books import Restated

    before = asked.previous
    if before is None:
        return None
    rows = accountability.restated(journal, until=before.until, since=before.known_seq, known_at=asked.known_at)
    return Restated(before.until, before.known_seq, rows)


def with_notes(asked: ReportAsked, path: Path | None) -> ReportAsked:
    """Return what is asked for with the notes of a table, where there is one."""
    return asked if path is None else replace(asked, notes=read_notes(path), notes_from=path)


def read_notes(path: Path) -> tuple[LineNote, ...]:
    """
    Read what people say of lines of the budget from a table.

    Raises:
        RefusedTogether: everything wrong with the file.

    """
    from fundalloc.errors import Refusal, refuse_together
    from fundalloc.intake.report_notes import read_report_notes

    problems: list[Refusal] = []
    notes = read_report_notes(path, problems)
    refuse_together(problems)
    return notes
