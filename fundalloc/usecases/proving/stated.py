"""What the file of a report says itself of a figure: somebody may have changed it since the books gave it."""

import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.errors import refused_alike
from fundalloc.reports.plain import Written, key_of
from fundalloc.reports.tables import Column, Kind, Row, Table, Text
from fundalloc.usecases.accountability.published import is_published

if TYPE_CHECKING:
    from fundalloc.reports.places import Figure

PARTS_OF_ONE: Final = {Kind.MONEY: 100, Kind.PERCENT: 10_000, Kind.POINTS: 100}
"""How many of what we count in make one of what a workbook shows."""
_CELL: Final = re.compile(r"\$?[A-Z]{1,3}\$?\d+")


def stated(report: Path, cell: str, stands: "Figure") -> Text | None:
    """
    Return what a file says where a figure stands: a number, or the words that took its place.

    Nothing where the place is of the other kind of file, or the file is what was published of the books.

    Raises:
        RefusedTogether: the file is no workbook, or no report of ours, where one looks into it.

    """
    table, row, column = stands
    sheet, _, coordinate = cell.rpartition("!")
    if not isinstance(table.value(row, column.id), int) or bool(sheet) != zipfile.is_zipfile(report) or is_published(report):
        return None
    with refused_alike():
        found = _in_workbook(report, sheet.strip("'"), coordinate.upper()) if sheet else _in_data(report, table, row, column)
    try:
        parts = Decimal(found) * (PARTS_OF_ONE.get(column.kind, 1) if sheet else 1)
        return Written(int(parts.to_integral_value()), column.kind)
    except (ArithmeticError, ValueError):
        return found


def _in_workbook(report: Path, sheet: str, coordinate: str) -> str:
    from fundalloc.intake.official.reading import corners, read_form

    named = _CELL.match(coordinate)
    assert named is not None, "a figure stands there"
    spot, _ = corners(named[0])
    found = read_form(report).sheet(sheet)
    cell = found.seen(spot) if found is not None else None
    return cell.text if cell is not None else ""


def _in_data(report: Path, table: Table, row: Row, column: Column) -> str:
    from fundalloc.intake.report_file import told_in_data

    place = next((place for place, each in enumerate(table.rows) if each is row), None)
    return told_in_data(report, table.id, place, key_of(column))
