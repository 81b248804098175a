"""Charts that a workbook draws itself from the cells of its table, with words for who does not see them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, assert_never

from fundalloc.reports.charts.looks import Fill, Look, Stroke
from fundalloc.reports.charts.plotted import looks_of
from fundalloc.reports.charts.shapes import INK, PAPER, RULE
from fundalloc.reports.tables import Chart, ChartKind, Table, whole

ROW_PIXELS: Final = 34
WIDTH_PIXELS: Final = 900
HEIGHT_PIXELS_MIN: Final = 300
HEIGHT_PIXELS: Final = 360
HEIGHT_PIXELS_MAX: Final = 640
"""A chart of very many bars has thinner ones, so that it stands on one sheet of paper with its table."""
STROKES: Final = {Stroke.SOLID: "solid", Stroke.DASHED: "dash", Stroke.DOTTED: "round_dot", Stroke.DASH_DOTTED: "long_dash_dot"}
FILLS: Final = {  # those that every office program draws with their lines in the colour of lines
    Fill.RISING: "wide_upward_diagonal",
    Fill.FALLING: "wide_downward_diagonal",
    Fill.ACROSS: "dashed_horizontal",
    Fill.CROSSED: "weave",
}

Ranges = Mapping[str, str]
"""Where the cells of each column stand, from any sheet."""


@dataclass(frozen=True, slots=True)
class Ground:
    """
    What a native chart stands on: its workbook, where its table's columns stand, their headings, and how its numbers are written.

    ``spare`` writes a column of numbers that no column of the table holds, and returns where it stands.
    """

    book: Any
    ranges: Ranges
    headings: Mapping[str, str]
    number_format: str
    spare: Callable[[tuple[int, ...]], str]


def size_pixels(table: Table) -> tuple[int, int]:
    """Return how wide and how high a table's chart is."""
    if table.chart is None or table.chart.kind is not ChartKind.BARS:
        return WIDTH_PIXELS, HEIGHT_PIXELS
    needed = 120 + len(table.lines) * len(table.chart.series) * ROW_PIXELS // 2
    return WIDTH_PIXELS, min(HEIGHT_PIXELS_MAX, max(HEIGHT_PIXELS_MIN, needed))


def native_chart(table: Table, chart: Chart, title: str, ground: Ground) -> Any:  # noqa: ANN401 - the library carries no types
    """Return a table's chart, ready to be put in a sheet."""
    match chart.kind:
        case ChartKind.BARS:
            drawn = _bars(table, chart, ground)
        case ChartKind.LINES:
            drawn = _lines(chart, ground)
        case ChartKind.WATERFALL:
            drawn = _waterfall(table, chart, ground)
        case unreachable:
            assert_never(unreachable)
    drawn.set_title({"name": title, "name_font": {"size": 12, "color": INK}, "overlay": False})
    width, height = size_pixels(table)
    drawn.set_size({"width": width, "height": height})
    return drawn


def _bars(table: Table, chart: Chart, ground: Ground) -> Any:  # noqa: ANN401
    """Draw horizontal bars, first row on top."""
    drawn = ground.book.add_chart({"type": "bar"})
    for series, look in zip(chart.series, looks_of(chart), strict=True):
        drawn.add_series(_series(chart, series, ground) | _painted(look) | {"border": {"color": INK}, "gap": 60})
    drawn.set_y_axis({"reverse": True, "num_font": {"size": 9}, "line": {"color": RULE}})
    drawn.set_x_axis(_from_zero(table, chart, ground) | {"label_position": "high"})
    drawn.set_legend({"position": "top"})
    return drawn


def _lines(chart: Chart, ground: Ground) -> Any:  # noqa: ANN401
    drawn = ground.book.add_chart({"type": "line"})
    for series, look in zip(chart.series, looks_of(chart), strict=True):
        stroke = {"color": look.colour, "width": 2, "dash_type": STROKES[look.stroke]}
        marker = {"type": look.marker.value, "size": 6, "fill": {"color": look.colour}, "border": {"color": INK}}
        drawn.add_series(_series(chart, series, ground) | {"line": stroke, "marker": marker})
    _upright(drawn, _numbers(ground))
    drawn.show_blanks_as("gap")
    drawn.set_legend({"position": "top"})
    return drawn


def _waterfall(table: Table, chart: Chart, ground: Ground) -> Any:  # noqa: ANN401
    """Draw stacked columns: what lifts each step is not seen, and what stands on either side of zero is apart."""
    before, after = (tuple(whole(table.value(row, series)) for row in table.lines) for series in chart.series)
    steps = [(min(pair), max(pair)) for pair in zip(before, after, strict=True)]
    lifted = tuple(max(0, low) + min(0, high) for low, high in steps)
    above = tuple(max(0, high) - max(0, low) for low, high in steps)
    below = tuple(min(0, low) - min(0, high) for low, high in steps)
    points = [_painted(look) | {"border": {"color": INK}} for look in looks_of(chart)]
    drawn = ground.book.add_chart({"type": "column", "subtype": "stacked"})
    names = "=" + ground.ranges[chart.names]
    drawn.add_series({"categories": names, "values": "=" + ground.spare(lifted), "fill": {"none": True}, "gap": 40})
    for values in (above, below):
        drawn.add_series({"categories": names, "values": "=" + ground.spare(values), "points": points, "border": {"color": INK}})
    _upright(drawn, _from_zero(table, chart, ground))
    drawn.show_hidden_data()
    drawn.set_legend({"none": True})
    return drawn


def _painted(look: Look) -> dict[str, object]:
    """Return how a bar of a look is filled."""
    if look.fill is Fill.SOLID:
        return {"fill": {"color": look.colour}}
    return {"pattern": {"pattern": FILLS[look.fill], "fg_color": PAPER, "bg_color": look.colour}}


def _series(chart: Chart, series: str, ground: Ground) -> dict[str, object]:
    return {"name": ground.headings[series], "categories": "=" + ground.ranges[chart.names], "values": "=" + ground.ranges[series]}


def _numbers(ground: Ground) -> dict[str, object]:
    gridlines = {"visible": True, "line": {"color": RULE}}
    return {"num_format": ground.number_format, "num_font": {"size": 9}, "major_gridlines": gridlines}


def _from_zero(table: Table, chart: Chart, ground: Ground) -> dict[str, object]:
    """Have bars begin at zero, so that one twice as long is twice as much; below zero they go as far as they must."""
    values = [table.value(row, series) for row in table.lines for series in chart.series]
    return _numbers(ground) | ({} if any(isinstance(value, int) and value < 0 for value in values) else {"min": 0})


def _upright(drawn: Any, numbers: dict[str, object]) -> None:  # noqa: ANN401
    drawn.set_y_axis(numbers | {"line": {"color": RULE}})
    drawn.set_x_axis({"num_font": {"size": 9}, "line": {"color": INK}, "label_position": "low"})
