"""What a hostile clerk tries: dates in the past, names left empty, permissions and holds bent, corrections of nothing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import Access, GrantState, Subject, UnitAct
from fundalloc.lexicon import lexicon
from fundalloc.usecases.budgeting import adjusting, books, budget, periods, suppliers, transfers, vouchers, waivers
from fundalloc.usecases.claiming import claims
from fundalloc.usecases.granting import decisions, grants
from fundalloc.usecases.papers import evidence, retention
from tests.bookkeeping import at, pdf, plan_item
from tests.spending import YEAR, SpendingDesk, codes, refused, with_rules

A = Line(YEAR, "CECCE", "4.2.1")
B = Line(YEAR, "CECCE", "4.5.1")
NEXT = "2025-2026"
WIDE = with_rules(**{"ends_on = 2025-08-31\n\n[clauses]": "ends_on = 2026-08-31\n\n[clauses]"})
LENIENT = WIDE.replace("[agreement]", '[policy]\noverdraft = "under-waiver"\n\n[agreement]', 1)
PLAN = (
    plan_item("4", "axis", "", ""),
    plan_item("4.2.1", "activity", "4", "CECCE", "voucher"),
    plan_item("4.2.3", "activity", "4", "CEPEO", "student-transport"),
    plan_item("4.7.3", "activity", "4", "CSDCEO", "supply-teaching"),
    plan_item("4.5.1", "activity", "4", "", "speaker", natures_open=True),
)


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return SpendingDesk(tmp_path)


# --- Vouchers


def bought(desk: SpendingDesk) -> SpendingDesk:
    desk.started(WIDE, plan=list(PLAN))
    lot = vouchers.Purchase("LOT-1", "coupon", 10, 50_00, "CECCE", "4.2.1", "voucher")
    vouchers.buy_vouchers(desk.ledger, lot, payment_reference="PAI-1", on=date(2024, 11, 4), person="caisse", now=at("2024-12-01"))
    return desk


def step(desk: SpendingDesk, act: UnitAct, quantity: int, on: str, now: str = "2024-12-02") -> Callable[[], object]:
    asked = vouchers.VoucherStep(act, "LOT-1", quantity, "Constat")
    return lambda: vouchers.move_vouchers(desk.ledger, asked, on=date.fromisoformat(on), person="caisse", now=at(now))


def test_vouchers_are_issued_and_used_on_days_when_they_were_there(desk: SpendingDesk) -> None:
    bought(desk)
    assert codes(step(desk, UnitAct.ISSUED, 2, "2024-11-03")) == ["stock-de-coupons-insuffisant"]
    step(desk, UnitAct.ISSUED, 8, "2024-11-20")()
    assert codes(step(desk, UnitAct.USED, 1, "2024-11-19")) == ["stock-de-coupons-insuffisant"]
    (problem,) = refused(step(desk, UnitAct.ISSUED, 3, "2024-11-10"))
    assert (problem.facts["there"], problem.facts["given_on"]) == (2, date(2024, 11, 10))
    assert desk.line(A, as_of=date(2024, 11, 3)).committed_cents == 0


def test_vouchers_carried_to_the_next_year_are_no_longer_issued_in_the_old_one(desk: SpendingDesk) -> None:
    bought(desk)
    budget.carry_forward(desk.ledger, fiscal_year=YEAR, reason="Fin d’exercice", person="direction", now=at("2025-09-05"))
    assert codes(step(desk, UnitAct.ISSUED, 1, "2025-08-10", "2025-09-10")) == ["stock-de-coupons-insuffisant"]
    step(desk, UnitAct.ISSUED, 1, "2025-09-10", "2025-09-10")()
    assert desk.line(Line(NEXT, "CECCE", "4.2.1"), as_of=date(2025, 9, 9)).committed_cents == 500_00


# --- Names and authorities


def test_nothing_is_put_in_the_books_without_a_name(desk: SpendingDesk) -> None:
    desk.started()
    paper = desk.write("avis.pdf", pdf("avis"))
    act = {"person": "finances", "now": at("2024-11-21")}
    unsigned = waivers.WaiverAsked("D-1", Subject.TRANSFER, " ", date(2024, 11, 20))
    announced = grants.GrantAsked("", GrantState.ANNOUNCED, "Ministère", 5_00)
    decided = decisions.DecisionAsked(" ", "comité", "Accepté", date(2024, 11, 20))
    tried: tuple[Callable[[], object], ...] = (
        lambda: desk.orders("  ", 1_00, A, "student-activity"),
        lambda: waivers.grant_waiver(desk.ledger, unsigned, paper, reason="Lettre", **act),  # type: ignore[arg-type]
        lambda: grants.record_grant(desk.ledger, announced, **act),  # type: ignore[arg-type]
        lambda: decisions.record_decision(desk.ledger, decided, None, **act),  # type: ignore[arg-type]
        lambda: suppliers.list_supplier(desk.ledger, suppliers.SupplierAsked("", "Atelier"), **act),  # type: ignore[arg-type]
        lambda: evidence.file_document(desk.ledger, paper, evidence.Paper("", "contract", "Contrat"), **act),  # type: ignore[arg-type]
    )
    assert [codes(each) for each in tried] == [["valeur-manquante"]] * len(tried)
    assert len(books.register(desk.ledger)) == 2


def test_a_permission_for_what_the_fund_has_not_is_refused(desk: SpendingDesk) -> None:
    desk.started()
    elsewhere = {"fiscal_year": "1999-2000", "recipient": "AUTRE", "plan_item": "9.9.9"}
    assert codes(lambda: desk.waives("D-1", Subject.TRANSFER, 0, **elsewhere)) == [
        "exercice-etranger-au-fonds",
        "organisme-etranger-au-fonds",
        "activite-hors-plan",
    ]


@pytest.mark.requirement("S11-01")
def test_no_reason_or_title_names_a_pupil_and_the_text_is_told_by_its_name(desk: SpendingDesk) -> None:
    desk.started()
    order = transfers.TransferOrder(A, B, 1_00, "Suivi de ABCD12345678")
    (problem,) = refused(lambda: transfers.transfer(desk.ledger, order, person="direction", now=at("2024-12-05")))
    assert problem.code == "renseignement-personnel"
    assert "«\u00a0Motif\u00a0»" in lexicon("fr").refusal(problem)
    assert "“Reason”" in lexicon("en").refusal(problem)
    minutes = decisions.DecisionAsked("Bourse de ABCD12345678", "comité", "Accordée", date(2024, 11, 20))
    assert codes(lambda: decisions.record_decision(desk.ledger, minutes, None, person="direction", now=at("2024-12-05"))) == [problem.code]


# --- Typed otherwise


@pytest.mark.parametrize(
    ("supplier", "number"),
    [("café ÉTÉ", "F-100"), ("Café  Ete\u0301", "f 100"), ("Cafe Ete.", "F\u2011100"), ("Café Été", "F-0100"), ("CAFÉ ÉTÉ", "f100")],
)
def test_the_same_invoice_typed_otherwise_is_the_same_invoice(desk: SpendingDesk, supplier: str, number: str) -> None:
    desk.started()
    line = "1;CECCE;4.2.1;student-activity;2024-11-05;{supplier};{number};10,00;;;;;;;"
    desk.claims("C-1", line.format(supplier="Café Été", number="F-100"))
    assert codes(lambda: desk.claims("C-2", line.format(supplier=supplier, number=number))) == ["facture-en-double"]
    desk.claims("C-3", line.format(supplier=supplier, number="F-1001"))
    desk.claims("C-4", line.format(supplier="北京", number="一"))
    desk.claims("C-5", line.format(supplier="上海", number="一"))


@pytest.mark.parametrize("school", ["ÉCOLE É", "école\u00a0e", "Ecole-É"])
def test_a_school_named_otherwise_has_no_second_bursary(desk: SpendingDesk, school: str) -> None:
    desk.started(plan=[plan_item("4.2.1", "activity", "4", "CECCE", "bursary"), *(each for each in PLAN if each["id"] != "4.2.1")])
    line = "{line};CECCE;4.2.1;bursary;2024-11-05;F;N-{line};10,00;;;{school};;;;"
    both = (line.format(line=1, school="École É"), line.format(line=2, school=school))
    assert codes(lambda: desk.claims("C-0", *both)) == ["quantite-depassee"]
    desk.claims("C-1", both[0])
    assert codes(lambda: desk.claims("C-2", both[1])) == ["quantite-depassee"]
    desk.claims("C-3", line.format(line=3, school="École F"))


# --- Days and rebates that cannot be


def test_no_claim_is_decided_before_its_expenses(desk: SpendingDesk) -> None:
    desk.started()
    desk.claims("C-1", "1;CECCE;4.2.1;student-activity;2024-11-05;F;N-1;10,00;;;;;;;")
    act = {"claim": "C-1", "person": "direction", "now": at("2024-12-12")}
    early = {"on": date(2024, 11, 4), **act}
    assert codes(lambda: claims.refuse_claim(desk.ledger, reason="Hors plan", **early)) == ["decision-anterieure-a-la-depense"]  # type: ignore[arg-type]
    assert "decision-anterieure-a-la-depense" in codes(lambda: claims.approve_claim(desk.ledger, **early))  # type: ignore[arg-type]
    claims.refuse_claim(desk.ledger, reason="Hors plan", on=date(2024, 11, 5), **act)  # type: ignore[arg-type]


def test_a_rebate_is_neither_less_than_nothing_nor_more_than_the_taxes(desk: SpendingDesk) -> None:
    desk.started()
    desk.claims("C-1", "1;CECCE;4.2.1;student-activity;2024-11-05;F;N-1;1021,60;;;;;;1000,00;130,00")
    desk.approves("C-1")

    def true_up(cents: int) -> Callable[[], object]:
        rebate = adjusting.RebateReceived("CECCE", date(2024, 9, 1), date(2025, 8, 31), cents)
        return lambda: adjusting.true_up_tax(desk.ledger, rebate, person="caisse", now=at("2025-01-10"))

    assert codes(true_up(-1)) == ["montant-non-positif"]
    assert codes(true_up(130_01)) == ["montant-superieur-au-du"]
    true_up(130_00)()
    assert desk.line(A).incurred_cents == 1_000_00


# --- Permissions


def test_a_refused_or_corrected_claim_gives_its_permission_back(desk: SpendingDesk) -> None:
    desk.started(LENIENT)
    desk.waives("D-1", Subject.OVERDRAFT, 100_00)
    desk.claims("C-1", "1;CECCE;4.2.1;student-activity;2024-11-05;F;N-1;3090,00;;;;;;;", waiver="D-1")
    desk.claims("C-1", "1;CECCE;4.2.1;student-activity;2024-11-05;F;N-1;3080,00;;;;;;;", waiver="D-1")
    assert [each.left_cents for each in waivers.waivers(desk.ledger)] == [20_00]
    claims.refuse_claim(desk.ledger, claim="C-1~2", reason="Hors plan", person="direction", now=at("2024-12-12"))
    assert [each.left_cents for each in waivers.waivers(desk.ledger)] == [100_00]
    assert [each.left_cents for each in waivers.waivers(desk.ledger, known_at=at("2024-12-11"))] == [20_00]
    granted = next(each.seq for each in waivers.waivers(desk.ledger))
    periods.reverse(desk.ledger, seq=granted, reason="Lettre retirée", person="caisse", now=at("2024-12-13"))
    assert waivers.waivers(desk.ledger) == ()


# --- Closed years


def test_a_closed_year_is_corrected_only_where_the_named_entry_stands(desk: SpendingDesk) -> None:
    desk.started(WIDE)
    desk.claims("C-1", "1;CECCE;4.2.1;student-activity;2024-11-05;F;N-1;100,00;;;;;;;")
    desk.approves("C-1")
    approved = books.fund_summary(desk.ledger).head.seq
    periods.close_year(desk.ledger, fiscal_year=YEAR, person="finances", now=at("2025-09-02"))

    def correct(seq: int, origin: Line = A, target: Line = B) -> Callable[[], object]:
        order = transfers.TransferOrder(origin, target, 1_00, "Imputation corrigée", corrects=seq)
        return lambda: transfers.transfer(desk.ledger, order, person="direction", now=at("2025-09-03"))

    assert codes(correct(999)) == ["ecriture-inconnue"]
    assert codes(correct(1)) == ["ecriture-d-autres-lignes"]
    assert codes(correct(approved, Line(YEAR, "CEPEO", "4.5.1"), B)) == ["ecriture-d-autres-lignes"]
    correct(approved)()


def test_neither_the_fund_nor_a_grant_says_anything_new_of_a_closed_year(desk: SpendingDesk) -> None:
    desk.started(WIDE)
    periods.close_year(desk.ledger, fiscal_year=YEAR, person="finances", now=at("2025-09-02"))
    announced = grants.GrantAsked("S-1", GrantState.ANNOUNCED, "Ministère", 5_00)
    act = {"on": date(2025, 8, 31), "person": "caisse", "now": at("2025-09-03")}
    assert codes(lambda: grants.record_grant(desk.ledger, announced, **act)) == ["exercice-clos"]  # type: ignore[arg-type]
    assert codes(amend(desk, "CSDCEO", "2025-08-31")) == ["exercice-clos"]
    amend(desk, "CSDCEO", "2025-09-01")()


# --- The banker


def amend(desk: SpendingDesk, banker: str, on: str) -> Callable[[], object]:
    file = desk.write("fonds.toml", WIDE.replace('banker = "CEPEO"', f'banker = "{banker}"'))
    act = {"reason": "Convention", "on": date.fromisoformat(on), "person": "caisse", "now": at("2025-09-03")}
    return lambda: periods.amend_fund(desk.ledger, file, **act)  # type: ignore[arg-type]


@pytest.mark.requirement("S9-11")
def test_no_amendment_slips_under_a_later_one_nor_before_the_fund(desk: SpendingDesk) -> None:
    desk.started(WIDE)
    assert codes(amend(desk, "CECCE", "2024-09-30")) == ["modification-anterieure"]
    amend(desk, "CECCE", "2024-12-01")()
    (problem,) = refused(amend(desk, "CSDCEO", "2024-11-30"))
    assert (problem.code, problem.facts["last_on"]) == ("modification-anterieure", date(2024, 12, 1))
    amend(desk, "CSDCEO", "2024-12-01")()
    held = [(term.banker, term.starts_on, term.ends_on) for term in periods.bankers(desk.ledger)]
    assert held == [("CEPEO", date(2024, 10, 1), date(2024, 11, 30)), ("CSDCEO", date(2024, 12, 1), None)]


@pytest.mark.requirement("S9-11")
def test_nobody_of_another_board_acts_as_the_banker(desk: SpendingDesk) -> None:
    own = WIDE.replace('roles = ["banker"]', 'roles = ["banker"]\nboard = "CEPEO"')
    desk.started(own)
    file = desk.write("fonds.toml", own.replace('banker = "CEPEO"', 'banker = "CECCE"'))
    change = {"reason": "Convention", "person": "caisse", "now": at("2024-12-05")}
    (problem,) = refused(lambda: periods.amend_fund(desk.ledger, file, **change))  # type: ignore[arg-type]
    assert (problem.code, problem.facts["person"]) == ("banquier-d-un-autre-organisme", "caisse")


# --- Holds


def test_lifting_the_hold_of_one_document_leaves_the_hold_of_all(desk: SpendingDesk) -> None:
    desk.started()
    paper = evidence.Paper("C-1", "contract", "Contrat", "CECCE", Access.RESTRICTED)
    act = {"person": "caisse", "now": at("2040-01-02")}
    file = desk.write("contrat.pdf", pdf("contrat"))
    digest = evidence.file_document(desk.ledger, file, paper, person="caisse", now=at("2024-12-01")).reference
    retention.place_hold(desk.ledger, reason="Vérification", person="caisse", now=at("2025-01-01"))
    lift = {"reason": "Terminé", **act}
    assert codes(lambda: retention.lift_hold(desk.ledger, sha256=digest, **lift)) == ["gel-inconnu"]  # type: ignore[arg-type]
    retention.place_hold(desk.ledger, sha256=digest, reason="Litige", **act)  # type: ignore[arg-type]
    retention.lift_hold(desk.ledger, sha256=digest, **lift)  # type: ignore[arg-type]
    assert codes(lambda: retention.destroy_evidence(desk.ledger, sha256=digest, **lift)) == ["preuve-gelee"]  # type: ignore[arg-type]
    retention.lift_hold(desk.ledger, **lift)  # type: ignore[arg-type]
    retention.destroy_evidence(desk.ledger, sha256=digest, **lift)  # type: ignore[arg-type]
    read = {"sha256": digest, "reason": "Contrôle", "person": "caisse", "now": at("2040-01-05")}
    assert codes(lambda: evidence.read_document(desk.ledger, **read)) == ["preuve-inconnue"]  # type: ignore[arg-type]
    again = evidence.Paper("C-2", "contract", "Contrat retrouvé", "CECCE")
    evidence.file_document(desk.ledger, file, again, person="caisse", now=at("2040-01-04"))
    assert evidence.read_document(desk.ledger, **read) == pdf("contrat")  # type: ignore[arg-type]
    (kept,) = retention.keeping(desk.ledger)
    assert (kept.destroyed_on, kept.kept_until_on) == (None, date(2046, 1, 4))
    assert books.verify(desk.ledger).sound
