"""One table on its sheet: headings, rows, totals, each cell in its style."""

from typing import Any, Final

from fundalloc.reports.excel.charting import draw_chart
from fundalloc.reports.excel.drawing import HEADER_FILL, INK, LINE_POINTS, NUMBER_FORMATS, PROPERTY_TEXT_MAX, Drawing, Place, is_titled
from fundalloc.reports.excel.formulas import live_formula, row_formula
from fundalloc.reports.excel.names import escaped_header, headers_of, table_name
from fundalloc.reports.excel.values import stored_value, write_value
from fundalloc.reports.excel.widths import does_wrap, line_count, note_lines, row_points
from fundalloc.reports.plain import FORMULA_STARTS
from fundalloc.reports.tables import NUMBERS, Cell, Column, Kind, Page, Role, Row, RowShare, Table, Tone, text_in
from fundalloc.reports.traces import TRACES, Lead

TOTAL_FILL: Final = "#E4EAF2"
SUBTOTAL_FILL: Final = "#F1F4F8"
RULE: Final = "#B8C2CF"
TONES: Final = {Tone.PLAIN: INK, Tone.GOOD: "#1E6B34", Tone.ATTENTION: "#9A3412"}
SIGNING_POINTS: Final = 34
BOLD_BREADTH: Final = 1.06


def draw_table(drawing: Drawing, sheet: Any, page: Page, table: Table) -> None:  # noqa: ANN401
    """Draw a table where it was placed, with its title, its notes and its chart."""
    place = drawing.places[table.id]
    if is_titled(page):
        title = text_in(table.title, drawing.lexicon)
        sheet.write_string(place.first_row - 2, 0, title, drawing.style(bold=True, font_size=13, font_color=HEADER_FILL))
    draw = _draw_rows if table.rows else _draw_empty
    below = draw(drawing, sheet, table, place)
    for line in note_lines(drawing, table, sum(drawing.widths[table.id])):
        sheet.write_string(below, 0, line, drawing.style(italic=True, font_color="#4A5568"))
        below += 1
    if table.chart is not None and table.rows:
        draw_chart(drawing, sheet, table, table.chart, below + 1)


def _draw_empty(drawing: Drawing, sheet: Any, table: Table, place: Place) -> int:  # noqa: ANN401
    _draw_header_height(drawing, sheet, table, place)
    for index, column in enumerate(table.columns):
        sheet.write_string(place.first_row - 1, index, text_in(column.label, drawing.lexicon), _header_style(drawing, column, index))
    sheet.write_string(place.first_row, 0, text_in(table.when_empty, drawing.lexicon), drawing.style(italic=True))
    return place.first_row + 1


def _header_style(drawing: Drawing, column: Column, index: int) -> Any:  # noqa: ANN401
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


def _draw_rows(drawing: Drawing, sheet: Any, table: Table, place: Place) -> int:  # noqa: ANN401
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


def _draw_header_height(drawing: Drawing, sheet: Any, table: Table, place: Place) -> None:  # noqa: ANN401
    widths = drawing.widths[table.id]
    lines = max(line_count(header, (widths[index] - 2.5) / BOLD_BREADTH) for index, header in enumerate(headers_of(drawing, table)))
    sheet.set_row(place.first_row - 1, LINE_POINTS * lines + 4)


def _add_table(drawing: Drawing, sheet: Any, table: Table, place: Place, last_row: int) -> None:  # noqa: ANN401
    _draw_header_height(drawing, sheet, table, place)
    title = text_in(table.title, drawing.lexicon)
    has_subtotals = any(row.role is Role.SUBTOTAL for row in table.rows)
    columns = [
        {"header": header, "header_format": _header_style(drawing, column, index)} | _total_option(drawing, table, index, last_row)
        for index, (column, header) in enumerate(zip(table.columns, headers_of(drawing, table), strict=True))
    ]
    options = {
        "name": table_name(drawing, table.id, title),
        "title": title,
        "description": " ".join(text_in(note, drawing.lexicon) for note in table.notes)[:250],
        "columns": columns,
        "style": None,
        "total_row": table.total_label is not None,
        "autofilter": not has_subtotals and len(table.rows) > 3,  # noqa: PLR2004 - nobody filters three rows
    }
    drawn = sheet.add_table(place.first_row - 1, 0, last_row, len(table.columns) - 1, options)
    assert drawn == 0, f"the table {table.id} could not be drawn"


