"""
Following a figure of a report back to the receipts and to the rule, as a person asks for it.

A place is a sheet and a cell of the report's workbook (``Par axe!F5``), or a table, a row and a column of its data: the row by its number
from 1 or by what its first texts say (``lines/4.2.1·CECCE/incurred``).
"""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import fundalloc
from fundalloc.errors import Place, refuse_together
from fundalloc.errors.reports import FigureUnknown, FigureWithoutTrace
from fundalloc.ledger.address import Address
from fundalloc.ledger.backing import Filed, Told, Unbacked
from fundalloc.lexicon import LANGUAGES, Lexicon, lexicon
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import Document, Text
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.lineage import Lineage
    from fundalloc.reports.lineage import Figure

ENTRIES: Final = "entries"
"""What a report says of the last entry it knew."""


def trace(ledger: Address, report: Path, cell: str, *, beside: tuple[Address, ...] = (), person: str, now: datetime) -> Document:
    """
    Lay out everything behind a figure of a report that was made from these books, and of the files ``beside`` them that it names.

    A figure that other books give (of trends, of another fund) is followed in them.

    Raises:
        RefusedTogether: the file is no such report, or of other books or files; no figure stands there, or nothing backs it.

    """
    from fundalloc.usecases.accountability.remaking import made_again, made_from_others

    document, language = made_again(ledger, report, beside, person=person, now=now)
    said = next(lexicon(each) for each in LANGUAGES if each == language)
    books, told = ledger, document
    if _is_of_other_books(document, cell, said):
        others = made_from_others(ledger, report, beside, person=person, now=now)
        books, told = next(((one, given) for one, given in others if not _is_of_other_books(given, cell, said)), (ledger, document))
    return _followed(books, told, Place(file=report.name, cell=cell), said, Preparation(person, now, fundalloc.__version__), report)


def _is_of_other_books(document: Document, cell: str, said: Lexicon) -> bool:
    """Tell whether a figure stands in other books than those its report was made from first."""
    from fundalloc.reports.backing import backing_of
    from fundalloc.reports.places import figure_named

    stands = figure_named(document, said, cell)
    return stands is not None and backing_of(*stands) is Unbacked.OTHER_BOOKS


def trace_figure(ledger: Address, document: Document, cell: str, said: Lexicon, *, person: str, now: datetime) -> Document:
    """
    Lay out everything behind a figure of a report that these books have just given.

    Raises:
        RefusedTogether: no figure stands there, or nothing backs it.

    """
    return _followed(ledger, document, Place(cell=cell), said, Preparation(person, now, fundalloc.__version__))


def _followed(ledger: Address, document: Document, place: Place, said: Lexicon, made: Preparation, report: Path | None = None) -> Document:
    from fundalloc.reports.lineage import lineage_document

    figure = _figure(document, place, said, report)
    known = next((int(str(fact.value)) for fact in document.provenance if fact.id == ENTRIES), None)
    if known is None:
        return lineage_document(figure, _beside(figure), {}, "", made)
    with reading(ledger) as journal:
        return _in_books(journal, figure, known, made)


def _in_books(journal: "Journal", figure: "Figure", known: int, made: Preparation) -> Document:
    from fundalloc.ledger.lineage import lineage
    from fundalloc.reports.lineage import lineage_document

    found = lineage(journal, figure.backing, known)
    return lineage_document(figure, found, _why(journal, found), journal.head().hash, made)


def _beside(figure: "Figure") -> "Lineage":
    """Return what is behind a figure of a report that was made from no books."""
    from fundalloc.ledger.lineage import Lineage

    told = tuple(each for each in figure.backing if isinstance(each, Told))
    return Lineage((), (), (), told, tuple(each for each in figure.backing if isinstance(each, Filed)))


def _figure(document: Document, place: Place, said: Lexicon, report: Path | None) -> "Figure":
    """Return the figure that stands at a place, with what backs it, and what the report's file says there."""
    from fundalloc.reports.backing import backing_of
    from fundalloc.reports.lineage import Figure
    from fundalloc.reports.places import figure_named, row_name
    from fundalloc.reports.plain import number_of
    from fundalloc.usecases.proving.stated import stated

    cell = place.cell or ""
    stands = figure_named(document, said, cell)
    if stands is None:
        refuse_together((FigureUnknown(cell=cell, place=place),))
    assert stands is not None, "no figure was refused"
    table, row, column = stands
    backing = backing_of(table, row, column)
    if isinstance(backing, Unbacked):
        refuse_together((FigureWithoutTrace(cell=cell, why=backing, place=place),))
    value = number_of(table, row, column)
    assert value is not None, "what is no figure was refused"
    assert not isinstance(backing, Unbacked), "a figure that nothing backs was refused"
    told = stated(report, cell, stands) if report is not None else None
    return Figure(cell, table.title, row_name(table, row, said), column.label, value, backing, value if told is None else told)


def _why(journal: "Journal", found: "Lineage") -> "dict[str, Text]":
    """Return what held each granted amount where it is, as the files of the decisions say."""
    from fundalloc.reports.lineage import Decided

    told: dict[str, Text] = {}
    for digest in {step.digest for step in found.budget if step.digest}:
        decision = json.loads(journal.session.shelf.content(digest))
        for each in decision["allocations"]:
            told[each["request"]] = Decided(each.get("why", ""), decision.get("language", ""), tuple(each.get("reasons", ())))
    return told
