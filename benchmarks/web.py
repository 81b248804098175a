"""
Measure the pages on this machine: so many users at once who never stop to think, on books of so many lines.

    python -m benchmarks.web --lines 1000000 --users 50 --requests 10000

A line is a posting; the books are the demonstration's with claims of twenty lines added, without receipts, which is the worst there is to
list. The server is the real one, in a process of its own. Times are told after each page was drawn once; the load is told too.
"""

import argparse
import http.client
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

from fundalloc.ledger.answers import PositionRow
from fundalloc.ledger.entries import Entry, facts
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.rows import ClaimRecord, Posting
from fundalloc.ledger.storage.store import open_ledger
from fundalloc.lexicon import lexicon
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.demo import play
from fundalloc.usecases.serving.accounts import add_account
from tests.bookkeeping import at
from tests.browsing import PASSWORD, PEOPLE

FIRST_DAY = date(2024, 9, 1)
CLAIM_LINES = 20
BOARDS = ("CECCE", "CEPEO", "CSDCEO")
NATURES = ("speaker", "supply-teaching", "student-transport")
PAGES = (
    "/",
    "/budget",
    "/budget?recipient=CECCE",
    "/budget/line/2024-2025/CECCE/4.2.1",
    "/budget/entry/3",
    "/claims",
    "/claims?state=received",
    "/claims/claim/CECCE-2025-01",
    "/claims/missing",
    "/people",
)
READERS = PEOPLE[:5]
PORT = 8391


def claims(lines: int, budget: tuple[PositionRow, ...]) -> Iterator[Entry]:
    """Make claims at random, under the lines of budget there are."""
    chance = random.Random(1)
    for number in range(lines // (2 * CLAIM_LINES)):
        board = BOARDS[number % len(BOARDS)]
        own = [row for row in budget if row.recipient == board]
        day = (FIRST_DAY + timedelta(days=chance.randrange(200))).isoformat()
        records, postings = [], []
        for line in range(CLAIM_LINES):
            place, nature, cents = own[chance.randrange(len(own))], NATURES[line % len(NATURES)], chance.randrange(1_00, 500_00)
            like = (day, place.fiscal_year, "enveloppe", board, place.plan_item, nature)
            postings += [Posting("budget", "committed", cents, *like), Posting("budget", "available", -cents, *like)]
            said = (place.plan_item, nature, place.fiscal_year, day, f"Fournisseur {chance.randrange(500)}", f"F{number}-{line}", "Essai")
            records.append(ClaimRecord(f"{board}-R{number}", str(line + 1), board, *said, cents, "", ""))
        told = facts({"recipient": board, "total-cents": str(sum(record.amount_cents for record in records))})
        yield Entry(
            Kind.CLAIM_RECEIVED,
            date.fromisoformat(day),
            f"designee-{board.lower()}",
            f"{board}-R{number}",
            "",
            (*told, *records, *postings),
        )


def written(room: Path, lines: int) -> Path:
    """Write the books."""
    play(room / "demo", lexicon("fr"), lambda *_: None)
    ledger = room / "demo" / "livres"
    budget = books.budget_position(ledger)
    with open_ledger(ledger) as store, store.writing() as session:
        journal = Journal(session)
        journal.append_all(claims(lines, budget), fund=journal.fund().id, now=at("2025-04-01"))
    return ledger


@dataclass
class Reader:
    """One user: a connection and a visit."""

    person: str
    connection: http.client.HTTPConnection = field(default_factory=lambda: http.client.HTTPConnection("127.0.0.1", PORT, timeout=300))
    cookie: str = ""

    def come_in(self) -> None:
        answer, page = self.asked("GET", "/entrance/door")
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        word = re.search(r'name="form_word" value="([^"]+)"', page)
        assert word is not None, "every form bears its word"
        answer, _ = self.asked("POST", "/entrance/door", urlencode({"form_word": word[1], "login": self.person, "password": PASSWORD}))
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]

    def asked(self, method: str, path: str, body: str | None = None) -> tuple[http.client.HTTPResponse, str]:
        headers = {"Cookie": self.cookie, **({"Content-Type": "application/x-www-form-urlencoded"} if body else {})}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer, answer.read().decode()


class Crowd:
    """Users who ask for pages at random, one after the other, until enough were asked for."""

    def __init__(self, requests: int) -> None:
        self.left, self.seconds, self.errors = requests, list[float](), list[tuple[str, int]]()
        self._lock = threading.Lock()

    def read(self, number: int) -> None:
        reader, chance = Reader(READERS[number % len(READERS)]), random.Random(number)
        reader.come_in()
        while self._takes_one():
            page = chance.choice(PAGES)
            started = time.perf_counter()
            answer, _ = reader.asked("GET", page)
            with self._lock:
                self.seconds.append(time.perf_counter() - started)
                if answer.status != http.client.OK:
                    self.errors.append((page, answer.status))

    def _takes_one(self) -> bool:
        with self._lock:
            self.left -= 1
            return self.left >= 0


def megabytes(process: int) -> int:
    """Return the memory that a process holds (Linux)."""
    return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def measured(room: Path, ledger: Path, users: int, requests: int) -> None:
    """Serve the books, let the crowd in, and tell."""
    accounts = room / "acces.json"
    for person in READERS:
        add_account(accounts, login=person, person=person, password=PASSWORD)
    words = ("serve", "--ledger", str(ledger), "--scenarios", str(room / "scenarios"), "--accounts", str(accounts), "--port", str(PORT))
    program = f"import sys; from fundalloc.cli.main import run; sys.exit(run({list(words)!r}))"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:  # noqa: S603
        try:
            assert server.stdout is not None, "asked for above"
            server.stdout.readline()
            for person in READERS:
                reader = Reader(person)
                reader.come_in()
                for page in PAGES:
                    reader.asked("GET", page)
            before, crowd, started = megabytes(server.pid), Crowd(requests), time.perf_counter()
            threads = [threading.Thread(target=crowd.read, args=(number,)) for number in range(users)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            took, after, times = time.perf_counter() - started, megabytes(server.pid), sorted(crowd.seconds)
            print(f"{len(times)} pages, {users} users at once, load {os.getloadavg()[0]:.1f}: {len(times) / took:.0f} pages a second")
            print(
                f"p50 {times[len(times) // 2] * 1000:.0f} ms, p95 {times[len(times) * 95 // 100] * 1000:.0f} ms, errors {len(crowd.errors)}"
            )
            print(f"memory {before} MB before, {after} MB after")
        finally:
            server.terminate()


def main() -> None:
    """Write books of so many lines, and read them in pages."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, default=1_000_000)
    asked.add_argument("--users", type=int, default=50)
    asked.add_argument("--requests", type=int, default=10_000)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as room:
        measured(Path(room), written(Path(room), told.lines), told.users, told.requests)


if __name__ == "__main__":
    main()
