"""A director asks what changes if the envelope shrinks, and reads the answer."""

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fundalloc.cli.main import run
from fundalloc.intake.scenario import read_scenario
from fundalloc.sweeps.grid import grid_of
from fundalloc.sweeps.knobs import knobs_of
from fundalloc.usecases.allocating.exploring import explore

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CERAC = SCENARIOS / "cerac-2013-2015"
SHRINKING = "fonctionnement-2013-2014=80%..100%:10%"
PLACES = "trois-par-ordre=2;3"


def test_a_smaller_envelope_and_fewer_places_are_tried_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sweep", str(CERAC), "--vary", SHRINKING, "--vary", PLACES, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [variant["setting"] for variant in found["variants"]][:3] == [[120_000_000, 2], [120_000_000, 3], [135_000_000, 2]]
    totals = [variant["total_cents"] for variant in found["variants"]]
    assert totals[1] < totals[3] < totals[5], "with three places, more money is shared"
    assert all(bounds["least_cents"] <= bounds["most_cents"] for bounds in found["bounds"])


def test_the_answer_is_a_workbook_or_a_file_for_a_spreadsheet(tmp_path: Path) -> None:
    for ending in (".xlsx", ".csv"):
        assert run(["sweep", str(CERAC), "--vary", SHRINKING, "--output", str(tmp_path / f"essai{ending}")]) == 0
    assert not list(tmp_path.glob("*.partiel"))
    assert load_workbook(tmp_path / "essai.xlsx").sheetnames[:3] == ["Variantes", "Par organisme", "Montants"]
    with (tmp_path / "essai.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["fonctionnement-2013-2014"] for row in rows] == ["1200000,00", "1350000,00", "1500000,00"]


def test_settings_may_be_listed_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = tmp_path / "essais.csv"
    listed.write_text("fonctionnement-2013-2014;trois-par-ordre\n1 400 000 $;3\n90%;2\n", encoding="utf-8")
    assert run(["sweep", str(CERAC), "--list", str(listed), "--json"]) == 0
    assert [variant["setting"] for variant in json.loads(capsys.readouterr().out)["variants"]] == [[140_000_000, 3], [135_000_000, 2]]


def test_everything_wrong_with_what_is_asked_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = ("inconnue=1..2:1", "trois-par-ordre=3..2:1", "fonctionnement-2013-2014")
    assert run(["sweep", str(CERAC), *(word for text in wrong for word in ("--vary", text))]) == 1
    told = capsys.readouterr().err
    assert all(code in told for code in ("reglage-inconnu", "plage-vide", "plage-illisible"))
    listed = tmp_path / "essais.csv"
    listed.write_text("trois-par-ordre\nbeaucoup\n", encoding="utf-8")
    assert run(["sweep", str(CERAC), "--list", str(listed)]) == 1
    assert "essais.csv" in capsys.readouterr().err
    listed.write_text('trois-par-ordre\n"2\n', encoding="utf-8")
    assert run(["sweep", str(CERAC), "--list", str(listed)]) == 1
    assert "essais.csv" in capsys.readouterr().err
    assert run(["sweep", str(CERAC)]) == 1
    assert "rien-a-varier" in capsys.readouterr().err


def test_very_many_variants_are_tried_only_when_it_is_said_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sweep", str(CERAC), "--vary", "fonctionnement-2013-2014=1..1500000:1"]) == 1
    assert "grille-trop-grande" in capsys.readouterr().err


def test_a_value_that_a_rule_cannot_have_is_a_row_and_not_a_failure() -> None:
    scenario = read_scenario(SCENARIOS / "destination-reussite-est-2024-2025")
    knobs = knobs_of(scenario)
    share = next(knob for knob in knobs if knob.part == "rules" and knob.measure == "share")
    found = explore(scenario, grid_of(knobs, (f"{share.name}=20%;900000%",)))
    assert [variant.came for variant in found.variants][-1] == "refused"
    assert list(found.variants)[-1].because == ("reglage-hors-limites",)


def test_an_exploration_is_a_frame_for_whoever_analyses_it() -> None:
    scenario = read_scenario(CERAC)
    frame = explore(scenario, grid_of(knobs_of(scenario), (SHRINKING,))).to_frame()
    assert list(frame["total_cents"]) == sorted(frame["total_cents"])
    assert frame.index.name == "variant"
