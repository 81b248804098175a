"""
The last goal: among answers that are equal under every other goal, the one nearest to proportional.

Each amount ``x`` has an ideal ``p`` (what was asked), and the sum of ``(x - p)² / p`` is the smallest possible. A strictly
convex goal has one answer: the same for every solver, machine and order of rows. At that answer every free amount is
``p (1 + the sum of its rows' prices)``, so that it is enough to find which columns stand at a bound and which rows bind: guessed
by a projected Newton method in floats (``newton.py``), solved and checked here over the rationals, and guessed again where the
check fails.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from flint import fmpq

from fundalloc.optimization.elimination import ZERO, as_flint, solve_symmetric
from fundalloc.optimization.face import Face, Ideals, face_of, out_of_reach, settled_by_rows
from fundalloc.optimization.newton import ALWAYS, AT_CEILING, AT_FLOOR, DAMPINGS, FREE, Stand, approach
from fundalloc.optimization.pieces import settled_apart, without
from fundalloc.optimization.program import Integers, LinearProgram, exactly
from fundalloc.optimization.watering import watered

NOTHING: Final = Fraction(0)
ROUNDS_AT_ONCE: Final = 30
ROUNDS_MAX: Final = 120
"""After so many corrections made all at once, they are made one by one, in written order, so that two do not chase each other."""

ROUNDS_BESIDE: Final = 6
"""Corrections of a stand taken from an answer nearby, before another way is taken."""

CLOSE: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class ExactValues:
    """
    Exact values: a whole number each, and for the columns between two (``ragged``, in their order) a part of one more.

    Parts are ``tops`` over ``bottoms``, above 0 and below 1, not always in lowest terms.
    """

    wholes: Integers
    ragged: Integers
    tops: Integers
    bottoms: Integers

    def totals(self, groups: Iterable[Iterable[int]]) -> list[Fraction]:
        """Return the exact sum of each group's columns."""
        wholes, parts = (
            self.wholes.tolist(),
            dict(zip(self.ragged.tolist(), map(Fraction, self.tops.tolist(), self.bottoms.tolist()), strict=True)),
        )
        return [sum((wholes[column] + parts.get(column, NOTHING) for column in columns), NOTHING) for columns in groups]


@dataclass(frozen=True, slots=True)
class _Crossing:
    """A face whose rows share columns, with its ideals and what its rows ask for as rationals of the quick library."""

    face: Face
    ideals: Sequence[fmpq]
    low: Sequence[fmpq | None]
    high: Sequence[fmpq | None]


@dataclass(frozen=True, slots=True)
class _Solved:
    """The free columns' values, what their prices alone would make them, and the binding rows' prices."""

    values: list[fmpq]
    wanted: list[fmpq]
    prices: dict[int, fmpq]


@dataclass(frozen=True, slots=True)
class Before:
    """The answer nearest to proportional within other bounds of the same columns and rows: where it stands, one nearby may stand too."""

    program: LinearProgram
    exact: ExactValues

    def stand(self, face: Face) -> Stand:
        """Return where the rows and columns of a face would stand, were they to stand as they did."""
        program, exact, wholes = self.program, self.exact, self.exact.wholes
        ragged = np.zeros(program.column_count, dtype=np.bool_)
        ragged[exact.ragged] = True
        columns = np.where(ragged | (program.lower == program.upper), FREE, (wholes == program.upper) * 1 - (wholes == program.lower) * 1)
        values = wholes.astype(np.float64)
        values[exact.ragged] += (exact.tops / exact.bottoms).astype(np.float64)
        sums = np.bincount(program.row_of_entries(), weights=program.coefficients * values[program.columns], minlength=program.row_count)
        low, high = program.row_lower.astype(np.float64), program.row_upper.astype(np.float64)
        rows = np.isclose(sums, high, rtol=CLOSE, atol=CLOSE) * 1 - np.isclose(sums, low, rtol=CLOSE, atol=CLOSE) * 1
        return Stand(
            rows=tuple(np.where(face.low == face.high, ALWAYS, rows[face.own]).tolist()), columns=tuple(columns[face.free].tolist())
        )


