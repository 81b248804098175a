"""What every chart stands in: its width, the room above it for a title and a legend, and its scale drawn along an edge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from fundalloc.lexicon import Lexicon
from fundalloc.reports.charts.plotted import Scale, shortly
from fundalloc.reports.charts.shapes import FADED, INK, LETTER_WIDTH, RULE, line, text
from fundalloc.reports.tables import Kind

WIDTH: Final = 900
TOP: Final = 64
"""The room of the title and of the legend."""
LEGEND_BASELINE: Final = 50
MARGIN: Final = 24


@dataclass(frozen=True, slots=True)
class Key:
    """What a legend says of one look, and its sample: so wide, drawn from a left edge on a baseline."""

    said: str
    width: int
    drawn: Callable[[int, int], str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The shapes of a chart below its title, the height they take, and the keys of its legend."""

    shapes: tuple[str, ...]
    height: int
    keys: tuple[Key, ...]


def legend(keys: Sequence[Key]) -> tuple[str, ...]:
    """Name each look, in a row under the title."""
    widths = [key.width + 6 + (LETTER_WIDTH + 1) * len(key.said) + MARGIN for key in keys]
    x = (WIDTH - sum(widths) + MARGIN) // 2
    shapes: list[str] = []
    for key, width in zip(keys, widths, strict=True):
        shapes += [key.drawn(x, LEGEND_BASELINE), text(x + key.width + 6, LEGEND_BASELINE, key.said)]
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
