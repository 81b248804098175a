# ruff: noqa: S608 - forging SQL is the point here
"""
Change a sealed ledger behind its back, at random, and count how many changes ``verify`` finds.

    python -m benchmarks.tampering --count 1000 --bytes 1000 --seed 1

Each round takes a sound ledger, removes its triggers, makes one change with plain SQLite (a value of any column of any table, a row taken
away or added, two values or two entries exchanged, the end cut off, one bit of a receipt), puts the triggers back, and verifies against
the seal that was last before. Every tenth round is a canary: a value is written over itself, and nothing may be found. Then bytes of the
store's files are changed (``tampering_bytes``).
"""

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.tampering_bytes import run_on_bytes, sound_files
from benchmarks.tampering_tally import CANARY_EVERY, Tally, tell
from fundalloc.ledger.entries import Entry, facts
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.rows import TABLES, Row
from fundalloc.ledger.storage.layout import KEPT
from fundalloc.ledger.storage.store import open_ledger
from fundalloc.usecases.banking import reconciling
from fundalloc.usecases.budgeting import books
from tests.bookkeeping import Desk, at

RECEIPT_SHARE = 0.03
OTHER_ROW_SHARE = 0.4
TABLES_WITH_NUMBERS = frozenset({"meta", "entry", "heading", *KEPT})


def sound_ledger(folder: Path) -> Path:
    """Make a small ledger with rows in every table: those of a claim from its receipt to the bank, the others made up, two of each."""
    desk = Desk(folder).paid()
    proposal = reconciling.propose_matches(desk.ledger, on=date(2025, 1, 10))
    reconciling.confirm_matches(desk.ledger, proposal.proposed, person="rapprochement", now=at("2025-01-10"))
    with open_ledger(desk.ledger) as store, store.writing() as session:
        (digest,) = session.rows("SELECT sha256 FROM attachment ORDER BY entry_seq LIMIT 1")[0]
        empty = [kind for table, kind in TABLES if not session.rows(f"SELECT 1 FROM {table} LIMIT 1")]
        rows = tuple(made_up(kind, number, digest) for kind in empty for number in (1, 2))
        told = facts({"digest": sha256(b"salt and name").hexdigest(), "subject": "contract"})
        kept = Entry(Kind.PERSONAL_DATA_KEPT, date(2025, 1, 11), "caisse", reference="DP-0a0b0c0d", rows=(*told, *rows))
        Journal(session).append(kept, fund="fonds-essai", now=at("2025-01-11"))
    assert books.verify(desk.ledger).sound
    return desk.ledger


def made_up(kind: type[Row], number: int, digest: str) -> Row:
    """Return a row of any kind; a file it names is one that is kept."""
    told: dict[str, Any] = {each.name: f"{each.name} {number}" if each.type is str else number for each in fields(kind)}
    return kind(**(told | ({"sha256": digest} if "sha256" in told else {})))


def run(sound: Path, room: Path, *, count: int, seed: int) -> Tally:
    """Make ``count`` changes, one at a time."""
    chance, tally, kept = random.Random(seed), Tally(), books.verify(sound).head.hash
    for number in range(count):
        ledger = room / "livre"
        shutil.rmtree(ledger, ignore_errors=True)
        shutil.copytree(sound, ledger)
        what = tamper(ledger, chance)
        tally.changed[what.partition(":")[0]] += 1
        if books.verify(ledger, kept_head=kept).sound:
            tally.escaped.append(f"{number} {what}")
        if number % CANARY_EVERY == 0:
            shutil.rmtree(ledger)
            shutil.copytree(sound, ledger)
            what = in_store(ledger, chance, write_over_itself)
            tally.canaries += 1
            if not books.verify(ledger).sound:
                tally.false_alarms.append(f"{number} {what}")
    return tally


def tamper(ledger: Path, chance: random.Random) -> str:
    """Make one change and say which."""
    if chance.random() < RECEIPT_SHARE:
        return change_receipt(ledger, chance)
    ways = (change_value, take_row_away, add_row, exchange_rows, exchange_entries, cut_off)
    way = chance.choices(ways, weights=(74, 8, 6, 6, 3, 3))[0]
    return in_store(ledger, chance, way)


