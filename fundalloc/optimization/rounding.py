"""
From exact fractions to whole cents, without breaking a row.

Every amount goes to the cent below or above. Which ones go up is decided by a written rule: first what the goals gain, in
their order; then the largest remainder; then the order of the columns. Columns that the same rows see alike are taken as one
class, whose sum is settled first and shared inside it by largest remainder.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from fundalloc.optimization.forest import forest_of
from fundalloc.optimization.nearest import ExactValues
from fundalloc.optimization.nested import Bars, greedy
from fundalloc.optimization.program import UNBOUNDED, Integers, LinearProgram, ProgramBuilder
from fundalloc.optimization.turns import lexicographic_choices


@dataclass(frozen=True, slots=True)
class _Class:
    """Columns that every row and goal sees alike, in the order in which they receive a cent."""

    columns: tuple[int, ...]
    coefficients: tuple[tuple[int, int], ...]
    weights: tuple[int, ...]
    remainder: Fraction

    @property
    def owed(self) -> int:
        return self.remainder.numerator // self.remainder.denominator


def beside(program: LinearProgram, exact: ExactValues, goals: Sequence[Integers]) -> tuple[int, ...] | None:
    """
    Return whole values, each the whole number below or above the exact one, that break no row: the ones the goals and ties say.

    None where there are none: rules that take shares of each other's totals may leave nothing there (three thirds of 33,33 %).
    """
    below = list(exact.wholes)
    ragged = list(exact.parts)
    if not ragged:
        return tuple(below)
    room = _rooms(program, below, ragged)
    classes = _classes(exact.parts, ragged, room, goals)
    extra = _searched(classes, room)
    if extra is None:
        return None
    for each, cents in zip(classes, extra, strict=True):
        for column in each.columns[:cents]:
            below[column] += 1
    return tuple(below)


@dataclass(frozen=True, slots=True)
class _Rooms:
    """The rows that going up by a cent could break: each column's rows and coefficients there, and the room left under and over."""

    by_column: dict[int, tuple[tuple[int, int], ...]]
    low: Integers
    high: Integers


def _rooms(program: LinearProgram, below: Sequence[int], ragged: Sequence[int]) -> _Rooms:
    wanted = np.zeros(program.column_count, dtype=np.bool_)
    wanted[list(ragged)] = True
    owners, activities = program.row_of_entries(), program.activities(below)
    concerned = wanted[program.columns]
    least, most = np.zeros(program.row_count, dtype=np.int64), np.zeros(program.row_count, dtype=np.int64)
    np.add.at(least, owners[concerned], np.minimum(program.coefficients[concerned], 0))
    np.add.at(most, owners[concerned], np.maximum(program.coefficients[concerned], 0))
    binds_low = (program.row_lower > -UNBOUNDED) & (activities + least < program.row_lower)
    binds_high = (program.row_upper < UNBOUNDED) & (activities + most > program.row_upper)
    entries = np.flatnonzero(concerned & (binds_low | binds_high)[owners])
    by_column: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, column, coefficient in zip(
        owners[entries].tolist(), program.columns[entries].tolist(), program.coefficients[entries].tolist(), strict=True
    ):
        by_column[column].append((row, coefficient))
    return _Rooms(
        by_column={column: tuple(sorted(terms)) for column, terms in by_column.items()},
        low=np.where(binds_low, program.row_lower - activities, -UNBOUNDED),
        high=np.where(binds_high, program.row_upper - activities, UNBOUNDED),
    )


def _classes(parts: Mapping[int, Fraction], ragged: Sequence[int], rooms: _Rooms, goals: Sequence[Integers]) -> list[_Class]:
    alike: defaultdict[tuple[tuple[tuple[int, int], ...], tuple[int, ...]], list[int]] = defaultdict(list)
    weights = list(zip(*(goal[list(ragged)].tolist() for goal in goals), strict=True)) if goals else [()] * len(ragged)
    for column, own in zip(ragged, weights, strict=True):
        alike[rooms.by_column.get(column, ()), own].append(column)
    classes = [
        _Class(
            columns=_largest_first(columns, parts),
            coefficients=coefficients,
            weights=own,
            remainder=_sum_of(parts[column] for column in columns),
        )
        for (coefficients, own), columns in alike.items()
    ]
    return sorted(classes, key=lambda each: (tuple(-weight for weight in each.weights), each.columns[0]))


