"""
Change the very bytes of a SQLite store, of its log too, and see that no change goes unnoticed.

Each round takes a sound ledger whose last entries are still in the log, changes bits, runs of bytes or pages of one of the two files, cuts
one off, puts back an older page, or takes the log away. It must then be refused plainly, or found by ``verify`` against the seal that was
last before; where neither says anything, every table, index and view must still hold what it held, or the change escaped. Every tenth
round is a canary: bytes are written over themselves, and nothing may be found.
"""

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.tampering_tally import CANARY_EVERY, Tally
from fundalloc.errors import Refusal, RefusedTogether
from fundalloc.usecases.budgeting import books
from tests.bookkeeping import at

FILE: Final = "ledger.sqlite"
LOG: Final = f"{FILE}-wal"
PAGE_BYTES: Final = 4096
RUN_BYTES_MAX: Final = 64
LOG_SHARE: Final = 0.3


def sound_files(ledger: Path, room: Path) -> Path:
    """Copy a ledger with its last entries still in its log, as a machine unplugged would leave it; an older copy lies beside."""
    shutil.copytree(ledger, room / "avant")
    kept_open = sqlite3.connect(ledger / FILE)
    kept_open.execute("PRAGMA wal_autocheckpoint = 0")
    kept_open.execute("SELECT count(*) FROM entry").fetchall()
    now = at("2025-01-12")
    books.record_instalment(ledger, amount_cents=900_00, reference="VIR-9", on=now.date(), person="caisse", now=now)
    shutil.copytree(ledger, room / "livre", ignore=shutil.ignore_patterns("*-shm"))
    kept_open.close()
    return room / "livre"


def run_on_bytes(sound: Path, room: Path, *, count: int, seed: int) -> Tally:
    """Make ``count`` changes, one at a time."""
    chance, tally = random.Random(seed), Tally()
    kept, held = books.verify(_again(sound, room)).head.hash, contents(_again(sound, room))
    for number in range(count):
        ledger = _again(sound, room)
        what = damage(ledger, sound.with_name("avant"), chance)
        tally.changed[what.partition(":")[0]] += 1
        said = noticed(ledger, kept)
        if said == "" and contents(ledger) != held:
            tally.escaped.append(f"{number} {what}")
        elif said.startswith("!"):
            tally.escaped.append(f"{number} {what}: {said}")
        tally.harmless += said == ""
        if number % CANARY_EVERY == 0:
            ledger = _again(sound, room)
            change_bytes(ledger, chance, lambda run: run)
            tally.canaries += 1
            if noticed(ledger, kept):
                tally.false_alarms.append(f"{number} {what}")
    return tally


def _again(sound: Path, room: Path) -> Path:
    shutil.rmtree(room, ignore_errors=True)
    shutil.copytree(sound, room)
    return room


def noticed(ledger: Path, kept_head: str) -> str:
    """Return what the books say of themselves: nothing when they are sound; ``!`` and the error where they stumble."""
    try:
        found = books.verify(ledger, kept_head=kept_head)
    except (RefusedTogether, Refusal) as refusal:
        return str(refusal) or "refused"
    except Exception as error:  # noqa: BLE001 - a traceback is what is looked for
        return f"!{type(error).__name__}: {error}"
    return "" if found.sound else ", ".join(sorted({breach.what for breach in found.breaches}))


def contents(ledger: Path) -> list[str]:
    """Return everything that SQLite finds in a ledger: by tables and views, and again by each index in its order, whatever its name."""
    store = sqlite3.connect(ledger / FILE)
    try:
        tables = [name for schema, name, *_ in store.execute("PRAGMA table_list") if schema == "main" and not name.startswith("sqlite_")]
        return sorted(repr((table.lower(), _rows(store, table), _indexed(store, table))) for table in tables)
    except sqlite3.Error as error:
        return [str(error)]
    finally:
        store.close()


