"""Somebody changes the books behind the software's back: the change is found, and the entry is named."""

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from benchmarks.tampering import run, sound_ledger, tamper
from benchmarks.tampering_bytes import run_on_bytes, sound_files
from fundalloc.errors import RefusedTogether
from fundalloc.ledger.chain import apart
from fundalloc.ledger.storage import layout
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.claiming import claims
from fundalloc.usecases.proving import keeping
from tests.bookkeeping import Desk, at


def behind_the_back(ledger: Path, *statements: str) -> None:
    """Change a store with plain SQLite, and leave its triggers as they were."""
    store = sqlite3.connect(ledger / "ledger.sqlite")
    guards = store.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for statement in (*(f"DROP TRIGGER {name}" for name, _ in guards), *statements, *(sql for _, sql in guards)):
        store.execute(statement)
    store.commit()
    store.close()


def breaches(ledger: Path) -> set[tuple[str, int]]:
    return {(breach.what, breach.seq) for breach in books.verify(ledger).breaches}


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return Desk(tmp_path).claimed().ledger


def test_each_of_two_hundred_random_changes_is_found_and_no_canary_cries(tmp_path: Path) -> None:
    (tmp_path / "papiers").mkdir()
    tally = run(sound_ledger(tmp_path / "papiers"), tmp_path / "essai", count=200, seed=20241023)
    assert tally.escaped == []
    assert tally.false_alarms == []
    assert (tally.changed.total(), tally.canaries) == (200, 20)


def test_what_is_found_does_not_depend_on_how_many_read_the_books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "papiers").mkdir()
    sound, chance = sound_ledger(tmp_path / "papiers"), random.Random(20261122)
    kept = books.verify(sound).head.hash
    monkeypatch.setattr(apart, "LINES_EACH", 1)
    monkeypatch.setattr(apart, "_apart", lambda *_: None)
    for number in range(60):
        ledger = tmp_path / f"essai-{number}"
        shutil.copytree(sound, ledger)
        what = tamper(ledger, chance)
        found = []
        for processors in (1, 2, 5):
            monkeypatch.setattr(apart, "_processors", lambda processors=processors: processors)
            found.append(books.verify(ledger, kept_head=kept))
        assert found[0] == found[1] == found[2], what
        assert not found[0].sound


def test_no_change_to_the_bytes_of_the_files_goes_unnoticed_or_makes_the_books_stumble(tmp_path: Path) -> None:
    (tmp_path / "papiers").mkdir()
    (tmp_path / "fichiers").mkdir()
    sound = sound_files(sound_ledger(tmp_path / "papiers"), tmp_path / "fichiers")
    tally = run_on_bytes(sound, tmp_path / "essai", count=200, seed=20261122)
    assert tally.escaped == []
    assert tally.false_alarms == []
    assert (tally.found + tally.harmless, tally.canaries) == (200, 20)


def test_an_index_that_no_longer_tells_what_its_table_tells_is_found(ledger: Path) -> None:
    behind_the_back(
        ledger,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'effective_on, entry_seq', 'entry_seq, effective_on') "
        "WHERE name = 'posting_by_heading'",
    )
    assert {what for what, _ in breaches(ledger)} == {"layout"}


def test_an_index_that_lies_is_found_and_made_again_from_the_sealed_lines(ledger: Path) -> None:
    """A line is changed and set right where the index does not see it: every seal holds, and what is asked as of a day is wrong."""
    there = books.balance(ledger, as_of=date(2025, 8, 31))
    for hides, change in ((False, "amount_cents + 1"), (True, "amount_cents - 1")):
        store = sqlite3.connect(ledger / "ledger.sqlite", isolation_level=None)
        indexed = store.execute("SELECT * FROM sqlite_master WHERE name = 'posting_by_heading'").fetchone()
        store.execute("PRAGMA writable_schema = ON")
        store.execute("DELETE FROM sqlite_master WHERE name = 'posting_line_keeps_update'")
        if hides:
            store.execute("DELETE FROM sqlite_master WHERE name = 'posting_by_heading'")
        store.close()
        store = sqlite3.connect(ledger / "ledger.sqlite", isolation_level=None)
        store.execute(f"UPDATE posting_line SET amount_cents = {change} WHERE entry_seq = 2 AND line = 1")
        store.execute(layout.guards(layout.Dialect.SQLITE)["posting_line_keeps_update"])
        if hides:
            store.execute("PRAGMA writable_schema = ON")
            store.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", indexed)
        store.close()
    assert books.balance(ledger, as_of=date(2025, 8, 31)) != there
    assert {what for what, _ in breaches(ledger)} == {"damage"}
    keeping.recount(ledger)
    assert breaches(ledger) == set()
    assert books.balance(ledger, as_of=date(2025, 8, 31)) == there


def test_the_forger_finds_rows_in_every_sealed_table(tmp_path: Path) -> None:
    store = sqlite3.connect(sound_ledger(tmp_path) / "ledger.sqlite")
    tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert [name for name in tables if store.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,)] == []
    store.close()


@pytest.mark.parametrize(
    "table", ["meta", "entry", "heading", "posting_line", "fact", "budget_line", "plan_line", "claim_line", "attachment"]
)
def test_the_store_itself_refuses_to_change_or_remove_what_is_sealed(ledger: Path, table: str) -> None:
    store = sqlite3.connect(ledger / "ledger.sqlite")
    column = store.execute(f"PRAGMA table_info({table})").fetchall()[-1][1]
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(sqlite3.IntegrityError, match="stays written"):
            store.execute(statement)
    store.close()


