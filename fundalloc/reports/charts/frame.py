"""What every chart stands in: its width, the room above it for a title and a legend, and its scale drawn along an edge."""

from collections.abc import Callable, Iterator, Sequence
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
LEGEND_LINE: Final = 18
"""How far a row of the legend stands below the one before."""
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
    """Name each look under the title, in as many rows as that takes."""
    return tuple(
        shape for number, row in enumerate(legend_rows(keys)) for shape in _legend_row(row, LEGEND_BASELINE + LEGEND_LINE * number)
    )


def legend_rows(keys: Sequence[Key]) -> tuple[tuple[Key, ...], ...]:
    """Cut the keys of a legend into rows that the chart is wide enough for."""
    rows: list[list[Key]] = []
    room = 0
    for key in keys:
        if _room_of(key) > room:
            rows.append([])
            room = WIDTH
        rows[-1].append(key)
        room -= _room_of(key)
    return tuple(tuple(row) for row in rows)


def _legend_row(keys: Sequence[Key], baseline: int) -> Iterator[str]:
    x = (WIDTH - sum(map(_room_of, keys)) + MARGIN) // 2
    for key in keys:
        yield key.drawn(x, baseline)
        yield text(x + key.width + 6, baseline, key.said)
        x += _room_of(key)


def _room_of(key: Key) -> int:
    return key.width + 6 + (LETTER_WIDTH + 1) * len(key.said) + MARGIN


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
