"""The books as of a day and as known at a moment: every question answers as it would have then."""

import json
from datetime import date
from pathlib import Path

import pytest

from fundalloc.cli.main import run
from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import GrantState, Subject, UnitAct
from fundalloc.ledger.vault import ENTROPY_BYTES
from fundalloc.lexicon import lexicon
from fundalloc.usecases.accountability import follow_ups
from fundalloc.usecases.budgeting import books, commitments, periods, suppliers, vouchers
from fundalloc.usecases.claiming import receipts
from fundalloc.usecases.granting import decisions, grants
from fundalloc.usecases.papers import evidence, personal, retention
from tests.bookkeeping import at, pdf
from tests.spending import YEAR, SpendingDesk, with_rules

A = Line(YEAR, "CECCE", "4.2.1")
QUESTIONS = (
    ("ledger", "balance"),
    ("ledger", "lines", "committed"),
    ("ledger", "position"),
    ("ledger", "entries"),
    ("ledger", "commitments"),
    ("ledger", "waivers"),
    ("ledger", "suppliers"),
    ("ledger", "grants"),
    ("ledger", "bankers"),
    ("ledger", "decisions"),
    ("ledger", "bodies"),
    ("ledger", "mandates"),
    ("ledger", "follow-ups"),
    ("claim", "list"),
    ("claim", "waiting"),
    ("receipt", "missing"),
    ("receipt", "doubles"),
    ("voucher", "list"),
    ("personal", "list"),
    ("document", "list"),
)
FULL_DAY = "2024-11-30"
FUND = (
    with_rules()
    + """
[[bodies]]
id = "comite"
kind = "steering-committee"
label = { fr = "Comité", en = "Committee" }

[[seats]]
body = "comite"
holder = "direction"
starts_on = 2024-10-01

[[mandates]]
id = "suivi"
holder = "analyste"
label = { fr = "Suivi", en = "Follow-up" }
given_by = "Direction (exemple)"
acts = ["record-grant"]
starts_on = 2024-10-01
"""
)
AMENDED = (
    FUND.replace('banker = "CEPEO"', 'banker = "CECCE"').replace('holder = "direction"', 'holder = "finances"').replace("(exemple)", "")
)


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    """A fund with one of everything at the end of November, and something of everything that changed since."""
    desk = SpendingDesk(tmp_path).started(FUND)
    desk.waives("D-1", Subject.TRANSFER, 500_00)
    desk.orders("BC-1", 400_00, A, "student-activity")
    november(desk)
    december(desk)
    return desk


def november(desk: SpendingDesk) -> None:
    act = {"person": "caisse", "now": at("2024-11-25")}
    suppliers.list_supplier(desk.ledger, suppliers.SupplierAsked("S-1", "Fournisseur fictif"), **act)  # type: ignore[arg-type]
    asked = grants.GrantAsked("SUB-1", GrantState.ANNOUNCED, "Ministère (fictif)")
    grants.record_grant(desk.ledger, asked, **act)  # type: ignore[arg-type]
    lot = vouchers.Purchase("LOT-1", "Coupon", 4, 25_00, "CECCE", "4.2.1", "student-activity")
    vouchers.buy_vouchers(desk.ledger, lot, payment_reference="PAI-L", on=date(2024, 11, 25), **act)  # type: ignore[arg-type]
    evidence.file_document(desk.ledger, desk.write("pv.pdf", pdf("pv")), evidence.Paper("PV-1", "minutes", "PV"), **act)  # type: ignore[arg-type]
    data = personal.PersonalData(b"Nom fictif", "contract")
    kept = personal.keep_personal(desk.ledger, data, entropy=bytes(ENTROPY_BYTES), **act)  # type: ignore[arg-type]
    desk.write("dossier.txt", kept.reference)
    row = "1;CECCE;4.2.1;student-activity;2024-11-20;Fournisseur fictif;F-1;100,00;;BC-1"
    desk.claims("R1", row, now="2024-11-26")
    task = follow_ups.FollowUpAsked("S-1", "comite", "analyste", date(2024, 12, 31), "Écrire aux conseils")
    follow_ups.set_follow_up(desk.ledger, task, **act)  # type: ignore[arg-type]


