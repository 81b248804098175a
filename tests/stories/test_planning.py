"""A region plans five years: envelopes follow an index, money is carried forward, and a project is funded whole or not at all."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.fingerprint import fingerprint
from fundalloc.allocation.outcome import Allocated
from fundalloc.allocation.proving import findings
from fundalloc.allocation.result import as_document
from fundalloc.cli.main import run
from fundalloc.domain.horizon import Horizon
from fundalloc.domain.scenario import Scenario
from fundalloc.intake.scenario import read_scenario
from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.planning.unrolling import funded, indexed, turns_of
from fundalloc.reports.planning import by_year
from fundalloc.usecases.accountability import reporting
from fundalloc.usecases.allocating import planning, scenarios
from fundalloc.usecases.samples import sample_scenarios

FOLDER = sample_scenarios() / "plan-quinquennal-2025-2030"
YEARS = ("2025-2026", "2026-2027", "2027-2028", "2028-2029", "2029-2030")
NOW = datetime(2025, 6, 2, 14, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan() -> tuple[Horizon, Scenario]:
    return planning.planned(FOLDER)


@pytest.fixture(scope="module")
def outcome(plan: tuple[Horizon, Scenario]) -> Allocated:
    found = planning.share_years(plan[1])
    assert isinstance(found, Allocated)
    return found


def received(outcome: Allocated) -> dict[str, int]:
    found: dict[str, int] = {}
    for award in outcome.awards:
        found[award.request] = found.get(award.request, 0) + award.amount_cents
    return found


def test_five_years_follow_the_first_each_with_its_days(plan: tuple[Horizon, Scenario]) -> None:
    horizon, scenario = plan
    assert tuple(year.id for year in scenario.fiscal_years) == YEARS
    assert (scenario.fiscal_years[-1].starts_on, scenario.fiscal_years[-1].ends_on) == (date(2029, 7, 1), date(2030, 6, 30))
    assert [turn.number for turn in turns_of(read_scenario(FOLDER), horizon)] == [0, 1, 2, 3, 4]


def test_envelopes_follow_their_index_and_requests_theirs(plan: tuple[Horizon, Scenario]) -> None:
    amounts = {each.id: each.amount_cents for each in plan[1].envelopes}
    assert [amounts[f"fonctionnement-{year}"] for year in YEARS] == [900_000_00, 918_000_00, 936_360_00, 950_405_40, 964_661_48]
    asked = {each.id: each.amount_cents for each in plan[1].requests}
    assert (asked["N-ACC"], asked["N-ACC@2026-2027"], asked["N-DEV@2029-2030"]) == (320_000_00, 329_600_00, 60_000_00)
    assert "C-LANC@2026-2027" not in asked, "what nothing makes recur is of this year only"
    assert indexed(100_00, (15_000,), 3) == 337_50


def test_every_dollar_of_every_year_is_somewhere(outcome: Allocated) -> None:
    years = by_year(outcome)
    assert tuple(years) == YEARS
    assert sum(each["carried-in"] for each in years.values()) == sum(each["carried-out"] for each in years.values())
    for figures in years.values():
        assert figures["granted"] + figures["carried-out"] <= figures["own"] + figures["carried-in"]
    for envelope in outcome.scenario.envelopes:
        later = [each for each in outcome.awards if each.envelope == envelope.id and each.fiscal_year != envelope.fiscal_year]
        share = 2_500 if envelope.id.startswith("developpement") else 500
        assert sum(each.amount_cents for each in later) * 10_000 <= envelope.amount_cents * share, "no more than may be carried"
        assert {each.fiscal_year for each in later} <= set(YEARS[YEARS.index(envelope.fiscal_year) + 1 :][:1]), "the year after, no later"


def test_a_project_has_all_its_phases_or_none(plan: tuple[Horizon, Scenario], outcome: Allocated) -> None:
    horizon, amounts = plan[0], received(outcome)
    kept = {project.id: funded(project, amounts) for project in horizon.projects}
    assert set(kept.values()) == {True, False}, "the example shows one of each"
    for project in horizon.projects:
        given = [cents for name, cents in sorted(amounts.items()) if name.startswith(f"{project.id}@")]
        assert given == (list(project.phases_cents) if kept[project.id] else [0] * len(project.phases_cents))


def test_every_rule_holds_in_each_year(outcome: Allocated) -> None:
    for year in YEARS:
        envelope = next(each for each in outcome.scenario.envelopes if each.id == f"fonctionnement-{year}")
        for recipient in outcome.scenario.recipients:
            own = sum(each.amount_cents for each in outcome.awards if (each.envelope, each.recipient) == (envelope.id, recipient.id))
            assert own * 5 >= envelope.amount_cents
    assert not list(findings(as_document(outcome, lexicon("fr"))))


def test_the_scenario_of_all_years_is_written_read_again_and_the_same(plan: tuple[Horizon, Scenario], tmp_path: Path) -> None:
    scenarios.write_folder(tmp_path / "cinq-ans", plan[1], lexicon("fr"))
    again = read_scenario(tmp_path / "cinq-ans")
    assert fingerprint(again) == fingerprint(
        plan[1].model_copy(update={"requests": tuple(sorted(plan[1].requests, key=lambda each: each.id))})
    )
    assert isinstance(allocate(again), Allocated)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_years_are_a_workbook_and_a_pdf(plan: tuple[Horizon, Scenario], outcome: Allocated, tmp_path: Path, language: Language) -> None:
    document = planning.document_of(outcome, plan[0], person="analyse", now=NOW)
    for ending in (".xlsx", ".pdf"):
        reporting.write_report(document, tmp_path / f"plan{ending}", lexicon(language), now=NOW)
        assert (tmp_path / f"plan{ending}").stat().st_size > 5_000
    assert document.table("projects").totals[-1] == sum(cents for name, cents in received(outcome).items() if name[0].islower())


def test_the_door_shares_all_years_and_its_result_is_proved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plan.json"
    assert run(["horizon", str(FOLDER), "--json", "-o", str(file), "--write-scenario", str(tmp_path / "cinq-ans")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [year["fiscal_year"] for year in told["years"]] == list(YEARS)
    assert (tmp_path / "cinq-ans" / "requests.csv").is_file()
    assert run(["prove", str(file)]) == 0
    assert run(["horizon", str(FOLDER), "-o", str(tmp_path / "plan.txt")]) == 2
