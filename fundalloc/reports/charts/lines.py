"""Lines over time: one for each series, broken off where the future begins, told apart by colour, stroke and the name at its end."""

from functools import partial
from typing import Final

from fundalloc.lexicon import Lexicon
from fundalloc.reports.charts.frame import MARGIN, TOP, WIDTH, Drawn, Key, upwards
from fundalloc.reports.charts.looks import Look
from fundalloc.reports.charts.paints import SAMPLE, mark, run, sample
from fundalloc.reports.charts.plotted import Plot, Scale, Series, scale_of
from fundalloc.reports.charts.shapes import text

LEFT: Final = 100
RIGHT: Final = WIDTH - 40
HEIGHT: Final = 300
KEY_RISE: Final = 5
"""How far above the baseline of its words the sample of a line stands."""
NAMES_MAX: Final = 12
"""How many names the bottom has room for."""


def lines(plot: Plot, lexicon: Lexicon) -> Drawn:
    """Draw the lines of a plot, its first name on the left."""
    scale = scale_of(plot.numbers, TOP + HEIGHT, -HEIGHT)
    shapes = [*upwards(scale, plot.series[0].kind, LEFT, RIGHT, lexicon)]
    every = -(-len(plot.names) // NAMES_MAX)
    named = range(0, len(plot.names), every)
    shapes += [text(_across(plot, index), TOP + HEIGHT + 20, plot.names[index], anchor="middle", size=13) for index in named]
    drawn = tuple(zip(plot.series, plot.looks, strict=True))
    for series, look in drawn:
        shapes += _line(plot, series, scale, look)
    keys = tuple(Key(series.label, SAMPLE, partial(_key_line, look)) for series, look in drawn)
    return Drawn(tuple(shapes), HEIGHT + MARGIN + 12, keys)


def _key_line(look: Look, left: int, baseline: int) -> str:
    return sample(left, baseline - KEY_RISE, look)


def _across(plot: Plot, index: int) -> int:
    return LEFT + (RIGHT - LEFT) * (2 * index + 1) // (2 * len(plot.names))


def _line(plot: Plot, series: Series, scale: Scale, look: Look) -> list[str]:
    points = [(_across(plot, index), scale.at(value)) for index, value in enumerate(series.values) if value is not None]
    return [run(points, look), *(mark(point, look) for point in points)]
