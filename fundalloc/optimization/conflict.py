"""Why nothing is feasible: the smallest set of row groups that cannot hold together, and the cheapest way to bend them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from fundalloc.optimization.program import UNBOUNDED, Integers, LinearProgram
from fundalloc.optimization.solver import RELATIVE_NOISE, Approximate, Session


@dataclass(frozen=True, slots=True)
class Bend:
    """How far one row would have to give way, in its own whole units, for an answer to exist."""

    row: int
    units: int


def feasible(program: LinearProgram) -> bool:
    """Tell whether some values obey every row."""
    return isinstance(Session(program).ask(np.zeros(program.column_count, dtype=np.int64)), Approximate)


def smallest_conflict(program: LinearProgram, order: Sequence[int]) -> tuple[int, ...]:
    """
    Return groups of rows that cannot hold together though any one of them left out lets the rest hold.

    Groups are tried for removal in ``order``: the ones one would rather blame come last. Rows of no group always hold.
    """
    kept = set(np.unique(program.groups[program.groups >= 0]).tolist())
    for group in order:
        if group in kept and not feasible(_only(program, kept - {group})):
            kept.discard(group)
    return tuple(sorted(kept))


def _only(program: LinearProgram, groups: set[int]) -> LinearProgram:
    return program.with_rows((program.groups < 0) | np.isin(program.groups, sorted(groups)))


def cheapest_bends(program: LinearProgram, costs: Mapping[int, int]) -> tuple[Bend, ...] | None:
    """
    Return the least costly bends of the rows named in ``costs`` (row to cost per unit) that let everything else hold.

    None where no bend of these rows is enough. The bends are checked: with them applied, the program is feasible.
    """
    rows = sorted(costs)
    wider, slack_of = _with_slack(program, rows)
    goal = np.zeros(wider.column_count, dtype=np.int64)
    for row, columns in slack_of.items():
        goal[list(columns)] = -costs[row]
    answer = Session(wider).ask(goal)
    if not isinstance(answer, Approximate):
        return None
    units = {row: sum(_up(float(answer.values[column])) for column in columns) for row, columns in slack_of.items()}
    for spare in range(3):
        bends = tuple(Bend(row=row, units=unit + spare) for row, unit in units.items() if unit)
        if feasible(bent(program, bends)):
            return bends
    return None


def _up(amount: float) -> int:
    return max(0, ceil(amount - RELATIVE_NOISE * max(1.0, abs(amount)) - 1e-6))


def bent(program: LinearProgram, bends: Sequence[Bend]) -> LinearProgram:
    """Return the program with rows loosened."""
    lower, upper = program.row_lower.copy(), program.row_upper.copy()
    for bend in bends:
        if lower[bend.row] > -UNBOUNDED:
            lower[bend.row] -= bend.units
        if upper[bend.row] < UNBOUNDED:
            upper[bend.row] += bend.units
    return replace(program, row_lower=lower, row_upper=upper)


def _with_slack(program: LinearProgram, rows: Sequence[int]) -> tuple[LinearProgram, dict[int, tuple[int, ...]]]:
    """Add to each row named a column that fills what is missing and one that takes what is too much."""
    entries = program.row_of_entries()
    columns, coefficients, owners = [program.columns], [program.coefficients], [entries]
    slack_of: dict[int, tuple[int, ...]] = {}
    count = program.column_count
    for row in rows:
        added = [sign for sign, bound in ((1, program.row_lower[row]), (-1, program.row_upper[row])) if abs(int(bound)) < UNBOUNDED]
        slack_of[row] = tuple(range(count, count + len(added)))
        columns.append(np.arange(count, count + len(added), dtype=np.int64))
        coefficients.append(np.array(added, dtype=np.int64))
        owners.append(np.full(len(added), row, dtype=np.int64))
        count += len(added)
    every_row = np.concatenate(owners)
    order = np.argsort(every_row, kind="stable")
    new = count - program.column_count
    most = _largest_activity(program)
    return (
        replace(
            program,
            lower=np.concatenate((program.lower, np.zeros(new, dtype=np.int64))),
            upper=np.concatenate((program.upper, np.full(new, most, dtype=np.int64))),
            binary=np.concatenate((program.binary, np.zeros(new, dtype=np.bool_))),
            starts=np.concatenate(([0], np.cumsum(np.bincount(every_row, minlength=program.row_count)))).astype(np.int64),
            columns=np.concatenate(columns)[order],
            coefficients=np.concatenate(coefficients)[order],
        ),
        slack_of,
    )


def _largest_activity(program: LinearProgram) -> int:
    """Return a number that no row needs to be bent by more than."""
    reach: Integers = np.zeros(program.row_count, dtype=object)
    np.add.at(reach, program.row_of_entries(), np.abs(program.coefficients).astype(object) * program.upper[program.columns].astype(object))
    bounds = [abs(int(bound)) for bound in (*program.row_lower.tolist(), *program.row_upper.tolist()) if abs(int(bound)) < UNBOUNDED]
    return min(2**60, max([*map(int, reach.tolist()), 1]) + max([*bounds, 0]))
