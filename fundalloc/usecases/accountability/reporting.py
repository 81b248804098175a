"""
Reports, as a person asks for them: as a document, a workbook, text or plain data.

``now`` is timezone-aware and is the only moment a file bears: the same document at the same moment gives the same bytes.
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import fundalloc
from fundalloc.ledger.address import Address
from fundalloc.lexicon import Lexicon
from fundalloc.money import Cents
from fundalloc.reports.tables import Document
from fundalloc.usecases.files import put_bytes, steady_archive

if TYPE_CHECKING:
    from fundalloc.allocation.outcome import Allocated, Outcome
    from fundalloc.reports.plain import Plain

ENDINGS: Final = (".xlsx", ".pdf", ".json", ".zip")
"""How the files of a report may end."""


def allocation_report(outcome: "Outcome", *, person: str, now: datetime, solver: str = "", against: "Allocated | None" = None) -> Document:
    """Lay out an allocation, beside another if there is one; ``person`` prepares it, ``solver`` found the answer (default: ours)."""
    from importlib.metadata import version

    from fundalloc.reports.allocation.document import allocation_document
    from fundalloc.reports.preparation import Preparation

    made = Preparation(person, now, fundalloc.__version__, solver or f"HiGHS {version('highspy')}")
    return allocation_document(outcome, made, against)


def write_allocation_workbook(
    outcome: "Outcome",
    path: Path,
    lexicon: Lexicon,
    *,
    person: str,
    now: datetime,
    solver: str = "",
    against: "Allocated | None" = None,
) -> Document:
    """Write an allocation's workbook, whole or not at all, and return what it shows."""
    document = allocation_report(outcome, person=person, now=now, solver=solver, against=against)
    write_report(document, path, lexicon, now=now)
    return document


def reconciliation_report(
    ledger: Address, *, on: date, person: str, now: datetime, source: str = "bank", closing_cents: Cents | None = None
) -> Document:
    """Lay out a reconciliation as it stands on a day; ``closing_cents`` is what the account held where no statement says it."""
    from fundalloc.domain.base import Label
    from fundalloc.reports.preparation import Preparation
    from fundalloc.reports.reconciliation import reconciliation_document
    from fundalloc.usecases.banking import reconciling, signing_off
    from fundalloc.usecases.budgeting import books

    fund = books.fund_summary(ledger)
    title = Label(fr=fund.title_fr, en=fund.title_en)
    made = Preparation(person, now, fundalloc.__version__)
    stood = signing_off.balances_until(ledger, until=on, source=source, closing_cents=closing_cents)
    proposal = stood.proposal if stood else reconciling.propose_matches(ledger, on=on, source=source)
    return reconciliation_document(proposal, stood, title, fund.head.hash, made)


def write_report(document: Document, path: Path, lexicon: Lexicon, *, now: datetime) -> None:
    """
    Write a document as its name ends: a workbook, a PDF, data, an archive of CSV files.

    It is written under a temporary name, then given its own: nobody opens half a file.

    Raises:
        RefusedTogether: the place cannot be written to; what was there before is untouched.

    """
    put_bytes(path, report_as_file(document, path.suffix.lower(), lexicon, now=now))


def report_as_file(document: Document, ending: str, lexicon: Lexicon, *, now: datetime) -> bytes:
    """Return the bytes of a document as a workbook, a PDF or data: one of ``ENDINGS``."""
    match ending:
        case ".pdf":
            from fundalloc.reports.pdf import document_pdf

            return document_pdf(document, lexicon, created=now)
        case ".zip":
            from fundalloc.reports.tabular_files import open_files

            return steady_archive(open_files(document, lexicon))
        case ".json":
            return (json.dumps(report_as_data(document, lexicon), ensure_ascii=False, indent=1) + "\n").encode()
        case _:
            from fundalloc.reports.excel.workbook import workbook_bytes

            return workbook_bytes(document, lexicon, created=now)


def report_as_text(document: Document, lexicon: Lexicon) -> str:
    """Return a document as aligned text."""
    from fundalloc.reports.plain import as_text
    from fundalloc.reports.reading_order import in_reading_order

    return as_text(in_reading_order(document, lexicon), lexicon)


def report_as_data(document: Document, lexicon: Lexicon) -> "dict[str, Plain]":
    """Return a document as plain data, ready for JSON: whole cents, ISO days, stable English keys."""
    from fundalloc.reports.plain import as_document

    return as_document(document, lexicon)
