"""
Documents drawn as workbooks: the same bytes each time, ready to print, with live formulas and the computed value beside each.

Texts are always written as texts: a supplier named ``=cmd`` stays a name.
"""

import re
import textwrap
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name, xl_rowcol_to_cell

from fundalloc.domain.base import Label
from fundalloc.lexicon import Lexicon
from fundalloc.reports.charts.native import Ground, native_chart, size_pixels
from fundalloc.reports.plain import FORMULA_STARTS, written
from fundalloc.reports.tables import (
    NUMBERS,
    Cell,
    Chart,
    Column,
    ColumnSum,
    ColumnSumWhere,
    Document,
    Kind,
    Page,
    Role,
    Row,
    RowFormula,
    RowShare,
    RowSum,
    Said,
    Speech,
    Table,
    TableFormula,
    Tone,
    Value,
    text_in,
)
from fundalloc.reports.traces import TRACES, Spot, traces_of

INK: Final = "#1B2A41"
HEADER_FILL: Final = "#1F3A5F"
TOTAL_FILL: Final = "#E4EAF2"
SUBTOTAL_FILL: Final = "#F1F4F8"
RULE: Final = "#B8C2CF"
TONES: Final = {Tone.PLAIN: INK, Tone.GOOD: "#1E6B34", Tone.ATTENTION: "#9A3412"}

# A prefix such as [$-C0C] names the culture, so that a French workbook keeps French separators on a machine set otherwise, where the
# program heeds it (LibreOffice does; Excel follows the machine).
NUMBER_FORMATS: Final = {
    "fr": {
        Kind.MONEY: '[$-C0C]#,##0.00\u00a0"$"',
        Kind.PERCENT: "[$-C0C]0.0\u00a0%",
        Kind.COUNT: "[$-C0C]#,##0",
        Kind.DATE: "yyyy-mm-dd",
    },
    "en": {Kind.MONEY: "[$$-1009]#,##0.00", Kind.PERCENT: "0.0%", Kind.COUNT: "#,##0", Kind.DATE: "yyyy-mm-dd"},
}
CULTURES: Final = {"fr": "fr-CA", "en": "en-CA"}

LETTER_PAPER: Final = 1
SHEET_NAME_MAX: Final = 31
CELL_TEXT_MAX: Final = 32_000
PROPERTY_TEXT_MAX: Final = 255
CHART_LINES_MAX: Final = 40
ROW_PIXELS: Final = 20
LINE_POINTS: Final = 15
TITLE_POINTS: Final = 26
SUBTITLE_POINTS: Final = 24
SIGNING_POINTS: Final = 34
ROW_POINTS_MAX: Final = 409
SPACE_BREADTH: Final = 0.5
BOLD_BREADTH: Final = 1.06
WORD_MAX: Final = 24


@dataclass(frozen=True, slots=True)
class _Place:
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
class _Drawing:
    """What drawing one workbook keeps at hand."""

    book: Any
    document: Document
    lexicon: Lexicon
    trace_lines: Mapping[Spot, int] = field(default_factory=dict)
    places: dict[str, _Place] = field(default_factory=dict)
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


def write_workbook(document: Document, path: Path, lexicon: Lexicon, *, created: datetime) -> None:
    """Draw the document into a new file; ``created`` is the only moment it bears, so that the same document gives the same bytes."""
    path.write_bytes(workbook_bytes(document, lexicon, created=created))


