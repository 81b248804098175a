"""A board checks its own lines against the signed checkpoint, with nothing but Python, and sees nothing of the others' lines."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.cli.main import run
from fundalloc.ledger.chain import standalone_proof
from fundalloc.ledger.kinds import Access
from fundalloc.usecases.papers import evidence
from fundalloc.usecases.proving import keeping, proving_lines
from fundalloc.usecases.proving.proving_lines import Kept
from tests.bookkeeping import at, pdf
from tests.proving import Told, kept_by, signs
from tests.reported import INTERIM, lived
from tests.spending import SpendingDesk, codes

PROVED = "whole entries / écritures entières: 3; shares / parts: 2"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SpendingDesk:
    """Books with claims of two boards, and two checkpoints: one between the claims, one after them."""
    desk = lived(tmp_path_factory.mktemp("livres"))
    signs(desk.ledger, desk.folder, "avant.json", person="finances", now=at("2025-06-01"))
    paper = evidence.Paper("eleve-1", "contract", "", access=Access.RESTRICTED, recipient="CEPEO")
    evidence.file_document(desk.ledger, desk.write("dossier-eleve.pdf", pdf("e")), paper, person="caisse", now=at("2025-06-02"))
    desk.claims("D", "1;CEPEO;4.5.1;speaker;2025-02-10;Parole Fictive;D-1;80,00", now="2025-06-12")
    desk.approves("D", now="2025-06-15")
    signs(desk.ledger, desk.folder, "apres.json", person="finances", now=at("2025-06-20"))
    return desk


@pytest.fixture(scope="module")
def proof(desk: SpendingDesk) -> list[str]:
    output = desk.folder / "preuve.jsonl"
    kept = Kept(desk.folder / "apres.json", desk.folder / "avant.json")
    done = proving_lines.prove_lines(desk.ledger, "CEPEO", output, kept, verifier=desk.folder / "verify_proof.py")
    assert (done.own, done.shared, done.later) == (3, 2, 1), "a claim; the adoption and a restricted paper; the checkpoint"
    return output.read_text(encoding="utf-8").splitlines()


def kept(desk: SpendingDesk) -> dict[str, Told]:
    return kept_by(checkpoint=desk.folder / "apres.json", earlier=desk.folder / "avant.json")


def test_a_board_finds_its_lines_proved(desk: SpendingDesk, proof: list[str]) -> None:
    assert list(standalone_proof.problems(proof, kept(desk))) == []
    own = [told for told in map(json.loads, proof[1:-1]) if "entry" in told]
    amounts = [row[1 + posting_column(proof, told, "amount_cents")] for told in own for row in told["rows"].get("posting", [])]
    assert 80_00 in amounts


def posting_column(proof: list[str], told: Told, name: str) -> int:
    return int(json.loads(proof[0])["layouts"][told["layout"]]["posting"].index(name))


def test_nothing_of_the_others_is_shown(proof: list[str]) -> None:
    for told in map(json.loads, proof[1:]):
        assert "CECCE" not in json.dumps(told), "the other board, its claims, its amounts"
        assert "CSDCEO" not in json.dumps(told)
        assert "Atelier Fictif" not in json.dumps(told)
    adoption = next(told for told in map(json.loads, proof[1:-1]) if "entry" not in told)
    assert {tuple(row[1:3]) for row in adoption["rows"]["budget_line"]} == {("r2", "CEPEO"), ("r4", "CEPEO")}


@pytest.mark.requirement("S11-03")
def test_what_is_given_about_money_says_nothing_of_learners(proof: list[str]) -> None:
    assert "dossier-eleve" not in "".join(proof), "a restricted paper of this board, whose entry is only proved"
    told = [json.loads(line) for line in proof[1:-1]]
    filed = next(each for each in told if each.get("kind") == "document-filed")
    assert filed["rows"] == {}
    assert filed["proof"]
    assert filed["share_proof"]


def test_it_is_checked_by_one_file_with_nothing_but_python(desk: SpendingDesk, proof: list[str], tmp_path: Path) -> None:
    program = (desk.folder / "verify_proof.py").read_text(encoding="utf-8")
    (tmp_path / "verify_proof.py").write_text(program, encoding="utf-8")
    assert len(program.splitlines()) <= 380
    command = [sys.executable, "-I", "-S", "-B", "verify_proof.py", str(desk.folder / "preuve.jsonl")]
    kept = ["--checkpoint", str(desk.folder / "apres.json"), "--earlier", str(desk.folder / "avant.json")]
    told = subprocess.run([*command, *kept], capture_output=True, text=True, check=False, cwd=tmp_path, env={})
    assert (told.returncode, told.stdout) == (0, f"{PROVED}\nEverything holds. / Tout tient.\n"), told.stdout + told.stderr
    (tmp_path / "preuve.jsonl").write_text("\n".join(proof).replace("Parole", "Parure"), encoding="utf-8")
    told = subprocess.run(
        [*command[:-1], str(tmp_path / "preuve.jsonl")], capture_output=True, text=True, check=False, cwd=tmp_path, env={}
    )
    assert told.returncode == 3
    assert "is not what its seal says" in told.stdout


def _changed(proof: list[str], number: int, change: Callable[[Told], object]) -> list[str]:
    told = json.loads(proof[number])
    change(told)
    return [*proof[:number], json.dumps(told, ensure_ascii=False), *proof[number + 1 :]]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda head: head["checkpoint"].update(merkle_root="0" * 64), "signature"),
        (lambda head: head["checkpoint"].update(seq=head["checkpoint"]["seq"] - 1), "signature"),
        (lambda head: head["earlier"].update(hash="0" * 64), "signature"),
        (lambda head: head["consistency"].reverse(), "did not grow"),
        (lambda head: head.update(consistency=[]), "did not grow"),
        (lambda head: head.update(checkpoint=head["earlier"]), "not the one that was kept"),
        (lambda head: head.update(format="autre"), "is no proof"),
        (lambda head: head["shares_consistency"].reverse(), "did not grow"),
        (lambda head: head["checkpoint"].update(shares=1), "signature"),
        (lambda head: head["checkpoint"].update(shares_root="0" * 64), "signature"),
        (lambda head: head["layouts"]["fundalloc-entry-3"]["budget_line"].reverse(), "misnamed"),
    ],
)
def test_a_changed_checkpoint_is_found(desk: SpendingDesk, proof: list[str], change: Callable[[Told], object], found: str) -> None:
    problems = list(standalone_proof.problems(_changed(proof, 0, change), kept(desk)))
    assert any(found in problem for problem in problems), problems


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_character_of_an_entry_or_of_its_proof_can_be_changed(desk: SpendingDesk, proof: list[str], data: st.DataObject) -> None:
    number = data.draw(st.integers(1, len(proof) - 2), label="line")
    line, told = proof[number], json.loads(proof[number])
    at = data.draw(st.integers(0, len(line) - 1), label="place")
    other = data.draw(st.sampled_from("0a1f ]}"), label="character")
    changed = line[:at] + other + line[at + 1 :]
    if changed != line and _differs(changed, told):
        assert list(standalone_proof.problems([*proof[:number], changed, *proof[number + 1 :]], kept(desk)))


def _differs(line: str, told: Told) -> bool:
    """Tell whether a line says something else; one that is no longer JSON does."""
    try:
        return bool(json.loads(line) != told)
    except ValueError:
        return True


def test_an_entry_left_out_or_told_twice_is_found(desk: SpendingDesk, proof: list[str]) -> None:
    for spoilt in ([proof[0], *proof[2:]], [*proof[:2], *proof[1:]], proof[:-1], proof[:1], []):
        assert list(standalone_proof.problems(spoilt, kept(desk)))


def test_books_that_were_changed_do_not_give_a_proof_under_what_was_kept(desk: SpendingDesk, tmp_path: Path) -> None:
    other = lived(tmp_path, INTERIM)
    keeping.make_key(tmp_path / "cle.pem")
    kept = Kept(desk.folder / "avant.json")
    assert codes(lambda: proving_lines.prove_lines(other.ledger, "CECCE", tmp_path / "p", kept)) == ["point-de-controle-d-autres-livres"]
    assert codes(lambda: proving_lines.prove_lines(other.ledger, "CECCE", tmp_path / "p", Kept())) == ["aucun-point-de-controle"]
    assert codes(lambda: proving_lines.prove_lines(other.ledger, "AUTRE", tmp_path / "p", Kept())) == ["organisme-etranger-au-fonds"]
    assert codes(lambda: proving_lines.verify_lines(tmp_path / "rien", Kept())) == ["preuve-illisible"]


def test_the_commands_give_and_check(desk: SpendingDesk, capsys: pytest.CaptureFixture[str]) -> None:
    output = str(desk.folder / "cecce.jsonl")
    assert run(["audit", "proof", "CECCE", "-o", output, "--ledger", str(desk.ledger), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["own"] >= 8
    words = ["audit", "proof-verify", output, "--checkpoint", str(desk.folder / "apres.json")]
    assert run(words) == 0
    (desk.folder / "cecce.jsonl").write_text("{}", encoding="utf-8")
    assert run(words) == 3
