"""A claim's file read as a trial: which lines are new, identical, changed, removed or rejected, and why; nothing is written."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from fundalloc.errors import Level, Refusal, RefusedTogether
from fundalloc.errors.ledger import TextUnwritable
from fundalloc.ledger.address import Address
from fundalloc.ledger.claim_answers import ClaimPreview, LineStatus, PreviewLine
from fundalloc.ledger.revisions import base_name
from fundalloc.usecases.acting import OpenBooks, writing
from fundalloc.usecases.claiming.claim_reading import ExaminedClaim, examined

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.domain.claims import ClaimLine
    from fundalloc.intake.claims import ReadManner
    from fundalloc.ledger.rows import Row
    from fundalloc.ledger.views import ClaimHistory

PARTS_OF_A_LINE: Final = ("claim_line", "tax", "staff_cost", "claim_credit")
"""The tables that hold what a board said of a line; of a claim that cannot be sealed, only the first is known."""
OUR_OWN: Final = frozenset({"claim", "claim_line", "reference"})

Said: TypeAlias = frozenset[tuple[str, object]]
"""What a board said of a line: the names of columns and their values."""


def preview_claim(
    ledger: Address,
    claim_file: Path,
    *,
    person: str,
    now: datetime,
    waiver: str = "",
    replaces: str = "",
    manner: "ReadManner | None" = None,
) -> ClaimPreview:
    """Read a board's claim, CSV or workbook, as a trial; what would be refused is told beside its line, and nothing is written."""
    from fundalloc.intake.claims import ReadManner

    asked = manner or ReadManner()
    with writing(ledger, person=person, now=now, dry_run=True) as books:
        try:
            found = examined(books, claim_file, waiver=waiver, replaces=replaces, manner=asked)
        except RefusedTogether as refused:
            return _unreadable(claim_file, refused.refusals)
        tables = PARTS_OF_A_LINE if found.entry else PARTS_OF_A_LINE[:1]
        before = _said(books, found.replaced, tables) if found.replaced else {}
        after = _by_line(found.entry.rows if found.entry else _records(books, found))
        lines = tuple(_lines(found, before, after, books.problems))
        detected = asked.detected[0] if asked.detected else None
        return ClaimPreview(
            claim=found.already.reference if found.already else found.claim.reference,
            recipient=found.claim.lines[0].recipient if found.claim.lines else "",
            corrects=found.replaced.received.reference if found.replaced else "",
            already=found.already is not None,
            total_cents=found.claim.total_cents,
            before_cents=int(dict(found.replaced.received.facts).get("total-cents", "0")) if found.replaced else 0,
            lines=lines,
            encoding=detected.encoding.value if detected else "",
            delimiter=detected.delimiter if detected else "",
            problems=tuple(books.problems),
        )


def _unreadable(path: Path, problems: tuple[Refusal, ...]) -> ClaimPreview:
    name = base_name(path.stem)
    return ClaimPreview(name, "", "", already=False, total_cents=0, before_cents=0, lines=(), encoding="", delimiter="", problems=problems)


def _lines(
    found: ExaminedClaim, before: Mapping[str, Said], after: Mapping[str, Said], problems: Iterable[Refusal]
) -> Iterable[PreviewLine]:
    """Yield the lines of the file in their order, those too broken to be read, then those of the earlier claim that are gone."""
    wrong = {problem.place.row for problem in problems if problem.level is Level.BLOCKS and problem.place and problem.place.row}
    for line in found.claim.lines:
        row = line.place.row if line.place else None
        said, earlier = after.get(line.reference, frozenset()), before.get(line.reference)
        status = _status(found, is_wrong=row in wrong, said=said, earlier=earlier)
        changes = tuple(sorted({name for name, _ in said ^ earlier})) if earlier is not None and status is LineStatus.CHANGED else ()
        yield PreviewLine(line.reference, row, status, line.amount_cents, changes)
    for row in sorted(wrong - {_row(line) for line in found.claim.lines}):
        yield PreviewLine("", row, LineStatus.REJECTED, None)
    for reference in sorted(set(before) - {line.reference for line in found.claim.lines}):
        cents = next((value for name, value in before[reference] if name == "amount_cents"), None)
        yield PreviewLine(reference, None, LineStatus.REMOVED, cents if isinstance(cents, int) else None)


def _row(line: "ClaimLine") -> int:
    return (line.place.row if line.place else None) or 0


def _status(found: ExaminedClaim, *, is_wrong: bool, said: Said, earlier: Said | None) -> LineStatus:
    if found.already is not None:
        return LineStatus.IDENTICAL
    if is_wrong:
        return LineStatus.REJECTED
    if earlier is None:
        return LineStatus.NEW
    return LineStatus.IDENTICAL if said == earlier else LineStatus.CHANGED


# --- What a board said of a line


def _said(books: OpenBooks, history: "ClaimHistory", tables: Iterable[str]) -> dict[str, Said]:
    from fundalloc.ledger.questions import rows_of
    from fundalloc.ledger.rows import TABLES

    kinds = [kind for name, kind in TABLES if name in tables]
    seq = history.received.seq
    return _by_line(row for kind in kinds for _, row in rows_of(books.journal, kind, "entry_seq = :seq", seq=seq))


def _records(books: OpenBooks, found: ExaminedClaim) -> "Iterable[Row]":
    """Yield the lines of a file that something stands in the way of, as far as they can be told."""
    from fundalloc.ledger.control import claim_record

    for line in found.claim.lines:
        with suppress(TextUnwritable):
            yield claim_record(found.claim.reference, line, books.fund)


def _by_line(rows: "Iterable[Row]") -> dict[str, Said]:
    """Return what is said of each line, by the name of its column."""
    from fundalloc.ledger.rows import ClaimRecord, CreditRecord, StaffCost, TaxRecord

    said: dict[str, set[tuple[str, object]]] = {}
    for row in rows:
        match row:
            case ClaimRecord():
                line = row.reference
            case TaxRecord() | StaffCost() | CreditRecord():
                line = row.claim_line
            case _:
                continue
        values = said.setdefault(line, set())
        values.update((each.name, getattr(row, each.name)) for each in fields(row) if each.name not in OUR_OWN)
    return {line: frozenset(values) for line, values in said.items()}
