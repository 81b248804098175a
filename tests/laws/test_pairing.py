"""Transfers make exactly the changes asked for, and no fewer would do: as going through every grouping finds it."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from fundalloc.ledger.credit import Line
from fundalloc.money import Cents
from fundalloc.steering.pairing import SEARCHED_MAX, paired

amounts = st.lists(st.integers(-6, 6), max_size=7)


def changes(those: list[int]) -> dict[Line, Cents]:
    """Changes of so many lines of three partners that add up to nothing."""
    whole = [*those, -sum(those)]
    return {Line("2024-2025", "ABC"[place % 3], str(place)): cents for place, cents in enumerate(whole)}


def groups(those: list[int]) -> int:
    """The most groups that settle themselves."""
    if not those:
        return 0
    first, rest = those[0], those[1:]
    found = 0
    for chosen in range(1 << len(rest)):
        inside = [cents for place, cents in enumerate(rest) if chosen >> place & 1]
        if first + sum(inside) == 0:
            outside = [cents for place, cents in enumerate(rest) if not chosen >> place & 1]
            found = max(found, 1 + groups(outside))
    return found


@given(amounts)
def test_transfers_make_the_changes_and_no_fewer_would_do(those: list[int]) -> None:
    asked = changes(those)
    moves, fewest = paired(asked)
    reached: Counter[Line] = Counter()
    for move in moves:
        assert move.amount_cents > 0
        reached[move.origin] -= move.amount_cents
        reached[move.target] += move.amount_cents
    assert {line: cents for line, cents in reached.items() if cents} == {line: cents for line, cents in asked.items() if cents}
    moving = [cents for cents in asked.values() if cents]
    assert fewest
    assert len(moves) == len(moving) - groups(moving)


def test_among_many_lines_few_transfers_are_found_and_fewer_are_not_ruled_out() -> None:
    asked = changes([3**place for place in range(SEARCHED_MAX + 2)])
    moves, fewest = paired(asked)
    assert len(moves) == SEARCHED_MAX + 2
    assert fewest, "each line that gains needs one at least"
    asked = changes([7, 7, 7, 7, -4, -4, -4, -4, -4, 5, 5, 5, 5, -6, -6, -6, 2, 2, 2])
    assert not paired({line: cents * 1001 + number for number, (line, cents) in enumerate(asked.items())} | {Line("", "", ""): -190})[1]
