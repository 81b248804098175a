"""A board's claim, CSV or workbook, as claim lines that each know their place in the board's own file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice, pairwise
from pathlib import Path
from typing import Final
from unicodedata import normalize

from fundalloc.domain.claims import ClaimFile, ClaimLine, StaffCategory
from fundalloc.errors import Level, Place, Refusal
from fundalloc.errors.claims import ClaimOutsidePeriod, ClaimSheetMissing, ClaimTotalDiffers
from fundalloc.errors.ledger import ClaimEmpty
from fundalloc.intake.cells import Number, cents_of
from fundalloc.intake.names import nearest, plain
from fundalloc.intake.sheet_tables import Watched, heading_on, what_the_sheet_hides
from fundalloc.intake.sheets import Book, open_book
from fundalloc.intake.tabular import AS_IT_SEEMS, Detected, Field, Kind, Manner, Record, TableSpec, cell_name, read_every_row, records_of
from fundalloc.intake.workbook import sheet_labels
from fundalloc.lexicon import LANGUAGES, lexicon
from fundalloc.money import CENTS_MAX, Cents

HEAD: Final = TableSpec(
    "claim_head",
    (
        Field("fund", Kind.IDENTIFIER),
        Field("recipient", Kind.IDENTIFIER),
        Field("claim", Kind.IDENTIFIER),
        Field("starts_on", Kind.DATE, required=False),
        Field("ends_on", Kind.DATE, required=False),
        Field("prepared_by", required=False, default=""),
    ),
)
"""What a claim's workbook says of the whole claim, on one row."""

_OF_A_LINE: Final = (
    Field("plan_item", Kind.IDENTIFIER),
    Field("nature", Kind.IDENTIFIER, vocabulary=True),
    Field("incurred_on", Kind.DATE),
    Field("supplier"),
    Field("invoice_number", Kind.IDENTIFIER),
    Field("description", required=False, default=""),
    Field("amount_cents", Kind.AMOUNT, low=-CENTS_MAX),
    Field("price_cents", Kind.AMOUNT, required=False, low=-CENTS_MAX),
    Field("tax_cents", Kind.AMOUNT, required=False, low=-CENTS_MAX),
    Field("tax_note", required=False, default=""),
    Field("staff", Kind.CHOICE, required=False, default="", choices=tuple(each.value for each in StaffCategory), path=("staff",)),
    Field("salary_cents", Kind.AMOUNT, required=False),
    Field("benefits_cents", Kind.AMOUNT, required=False),
    Field("credit_of", Kind.IDENTIFIER, required=False, default=""),
    Field("justification", required=False, default=""),
    Field("commitment", Kind.IDENTIFIER, required=False, default=""),
    Field("school", Kind.IDENTIFIER, required=False, default=""),
    Field("conditions", Kind.LIST, required=False, default=()),
    Field("sharing_key", Kind.IDENTIFIER, required=False, default=""),
    Field("cost_object", Kind.IDENTIFIER, required=False, default=""),
)
LINES: Final = TableSpec("claim", (Field("reference", Kind.IDENTIFIER), *_OF_A_LINE))
"""The lines of a workbook, which is one board's."""
CLAIM_TABLE: Final = TableSpec("claim", (Field("reference", Kind.IDENTIFIER), Field("recipient", Kind.IDENTIFIER), *_OF_A_LINE))
"""The lines of a CSV file, where each line says whose it is."""

BUDGET_SHEET: Final = "claim_budget"
CONTROL_TOTAL: Final = "claim-form.control-total"
"""How the workbook calls the total that it computes itself."""
_ZIP: Final = b"PK\x03\x04"


@dataclass(slots=True)
class ReadManner:
    """How a claim's file is to be read where it is a text, and how it was read."""

    forced: Manner = AS_IT_SEEMS
    detected: list[Detected] = field(default_factory=list)


def read_claim(path: Path, problems: list[Refusal], manner: ReadManner | None = None) -> ClaimFile:
    """Read a claim; every problem of the file is added to ``problems``, and the lines without any are returned."""
    told_before = len(problems)
    if is_workbook(path):
        found = _from_workbook(path, problems)
    else:
        asked = manner or ReadManner()
        records = read_every_row(path, CLAIM_TABLE, problems, asked.forced, asked.detected)
        found = ClaimFile(normalize("NFC", path.stem), path.name, digest_of(path), _lines(records))
    if not found.lines and len(problems) == told_before:
        problems.append(ClaimEmpty(file=path.name, place=Place(file=path.name)))
    return found