def workbook_bytes(document: Document, lexicon: Lexicon, *, created: datetime) -> bytes:
    """Return the bytes of the document's workbook."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    _describe(book, document, lexicon, created)
    traces = traces_of(document, lexicon)
    drawing = _Drawing(book, document, lexicon, traces.line_of)
    pages = (*document.pages, *traces.pages, _provenance_page(document))
    names = sheet_names(tuple(text_in(page.title, lexicon) for page in pages))
    for page, name in zip(pages, names, strict=True):
        _place_tables(drawing, page, name)
    for page, name in zip(pages, names, strict=True):
        _draw_page(drawing, page, name)
    book.close()
    return _in_language(buffer.getvalue(), CULTURES[lexicon.language])


def _describe(book: Any, document: Document, lexicon: Lexicon, created: datetime) -> None:  # noqa: ANN401
    title = text_in(document.title, lexicon)
    book.set_size(2400, 1400)
    book.set_properties(
        {
            "title": title,
            "subject": text_in(document.subtitle, lexicon),
            "author": document.author,
            "comments": lexicon.say("reports.made-with"),
            "created": created.replace(tzinfo=None),
        }
    )
    book.set_custom_property("fingerprint", document.fingerprint)
    book.set_custom_property("report", document.id)
    book.set_custom_property("language", CULTURES[lexicon.language])
    for fact in document.provenance:
        book.set_custom_property(f"fact-{fact.id}", text_in(fact.value, lexicon)[:PROPERTY_TEXT_MAX])


def figure_at(document: Document, lexicon: Lexicon, sheet: str, cell: str) -> tuple[Table, Row, Column] | None:
    """Return what stands in a cell of the document's workbook, if a line of a table does."""
    drawing = _Drawing(None, document, lexicon)
    names = sheet_names(tuple(text_in(page.title, lexicon) for page in document.pages))
    row, column = xl_cell_to_rowcol(cell)
    for page, name in zip(document.pages, names, strict=True):
        if name.casefold() != sheet.casefold():
            continue
        _place_tables(drawing, page, name)
        for table in page.tables:
            offset = row - drawing.places[table.id].first_row
            if 0 <= offset < len(table.rows) and column < len(table.columns):
                return table, table.rows[offset], table.columns[column]
    return None


def _in_language(workbook: bytes, culture: str) -> bytes:
    """Say the document's language in its properties and its charts, and write links as every system does: the library does neither."""
    rewritten = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as source, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "docProps/core.xml":
                content = content.replace(b"</cp:coreProperties>", f"<dc:language>{culture}</dc:language></cp:coreProperties>".encode())
            elif member.filename.startswith("xl/charts/"):
                content = content.replace(b'"en-US"', f'"{culture}"'.encode())
            elif member.filename.startswith("xl/worksheets/_rels/"):
                content = content.replace(b"\\", b"/")  # links to files beside the workbook, as every system writes them
            target.writestr(member, content, zipfile.ZIP_DEFLATED)
    return rewritten.getvalue()


def sheet_names(titles: tuple[str, ...]) -> tuple[str, ...]:
    """
    Return a sheet name for each title: at most 31 characters, none that Excel refuses, no two alike.

    >>> sheet_names(("Par axe / partenaire", "par axe   partenaire"))
    ('Par axe - partenaire', 'par axe partenaire')
    """
    names: list[str] = []
    for title in titles:
        bare = " ".join(re.sub(r"[\[\]:*?/\\]", "-", title).split()).strip("'")[:SHEET_NAME_MAX].rstrip() or "-"
        name, count = bare, 2
        while name.casefold() in {each.casefold() for each in names}:
            name, count = f"{bare[: SHEET_NAME_MAX - 4]} ({count})", count + 1
        names.append(name)
    return tuple(names)


def _provenance_page(document: Document) -> Page:
    columns = (
        Column("fact", Said("reports.provenance.fact"), width_max=34),
        Column("value", Said("reports.provenance.value"), width_max=92),
    )
    rows = tuple(Row((Cell(fact.label), Cell(fact.value))) for fact in document.provenance)
    title = Said("reports.provenance.title")
    return Page("provenance", title, (Table("provenance", title, columns, rows),))


def _head_rows(page: Page) -> int:
    return 2 if page.subtitle == "" else 3


def _titled(page: Page) -> bool:
    return len(page.tables) > 1


def _place_tables(drawing: _Drawing, page: Page, sheet: str) -> None:
    row = _head_rows(page)
    widths = _widths(drawing, page)
    for table in page.tables:
        row += 1 if _titled(page) else 0
        drawing.widths[table.id] = widths
        drawing.places[table.id] = _Place(sheet, row + 1, len(table.rows))
        row += _height(drawing, table, sum(widths)) + 1


def _height(drawing: _Drawing, table: Table, width: int) -> int:
    """Return how many sheet rows the table takes, its notes and chart included."""
    total = 1 if table.total_label is not None and table.rows else 0
    chart = 0 if table.chart is None or not table.rows else size_pixels(table)[1] // ROW_PIXELS + 2
    return 1 + max(1, len(table.rows)) + total + len(_note_lines(drawing, table, width)) + chart


def _note_lines(drawing: _Drawing, table: Table, width: int) -> list[str]:
    return [line for note in table.notes for line in textwrap.wrap(text_in(note, drawing.lexicon), max(60, width))]


