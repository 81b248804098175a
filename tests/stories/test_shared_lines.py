"""A board checks, line by line, what it shares with others: the adoption of the full year, and transfers made of it."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fundalloc.ledger.address import Address
from fundalloc.ledger.chain import standalone_proof
from fundalloc.ledger.chain.exporting import Form
from fundalloc.ledger.credit import Line
from fundalloc.usecases.budgeting import books, periods, transfers
from fundalloc.usecases.proving import keeping, proving_lines
from fundalloc.usecases.proving.proving_lines import Kept
from tests.bookkeeping import VEIL, at
from tests.fullyear.__main__ import HOME
from tests.fullyear.played import Played
from tests.proving import Told, kept_by, lines_told, signs

YEAR = "2024-2025"
CHIEF = "direction-regionale"
PARTNERS = ("CECCE", "CEPEO", "CSDCEO", "CCJL")
MOVES = (("CEPEO", "CECCE", 734_56), ("CSDCEO", "CEPEO", 365_43))
MOVED = {"CECCE": 734_56, "CEPEO": 365_43 - 734_56, "CSDCEO": -365_43, "CCJL": 0}
TRANSFERS_ADMITTED = '\n[clauses.transfers]\nshare = "10 %"\nbase = "adopted"\n'


@dataclass(frozen=True)
class Signed:
    """The full year and transfers between boards after it, the checkpoints that boards kept before and after these, and every row."""

    ledger: Path
    before: Path
    after: Path
    rows: tuple[Told, ...]

    def proof(self, partner: str) -> list[str]:
        output = self.ledger.parent / f"{partner}.jsonl"
        proving_lines.prove_lines(self.ledger, partner, output, Kept(self.after, self.before))
        return output.read_text(encoding="utf-8").splitlines()

    def naming(self, *partners: str) -> Iterator[Told]:
        return (row for row in self.rows if (row.get("recipient") or row.get("board") or "") in partners)


@pytest.fixture(scope="module")
def signed(year: Played, tmp_path_factory: pytest.TempPathFactory) -> Signed:
    room = tmp_path_factory.mktemp("signes")
    ledger = shutil.copytree(year.ledger, room / "livres")
    before = signs(ledger, room, "avant.json", person=CHIEF, now=at("2026-01-10"))
    (room / "fund.toml").write_text((HOME / "fund.toml").read_text(encoding="utf-8") + TRANSFERS_ADMITTED, encoding="utf-8")
    periods.amend_fund(ledger, room / "fund.toml", reason="Virements (fictif)", person="finances-banquier", now=at("2026-01-11"))
    for origin, target, cents in MOVES:
        order = transfers.TransferOrder(Line(YEAR, origin, "1.2.2"), Line(YEAR, target, "1.2.2"), cents, "Besoin révisé")
        transfers.transfer(ledger, order, person=CHIEF, now=at("2026-01-12"))
    after = signs(ledger, room, "apres.json", person=CHIEF, now=at("2026-01-20"))
    keeping.export(ledger, room / "livres.jsonl", Form.JSONL)
    return Signed(ledger, before, after, tuple(lines_told((room / "livres.jsonl").read_text(encoding="utf-8").splitlines())))


@pytest.mark.parametrize("partner", PARTNERS)
def test_each_line_that_names_a_board_is_told_to_it_under_proof(signed: Signed, partner: str) -> None:
    proof = signed.proof(partner)
    kept = kept_by(checkpoint=signed.after, earlier=signed.before)
    assert list(standalone_proof.problems(proof, kept)) == []
    shared = Counter(told["kind"] for told in map(json.loads, proof[1:-1]) if "kind" in told)
    assert shared["allocation-adopted"] == 1
    assert shared["transfer-made"] == sum(partner in move for move in MOVES)
    assert standalone_proof.proved(proof)[1:] == (shared.total(), True)
    told = lines_told(proof)
    expected = list(signed.naming(partner))
    assert len(expected) > 100
    assert [row for row in expected if row.get("access", "open") == "open" and row not in told] == []


@pytest.mark.parametrize("partner", PARTNERS)
def test_a_board_adds_up_its_own_budget_from_lines_that_are_all_proved(signed: Signed, partner: str) -> None:
    sums = Counter[str]()
    for row in lines_told(signed.proof(partner)):
        if row["table"] == "posting" and row["recipient"] == partner:
            sums[row["account"]] += row["amount_cents"]
    rows = [row for row in books.budget_position(signed.ledger) if row.recipient == partner]
    assert -sums["authorised"] == sum(row.authorised_cents for row in rows) > 0
    assert -sums["transferred"] == sum(row.transferred_cents for row in rows) == MOVED[partner]
    assert sums["available"] == sum(row.available_cents for row in rows)


@pytest.mark.parametrize("partner", PARTNERS)
def test_nothing_of_the_other_boards_is_in_the_file(signed: Signed, partner: str) -> None:
    proof = signed.proof(partner)
    text = "".join(proof[1:])
    others = [other for other in PARTNERS if other != partner]
    assert [other for other in others if other in text] == []
    theirs = _said(signed.naming(*others)) - _said(signed.naming(partner, ""))
    assert len(theirs) > 1_000, "their amounts, suppliers, invoices, receipts"
    assert theirs & _said(lines_told(proof)) == set()
    assert VEIL.hex() not in text


def _said(rows: Iterator[Told] | list[Told]) -> set[object]:
    """Return what rows say, the places of rows left out."""
    return {value for row in rows for name, value in row.items() if name not in {"entry", "line"}}


def test_a_copy_and_an_export_give_the_same_proof_to_the_byte(signed: Signed, address: Address, tmp_path: Path) -> None:
    keeping.restore(signed.ledger.parent / "livres.jsonl", address, files=signed.ledger)
    assert books.verify(address, checkpoint=signed.after).breaches == ()
    proving_lines.prove_lines(address, "CEPEO", tmp_path / "preuve.jsonl", Kept(signed.after, signed.before))
    assert (tmp_path / "preuve.jsonl").read_text(encoding="utf-8").splitlines() == signed.proof("CEPEO")


def test_what_a_board_keeps_says_nothing_that_salts_could_be_made_from(signed: Signed) -> None:
    for kept in (signed.before, signed.after):
        assert set(json.loads(kept.read_text(encoding="utf-8"))) == {
            "format",
            "fund",
            "seq",
            "hash",
            "merkle_root",
            "signed_at",
            "person",
            "public_key",
            "signature",
            "shares",
            "shares_root",
        }
        assert VEIL.hex() not in kept.read_text(encoding="utf-8")
