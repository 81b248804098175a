"""A board's claim file (CSV) as claim lines, each with its place."""

from hashlib import sha256
from pathlib import Path
from typing import Final
from unicodedata import normalize

from fundalloc.domain.claims import ClaimFile, ClaimLine
from fundalloc.errors import Place, Refusal
from fundalloc.errors.ledger import ClaimEmpty
from fundalloc.intake.tabular import Field, Kind, Record, TableSpec, read_table
from fundalloc.money import Cents

CLAIM_TABLE: Final = TableSpec(
    "claim",
    (
        Field("reference", Kind.IDENTIFIER),
        Field("recipient", Kind.IDENTIFIER),
        Field("plan_item", Kind.IDENTIFIER),
        Field("nature", Kind.IDENTIFIER, vocabulary=True),
        Field("incurred_on", Kind.DATE),
        Field("supplier"),
        Field("invoice_number", Kind.IDENTIFIER),
        Field("description", required=False, default=""),
        Field("amount_cents", Kind.AMOUNT),
        Field("tax_note", required=False, default=""),
        Field("justification", required=False, default=""),
        Field("commitment", Kind.IDENTIFIER, required=False, default=""),
        Field("school", Kind.IDENTIFIER, required=False, default=""),
        Field("conditions", Kind.LIST, required=False, default=()),
        Field("sharing_key", Kind.IDENTIFIER, required=False, default=""),
        Field("price_cents", Kind.AMOUNT, required=False),
        Field("tax_cents", Kind.AMOUNT, required=False),
    ),
)


def read_claim(path: Path, problems: list[Refusal]) -> ClaimFile:
    """Read a claim; every problem of the file is added to ``problems``, and the lines without any are returned."""
    told_before = len(problems)
    lines = tuple(_line(record) for record in read_table(path, CLAIM_TABLE, problems))
    if not lines and len(problems) == told_before:
        problems.append(ClaimEmpty(file=path.name, place=Place(file=path.name)))
    digest = sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return ClaimFile(reference=normalize("NFC", path.stem), file_name=path.name, sha256=digest, lines=lines)


def _line(record: Record) -> ClaimLine:
    return ClaimLine(
        reference=record.text("reference"),
        recipient=record.text("recipient"),
        plan_item=record.text("plan_item"),
        nature=record.text("nature"),
        incurred_on=record.day("incurred_on"),
        supplier=record.text("supplier"),
        invoice_number=record.text("invoice_number"),
        description=record.text("description"),
        amount_cents=record.integer("amount_cents"),
        tax_note=record.text("tax_note"),
        justification=record.text("justification"),
        commitment=record.text("commitment"),
        school=record.text("school"),
        conditions=record.items("conditions"),
        sharing_key=record.text("sharing_key"),
        price_cents=_amount(record, "price_cents"),
        tax_cents=_amount(record, "tax_cents"),
        place=record.place(),
    )


def _amount(record: Record, field: str) -> Cents | None:
    return None if record[field] is None else record.integer(field)
