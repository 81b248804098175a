"""
The answer nearest to proportional under rows that lie one inside the other, exactly and directly.

Each amount is its ideal times a factor, within its bounds, and all the amounts that the same binding row holds, and no row inside
it, have the same factor: what the row leaves them over the sum of their ideals. Which rows bind is found level by level in floats,
as water finds its height between vessels; the factors are then whole numbers over whole numbers, and everything is checked exactly.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from fundalloc.optimization.face import Face, Ideals
from fundalloc.optimization.forest import Forest, Level
from fundalloc.optimization.nested import nested_rows
from fundalloc.optimization.program import SAFE_TOTAL, UNBOUNDED, Flags, Integers, exactly
from fundalloc.optimization.ratios import SAFE_VALUE, divided, where_sought
from fundalloc.optimization.solver import Floats

NONE: Final = -1
"""No row: what stands around the outermost rows, and holds the amounts that no row binds."""

ROUNDS_MAX: Final = 8


@dataclass(frozen=True, slots=True)
class _Vessels:
    """Columns with whole ideals (so many parts of a cent: ``unit``) and bounds, under nested rows with theirs."""

    forest: Forest
    ideals: Integers
    unit: int
    lower: Integers
    upper: Integers
    low: Integers
    high: Integers


@dataclass(frozen=True, slots=True)
class _Sides:
    """The binding rows, the bound at which each binds, the binding row nearest around each row (itself if it binds), a rough factor."""

    binding: Flags
    bounds: Integers
    holder: Integers
    rough: Floats


@dataclass(frozen=True, slots=True)
class Watered:
    """The nearest values: the cent below each (``wholes``), and what is left of it, ``tops`` over ``bottoms``."""

    wholes: Integers
    tops: Integers
    bottoms: Integers


@dataclass(frozen=True, slots=True)
class _Exact:
    """Which columns are free, what the others stand at, and each holder's factor, as a numerator over a denominator."""

    free: Flags
    values: Integers
    numerators: list[int]
    denominators: list[int]
    settled: Integers
    moving: Integers


def watered(face: Face, ideals: Ideals) -> Watered | None:
    """Return the nearest values; None where rows cross or the check fails."""
    vessels = _vessels(face, ideals)
    if vessels is None:
        return None
    sides = _sides(vessels)
    rough = sides.rough
    for _ in range(ROUNDS_MAX):
        exact = _exact(vessels, sides, rough)
        if exact is None:
            return None
        better = np.array([top / bottom for top, bottom in zip(exact.numerators, exact.denominators, strict=True)]) * vessels.unit
        if np.array_equal(_free(vessels, sides, better), exact.free):
            return _values(vessels, sides, exact)
        rough = better
    return None


def _vessels(face: Face, ideals: Ideals) -> _Vessels | None:
    rows = nested_rows(face)
    if rows is None or ideals.parts.astype(np.float64).sum() >= SAFE_TOTAL:
        return None
    return _Vessels(rows.forest, ideals.parts, ideals.unit, face.lower, face.upper, rows.low, rows.high)


# --- Which rows bind, in floats


def _sides(vessels: _Vessels) -> _Sides:
    """Find between which factors each row leaves its columns free, from the innermost; then where it stands, from the outermost."""
    count, forest = len(vessels.low), vessels.forest
    ideals = vessels.ideals / vessels.unit
    moves = _Moves(vessels.lower.astype(np.float64), vessels.lower / ideals, vessels.upper / ideals)
    least, most = np.full(count + 1, -np.inf), np.full(count + 1, np.inf)
    for level in reversed(forest.levels):
        least[level.own], most[level.own] = _between(vessels, level, moves)
        moves.narrow(level, ideals, least[level.rows], most[level.rows])
    rough, holder = np.ones(count + 1), np.full(count + 1, NONE, dtype=np.int64)
    binding = np.zeros(count + 1, dtype=np.bool_)
    bounds = np.zeros(count + 1, dtype=np.int64)
    for level in forest.levels:
        own, around = level.own, forest.parent[level.own]
        rough[own] = np.clip(rough[around], least[own], most[own])
        binding[own] = (vessels.low[own] == vessels.high[own]) | (rough[own] != rough[around])
        bounds[own] = np.where(rough[around] > most[own], vessels.high[own], vessels.low[own])
        holder[own] = np.where(binding[own], own, holder[around])
    return _Sides(binding=binding, bounds=bounds, holder=holder, rough=rough)


@dataclass(frozen=True, slots=True)
class _Moves:
    """Between which factors each column moves, and what it stands at before; changed in place, level by level."""

    before: Floats
    first: Floats
    last: Floats

    def narrow(self, level: Level, ideals: Floats, least: Floats, most: Floats) -> None:
        """Let the columns of a level move only between the factors of their rows."""
        columns, first, last = level.columns, self.first[level.columns], self.last[level.columns]
        self.before[columns] += ideals[columns] * (np.clip(least, first, last) - first)
        self.first[columns], self.last[columns] = np.clip(first, least, most), np.clip(last, least, most)


