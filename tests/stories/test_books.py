"""What the people of a fund do with its books, from its opening to a reconciled payment."""

from datetime import date
from pathlib import Path

import pytest

from fundalloc.ledger.answers import PositionRow
from fundalloc.ledger.kinds import Book, ClaimState, Dimension
from fundalloc.usecases.banking import reconciling
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.claiming import claims, receipts
from tests.bookkeeping import Desk, at, pdf


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def position(desk: Desk, activity: str, recipient: str, **moments: object) -> PositionRow:
    rows = books.budget_position(desk.ledger, **moments)  # type: ignore[arg-type]
    return next(row for row in rows if (row.plan_item, row.recipient) == (activity, recipient))


def test_an_adopted_allocation_is_the_budget_of_each_line(desk: Desk) -> None:
    desk.adopted()
    rows = books.budget_position(desk.ledger)
    assert [(row.axis, row.objective, row.plan_item, row.recipient, row.authorised_cents) for row in rows] == [
        ("4", "4.2", "4.2.1", "CECCE", 3_000_00),
        ("4", "4.2", "4.2.3", "CEPEO", 2_500_00),
        ("4", "4.5", "4.5.1", "CECCE", 2_000_00),
        ("4", "4.5", "4.5.1", "CEPEO", 1_500_00),
        ("4", "4.7", "4.7.3", "CSDCEO", 1_000_00),
    ]
    assert all(row.available_cents == row.authorised_cents for row in rows)


def test_a_claim_is_committed_then_incurred_then_paid(desk: Desk) -> None:
    desk.claimed()
    row = position(desk, "4.2.1", "CECCE")
    assert (row.committed_cents, row.incurred_cents, row.available_cents) == (1_200_00, 0, 1_800_00)
    claims.approve_claim(desk.ledger, claim="cecce-1", person="direction", now=at("2024-12-10"))
    row = position(desk, "4.2.1", "CECCE")
    assert (row.committed_cents, row.incurred_cents, row.paid_cents, row.available_cents) == (0, 1_200_00, 0, 1_800_00)
    paid = claims.pay_claim(desk.ledger, claim="cecce-1", reference="PAI-1", on=date(2024, 12, 15), person="caisse", now=at("2024-12-16"))
    assert (paid.state, paid.total_cents) == (ClaimState.PAID, 1_550_50)
    assert position(desk, "4.2.1", "CECCE").paid_cents == 1_200_00


def test_every_figure_names_the_entries_it_comes_from(desk: Desk) -> None:
    desk.paid()
    kinds = {entry.seq: entry.kind.value for entry in books.register(desk.ledger)}
    traced = [kinds[seq] for seq in position(desk, "4.2.1", "CECCE").entries]
    assert traced == ["allocation-adopted", "claim-received", "claim-approved", "claim-paid"]


def test_a_refused_claim_gives_its_money_back_and_its_invoices_may_come_again(desk: Desk) -> None:
    desk.claimed()
    claims.refuse_claim(desk.ledger, claim="cecce-1", reason="Factures illisibles", person="direction", now=at("2024-12-09"))
    assert position(desk, "4.2.1", "CECCE").available_cents == 3_000_00
    again = desk.claim("cecce-1b.csv", "L1;CECCE;4.2.1;student-activity;2024-11-05;Atelier Fictif;F-101;Visite;1 200,00")
    assert not claims.import_claim(desk.ledger, again, person="partenaire-cecce", now=at("2024-12-12")).already


def test_the_books_answer_as_of_a_day_and_as_known_at_a_moment(desk: Desk) -> None:
    desk.paid()
    as_of_november_10 = position(desk, "4.5.1", "CECCE", as_of=date(2024, 11, 10))
    assert (as_of_november_10.incurred_cents, as_of_november_10.available_cents) == (0, 2_000_00)
    assert position(desk, "4.5.1", "CECCE", as_of=date(2024, 11, 12)).incurred_cents == 350_50
    assert position(desk, "4.5.1", "CECCE", as_of=date(2024, 11, 12)).paid_cents == 0
    known_before_approval = position(desk, "4.5.1", "CECCE", known_at=at("2024-12-05"))
    assert (known_before_approval.committed_cents, known_before_approval.incurred_cents) == (350_50, 0)
    assert books.claims(desk.ledger, known_at=at("2024-12-05"))[0].state is ClaimState.VALID
    assert books.claims(desk.ledger, as_of=date(2024, 12, 14))[0].state is ClaimState.APPROVED


def test_money_received_is_deferred_until_eligible_money_is_spent(desk: Desk) -> None:
    desk.paid()
    summary = books.fund_summary(desk.ledger)
    assert (summary.received_cents, summary.bank_cents) == (6_000_00, 6_000_00 - 1_550_50)
    assert (summary.revenue_cents, summary.deferred_cents, summary.receivable_cents) == (1_550_50, 6_000_00 - 1_550_50, 0)
    assert summary.authorised_cents - summary.committed_cents - summary.incurred_cents == summary.available_cents


