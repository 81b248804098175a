"""Two scenarios beside one another: who gains, who loses, which change made the difference."""

import json
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.cli.main import run
from fundalloc.intake.differing import differing_cells
from fundalloc.lexicon import lexicon
from fundalloc.usecases.allocating.comparing import compare
from tests.laws.scenarios import crossing

SCENARIOS = Path(__file__).parents[2] / "scenarios"
RAC = SCENARIOS / "rac-regions-2006-2007"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The same regions with one envelope larger by 100 000,00 $ and one request withdrawn."""
    folder = tmp_path / "autre"
    shutil.copytree(RAC, folder)
    document = folder / "scenario.toml"
    text = document.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("amount = ") and "2" in line)
    document.write_text(text.replace(line, 'amount = "2 100 000,00 $"', 1), encoding="utf-8")
    requests = folder / "requests.csv"
    rows = requests.read_text(encoding="utf-8").splitlines()
    requests.write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    return folder


def test_gaps_add_up_and_each_change_is_tried_alone(other: Path) -> None:
    found = compare([RAC, other])
    first, second = found.sides
    gaps = {name: second.by_recipient().get(name, 0) - cents for name, cents in first.by_recipient().items()}
    assert sum(gaps.values()) == second.outcome.total_cents - first.outcome.total_cents
    assert {(change.part, change.how) for change in found.changes} == {("envelopes", "changed"), ("requests", "changed")}
    envelope = next(change for change in found.changes if change.part == "envelopes")
    assert envelope.moved_cents is not None
    assert envelope.moved_cents > 0
    assert envelope.changes is not None
    assert sum(envelope.changes.values()) == envelope.total_change_cents


def test_a_scenario_compared_with_itself_differs_in_nothing() -> None:
    found = compare([RAC, RAC])
    assert found.changes == ()
    assert found.sides[0].by_request() == found.sides[1].by_request()


def test_the_command_answers_on_the_terminal_in_json_and_in_a_workbook(
    other: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "comparaison.xlsx"
    assert run(["compare", str(RAC), str(other), "-o", str(target), "--lang", "fr"]) == 0
    told = capsys.readouterr().out
    assert "Écart B − A" in told
    assert "Ce qui a fait la différence" in told
    assert run(["compare", str(RAC), str(other), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [side["letter"] for side in data["sides"]] == ["A", "B"]
    assert {row["findings"][0] for row in data["recipients"]} <= {"gains", "loses", "same"}
    assert all(row["gaps_cents"] == [row["amounts_cents"][1] - row["amounts_cents"][0]] for row in data["recipients"])
    book = openpyxl.load_workbook(target, data_only=True)
    assert book.sheetnames[:2] == ["Comparaison", "Par partenaire"]
    assert len(book["Par partenaire"]._charts) == 1


def test_every_cell_that_differs_is_named_where_it_stands(other: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = compare([RAC, other])
    (amount,) = [cell for cell in found.cells if cell.table == "envelopes"]
    assert (amount.field and amount.field.name, amount.shown(1, lexicon("fr"))) == ("amount", "2\u00a0100\u00a0000,00\u00a0$")
    (row,) = [cell for cell in found.cells if cell.table == "requests"]
    withdrawn = found.sides[0].outcome.scenario.requests[-1].id
    assert (row.row, row.field, row.values) == (withdrawn, None, (True, False))
    assert run(["compare", str(RAC), str(other), "-o", str(tmp_path / "c.xlsx"), "--lang", "en"]) == 0
    assert "2 cells differ:" in capsys.readouterr().out
    sheet = openpyxl.load_workbook(tmp_path / "c.xlsx", data_only=True)["Cells that differ"]
    cells = [cell for line in sheet.iter_rows(values_only=True) for cell in line if cell]
    assert {"Envelopes", "Amount", "$2,100,000.00", "Whole row", "absent"} <= set(cells)


def test_the_result_workbook_lays_each_region_beside_another_scenario(
    other: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "resultat.xlsx"
    assert run(["allocate", str(other), "--against", str(RAC), "-o", str(target), "--lang", "fr", "--json"]) == 0
    capsys.readouterr()
    book = openpyxl.load_workbook(target, data_only=True)
    lines = list(book["Par partenaire"].iter_rows(values_only=True))
    titles = next(line for line in lines if "Dans l’autre scénario" in line)
    granted, before, change = (titles.index(title) for title in ("Accordé", "Dans l’autre scénario", "Écart avec l’autre scénario"))
    found = compare([RAC, other])
    total = next(line for line in lines if line[0] == "Total")
    cents = [round(Decimal(str(total[at])) * 100) for at in (granted, before, change)]
    assert cents == [found.sides[1].outcome.total_cents, found.first.outcome.total_cents, cents[0] - cents[1]]
    assert len([line for line in lines if isinstance(line[before], int | float)]) == len(found.recipients) + 1
    facts = [cell for line in book["Provenance"].iter_rows(values_only=True) for cell in line]
    assert found.first.outcome.fingerprint in facts


@given(seeds=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)))
@settings(max_examples=15, deadline=None)
def test_scenarios_without_a_differing_cell_are_the_same(seeds: tuple[int, int]) -> None:
    one, two = map(crossing, seeds)
    assert differing_cells([one, one]) == ()
    assert (differing_cells([one, two]) == ()) is (one == two)


def test_one_that_cannot_hold_together_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(shutil.copytree(RAC, tmp_path / "impossible"))
    document = folder / "scenario.toml"
    rules = """
[[rules]]
id = "trop"
kind = "cap"
label = { fr = "Presque rien" }
source = { text = "essai" }
amount = "1,00 $"

[[rules]]
id = "assez"
kind = "floor"
label = { fr = "Bien assez" }
source = { text = "essai" }
amount = "100,00 $"
"""
    document.write_text(document.read_text(encoding="utf-8") + rules, encoding="utf-8")
    assert run(["compare", str(RAC), str(folder), "--lang", "fr"]) == 1
    told = capsys.readouterr().err
    assert "[scenario-compare-sans-reponse]" in told
    assert "trop" in told


def test_over_many_results_each_partner_has_its_bounds_and_how_often_it_gains_or_loses(
    other: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "trois.xlsx"
    assert run(["compare", str(RAC), str(other), "--with", str(RAC), "--json", "--output", str(written)]) == 0
    found = json.loads(capsys.readouterr().out)
    amounts = {row["id"]: row["amounts_cents"] for row in found["recipients"]}
    for row in found["stability"]:
        cents = amounts[row["recipient"]]
        assert (row["least_cents"], row["most_cents"]) == (min(cents), max(cents))
        assert (row["gains"], row["losses"]) == (sum(each > cents[0] for each in cents), sum(each < cents[0] for each in cents))
    sheet = openpyxl.load_workbook(written)["Stabilité par partenaire"]
    assert sheet._charts
