"""What a form is filled with, as a table: a cell of the form, the words beside it, and the figure of the report that goes there."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fundalloc.errors import Place, Refusal
from fundalloc.errors.official import FormCellMappedTwice, FormCellUnlabelled, FormCellUnreadable
from fundalloc.intake.tabular import Field, Record, TableSpec, column_number, read_table

MAPPING: Final = TableSpec(
    "form_mapping",
    (
        Field("sheet"),
        Field("cell"),
        Field("row_label", required=False, default=""),
        Field("column_label", required=False, default=""),
        Field("figure"),
    ),
)
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class MappedCell:
    """
    One cell to fill: ``column`` counts from 0, ``row`` from 1.

    ``row_label`` is the text that must stand to its left and ``column_label`` the text above it; at least one of them is given.
    ``figure`` is a place in the report's data, and ``place`` where this line of the mapping stands.
    """

    sheet: str
    column: int
    row: int
    row_label: str
    column_label: str
    figure: str
    place: Place


def read_mapping(path: Path, problems: list[Refusal]) -> tuple[MappedCell, ...]:
    """Read which figure goes into which cell; every problem of the file is added to ``problems``."""
    found = tuple(each for record in read_table(path, MAPPING, problems) if (each := _mapped(record, problems)))
    counts = Counter((each.sheet, each.column, each.row) for each in found)
    problems.extend(
        FormCellMappedTwice(sheet=each.sheet, place=each.place) for each in found if counts[each.sheet, each.column, each.row] > 1
    )
    return found


def _mapped(record: Record, problems: list[Refusal]) -> MappedCell | None:
    typed = record.text("cell").strip().upper()
    cell = _CELL.fullmatch(typed)
    column = _column(cell[1]) if cell else None
    row_label, column_label = record.text("row_label"), record.text("column_label")
    if cell is None or column is None:
        problems.append(FormCellUnreadable(text=typed, place=record.place("cell")))
        return None
    if not row_label and not column_label:
        problems.append(FormCellUnlabelled(cell=typed, place=record.place("cell")))
        return None
    return MappedCell(record.text("sheet"), column, int(cell[2]), row_label, column_label, record.text("figure"), record.place("cell"))


def _column(letters: str) -> int | None:
    """Return a column by its letters (0 is A), if a sheet has one."""
    try:
        return column_number(letters)
    except ValueError:
        return None
