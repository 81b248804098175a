"""A workbook being drawn: where each of its tables lies, and the styles and the language it is drawn with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from fundalloc.lexicon import Lexicon
from fundalloc.reports.tables import Document, Kind, Page
from fundalloc.reports.traces import Lead, Spot

INK: Final = "#1B2A41"
HEADER_FILL: Final = "#1F3A5F"
NUMBER_FORMATS: Final = {
    "fr": {
        Kind.MONEY: '[$-C0C]#,##0.00\u00a0"$"',
        Kind.PERCENT: "[$-C0C]0.00\u00a0%",
        Kind.POINTS: "[$-C0C]0.00",
        Kind.COUNT: "[$-C0C]#,##0",
        Kind.DATE: "yyyy-mm-dd",
    },
    "en": {
        Kind.MONEY: "[$$-1009]#,##0.00",
        Kind.PERCENT: "0.00%",
        Kind.POINTS: "0.00",
        Kind.COUNT: "#,##0",
        Kind.DATE: "yyyy-mm-dd",
    },
}
PROPERTY_TEXT_MAX: Final = 255
CHART_LINES_MAX: Final = 40
LINE_POINTS: Final = 15


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands: its sheet, the row of its first line (from 0), and how many lines it has."""

    sheet: str
    first_row: int
    rows: int

    def column(self, index: int) -> str:
        """Return a column's lines, from any sheet."""
        letter = xl_col_to_name(index)
        name = self.sheet.replace("'", "''")
        return f"'{name}'!${letter}${self.first_row + 1}:${letter}${self.first_row + self.rows}"


@dataclass(slots=True)
class Drawing:
    """What drawing one workbook keeps at hand."""

    book: Any
    document: Document
    lexicon: Lexicon
    leads: Mapping[Spot, Lead] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    widths: dict[str, list[int]] = field(default_factory=dict)
    formats: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)
    table_names: dict[str, str] = field(default_factory=dict)
    spare: dict[str, int] = field(default_factory=dict)

    def style(self, **properties: object) -> Any:  # noqa: ANN401 - the library carries no types
        """Return the one format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(
                {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"} | properties
            )
        return self.formats[key]


def is_titled(page: Page) -> bool:
    """Tell whether each table of a sheet bears its own title."""
    return len(page.tables) > 1


def with_chart(page: Page) -> bool:
    """Tell whether the page is a table of a screen or two with its chart: cut between two sheets of paper, a chart says nothing."""
    return any(table.chart is not None and 0 < len(table.rows) <= CHART_LINES_MAX for table in page.tables)
