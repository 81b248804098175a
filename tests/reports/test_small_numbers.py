"""Small counts of people: withheld, and not given back by any sum that is shown, whatever the table."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.reports.small_numbers import TOTAL, Counts, Key, counts_of, withheld

LEAST = 5


def table(*rows: tuple[int, ...]) -> Counts:
    cells = {(f"r{row}", f"c{column}"): count for row, counts in enumerate(rows) for column, count in enumerate(counts)}
    return counts_of(cells, crossed=len(rows[0]) > 1)


def tables(height: int, width: int) -> st.SearchStrategy[Counts]:
    row = st.tuples(*[st.integers(0, 9)] * width)
    return st.lists(row, min_size=2, max_size=height).map(lambda rows: table(*rows))


def fitting(counts: Counts, hidden: frozenset[Key]) -> list[dict[Key, int]]:
    """Every table that a reader could think of: what is shown is kept, what is not may be anything that gives the sums shown."""
    inside = [key for key in counts.cells if TOTAL not in key]
    open_cells = [key for key in inside if key in hidden]
    found = []
    for values in product(range(11), repeat=len(open_cells)):
        tried = {key: counts.cells[key] for key in inside} | dict(zip(open_cells, values, strict=True))
        whole = counts_of(tried, crossed=counts.crossed).cells
        if all(whole[key] == count for key, count in counts.cells.items() if key not in hidden):
            found.append(dict(whole))
    return found


@pytest.mark.requirement("S11-04")
@settings(max_examples=25, deadline=None)
@given(counts=st.one_of(tables(4, 1), tables(2, 2)))
def test_no_sum_gives_a_small_number_back(counts: Counts) -> None:
    hidden = withheld(counts, LEAST)
    readings = fitting(counts, hidden)
    for key, count in counts.cells.items():
        if 0 < count < LEAST:
            assert key in hidden
            assert len({reading[key] for reading in readings}) > 1, key


def test_a_single_small_count_takes_the_next_smallest_with_it() -> None:
    assert withheld(table((3,), (40,), (8,)), LEAST) == {("r0", "c0"), ("r2", "c0")}


def test_a_small_count_in_a_crossed_table_takes_a_ring_with_it() -> None:
    hidden = withheld(table((3, 20, 30), (40, 7, 60), (70, 80, 9)), LEAST)
    assert ("r0", "c0") in hidden
    assert all(TOTAL not in key for key in hidden), "totals stay"
    assert len(hidden) == 4


def test_where_nothing_else_counts_anybody_the_total_is_withheld_too() -> None:
    assert withheld(table((3,), (0,), (0,)), LEAST) == {("r0", "c0"), (TOTAL, "c0")}


def test_nothing_small_nothing_withheld_and_zero_is_shown() -> None:
    assert withheld(table((0, 12), (7, 0)), LEAST) == frozenset()


def test_a_threshold_nobody_said_shows_no_count_at_all() -> None:
    counts = table((50, 60), (70, 80))
    assert withheld(counts, None) == frozenset(counts.cells)
