"""
Measure the books on this machine, side by side with ledger-cli, hledger and beancount on the same journal.

    python benchmarks/ledger.py --lines 1000000 [--others ledger,hledger,beancount]

A line is a posting. Entries are claims of twenty lines (forty postings), each with a fact, amounts of their own and days of their own.
Wall-clock seconds and the processor's own seconds are given: the second hardly depends on who else is at work; the load is said too. The
same command is run three times and the fastest is kept, for us and for the others (once where it lasts more than ten seconds).
"""

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from fundalloc.intake.fund import read_fund
from fundalloc.ledger import figuring
from fundalloc.ledger.chain.exporting import Form
from fundalloc.ledger.chain.verification import verify
from fundalloc.ledger.entries import Entry, facts
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Dimension, Kind
from fundalloc.ledger.rows import Posting
from fundalloc.ledger.storage.store import creating, open_as_found, open_ledger
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.proving import keeping
from tests.bookkeeping import VEIL, Desk, at

CLAIM_LINES = 20
POSTINGS_PER_LINE = 2
RUNS = 3
LONG_SECONDS = 10
FIRST_DAY = date(2024, 9, 1)
FUND = "fonds-essai"
NOW = at("2025-08-31")
MEGABYTE_KILOBYTES = 1024
ONE_HEADING = ("--recipient", "C1", "--plan-item", "4.12", "--nature", "speaker")