def nearest(program: LinearProgram, ideals: Ideals, before: Before | None = None) -> ExactValues | None:
    """
    Return the one exact answer nearest to the ideals within the program's bounds and rows, or None where none was proved.

    With an answer ``before``, only what stands close to it is tried, and nothing is supposed of the program: no answer may obey its rows.
    """
    program = settled_by_rows(program)
    if before is not None and out_of_reach(program):
        return None
    whole = face_of(program)
    direct = watered(whole, ideals.among(whole.free))
    if direct is not None:
        return _placed(program, whole.free, direct.wholes, direct.tops, direct.bottoms)
    apart = settled_apart(whole, ideals.among(whole.free))
    face = without(whole, list(apart))
    crossed = _where_rows_cross(face, ideals.among(face.free), before)
    if crossed is None:
        return None
    columns = np.concatenate((whole.free[list(apart)], face.free))
    ratios = [value.as_integer_ratio() for value in apart.values()] + [(int(value.p), int(value.q)) for value in crossed]
    order = np.argsort(columns)
    tops, bottoms = (exactly([ratio[side] for ratio in ratios])[order] for side in (0, 1))
    return _placed(program, columns[order], tops // bottoms, tops % bottoms, bottoms)


def _where_rows_cross(face: Face, ideals: Ideals, before: Before | None) -> list[fmpq] | None:
    """Settle the columns whose rows share columns: a guess of which bounds are reached, solved and corrected until it is exact."""
    if not len(face.free):
        return []
    low, high = face.asked()
    crossing = _Crossing(
        face=face,
        ideals=[fmpq(parts, ideals.unit) for parts in ideals.parts.tolist()],
        low=[None if bound is None else as_flint(bound) for bound in low],
        high=[None if bound is None else as_flint(bound) for bound in high],
    )
    for guess, rounds in _guesses(face, ideals, before):
        found = _corrected_until_exact(crossing, guess, rounds)
        if found is not None:
            return found
    return None


def _guesses(face: Face, ideals: Ideals, before: Before | None) -> Iterator[tuple[Stand, int]]:
    """Return the stands to start from, each with how often it may be corrected."""
    if before is not None:
        yield before.stand(face), ROUNDS_BESIDE
        return
    for damping in DAMPINGS:
        yield approach(face, (ideals.parts / ideals.unit).astype(np.float64), damping), ROUNDS_MAX


def _corrected_until_exact(crossing: _Crossing, stand: Stand, rounds: int) -> list[fmpq] | None:
    for turn in range(rounds):
        solved = _solve(crossing, stand)
        activities = _activities(crossing.face, solved)
        better = _corrected(crossing, stand, solved, activities)
        if better == stand:
            broken = _broken(crossing, activities)
            if not broken:
                return solved.values
            better = _released(crossing.face, stand, broken)
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


def _placed(program: LinearProgram, columns: Integers, wholes: Integers, tops: Integers, bottoms: Integers) -> ExactValues:
    """Put the values of settled columns beside those that the program's bounds fix."""
    every, between = program.lower.copy(), np.asarray(tops != 0, dtype=np.bool_)
    every[columns] = wholes
    return ExactValues(every, columns[between], tops[between], bottoms[between])


def _solve(crossing: _Crossing, stand: Stand) -> _Solved:
    """Solve the binding rows exactly for the columns a stand leaves free; one that follows from others has no price."""
    face, ideals = crossing.face, crossing.ideals
    rows = [row for row, side in enumerate(stand.rows) if side != FREE]
    terms = _terms(face, set(rows))
    side, lower, upper = stand.columns, face.lower.tolist(), face.upper.tolist()
    matrix: dict[int, dict[int, fmpq]] = {row: {row: ZERO} for row in rows}
    rest = {row: _aim(crossing, row, stand.rows[row]) for row in rows}
    for column, column_terms in enumerate(terms):
        stands = side[column]
        at = ideals[column] if stands == FREE else lower[column] if stands < 0 else upper[column]
        for row, coefficient in column_terms:
            rest[row] -= coefficient * at
            if stands == FREE:
                _tie(matrix[row], column_terms, coefficient * at)
    prices = solve_symmetric(matrix, rest)
    wanted = _wanted(ideals, terms, prices)
    values = [
        want if stands == FREE else fmpq(low if stands < 0 else high)
        for want, stands, low, high in zip(wanted, side, lower, upper, strict=True)
    ]
    return _Solved(values=values, wanted=wanted, prices=prices)


def _tie(line: dict[int, fmpq], terms: Sequence[tuple[int, int]], weight: fmpq) -> None:
    """Add one free column's tie between a binding row and every row that holds it too."""
    for row, coefficient in terms:
        line[row] = line.get(row, ZERO) + coefficient * weight


def _aim(crossing: _Crossing, row: int, side: int) -> fmpq:
    aim = crossing.high[row] if side == AT_CEILING else crossing.low[row]
    assert aim is not None, "a row binds at a bound it has"
    return aim


def _terms(face: Face, binding: set[int]) -> list[tuple[tuple[int, int], ...]]:
    """Return each column's binding rows with its coefficients there."""
    terms: list[list[tuple[int, int]]] = [[] for _ in range(len(face.free))]
    for row, column, coefficient in zip(face.rows.tolist(), face.columns.tolist(), face.coefficients.tolist(), strict=True):
        if row in binding:
            terms[column].append((row, coefficient))
    return [tuple(column_terms) for column_terms in terms]


def _wanted(ideals: Sequence[fmpq], terms: Sequence[tuple[tuple[int, int], ...]], prices: dict[int, fmpq]) -> list[fmpq]:
    """Return the ideals times one plus the prices of their rows; columns that the same rows see alike share that factor."""
    factors: dict[tuple[tuple[int, int], ...], fmpq] = {}
    wanted = []
    for ideal, column_terms in zip(ideals, terms, strict=True):
        if column_terms not in factors:
            factors[column_terms] = 1 + sum((coefficient * prices[row] for row, coefficient in column_terms), ZERO)
        wanted.append(ideal * factors[column_terms])
    return wanted


def _corrected(crossing: _Crossing, stand: Stand, solved: _Solved, activities: Sequence[fmpq]) -> Stand:
    """Return where rows and columns should stand, seen from an exact answer; the same stand where nothing contradicts it."""
    return Stand(rows=_row_sides(crossing, stand, solved, activities), columns=_column_sides(crossing.face, stand, solved))


def _broken(crossing: _Crossing, activities: Sequence[fmpq]) -> set[int]:
    """Return the rows that an exact answer breaks."""
    return {
        row
        for row, (activity, low, high) in enumerate(zip(activities, crossing.low, crossing.high, strict=True))
        if (low is not None and activity < low) or (high is not None and activity > high)
    }


def _released(face: Face, stand: Stand, broken: set[int]) -> Stand:
    """Free the columns held at a bound in rows that no free column can mend."""
    held = {column for row, column in zip(face.rows.tolist(), face.columns.tolist(), strict=True) if row in broken}
    return Stand(rows=stand.rows, columns=tuple(FREE if column in held else side for column, side in enumerate(stand.columns)))


def _activities(face: Face, solved: _Solved) -> list[fmpq]:
    """Return each row's exact sum."""
    sums = [ZERO] * face.row_count
    for row, column, coefficient in zip(face.rows.tolist(), face.columns.tolist(), face.coefficients.tolist(), strict=True):
        sums[row] += coefficient * solved.values[column]
    return sums


def _column_sides(face: Face, stand: Stand, solved: _Solved) -> tuple[int, ...]:
    sides = []
    for side, wanted, low, high in zip(stand.columns, solved.wanted, face.lower.tolist(), face.upper.tolist(), strict=True):
        if wanted < low or (side == AT_FLOOR and wanted == low):
            sides.append(AT_FLOOR)
        elif wanted > high or (side == AT_CEILING and wanted == high):
            sides.append(AT_CEILING)
        else:
            sides.append(FREE)
    return tuple(sides)


def _row_sides(crossing: _Crossing, stand: Stand, solved: _Solved, activities: Sequence[fmpq]) -> tuple[int, ...]:
    sides = []
    for row, (side, activity) in enumerate(zip(stand.rows, activities, strict=True)):
        low, high, price = crossing.low[row], crossing.high[row], solved.prices.get(row, ZERO)
        if side == ALWAYS or (side == AT_FLOOR and price > 0) or (side == AT_CEILING and price < 0):
            sides.append(side)
        elif low is not None and activity < low:
            sides.append(AT_FLOOR)
        elif high is not None and activity > high:
            sides.append(AT_CEILING)
        else:
            sides.append(FREE)
    return tuple(sides)
