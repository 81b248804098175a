"""What is taken back from a shared expense: shared by all who bore it, to the cent, and never more than each bore."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.ledger.rows import Posting
from fundalloc.ledger.spent import share_of

costs = st.lists(st.integers(min_value=1, max_value=10_000_00), min_size=1, max_size=5)


def postings(cents: list[int]) -> tuple[Posting, ...]:
    return tuple(Posting("budget", "incurred", each, "2024-11-05", recipient=f"R{number}") for number, each in enumerate(cents))


@settings(max_examples=60, deadline=None)
@given(costs, st.data())
def test_shares_add_up_and_leave_nobody_below_zero(cents: list[int], data: st.DataObject) -> None:
    borne, left = {f"R{number}": each for number, each in enumerate(cents)}, sum(cents)
    spent = postings(cents)
    while left and data.draw(st.booleans()):
        taken = data.draw(st.integers(min_value=1, max_value=left))
        shares = share_of(spent, taken)
        assert sum(share.amount_cents for share in shares) == taken
        for share in shares:
            borne[share.recipient] -= share.amount_cents
        assert min(borne.values()) >= 0
        left -= taken
        spent = tuple(Posting("budget", "incurred", each, "2024-11-05", recipient=name) for name, each in borne.items())


@settings(max_examples=60, deadline=None)
@given(costs)
def test_all_of_it_is_what_each_bore(cents: list[int]) -> None:
    assert share_of(postings(cents), sum(cents)) == postings(cents)
