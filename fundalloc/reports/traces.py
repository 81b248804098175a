"""The last sheet of a workbook: every figure that comes from something, with what it comes from; each figure leads to its line there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from fundalloc.ledger.backing import Backing, Told, Unbacked
from fundalloc.lexicon import Lexicon
from fundalloc.reports.asked import told_shortly
from fundalloc.reports.backing import backing_of
from fundalloc.reports.plain import number_of, written
from fundalloc.reports.tables import Cell, Column, Document, Kind, Page, Role, Row, Said, Table, Text

TRACES: Final = "traces"
"""The table of the traces, and the column of a table that tells its own."""

BEGINNING: Final = 2
WHOSE: Final = frozenset({"recipient", "year"})

Spot: TypeAlias = tuple[str, int, int]
"""A table, a row and a column of it, from 0."""


class Lead(NamedTuple):
    """Where a figure leads: on which line of the page of the traces, and what is told beside the pointer."""

    line: int
    tip: str


@dataclass(frozen=True, slots=True)
class Traces:
    """The page that lists every traced figure, where there is one, and where each figure leads."""

    pages: tuple[Page, ...]
    leads: Mapping[Spot, Lead]


def traces_of(document: Document, lexicon: Lexicon) -> Traces:
    """List every traced figure with what it comes from; a table that shows its own traces is left out."""
    rows, leads = list[Row](), dict[Spot, Lead]()
    for table in document.tables:
        if not any(column.id == "trace" for column in table.columns):
            for spots, row in _told(table, lexicon):
                leads |= dict.fromkeys(spots, Lead(len(rows), _tip(table, spots[0], row, lexicon)))
                rows.append(row)
    return Traces((_page(tuple(rows)),) if rows else (), leads)


def _page(rows: tuple[Row, ...]) -> Page:
    columns = (
        Column("table", Said("reports.traces.table"), width_max=26),
        Column("row", Said("reports.traces.row"), width_max=40),
        Column("figure", Said("reports.traces.figure"), width_max=32),
        Column("amount", Said("reports.traces.amount"), Kind.MONEY),
        Column("trace", Said("reports.traces.trace"), Kind.CODE, width_max=50),
    )
    title = Said("reports.traces.title")
    return Page(TRACES, title, (Table(TRACES, title, columns, rows, notes=(Said("reports.traces.note"),)),), landscape=True)


def _told(table: Table, lexicon: Lexicon) -> Iterator[tuple[tuple[Spot, ...], Row]]:
    """Tell each traced figure of a table with the spots that lead to it; a line with one trace is told once."""
    for offset, row in enumerate(table.rows):
        traced = [(index, told) for index, column in enumerate(table.columns) if (told := _trace(table, row, column))]
        if row.role is not Role.LINE or not traced:
            continue
        name, spots = _row_name(table, row, lexicon), tuple((table.id, offset, index) for index, _ in traced)
        if len(traced) > 1 and all(told == traced[0][1] for _, told in traced):
            yield spots, Row((Cell(table.title), Cell(name), Cell(Said("reports.traces.whole-line")), Cell(), Cell(traced[0][1])))
            continue
        for spot, (index, told) in zip(spots, traced, strict=True):
            figure = (Cell(table.columns[index].label), _amount(table, row, index), Cell(told))
            yield (spot,), Row((Cell(table.title), Cell(name), *figure))


def _trace(table: Table, row: Row, column: Column) -> Text:
    """Return what a figure comes from: the entries its report names, or else what the books are asked for it."""
    cell = row.cells[table.position(column.id)]
    if cell.trace or number_of(table, row, column) is None:
        return cell.trace
    backing = backing_of(table, row, column)
    return "" if isinstance(backing, Unbacked) or all(_is_of_nothing(part) for part in backing) else told_shortly(backing)


def _is_of_nothing(part: Backing) -> bool:
    """Tell whether a part of a figure is worked out from what stands in no books and no file: there is nothing to follow."""
    return isinstance(part, Told) and part.why is Unbacked.NOTHING


def _tip(table: Table, spot: Spot, told: Row, lexicon: Lexicon) -> str:
    """Say which entries a figure comes from, or what the books are asked for it."""
    _, offset, index = spot
    key = "tip" if table.rows[offset].cells[index].trace else "tip-asked"
    return lexicon.say(f"reports.traces.{key}", trace=written(told.cells[-1].value, Kind.CODE, lexicon))


def _amount(table: Table, row: Row, index: int) -> Cell:
    """Return an amount; a count is told in words, for the column is one of money."""
    value = row.cells[index].value
    return Cell(value) if table.columns[index].kind is Kind.MONEY else Cell()


def _row_name(table: Table, row: Row, lexicon: Lexicon) -> str:
    """Return what a row begins with, and whose it is where that stands further on."""
    names = [
        (column.id, written(cell.value, column.kind, lexicon))
        for cell, column in zip(row.cells, table.columns, strict=True)
        if column.kind in {Kind.CODE, Kind.TEXT} and cell.value is not None
    ]
    return " · ".join(name for place, (column, name) in enumerate(names) if place < BEGINNING or column in WHOSE)
