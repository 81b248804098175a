"""
A weighted sum under rows that lie one inside the other, answered exactly in whole numbers, without a solver.

From the innermost rows outwards, each row lets through what its ceiling allows of its columns, the dearest first, and what its
floor asks for is due. From the outermost rows inwards, a row whose ceiling or floor was felt changes the price of a cent. This is
the greedy answer on nested sums (Edmonds, Submodular Functions, Matroids and Certain Polyhedra, 1970), with floors; it is given
only where its prices prove it.
"""

from dataclasses import dataclass

import numpy as np

from fundalloc.optimization.exact import Prices, proved_by
from fundalloc.optimization.face import Face, face_of
from fundalloc.optimization.forest import Forest, Level, forest_of, places_in, sorted_pairs
from fundalloc.optimization.program import SAFE_TOTAL, UNBOUNDED, Integers, LinearProgram, exact_dot


@dataclass(frozen=True, slots=True)
class Bars:
    """Columns under nested rows: what each weighs, and its bounds; what rows ask for at least and at most."""

    forest: Forest
    weights: Integers
    lower: Integers
    upper: Integers
    row_lower: Integers
    row_upper: Integers


@dataclass(frozen=True, slots=True)
class Greedy:
    """The best whole values of columns, and the price of a cent inside each row (not only the row's own part of it)."""

    values: Integers
    inside: Integers


def nested_prices(program: LinearProgram, goal: Integers) -> Prices | None:
    """Return exact prices that prove a goal's best, where the rows that may bind lie one inside the other; None elsewhere."""
    face = face_of(program)
    rows = nested_rows(face)
    found = None if rows is None else greedy(Bars(rows.forest, goal[face.free], face.lower, face.upper, rows.low, rows.high))
    if rows is None or found is None:
        return None
    own = found.inside - np.append(found.inside, 0)[rows.forest.parent]
    by_row = np.zeros(program.row_count, dtype=np.int64)
    by_row[face.own] = own
    prices = proved_by(program, goal, by_row)
    values = program.lower.copy()
    values[face.free] = found.values
    return prices if prices is not None and prices.best == exact_dot(goal, values) and not program.broken_rows(values) else None


@dataclass(frozen=True, slots=True)
class NestedRows:
    """How the rows of a face lie one inside the other, and what they ask for at least and at most, in whole numbers."""

    forest: Forest
    low: Integers
    high: Integers


def nested_rows(face: Face) -> NestedRows | None:
    """Return a face's rows, or None where two cross, one is not a plain sum, or a bound is a fraction or too large to add up safely."""
    forest = forest_of(face.rows, face.columns, face.coefficients, row_count=face.row_count, column_count=len(face.free))
    most = np.abs(face.upper).astype(np.float64).sum() + np.abs(face.lower).astype(np.float64).sum()
    if forest is None or most >= SAFE_TOTAL or np.dtype(object) in {face.low.dtype, face.high.dtype}:
        return None
    return NestedRows(forest, np.maximum(face.low, -UNBOUNDED), np.minimum(face.high, UNBOUNDED))


def greedy(bars: Bars) -> Greedy | None:
    """
    Return the whole values that weigh most, dearest first and columns of the same weight in their order; None where rows cannot hold.

    A column of no weight receives only what floors ask for.
    """
    count = len(bars.row_lower)
    ceiling, floor = np.full(count, -UNBOUNDED), np.full(count, UNBOUNDED)
    due, choice = bars.lower.copy(), bars.upper - bars.lower
    dearest_first = np.argsort(-bars.weights, kind="stable")
    ranks = places_in(dearest_first)
    for level in reversed(bars.forest.levels):
        _, in_row = sorted_pairs(level.rows, ranks[level.columns], len(ranks))
        if not _felt(bars, level, dearest_first[in_row], due, choice, ceiling, floor):
            return None
    inside = np.zeros(count + 1, dtype=np.int64)
    for level in bars.forest.levels:
        own = level.own
        inside[own] = np.minimum(np.maximum(inside[bars.forest.parent[own]], ceiling[own]), floor[own])
    return Greedy(values=due + np.where(bars.weights > 0, choice, 0), inside=inside[:-1])


def _felt(bars: Bars, level: Level, columns: Integers, due: Integers, choice: Integers, ceiling: Integers, floor: Integers) -> bool:
    """
    Let each row of a level keep, of its columns, what it allows and asks for; ``due`` and ``choice`` are changed in place.

    ``columns`` are the level's, the dearest of each row first.
    """
    weights, own, starts, places = bars.weights[columns], level.own, level.starts, level.places
    open_, owed = choice[columns], np.add.reduceat(due[columns], starts)
    through = np.cumsum(open_)
    before = (through - open_)[starts]
    total = np.add.reduceat(open_, starts)
    room, asked = bars.row_upper[own] - owed, np.maximum(bars.row_lower[own] - owed, 0)
    if np.any(room < 0) or np.any(asked > total):
        return False
    ends = np.append(starts[1:], len(columns)) - 1
    felt_high, felt_low = total > room, asked > 0
    at_high = np.clip(np.searchsorted(through, before + np.minimum(room, total)), starts, ends)
    at_low = np.clip(np.searchsorted(through, before + asked), starts, ends)
    ceiling[own] = np.where(felt_high, weights[at_high], -UNBOUNDED)
    floor[own] = np.where(felt_low, weights[at_low], UNBOUNDED)
    earlier = through - open_ - before[places]
    kept = np.clip(room[places] - earlier, 0, open_)
    forced = np.clip(asked[places] - earlier, 0, kept)
    due[columns] += forced
    choice[columns] = kept - forced
    return True
