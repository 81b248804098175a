"""Against the world: best answers known by others, models nobody can satisfy, real grants and boards (benchmarks/world.py does it all)."""

from fractions import Fraction
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.world import (
    BOARD_FLOOR_CENTS,
    BOARD_SHARE_MAX,
    BOARDS_CENTS,
    INFEASIBLE,
    OPTIMA,
    SHARE_OF_COST,
    best_of_budget,
    boards_scenario,
    budget_scenario,
    certified,
    data,
    explained,
    grants_scenario,
    solved_knapsacks,
)
from benchmarks.world_readers import FOLDER, read_boards, read_budget, read_grants, read_mps
from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated

world = pytest.mark.skipif(not FOLDER.is_dir(), reason="the world's data are not beside this checkout (FUNDALLOC_DATA names their folder)")


@world
@pytest.mark.parametrize("name", INFEASIBLE)
def test_a_model_nobody_can_satisfy_is_explained_by_rows_that_are_all_needed(name: str) -> None:
    found = explained(name)
    assert found.rows
    assert found.proved
    assert found.irreducible


@world
@pytest.mark.parametrize("name", OPTIMA)
def test_an_optimum_of_the_literature_is_proved_over_the_rationals(name: str) -> None:
    known = Fraction(OPTIMA[name])
    best = certified(name)
    assert best is not None
    assert abs(best - known) <= Fraction(1, 10**5)


@world
def test_knapsacks_reach_the_best_known_or_say_how_far_they_are() -> None:
    for each in islice(solved_knapsacks("mknapcb1.txt", "5.100", seconds=2), 2):
        if each.ended:
            assert each.reached == each.known == each.bound
        else:
            assert each.reached <= each.known <= each.bound


@world
@pytest.mark.parametrize("name", ["Poland_Gdansk_2020_Oliwa", "Poland_Krakow_2024_Zwierzyniec", "Switzerland_Zurich_S5"])
def test_a_participatory_budget_is_worth_its_best_basket(name: str) -> None:
    budget = read_budget(data("pabulib", f"{name}.pb"))
    outcome = allocate(budget_scenario(budget))
    assert isinstance(outcome, Allocated)
    assert outcome.goals[0].value == best_of_budget(budget)


@world
def test_real_grants_are_shared_again_under_the_share_cap_and_the_themes_floors() -> None:
    grants = read_grants(data("grants-france-2019", "projets_dotations_investissement_2019.xlsx"), most=1_000)
    scenario = grants_scenario(grants)
    outcome = allocate(scenario)
    assert isinstance(outcome, Allocated)
    received = {award.request: award.amount_cents for award in outcome.awards}
    assert all(received[each.id] * 10_000 <= each.cost_cents * SHARE_OF_COST for each in grants)
    for theme in {each.theme for each in grants}:
        own = [each for each in grants if each.theme == theme]
        was_given = sum(min(each.granted_cents, each.cost_cents * SHARE_OF_COST // 10_000) for each in own)
        assert sum(received[each.id] for each in own) >= was_given * 7 // 10
    assert outcome.total_cents == scenario.envelopes[0].amount_cents
    assert outcome.certificate.unique


@world
def test_an_envelope_is_shared_among_boards_by_need_with_a_floor() -> None:
    boards = read_boards(data("ontario-schools-2019-2020", "sif_data_table_2019_2020_en.xlsx"), schools_max=1_200)
    scenario = boards_scenario(boards)
    outcome = allocate(scenario)
    assert isinstance(outcome, Allocated)
    assert outcome.total_cents == BOARDS_CENTS
    needs = {board.id: board.low_income for board in boards}
    ends = (BOARD_FLOOR_CENTS, BOARDS_CENTS * BOARD_SHARE_MAX // 10_000)
    received = [(award.amount_cents, needs[award.recipient]) for award in outcome.awards]
    assert all(ends[0] <= amount <= ends[1] for amount, _ in received)
    alike = [(amount, need) for amount, need in received if amount not in ends]
    assert len(alike) > 5
    assert max(Fraction(amount - 1, need) for amount, need in alike) < min(Fraction(amount + 1, need) for amount, need in alike)


def test_a_model_file_is_read_as_the_decimals_it_writes(tmp_path: Path) -> None:
    path = tmp_path / "small.mps"
    path.write_text(
        "NAME small\nROWS\n N cost\n L room\n G least\nCOLUMNS\n x cost 0.1 room 1.5\n x least 1\n y cost 1 room .25\n"
        "RHS\n RHS room 2.5 least 0.2\nBOUNDS\n UP B x 0.75\n MI B y\nENDATA\n",
        encoding="utf-8",
    )
    model = read_mps(path)
    assert model.rows == ("room", "least")
    assert model.program.upper.tolist()[0] == 3, "x is counted in quarters"
    assert [int(number) for number in model.program.coefficients] == [3, 2, 5]
    assert model.program.row_upper.tolist()[0] == 20
    assert model.goal.tolist() == [-1, -40]
    assert model.objective(Fraction(-4)) == Fraction(1, 10)
