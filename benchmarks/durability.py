"""
Kill, crowd and starve the ledger, and count what is lost.

    python benchmarks/durability.py --kills 1000 --writers 8 --entries 1000

``kill -9`` comes at a random moment to a process that writes; every entry it had acknowledged must be there, none half-written, and the
chain must hold. Writers at once must make one chain and never overspend a line. A disk that is full (a small place mounted for this) or
a store that is read-only must be told as a refusal, and nothing lost. A process killed is not a machine unplugged: that a commit reaches
the disk is what SQLite (``synchronous=FULL``) and PostgreSQL (``fsync``) promise.
"""

import argparse
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import psycopg

from fundalloc.errors import Refusal
from fundalloc.intake.fund import read_fund
from fundalloc.ledger.address import Address
from fundalloc.ledger.chain.verification import verify
from fundalloc.ledger.entries import Entry, instalment
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Book, Dimension, Kind
from fundalloc.ledger.rows import Posting
from fundalloc.ledger.storage.store import creating, open_ledger
from tests.bookkeeping import Desk, at
from tests.stores import fresh_database, private_server

FUND = "fonds-essai"
YEAR = "2024-2025"
DAY = date(2024, 11, 1)
NOW = at("2024-11-02")
ACKNOWLEDGED_BYTES = 64
KILLS_PER_LEDGER = 100
VERIFIED_EVERY = 10
DOLLAR_CENTS = 1_00
BALLAST_BYTES = 1_000_000
STARVED = ("disque-plein", "livre-en-lecture-seule")
LONGEST_LIFE_SECONDS = 0.05
GROUP = 5


@dataclass
class Toll:
    """What was done to a store, and what it cost."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    written: int = 0
    unsound: int = 0
    seconds: float = 0.0
    refusals: list[str] = field(default_factory=list)


def money(number: int) -> Entry:
    """Return an entry of its own."""
    return instalment(100 + number, receivable_cents=0, fiscal_year=YEAR, reference=f"V{number}", on=DAY, person="caisse")


def opened(address: Address, folder: Path) -> Address:
    """Open the books of a small fund."""
    with creating(address) as session:
        Journal(session).open(read_fund(Desk(folder).fund()), person="caisse", now=at("2024-10-01"))
    return address


def in_child(work: Callable[[int], None]) -> tuple[int, int]:
    """Start a process that does its work and tells on a pipe; return its number and the pipe's end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        os.close(reading)
        work(writing)
    finally:
        os._exit(0)


# --- Killed


def write_until_killed(address: Address, chance: random.Random) -> Callable[[int], None]:
    """Return work that appends, alone or in groups, and acknowledges each seal after its commit."""

    def work(pipe: int) -> None:
        with open_ledger(address) as store:
            while True:
                group = chance.choice((1, 1, GROUP))
                with store.writing() as session:
                    sealed = Journal(session).append_all([money(chance.randrange(10**6)) for _ in range(group)], fund=FUND, now=NOW)
                os.write(pipe, "".join(each.hash for each in sealed).encode())

    return work


def kill_often(place: Callable[[], Address], folder: Path, *, kills: int, seed: int) -> Toll:
    """Kill a writer again and again, at random moments."""
    chance, toll, started = random.Random(seed), Toll(), time.perf_counter()
    address: Address | None = None
    seals: set[str] = set()
    before = 0
    for number in range(kills):
        if address is None or number % KILLS_PER_LEDGER == 0:
            address, seals, before = opened(place(), folder), set(), toll.written
        child, pipe = in_child(write_until_killed(address, random.Random(chance.random())))
        if number % 2:  # every other time the writer has begun to write, so that the blow falls on a commit
            select.select([pipe], [], [], 10)
        time.sleep(chance.random() * LONGEST_LIFE_SECONDS)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(pipe, "rb") as told:
            said = told.read().decode()
        whole = len(said) // ACKNOWLEDGED_BYTES * ACKNOWLEDGED_BYTES
        fresh = {said[start : start + ACKNOWLEDGED_BYTES] for start in range(0, whole, ACKNOWLEDGED_BYTES)}
        seals |= fresh
        toll.kills += 1
        toll.acknowledged += len(fresh)
        _count(address, seals, toll, before=before, full=number % VERIFIED_EVERY == 0 or number == kills - 1)
    toll.seconds = time.perf_counter() - started
    return toll


