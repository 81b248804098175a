"""What holds for any statement and any books: each line once, exact or not at all, and never by the order of a file."""

from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from fundalloc.reconciliation.answers import BankMovement, StatementMovement
from fundalloc.reconciliation.matching import comparable, propose

DAY = date(2025, 3, 31)
references = st.sampled_from(["", "VIR-1", "vir 1", "VIR-1 ", "PAI-2", "PAI-3"])
amounts = st.sampled_from([100_00, -100_00, 250_00])


@st.composite
def movements(draw: st.DrawFn) -> tuple[list[StatementMovement], list[BankMovement]]:
    lines = [
        StatementMovement(1, "R", number, draw(references), DAY - timedelta(days=number), draw(amounts), "")
        for number in range(1, draw(st.integers(0, 6)) + 1)
    ]
    books = [
        BankMovement(seq, "claim-paid", draw(references), DAY - timedelta(days=seq), draw(amounts), "p")
        for seq in range(2, draw(st.integers(0, 6)) + 2)
    ]
    return lines, books


@given(movements(), st.randoms(use_true_random=False))
def test_the_order_of_a_file_never_decides_a_match(both: tuple[list[StatementMovement], list[BankMovement]], chance: Random) -> None:
    lines, books = both
    first = propose(lines, books, (), on=DAY)
    shuffled, others = lines.copy(), books.copy()
    chance.shuffle(shuffled)
    chance.shuffle(others)
    assert propose(shuffled, others, (), on=DAY) == first


@given(movements())
def test_what_is_matched_ties_exactly_once_and_everything_else_is_listed(
    both: tuple[list[StatementMovement], list[BankMovement]],
) -> None:
    lines, books = both
    found = propose(lines, books, (), on=DAY)
    for match in found.proposed:
        assert match.statement.reference
        assert comparable(match.statement.reference) == comparable(match.book.reference)
        assert match.statement.amount_cents == match.book.amount_cents
    told = [match.statement for match in found.proposed] + [alone.movement for alone in found.bank_only]
    assert sorted(each.line for each in told if isinstance(each, StatementMovement)) == [line.line for line in lines]
    told_books = [match.book for match in found.proposed] + [alone.movement for alone in found.books_only]
    assert sorted(each.seq for each in told_books) == [book.seq for book in books]


@given(st.integers(2, 5), amounts)
def test_equal_amounts_repeated_are_left_to_a_person(count: int, amount_cents: int) -> None:
    """The same weekly amount, several times, with one reference or none: which is which cannot be known."""
    for reference, why in (("", "reference-missing"), ("LOYER", "several-alike")):
        lines = [StatementMovement(1, "R", number, reference, DAY, amount_cents, "") for number in range(count)]
        books = [BankMovement(seq, "claim-paid", reference, DAY, amount_cents, "p") for seq in range(2, 2 + count)]
        found = propose(lines, books, (), on=DAY)
        assert found.proposed == ()
        assert {alone.why for alone in (*found.bank_only, *found.books_only)} == {why}


@given(movements())
def test_what_was_confirmed_leaves_the_pool(both: tuple[list[StatementMovement], list[BankMovement]]) -> None:
    lines, books = both
    first = propose(lines, books, (), on=DAY)
    kept = tuple((match.statement.statement, match.statement.line, match.book.seq) for match in first.proposed)
    second = propose(lines, books, kept, on=DAY)
    assert second.proposed == ()
    assert second.confirmed == first.proposed
    assert (second.bank_only, second.books_only) == (first.bank_only, first.books_only)
