"""The budget, from the command line: rehearsed, done, told in JSON, and listed."""

import json
from pathlib import Path

import pytest

from fundalloc.cli.main import run
from fundalloc.usecases.budgeting import books
from tests.bookkeeping import pdf
from tests.spending import SpendingDesk


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return SpendingDesk(tmp_path).started()


def test_what_is_rehearsed_leaves_nothing_and_what_is_done_is_told(desk: SpendingDesk, capsys: pytest.CaptureFixture[str]) -> None:
    paper = desk.write("lettre.pdf", pdf("lettre"))
    year, granted = ("--year", "2024-2025", "--reason", "Besoin"), ("--authority", "Ministère", "--granted-on", "2024-11-20")
    moved = ("transfer", "--from", "CECCE/4.2.1", "--to")
    acts = (
        ("waive", "D-1", str(paper), "--subject", "transfer", *granted, *year, "--as", "finances"),
        (*moved, "CECCE/4.5.1", "--amount", "300,00 $", *year, "--as", "direction"),
        (*moved, "CSDCEO/4.7.3", "--amount", "500,00 $", *year, "--waiver", "D-1", "--as", "direction"),
        ("supplier", "S-1", "--name", "Fournisseur fictif inc.", "--as", "caisse"),
        (
            *("commit", "BC-1", "--line", "CECCE/4.2.1", "--nature", "student-activity", "--supplier", "S-1", "--amount", "400,00 $"),
            *("--on", "2024-11-04", "--as", "caisse"),
        ),
        ("release", "BC-1", "--amount", "100,00 $", "--reason", "Moins cher", "--as", "caisse"),
        ("grant-state", "SUB-1", "--state", "announced", "--funder", "Ministère", "--as", "caisse"),
        ("interest", "--amount", "12,10 $", "--reference", "INT-1", "--on", "2024-11-30", "--as", "caisse"),
    )
    for act in acts:
        before = books.fund_summary(desk.ledger).head
        words = ["ledger", *act, "--ledger", str(desk.ledger)]
        assert run([*words, "--dry-run"]) == 0, act
        assert books.fund_summary(desk.ledger).head == before
        capsys.readouterr()
        assert run([*words, "--json"]) == 0, act
        answered = json.loads(capsys.readouterr().out)
        assert answered["sealed"]["seq"] == before.seq + 1
    for listing, expected in (("commitments", "300,00"), ("grants", "inconnu"), ("decisions", "Virement"), ("bankers", "CEPEO")):
        assert run(["ledger", listing, "--ledger", str(desk.ledger)]) == 0
        assert expected in capsys.readouterr().out
    assert books.verify(desk.ledger).sound


