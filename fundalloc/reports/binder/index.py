"""The index of a binder, as a document: how to read and check it, and each file with what it is, its entry and its fingerprint."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fundalloc.ledger.figures import Head
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.tables import Cell, Column, Document, Fact, Kind, Page, Row, Said, Table, Text

WORDS: Final = "reports.binder"
GUIDE: Final = ("read", "check", "kept-elsewhere", "withheld", "not-proved")
"""What an auditor is told before the list of files."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A file of the binder; ``seq`` is 0 where no entry names it, ``path`` empty where it is withheld."""

    path: str
    what: str
    subject: str
    seq: int
    digest: str
    size_bytes: int


def index_document(title: Text, files: tuple[Bound, ...], withheld: tuple[Bound, ...], head: Head, at: datetime) -> Document:
    """Lay out how to read and check the binder, what is in it, and what its readers may not see."""
    pages = (
        Page("guide", Said(f"{WORDS}.guide-title"), (_guide(), _folders(files)), landscape=True),
        Page("binder", Said(f"{WORDS}.title"), (_files("files", sorted(files, key=lambda each: each.path)),), landscape=True),
        Page("withheld", Said(f"{WORDS}.withheld-title"), (_files("withheld", withheld),), landscape=True),
    )
    facts = (
        Fact("head", Said("reports.provenance.head"), head.hash),
        Fact("entries", Said("reports.provenance.entries"), str(head.seq)),
        Fact("report-prepared-at", Said("reports.provenance.report-prepared-at"), at.isoformat(sep=" ", timespec="minutes")),
    )
    return Document("binder", title, pages, facts, head.hash)


def _guide() -> Table:
    columns = (Column("step", Said(f"{WORDS}.columns.step"), width_max=28), Column("told", Said(f"{WORDS}.columns.told"), width_max=110))
    rows = tuple(Row((Cell(Said(f"{WORDS}.steps.{step}")), Cell(Said(f"{WORDS}.guide.{step}")))) for step in GUIDE)
    return Table("guide", Said(f"{WORDS}.guide-title"), columns, rows)


def _folders(files: tuple[Bound, ...]) -> Table:
    """Count the files of each folder by what they are."""
    counts = Counter((each.path.rpartition("/")[0], each.what) for each in files)
    columns = (
        Column("folder", Said(f"{WORDS}.columns.folder"), Kind.CODE, width_max=28),
        Column("what", column_label("kind"), width_max=40),
        Column("count", Said(f"{WORDS}.columns.count"), Kind.COUNT, summed=True),
    )
    rows = tuple(Row((Cell(folder), Cell(Said(f"{WORDS}.what.{what}")), Cell(count))) for (folder, what), count in sorted(counts.items()))
    return Table("folders", Said(f"{WORDS}.tables.folders"), columns, rows, total_label=column_label("total"))


def _files(name: str, files: Iterable[Bound]) -> Table:
    columns = (
        Column("file", column_label("file"), width_max=56),
        Column("what", column_label("kind"), width_max=24),
        Column("subject", column_label("subject"), width_max=28),
        Column("seq", column_label("seq"), Kind.COUNT),
        Column("digest", column_label("digest"), Kind.CODE, width_max=68),
    )
    rows = tuple(_row(each) for each in files)
    return Table(name, Said(f"{WORDS}.tables.{name}"), columns, rows, when_empty=Said(f"{WORDS}.nothing"))


def _row(file: Bound) -> Row:
    what = Cell(Said(f"{WORDS}.what.{file.what}"))
    return Row((Cell(file.path, link=file.path), what, Cell(file.subject), Cell(file.seq or None), Cell(file.digest)))
