"""Goals in order, to one exact answer in whole numbers, with its proof."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, gcd
from typing import Final, TypeAlias, assert_never

import numpy as np

from fundalloc.optimization.aims import Aim, Leximin, Weights, Witness, missed_cents, reached
from fundalloc.optimization.cents import Bounded, best_in_cents, best_whatever_the_choices
from fundalloc.optimization.exact import Prices, proved_by
from fundalloc.optimization.face import Ideals
from fundalloc.optimization.leximin import Unproved
from fundalloc.optimization.nearest import Before, ExactValues, nearest
from fundalloc.optimization.program import Integers, LinearProgram, WholeNumbers
from fundalloc.optimization.settling import Settled, best_face, questions_of, settle
from fundalloc.optimization.solver import RELATIVE_NOISE, Approximate, Asker, NoneFeasible, Opener, Session, SolverFailed, Stopped
from fundalloc.optimization.turns import CHUNK

CHOICES_SETTLED_MAX: Final = 400
"""Above so many choices, ties between sets of choices are left unsettled, and the outcome says so."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """
    The answer in whole numbers and what was proved of it.

    ``best`` gives, for each aim, a value that no answer exceeds, given the aims before it: for the first, no answer in whole numbers.
    ``reached`` is what the whole values bring; ``missed_cents`` what the first aim could at most still gain. ``prices`` are those of
    the first aim in fractions, at fixed choices, and ``witness`` the program in which they prove it; ``proof`` is for whole numbers,
    and for every choice where it was found. ``unique`` says that the aims, the nearness to proportional and the written tie rules
    leave no other.
    ``proved`` is false where time ran out before the first goal's best was known.
    """

    values: WholeNumbers
    exact: ExactValues
    best: tuple[Fraction, ...]
    reached: tuple[Fraction, ...]
    missed_cents: Fraction
    prices: Prices
    witness: Witness
    proof: Bounded
    unique: bool
    proved: bool
    steps: "Steps"


@dataclass(frozen=True, slots=True)
class Steps:
    """What led to an answer beside its choices: the prices of each aim, and what was left once all had spoken."""

    prices: tuple[Prices, ...]
    face: LinearProgram


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
    """
    The choices settled, the bound they leave on the first goal, and whether another set of them was ruled out.

    ``first`` are the choices as they stood when the first goal was reached, before ties were settled.
    """

    values: Integers
    first: Integers
    bound: float
    unique: bool
    proved: bool


def optimise(
    program: LinearProgram,
    aims: Sequence[Aim],
    ideals: Ideals,
    *,
    seconds: float | None = None,
    opened: Opener | None = None,
    in_parts: bool = True,
    near: Optimum | None = None,
) -> Found:
    """
    Reach the aims in order, settle what is still equal by nearness to the ideals, and round to whole numbers.

    ``opened`` chooses the solver that is asked; the answer is proved all the same, and does not depend on it. Where none is chosen,
    HiGHS is asked, and only for what rows one inside the other do not answer directly. Where there are choices, the first aim's best is
    proved under all of them ``in_parts``; else it is bounded as the solver says. ``near`` is the answer of a program with the same
    rows and other bounds, and of the same aims: where its prices still hold, nothing is asked, and the answer is the same.
    """
    try:
        again = None if near is None or opened is not None else _beside(program, aims, ideals, near)
        return _optimise(program, aims, ideals, seconds, opened, in_parts=in_parts) if again is None else again
    except SolverFailed:
        return NotProved(stage="solver")


def _optimise(
    program: LinearProgram, aims: Sequence[Aim], ideals: Ideals, seconds: float | None, opened: Opener | None, *, in_parts: bool
) -> Found:
    """Settle the choices first where there are some, then the amounts beside them."""
    if not program.has_choices:
        return _amounts(program, aims, ideals, opened)
    questions = questions_of(program, aims)
    match _choose(questions.program, questions.goals, seconds, opened):
        case NoneFeasible():
            return NoAnswer()
        case Stopped():
            return OutOfTime()
        case _Choices() as choices:
            found, kept = _beside_choices(program, aims, ideals, choices, opened)
            if not isinstance(found, Optimum):
                return found
            proof = best_whatever_the_choices(program, aims[0], found.values) if choices.proved and in_parts else None
            first = max(found.best[0], _whole_bound(choices.bound, questions.goals[0])) if proof is None else found.reached[0]
            return replace(
                found,
                proof=proof or found.proof,
                best=(first, *found.best[1:]),
                missed_cents=missed_cents(aims[0], found.values, first),
                unique=found.unique and kept and choices.unique and questions.complete,
                proved=choices.proved,
            )


def _beside_choices(
    program: LinearProgram, aims: Sequence[Aim], ideals: Ideals, choices: _Choices, opened: Opener | None
) -> tuple[Found, bool]:
    """
    Settle the amounts beside the choices, and tell whether these are the ones kept.

    Ties are settled within the solver's noise. Where the choices so found allow no whole answer, or a worse one, than those
    that reached the first goal, these are kept instead. Choices that a solver took for possible never make a program impossible.
    """
    found = _amounts(_fixed(program, choices.values), aims, ideals, opened)
    if not np.array_equal(choices.values, choices.first):
        earlier = _amounts(_fixed(program, choices.first), aims, ideals, opened)
        if isinstance(earlier, Optimum) and not (isinstance(found, Optimum) and _in_fractions(found, aims) >= _in_fractions(earlier, aims)):
            return earlier, False
    return (NotProved(stage="choices") if isinstance(found, NoAnswer) else found), True


def _in_fractions(found: Optimum, aims: Sequence[Aim]) -> list[list[Fraction]]:
    """Return each aim's best as it was settled, before cents; of fair levels, each one from the lowest up."""
    return [
        sorted(
            total / group.size for group, total in zip(aim.groups, found.exact.totals(group.columns for group in aim.groups), strict=True)
        )
        if isinstance(aim, Leximin)
        else [best]
        for aim, best in zip(aims, (found.prices.best, *found.best[1:]), strict=True)
    ]


