"""
Documents drawn as PDF by typst: accessible (PDF/UA-1), archival (PDF/A-3a), with their data attached, the same bytes each time.

The drawings are the ``.typ`` files of ``drawings/``. What they say comes as data, never as mark-up: a supplier named ``#panic`` or
``$`` stays a name. Only the fonts that come with the library are used, so that no machine draws another page.
"""

import json
import textwrap
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from itertools import groupby
from typing import Final, Literal

import typst

from fundalloc.lexicon import Lexicon
from fundalloc.reports.charts.svg import chart_svg
from fundalloc.reports.plain import Plain, as_document, written
from fundalloc.reports.provenance import provenance_page
from fundalloc.reports.reading_order import in_reading_order
from fundalloc.reports.tables import NUMBERS, Cell, Column, Document, Kind, Page, Role, Row, Table, Value, text_in

STANDARDS: Final[list[Literal["a-3a", "ua-1"]]] = ["a-3a", "ua-1"]
CODE_WIDTH_MAX: Final = 16
"""A code up to so many characters keeps its column as wide as itself; a longer one shares the width left, as texts do."""

LINE_WIDTH_MAX: Final = {False: 95, True: 130}
"""How many characters a line of a table holds, on an upright page and on a wide one; a table that needs more is set smaller."""

CHART_LINES_MAX: Final = 12
"""A chart of more lines than this would not stand on one page: its table says it all."""

COLUMN_MARGIN: Final = 2
"""What stands between two columns, in characters."""

WORD_MARGIN: Final = 3
"""How much wider a column is than the longest word of its heading, in characters: headings are bold."""

HEADING_WIDTH: Final = 12
"""How many characters the heading of a narrow column may take on a line, where its figures take fewer."""


def drawn(drawing: str, data: Mapping[str, Plain], lexicon: Lexicon, *, created: datetime) -> bytes:
    """
    Return the PDF that a drawing of ``drawings/`` makes of plain data; ``created`` is the only moment it bears.

    The drawing finds the data under ``sys.inputs.data``, with its language and its moment.
    """
    source = (resources.files("fundalloc") / "reports" / "drawings" / f"{drawing}.typ").read_bytes()
    told = {**data, "language": lexicon.language, "created": _moment(created)}
    made = typst.compile(
        source,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
        pdf_standards=[*STANDARDS],
        timestamp=int(created.timestamp()),
    )
    assert isinstance(made, bytes), "one PDF was asked for"
    return made


def document_pdf(document: Document, lexicon: Lexicon, *, created: datetime) -> bytes:
    """Return a report as a PDF, its figures attached to it as JSON."""
    attached = json.dumps(as_document(document, lexicon), ensure_ascii=False, indent=1)
    pages = (*in_reading_order(document, lexicon).pages, replace(provenance_page(document), landscape=document.pages[-1].landscape))
    data: dict[str, Plain] = {
        "title": text_in(document.title, lexicon),
        "subtitle": text_in(document.subtitle, lexicon),
        "author": document.author,
        "fingerprint": document.fingerprint,
        "page-number": lexicon.say("reports.page-number"),
        "runs": [[_page(page, lexicon) for page in run] for _, run in groupby(pages, key=lambda page: page.landscape)],
        "attached": {"name": f"{document.id}.json", "content": attached, "description": lexicon.say("reports.attached-data")},
    }
    return drawn("document", data, lexicon, created=created)


def _moment(created: datetime) -> dict[str, Plain]:
    moment = created.astimezone(UTC)
    return {name: getattr(moment, name) for name in ("year", "month", "day", "hour", "minute", "second")}


def _page(page: Page, lexicon: Lexicon) -> Plain:
    return {
        "title": text_in(page.title, lexicon),
        "subtitle": text_in(page.subtitle, lexicon),
        "landscape": page.landscape,
        "tables": [_table(table, lexicon, dense=_is_dense(table, page, lexicon)) for table in page.tables],
    }


def _is_dense(table: Table, page: Page, lexicon: Lexicon) -> bool:
    """Tell whether a table is too wide for the size of its page's text."""
    if table.room:
        return False
    widths = (_characters(table, index, lexicon) for index in range(len(table.columns)))
    return sum(width + COLUMN_MARGIN for width in widths) > LINE_WIDTH_MAX[page.landscape]


