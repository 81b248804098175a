"""Ratios by the thousand are divided, ranked and added up as Python's own fractions are, whatever their size."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.optimization.program import exactly
from fundalloc.optimization.ratios import SAFE_VALUE, added_up, divided, ranked

SIZES = (9, 10**6, 2**53, 2**61, 10**25)


@st.composite
def parts_of_one(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Draw ratios below one, not in lowest terms, of which several are equal or nearly so."""
    largest = draw(st.sampled_from(SIZES))
    drawn = draw(
        st.lists(st.integers(2, largest).flatmap(lambda bottom: st.tuples(st.integers(1, bottom - 1), st.just(bottom))), min_size=1)
    )
    times = draw(st.integers(1, 3))
    return [*drawn, *((top * times, bottom * times) for top, bottom in drawn), *((top, bottom + 1) for top, bottom in drawn)]


@given(parts_of_one())
@settings(max_examples=100)
def test_ratios_are_ranked_as_fractions_are(ratios: list[tuple[int, int]]) -> None:
    fractions = [Fraction(*ratio) for ratio in ratios]
    places = {fraction: place for place, fraction in enumerate(sorted(set(fractions)))}
    tops, bottoms = (exactly(numbers) for numbers in zip(*ratios, strict=True))
    assert ranked(tops, bottoms).tolist() == [places[fraction] for fraction in fractions]


@given(parts_of_one(), st.data())
@settings(max_examples=100)
def test_ratios_add_up_as_fractions_do(ratios: list[tuple[int, int]], data: st.DataObject) -> None:
    starts = sorted({0, *data.draw(st.sets(st.integers(0, len(ratios) - 1)))})
    tops, bottoms = (exactly(numbers) for numbers in zip(*ratios, strict=True))
    sums = zip(*(each.tolist() for each in added_up(tops, bottoms, np.array(starts, dtype=np.int64))), strict=True)
    ends = (*starts[1:], len(ratios))
    assert [Fraction(*each) for each in sums] == [sum(Fraction(*ratio) for ratio in ratios[a:b]) for a, b in zip(starts, ends, strict=True)]


@given(
    drawn=st.lists(st.tuples(st.integers(1, 2**40), st.integers(1, 2**61), st.integers(-(2**49), 2**49)), min_size=1), wide=st.booleans()
)
@settings(max_examples=100)
def test_a_division_is_exact_though_its_product_has_more_than_64_bits(drawn: list[tuple[int, int, int]], *, wide: bool) -> None:
    asked = [(number, sought * bottom // number, bottom) for number, bottom, sought in drawn if abs(sought * bottom // number) < 2**62]
    numbers, tops, bottoms = (exactly([each[place] for each in asked]) for place in range(3))
    wholes, left = divided(numbers.astype(object) if wide else numbers, tops, bottoms)
    assert all(abs(whole) <= SAFE_VALUE for whole in wholes.tolist())
    told = list(zip(wholes.tolist(), left.tolist(), strict=True))
    assert told == [divmod(number * top, bottom) for number, top, bottom in asked]
