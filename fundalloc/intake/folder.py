"""A folder - one TOML file and its tables - read whole, or refused with every problem in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeVar

from fundalloc.errors import Place, Refusal, refuse_together
from fundalloc.errors.intake import FileUnexpected, FolderClosed, FolderMissing, NothingGiven
from fundalloc.intake import chances
from fundalloc.intake.document import read_document
from fundalloc.intake.gathering import Examined, Understand, Written
from fundalloc.intake.names import nearest
from fundalloc.intake.outlines import Outline
from fundalloc.intake.problems import EnoughProblems, Problems
from fundalloc.intake.tables import spec_of
from fundalloc.intake.tabular import AS_IT_SEEMS, Detected, Manner, Record, read_every_row

Noun_ = TypeVar("Noun_")

BESIDE: Final = (chances.FILE,)
"""Files that lie beside a scenario and that others read."""


def examine_folder(folder: Path, outline: Outline, understand: Understand[Noun_], manner: Manner = AS_IT_SEEMS) -> Examined[Noun_]:
    """
    Read a folder and tell everything there is to say about it.

    Raises:
        RefusedTogether: there is no folder to read.

    """
    refuse_together(_why_no_folder(folder))
    problems, detected = Problems(), list[Detected]()
    try:
        examined = understand(_written(folder, outline, manner, problems, detected), problems)
    except EnoughProblems:
        return Examined(noun=None, problems=tuple(problems), detected=tuple(detected))
    for problem in examined.problems:
        if isinstance(problem, NothingGiven):
            problem.place = Place(file=f"{problem.table}.csv" if problem.table in outline.tables else outline.document)
    return examined


def _written(folder: Path, outline: Outline, manner: Manner, problems: Problems, detected: list[Detected]) -> Written:
    problems.extend(_unexpected_files(folder, outline))
    document = read_document(folder / outline.document, problems)
    tables: dict[str, tuple[Record, ...]] = {}
    spoiled: set[str] = set()
    for table in outline.tables:
        path, before = folder / f"{table}.csv", len(problems)
        absent = table in outline.optional and not path.exists()
        tables[table] = () if absent else read_every_row(path, spec_of(table), problems, manner, detected)
        spoiled |= {table} if len(problems) > before else set()
    return Written(sections=document, tables=tables, spoiled=frozenset(spoiled), detected=tuple(detected))


def _why_no_folder(folder: Path) -> Iterator[Refusal]:
    try:
        if folder.is_dir():
            next(folder.iterdir(), None)
        else:
            yield FolderMissing(path=str(folder))
    except (OSError, ValueError):
        yield FolderClosed(path=str(folder))


def _unexpected_files(folder: Path, outline: Outline) -> Iterator[Refusal]:
    """Tell of tables nobody would read: a misspelt name would silently leave its rows out."""
    expected = (outline.document, *(f"{table}.csv" for table in outline.tables))
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in {".csv", ".toml"} and path.name not in {*expected, *BESIDE}:
            yield FileUnexpected(suggestions=nearest(path.name, expected), place=Place(file=path.name))
