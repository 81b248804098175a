"""
The last goal: among answers that are equal under every other goal, the one nearest to proportional.

Each amount ``x`` has an ideal ``p`` (what was asked), and the sum of ``(x - p)² / p`` is the smallest possible. A strictly
convex goal has one answer: the same for every solver, machine and order of rows. At that answer every free amount is
``p (1 + the sum of its rows' prices)``, so that it is enough to find which columns stand at a bound and which rows bind: guessed
by a projected Newton method in floats (``newton.py``), solved and checked here over the rationals, and guessed again where the
check fails.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final

import flint
import numpy as np

from fundalloc.optimization.face import Face, face_of, settled_by_rows
from fundalloc.optimization.newton import ALWAYS, AT_CEILING, AT_FLOOR, FREE, Stand, approach
from fundalloc.optimization.pieces import settled_apart, without
from fundalloc.optimization.program import LinearProgram

ROUNDS_AT_ONCE: Final = 30
ROUNDS_MAX: Final = 400
"""After so many corrections made all at once, they are made one by one, in written order, so that two do not chase each other."""


@dataclass(frozen=True, slots=True)
class ExactValues:
    """Exact values over one positive denominator."""

    numerators: tuple[int, ...]
    denominator: int

    def fractions(self) -> tuple[Fraction, ...]:
        return tuple(Fraction(numerator, self.denominator) for numerator in self.numerators)


@dataclass(frozen=True, slots=True)
class _Solved:
    """Numerators of the free columns, of what their prices alone would make them, and of the rows' prices, over ``denominator``."""

    values: list[int]
    wanted: list[int]
    prices: dict[int, Fraction]
    denominator: int


def nearest(program: LinearProgram, ideal: Sequence[Fraction]) -> ExactValues | None:
    """
    Return the one exact answer nearest to the ideals within the program's bounds and rows, or None where none was proved.

    Ideals are positive, one for each column.
    """
    program = settled_by_rows(program)
    whole = face_of(program)
    apart = settled_apart(whole, [ideal[column] for column in whole.free.tolist()])
    settled = {int(whole.free[column]): value for column, value in apart.items()}
    face = without(whole, sorted(apart))
    crossed = _where_rows_cross(face, ideal)
    return None if crossed is None else _placed(program, face, crossed, settled)


def _where_rows_cross(face: Face, ideal: Sequence[Fraction]) -> _Solved | None:
    """Settle the columns whose rows share columns: a guess of which bounds are reached, solved and corrected until it is exact."""
    bounds = (bound for bound in (*face.low, *face.high) if bound is not None)
    scale = lcm(*(ideal[column].denominator for column in face.free.tolist()), *(bound.denominator for bound in bounds), 1)
    ideals = [int(ideal[column] * scale) for column in face.free.tolist()]
    if not ideals:
        return _Solved(values=[], wanted=[], prices={}, denominator=1)
    stand = approach(face, np.array(ideals, dtype=np.float64) / scale)
    for turn in range(ROUNDS_MAX):
        solved = _solve(face, ideals, scale, stand)
        if solved is None:
            return None
        better = _corrected(face, stand, solved)
        if better == stand:
            broken = _broken(face, solved)
            if not broken:
                return solved
            better = _released(face, stand, broken)
        stand = better if turn < ROUNDS_AT_ONCE else _first_change(stand, better)
    return None


def _first_change(stand: Stand, better: Stand) -> Stand:
    rows, columns = list(stand.rows), list(stand.columns)
    for sides, others in ((rows, better.rows), (columns, better.columns)):
        for place, side in enumerate(others):
            if sides[place] != side:
                sides[place] = side
                return Stand(rows=tuple(rows), columns=tuple(columns))
    return stand


