"""Lines are verified in large parts: wherever a part ends, whole books are sound and a changed line names its entry."""

import sqlite3
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.intake.fund import read_fund
from fundalloc.ledger.chain import stretches
from fundalloc.ledger.entries import Entry
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.rows import Posting
from fundalloc.ledger.storage.layout import LINE
from fundalloc.ledger.storage.store import creating
from fundalloc.usecases.budgeting import books
from tests.bookkeeping import Desk, at

DAY = date(2024, 11, 1)
FIRST_SEQ = 2


def money(number: int, moves: int) -> Entry:
    """Return an entry of twice as many lines, in both books."""
    like = (DAY.isoformat(), "2024-2025")
    rows = [
        posting
        for cents in range(1, moves + 1)
        for posting in (Posting("actual", "bank", cents, *like), Posting("actual", "revenue", -cents, *like))
    ]
    budget = (Posting("budget", "available", number + 1, *like), Posting("budget", "authorised", -number - 1, *like))
    return Entry(Kind.GRANT_RECEIVED, DAY, "caisse", reference=f"V{number}", rows=(*rows, *budget))


def written(folder: Path, sizes: list[int]) -> Path:
    with creating(folder / "livre") as session:
        journal = Journal(session)
        journal.open(read_fund(Desk(folder).fund()), person="caisse", now=at("2024-10-01"))
        journal.append_all([money(number, size) for number, size in enumerate(sizes)], fund="fonds-essai", now=at("2024-11-02"))
    return folder / "livre"


@settings(max_examples=15, deadline=None)
@given(
    sizes=st.lists(st.integers(min_value=0, max_value=9), min_size=1, max_size=8),
    part=st.integers(min_value=1, max_value=12),
    data=st.data(),
)
def test_wherever_a_part_ends_a_changed_line_names_its_entry_and_no_other(sizes: list[int], part: int, data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as room:
        patch.setattr(stretches, "PART_LINES", part)
        ledger = written(Path(room), sizes)
        assert books.verify(ledger).lines == 2 * (sum(sizes) + len(sizes)) + _facts(ledger)
        assert books.verify(ledger).sound
        seq = FIRST_SEQ + data.draw(st.integers(min_value=0, max_value=len(sizes) - 1))
        change = data.draw(st.sampled_from(("amount_cents + 1", "'12 '", "CAST(amount_cents AS REAL) + 0.5")))
        store = sqlite3.connect(ledger / "ledger.sqlite")
        store.execute("DROP TRIGGER posting_line_keeps_update")
        store.execute(f"UPDATE posting_line SET amount_cents = {change} WHERE entry_seq = ? AND line = 1", (seq,))
        store.commit()
        store.close()
        assert {breach.seq for breach in books.verify(ledger).breaches if breach.what == "seal"} == {seq}


STRANGE = (
    "amount_cents + 1", "'7'", "'12 '", "CAST(amount_cents AS REAL) + 0.5", "1e300", "-0.0", "9223372036854775807", "x'31'", "''", "'1,2'",
    "'2024-11-01,2024-11-01'", "'2024-11-01 '", "CAST(CAST({column} AS TEXT) AS BLOB)", "20241101", "char(0)", "99", "'1_0'",
)  # fmt: skip
"""What no line of ours holds where it is set: other kinds of values written by the same signs, and texts that hold the separator."""


@settings(max_examples=60, deadline=None)
@given(
    part=st.integers(min_value=1, max_value=30),
    forged=st.lists(
        st.tuples(st.sampled_from(LINE), st.sampled_from(STRANGE), st.integers(1, 6), st.integers(1, 9)), min_size=1, max_size=3
    ),
)
def test_lines_handed_over_together_and_one_by_one_show_the_same_changes(part: int, forged: list[tuple[str, str, int, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as room:
        ledger = written(Path(room), [3, 0, 4, 1, 2])
        store = sqlite3.connect(ledger / "ledger.sqlite")
        store.execute("DROP TRIGGER posting_line_keeps_update")
        for column, value, seq, line in forged:
            with suppress(sqlite3.IntegrityError):  # two lines of one number
                store.execute(
                    f"UPDATE posting_line SET {column} = {value.format(column=column)} WHERE entry_seq = ? AND line = ?", (seq, line)
                )
        store.commit()
        store.close()
        patch.setattr(stretches, "PART_LINES", part)
        together = books.verify(ledger)
        patch.setattr(stretches, "_together", lambda *_: None)
        assert books.verify(ledger) == together


@pytest.mark.parametrize("column", ["line", "heading", "amount_cents", "effective_on"])
def test_bytes_that_read_like_the_value_they_replace_are_found(tmp_path: Path, column: str) -> None:
    ledger = written(tmp_path, [3, 2])
    store = sqlite3.connect(ledger / "ledger.sqlite")
    store.execute("DROP TRIGGER posting_line_keeps_update")
    store.execute(f"UPDATE posting_line SET {column} = CAST(CAST({column} AS TEXT) AS BLOB) WHERE entry_seq = 3 AND line = 2")
    store.commit()
    store.close()
    assert ("seal", 3) in {(breach.what, breach.seq) for breach in books.verify(ledger).breaches}


def test_sound_lines_are_handed_over_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = written(tmp_path, [3, 0, 14, 1, 2])
    monkeypatch.setattr(stretches, "_OneByOne", None)
    assert books.verify(ledger).sound


def _facts(ledger: Path) -> int:
    store = sqlite3.connect(ledger / "ledger.sqlite")
    ((count,),) = store.execute("SELECT count(*) FROM fact").fetchall()
    store.close()
    return int(count)