def is_workbook(path: Path) -> bool:
    """Tell whether a file begins as workbooks do, whatever its name says."""
    try:
        with path.open("rb") as file:
            return file.read(len(_ZIP)) == _ZIP
    except (OSError, ValueError):
        return False


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, or nothing where there is no such file."""
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


# --- A workbook


def _from_workbook(path: Path, problems: list[Refusal]) -> ClaimFile:
    """Read a workbook as ``claim template`` made it; its sheets may be in any order and either language."""
    nothing = ClaimFile(normalize("NFC", path.stem), path.name, digest_of(path), ())
    try:
        book = open_book(path)
        heads, told = _records(book, HEAD, problems, rows_max=1), len(problems)
        rows = _records(book, LINES, problems)
    except Refusal as problem:
        problems.append(problem)
        return nothing
    if len(heads) != 1 or heads[0].broken:
        if len(problems) == told:
            problems.append(ClaimEmpty(file=path.name, place=Place(file=path.name, sheet=sheet_labels(HEAD.name)[0])))
        return nothing
    (head,) = heads
    claim = ClaimFile(
        reference=head.text("claim"),
        file_name=path.name,
        sha256=nothing.sha256,
        lines=_lines(rows, recipient=head.text("recipient")),
        fund=head.text("fund"),
        starts_on=None if head["starts_on"] is None else head.day("starts_on"),
        ends_on=None if head["ends_on"] is None else head.day("ends_on"),
    )
    problems.extend(_outside(claim, rows))
    if not any(problem.level is Level.BLOCKS for problem in problems):
        problems.extend(_untied(claim, book))
    return claim


def _records(book: Book, spec: TableSpec, problems: list[Refusal], *, rows_max: int | None = None) -> tuple[Record, ...]:
    """Return the rows of the sheet that bears a table's name; what stands under the first ``rows_max`` of them is not of the table."""
    labels = sheet_labels(spec.name)
    known = {plain(label) for label in labels}
    name = next((each for each in book.names if plain(each) in known), None)
    if name is None:
        problems.append(ClaimSheetMissing(sheet=labels[0], suggestions=nearest(labels[0], book.names)[:3], place=Place(file=book.file)))
        return ()
    sheet = book.open_sheet(name)
    heading, rows = heading_on(sheet, spec, book.file, problems)
    if heading is None:
        return ()
    watched = Watched(heading)
    records = records_of(heading, watched.seen(islice(rows, rows_max)), problems, sheet.troubles)
    problems.extend(watched.remarks())
    problems.extend(what_the_sheet_hides(sheet, heading, watched))
    return records


def _outside(claim: ClaimFile, rows: tuple[Record, ...]) -> list[Refusal]:
    """Refuse the lines of a workbook that fall outside the days it says it covers."""
    starts_on, ends_on = claim.starts_on, claim.ends_on
    return [
        ClaimOutsidePeriod(given_on=row.day("incurred_on"), starts_on=starts_on, ends_on=ends_on, place=row.place("incurred_on"))
        for row in rows
        if not row.broken and ((starts_on and row.day("incurred_on") < starts_on) or (ends_on and row.day("incurred_on") > ends_on))
    ]


def _untied(claim: ClaimFile, book: Book) -> Iterator[Refusal]:
    """Refuse a workbook whose own total is not that of its lines: people approve the one they see."""
    labels = {plain(lexicon(language).say(CONTROL_TOTAL)) for language in LANGUAGES}
    name = next(each for each in book.names if plain(each) in {plain(label) for label in sheet_labels(HEAD.name)})
    sheet = book.open_sheet(name)
    for line, cells in sheet.rows:
        for column, (cell, value) in enumerate(pairwise(cells), start=1):
            is_total = plain(cell) in labels and isinstance(value, Number) and (line, column) not in sheet.troubles
            if is_total and cents_of(value) != claim.total_cents:
                place = Place(file=book.file, sheet=name, cell=cell_name(column, line))
                yield ClaimTotalDiffers(shown_cents=cents_of(value), counted_cents=claim.total_cents, place=place)


# --- The lines


def _lines(records: tuple[Record, ...], recipient: str = "") -> tuple[ClaimLine, ...]:
    return tuple(_line(record, recipient or record.text("recipient")) for record in records if not record.broken)


def _line(record: Record, recipient: str) -> ClaimLine:
    return ClaimLine(
        reference=record.text("reference"),
        recipient=recipient,
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
        staff=record.text("staff"),
        salary_cents=_amount(record, "salary_cents"),
        benefits_cents=_amount(record, "benefits_cents"),
        credit_of=record.text("credit_of"),
        cost_object=record.text("cost_object"),
        place=record.place(),
    )


def _amount(record: Record, name: str) -> Cents | None:
    return None if record[name] is None else record.integer(name)
