"""
Leximin: the level of the worst-served group is raised as far as it can be, then the next, until no group can be raised.

Each turn asks how high the groups still open can all stand; the groups whose rows have a price stand at that level in every best
answer (complementary slackness) and are fixed there, exactly. Where the rows allow it, the levels are poured without a solver
(``filling.py``). Money that can help any group is never left behind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd
from typing import TypeAlias

import numpy as np

from fundalloc.optimization.aims import Group, Leximin, most_of
from fundalloc.optimization.exact import Prices, prices_of, proved
from fundalloc.optimization.filling import Poured, pour
from fundalloc.optimization.program import UNBOUNDED, AddedRow, Integers, LinearProgram
from fundalloc.optimization.solver import Approximate, NoneFeasible, Opener, Stopped


@dataclass(frozen=True, slots=True)
class Raised:
    """
    The face of the fairest answers, each group's exact sum on it, and the prices that prove the lowest level.

    ``asked`` is the program in which the lowest level is the last column, whose weight is ``goal``.
    """

    face: LinearProgram
    sums: tuple[Fraction, ...]
    asked: LinearProgram
    goal: Integers
    prices: Prices


@dataclass(frozen=True, slots=True)
class Unproved:
    """The solver's answer could not be proved."""


Levels: TypeAlias = Raised | NoneFeasible | Stopped | Unproved


def leximin(program: LinearProgram, aim: Leximin, opened: Opener) -> Levels:
    """Return the fairest sums of groups that have columns and positive sizes; levels are sums over sizes."""
    groups = aim.groups
    poured = pour(program, groups)
    if poured is not None:
        asked, goal = with_level(program, aim, {})
        prices = proved(asked, goal, _prices_of_pouring(program, aim, poured))
        if prices is not None:
            return Raised(_face(program, groups, poured.sums), poured.sums, asked, goal, prices)
    return _asked_in_turns(program, aim, opened)


def _asked_in_turns(program: LinearProgram, aim: Leximin, opened: Opener) -> Levels:
    settled: dict[int, Fraction] = {}
    first: tuple[LinearProgram, Integers, Prices] | None = None
    groups = aim.groups
    while len(settled) < len(groups):
        rising = [place for place in range(len(groups)) if place not in settled]
        asked, goal = with_level(program, aim, settled)
        answer = opened(asked, None).ask(goal)
        if not isinstance(answer, Approximate):
            return answer
        prices = prices_of(asked, goal, answer)
        if prices is None:
            return Unproved()
        first = first or (asked, goal, prices)
        level = prices.best / aim.parts
        held = [place for turn, place in enumerate(rising) if prices.rows[program.row_count + turn] != 0]
        if not held:
            return Unproved()
        settled.update({place: level * groups[place].size for place in held})
    assert first is not None, "there is at least one group"
    sums = tuple(settled[place] for place in range(len(groups)))
    return Raised(_face(program, groups, sums), sums, *first)


def with_level(program: LinearProgram, aim: Leximin, settled: Mapping[int, Fraction]) -> tuple[LinearProgram, Integers]:
    """Return the program with one more column, the level that every group not yet settled stands at or above, and its weight."""
    groups, parts, level = aim.groups, aim.parts, program.column_count
    # Twice what any group could reach: a ceiling so far away never holds the level, which a solver's tolerance could let it do.
    ceiling = 2 * max((parts * most_of(program, group) // group.size for group in groups), default=0) + 1
    ties = [_tie(group, parts, level) for place, group in enumerate(groups) if place not in settled]
    asked = program.with_more([(0, ceiling)], [*ties, *(_fixed(groups[place], settled[place]) for place in sorted(settled))])
    goal = np.zeros(level + 1, dtype=np.int64)
    goal[level] = 1
    return asked, goal


def _tie(group: Group, parts: int, level: int) -> AddedRow:
    """Say that parts times a group's sum is at least its size times the level."""
    shared = gcd(parts, group.size)
    return AddedRow((*group.columns, level), (*([parts // shared] * len(group.columns)), -(group.size // shared)), low=0)


def _fixed(group: Group, amount: Fraction) -> AddedRow:
    return AddedRow(group.columns, [1] * len(group.columns), low=amount, high=amount)


def _face(program: LinearProgram, groups: Sequence[Group], sums: Sequence[Fraction]) -> LinearProgram:
    return _without_settled_rows(program, groups).with_more([], [_fixed(group, amount) for group, amount in zip(groups, sums, strict=True)])


def _without_settled_rows(program: LinearProgram, groups: Sequence[Group]) -> LinearProgram:
    """Open the rows that the groups' sums settle, when groups share no column: those that weigh whole groups alike."""
    owner = np.full(program.column_count, -1, dtype=np.int64)
    for place, group in enumerate(groups):
        own = list(group.columns)
        if np.any(owner[own] >= 0):
            return program
        owner[own] = place
    lower, upper = program.row_lower.copy(), program.row_upper.copy()
    for row in range(program.row_count):
        columns, coefficients = program.row(row)
        touched = owner[columns].tolist()
        alike = set(zip(touched, coefficients.tolist(), strict=True))
        mentioned = {place for place, _ in alike}
        if -1 not in mentioned and len(alike) == len(mentioned) and len(touched) == sum(len(groups[each].columns) for each in mentioned):
            lower[row], upper[row] = -UNBOUNDED, UNBOUNDED
    return replace(program, row_lower=lower, row_upper=upper)


def _prices_of_pouring(program: LinearProgram, aim: Leximin, poured: Poured) -> dict[int, Fraction]:
    """Return the row prices by which the lowest level can be no higher: the ceiling pays, the groups under it are paid."""
    groups, parts = aim.groups, aim.parts
    each = Fraction(1, sum(groups[place].size for place in poured.lowest))
    prices = {program.row_count + place: -each * gcd(parts, groups[place].size) for place in poured.lowest}
    prices.update(dict.fromkeys(poured.held_high, each * parts))
    prices.update(dict.fromkeys(poured.held_low, -each * parts))
    return prices
