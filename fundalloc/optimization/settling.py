"""One aim settled: its exact best over a face, the prices that prove it, and the face of the answers that reach it."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, assert_never

import numpy as np

from fundalloc.optimization.aims import Aim, Coverage, Group, Leximin, Nearness, Weights, Witness, reached, sum_of
from fundalloc.optimization.exact import Prices, held_at_bounds, prices_of
from fundalloc.optimization.leximin import Raised, Unproved, leximin, with_level
from fundalloc.optimization.nested import nested_prices
from fundalloc.optimization.program import UNBOUNDED, AddedRow, Integers, LinearProgram, WholeNumbers
from fundalloc.optimization.solver import Approximate, Asker, NoneFeasible, Opener, Session, Stopped

LEVELS_CHOSEN_MAX: Final = 60
"""Above so many groups, choices are settled for the worst-served one only, and the outcome says that others may be as fair."""


@dataclass(frozen=True, slots=True)
class Settled:
    """
    An aim's best, proved by ``prices`` of ``asked``, where the aim is the weighted sum ``goal``; ``face`` holds what reaches it.

    ``session`` holds the face with the solver, where it still does; ``together`` keeps the cents of groups whose sum was.
    """

    face: LinearProgram
    asked: LinearProgram
    goal: Integers
    prices: Prices
    session: Asker | None = None
    together: tuple[AddedRow, ...] = ()


Settling: TypeAlias = Settled | NoneFeasible | Stopped | Unproved


def settle(aim: Aim, face: LinearProgram, session: Asker | None, opened: Opener | None) -> Settling:
    """
    Find an aim's best over a face without open choices, and what every answer that reaches it has in common.

    Where no solver is chosen by ``opened``, a weighted sum under rows one inside the other is answered without any.
    """
    direct = nested_prices(face, aim.weights) if isinstance(aim, Weights) and session is None and opened is None else None
    if isinstance(aim, Weights) and direct is not None:
        return Settled(best_face(face, direct), face, aim.weights, direct)
    return _asked(aim, face, session, opened or Session)


def _asked(aim: Aim, face: LinearProgram, session: Asker | None, opened: Opener) -> Settling:
    match aim:
        case Weights(weights=weights):
            return _settle_weights(weights, face, session or opened(face, None))
        case Leximin():
            return _settle_levels(aim, face, opened)
        case Nearness(groups=groups):
            return _settle_apart(groups, face, with_distances(face, groups), opened)
        case Coverage(groups=groups):
            return _settle_apart(groups, face, with_cover(face, groups), opened)
        case unreachable:
            assert_never(unreachable)


def _settle_weights(weights: Integers, face: LinearProgram, session: Asker) -> Settling:
    answer = session.ask(weights)
    if not isinstance(answer, Approximate):
        return answer
    prices = prices_of(face, weights, answer)
    if prices is None:
        return Unproved()
    best = best_face(face, prices)
    columns = np.flatnonzero((prices.columns != 0).astype(np.bool_))
    rows = np.flatnonzero((prices.rows != 0).astype(np.bool_))
    session.hold(columns, best.lower[columns], best.upper[columns])
    session.hold_rows(rows, best.row_lower[rows], best.row_upper[rows])
    return Settled(best, face, weights, prices, session)


def best_face(program: LinearProgram, prices: Prices) -> LinearProgram:
    """
    Hold what every best answer of a goal has in common: priced columns and rows at their bounds (complementary slackness).

    No goal becomes a row of its own, so that the next question stays as sparse and as exact as the first.
    """
    low, high = held_at_bounds(prices.columns)
    row_low, row_high = held_at_bounds(prices.rows)
    return replace(
        program,
        lower=np.where(high, program.upper, program.lower),
        upper=np.where(low, program.lower, program.upper),
        row_lower=np.where(row_high, program.row_upper, program.row_lower),
        row_upper=np.where(row_low, program.row_lower, program.row_upper),
    )


def _settle_levels(aim: Leximin, face: LinearProgram, opened: Opener) -> Settling:
    match leximin(face, aim, opened):
        case Raised() as raised:
            ceilings = tuple(
                AddedRow(group.columns, [1] * len(group.columns), high=-(-amount.numerator // amount.denominator))
                for group, amount in zip(aim.groups, raised.sums, strict=True)
            )
            return Settled(raised.face, raised.asked, raised.goal, raised.prices, together=ceilings)
        case NoneFeasible() | Stopped() | Unproved() as nothing:
            return nothing
        case unreachable:
            assert_never(unreachable)


def _settle_apart(groups: Sequence[Group], face: LinearProgram, question: tuple[LinearProgram, Integers], opened: Opener) -> Settling:
    """Ask a question that has columns of its own, and say of each group's sum what the answer leaves open."""
    asked, goal = question
    answer = opened(asked, None).ask(goal)
    if not isinstance(answer, Approximate):
        return answer
    prices = prices_of(asked, goal, answer)
    if prices is None:
        return Unproved()
    best, count = best_face(asked, prices), face.column_count
    rows = [_still_open(group, best, face.row_count + place, count) for place, group in enumerate(groups)]
    return Settled(best.without_more(count, face.row_count).with_more([], rows), asked, goal, prices, together=tuple(rows))