def entries(lines: int, seed: int = 1) -> Iterator[Entry]:
    """Make claims at random."""
    chance = random.Random(seed)
    for number in range(lines // (CLAIM_LINES * POSTINGS_PER_LINE)):
        day = FIRST_DAY + timedelta(days=chance.randrange(365))
        rows: list[Posting] = []
        for _ in range(CLAIM_LINES):
            like = (
                (FIRST_DAY + timedelta(days=chance.randrange(365))).isoformat(),
                "2024-2025",
                "enveloppe",
                f"C{chance.randrange(4)}",
                f"4.{chance.randrange(75)}",
                ("speaker", "supply-teaching", "student-transport")[chance.randrange(3)],
            )
            cents = chance.randrange(1_00, 5_000_00)
            rows += (Posting("budget", "committed", cents, *like), Posting("budget", "available", -cents, *like))
        yield Entry(Kind.CLAIM_RECEIVED, day, "caisse", reference=f"R-{number}", rows=(*facts({"recipient": f"C{number % 4}"}), *rows))


def measured(what: str, work: Callable[[], object], lines: int = 0) -> float:
    """Do something three times (once where it is long) and tell what the fastest cost."""
    wall = own = float("inf")
    for _ in range(RUNS):
        started, own_started = time.perf_counter(), time.process_time()
        work()
        wall, own = min(wall, time.perf_counter() - started), min(own, time.process_time() - own_started)
        if wall > LONG_SECONDS:
            break
    speed = f"{lines / wall:>12,.0f} {lines / own:>12,.0f}" if lines else f"{'':>25}"
    print(f"{what:<66} {wall:>9.3f} {own:>9.3f} {speed}", flush=True)
    return wall


def append(ledger: Path, made: list[Entry]) -> None:
    """Seal and write claims, all checks included, as one import of one commit."""
    with open_ledger(ledger) as store, store.writing() as session:
        Journal(session).append_all(made, fund=FUND, now=NOW)


def trial_balances(ledger: Path) -> bool:
    """Compare the kept balances with those counted again, and tell what each costs, each time in a transaction of its own."""
    with open_ledger(ledger) as store:

        def balances(by: tuple[Dimension, ...], day: date | None) -> object:
            with store.reading() as session:
                return figuring.balances(session, None, by, day, None)

        def asked(what: str, by: tuple[Dimension, ...], day: date | None) -> object:
            measured(what, lambda: balances(by, day))
            return balances(by, day)

        kept = asked("trial balance, in process, kept totals", (), None)
        kept_all = asked("  every dimension, kept totals", tuple(Dimension), None)
        counted = asked("trial balance, in process, counted again", (), date.max)
        counted_all = asked("  every dimension, counted again", tuple(Dimension), date.max)
    return (kept, kept_all) == (counted, counted_all)


def opened(ledger: Path) -> Path:
    """Open the books of a small fund."""
    with creating(ledger) as session:
        Journal(session).open(read_fund(Desk(ledger.parent).fund()), person="caisse", now=at("2024-10-01"))
    return ledger


def command(name: str, *words: str) -> float | None:
    """
    Run a command of its own, three times; tell the fastest, and the most memory any took.

    The processor's own seconds are returned where they are known, for they hardly depend on who else is at work.
    """
    program = shutil.which(words[0])
    if program is None:
        print(f"{name:<66} {'not installed here':>19}")
        return None
    best, own_best, kilobytes = float("inf"), float("inf"), 0
    timed = ("/usr/bin/time", "-f", "%U %S %M") if Path("/usr/bin/time").exists() else ()
    for _ in range(RUNS):
        started = time.perf_counter()
        answered = subprocess.run((*timed, program, *words[1:]), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603
        best = min(best, time.perf_counter() - started)
        if answered.returncode:
            print(f"{name}: {answered.stderr[-300:]}")
            return None
        if timed:
            user, system, most = answered.stderr.split()[-3:]
            own_best, kilobytes = min(own_best, float(user) + float(system)), max(kilobytes, int(most))
        if best > LONG_SECONDS:
            break
    print(f"{name:<66} {best:>9.3f} {own_best:>9.3f} {kilobytes // MEGABYTE_KILOBYTES:>10} MB", flush=True)
    return own_best if timed else best


def written(room: Path, lines: int) -> Path:
    """Tell what it costs to write books, into a new ledger each time; return one of them."""
    made: list[Entry] = list(entries(lines))
    places = []
    for number in range(RUNS):
        (room / f"essai-{number}").mkdir()
        places.append(opened(room / f"essai-{number}" / "livre"))
    free = iter(places)
    measured("append: checked, sealed, written, one commit", lambda: append(next(free), made), lines)
    return places[0]


def kept_and_moved(room: Path, ledger: Path, lines: int) -> None:
    """Tell what it costs to verify books, to take them elsewhere and to close them."""
    export, numbers = room / "livres.jsonl", iter(range(RUNS))
    measured("verify: seals, chain, books, totals, guards", lambda: sealed_alone(ledger), lines)
    measured("  and the store's pages and indexes, as the command does", lambda: books.verify(ledger), lines)
    measured("export to sealed JSON lines", lambda: keeping.export(ledger, export, Form.JSONL), lines)
    measured("import of it, every seal again, then verify", lambda: keeping.restore(export, room / f"refait-{next(numbers)}"), lines)
    keeping.make_key(room / "cle.pem")
    measured(
        "close: verify, root of the tree, signature, checkpoint",
        lambda: keeping.sign_checkpoint(ledger, room / "point.json", key=room / "cle.pem", new_veil=VEIL, person="direction", now=NOW),
        lines,
    )
    store = sum(path.stat().st_size for path in ledger.glob("ledger.sqlite*"))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE_KILOBYTES
    print(f"  the store takes {store / 1e6:.0f} MB; this process took {most} MB at most, the entries as they were made included")


def sealed_alone(ledger: Path) -> None:
    """Verify all that is sealed, and what is kept beside it, without SQLite's own look through its pages."""
    with open_as_found(ledger) as store, store.reading() as session:
        assert verify(session, kept_head=None, address=ledger).sound


def beside_others(room: Path, ledger: Path, others: list[str]) -> None:
    """Ask the same of the books and of other programs, each as a cold command."""
    journal, bean = str(room / "livres.journal"), str(room / "livres.beancount")
    keeping.export(ledger, Path(journal), Form.HLEDGER)
    keeping.export(ledger, Path(bean), Form.BEANCOUNT)
    ours, place = ("fundalloc", "ledger"), ("-l", str(ledger))
    us = [
        command("fundalloc: cold balance by account and recipient", *ours, "balance", "--by", "recipient", *place),
        command("fundalloc: cold register of an account (half the lines)", *ours, "lines", "committed", *place),
        command("fundalloc: cold register of one partner's activity and nature", *ours, "lines", "committed", *ONE_HEADING, *place),
    ]
    command("fundalloc: cold balance as of a day", *ours, "balance", "--by", "recipient", "--as-of", "2025-03-31", *place)
    command("fundalloc: cold balance by every dimension", *ours, "balance", "--by", "fiscal_year,recipient,plan_item,nature", *place)
    for program in [name for name in ("ledger", "hledger") if name in others]:
        asked = (program, "-f", journal)
        times = [
            command(f"{program}: balance", *asked, "bal", "--depth", "5"),
            command(f"{program}: register of the account", *asked, "reg", "committed"),
            command(f"{program}: register of the one", *asked, "reg", "committed:.*:C1:4\\.12:speaker"),
        ]
        compared(program, us, times)
    if "beancount" in others:
        query, one = ("bean-query", bean), "Xcommitted:.*:C1:4-2E12:Xspeaker"
        times = [
            command("beancount: balance", *query, "SELECT account, sum(number) GROUP BY account"),
            None,
            command("beancount: register of the one", *query, f"SELECT date, number, balance WHERE account ~ '{one}'"),
        ]
        compared("beancount", us, times)


def compared(program: str, us: list[float | None], them: list[float | None]) -> None:
    """Tell how many times less of the processor the books take."""
    asked = ("balance", "register of half the lines", "register of one")
    told = [f"{what} {theirs / own:.1f} times" for what, own, theirs in zip(asked, us, them, strict=True) if own and theirs]
    print(f"  faster than {program}, in the processor's own seconds: {', '.join(told) or 'not measured'}", flush=True)


def main() -> int:
    """Print a table; 1 when kept balances and counted ones differ."""
    options = argparse.ArgumentParser(description="Measure the books, side by side with other programs.")
    options.add_argument("--lines", type=int, default=100_000)
    options.add_argument("--others", default="ledger,hledger,beancount")
    asked = options.parse_args()
    lines = asked.lines
    print(f"{lines:,} lines; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"{'':<66} {'wall s':>9} {'own s':>9} {'lines/s wall':>12} {'lines/s own':>12}")
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        ledger = written(room, lines)
        same = trial_balances(ledger)
        print(f"  kept and counted balances are {'equal' if same else 'DIFFERENT'}")
        kept_and_moved(room, ledger, lines)
        beside_others(room, ledger, asked.others.split(","))
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
