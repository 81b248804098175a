"""
Where a figure stands in a report: in a cell of its workbook, or in a table, a row and a column of its data.

``Par axe!F5`` is a sheet and a cell. ``lines/4.2.1·CECCE/incurred`` is a table, a row and a column: the row by its number from 1, or by
codes that no other row has, joined.
"""

from typing import Final, TypeAlias

from fundalloc.lexicon import LANGUAGES, Lexicon, lexicon
from fundalloc.reports.excel import figure_at
from fundalloc.reports.tables import Column, Document, Kind, Row, Said, Table, Term, Value, text_in

Figure: TypeAlias = tuple[Table, Row, Column]

BETWEEN: Final = "·"
PARTS: Final = 3
TOTAL: Final = "total"
FACTS: Final = "facts"


def figure_named(document: Document, lexicon: Lexicon, cell: str) -> Figure | None:
    """Return what a place names, where it is a number."""
    sheet, _, coordinate = cell.rpartition("!")
    found = figure_at(document, lexicon, sheet.strip("'"), coordinate.upper()) if sheet else _in_data(document, lexicon, cell)
    return found if found and isinstance(found[0].value(found[1], found[2].id), int) else None


def _in_data(document: Document, lexicon: Lexicon, cell: str) -> Figure | None:
    parts = cell.split("/")
    if len(parts) != PARTS:
        return None
    name, asked, measure = parts
    for table in document.tables:
        column = next((each for each in table.columns if each.id == measure.removesuffix("_cents")), None)
        if table.id != name or column is None:
            continue
        rows = [row for number, row in enumerate(table.rows, start=1) if asked == str(number)]
        rows = rows or [row for row in table.rows if _is_called(_codes(table, row, lexicon), asked)]
        if len(rows) == 1:
            return table, rows[0], column
    return None


def _is_called(codes: tuple[str, ...], asked: str) -> bool:
    first, *others = asked.split(BETWEEN)
    return asked == BETWEEN.join(codes) or (codes[:1] == (first,) and set(others) <= set(codes))


def row_name(table: Table, row: Row, lexicon: Lexicon) -> str:
    """Return a row's codes, joined."""
    return BETWEEN.join(_codes(table, row, lexicon))


def _codes(table: Table, row: Row, lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(
        text_in(cell.value, lexicon)
        for column, cell in zip(table.columns, row.cells, strict=True)
        if column.kind in {Kind.CODE, Kind.TEXT} and isinstance(cell.value, (str, Term, Said)) and cell.value
    )
