"""
Choices settled by questions in their order, then turn by turn.

Rows that cross in two families only, such as caps by recipient beside caps by theme, leave whole corners (Hoffman and Kruskal, 1956):
there the questions are answered by prices, without branching. Where an answer so found is not whole, they are asked again as choices.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from fundalloc.optimization.aims import Weights
from fundalloc.optimization.program import Integers, LinearProgram
from fundalloc.optimization.settling import Settled, settle
from fundalloc.optimization.solver import Approximate, Session

CHUNK: Final = 20
"""Choices settled in one question by powers of two, which floats carry exactly."""

WHOLE_ENOUGH: Final = 1e-6


def lexicographic_choices(program: LinearProgram, questions: Sequence[Integers], order: Sequence[int]) -> list[int] | None:
    """
    Answer questions on choices in their order, then say yes to the earliest choices of ``order`` that still can be.

    Every coefficient and answer is a whole number that floats carry exactly. None where nothing is feasible.
    """
    asked = [question for question in questions if np.any(question != 0)]
    found = _by_prices(program, asked, order)
    return _by_branching(program, asked, order) if found is None else found


def _turns(order: Sequence[int], count: int) -> Iterator[tuple[Integers, Integers]]:
    """Return the choices a few at a time, in their order, each time with the question that settles them."""
    for start in range(0, len(order), CHUNK):
        chunk = np.array(order[start : start + CHUNK], dtype=np.int64)
        question = np.zeros(count, dtype=np.int64)
        question[chunk] = 2 ** np.arange(len(chunk) - 1, -1, -1)
        yield chunk, question


def _by_prices(program: LinearProgram, questions: Sequence[Integers], order: Sequence[int]) -> list[int] | None:
    """Answer as if choices could be made in part; None where an answer is not whole."""
    face = replace(program, binary=np.zeros_like(program.binary))
    session = Session(face)
    for question in questions:
        found = settle(Weights(question), face, session, Session)
        if not isinstance(found, Settled):
            return None
        face = found.face
    values = np.zeros(program.column_count, dtype=np.int64)
    for chunk, question in _turns(order, program.column_count):
        answer = session.ask(question)
        if not isinstance(answer, Approximate) or np.abs(answer.values - np.rint(answer.values)).max(initial=0) > WHOLE_ENOUGH:
            return None
        values = np.rint(answer.values).astype(np.int64)
        session.hold(chunk, values[chunk], values[chunk])
    return None if program.broken_rows(values) else values.tolist()


def _by_branching(program: LinearProgram, questions: Sequence[Integers], order: Sequence[int]) -> list[int] | None:
    session = Session(program)
    for question in questions:
        match session.ask(question):
            case Approximate(values=values):
                session.at_least(question, int(question @ np.rint(values).astype(np.int64)))
            case _:
                return None
    settled = np.zeros(program.column_count, dtype=np.int64)
    for chunk, question in _turns(order, program.column_count):
        match session.ask(question):
            case Approximate(values=values):
                settled[chunk] = np.rint(values[chunk])
                session.hold(chunk, settled[chunk], settled[chunk])
            case _:
                return None
    return settled.tolist()
