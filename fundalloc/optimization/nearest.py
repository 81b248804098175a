"""
The last goal: among answers that are equal under every other goal, the one nearest to proportional.

Each amount ``x`` has an ideal ``p`` (what was asked), and the sum of ``(x - p)² / p`` is the smallest possible. A strictly
convex goal has one answer: the same for every solver, machine and order of rows. Its prices are first approached by a projected
Newton method in floats, then the answer is solved and checked over the rationals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import flint
import numpy as np

from fundalloc.optimization.exact import as_fraction
from fundalloc.optimization.program import UNBOUNDED, Flags, Integers, LinearProgram
from fundalloc.optimization.solver import Floats

ROUNDS_MAX: Final = 200
EXACT_ROUNDS_MAX: Final = 60
SMALL: Final = 1e-9


@dataclass(frozen=True, slots=True)
class _Face:
    """The columns still free and the rows that may bind them, densely; rows have floor ``low`` and ceiling ``high``."""

    free: Integers
    matrix: Integers
    low: tuple[int | None, ...]
    high: tuple[int | None, ...]
    lower: tuple[int, ...]
    upper: tuple[int, ...]
    ideal: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class _Guess:
    """Which rows bind (-1 at the floor, 1 at the ceiling, 2 always) and where each column stands (-1, 0 free, 1)."""

    rows: Integers
    columns: Integers


def nearest(program: LinearProgram, ideal: Sequence[Fraction]) -> tuple[Fraction, ...] | None:
    """
    Return the one exact answer nearest to the ideals within the program's bounds and rows, or None where none was proved.

    Ideals are positive where a column may be positive.
    """
    face = _face_of(program, ideal)
    values = [Fraction(int(low)) for low in program.lower.tolist()]
    if not len(face.free):
        return tuple(values)
    guess = _approach(face)
    for _ in range(EXACT_ROUNDS_MAX):
        solved = _solve(face, guess)
        if solved is None:
            return None
        free_values, prices = solved
        better = _corrected(face, guess, free_values, prices)
        if better is None:
            for position, column in enumerate(face.free.tolist()):
                values[column] = free_values[position]
            return tuple(values)
        guess = better
    return None


def _face_of(program: LinearProgram, ideal: Sequence[Fraction]) -> _Face:
    free = np.flatnonzero(program.lower < program.upper)
    place = np.full(program.column_count, -1, dtype=np.int64)
    place[free] = np.arange(len(free))
    rows_of_entries = program.row_of_entries()
    fixed = place[program.columns] < 0
    already = np.zeros(program.row_count, dtype=object)
    np.add.at(
        already,
        rows_of_entries[fixed],
        program.coefficients[fixed].astype(object) * program.lower[program.columns[fixed]].astype(object),
    )
    touched = np.zeros(program.row_count, dtype=np.bool_)
    touched[rows_of_entries[~fixed]] = True
    least, most = _reach(program, rows_of_entries, ~fixed, already)
    binding = touched & (
        ((program.row_lower > -UNBOUNDED) & (least < program.row_lower)) | ((program.row_upper < UNBOUNDED) & (most > program.row_upper))
    ).astype(np.bool_)
    kept = np.flatnonzero(binding)
    row_place = np.full(program.row_count, -1, dtype=np.int64)
    row_place[kept] = np.arange(len(kept))
    matrix = np.zeros((len(kept), len(free)), dtype=np.int64)
    used = ~fixed & (row_place[rows_of_entries] >= 0)
    matrix[row_place[rows_of_entries[used]], place[program.columns[used]]] = program.coefficients[used]
    return _Face(
        free=free,
        matrix=matrix,
        low=tuple(_less(bound, gone) for bound, gone in zip(program.row_lower[kept].tolist(), already[kept].tolist(), strict=True)),
        high=tuple(_less(bound, gone) for bound, gone in zip(program.row_upper[kept].tolist(), already[kept].tolist(), strict=True)),
        lower=tuple(program.lower[free].tolist()),
        upper=tuple(program.upper[free].tolist()),
        ideal=tuple(ideal[column] for column in free.tolist()),
    )


def _reach(
    program: LinearProgram, rows: Integers, free: Flags, already: Integers
) -> tuple[Integers, Integers]:
    """Return the least and the most that each row can reach."""
    least, most = already.copy(), already.copy()
    coefficients = program.coefficients[free].astype(object)
    at_lower = coefficients * program.lower[program.columns[free]].astype(object)
    at_upper = coefficients * program.upper[program.columns[free]].astype(object)
    np.add.at(least, rows[free], np.minimum(at_lower, at_upper))
    np.add.at(most, rows[free], np.maximum(at_lower, at_upper))
    return least, most


def _less(bound: int, gone: int) -> int | None:
    return None if abs(bound) >= UNBOUNDED else bound - gone


def _approach(face: _Face) -> _Guess:
    """Guess by a projected Newton method on the prices, in floats, which columns and rows hold the answer."""
    matrix = face.matrix.astype(np.float64)
    ideal = np.array([float(number) for number in face.ideal])
    lower, upper = np.array(face.lower, dtype=np.float64), np.array(face.upper, dtype=np.float64)
    low = np.array([-np.inf if bound is None else float(bound) for bound in face.low])
    high = np.array([np.inf if bound is None else float(bound) for bound in face.high])
    # Rows are taken per unit of their own size, so that one tolerance serves them all.
    size = np.maximum(np.abs(matrix) @ ideal, 1.0)
    matrix, low, high = matrix / size[:, None], low / size, high / size
    equal = low == high
    prices = np.zeros(len(low))
    value = _worth(matrix, ideal, lower, upper, low, high, prices)
    for _ in range(ROUNDS_MAX):
        values = np.clip(ideal * (1 + matrix.T @ prices), lower, upper)
        activity = matrix @ values
        target = np.where(prices > 0, low, np.where(prices < 0, high, np.clip(activity, low, high)))
        target = np.where(equal, low, target)
        missing = target - activity
        moving = equal | (prices != 0) | (np.abs(missing) > SMALL)
        if not moving.any() or np.abs(missing[moving]).max() <= SMALL:
            break
        inside = (values > lower) & (values < upper)
        part = matrix[np.ix_(moving, inside)]
        curvature = (part * ideal[inside]) @ part.T
        curvature[np.diag_indices_from(curvature)] += SMALL * max(1.0, float(np.trace(curvature)) / len(curvature))
        step = np.zeros(len(low))
        step[moving] = np.linalg.solve(curvature, missing[moving])
        length, moved = 1.0, False
        while length > SMALL:
            trial = prices + length * step
            crossed = ~equal & (trial * prices < 0)
            trial[crossed] = 0.0
            worth = _worth(matrix, ideal, lower, upper, low, high, trial)
            if worth > value:
                moved = True
                break
            length /= 2
        if not moved:
            break
        prices, value = trial, worth
    values = ideal * (1 + matrix.T @ prices)
    span = np.maximum(upper - lower, 1.0) * SMALL
    columns = np.where(values <= lower + span, -1, np.where(values >= upper - span, 1, 0))
    rows = np.where(equal, 2, np.where(prices > SMALL, -1, np.where(prices < -SMALL, 1, 0)))
    return _Guess(rows=rows.astype(np.int64), columns=columns.astype(np.int64))


def _worth(  # noqa: PLR0913, PLR0917 - the arrays of one program, spelled out
    matrix: Floats, ideal: Floats, lower: Floats, upper: Floats, low: Floats, high: Floats, prices: Floats
) -> float:
    """Return the dual value of prices, which grows towards the answer."""
    pull = matrix.T @ prices
    values = np.clip(ideal * (1 + pull), lower, upper)
    shortfall = (values - ideal) ** 2 / (2 * ideal)
    rows = np.where(prices > 0, prices * np.where(np.isfinite(low), low, -1e300), 0.0)
    rows += np.where(prices < 0, prices * np.where(np.isfinite(high), high, 1e300), 0.0)
    return float(shortfall.sum() - (pull * values).sum() + rows.sum())


def _solve(face: _Face, guess: _Guess) -> tuple[tuple[Fraction, ...], dict[int, Fraction]] | None:
    """Solve the binding rows exactly for the columns left free by a guess; return the values and the rows' prices."""
    inside = np.flatnonzero(guess.columns == 0).tolist()
    binding = _independent(face, np.flatnonzero(guess.rows != 0).tolist(), inside)
    values = [
        Fraction(face.lower[column] if side < 0 else face.upper[column]) for column, side in enumerate(guess.columns.tolist())
    ]
    matrix, side = flint.fmpq_mat(len(binding), len(binding)), flint.fmpq_mat(len(binding), 1)
    lines = [face.matrix[row].tolist() for row in binding]
    for first, line in enumerate(lines):
        for second in range(first, len(lines)):
            product = sum((line[c] * lines[second][c] * face.ideal[c] for c in inside if line[c] and lines[second][c]), Fraction(0))
            matrix[first, second] = matrix[second, first] = flint.fmpq(product.numerator, product.denominator)
        aim = face.low[binding[first]] if guess.rows[binding[first]] in {-1, 2} else face.high[binding[first]]
        assert aim is not None, "a row binds at a bound it has"
        rest = aim - sum(
            (coefficient * (face.ideal[c] if guess.columns[c] == 0 else values[c]) for c, coefficient in enumerate(line) if coefficient),
            Fraction(0),
        )
        side[first, 0] = flint.fmpq(rest.numerator, rest.denominator)
    try:
        solution = matrix.solve(side) if binding else side
    except ZeroDivisionError:
        return None
    prices = {row: as_fraction(solution[position, 0]) for position, row in enumerate(binding)}
    for column in inside:
        pull = sum((line[column] * prices[row] for row, line in zip(binding, lines, strict=True) if line[column]), Fraction(0))
        values[column] = face.ideal[column] * (1 + pull)
    return tuple(values), prices