def in_store(ledger: Path, chance: random.Random, way: Callable[[sqlite3.Connection, random.Random], str | None]) -> str:
    """Make one change in the store without its triggers, then put them back."""
    store = sqlite3.connect(ledger / "ledger.sqlite")
    guards = store.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        store.execute(f"DROP TRIGGER {name}")
    while True:
        try:
            what = way(store, chance)
        except sqlite3.IntegrityError:
            continue
        if what is not None:
            break
    for _, statement in guards:
        store.execute(statement)
    store.commit()
    store.close()
    return what


def cell(store: sqlite3.Connection, chance: random.Random) -> tuple[str, str, int, Any]:
    """Choose a random column of a random table, in a random row."""
    columns = [
        (table, column)
        for (table,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (_, column, *_) in store.execute(f"PRAGMA table_info({table})").fetchall()
        if store.execute(f"SELECT count(*) FROM {table}").fetchone() != (0,)
    ]
    table, column = chance.choice(columns)
    rowid, value = chance.choice(store.execute(f"SELECT {number_of(table)}, {column} FROM {table}").fetchall())
    return table, column, rowid, value


def number_of(table: str) -> str:
    """Return what tells a row of a table from the others."""
    return "rowid" if table in TABLES_WITH_NUMBERS else "(entry_seq * 1000000 + line)"


def change_value(store: sqlite3.Connection, chance: random.Random) -> str | None:
    """Change one value."""
    table, column, rowid, value = cell(store, chance)
    others = [other for (other,) in store.execute(f"SELECT DISTINCT {column} FROM {table}").fetchall() if other != value]
    new = other_value(value, others, chance)
    if new == value and type(new) is type(value):
        return None
    store.execute(f"UPDATE {table} SET {column} = ? WHERE {number_of(table)} = ?", (new, rowid))
    after = store.execute(f"SELECT {column} FROM {table} WHERE {column} IS ?", (value,)).fetchall()
    before_again = store.execute(f"SELECT 1 FROM {table} WHERE {number_of(table)} = ? AND {column} IS ?", (rowid, value)).fetchone()
    return None if before_again else f"value: {table}.{column} {value!r} -> {new!r} ({len(after)} alike left)"


def other_value(value: object, others: list[Any], chance: random.Random) -> object:
    """Return another value of a like or an unlike kind."""
    if others and chance.random() < OTHER_ROW_SHARE:
        return chance.choice(others)
    if isinstance(value, int):
        return chance.choice((value + 1, value - 1, -value, value ^ (1 << chance.randrange(40)), value * 10, 0, f"{value} ", value + 0.5))
    text = str(value)
    place = chance.randrange(len(text) + 1)
    return chance.choice(
        (
            text[:place] + chance.choice("0123456789abcdefXYZ é\u0301\u00a0") + text[place:],
            text[:place] + text[place + 1 :],
            text.swapcase(),
            text + " ",
            "",
            text.encode(),
            text[::-1],
        )
    )


def take_row_away(store: sqlite3.Connection, chance: random.Random) -> str | None:
    """Remove one row."""
    table, _, rowid, _ = cell(store, chance)
    store.execute(f"DELETE FROM {table} WHERE {number_of(table)} = ?", (rowid,))
    return f"row taken away: {table}"


def add_row(store: sqlite3.Connection, chance: random.Random) -> str | None:
    """Add a row that looks like another."""
    table, column, rowid, _ = cell(store, chance)
    names = [name for (_, name, *_) in store.execute(f"PRAGMA table_info({table})").fetchall()]
    row = dict(zip(names, store.execute(f"SELECT * FROM {table} WHERE {number_of(table)} = ?", (rowid,)).fetchone(), strict=True))
    for name in {column, *names[:2], *({"previous_hash", "hash"} & set(names))}:
        row[name] = row[name] + chance.randrange(1, 50) if isinstance(row[name], int) else f"{row[name]}{chance.randrange(10)}"
    store.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", tuple(row.values()))
    return f"row added: {table}"


def exchange_rows(store: sqlite3.Connection, chance: random.Random) -> str | None:
    """Exchange a value between two rows."""
    table, column, first, value = cell(store, chance)
    others = store.execute(f"SELECT {number_of(table)}, {column} FROM {table} WHERE {column} IS NOT ?", (value,)).fetchall()
    if not others or column in {"seq", "entry_seq", "line", "previous_hash", "hash", "name"}:
        return None
    second, other = chance.choice(others)
    store.execute(f"UPDATE {table} SET {column} = ? WHERE {number_of(table)} = ?", (other, first))
    store.execute(f"UPDATE {table} SET {column} = ? WHERE {number_of(table)} = ?", (value, second))
    return f"values exchanged: {table}.{column}"


def exchange_entries(store: sqlite3.Connection, chance: random.Random) -> str | None:
    """Exchange the places of two entries, rows included."""
    ((last,),) = store.execute("SELECT max(seq) FROM entry").fetchall()
    one, other = chance.sample(range(1, last + 1), 2)
    for table in tables_of_rows(store):
        for before, after in ((one, -1), (other, one), (-1, other)):
            store.execute(f"UPDATE {table} SET entry_seq = ? WHERE entry_seq = ?", (after, before))
    for before, after in ((one, -1), (other, one), (-1, other)):
        store.execute("UPDATE entry SET seq = ? WHERE seq = ?", (after, before))
    return "entries exchanged"


def cut_off(store: sqlite3.Connection, chance: random.Random) -> str | None:
    """Cut the end off, and put everything else in order as a careful hand would: only a seal kept elsewhere shows it."""
    ((last,),) = store.execute("SELECT max(seq) FROM entry").fetchall()
    kept = chance.randrange(1, last)
    for table in tables_of_rows(store):
        store.execute(f"DELETE FROM {table} WHERE entry_seq > ?", (kept,))
    store.execute("DELETE FROM entry WHERE seq > ?", (kept,))
    store.execute("UPDATE head SET seq = ?, hash = (SELECT hash FROM entry WHERE seq = ?)", (kept, kept))
    store.execute("DELETE FROM heading_total")
    store.execute("INSERT INTO heading_total SELECT heading, sum(amount_cents) FROM posting_line GROUP BY heading")
    store.execute("DELETE FROM heading WHERE id NOT IN (SELECT heading FROM posting_line)")
    return "end cut off"


def tables_of_rows(store: sqlite3.Connection) -> list[str]:
    """Return the tables whose rows belong to entries."""
    tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    return [name for name in tables if any(row[1] == "entry_seq" for row in store.execute(f"PRAGMA table_info({name})"))]


def write_over_itself(store: sqlite3.Connection, chance: random.Random) -> str | None:
    """Change nothing."""
    table, column, rowid, value = cell(store, chance)
    store.execute(f"UPDATE {table} SET {column} = ? WHERE {number_of(table)} = ?", (value, rowid))
    return f"canary: {table}.{column}"


def change_receipt(ledger: Path, chance: random.Random) -> str:
    """Change one bit of a receipt or a file as received."""
    file = chance.choice(sorted(path for path in (ledger / "receipts").rglob("*") if path.is_file()))
    content = bytearray(file.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)
    return "receipt: one bit"


def main() -> int:
    """Print what was changed and what was found; 1 when anything escaped."""
    options = argparse.ArgumentParser(description="Count the random changes to a sealed ledger that verify finds.")
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--bytes", type=int, default=1000, help="changes to the bytes of the store, besides")
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.perf_counter()
        (folder / "papiers").mkdir()
        sound = sound_ledger(folder / "papiers")
        tally = run(sound, folder / "essai", count=asked.count, seed=asked.seed)
        escaped = tell("through SQLite", tally, time.perf_counter() - started)
        started = time.perf_counter()
        (folder / "fichiers").mkdir()
        tally = run_on_bytes(sound_files(sound, folder / "fichiers"), folder / "essai", count=asked.bytes, seed=asked.seed)
        escaped += tell("bytes of its files", tally, time.perf_counter() - started)
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main())
