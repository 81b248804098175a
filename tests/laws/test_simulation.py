"""A fund at random beside an independent model; ``benchmarks/simulation.py`` runs the same machine for much longer."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fundalloc.ledger.credit import Course
from tests.simulation import FundMachine

TestAFund = FundMachine.TestCase
TestAFund.settings = settings(max_examples=5, stateful_step_count=20, deadline=None, suppress_health_check=[*HealthCheck])

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
