"""The proof of a linear program over the rationals: prices that show no better answer exists."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isclose, lcm
from typing import Final

import flint
import numpy as np

from fundalloc.optimization.elimination import as_fraction, solve_square
from fundalloc.optimization.program import UNBOUNDED, Flags, Integers, LinearProgram, exact_dot
from fundalloc.optimization.solver import Approximate

DENSE_MAX: Final = 24
"""Systems of up to so many unknowns are solved at once; larger ones, whose equations are short, unknown by unknown."""

DENOMINATOR_MAX: Final = 10**6
SAFE_MAGNITUDE: Final = 2**62
RELATIVE_DOUBT: Final = 1e-7
"""Prices whose bound is further than this from the value reached are not those of the answer."""


@dataclass(frozen=True, slots=True)
class Prices:
    """
    Exact row prices of a goal over a common denominator, and what they prove.

    ``rows`` and ``columns`` are numerators: a positive row price holds its row at its upper bound, a positive column price
    (the goal's weight less the prices of its rows) holds the column at its upper bound. ``best`` is the value that no answer
    exceeds (weak duality).
    """

    denominator: int
    rows: Integers
    columns: Integers
    best: Fraction

    def of_row(self, row: int) -> Fraction:
        return Fraction(int(self.rows[row]), self.denominator)

    def by_row(self) -> dict[int, Fraction]:
        """Return the prices that are not zero."""
        return {row: self.of_row(row) for row in np.flatnonzero((self.rows != 0).astype(np.bool_)).tolist()}


def prices_of(program: LinearProgram, goal: Integers, answer: Approximate) -> Prices | None:
    """
    Return exact prices that prove the solver's answer best, or None where they do not.

    The solver's own prices are first read as simple fractions; where these do not fit, the basis is solved over the rationals.
    """
    for candidate in (_read_as_fractions, _solved_from_basis, _read_with_the_other_sign):
        rows = candidate(program, goal, answer)
        found = None if rows is None else proved(program, goal, rows)
        if found is not None and _belongs(found, answer):
            return found
    return None


def _belongs(prices: Prices, answer: Approximate) -> bool:
    """Tell whether prices are those of an answer: nothing left on what is between its bounds, and a bound close to its value."""
    between = prices.columns[answer.basic_columns]
    return not np.any(between != 0) and isclose(prices.best, answer.objective, rel_tol=RELATIVE_DOUBT, abs_tol=RELATIVE_DOUBT)


def _read_as_fractions(program: LinearProgram, _goal: Integers, answer: Approximate) -> dict[int, Fraction]:
    binding = np.flatnonzero(~answer.basic_rows)
    read = {int(row): Fraction(float(answer.prices[row])).limit_denominator(DENOMINATOR_MAX) for row in binding}
    assert program.row_count >= len(read)
    return {row: price for row, price in read.items() if price}


def _read_with_the_other_sign(program: LinearProgram, goal: Integers, answer: Approximate) -> dict[int, Fraction]:
    """Read the prices of a maximisation as some solvers give them, with the opposite sign; whichever proves the answer is right."""
    return {row: -price for row, price in _read_as_fractions(program, goal, answer).items()}


def _solved_from_basis(program: LinearProgram, goal: Integers, answer: Approximate) -> dict[int, Fraction] | None:
    """Solve ``sum(coefficient x price) = weight`` over the basic columns, whose unknowns are the binding rows."""
    binding = set(np.flatnonzero(~answer.basic_rows).tolist())
    equations: dict[int, dict[int, int]] = {int(column): {} for column in np.flatnonzero(answer.basic_columns)}
    entries = zip(program.row_of_entries().tolist(), program.columns.tolist(), program.coefficients.tolist(), strict=True)
    for row, column, coefficient in entries:
        if column in equations and row in binding:
            equations[column][row] = coefficient
    return solve_sparse(equations, {column: Fraction(int(goal[column])) for column in equations})


def solve_sparse(equations: Mapping[int, Mapping[int, int]], right: Mapping[int, Fraction]) -> dict[int, Fraction] | None:
    """
    Solve a square sparse system exactly: unknowns that stand alone in an equation first, the core by integer elimination.

    Returns None where the system is singular; an unknown in no equation is zero.
    """
    known: dict[int, Fraction] = {}
    touching: defaultdict[int, list[int]] = defaultdict(list)
    open_unknowns = {equation: set(terms) for equation, terms in equations.items()}
    for equation, terms in equations.items():
        for unknown in terms:
            touching[unknown].append(equation)
    ready = [equation for equation, unknowns in open_unknowns.items() if len(unknowns) == 1]
    while ready:
        equation = ready.pop()
        if len(open_unknowns[equation]) != 1:
            continue
        (unknown,) = open_unknowns[equation]
        terms = equations[equation]
        rest = sum((coefficient * known[other] for other, coefficient in terms.items() if other != unknown), Fraction(0))
        known[unknown] = (right[equation] - rest) / terms[unknown]
        for other in touching[unknown]:
            open_unknowns[other].discard(unknown)
            if len(open_unknowns[other]) == 1:
                ready.append(other)
    core = {equation: unknowns for equation, unknowns in open_unknowns.items() if unknowns}
    return known if not core else _solve_core(equations, right, core, known)


def _solve_core(
    equations: Mapping[int, Mapping[int, int]],
    right: Mapping[int, Fraction],
    core: Mapping[int, set[int]],
    known: dict[int, Fraction],
) -> dict[int, Fraction] | None:
    unknowns = sorted(set().union(*core.values()))
    if len(unknowns) != len(core):
        return None
    place = {unknown: position for position, unknown in enumerate(unknowns)}
    if len(core) > DENSE_MAX:
        terms = {name: {unknown: k for unknown, k in equations[name].items() if unknown in place} for name in sorted(core)}
        rest_of = {
            name: right[name] - sum((k * known[unknown] for unknown, k in equations[name].items() if unknown not in place), Fraction(0))
            for name in terms
        }
        sparse = solve_square(terms, rest_of)
        if sparse is not None:
            return known | sparse
    matrix, side = flint.fmpq_mat(len(core), len(unknowns)), flint.fmpq_mat(len(core), 1)
    for line, equation in enumerate(sorted(core)):
        rest = right[equation]
        for unknown, coefficient in equations[equation].items():
            if unknown in place:
                matrix[line, place[unknown]] = flint.fmpq(coefficient)
            else:
                rest -= coefficient * known[unknown]
        side[line, 0] = flint.fmpq(rest.numerator, rest.denominator)
    try:
        solution = matrix.solve(side)
    except ZeroDivisionError:
        return None
    return known | {unknown: as_fraction(solution[position, 0]) for unknown, position in place.items()}


def proved(program: LinearProgram, goal: Integers, prices: Mapping[int, Fraction]) -> Prices | None:
    """Return what row prices prove of a goal, or None where one rests on a bound that is not there."""
    denominator = lcm(*(price.denominator for price in prices.values())) if prices else 1
    numerators = {row: int(price * denominator) for row, price in prices.items()}
    return proved_by(program, goal, whole_array(program.row_count, numerators), denominator)


def proved_by(program: LinearProgram, goal: Integers, rows: Integers, denominator: int = 1) -> Prices | None:
    """Return the same of prices that are given for every row, as numerators."""
    columns = _column_prices(program, goal, rows, denominator)
    if _leans_on_nothing(rows, program.row_upper, program.row_lower) or _leans_on_nothing(columns, program.upper, program.lower):
        return None
    best = _held(rows, program.row_lower, program.row_upper) + _held(columns, program.lower, program.upper)
    return Prices(denominator=denominator, rows=rows, columns=columns, best=Fraction(best, denominator))


def whole_array(length: int, numbers: Mapping[int, int]) -> Integers:
    """Lay whole numbers out as 64-bit integers where they fit, as Python's own otherwise."""
    wide = any(abs(number) >= SAFE_MAGNITUDE for number in numbers.values())
    array = np.zeros(length, dtype=object if wide else np.int64)
    for position, number in numbers.items():
        array[position] = number
    return array


def _column_prices(program: LinearProgram, goal: Integers, rows: Integers, denominator: int) -> Integers:
    size = denominator * int(np.abs(goal).max(initial=0)) + int(np.abs(rows).max(initial=0)) * (
        int(np.abs(program.coefficients).max(initial=0)) * max(1, program.row_count)
    )
    kind: type = object if size >= SAFE_MAGNITUDE else np.int64
    prices: Integers = goal.astype(kind) * denominator
    of_entries: Integers = rows[program.row_of_entries()].astype(kind)
    priced = np.flatnonzero((of_entries != 0).astype(np.bool_))
    np.subtract.at(prices, program.columns[priced], program.coefficients[priced].astype(kind) * of_entries[priced])
    return prices


def _leans_on_nothing(rows: Integers, upper: Integers, lower: Integers) -> bool:
    """Tell whether a price rests on a bound that is not there."""
    return bool(np.any((rows > 0) & (upper >= UNBOUNDED)) or np.any((rows < 0) & (lower <= -UNBOUNDED)))


def _held(prices: Integers, lower: Integers, upper: Integers) -> int | Fraction:
    used = np.flatnonzero(prices != 0)
    return exact_dot(prices[used], np.where(prices[used] > 0, upper[used], lower[used]))


def held_at_bounds(prices: Integers) -> tuple[Flags, Flags]:
    """Return the positions held at their lower and at their upper bound in every best answer (complementary slackness)."""
    return np.asarray(prices < 0, dtype=np.bool_), np.asarray(prices > 0, dtype=np.bool_)