def with_distances(program: LinearProgram, groups: Sequence[Group]) -> tuple[LinearProgram, Integers]:
    """Return the program with, for each group, how far its sum is over and under its size, and the weights that keep both small."""
    columns: list[tuple[int, int]] = []
    rows: list[AddedRow] = []
    for group in groups:
        own, over = list(group.columns), program.column_count + len(columns)
        least, most = int(program.lower[own].sum()), int(program.upper[own].sum())
        columns += [(0, max(0, most - group.size)), (0, max(0, group.size - least))]
        rows.append(AddedRow((*group.columns, over, over + 1), (*([1] * len(own)), -1, 1), low=group.size, high=group.size))
    goal = np.zeros(program.column_count + len(columns), dtype=np.int64)
    goal[program.column_count :] = -1
    return program.with_more(columns, rows), goal


def with_cover(program: LinearProgram, groups: Sequence[Group]) -> tuple[LinearProgram, Integers]:
    """Return the program with, for each group, what counts of its sum, up to its size, and the weight of each."""
    first = program.column_count
    rows = [AddedRow((*group.columns, first + place), (*([1] * len(group.columns)), -1), low=0) for place, group in enumerate(groups)]
    goal = np.zeros(first + len(groups), dtype=np.int64)
    goal[first:] = [group.weight for group in groups]
    return program.with_more([(0, group.size) for group in groups], rows), goal


def _still_open(group: Group, best: LinearProgram, row: int, count: int) -> AddedRow:
    """Say of a group's sum what is left of its row, whose other columns stand between the bounds they kept."""
    columns, coefficients = best.row(row)
    low, high = int(best.row_lower[row]), int(best.row_upper[row])
    for column, coefficient in zip(columns.tolist(), coefficients.tolist(), strict=True):
        if column >= count:
            ends = sorted((coefficient * int(best.lower[column]), coefficient * int(best.upper[column])))
            low, high = low - ends[1] if low > -UNBOUNDED else low, high - ends[0] if high < UNBOUNDED else high
    return AddedRow(group.columns, [1] * len(group.columns), low=low, high=high)


def witness_of(aim: Aim, asked: LinearProgram, goal: Integers, values: WholeNumbers) -> Witness:
    """Return the program in which an aim is the weighted sum ``goal``, with the whole values of an answer."""
    match aim:
        case Weights():
            more: list[int] = []
        case Leximin():
            more = [int(reached(aim, values))]
        case Nearness(groups=groups):
            apart = [sum_of(group, values) - group.size for group in groups]
            more = [side for distance in apart for side in (max(0, distance), max(0, -distance))]
        case Coverage(groups=groups):
            more = [min(sum_of(group, values), group.size) for group in groups]
        case unreachable:
            assert_never(unreachable)
    return Witness(program=asked, weights=goal, values=array("q", [*values, *more]) if more else values)


# --- The same aims while choices are still open


@dataclass(frozen=True, slots=True)
class Questions:
    """Aims as weighted sums over one program with more columns, in order; ``complete`` says that they settle all that aims ask."""

    program: LinearProgram
    goals: tuple[Integers, ...]
    complete: bool


def questions_of(program: LinearProgram, aims: Sequence[Aim]) -> Questions:
    """Return every aim as weighted sums of one program, for a solver that settles choices."""
    goals: list[Integers] = []
    complete = True
    for aim in aims:
        match aim:
            case Weights(weights=weights):
                goals.append(weights)
            case Nearness(groups=groups):
                program, goal = with_distances(program, groups)
                goals.append(goal)
            case Coverage(groups=groups):
                program, goal = with_cover(program, groups)
                goals.append(goal)
            case Leximin(groups=groups):
                program, goal = with_level(program, aim, {})
                goals.append(goal)
                if len(groups) <= LEVELS_CHOSEN_MAX:
                    program, more = _with_ordered_levels(program, aim)
                    goals.extend(more)
                else:
                    complete = False
            case unreachable:
                assert_never(unreachable)
    return Questions(program, tuple(_padded(goal, program.column_count) for goal in goals), complete)


def _with_ordered_levels(program: LinearProgram, aim: Leximin) -> tuple[LinearProgram, list[Integers]]:
    """
    Return the sums of the two, three, ... lowest levels as weighted sums (Ogryczak, 1997).

    The sum of the ``k`` lowest levels is the greatest ``k r - (what each level lacks of r)``, so that levels need no order.
    """
    groups, parts, count = aim.groups, aim.parts, len(aim.groups)
    ceiling = int(program.upper[-1])
    level = program.column_count
    columns = [(0, ceiling)] * count
    rows = [
        AddedRow((*group.columns, level + place), (*([parts] * len(group.columns)), -group.size), low=0)
        for place, group in enumerate(groups)
    ]
    goals: list[dict[int, int]] = []
    for lowest in range(2, count + 1):
        mark = program.column_count + len(columns)
        columns += [(0, ceiling)] * (count + 1)
        rows += [AddedRow((level + place, mark, mark + 1 + place), (1, -1, 1), low=0) for place in range(count)]
        goals.append({mark: lowest} | dict.fromkeys(range(mark + 1, mark + 1 + count), -1))
    wider = program.with_more(columns, rows)
    weights = np.zeros((len(goals), wider.column_count), dtype=np.int64)
    for line, goal in enumerate(goals):
        weights[line, list(goal)] = list(goal.values())
    return wider, list(weights)


def _padded(goal: Integers, count: int) -> Integers:
    return np.concatenate((goal, np.zeros(count - len(goal), dtype=np.int64)))
