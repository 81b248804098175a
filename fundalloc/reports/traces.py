"""The last sheet of a workbook: every figure that comes from something, with what it comes from; each figure leads to its line there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from fundalloc.lexicon import Lexicon
from fundalloc.reports.plain import written
from fundalloc.reports.tables import Cell, Column, Document, Kind, Page, Role, Row, Said, Table

TRACES: Final = "traces"
"""The table of the traces, and the column of a table that tells its own."""

BEGINNING: Final = 2
WHOSE: Final = frozenset({"recipient", "year"})

Spot: TypeAlias = tuple[str, int, int]
"""A table, a row and a column of it, from 0."""


@dataclass(frozen=True, slots=True)
class Traces:
    """The page that lists every traced figure, where there is one, and on which of its lines each figure stands."""

    pages: tuple[Page, ...]
    line_of: Mapping[Spot, int]


def traces_of(document: Document, lexicon: Lexicon) -> Traces:
    """List every traced figure with what it comes from; a table that shows its own traces is left out."""
    rows, line_of = list[Row](), dict[Spot, int]()
    for table in document.tables:
        if not any(column.id == "trace" for column in table.columns):
            for spots, row in _told(table, lexicon):
                line_of |= dict.fromkeys(spots, len(rows))
                rows.append(row)
    return Traces((_page(tuple(rows)),) if rows else (), line_of)


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
        traced = [(index, cell) for index, cell in enumerate(row.cells) if cell.trace]
        if row.role is not Role.LINE or not traced:
            continue
        name, spots = _row_name(table, row, lexicon), tuple((table.id, offset, index) for index, _ in traced)
        if len(traced) > 1 and len({cell.trace for _, cell in traced}) == 1:
            yield spots, Row((Cell(table.title), Cell(name), Cell(Said("reports.traces.whole-line")), Cell(), Cell(traced[0][1].trace)))
            continue
        for spot, (index, cell) in zip(spots, traced, strict=True):
            figure = (Cell(table.columns[index].label), Cell(cell.value), Cell(cell.trace))
            yield (spot,), Row((Cell(table.title), Cell(name), *figure))


def _row_name(table: Table, row: Row, lexicon: Lexicon) -> str:
    """Return what a row begins with, and whose it is where that stands further on."""
    names = [
        (column.id, written(cell.value, column.kind, lexicon))
        for cell, column in zip(row.cells, table.columns, strict=True)
        if column.kind in {Kind.CODE, Kind.TEXT} and cell.value is not None
    ]
    return " · ".join(name for place, (column, name) in enumerate(names) if place < BEGINNING or column in WHOSE)
