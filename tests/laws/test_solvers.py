"""Whoever is asked, the cents are the same, or the answer is refused (benchmarks/solvers.py asks the same 500 times and more)."""

import pytest

from benchmarks.solvers import ASKED, NOBODY, compared, exported, said_by, scenario_of
from fundalloc.optimization.solvers import solver_names


@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD is deprecated:DeprecationWarning")  # PuLP 4 will carry no solver; 3.3 does
def test_every_solver_leads_to_the_same_cents_or_is_refused() -> None:
    names = [name for name in ASKED if name in {NOBODY, *solver_names()}]
    came_to = [result for _, _, result in compared(range(24), names)]
    assert "DIFFERENT" not in came_to
    assert sum(result.startswith("same") for result in came_to) > len(came_to) * 3 // 4


@pytest.mark.parametrize("ending", [".lp", ".mps"])
def test_the_model_taken_elsewhere_has_the_same_best_answer(ending: str) -> None:
    for seed in range(0, 24, 3):
        elsewhere, here = exported(scenario_of(seed), ending)
        assert elsewhere == pytest.approx(here, rel=1e-7)


def test_the_same_scenario_asked_twice_says_the_same() -> None:
    assert said_by("highs", scenario_of(2)) == said_by("highs", scenario_of(2))


@pytest.mark.parametrize("seed", [35, 41, 47, 53])
def test_very_large_amounts_with_choices_are_shared_and_not_called_impossible(seed: int) -> None:
    """Tens of millions of dollars beside choices of 0 or 1: the choices once settled must not hide the amounts from the solver."""
    said = said_by("highs", scenario_of(seed))
    assert said.cents
    assert said.settled
