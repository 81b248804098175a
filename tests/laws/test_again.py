"""Asked again with other bounds, a program answers as if it were asked for the first time."""

from dataclasses import replace
from random import Random

import pytest

from fundalloc.allocation.goals import aim_of
from fundalloc.allocation.layout import laid_out
from fundalloc.optimization import optimum
from fundalloc.optimization.aims import Aim
from fundalloc.optimization.optimum import Found, Optimum, optimise
from fundalloc.optimization.program import UNBOUNDED, LinearProgram
from tests.laws.scenarios import crossing

AGAIN = 6


def moved(program: LinearProgram, random: Random) -> LinearProgram:
    """Return the program with some of its bounds a little higher or lower."""
    bounds = program.row_upper.copy()
    for row in range(program.row_count):
        if bounds[row] < UNBOUNDED and random.random() < 0.5:
            bounds[row] += random.randrange(-abs(int(bounds[row])) // 20 - 1, abs(int(bounds[row])) // 20 + 2)
    return replace(program, row_upper=bounds)


def told(found: Found) -> object:
    """Return what an answer says to people: cents, goals, gap, and whether others are as good."""
    if not isinstance(found, Optimum):
        return found
    exact = found.exact.totals([column] for column in range(len(found.values)))
    return found.values, exact, found.best, found.reached, found.missed_cents, found.unique


@pytest.mark.parametrize("seed", range(40))
def test_an_answer_beside_another_is_the_one_found_from_nothing(seed: int) -> None:
    scenario = crossing(seed, requests=6 + seed % 20, largest_cents=(50_000, 1_234_567)[seed % 2])
    model, program = laid_out(scenario)
    aims: list[Aim] = [aim_of(goal, model, program) for goal in scenario.goals]
    random, ideals = Random(seed), model.ideals(program)
    near = optimise(program, aims, ideals)
    for _ in range(AGAIN):
        program = moved(program, random)
        found = optimise(program, aims, ideals, near=near if isinstance(near, Optimum) else None)
        assert told(found) == told(optimise(program, aims, ideals))
        near = found


def test_where_prices_still_hold_no_solver_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = crossing(3, requests=20)
    model, program = laid_out(scenario)
    aims: list[Aim] = [aim_of(goal, model, program) for goal in scenario.goals]
    near = optimise(program, aims, model.ideals(program))
    assert isinstance(near, Optimum)
    monkeypatch.setattr(optimum, "settle", None)
    assert told(optimise(program, aims, model.ideals(program), near=near)) == told(near)
