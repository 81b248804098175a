"""
Where a figure stands in a report: in a cell of its workbook, or in a table, a row and a column of its data.

``Par axe!F5`` is a sheet and a cell. ``lines/4.2.1·CECCE/incurred`` is a table, a row and a column: the row by its number from 1, or by
codes that no other row has, joined. ``lines/total/incurred`` is the total of a column, and ``facts/as-of`` something to know of the report.
"""

from typing import Final, TypeAlias

from fundalloc.lexicon import LANGUAGES, Lexicon, lexicon
from fundalloc.reports.excel.sheets import figure_at
from fundalloc.reports.plain import number_of
from fundalloc.reports.tables import Column, Document, Kind, Row, Said, Table, Term, Value, text_in, total_row

Figure: TypeAlias = tuple[Table, Row, Column]

BETWEEN: Final = "·"
PARTS: Final = 3
TOTAL: Final = "total"
FACTS: Final = "facts"


def figure_named(document: Document, lexicon: Lexicon, cell: str) -> Figure | None:
    """Return what a place names, where it is a number."""
    sheet, _, coordinate = cell.rpartition("!")
    found = figure_at(document, lexicon, sheet.strip("'"), coordinate.upper()) if sheet else _in_data(document, lexicon, cell)
    return found if found and number_of(*found) is not None else None


def _in_data(document: Document, lexicon: Lexicon, cell: str) -> Figure | None:
    parts = cell.split("/")
    if len(parts) != PARTS:
        return None
    name, asked, measure = parts
    for table in document.tables:
        column = next((each for each in table.columns if each.id == measure.removesuffix("_cents")), None)
        if table.id != name or column is None:
            continue
        rows = [total_row(table)] if asked == TOTAL and table.total_label is not None else []
        rows = rows or [row for number, row in enumerate(table.rows, start=1) if asked == str(number)]
        rows = rows or [row for row in table.rows if _is_called(_codes(table, row, lexicon), asked)]
        if len(rows) == 1:
            return table, rows[0], column
    return None


def _is_called(codes: tuple[str, ...], asked: str) -> bool:
    first, *others = asked.split(BETWEEN)
    return asked == BETWEEN.join(codes) or (codes[:1] == (first,) and set(others) <= set(codes))


def value_named(document: Document, said: Lexicon, place: str) -> tuple[Value, Kind] | None:
    """Return the value that a place in the data names, with what it is; a row may be named in either language."""
    table_id, _, rest = place.partition("/")
    if table_id == FACTS:
        told = next((fact.value for fact in document.provenance if fact.id == rest), None)
        return None if told is None else (text_in(told, said), Kind.TEXT)
    found = next((figure for each in LANGUAGES if (figure := _in_data(document, lexicon(each), place))), None)
    return None if found is None else (found[0].value(found[1], found[2].id), found[2].kind)


def row_name(table: Table, row: Row, lexicon: Lexicon) -> str:
    """Return a row's codes, joined."""
    return BETWEEN.join(_codes(table, row, lexicon))


def _codes(table: Table, row: Row, lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(
        text_in(cell.value, lexicon)
        for column, cell in zip(table.columns, row.cells, strict=True)
        if column.kind in {Kind.CODE, Kind.TEXT} and isinstance(cell.value, (str, Term, Said)) and cell.value
    )
