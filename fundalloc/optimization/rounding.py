"""
From exact fractions to whole cents, without breaking a row.

Every amount goes to the cent below or above. Which ones go up is decided by a written rule: first what the goals gain, in
their order; then the largest remainder; then the order of the columns. Columns that the same rows see alike are taken as one
class, whose sum is settled first and shared inside it by largest remainder.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np

from fundalloc.optimization.nearest import ExactValues
from fundalloc.optimization.program import UNBOUNDED, Integers, LinearProgram, ProgramBuilder
from fundalloc.optimization.solver import Approximate, Session

REACHES: Final = (2, 16, 256, 10_000)
"""How many whole numbers away from the exact answer a search goes, where nothing beside it breaks no row."""

CHUNK: Final = 20
"""Choices settled in one question by powers of two, which floats carry exactly."""


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


@dataclass(frozen=True, slots=True)
class WholeValues:
    """Values in whole numbers that break no row; ``beside`` says that each is the whole number below or above the exact one."""

    values: tuple[int, ...]
    beside: bool


def to_whole(program: LinearProgram, exact: ExactValues, goals: Sequence[Integers]) -> WholeValues | None:
    """
    Return whole values that break no row: beside the exact ones where such exist, else the best within a few cents of them.

    Rules that take shares of each other's totals may leave nothing beside the exact answer (three thirds of 33,33 %).
    """
    beside = _beside(program, exact, goals)
    if beside is not None:
        return WholeValues(values=beside, beside=True)
    below = list(exact.wholes)
    for reach in REACHES:
        found = _within(program, below, goals, reach)
        if found is not None:
            return WholeValues(values=found, beside=False)
    return None


def _within(program: LinearProgram, below: Sequence[int], goals: Sequence[Integers], reach: int) -> tuple[int, ...] | None:
    """Search whole values within a reach of some: what the goals gain, in order, then the fewest cents moved."""
    lower = np.array([max(low, at - reach) for low, at in zip(program.lower.tolist(), below, strict=True)], dtype=np.int64)
    upper = np.array([min(high, at + reach + 1) for high, at in zip(program.upper.tolist(), below, strict=True)], dtype=np.int64)
    start = np.array(below, dtype=np.int64)
    activities = np.array(program.activities(below), dtype=object)
    moved = replace(
        program,
        lower=lower - start,
        upper=upper - start,
        binary=np.ones(program.column_count, dtype=np.bool_),
        row_lower=_from(program.row_lower, activities),
        row_upper=_from(program.row_upper, activities),
    )
    session, found = Session(moved), list(below)
    for goal in goals:
        match session.ask(goal):
            case Approximate() as answer:
                found = [at + round(move) for at, move in zip(below, answer.values.tolist(), strict=True)]
                session.at_least(goal, round(answer.objective))
            case _:
                return None
    return None if program.broken_rows(found) else tuple(found)


def _from(bounds: Integers, activities: Integers) -> Integers:
    return np.array(
        [bound if abs(bound) >= UNBOUNDED else bound - int(at) for bound, at in zip(bounds.tolist(), activities.tolist(), strict=True)],
        dtype=np.int64,
    )


def _beside(program: LinearProgram, exact: ExactValues, goals: Sequence[Integers]) -> tuple[int, ...] | None:
    below = list(exact.wholes)
    ragged = [column for column, part in enumerate(exact.parts) if part]
    if not ragged:
        return tuple(below)
    room = _rooms(program, below, ragged)
    classes = _classes(exact.parts, ragged, room, goals)
    extra = _greedy(classes, room) or _searched(classes, room)
    if extra is None:
        return None
    for each, cents in zip(classes, extra, strict=True):
        for column in each.columns[:cents]:
            below[column] += 1
    return tuple(below)


@dataclass(frozen=True, slots=True)
class _Rooms:
    """The rows that going up by a cent could break: their coefficients by column, and the room left under and over."""

    by_column: dict[int, list[tuple[int, int]]]
    low: dict[int, int | None]
    high: dict[int, int | None]


def _rooms(program: LinearProgram, below: Sequence[int], ragged: Sequence[int]) -> _Rooms:
    wanted = np.zeros(program.column_count, dtype=np.bool_)
    wanted[list(ragged)] = True
    rows_of_entries = program.row_of_entries()
    concerned = wanted[program.columns]
    terms: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, column, coefficient in zip(
        rows_of_entries[concerned].tolist(), program.columns[concerned].tolist(), program.coefficients[concerned].tolist(), strict=True
    ):
        terms[row].append((column, coefficient))
    rooms = _Rooms(by_column=defaultdict(list), low={}, high={})
    for row, row_terms in terms.items():
        columns, coefficients = program.row(row)
        activity = sum(k * below[c] for c, k in zip(columns.tolist(), coefficients.tolist(), strict=True))
        least = sum(coefficient for _, coefficient in row_terms if coefficient < 0)
        most = sum(coefficient for _, coefficient in row_terms if coefficient > 0)
        low, high = int(program.row_lower[row]), int(program.row_upper[row])
        low_room = low - activity if low > -UNBOUNDED and activity + least < low else None
        high_room = high - activity if high < UNBOUNDED and activity + most > high else None
        if low_room is None and high_room is None:
            continue
        rooms.low[row], rooms.high[row] = low_room, high_room
        for column, coefficient in row_terms:
            rooms.by_column[column].append((row, coefficient))
    return rooms


def _classes(parts: Sequence[Fraction], ragged: Sequence[int], rooms: _Rooms, goals: Sequence[Integers]) -> list[_Class]:
    alike: defaultdict[tuple[tuple[tuple[int, int], ...], tuple[int, ...]], list[int]] = defaultdict(list)
    weights_by_goal = [goal.tolist() for goal in goals]
    for column in ragged:
        signature = (tuple(sorted(rooms.by_column.get(column, []))), tuple(weights[column] for weights in weights_by_goal))
        alike[signature].append(column)
    classes = []
    for (coefficients, weights), columns in alike.items():
        ordered = tuple(sorted(columns, key=lambda column: (-parts[column], column)))
        classes.append(_Class(ordered, coefficients, weights, sum((parts[column] for column in columns), Fraction(0))))
    return sorted(classes, key=lambda each: (tuple(-weight for weight in each.weights), each.columns[0]))


def _greedy(classes: Sequence[_Class], rooms: _Rooms) -> list[int] | None:
    """
    Give each class the whole cents it is owed, then the cents left by weight and remainder, where nothing but ceilings binds.

    Right where the ceilings are one inside the other; None where a floor binds, a coefficient is not one, or they cross.
    """
    if any(room is not None for room in rooms.low.values()) or any(k != 1 for each in classes for _, k in each.coefficients):
        return None
    if not _nested(classes):
        return None
    left = {row: room for row, room in rooms.high.items() if room is not None}
    extra = [0] * len(classes)
    for position, each in enumerate(classes):
        _take(each, left, each.owed)
        extra[position] = each.owed
    order = sorted(range(len(classes)), key=lambda position: _turn(classes[position]))
    for position in order:
        each = classes[position]
        if each.remainder > each.owed and all(left.get(row, 1) >= 1 for row, _ in each.coefficients):
            _take(each, left, 1)
            extra[position] += 1
    return extra


def _turn(each: _Class) -> tuple[tuple[int, ...], Fraction, int]:
    return (tuple(-weight for weight in each.weights), -(each.remainder - each.owed), each.columns[0])


def _take(each: _Class, left: dict[int, int], cents: int) -> None:
    for row, _ in each.coefficients:
        if row in left:
            left[row] -= cents


def _nested(classes: Sequence[_Class]) -> bool:
    """Tell whether any two rows share all, or none, of the smaller one's classes."""
    members: defaultdict[int, set[int]] = defaultdict(set)
    for position, each in enumerate(classes):
        for row, _ in each.coefficients:
            members[row].add(position)
    holders: dict[int, int] = {}
    for row in sorted(members, key=lambda one: (-len(members[one]), one)):
        parents = {holders.get(position) for position in members[row]}
        if len(parents) > 1:
            return False
        for position in members[row]:
            holders[position] = row
    return True