def _draw_page(drawing: _Drawing, page: Page, name: str) -> None:
    sheet = drawing.book.add_worksheet(name)
    sheet.hide_gridlines(2)
    title = text_in(page.title, drawing.lexicon)
    sheet.set_row(0, TITLE_POINTS)
    sheet.set_row(1, SUBTITLE_POINTS)
    sheet.write_string(0, 0, title, drawing.style(bold=True, font_size=16, font_color=HEADER_FILL))
    sheet.write_string(1, 0, _subtitle(drawing), drawing.style(italic=True, font_color="#4A5568"))
    if page.subtitle != "":
        sheet.write_string(2, 0, text_in(page.subtitle, drawing.lexicon), drawing.style(bold=True))
    for index, width in enumerate(drawing.widths[page.tables[0].id]):
        sheet.set_column(index, index, width)
    for table in page.tables:
        _draw_table(drawing, sheet, page, table)
    _set_print(drawing, sheet, page)


def _subtitle(drawing: _Drawing) -> str:
    parts = (text_in(drawing.document.title, drawing.lexicon), text_in(drawing.document.subtitle, drawing.lexicon))
    return " – ".join(part for part in parts if part)


def _set_print(drawing: _Drawing, sheet: Any, page: Page) -> None:  # noqa: ANN401
    sheet.set_paper(LETTER_PAPER)
    if page.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.75)
    sheet.fit_to_pages(1, 1 if _with_chart(page) else 0)
    title = text_in(drawing.document.title, drawing.lexicon).replace("&", "&&")
    number = drawing.lexicon.say("reports.page-number")
    sheet.set_footer(f"&L&8 {title}&C&8 {number}&R&8 {drawing.document.fingerprint[:16]}")
    if not _titled(page):
        header = drawing.places[page.tables[0].id].first_row - 1
        sheet.repeat_rows(header)
        sheet.freeze_panes(header + 1, 0)


def _with_chart(page: Page) -> bool:
    """Tell whether the page is a table of a screen or two with its chart: cut between two sheets of paper, a chart says nothing."""
    return any(table.chart is not None and 0 < len(table.rows) <= CHART_LINES_MAX for table in page.tables)


def _widths(drawing: _Drawing, page: Page) -> list[int]:
    """Return each sheet column's width in characters, fitted to what the page's tables hold."""
    widths: dict[int, int] = {}
    for table in page.tables:
        totals = table.totals if table.total_label is not None and table.rows else (None,) * len(table.columns)
        for index, total in enumerate(totals):
            widths[index] = max(widths.get(index, 8), _width(drawing, table, index, total))
    return [widths[index] for index in sorted(widths)]


def _width(drawing: _Drawing, table: Table, index: int, total: int | None) -> int:
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


def _draw_table(drawing: _Drawing, sheet: Any, page: Page, table: Table) -> None:  # noqa: ANN401
    place = drawing.places[table.id]
    if _titled(page):
        title = text_in(table.title, drawing.lexicon)
        sheet.write_string(place.first_row - 2, 0, title, drawing.style(bold=True, font_size=13, font_color=HEADER_FILL))
    draw = _draw_rows if table.rows else _draw_empty
    below = draw(drawing, sheet, table, place)
    for line in _note_lines(drawing, table, sum(drawing.widths[table.id])):
        sheet.write_string(below, 0, line, drawing.style(italic=True, font_color="#4A5568"))
        below += 1
    if table.chart is not None and table.rows:
        _draw_chart(drawing, sheet, table, table.chart, below + 1)


def _draw_empty(drawing: _Drawing, sheet: Any, table: Table, place: _Place) -> int:  # noqa: ANN401
    _draw_header_height(drawing, sheet, table, place)
    for index, column in enumerate(table.columns):
        sheet.write_string(place.first_row - 1, index, text_in(column.label, drawing.lexicon), _header_style(drawing, column, index))
    sheet.write_string(place.first_row, 0, text_in(table.when_empty, drawing.lexicon), drawing.style(italic=True))
    return place.first_row + 1


def _header_style(drawing: _Drawing, column: Column, index: int) -> Any:  # noqa: ANN401
    align = "right" if column.kind in NUMBERS else "left"
    return drawing.style(
        bold=True,
        font_color="#FFFFFF",
        bg_color=HEADER_FILL,
        text_wrap=True,
        valign="vcenter",
        align=align,
        indent=1 if index else 0,
    )