def test_what_is_spent_before_the_money_comes_is_receivable_then_settled(desk: Desk) -> None:
    desk.claimed()
    claims.approve_claim(desk.ledger, claim="cecce-1", person="direction", now=at("2024-12-10"))
    assert books.fund_summary(desk.ledger).receivable_cents == 1_550_50
    day, now = date(2024, 12, 11), at("2024-12-12")
    books.record_instalment(desk.ledger, amount_cents=2_000_00, reference="VIR-1", on=day, person="caisse", now=now)
    summary = books.fund_summary(desk.ledger)
    assert (summary.receivable_cents, summary.deferred_cents) == (0, 449_50)


def test_balances_by_dimension_are_the_same_from_the_kept_totals_and_from_the_journal(desk: Desk) -> None:
    desk.paid()
    for by in ((), (Dimension.RECIPIENT,), tuple(Dimension)):
        kept = {(row.account, *row.dimensions.values()): row.amount_cents for row in books.balance(desk.ledger, by=by).rows}
        summed = {
            (row.account, *row.dimensions.values()): row.amount_cents
            for row in books.balance(desk.ledger, by=by, as_of=date(2025, 8, 31)).rows
        }
        assert kept == summed
    assert sum(row.amount_cents for row in books.balance(desk.ledger, book=Book.BUDGET).rows) == 0


def test_the_same_claim_file_twice_does_nothing_and_says_so(desk: Desk) -> None:
    desk.claimed()
    before = books.fund_summary(desk.ledger).head
    again = claims.import_claim(desk.ledger, desk.folder / "cecce-1.csv", person="partenaire-cecce", now=at("2024-12-04"))
    assert (again.already, again.claim, again.lines, again.total_cents) == (True, "cecce-1", 2, 1_550_50)
    assert books.fund_summary(desk.ledger).head == before


def test_the_same_receipt_on_another_line_is_an_alert_and_on_the_same_line_nothing_new(desk: Desk) -> None:
    desk.claimed()
    receipt = desk.write("copie.pdf", pdf("L1"))
    same_line = receipts.add_receipt(desk.ledger, receipt, claim="cecce-1", line="L1", person="partenaire-cecce", now=at("2024-12-03"))
    assert same_line.already
    assert same_line.alerts == ()
    other_line = receipts.add_receipt(desk.ledger, receipt, claim="cecce-1", line="L2", person="partenaire-cecce", now=at("2024-12-03"))
    assert [(alert.claim, alert.line) for alert in other_line.alerts] == [("cecce-1", "L1")]
    assert not other_line.already


def test_a_dry_run_answers_the_same_and_leaves_nothing(desk: Desk) -> None:
    tried = books.open_fund(desk.ledger, desk.fund(), person="caisse", now=at("2024-10-01"), dry_run=True)
    assert not desk.ledger.exists()
    desk.opened()
    assert tried.sealed.hash == books.fund_summary(desk.ledger).head.hash
    before = books.fund_summary(desk.ledger).head
    adopted = books.adopt(desk.ledger, desk.result(), person="direction", now=at("2024-10-23"), dry_run=True)
    assert (adopted.sealed.kept, adopted.total_cents) == (False, 10_000_00)
    assert books.fund_summary(desk.ledger).head == before
    assert not (desk.ledger / "receipts").exists()


def test_the_bank_ties_with_the_books_and_the_rest_is_listed_with_its_age(desk: Desk) -> None:
    desk.paid()
    proposal = reconciling.propose_matches(desk.ledger, on=date(2025, 1, 10))
    tied = {match.lines[0].reference: match.books[0].amount_cents for match in proposal.unique}
    assert tied == {"PAI-1": -1_550_50, "VIR-1": 6_000_00}
    assert [(alone.why, alone.age_days) for alone in proposal.bank_only] == [("no-counterpart", 21), ("no-counterpart", 20)]
    assert proposal.books_only == ()
    confirmed = reconciling.confirm_matches(desk.ledger, proposal.proposed, person="rapprochement", now=at("2025-01-10"))
    assert confirmed.count == 2
    after = reconciling.propose_matches(desk.ledger, on=date(2025, 1, 10))
    assert (after.proposed, len(after.confirmed)) == ((), 2)
    assert books.verify(desk.ledger).sound


def test_a_sound_ledger_is_found_sound_and_its_kept_head_is_found_in_it(desk: Desk) -> None:
    desk.claimed()
    kept = books.fund_summary(desk.ledger).head.hash
    claims.approve_claim(desk.ledger, claim="cecce-1", person="direction", now=at("2024-12-10"))
    found = books.verify(desk.ledger, kept_head=kept)
    assert found.sound
    assert found.kept_head_found
    assert (found.entries, found.receipts) == (6, 4)
    assert [breach.what for breach in books.verify(desk.ledger, kept_head="0" * 64).breaches] == ["kept-head"]
