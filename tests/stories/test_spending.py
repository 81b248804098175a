"""What people do with a budget: transfer, order, claim against orders, waive, carry forward, close, and set right."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fundalloc.domain.taxes import Entity, Province, TaxActivity, Taxpayer, cost, invoiced_tax
from fundalloc.intake.taxes import shipped_taxes
from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import Account, GrantState, Subject
from fundalloc.ledger.outcomes import Recorded
from fundalloc.usecases.budgeting import adjusting, books, budget, commitments, money, periods, transfers
from fundalloc.usecases.claiming import claims
from fundalloc.usecases.granting import decisions, grants
from tests.bookkeeping import at, plan_item, result
from tests.spending import YEAR, SpendingDesk, codes, refused, with_rules

A = Line(YEAR, "CECCE", "4.2.1")
B = Line(YEAR, "CECCE", "4.5.1")
C = Line(YEAR, "CEPEO", "4.5.1")
ADMIN = Line(YEAR, "CSDCEO", "4.7.3")


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return SpendingDesk(tmp_path)


def bought(reference: str, activity: str, nature: str, day: str, amount: str, rest: str = "") -> str:
    return f"{reference};CECCE;{activity};{nature};{day};Fournisseur fictif;F-{reference};{amount};{rest}"


# --- Transfers (vector 15)


def twenty_thousand(desk: SpendingDesk) -> SpendingDesk:
    allocations = result()["allocations"]
    assert isinstance(allocations, list)
    allocations[0] = allocations[0] | {"amount_cents": 20_000_00}
    return desk.started(allocations=allocations, total_cents=27_000_00)


def test_a_tenth_of_a_line_may_leave_freely_and_not_a_cent_more(desk: SpendingDesk) -> None:
    """Vector 15, on a line of 20 000 $."""
    twenty_thousand(desk)
    (problem,) = refused(lambda: desk.moves(2_000_01, A, B))
    assert (problem.code, problem.facts["free_cents"]) == ("virement-a-autoriser", 2_000_00)
    desk.moves(2_000_00, A, B)
    assert (desk.line(A).transferred_cents, desk.line(A).available_cents) == (-2_000_00, 18_000_00)
    assert (desk.line(B).transferred_cents, desk.line(B).available_cents) == (2_000_00, 4_000_00)
    (problem,) = refused(lambda: desk.moves(1, A, B))
    assert problem.facts["free_cents"] == 0


def test_any_move_into_an_excluded_line_needs_a_permission(desk: SpendingDesk) -> None:
    """Vector 15, into administration."""
    twenty_thousand(desk)
    (problem,) = refused(lambda: desk.moves(1_00, A, ADMIN))
    assert [str(need) for need in problem.facts["needs"]] == ["excluded-line"]  # type: ignore[attr-defined]


def test_the_free_share_is_counted_on_the_line_as_it_stands_where_the_agreement_says_so(desk: SpendingDesk) -> None:
    desk.started(with_rules().replace('base = "adopted"', 'base = "current"'))
    desk.waives("D-1", Subject.TRANSFER)
    desk.moves(1_000_00, C, A, waiver="D-1")
    (problem,) = refused(lambda: desk.moves(400_01, A, B))
    assert problem.facts["free_cents"] == 400_00
    desk.moves(400_00, A, B)


def test_no_purpose_that_is_excluded_is_moved_freely(desk: SpendingDesk) -> None:
    desk.started(with_rules().replace('excluded_plan_items = ["4.7"]', 'excluded_purposes = ["operating"]'))
    (problem,) = refused(lambda: desk.moves(1, A, B))
    assert [str(need) for need in problem.facts["needs"]] == ["excluded-line"]  # type: ignore[attr-defined]


@pytest.mark.requirement("S1-09")
def test_another_year_or_another_envelope_needs_a_permission(desk: SpendingDesk) -> None:
    desk.started()
    later = Line("2025-2026", "CECCE", "4.2.1")
    order = transfers.TransferOrder(A, later, 1_00, "Essai", envelope="autre")
    (problem,) = refused(lambda: transfers.transfer(desk.ledger, order, person="direction", now=at("2024-12-05")))
    assert [str(need) for need in problem.facts["needs"]] == ["other-year", "other-envelope"]  # type: ignore[attr-defined]
    desk.waives("D-1", Subject.TRANSFER)
    transfers.transfer(desk.ledger, replace(order, waiver="D-1"), person="direction", now=at("2024-12-05"))
    assert (desk.line(A).available_cents, desk.line(later).available_cents) == (2_999_00, 1_00)


def test_a_permission_on_file_lets_a_transfer_go_further_until_it_is_used_up(desk: SpendingDesk) -> None:
    twenty_thousand(desk)
    assert codes(lambda: desk.moves(5_000_00, A, B, waiver="D-1")) == ["derogation-inconnue"]
    desk.waives("D-1", Subject.TRANSFER, 5_000_00, recipient="CECCE")
    desk.moves(4_000_00, A, B, waiver="D-1")
    desk.moves(2_000_00, A, B)
    (problem,) = refused(lambda: desk.moves(1_000_01, A, B, waiver="D-1"))
    assert (problem.code, problem.facts["left_cents"]) == ("derogation-insuffisante", 1_000_00)
    desk.moves(1_000_00, A, B, waiver="D-1")
    assert desk.line(A).available_cents == 13_000_00


def test_what_the_agreement_does_not_say_is_asked_and_never_assumed(desk: SpendingDesk) -> None:
    silent = with_rules().replace('[clauses.transfers]\nshare = "10 %"\nbase = "adopted"\nexcluded_plan_items = ["4.7"]\n', "")
    desk.started(silent.replace('interest = "added"\nunspent = "carried"\n', ""))
    (problem,) = refused(lambda: desk.moves(1, A, B))
    assert [str(need) for need in problem.facts["needs"]] == ["clause-unknown"]  # type: ignore[attr-defined]
    day, now = date(2024, 11, 30), at("2024-12-01")
    assert codes(lambda: money.record_interest(desk.ledger, amount_cents=5_00, reference="INT", on=day, person="caisse", now=now)) == [
        "clause-inconnue"
    ]


def test_a_transfer_takes_nothing_that_was_spent_since(desk: SpendingDesk) -> None:
    twenty_thousand(desk)
    desk.claims("R", bought("1", "4.2.1", "student-activity", "2024-11-05", "19 000,00"))
    (problem,) = refused(lambda: desk.moves(1_500_00, A, B))
    assert (problem.code, problem.facts["available_cents"]) == ("disponible-insuffisant", 1_000_00)


# --- Commitments


@pytest.mark.requirement("S5-02")
def test_an_order_reserves_and_its_claims_use_it_up_in_part(desk: SpendingDesk) -> None:
    desk.started()
    desk.orders("BC-1", 1_000_00, A, "student-activity")
    assert (desk.line(A).committed_cents, desk.line(A).available_cents) == (1_000_00, 2_000_00)
    desk.claims("R1", bought("1", "4.2.1", "student-activity", "2024-11-20", "400,00", ";BC-1"))
    assert (desk.line(A).committed_cents, desk.line(A).available_cents) == (1_000_00, 2_000_00)
    (row,) = commitments.commitments(desk.ledger)
    assert (row.amount_cents, row.left_cents) == (1_000_00, 600_00)
    desk.approves("R1")
    assert (desk.line(A).committed_cents, desk.line(A).incurred_cents, desk.line(A).available_cents) == (600_00, 400_00, 2_000_00)
    desk.claims("R2", bought("2", "4.2.1", "student-activity", "2024-11-25", "700,00", ";BC-1"))
    assert commitments.commitments(desk.ledger)[0].left_cents == 0
    assert desk.line(A).available_cents == 1_900_00
    assert books.verify(desk.ledger).sound


def test_a_refused_claim_gives_its_order_back_and_a_release_makes_it_available(desk: SpendingDesk) -> None:
    desk.started()
    desk.orders("BC-1", 1_000_00, A, "student-activity")
    desk.claims("R1", bought("1", "4.2.1", "student-activity", "2024-11-20", "400,00", ";BC-1"))
    claims.refuse_claim(desk.ledger, claim="R1", reason="Illisible", person="direction", now=at("2024-12-06"))
    assert commitments.commitments(desk.ledger)[0].left_cents == 1_000_00
    release = {"commitment": "BC-1", "reason": "Commande annulée", "person": "caisse", "now": at("2024-12-07")}
    assert codes(lambda: commitments.release_commitment(desk.ledger, amount_cents=1_000_01, **release)) == ["engagement-insuffisant"]  # type: ignore[arg-type]
    commitments.release_commitment(desk.ledger, **release)  # type: ignore[arg-type]
    assert (desk.line(A).committed_cents, desk.line(A).available_cents) == (0, 3_000_00)


def test_an_order_is_held_to_the_same_rules_as_a_claim(desk: SpendingDesk) -> None:
    desk.started()
    assert codes(lambda: desk.orders("BC-1", 3_000_01, A, "student-activity")) == ["disponible-insuffisant"]
    assert codes(lambda: desk.orders("BC-1", 1_00, A, "accommodation")) == ["nature-non-admise"]
    assert codes(lambda: desk.orders("BC-1", 1_00, Line(YEAR, "CEPEO", "4.2.1"), "student-activity")) == ["activite-d-un-autre-organisme"]
    desk.orders("BC-1", 1_00, A, "student-activity")
    assert codes(lambda: desk.orders("BC-1", 1_00, A, "student-activity")) == ["nom-deja-employe"]


# --- Groups, quantities, conditions, keys


def test_a_group_of_lines_has_its_own_ceiling(desk: SpendingDesk) -> None:
    desk.started()
    desk.claims("R1", bought("1", "4.5.1", "food", "2024-11-05", "200,00", "Dîner du conférencier"))
    (problem,) = refused(lambda: desk.claims("R2", bought("2", "4.5.1", "food", "2024-11-06", "100,01", "Collation")))
    assert (problem.code, problem.facts["used_cents"], problem.facts["limit_cents"]) == ("plafond-depasse", 200_00, 300_00)
    desk.waives("D-2", Subject.LIMIT, 50_00, rule="nourriture")
    desk.claims("R3", bought("3", "4.5.1", "food", "2024-11-06", "150,00", "Collation"), waiver="D-2")
    assert desk.line(B).committed_cents == 350_00


def bursaries(desk: SpendingDesk) -> SpendingDesk:
    plan = result()["plan"]
    assert isinstance(plan, list)
    return desk.started(plan=[*plan, plan_item("4.2.1", "activity", "4.2", "CECCE", "student-activity", "bursary")])


@pytest.mark.requirement("S5-11")
def test_a_second_bursary_for_the_same_school_in_the_same_year_is_refused(desk: SpendingDesk) -> None:
    """Vector 20."""
    bursaries(desk)
    desk.claims("R1", bought("1", "4.2.1", "bursary", "2024-11-05", "500,00", ";;E-12"))
    assert codes(lambda: desk.claims("R2", bought("2", "4.2.1", "bursary", "2024-11-06", "500,00", ";;E-12"))) == ["quantite-depassee"]
    assert codes(lambda: desk.claims("R2", bought("2", "4.2.1", "bursary", "2024-11-06", "500,00"))) == ["ecole-manquante"]
    desk.claims("R3", bought("3", "4.2.1", "bursary", "2024-11-06", "500,00", ";;E-13"))
    claims.refuse_claim(desk.ledger, claim="R1", reason="Erreur", person="direction", now=at("2024-12-06"))
    desk.claims("R4", bought("4", "4.2.1", "bursary", "2024-11-06", "500,00", ";;E-12"))


def test_two_bursaries_of_one_school_in_one_claim_are_refused(desk: SpendingDesk) -> None:
    bursaries(desk)
    lines = [bought(number, "4.2.1", "bursary", "2024-11-05", "500,00", ";;E-12") for number in ("1", "2")]
    assert codes(lambda: desk.claims("R1", *lines)) == ["quantite-depassee"]


@pytest.mark.requirement("S5-06")
def test_lodging_where_only_supply_teaching_is_listed_is_refused(desk: SpendingDesk) -> None:
    """Vector 19."""
    desk.started()
    line = "1;CSDCEO;4.7.3;accommodation;2024-11-05;Auberge;F-1;100,00"
    (problem,) = refused(lambda: desk.claims("R1", line))
    assert (problem.code, problem.facts["allowed"]) == ("nature-non-admise", ("supply-teaching",))


@pytest.mark.requirement("S5-15")
def test_a_condition_is_declared_on_the_line_it_concerns(desk: SpendingDesk) -> None:
    desk.started()
    bare = bought("1", "4.5.1", "training", "2024-11-05", "100,00", "Formation RCR")
    assert codes(lambda: desk.claims("R1", bare)) == ["condition-non-declaree"]
    assert codes(lambda: desk.claims("R1", f"{bare};;;en-anglais")) == ["condition-inconnue", "condition-non-declaree"]
    desk.claims("R1", f"{bare};;;en-francais")


@pytest.mark.requirement("S4-05")
def test_one_board_pays_for_all_and_each_bears_its_share(desk: SpendingDesk) -> None:
    desk.started()
    desk.claims("R1", bought("1", "4.5.1", "speaker", "2024-11-05", "100,00", ";;;;trois-conseils"))
    assert (desk.line(B).committed_cents, desk.line(C).committed_cents) == (66_67, 33_33)
    desk.approves("R1")
    desk.pays("R1")
    assert (desk.line(B).paid_cents, desk.line(C).paid_cents) == (66_67, 33_33)
    bank = [row for row in books.balance(desk.ledger, by=()).rows if row.account == Account.BANK]
    assert bank[0].amount_cents == -100_00
    assert codes(lambda: desk.claims("R2", bought("2", "4.2.1", "student-activity", "2024-11-05", "1,00", ";;;;trois-conseils"))) == [
        "cle-de-partage-inconnue"
    ]


@pytest.mark.requirement("S5-02")
def test_going_beyond_what_is_available_is_never_silent(desk: SpendingDesk) -> None:
    desk.started(with_rules().replace("[agreement]", '[policy]\noverdraft = "under-waiver"\n\n[agreement]'))
    beyond = bought("1", "4.2.1", "student-activity", "2024-11-05", "3 000,50")
    assert codes(lambda: desk.claims("R1", beyond)) == ["credit-depasse"]
    desk.waives("D-3", Subject.OVERDRAFT, 50)
    desk.claims("R1", beyond, waiver="D-3")
    assert desk.line(A).available_cents == -50
    cent = bought("2", "4.2.1", "student-activity", "2024-11-06", "0,01")
    assert codes(lambda: desk.claims("R2", cent, waiver="D-3")) == ["derogation-insuffisante", "credit-depasse"]


def test_a_cap_on_operating_money_is_reached_to_the_cent_and_leaves_development_money_alone(desk: SpendingDesk) -> None:
    """Vector 5: the second order reaches the cap, one cent more is refused; what is for development does not count."""
    cap = '[[limits]]\nid = "fonctionnement"\nplan_items = ["4.2"]\namount = "250 000,00 $"\n\n[[quantity_limits]]'
    told: Any = result()["allocations"]
    granted = [each | {"amount_cents": each["amount_cents"] * 100} for each in told]
    desk.started(with_rules().replace("[[quantity_limits]]", cap, 1), allocations=granted, total_cents=1_000_000_00)
    desk.orders("BC-1", 200_000_00, A, "student-activity")
    desk.orders("BC-2", 50_000_00, A, "student-activity")
    (problem,) = refused(lambda: desk.orders("BC-3", 1, A, "student-activity"))
    assert (problem.code, problem.facts["used_cents"], problem.facts["limit_cents"]) == ("plafond-depasse", 250_000_00, 250_000_00)
    desk.orders("BC-4", 80_000_00, B, "speaker")
    assert (desk.line(A).committed_cents, desk.line(B).committed_cents) == (250_000_00, 80_000_00)


# --- Days (vectors 16 and 17)


@pytest.mark.requirement("S5-01")
def test_what_was_incurred_before_the_end_is_eligible_whenever_it_is_paid(desk: SpendingDesk) -> None:
    """Vector 16."""
    desk.started()
    desk.claims("R1", bought("1", "4.2.1", "student-activity", "2025-08-30", "100,00"), now="2025-09-06")
    desk.approves("R1", now="2025-09-10")
    desk.pays("R1", on="2025-09-20")
    at_year_end = books.balance(desk.ledger, as_of=date(2025, 8, 31)).rows
    assert {row.account: row.amount_cents for row in at_year_end if row.book == "actual"}["payable"] == -100_00
    assert desk.line(A, as_of=date(2025, 8, 31)).incurred_cents == 100_00
    assert {row.account: row.amount_cents for row in books.balance(desk.ledger).rows}["payable"] == 0


def test_a_deposit_for_an_event_after_the_end_is_not_eligible(desk: SpendingDesk) -> None:
    """Vector 17."""
    desk.started()
    event = bought("1", "4.2.1", "student-activity", "2025-09-10", "100,00")
    (problem, *_) = refused(lambda: desk.claims("R1", event, now="2025-09-15"))
    assert problem.code == "hors-de-l-entente"


@pytest.mark.requirement("S5-02")
def test_a_line_is_never_overdrawn_on_any_day_even_looking_back(desk: SpendingDesk) -> None:
    desk.started()
    desk.claims("R1", bought("1", "4.2.1", "student-activity", "2024-09-15", "100,00"))
    days = [date(2024, 9, 14), date(2024, 9, 16), date(2024, 10, 22), date(2024, 10, 23), date(2024, 12, 31)]
    assert [row.available_cents for day in days for row in books.budget_position(desk.ledger, as_of=day) if row.available_cents < 0] == []


# --- Taxes (vectors 7 to 13)


@pytest.mark.parametrize(
    ("price_cents", "entity", "province", "activity", "net_cents"),
    [
        pytest.param(1_000_00, Entity.SCHOOL_AUTHORITY, Province.ONTARIO, TaxActivity.SCHOOL, 1_021_60, id="vector 7"),
        pytest.param(1_000_00, Entity.COLLEGE, Province.ONTARIO, TaxActivity.SCHOOL, 1_034_10, id="vector 8"),
        pytest.param(1_000_00, Entity.CHARITY, Province.ONTARIO, TaxActivity.OTHER, 1_039_40, id="vector 9"),
        pytest.param(1_000_00, Entity.CHARITY, Province.ONTARIO, TaxActivity.SCHOOL, 1_021_60, id="a school run by a charity"),
        pytest.param(1_000_00, Entity.SCHOOL_AUTHORITY, Province.QUEBEC, TaxActivity.SCHOOL, 1_068_87, id="vector 10"),
        pytest.param(1_000_00, Entity.COLLEGE, Province.QUEBEC, TaxActivity.SCHOOL, 1_069_37, id="vector 11"),
        pytest.param(500_00, Entity.CHARITY, Province.QUEBEC, TaxActivity.SCHOOL, 500_00 + 25_00 + 49_88 - 12_50 - 24_94, id="vector 12"),
    ],
)
def test_what_an_invoice_really_costs(price_cents: int, entity: Entity, province: Province, activity: TaxActivity, net_cents: int) -> None:
    table, day = shipped_taxes(), date(2024, 11, 5)
    payer = Taxpayer(id="X", entity=entity, province=province, activity=activity)
    tax, rebate = table.tax(province, day), table.rebate(payer, day)
    assert tax is not None
    assert rebate is not None
    assert cost(price_cents, invoiced_tax(price_cents, tax), rebate).net_cents == net_cents
    assert rebate.source


def test_the_parts_of_a_tax_add_up_to_what_was_invoiced() -> None:
    """Vector 13."""
    rate = shipped_taxes().tax(Province.ONTARIO, date(2024, 11, 5))
    assert rate is not None
    assert invoiced_tax(10_10, rate) == {"federal": 50, "provincial": 81}


def test_a_rate_holds_between_its_days() -> None:
    city = Taxpayer(id="X", entity=Entity.MUNICIPALITY, province=Province.QUEBEC)
    assert shipped_taxes().rebate(city, date(2014, 12, 31)) is None
    assert shipped_taxes().rebate(city, date(2015, 1, 1)) is not None


TAXED = ";;;;;1 000,00;130,00"


def test_a_net_amount_that_forgets_the_rebate_is_refused(desk: SpendingDesk) -> None:
    desk.started()
    (problem,) = refused(lambda: desk.claims("R1", bought("1", "4.2.1", "student-activity", "2024-11-05", "1 130,00", TAXED)))
    assert (problem.code, problem.facts["net_cents"]) == ("net-de-taxes-inexact", 1_021_60)


def true_up(desk: SpendingDesk, actual_cents: int) -> Recorded:
    year = (date(2024, 9, 1), date(2025, 2, 28))
    return adjusting.true_up_tax(
        desk.ledger, adjusting.RebateReceived("CECCE", year[0], year[1], actual_cents), person="caisse", now=at("2025-03-10")
    )


@pytest.mark.parametrize("gain_cents", [1_60, -8_40])
def test_a_rebate_that_comes_out_otherwise_is_trued_up(desk: SpendingDesk, gain_cents: int) -> None:
    desk.started()
    desk.receives(2_000_00)
    desk.claims("R1", bought("1", "4.2.1", "student-activity", "2024-11-05", "1 021,60", TAXED))
    assert codes(lambda: true_up(desk, 108_40)) == ["rien-a-regulariser"]
    desk.approves("R1")
    assert true_up(desk, 108_40 + gain_cents).amount_cents == gain_cents
    row = desk.line(A)
    assert (row.incurred_cents, row.available_cents) == (1_021_60 - gain_cents, 3_000_00 - 1_021_60 + gain_cents)
    now = {each.account: each.amount_cents for each in books.balance(desk.ledger).rows}
    assert now["due-from-partners"] == gain_cents
    assert now["revenue"] == -now["expense"]
    assert codes(lambda: true_up(desk, 1)) == ["rien-a-regulariser"]
    day, now_then = date(2025, 3, 12), at("2025-03-12")
    money.recover(desk.ledger, recipient="CECCE", amount_cents=abs(gain_cents), reference="REM-1", on=day, person="caisse", now=now_then)
    after = {each.account: each.amount_cents for each in books.balance(desk.ledger).rows}
    assert (after["due-from-partners"], after["bank"]) == (0, 2_000_00 + gain_cents)
    assert books.verify(desk.ledger).sound


@pytest.mark.requirement("S4-05")
# --- Orders that boards share (S4-05)


def shared_order(desk: SpendingDesk, cents: int = 300_00) -> Recorded:
    """Two thirds to the CECCE, one third to the CEPEO."""
    return desk.started().orders("BC-1", cents, B, "speaker", sharing_key="trois-conseils")


def committed_cents(desk: SpendingDesk) -> tuple[int, int]:
    return desk.line(B).committed_cents, desk.line(C).committed_cents


@pytest.mark.requirement("S4-05")
def test_an_order_that_boards_share_is_reserved_on_the_line_of_each(desk: SpendingDesk) -> None:
    made = shared_order(desk, 100_00)
    assert committed_cents(desk) == (66_67, 33_33)
    assert made.left_cents == 2_000_00 + 1_500_00 - 100_00
    (row,) = commitments.commitments(desk.ledger)
    assert (row.sharing_key, row.amount_cents, row.left_cents) == ("trois-conseils", 100_00, 100_00)


def test_what_is_claimed_of_a_shared_order_is_taken_from_each_board_and_the_rest_stays_reserved(desk: SpendingDesk) -> None:
    shared_order(desk)
    desk.claims("R1", bought("1", "4.5.1", "speaker", "2024-11-05", "90,00", ";BC-1;;;trois-conseils"))
    assert committed_cents(desk) == (200_00, 100_00)
    assert commitments.commitments(desk.ledger)[0].left_cents == 210_00
    desk.approves("R1")
    assert committed_cents(desk) == (140_00, 70_00)
    assert books.verify(desk.ledger).sound


def test_what_goes_beyond_a_shared_order_is_drawn_from_the_line_of_each_board(desk: SpendingDesk) -> None:
    shared_order(desk)
    desk.claims("R1", bought("1", "4.5.1", "speaker", "2024-11-05", "330,00", ";BC-1;;;trois-conseils"))
    assert committed_cents(desk) == (220_00, 110_00)
    assert commitments.commitments(desk.ledger)[0].left_cents == 0


def test_a_shared_order_is_released_to_each_board_in_its_proportion(desk: SpendingDesk) -> None:
    shared_order(desk)
    freed = commitments.release_commitment(
        desk.ledger, commitment="BC-1", amount_cents=30_00, reason="Moins cher", person="caisse", now=at("2024-12-05")
    )
    assert (freed.left_cents, committed_cents(desk)) == (270_00, (180_00, 90_00))
    assert (desk.line(B).available_cents, desk.line(C).available_cents) == (2_000_00 - 180_00, 1_500_00 - 90_00)


def test_an_expense_on_a_shared_order_names_its_key(desk: SpendingDesk) -> None:
    shared_order(desk)
    (problem,) = refused(lambda: desk.claims("R1", bought("1", "4.5.1", "speaker", "2024-11-05", "90,00", ";BC-1")))
    assert (problem.code, problem.facts["commitment"], problem.facts["key"]) == ("engagement-partage", "BC-1", "trois-conseils")


def test_each_board_that_cannot_bear_its_share_of_an_order_is_named(desk: SpendingDesk) -> None:
    problems = refused(lambda: shared_order(desk, 5_000_00))
    assert {problem.code for problem in problems} == {"disponible-insuffisant"}
    assert [(problem.facts["recipient"], problem.facts["asked_cents"]) for problem in problems] == [
        ("CECCE", 3_333_33),
        ("CEPEO", 1_666_67),
    ]
    assert committed_cents(desk) == (0, 0)


def test_an_order_under_a_key_that_its_activity_does_not_have_is_refused(desk: SpendingDesk) -> None:
    assert codes(lambda: desk.started().orders("BC-1", 1_00, A, "student-activity", sharing_key="trois-conseils")) == [
        "cle-de-partage-inconnue"
    ]


def test_boards_that_share_a_cost_share_its_rebate_and_what_is_not_eligible(desk: SpendingDesk) -> None:
    desk.started()
    desk.claims("R1", bought("1", "4.5.1", "speaker", "2024-11-05", "1 021,60", ";;;;trois-conseils;1 000,00;130,00"))
    desk.approves("R1")
    assert (desk.line(B).incurred_cents, desk.line(C).incurred_cents) == (681_07, 340_53)
    mark = {"claim": "R1", "line": "1", "amount_cents": 300_00, "reason": "Alcool", "person": "direction", "now": at("2024-12-20")}
    adjusting.mark_ineligible(desk.ledger, **mark)  # type: ignore[arg-type]
    assert (desk.line(B).incurred_cents, desk.line(C).incurred_cents) == (481_07, 240_53)
    true_up(desk, 108_40 - 30_00)
    assert (desk.line(B).incurred_cents, desk.line(C).incurred_cents) == (501_07, 250_53)
    now = {each.account: each.amount_cents for each in books.balance(desk.ledger).rows}
    assert (now["due-from-partners"], now["expense"]) == (-30_00, 751_60)


def test_a_smaller_rebate_draws_on_money_received_before_the_funder_owes_it(desk: SpendingDesk) -> None:
    desk.started()
    desk.receives(1_100_00)
    desk.claims("R1", bought("1", "4.2.1", "student-activity", "2024-11-05", "1 021,60", TAXED))
    desk.approves("R1")
    true_up(desk, 8_40)
    now = {each.account: each.amount_cents for each in books.balance(desk.ledger).rows}
    assert (now["deferred-contributions"], now["receivable"], now["revenue"]) == (0, 21_60, -1_121_60)


def test_what_is_found_after_a_year_is_closed_corrects_its_approval_with_a_reason(desk: SpendingDesk) -> None:
    desk.started()
    desk.claims("R1", bought("1", "4.2.1", "student-activity", "2024-11-05", "1 021,60", TAXED))
    desk.approves("R1")
    close(desk, YEAR, "2025-09-02")
    rebate = adjusting.RebateReceived("CECCE", date(2024, 9, 1), date(2025, 2, 28), 110_00)
    assert codes(lambda: adjusting.true_up_tax(desk.ledger, rebate, person="caisse", now=at("2025-10-01"))) == ["exercice-clos"]
    told = replace(rebate, reason="Avis de cotisation")
    adjusting.true_up_tax(desk.ledger, told, person="caisse", now=at("2025-10-01"))
    assert codes(lambda: desk.moves(1_00, A, B, now="2025-10-01")) == ["exercice-clos"]
    approval = next(row.seq for row in decisions.decisions(desk.ledger, matter="R1") if row.decision == "claim-approved")
    correction = transfers.TransferOrder(A, B, 1_00, "Imputation corrigée", corrects=approval)
    transfers.transfer(desk.ledger, correction, person="direction", now=at("2025-10-01"))
    mark = {"claim": "R1", "line": "1", "amount_cents": 20_00, "reason": "Vérification", "person": "direction", "now": at("2025-10-02")}
    adjusting.mark_ineligible(desk.ledger, **mark)  # type: ignore[arg-type]
    assert desk.line(A, as_of=date(2025, 8, 31)).incurred_cents == 1_000_00
    assert desk.line(A, as_of=date(2025, 8, 31), known_at=at("2025-09-30")).incurred_cents == 1_021_60
    undo = {"seq": approval, "reason": "Erreur", "person": "caisse", "now": at("2025-10-03")}
    assert codes(lambda: periods.reverse(desk.ledger, **undo)) == ["ecriture-dont-d-autres-dependent"]  # type: ignore[arg-type]
    assert books.verify(desk.ledger).sound


# --- Grants, interest, ineligible expenses


def test_money_announced_confirmed_signed_and_received_are_four_things(desk: SpendingDesk) -> None:
    desk.started()

    def record(state: GrantState, cents: int | None = None, cents_max: int | None = None) -> object:
        asked = grants.GrantAsked("SUB-1", state, "Ministère (fictif)", cents, cents_max)
        return grants.record_grant(desk.ledger, asked, person="caisse", now=at("2024-11-02"))

    record(GrantState.ANNOUNCED, 8_000_00, 12_000_00)
    (grant,) = grants.grants(desk.ledger)
    assert (grant.announced_cents, grant.signed_cents, grant.range_cents) == (None, None, (8_000_00, 12_000_00))
    assert codes(lambda: record(GrantState.SIGNED)) == ["montant-de-subvention-imprecis"]
    record(GrantState.CONFIRMED, 9_000_00)
    record(GrantState.SIGNED, 10_000_00)
    assert codes(lambda: record(GrantState.CONFIRMED, 9_000_00)) == ["etat-de-subvention-anterieur"]
    (grant,) = grants.grants(desk.ledger)
    assert (grant.announced_cents, grant.confirmed_cents, grant.signed_cents, grant.received_cents) == (None, 9_000_00, 10_000_00, 0)
    assert [row for row in books.balance(desk.ledger).rows if row.book == "actual"] == []
    books.record_instalment(
        desk.ledger, amount_cents=6_000_00, reference="VIR-1", on=date(2024, 11, 1), person="caisse", now=at("2024-11-03"), grant="SUB-1"
    )
    (grant,) = grants.grants(desk.ledger)
    assert (grant.state, grant.received_cents) == ("received", 6_000_00)


def test_interest_is_added_to_the_funds_purpose_where_the_agreement_says_so(desk: SpendingDesk) -> None:
    desk.started()
    money.record_interest(desk.ledger, amount_cents=12_10, reference="INT-1", on=date(2024, 11, 30), person="caisse", now=at("2024-12-01"))
    summary = books.fund_summary(desk.ledger)
    assert (summary.bank_cents, summary.deferred_cents, summary.received_cents) == (12_10, 12_10, 0)


def test_interest_is_owed_to_the_funder_where_the_agreement_says_so_and_is_returned_first(desk: SpendingDesk) -> None:
    desk.started(with_rules().replace('interest = "added"', 'interest = "returned"'))
    desk.receives(500_00)
    act = {"person": "caisse", "now": at("2024-12-01")}
    money.record_interest(desk.ledger, amount_cents=12_10, reference="INT-1", on=date(2024, 11, 30), **act)  # type: ignore[arg-type]
    back = {"reference": "RET-1", "on": date(2024, 12, 1), "reason": "Entente", **act}
    assert money.return_to_funder(desk.ledger, amount_cents=20_00, **back).left_cents == 492_10  # type: ignore[arg-type]
    now = {each.account: each.amount_cents for each in books.balance(desk.ledger).rows}
    assert (now["due-to-funder"], now["deferred-contributions"], now["bank"]) == (0, -492_10, 492_10)


@pytest.mark.parametrize("paid", [False, True])
def test_an_ineligible_expense_is_kept_and_no_longer_charged(desk: SpendingDesk, *, paid: bool) -> None:
    desk.started()
    desk.receives(2_000_00)
    desk.claims(
        "R1",
        bought("1", "4.2.1", "student-activity", "2024-11-05", "400,00"),
        bought("2", "4.2.1", "student-activity", "2024-11-05", "300,00"),
    )
    desk.approves("R1")
    if paid:
        desk.pays("R1")

    def mark(cents: int | None) -> object:
        return adjusting.mark_ineligible(
            desk.ledger, claim="R1", line="2", amount_cents=cents, reason="Alcool", person="direction", now=at("2024-12-20")
        )

    mark(100_00)
    assert codes(lambda: mark(200_01)) == ["montant-superieur-au-du"]
    mark(None)
    row, now = desk.line(A), {each.account: each.amount_cents for each in books.balance(desk.ledger).rows}
    assert (row.incurred_cents, row.available_cents, now["expense"], now["revenue"]) == (400_00, 2_600_00, 400_00, -400_00)
    assert now["deferred-contributions"] == -1_600_00
    if not paid:
        desk.pays("R1", on="2024-12-21")
    after = {each.account: each.amount_cents for each in books.balance(desk.ledger).rows}
    assert (after["payable"], after["bank"]) == (0, 2_000_00 - (700_00 if paid else 400_00))
    assert after.get("due-from-partners", 0) == (300_00 if paid else 0)


def test_money_left_is_returned_to_the_funder_and_no_more(desk: SpendingDesk) -> None:
    desk.started()
    desk.receives(500_00)

    def give_back(cents: int) -> object:
        day = date(2024, 12, 1)
        return money.return_to_funder(
            desk.ledger, amount_cents=cents, reference="RET-1", on=day, reason="Solde", person="caisse", now=at("2024-12-02")
        )

    assert codes(lambda: give_back(500_01)) == ["montant-superieur-au-du"]
    give_back(500_00)
    assert books.fund_summary(desk.ledger).bank_cents == 0


# --- Versions, years, reversals


def test_a_new_version_of_the_allocation_authorises_only_the_difference(desk: SpendingDesk) -> None:
    desk.started()
    desk.claims("R1", bought("1", "4.2.1", "student-activity", "2024-11-05", "2 500,00"))
    allocations = result()["allocations"]
    assert isinstance(allocations, list)

    def amend(first_cents: int) -> object:
        allocations[0] = allocations[0] | {"amount_cents": first_cents}
        file = desk.result(allocations=allocations, total_cents=7_000_00 + first_cents)
        return budget.amend_allocation(desk.ledger, file, reason="Avenant 1", person="direction", now=at("2025-01-10"))

    (problem,) = refused(lambda: amend(2_499_99))
    assert (problem.code, problem.facts["available_cents"]) == ("disponible-insuffisant", 500_00)
    amended = amend(2_600_00)
    assert isinstance(amended, Recorded)
    assert amended.amount_cents == -400_00
    assert (desk.line(A).authorised_cents, desk.line(A).available_cents) == (2_600_00, 100_00)
    assert desk.line(A, known_at=at("2025-01-09")).authorised_cents == 3_000_00


def close(desk: SpendingDesk, year: str, now: str) -> object:
    return periods.close_year(desk.ledger, fiscal_year=year, person="finances", now=at(now))


def test_years_close_in_order_when_they_are_over_and_settled(desk: SpendingDesk) -> None:
    desk.started()
    desk.orders("BC-1", 100_00, A, "student-activity")
    desk.claims("R1", bought("1", "4.2.1", "student-activity", "2024-11-05", "400,00"))
    assert codes(lambda: close(desk, YEAR, "2025-08-31")) == ["exercice-en-cours", "exercice-non-regle"]
    assert codes(lambda: close(desk, "2025-2026", "2026-09-02")) == ["exercice-anterieur-ouvert"]
    desk.approves("R1")
    commitments.release_commitment(desk.ledger, commitment="BC-1", reason="Annulé", person="caisse", now=at("2025-09-01"))
    close(desk, YEAR, "2025-09-02")
    assert codes(lambda: close(desk, YEAR, "2025-09-03")) == ["exercice-clos"]
    late = bought("2", "4.2.1", "student-activity", "2025-08-30", "1,00")
    assert codes(lambda: desk.claims("R2", late, now="2025-09-06")) == ["exercice-clos"]
    desk.pays("R1", on="2025-09-20")
    assert books.verify(desk.ledger).sound


def test_a_closed_year_takes_only_linked_and_reasoned_corrections(desk: SpendingDesk) -> None:
    desk.started()
    desk.claims("R1", bought("1", "4.2.1", "student-activity", "2024-11-05", "400,00"))
    desk.approves("R1")
    close(desk, YEAR, "2025-09-02")
    before = desk.line(A, as_of=date(2025, 8, 31))
    approval = next(row.seq for row in decisions.decisions(desk.ledger, matter="R1") if row.decision == "claim-approved")
    undo = {"seq": approval, "person": "caisse", "now": at("2025-10-01")}
    assert codes(lambda: periods.reverse(desk.ledger, reason=" ", **undo)) == ["motif-manquant"]  # type: ignore[arg-type]
    periods.reverse(desk.ledger, reason="Approuvée par erreur", **undo)  # type: ignore[arg-type]
    assert desk.line(A, as_of=date(2025, 8, 31), known_at=at("2025-09-30")) == before
    assert desk.line(A, as_of=date(2025, 8, 31)).incurred_cents == 0
    (again, *_) = decisions.decisions(desk.ledger, matter="R1")
    assert again.undone_by > again.seq
    assert books.claims(desk.ledger)[0].state == "valid"


def test_an_entry_is_reversed_by_another_person_once_and_after_what_stands_on_it(desk: SpendingDesk) -> None:
    desk.started()
    desk.receives(500_00)
    desk.claims("R1", bought("1", "4.2.1", "student-activity", "2024-11-05", "400,00"))
    desk.approves("R1")
    desk.pays("R1")
    seqs = {entry.kind.value: entry.seq for entry in books.register(desk.ledger)}

    def undo(seq: int, person: str = "finances") -> object:
        return periods.reverse(desk.ledger, seq=seq, reason="Erreur", person=person, now=at("2025-01-10"))

    assert codes(lambda: undo(seqs["claim-paid"], "caisse")) == ["taches-incompatibles"]
    assert codes(lambda: undo(seqs["claim-approved"])) == ["ecriture-dont-d-autres-dependent"]
    assert codes(lambda: undo(seqs["allocation-adopted"])) == ["ecriture-non-renversable"]
    assert codes(lambda: undo(99)) == ["ecriture-inconnue"]
    undo(seqs["claim-paid"])
    assert codes(lambda: undo(seqs["claim-paid"])) == ["ecriture-deja-renversee"]
    assert books.fund_summary(desk.ledger).bank_cents == 500_00
    undo(seqs["claim-approved"])
    assert desk.line(A).committed_cents == 400_00
    desk.approves("R1", now="2025-01-12")
    assert desk.line(A).incurred_cents == 400_00
    assert books.verify(desk.ledger).sound


def test_what_is_unspent_or_still_ordered_is_carried_to_the_next_year(desk: SpendingDesk) -> None:
    wide = with_rules().replace("ends_on = 2025-08-31\n\n[clauses]", "ends_on = 2026-08-31\n\n[clauses]")
    desk.started(wide)
    desk.orders("BC-1", 1_000_00, A, "student-activity")
    desk.claims("R1", bought("1", "4.2.1", "student-activity", "2024-11-20", "400,00", ";BC-1"))
    desk.approves("R1")

    def carry(now: str) -> object:
        return budget.carry_forward(desk.ledger, fiscal_year=YEAR, reason="Entente, art. 5", person="direction", now=at(now))

    assert codes(lambda: carry("2025-08-31")) == ["exercice-en-cours"]
    carry("2025-09-01")
    assert codes(lambda: carry("2025-09-02")) == ["rien-a-reporter"]
    close(desk, YEAR, "2025-09-02")
    there = Line("2025-2026", "CECCE", "4.2.1")
    assert (desk.line(A).available_cents, desk.line(A).committed_cents, desk.line(A).incurred_cents) == (0, 0, 400_00)
    assert (desk.line(there).available_cents, desk.line(there).committed_cents) == (2_000_00, 600_00)
    desk.claims("R2", bought("2", "4.2.1", "student-activity", "2025-09-10", "700,00", ";BC-1"), now="2025-09-15")
    assert (desk.line(there).available_cents, desk.line(there).committed_cents) == (1_900_00, 700_00)
    assert commitments.commitments(desk.ledger)[0].left_cents == 0


def test_a_claim_to_correct_is_replaced_by_a_corrected_one_and_both_are_kept(desk: SpendingDesk) -> None:
    desk.started()
    desk.claims("R1", bought("1", "4.2.1", "student-activity", "2024-11-05", "2 900,00"))
    asked = {"claim": "R1", "person": "direction", "now": at("2024-12-06")}
    claims.ask_changes(desk.ledger, reason="Ligne 1 : montant à revoir", **asked)  # type: ignore[arg-type]
    desk.claims("R1b", bought("1", "4.2.1", "student-activity", "2024-11-05", "290,00"), now="2024-12-07", replaces="R1")
    assert {row.claim: row.state.value for row in books.claims(desk.ledger)} == {"R1": "replaced", "R1b": "received"}
    assert desk.line(A).available_cents == 2_710_00
    assert codes(lambda: claims.approve_claim(desk.ledger, **asked)) == ["reclamation-dans-un-autre-etat"]  # type: ignore[arg-type]


@pytest.mark.requirement("S9-11")
def test_the_fund_changes_banker_on_a_day_and_the_history_says_who_held_the_money(desk: SpendingDesk) -> None:
    desk.started()
    file = desk.write("fonds-2.toml", with_rules().replace('banker = "CEPEO"', 'banker = "CECCE"'))

    def amend() -> object:
        return periods.amend_fund(desk.ledger, file, reason="Résolution 12", person="caisse", now=at("2025-02-01"))

    amend()
    assert codes(amend) == ["fonds-inchange"]
    terms = [(term.banker, term.starts_on, term.ends_on) for term in periods.bankers(desk.ledger)]
    assert terms == [("CEPEO", date(2024, 10, 1), date(2025, 1, 31)), ("CECCE", date(2025, 2, 1), None)]
    assert books.fund_summary(desk.ledger).banker == "CECCE"
    assert books.fund_summary(desk.ledger, as_of=date(2025, 1, 31)).banker == "CEPEO"
    other = desk.write("fonds-3.toml", with_rules().replace('id = "2025-2026"', 'id = "25-26"'))
    amendment = {"reason": "x", "person": "caisse", "now": at("2025-02-02")}
    assert codes(lambda: periods.amend_fund(desk.ledger, other, **amendment)) == ["fonds-trop-modifie"]  # type: ignore[arg-type]


@pytest.mark.requirement("S11-01")
def test_nobodys_identifier_enters_the_books(desk: SpendingDesk) -> None:
    desk.started()
    for text in ("ABCD12345678", "123-456-789", "eleve@exemple.ca"):
        line = f"1;CECCE;4.2.1;student-activity;2024-11-05;Atelier;F-1;100,00;{text}"
        assert codes(lambda line=line: desk.claims("R1", line)) == ["renseignement-personnel"]  # type: ignore[misc]


def test_a_fund_whose_rules_name_strangers_is_refused(desk: SpendingDesk) -> None:
    strange = with_rules().replace('recipient = "CEPEO", weight = 1', 'recipient = "AUTRE", weight = 1')
    assert codes(lambda: desk.started(strange)) == ["organisme-etranger-au-fonds"]


def test_the_example_of_the_funds_page_is_a_fund(desk: SpendingDesk) -> None:
    page = (Path(__file__).parents[2] / "docs" / "fonds.md").read_text(encoding="utf-8")
    example = page.split("```toml\n", 1)[1].split("```", 1)[0]
    opened = books.open_fund(desk.ledger, desk.fund(example), person="banque", now=at("2024-10-01"))
    assert opened.fund == "fonds-exemple"
    from fundalloc.domain.clauses import Clauses
    from fundalloc.domain.fund import Fund

    documented = set(page.split("| Partie |", 1)[1].split("Un exemple", 1)[0].replace("`", " ").replace(",", " ").replace(".", " ").split())
    parts = {*Fund.model_fields, *Clauses.model_fields} - {"id", "title", "currency", "fictitious_note"}
    assert sorted(parts - documented) == []
