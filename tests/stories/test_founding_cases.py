"""The five founding cases: each is checked and shared from the command line, and holds what its founding document says."""

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from fundalloc.cli.main import run
from fundalloc.domain.deadlines import Continuous, Due, NotSaid, OnDemand, deadline_of, is_overdue
from fundalloc.domain.indicators import IndicatorFamily
from fundalloc.domain.plan import ComponentPart, PlanLevel, PlanStatus
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Refusal
from fundalloc.intake.scenario import examine
from fundalloc.usecases.samples import sample_scenarios, scenarios_in

TABLE = sample_scenarios() / "table-interordres-bsl-2010-2011"
PARTNERSHIPS = sample_scenarios() / "partenariats-strategiques"
Capture = pytest.CaptureFixture[str]


def read(path: Path) -> tuple[Scenario, tuple[Refusal, ...]]:
    found = examine(path)
    assert found.noun is not None
    return found.noun, found.problems


@pytest.mark.parametrize("folder", [each.folder for each in scenarios_in(None)], ids=lambda folder: folder.name)
def test_every_founding_case_is_checked_and_shared_from_the_command_line(folder: Path, capsys: Capture) -> None:
    assert run(["scenario", "check", str(folder)]) == 0
    capsys.readouterr()
    assert run(["allocate", str(folder), "--json"]) == 0
    shared = json.loads(capsys.readouterr().out)
    assert shared["certificate"]["rows_hold"]
    assert sum(each["amount_cents"] for each in shared["allocations"]) == shared["total_cents"] > 0


def test_the_samples_are_the_five_founding_cases_and_a_plan_of_five_years() -> None:
    assert len(scenarios_in(None)) == 6


@pytest.mark.requirement("S4-01", "S12-03", "S9-14", "S9-15")
def test_the_regional_plan_has_five_axes_under_codes_of_their_own_for_three_boards_and_a_consortium() -> None:
    scenario, _ = read(sample_scenarios() / "destination-reussite-est-2024-2025")
    levels = Counter(item.level for item in scenario.plan)
    assert levels == {PlanLevel.AXIS: 5, PlanLevel.OBJECTIVE: 20, PlanLevel.ACTIVITY: 75}
    assert len({item.id for item in scenario.plan}) == 100
    assert all(item.parent == item.id.rpartition(".")[0] for item in scenario.plan if item.parent is not None)
    assert "5" in {item.id for item in scenario.plan if item.level is PlanLevel.AXIS}, "its heading is only in the table of contents"
    assert {recipient.id for recipient in scenario.recipients} == {"CECCE", "CEPEO", "CSDCEO", "CCJL"}
    assert scenario.region


@pytest.mark.requirement("S8-09")
@pytest.mark.requirement("S8-10", partial=True)
def test_rates_are_of_a_programme_with_their_target_and_the_day_of_their_report() -> None:
    scenario, _ = read(sample_scenarios() / "destination-reussite-est-2024-2025")
    assert {rate.programme for rate in scenario.rates} <= {"mhs", "coop", "pajo", "transition"}
    assert scenario.rates
    assert all(rate.as_of.year >= 2000 and rate.target_basis_points > 0 for rate in scenario.rates)


@pytest.mark.requirement("S4-12", "S4-13", "S12-06", "S12-07")
def test_the_tables_plan_has_three_files_eight_objectives_and_thirty_one_means() -> None:
    scenario, _ = read(TABLE)
    levels = Counter(item.level for item in scenario.plan)
    assert levels == {PlanLevel.DOSSIER: 3, PlanLevel.OBJECTIVE: 8, PlanLevel.MEANS: 31}
    assert {item.phase for item in scenario.plan if item.id.startswith("C")} == {"Phase II"}
    assert sum(bool(item.result) for item in scenario.plan) == 20
    assert {item.remark for item in scenario.plan} >= {""}, "the comments stay, even empty"


@pytest.mark.requirement("S4-14", "S4-15", "S4-16", "S4-17", "S12-05")
def test_deadlines_keep_the_words_of_the_plan_and_are_read_as_what_they_are() -> None:
    scenario, problems = read(TABLE)
    means = [item for item in scenario.plan if item.level is PlanLevel.MEANS]
    kinds = Counter(type(deadline_of(item.deadline, scenario.seasons)) for item in means)
    assert kinds == {Due: 15, Continuous: 14, OnDemand: 1, NotSaid: 1}
    (done,) = (item for item in means if item.status is PlanStatus.DONE)
    assert (done.id, done.deadline) == ("A.1.3", "11-2010 (réalisé)")
    seasons = {item.id: deadline_of(item.deadline, scenario.seasons) for item in means if item.id.startswith("B.4")}
    assert seasons["B.4.2"] == Due(date(2010, 10, 1), date(2011, 3, 31))
    assert not any(
        is_overdue(deadline_of(item.deadline), date(2099, 1, 1)) for item in means if item.deadline in {"En continu", "Au besoin"}
    )
    codes = Counter(problem.code for problem in problems)
    assert (codes["echeance-hors-exercice"], codes["echeance-absente"]) == (1, 1)


