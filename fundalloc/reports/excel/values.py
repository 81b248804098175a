"""What a cell holds as the file keeps it."""

from datetime import date, datetime
from typing import Any, Final

from fundalloc.reports.excel.drawing import Drawing
from fundalloc.reports.tables import Kind, Value, text_in

CELL_TEXT_MAX: Final = 32_000


def write_value(drawing: Drawing, sheet: Any, row: int, column: int, value: Value, kind: Kind, style: Any) -> None:  # noqa: ANN401
    """Write one value in its style; a text is always a text."""
    match value:
        case None:
            sheet.write_blank(row, column, None, style)
        case int():
            sheet.write_number(row, column, stored_value(value, kind), style)
        case date():
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001 - a day has no zone
        case _:
            sheet.write_string(row, column, _shortened(text_in(value, drawing.lexicon)), style)


def _shortened(text: str) -> str:
    return text if len(text) <= CELL_TEXT_MAX else text[:CELL_TEXT_MAX] + " […]"


def stored_value(value: Value, kind: Kind) -> Any:  # noqa: ANN401 - a number as the file keeps it, or an empty text
    """
    Return dollars for cents, a fraction for basis points, points for hundredths of one.

    Excel's numbers are exact to the cent up to a hundred billion.
    """
    if not isinstance(value, int):
        return ""
    match kind:
        case Kind.MONEY | Kind.POINTS:
            return value / 100
        case Kind.PERCENT:
            return value / 10_000
        case _:
            return value
