"""Horizontal bars: one group for each line of the table, one bar for each series, each with its figure at its end."""

from typing import Final

from fundalloc.lexicon import Lexicon
from fundalloc.reports.charts.frame import MARGIN, TOP, WIDTH, Drawn, across, keys_of
from fundalloc.reports.charts.plotted import Plot, Scale, Series, scale_of, shortly
from fundalloc.reports.charts.shapes import COLOURS, box, text, wrapped

NAMES_WIDTH: Final = 270
FIGURE_ROOM: Final = 100
"""The room of the figure after the longest bar."""
BAR: Final = 14
GAP: Final = 12
NAME_LETTERS: Final = 38
NAME_LINE: Final = 14


def bars(plot: Plot, lexicon: Lexicon) -> Drawn:
    """Draw the bars of a plot, its first line on top."""
    group = max(BAR * len(plot.series), NAME_LINE * 2) + GAP
    bottom = TOP + group * len(plot.names)
    scale = scale_of(plot.numbers, NAMES_WIDTH, WIDTH - NAMES_WIDTH - FIGURE_ROOM)
    shapes = [*across(scale, plot.series[0].kind, TOP, bottom, lexicon)]
    for index, name in enumerate(plot.names):
        top = TOP + group * index + GAP // 2
        shapes += _name(name, top + (group - GAP) // 2)
        for place, series in enumerate(plot.series):
            shapes += _bar(series, index, scale, top + BAR * place, COLOURS[place % len(COLOURS)], lexicon)
    return Drawn(tuple(shapes), bottom - TOP + MARGIN + 8, keys_of(plot))


def _name(name: str, middle: int) -> list[str]:
    lines = wrapped(name, NAME_LETTERS, 2)
    first = middle + 4 - (len(lines) - 1) * NAME_LINE // 2
    return [text(NAMES_WIDTH - 10, first + NAME_LINE * number, said, anchor="end") for number, said in enumerate(lines)]


def _bar(series: Series, index: int, scale: Scale, top: int, colour: str, lexicon: Lexicon) -> list[str]:
    value = series.values[index]
    if value is None:
        return []
    start, end = sorted((scale.at(0), scale.at(value)))
    told = text(end + 5, top + BAR - 3, shortly(value, series.kind, lexicon), size=12)
    return [box(start, top, max(1, end - start), BAR - 2, colour), told]
