"""A result is checked again by anyone, from its file alone."""

import json
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest

from fundalloc.allocation import proving
from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated
from fundalloc.allocation.result import as_document
from fundalloc.cli.main import run
from fundalloc.lexicon import lexicon
from fundalloc.usecases.allocating.deciding import allocate_folder
from tests.laws.scenarios import crossing

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CHECKED = ("allocations", "total_cents", "envelopes")
UNPROVED = {"requested_cents"}


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return as_document(allocate_folder(SCENARIOS / "cerac-2013-2015"), lexicon("fr"))


def test_a_page_of_python_that_imports_nothing_confirms_a_result(result: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "resultat.json"
    file.write_text(json.dumps(result), encoding="utf-8")
    checker = Path(proving.__file__)
    answered = subprocess.run([sys.executable, "-I", "-S", str(checker), str(file)], capture_output=True, text=True, check=False)
    assert (answered.returncode, answered.stdout) == (0, "holds\n")
    assert len(checker.read_text(encoding="utf-8").splitlines()) <= 150


def test_any_cent_changed_in_what_was_decided_is_found(result: dict[str, Any]) -> None:
    places = [place for key in CHECKED for place in _numbers(result[key], (key,)) if not UNPROVED.intersection(place)]
    places += list(_numbers(result["proof"]["values"], ("proof", "values")))
    assert len(places) > 100
    assert [place for place in places if not proving.findings(_changed(result, place))] == []


def test_a_price_or_a_bound_changed_is_found_unless_it_proves_as_much(result: dict[str, Any]) -> None:
    places = list(_numbers(result["proof"], ("proof",)))
    found = 0
    for place in Random(20241124).sample(places, 200):
        forged = _changed(result, place)
        if proving.findings(forged):
            found += 1
        else:
            assert forged["proof"]["bound"] == result["proof"]["bound"]
            assert forged["proof"]["values"] == result["proof"]["values"]
    assert found > 50


def test_a_proof_in_parts_that_leaves_whole_answers_out_is_found() -> None:
    crossed: dict[str, Any] = as_document(allocate(crossing(91)), lexicon("fr"))
    assert proving.findings(crossed) == []
    assert proving.findings({**crossed, "proof": {**crossed["proof"], "parts": None}}) != [], "fractions alone do not prove it"
    cuts = [place for place in _numbers(crossed["proof"]["parts"], ("proof", "parts")) if place[-1] == "at"]
    assert [place for place in cuts if not proving.findings(_changed(crossed, place))] == [], "a cut moved by a cent proves something else"


def _changed(result: dict[str, Any], place: tuple[Any, ...]) -> dict[str, Any]:
    forged = deepcopy(result)
    holder: Any = forged
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] += 1
    return forged


def _numbers(value: object, place: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _numbers(each, (*place, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _numbers(each, (*place, number))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield place


def test_a_result_that_was_touched_up_is_refused_with_what_is_wrong(
    result: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "resultat.json"
    file.write_text(json.dumps({**result, "total_cents": result["total_cents"] + 1}), encoding="utf-8")
    assert run(["prove", str(file)]) == 3
    assert "la somme des montants" in capsys.readouterr().out
    assert run(["prove", str(file), "--json", "--lang", "en"]) == 3
    assert json.loads(capsys.readouterr().out)["findings"][0]["code"] == "total-differs"


def test_a_file_that_is_no_result_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["prove", str(tmp_path / "absent.json")]) == 1
    (tmp_path / "autre.json").write_text('{"layout": 3}', encoding="utf-8")
    assert run(["prove", str(tmp_path / "autre.json")]) == 1
    told = capsys.readouterr().err
    assert "[resultat-introuvable]" in told
    assert "[resultat-non-verifiable]" in told


def test_damaged_results_never_stop_the_checker(result: dict[str, Any]) -> None:
    random = Random(7)
    for _ in range(60):
        forged = deepcopy(result)
        holder: Any = forged
        while isinstance(holder, (dict, list)) and holder:
            key = random.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            if random.random() < 0.4 or not isinstance(holder[key], (dict, list)):
                holder[key] = random.choice([None, "x", -1, [], {}, 1.5, 10**30])
                break
            holder = holder[key]
        assert isinstance(proving.findings(forged), list)


def test_every_crossing_scenario_proves_its_answer() -> None:
    for seed in range(40):
        outcome = allocate(crossing(seed, choices=seed % 2 == 0))
        if isinstance(outcome, Allocated):
            document = json.loads(json.dumps(as_document(outcome, lexicon("en"))))
            assert proving.findings(document) == [], f"seed {seed}"
