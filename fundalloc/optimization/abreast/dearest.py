"""
The weighted sum that is largest, under many settings at once: the greedy answer of ``nested.py``, a line for each setting.

An answer is kept only where its prices prove it; the others are left to be asked alone.
"""

from dataclasses import dataclass

import numpy as np

from fundalloc.optimization.abreast.nest import Bounds, Lines, Nest
from fundalloc.optimization.forest import Level
from fundalloc.optimization.program import SAFE_TOTAL, UNBOUNDED, Flags, Integers
from fundalloc.optimization.solver import Floats


@dataclass(frozen=True, slots=True)
class Best:
    """Each setting's best value, the bounds of all the answers that reach it, and whether both are proved."""

    value: Integers
    face: Bounds
    proved: Flags


@dataclass(frozen=True, slots=True)
class _Felt:
    """What is due to each column and what it may choose of, and the weight at which each row's ceiling and floor are felt; in place."""

    due: Lines
    choice: Lines
    ceiling: Lines
    floor: Lines
    possible: Flags


def dearest(nest: Nest, bounds: Bounds, weights: Integers) -> Best:
    """Return the best of a weighted sum under every setting, and its face (complementary slackness)."""
    count, rows = len(bounds.low), nest.row_count
    felt = _Felt(
        due=bounds.lower.copy(),
        choice=bounds.upper - bounds.lower,
        ceiling=np.full((count, rows), -UNBOUNDED),
        floor=np.full((count, rows), UNBOUNDED),
        possible=np.ones(count, dtype=np.bool_),
    )
    for level in reversed(nest.forest.levels):
        _feel(bounds, level, weights, felt)
    inside = np.zeros((count, rows + 1), dtype=np.int64)
    for level in nest.forest.levels:
        own, around = level.own, nest.forest.parent[level.own]
        inside[:, own] = np.minimum(np.maximum(inside[:, around], felt.ceiling[:, own]), felt.floor[:, own])
    values = felt.due + np.where(weights > 0, felt.choice, 0)
    return _proved(nest, bounds, weights, inside, values, felt.possible)


def _feel(bounds: Bounds, level: Level, weights: Integers, felt: _Felt) -> None:
    """Let each row of a level keep, of its columns, what it allows and asks for, the dearest first."""
    order = np.lexsort((level.columns, -weights[level.columns], level.rows))
    columns, own, starts, places = level.columns[order], level.own, level.starts, level.places
    ends, worth = np.append(starts[1:], len(columns)) - 1, weights[columns]
    choice, owed = felt.choice[:, columns], np.add.reduceat(felt.due[:, columns], starts, axis=1)
    through = np.cumsum(choice, axis=1)
    through -= (through - choice)[:, starts][:, places]
    total = through[:, ends]
    room, asked = bounds.high[:, own] - owed, np.maximum(bounds.low[:, own] - owed, 0)
    felt.possible[np.any((room < 0) | (asked > total), axis=1)] = False

    def worth_at(amount: Lines) -> Lines:
        before = np.add.reduceat(through < amount[:, places], starts, axis=1, dtype=np.int64)
        return np.asarray(worth[np.minimum(starts + before, ends)])

    felt.ceiling[:, own] = np.where(total > room, worth_at(np.minimum(room, total)), -UNBOUNDED)
    felt.floor[:, own] = np.where(asked > 0, worth_at(asked), UNBOUNDED)
    earlier = through - choice
    kept = np.clip(room[:, places] - earlier, 0, choice)
    forced = np.clip(asked[:, places] - earlier, 0, kept)
    felt.due[:, columns] += forced
    felt.choice[:, columns] = kept - forced


def _proved(nest: Nest, bounds: Bounds, weights: Integers, inside: Lines, values: Lines, possible: Flags) -> Best:
    """Compare the value with what prices let no answer exceed, and hold priced columns and rows at their bounds."""
    rows, columns = inside[:, :-1] - inside[:, nest.forest.parent], weights - inside[:, nest.forest.leaf]
    row_sides, column_sides = np.where(rows > 0, bounds.high, bounds.low), np.where(columns > 0, bounds.upper, bounds.lower)
    leaning = np.any((rows != 0) & (np.abs(row_sides) >= UNBOUNDED), axis=1)
    row_sides = np.where(rows != 0, row_sides, 0)
    size = _size(rows, row_sides) + _size(columns, column_sides) + _size(np.broadcast_to(weights, values.shape), values)
    value = values @ weights
    ceiling = (rows * row_sides).sum(axis=1) + (columns * column_sides).sum(axis=1)
    face = Bounds(
        low=np.where(rows > 0, bounds.high, bounds.low),
        high=np.where(rows < 0, bounds.low, bounds.high),
        lower=np.where(columns > 0, bounds.upper, bounds.lower),
        upper=np.where(columns < 0, bounds.lower, bounds.upper),
    )
    return Best(value, face, possible & ~leaning & (size < SAFE_TOTAL) & (value == ceiling) & holds(nest, bounds, values))


def _size(numbers: Lines, others: Lines) -> Floats:
    """Return how large sums of products may become on the way, whatever their signs."""
    return np.asarray((np.abs(numbers).astype(np.float64) * np.abs(others).astype(np.float64)).sum(axis=1))


def holds(nest: Nest, bounds: Bounds, values: Lines) -> Flags:
    """Tell under which settings whole values break no row and no bound."""
    sums = nest.sums(values)
    rows = np.all((sums >= bounds.low) & (sums <= bounds.high), axis=1)
    return np.asarray(rows & np.all((values >= bounds.lower) & (values <= bounds.upper), axis=1), dtype=np.bool_)
