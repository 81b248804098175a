"""
How long a workbook of many requests takes to check, beside python-calamine with a bare loop over the same cells.

    python -m benchmarks.intake [ROWS]

Needs ``pip install python-calamine``, for the comparison only. Each measure is a process of its own; memory is its peak.
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
read = examine(path); assert read.noun and len(read.noun.requests) == rows, read.problems[:3]
"""
SHEETS = """
from fundalloc.intake.sheets import open_book
book = open_book(path); assert sum(1 for row in book.open_sheet("Demandes").rows) == rows + 1
"""
CALAMINE = """
from python_calamine import CalamineWorkbook
count = 0
for name in (book := CalamineWorkbook.from_path(path)).sheet_names:
    for row in book.get_sheet_by_name(name).to_python():
        for cell in row:
            count += cell != ""
assert count > rows * 8
"""
OPENPYXL = """
import openpyxl
book = openpyxl.load_workbook(path, read_only=True)
assert sum(1 for row in book["Demandes"].iter_rows(values_only=True) for cell in row if cell is not None) > rows * 8
"""
MEASURE = """
import sys, time
from pathlib import Path
path, rows = Path(sys.argv[1]), int(sys.argv[2])
begun = time.perf_counter()
{work}
seconds = time.perf_counter() - begun
peak = next((line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), "0")
print(seconds, peak)
"""


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
    """Return the best time of a few runs, and the peak memory in megabytes."""
    found = []
    for _ in range(RUNS):
        told = subprocess.run(  # noqa: S603 - our own interpreter, our own words
            [sys.executable, "-c", MEASURE.format(work=work), str(path), str(rows)], capture_output=True, text=True, check=True
        )
        seconds, kilobytes = told.stdout.split()
        found.append((float(seconds), int(kilobytes) // 1000))
    return min(found)


def main(rows: int) -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demandes.xlsx"
        written(path, rows)
        print(f"{rows} requests, {path.stat().st_size // 1000} kB, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        floor = 0.0
        for name, work in (
            ("python-calamine, bare loop", CALAMINE),
            ("our sheets, rows only", SHEETS),
            ("scenario check, whole", CHECK),
            ("openpyxl read-only, bare loop", OPENPYXL),
        ):
            seconds, megabytes = measured(work.strip(), path, rows)
            floor = floor or seconds
            print(f"{name:32} {seconds:6.2f} s  x{seconds / floor:4.2f}  {megabytes} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
