"""
Damage workbooks and CSV folders at random and have them checked: each is read or refused, none hangs or shows a traceback.

    python -m benchmarks.fuzz_intake [CASES] [SEED]

A case that does anything else is kept in ``fuzz-failures/`` and told; the exit code is then 1.
"""

import shutil
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from fundalloc.errors import RefusedTogether
from fundalloc.intake.outlines import SCENARIO
from fundalloc.intake.scenario import examine, read_scenario
from fundalloc.intake.template import workbook_to_fill
from fundalloc.lexicon import LANGUAGES, lexicon

SCENARIOS = Path(__file__).parents[1] / "scenarios"
CASES = 20_000
SECONDS_MAX = 10
PIECES = (
    *(b'"', b";", b",", b"\n", b"\x00", b"[[", b"]", b"=", b"1,234", b"-", b"\xff\xfe", b"nan", b"1e999", b"</row>", b"<row>", b"<c/>"),
    *(
        b"&lt;",
        b"&#0;",
        b"<!DOCTYPE a>",
        b'r="XFD1048576"',
        b'r="A0"',
        b't="s"',
        b't="e"',
        b's="99999"',
        b"<f>1</f>",
        b"<v></v>",
        b"<v>-1</v>",
    ),
    *("é".encode(), "\u202f".encode(), b"\xe9", b"_x0000_", b"99999999999999999999", b"1900-02-29", b"0.1%", b"oui", b"|"),
)


def seeds(folder: Path) -> list[Path]:
    """Write the sound files that are damaged: folders and workbooks of small scenarios."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds: list[Path] = []
    for number, name in enumerate(sorted(path.name for path in SCENARIOS.iterdir() if (path / "scenario.toml").is_file())):
        kinds.append(Path(shutil.copytree(SCENARIOS / name, folder / name)))
        book = folder / f"{name}.xlsx"
        created, language = datetime(2026, 1, 1, tzinfo=UTC), LANGUAGES[number % 2]
        book.write_bytes(workbook_to_fill(read_scenario(SCENARIOS / name), SCENARIO, lexicon(language), created=created, program="fuzz"))
        kinds.append(book)
    return kinds


def damaged(chance: Random, seed: Path, target: Path) -> Path:
    """Write a damaged copy of a folder or workbook."""
    if seed.is_dir():
        shutil.copytree(seed, target)
        for _ in range(chance.randrange(1, 4)):
            file = chance.choice(sorted(path for path in target.iterdir() if path.is_file()))
            file.write_bytes(wounded(chance, file.read_bytes()))
        return target
    path = target.with_suffix(".xlsx")
    if chance.random() < 0.25:  # noqa: PLR2004 - a quarter is damaged as it lies on disk
        path.write_bytes(wounded(chance, seed.read_bytes()))
        return path
    with zipfile.ZipFile(seed) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        members = source.namelist()
        likely = [name for name in members if name.startswith("xl/worksheets/sheet") or name in {"xl/sharedStrings.xml", "xl/styles.xml"}]
        hit = set(chance.sample(likely, chance.randrange(1, 4))) | ({chance.choice(members)} if chance.random() < 0.2 else set())  # noqa: PLR2004
        for name in members:
            content = source.read(name)
            if name in hit and chance.random() < 0.05:  # noqa: PLR2004 - a part is missing now and then
                continue
            archive.writestr(name, wounded(chance, content) if name in hit else content)
    return path


def wounded(chance: Random, content: bytes) -> bytes:
    """Return bytes with a piece put in, taken out or repeated, one to three times."""
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(content) + 1)
        match chance.randrange(4):
            case 0:
                content = content[:at] + chance.choice(PIECES) + content[at:]
            case 1:
                content = content[:at] + chance.choice(PIECES) + content[at + chance.randrange(1, 40) :]
            case 2:
                content = content[:at] + chance.randbytes(chance.randrange(1, 6)) + content[at + chance.randrange(6) :]
            case _:
                other = chance.randrange(len(content) + 1)
                content = content[:at] + content[other : other + chance.randrange(200)] + content[at:]
    return content


def checked(path: Path) -> str:
    """Check one file as the command does, and return what came out of it."""
    try:
        read = examine(path)
        problems, outcome = read.problems, "read" if read.noun else "refused"
    except RefusedTogether as refused:
        problems, outcome = refused.refusals, "refused"
    for problem in problems[:50]:
        for language in LANGUAGES:
            lexicon(language).refusal(problem)
    return outcome


def main(cases: int, seed: int) -> int:
    """Run the cases and tell what came out of them."""
    chance, counts = Random(seed), Counter[str]()
    slowest, begun = 0.0, time.monotonic()
    room = Path(tempfile.mkdtemp(prefix="fuzz-"))
    kinds = seeds(room / "seeds")
    for number in range(cases):
        path = damaged(chance, kinds[number % len(kinds)], room / "case")
        started = time.process_time()
        try:
            counts[checked(path)] += 1
        except Exception:  # noqa: BLE001 - whatever it is, it is a failure to keep
            counts["failed"] += 1
            kept = Path("fuzz-failures") / f"{seed}-{number}{path.suffix}"
            kept.parent.mkdir(exist_ok=True)
            (shutil.copytree if path.is_dir() else shutil.copy)(path, kept)
            print(f"case {number} ({kept}):\n{traceback.format_exc(limit=-3)}")
        slowest = max(slowest, time.process_time() - started)
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(room)
    seconds = time.monotonic() - begun
    print(f"{cases} cases, seed {seed}: {dict(counts)}; {seconds:.0f} s, slowest case {slowest:.2f} s of processor")
    return 1 if counts["failed"] or slowest > SECONDS_MAX else 0


if __name__ == "__main__":
    arguments = [int(each) for each in sys.argv[1:]]
    sys.exit(main(*(arguments + [CASES, 1][len(arguments) :])))
