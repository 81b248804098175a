"""
Rows one inside the other: sums of amounts of which any two share all, or none, of the smaller one's columns.

Caps and floors per recipient inside an envelope are of this kind, and so are most scenarios. Such rows form a forest, and what is
asked of it is answered level by level, exactly and without a solver (``nested.py``, ``watering.py``).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from fundalloc.optimization.program import Integers

LEVELS_MAX: Final = 30
"""Rows that lie deeper one inside the other than this are left to the general way."""


@dataclass(frozen=True, slots=True)
class Level:
    """
    One depth of a forest: the columns that a row of this depth holds, and that row, sorted by row.

    ``own`` are the rows, ``starts`` where the columns of each begin, and ``places`` tells for each column its row's place in ``own``.
    """

    columns: Integers
    rows: Integers
    own: Integers
    starts: Integers
    places: Integers


@dataclass(frozen=True, slots=True)
class Forest:
    """
    The row around each row (``parent``, -1 for none), the innermost row of each column (``leaf``, -1 for none), and the levels.

    Levels go from the outermost rows to the innermost ones.
    """

    parent: Integers
    leaf: Integers
    levels: tuple[Level, ...]


def forest_of(rows: Integers, columns: Integers, coefficients: Integers, *, row_count: int, column_count: int) -> Forest | None:
    """Return how rows, given by their entries, lie one inside the other; None where two cross or one is not a plain sum."""
    if np.any(coefficients != 1):
        return None
    widest_first = np.argsort(-np.bincount(rows, minlength=row_count), kind="stable")
    columns, places = sorted_pairs(columns, places_in(widest_first)[rows], row_count)
    rows = widest_first[places]
    first = np.ones(len(columns), dtype=np.bool_)
    first[1:] = columns[1:] != columns[:-1]
    around = np.where(first, -1, np.concatenate((rows[:1], rows[:-1])))
    parent = np.full(row_count, -1, dtype=np.int64)
    parent[rows] = around
    if np.any(parent[rows] != around):
        return None
    starts = np.flatnonzero(first)
    depths = np.arange(len(columns)) - np.repeat(starts, np.diff(np.append(starts, len(columns))))
    if depths.max(initial=0) >= LEVELS_MAX:
        return None
    leaf = np.full(column_count, -1, dtype=np.int64)
    leaf[columns] = rows  # the last entry of a column is its innermost row
    levels = tuple(_level(rows, columns, np.flatnonzero(depths == depth)) for depth in range(int(depths.max(initial=-1)) + 1))
    return Forest(parent=parent, leaf=leaf, levels=levels)


def _level(rows: Integers, columns: Integers, entries: Integers) -> Level:
    rows, columns = sorted_pairs(rows[entries], columns[entries], int(columns.max(initial=0)) + 1)
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = rows[1:] != rows[:-1]
    starts = np.flatnonzero(first)
    return Level(columns=columns, rows=rows, own=rows[starts], starts=starts, places=np.cumsum(first) - 1)


def places_in(order: Integers) -> Integers:
    """Return the place of each number in an order of them all."""
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return places


def sorted_pairs(first: Integers, second: Integers, second_count: int) -> tuple[Integers, Integers]:
    """Sort pairs of numbers that are not negative, each as one number: several times as quick as sorting by two keys."""
    both = np.sort(first * second_count + second)
    return np.divmod(both, max(1, second_count))
