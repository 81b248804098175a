"""The pages that follow a report made again: who attested it, in which words, and its versions until that one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from fundalloc.domain.base import Label
from fundalloc.ledger.answers import EntryRow
from fundalloc.ledger.reporting import PreparedReport
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.tables import Cell, Column, Document, Kind, Page, Row, Said, Table, Text

WORDS: Final = "reports.attested"


def attested(document: Document, versions: Sequence[PreparedReport], names: Mapping[str, str]) -> Document:
    """Return a report followed by its attestation, if it is signed, and by its versions; ``names`` are those of the fund's people."""
    signature = versions[-1].signature
    tables = (*((_signature(signature, names),) if signature else ()), _versions(versions, names))
    pages = tuple(Page(table.id, table.title, (table,), landscape=True) for table in tables)
    return replace(document, pages=(*document.pages, *pages))


def _signature(entry: EntryRow, names: Mapping[str, str]) -> Table:
    """Lay out what was signed: the words, the name, the title, the day, the fingerprint, and the entry that keeps it all."""
    told = dict(entry.facts)
    rows: dict[str, Text] = {
        "statement": Label(fr=told["statement-fr"], en=told["statement-en"]),
        "name": _named(entry.person, names),
        "title": told["title"],
        "day": entry.effective_on.isoformat(),
        "fingerprint": told["fingerprint"],
        "entry": Said(f"{WORDS}.sealed", {"seq": entry.seq, "seal": entry.hash}),
    }
    columns = (Column("fact", column_label("fact"), width_max=34), Column("finding", column_label("finding"), width_max=92))
    lines = tuple(Row((Cell(Said(f"{WORDS}.facts.{name}")), Cell(said))) for name, said in rows.items())
    return Table("attestation", Said(f"{WORDS}.tables.attestation"), columns, lines)


def _versions(versions: Sequence[PreparedReport], names: Mapping[str, str]) -> Table:
    """Lay out the versions: who prepared, reviewed and signed each, and why one corrects another."""
    columns = (
        Column("version", Said(f"{WORDS}.columns.version"), Kind.CODE, width_max=10),
        Column("prepared-on", Said(f"{WORDS}.columns.prepared-on"), Kind.DATE),
        Column("prepared-by", Said(f"{WORDS}.columns.prepared-by"), width_max=26),
        Column("reviewed-by", Said(f"{WORDS}.columns.reviewed-by"), width_max=26),
        Column("signed-on", Said(f"{WORDS}.columns.signed-on"), Kind.DATE),
        Column("signed-by", Said(f"{WORDS}.columns.signed-by"), width_max=26),
        Column("corrects", Said(f"{WORDS}.columns.corrects"), width_max=34),
        Column("material", Said(f"{WORDS}.columns.material"), width_max=12),
        Column("fingerprint", Said(f"{WORDS}.columns.fingerprint"), Kind.CODE, width_max=20),
    )
    numbers = {each.entry.seq: number for number, each in enumerate(versions, start=1)}
    rows = tuple(_version(number, each, numbers, names) for number, each in enumerate(versions, start=1))
    return Table("versions", Said(f"{WORDS}.tables.versions"), columns, rows)


def _version(number: int, version: PreparedReport, numbers: Mapping[int, int], names: Mapping[str, str]) -> Row:
    corrects: Text = ""
    if version.corrects:
        corrects = Said(f"{WORDS}.corrects", {"version": numbers[version.corrects], "reason": version.entry.reason})
    told: tuple[Text | date | None, ...] = (
        str(number),
        version.entry.effective_on,
        _named(version.entry.person, names),
        _named(version.review.person, names) if version.review else "",
        version.signature.effective_on if version.signature else None,
        _named(version.signature.person, names) if version.signature else "",
        corrects,
        Said(f"words.{'yes' if version.material else 'no'}") if version.corrects else "",
        version.fingerprint[:16],
    )
    return Row(tuple(Cell(each) for each in told))


def _named(person: str, names: Mapping[str, str]) -> str:
    """Return a person's name beside the id that the books know them by."""
    return f"{names[person]} ({person})" if person in names else person