def _largest_first(columns: Sequence[int], parts: Mapping[int, Fraction]) -> tuple[int, ...]:
    """Sort columns by remainder, then in their order; remainders are compared as whole numbers over what all of them are parts of."""
    ratios = [parts[column].as_integer_ratio() for column in columns]
    unit = lcm(*{bottom for _, bottom in ratios})
    size = {column: top * (unit // bottom) for column, (top, bottom) in zip(columns, ratios, strict=True)}
    return tuple(sorted(columns, key=size.__getitem__, reverse=True))


def _turn(each: _Class) -> tuple[tuple[int, ...], float, Fraction, int]:
    left = each.remainder - each.owed
    return (tuple(-weight for weight in each.weights), -(left.numerator / left.denominator), -left, each.columns[0])


def _sum_of(parts: Iterable[Fraction]) -> Fraction:
    """Add fractions up; those of one denominator are added as whole numbers first."""
    tops: defaultdict[int, int] = defaultdict(int)
    for top, bottom in map(Fraction.as_integer_ratio, parts):
        tops[bottom] += top
    return sum((Fraction(top, bottom) for bottom, top in tops.items()), Fraction(0))


def _searched(classes: Sequence[_Class], rooms: _Rooms) -> list[int] | None:
    """Say which classes go up: for what the goals gain, in order, then turn by turn; None where nothing fits."""
    program = _ups(classes, rooms)
    order = sorted(range(len(classes)), key=lambda position: _turn(classes[position]))
    ups = _in_turn(program, classes, order)
    if ups is None:
        goal_count = len(classes[0].weights)
        questions = [np.array([each.weights[goal] for each in classes], dtype=np.int64) for goal in range(goal_count)]
        ups = lexicographic_choices(program, questions, order)
    return None if ups is None else [each.owed + up for each, up in zip(classes, ups, strict=True)]


def _ups(classes: Sequence[_Class], rooms: _Rooms) -> LinearProgram:
    """Lay out what rows leave to one more cent for each class, once each has the whole cents it is owed."""
    builder = ProgramBuilder()
    columns = [builder.choice() for _ in classes]
    taken_by_row: defaultdict[int, int] = defaultdict(int)
    terms_by_row: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for column, each in zip(columns, classes, strict=True):
        for row, k in each.coefficients:
            taken_by_row[row] += each.owed * k
            terms_by_row[row][column] = k
    for row, terms in terms_by_row.items():
        taken, low, high = taken_by_row[row], int(rooms.low[row]), int(rooms.high[row])
        builder.row(terms, low=None if low <= -UNBOUNDED else low - taken, high=None if high >= UNBOUNDED else high - taken)
    program = builder.build()
    whole = np.array([each.remainder == each.owed for each in classes], dtype=np.bool_)
    return program.with_bounds(program.lower, np.where(whole, 0, program.upper))


def _in_turn(program: LinearProgram, classes: Sequence[_Class], order: Sequence[int]) -> list[int] | None:
    """Give cents in turn where rows lie one inside the other: what goals weigh against goes up only where a floor asks for it."""
    forest = forest_of(
        program.row_of_entries(),
        program.columns,
        program.coefficients,
        row_count=program.row_count,
        column_count=program.column_count,
    )
    if forest is None:
        return None
    wanted = sum(classes[position].weights >= (0,) * len(classes[position].weights) for position in order)
    ranks = np.zeros(program.column_count, dtype=np.int64)
    ranks[list(order)] = wanted - np.arange(len(order))
    found = greedy(Bars(forest, ranks, program.lower, program.upper, program.row_lower, program.row_upper))
    return None if found is None else [int(up) for up in found.values]
