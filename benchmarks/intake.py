"""
How long a workbook of many requests takes to check, stage by stage, beside python-calamine with a bare loop over the same cells.

    python -m benchmarks.intake [ROWS]

Needs ``pip install python-calamine``, for the comparison only. Each measure is a process of its own, in seconds of processor, taken
in turns; memory is its peak. Each stage holds the ones before it, so that what it adds is the difference.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

ROWS = 100_000
RUNS = 3
CHECK = """
from fundalloc.intake.scenario import examine
begun = time.process_time()
read = examine(path); assert read.noun and len(read.noun.requests) == rows, read.problems[:3]
"""
UNZIPPED = """
import zipfile
begun = time.process_time()
with zipfile.ZipFile(path) as archive:
    for name in archive.namelist():
        with archive.open(name) as part:
            while part.read(1 << 18):
                pass
"""
SHEETS = """
from fundalloc.intake.sheets import open_book
begun = time.process_time()
book = open_book(path); assert sum(1 for row in book.open_sheet("Demandes").rows) == rows + 1
"""
VALUES = """
from fundalloc.intake.sheets import open_book
from fundalloc.intake.sheet_tables import heading_on
from fundalloc.intake.tables import nouns_of, spec_of
from fundalloc.intake.tabular import records_of
begun = time.process_time()
gc.disable()
sheet = open_book(path).open_sheet("Demandes")
heading, below = heading_on(sheet, spec_of("requests"), path.name, [])
records = records_of(heading, below, [], sheet.troubles)
assert len(records) == rows
"""
NOUNS = (
    VALUES
    + """
assert len(nouns_of("requests", records, []).nouns) == rows
"""
)
CALAMINE = """
from python_calamine import CalamineWorkbook
begun = time.process_time()
count = 0
for name in (book := CalamineWorkbook.from_path(path)).sheet_names:
    for row in book.get_sheet_by_name(name).to_python():
        for cell in row:
            count += cell != ""
assert count > rows * 8
"""
OPENPYXL = """
import openpyxl
begun = time.process_time()
book = openpyxl.load_workbook(path, read_only=True)
assert sum(1 for row in book["Demandes"].iter_rows(values_only=True) for cell in row if cell is not None) > rows * 8
"""
MEASURE = """
import gc, sys, time
from pathlib import Path
path, rows = Path(sys.argv[1]), int(sys.argv[2])
{work}
seconds = time.process_time() - begun
peak = next((line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), "0")
print(seconds, peak)
"""
STAGES = {
    "python-calamine, bare loop": CALAMINE,
    "inflated": UNZIPPED,
    "+ XML to cells": SHEETS,
    "+ cells to values": VALUES,
    "+ rows to nouns": NOUNS,
    "scenario check, whole": CHECK,
    "openpyxl read-only, bare loop": OPENPYXL,
}


def written(path: Path, rows: int) -> None:
    """Write a sound workbook of so many requests of eleven columns."""
    book = xlsxwriter.Workbook(path, {"constant_memory": False})
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "Paramètres": [["Identifiant du scénario", "vitesse"], ["Titre", "Vitesse"]],
        "Exercices": [["Exercice", "Commence le", "Se termine le"], ["2025", "2025-01-01", "2025-12-31"]],
        "Enveloppes": [
            ["Enveloppe", "Libellé", "Exercice", "Montant", "Fictif", "Source"],
            ["e", "Commune", "2025", 10**8, "oui", "essai"],
        ],
        "Bénéficiaires": [["Identifiant", "Nom"], *([f"b{number:03d}", f"Organisme {number}"] for number in range(500))],
        "Buts": [["Genre", "Libellé"], ["Argent accordé", "Tout accorder"]],
        "Demandes": [
            [
                "Demande",
                "Bénéficiaire",
                "Libellé",
                "Exercice",
                "Usage",
                "Programme",
                "Natures",
                "Montant demandé",
                "Priorité",
                "Tout ou rien",
                "Étiquettes",
            ],
            *(
                [
                    f"d{row:06d}",
                    f"b{row % 500:03d}",
                    f"Demande numéro {row}",
                    "2025",
                    "operating",
                    "coop",
                    "workshop | training",
                    row % 9973 + 0.25,
                    row % 90,
                    "non",
                    "a|b",
                ]
                for row in range(rows)
            ),
        ],
    }
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    book.close()


def measured(work: str, path: Path, rows: int) -> tuple[float, int]:
    """Return the seconds of processor of one run, and the peak memory in megabytes."""
    told = subprocess.run(  # noqa: S603 - our own interpreter, our own words
        [sys.executable, "-c", MEASURE.format(work=work.strip()), str(path), str(rows)], capture_output=True, text=True, check=True
    )
    seconds, kilobytes = told.stdout.split()
    return float(seconds), int(kilobytes) // 1000


def main(rows: int) -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demandes.xlsx"
        written(path, rows)
        runs = [{name: measured(work, path, rows) for name, work in STAGES.items()} for _ in range(RUNS)]
        print(f"{rows} requests, {path.stat().st_size // 1000} kB, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, best of {RUNS}")
        best = {name: min(run[name] for run in runs) for name in STAGES}
        floor, _ = next(iter(best.values()))
        for name, (seconds, megabytes) in best.items():
            print(f"{name:32} {seconds:6.2f} s  x{seconds / floor:4.2f}  {megabytes} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
