"""Goals in order, to one exact answer in whole numbers, with its proof."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, gcd
from typing import Final, TypeAlias, assert_never

import numpy as np

from fundalloc.optimization.exact import Prices, held_at_bounds, prices_of
from fundalloc.optimization.nearest import ExactValues, nearest
from fundalloc.optimization.program import Integers, LinearProgram
from fundalloc.optimization.rounding import CHUNK, to_whole
from fundalloc.optimization.solver import RELATIVE_NOISE, Approximate, Asker, NoneFeasible, Opener, Session, Stopped

CHOICES_SETTLED_MAX: Final = 400
"""Above so many choices, ties between sets of choices are left unsettled, and the outcome says so."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """
    The answer in whole numbers and what was proved of it.

    ``best`` gives, for each goal, a value that no answer exceeds, given the goals before it; ``prices`` are those of the first
    goal, at fixed choices. ``unique`` says that the goals, the nearness to proportional and the written tie rules leave no other.
    ``proved`` is false where time ran out before the first goal's best was known.
    """

    values: tuple[int, ...]
    exact: ExactValues
    best: tuple[Fraction, ...]
    prices: Prices
    unique: bool
    proved: bool


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """No whole values obey every row."""


@dataclass(frozen=True, slots=True)
class NotProved:
    """An answer was found that could not be certified; it is not given."""

    stage: str


@dataclass(frozen=True, slots=True)
class OutOfTime:
    """Time ran out before any answer was found."""


Found: TypeAlias = Optimum | NoAnswer | NotProved | OutOfTime


@dataclass(frozen=True, slots=True)
class _Choices:
    """The choices settled, the bound they leave on the first goal, and whether another set of them was ruled out."""

    values: Integers
    bound: float
    unique: bool
    proved: bool


def optimise(
    program: LinearProgram,
    goals: Sequence[Integers],
    ideal: Sequence[Fraction],
    *,
    seconds: float | None = None,
    opened: Opener = Session,
) -> Found:
    """
    Maximise the goals in order, settle what is still equal by nearness to the ideals, and round to whole numbers.

    ``opened`` chooses the solver that is asked; the answer is proved all the same, and does not depend on it.
    """
    if not program.has_choices:
        return _amounts(program, goals, ideal, opened)
    match _choose(program, goals, seconds, opened):
        case NoneFeasible():
            return NoAnswer()
        case Stopped():
            return OutOfTime()
        case _Choices() as choices:
            fixed = program.with_bounds(
                np.where(program.binary, choices.values, program.lower), np.where(program.binary, choices.values, program.upper)
            )
            found = _amounts(fixed, goals, ideal, opened)
            if not isinstance(found, Optimum):
                return found
            first = max(found.best[0], _whole_bound(choices.bound, goals[0]))
            return replace(found, best=(first, *found.best[1:]), unique=found.unique and choices.unique, proved=choices.proved)


def _whole_bound(bound: float, goal: Integers) -> Fraction:
    """Return the greatest value that whole numbers can give a goal under a solver's bound, its noise allowed for."""
    step = gcd(*np.abs(goal[goal != 0]).tolist()) or 1
    return Fraction(floor((bound + RELATIVE_NOISE * max(1.0, abs(bound))) / step) * step)


def _choose(program: LinearProgram, goals: Sequence[Integers], seconds: float | None, opened: Opener) -> _Choices | NoneFeasible | Stopped:
    """Settle the choices by mixed-integer questions, goal after goal, then turn by turn in the columns' order."""
    session = opened(program, seconds)
    bound, last = float("inf"), None
    for position, goal in enumerate(goals):
        match session.ask(goal):
            case NoneFeasible() as none:
                # After the first goal an answer is known: only noise can hide it, and what it would still settle is left open.
                return none if last is None else _Choices(_whole(program, last), bound, unique=False, proved=True)
            case Stopped(best=best) as stopped:
                bound = best.bound if best and position == 0 else bound
                reached = best or last
                return _Choices(_whole(program, reached), bound, unique=False, proved=False) if reached else stopped
            case Approximate() as answer:
                bound, last = (answer.bound if position == 0 else bound), answer
                session.at_least(goal, answer.objective)
            case unreachable:
                assert_never(unreachable)
    assert last is not None, "there is at least one goal"
    order = np.flatnonzero(program.binary)
    if len(order) > CHOICES_SETTLED_MAX:
        return _Choices(_whole(program, last), bound, unique=False, proved=True)
    for start in range(0, len(order), CHUNK):
        chunk = order[start : start + CHUNK]
        question = np.zeros(program.column_count, dtype=np.int64)
        question[chunk] = 2 ** np.arange(len(chunk) - 1, -1, -1)
        match session.ask(question):
            case Approximate() as answer:
                last = answer
                found = np.rint(answer.values[chunk]).astype(np.int64)
                session.hold(chunk, found, found)
            case _:
                return _Choices(_whole(program, last), bound, unique=False, proved=True)
    return _Choices(_whole(program, last), bound, unique=True, proved=True)


def _whole(program: LinearProgram, answer: Approximate) -> Integers:
    return np.where(program.binary, np.rint(answer.values), 0).astype(np.int64)


def _amounts(program: LinearProgram, goals: Sequence[Integers], ideal: Sequence[Fraction], opened: Opener) -> Found:
    """Answer a program without open choices: each goal's face in turn, then the nearest point, then whole cents."""
    session = opened(replace(program, binary=np.zeros_like(program.binary)), None)
    face, best, first = program, [], None
    for goal in goals:
        answer = session.ask(goal)
        if isinstance(answer, NoneFeasible):
            return NoAnswer()
        if not isinstance(answer, Approximate):
            return OutOfTime()
        prices = prices_of(face, goal, answer)
        if prices is None:
            return NotProved(stage="prices")
        best.append(prices.best)
        first = first or prices
        face = _best_face(face, prices, session)
    exact = nearest(face, ideal)
    if exact is None:
        return NotProved(stage="nearest")
    whole = to_whole(program, exact, goals)
    if whole is None:
        return NotProved(stage="cents")
    assert first is not None, "there is at least one goal"
    return Optimum(values=whole.values, exact=exact, best=tuple(best), prices=first, unique=whole.beside, proved=True)


def _best_face(program: LinearProgram, prices: Prices, session: Asker) -> LinearProgram:
    """
    Hold what every best answer of a goal has in common: priced columns and rows at their bounds (complementary slackness).

    No goal becomes a row of its own, so that the next question stays as sparse and as exact as the first.
    """
    low, high = held_at_bounds(prices.columns)
    lower, upper = np.where(high, program.upper, program.lower), np.where(low, program.lower, program.upper)
    row_low, row_high = held_at_bounds(prices.rows)
    row_lower = np.where(row_high, program.row_upper, program.row_lower)
    row_upper = np.where(row_low, program.row_lower, program.row_upper)
    columns, rows = np.flatnonzero(low | high), np.flatnonzero(row_low | row_high)
    session.hold(columns, lower[columns], upper[columns])
    session.hold_rows(rows, row_lower[rows], row_upper[rows])
    return replace(program, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)
