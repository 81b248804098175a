"""Why nothing is feasible: the smallest set of row groups that cannot hold together, and the cheapest way to bend them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Final, NamedTuple

import numpy as np

from fundalloc.optimization.exact import Prices, prices_of
from fundalloc.optimization.program import UNBOUNDED, Flags, LinearProgram
from fundalloc.optimization.solver import RELATIVE_NOISE, Answer, Approximate, Session, SolverFailed, answer_if_any

TRIED_TOGETHER: Final = 64
"""Groups left out together first: most of a long rule book has no part in a quarrel."""

PARTS_MAX: Final = 500
"""Parts, each with some choices settled, in which a proof of impossibility is looked for."""

SPARES: Final = (0, 1, 2, 16, 256, 4_096)
"""How much is added to each bend where a solver's noise, in proportion to sums, left it too small."""


@dataclass(frozen=True, slots=True)
class Bend:
    """How far one row would have to give way, in its own whole units, for an answer to exist."""

    row: int
    units: int


class Price(NamedTuple):
    """So many of a row's own units make one of what is counted, which costs so much."""

    units: int
    cost: int


def feasible(program: LinearProgram) -> bool:
    """Tell whether some values obey every row, as the solver sees it; where it cannot say, nothing but a proof denies it."""
    try:
        return isinstance(Session(program).ask(np.zeros(program.column_count, dtype=np.int64)), Approximate)
    except SolverFailed:
        return not proved_impossible(program)


def smallest_conflict(program: LinearProgram, order: Sequence[int]) -> tuple[int, ...]:
    """
    Return groups of rows that cannot hold together though any one of them left out lets the rest hold.

    Groups are tried for removal in ``order``: the ones one would rather blame come last. Rows of no group always hold.
    Whether the rows so found are impossible beyond the solver's word, ``proved_impossible`` says.
    """
    kept = set(np.unique(program.groups[program.groups >= 0]).tolist())
    waiting = [group for group in dict.fromkeys((*order, *sorted(kept))) if group in kept]
    tries = [waiting[start : start + TRIED_TOGETHER] for start in range(0, len(waiting), TRIED_TOGETHER)][::-1]
    while tries:
        tried = tries.pop()
        if not feasible(_only(program, kept.difference(tried))):
            kept.difference_update(tried)
        elif len(tried) > 1:
            # Where some of them are needed, each half is tried: the same groups are left as if they had been tried one by one.
            half = len(tried) // 2
            tries += [tried[half:], tried[:half]]
    return tuple(sorted(kept))


def only_groups(program: LinearProgram, groups: Iterable[int]) -> LinearProgram:
    """Return the program with the rows of some groups, and those of none."""
    return _only(program, set(groups))


def _only(program: LinearProgram, groups: set[int]) -> LinearProgram:
    return program.with_rows((program.groups < 0) | np.isin(program.groups, sorted(groups)))


def proved_impossible(program: LinearProgram, *, parts_max: int = PARTS_MAX) -> bool:
    """
    Tell whether no values obey every row, proved over the rationals; False says only that no proof was found.

    The least sum of bends that would let the rows hold is asked for, and exact prices prove that it is not zero. Choices are
    settled one by one, both ways, until each part is proved so.
    """
    parts = [replace(program, binary=np.zeros_like(program.binary))]
    for _ in range(parts_max):
        if not parts:
            return True
        part = parts.pop()
        answer, prices = _least_bends(part)
        if prices is not None:
            continue
        if not isinstance(answer, Approximate):
            return False
        split = _split(program, part, answer)
        if split is None:
            return False
        parts += split
    return False


def impossibility(program: LinearProgram) -> Prices | None:
    """Return exact row prices that prove that no values obey every row, for their best is below zero; None where none were found."""
    return _least_bends(program)[1]


def _least_bends(program: LinearProgram) -> tuple[Answer, Prices | None]:
    """
    Ask for the least sum of bends that would let every row hold; return the answer, and the prices that prove that it is not zero.

    Rows that only count are bent apart from those of amounts first: beside an amount a count is so small that prices would be lost.
    """
    counting = _counting_rows(program)
    counts_only = replace(
        program,
        row_lower=np.where(counting, program.row_lower, -UNBOUNDED),
        row_upper=np.where(counting, program.row_upper, UNBOUNDED),
    )
    for asked, rows in ((program, ~counting), (counts_only, counting)):
        answer, prices = _bending(asked, np.flatnonzero(rows).tolist())
        if prices is not None:
            return answer, prices
    return _bending(program, range(program.row_count))


