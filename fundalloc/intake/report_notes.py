"""What is said of lines of the budget in a report, as a table: what will still be spent, and why a line varies from its budget."""

from pathlib import Path
from typing import Final

from fundalloc.domain.reporting import LineNote
from fundalloc.errors import Refusal
from fundalloc.intake.tabular import Field, Kind, Record, TableSpec, read_table

NOTES: Final = TableSpec(
    "report_notes",
    (
        Field("plan_item", Kind.IDENTIFIER),
        Field("recipient", Kind.IDENTIFIER),
        Field("fiscal_year", Kind.IDENTIFIER, required=False, default=""),
        Field("forecast_cents", Kind.AMOUNT, required=False),
        Field("explanation", required=False, default=""),
    ),
)


def read_report_notes(path: Path, problems: list[Refusal]) -> tuple[LineNote, ...]:
    """Read the notes; every problem of the file is added to ``problems``."""
    records = read_table(path, NOTES, problems)
    return tuple(_note(record) for record in records)


def _note(record: Record) -> LineNote:
    given = record["forecast_cents"] is not None
    return LineNote(
        plan_item=record.text("plan_item"),
        recipient=record.text("recipient"),
        fiscal_year=record.text("fiscal_year"),
        forecast_cents=record.integer("forecast_cents") if given else None,
        explanation=record.text("explanation"),
    )
