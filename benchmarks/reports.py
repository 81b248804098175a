"""
Measure the ministry report on books of many lines, from a cold start: what the books are asked, the JSON, the workbook and the PDF, apart.

    python -m benchmarks.reports --lines 1000000

A line is a posting, as in benchmarks/ledger.py. The first figures are each that of a process of its own, with its wall-clock seconds, the
processor's own seconds, and the most memory it held; the fastest of three is kept. Then one process tells its stages apart: what the books
are asked, and each drawing. The load of the machine is said before and after.
"""

import argparse
import json
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from benchmarks.ledger import FUND, NOW, entries
from fundalloc.intake.fund import read_fund
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.storage.store import creating
from tests.bookkeeping import Desk

RUNS: Final = 3
MEGABYTE_KILOBYTES: Final = 1024

Made = TypeVar("Made")


def kept(folder: Path, lines: int) -> Path:
    """Write books of so many lines."""
    desk = Desk(folder)
    fund = read_fund(desk.fund())
    with creating(desk.ledger) as session:
        journal = Journal(session)
        journal.open(fund, person="caisse", now=NOW)
        journal.append_all(entries(lines), fund=FUND, now=NOW)
    return desk.ledger


def measured(what: str, words: list[str]) -> None:
    """Run the command three times, each in a process of its own, and tell what the fastest cost."""
    found = min(_once(words) for _ in range(RUNS))
    print(f"{what:28} {found[0]:7.2f} s  {found[1]:7.2f} s own  {found[2]:6d} MB")


def _once(words: list[str]) -> tuple[float, float, int]:
    started = time.perf_counter()
    program = shutil.which("fundalloc")
    assert program is not None, "fundalloc is installed here"
    child = os.posix_spawn(
        program,
        [program, *words],
        dict(os.environ),
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0o644), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0o644)],
    )
    _, status, usage = os.wait4(child, 0)
    assert status == 0, f"the command failed: {words}"
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // MEGABYTE_KILOBYTES


def stages(ledger: Path) -> None:
    """Tell apart what the books are asked and what each drawing costs."""
    from fundalloc.lexicon import lexicon
    from fundalloc.reports.excel.workbook import workbook_bytes
    from fundalloc.reports.pdf import document_pdf
    from fundalloc.usecases.accountability import ministry, reporting

    said = lexicon("fr")
    document = staged("books and tables", lambda: ministry.ministry_report(ledger, as_of=date(2025, 3, 31), person="", now=NOW))
    staged("drawn as data", lambda: json.dumps(reporting.report_as_data(document, said), ensure_ascii=False, indent=1))
    staged("drawn as a workbook", lambda: workbook_bytes(document, said, created=NOW))
    staged("drawn as a PDF", lambda: document_pdf(document, said, created=NOW))


def staged(what: str, work: Callable[[], Made]) -> Made:
    """Do one stage, and tell what it cost."""
    started, own = time.perf_counter(), time.process_time()
    made = work()
    print(f"  {what:26} {time.perf_counter() - started:7.2f} s  {time.process_time() - own:7.2f} s own")
    return made


def main() -> None:
    """Build the books, then measure."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--lines", type=int, default=1_000_000)
    lines = asked.parse_args().lines
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        started = time.perf_counter()
        ledger = kept(folder, lines)
        print(f"{lines} lines written in {time.perf_counter() - started:.1f} s; load {os.getloadavg()[0]:.1f}")
        told = ["report", "ministry", "--as-of", "2025-03-31", "--ledger", str(ledger), "--json"]
        measured("JSON, since the beginning", told)
        measured("JSON, of a range", [*told, "--from", "2024-12-01"])
        measured("workbook besides", [*told, "-o", str(folder / "rapport.xlsx")])
        measured("PDF besides", [*told, "-o", str(folder / "rapport.pdf")])
        stages(ledger)
        print(f"load {os.getloadavg()[0]:.1f}")
    print(f"most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE_KILOBYTES} MB")


if __name__ == "__main__":
    main()
