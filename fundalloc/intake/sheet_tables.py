"""One table on a sheet: its row of titles found wherever it stands, its rows, and what the sheet hides from the eye."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final

from fundalloc.errors import Place, Refusal, Worded
from fundalloc.errors.intake import CellsMerged, CodeStoredAsNumber, ColumnHidden, HeadersMissing, NumbersAsText, RowsHidden
from fundalloc.intake.cells import NUMBERS, Kind, Number
from fundalloc.intake.names import plain
from fundalloc.intake.sheets import Sheet
from fundalloc.intake.tabular import Grid, Heading, TableSpec, cell_name, column_letters, heading

HEADER_ROWS_MAX: Final = 60


def heading_on(sheet: Sheet, spec: TableSpec, file: str, problems: list[Refusal]) -> tuple[Heading | None, Iterator[tuple[int, list[str]]]]:
    """Find the row of titles among the first rows: the one that holds most of the columns' names; return it with the rows below."""
    first = list(islice(sheet.rows, HEADER_ROWS_MAX))
    scores = [len({known[0].name for cell in cells if (known := spec.by_header.get(plain(cell)))}) for _, cells in first]
    best = max(range(len(first)), key=lambda index: (scores[index], -index), default=-1)
    if best < 0 or scores[best] < min(2, len(spec.fields)):
        headers = tuple(Worded(spec.header(each.name), (f"fields.{spec.name}.{each.name}",)) for each in spec.fields if each.required)
        place = Place(file=file, sheet=sheet.name)
        problems.append(HeadersMissing(headers=headers, place=place))
        return None, iter(())
    line, cells = first[best]
    read = heading(Grid(file, sheet.name), line, cells, spec, problems)
    return read, chain(first[best + 1 :], sheet.rows)


@dataclass(slots=True)
class Watched:
    """Rows as they pass, with what is worth a remark about their columns."""

    heading: Heading
    last_line: int = 0
    texts: Counter[str] = field(default_factory=Counter)
    first_text: dict[str, int] = field(default_factory=dict)
    codes: list[tuple[str, int, str]] = field(default_factory=list)

    def seen(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
        """Let rows pass; a number kept as a text, or a decimal number that stands for a code, is remembered."""
        position = self.heading.position
        present = [(each, position[each.name]) for each in self.heading.spec.fields if each.name in position]
        numbers = [(each.name, column) for each, column in present if each.kind in NUMBERS]
        codes = [(each.name, column) for each, column in present if each.kind is Kind.IDENTIFIER]
        for line, cells in rows:
            width = len(cells)
            for name, column in numbers:
                if column < width and type(cells[column]) is str and cells[column]:
                    self.texts[name] += 1
                    self.first_text.setdefault(name, line)
            for name, column in codes:
                if column < width and isinstance(cells[column], Number) and "." in cells[column]:
                    self.codes.append((name, line, cells[column]))
            self.last_line = line
            yield line, cells

    def remarks(self) -> Iterator[Refusal]:
        """Tell numbers kept as texts, and codes kept as decimal numbers."""
        for name, count in self.texts.items():
            place = self.heading.place(self.first_text[name], name)
            yield NumbersAsText(count=count, header=self.heading.header(name), place=place)
        for name, line, text in self.codes[:20]:
            yield CodeStoredAsNumber(text=text, place=self.heading.place(line, name))


def what_the_sheet_hides(sheet: Sheet, read: Heading, watched: Watched) -> Iterator[Refusal]:
    """Tell what a person who looks at the sheet does not see: hidden columns and rows, merged cells."""
    place = Place(file=read.file, sheet=sheet.name)
    header_line = read.line
    for name, column in read.position.items():
        if column in sheet.hidden_columns:
            cell = cell_name(column, header_line)
            yield ColumnHidden(header=read.header(name), place=Place(file=read.file, sheet=sheet.name, cell=cell))
    hidden = [line for line in sheet.hidden_rows if header_line < line <= watched.last_line]
    if hidden:
        yield RowsHidden(count=len(hidden), place=place)
    for cells in sheet.merged:
        found = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", cells)
        if found and header_line < int(found[4]) and int(found[2]) <= watched.last_line and _touches(read, found[1], found[3]):
            yield CellsMerged(cells=cells, place=Place(file=read.file, sheet=sheet.name, cell=found[1] + found[2]))


def _touches(read: Heading, first: str, last: str) -> bool:
    letters = [column_letters(column) for column in read.position.values()]
    return any((len(first), first) <= (len(each), each) <= (len(last), last) for each in letters)
