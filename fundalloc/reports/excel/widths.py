"""How wide a column and how high a row must be for what they hold."""

import textwrap
from typing import Final

from fundalloc.domain.base import Label
from fundalloc.reports.charts.native import size_pixels
from fundalloc.reports.excel.drawing import LINE_POINTS, Drawing
from fundalloc.reports.plain import written
from fundalloc.reports.tables import NUMBERS, Column, Kind, Page, Role, Row, Speech, Table, Value, text_in

ROW_PIXELS: Final = 20
ROW_POINTS_MAX: Final = 409
SPACE_BREADTH: Final = 0.5
WORD_MAX: Final = 24


def height(drawing: Drawing, table: Table, width: int) -> int:
    """Return how many sheet rows the table takes, its notes and chart included."""
    total = 1 if table.total_label is not None and table.rows else 0
    chart = 0 if table.chart is None or not table.rows else size_pixels(table)[1] // ROW_PIXELS + 2
    return 1 + max(1, len(table.rows)) + total + len(note_lines(drawing, table, width)) + chart


def note_lines(drawing: Drawing, table: Table, width: int) -> list[str]:
    """Return the notes under a table, wrapped to its width."""
    return [line for note in table.notes for line in textwrap.wrap(text_in(note, drawing.lexicon), max(60, width))]


def widths_of(drawing: Drawing, page: Page) -> list[int]:
    """Return each sheet column's width in characters, fitted to what the page's tables hold."""
    widths: dict[int, int] = {}
    for table in page.tables:
        totals = table.totals if table.total_label is not None and table.rows else (None,) * len(table.columns)
        for index, total in enumerate(totals):
            widths[index] = max(widths.get(index, 8), _width(drawing, table, index, total))
    return [widths[index] for index in sorted(widths)]


def _width(drawing: Drawing, table: Table, index: int, total: int | None) -> int:
    column = table.columns[index]
    label = text_in(column.label, drawing.lexicon)
    longest_word = max(map(len, label.split()), default=0)
    if column.spills:
        return longest_word + 3
    values: list[Value] = [*(row.cells[index].value for row in table.rows), total]
    lengths = [len(written(value, column.kind, drawing.lexicon)) for value in values]
    if index == 0 and table.total_label is not None:
        lengths.append(len(text_in(table.total_label, drawing.lexicon)))
    needed = max(lengths, default=0)
    needed = max(needed, 7) if column.kind is Kind.PERCENT else needed
    if column.kind in NUMBERS or column.kind is Kind.DATE:
        return max(needed + 4, longest_word + 4)
    return max(min(max(needed, min(len(label), 14)) + 3, column.width_max), longest_word + 4)


def row_points(drawing: Drawing, table: Table, row: Row) -> int:
    """Return a height at which every wrapped text of the row shows whole: no program is trusted to find it."""
    lines = 1
    for index, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
        if does_wrap(table, column, row) and isinstance(cell.value, (str, Label, Speech)):
            width = drawing.widths[table.id][index] - (2 * row.level if index == 0 else 0)
            lines = max(lines, line_count(text_in(cell.value, drawing.lexicon), width - 1.5))
    return min(ROW_POINTS_MAX, LINE_POINTS * lines)


def does_wrap(table: Table, column: Column, row: Row) -> bool:
    """Tell whether a cell's text wraps in its column."""
    return not column.spills and not table.room and row.role is Role.LINE and column.kind not in NUMBERS


def line_count(text: str, width: float) -> int:
    """Return how many lines a text takes when it wraps in a column of this width."""
    width = max([width, *map(_breadth, text.split(" "))]) if len(text) < WORD_MAX else width
    lines, used = 1, 0.0
    for word in text.split(" "):
        breadth = _breadth(word)
        if used and used + SPACE_BREADTH + breadth > width:
            lines, used = lines + 1, 0.0
        used += breadth + (SPACE_BREADTH if used else 0.0)
        lines, used = lines + int(used // width), used % width
    return lines


def _breadth(word: str) -> float:
    """Return a word's breadth in digits, which is how columns are measured; a little generous."""
    return sum(
        0.55 if letter in "iljtfrI.,;:'’|()[]- \u00a0" else 1.6 if letter in "mwMW%@–" else 1.2 if letter.isupper() else 1.0
        for letter in word
    )
