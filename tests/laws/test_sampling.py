"""Samples: the founding vector, and what holds for every drawing."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.reports.sampling import Method, drawn, projected_cents, systematic

AMOUNTS = st.lists(st.integers(min_value=1, max_value=10**7), min_size=1, max_size=30)


def test_the_items_that_hold_each_interval_th_dollar_are_taken() -> None:
    amounts = (500, 1200, 300, 2500, 800, 700)
    assert systematic(amounts, interval_cents=1500, start_cents=400) == (0, 2, 3, 4)
    assert projected_cents(300, 240, 1500) == Fraction(300)


@settings(max_examples=60, deadline=None)
@given(AMOUNTS, st.integers(min_value=1, max_value=40), st.text(max_size=8))
def test_whatever_is_above_the_interval_is_always_taken(amounts: list[int], count: int, seed: str) -> None:
    drawing = drawn(amounts, [str(place) for place in range(len(amounts))], Method.MONETARY_UNIT, count=count, seed=seed)
    assert 1 <= drawing.start_cents <= drawing.interval_cents
    assert len(drawing.places) <= count
    assert {place for place, cents in enumerate(amounts) if cents >= drawing.interval_cents} <= set(drawing.places)


@settings(max_examples=60, deadline=None)
@given(AMOUNTS, st.integers(min_value=1, max_value=10**6), st.integers(min_value=1, max_value=10**6))
def test_each_point_takes_the_item_that_holds_it(amounts: list[int], interval: int, start: int) -> None:
    expected, end = [], 0
    for place, cents in enumerate(amounts):
        low, end = end, end + cents
        if start <= end and (end - start) // interval != (low - start) // interval:
            expected.append(place)
    assert systematic(amounts, interval, start) == tuple(expected)


@settings(max_examples=40, deadline=None)
@given(st.permutations([f"R-{number}" for number in range(12)]), st.text(max_size=5))
def test_a_random_sample_does_not_depend_on_the_order_of_the_lines(keys: list[str], seed: str) -> None:
    def names(order: list[str]) -> set[str]:
        return {order[place] for place in drawn([1] * 12, order, Method.RANDOM, count=4, seed=seed).places}

    assert names(keys) == names(sorted(keys))
    assert len(names(keys)) == 4
