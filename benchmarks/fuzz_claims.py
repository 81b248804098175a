"""
Damage claims (CSV and workbooks) and archives of receipts at random and read them: each is read right or refused, none hangs or breaks.

    python -m benchmarks.fuzz_claims [CASES OF EACH KIND] [SEED]

A damaged claim that is read all the same must have the lines and the total that another reader finds in it: the csv module for a text,
openpyxl for a workbook, where it can still open it. Anything else is a wrong total, read in silence.
A case that does anything else is kept in ``fuzz-failures/`` and told; the exit code is then 1.
"""

import csv
import io
import shutil
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Final

import openpyxl

from benchmarks.fuzz_intake import SECONDS_MAX, damaged, wounded
from fundalloc.errors import Level, Refusal
from fundalloc.intake.batches import read_batch
from fundalloc.intake.claim_form import ActivityShown, ClaimForm, claim_workbook
from fundalloc.intake.claims import LINES, read_claim
from fundalloc.intake.names import plain
from fundalloc.lexicon import LANGUAGES, lexicon
from tests.fullyear.papers import TITLES, Line, claim_text, receipt_files, typed

CASES: Final = 20_000
FIRST_ROW: Final = 6


def lines(count: int = 9) -> tuple[Line, ...]:
    """Make the lines of a claim."""
    return tuple(
        Line(
            reference=str(number),
            recipient="CECCE",
            plan_item="4.5.1",
            nature="speaker",
            incurred_on=f"2025-03-{number:02d}",
            supplier=f"Parole « Fictive » {number}",
            invoice_number=f"F-{number:03d}",
            description="Conférence, groupe; le soir",
            amount=10_007 * number,
        )
        for number in range(1, count + 1)
    )


