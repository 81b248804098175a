"""
That no answer in whole cents serves the worst served better, though the fair level falls between two cents.

To stand above a level, every group needs so many whole cents. The answers are cut, group after group, where one has fewer: its own level
says that these are no better. What is left gives every group so many, which no answer can.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd
from typing import Final

import numpy as np

from fundalloc.optimization.aims import Group, Leximin
from fundalloc.optimization.exact import Prices, proved
from fundalloc.optimization.program import AddedRow, Integers, LinearProgram
from fundalloc.optimization.whole import Cut, Part, Priced, held_out_of_reach

GROUPS_MAX: Final = 60
"""Above so many groups the cuts are not written out: the gap says what fractions of a cent could reach, less than a cent of a group."""


def bounded_levels(asked: LinearProgram, goal: Integers, aim: Leximin, value: int, prices: Prices) -> Part:
    """
    Return parts whose ceiling is the value where no whole answer stands above it; what fractions could reach where this was not proved.

    ``asked`` is the program whose last column is the level, each group tied to it by one of its last rows.
    """
    whole = Priced(prices)
    if whole.ceiling <= value or len(aim.groups) > GROUPS_MAX:
        return whole
    needed = [-(-group.size * (value + 1) // aim.parts) for group in aim.groups]
    everybody = asked.with_more([], [_at_least(group, cents) for group, cents in zip(aim.groups, needed, strict=True)])
    against = held_out_of_reach(everybody, goal, value)
    if against is None:
        return whole
    wanting = np.flatnonzero((against.rows[asked.row_count :] != 0).astype(np.bool_)).tolist()
    ties = asked.row_count - len(aim.groups)
    cuts = [_at_least(aim.groups[place], needed[place]) for place in wanting]
    rows = [*range(asked.row_count), *(asked.row_count + place for place in wanting)]
    last = proved(asked.with_more([], cuts), goal, {row: against.of_row(held) for row, held in enumerate(rows) if against.rows[held]})
    part: Part | None = None if last is None else Priced(last)
    for turn, place in reversed(list(enumerate(wanting))):
        fewer = _fewer(asked, goal, aim, cuts[:turn], (place, needed[place], ties + place))
        part = None if part is None or fewer is None else Cut(aim.groups[place].columns, needed[place] - 1, fewer, part)
    return part or whole


def _at_least(group: Group, cents: int) -> AddedRow:
    return AddedRow(group.columns, [1] * len(group.columns), low=cents)


def _fewer(asked: LinearProgram, goal: Integers, aim: Leximin, cuts: Sequence[AddedRow], lacking: tuple[int, int, int]) -> Priced | None:
    """Return the part where one group has fewer cents than it needs: its own level, by its tie, bounds them all."""
    place, needed, tie = lacking
    group = aim.groups[place]
    shared = gcd(aim.parts, group.size)
    held = asked.with_more([], [*cuts, AddedRow(group.columns, [1] * len(group.columns), high=needed - 1)])
    prices = proved(held, goal, {tie: Fraction(-shared, group.size), held.row_count - 1: Fraction(aim.parts, group.size)})
    return None if prices is None else Priced(prices)
