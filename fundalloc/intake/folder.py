"""A scenario's folder - one TOML file and its tables - read whole, or refused with every problem in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fundalloc.errors import Place, Refusal, refuse_together
from fundalloc.errors.intake import FileUnexpected, FolderClosed, FolderMissing
from fundalloc.intake.assembly import Examined, Written, examined
from fundalloc.intake.document import read_document
from fundalloc.intake.names import nearest
from fundalloc.intake.tables import OPTIONAL, TABLES, spec_of
from fundalloc.intake.tabular import AS_IT_SEEMS, Detected, Manner, Record, read_every_row

DOCUMENT: Final = "scenario.toml"
FILES: Final = tuple(f"{table}.csv" for table in TABLES)


def examine_folder(folder: Path, manner: Manner = AS_IT_SEEMS) -> Examined:
    """
    Read a scenario's folder and tell everything there is to say about it.

    Raises:
        RefusedTogether: there is no folder to read.

    """
    refuse_together(_why_no_folder(folder))
    problems = list(_unexpected_files(folder))
    document = read_document(folder / DOCUMENT, problems)
    tables: dict[str, tuple[Record, ...]] = {}
    spoiled: set[str] = set()
    detected: list[Detected] = []
    for table in TABLES:
        path, before = folder / f"{table}.csv", len(problems)
        absent = table in OPTIONAL and not path.exists()
        tables[table] = () if absent else read_every_row(path, spec_of(table), problems, manner, detected)
        spoiled |= {table} if len(problems) > before else set()
    written = Written(sections=document, tables=tables, spoiled=frozenset(spoiled), detected=tuple(detected))
    return examined(written, problems)


def _why_no_folder(folder: Path) -> Iterator[Refusal]:
    try:
        if folder.is_dir():
            next(folder.iterdir(), None)
        else:
            yield FolderMissing(path=str(folder))
    except (OSError, ValueError):
        yield FolderClosed(path=str(folder))


def _unexpected_files(folder: Path) -> Iterator[Refusal]:
    """Tell of tables nobody would read: a misspelt name would silently leave its rows out."""
    expected = (DOCUMENT, *FILES)
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in {".csv", ".toml"} and path.name not in expected:
            yield FileUnexpected(suggestions=nearest(path.name, expected), place=Place(file=path.name))