def _searched(classes: Sequence[_Class], rooms: _Rooms) -> list[int] | None:
    """Settle by small integer programs: what the goals gain, in order, then turn by turn; None where nothing fits."""
    builder = ProgramBuilder()
    columns = [builder.choice() for _ in classes]
    taken_by_row: defaultdict[int, int] = defaultdict(int)
    terms_by_row: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for column, each in zip(columns, classes, strict=True):
        for row, k in each.coefficients:
            taken_by_row[row] += each.owed * k
            terms_by_row[row][column] = k
    for row, terms in terms_by_row.items():
        taken, low, high = taken_by_row[row], rooms.low[row], rooms.high[row]
        builder.row(terms, low=None if low is None else low - taken, high=None if high is None else high - taken)
    program = builder.build()
    whole = np.array([each.remainder == each.owed for each in classes], dtype=np.bool_)
    program = program.with_bounds(program.lower, np.where(whole, 0, program.upper))
    order = sorted(range(len(classes)), key=lambda position: _turn(classes[position]))
    goal_count = len(classes[0].weights)
    questions = [np.array([each.weights[goal] for each in classes], dtype=np.int64) for goal in range(goal_count)]
    settled = lexicographic_choices(program, questions, order)
    return None if settled is None else [each.owed + up for each, up in zip(classes, settled, strict=True)]


def lexicographic_choices(program: LinearProgram, questions: Sequence[Integers], order: Sequence[int]) -> list[int] | None:
    """
    Answer questions on choices in their order, then say yes to the earliest choices of ``order`` that still can be.

    Every coefficient and answer is a whole number that floats carry exactly. None where nothing is feasible.
    """
    session = Session(program)
    for question in questions:
        if np.any(question != 0):
            match session.ask(question):
                case Approximate(values=values):
                    best = int(sum(int(weight) * round(float(value)) for weight, value in zip(question, values, strict=True)))
                    session.at_least(question, best)
                case _:
                    return None
    settled = [0] * program.column_count
    for start in range(0, len(order), CHUNK):
        chunk = list(order[start : start + CHUNK])
        question = np.zeros(program.column_count, dtype=np.int64)
        question[chunk] = [2 ** (len(chunk) - 1 - turn) for turn in range(len(chunk))]
        match session.ask(question):
            case Approximate(values=values):
                found = np.array([round(float(values[position])) for position in chunk], dtype=np.int64)
            case _:
                return None
        for position, up in zip(chunk, found.tolist(), strict=True):
            settled[position] = up
        session.hold(np.array(chunk, dtype=np.int64), found, found)
    return settled
