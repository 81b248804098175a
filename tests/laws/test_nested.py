"""Where rows lie one inside the other, the direct way answers what the solver and the general way answer, and nothing else."""

from fractions import Fraction
from itertools import pairwise
from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.optimization import nearest as last_goal
from fundalloc.optimization.exact import prices_of
from fundalloc.optimization.face import Ideals, face_of
from fundalloc.optimization.forest import forest_of
from fundalloc.optimization.nested import nested_prices
from fundalloc.optimization.program import LinearProgram, ProgramBuilder
from fundalloc.optimization.settling import best_face
from fundalloc.optimization.solver import Approximate, Session
from fundalloc.optimization.watering import watered

CENTS = st.integers(0, 60)


@st.composite
def sums(draw: st.DrawFn, *, may_cross: bool = False) -> tuple[LinearProgram, list[int], Ideals]:
    """Draw columns in consecutive groups, groups in consecutive groups, with caps and floors on each; weights; and ideals."""
    builder = ProgramBuilder()
    count = draw(st.integers(1, 9))
    for _ in range(count):
        least = draw(st.integers(0, 5))
        builder.amount(least + draw(CENTS), least)
    marks = sorted(draw(st.sets(st.integers(1, count), max_size=4)) | {0, count})
    inner = [range(first, last) for first, last in pairwise(marks)]
    outer = range(inner[0].start, inner[draw(st.integers(0, len(inner) - 1))].stop)
    across = [range(count - 1, count // 2 - 1, -2)] if may_cross and draw(st.booleans()) else []
    for columns in [*inner, outer, range(count), *across]:
        low = draw(st.none() | st.integers(0, 40))
        high = draw(st.none() | st.integers(low or 0, 200))
        builder.row(dict.fromkeys(columns, 1), low=low, high=high)
    weights = draw(st.lists(st.integers(-2, 5), min_size=count, max_size=count))
    ideals = draw(st.lists(st.fractions(Fraction(1, 3), 50, max_denominator=4), min_size=count, max_size=count))
    return builder.build(), weights, Ideals.of(ideals)


@given(sums())
@settings(max_examples=150)
def test_nested_rows_are_answered_as_the_solver_answers_them(drawn: tuple[LinearProgram, list[int], Ideals]) -> None:
    program, weights, _ = drawn
    goal = np.array(weights, dtype=np.int64)
    direct, answer = nested_prices(program, goal), Session(program).ask(goal)
    if not isinstance(answer, Approximate):
        assert direct is None
        return
    asked = prices_of(program, goal, answer)
    assert direct is not None
    assert asked is not None
    assert direct.best == asked.best


@given(sums())
@settings(max_examples=150)
def test_nested_rows_are_filled_as_the_general_way_fills_them(drawn: tuple[LinearProgram, list[int], Ideals]) -> None:
    program, weights, ideals = drawn
    prices = nested_prices(program, np.array(weights, dtype=np.int64))
    if prices is None:
        return
    face = best_face(program, prices)
    found = last_goal.nearest(face, ideals)
    with mock.patch.object(last_goal, "watered", return_value=None):
        other = last_goal.nearest(face, ideals)
    every = [[column] for column in range(program.column_count)]
    assert found is not None
    assert other is not None
    assert found.totals(every) == other.totals(every)


@given(sums(may_cross=True))
@settings(max_examples=150)
def test_the_direct_way_says_itself_whether_rows_are_nested(drawn: tuple[LinearProgram, list[int], Ideals]) -> None:
    program, _, ideals = drawn
    face = face_of(program)
    rows = {row: {int(c) for r, c in zip(face.rows, face.columns, strict=True) if r == row} for row in range(face.row_count)}
    crossing = any(a & b and not (a <= b or b <= a) for a in rows.values() for b in rows.values())
    forest = forest_of(face.rows, face.columns, face.coefficients, row_count=face.row_count, column_count=len(face.free))
    assert (forest is None) == crossing
    if crossing:
        assert watered(face, ideals.among(face.free)) is None
