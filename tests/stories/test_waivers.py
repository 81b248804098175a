"""Written permissions: what they let somebody go beyond, for how much, and who may not use them."""

import re
from datetime import date
from pathlib import Path

import pytest

from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import Subject
from fundalloc.lexicon import lexicon
from fundalloc.usecases.accountability import ministry, reporting
from fundalloc.usecases.budgeting import books, commitments, periods, waivers
from fundalloc.usecases.claiming import claims
from tests.bookkeeping import at
from tests.spending import YEAR, SpendingDesk, codes, refused, with_rules

A = Line(YEAR, "CECCE", "4.2.1")
B = Line(YEAR, "CECCE", "4.5.1")


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return SpendingDesk(tmp_path)


@pytest.mark.requirement("S5-02")
def test_an_order_goes_beyond_what_is_available_only_under_a_permission_and_uses_it_up(desk: SpendingDesk) -> None:
    desk.started(with_rules().replace("[agreement]", '[policy]\noverdraft = "under-waiver"\n\n[agreement]'))
    assert codes(lambda: desk.orders("BC-1", 3_000_50, A, "student-activity")) == ["disponible-insuffisant"]
    desk.waives("D-1", Subject.OVERDRAFT, 60)
    desk.orders("BC-1", 3_000_50, A, "student-activity", waiver="D-1")
    assert (desk.line(A).committed_cents, desk.line(A).available_cents) == (3_000_50, -50)
    beyond, line = refused(lambda: desk.orders("BC-2", 11, A, "student-activity", waiver="D-1"))
    assert (beyond.code, beyond.facts["left_cents"], line.code) == ("derogation-insuffisante", 10, "disponible-insuffisant")
    desk.orders("BC-2", 10, A, "student-activity", waiver="D-1")


def test_an_order_released_keeps_what_it_used_of_its_permission_and_whoever_asks_again_is_told_which_entry_did(desk: SpendingDesk) -> None:
    desk.started(with_rules().replace("[agreement]", '[policy]\noverdraft = "under-waiver"\n\n[agreement]'))
    desk.waives("D-1", Subject.OVERDRAFT, 60)
    ordered = desk.orders("BC-1", 3_000_50, A, "student-activity", waiver="D-1")
    act = {"reason": "Commande annulée", "person": "caisse", "on": date(2024, 11, 4), "now": at("2024-12-02")}
    commitments.release_commitment(desk.ledger, commitment="BC-1", **act)  # type: ignore[arg-type]
    assert desk.line(A).available_cents == 3_000_00
    (waiver,) = waivers.waivers(desk.ledger)
    assert (waiver.left_cents, waiver.used_by) == (10, (ordered.sealed.seq,))
    problem, _ = refused(lambda: desk.orders("BC-2", 3_000_50, A, "student-activity", waiver="D-1"))
    assert (problem.facts["asked_cents"], problem.facts["left_cents"]) == (50, 10)
    assert problem.facts["used_by"] == (ordered.sealed.seq,)
    for language, words in (
        ("fr", "Un engagement libéré garde ce qu’il en a utilisé"),
        ("en", "An order released keeps what it used of it"),
    ):
        assert words in lexicon(language).refusal(problem)
        assert f": {ordered.sealed.seq}." in lexicon(language).refusal(problem)


def test_an_order_reversed_gives_its_permission_back(desk: SpendingDesk) -> None:
    desk.started(with_rules().replace("[agreement]", '[policy]\noverdraft = "under-waiver"\n\n[agreement]'))
    desk.waives("D-1", Subject.OVERDRAFT, 60)
    ordered = desk.orders("BC-1", 3_000_50, A, "student-activity", waiver="D-1")
    periods.reverse(desk.ledger, seq=ordered.sealed.seq, reason="Commande inscrite par erreur", person="direction", now=at("2024-12-02"))
    (waiver,) = waivers.waivers(desk.ledger)
    assert (waiver.left_cents, waiver.used_by) == (60, ())
    desk.orders("BC-2", 3_000_50, A, "student-activity", waiver="D-1")


@pytest.mark.requirement("S5-02")
def test_under_a_policy_of_refusal_no_permission_goes_beyond_what_is_available(desk: SpendingDesk) -> None:
    desk.started()
    desk.waives("D-1", Subject.OVERDRAFT, 60)
    assert codes(lambda: desk.orders("BC-1", 3_000_50, A, "student-activity", waiver="D-1")) == ["disponible-insuffisant"]