def _draw_rows(drawing: _Drawing, sheet: Any, table: Table, place: _Place) -> int:  # noqa: ANN401
    """Draw a real Excel table and return the first row below it."""
    last_row = place.first_row + len(table.rows) - 1
    total_row = last_row + 1 if table.total_label is not None else None
    _add_table(drawing, sheet, table, place, total_row or last_row)
    for offset, row in enumerate(table.rows):
        _draw_row(drawing, sheet, table, place, offset, row)
    if table.columns[-1].spills:
        _draw_spill(drawing, sheet, table, place)
    if total_row is None:
        return last_row + 1
    _draw_totals(drawing, sheet, table, total_row)
    return total_row + 1


def _draw_header_height(drawing: _Drawing, sheet: Any, table: Table, place: _Place) -> None:  # noqa: ANN401
    widths = drawing.widths[table.id]
    lines = max(_line_count(header, (widths[index] - 2.5) / BOLD_BREADTH) for index, header in enumerate(_headers(drawing, table)))
    sheet.set_row(place.first_row - 1, LINE_POINTS * lines + 4)


def _add_table(drawing: _Drawing, sheet: Any, table: Table, place: _Place, last_row: int) -> None:  # noqa: ANN401
    _draw_header_height(drawing, sheet, table, place)
    title = text_in(table.title, drawing.lexicon)
    has_subtotals = any(row.role is Role.SUBTOTAL for row in table.rows)
    columns = [
        {"header": header, "header_format": _header_style(drawing, column, index)} | _total_option(drawing, table, index, last_row)
        for index, (column, header) in enumerate(zip(table.columns, _headers(drawing, table), strict=True))
    ]
    options = {
        "name": _table_name(drawing, table.id, title),
        "title": title,
        "description": " ".join(text_in(note, drawing.lexicon) for note in table.notes)[:250],
        "columns": columns,
        "style": None,
        "total_row": table.total_label is not None,
        "autofilter": not has_subtotals and len(table.rows) > 3,  # noqa: PLR2004 - nobody filters three rows
    }
    drawn = sheet.add_table(place.first_row - 1, 0, last_row, len(table.columns) - 1, options)
    assert drawn == 0, f"the table {table.id} could not be drawn"


def _total_option(drawing: _Drawing, table: Table, index: int, total_row: int) -> dict[str, object]:
    column = table.columns[index]
    if table.total_label is None:
        return {}
    if index == 0:
        return {"total_string": text_in(table.total_label, drawing.lexicon)}
    if isinstance(column.formula, RowShare):
        return {"total_function": _row_formula(table, column.formula, total_row), "total_value": _stored(table.totals[index], column.kind)}
    if column.summed:
        return {"total_function": "sum", "total_value": _stored(table.totals[index], column.kind)}
    return {}


def _draw_spill(drawing: _Drawing, sheet: Any, table: Table, place: _Place) -> None:  # noqa: ANN401
    """Carry the look of a table whose last texts run on to the page's last column."""
    header, line = _header_style(drawing, table.columns[-1], len(table.columns)), drawing.style(bottom=1, bottom_color=RULE)
    for index in range(len(table.columns), len(drawing.widths[table.id])):
        sheet.write_blank(place.first_row - 1, index, None, header)
        for offset in range(len(table.rows)):
            sheet.write_blank(place.first_row + offset, index, None, line)


def _headers(drawing: _Drawing, table: Table) -> list[str]:
    headers: list[str] = []
    for column in table.columns:
        header = text_in(column.label, drawing.lexicon) or column.id
        headers.append(header if header.casefold() not in {each.casefold() for each in headers} else f"{header} ({column.id})")
    return headers


def _table_name(drawing: _Drawing, table_id: str, title: str) -> str:
    """Name a table after its title, in a way that Excel accepts and that is used once."""
    bare = "_".join(re.findall(r"\w+", title))[:60] or "Table"
    bare = bare if bare[0].isalpha() else f"T_{bare}"
    taken = {name.casefold() for name in drawing.table_names.values()}
    name, count = bare, 2
    while name.casefold() in taken or re.fullmatch(r"[A-Za-z]{1,3}\d*|[rRcC]\d*", name):
        name, count = f"{bare}_{count}", count + 1
    drawing.table_names[table_id] = name
    return name


def _row_points(drawing: _Drawing, table: Table, row: Row) -> int:
    """Return a height at which every wrapped text of the row shows whole: no program is trusted to find it."""
    lines = 1
    for index, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
        if _wraps(table, column, row) and isinstance(cell.value, (str, Label, Speech)):
            width = drawing.widths[table.id][index] - (2 * row.level if index == 0 else 0)
            lines = max(lines, _line_count(text_in(cell.value, drawing.lexicon), width - 1.5))
    return min(ROW_POINTS_MAX, LINE_POINTS * lines)


