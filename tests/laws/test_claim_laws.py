"""What holds for every claim: its order says nothing, a correction leaves the books as if it had come first, a name finds its line."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.ledger.receipt_names import KnownLine, Names
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.claiming import claims
from tests.bookkeeping import Desk, at

AMOUNTS = st.lists(st.integers(1, 200_00), min_size=1, max_size=5)
ITEMS = (("4.2.1", "student-activity"), ("4.5.1", "speaker"))


def lines_of(amounts: list[int]) -> list[str]:
    """Lines of one board, each under its own invoice, on two activities in turn."""
    rows = []
    for number, cents in enumerate(amounts, start=1):
        item, nature = ITEMS[number % 2]
        day, amount = f"2024-11-{number + 1:02d}", f"{cents // 100},{cents % 100:02d}"
        rows.append(f"L{number};CECCE;{item};{nature};{day};Fournisseur;F-{number}-{cents};;{amount}")
    return rows


def committed(*files: list[str]) -> dict[tuple[str, str], tuple[int, int]]:
    """What is committed and available on each line of budget once these files of one claim came, one after the other."""
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder)).adopted()
        for number, lines in enumerate(files):
            file = desk.claim("cecce-1.csv", *lines)
            claims.import_claim(desk.ledger, file, person="partenaire-cecce", now=at("2024-12-02", 9 + number))
        assert books.verify(desk.ledger).sound
        rows = books.budget_position(desk.ledger)
        return {(row.recipient, row.plan_item): (row.committed_cents, row.available_cents) for row in rows}


@settings(max_examples=8, deadline=None)
@given(AMOUNTS, st.randoms(use_true_random=False))
def test_the_order_of_a_claims_lines_commits_the_same(amounts: list[int], chance: object) -> None:
    lines = lines_of(amounts)
    shuffled = [*lines]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert committed(shuffled) == committed(lines)


@settings(max_examples=8, deadline=None)
@given(AMOUNTS, AMOUNTS)
def test_a_corrected_claim_commits_what_it_would_have_committed_alone(first: list[int], second: list[int]) -> None:
    assert committed(lines_of(first), lines_of(second)) == committed(lines_of(second))


NAMES = st.from_regex(r"[A-Z]{2,6}-20[0-9]{2}-[01][0-9]", fullmatch=True)


@given(st.lists(NAMES, min_size=1, max_size=4, unique=True), st.integers(1, 40), st.data())
def test_a_file_named_after_a_line_is_for_that_line_alone(claimed: list[str], count: int, data: st.DataObject) -> None:
    lines = [KnownLine(claim, claim, str(number), "X", "") for claim in claimed for number in range(1, count + 1)]
    wanted = data.draw(st.sampled_from(lines))
    ending = data.draw(st.sampled_from([".pdf", " preuve.PNG", "_v2.jpg", ".eml"]))
    assert Names(lines).read(f"{wanted.claim}-{wanted.line}{ending}").lines == (wanted,)
