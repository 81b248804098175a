"""A bank statement (CSV) as movements: money in is positive, money out is negative."""

from hashlib import sha256
from pathlib import Path
from typing import Final
from unicodedata import normalize

from fundalloc.domain.statements import StatementFile, StatementLine
from fundalloc.errors import Refusal
from fundalloc.intake.tabular import Field, Kind, TableSpec, read_table

STATEMENT_TABLE: Final = TableSpec(
    "statement",
    (
        Field("booked_on", Kind.DATE),
        Field("reference", required=False, default=""),
        Field("description", required=False, default=""),
        Field("amount_cents", Kind.AMOUNT),
    ),
)


def read_statement(path: Path, problems: list[Refusal]) -> StatementFile:
    """Read a statement; every problem of the file is added to ``problems``."""
    records = read_table(path, STATEMENT_TABLE, problems)
    digest = sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    lines = tuple(
        StatementLine(
            line=number,
            reference=record.text("reference"),
            booked_on=record.day("booked_on"),
            amount_cents=record.integer("amount_cents"),
            description=record.text("description"),
            place=record.place(),
        )
        for number, record in enumerate(records, start=1)
    )
    return StatementFile(reference=normalize("NFC", path.stem), file_name=path.name, sha256=digest, lines=lines)
