"""
Measure the ledger on this machine: bulk append with seals and totals, a balance, and a full verification.

    python benchmarks/ledger_speed.py --lines 100000

A line is a posting; each entry holds a claim's worth of them. Say the machine's load beside the figures.
"""

import argparse
import os
import tempfile
import time
from datetime import date
from pathlib import Path

from fundalloc.ledger.entries import Entry
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Dimension, Kind
from fundalloc.ledger.rows import Posting
from fundalloc.ledger.storage.store import creating, open_ledger
from fundalloc.usecases import books
from tests.bookkeeping import Desk, at

LINES_PER_ENTRY = 100


def main() -> None:
    """Print what each act costs."""
    options = argparse.ArgumentParser(description="Measure the ledger: append, balance, verify.")
    options.add_argument("--lines", type=int, default=100_000)
    lines = options.parse_args().lines
    with tempfile.TemporaryDirectory() as name:
        ledger = Path(name) / "livre"
        from fundalloc.intake.fund import read_fund

        with creating(ledger) as session:
            Journal(session).open(read_fund(Desk(Path(name)).fund()), person="caisse", now=at("2024-10-01"))
        entries = [_entry(number) for number in range(lines // LINES_PER_ENTRY)]
        started = time.perf_counter()
        with open_ledger(ledger) as store, store.writing() as session:
            Journal(session).append_all(entries, fund="fonds-essai", now=at("2024-11-02"))
        _say("append, one transaction", lines, time.perf_counter() - started)
        started = time.perf_counter()
        rows = books.balance(ledger, by=(Dimension.RECIPIENT, Dimension.PLAN_ITEM)).rows
        print(f"balance by recipient and plan item, kept totals: {len(rows)} rows in {time.perf_counter() - started:.3f} s")
        started = time.perf_counter()
        books.balance(ledger, by=(Dimension.RECIPIENT, Dimension.PLAN_ITEM), as_of=date(2025, 3, 31))
        print(f"the same as of a day, from the index: {time.perf_counter() - started:.3f} s")
        started = time.perf_counter()
        assert books.verify(ledger).sound
        _say("verify", lines, time.perf_counter() - started)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


def _entry(number: int) -> Entry:
    day = date(2024, 11, 1)
    postings = tuple(
        Posting(
            "budget",
            account,
            sign * (1_00 + line),
            day.isoformat(),
            "2024-2025",
            "E",
            f"R{line % 4}",
            f"4.{(number + line) % 75}",
            "speaker",
        )
        for line in range(LINES_PER_ENTRY // 2)
        for account, sign in (("committed", 1), ("available", -1))
    )
    return Entry(Kind.CLAIM_RECEIVED, day, "p", reference=f"R{number}", rows=postings)


def _say(what: str, lines: int, seconds: float) -> None:
    print(f"{what}: {lines} lines in {seconds:.1f} s, {lines / seconds:,.0f} lines/s")


if __name__ == "__main__":
    main()
