"""The index of a binder, as a document: each file with what it is, the entry that names it, and its fingerprint."""

from dataclasses import dataclass
from datetime import datetime

from fundalloc.ledger.figures import Head
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.tables import Cell, Column, Document, Fact, Kind, Page, Row, Said, Table, Text

WORDS = "reports.binder"


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
    """Lay out what is in the binder, and what its readers may not see."""
    tables = (_files("files", files), _files("withheld", withheld))
    facts = (
        Fact("head", Said("reports.provenance.head"), head.hash),
        Fact("entries", Said("reports.provenance.entries"), str(head.seq)),
        Fact("report-prepared-at", Said("reports.provenance.report-prepared-at"), at.isoformat(sep=" ", timespec="minutes")),
    )
    return Document("binder", title, (Page("binder", Said(f"{WORDS}.title"), tables, landscape=True),), facts, head.hash)


def _files(name: str, files: tuple[Bound, ...]) -> Table:
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