@pytest.mark.requirement("S5-04", "S5-08")
def test_an_order_of_another_nature_or_beyond_a_ceiling_goes_under_its_own_permission(desk: SpendingDesk) -> None:
    desk.started()
    desk.waives("D-2", Subject.NATURE, 100_00, rule="accommodation")
    assert codes(lambda: desk.orders("BC-1", 100_01, A, "accommodation", waiver="D-2")) == ["derogation-insuffisante", "nature-non-admise"]
    desk.orders("BC-1", 100_00, A, "accommodation", waiver="D-2")
    desk.waives("D-3", Subject.LIMIT, 50_00, rule="nourriture")
    _, problem = refused(lambda: desk.orders("BC-2", 350_01, B, "food", waiver="D-3", justification="Repas de la rencontre"))
    assert (problem.code, problem.facts["limit_cents"]) == ("plafond-depasse", 300_00)
    desk.orders("BC-2", 350_00, B, "food", waiver="D-3", justification="Repas de la rencontre")
    entry = books.register(desk.ledger)[-1]
    assert (dict(entry.facts)["waiver"], entry.reason) == ("D-3", "Repas de la rencontre")


def test_each_line_of_a_claim_uses_its_permission_up(desk: SpendingDesk) -> None:
    desk.started()
    desk.waives("D-4", Subject.NATURE, 150_00)
    rows = [f"{number};CECCE;4.2.1;accommodation;2024-11-05;Auberge fictive;F-{number};100,00" for number in (1, 2)]
    assert codes(lambda: desk.claims("R1", *rows, waiver="D-4")) == ["derogation-insuffisante", "nature-non-admise"]
    desk.claims("R2", rows[0], waiver="D-4")


@pytest.mark.requirement("S6-01", "S6-02")
def test_a_lost_receipt_needs_a_permission_with_its_reason_and_the_report_names_it(desk: SpendingDesk) -> None:
    desk.started()
    desk.receives(500_00)
    desk.claims("R1", "1;CECCE;4.2.1;student-activity;2024-11-05;Taxi fictif;F-1;40,00", now="2024-12-05")

    def approve(waiver: str = "", person: str = "direction") -> object:
        return claims.approve_claim(desk.ledger, claim="R1", person=person, now=at("2024-12-10"), waiver=waiver)

    assert codes(approve) == ["pieces-manquantes"]
    desk.waives("D-5", Subject.RECEIPT, 40_00, recipient="CECCE")
    assert codes(lambda: approve("D-5", person="finances")) == ["taches-incompatibles"]
    approve("D-5")
    (expense,) = books.expenses(desk.ledger)
    assert (expense.receipts, expense.excused_by) == ((), "D-5")
    report = ministry.ministry_report(desk.ledger, as_of=date(2024, 12, 31), person="direction", now=at("2025-01-05"))
    page = next(page for page in report.pages if page.id == "missing")
    assert [(table.id, len(table.rows)) for table in page.tables] == [("missing", 0), ("excused", 1)]
    told = reporting.report_as_text(report, lexicon("fr"))
    assert re.search(r"Dépenses sans pièce +Aucune", told)
    assert "D-5" in told


def test_whoever_filed_a_permission_does_not_act_under_it(desk: SpendingDesk) -> None:
    desk.started()
    desk.waives("D-6", Subject.LIMIT, 50_00)
    file = desk.claim("R1.csv", "1;CECCE;4.5.1;speaker;2024-11-05;Fournisseur fictif;F-1;;10,00")
    act = {"person": "finances", "now": at("2024-12-05")}
    assert codes(lambda: claims.import_claim(desk.ledger, file, waiver="D-6", **act)) == ["taches-incompatibles"]  # type: ignore[arg-type]


def test_whoever_paid_in_a_year_does_not_close_it(desk: SpendingDesk) -> None:
    desk.started()
    desk.receives(500_00)
    desk.claims("R1", "1;CECCE;4.2.1;student-activity;2024-11-05;Fournisseur fictif;F-1;40,00")
    desk.approves("R1")
    desk.pays("R1")

    def close(person: str) -> object:
        return periods.close_year(desk.ledger, fiscal_year=YEAR, person=person, now=at("2025-09-02"))

    assert codes(lambda: close("caisse")) == ["taches-incompatibles"]
    close("finances")
