"""The native chart beside a table."""

from functools import partial
from typing import Any

from fundalloc.reports.charts.native import Ground, native_chart
from fundalloc.reports.excel.drawing import NUMBER_FORMATS, Drawing
from fundalloc.reports.excel.names import headers_of
from fundalloc.reports.excel.values import stored_value
from fundalloc.reports.tables import Chart, Kind, Table, text_in


def draw_chart(drawing: Drawing, sheet: Any, table: Table, chart: Chart, row: int) -> None:  # noqa: ANN401
    """Put a chart under its table, with words for who does not see it."""
    place, headers = drawing.places[table.id], headers_of(drawing, table)
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


def _write_spare(drawing: Drawing, sheet: Any, table: Table, values: tuple[int, ...]) -> str:  # noqa: ANN401
    """Write numbers that only a chart needs in a hidden column, right of everything on the page, and return where they stand."""
    place, kind = drawing.places[table.id], _kind_plotted(table, table.chart) if table.chart else Kind.COUNT
    index = drawing.spare.get(place.sheet, len(drawing.widths[table.id]) + 1)
    drawing.spare[place.sheet] = index + 1
    sheet.set_column(index, index, None, None, {"hidden": True})
    for offset, value in enumerate(values):
        sheet.write_number(place.first_row + offset, index, stored_value(value, kind))
    return place.column(index)