@pytest.mark.parametrize(
    ("told", "otherwise"),
    [
        ("CHECK (id = 1)", "CHECK (id > 0)"),
        ("amount_cents BIGINT", "amount_cents CHAR  "),
        ("posting_by_heading", "posting_by_healing"),
    ],
)
def test_tables_described_otherwise_in_the_catalogue_of_the_database_are_found(ledger: Path, told: str, otherwise: str) -> None:
    file = ledger / "ledger.sqlite"
    with closing(sqlite3.connect(file)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert told.encode() in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(told.encode(), otherwise.ljust(len(told)).encode()))
    assert [(breach.what, breach.table) for breach in books.verify(ledger).breaches] == [("layout", "sqlite_master")]


@pytest.mark.parametrize("column", ["type", "name", "sql"])
@pytest.mark.parametrize("told", ["posting_line_keeps_update", "posting", "posting_line", "posting_by_heading"])
def test_a_catalogue_that_holds_bytes_instead_of_words_is_found(ledger: Path, told: str, column: str) -> None:
    with closing(sqlite3.connect(ledger / "ledger.sqlite", isolation_level=None)) as store:
        store.execute("PRAGMA writable_schema = ON")
        store.execute(f"UPDATE sqlite_master SET {column} = CAST({column} AS BLOB) WHERE name = ?", (told,))
    assert not books.verify(ledger).sound


def test_a_changed_amount_names_its_entry(ledger: Path) -> None:
    behind_the_back(ledger, "UPDATE claim_line SET amount_cents = amount_cents - 1 WHERE reference = 'L2'")
    assert breaches(ledger) == {("seal", 3)}


def test_a_changed_entry_resealed_by_a_clever_hand_breaks_the_chain_after_it(ledger: Path) -> None:
    behind_the_back(ledger, f"UPDATE entry SET hash = '{'a' * 64}' WHERE seq = 3")
    assert breaches(ledger) == {("seal", 3), ("chain", 4)}


def test_an_entry_taken_out_of_the_middle_is_missed(ledger: Path) -> None:
    behind_the_back(ledger, "DELETE FROM attachment WHERE entry_seq = 4", "DELETE FROM entry WHERE seq = 4")
    assert {("sequence", 5), ("chain", 5)} <= breaches(ledger)


def test_the_end_cut_off_is_seen_from_the_head_and_with_the_head_changed_too_from_a_seal_kept_elsewhere(ledger: Path) -> None:
    kept = books.fund_summary(ledger).head.hash
    cut = ("DELETE FROM attachment WHERE entry_seq = 5", "DELETE FROM entry WHERE seq = 5")
    behind_the_back(ledger, *cut)
    assert breaches(ledger) == {("head", 4)}
    behind_the_back(ledger, "UPDATE head SET seq = 4, hash = (SELECT hash FROM entry WHERE seq = 4)")
    assert books.verify(ledger).sound
    assert not books.verify(ledger, kept_head=kept).sound


def test_a_kept_balance_that_lies_is_found_and_told_by_its_line(ledger: Path) -> None:
    lines = "(SELECT id FROM heading WHERE account = 'available' AND plan_item = '4.5.1')"
    behind_the_back(ledger, f"UPDATE heading_total SET amount_cents = amount_cents + 100 WHERE heading IN {lines}")
    found = [breach for breach in books.verify(ledger).breaches if breach.what == "total"]
    assert len(found) == 2
    assert all("4.5.1" in breach.detail for breach in found)


def test_rows_of_no_entry_are_found(ledger: Path) -> None:
    columns = "line, claim, claim_line, recipient, sha256, size_bytes, media_type, file_name, access"
    behind_the_back(ledger, f"INSERT INTO attachment SELECT 99, {columns} FROM attachment WHERE entry_seq = 4")
    assert breaches(ledger) == {("orphan", 99)}


def test_a_trigger_taken_away_is_found(ledger: Path) -> None:
    store = sqlite3.connect(ledger / "ledger.sqlite")
    store.execute("DROP TRIGGER posting_line_keeps_update")
    store.commit()
    store.close()
    assert breaches(ledger) == {("guard", 0)}


def test_a_receipt_that_changed_or_disappeared_is_found(ledger: Path) -> None:
    digests = {row.line: row.receipts[0] for row in books.expenses(ledger)}
    first, second = (ledger / "receipts" / digests[line][:2] / digests[line] for line in ("L1", "L2"))
    first.write_bytes(first.read_bytes().replace(b"L1", b"L9"))
    second.unlink()
    assert breaches(ledger) == {("receipt-changed", 4), ("receipt-missing", 5)}


def test_nothing_is_added_to_a_chain_whose_end_does_not_hold(ledger: Path) -> None:
    behind_the_back(ledger, "UPDATE head SET seq = 4")
    with pytest.raises(RefusedTogether) as refused:
        claims.refuse_claim(ledger, claim="cecce-1", reason="Essai", person="direction", now=at("2024-12-10"))
    assert [problem.code for problem in refused.value.refusals] == ["chaine-rompue"]
