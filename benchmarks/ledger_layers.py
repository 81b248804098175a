"""
Say what each layer of the books costs, so that one knows where time goes.

    python -m benchmarks.ledger_layers --lines 100000

The processor's own time is told, in millionths of a second by line or by act, the least of some runs; what waits for a disk is told by the
clock. A layer that cannot be run alone is what is left when the others are taken off.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import cast

from benchmarks.ledger import FUND, NOW, append, entries, opened
from fundalloc.ledger.chain.exporting import Form, read_json_lines
from fundalloc.ledger.chain.reading import RowsByEntry
from fundalloc.ledger.chain.seal import FIRST_PREVIOUS, LAYOUT
from fundalloc.ledger.chain.sealing import Sealing
from fundalloc.ledger.chain.verification import verify
from fundalloc.ledger.credit import Line
from fundalloc.ledger.entries import Entry, refuse_unbalanced
from fundalloc.ledger.figures import Head
from fundalloc.ledger.figuring import moment
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Book, Kind
from fundalloc.ledger.questions import course
from fundalloc.ledger.rows import Posting
from fundalloc.ledger.storage.layout import ROW_TABLES, TOTAL_KEY
from fundalloc.ledger.storage.store import Session, Store, open_ledger
from fundalloc.ledger.storage.together import lines_together
from fundalloc.usecases.proving import keeping
from tests.spending import YEAR, SpendingDesk

RUNS = 5
SINGLES = 200
MILLION = 1_000_000
A = Line(YEAR, "CECCE", "4.2.1")
DAY = date(2024, 11, 4)


class Nowhere:
    """A session that numbers headings and keeps nothing: what is sealed in it costs no store."""

    def __init__(self) -> None:
        self._headings: dict[tuple[str, ...], int] = {}

    def heading(self, key: tuple[str, ...]) -> int:
        return self._headings.setdefault(key, len(self._headings) + 1)

    def take(self, *_: object) -> None:
        """Keep nothing."""

    add_entries = add_rows = add_lines = add_to_totals = move_head = take


def least(work: Callable[[], object], clock: Callable[[], float] = time.process_time, runs: int = RUNS) -> float:
    """Return the least seconds that some work took."""
    taken = []
    for _ in range(runs):
        started = clock()
        work()
        taken.append(clock() - started)
    return min(taken)


def told(title: str, per: int, parts: Sequence[tuple[str, float]]) -> None:
    """Print what each part costs, and their sum."""
    print(f"\n{title}")
    for name, seconds in (*parts, ("together", sum(seconds for _, seconds in parts))):
        print(f"  {name:<74} {seconds / per * MILLION:>9.2f} µs", flush=True)


def going_in(room: Path, made: list[Entry], lines: int) -> None:
    """Tell the layers of an import of one commit."""
    numbers = iter(range(MILLION))

    def whole() -> None:
        folder = room / f"entier-{next(numbers)}"
        folder.mkdir()
        append(opened(folder / "livre"), made)

    def in_memory() -> None:
        sealing = Sealing(cast("Session", Nowhere()), Head(0, FIRST_PREVIOUS), recorded_at=moment(NOW), fund=FUND)
        deque(map(sealing.add, made), maxlen=0)
        sealing.finish()

    balanced = least(lambda: deque(map(refuse_unbalanced, made), maxlen=0))
    sealed, bare, all_of_it = least(in_memory), least(lambda: bare_rows(room, made)), least(whole)
    told(
        "an entry goes in, by line (many in one commit)",
        lines,
        [
            ("each book comes to nothing", balanced),
            ("written, sealed to the one before, totals added up", sealed - balanced),
            ("the store's own rows, in a plain table, with the commit", bare),
            ("keys, covering index, links between tables, guards", all_of_it - sealed - bare),
        ],
    )


def bare_rows(room: Path, made: Iterable[Entry]) -> None:
    """Write as many rows into a table without keys, indexes or guards."""
    plain = sqlite3.connect(room / "nu.sqlite", isolation_level=None)
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "DROP TABLE IF EXISTS line", "BEGIN"):
        plain.execute(statement)
    plain.execute("CREATE TABLE line (entry_seq INTEGER, line INTEGER, heading INTEGER, amount_cents INTEGER, effective_on TEXT)")
    rows = [
        (seq, line, line, each.amount_cents, each.effective_on)
        for seq, entry in enumerate(made)
        for line, each in enumerate(entry.of(Posting))
    ]
    plain.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?)", rows)
    plain.execute("COMMIT")
    plain.close()


def proved(ledger: Path, export: Path, target: Path, lines: int) -> None:
    """Tell the layers of a verification, and of an import of sealed lines."""

    def rows_read() -> None:
        with open_ledger(ledger) as store, store.reading() as session:
            for name, _ in ROW_TABLES:
                child = RowsByEntry(session, name)
                while child.rows:
                    child.advance()
            deque(session.stream(lines_together(session.dialect, "")), maxlen=0)

    def sealed() -> None:
        with open_ledger(ledger) as store, store.reading() as session:
            assert verify(session, kept_head=None).sound

    def pages_seen() -> None:
        with open_ledger(ledger) as store, store.damage_sought() as damage:
            assert not damage()

    def lines_read() -> None:
        with export.open(encoding="utf-8") as file:
            deque(read_json_lines(file, export.name), maxlen=0)

    numbers = iter(range(MILLION))
    reading, verified, pages = least(rows_read), least(sealed), least(pages_seen)
    parsed = least(lines_read)
    restored = least(lambda: keeping.restore(export, target / f"refait-{next(numbers)}"))
    told(
        "the books are verified, by line",
        lines,
        [
            ("rows read out of the store, entry by entry", reading),
            ("written again, seals, chain, sums, tree", verified - reading),
            ("pages and indexes looked through, beside it, on another processor", pages),
        ],
    )
    told(
        "sealed lines are imported, by line",
        lines,
        [
            ("the file read, its last line checked", parsed),
            ("every seal and every book again, written to the store", restored - parsed - verified),
            ("what was written, verified", verified),
        ],
    )


def alone(room: Path) -> None:
    """Tell the layers of a single durable entry, by the clock: most of it waits for the disk."""
    folder = room / "seul"
    folder.mkdir()
    desk = SpendingDesk(folder).started()
    bare = sqlite3.connect(room / "un.sqlite", isolation_level=None)
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE line (a INTEGER PRIMARY KEY, b TEXT)"):
        bare.execute(statement)

    def bare_commits() -> None:
        for _ in range(SINGLES):
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO line (b) VALUES (?)", ("x" * 200,))
            bare.execute("COMMIT")

    numbers = iter(range(MILLION))
    with open_ledger(desk.ledger) as store:
        works: tuple[Callable[[], object], ...] = (
            bare_commits,
            partial(bare_entries, opened(folder / "nu"), numbers),
            lambda: spent(store, numbers, asks=False),
            lambda: spent(store, numbers, asks=True),
        )
        rounds = [[least(work, time.perf_counter, 1) for work in works] for _ in range(RUNS)]  # in turn: a busy moment weighs on all
        least_bare, least_rows, least_sealed, least_asked = map(min, zip(*rounds, strict=True))
        together = least(lambda: spent_together(store, numbers), time.perf_counter)
    acts = least(lambda: [desk.orders(f"BC-{next(numbers)}", 1, A, "student-activity") for _ in range(SINGLES)], time.perf_counter, 1)
    told(
        "a single durable entry, by entry, by the clock",
        SINGLES,
        [
            ("a bare commit of one row", least_bare),
            ("the rows of an entry instead, its totals and the head, in the books' own tables", least_rows - least_bare),
            ("checked and sealed", least_sealed - least_rows),
            ("what is available on its line, on its day and after", least_asked - least_sealed),
            ("the whole act: books opened, fund, duties, rules, limits", acts - least_asked),
        ],
    )
    for what, base in (("the same rows", least_rows), ("one row", least_bare)):
        print(f"  in bare commits of {what}: sealed, its budget held, {least_asked / base:.2f}; many in one commit {together / base:.2f}")
    bare.close()


def bare_entries(ledger: Path, numbers: Iterator[int]) -> None:
    """Write the rows of single entries into the books' own tables, each in a commit of its own, nothing checked or sealed."""
    bare = sqlite3.connect(ledger / "ledger.sqlite", isolation_level=None)
    bare.execute("PRAGMA synchronous = FULL")
    add_heading = f"INSERT OR IGNORE INTO heading (id, {', '.join(TOTAL_KEY)}) VALUES (?{', ?' * len(TOTAL_KEY)})"  # noqa: S608 - our own columns
    for number, account in enumerate(("committed", "available"), start=MILLION):
        bare.execute(add_heading, (number, Book.BUDGET.value, account, *("",) * (len(TOTAL_KEY) - 2)))
    add_total = "INSERT INTO heading_total VALUES (?, ?) ON CONFLICT (heading) DO UPDATE SET amount_cents = heading_total.amount_cents + ?"
    for number in islice(numbers, SINGLES):
        seq, own, before, day = number + 2, *(sha256(b"%d" % each).hexdigest() for each in (number, number - 1)), DAY.isoformat()
        told = (seq, LAYOUT, FUND, Kind.CLAIM_RECEIVED.value, day, moment(NOW), "caisse", "", f"S{number}", before, own)
        moved = ((MILLION, 1), (MILLION + 1, -1))
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", told)
        lines = [(seq, line, heading, cents, day) for line, (heading, cents) in enumerate(moved, start=1)]
        bare.executemany("INSERT INTO posting_line VALUES (?, ?, ?, ?, ?)", lines)
        bare.executemany(add_total, [(heading, cents, cents) for heading, cents in moved])
        bare.execute("UPDATE head SET seq = ?, hash = ? WHERE id = 1", (seq, own))
        bare.execute("COMMIT")
    bare.close()