def _independent(face: _Face, rows: list[int], columns: list[int]) -> list[int]:
    """Return rows that say different things about the free columns; the others follow from them."""
    if not columns:
        return []
    part = flint.fmpq_mat(len(columns), len(rows))
    for position, row in enumerate(rows):
        for line, column in enumerate(columns):
            coefficient = int(face.matrix[row, column])
            if coefficient:
                part[line, position] = flint.fmpq(coefficient)
    reduced, rank = part.rref()
    kept, line = [], 0
    for position, row in enumerate(rows):
        if line < rank and reduced[line, position] != 0:
            kept.append(row)
            line += 1
    return kept


def _corrected(face: _Face, guess: _Guess, values: Sequence[Fraction], prices: dict[int, Fraction]) -> _Guess | None:
    """Return a better guess where an exact answer breaks something, or None where it holds everything."""
    columns, rows = guess.columns.copy(), guess.rows.copy()
    pulls = [Fraction(0)] * len(values)
    for row, price in prices.items():
        for column, coefficient in enumerate(face.matrix[row].tolist()):
            if coefficient:
                pulls[column] += coefficient * price
    for column, value in enumerate(values):
        wanted = face.ideal[column] * (1 + pulls[column])
        columns[column] = -1 if wanted < face.lower[column] else 1 if wanted > face.upper[column] else 0
        if columns[column] == 0 and value == wanted and guess.columns[column] != 0:
            columns[column] = guess.columns[column]
    for row, (low, high) in enumerate(zip(face.low, face.high, strict=True)):
        price = prices.get(row, Fraction(0))
        activity = sum((coefficient * values[c] for c, coefficient in enumerate(face.matrix[row].tolist()) if coefficient), Fraction(0))
        if guess.rows[row] == 2:  # noqa: PLR2004 - an equality always binds
            continue
        if (guess.rows[row] == -1 and price < 0) or (guess.rows[row] == 1 and price > 0):
            rows[row] = 0
        elif low is not None and activity < low:
            rows[row] = -1
        elif high is not None and activity > high:
            rows[row] = 1
    broken_equality = any(
        guess.rows[row] == 2  # noqa: PLR2004
        and sum((k * values[c] for c, k in enumerate(face.matrix[row].tolist()) if k), Fraction(0)) != face.low[row]
        for row in range(len(face.low))
    )
    same = np.array_equal(columns, guess.columns) and np.array_equal(rows, guess.rows)
    if same and broken_equality:
        columns[:] = 0
        return None if np.array_equal(columns, guess.columns) else _Guess(rows=rows, columns=columns)
    return None if same else _Guess(rows=rows, columns=columns)
