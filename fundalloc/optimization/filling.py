"""
Fair levels by pouring, exactly: where groups are held only by their own rows and by ceilings over whole groups, one inside the other.

Every group rises at the same level, those with a floor waiting for it, until a ceiling is reached; its groups stay there and the
others go on. Nothing is approximate, and no solver is asked; where the rows have another shape, ``None`` sends the caller to one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np

from fundalloc.optimization.aims import Group
from fundalloc.optimization.face import reach
from fundalloc.optimization.program import UNBOUNDED, Integers, LinearProgram

Amount: TypeAlias = int | Fraction

NODES_MAX: Final = 200
"""Ceilings over groups that are poured under one by one."""


@dataclass(frozen=True, slots=True)
class Basin:
    """What one group can receive, from ``low`` to ``high``, and the rows that say so (none: its columns' own bounds do)."""

    low: Amount
    high: Amount
    low_rows: tuple[int, ...]
    high_rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A row that bounds whole groups together; one that also asks for a least amount is poured as if it did not, then checked."""

    row: int
    groups: frozenset[int]
    low: Amount
    high: Amount


@dataclass(frozen=True, slots=True)
class Poured:
    """
    What each group receives at the fairest levels, and why the lowest level is no higher.

    ``held_high`` are the rows that stop the groups ``lowest``, at their upper bounds; ``held_low`` the floors of the groups that
    stand above the lowest level under the same ceiling.
    """

    sums: tuple[Fraction, ...]
    lowest: tuple[int, ...]
    held_high: tuple[int, ...]
    held_low: tuple[int, ...]


def pour(program: LinearProgram, groups: Sequence[Group]) -> Poured | None:
    """Return the fairest sums of the groups, or None where the rows are not of the shape that pouring serves."""
    shape = _shape(program, groups)
    if shape is None:
        return None
    basins, ceilings = shape
    sizes = [group.size for group in groups]
    sums: dict[int, Fraction] = {}
    first: tuple[Fraction, Ceiling] | None = None
    while True:
        tops = [(top, ceiling.row, ceiling) for ceiling in ceilings if (top := _top(ceiling, basins, sizes, sums)) is not None]
        if not tops:
            break
        level, _, ceiling = min(tops)
        first = first or (level, ceiling)
        for group in ceiling.groups - sums.keys():
            sums[group] = _clipped(level * sizes[group], basins[group])
    for group, basin in enumerate(basins):
        sums.setdefault(group, Fraction(basin.high))
    if any(sum(sums[group] for group in ceiling.groups) < ceiling.low for ceiling in ceilings):
        return None
    return _explained(basins, sizes, tuple(sums[group] for group in range(len(groups))), first)


def _clipped(amount: Fraction, basin: Basin) -> Fraction:
    return Fraction(min(max(amount, basin.low), basin.high))


def _explained(basins: Sequence[Basin], sizes: Sequence[int], sums: tuple[Fraction, ...], first: tuple[Fraction, Ceiling] | None) -> Poured:
    level, lowest = min((amount / size, group) for group, (amount, size) in enumerate(zip(sums, sizes, strict=True)))
    if sums[lowest] == basins[lowest].high or first is None:
        return Poured(sums, (lowest,), basins[lowest].high_rows, ())
    ceiling = first[1]
    above = [group for group in ceiling.groups if sums[group] > level * sizes[group]]
    return Poured(
        sums=sums,
        lowest=tuple(sorted(ceiling.groups.difference(above))),
        held_high=(ceiling.row,),
        held_low=tuple(row for group in sorted(above) for row in basins[group].low_rows),
    )


def _top(ceiling: Ceiling, basins: Sequence[Basin], sizes: Sequence[int], sums: Mapping[int, Fraction]) -> Fraction | None:
    """Return the level at which a ceiling is reached by the groups still rising under it, or None where it never is."""
    rising = sorted(ceiling.groups - sums.keys())
    room = ceiling.high - sum(sums[group] for group in ceiling.groups & sums.keys())
    if not rising or sum(basins[group].high for group in rising) <= room:
        return None
    turns: list[tuple[Fraction, int, Amount]] = []
    for group in rising:
        turns.append((Fraction(basins[group].low) / sizes[group], sizes[group], -basins[group].low))
        turns.append((Fraction(basins[group].high) / sizes[group], -sizes[group], basins[group].high))
    still: Amount = sum(basins[group].low for group in rising)
    slope, level = 0, Fraction(0)
    for level, steeper, settled in sorted(turns):
        if still + slope * level > room:
            break
        slope, still = slope + steeper, still + settled
    else:
        return level
    return Fraction(room - still) / slope if slope else level


# --- Whether the rows have the shape that pouring serves


def _shape(program: LinearProgram, groups: Sequence[Group]) -> tuple[list[Basin], list[Ceiling]] | None:
    owner = _owners(program, groups)
    binding = _binding(program)
    if owner is None or binding is None:
        return None
    inner: defaultdict[int, list[int]] = defaultdict(list)
    outer: list[int] = []
    for row in binding:
        touched = set(owner[program.row(row)[0]].tolist())
        if -1 in touched:
            return None
        if len(touched) == 1:
            inner[touched.pop()].append(row)
        elif len(program.row(row)[0]) == sum(len(groups[group].columns) for group in touched):
            outer.append(row)
        else:
            return None
    bounds = list(zip(program.lower.tolist(), program.upper.tolist(), strict=True))
    basins = [_basin(program, group, inner[place], bounds) for place, group in enumerate(groups)]
    if len(outer) > NODES_MAX or any(basin is None for basin in basins):
        return None
    found = [basin for basin in basins if basin is not None]
    ceilings = [_ceiling(program, row, owner, found) for row in outer]
    whole = [ceiling for ceiling in ceilings if ceiling is not None]
    return (found, whole) if len(whole) == len(outer) and _nested(ceiling.groups for ceiling in whole) else None


def _owners(program: LinearProgram, groups: Sequence[Group]) -> Integers | None:
    """Return each column's group, -1 for none, or nothing where two groups share a column."""
    owner = np.full(program.column_count, -1, dtype=np.int64)
    for place, group in enumerate(groups):
        columns = list(group.columns)
        if np.any(owner[columns] >= 0):
            return None
        owner[columns] = place
    return owner


def _binding(program: LinearProgram) -> list[int] | None:
    """Return the rows that the columns' bounds let bind, or nothing where one of them weighs its columns."""
    least, most = reach(program)
    low = (program.row_lower > -UNBOUNDED) & (least < program.row_lower)
    high = (program.row_upper < UNBOUNDED) & (most > program.row_upper)
    binds = np.asarray(low | high, dtype=np.bool_)
    if np.any(program.coefficients[binds[program.row_of_entries()]] != 1):
        return None
    return [int(row) for row in np.flatnonzero(binds)]


def _ceiling(program: LinearProgram, row: int, owner: Integers, basins: Sequence[Basin]) -> Ceiling | None:
    under = frozenset(owner[program.row(row)[0]].tolist())
    least = sum(basins[group].low for group in under)
    low, high = _amount(program.row_lower[row]), _amount(program.row_upper[row])
    return None if least > high else Ceiling(row=row, groups=under, low=low, high=high)


def _nested(families: Iterable[frozenset[int]]) -> bool:
    ordered = sorted(families, key=len)
    return all(small <= large or not small & large for place, small in enumerate(ordered) for large in ordered[place + 1 :])


def _basin(program: LinearProgram, group: Group, rows: Sequence[int], bounds: Sequence[tuple[int, int]]) -> Basin | None:
    """Return what a group's own rows, one inside the other, let it receive; None where they cross or cannot hold."""
    top_of = {column: column for column in group.columns}
    members = {column: frozenset((column,)) for column in group.columns}
    basin = {column: Basin(*bounds[column], (), ()) for column in group.columns}
    for row in sorted(rows, key=lambda each: len(program.row(each)[0])):
        inside = frozenset(program.row(row)[0].tolist())
        tops = sorted({top_of[column] for column in inside})
        if frozenset().union(*(members[top] for top in tops)) != inside:
            return None
        joined = _joined([basin[top] for top in tops], row, program.row_lower[row], program.row_upper[row])
        if joined.low > joined.high:
            return None
        members[tops[0]], basin[tops[0]] = inside, joined
        top_of.update(dict.fromkeys(inside, tops[0]))
    return _joined([basin[top] for top in sorted(set(top_of.values()))], -1, -UNBOUNDED, UNBOUNDED)


def _joined(parts: Sequence[Basin], row: int, low: Amount, high: Amount) -> Basin:
    least, most = sum(part.low for part in parts), sum(part.high for part in parts)
    return Basin(
        low=max(least, _amount(low)),
        high=min(most, _amount(high)),
        low_rows=(row,) if low > least else tuple(each for part in parts for each in part.low_rows),
        high_rows=(row,) if high < most else tuple(each for part in parts for each in part.high_rows),
    )


def _amount(number: Amount) -> Amount:
    return number if isinstance(number, Fraction) else int(number)
