"""
Reports, as a person asks for them: as a document, a workbook, text or plain data.

``now`` is timezone-aware and is the only moment a file bears: the same document at the same moment gives the same bytes.
"""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import fundalloc
from fundalloc.ledger.address import Address
from fundalloc.lexicon import Lexicon
from fundalloc.reports.tables import Document
from fundalloc.usecases.files import put_in_place

if TYPE_CHECKING:
    from fundalloc.allocation.outcome import Outcome
    from fundalloc.reports.plain import Plain


def allocation_report(outcome: "Outcome", *, person: str, now: datetime, solver: str = "") -> Document:
    """Lay out the result of an allocation; ``person`` prepared the report, ``solver`` found the answer (default: ours)."""
    from importlib.metadata import version

    from fundalloc.reports.allocation import Preparation, allocation_document

    return allocation_document(outcome, Preparation(person, now, fundalloc.__version__, solver or f"HiGHS {version('highspy')}"))


def ministry_report(ledger: Address, *, as_of: date, person: str, now: datetime, known_at: datetime | None = None) -> Document:
    """
    Lay out the ministry financial report of a fund, from its ledger alone.

    ``as_of`` chooses by the day things took effect, ``known_at`` by the moment they were recorded (default: all that is recorded).
    """
    from fundalloc.reports.allocation import Preparation
    from fundalloc.reports.ministry import Books, ministry_document
    from fundalloc.usecases import books

    return ministry_document(
        Books(
            summary=books.fund_summary(ledger, as_of=as_of, known_at=known_at),
            position=books.budget_position(ledger, as_of=as_of, known_at=known_at),
            labels=books.plan_labels(ledger),
            expenses=books.expenses(ledger, as_of=as_of, known_at=known_at),
            as_of=as_of,
        ),
        Preparation(person, now, fundalloc.__version__),
    )


def write_allocation_workbook(
    outcome: "Outcome", path: Path, lexicon: Lexicon, *, person: str, now: datetime, solver: str = ""
) -> Document:
    """Write an allocation's workbook, whole or not at all, and return what it shows."""
    document = allocation_report(outcome, person=person, now=now, solver=solver)
    write_report(document, path, lexicon, now=now)
    return document


def write_reconciliation_workbook(ledger: Address, path: Path, lexicon: Lexicon, *, on: date, person: str, now: datetime) -> Document:
    """Write the workbook of the bank reconciliation as it stands on a day, whole or not at all, and return what it shows."""
    from fundalloc.domain.base import Label
    from fundalloc.reports.allocation import Preparation
    from fundalloc.reports.reconciliation import reconciliation_document
    from fundalloc.usecases import books, reconciling

    fund = books.fund_summary(ledger)
    title = Label(fr=fund.title_fr, en=fund.title_en)
    made = Preparation(person, now, fundalloc.__version__)
    document = reconciliation_document(reconciling.propose_matches(ledger, on=on), title, fund.head.hash, made)
    write_report(document, path, lexicon, now=now)
    return document


def write_report(document: Document, path: Path, lexicon: Lexicon, *, now: datetime) -> None:
    """
    Write a document's workbook under a temporary name, then give it its own: nobody ever opens half a file.

    Raises:
        RefusedTogether: the place cannot be written to; what was there before is untouched.

    """
    from fundalloc.reports.excel import write_workbook

    put_in_place(path, lambda unfinished: write_workbook(document, unfinished, lexicon, created=now))


def report_as_text(document: Document, lexicon: Lexicon) -> str:
    """Return a document as aligned text."""
    from fundalloc.reports.plain import as_text

    return as_text(document, lexicon)


def report_as_data(document: Document, lexicon: Lexicon) -> "dict[str, Plain]":
    """Return a document as plain data, ready for JSON: whole cents, ISO days, stable English keys."""
    from fundalloc.reports.plain import as_document

    return as_document(document, lexicon)
