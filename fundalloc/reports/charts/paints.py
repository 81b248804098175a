"""How the looks of measures are drawn in an SVG: fills that repeat, strokes, and the marks of points."""

from collections.abc import Iterable
from typing import Final, assert_never

from fundalloc.reports.charts.looks import Fill, Look, Marker, Stroke
from fundalloc.reports.charts.shapes import INK, PAPER

TILE: Final = 8
"""The side of what a fill repeats."""
FILLS: Final = {
    Fill.RISING: "M-1,1 l2,-2 M0,8 l8,-8 M7,9 l2,-2",
    Fill.FALLING: "M-1,7 l2,2 M0,0 l8,8 M7,-1 l2,2",
    Fill.ACROSS: "M0,4 l8,0",
    Fill.CROSSED: "M0,8 l8,-8 M0,0 l8,8",
}
"""What each fill repeats in white."""
DASHES: Final = {Stroke.SOLID: "", Stroke.DASHED: "9 5", Stroke.DOTTED: "2 5", Stroke.DASH_DOTTED: "12 4 2 4"}
RADIUS: Final = 5
SAMPLE: Final = 28
"""How long the sample of a line is in a legend."""


def definitions(looks: Iterable[Look], scope: str) -> tuple[str, ...]:
    """Return what an SVG must hold for its bars to be filled; ``scope`` keeps its names apart from those of other pictures of a page."""
    tiles = tuple(_tile(look, _name(look, scope)) for look in dict.fromkeys(looks) if look.fill is not Fill.SOLID)
    return ("<defs>", *tiles, "</defs>") if tiles else ()


def _tile(look: Look, name: str) -> str:
    ground = f'<rect width="{TILE}" height="{TILE}" fill="{look.colour}"/>'
    repeated = f'<path d="{FILLS[look.fill]}" stroke="{PAPER}" stroke-width="1.5"/>'
    return f'<pattern id="{name}" width="{TILE}" height="{TILE}" patternUnits="userSpaceOnUse">{ground}{repeated}</pattern>'


def _name(look: Look, scope: str) -> str:
    return f"{scope}-{look.fill.value}-{look.colour.removeprefix('#').lower()}"


def painted(look: Look, scope: str) -> str:
    """Return what fills a bar of a look."""
    return look.colour if look.fill is Fill.SOLID else f"url(#{_name(look, scope)})"


def run(points: Iterable[tuple[int, int]], look: Look) -> str:
    """Draw a broken line through points."""
    told = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline points="{told}" fill="none" stroke="{look.colour}" stroke-width="3"{_dashed(look)}/>'


def mark(point: tuple[int, int], look: Look) -> str:
    """Draw a point of a line."""
    (x, y), far, drawn = point, RADIUS, f'fill="{look.colour}" stroke="{INK}" stroke-width="1"'
    match look.marker:
        case Marker.CIRCLE:
            return f'<circle cx="{x}" cy="{y}" r="{far - 1}" {drawn}/>'
        case Marker.SQUARE:
            return f'<rect x="{x - far + 1}" y="{y - far + 1}" width="{2 * far - 2}" height="{2 * far - 2}" {drawn}/>'
        case Marker.DIAMOND:
            return f'<path d="M{x},{y - far} L{x + far},{y} L{x},{y + far} L{x - far},{y} Z" {drawn}/>'
        case Marker.TRIANGLE:
            return f'<path d="M{x},{y - far} L{x + far},{y + far - 1} L{x - far},{y + far - 1} Z" {drawn}/>'
        case unreachable:
            assert_never(unreachable)


def sample(left: int, middle: int, look: Look) -> str:
    """Draw the sample of a line for a legend."""
    drawn = f'<path d="M{left},{middle} l{SAMPLE},0" stroke="{look.colour}" stroke-width="3"{_dashed(look)}/>'
    return drawn + mark((left + SAMPLE // 2, middle), look)


def _dashed(look: Look) -> str:
    return f' stroke-dasharray="{DASHES[look.stroke]}"' if DASHES[look.stroke] else ""