def _wraps(table: Table, column: Column, row: Row) -> bool:
    return not column.spills and not table.room and row.role is Role.LINE and column.kind not in NUMBERS


def _line_count(text: str, width: float) -> int:
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


def _draw_row(drawing: _Drawing, sheet: Any, table: Table, place: _Place, offset: int, row: Row) -> None:  # noqa: ANN401
    number = place.first_row + offset
    sheet.set_row(number, SIGNING_POINTS if table.room else _row_points(drawing, table, row))
    for index, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
        style = _cell_style(drawing, table, column, cell, row, index)
        formula = _formula(drawing, table, place, row, offset, index)
        if (table.id, offset, index) in drawing.trace_lines:
            _lead_to_trace(drawing, sheet, (number, index), cell, drawing.trace_lines[table.id, offset, index])
        if formula:
            sheet.write_formula(number, index, formula, style, _stored(cell.value, column.kind))
        elif cell.link:
            sheet.write_url(number, index, f"external:{cell.link}", style, str(cell.value))
        else:
            _write_value(drawing, sheet, number, index, cell.value, column.kind, style)


def _lead_to_trace(drawing: _Drawing, sheet: Any, at: tuple[int, int], cell: Cell, line: int) -> None:  # noqa: ANN401
    """Have a figure lead to what it comes from, and tell it beside the pointer; the figure itself is written over the link's words."""
    place = drawing.places[TRACES]
    name = place.sheet.replace("'", "''")
    tip = drawing.lexicon.say("reports.traces.tip", trace=cell.trace)
    sheet.write_url(*at, f"internal:'{name}'!A{place.first_row + line + 1}", tip=tip[:PROPERTY_TEXT_MAX])


def _cell_style(drawing: _Drawing, table: Table, column: Column, cell: Cell, row: Row, index: int) -> Any:  # noqa: ANN401
    properties: dict[str, object] = {"bottom": 1, "bottom_color": RULE, "font_color": TONES[cell.tone]}
    if cell.tone is not Tone.PLAIN:
        properties["bold"] = True
    if row.role is Role.SUBTOTAL:
        properties |= {"bold": True, "bg_color": SUBTOTAL_FILL}
    if isinstance(cell.value, int) or column.kind in NUMBERS or column.kind is Kind.DATE:
        properties |= {"num_format": NUMBER_FORMATS[drawing.lexicon.language].get(column.kind, "General")}
        properties |= {"align": "right"} if column.kind in NUMBERS else {"align": "left"}
    else:
        properties |= {"align": "left", "text_wrap": _wraps(table, column, row)}
        if isinstance(cell.value, str) and cell.value.startswith(FORMULA_STARTS):
            properties["quote_prefix"] = True
    properties["indent"] = row.level if index == 0 else 1
    return drawing.style(**properties)


def _write_value(drawing: _Drawing, sheet: Any, row: int, column: int, value: Value, kind: Kind, style: Any) -> None:  # noqa: ANN401
    match value:
        case None:
            sheet.write_blank(row, column, None, style)
        case int():
            sheet.write_number(row, column, _stored(value, kind), style)
        case date():
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001 - a day has no zone
        case _:
            sheet.write_string(row, column, _shortened(text_in(value, drawing.lexicon)), style)


def _shortened(text: str) -> str:
    return text if len(text) <= CELL_TEXT_MAX else text[:CELL_TEXT_MAX] + " […]"


def _stored(value: Value, kind: Kind) -> Any:  # noqa: ANN401 - a number as the file keeps it, or an empty text
    """Return dollars for cents and a fraction for basis points: Excel's numbers are exact to the cent up to a hundred billion."""
    if not isinstance(value, int):
        return ""
    match kind:
        case Kind.MONEY:
            return value / 100
        case Kind.PERCENT:
            return value / 10_000
        case _:
            return value


def _formula(drawing: _Drawing, table: Table, place: _Place, row: Row, offset: int, index: int) -> str:
    column, cell, number = table.columns[index], row.cells[index], place.first_row + offset
    if row.role is Role.SUBTOTAL and column.summed:
        return _subtotal_formula(table, place, offset, index)
    if column.formula is not None:
        return _row_formula(table, column.formula, number)
    if cell.formula is not None:
        return _table_formula(drawing, table, cell.formula, number)
    return ""


