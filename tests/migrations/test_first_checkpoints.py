"""Checkpoints of the first version, which signed no shares, still hold; what a proof under them does not prove is said."""

import json
from pathlib import Path

import pytest

from fundalloc.cli.main import run
from fundalloc.ledger.answers import SharesSigned
from fundalloc.ledger.chain import standalone, standalone_proof
from fundalloc.ledger.chain.exporting import Form
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.proving import keeping, proving_lines
from fundalloc.usecases.proving.proving_lines import Kept
from tests.bookkeeping import VEIL
from tests.proving import kept_by, signs, signs_as_told
from tests.spending import SpendingDesk

EXPORT, KEPT = (Path(__file__).with_name(f"checkpoint-1.{ending}") for ending in ("jsonl", "json"))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Books whose last entry is a checkpoint that an earlier version of the program signed."""
    (tmp_path / "papiers").mkdir()
    keeping.restore(EXPORT, tmp_path / "livres", files=SpendingDesk(tmp_path / "papiers").started().ledger)
    return tmp_path / "livres"


def proved(ledger: Path, kept: Kept) -> list[str]:
    proving_lines.prove_lines(ledger, "CEPEO", ledger.parent / "preuve.jsonl", kept)
    return (ledger.parent / "preuve.jsonl").read_text(encoding="utf-8").splitlines()


def test_the_books_still_pass_through_it(old: Path) -> None:
    found = books.verify(old, checkpoint=KEPT)
    assert (found.breaches, found.checkpoints) == ((), 1)
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert standalone.check(EXPORT.read_text(encoding="utf-8").splitlines(), kept)[1] == []


def test_a_proof_under_it_says_that_only_seals_are_proved(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proof = proved(old, Kept(KEPT))
    assert list(standalone_proof.problems(proof, kept_by(checkpoint=KEPT))) == []
    assert standalone_proof.proved(proof) == (0, 2, False)
    assert not {"salt", "share", "share_proof"} & set(json.loads(proof[1]))
    words = ["audit", "proof", "CEPEO", "-o", str(old.parent / "p.jsonl"), "--ledger", str(old), "--lang", "fr"]
    assert run(words) == 0
    assert "seul le sceau est prouvé" in capsys.readouterr().out
    assert run(["audit", "proof-verify", str(old.parent / "p.jsonl"), "--checkpoint", str(KEPT), "--lang", "en"]) == 0
    assert "whose seal alone is proved and whose lines are told without proof: 2" in capsys.readouterr().out


def test_a_later_checkpoint_proves_the_lines_that_were_only_told(old: Path) -> None:
    folder = old.parent
    before = signs_as_told(old, folder, None)
    after = signs(old, folder, "apres.json")
    assert books.verify(old, checkpoint=after).breaches == ()
    proof = proved(old, Kept(after, before))
    assert list(standalone_proof.problems(proof, kept_by(checkpoint=after, earlier=before))) == []
    assert standalone_proof.proved(proof) == (0, 2, True)


def test_a_checkpoint_is_not_read_as_one_of_the_version_before(old: Path) -> None:
    after = signs(old, old.parent)
    told = json.loads(after.read_text(encoding="utf-8"))
    without = {name: value for name, value in told.items() if not name.startswith("shares")} | {"format": "fundalloc-checkpoint-1"}
    after.write_text(json.dumps(without), encoding="utf-8")
    assert {breach.what for breach in books.verify(old, checkpoint=after).breaches} == {"checkpoint-signature"}
    problems = standalone_proof.problems(proved(old, Kept(after)), {})
    assert any("signature" in problem for problem in problems)


@pytest.mark.parametrize("shares", [SharesSigned("0" * 64, 4), SharesSigned("0" * 64, 5)])
def test_a_checkpoint_that_signed_other_shares_is_named(old: Path, shares: SharesSigned) -> None:
    kept = signs_as_told(old, old.parent, shares, veil=VEIL)
    found = books.verify(old, checkpoint=kept)
    last = found.entries
    assert {(breach.what, breach.seq) for breach in found.breaches} == {("checkpoint-shares", last), ("checkpoint-shares", last - 1)}
    keeping.export(old, old.parent / "livres.jsonl", Form.JSONL)
    _, problems = standalone.check((old.parent / "livres.jsonl").read_text(encoding="utf-8").splitlines())
    assert problems == [f"entry / écriture {last}: signed other shares / a signé d'autres parts"]


def test_a_checkpoint_without_the_veil_it_needs_is_named(old: Path) -> None:
    signs_as_told(old, old.parent, SharesSigned("0" * 64, 4))
    found = books.verify(old)
    assert [(breach.what, breach.seq) for breach in found.breaches] == [("checkpoint-shares", found.entries)]
