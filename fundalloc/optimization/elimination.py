"""Sparse systems solved over the rationals: the unknown that ties the fewest others goes first."""

from collections.abc import Mapping
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Final, TypeAlias

import flint

Terms: TypeAlias = dict[int, flint.fmpq]

ZERO: Final = flint.fmpq(0)


def solve_symmetric(matrix: Mapping[int, Mapping[int, flint.fmpq]], right: Mapping[int, flint.fmpq]) -> dict[int, flint.fmpq]:
    """
    Solve a symmetric positive semidefinite system whose rows and unknowns have the same numbers.

    An equation that follows from the others gives its unknown the value zero; whoever asks sees whether it holds. Equations go by
    smallest degree, which keeps laminar rules (caps inside caps) sparse and their fractions short.
    """
    rows = {row: {column: number for column, number in terms.items() if number != 0} for row, terms in matrix.items()}
    side = dict(right)
    eliminated: list[tuple[int, Terms, flint.fmpq]] = []
    waiting = [(len(terms), row) for row, terms in rows.items()]
    heapify(waiting)
    while waiting:
        degree, pivot = heappop(waiting)
        if pivot in rows and degree == len(rows[pivot]):
            eliminated.append(_eliminate(rows, side, pivot))
            for row in eliminated[-1][1]:
                if row in rows:
                    heappush(waiting, (len(rows[row]), row))
    known: dict[int, flint.fmpq] = {}
    for pivot, terms, rest in reversed(eliminated):
        left = rest
        for column, number in terms.items():
            if column != pivot:
                left -= number * known[column]
        known[pivot] = left / terms[pivot] if terms else ZERO
    return known


def as_flint(number: int | Fraction) -> flint.fmpq:
    """Return a rational of the standard library as one of the quick library's."""
    return flint.fmpq(number.numerator, number.denominator)


def as_fraction(number: flint.fmpq) -> Fraction:
    """Return a rational of the quick library as one of the standard library's."""
    return Fraction(int(number.p), int(number.q))


def _eliminate(rows: dict[int, Terms], side: dict[int, flint.fmpq], pivot: int) -> tuple[int, Terms, flint.fmpq]:
    """Take one unknown out of every equation that ties it; symmetric, so that its own row says which ones."""
    terms, rest = rows.pop(pivot), side.pop(pivot)
    if terms.get(pivot, ZERO) == 0:
        # In a semidefinite system a zero on the diagonal is a row of zeros: it follows from the others.
        return pivot, {}, rest
    for row, number in terms.items():
        if row == pivot:
            continue
        factor = number / terms[pivot]
        target = rows[row]
        target.pop(pivot, None)
        for column, other in terms.items():
            if column != pivot:
                value = target.get(column, ZERO) - factor * other
                if value != 0:
                    target[column] = value
                else:
                    target.pop(column, None)
        side[row] -= factor * rest
    return pivot, terms, rest


FILL_MAX: Final = 12
"""Elimination gives way to a dense solution once equations hold this many times the terms they began with."""


def solve_square(equations: Mapping[int, Mapping[int, int]], right: Mapping[int, Fraction]) -> dict[int, Fraction] | None:
    """
    Solve a square system whose equations share few unknowns: the shortest equation gives up its rarest unknown, again and again.

    None where an equation is left without an unknown, or where the equations grow too long for this to pay.
    """
    open_terms: dict[int, Terms] = {name: {unknown: flint.fmpq(k) for unknown, k in terms.items()} for name, terms in equations.items()}
    side = {name: as_flint(right[name]) for name in equations}
    holders: dict[int, set[int]] = {}
    for name, terms in open_terms.items():
        for unknown in terms:
            holders.setdefault(unknown, set()).add(name)
    waiting = [(len(terms), name) for name, terms in open_terms.items()]
    heapify(waiting)
    size = room = FILL_MAX * sum(len(terms) for terms in open_terms.values())
    settled: list[tuple[int, Terms, flint.fmpq]] = []
    while waiting and room > 0:
        length, name = heappop(waiting)
        if name not in open_terms or length != len(open_terms[name]):
            continue
        terms, rest = open_terms.pop(name), side.pop(name)
        if not terms:
            return None
        unknown = min(terms, key=lambda each: (len(holders[each]), each))
        settled.append((unknown, terms, rest))
        for held in terms:
            holders[held].discard(name)
        for other in sorted(holders.pop(unknown)):
            room -= len(terms)
            side[other] -= _substitute(open_terms[other], other, terms, unknown, holders) * rest
            heappush(waiting, (len(open_terms[other]), other))
    return _backwards(settled) if room > 0 or not size else None


def _substitute(target: Terms, name: int, terms: Terms, unknown: int, holders: dict[int, set[int]]) -> flint.fmpq:
    """Take an unknown out of an equation by another one; return how many times the other was taken away."""
    factor = target.pop(unknown) / terms[unknown]
    for other, number in terms.items():
        if other != unknown:
            value = target.get(other, ZERO) - factor * number
            if value == 0:
                target.pop(other, None)
                holders[other].discard(name)
            else:
                target[other] = value
                holders[other].add(name)
    return factor


def _backwards(settled: list[tuple[int, Terms, flint.fmpq]]) -> dict[int, Fraction]:
    known: dict[int, flint.fmpq] = {}
    for unknown, terms, rest in reversed(settled):
        left = rest
        for other, number in terms.items():
            if other != unknown:
                left -= number * known[other]
        known[unknown] = left / terms[unknown]
    return {unknown: as_fraction(value) for unknown, value in known.items()}
