"""Books opened by an earlier version are upgraded: every seal stays, and everything reads as before."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from fundalloc.errors import RefusedTogether
from fundalloc.errors.store import LedgerUnsound
from fundalloc.ledger.address import Address
from fundalloc.ledger.storage.migrations import upgrade
from fundalloc.usecases import books, claims
from tests.bookkeeping import Desk, at

OLD_HEAD = "791d848f6d771a08912eea247b50b8eceb3261837964ea283f2f6f42ddb7441c"
DUMP = Path(__file__).with_name("layout-1.sql")
TODAY = "fundalloc-ledger-2"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A ledger as layout 1 left it, with the receipts it names."""
    folder = tmp_path / "ancien"
    folder.mkdir()
    store = sqlite3.connect(folder / "ledger.sqlite")
    store.executescript(DUMP.read_text(encoding="utf-8"))
    store.execute("PRAGMA journal_mode = WAL")
    store.close()
    (tmp_path / "papiers").mkdir()
    shutil.copytree(Desk(tmp_path / "papiers").paid().ledger / "receipts", folder / "receipts")
    return folder


def test_an_old_ledger_asks_to_be_upgraded(old: Path) -> None:
    with pytest.raises(RefusedTogether) as refused:
        books.balance(old)
    assert [problem.code for problem in refused.value.refusals] == ["livres-d-une-version-anterieure"]


def test_an_upgraded_ledger_keeps_its_seals_and_its_figures(old: Path, tmp_path: Path) -> None:
    assert upgrade(old) == ("fundalloc-ledger-1", TODAY)
    found = books.verify(old, kept_head=OLD_HEAD)
    assert (found.sound, found.entries, found.head.hash) == (True, 10, OLD_HEAD)
    (tmp_path / "neuf").mkdir()
    new = Desk(tmp_path / "neuf").paid().ledger
    assert books.balance(old).rows == books.balance(new).rows
    assert books.budget_position(old) == books.budget_position(new)


def test_an_upgraded_ledger_goes_on(old: Path, tmp_path: Path) -> None:
    upgrade(old)
    desk = Desk(tmp_path)
    file = desk.claim("cecce-2.csv", "L1;CECCE;4.5.1;speaker;2024-11-20;Parole Fictive;P-8;Conférence;100,00")
    claims.import_claim(old, file, person="partenaire-cecce", now=at("2025-02-03"))
    found = books.verify(old, kept_head=OLD_HEAD)
    assert (found.sound, found.entries) == (True, 11)


def test_upgrading_twice_changes_nothing_and_the_old_file_is_kept_aside(old: Path) -> None:
    upgrade(old)
    assert upgrade(old) == (TODAY,)
    kept = sqlite3.connect(old / "ledger.sqlite.fundalloc-ledger-1")
    assert kept.execute("SELECT hash FROM head").fetchone() == (OLD_HEAD,)
    kept.close()


@pytest.mark.parametrize(
    "slip",
    [
        "UPDATE posting SET amount_cents = amount_cents + 1 WHERE entry_seq = 3 AND line = 1",
        "UPDATE fact SET value = 'x' WHERE entry_seq = 2 AND line = 1",
        "DELETE FROM total WHERE account = 'bank'",
        "UPDATE head SET seq = 9",
    ],
)
def test_an_old_ledger_that_was_changed_is_not_upgraded_and_stays_as_it_was(old: Path, slip: str) -> None:
    store = sqlite3.connect(old / "ledger.sqlite")
    guards = store.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for statement in (*(f"DROP TRIGGER {name}" for name, _ in guards), slip, *(sql for _, sql in guards)):
        store.execute(statement)
    store.commit()
    with pytest.raises(LedgerUnsound):
        upgrade(old)
    assert store.execute("SELECT value FROM meta").fetchone() == ("fundalloc-ledger-1",)
    assert store.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone() == (len(guards),)
    store.close()


def test_an_old_ledger_on_postgresql_is_upgraded_too(old: Path, new_address: Callable[[str], Address]) -> None:
    url = str(new_address("postgresql"))
    source = sqlite3.connect(old / "ledger.sqlite")
    with psycopg.connect(url, autocommit=True) as target:
        target.execute("CREATE FUNCTION fundalloc_stays_written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'x'; END $$")
        tables = source.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        order = {"meta": 0, "entry": 1}
        for name, sql in sorted(tables, key=lambda table: order.get(table[0], 2)):
            target.execute(sql)
            rows = source.execute(f"SELECT * FROM {name}").fetchall()
            marks = ", ".join(["%s"] * len(rows[0])) if rows else ""
            for row in rows:
                target.execute(f"INSERT INTO {name} VALUES ({marks})", row)
        for (sql,) in source.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall():
            target.execute(sql)
        for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            table, _, act = name.partition("_keeps_")
            target.execute(f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} EXECUTE FUNCTION fundalloc_stays_written()")
    source.close()
    assert upgrade(url) == ("fundalloc-ledger-1", TODAY)
    found = books.verify(url, kept_head=OLD_HEAD)
    assert {breach.what for breach in found.breaches} == {"receipt-missing"}  # files were never inside layout 1
    assert found.head.hash == OLD_HEAD