@pytest.mark.requirement("S4-20", "S12-08", "S4-18")
def test_an_annex_that_is_not_there_stays_unresolved_and_a_means_without_a_budget_is_not_zero() -> None:
    scenario, problems = read(TABLE)
    priorities = next(item.references for item in scenario.plan if item.id == "A.3")
    assert [name for name in priorities if name.startswith("projet")] == [
        f"projet {n}" for n in (3, 4, 5, 7, 8, 10, 15, 16, 19, 25, 26, 27)
    ]
    assert [problem.code for problem in problems].count("renvoi-sans-cible") == 13
    budgeted = {request.plan_item for request in scenario.requests}
    means = {item.id for item in scenario.plan if item.level is PlanLevel.MEANS}
    assert len(means - budgeted) == 27, "a means nobody budgeted asks nothing, and nothing is not a request of zero"


@pytest.mark.requirement("S8-01", "S8-02", "S8-03", "S8-04")
def test_indicators_count_what_is_done_and_those_to_come_are_never_zero() -> None:
    scenario, problems = read(TABLE)
    families = Counter((each.family, each.to_come) for each in scenario.indicators)
    assert families == {(IndicatorFamily.IMPLEMENTATION, False): 14, (IndicatorFamily.RESULT, True): 6}
    assert all(each.baseline is None and each.target is None for each in scenario.indicators if each.to_come)
    assert [problem.code for problem in problems].count("indicateur-a-venir") == 6
    assert all(each.unit for each in scenario.indicators if not each.to_come)
    assert [each.id for each in scenario.indicators if each.by_type] == ["promotion"]
    objectives = Counter(objective for each in scenario.indicators for objective in each.objectives)
    assert max(len(each.objectives) for each in scenario.indicators) > 1
    assert max(objectives.values()) > 1


@pytest.mark.requirement("S4-19")
def test_a_step_of_the_working_cycle_may_be_the_phase_of_a_line(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TABLE, tmp_path / "table"))
    text = (folder / "plan.csv").read_text(encoding="utf-8")
    steps = ("1. Comprendre", "2. Se rassembler", "3. Contribuer, suivre et évaluer")
    for at, step in enumerate(steps, start=1):
        (row,) = (line for line in text.splitlines() if line.startswith(f"B.4.{at};"))
        cells = row.split(";")
        text = text.replace(row, ";".join((*cells[:8], step, *cells[9:])))
    (folder / "plan.csv").write_text(text, encoding="utf-8")
    scenario, _ = read(folder)
    assert [item.phase for item in scenario.plan if item.parent == "B.4"] == list(steps)


@pytest.mark.requirement("S9-09")
@pytest.mark.parametrize(
    ("edits", "code"),
    [
        ({"non;cegep-fiduciaire": "non;"}, "fiduciaire-manquant"),
        ({"non;cegep-fiduciaire": "non;table"}, "fiduciaire-manquant"),
        ({"non;cegep-fiduciaire": "non;personne"}, "beneficiaire-inconnu"),
    ],
)
def test_a_table_plans_and_holds_no_money_so_that_it_needs_a_fiduciary(tmp_path: Path, edits: Mapping[str, str], code: str) -> None:
    folder = Path(shutil.copytree(TABLE, tmp_path / "table"))
    text = (folder / "recipients.csv").read_text(encoding="utf-8")
    for before, after in edits.items():
        text = text.replace(before, after)
    (folder / "recipients.csv").write_text(text, encoding="utf-8")
    found = examine(folder)
    assert found.noun is None
    assert code in [problem.code for problem in found.problems]


@pytest.mark.requirement("S4-22", "S4-23", "S8-12")
def test_three_partnership_elements_are_laid_out_in_five_parts_each(tmp_path: Path) -> None:
    scenario, problems = read(PARTNERSHIPS)
    elements = [item.id for item in scenario.plan if item.level is PlanLevel.AXIS]
    parts = {element: [item.part for item in scenario.plan if item.parent == element] for element in elements}
    assert parts == {element: list(ComponentPart) for element in ("1", "2", "3")}
    assert problems == ()
    folder = Path(shutil.copytree(PARTNERSHIPS, tmp_path / "projet"))
    rows = (folder / "plan.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if not row.startswith("2.e;")]
    (folder / "plan.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    (incomplete,) = examine(folder).problems
    assert incomplete.code == "composante-incomplete"
    assert incomplete.facts["component"] == "2"


@pytest.mark.requirement("S1-14")
def test_nine_months_are_the_most_the_project_may_last(capsys: Capture, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PARTNERSHIPS, tmp_path / "projet"))
    text = (folder / "requests.csv").read_text(encoding="utf-8")
    (folder / "requests.csv").write_text(text.replace("2014-09-01;2015-05-31", "2014-09-01;2015-06-30"), encoding="utf-8")
    assert run(["allocate", str(folder), "--json"]) == 0
    shared = json.loads(capsys.readouterr().out)
    assert shared["total_cents"] == 0, "what lasts longer is not eligible, and says so"
    assert any("neuf mois" in str(each["why"]) for each in shared["allocations"])
