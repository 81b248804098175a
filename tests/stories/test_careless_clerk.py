"""What a careless clerk may type, and what an auditor would not let stand: each is refused with what it is and what to do."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fundalloc.cli.main import run
from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import ClaimState, GrantState, Subject, UnitAct
from fundalloc.usecases.budgeting import books, budget, commitments, money, periods, suppliers, transfers, vouchers
from fundalloc.usecases.claiming import claims, receipts
from fundalloc.usecases.granting import grants
from tests.bookkeeping import at, pdf, result
from tests.spending import YEAR, SpendingDesk, codes, refused, with_rules

A = Line(YEAR, "CECCE", "4.2.1")
B = Line(YEAR, "CECCE", "4.5.1")
CASHIER: dict[str, Any] = {"person": "caisse", "now": at("2024-12-20")}
ROW = "1;CECCE;4.2.1;student-activity;2024-11-05;Fournisseur fictif;F-1;100,00"


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return SpendingDesk(tmp_path)


# --- Names


@pytest.mark.parametrize("name", ["VIR\n7", "VIR\t7", "VIR\u200b-7", "\u202e7-RIV", "VIR-7\ufeff"])
def test_a_name_is_on_one_line_and_every_mark_of_it_is_seen(desk: SpendingDesk, name: str) -> None:
    desk.started()
    asked = grants.GrantAsked(name, GrantState.ANNOUNCED, "Ministère (fictif)")
    assert codes(lambda: desk.receives(5_00, name)) == ["texte-non-inscriptible"]
    assert codes(lambda: desk.orders(name, 5_00, A, "student-activity")) == ["texte-non-inscriptible"]
    assert codes(lambda: grants.record_grant(desk.ledger, asked, **CASHIER)) == ["texte-non-inscriptible"]


def test_a_reason_may_have_lines_of_its_own(desk: SpendingDesk) -> None:
    desk.started()
    order = transfers.TransferOrder(A, B, 1_00, "Besoin révisé :\n\tvoir le procès-verbal")
    transfers.transfer(desk.ledger, order, person="direction", now=at("2024-12-05"))


def test_money_comes_from_somebody_and_orders_go_to_somebody(desk: SpendingDesk) -> None:
    desk.started()
    asked = grants.GrantAsked("SUB-1", GrantState.SIGNED, " ", 5_00)
    assert codes(lambda: grants.record_grant(desk.ledger, asked, **CASHIER)) == ["valeur-manquante"]
    order = commitments.Order("BC-1", "CECCE", "4.2.1", "student-activity", " ", 5_00)
    assert codes(lambda: commitments.make_commitment(desk.ledger, order, on=date(2024, 11, 4), **CASHIER)) == ["valeur-manquante"]
    nameless = suppliers.SupplierAsked("F-1", " ")
    assert codes(lambda: suppliers.list_supplier(desk.ledger, nameless, person="finances", now=at("2024-12-01"))) == ["valeur-manquante"]


@pytest.mark.parametrize("seq", ["9999", "9223372036854775808", "99999999999999999999999"])
def test_an_entry_of_any_number_may_be_asked_for(desk: SpendingDesk, seq: str, capsys: pytest.CaptureFixture[str]) -> None:
    desk.started()
    assert run(["ledger", "reverse", seq, "--reason", "Erreur", "--as", "direction", "--ledger", str(desk.ledger)]) == 1
    assert "[ecriture-inconnue]" in capsys.readouterr().err


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"])
def test_a_moment_beyond_the_calendar_is_no_moment(desk: SpendingDesk, moment: str, capsys: pytest.CaptureFixture[str]) -> None:
    desk.started()
    ledger = ["--ledger", str(desk.ledger)]
    assert run(["ledger", "balance", "--known-at", moment, *ledger]) == 2
    assert "n’est pas un moment" in capsys.readouterr().err
    assert run(["ledger", "balance", "--known-at", "1999-12-31", *ledger]) == 0


@pytest.mark.parametrize("report", ["ministry", "execution", "unspent", "handover"])
def test_no_report_tells_what_was_known_before_the_books_were_open(
    desk: SpendingDesk, report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.started()
    words = ["report", report, "--as-of", "2024-12-31", "--known-at", "2000-01-01", "--as", "direction", "--ledger", str(desk.ledger)]
    assert run(words) == 1
    assert "[livres-pas-encore-ouverts]" in capsys.readouterr().err


@pytest.mark.parametrize("report", ["ministry", "execution"])
def test_no_report_is_of_days_that_end_before_they_begin(desk: SpendingDesk, report: str, capsys: pytest.CaptureFixture[str]) -> None:
    desk.started()
    words = ["report", report, "--from", "2025-01-01", "--as-of", "2024-12-31", "--as", "direction", "--ledger", str(desk.ledger)]
    assert run(words) == 1
    assert "[periode-a-rebours]" in capsys.readouterr().err
    assert run([*words[:3], "2024-12-31", *words[4:]]) == 0, "one day is a range"


# --- Days


def test_nothing_is_paid_before_it_was_approved(desk: SpendingDesk) -> None:
    desk.started()
    desk.receives(500_00)
    desk.claims("R1", ROW)
    desk.approves("R1", now="2024-12-10")

    def pay(day: str) -> object:
        return claims.pay_claim(desk.ledger, claim="R1", reference="PAI-1", on=date.fromisoformat(day), **CASHIER)

    for early in ("2024-11-01", "2024-12-09"):
        (problem,) = refused(lambda day=early: pay(day))  # type: ignore[misc]
        assert (problem.code, problem.facts["approved_on"]) == ("paiement-anterieur-a-l-approbation", date(2024, 12, 10))
    pay("2024-12-10")


def test_no_money_goes_back_to_the_funder_before_it_came(desk: SpendingDesk) -> None:
    desk.started()
    desk.receives(500_00, on="2024-11-01")

    def give_back(cents: int, day: str) -> object:
        return money.return_to_funder(
            desk.ledger, amount_cents=cents, reference="REM-1", on=date.fromisoformat(day), reason="Solde", **CASHIER
        )

    (problem,) = refused(lambda: give_back(1_00, "2024-10-31"))
    assert (problem.code, problem.facts["owed_cents"]) == ("montant-superieur-au-du", 0)
    give_back(500_00, "2024-11-01")


def test_a_version_of_the_allocation_holds_from_the_day_of_the_one_it_amends_or_later(desk: SpendingDesk) -> None:
    desk.started()
    told: Any = result()["allocations"]
    larger = [told[0] | {"amount_cents": 3_005_00}, *told[1:]]
    file = desk.result(allocations=larger, total_cents=10_005_00, fingerprint="e" * 64)
    act: dict[str, Any] = {"reason": "Ajout", "person": "direction", "now": at("2024-12-15")}
    (problem,) = refused(lambda: budget.amend_allocation(desk.ledger, file, on=date(2024, 10, 22), **act))
    assert (problem.code, problem.facts["last_on"], problem.facts["seq"]) == ("version-anterieure", date(2024, 10, 23), 2)
    budget.amend_allocation(desk.ledger, file, on=date(2024, 10, 23), **act)


def test_no_receipt_is_lost_with_a_claim_that_was_replaced(desk: SpendingDesk) -> None:
    desk.started()
    desk.claims("R1", ROW)
    desk.claims("R1", ROW.replace("100,00", "90,00"), now="2024-12-06")
    paper = desk.write("piece.pdf", pdf("piece"))

    def add(claim: str) -> object:
        return receipts.add_receipt(desk.ledger, paper, claim=claim, line="1", person="finances", now=at("2024-12-07"))

    (problem,) = refused(lambda: add("R1"))
    assert (problem.code, problem.facts["state"]) == ("reclamation-dans-un-autre-etat", ClaimState.REPLACED)
    add("R1~2")


def test_a_closed_year_is_told_as_such_even_where_nothing_is_left_in_it(desk: SpendingDesk) -> None:
    desk.started()
    periods.close_year(desk.ledger, fiscal_year=YEAR, person="finances", now=at("2025-09-02"))
    act: dict[str, Any] = {"on": date(2025, 8, 30), "person": "caisse", "now": at("2025-09-10")}
    order = commitments.Order("BC-1", "CECCE", "4.2.1", "student-activity", "Fournisseur fictif", 9_000_00)
    assert codes(lambda: commitments.make_commitment(desk.ledger, order, **act)) == ["exercice-clos"]
    lot = vouchers.Purchase("LOT-1", "Coupon", 400, 25_00, "CECCE", "4.2.1", "student-activity")
    assert codes(lambda: vouchers.buy_vouchers(desk.ledger, lot, payment_reference="PAI-L", **act)) == ["exercice-clos"]
    assert codes(lambda: desk.moves(9_000_00, A, B, now="2025-09-10")) == ["exercice-clos", "virement-a-autoriser"]


# --- Orders and permissions


def test_an_order_with_nothing_left_has_nothing_to_release(desk: SpendingDesk) -> None:
    desk.started()
    desk.orders("BC-1", 5_00, A, "student-activity")
    act: dict[str, Any] = {"commitment": "BC-1", "reason": "Commande annulée", **CASHIER}
    commitments.release_commitment(desk.ledger, **act)
    (problem,) = refused(lambda: commitments.release_commitment(desk.ledger, **act))
    assert (problem.code, problem.facts["left_cents"]) == ("engagement-insuffisant", 0)


@pytest.mark.parametrize("subject", [Subject.OVERDRAFT, Subject.LIMIT])
def test_a_permission_to_go_beyond_says_by_how_much(desk: SpendingDesk, subject: Subject) -> None:
    desk.started()
    assert codes(lambda: desk.waives("D-1", subject)) == ["montant-non-positif"]


@pytest.mark.parametrize(
    ("subject", "rule", "known"),
    [
        (Subject.LIMIT, "norriture", ("nourriture",)),
        (Subject.QUANTITY, "bourses", ("bourse-par-ecole",)),
        (Subject.OVERDRAFT, "nourriture", ()),
        (Subject.TRANSFER, "nourriture", ()),
    ],
)
def test_a_permission_for_a_rule_that_the_fund_has_not_is_refused(
    desk: SpendingDesk, subject: Subject, rule: str, known: tuple[str, ...]
) -> None:
    desk.started()
    (problem,) = refused(lambda: desk.waives("D-1", subject, 5_00, rule=rule))
    assert (problem.code, problem.facts["known"]) == ("regle-de-derogation-inconnue", known)


def test_a_permission_without_an_amount_is_not_told_as_one_of_nothing(desk: SpendingDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.started()
    paper = desk.write("lettre.pdf", pdf("lettre"))
    words = ["ledger", "waive", "D-1", str(paper), "--subject", "transfer", "--authority", "Ministère", "--granted-on", "2024-11-20"]
    assert run([*words, "--reason", "Lettre reçue", "--as", "finances", "--ledger", str(desk.ledger)]) == 0
    told = capsys.readouterr().out
    assert "sans montant propre" in told
    assert "0,00" not in told


@pytest.mark.parametrize("given", ["1 000,00;", ";130,00"])
def test_a_price_without_its_taxes_proves_no_net_amount(desk: SpendingDesk, given: str) -> None:
    desk.started()
    half = f"1;CECCE;4.2.1;student-activity;2024-11-05;Fournisseur fictif;F-1;1 021,60;;;;;;{given}"
    assert codes(lambda: desk.claims("R1", half)) == ["taxes-non-indiquees"]


def test_vouchers_are_of_something_and_go_to_a_school_never_to_a_pupil(desk: SpendingDesk) -> None:
    desk.started()
    act: dict[str, Any] = {"on": date(2024, 11, 5), **CASHIER}
    bare = vouchers.Purchase("LOT-1", " ", 4, 25_00, "CECCE", "4.2.1", "student-activity")
    assert codes(lambda: vouchers.buy_vouchers(desk.ledger, bare, payment_reference="PAI-L", **act)) == ["valeur-manquante"]
    vouchers.buy_vouchers(desk.ledger, replace(bare, item="Coupon"), payment_reference="PAI-L", **act)
    step = vouchers.VoucherStep(UnitAct.ISSUED, "LOT-1", 1, school="ABCD12345678")
    assert codes(lambda: vouchers.move_vouchers(desk.ledger, step, **act)) == ["renseignement-personnel"]
    order = commitments.Order("BC-1", "CECCE", "4.2.1", "student-activity", "ABCD12345678", 5_00)
    assert codes(lambda: commitments.make_commitment(desk.ledger, order, **act)) == ["renseignement-personnel"]


@pytest.mark.parametrize(("unspent", "is_told"), [("carried", True), ("returned", False)])
def test_whoever_closes_a_year_is_told_what_it_can_no_longer_carry(
    desk: SpendingDesk, capsys: pytest.CaptureFixture[str], unspent: str, *, is_told: bool
) -> None:
    desk.started(with_rules().replace('unspent = "carried"', f'unspent = "{unspent}"'))
    closing = ["ledger", "close", YEAR, "--as", "finances", "--ledger", str(desk.ledger)]
    for rehearsed in (True, False):
        assert run([*closing, *(["--dry-run"] if rehearsed else [])]) == 0
        assert ("ne se reporte plus" in capsys.readouterr().err) is is_told


# --- Where money goes


def test_no_budget_moves_to_what_is_no_activity(desk: SpendingDesk) -> None:
    desk.started()
    (problem,) = refused(lambda: desk.moves(1_00, A, Line(YEAR, "CECCE", "4.5")))
    assert (problem.code, problem.facts["known"]) == ("activite-hors-plan", ("4.5.1",))


def test_budget_moves_to_an_objective_that_was_granted_money_as_such(desk: SpendingDesk) -> None:
    told: Any = result()["allocations"]
    granted = [*told[:2], told[2] | {"priority": "4.5"}, *told[3:]]
    desk.started(allocations=granted)
    desk.moves(1_00, A, Line(YEAR, "CECCE", "4.5"))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"priority": "4.9.9"}, "activite-hors-plan"),
        ({"priority": "4.2.3"}, "activite-d-un-autre-organisme"),
        ({"request": "r2", "recipient": "CEPEO", "priority": "4.2.3"}, "resultat-sans-preuve"),
    ],
)
def test_a_result_that_no_allocation_gives_is_not_adopted(desk: SpendingDesk, changed: dict[str, str], code: str) -> None:
    told: Any = result()["allocations"]
    desk.opened()
    file = desk.result(allocations=[*told[:4], told[4] | changed])
    assert codes(lambda: books.adopt(desk.ledger, file, person="direction", now=at("2024-10-23"))) == [code]


def test_a_plan_without_lines_asks_nothing_of_where_money_goes(desk: SpendingDesk) -> None:
    desk.opened()
    books.adopt(desk.ledger, desk.result(plan=[]), person="direction", now=at("2024-10-23"))
    assert desk.line(A).available_cents == 3_000_00
