"""What holds for any statement and any books: each movement once, sums that tie, the most points, and never by the order of a file."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.domain.matching import Matching
from fundalloc.reconciliation.answers import BankMovement, Certainty, Fidelity, Match, Proposal, StatementMovement, Tied, Why
from fundalloc.reconciliation.candidates import Rules, Sides, candidates
from fundalloc.reconciliation.combinations import Search
from fundalloc.reconciliation.matching import propose
from fundalloc.reconciliation.packing import best_packing
from fundalloc.reconciliation.points import comparable

DAY = date(2025, 3, 31)
BOARDS = frozenset({"CECCE", "CEPEO"})
RULES = Rules(Matching(tolerance_cents=5, days=7, members_max=4), {"CONSEIL DE L EST": "CEPEO"}, BOARDS)
references = st.sampled_from(["", "VIR-1", "vir 1", "VIR-1 ", "PAI-2", "PAI-3"])
amounts = st.sampled_from([100_00, -100_00, -60_00, -40_00, 250_00, -250_03])
said = st.sampled_from(["", "PAI-2 merci", "CECCE", "VIR-1 PAI-3"])
parties = st.sampled_from(["", "CECCE", "Conseil de l’Est", "Inconnu"])

Both = tuple[list[StatementMovement], list[BankMovement]]


@st.composite
def movements(draw: st.DrawFn, most: int = 6) -> Both:
    lines = [
        StatementMovement(1, "R", number, draw(references), _day(draw), draw(amounts), draw(said), draw(parties))
        for number in range(1, draw(st.integers(0, most)) + 1)
    ]
    books = [
        BankMovement(seq, "claim-paid", draw(references), _day(draw), draw(amounts), "p", draw(st.sampled_from(["CECCE", "CEPEO"])))
        for seq in range(2, draw(st.integers(0, most)) + 2)
    ]
    return lines, books


def _day(draw: st.DrawFn) -> date:
    return DAY - timedelta(days=draw(st.integers(0, 12)))


def proposed(both: Both, ties: Sequence[Tied] = ()) -> Proposal:
    return propose(*both, ties, on=DAY, rules=RULES)


@given(movements(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_the_order_of_a_file_never_decides_a_match(both: Both, chance: Random) -> None:
    first = proposed(both)
    shuffled, others = both[0].copy(), both[1].copy()
    chance.shuffle(shuffled)
    chance.shuffle(others)
    assert proposed((shuffled, others)) == first


@given(movements())
@settings(deadline=None, max_examples=60)
def test_what_is_matched_ties_once_within_one_board_and_everything_else_is_listed(both: Both) -> None:
    lines, books = both
    found = proposed(both)
    for match in found.proposed:
        assert abs(match.candidate.difference_cents) <= RULES.settings.tolerance_cents
        assert len({book.party for book in match.books}) == 1
        assert len(match.lines) == 1 or len(match.books) == 1
        assert max(len(match.lines), len(match.books)) <= RULES.settings.members_max
        if match.fidelity is Fidelity.EXACT:
            (line,), (book,) = match.lines, match.books
            assert (comparable(line.reference), line.amount_cents) == (comparable(book.reference), book.amount_cents)
    told = [line for match in found.proposed for line in match.lines] + [alone.movement for alone in found.bank_only]
    assert sorted(each.key for each in told) == sorted(line.key for line in lines)
    told_books = [book for match in found.proposed for book in match.books] + [alone.movement for alone in found.books_only]
    assert sorted(each.key for each in told_books) == sorted(book.key for book in books)


@given(st.integers(2, 5), amounts)
def test_equal_amounts_repeated_are_never_sure(count: int, amount_cents: int) -> None:
    """The same weekly amount, several times, with one reference or none: which is which cannot be known, and is for a person to say."""
    for reference in ("", "LOYER"):
        lines = [StatementMovement(1, "R", number, reference, DAY, amount_cents, "") for number in range(count)]
        books = [BankMovement(seq, "claim-paid", reference, DAY, amount_cents, "p", "CECCE") for seq in range(2, 2 + count)]
        found = proposed((lines, books))
        assert found.unique == ()
        assert {match.certainty for match in found.proposed} <= {Certainty.AMBIGUOUS}
        assert all(match.alternatives for match in found.proposed)


@given(movements())
@settings(deadline=None, max_examples=40)
def test_what_was_confirmed_leaves_the_pool_and_comes_back_when_undone(both: Both) -> None:
    first = proposed(both)
    kept = tuple(Tied(match.lines, match.books, 9, "p") for match in first.proposed)
    second = proposed(both, kept)
    assert second.proposed == ()
    assert second.confirmed == kept
    assert {each.movement.key for each in second.bank_only} == {each.movement.key for each in first.bank_only}
    assert proposed(both) == first


def best_by_trying_all(uses: Sequence[tuple[tuple[str, int], ...]], points: Sequence[int]) -> tuple[int, list[set[int]]]:
    """Return the most points, and every choice that brings them, by trying each choice there is."""
    best, ways = 0, [set[int]()]
    for size in range(1, len(uses) + 1):
        for chosen in combinations(range(len(uses)), size):
            used = [key for each in chosen for key in uses[each]]
            total = sum(points[each] for each in chosen)
            if len(used) == len(set(used)) and total >= best:
                ways = [*(ways if total == best else []), set(chosen)]
                best = total
    return best, ways


@given(movements(most=4))
@settings(deadline=None, max_examples=40)
def test_no_other_choice_brings_more_points(both: Both) -> None:
    lines, books = both
    for fidelity in (Fidelity.REFERENCE, Fidelity.PARTY, Fidelity.AMOUNT):
        found = candidates(Sides(lines, books, RULES), fidelity)[:12]
        uses = [(*(line.key for line in one.lines), *(book.key for book in one.books)) for one in found]
        points = [candidate.points.total for candidate in found]
        packing = best_packing(uses, points)
        best, ways = best_by_trying_all(uses, points)
        assert sum(points[each] for each in packing.taken) == best
        assert set(packing.taken) in ways
        assert set(packing.certain) == set.intersection(*ways)


@given(st.lists(st.integers(1, 60), max_size=9), st.integers(1, 120), st.integers(0, 3))
def test_every_combination_is_found_or_the_search_says_it_stopped(sizes: list[int], total: int, tolerance: int) -> None:
    search = Search(-total, tolerance, 4).among([-size for size in sizes])
    every = {
        chosen
        for count in range(2, 5)
        for chosen in combinations(range(len(sizes)), count)
        if abs(sum(sizes[each] for each in chosen) - total) <= tolerance
    }
    assert set(search.found) <= every
    assert search.stopped or set(search.found) == every


# --- What a person is told


def line(number: int, cents: int, *, reference: str = "", days: int = 0, text: str = "", party: str = "") -> StatementMovement:
    return StatementMovement(1, "R", number, reference, DAY - timedelta(days=days), cents, text, party)


def book(seq: int, cents: int, *, reference: str = "", days: int = 0, party: str = "CECCE") -> BankMovement:
    return BankMovement(seq, "claim-paid", reference, DAY - timedelta(days=days), cents, "p", party)


def only(found: Proposal) -> Match:
    (match,) = found.proposed
    return match


def test_a_payment_for_twelve_claims_is_one_match() -> None:
    books = [book(seq, -seq * 1_01, reference="VIR-9") for seq in range(2, 14)]
    total = sum(each.amount_cents for each in books)
    rules = Rules(Matching(), {}, BOARDS)
    found = only(propose([line(1, total, reference="VIR-9")], books, (), on=DAY, rules=rules))
    assert (len(found.books), found.certainty, found.fidelity) == (12, Certainty.UNIQUE, Fidelity.REFERENCE)


def test_a_claim_paid_in_three_is_one_match() -> None:
    lines = [line(number, cents, reference="PAI-7", days=number) for number, cents in ((1, -50_00), (2, -30_00), (3, -20_00))]
    found = only(proposed((lines, [book(5, -100_00, reference="PAI-7")])))
    assert (len(found.lines), found.certainty) == (3, Certainty.UNIQUE)


@pytest.mark.parametrize("reference", ["", "LOYER"])
def test_hundreds_of_equal_amounts_are_told_at_once_to_be_too_many(reference: str) -> None:
    lines = [line(number, -100_00, reference=reference, days=number % 5) for number in range(600)]
    books = [book(seq, -100_00, reference=reference, days=seq % 5) for seq in range(600)]
    found = proposed((lines, books))
    assert found.proposed == ()
    assert {alone.why for alone in (*found.bank_only, *found.books_only)} == {Why.SEVERAL_ALIKE}


def test_a_party_s_learned_name_tells_two_equal_amounts_apart() -> None:
    lines = [line(1, -100_00, party="CONSEIL DE L'EST"), line(2, -100_00, party="CECCE")]
    found = proposed((lines, [book(5, -100_00, party="CECCE"), book(6, -100_00, party="CEPEO")]))
    assert {(match.lines[0].line, match.books[0].seq, match.certainty) for match in found.proposed} == {
        (1, 6, Certainty.UNIQUE),
        (2, 5, Certainty.UNIQUE),
    }


def test_why_nothing_ties_is_told_with_what_came_nearest() -> None:
    lines = [
        line(1, -100_00, reference="PAI-1"),
        line(2, -200_00, days=30),
        line(3, -300_00, party="CEPEO"),
        line(4, -400_00, reference="PAI-4"),
        line(5, -1_23),
    ]
    books = [
        book(11, -100_50, reference="PAI-1"),
        book(12, -200_00, reference="PAI-2"),
        book(13, -300_00, reference="PAI-3"),
        book(14, -400_00, reference="PAI-9"),
    ]
    found = proposed((lines, books))
    whys = {alone.movement.key[1]: alone.why for alone in found.bank_only}
    assert whys == {1: Why.AMOUNT_DIFFERS, 2: Why.OUT_OF_WINDOW, 3: Why.OTHER_BOARD, 4: Why.REFERENCE_DIFFERS, 5: Why.NO_COUNTERPART}
    assert {alone.nearest.key[1] if alone.nearest else None for alone in found.bank_only} == {11, 12, 13, 14, None}
