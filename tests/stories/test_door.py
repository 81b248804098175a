"""What the command line promises to anyone who calls it, from a terminal or from a script."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fundalloc.cli import demo as demo_door
from fundalloc.cli import main as entrance
from fundalloc.cli.main import run
from fundalloc.errors.allocation import AllocationNotProved
from fundalloc.usecases.allocating import deciding
from fundalloc.usecases.samples import DESTINATION, sample_scenarios
from tests.program import PROGRAM

GALLERY = Path(__file__).parent.parent / "errors" / "gallery"
SCENARIOS = sorted(path.name for path in sample_scenarios().iterdir() if path.is_dir())
QUARREL = """
[[rules]]
kind = "cap"
id = "plafond-nord"
label = { fr = "Le conseil Nord ne reçoit pas plus de mille dollars", en = "Board Nord receives no more than a thousand dollars" }
source = { text = "Lettre d’exemple, 2024" }
where = { recipient = ["NORD"] }
amount = "1 000,00 $"

[[goals]]
kind = "weighted-value"
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GALLERY / "_scenario", tmp_path / "petit-scenario"))


def _program(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    return subprocess.run([*PROGRAM, *words], capture_output=True, env={**kept, **environment}, cwd=Path(__file__).parents[2], check=False)


@pytest.mark.parametrize(
    ("locale", "first_words"),
    [("C", "Usage\u00a0:"), ("fr_CA.UTF-8", "Usage\u00a0:"), ("", "Usage\u00a0:"), ("en_CA.UTF-8", "Usage:"), ("en_US", "Usage:")],
)
def test_french_is_spoken_unless_the_locale_is_english(locale: str, first_words: str) -> None:
    answered = _program("--help", LANG=locale)
    assert answered.stdout.decode("utf-8").startswith(first_words)


def test_a_language_asked_for_wins_wherever_it_is_asked(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_CA.UTF-8")
    for words in (["--lang", "en", "ledger", "--help"], ["ledger", "--help", "--lang", "en"], ["ledger", "--lang=en", "--help"]):
        assert run(words) == 0
        assert capsys.readouterr().out.startswith("Usage: fundalloc ledger")


def test_accents_come_out_whole_from_a_machine_that_knows_none() -> None:
    answered = _program("scenario", "list", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "Destination réussite – région de l’Est, 2024-2025" in answered.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["alocate"], "La commande « alocate » n’existe pas."),
        (["allocate"], "Il manque l’argument"),
        (["allocate", "un", "deux"], "Argument en trop\u00a0: deux."),
        (["allocate", "x", "--vite"], "L’option « --vite » n’existe pas."),
        (["claim", "refuse", "C-1", "--as", "direction"], "Il manque l’option '--reason'."),
        (["report", "ministry", "--as-of", "2025-02-30"], "« 2025-02-30 » n’est pas une date du calendrier"),
        (["demo", "--lang", "de"], "« de » n’est pas l’un de ces choix\u00a0: 'fr', 'en'."),
        (["allocate", "x", "-o", "resultat.pdf"], "doit se terminer par l’un de\u00a0: .xlsx, .json."),
        (["ledger", "balance", "--ledger"], "L’option « --ledger » demande une valeur."),
    ],
)
def test_misuse_is_told_in_french_and_leaves_with_two(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = run([*words, "--lang", "fr"] if "--lang" not in words and words[-1] != "--ledger" else words)
    answered = capsys.readouterr()
    spaced = told.replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    assert spaced in answered.err
    assert (code, answered.out) == (2, "")


def test_no_command_at_all_shows_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "fundalloc demo" in capsys.readouterr().err


def test_rules_that_quarrel_are_named_and_nothing_is_granted(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (scenario / "scenario.toml").read_text(encoding="utf-8")
    (scenario / "scenario.toml").write_text(text.replace('[[goals]]\nkind = "weighted-value"\n', QUARREL[1:], 1), encoding="utf-8")
    assert run(["allocate", str(scenario), "--lang", "fr"]) == 1
    told = capsys.readouterr().out
    assert "plafond-nord – Le conseil Nord ne reçoit pas plus de mille dollars (Lettre d’exemple, 2024)" in told
    assert "plancher-nord" in told
    assert run(["allocate", str(scenario), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["status"], sorted(answer["conflict"])) == ("infeasible", ["plafond-nord", "plancher-nord"])


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_founding_scenario_gives_the_same_bytes_whatever_the_order_of_its_rows(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shuffled = Path(shutil.copytree(sample_scenarios() / name, tmp_path / name))
    for table in shuffled.glob("*.csv"):
        header, *rows = table.read_text(encoding="utf-8-sig").splitlines()
        random.Random(f"{name} {table.name}").shuffle(rows)
        table.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    answers = []
    for folder in (sample_scenarios() / name, sample_scenarios() / name, shuffled):
        assert run(["allocate", str(folder), "--json", "--lang", "fr"]) == 0
        answers.append(capsys.readouterr().out)
    assert answers[0] == answers[1] == answers[2]
    told = json.loads(answers[0])
    assert sum(award["amount_cents"] for award in told["allocations"]) == told["total_cents"]
    assert told["certificate"]["rows_hold"] is True


def test_a_rehearsal_answers_and_writes_nothing(scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = tmp_path / "resultat.json"
    assert run(["allocate", str(scenario), "-o", str(result), "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "optimal"
    assert not result.exists()


def test_a_script_reads_a_refusal_as_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scenario", "check", str(tmp_path / "absent"), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "refused"
    assert [refusal["code"] for refusal in told["refusals"]] == ["dossier-introuvable"]


def _failing(error: BaseException) -> Callable[..., object]:
    def fail(*_: object, **__: object) -> object:
        raise error

    return fail


def test_a_mistake_of_ours_is_one_sentence_with_a_code(
    scenario: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(deciding, "allocate_folder", _failing(ZeroDivisionError("details")))
    monkeypatch.delenv(entrance.TRACE, raising=False)
    assert run(["allocate", str(scenario), "--lang", "fr"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("Une erreur de notre part a interrompu la commande (code ")
    assert "Traceback" not in told
    assert "details" not in told
    monkeypatch.setenv(entrance.TRACE, "1")
    run(["allocate", str(scenario)])
    assert "ZeroDivisionError: details" in capsys.readouterr().err


def test_a_proof_that_fails_leaves_with_three(scenario: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(deciding, "allocate_folder", _failing(AllocationNotProved(stage="rows")))
    assert run(["allocate", str(scenario), "--lang", "fr"]) == 3
    assert "[repartition-non-prouvee]" in capsys.readouterr().err


def test_an_interruption_is_told_and_leaves_with_130(
    scenario: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(deciding, "allocate_folder", _failing(KeyboardInterrupt()))
    assert run(["allocate", str(scenario), "--lang", "fr"]) == 130
    assert "Interrompu à votre demande" in capsys.readouterr().err


def test_a_full_disk_is_a_refusal_not_a_crash(scenario: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(deciding, "write_result", _failing(OSError(28, "No space left on device", "resultat.json")))
    assert run(["allocate", str(scenario), "-o", "resultat.json", "--lang", "fr"]) == 1
    assert "[fichier-hors-de-portee]" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="pipes close differently there")
def test_a_reader_that_leaves_early_is_no_drama() -> None:
    command = [*PROGRAM, "allocate", str(sample_scenarios() / DESTINATION), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2]) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.read(10)
        program.stdout.close()
        assert program.stderr.read() == b""


@pytest.mark.skipif(os.name == "nt", reason="signals differ there")
def test_control_c_stops_a_running_demonstration(tmp_path: Path) -> None:
    command = [*PROGRAM, "demo", str(tmp_path / "demo"), "--lang", "fr"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2]) as program:
        assert program.stderr is not None
        program.stderr.readline()
        program.send_signal(signal.SIGINT)
        told = program.stderr.read().decode("utf-8")
    assert program.returncode == 130
    assert "Traceback" not in told


def test_the_demonstration_is_whole_quick_and_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "demo"
    began = time.monotonic()
    assert run(["demo", str(folder), "--json"]) == 0
    assert time.monotonic() - began < 60
    story = json.loads(capsys.readouterr().out)
    assert [file for file in story["files"] if not Path(file["path"]).exists()] == []
    assert (story["allocated_cents"], story["unmatched"]) == (1_000_000_00, 3)
    assert run(["ledger", "verify", "--ledger", str(folder / "livres"), "--head", story["head"]]) == 0


def test_on_a_terminal_the_demonstration_shows_its_progress_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo_door, "is_terminal", lambda: True)
    assert run(["demo", str(tmp_path / "demo"), "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["entries"] > 0
    assert "Approbation de CEPEO-2024-01\n" not in told.err


def test_the_demonstration_can_be_played_again_and_spares_what_is_not_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "demo"
    assert run(["demo", str(folder), "--json"]) == 0
    (folder / "mes-notes.txt").write_text("à garder", encoding="utf-8")
    first = json.loads(capsys.readouterr().out)
    assert run(["demo", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == first
    assert (folder / "mes-notes.txt").read_text(encoding="utf-8") == "à garder"


def test_a_changed_amount_in_the_books_leaves_with_three_and_names_its_entry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "demo"
    assert run(["demo", str(folder)]) == 0
    with sqlite3.connect(folder / "livres" / "ledger.sqlite") as raw:
        for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{trigger}"')
        raw.execute("UPDATE posting_line SET amount_cents = amount_cents + 1 WHERE entry_seq = 3 AND amount_cents > 0")
    raw.close()
    capsys.readouterr()
    assert run(["ledger", "verify", "--ledger", str(folder / "livres"), "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert told["sound"] is False
    assert 3 in {breach["seq"] for breach in told["breaches"]}


def test_a_folder_that_holds_other_things_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "these.docx").write_bytes(b"mon travail")
    assert run(["demo", str(tmp_path)]) == 1
    assert "[dossier-de-demonstration-occupe]" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["these.docx"]