def december(desk: SpendingDesk) -> None:
    act = {"person": "caisse", "now": at("2024-12-15")}
    desk.approves("R1", now="2024-12-10")
    desk.moves(400_00, A, Line(YEAR, "CECCE", "4.5.1"), waiver="D-1")
    commitments.release_commitment(desk.ledger, commitment="BC-1", reason="Moins cher", on=date(2024, 11, 28), **act)  # type: ignore[arg-type]
    suppliers.list_supplier(desk.ledger, suppliers.SupplierAsked("S-1", "Autre raison sociale"), **act)  # type: ignore[arg-type]
    asked = grants.GrantAsked("SUB-1", GrantState.SIGNED, "Ministère (fictif)", 10_000_00)
    grants.record_grant(desk.ledger, asked, **act)  # type: ignore[arg-type]
    vouchers.move_vouchers(desk.ledger, vouchers.VoucherStep(UnitAct.ISSUED, "LOT-1", 3), on=date(2024, 11, 27), **act)  # type: ignore[arg-type]
    (digest,) = (each.sha256 for each in retention.keeping(desk.ledger) if each.file_name == "pv.pdf")
    retention.place_hold(desk.ledger, sha256=digest, reason="Litige", **act)  # type: ignore[arg-type]
    record = (desk.folder / "dossier.txt").read_text(encoding="utf-8")
    personal.destroy_personal(desk.ledger, record=record, reason="Fins accomplies", **act)  # type: ignore[arg-type]
    follow_ups.close_follow_up(desk.ledger, "S-1", reason="Écrit", person="analyste", now=at("2024-12-15"))
    desk.claims("R2", "1;CECCE;4.2.1;student-activity;2024-11-21;Fournisseur fictif;F-2;10,00;;", now="2024-12-15")
    receipts.add_receipt(desk.ledger, desk.write("copie.pdf", pdf("R1 1")), claim="R2", line="1", **act)  # type: ignore[arg-type]
    fund = desk.write("fonds-2.toml", AMENDED)
    periods.amend_fund(desk.ledger, fund, reason="Résolution 12", **act)  # type: ignore[arg-type]


def answers(desk: SpendingDesk, capsys: pytest.CaptureFixture[str], *moment: str) -> dict[str, object]:
    found = {}
    for question in QUESTIONS:
        capsys.readouterr()
        assert run([*question, *moment, "--json", "--ledger", str(desk.ledger)]) == 0, question
        told = json.loads(capsys.readouterr().out)
        told = told.get("rows", told.get("lines")) if isinstance(told, dict) else told
        found[" ".join(question)] = told
    return found


@pytest.mark.requirement("S5-02", "S9-11")
def test_what_was_known_then_is_told_as_it_was_told_then(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "alors").mkdir()
    then = SpendingDesk(tmp_path / "alors").started(FUND)
    then.waives("D-1", Subject.TRANSFER, 500_00)
    then.orders("BC-1", 400_00, A, "student-activity")
    november(then)
    before = answers(then, capsys)
    december(then)
    assert answers(then, capsys, "--known-at", "2024-12-01T12:00Z") == before
    now = answers(then, capsys)
    assert [question for question in before if before[question] == now[question]] == []


@pytest.mark.requirement("S5-02")
def test_a_day_in_the_past_shows_what_counts_from_it_though_it_was_written_later(
    desk: SpendingDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    (order,) = commitments.commitments(desk.ledger, as_of=date(2024, 11, 27))
    assert order.left_cents == 300_00
    (order,) = commitments.commitments(desk.ledger, as_of=date(2024, 11, 28))
    assert order.left_cents == 0
    (order,) = commitments.commitments(desk.ledger, as_of=date(2024, 11, 28), known_at=at("2024-12-01"))
    assert order.left_cents == 300_00
    (lot,) = vouchers.vouchers(desk.ledger, as_of=date(2024, 11, 26))
    assert lot.in_stock == 4
    assert [row.decision for row in decisions.decisions(desk.ledger, as_of=date(2024, 12, 4))] == ["allocation-adopted", "waiver-granted"]
    assert run(["ledger", "position", "--as-of", FULL_DAY, "--recipient", "CECCE", "--ledger", str(desk.ledger)]) == 0
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Total" in told
    assert "4.2.3" not in told


@pytest.mark.requirement("S6-04")
def test_every_entry_says_who_made_it_when_and_what_it_is_and_those_that_need_a_reason_why(desk: SpendingDesk) -> None:
    explained = {"commitment-released", "hold-placed", "personal-data-destroyed", "fund-amended", "waiver-granted", "transfer-made"}
    for entry in books.register(desk.ledger):
        assert entry.person
        assert entry.reference
        assert entry.recorded_at >= at("2024-10-01")
        assert entry.reason or entry.kind.value not in explained
        assert lexicon("fr").term(entry.kind.value) != entry.kind.value


def test_a_moment_that_is_none_is_told_with_an_example(desk: SpendingDesk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "entries", "--known-at", "hier", "--ledger", str(desk.ledger)]) == 2
    assert "2025-03-31T14:30" in capsys.readouterr().err


def test_a_day_known_counts_to_its_end(desk: SpendingDesk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "entries", "--known-at", "2024-10-23", "--json", "--ledger", str(desk.ledger)]) == 0
    assert [entry["kind"] for entry in json.loads(capsys.readouterr().out)] == ["fund-opened", "allocation-adopted"]
