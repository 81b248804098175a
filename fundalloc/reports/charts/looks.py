"""
How each measure is drawn: one colour, one fill and one stroke of its own, the same in every chart of every report, file and page.

Each colour stands out from white paper by 3 to 1 at least. Two measures of one chart are told apart by who sees few colours, and in print
that has none: one is much darker than the other, or is filled another way.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Fill(StrEnum):
    """How the inside of a bar is drawn."""

    SOLID = "solid"
    RISING = "rising"
    FALLING = "falling"
    ACROSS = "across"
    CROSSED = "crossed"


class Stroke(StrEnum):
    """How a line is drawn."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"
    DASH_DOTTED = "dash-dotted"


class Marker(StrEnum):
    """What stands at each point of a line."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"


@dataclass(frozen=True, slots=True)
class Look:
    """The colour of a measure, how its bars are filled and how its lines are drawn."""

    colour: str
    fill: Fill = Fill.SOLID
    stroke: Stroke = Stroke.SOLID
    marker: Marker = Marker.CIRCLE


BUDGET: Final = Look("#6B84A3")
GRANTED: Final = Look("#0A3A86")
LEAST: Final = Look("#126F6A", Fill.ACROSS)
MOST: Final = Look("#C7613D", Fill.RISING)
TRANSFERRED: Final = Look("#A679ED", Fill.ACROSS)

LOOKS: Final = {
    "authorised": BUDGET,
    "revised": BUDGET,
    "budget": BUDGET,
    "own": BUDGET,
    "after": Look("#0B4A2A"),
    "transferred": TRANSFERRED,
    "moved": TRANSFERRED,
    "incurred": Look("#1F3A5F"),
    "committed": Look("#C77B30", Fill.RISING),
    "forecast": Look("#7D1F55", Fill.FALLING),
    "variance": Look("#6E6E6E"),
    "left": Look("#4F9268"),
    "uncommitted": Look("#76771A", Fill.FALLING, Stroke.DASHED, Marker.SQUARE),
    "even": Look("#2B2B2B", Fill.CROSSED, Stroke.DOTTED, Marker.DIAMOND),
    "requested": Look("#7A6EB7"),
    "previous": Look("#5F4028", Fill.FALLING),
    "against": Look("#37911F", Fill.CROSSED),
    "granted": GRANTED,
    "total": GRANTED,
    "nominal": GRANTED,
    "robust": Look("#9B5686", Fill.CROSSED),
    "least": LEAST,
    "part-5": LEAST,
    "most": MOST,
    "part-95": MOST,
}
"""The look of every measure that a chart shows, by the id of its column; one measure may bear several names."""

COLOURS: Final = ("#1B6CA8", "#B8442F", "#2E6B3A", "#8E24AA", "#8A6D00", "#37474F")
ALIKE: Final = ("granted-", "cents-", "share-")
"""How the columns begin that show one measure of several things: of variants, of recipients, of goals."""


def look_of(column: str, place: int) -> Look:
    """
    Return the look of a measure; of one thing among several alike, the look of its place among them.

    >>> look_of("revised", 0) == look_of("budget", 2), look_of("cents-CSX", 1).colour
    (True, '#B8442F')
    """
    return _of_place(place) if column.startswith(ALIKE) else LOOKS[column]


def _of_place(place: int) -> Look:
    """Return a look for one of several things alike; sixty are told apart before one comes back."""
    fills, strokes, markers = tuple(Fill), tuple(Stroke), tuple(Marker)
    return Look(COLOURS[place % len(COLOURS)], fills[place % len(fills)], strokes[place % len(strokes)], markers[place % len(markers)])