def _fixed(program: LinearProgram, choices: Integers) -> LinearProgram:
    """Return the program with its choices settled."""
    chosen = choices[: program.column_count]
    return program.with_bounds(np.where(program.binary, chosen, program.lower), np.where(program.binary, chosen, program.upper))


def _whole_bound(bound: float, goal: Integers) -> Fraction:
    """Return the greatest value that whole numbers can give a goal under a solver's bound, its noise allowed for."""
    step = gcd(*np.abs(goal[goal != 0]).tolist()) or 1
    return Fraction(floor((bound + RELATIVE_NOISE * max(1.0, abs(bound))) / step) * step)


def _choose(
    program: LinearProgram, goals: Sequence[Integers], seconds: float | None, opened: Opener | None
) -> _Choices | NoneFeasible | Stopped:
    """
    Settle the choices by mixed-integer questions, goal after goal, then turn by turn in the columns' order.

    Where the solver asked for takes values a cent apart for the same one, HiGHS, which is handed scaled amounts, settles them.
    """
    session = (opened or Session)(program, seconds)
    first: _Choices | None = None
    last: Integers | None = None
    for goal in goals:
        match session.ask(goal):
            case Approximate(bound=bound) if first is None and opened is not None and not session.tells_apart(goal, bound):
                return _choose(program, goals, seconds, None)
            case Approximate() as answer:
                last = _whole(program, answer)
                first = first or _Choices(last, last, answer.bound, unique=False, proved=True)
                session.at_least(goal, answer.objective)
            case Stopped(best=best) as stopped:
                if first is not None:
                    return replace(first, values=first.values if best is None else _whole(program, best), proved=False)
                if best is None:
                    return stopped
                found = _whole(program, best)
                return _Choices(found, found, best.bound, unique=False, proved=False)
            case NoneFeasible() as none:
                # After the first goal an answer is known: only noise can hide it, and what it would still settle is left open.
                return none if first is None or last is None else replace(first, values=last)
            case unreachable:
                assert_never(unreachable)
    assert first is not None, "there is at least one goal"
    assert last is not None, "the same"
    return _ties_settled(program, session, replace(first, values=last), telling=session.tells_apart(goals[0], first.bound))