def _row_formula(table: Table, formula: RowFormula, number: int) -> str:
    def at(column_id: str) -> str:
        return str(xl_rowcol_to_cell(number, table.position(column_id)))

    match formula:
        case RowSum():
            terms = "+".join(map(at, formula.plus)) + "".join(f"-{at(each)}" for each in formula.minus)
            return f"=ROUND({terms},2)"
        case RowShare():
            part, whole = at(formula.part), at(formula.whole)
            return f'=IF({whole}=0,"",ROUND({part}/{whole},4))'


def _subtotal_formula(table: Table, place: _Place, offset: int, index: int) -> str:
    first = offset
    while first > 0 and table.rows[first - 1].role is Role.LINE:
        first -= 1
    letter = xl_col_to_name(index)
    return f"=SUBTOTAL(109,{letter}{place.first_row + first + 1}:{letter}{place.first_row + offset})"


def _table_formula(drawing: _Drawing, table: Table, formula: TableFormula, number: int) -> str:
    other = drawing.document.table(formula.table)
    place = drawing.places[formula.table]
    column = place.column(other.position(formula.column))
    match formula:
        case ColumnSum():
            return f"=ROUND(SUM({column}),2)"
        case ColumnSumWhere():
            tests = ",".join(
                f"--({place.column(other.position(theirs))}={xl_rowcol_to_cell(number, table.position(ours), col_abs=True)})"
                for theirs, ours in formula.where
            )
            return f"=ROUND(SUMPRODUCT({tests},{column}),2)"


def _draw_totals(drawing: _Drawing, sheet: Any, table: Table, row: int) -> None:  # noqa: ANN401
    """Draw the total row again over the library's own, which has no look."""
    totals = table.totals
    for index, (column, header) in enumerate(zip(table.columns, _headers(drawing, table), strict=True)):
        properties: dict[str, object] = {"bold": True, "bg_color": TOTAL_FILL, "top": 1, "top_color": HEADER_FILL}
        if index == 0:
            sheet.write_string(row, 0, text_in(table.total_label or "", drawing.lexicon), drawing.style(**properties))
            continue
        properties |= {"num_format": NUMBER_FORMATS[drawing.lexicon.language].get(column.kind, "General"), "align": "right", "indent": 1}
        style = drawing.style(**properties)
        if isinstance(column.formula, RowShare):
            sheet.write_formula(row, index, _row_formula(table, column.formula, row), style, _stored(totals[index], column.kind))
        elif column.summed:
            sheet.write_formula(
                row,
                index,
                f"=SUBTOTAL(109,{drawing.table_names[table.id]}[{_escaped(header)}])",
                style,
                _stored(totals[index], column.kind),
            )
        else:
            sheet.write_blank(row, index, None, style)


def _escaped(header: str) -> str:
    return re.sub(r"['#\[\]]", lambda found: f"'{found[0]}", header)


def _draw_chart(drawing: _Drawing, sheet: Any, table: Table, chart: Chart, row: int) -> None:  # noqa: ANN401
    """Put a chart under its table, with words for who does not see it."""
    place, headers = drawing.places[table.id], _headers(drawing, table)
    ground = Ground(
        book=drawing.book,
        ranges={column.id: place.column(index) for index, column in enumerate(table.columns)},
        headings=dict(zip((column.id for column in table.columns), headers, strict=True)),
        number_format=NUMBER_FORMATS[drawing.lexicon.language][_kind_plotted(table, chart)].replace(".00", ""),
        spare=partial(_write_spare, drawing, sheet, table),
    )
    drawn = native_chart(table, chart, text_in(chart.title, drawing.lexicon), ground)
    sheet.insert_chart(row, 0, drawn, {"description": text_in(chart.description, drawing.lexicon), "object_position": 2})


def _kind_plotted(table: Table, chart: Chart) -> Kind:
    return table.columns[table.position(chart.series[0])].kind


def _write_spare(drawing: _Drawing, sheet: Any, table: Table, values: tuple[int, ...]) -> str:  # noqa: ANN401
    """Write numbers that only a chart needs in a hidden column, right of everything on the page, and return where they stand."""
    place, kind = drawing.places[table.id], _kind_plotted(table, table.chart) if table.chart else Kind.COUNT
    index = drawing.spare.get(place.sheet, len(drawing.widths[table.id]) + 1)
    drawing.spare[place.sheet] = index + 1
    sheet.set_column(index, index, None, None, {"hidden": True})
    for offset, value in enumerate(values):
        sheet.write_number(place.first_row + offset, index, _stored(value, kind))
    return place.column(index)
