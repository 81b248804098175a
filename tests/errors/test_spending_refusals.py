"""What is asked of a budget and cannot be: each answered with its code, its facts, and what to do, in both languages."""

from datetime import date
from pathlib import Path

import pytest

from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import UnitAct
from fundalloc.usecases.budgeting import books, budget, vouchers
from fundalloc.usecases.papers import evidence
from tests.bookkeeping import at, plan_item, result
from tests.spending import YEAR, SpendingDesk, codes, refused, with_rules

A = Line(YEAR, "CECCE", "4.2.1")
B = Line(YEAR, "CECCE", "4.5.1")
NOWHERE = Line(YEAR, "CEPEO", "4.2.3")


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return SpendingDesk(tmp_path)


def test_an_order_of_another_line_is_not_used_up(desk: SpendingDesk) -> None:
    desk.started()
    desk.orders("BC-1", 100_00, A, "student-activity")
    row = "1;CECCE;4.5.1;speaker;2024-11-20;Fournisseur fictif;F-1;40,00;;BC-1"
    (problem,) = refused(lambda: desk.claims("R1", row))
    assert (problem.code, problem.facts["plan_item"]) == ("engagement-d-une-autre-ligne", "4.2.1")
    assert codes(lambda: desk.claims("R1", row.replace("BC-1", "BC-9"))) == ["engagement-inconnu"]


def test_nothing_leaves_a_line_that_the_budget_has_not(desk: SpendingDesk) -> None:
    plan = [*result()["plan"], plan_item("4.5.2", "activity", "4.5", "", "speaker")]  # type: ignore[misc]
    desk.started(plan=plan)
    found = codes(lambda: desk.moves(1_00, Line(YEAR, "CECCE", "4.5.2"), B))
    assert "ligne-de-budget-inconnue" in found
    assert codes(lambda: desk.moves(1_00, Line(YEAR, "CECCE", "9.9.9"), B))[0] == "activite-hors-plan"
    assert codes(lambda: desk.moves(1_00, Line("2030-2031", "CECCE", "4.2.1"), B)) == ["exercice-etranger-au-fonds"]
    stranger = Line(YEAR, "AUTRE", "4.2.1")
    assert codes(lambda: desk.moves(1_00, stranger, B)) == ["organisme-etranger-au-fonds", "activite-d-un-autre-organisme"]


def test_nothing_is_carried_to_a_year_the_fund_has_not(desk: SpendingDesk) -> None:
    desk.started(with_rules().replace('[[fiscal_years]]\nid = "2025-2026"\nstarts_on = 2025-09-01\nends_on = 2026-08-31\n', ""))
    carry = {"fiscal_year": YEAR, "reason": "Entente", "person": "direction", "now": at("2025-09-02")}
    assert codes(lambda: budget.carry_forward(desk.ledger, **carry)) == ["exercice-suivant-absent"]  # type: ignore[arg-type]


def test_what_the_agreement_has_returned_is_not_carried(desk: SpendingDesk) -> None:
    desk.started(with_rules().replace('unspent = "carried"', 'unspent = "returned"'))
    carry = {"fiscal_year": YEAR, "reason": "Entente", "person": "direction", "now": at("2025-09-02")}
    assert codes(lambda: budget.carry_forward(desk.ledger, **carry)) == ["report-exclu-par-l-entente"]  # type: ignore[arg-type]


def test_years_that_overlap_or_end_before_they_start_are_no_years(desk: SpendingDesk) -> None:
    text = with_rules().replace("starts_on = 2025-09-01", "starts_on = 2025-08-31")
    assert codes(lambda: desk.started(text)) == ["exercices-incoherents"]
    backwards = with_rules().replace("ends_on = 2026-08-31", "ends_on = 2025-01-31")
    assert set(codes(lambda: desk.started(backwards))) == {"exercices-incoherents"}


def test_vouchers_come_from_a_lot_that_was_bought(desk: SpendingDesk) -> None:
    desk.started()
    step = vouchers.VoucherStep(UnitAct.ISSUED, "LOT-9", 1)
    assert codes(lambda: vouchers.move_vouchers(desk.ledger, step, person="caisse", now=at("2024-12-01"))) == ["lot-de-coupons-inconnu"]


def test_taxes_of_a_partner_nobody_described_are_not_guessed(desk: SpendingDesk) -> None:
    desk.started()
    taxed = "1;CEPEO;4.2.3;student-transport;2024-11-05;Fournisseur fictif;F-1;1 021,60;;;;;;1 000,00;130,00"
    (problem,) = refused(lambda: desk.claims("R1", taxed))
    assert (problem.code, problem.facts["recipient"]) == ("taux-de-taxe-inconnu", "CEPEO")
    strict = SpendingDesk(desk.folder / "strict")
    strict.folder.mkdir()
    strict.started(with_rules().replace("[agreement]", "[policy]\ntax_treatment_required = true\n\n[agreement]"))
    bare = "1;CECCE;4.2.1;student-activity;2024-11-05;Fournisseur fictif;F-1;10,00"
    assert codes(lambda: strict.claims("R1", bare)) == ["taxes-non-indiquees"]


def test_a_document_that_is_not_there_is_not_filed(desk: SpendingDesk) -> None:
    desk.started()
    paper = evidence.Paper("PV-1", "minutes", "Procès-verbal")
    act = {"person": "caisse", "now": at("2024-11-20")}
    assert codes(lambda: evidence.file_document(desk.ledger, desk.folder / "absent.pdf", paper, **act)) == ["piece-introuvable"]  # type: ignore[arg-type]


def test_everything_wrong_with_an_order_is_told_at_once_and_nothing_stays(desk: SpendingDesk) -> None:
    desk.started()
    head = books.fund_summary(desk.ledger).head
    found = codes(lambda: desk.orders("BC-1", -5, NOWHERE, "food", on="2024-11-30", waiver="D-9", description="ABCD12345678"))
    assert found == ["derogation-inconnue", "montant-non-positif", "nature-non-admise", "renseignement-personnel"]
    assert books.fund_summary(desk.ledger).head == head


def test_a_day_to_come_and_a_day_outside_the_years_are_no_days_for_an_order(desk: SpendingDesk) -> None:
    desk.started()
    assert codes(lambda: desk.orders("BC-1", 5_00, A, "student-activity", on="2024-12-02")) == ["date-future"]
    assert codes(lambda: desk.orders("BC-1", 5_00, A, "student-activity", on="2023-11-04")) == ["date-hors-exercice"]
    late = {"reference": "VIR-1", "person": "caisse", "now": at("2024-11-03")}
    assert codes(lambda: books.record_instalment(desk.ledger, amount_cents=-1, on=date(2024, 11, 4), **late)) == [  # type: ignore[arg-type]
        "montant-non-positif",
        "date-future",
    ]
