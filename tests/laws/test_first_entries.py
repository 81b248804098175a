"""The first entries of each line of budget are the same whether all of them are looked at or only as many as it takes."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.intake.fund import read_fund
from fundalloc.ledger import first_entries as finding
from fundalloc.ledger.entries import Entry
from fundalloc.ledger.figuring import sums_then
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.rows import Posting
from fundalloc.ledger.storage.store import creating
from tests.bookkeeping import Desk, at

FIRST_DAY = date(2024, 9, 1)
lines = st.tuples(st.integers(0, 3), st.integers(0, 30), st.sampled_from(("speaker", "supply-teaching")))
journals = st.lists(st.lists(lines, min_size=1, max_size=4), min_size=1, max_size=60)


def entry(moved: list[tuple[int, int, str]]) -> Entry:
    rows: list[Posting] = []
    for number, days, nature in moved:
        like = ((FIRST_DAY + timedelta(days=days)).isoformat(), "2024-2025", "enveloppe", "CECCE", f"4.{number}", nature)
        rows += (Posting("budget", "committed", 100, *like), Posting("budget", "available", -100, *like))
    return Entry(Kind.CLAIM_RECEIVED, FIRST_DAY, "caisse", reference="R", rows=tuple(rows))


@settings(max_examples=25, deadline=None)
@given(kept=journals, found_max=st.integers(1, 60), window=st.integers(1, 8), day=st.integers(0, 31))
def test_they_are_the_smallest_of_all(
    tmp_path_factory: pytest.TempPathFactory, kept: list[list[tuple[int, int, str]]], found_max: int, window: int, day: int
) -> None:
    desk = Desk(tmp_path_factory.mktemp("livres"))
    as_of = FIRST_DAY + timedelta(days=day)
    with creating(desk.ledger) as session, pytest.MonkeyPatch.context() as smaller:
        smaller.setattr(finding, "FIRST_MAX", found_max)
        smaller.setattr(finding, "WINDOW", window)
        journal = Journal(session)
        journal.open(read_fund(desk.fund()), person="caisse", now=at("2024-09-01"))
        journal.append_all(map(entry, kept), fund="fonds-essai", now=at("2024-09-02"))
        last = journal.head().seq
        headings = {row[0]: tuple(row[1:]) for row in session.rows("SELECT id, fiscal_year, recipient, plan_item FROM heading")}
        found = finding.first_entries(session, headings, sums_then(session, as_of, last), as_of=as_of.isoformat(), last=last)
    expected: dict[str, set[int]] = {}
    for seq, moved in enumerate(kept, start=2):
        for number, days, _ in moved:
            seqs = expected.setdefault(f"4.{number}", set())
            seqs |= {seq} if days <= day else set()
    assert {key[2]: seqs for key, seqs in found.items()} == {item: tuple(sorted(seqs)[:found_max]) for item, seqs in expected.items()}
