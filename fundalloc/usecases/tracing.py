"""
Following a figure of a report back to the receipts and to the rule, as a person asks for it.

A place is a sheet and a cell of the report's workbook (``Par axe!F5``), or a table, a row and a column of its data: the row by its number
from 1 or by what its first texts say (``lines/4.2.1·CECCE/incurred``).
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import fundalloc
from fundalloc.errors import Place, refuse_together, refused_alike
from fundalloc.errors.reports import FigureUnknown, FigureWithoutTrace, ReportOfOtherBooks, ReportUnreadable
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.address import Address
from fundalloc.ledger.kinds import Account
from fundalloc.lexicon import LANGUAGES, Lexicon, lexicon
from fundalloc.reports.tables import Column, ColumnSum, Document, Row, Table, Term, Text, whole
from fundalloc.usecases.acting import reading
from fundalloc.usecases.ministry import ReportAsked, told_by

if TYPE_CHECKING:
    from fundalloc.intake.report_file import ReportFile
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.lineage import Lineage, Scope
    from fundalloc.reports.preparation import Preparation

SPENT: Final = (Account.INCURRED,)
ACCOUNTS: Final[Mapping[str, tuple[Account, ...]]] = {
    "authorised": (Account.AUTHORISED,),
    "transferred": (Account.TRANSFERRED, Account.CARRIED),
    "revised": (Account.AUTHORISED, Account.TRANSFERRED, Account.CARRIED),
    "period": SPENT,
    "incurred": SPENT,
    "committed": (Account.COMMITTED,),
}
"""The accounts a column of a report is read from."""

MONEY_ACCOUNTS: Final[Mapping[str, tuple[Account, ...]]] = {
    "instalments": (Account.BANK,),
    "continuity": (Account.DEFERRED_CONTRIBUTIONS,),
    "money": (Account.BANK,),
    "ineligible": (Account.INCURRED,),
    "recoveries": (Account.BANK,),
}
"""The account that a table about money is read from."""


def trace(ledger: Address, report: Path, cell: str, *, person: str, now: datetime) -> Document:
    """
    Lay out everything behind a figure of a ministry report that was made from these books.

    Raises:
        RefusedTogether: the file is no such report, or of other books; no figure stands there, or no entry moved it.

    """
    from fundalloc.intake.report_file import read_report_file
    from fundalloc.reports.preparation import Preparation

    with refused_alike():
        file = read_report_file(report)
        if file.report != "ministry" or file.language not in LANGUAGES:
            raise ReportUnreadable(path=report.name, place=Place(file=report.name))
    first = file.facts.get("from")
    span = Span(date.fromisoformat(first) if first else None, date.fromisoformat(file.facts["as-of"]))
    with reading(ledger) as journal:
        known_at = _known_at(journal, file, report)
        said = next(lexicon(each) for each in LANGUAGES if each == file.language)
        made = Preparation(person, now, fundalloc.__version__)
        return _behind(journal, ReportAsked(span, known_at), Place(file=report.name, cell=cell), said, made)


def trace_figure(ledger: Address, asked: ReportAsked, cell: str, said: Lexicon, *, person: str, now: datetime) -> Document:
    """
    Lay out everything behind a figure of the ministry report that these books give.

    Raises:
        RefusedTogether: no figure stands there, or no entry moved it.

    """
    from fundalloc.reports.preparation import Preparation

    with reading(ledger) as journal:
        return _behind(journal, asked, Place(cell=cell), said, Preparation(person, now, fundalloc.__version__))


def _behind(journal: "Journal", asked: ReportAsked, place: Place, said: Lexicon, made: "Preparation") -> Document:
    from fundalloc.ledger.lineage import lineage
    from fundalloc.reports.lineage import Figure, lineage_document
    from fundalloc.reports.ministry.document import ministry_document
    from fundalloc.reports.places import figure_named, row_name

    cell = place.cell or ""
    stands = figure_named(ministry_document(told_by(journal, asked), made), said, cell)
    if stands is None:
        refuse_together((FigureUnknown(cell=cell, place=place),))
    assert stands is not None, "no figure was refused"
    table, row, column = stands
    scope = _scope(journal, table, row, column, asked.span, journal.last_known(asked.known_at))
    if scope is None:
        refuse_together((FigureWithoutTrace(cell=cell, place=place),))
    assert scope is not None, "a figure without entries was refused"
    found = lineage(journal, scope)
    figure = Figure(cell, table.title, row_name(table, row, said), column.label, whole(table.value(row, column.id)))
    return lineage_document(figure, found, _why(journal, found), journal.head().hash, made)


def _known_at(journal: "Journal", file: "ReportFile", report: Path) -> datetime:
    """Return the moment a report knew the books at; books whose entry of that time bears another seal are not its own."""
    seq = int(file.facts["entries"])
    found = journal.session.rows("SELECT hash, recorded_at FROM entry WHERE seq = :seq", seq=seq)
    if not found or found[0][0] != file.facts["head"]:
        refuse_together((ReportOfOtherBooks(path=report.name, seq=seq, place=Place(file=report.name)),))
    told = datetime.fromisoformat(file.facts["known-at"])
    whole_second = told if told.microsecond else told + timedelta(seconds=1) - timedelta.resolution
    return min(whole_second, datetime.fromisoformat(found[0][1]))


# --- What it stands on


def _scope(journal: "Journal", table: Table, row: Row, column: Column, span: Span, last: int) -> "Scope | None":
    """Return where a figure stands in the books: by its column, and by the dimensions its row names; nothing where no entry moves it."""
    from fundalloc.ledger.lineage import Scope

    cell = row.cells[table.position(column.id)]
    if isinstance(cell.formula, ColumnSum) and cell.formula.table == "lines":
        return Scope(ACCOUNTS[cell.formula.column], Span(None, span.last), last)
    if table.id in MONEY_ACCOUNTS:
        entries = _entries(cell.trace)
        return Scope(MONEY_ACCOUNTS[table.id], Span(None, span.last), last, entries=entries) if entries else None
    if column.id not in ACCOUNTS:
        return None
    return Scope(
        ACCOUNTS[column.id],
        span if column.id == "period" else Span(None, span.last),
        last,
        recipient=_dimension(table, row, "recipient"),
        plan_items=_plan_items(journal, table, row),
        fiscal_year=_dimension(table, row, "year"),
        nature=_dimension(table, row, "nature"),
        envelope=_dimension(table, row, "envelope"),
    )


def _dimension(table: Table, row: Row, name: str) -> str:
    if all(column.id != name for column in table.columns):
        return ""
    value = table.value(row, name)
    return value.name if isinstance(value, Term) else str(value or "")


def _plan_items(journal: "Journal", table: Table, row: Row) -> frozenset[str] | None:
    """Return the lines of the plan a row is about; nothing where it is about all of them."""
    from fundalloc.ledger.plan import under

    tops = [name for column in ("code", "objective", "axis") if (name := _dimension(table, row, column))]
    if not tops:
        return None
    plan = journal.plan()
    return frozenset(item for item in plan if under(plan, item, tops[:1]))


def _entries(trace: str) -> frozenset[int]:
    """
    Read the numbers of entries as reports write them.

    >>> sorted(_entries("2–4, 7"))
    [2, 3, 4, 7]
    """
    runs = [part.partition("–") for part in trace.split(", ") if part]
    return frozenset(seq for first, _, last in runs for seq in range(int(first), int(last or first) + 1))


def _why(journal: "Journal", found: "Lineage") -> "dict[str, Text]":
    """Return what held each granted amount where it is, as the files of the decisions say."""
    from fundalloc.reports.lineage import Decided

    told: dict[str, Text] = {}
    for digest in {step.digest for step in found.budget if step.digest}:
        decision = json.loads(journal.session.shelf.content(digest))
        for each in decision["allocations"]:
            told[each["request"]] = Decided(each.get("why", ""), decision.get("language", ""), tuple(each.get("reasons", ())))
    return told
