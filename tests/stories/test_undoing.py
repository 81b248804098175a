"""What may be undone or carried, and what first: no line, order or expense is left below zero on any day, nor charged to another year."""

from datetime import date
from pathlib import Path

import pytest

from fundalloc.ledger.credit import Line
from fundalloc.usecases.budgeting import adjusting, books, budget, commitments, periods
from fundalloc.usecases.claiming import claims
from tests.bookkeeping import at
from tests.spending import HEADERS, YEAR, SpendingDesk, codes, with_rules

LEANED_ON = ["ecriture-dont-d-autres-dependent"]
NEXT = "2025-2026"
ACTIVITY = Line(YEAR, "CECCE", "4.2.1")
WITH_CREDITS = f"{HEADERS};Crédit sur"


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return SpendingDesk(tmp_path).started(with_rules(**{"ends_on = 2025-08-31\n\n[clauses]": "ends_on = 2026-08-31\n\n[clauses]"}))


def last(desk: SpendingDesk) -> int:
    return books.fund_summary(desk.ledger).head.seq


def undo(desk: SpendingDesk, seq: int, now: str = "2025-11-01", person: str = "finances") -> None:
    periods.reverse(desk.ledger, seq=seq, reason="Saisie erronée", person=person, now=at(now))


def credit(desk: SpendingDesk, name: str, *lines: str) -> None:
    file = desk.write(f"{name}.csv", "\n".join((WITH_CREDITS, *lines)) + "\n")
    claims.import_claim(desk.ledger, file, person="caisse", now=at("2025-01-05"))


def carried(desk: SpendingDesk) -> int:
    budget.carry_forward(desk.ledger, fiscal_year=YEAR, reason="Fin d’exercice", person="direction", now=at("2025-09-05"))
    return last(desk)


def test_a_carry_forward_is_undone_after_what_used_the_orders_it_carried(desk: SpendingDesk) -> None:
    desk.orders("BC-1", 500_00, ACTIVITY, "student-activity")
    seq = carried(desk)
    desk.claims("C-1", "1;CECCE;4.2.1;student-activity;2025-10-05;F;N-1;200,00;;BC-1;;;;;", now="2025-10-10")
    assert codes(lambda: undo(desk, seq)) == LEANED_ON
    claims.refuse_claim(desk.ledger, claim="C-1", reason="Mauvaise commande", person="direction", now=at("2025-10-12"))
    undo(desk, seq)
    (order,) = commitments.commitments(desk.ledger)
    assert (order.left_cents, order.fiscal_year) == (500_00, YEAR)


def test_what_a_reversal_takes_back_on_several_days_is_held_together(desk: SpendingDesk) -> None:
    desk.claims(
        "C-1",
        "1;CECCE;4.2.1;student-activity;2024-11-05;F;N-1;1000,00;;;;;;;",
        "2;CECCE;4.2.1;student-activity;2024-11-15;F;N-2;2000,00;;;;;;;",
    )
    desk.approves("C-1")
    credit(
        desk,
        "C-2",
        "1;CECCE;4.5.1;speaker;2024-12-01;G;N-3;900,00;;;;;;;;",
        "2;CECCE;4.2.1;student-activity;2024-12-05;F;N-4;-400,00;;;;;;;;C-1/1",
        "3;CECCE;4.2.1;student-activity;2024-12-06;F;N-5;-400,00;;;;;;;;C-1/2",
    )
    desk.approves("C-2", now="2025-01-10")
    approved = last(desk)
    desk.claims("C-3", "1;CECCE;4.2.1;student-activity;2024-12-15;F;N-6;400,00;;;;;;;", now="2025-01-12")
    assert codes(lambda: undo(desk, approved, "2025-01-15")) == ["disponible-insuffisant"]
    assert desk.line(ACTIVITY).available_cents == 400_00


def test_an_approval_is_undone_after_the_credits_on_it(desk: SpendingDesk) -> None:
    desk.claims("C-1", "1;CECCE;4.2.1;student-activity;2024-11-05;F;N-1;1000,00;;;;;;;")
    desk.approves("C-1")
    approved = last(desk)
    credit(
        desk,
        "C-2",
        "1;CECCE;4.5.1;speaker;2024-12-01;G;N-3;900,00;;;;;;;;",
        "2;CECCE;4.2.1;student-activity;2024-12-05;F;N-4;-400,00;;;;;;;;C-1/1",
    )
    desk.approves("C-2", now="2025-01-10")
    credited = last(desk)
    assert codes(lambda: undo(desk, approved)) == LEANED_ON
    undo(desk, credited)
    undo(desk, approved)
    assert (desk.line(ACTIVITY).incurred_cents, desk.line(ACTIVITY).committed_cents) == (0, 1_000_00)


def test_a_smaller_rebate_is_undone_after_what_was_marked_since_of_what_it_made_dearer(desk: SpendingDesk) -> None:
    desk.claims("C-1", "1;CECCE;4.2.1;student-activity;2024-11-05;F;N-1;1021,60;;;;;;1000,00;130,00")
    desk.approves("C-1")
    received = adjusting.RebateReceived("CECCE", date(2024, 9, 1), date(2025, 8, 31), 100_00)
    adjusting.true_up_tax(desk.ledger, received, person="caisse", now=at("2025-01-10"))
    trued_up = last(desk)
    adjusting.mark_ineligible(desk.ledger, claim="C-1", line="1", reason="Hors plan", person="direction", now=at("2025-01-11"))
    assert codes(lambda: undo(desk, trued_up)) == LEANED_ON
    undo(desk, last(desk))
    undo(desk, trued_up)
    assert desk.line(ACTIVITY).incurred_cents == 1_021_60