def _count(address: Address, seals: set[str], toll: Toll, *, before: int, full: bool) -> None:
    with open_ledger(address) as store, store.reading() as session:
        there = {seal for (seal,) in session.rows("SELECT hash FROM entry")}
        toll.lost += len(seals - there)
        toll.written = before + len(there)
        if full and not verify(session, kept_head=None).sound:
            toll.unsound += 1


# --- Crowded


def spend(address: Address, pipe: int, *, writer: int, entries: int) -> None:
    """Spend one dollar at a time as long as the line allows, each in its own transaction; tell how many."""
    spent = 0
    with open_ledger(address) as store:
        for number in range(entries):
            with store.writing() as session:
                journal = Journal(session)
                if available_cents(journal) >= DOLLAR_CENTS:
                    journal.append(commitment(f"{writer}-{number}"), fund=FUND, now=NOW)
                    spent += 1
    os.write(pipe, f"{spent}\n".encode())


def available_cents(journal: Journal) -> int:
    """Return what is left on the one line of budget."""
    return sum(row.amount_cents for row in journal.balances(Book.BUDGET, (Dimension.PLAN_ITEM,), None, None) if row.account == "available")


def commitment(reference: str, cents: int = 1_00) -> Entry:
    """Return an entry that moves a dollar from available to committed."""
    like = ("2024-11-01", YEAR, "enveloppe", "CECCE", "4.2.1")
    rows = (Posting("budget", "committed", cents, *like), Posting("budget", "available", -cents, *like))
    return Entry(Kind.CLAIM_RECEIVED, DAY, "caisse", reference=reference, rows=rows)


def crowd(address: Address, folder: Path, *, writers: int, entries: int, budget: int) -> Toll:
    """Let processes write at once on one line that cannot hold all they would spend; ``lost`` counts what is not as it must be."""
    opened(address, folder)
    like = ("2024-11-01", YEAR, "enveloppe", "CECCE", "4.2.1")
    rows = (Posting("budget", "available", budget * 1_00, *like), Posting("budget", "authorised", -budget * 1_00, *like))
    with open_ledger(address) as store, store.writing() as session:
        Journal(session).append(Entry(Kind.ALLOCATION_ADOPTED, DAY, "caisse", rows=rows), fund=FUND, now=NOW)
    toll, started = Toll(), time.perf_counter()
    children = [in_child(partial(spend, address, writer=writer, entries=entries)) for writer in range(writers)]
    for child, pipe in children:
        with os.fdopen(pipe, "rb") as told:
            toll.acknowledged += int(told.read() or b"0")
        os.waitpid(child, 0)
    toll.seconds = time.perf_counter() - started
    with open_ledger(address) as store, store.reading() as session:
        found = verify(session, kept_head=None)
        toll.unsound, toll.written = int(not found.sound), found.entries - 2
        left_cents = available_cents(Journal(session))
        expected = min(budget, writers * entries)
        toll.lost = abs(toll.acknowledged - toll.written) + abs(expected - toll.written) + abs(left_cents - (budget - expected) * 1_00)
    return toll


# --- Starved


@contextmanager
def small_place(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a small place in memory; needs the right to."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=True, capture_output=True)  # noqa: S603, S607
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607


@contextmanager
def read_only_place(place: Path) -> Iterator[None]:
    """Let nothing be written in a mounted place for a while."""
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)  # noqa: S603, S607
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)  # noqa: S603, S607


@contextmanager
def small_database(uri: str, megabytes: int) -> Iterator[tuple[str, Path]]:
    """
    Make a database whose tables are all in a small place of their own, and a file there whose removal makes room.

    The server's journal has room, for without it no server lives.
    """
    with psycopg.connect(uri, autocommit=True) as server, tempfile.TemporaryDirectory() as room:
        ((data,),) = server.execute("SHOW data_directory").fetchall()
        owner, name = Path(data).stat(), f"petite_{uuid.uuid4().hex}"
        Path(room).chmod(0o755)  # the server's own user must come in
        with small_place(Path(room) / name, megabytes) as place:
            os.chown(place, owner.st_uid, owner.st_gid)
            ballast = place / "ballast"
            ballast.write_bytes(bytes(BALLAST_BYTES))
            server.execute(f"CREATE TABLESPACE {name} LOCATION '{place}'")
            server.execute(f"CREATE DATABASE {name} TABLESPACE {name}")
            try:
                yield uri.replace("/postgres?", f"/{name}?"), ballast
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")
                server.execute(f"DROP TABLESPACE {name}")


