"""What every chart stands in: its width, the room above it for a title and a legend, and its scale drawn along an edge."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fundalloc.lexicon import Lexicon
from fundalloc.reports.charts.plotted import Plot, Scale, shortly
from fundalloc.reports.charts.shapes import COLOURS, FADED, INK, LETTER_WIDTH, RULE, box, line, text
from fundalloc.reports.tables import Kind

WIDTH: Final = 900
TOP: Final = 64
"""The room of the title and of the legend."""
LEGEND_BASELINE: Final = 50
KEY: Final = 12
"""The side of a legend's box."""
MARGIN: Final = 24


@dataclass(frozen=True, slots=True)
class Drawn:
    """The shapes of a chart below its title, the height they take, and the legend's words, each with its colour."""

    shapes: tuple[str, ...]
    height: int
    keys: tuple[tuple[str, str], ...]


def keys_of(plot: Plot) -> tuple[tuple[str, str], ...]:
    """Return the name of each series with its colour."""
    return tuple((series.label, COLOURS[place % len(COLOURS)]) for place, series in enumerate(plot.series))


def legend(keys: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Name each colour, in a row under the title."""
    widths = [KEY + 6 + (LETTER_WIDTH + 1) * len(said) + MARGIN for said, _ in keys]
    x = (WIDTH - sum(widths) + MARGIN) // 2
    shapes: list[str] = []
    for (said, colour), width in zip(keys, widths, strict=True):
        shapes += [box(x, LEGEND_BASELINE - KEY + 1, KEY, KEY, colour), text(x + KEY + 6, LEGEND_BASELINE, said)]
        x += width
    return tuple(shapes)


def across(scale: Scale, kind: Kind, top: int, bottom: int, lexicon: Lexicon) -> tuple[str, ...]:
    """Draw a scale that goes from left to right, its figures below."""
    shapes: list[str] = []
    for mark in scale.marks:
        x = scale.at(mark)
        shapes += [line((x, top), (x, bottom), _colour(mark)), text(x, bottom + 18, shortly(mark, kind, lexicon), anchor="middle", size=13)]
    return tuple(shapes)


def upwards(scale: Scale, kind: Kind, left: int, right: int, lexicon: Lexicon) -> tuple[str, ...]:
    """Draw a scale that goes upwards, its figures on the left."""
    shapes: list[str] = []
    for mark in scale.marks:
        y = scale.at(mark)
        said = text(left - 8, y + 4, shortly(mark, kind, lexicon), anchor="end", size=13, colour=FADED)
        shapes += [line((left, y), (right, y), _colour(mark)), said]
    return tuple(shapes)


def _colour(mark: int) -> str:
    return RULE if mark else INK
