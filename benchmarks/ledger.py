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
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from fundalloc.intake.fund import read_fund
from fundalloc.ledger import figuring
from fundalloc.ledger.entries import Entry, facts
from fundalloc.ledger.exporting import Form
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Dimension, Kind
from fundalloc.ledger.rows import Posting
from fundalloc.ledger.storage.store import creating, open_ledger
from fundalloc.usecases import books, keeping
from tests.bookkeeping import Desk, at

CLAIM_LINES = 20
POSTINGS_PER_LINE = 2
RUNS = 3
LONG_SECONDS = 10
FIRST_DAY = date(2024, 9, 1)
FUND = "fonds-essai"
NOW = at("2025-08-31")
MEGABYTE_KILOBYTES = 1024


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
    """Do something once and tell what it cost."""
    wall, own = time.perf_counter(), time.process_time()
    work()
    wall, own = time.perf_counter() - wall, time.process_time() - own
    speed = f"{lines / wall:>12,.0f} {lines / own:>12,.0f}" if lines else f"{'':>25}"
    print(f"{what:<58} {wall:>9.3f} {own:>9.3f} {speed}", flush=True)
    return wall


def append(ledger: Path, made: list[Entry]) -> None:
    """Seal and write claims, all checks included, as one import of one commit."""
    with open_ledger(ledger) as store, store.writing() as session:
        Journal(session).append_all(made, fund=FUND, now=NOW)


def trial_balances(ledger: Path) -> bool:
    """Compare the kept balances with those counted again, and tell what each costs."""
    with open_ledger(ledger) as store, store.reading() as session:
        everything = tuple(Dimension)
        answers = []
        measured("trial balance, in process, kept totals", lambda: answers.append(figuring.balances(session, None, (), None, None)))
        measured("  every dimension, kept totals", lambda: answers.append(figuring.balances(session, None, everything, None, None)))
        measured("trial balance, in process, counted again", lambda: answers.append(figuring.balances(session, None, (), date.max, None)))
        measured("  every dimension, counted again", lambda: answers.append(figuring.balances(session, None, everything, date.max, None)))
    return answers[0] == answers[2] and answers[1] == answers[3]


def singles(folder: Path, count: int = 300) -> None:
    """Compare single durable entries, budget check included, with the store's own bare commits of as many rows."""
    ledger = opened(folder / "seuls")
    like = ("2024-09-01", "2024-2025")
    grant = (Posting("budget", "available", 10**9, *like), Posting("budget", "authorised", -(10**9), *like))
    one = (Posting("budget", "committed", 1_00, *like), Posting("budget", "available", -1_00, *like))
    with open_ledger(ledger) as store:
        with store.writing() as session:
            Journal(session).append(Entry(Kind.ALLOCATION_ADOPTED, FIRST_DAY, "caisse", rows=grant), fund=FUND, now=NOW)

        def ours() -> None:
            for number in range(count):
                with store.writing() as session:
                    ((left,),) = session.rows(
                        "SELECT amount_cents FROM total WHERE book = 'budget' AND account = 'available' AND fiscal_year = '2024-2025' "
                        "AND recipient = '' AND plan_item = '' AND envelope = '' AND nature = ''"
                    )
                    assert left > 0
                    entry = Entry(Kind.CLAIM_RECEIVED, FIRST_DAY, "caisse", reference=f"S{number}", rows=one)
                    Journal(session).append(entry, fund=FUND, now=NOW)

        def together() -> None:
            with store.writing() as session:
                many = (Entry(Kind.CLAIM_RECEIVED, FIRST_DAY, "caisse", reference=f"G{number}", rows=one) for number in range(count))
                Journal(session).append_all(many, fund=FUND, now=NOW)

        bare = sqlite3.connect(folder / "nu.sqlite", isolation_level=None)
        for statement in ("journal_mode = WAL", "synchronous = FULL"):
            bare.execute(f"PRAGMA {statement}")
        bare.execute("CREATE TABLE line (a INTEGER PRIMARY KEY, b TEXT)")

        def bare_commits() -> None:
            for _ in range(count):
                bare.execute("BEGIN IMMEDIATE")
                bare.execute("INSERT INTO line (b) VALUES (?)", ("x" * 200,))
                bare.execute("COMMIT")

        told = f"{count} bare commits of one row", f"{count} single durable entries, budget checked"
        rounds = [(measured(told[0], bare_commits), measured(told[1], ours)) for _ in range(RUNS)]
        ratio = min(ours_s for _, ours_s in rounds) / min(bare_s for bare_s, _ in rounds)
        print(f"  a single durable entry costs {ratio:.2f} bare commits")
        measured(f"{count} entries in one commit", together)
        bare.close()


