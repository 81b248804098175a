"""The life of a budget is the same in a folder and in a shared database: same answers, same refusals, same balances."""

from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import Dimension, Kind, Subject, UnitAct
from fundalloc.ledger.vault import ENTROPY_BYTES
from fundalloc.usecases.budgeting import adjusting, books, budget, commitments, periods, vouchers
from fundalloc.usecases.claiming import claims
from fundalloc.usecases.granting import decisions
from fundalloc.usecases.papers import evidence, personal, retention
from tests.bookkeeping import at, pdf
from tests.spending import YEAR, SpendingDesk, codes, with_rules
from tests.stores import fresh_database

A, B = Line(YEAR, "CECCE", "4.2.1"), Line(YEAR, "CECCE", "4.5.1")
WIDE = with_rules().replace("ends_on = 2025-08-31\n\n[clauses]", "ends_on = 2026-08-31\n\n[clauses]")


def lived(desk: SpendingDesk) -> tuple[object, ...]:
    """Live a year and a bit, and return what the books say of it."""
    desk.started(WIDE)
    desk.receives(5_000_00)
    desk.waives("D-1", Subject.TRANSFER, 500_00)
    desk.moves(500_00, A, B, waiver="D-1")
    desk.orders("BC-1", 800_00, A, "student-activity")
    taxed = "1;CECCE;4.2.1;student-activity;2024-11-20;Fournisseur fictif;F-1;1 021,60;;BC-1;;;;1 000,00;130,00"
    shared = "1;CECCE;4.5.1;speaker;2024-11-21;Fournisseur fictif;F-2;100,00;;;;;trois-conseils"
    desk.claims("R1", taxed)
    desk.claims("R2", shared)
    refusals = codes(lambda: desk.claims("R3", shared.replace("F-2", "F-3").replace("100,00", "99 999,00")))
    claims.ask_changes(desk.ledger, claim="R2", reason="Pièce", person="direction", now=at("2024-12-06"))
    desk.approves("R1")
    desk.approves("R2")
    desk.pays("R1")
    marked = {"claim": "R2", "line": "1", "amount_cents": 10_00, "reason": "Essai"}
    adjusting.mark_ineligible(desk.ledger, person="direction", now=at("2024-12-20"), **marked)  # type: ignore[arg-type]
    first, last = date(2024, 9, 1), date(2025, 2, 28)
    adjusting.true_up_tax(desk.ledger, adjusting.RebateReceived("CECCE", first, last, 110_00), person="caisse", now=at("2025-03-10"))
    lot = vouchers.Purchase("LOT-1", "Coupon", 4, 25_00, "CECCE", "4.2.1", "student-activity")
    vouchers.buy_vouchers(desk.ledger, lot, payment_reference="PAI-L", on=date(2025, 3, 12), person="caisse", now=at("2025-03-12"))
    for act, count in ((UnitAct.ISSUED, 3), (UnitAct.RETURNED, 1), (UnitAct.EXPIRED, 2)):
        step = vouchers.VoucherStep(act, "LOT-1", count, "Essai")
        vouchers.move_vouchers(desk.ledger, step, person="caisse", now=at("2025-03-13"))
    seq = next(row.seq for row in decisions.decisions(desk.ledger) if row.decision == "transfer-made")
    periods.reverse(desk.ledger, seq=seq, reason="Essai", person="finances", now=at("2025-03-14"))
    desk.orders("BC-2", 50_00, A, "student-activity", on="2024-12-01")
    budget.carry_forward(desk.ledger, fiscal_year=YEAR, reason="Essai", person="direction", now=at("2025-09-01"))
    refusals += codes(lambda: desk.claims("R3", shared.replace("Fournisseur fictif;F-2", "FOURNISSEUR  Fictif;f 2"), now="2025-09-01"))
    desk.claims("R5", "1;CECCE;4.2.1;student-activity;2025-06-05;Fournisseur fictif;F-5;20,00;;BC-2", now="2025-09-01")
    carried = next(entry.seq for entry in books.register(desk.ledger) if entry.kind is Kind.BALANCE_CARRIED)
    undo: dict[str, Any] = {"seq": carried, "reason": "Essai", "person": "finances", "now": at("2025-09-01", 10)}
    refusals += codes(lambda: periods.reverse(desk.ledger, **undo))
    claims.refuse_claim(desk.ledger, claim="R5", reason="Illisible", person="direction", now=at("2025-09-01", 11))
    periods.close_year(desk.ledger, fiscal_year=YEAR, person="finances", now=at("2025-09-02"))
    refusals += codes(lambda: desk.claims("R4", taxed.replace("F-1", "F-4"), now="2025-09-06"))
    paper = evidence.file_document(
        desk.ledger, desk.write("pv.pdf", pdf("pv")), evidence.Paper("PV", "minutes", "PV"), person="caisse", now=at("2025-09-07")
    )
    assert evidence.read_document(desk.ledger, sha256=paper.reference, reason="", person="caisse", now=at("2025-09-08")) == pdf("pv")
    proof = books.verify(desk.ledger)
    assert proof.sound, proof.breaches
    balances = books.balance(desk.ledger, by=(*Dimension,)).rows
    then = books.balance(desk.ledger, by=(*Dimension,), as_of=date(2024, 12, 31), known_at=at("2025-01-01")).rows
    return refusals, balances, then, commitments.commitments(desk.ledger), vouchers.vouchers(desk.ledger), proof.head