def spent(store: Store, numbers: Iterator[int], *, asks: bool) -> None:
    """Write single entries of one cent, each in a commit of its own."""
    for _ in range(SINGLES):
        with store.writing() as session:
            journal = Journal(session)
            if asks:
                assert sum(course(journal, A, DAY).least_from(DAY.isoformat()).values()) >= 1
            journal.append(one_cent(next(numbers)), fund=FUND, now=NOW)


def spent_together(store: Store, numbers: Iterator[int]) -> None:
    """Write as many entries in one commit."""
    with store.writing() as session:
        journal = Journal(session)
        assert sum(course(journal, A, DAY).least_from(DAY.isoformat()).values()) >= SINGLES
        journal.append_all([one_cent(next(numbers)) for _ in range(SINGLES)], fund=FUND, now=NOW)


def one_cent(number: int) -> Entry:
    """Return an entry that draws a cent from its line."""
    like = (DAY.isoformat(), YEAR, "enveloppe", "CECCE", "4.2.1")
    rows = (Posting("budget", "committed", 1, *like), Posting("budget", "available", -1, *like))
    return Entry(Kind.CLAIM_RECEIVED, DAY, "caisse", reference=f"S{number}", rows=rows)


def cold(ledger: Path) -> None:
    """Tell the layers of a command that prints a balance."""
    program = str(Path(sys.executable).with_name("fundalloc"))
    told_at = [
        least(lambda words=words: subprocess.run(words, check=True, stdout=subprocess.DEVNULL), children)  # type: ignore[misc]  # noqa: S603
        for words in (
            (sys.executable, "-c", "pass"),
            (sys.executable, "-c", "import fundalloc.cli.main"),
            (program, "ledger", "balance", "--help"),
            (program, "ledger", "balance", "--by", "recipient", "-l", str(ledger)),
        )
    ]
    names = ("Python itself", "our commands loaded", "sentences read, commands made", "the store opened, asked, and the answer printed")
    steps = [after - before for before, after in zip((0.0, *told_at), told_at, strict=False)]
    told("a cold command prints a balance, by command", 1, list(zip(names, steps, strict=True)))


def children() -> float:
    """Return the processor's time of finished processes of ours."""
    times = os.times()
    return times.children_user + times.children_system


def main() -> int:
    """Print the tables."""
    options = argparse.ArgumentParser(description="Say what each layer of the books costs.")
    options.add_argument("--lines", type=int, default=100_000)
    lines = options.parse_args().lines
    print(f"{lines:,} lines; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        made = list(entries(lines))
        going_in(room, made, lines)
        ledger, export = opened(room / "livre"), room / "livres.jsonl"
        append(ledger, made)
        keeping.export(ledger, export, Form.JSONL)
        proved(ledger, export, room, lines)
        alone(room)
        cold(ledger)
    print(f"\nload {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return 0


if __name__ == "__main__":
    sys.exit(main())
