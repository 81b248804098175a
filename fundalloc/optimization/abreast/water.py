"""
The answer nearest to proportional under many settings at once: the heights of ``watering.py``, a line for each setting.

Where a row binds, and which columns are between their bounds, is found in floats; factors are then whole numbers over whole numbers,
and an answer is kept only where an exact check holds.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from fundalloc.optimization.abreast.nest import Bounds, Lines, Nest
from fundalloc.optimization.forest import Level
from fundalloc.optimization.program import Flags
from fundalloc.optimization.ratios import SAFE_VALUE, divided, where_sought
from fundalloc.optimization.solver import Floats

ROUNDS_MAX: Final = 8
CLEARLY: Final = 1e-9
"""Two factors nearer to each other than this are not told apart here."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Ideals as whole numbers, so many parts of a cent each (``unit``), a line for each setting."""

    ideals: Lines
    unit: int


@dataclass(frozen=True, slots=True)
class Stand:
    """The binding rows, the bound each binds at, and the binding row nearest around each row (itself if it binds, the last if none)."""

    binding: Flags
    bounds: Lines
    holder: Lines


@dataclass(frozen=True, slots=True)
class Heights:
    """
    Exact values: the cent below (``wholes``), what is left of one over ``bottoms``, and each column's holder.

    ``proved`` says under which settings these are the nearest to the ideals.
    """

    wholes: Lines
    left: Lines
    bottoms: Lines
    stand: Stand
    holders: Lines
    proved: Flags


def watered(nest: Nest, face: Bounds, wanted: Wanted) -> Heights:
    """Return the values nearest to the ideals under every setting."""
    ideals = wanted.ideals / wanted.unit
    stand, rough = _stand(nest, face, wanted, ideals)
    factors = _factors(nest, face, wanted, stand, ideals, rough)
    for _ in range(ROUNDS_MAX):
        better = _factors(nest, face, wanted, stand, ideals, factors.near)
        steady = np.array_equal(better.free, factors.free)
        factors = better
        if steady:
            break
    return _checked(nest, face, wanted, stand, factors)


# --- Where rows bind, in floats


def _stand(nest: Nest, face: Bounds, wanted: Wanted, ideals: Floats) -> tuple[Stand, Floats]:
    count, rows = len(ideals), nest.row_count
    least, most = np.full((count, rows), -np.inf), np.full((count, rows), np.inf)
    moves = _Moves(face.lower.astype(np.float64), face.lower / ideals, face.upper / ideals)
    for level in reversed(nest.forest.levels):
        least[:, level.own], most[:, level.own] = _between(face, level, moves, wanted)
        moves.narrow(level, ideals, least[:, level.rows], most[:, level.rows])
    rough = np.ones((count, rows + 1))
    holder = np.full((count, rows + 1), rows, dtype=np.int64)
    binding, bounds = np.zeros((count, rows + 1), dtype=np.bool_), np.zeros((count, rows + 1), dtype=np.int64)
    for level in nest.forest.levels:
        own = level.own
        around = rough[:, nest.forest.parent[own]]
        rough[:, own] = np.clip(around, least[:, own], most[:, own])
        binding[:, own] = (face.low[:, own] == face.high[:, own]) | (rough[:, own] != around)
        bounds[:, own] = np.where(around > most[:, own], face.high[:, own], face.low[:, own])
        holder[:, own] = np.where(binding[:, own], own, holder[:, nest.forest.parent[own]])
    return Stand(binding, bounds, holder), rough


@dataclass(frozen=True, slots=True)
class _Moves:
    """Between which factors each column moves, and what it stands at before; changed in place, level by level."""

    before: Floats
    first: Floats
    last: Floats

    def narrow(self, level: Level, ideals: Floats, least: Floats, most: Floats) -> None:
        """Let the columns of a level move only between the factors of their rows."""
        columns = level.columns
        first, last = self.first[:, columns], self.last[:, columns]
        self.before[:, columns] += ideals[:, columns] * (np.clip(least, first, last) - first)
        self.first[:, columns], self.last[:, columns] = np.clip(first, least, most), np.clip(last, least, most)


def _between(face: Bounds, level: Level, moves: _Moves, wanted: Wanted) -> tuple[Floats, Floats]:
    """Return the factors at which the columns of each row of a level add up to its floor and to its ceiling."""
    columns, own = level.columns, level.own
    marks = np.concatenate((moves.first[:, columns], moves.last[:, columns]), axis=1)
    turns = np.concatenate((wanted.ideals[:, columns], -wanted.ideals[:, columns]), axis=1)
    places = np.concatenate((level.places, level.places))
    order = np.argsort(places + marks / (1 + marks), axis=1, kind="stable")
    marks, slopes = np.take_along_axis(marks, order, axis=1), np.cumsum(np.take_along_axis(turns, order, axis=1), axis=1) / wanted.unit
    starts = 2 * level.starts
    ends = np.append(starts[1:], marks.shape[1]) - 1
    rises = np.zeros_like(marks)
    np.cumsum(slopes[:, :-1] * np.diff(marks, axis=1), axis=1, out=rises[:, 1:])
    base = np.add.reduceat(moves.before[:, columns], level.starts, axis=1) - rises[:, starts]
    sorted_places = np.repeat(np.arange(len(own)), ends + 1 - starts)

    def factor_at(bounds: Lines) -> Floats:
        sought = bounds - base
        after = np.minimum(starts + np.add.reduceat(rises < sought[:, sorted_places], starts, axis=1, dtype=np.int64), ends)
        before = np.maximum(after - 1, starts)
        slope = np.take_along_axis(slopes, before, axis=1)
        mark, rise = np.take_along_axis(marks, before, axis=1), np.take_along_axis(rises, before, axis=1)
        further = (sought - rise) / np.where(slope > 0, slope, 1.0)
        return np.where(after > starts, mark + further, marks[:, starts])

    low, high = face.low[:, own], face.high[:, own]
    at_low, at_high = factor_at(low), factor_at(high)
    equal = low == high
    least = np.where(equal | (low > base + rises[:, starts]), at_low, -np.inf)
    most = np.where(equal, at_low, np.where(high >= base + rises[:, ends], np.inf, at_high))
    return least, most