def opened(ledger: Path) -> Path:
    """Open the books of a small fund."""
    with creating(ledger) as session:
        Journal(session).open(read_fund(Desk(ledger.parent).fund()), person="caisse", now=at("2024-10-01"))
    return ledger


def command(name: str, *words: str) -> float | None:
    """Run a command of its own, three times; tell the fastest, and the most memory any took."""
    program = shutil.which(words[0])
    if program is None:
        print(f"{name:<58} {'not installed here':>19}")
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
    print(f"{name:<58} {best:>9.3f} {own_best:>9.3f} {kilobytes // MEGABYTE_KILOBYTES:>10} MB", flush=True)
    return best


def main() -> int:
    """Print a table; 1 when kept balances and counted ones differ."""
    options = argparse.ArgumentParser(description="Measure the books, side by side with other programs.")
    options.add_argument("--lines", type=int, default=100_000)
    options.add_argument("--others", default="ledger,hledger,beancount")
    asked = options.parse_args()
    lines = asked.lines
    print(f"{lines:,} lines; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"{'':<58} {'wall s':>9} {'own s':>9} {'lines/s wall':>12} {'lines/s own':>12}")
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        ledger = opened(room / "livre")
        made: list[Entry] = []
        measured("make the entries (not counted below)", lambda: made.extend(entries(lines)), lines)
        measured("append: checked, sealed, written, one commit", lambda: append(ledger, made), lines)
        made.clear()
        measured("verify: seals, chain, books, totals, guards", lambda: books.verify(ledger), lines)
        measured("export to sealed JSON lines", lambda: keeping.export(ledger, room / "livres.jsonl", Form.JSONL), lines)
        export = room / "livres.jsonl"
        measured("bulk import of it, every seal again, then verify", lambda: keeping.restore(export, room / "refait"), lines)
        same = trial_balances(ledger)
        print(f"  kept and counted balances are {'equal' if same else 'DIFFERENT'}")
        keeping.make_key(room / "cle.pem")
        measured(
            "close: verify, root of the tree, signature",
            lambda: keeping.sign_checkpoint(ledger, room / "point.json", key=room / "cle.pem", person="direction", now=NOW),
            lines,
        )
        singles(room)
        store = sum(path.stat().st_size for path in ledger.glob("ledger.sqlite*"))
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE_KILOBYTES
        print(f"  the store takes {store / 1e6:.0f} MB; this process took {most} MB at most")
        keeping.export(ledger, room / "livres.journal", Form.HLEDGER)
        keeping.export(ledger, room / "livres.beancount", Form.BEANCOUNT)
        ours, place = ("fundalloc", "ledger"), ("-l", str(ledger))
        us = command("fundalloc: cold balance by account and recipient", *ours, "balance", "--by", "recipient", *place)
        command("fundalloc: the same as of a day", *ours, "balance", "--by", "recipient", "--as-of", "2025-03-31", *place)
        command("fundalloc: by every dimension", *ours, "balance", "--by", "fiscal_year,recipient,plan_item,nature", *place)
        us_register = command("fundalloc: cold register of an account (half the lines)", *ours, "lines", "committed", *place)
        journal, bean = str(room / "livres.journal"), str(room / "livres.beancount")
        theirs: dict[str, tuple[float | None, float | None]] = {}
        if "ledger" in asked.others.split(","):
            theirs["ledger-cli"] = (
                command("ledger-cli: balance", "ledger", "-f", journal, "bal", "--depth", "5"),
                command("ledger-cli: register", "ledger", "-f", journal, "reg", "committed"),
            )
        if "hledger" in asked.others.split(","):
            theirs["hledger"] = (command("hledger: balance", "hledger", "-f", journal, "bal", "--depth", "5"), None)
        if "beancount" in asked.others.split(","):
            query = "SELECT account, sum(number) GROUP BY account"
            theirs["beancount"] = (command("beancount: balance", "bean-query", bean, query), None)
        for program, (balance, register) in theirs.items():
            times = [f"balance {balance / us:.0f} times"] if balance and us else []
            times += [f"register {register / us_register:.1f} times"] if register and us_register else []
            print(f"  faster than {program}: {', '.join(times) or 'not measured'}")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
