"""Rows one inside the other, once, and their bounds under many settings, a line for each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from fundalloc.optimization.forest import Forest, forest_of
from fundalloc.optimization.program import Integers, LinearProgram

Lines: TypeAlias = Integers
"""Whole numbers in two dimensions: a line for each setting."""


@dataclass(frozen=True, slots=True)
class Nest:
    """
    The rows of a program as a forest, rows of the same columns taken as one, in ``order`` of the row of the forest they became.

    ``firsts`` tells where each forest row's own begin in ``order``; rows without columns come before them. ``directly`` are the
    columns sorted by their innermost row, ``holding`` the rows that are the innermost of some column, and ``begins`` where each begins.
    """

    forest: Forest
    order: Integers
    firsts: Integers
    directly: Integers
    holding: Integers
    begins: Integers

    @property
    def row_count(self) -> int:
        return len(self.firsts)

    def sums(self, values: Lines) -> Lines:
        """Return what the columns of each row add up to."""
        found = np.zeros((len(values), self.row_count), dtype=values.dtype)
        for level in self.forest.levels:
            found[:, level.own] = np.add.reduceat(values[:, level.columns], level.starts, axis=1)
        return found

    def direct_sums(self, values: Lines) -> Lines:
        """Return what the columns add up to of which each row is the innermost; the last are those that stand in no row."""
        found = np.zeros((len(values), self.row_count + 1), dtype=values.dtype)
        if len(self.holding):
            found[:, self.holding] = np.add.reduceat(values[:, self.directly], self.begins, axis=1)
        return found


@dataclass(frozen=True, slots=True)
class Bounds:
    """Under each setting, what rows ask for at least and at most (``low``, ``high``), and the columns' own bounds."""

    low: Lines
    high: Lines
    lower: Lines
    upper: Lines


def nest_of(program: LinearProgram) -> Nest | None:
    """Return a program's rows as a nest, or None where two cross, one is no plain sum, or there are choices."""
    if program.has_choices:
        return None
    alike: defaultdict[bytes, list[int]] = defaultdict(list)
    for row in range(program.row_count):
        alike[np.sort(program.row(row)[0]).tobytes()].append(row)
    empty = alike.pop(b"", [])
    own = [rows[0] for rows in alike.values()]
    pieces = [program.row(row) for row in own]
    forest = forest_of(
        np.repeat(np.arange(len(own)), [len(columns) for columns, _ in pieces]),
        np.concatenate([program.columns[:0], *(columns for columns, _ in pieces)]),
        np.concatenate([program.coefficients[:0], *(coefficients for _, coefficients in pieces)]),
        row_count=len(own),
        column_count=program.column_count,
    )
    if forest is None or np.any(program.coefficients != 1):
        return None
    leaf = np.where(forest.leaf < 0, len(own), forest.leaf)
    directly = np.argsort(leaf, kind="stable")
    holding, begins = np.unique(leaf[directly], return_index=True)
    order = np.array([*empty, *(row for rows in alike.values() for row in rows)], dtype=np.int64)
    firsts = len(empty) + np.cumsum([0, *(len(rows) for rows in alike.values())], dtype=np.int64)[:-1]
    return Nest(forest, order, firsts, directly, holding, begins)


def bounds_of(nest: Nest, programs: Sequence[LinearProgram]) -> Bounds:
    """Return the bounds of programs that differ in nothing else."""
    low, high = (
        np.stack([each.row_lower for each in programs])[:, nest.order],
        np.stack([each.row_upper for each in programs])[:, nest.order],
    )
    count = len(programs)
    return Bounds(
        low=np.maximum.reduceat(low, nest.firsts, axis=1) if nest.row_count else np.zeros((count, 0), dtype=np.int64),
        high=np.minimum.reduceat(high, nest.firsts, axis=1) if nest.row_count else np.zeros((count, 0), dtype=np.int64),
        lower=np.stack([each.lower for each in programs]),
        upper=np.stack([each.upper for each in programs]),
    )