def _sought(nest: Nest, ideals: Floats, stand: Stand, factors: Floats) -> Floats:
    """Return what each column would be if its bounds did not hold it."""
    return ideals * np.take_along_axis(factors, stand.holder, axis=1)[:, nest.forest.leaf]


def _between_bounds(face: Bounds, sought: Floats) -> Flags:
    return np.asarray((sought > face.lower) & (sought < face.upper), dtype=np.bool_)


# --- The exact factors


@dataclass(frozen=True, slots=True)
class _Factors:
    """
    Each holder's factor: exact as a numerator over a denominator (0 where nothing under it moves), and near.

    ``free`` are the columns that it moves, ``held`` the bounds that the others stand at; ``fits`` says that rows under which nothing
    moves add up to their bounds.
    """

    tops: Lines
    bottoms: Lines
    near: Floats
    free: Flags
    held: Lines
    fits: Flags


def _factors(nest: Nest, face: Bounds, wanted: Wanted, stand: Stand, ideals: Floats, rough: Floats) -> _Factors:
    """Make every binding row add up to its bound by the columns that are free under it and under no row inside it."""
    sought = _sought(nest, ideals, stand, rough)
    free, held = _between_bounds(face, sought), np.where(sought <= face.lower, face.lower, face.upper)
    settled, moving = nest.direct_sums(np.where(free, 0, held)), nest.direct_sums(np.where(free, wanted.ideals, 0))
    for level in reversed(nest.forest.levels):
        own, outer, binds = level.own, nest.forest.parent[level.own], stand.binding[:, level.own]
        np.add.at(settled.T, outer, np.where(binds, stand.bounds[:, own], settled[:, own]).T)
        np.add.at(moving.T, outer, np.where(binds, 0, moving[:, own]).T)
    tops, bottoms = np.where(stand.binding, stand.bounds - settled, 1), np.where(stand.binding, moving, wanted.unit)
    near = np.where(bottoms > 0, tops / np.maximum(bottoms, 1) * wanted.unit, rough)
    return _Factors(tops, bottoms, near, free, held, np.all((bottoms > 0) | (tops == 0), axis=1))


# --- The exact check


def _checked(nest: Nest, face: Bounds, wanted: Wanted, stand: Stand, factors: _Factors) -> Heights:
    """Divide exactly, and tell where each column and each row stands as the nearest answer would have it."""
    free, holders = factors.free, stand.holder[:, nest.forest.leaf]
    tops, bottoms = np.take_along_axis(factors.tops, holders, axis=1), np.take_along_axis(factors.bottoms, holders, axis=1)
    defined = bottoms > 0
    wholes, left = divided(wanted.ideals, tops, np.maximum(bottoms, 1))
    stands = where_sought(wholes, left, free=free, held=factors.held, lower=face.lower, upper=face.upper)
    fixed = face.lower == face.upper
    columns = np.all(fixed | (defined & stands), axis=1)
    small = (np.abs(face.upper).max(axis=1, initial=0) < SAFE_VALUE) & (wanted.ideals.sum(axis=1) < SAFE_VALUE)
    return Heights(
        wholes=np.where(free, wholes, factors.held),
        left=np.where(free, left, 0),
        bottoms=np.maximum(bottoms, 1),
        stand=stand,
        holders=holders,
        proved=np.asarray(factors.fits & small & columns & _rows_stand(nest, face, stand, factors), dtype=np.bool_),
    )


def _rows_stand(nest: Nest, face: Bounds, stand: Stand, factors: _Factors) -> Flags:
    """Tell where every row that binds on one side only is pushed to that side, clearly."""
    around = np.take_along_axis(stand.holder, np.broadcast_to(nest.forest.parent, face.low.shape) % (nest.row_count + 1), axis=1)
    outer = np.take_along_axis(factors.near, around, axis=1)
    known = (factors.bottoms[:, :-1] > 0) & (np.take_along_axis(factors.bottoms, around, axis=1) > 0)
    own = factors.near[:, :-1]
    apart = np.where(stand.bounds[:, :-1] == face.high, outer - own, own - outer)
    pushed = known & (apart > CLEARLY * np.maximum(np.abs(own), np.abs(outer)))
    return np.asarray(np.all(~stand.binding[:, :-1] | (face.low == face.high) | pushed, axis=1), dtype=np.bool_)