@pytest.mark.parametrize(("language", "said"), [("fr", "selon la clé"), ("en", "under key")])
def test_an_order_that_boards_share_says_under_which_key(
    desk: SpendingDesk, language: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["ledger", "commit", "BC-1", "--line", "CECCE/4.5.1", "--nature", "speaker", "--supplier", "Fournisseur fictif"]
    shared = ["--amount", "300,00 $", "--sharing-key", "trois-conseils", "--on", "2024-11-04", "--as", "caisse"]
    assert run([*words, *shared, "--ledger", str(desk.ledger), "--lang", language]) == 0
    told = capsys.readouterr().out
    assert said in told
    assert "trois-conseils" in told
    assert run(["ledger", "commitments", "--ledger", str(desk.ledger), "--lang", language]) == 0
    assert "CECCE (trois-conseils)" in capsys.readouterr().out


def test_a_word_that_is_not_one_of_ours_is_told_with_those_there_are(desk: SpendingDesk, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["ledger", "grant-state", "SUB-1", "--state", "promised", "--funder", "X", "--as", "caisse", "--ledger", str(desk.ledger)]
    assert run(words) == 1
    assert "announced" in capsys.readouterr().err


def test_documents_vouchers_and_personal_data_have_their_own_doors(desk: SpendingDesk, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = ("--ledger", str(desk.ledger))
    paper, copy = desk.write("entente.pdf", pdf("entente")), desk.folder / "copie.pdf"
    said = ("--name", "ENT-1", "--subject", "agreement", "--title", "Entente fictive", "--as", "caisse", "--json", *ledger)
    assert run(["document", "file", str(paper), *said]) == 0
    digest = json.loads(capsys.readouterr().out)["reference"]
    assert run(["document", "read", digest, "-o", str(copy), "--as", "caisse", *ledger]) == 0
    assert copy.read_bytes() == paper.read_bytes()
    lot = ("--item", "Coupon", "--quantity", "4", "--price", "25,00 $", "--line", "CECCE/4.2.1", "--nature", "student-activity")
    assert run(["voucher", "buy", "LOT-1", *lot, "--reference", "PAI-L", "--on", "2024-11-04", "--as", "caisse", *ledger]) == 0
    assert run(["voucher", "issue", "LOT-1", "--quantity", "3", "--school", "E-1", "--as", "caisse", *ledger]) == 0
    capsys.readouterr()
    assert run(["voucher", "list", "--json", *ledger]) == 0
    (stock,) = json.loads(capsys.readouterr().out)
    assert (stock["in_stock"], stock["outstanding"]) == (1, 3)
    secret = desk.write("dossier.txt", "Nom fictif")
    assert run(["personal", "keep", str(secret), "--subject", "contract", "--as", "caisse", "--json", *ledger]) == 0
    record = json.loads(capsys.readouterr().out)["reference"]
    out = desk.folder / "dossier-lu.txt"
    assert run(["personal", "read", record, "-o", str(out), "--reason", "Contrôle", "--as", "caisse", *ledger]) == 0
    assert out.read_text(encoding="utf-8") == "Nom fictif"
    assert run(["personal", "destroy", record, "--reason", "Fins accomplies", "--as", "caisse", *ledger]) == 0
    assert books.verify(desk.ledger).sound


@pytest.mark.requirement("S5-01", "S6-01")
def test_an_expense_of_its_own_comes_with_its_receipt_and_is_decided_as_a_claim_is(
    desk: SpendingDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = ("--ledger", str(desk.ledger))
    receipt, other = desk.write("facture.pdf", pdf("facture")), desk.write("autre.pdf", pdf("facture"))
    bought = ("--line", "CECCE/4.2.1", "--nature", "student-activity", "--supplier", "Fournisseur fictif", "--incurred-on", "2024-11-04")
    first = ("--invoice", "F-1", "--amount", "40,00 $", "--receipt", str(receipt), "--as", "caisse", *ledger)
    words = ["ledger", "spend", "DEP-1", *bought, *first]
    head = books.fund_summary(desk.ledger).head
    assert run([*words, "--dry-run"]) == 0
    assert books.fund_summary(desk.ledger).head == head
    assert run([*words, "--json"]) == 0
    assert books.fund_summary(desk.ledger).head.seq == head.seq + 2
    assert run(words) == 1
    assert "nom-deja-employe" in capsys.readouterr().err
    assert run(["ledger", "spend", "DEP-2", *bought, *first]) == 1
    assert "facture-en-double" in capsys.readouterr().err
    again = ("--invoice", "F-2", "--amount", "5,00 $", "--receipt", str(other), "--as", "caisse", "--lang", "fr")
    assert run(["ledger", "spend", "DEP-2", *bought, *again, *ledger]) == 0
    assert "DEP-1 1" in capsys.readouterr().err
    assert run(["claim", "approve", "DEP-1", "--as", "caisse", *ledger]) == 1
    assert run(["claim", "approve", "DEP-1", "--as", "direction", *ledger]) == 0
    (expense, _) = books.expenses(desk.ledger)
    assert (expense.state, expense.amount_cents, len(expense.receipts)) == ("approved", 40_00, 1)
    too_much = ("--invoice", "F-3", "--amount", "3 000,00 $", "--receipt", str(receipt), "--as", "caisse", *ledger)
    assert run(["ledger", "spend", "DEP-3", *bought, *too_much]) == 1
    assert "credit-depasse" in capsys.readouterr().err
    assert books.verify(desk.ledger).sound