def _ties_settled(program: LinearProgram, session: Asker, choices: _Choices, *, telling: bool) -> _Choices:
    """Say yes to the earliest choices that still can be; ``telling`` says that the solver tells values less than a cent apart."""
    order = np.flatnonzero(program.binary)
    if len(order) > CHOICES_SETTLED_MAX:
        return choices
    for start in range(0, len(order), CHUNK):
        chunk = order[start : start + CHUNK]
        question = np.zeros(program.column_count, dtype=np.int64)
        question[chunk] = 2 ** np.arange(len(chunk) - 1, -1, -1)
        match session.ask(question):
            case Approximate() as answer:
                choices = replace(choices, values=_whole(program, answer))
                session.hold(chunk, choices.values[chunk], choices.values[chunk])
            case _:
                return choices
    return replace(choices, unique=telling)


def _whole(program: LinearProgram, answer: Approximate) -> Integers:
    return np.where(program.binary, np.rint(answer.values), 0).astype(np.int64)


def _beside(program: LinearProgram, aims: Sequence[Aim], ideals: Ideals, near: Optimum) -> Found | None:
    """
    Answer by what is known of an answer nearby; None where another way must be taken.

    Prices that held there bound every answer here too. That they are reached, an exact answer that stands where they say shows.
    """
    alike = (program.column_count, program.row_count) == (near.steps.face.column_count, near.steps.face.row_count)
    if program.has_choices or not alike or len(aims) != len(near.steps.prices):
        return None
    settled: list[Settled] = []
    face = program
    for aim, prices in zip(aims, near.steps.prices, strict=True):
        if not isinstance(aim, Weights) or len(prices.rows) != program.row_count:
            return None
        again = proved_by(face, aim.weights, prices.rows, prices.denominator)
        if again is None:
            return None
        settled.append(Settled(best_face(face, again), face, aim.weights, again))
        face = settled[-1].face
    exact = nearest(face, ideals, Before(near.steps.face, near.exact))
    return None if exact is None else _in_cents(program, aims, settled, exact, nearest_found=True)


def _amounts(program: LinearProgram, aims: Sequence[Aim], ideals: Ideals, opened: Opener | None) -> Found:
    """Answer a program without open choices: each aim's face in turn, then the nearest point, then whole cents."""
    face, session = replace(program, binary=np.zeros_like(program.binary)), None
    settled: list[Settled] = []
    for aim in aims:
        match settle(aim, face, session, opened):
            case NoneFeasible():
                return NoAnswer()
            case Stopped():
                return OutOfTime()
            case Unproved():
                return NotProved(stage="prices")
            case Settled() as found:
                settled.append(found)
                face, session = found.face, found.session
            case unreachable:
                assert_never(unreachable)
    exact, nearest_found = nearest(face, ideals), True
    if exact is None:
        face, nearest_found = _first_in_order(face, session, opened), False
        exact = nearest(face, ideals)
    if exact is None:
        return NotProved(stage="nearest")
    return _in_cents(program, aims, settled, exact, nearest_found=nearest_found)


def _in_cents(
    program: LinearProgram, aims: Sequence[Aim], settled: Sequence[Settled], exact: ExactValues, *, nearest_found: bool
) -> Optimum | NotProved:
    """Round an exact answer to whole numbers that obey every row."""
    whole = best_in_cents(program, aims, settled, exact)
    if whole is None:
        return NotProved(stage="cents")
    first = min(settled[0].prices.best, Fraction(whole.proof.parts.ceiling))
    return Optimum(
        values=whole.values,
        exact=exact,
        best=(first, *(each.prices.best for each in settled[1:])),
        reached=tuple(reached(aim, whole.values) for aim in aims),
        missed_cents=missed_cents(aims[0], whole.values, first),
        prices=settled[0].prices,
        witness=whole.proof.witness,
        proof=whole.proof,
        unique=whole.unique and nearest_found,
        proved=True,
        steps=Steps(tuple(each.prices for each in settled), settled[-1].face),
    )


def _first_in_order(face: LinearProgram, session: Asker | None, opened: Opener | None) -> LinearProgram:
    """Settle what is still equal for the earliest columns, where the nearest to proportional was not found: said as not unique."""
    weights = np.arange(face.column_count, 0, -1, dtype=np.int64)
    found = settle(Weights(weights), face, session, opened)
    return found.face if isinstance(found, Settled) else face