def _bending(program: LinearProgram, rows: Sequence[int]) -> tuple[Answer, Prices | None]:
    wider, _ = _with_slack(program, dict.fromkeys(rows, 1))
    goal = np.zeros(wider.column_count, dtype=np.int64)
    goal[program.column_count :] = -1
    answer = answer_if_any(Session(wider), goal)
    prices = prices_of(wider, goal, answer) if isinstance(answer, Approximate) else None
    return answer, prices if prices is not None and prices.best < 0 else None


def _counting_rows(program: LinearProgram) -> Flags:
    """Return the rows whose columns are all between 0 and 1: they count choices."""
    amounts = (program.lower < 0) | (program.upper > 1)
    counting = np.ones(program.row_count, dtype=np.bool_)
    counting[program.row_of_entries()[amounts[program.columns]]] = False
    return counting


def _split(program: LinearProgram, part: LinearProgram, answer: Approximate) -> tuple[LinearProgram, LinearProgram] | None:
    """Return two parts that hold all whole choices of one: below and above the choice furthest from whole, or the first still open."""
    values = answer.values[: program.column_count]
    open_choices = np.flatnonzero(program.binary & (part.lower < part.upper))
    if not len(open_choices):
        return None
    apart = np.abs(values[open_choices] - np.rint(values[open_choices]))
    column = int(open_choices[int(np.argmax(apart))])
    low, high = int(part.lower[column]), int(part.upper[column])
    middle = min(max(floor(float(values[column])), low), high - 1)
    upper, lower = part.upper.copy(), part.lower.copy()
    upper[column], lower[column] = middle, middle + 1
    return part.with_bounds(part.lower, upper), part.with_bounds(lower, part.upper)


def cheapest_bends(program: LinearProgram, tiers: Sequence[Mapping[int, Price]]) -> tuple[Bend, ...] | None:
    """
    Return the least costly bends of the rows priced in ``tiers`` that let everything else hold: the rows of the first tier least, then on.

    None where no bend of these rows is enough. A bend is in whole priced units. They are checked: with them applied, the program is
    feasible.
    """
    prices = {row: price for tier in tiers for row, price in tier.items()}
    wider, slack_of = _with_slack(program, {row: price.units for row, price in prices.items()})
    session = Session(wider)
    answer: Answer | None = None
    for tier in tiers:
        goal = np.zeros(wider.column_count, dtype=np.int64)
        for row in tier:
            goal[list(slack_of[row])] = -prices[row].cost
        found = answer_if_any(session, goal)
        if not isinstance(found, Approximate):
            break
        answer = found
        session.at_least(goal, found.objective)
    if not isinstance(answer, Approximate):
        return None
    counts = {row: sum(_up(float(answer.values[column])) for column in columns) for row, columns in slack_of.items()}
    for spare in SPARES:
        bends = tuple(Bend(row=row, units=(count + spare) * prices[row].units) for row, count in sorted(counts.items()) if count)
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


def _with_slack(program: LinearProgram, units: Mapping[int, int]) -> tuple[LinearProgram, dict[int, tuple[int, ...]]]:
    """Add to each row priced a column that fills what is missing and one that takes what is too much, in so many of its units."""
    entries = program.row_of_entries()
    columns, coefficients, owners = [program.columns], [program.coefficients], [entries]
    slack_of: dict[int, tuple[int, ...]] = {}
    count = program.column_count
    for row in sorted(units):
        added = [
            sign * units[row] for sign, bound in ((1, program.row_lower[row]), (-1, program.row_upper[row])) if abs(int(bound)) < UNBOUNDED
        ]
        slack_of[row] = tuple(range(count, count + len(added)))
        columns.append(np.arange(count, count + len(added), dtype=np.int64))
        coefficients.append(np.array(added, dtype=np.int64))
        owners.append(np.full(len(added), row, dtype=np.int64))
        count += len(added)
    every_row = np.concatenate(owners)
    order = np.argsort(every_row, kind="stable")
    new = count - program.column_count
    return (
        replace(
            program,
            lower=np.concatenate((program.lower, np.zeros(new, dtype=np.int64))),
            upper=np.concatenate((program.upper, np.full(new, UNBOUNDED, dtype=np.int64))),
            binary=np.concatenate((program.binary, np.zeros(new, dtype=np.bool_))),
            starts=np.concatenate(([0], np.cumsum(np.bincount(every_row, minlength=program.row_count)))).astype(np.int64),
            columns=np.concatenate(columns)[order],
            coefficients=np.concatenate(coefficients)[order],
        ),
        slack_of,
    )
