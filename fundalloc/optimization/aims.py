"""What a program can be asked for: a weighted sum, the fairest levels among groups, or nearness to targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Final, TypeAlias, assert_never

import numpy as np

from fundalloc.optimization.nearest import ExactValues
from fundalloc.optimization.program import Integers, LinearProgram, WholeNumbers, exact_dot, exactly

LEVEL_MAX: Final = 10**9
"""A group's level is counted in so many parts of the highest level that any group could reach, or in more."""


@dataclass(frozen=True, slots=True)
class Group:
    """Columns served together, beside a size: what a full service would be, or a target; positive for a level."""

    columns: tuple[int, ...]
    size: int
    weight: int = 1
    """How much a unit of it counts, where units that count are added up."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Maximise the sum of whole-number weights times columns."""

    weights: Integers


@dataclass(frozen=True, slots=True)
class Leximin:
    """
    Raise the level (sum over size) of the worst-served group, then of the next, until no group can be raised.

    Levels are counted in ``parts`` of one, so that they are whole numbers of about amounts' own size (``levels``).
    """

    groups: tuple[Group, ...]
    parts: int


@dataclass(frozen=True, slots=True)
class Nearness:
    """Minimise the sum of the distances between each group's sum and its size (L1)."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Maximise what each group receives of its size; what goes beyond it counts for nothing."""

    groups: tuple[Group, ...]


Aim: TypeAlias = Weights | Leximin | Nearness | Coverage


@dataclass(frozen=True, slots=True)
class Witness:
    """
    The program in which an aim is a weighted sum, for whoever proves the answer again: its weights and the answer's whole values.

    A weighted sum is asked of the program itself; a level, or a distance, of the program with a few more columns and rows.
    """

    program: LinearProgram
    weights: Integers
    values: WholeNumbers


def levels(program: LinearProgram, groups: Sequence[Group]) -> Leximin:
    """Ask for the fairest levels among groups of a program."""
    highest = max((most_of(program, group) // group.size for group in groups), default=0)
    return Leximin(tuple(groups), max(1, LEVEL_MAX // max(1, highest)))


def most_of(program: LinearProgram, group: Group) -> int:
    """Return what a group would receive if nothing but its columns' own bounds held it."""
    return sum(program.upper[list(group.columns)].tolist())


def sum_of(group: Group, values: Sequence[int]) -> int:
    """Return what a group receives."""
    return sum(values[column] for column in group.columns)


def reached(aim: Aim, values: Sequence[int]) -> Fraction:
    """Return an aim's value at whole values: the weighted sum, the lowest level (in parts), the distance (negative), or what is covered."""
    match aim:
        case Weights(weights=weights):
            return Fraction(exact_dot(weights, exactly(values)))
        case Leximin(groups=groups, parts=parts):
            return Fraction(min((parts * sum_of(group, values) // group.size for group in groups), default=0))
        case Nearness(groups=groups):
            return Fraction(-sum(abs(sum_of(group, values) - group.size) for group in groups))
        case Coverage(groups=groups):
            return Fraction(sum(group.weight * min(sum_of(group, values), group.size) for group in groups))
        case unreachable:
            assert_never(unreachable)


def missed_cents(aim: Aim, values: Sequence[int], best: Fraction) -> Fraction:
    """Return what an answer could at most still gain: weighted cents, cents of one group's level, or cents of distance."""
    match aim:
        case Weights() | Nearness() | Coverage():
            return best - reached(aim, values)
        case Leximin(groups=groups, parts=parts):
            below = (best * group.size / parts - sum_of(group, values) for group in groups)
            return max(*below, (best - reached(aim, values)) / parts)
        case unreachable:
            assert_never(unreachable)


def cents_first(aim: Aim, exact: ExactValues) -> Integers:
    """
    Return which columns a spare cent should go to first, as weights: what the aim weighs, the worst served without it, the short of target.

    Only cents are decided by these weights: the amounts themselves were settled exactly.
    """
    match aim:
        case Weights(weights=weights):
            return weights
        case Leximin(groups=groups):
            sums = exact.totals(group.columns for group in groups)
            levels = [Fraction(floor(total), group.size) for group, total in zip(groups, sums, strict=True)]
            rank = {level: place + 1 for place, level in enumerate(sorted(set(levels), reverse=True))}
            return _spread(len(exact.wholes), groups, [rank[level] for level in levels])
        case Nearness(groups=groups):
            sums = exact.totals(group.columns for group in groups)
            return _spread(
                len(exact.wholes), groups, [(group.size > total) - (group.size < total) for group, total in zip(groups, sums, strict=True)]
            )
        case Coverage(groups=groups):
            sums = exact.totals(group.columns for group in groups)
            counts = [group.weight * (total < group.size) for group, total in zip(groups, sums, strict=True)]
            return _spread(len(exact.wholes), groups, counts)
        case unreachable:
            assert_never(unreachable)


def _spread(count: int, groups: Sequence[Group], marks: Sequence[int]) -> Integers:
    weights = np.zeros(count, dtype=np.int64)
    for group, mark in zip(groups, marks, strict=True):
        weights[list(group.columns)] += mark
    return weights