def seeds(room: Path) -> dict[str, Path]:
    """Write a sound file of each kind."""
    text = "\n".join(_quoted(row) for row in claim_text(lines()).replace("groupe; le", "groupe le").splitlines()) + "\n"
    files = {"csv": room / "csv.csv", "workbook": room / "workbook.xlsx", "archive": room / "archive.zip"}
    files["csv"].write_text(text, encoding="utf-8")
    _workbook(files["workbook"])
    with zipfile.ZipFile(files["archive"], "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in receipt_files("CECCE-2025-03", lines()).items():
            archive.writestr(name, content)
    return files


def _quoted(row: str) -> str:
    return ";".join(f'"{cell}"' if " " in cell else cell for cell in row.split(";"))


def _workbook(path: Path) -> None:
    first, last = date(2025, 3, 1), date(2025, 3, 31)
    activity = ActivityShown("4.5.1", "Collaboration", ("speaker",), True, 9_000_00, 0, 0, 9_000_00)  # noqa: FBT003 - an open list
    asked = ClaimForm("fonds", "Fonds", "", "CECCE", "CECCE-2025-03", first, last, last, (activity,))
    path.write_bytes(claim_workbook(asked, lexicon("fr"), created=datetime(2025, 4, 1), program="fuzz"))  # noqa: DTZ001 - a stamp
    book = openpyxl.load_workbook(path)
    sheet = book[lexicon("fr").say("sheets.claim")]
    columns = {cell.value: cell.column for cell in sheet[FIRST_ROW - 1]}
    for row, line in enumerate(lines(), start=FIRST_ROW):
        for name in ("reference", "plan_item", "nature", "supplier", "invoice_number"):
            sheet.cell(row, columns[TITLES[name]], getattr(line, name))
        sheet.cell(row, columns[TITLES["incurred_on"]], date.fromisoformat(line.incurred_on))
        sheet.cell(row, columns[TITLES["amount"]], Decimal(typed(line.amount).replace(" ", "").replace(",", ".")))
    book.save(path)


def outcome(kind: str, path: Path) -> str:
    """Read one file as the books do, and return what came out of it: read, refused, or silently wrong."""
    problems: list[Refusal] = []
    if kind == "archive":
        return _batch(path, problems)
    claim = read_claim(path, problems)
    refused_or_not = _told(problems)
    if refused_or_not:
        return refused_or_not
    other = _other_csv(path) if kind == "csv" else _other_workbook(path)
    return "read" if other is None or other == (len(claim.lines), claim.total_cents) else "wrong"


def _batch(path: Path, problems: list[Refusal]) -> str:
    """Read an archive: what is damaged in it is told file by file, and the others are read."""
    found: list[str] = []
    try:
        found.extend(file.name + file.subject for file in read_batch(path, bytes_max=1_000_000, problems=problems))
    except Refusal as refused:
        problems.append(refused)
    _told(problems)
    return "read" if found else "refused"


def _told(problems: list[Refusal]) -> str:
    for problem in problems[:20]:
        for language in LANGUAGES:
            lexicon(language).refusal(problem)
    return "refused" if any(problem.level is Level.BLOCKS for problem in problems) else ""


def _other_csv(path: Path) -> tuple[int, int] | None:
    """Read the lines and the total of a text with the csv module alone; None where it is no text of that kind any more."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") if any(cell.strip() for cell in row)]
    heads = [plain(cell) for cell in rows[0]]
    names = {plain(name) for name in LINES.headers("amount_cents")}
    column = next((at for at, head in enumerate(heads) if head in names), None)
    return None if column is None else _summed([row[column] for row in rows[1:] if column < len(row)])


def _other_workbook(path: Path) -> tuple[int, int] | None:
    """Read the lines and the total of a workbook with openpyxl; None where it cannot open it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
            sheet = book[lexicon("fr").say("sheets.claim")]
            rows = [row for row in sheet.iter_rows(values_only=True) if any(cell not in {None, ""} for cell in row)]
        heading = next(row for row in rows if TITLES["amount"] in row)
        column = heading.index(TITLES["amount"])
        return _summed([str(row[column]) for row in rows[rows.index(heading) + 1 :] if row[column] is not None])
    except Exception:  # noqa: BLE001 - whatever stops the other reader, it has nothing to say
        return None


def _summed(cells: list[str]) -> tuple[int, int] | None:
    """Return how many amounts there are and their sum in cents; None where one is written in a way only ours reads."""
    try:
        amounts = [Decimal("".join(cell.split()).replace(",", ".").replace("\u00a0", "").replace("\u202f", "")) for cell in cells]
        return len(amounts), int(sum(amounts, Decimal(0)) * 100)
    except ArithmeticError:
        return None


def run(cases: int, seed: int, room: Path) -> tuple[Counter[str], list[Path]]:
    """Run so many cases of each kind; return what came out of them, and the files that did anything else."""
    chance, counts, failed = Random(seed), Counter[str](), list[Path]()
    kept = room / "kept"
    kept.mkdir()
    for kind, sound in seeds(room).items():
        for number in range(cases):
            path = _wounded(chance, kind, sound, room / "case")
            begun = time.process_time()
            try:
                found = outcome(kind, path)
            except Exception:  # noqa: BLE001 - whatever it is, it is told
                found = traceback.format_exc().strip().splitlines()[-1]
            if time.process_time() - begun > SECONDS_MAX:
                found = "hung"
            counts[f"{kind}: {found}"] += 1
            if found not in {"read", "refused"}:
                failed.append(Path(shutil.copy(path, kept / f"{seed}-{number}{path.suffix}")))
            path.unlink()
    return counts, failed


def _wounded(chance: Random, kind: str, sound: Path, target: Path) -> Path:
    if kind == "workbook":
        return damaged(chance, sound, target)
    path = target.with_suffix(sound.suffix)
    path.write_bytes(wounded(chance, sound.read_bytes()))
    return path


def main(cases: int, seed: int) -> int:
    """Run the cases and tell what came out of them."""
    room = Path(tempfile.mkdtemp(prefix="fuzz-claims-"))
    counts, failed = run(cases, seed, room)
    for told, count in sorted(counts.items()):
        print(f"{count:8,}  {told}")
    for path in failed:
        Path("fuzz-failures").mkdir(exist_ok=True)
        shutil.copy(path, Path("fuzz-failures") / path.name)
    shutil.rmtree(room)
    return 1 if failed else 0


if __name__ == "__main__":
    arguments = [int(each) for each in sys.argv[1:]]
    sys.exit(main(arguments[0] if arguments else CASES, arguments[1] if len(arguments) > 1 else 1))