def _placed(program: LinearProgram, face: Face, solved: _Solved, settled: Mapping[int, Fraction]) -> ExactValues:
    """Lay every value out over one denominator."""
    common = lcm(solved.denominator, *(value.denominator for value in settled.values()))
    numerators = [low * common for low in program.lower.tolist()]
    for column, value in zip(face.free.tolist(), solved.values, strict=True):
        numerators[column] = value * (common // solved.denominator)
    for column, exact in settled.items():
        numerators[column] = exact.numerator * (common // exact.denominator)
    return ExactValues(numerators=tuple(numerators), denominator=common)


def _solve(face: Face, ideals: Sequence[int], scale: int, stand: Stand) -> _Solved | None:
    """Solve the binding rows exactly for the columns a stand leaves free; None where they say the same thing twice."""
    rows = _independent(face, stand)
    place = {row: position for position, row in enumerate(rows)}
    terms = _terms(face, place)
    side = stand.columns
    lower, upper = face.lower.tolist(), face.upper.tolist()
    curvature, rest = _curvature(terms, ideals, side, len(rows)), [0] * len(rows)
    for position, row in enumerate(rows):
        aim = face.high[row] if stand.rows[row] == AT_CEILING else face.low[row]
        assert aim is not None, "a row binds at a bound it has"
        rest[position] = int(aim * scale)
    for column, column_terms in terms.items():
        at = ideals[column] if side[column] == FREE else scale * (lower[column] if side[column] < 0 else upper[column])
        for position, coefficient in column_terms:
            rest[position] -= coefficient * at
    prices = _solved_prices(curvature, rest)
    if prices is None:
        return None
    denominator = lcm(*(price.denominator for price in prices), 1)
    numerators = [int(price * denominator) for price in prices]
    wanted = [
        ideal * (denominator + sum(coefficient * numerators[position] for position, coefficient in terms.get(column, ())))
        for column, ideal in enumerate(ideals)
    ]
    common = denominator * scale
    values = [
        want if stands == FREE else common * (low if stands < 0 else high)
        for want, stands, low, high in zip(wanted, side, lower, upper, strict=True)
    ]
    return _Solved(values=values, wanted=wanted, prices=dict(zip(rows, prices, strict=True)), denominator=common)


def _terms(face: Face, place: dict[int, int]) -> dict[int, list[tuple[int, int]]]:
    """Return each column's binding rows, by their position, with its coefficients there."""
    terms: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, column, coefficient in zip(face.rows.tolist(), face.columns.tolist(), face.coefficients.tolist(), strict=True):
        if row in place:
            terms[column].append((place[row], coefficient))
    return dict(terms)


def _curvature(terms: dict[int, list[tuple[int, int]]], ideals: Sequence[int], side: Sequence[int], count: int) -> list[list[int]]:
    curvature = [[0] * count for _ in range(count)]
    for column, column_terms in terms.items():
        if side[column] == FREE:
            for first, first_coefficient in column_terms:
                for second, second_coefficient in column_terms:
                    curvature[first][second] += first_coefficient * second_coefficient * ideals[column]
    return curvature


def _solved_prices(curvature: list[list[int]], rest: list[int]) -> list[Fraction] | None:
    if not rest:
        return []
    try:
        solution = flint.fmpq_mat(flint.fmpz_mat(curvature)).solve(flint.fmpq_mat(flint.fmpz_mat([[number] for number in rest])))
    except ZeroDivisionError:
        return None
    return [Fraction(int(solution[line, 0].p), int(solution[line, 0].q)) for line in range(len(rest))]


def _independent(face: Face, stand: Stand) -> list[int]:
    """Return binding rows that say different things about the free columns; the others follow from them, or bind nothing."""
    alive = (np.array(stand.columns) == FREE)[face.columns] & (np.array(stand.rows) != FREE)[face.rows]
    touched = np.unique(face.rows[alive])
    if len(touched) <= 1:
        return [int(row) for row in touched]
    columns = np.unique(face.columns[alive])
    line = {column: position for position, column in enumerate(columns.tolist())}
    place = {row: position for position, row in enumerate(touched.tolist())}
    part = [[0] * len(place) for _ in line]
    for row, column, coefficient in zip(
        face.rows[alive].tolist(), face.columns[alive].tolist(), face.coefficients[alive].tolist(), strict=True
    ):
        part[line[column]][place[row]] = coefficient
    distinct = [list(pattern) for pattern in sorted({tuple(pattern) for pattern in part})]
    reduced, _, rank = flint.fmpz_mat(distinct).rref()
    pivots, start = [], 0
    for position, row in enumerate(touched.tolist()):
        if start < rank and int(reduced[start, position]) != 0:
            pivots.append(int(row))
            start += 1
    return pivots


def _corrected(face: Face, stand: Stand, solved: _Solved) -> Stand:
    """Return where rows and columns should stand, seen from an exact answer; the same stand where nothing contradicts it."""
    return Stand(rows=_row_sides(face, stand, solved), columns=_column_sides(face, stand, solved))


def _broken(face: Face, solved: _Solved) -> set[int]:
    """Return the rows that an exact answer breaks."""
    unit = solved.denominator
    return {
        row
        for row, (activity, low, high) in enumerate(zip(_activities(face, solved), face.low, face.high, strict=True))
        if (low is not None and activity < low * unit) or (high is not None and activity > high * unit)
    }


def _released(face: Face, stand: Stand, broken: set[int]) -> Stand:
    """Free the columns held at a bound in rows that no free column can mend."""
    held = {column for row, column in zip(face.rows.tolist(), face.columns.tolist(), strict=True) if row in broken}
    return Stand(rows=stand.rows, columns=tuple(FREE if column in held else side for column, side in enumerate(stand.columns)))


def _activities(face: Face, solved: _Solved) -> list[int]:
    activities = [0] * face.row_count
    for row, column, coefficient in zip(face.rows.tolist(), face.columns.tolist(), face.coefficients.tolist(), strict=True):
        activities[row] += coefficient * solved.values[column]
    return activities


def _column_sides(face: Face, stand: Stand, solved: _Solved) -> tuple[int, ...]:
    sides = []
    for side, wanted, low, high in zip(stand.columns, solved.wanted, face.lower.tolist(), face.upper.tolist(), strict=True):
        at_low, at_high = low * solved.denominator, high * solved.denominator
        if wanted < at_low or (wanted == at_low and side == AT_FLOOR):
            sides.append(AT_FLOOR)
        elif wanted > at_high or (wanted == at_high and side == AT_CEILING):
            sides.append(AT_CEILING)
        else:
            sides.append(FREE)
    return tuple(sides)


def _row_sides(face: Face, stand: Stand, solved: _Solved) -> tuple[int, ...]:
    sides = []
    for row, (side, activity) in enumerate(zip(stand.rows, _activities(face, solved), strict=True)):
        low, high, price = face.low[row], face.high[row], solved.prices.get(row, 0)
        if side == ALWAYS or (side == AT_FLOOR and price > 0) or (side == AT_CEILING and price < 0):
            sides.append(side)
        elif low is not None and activity < low * solved.denominator:
            sides.append(AT_FLOOR)
        elif high is not None and activity > high * solved.denominator:
            sides.append(AT_CEILING)
        else:
            sides.append(FREE)
    return tuple(sides)
