"""Books opened by an earlier version are upgraded: every seal stays, and everything reads as before."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import psycopg
import pytest

from fundalloc.domain.fund import Fund
from fundalloc.errors import RefusedTogether
from fundalloc.errors.store import LedgerUnsound
from fundalloc.intake.fund import read_fund
from fundalloc.ledger.address import Address
from fundalloc.ledger.entries import Entry, facts
from fundalloc.ledger.fund_document import FUND_DOCUMENT
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.storage.migrations import upgrade
from fundalloc.ledger.storage.store import creating
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.claiming import claims
from tests.bookkeeping import Desk, at

OLD_HEAD = "791d848f6d771a08912eea247b50b8eceb3261837964ea283f2f6f42ddb7441c"
SECOND_HEAD = "eaac15f8b88b0e71704a1c7246d35814406dfa560535bfbaa2751e7ea46d5301"
THIRD_HEAD = "b9047c2bebf0c3e3bf8422d7ed377145a99676582d425180650a7496d4cff110"
TODAY = "fundalloc-ledger-4"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return left_by("layout-1.sql", tmp_path)


@pytest.fixture
def second(tmp_path: Path) -> Path:
    return left_by("layout-2.sql", tmp_path)


def left_by(dump: str, tmp_path: Path) -> Path:
    """A ledger as an earlier layout left it, with the receipts it names."""
    folder = tmp_path / "ancien"
    folder.mkdir()
    store = sqlite3.connect(folder / "ledger.sqlite")
    store.executescript(Path(__file__).with_name(dump).read_text(encoding="utf-8"))
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


def test_a_ledger_of_the_second_layout_keeps_its_seals_its_figures_and_goes_on(second: Path, tmp_path: Path) -> None:
    assert upgrade(second) == ("fundalloc-ledger-2", "fundalloc-ledger-3", TODAY)
    found = books.verify(second, kept_head=SECOND_HEAD)
    assert (found.sound, found.entries, found.head.hash) == (True, 9, SECOND_HEAD)
    desk = Desk(tmp_path)
    file = desk.claim("cecce-2.csv", "L1;CECCE;4.5.1;speaker;2024-11-20;Parole Fictive;P-8;Conférence;100,00")
    claims.import_claim(second, file, person="partenaire-cecce", now=at("2025-02-03"))
    assert books.verify(second, kept_head=SECOND_HEAD).sound


def test_a_ledger_of_the_third_layout_keeps_its_seals_its_figures_and_goes_on(tmp_path: Path) -> None:
    third = left_by("layout-3.sql", tmp_path)
    held = told(third)
    assert upgrade(third) == ("fundalloc-ledger-3", TODAY)
    assert told(third) == held
    assert books.verify(third, kept_head=THIRD_HEAD).sound
    desk = Desk(tmp_path)
    file = desk.claim("cecce-2.csv", "L1;CECCE;4.5.1;speaker;2024-11-20;Parole Fictive;P-8;Conférence;100,00")
    claims.import_claim(third, file, person="partenaire-cecce", now=at("2025-02-03"))
    assert books.verify(third, kept_head=THIRD_HEAD).sound


def told(ledger: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what every table of a ledger holds, its layout aside."""
    with closing(sqlite3.connect(ledger / "ledger.sqlite")) as store:
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'meta'")]
        return {name: sorted(store.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in tables}


@pytest.mark.parametrize("dump", ["layout-1.sql", "layout-2.sql", "layout-3.sql"])
def test_an_upgraded_ledger_has_the_tables_the_columns_and_the_indexes_of_a_new_one(dump: str, tmp_path: Path) -> None:
    upgrade(upgraded := left_by(dump, tmp_path))
    (tmp_path / "neuf").mkdir()
    assert made_of(upgraded) == made_of(Desk(tmp_path / "neuf").opened().ledger)


def made_of(ledger: Path) -> dict[str, object]:
    """Tell the columns of each table and view with their types, and the columns of each index that SQLite keeps for it."""
    with closing(sqlite3.connect(ledger / "ledger.sqlite")) as store:
        tables = store.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
        return {name: (columns_of(store, "table", name), indexed(store, name)) for (name,) in tables}


def columns_of(store: sqlite3.Connection, thing: str, name: str) -> list[tuple[str, ...]]:
    return [row[1:3] for row in store.execute(f"PRAGMA {thing}_info({name})")]


def indexed(store: sqlite3.Connection, table: str) -> list[tuple[int, list[str]]]:
    found = store.execute(f"PRAGMA index_list({table})").fetchall()
    return sorted((unique, [row[2] for row in store.execute(f"PRAGMA index_info({name})")]) for _, name, unique, *_ in found)


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


@pytest.mark.parametrize(("dump", "head"), [("layout-1.sql", OLD_HEAD), ("layout-2.sql", SECOND_HEAD), ("layout-3.sql", THIRD_HEAD)])
def test_an_old_ledger_on_postgresql_is_upgraded_too(dump: str, head: str, tmp_path: Path, new_address: Callable[[str], Address]) -> None:
    url = str(new_address("postgresql"))
    with closing(sqlite3.connect(left_by(dump, tmp_path) / "ledger.sqlite")) as source, psycopg.connect(url, autocommit=True) as target:
        carry_over(source, target)
        if dump == "layout-3.sql":
            target.execute("CREATE TABLE kept_file (sha256 TEXT PRIMARY KEY, content BYTEA NOT NULL)")
    passed = upgrade(url)
    assert (passed[0], passed[-1]) == (f"fundalloc-ledger-{dump[7]}", TODAY)
    found = books.verify(url, kept_head=head)
    assert {breach.what for breach in found.breaches} == {"receipt-missing"}  # the files stayed in the folder
    assert found.head.hash == head


def carry_over(source: sqlite3.Connection, target: psycopg.Connection) -> None:
    """Make the same tables, rows, views, indexes and triggers in the other database."""
    target.execute("CREATE FUNCTION fundalloc_stays_written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'x'; END $$")
    things = source.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    first = {"meta": 0, "entry": 1, "heading": 2}
    for _, name, sql in sorted((each for each in things if each[0] == "table"), key=lambda table: first.get(table[1], 3)):
        target.execute(sql.replace("WITHOUT ROWID", "").replace("\tgrant ", '\t"grant" '))
        for row in source.execute(f"SELECT * FROM {name}").fetchall():
            target.execute(f"INSERT INTO {name} VALUES ({', '.join(['%s'] * len(row))})", row)
    for kind, name, sql in things:
        if kind in {"view", "index"}:
            target.execute(sql)
        elif kind == "trigger":
            table, _, act = name.rpartition("_keeps_")
            target.execute(f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} EXECUTE FUNCTION fundalloc_stays_written()")


# --- The fund, as an earlier version sealed it


@pytest.mark.parametrize("gone", ["policy", "matching", "reporting", "clauses", "limits", "bodies", "mandates"])
def test_a_fund_sealed_before_a_part_existed_reads_with_the_parts_default(gone: str, tmp_path: Path) -> None:
    told = json.loads(read_fund(Desk(tmp_path).fund()).model_dump_json())
    del told[gone]
    assert getattr(sealed_fund(told, tmp_path), gone) == Fund.model_fields[gone].get_default(call_default_factory=True)


def test_a_fund_sealed_with_parts_that_are_no_more_still_opens_and_its_books_go_on(tmp_path: Path) -> None:
    fund = read_fund(Desk(tmp_path).fund())
    told = json.loads(fund.model_dump_json()) | {"office": "aucun"}
    told["policy"]["ceremony"] = 3
    told["people"][0]["nickname"] = "X"
    assert sealed_fund(told, tmp_path) == fund
    seen = books.record_instalment(
        tmp_path / "livre", amount_cents=100_00, reference="V-1", on=date(2024, 11, 1), person="caisse", now=at("2024-11-02")
    )
    assert (seen.sealed.seq, books.verify(tmp_path / "livre").sound) == (2, True)


def sealed_fund(told: dict[str, object], folder: Path) -> Fund:
    """Open books as another version of the program would have sealed them, and return their fund as it reads now."""
    rows = facts({FUND_DOCUMENT: json.dumps(told)})
    with creating(folder / "livre") as session:
        entry = Entry(Kind.FUND_OPENED, date(2024, 10, 1), "caisse", reference="fonds-essai", rows=rows)
        Journal(session).append(entry, fund="fonds-essai", now=at("2024-10-01"))
        return Journal(session).fund()
