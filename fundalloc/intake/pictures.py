"""A small picture of a person's sheet around the cells something is said of, as the sheet shows them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fundalloc.errors import Place, Refusal
from fundalloc.intake.cells import Number, shown_number
from fundalloc.intake.sheets import open_book
from fundalloc.intake.tabular import column_letters, column_number

AROUND_ROWS: Final = 1
AROUND_COLUMNS: Final = 2
TEXT_LENGTH_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class Picture:
    """A few rows and columns of a sheet: the letters above, each row with its number and its cells; ``row`` and ``letters`` are marked."""

    sheet: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    row: int
    letters: str


def pictures(path: Path, places: Iterable[Place | None]) -> Mapping[Place, Picture]:
    """Return a picture for each place that is a cell of a workbook; nothing for the others, or where the workbook cannot be opened."""
    by_sheet: dict[str, list[tuple[Place, int, int]]] = defaultdict(list)
    for place in places:
        found = re.fullmatch(r"([A-Z]+)(\d+)", (place.cell or "") if place else "")
        if place and place.sheet and found:
            by_sheet[place.sheet].append((place, column_number(found[1]), int(found[2])))
    if not by_sheet:
        return {}
    try:
        book = open_book(path)
        return {
            place: picture for sheet, cells in by_sheet.items() for place, picture in _of_sheet(book.open_sheet(sheet).rows, sheet, cells)
        }
    except (Refusal, KeyError):
        return {}


def _of_sheet(rows: Iterable[tuple[int, list[str]]], sheet: str, cells: list[tuple[Place, int, int]]) -> Iterable[tuple[Place, Picture]]:
    wanted = {line for _, _, row in cells for line in range(row - AROUND_ROWS, row + AROUND_ROWS + 1)}
    seen = {line: row for line, row in _until(rows, max(wanted)) if line in wanted}
    for place, column, row in cells:
        columns = range(max(0, column - AROUND_COLUMNS), column + AROUND_COLUMNS + 1)
        lines = [line for line in range(row - AROUND_ROWS, row + AROUND_ROWS + 1) if line > 0]
        shown = tuple((line, tuple(_shown(seen.get(line, []), each) for each in columns)) for line in lines)
        yield place, Picture(sheet, tuple(column_letters(each) for each in columns), shown, row, column_letters(column))


def _until(rows: Iterable[tuple[int, list[str]]], last: int) -> Iterable[tuple[int, list[str]]]:
    for line, cells in rows:
        if line > last:
            return
        yield line, cells


def _shown(cells: list[str], column: int) -> str:
    cell = cells[column] if column < len(cells) else ""
    text = shown_number(cell) if isinstance(cell, Number) else str(cell)
    return text if len(text) <= TEXT_LENGTH_MAX else text[: TEXT_LENGTH_MAX - 1] + "…"
