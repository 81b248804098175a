"""One sheet: its tables one under the other, its title, its printing."""

import re
import textwrap
from typing import Any, Final

from xlsxwriter.utility import xl_cell_to_rowcol

from fundalloc.lexicon import Lexicon
from fundalloc.reports.excel.drawing import HEADER_FILL, Drawing, Place, is_titled, with_chart
from fundalloc.reports.excel.drawn_tables import draw_table
from fundalloc.reports.excel.widths import height, widths_of
from fundalloc.reports.reading_order import in_reading_order
from fundalloc.reports.tables import Column, Document, Page, Row, Table, text_in, total_row

LETTER_PAPER: Final = 1
SHEET_NAME_MAX: Final = 31
SCREEN_ROWS: Final = 20
"""How many rows of a table are read under the others of its sheet without losing sight of its headings."""
LINE_WIDTH: Final = {False: 95, True: 130}
"""How many characters a sheet of paper is wide, upright and across, where its tables are narrower."""
TITLE_POINTS: Final = 26
SUBTITLE_POINTS: Final = 24


def figure_at(document: Document, lexicon: Lexicon, sheet: str, cell: str) -> tuple[Table, Row, Column] | None:
    """Return what stands in a cell of the document's workbook, if a line or the total of a table does."""
    document = in_reading_order(document, lexicon)
    drawing = Drawing(None, document, lexicon)
    names = sheet_names(tuple(text_in(page.title, lexicon) for page in document.pages))
    row, column = xl_cell_to_rowcol(cell)
    for page, name in zip(document.pages, names, strict=True):
        if name.casefold() != sheet.casefold():
            continue
        place_tables(drawing, page, name)
        for table in page.tables:
            offset = row - drawing.places[table.id].first_row
            if not 0 <= offset <= len(table.rows) or column >= len(table.columns):
                continue
            if offset < len(table.rows):
                return table, table.rows[offset], table.columns[column]
            if table.total_label is not None:
                return table, total_row(table), table.columns[column]
    return None


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


def place_tables(drawing: Drawing, page: Page, sheet: str) -> None:
    """Decide where each table of a sheet lies, one under the other."""
    widths = widths_of(drawing, page)
    row = 1 + len(_under_title(drawing, page, widths))
    for table in page.tables:
        row += 1 if is_titled(page) else 0
        drawing.widths[table.id] = widths
        drawing.places[table.id] = Place(sheet, row + 1, len(table.rows))
        row += height(drawing, table, sum(widths)) + 1


def draw_page(drawing: Drawing, page: Page, name: str) -> None:
    """Draw a sheet, ready to print."""
    sheet = drawing.book.add_worksheet(name)
    sheet.hide_gridlines(2)
    title = text_in(page.title, drawing.lexicon)
    sheet.set_row(0, TITLE_POINTS)
    sheet.write_string(0, 0, title, drawing.style(bold=True, font_size=16, font_color=HEADER_FILL))
    widths = drawing.widths[page.tables[0].id]
    for row, (line, look) in enumerate(_under_title(drawing, page, widths), start=1):
        sheet.write_string(row, 0, line, drawing.style(**look))
    sheet.set_row(len(_said_of_all(drawing, page, widths)), SUBTITLE_POINTS)
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    for table in page.tables:
        draw_table(drawing, sheet, page, table)
    _set_print(drawing, sheet, page)


def _under_title(drawing: Drawing, page: Page, widths: list[int]) -> list[tuple[str, dict[str, object]]]:
    """Return the lines under a sheet's title, each with its look: what the document is, then what the page is."""
    lines: list[tuple[str, dict[str, object]]] = [
        (line, {"italic": True, "font_color": "#4A5568"}) for line in _said_of_all(drawing, page, widths)
    ]
    return [*lines, (text_in(page.subtitle, drawing.lexicon), {"bold": True})] if page.subtitle != "" else lines


def _said_of_all(drawing: Drawing, page: Page, widths: list[int]) -> list[str]:
    """Return what the document is, in lines that paper does not cut."""
    parts = (text_in(drawing.document.title, drawing.lexicon), text_in(drawing.document.subtitle, drawing.lexicon))
    said = " – ".join(part for part in parts if part)
    return textwrap.wrap(said, max(sum(widths), LINE_WIDTH[page.landscape])) or [""]


def _set_print(drawing: Drawing, sheet: Any, page: Page) -> None:  # noqa: ANN401
    sheet.set_paper(LETTER_PAPER)
    if page.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.75)
    sheet.fit_to_pages(1, 1 if with_chart(page) else 0)
    title = text_in(drawing.document.title, drawing.lexicon).replace("&", "&&")
    number = drawing.lexicon.say("reports.page-number")
    sheet.set_footer(f"&L&8 {title}&R&8 {number}   {drawing.document.fingerprint[:16]}")
    header = drawing.places[page.tables[-1].id].first_row - 1
    if not is_titled(page):
        sheet.repeat_rows(header)
        sheet.freeze_panes(header + 1, 0)
    elif len(page.tables[-1].rows) > SCREEN_ROWS:
        sheet.repeat_rows(header)  # the last table goes on to other sheets of paper, and its headings with it
