"""A fund at random beside an independent model; ``benchmarks/simulation.py`` runs the same machine for much longer."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fundalloc.ledger.credit import Course
from fundalloc.ledger.kinds import Kind, UnitAct
from fundalloc.usecases.budgeting import books
from tests.simulation import FundMachine

TestAFund = FundMachine.TestCase
TestAFund.settings = settings(max_examples=5, stateful_step_count=20, deadline=None, suppress_health_check=[*HealthCheck])

MOVING = frozenset(
    {
        *(Kind.ALLOCATION_ADOPTED, Kind.TRANSFER_MADE, Kind.BALANCE_CARRIED, Kind.COMMITMENT_MADE, Kind.COMMITMENT_RELEASED),
        *(Kind.CLAIM_RECEIVED, Kind.CLAIM_REPLACED, Kind.CLAIM_APPROVED, Kind.CLAIM_REFUSED, Kind.CLAIM_PAID),
        *(Kind.EXPENSE_INELIGIBLE, Kind.TAX_TRUED_UP, Kind.GRANT_RECEIVED, Kind.INTEREST_RECEIVED, Kind.MONEY_RECOVERED),
        *(Kind.VOUCHERS_BOUGHT, Kind.VOUCHERS_ISSUED, Kind.VOUCHERS_USED, Kind.VOUCHERS_RETURNED, Kind.VOUCHERS_EXPIRED),
        *(Kind.ENTRY_REVERSED, Kind.YEAR_CLOSED, Kind.FUND_AMENDED, Kind.WAIVER_GRANTED, Kind.CHANGES_ASKED),
    }
)
"""What a life must be able to do."""


def test_a_life_knows_every_kind_of_entry_that_moves_money() -> None:
    life = FundMachine()
    life.opened()
    life.receive(3_000_00)
    life.order(1, 500_00)
    life.claim(1, 200_00, 3, 0, ordered=True)
    life.release(0, 100_00)
    life.taxed_claim(2)
    life.ask_changes(0)
    life.replace(0, 300_00)
    life.approve(0)
    life.approve(0)
    life.claim(2, 50_00, 0, 0, ordered=False)
    life.refuse(0)
    life.pay(0)
    life.mark(0, 20_00)
    life.settle(20_00, "CECCE")
    life.true_up(1_60)
    life.buy(0, 5, 25_00)
    for act in (UnitAct.ISSUED, UnitAct.USED, UnitAct.ISSUED, UnitAct.RETURNED, UnitAct.EXPIRED):
        life.step(0, 1, act)
    life.earn(12_10)
    life.give_back(10_00)
    life.transfer(0, 1, 100_00)
    life.reverse(0)
    life.revise(0, 2_900_00)
    for choice in range(5):
        life.note(choice)
    life.year_passes()
    life.claim(1, 100_00, 0, 0, ordered=True)
    kinds = {entry.kind for entry in books.register(life.desk.ledger)}
    life.every_line_shows_what_the_model_says()
    life.every_account_shows_what_the_model_says()
    life.nothing_is_overdrawn_on_any_day_for_any_dimensions_and_the_books_balance()
    life.teardown()
    assert sorted(MOVING - kinds) == []


def test_an_order_that_boards_share_is_claimed_in_part_carried_and_claimed_again_as_the_model_says() -> None:
    life = FundMachine()
    life.opened()
    life.shared_order(1, 500_01)
    (order,) = life.model.orders.values()
    life.shared_claim(1, 200_00, 3, 0, ordered=True)
    life.release(0, 50_00)
    left = order.left_in_all
    for _ in range(6):
        life.earn(1_00)
    life.year_passes()
    assert (order.left_in_all, {line.fiscal_year for line in order.left}) == (left, {"2025-2026"}) == (250_01, {"2025-2026"})
    life.shared_claim(1, 900_00, 0, 0, ordered=True)
    life.every_line_shows_what_the_model_says()
    assert order.left_in_all == 0
    life.refuse(0)
    life.every_line_shows_what_the_model_says()
    assert order.left_in_all == left
    life.teardown()


DAY = date(2024, 9, 1)
days = st.integers(min_value=0, max_value=9).map(lambda number: (DAY + timedelta(days=number)).isoformat())
changes = st.lists(st.tuples(st.sampled_from(["a", "b"]), days, st.integers(min_value=-50, max_value=100)), max_size=8)


def running(moves: list[tuple[str, str, int]], envelope: str, day: str) -> int:
    return sum(cents for name, on, cents in moves if name == envelope and on <= day)


@given(changes, days, st.integers(min_value=1, max_value=200))
def test_what_is_drawn_is_there_on_that_day_and_ever_after(moves: list[tuple[str, str, int]], day: str, cents: int) -> None:
    now = {envelope: sum(moved for name, _, moved in moves if name == envelope) for envelope in ("a", "b")}
    course = Course(now, moves)
    bearing = course.first_day_bearing(cents, day)
    if sum(course.least_from(bearing).values()) < cents:
        assert cents > sum(max(0, left) for left in now.values())
        return
    drawn = course.draw(cents, bearing)
    assert sum(part for _, part in drawn) == cents
    after = [*moves, *((envelope, bearing, -part) for envelope, part in drawn)]
    ahead = [(DAY + timedelta(days=number)).isoformat() for number in range(10)]
    for envelope, part in drawn:
        assert part > 0
        assert all(running(after, envelope, each) >= 0 for each in ahead if each >= bearing)
