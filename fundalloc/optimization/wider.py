"""
Whole cents further away, where the cents beside the exact answer break a rule or are not the best: searched for, and never guessed.

Among all whole answers within reach, in order: what the goals gain, the fewest cents moved, then the most for the earliest amounts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from fundalloc.optimization.program import UNBOUNDED, AddedRow, Integers, LinearProgram, WholeNumbers, whole_numbers
from fundalloc.optimization.solver import Approximate, Asker, Session, SolverFailed
from fundalloc.optimization.turns import CHUNK

REACHES: Final = (2, 16, 256, 10_000)
"""How many whole numbers away from the exact answer a search goes."""

COLUMNS_SEARCHED_MAX: Final = 2_000
"""Above so many columns no search is made: what a cent is worth there is small beside the whole, and the gap is said."""

COLUMNS_SETTLED_MAX: Final = 400
"""Above so many columns, ties further away are left unsettled, and the outcome says so."""


@dataclass(frozen=True, slots=True)
class Wider:
    """Whole values that break no row; ``unique`` says that the goals and the written tie rules leave no other within reach."""

    values: WholeNumbers
    unique: bool


def further(program: LinearProgram, below: Integers, goals: Sequence[Integers]) -> Iterator[Wider]:
    """Go through the best whole values within each reach of some, the nearest reach first; none where nothing obeys the rows there."""
    for reach in REACHES:
        try:
            found = _within(program, below, goals, reach)
        except SolverFailed:  # another reach may do
            continue
        if found is not None:
            yield found


def _within(program: LinearProgram, below: Integers, goals: Sequence[Integers], reach: int) -> Wider | None:
    moves = _moves(program, below, reach)
    session, count = Session(moves), program.column_count
    apart = np.concatenate((np.zeros(count, dtype=np.int64), np.full(count, -1, dtype=np.int64)))
    found: Integers | None = None
    for goal in (*(np.pad(goal, (0, count)) for goal in goals), apart):
        match session.ask(goal):
            case Approximate() as answer:
                found = _rounded(answer, count)
                session.at_least(goal, round(answer.objective))
            case _:
                return None
    if found is None:
        return None
    settled = _earliest_first(session, moves, found, reach) if count <= COLUMNS_SETTLED_MAX else None
    values = below + (found if settled is None else settled)
    return None if program.broken_rows(values) else Wider(whole_numbers(values), unique=settled is not None)


def _earliest_first(session: Asker, moves: LinearProgram, found: Integers, reach: int) -> Integers | None:
    """Settle what is still open for the earliest columns, a few in one question, as digits of one number."""
    base = 2 * reach + 2
    at_once = max(1, CHUNK // base.bit_length())
    settled = found.copy()
    for start in range(0, len(found), at_once):
        chunk = np.arange(start, min(start + at_once, len(found)), dtype=np.int64)
        question = np.zeros(moves.column_count, dtype=np.int64)
        question[chunk] = base ** np.arange(len(chunk) - 1, -1, -1)
        match session.ask(question):
            case Approximate() as answer:
                settled[chunk] = _rounded(answer, len(found))[chunk]
                session.hold(chunk, settled[chunk], settled[chunk])
            case _:
                return None
    return settled


def _rounded(answer: Approximate, count: int) -> Integers:
    return np.rint(answer.values[:count]).astype(np.int64)


def _moves(program: LinearProgram, below: Integers, reach: int) -> LinearProgram:
    """Return the program in whole numbers moved from some values, which floats carry exactly, and beside each move how far it is."""
    count = program.column_count
    activities = np.array(program.activities(below), dtype=object)
    moved = replace(
        program,
        lower=np.maximum(program.lower - below, -reach),
        upper=np.minimum(program.upper - below, reach + 1),
        binary=np.ones(count, dtype=np.bool_),
        row_lower=_from(program.row_lower, activities),
        row_upper=_from(program.row_upper, activities),
    )
    apart = [AddedRow((column, count + column), (sign, 1), low=0) for column in range(count) for sign in (1, -1)]
    return moved.with_more([(0, reach + 1)] * count, apart)


def _from(bounds: Integers, activities: Integers) -> Integers:
    """Return how far bounds are from where rows stand; those too far for any move to reach bound nothing."""
    far = ((bound, bound - int(at)) for bound, at in zip(bounds.tolist(), activities.tolist(), strict=True))
    return np.array([bound if abs(bound) >= UNBOUNDED else min(max(away, -UNBOUNDED), UNBOUNDED) for bound, away in far], dtype=np.int64)