@contextmanager
def read_only_database(address: str, ballast: Path) -> Iterator[None]:
    """Let nothing be written in a database for a while; a little room is made first, without which it cannot even be opened."""
    ballast.unlink()
    with psycopg.connect(address, autocommit=True) as owner:
        name = owner.info.dbname
        owner.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        try:
            yield
        finally:
            owner.execute("SET default_transaction_read_only = off")
            owner.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")


def fill(ledger: Address, read_only: AbstractContextManager[None]) -> Toll:
    """Write until there is no room, then where nothing may be written: both must be refusals, and the books still hold."""
    toll, number = Toll(), 0
    try:
        while True:
            with open_ledger(ledger) as store, store.writing() as session:
                Journal(session).append_all([money(number + each) for each in range(200)], fund=FUND, now=NOW)
            number, toll.acknowledged = number + 200, toll.acknowledged + 200
    except Refusal as refusal:
        toll.refusals.append(refusal.code)
    with read_only:
        try:
            with open_ledger(ledger) as store, store.writing() as session:
                Journal(session).append(money(1), fund=FUND, now=NOW)
        except Refusal as refusal:
            toll.refusals.append(refusal.code)
        _tell(ledger, toll, expected=toll.acknowledged + 1)
    return toll


def _tell(ledger: Address, toll: Toll, *, expected: int) -> None:
    with open_ledger(ledger) as store, store.reading() as session:
        found = verify(session, kept_head=None)
        toll.written = found.entries
        toll.unsound += int(not found.sound)
        toll.lost += abs(found.entries - expected)


# --- All of it


def main() -> int:
    """Print a table; 1 when anything was lost."""
    options = argparse.ArgumentParser(description="Kill, crowd and starve the ledger, and count what is lost.")
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--writers", type=int, default=8)
    options.add_argument("--entries", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--stores", default="sqlite,postgresql")
    asked = options.parse_args()
    bad = 0
    print(f"{'store':<12} {'trial':<22} {'acknowledged':>12} {'written':>9} {'lost':>5} {'unsound':>8} {'seconds':>8}  refusals")

    def tell(store: str, trial: str, toll: Toll, *expected: str) -> None:
        nonlocal bad
        bad += toll.lost + toll.unsound + (toll.refusals != list(expected))
        figures = f"{toll.acknowledged:>12} {toll.written:>9} {toll.lost:>5} {toll.unsound:>8} {toll.seconds:>8.1f}"
        print(f"{store:<12} {trial:<22} {figures}  {', '.join(toll.refusals)}", flush=True)

    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        numbers = iter(range(10**6))
        places: dict[str, Callable[[], Address]] = {}
        if "sqlite" in asked.stores:
            places["sqlite"] = lambda: room / f"livre-{next(numbers)}"
        with private_server(room / "pg") if "postgresql" in asked.stores else _nothing() as uri:
            if uri:
                places["postgresql"] = lambda: fresh_database(uri)
            for store, place_for in places.items():
                tell(store, f"kill -9, {asked.kills} times", kill_often(place_for, room, kills=asked.kills, seed=asked.seed))
                budget = asked.writers * asked.entries * 3 // 4
                toll = crowd(place_for(), room, writers=asked.writers, entries=asked.entries, budget=budget)
                tell(store, f"{asked.writers} writers x {asked.entries}", toll)
            mounts = shutil.which("mount") and os.geteuid() == 0
            if mounts and "sqlite" in places:
                with small_place(room / "petit", 4) as place:
                    toll = fill(opened(place / "livre", room), read_only_place(place))
                tell("sqlite", "disk full, read-only", toll, *STARVED)
            if mounts and uri:
                with small_database(uri, 24) as (address, ballast):
                    toll = fill(opened(address, room), read_only_database(address, ballast))
                tell("postgresql", "disk full, read-only", toll, *STARVED)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return 1 if bad else 0


@contextmanager
def _nothing() -> Iterator[str]:
    yield ""


if __name__ == "__main__":
    sys.exit(main())