def held(desk: SpendingDesk) -> tuple[int, int]:
    """What is deferred, and what the funder owes."""
    summary = books.fund_summary(desk.ledger)
    return summary.deferred_cents, summary.receivable_cents


def test_an_instalment_undone_after_it_was_spent_is_owed_again(desk: SpendingDesk) -> None:
    desk.receives(2_000_00)
    received = last(desk)
    desk.claims("C-1", "1;CECCE;4.2.1;student-activity;2024-11-05;F;N-1;1200,00;;;;;;;")
    desk.approves("C-1")
    undo(desk, received)
    assert held(desk) == (0, 1_200_00)
    desk.receives(2_000_00, "VIR-2", on="2025-11-02")
    assert held(desk) == (800_00, 0)


def test_an_expense_undone_after_the_funder_paid_for_it_is_deferred_again(desk: SpendingDesk) -> None:
    desk.claims("C-1", "1;CECCE;4.2.1;student-activity;2024-11-05;F;N-1;1200,00;;;;;;;")
    desk.approves("C-1")
    approved = last(desk)
    desk.receives(2_000_00, on="2024-12-20")
    assert held(desk) == (800_00, 0)
    undo(desk, approved)
    assert held(desk) == (2_000_00, 0)


def test_what_is_freed_after_the_end_of_a_year_is_carried_from_that_day(desk: SpendingDesk) -> None:
    desk.orders("BC-1", 500_00, ACTIVITY, "student-activity")
    desk.orders("BC-2", 300_00, ACTIVITY, "student-activity")
    commitments.release_commitment(desk.ledger, commitment="BC-1", reason="Annulée", person="caisse", now=at("2025-10-15"))
    budget.carry_forward(desk.ledger, fiscal_year=YEAR, reason="Fin d’exercice", person="direction", now=at("2025-10-20"))
    for day, old, new in ((date(2025, 8, 30), 2_200_00, 0), (date(2025, 10, 14), 0, 2_200_00), (date(2025, 10, 15), 0, 2_700_00)):
        rows = {
            row.fiscal_year: row
            for row in books.budget_position(desk.ledger, as_of=day)
            if (row.recipient, row.plan_item) == ("CECCE", "4.2.1")
        }
        assert (rows[YEAR].available_cents, rows[NEXT].available_cents if NEXT in rows else 0) == (old, new)


def years(desk: SpendingDesk, activity: str = "4.2.1", **moments: object) -> dict[tuple[str, str], tuple[int, int, int]]:
    """What is committed, incurred and available of an activity, by year and board."""
    rows = books.budget_position(desk.ledger, **moments)  # type: ignore[arg-type]
    return {
        (row.fiscal_year, row.recipient): (row.committed_cents, row.incurred_cents, row.available_cents)
        for row in rows
        if row.plan_item == activity
    }


def test_an_order_of_a_year_that_is_over_is_carried_before_it_is_claimed_for_the_next(desk: SpendingDesk) -> None:
    desk.orders("BC-1", 500_00, ACTIVITY, "student-activity")
    row = "1;CECCE;4.2.1;student-activity;2025-09-05;F;N-1;200,00;;BC-1;;;;;"
    assert codes(lambda: desk.claims("C-1", row, now="2025-10-10")) == ["engagement-a-reporter"]
    carried(desk)
    desk.claims("C-1", row, now="2025-10-10")
    assert years(desk) == {(YEAR, "CECCE"): (0, 0, 0), (NEXT, "CECCE"): (500_00, 0, 2_500_00)}


def test_a_late_expense_on_a_carried_order_is_of_the_year_it_was_incurred_in(desk: SpendingDesk) -> None:
    desk.orders("BC-1", 900_00, Line(YEAR, "CECCE", "4.5.1"), "speaker", sharing_key="trois-conseils")
    carried(desk)
    desk.claims("C-1", "1;CECCE;4.5.1;speaker;2025-06-05;F;N-1;450,00;;BC-1;;;trois-conseils;;", now="2025-10-10")
    waiting = {(YEAR, "CECCE"): (300_00, 0, 0), (YEAR, "CEPEO"): (150_00, 0, 0)}
    rest = {(NEXT, "CECCE"): (300_00, 0, 1_400_00), (NEXT, "CEPEO"): (150_00, 0, 1_200_00)}
    assert years(desk, "4.5.1") == waiting | rest
    before = {(YEAR, "CECCE"): (600_00, 0, 1_400_00), (YEAR, "CEPEO"): (300_00, 0, 1_200_00)}
    assert years(desk, "4.5.1", as_of=date(2025, 8, 30)) == before
    desk.approves("C-1", now="2025-10-20")
    spent = {(YEAR, "CECCE"): (0, 300_00, 0), (YEAR, "CEPEO"): (0, 150_00, 0)}
    assert years(desk, "4.5.1") == spent | rest
    periods.close_year(desk.ledger, fiscal_year=YEAR, person="finances", now=at("2025-12-01"))


def test_a_late_expense_that_is_refused_gives_its_order_back_where_it_was(desk: SpendingDesk) -> None:
    desk.orders("BC-1", 500_00, ACTIVITY, "student-activity")
    carried(desk)
    before = years(desk)
    desk.claims("C-1", "1;CECCE;4.2.1;student-activity;2025-06-05;F;N-1;200,00;;BC-1;;;;;", now="2025-10-10")
    claims.refuse_claim(desk.ledger, claim="C-1", reason="Illisible", person="direction", now=at("2025-10-12"))
    assert years(desk) == before
    (order,) = commitments.commitments(desk.ledger)
    assert (order.left_cents, order.fiscal_year) == (500_00, NEXT)