def test_a_budget_lives_alike_in_a_folder_and_in_a_database(server: str, tmp_path: Path) -> None:
    desks = [SpendingDesk(tmp_path / name) for name in ("un", "deux")]
    for desk in desks:
        desk.folder.mkdir()
    desks[1].ledger = fresh_database(server)  # type: ignore[assignment]
    here, there = (lived(desk) for desk in desks)
    said = ["credit-depasse", "credit-depasse", "facture-en-double", "ecriture-dont-d-autres-dependent", "exercice-clos"]
    assert here[0] == said
    assert here == there


@pytest.fixture
def shared(server: str, tmp_path: Path) -> SpendingDesk:
    """Books in a database."""
    desk = SpendingDesk(tmp_path)
    desk.ledger = fresh_database(server)  # type: ignore[assignment]
    return desk.started()


def test_personal_data_of_a_database_goes_into_a_folder_that_must_be_named(shared: SpendingDesk, tmp_path: Path) -> None:
    act: Any = {"person": "caisse", "now": at("2024-11-20")}
    data, entropy = personal.PersonalData(b"Nom fictif", "contrat"), bytes(range(ENTROPY_BYTES))
    assert codes(lambda: personal.keep_personal(shared.ledger, data, entropy=entropy, **act)) == ["donnees-personnelles-hors-base"]
    vault = tmp_path / "coffre"
    record = personal.keep_personal(shared.ledger, data, entropy=entropy, vault=vault, **act).reference
    assert codes(lambda: personal.read_personal(shared.ledger, record=record, reason="x", **act)) == ["donnees-personnelles-hors-base"]
    assert personal.read_personal(shared.ledger, record=record, reason="Contrôle", vault=vault, **act) == b"Nom fictif"
    personal.destroy_personal(shared.ledger, record=record, reason="Fins accomplies", vault=vault, **act)
    assert [path for path in vault.rglob("*") if path.is_file()] == []
    assert books.verify(shared.ledger).sound


def test_a_database_lets_a_file_go_only_once_an_entry_destroys_it(shared: SpendingDesk) -> None:
    paper = evidence.Paper("PV", "minutes", "PV")
    digest = evidence.file_document(
        shared.ledger, shared.write("pv.pdf", pdf("pv")), paper, person="caisse", now=at("2024-11-20")
    ).reference
    with psycopg.connect(str(shared.ledger)) as behind_our_back, pytest.raises(psycopg.errors.RaiseException, match="stays written"):
        behind_our_back.execute("DELETE FROM kept_file WHERE sha256 = %s", (digest,))
    retention.destroy_evidence(shared.ledger, sha256=digest, reason="Calendrier", person="caisse", now=at("2040-01-01"), dry_run=True)
    assert digest in files_in(shared)
    retention.destroy_evidence(shared.ledger, sha256=digest, reason="Calendrier", person="caisse", now=at("2040-01-01"))
    assert digest not in files_in(shared)
    assert books.verify(shared.ledger).sound


def test_a_guard_of_a_database_that_was_emptied_of_its_sense_is_found(shared: SpendingDesk) -> None:
    with psycopg.connect(str(shared.ledger), autocommit=True) as owner:
        disarming = "AS $$ BEGIN RETURN NULL; END $$"
        owner.execute(f"CREATE OR REPLACE FUNCTION fundalloc_stays_written() RETURNS trigger LANGUAGE plpgsql {disarming}")
    assert {breach.what for breach in books.verify(shared.ledger).breaches} == {"guard"}


def files_in(desk: SpendingDesk) -> list[str]:
    with psycopg.connect(str(desk.ledger)) as database:
        return [digest for (digest,) in database.execute("SELECT sha256 FROM kept_file")]
