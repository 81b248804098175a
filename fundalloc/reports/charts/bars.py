"""Horizontal bars: one group for each line of the table, one bar for each series, each with its figure at its end."""

from functools import partial
from typing import Final

from fundalloc.lexicon import Lexicon
from fundalloc.reports.charts.frame import MARGIN, TOP, WIDTH, Drawn, Key, across
from fundalloc.reports.charts.paints import painted
from fundalloc.reports.charts.plotted import Plot, Scale, Series, scale_of, shortly
from fundalloc.reports.charts.shapes import box, text, wrapped

NAMES_WIDTH: Final = 270
FIGURE_ROOM: Final = 100
"""The room of the figure after the longest bar."""
BAR: Final = 14
GAP: Final = 12
NAME_LETTERS: Final = 38
NAME_LINE: Final = 14
KEY: Final = 12
"""The side of a legend's box."""


def bars(plot: Plot, lexicon: Lexicon) -> Drawn:
    """Draw the bars of a plot, its first line on top."""
    group = max(BAR * len(plot.series), NAME_LINE * 2) + GAP
    bottom = TOP + group * len(plot.names)
    scale = scale_of(plot.numbers, NAMES_WIDTH, WIDTH - NAMES_WIDTH - FIGURE_ROOM)
    paints = tuple(painted(look, plot.id) for look in plot.looks)
    shapes = [*across(scale, plot.series[0].kind, TOP, bottom, lexicon)]
    for index, name in enumerate(plot.names):
        top = TOP + group * index + GAP // 2
        shapes += _name(name, top + (group - GAP) // 2)
        for place, (series, paint) in enumerate(zip(plot.series, paints, strict=True)):
            shapes += _bar(series, index, scale, top + BAR * place, paint, lexicon)
    keys = tuple(Key(series.label, KEY, partial(_key_box, paint)) for series, paint in zip(plot.series, paints, strict=True))
    return Drawn(tuple(shapes), bottom - TOP + MARGIN + 8, keys)


def _key_box(paint: str, left: int, baseline: int) -> str:
    return box(left, baseline - KEY + 1, KEY, KEY, paint)


def _name(name: str, middle: int) -> list[str]:
    lines = wrapped(name, NAME_LETTERS, 2)
    first = middle + 4 - (len(lines) - 1) * NAME_LINE // 2
    return [text(NAMES_WIDTH - 10, first + NAME_LINE * number, said, anchor="end") for number, said in enumerate(lines)]


def _bar(series: Series, index: int, scale: Scale, top: int, paint: str, lexicon: Lexicon) -> list[str]:
    value = series.values[index]
    if value is None:
        return []
    start, end = sorted((scale.at(0), scale.at(value)))
    told = text(end + 5, top + BAR - 3, shortly(value, series.kind, lexicon), size=12)
    return [box(start, top, max(1, end - start), BAR - 2, paint), told]