def _characters(table: Table, index: int, lexicon: Lexicon) -> int:
    """Return how many characters a column needs: its longest value, and the whole of its heading."""
    column = table.columns[index]
    return min(max(_longest(table, index, lexicon), len(text_in(column.label, lexicon))), column.width_max)


def _longest(table: Table, index: int, lexicon: Lexicon) -> int:
    """Return how many characters the longest value of a column takes, its total included."""
    values = [*(row.cells[index].value for row in table.rows), table.totals[index] if table.total_label is not None else None]
    return max((len(_written(value, table.columns[index], lexicon)) for value in values), default=0)


def _written(value: Value, column: Column, lexicon: Lexicon) -> str:
    """Write one value; the shares of a column all have two decimals, so that they stand one under the other."""
    if column.kind is Kind.PERCENT and isinstance(value, int):
        return lexicon.percent_in_full(value)
    return written(value, column.kind, lexicon)


def _table(table: Table, lexicon: Lexicon, *, dense: bool) -> Plain:
    rows: list[Plain] = [_row(table, row, lexicon) for row in table.rows]
    if table.total_label is not None and table.rows:
        rows.append(_total(table, lexicon))
    return {
        "title": text_in(table.title, lexicon),
        "columns": [
            {
                "heading": _heading(table, index, lexicon, dense=dense),
                "number": column.kind in NUMBERS,
                "share": _share(table, index, lexicon),
            }
            for index, column in enumerate(table.columns)
        ],
        "rows": rows,
        "room": table.room,
        "dense": dense,
        "when-empty": text_in(table.when_empty, lexicon),
        "notes": [text_in(note, lexicon) for note in table.notes],
        "chart": _chart(table, lexicon),
    }


def _heading(table: Table, index: int, lexicon: Lexicon, *, dense: bool) -> list[Plain]:
    """Return a column's heading, in lines no wider than its figures where room is scarce, and for counts, which are short."""
    column = table.columns[index]
    label = text_in(column.label, lexicon)
    if column.kind is Kind.COUNT or (dense and column.kind in NUMBERS):
        return [*textwrap.wrap(label, max(_longest(table, index, lexicon), HEADING_WIDTH), break_long_words=False)]
    return [label]


def _chart(table: Table, lexicon: Lexicon) -> Plain:
    """Return the picture of a table, and what it says to who does not see it; nothing where the table has none."""
    if table.chart is None or len(table.lines) > CHART_LINES_MAX:
        return None
    return {"svg": chart_svg(table, lexicon), "alternative": text_in(table.chart.description, lexicon)}


def _share(table: Table, index: int, lexicon: Lexicon) -> int:
    """Return how much of the width left a column takes, in characters; 0 where it is only as wide as what it holds."""
    column = table.columns[index]
    if table.room:
        return column.width_max
    longest = _longest(table, index, lexicon)
    if column.kind in NUMBERS or column.kind is Kind.DATE or (column.kind is Kind.CODE and longest <= CODE_WIDTH_MAX):
        return 0
    longest_word = max(map(len, text_in(column.label, lexicon).split()), default=0)
    return max(longest_word + WORD_MARGIN, min(longest, column.width_max))


def _row(table: Table, row: Row, lexicon: Lexicon) -> Plain:
    cells = [_cell(_written(cell.value, column, lexicon), cell) for cell, column in zip(row.cells, table.columns, strict=True)]
    cells[0]["level"] = row.level
    return {"cells": [dict(cell) for cell in cells], "sum": row.role is Role.SUBTOTAL}


def _total(table: Table, lexicon: Lexicon) -> Plain:
    texts = [_written(total, column, lexicon) for total, column in zip(table.totals, table.columns, strict=True)]
    texts[0] = text_in(table.total_label or "", lexicon)
    return {"cells": [dict(_cell(text, Cell())) for text in texts], "sum": True}


def _cell(text: str, cell: Cell) -> dict[str, Plain]:
    return {"text": text, "tone": cell.tone.value, "level": 0}