def _total_option(drawing: Drawing, table: Table, index: int, total_row: int) -> dict[str, object]:
    column = table.columns[index]
    if table.total_label is None:
        return {}
    if index == 0:
        return {"total_string": text_in(table.total_label, drawing.lexicon)}
    if isinstance(column.formula, RowShare):
        return {
            "total_function": row_formula(table, column.formula, total_row),
            "total_value": stored_value(table.totals[index], column.kind),
        }
    if column.summed:
        return {"total_function": "sum", "total_value": stored_value(table.totals[index], column.kind)}
    return {}


def _draw_spill(drawing: Drawing, sheet: Any, table: Table, place: Place) -> None:  # noqa: ANN401
    """Carry the look of a table whose last texts run on to the page's last column."""
    header, line = _header_style(drawing, table.columns[-1], len(table.columns)), drawing.style(bottom=1, bottom_color=RULE)
    for index in range(len(table.columns), len(drawing.widths[table.id])):
        sheet.write_blank(place.first_row - 1, index, None, header)
        for offset in range(len(table.rows)):
            sheet.write_blank(place.first_row + offset, index, None, line)


def _draw_row(drawing: Drawing, sheet: Any, table: Table, place: Place, offset: int, row: Row) -> None:  # noqa: ANN401
    number = place.first_row + offset
    sheet.set_row(number, SIGNING_POINTS if table.room else row_points(drawing, table, row))
    for index, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
        style = _cell_style(drawing, table, column, cell, row, index)
        formula = live_formula(drawing, table, place, row, offset, index)
        if (table.id, offset, index) in drawing.leads:
            _lead_to_trace(drawing, sheet, (number, index), drawing.leads[table.id, offset, index])
        if formula:
            sheet.write_formula(number, index, formula, style, stored_value(cell.value, column.kind))
        elif cell.link:
            sheet.write_url(number, index, f"external:{cell.link}", style, str(cell.value))
        else:
            write_value(drawing, sheet, number, index, cell.value, column.kind, style)


def _lead_to_trace(drawing: Drawing, sheet: Any, at: tuple[int, int], lead: Lead) -> None:  # noqa: ANN401
    """Have a figure lead to what it comes from, and tell it beside the pointer; the figure itself is written over the link's words."""
    place = drawing.places[TRACES]
    name = place.sheet.replace("'", "''")
    sheet.write_url(*at, f"internal:'{name}'!A{place.first_row + lead.line + 1}", tip=lead.tip[:PROPERTY_TEXT_MAX])


def _cell_style(drawing: Drawing, table: Table, column: Column, cell: Cell, row: Row, index: int) -> Any:  # noqa: ANN401
    properties: dict[str, object] = {"bottom": 1, "bottom_color": RULE, "font_color": TONES[cell.tone]}
    if cell.tone is not Tone.PLAIN:
        properties["bold"] = True
    if row.role is Role.SUBTOTAL:
        properties |= {"bold": True, "bg_color": SUBTOTAL_FILL}
    if isinstance(cell.value, int) or column.kind in NUMBERS or column.kind is Kind.DATE:
        properties |= {"num_format": NUMBER_FORMATS[drawing.lexicon.language].get(column.kind, "General")}
        properties |= {"align": "right"} if column.kind in NUMBERS else {"align": "left"}
    else:
        properties |= {"align": "left", "text_wrap": does_wrap(table, column, row)}
        if isinstance(cell.value, str) and cell.value.startswith(FORMULA_STARTS):
            properties["quote_prefix"] = True
    properties["indent"] = row.level if index == 0 else 1
    return drawing.style(**properties)


def _draw_totals(drawing: Drawing, sheet: Any, table: Table, row: int) -> None:  # noqa: ANN401
    """Draw the total row again over the library's own, which has no look."""
    totals = table.totals
    for index, (column, header) in enumerate(zip(table.columns, headers_of(drawing, table), strict=True)):
        properties: dict[str, object] = {"bold": True, "bg_color": TOTAL_FILL, "top": 1, "top_color": HEADER_FILL}
        if index == 0:
            sheet.write_string(row, 0, text_in(table.total_label or "", drawing.lexicon), drawing.style(**properties))
            continue
        properties |= {"num_format": NUMBER_FORMATS[drawing.lexicon.language].get(column.kind, "General"), "align": "right", "indent": 1}
        style = drawing.style(**properties)
        if isinstance(column.formula, RowShare):
            sheet.write_formula(row, index, row_formula(table, column.formula, row), style, stored_value(totals[index], column.kind))
        elif column.summed:
            sheet.write_formula(
                row,
                index,
                f"=SUBTOTAL(109,{drawing.table_names[table.id]}[{escaped_header(header)}])",
                style,
                stored_value(totals[index], column.kind),
            )
        else:
            sheet.write_blank(row, index, None, style)