def _between(vessels: _Vessels, level: Level, moves: _Moves) -> tuple[Floats, Floats]:
    """Return the factors at which the columns of each row of a level add up to its floor and to its ceiling."""
    columns, own = level.columns, level.own
    marks = np.concatenate((moves.first[columns], moves.last[columns]))
    places = np.concatenate((level.places, level.places))
    turns = np.concatenate((vessels.ideals[columns], -vessels.ideals[columns]))
    order = np.lexsort((marks, places))
    marks, slopes = marks[order], np.cumsum(turns[order]) / vessels.unit
    starts = np.searchsorted(places[order], np.arange(len(own)))
    ends = np.append(starts[1:], len(order)) - 1
    rises = np.concatenate(([0.0], np.cumsum(slopes[:-1] * np.diff(marks))))
    base = np.add.reduceat(moves.before[columns], level.starts) - rises[starts]

    def factor_at(bounds: Integers) -> Floats:
        wanted = bounds - base
        after = np.clip(np.searchsorted(rises, wanted), starts, ends)
        before = np.maximum(after - 1, starts)
        slope = np.where(slopes[before] > 0, slopes[before], 1.0)
        return np.asarray(np.where(after > starts, marks[before] + (wanted - rises[before]) / slope, marks[starts]), dtype=np.float64)

    low, high = vessels.low[own], vessels.high[own]
    least = np.where(low <= base + rises[starts], -np.inf, factor_at(low))
    most = np.where(high >= base + rises[ends], np.inf, factor_at(high))
    equal = (low == high) & (low > -UNBOUNDED)
    settled = factor_at(low)
    return np.where(equal, settled, least), np.where(equal, settled, most)


# --- The exact factors


def _exact(vessels: _Vessels, sides: _Sides, rough: Floats) -> _Exact | None:
    """Return the factors that make every binding row add up to its bound; None where a row without free columns does not."""
    forest, count = vessels.forest, len(vessels.low)
    free = _free(vessels, sides, rough)
    wanted = vessels.ideals / vessels.unit * rough[sides.holder[forest.leaf]]
    values = np.where(wanted <= vessels.lower, vessels.lower, vessels.upper)
    settled, moving = np.zeros(count + 1, dtype=np.int64), np.zeros(count + 1, dtype=np.int64)
    np.add.at(settled, forest.leaf[~free], values[~free])
    np.add.at(moving, forest.leaf[free], vessels.ideals[free])
    for level in reversed(forest.levels):
        own, outer, bound = level.own, forest.parent[level.own], sides.binding[level.own]
        np.add.at(settled, outer, np.where(bound, sides.bounds[own], settled[own]))
        np.add.at(moving, outer, np.where(bound, 0, moving[own]))
    numerators, denominators = [1] * (count + 1), [vessels.unit] * (count + 1)
    outwards_in: list[int] = [row for level in forest.levels for row in level.own[sides.binding[level.own]].tolist()]
    for row in outwards_in:
        left = int(sides.bounds[row]) - int(settled[row])
        if moving[row]:
            numerators[row], denominators[row] = left, int(moving[row])
        elif left:
            return None
        else:
            around = int(sides.holder[forest.parent[row]])
            factor = _held_factor(vessels, sides, row, Fraction(numerators[around], denominators[around]))
            numerators[row], denominators[row] = factor.numerator, factor.denominator
    return _Exact(free, values, numerators, denominators, settled, moving)


def _free(vessels: _Vessels, sides: _Sides, factors: Floats) -> Flags:
    wanted = vessels.ideals / vessels.unit * factors[sides.holder[vessels.forest.leaf]]
    return np.asarray((wanted > vessels.lower) & (wanted < vessels.upper), dtype=np.bool_)


def _held_factor(vessels: _Vessels, sides: _Sides, row: int, around: Fraction) -> Fraction:
    """Return a factor for a binding row whose own columns all stand at a bound: the nearest to that around it that leaves them there."""
    own = np.flatnonzero(sides.holder[vessels.forest.leaf] == row)
    low = vessels.ideals[own] / vessels.unit * sides.rough[row] <= vessels.lower[own]
    floors = [Fraction(int(vessels.lower[place]), int(vessels.ideals[place])) for place in own[low].tolist()]
    ceilings = [Fraction(int(vessels.upper[place]), int(vessels.ideals[place])) for place in own[~low].tolist()]
    return max([*ceilings, min([*floors, around])])


# --- The check


def _values(vessels: _Vessels, sides: _Sides, exact: _Exact) -> Watered | None:
    """Return each column's exact value, or None where one, or a row, is not where the nearest answer would have it."""
    holders = sides.holder[vessels.forest.leaf]
    tops, bottoms = exactly(exact.numerators)[holders], exactly(exact.denominators)[holders]
    small = max(np.abs(vessels.lower).max(initial=0), np.abs(vessels.upper).max(initial=0)) < SAFE_VALUE
    wholes, left = divided(vessels.ideals if small else vessels.ideals.astype(object), tops, bottoms)
    stands = where_sought(wholes, left, free=exact.free, held=exact.values, lower=vessels.lower, upper=vessels.upper)
    if not np.all(stands) or not all(_row_stands(vessels, sides, exact, row) for row in range(len(vessels.low))):
        return None
    return Watered(np.where(exact.free, wholes, exact.values), np.where(exact.free, left, 0), bottoms)


def _row_stands(vessels: _Vessels, sides: _Sides, exact: _Exact, row: int) -> bool:
    """Tell whether a row binds the way its bound pushes, or lies within its bounds."""
    low, high, around = int(vessels.low[row]), int(vessels.high[row]), int(sides.holder[vessels.forest.parent[row]])
    top, bottom = exact.numerators[around], exact.denominators[around]
    if sides.binding[row]:
        raised = exact.numerators[row] * bottom - top * exact.denominators[row]
        return low == high or (raised <= 0 if int(sides.bounds[row]) == high else raised >= 0)
    total = int(exact.settled[row]) * bottom + int(exact.moving[row]) * top
    return (low <= -UNBOUNDED or low * bottom <= total) and (high >= UNBOUNDED or total <= high * bottom)