def _rows(store: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return store.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - the names of our own tables


def _indexed(store: sqlite3.Connection, table: str) -> list[object]:
    found: list[object] = []
    for _, index, *_ in store.execute(f'PRAGMA index_list("{table}")').fetchall():
        columns = store.execute(f'PRAGMA index_info("{index}")').fetchall()
        told = ", ".join(f'"{column}"' for _, _, column in columns)
        rows = store.execute(f'SELECT {told} FROM "{table}" INDEXED BY "{index}" ORDER BY {told}').fetchall()  # noqa: S608 - the same
        found.append(([place for _, place, _ in columns], rows))
    return sorted(found, key=repr)


# --- Ways to change bytes


def damage(ledger: Path, before: Path, chance: random.Random) -> str:
    """Make one change to a file, and say which."""
    ways: tuple[Callable[[], str], ...] = (
        lambda: change_bytes(ledger, chance, lambda run: bytes((run[0] ^ (1 << chance.randrange(8)), *run[1:]))),
        lambda: change_bytes(ledger, chance, lambda run: chance.randbytes(len(run))),
        lambda: change_bytes(ledger, chance, lambda run: bytes(len(run))),
        lambda: exchange_pages(ledger, chance),
        lambda: put_back_a_page(ledger, before, chance),
        lambda: cut_file(ledger, chance),
        lambda: take_log_away(ledger),
    )
    return chance.choices(ways, weights=(40, 25, 10, 10, 7, 7, 1))[0]()


def _chosen(ledger: Path, chance: random.Random) -> Path:
    return ledger / (LOG if chance.random() < LOG_SHARE else FILE)


def change_bytes(ledger: Path, chance: random.Random, change: Callable[[bytes], bytes]) -> str:
    """Change a run of bytes that are not all zero, somewhere in a file."""
    file = _chosen(ledger, chance)
    content = bytearray(file.read_bytes())
    start = chance.choice([place for place in (chance.randrange(len(content)) for _ in range(20)) if content[place]] or [0])
    end = start + chance.randint(1, RUN_BYTES_MAX)
    content[start:end] = change(bytes(content[start:end]))
    file.write_bytes(content)
    return f"bytes of the {'log' if file.name == LOG else 'file'}: {start} to {end}"


def exchange_pages(ledger: Path, chance: random.Random) -> str:
    """Exchange two pages of the file."""
    content = (ledger / FILE).read_bytes()
    pages = [content[start : start + PAGE_BYTES] for start in range(0, len(content), PAGE_BYTES)]
    one, other = chance.sample(range(len(pages)), 2)
    pages[one], pages[other] = pages[other], pages[one]
    (ledger / FILE).write_bytes(b"".join(pages))
    return f"pages exchanged: {one} and {other}"


def put_back_a_page(ledger: Path, before: Path, chance: random.Random) -> str:
    """Put back a page as it was some entries ago, or another page of those days in its place."""
    older, content = (before / FILE).read_bytes(), bytearray((ledger / FILE).read_bytes())
    page = chance.randrange(len(older) // PAGE_BYTES)
    place = page if chance.random() < 0.5 else chance.randrange(len(content) // PAGE_BYTES)  # noqa: PLR2004 - as often
    content[place * PAGE_BYTES : (place + 1) * PAGE_BYTES] = older[page * PAGE_BYTES : (page + 1) * PAGE_BYTES]
    (ledger / FILE).write_bytes(content)
    return f"older page: {page} in place of {place}"


def cut_file(ledger: Path, chance: random.Random) -> str:
    """Cut the end of a file off."""
    file = _chosen(ledger, chance)
    content = file.read_bytes()
    end = chance.randrange(len(content))
    file.write_bytes(content[:end])
    return f"end of the {'log' if file.name == LOG else 'file'} cut off: at {end}"


def take_log_away(ledger: Path) -> str:
    """Remove the log, and the entries that are only there."""
    (ledger / LOG).unlink()
    return "log taken away"
