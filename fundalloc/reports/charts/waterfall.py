"""
A waterfall: from one level to the next through what was added and taken away.

Two series: where each step stands before it and after it; a step that begins at zero is a level, the others are changes. Each step looks as
the measure that it tells does in every other chart.
"""

from typing import Final

from fundalloc.lexicon import Lexicon
from fundalloc.reports.charts.frame import MARGIN, TOP, WIDTH, Drawn, upwards
from fundalloc.reports.charts.paints import painted
from fundalloc.reports.charts.plotted import Plot, scale_of, shortly
from fundalloc.reports.charts.shapes import FADED, box, line, text, wrapped

LEFT: Final = 100
RIGHT: Final = WIDTH - 24
HEIGHT: Final = 300
LETTER: Final = 7
NAME_LINE: Final = 14
NAME_LINES: Final = 3


def waterfall(plot: Plot, lexicon: Lexicon) -> Drawn:
    """Draw the steps of a plot from left to right, each joined to the next."""
    before, after = (series.values for series in plot.series)
    kind = plot.series[0].kind
    scale = scale_of(plot.numbers, TOP + HEIGHT, -HEIGHT)
    shapes = [*upwards(scale, kind, LEFT, RIGHT, lexicon)]
    room = (RIGHT - LEFT) // len(plot.names)
    for index, name in enumerate(plot.names):
        start, end, x = before[index] or 0, after[index] or 0, LEFT + room * index
        top, bottom = sorted((scale.at(start), scale.at(end)))
        shapes.append(box(x + room // 5, top, room * 3 // 5, max(1, bottom - top), painted(plot.looks[index], plot.id)))
        shapes.append(text(x + room // 2, top - 6, shortly(end - start, kind, lexicon), anchor="middle", size=13))
        if index + 1 < len(plot.names):
            shapes.append(line((x + room * 4 // 5, scale.at(end)), (x + room * 6 // 5, scale.at(end)), FADED, dashes="3 3"))
        for number, said in enumerate(wrapped(name, room // LETTER, NAME_LINES)):
            shapes.append(text(x + room // 2, TOP + HEIGHT + 20 + NAME_LINE * number, said, anchor="middle", size=13))
    return Drawn(tuple(shapes), HEIGHT + MARGIN + NAME_LINE * NAME_LINES, ())
