"""
The one way a CSV table becomes typed records, each of which knows where it stands in the person's file.

Headers are French, English or our own English names, in any order; ``locale/`` holds them under ``fields.<table>.<field>``.
Every problem of the file is collected in one pass: a bad cell never hides the next one.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice, zip_longest
from pathlib import Path
from typing import Final, TypeAlias

from fundalloc.errors import Place, Refusal
from fundalloc.errors.intake import (
    CellTooLong,
    CellWithoutColumn,
    ColumnMissing,
    ColumnTwice,
    ColumnUnknown,
    FileEmpty,
    QuoteUnclosed,
    ValueMissing,
)
from fundalloc.intake.cells import Field, Kind, read_cell
from fundalloc.intake.names import nearest, plain
from fundalloc.intake.text import Encoding, read_encoded
from fundalloc.lexicon import LANGUAGES, lexicon

__all__ = ["Field", "Kind", "Record", "TableSpec", "read_every_row", "read_table"]

DELIMITERS: Final = (";", ",", "\t")
CELL_LENGTH_MAX: Final = 131_072
COLUMNS_MAX: Final = 400
COLUMNS_OF_A_SHEET: Final = 16_384

Troubles: TypeAlias = Mapping[tuple[int, int], Refusal]
"""What is known to be wrong with single cells, by row and column, before anybody reads them."""

NO_TROUBLE: Final[Troubles] = {}
NOTHING_BROKEN: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True)
class TableSpec:
    """One table: its name in the lexicon and its columns."""

    name: str
    fields: tuple[Field, ...]

    def headers(self, field: str) -> tuple[str, ...]:
        """Return the ways a column may be headed: French, English, and our own name."""
        key = f"fields.{self.name}.{field}"
        written = [lexicon(language).say(key) for language in LANGUAGES if lexicon(language).has(key)]
        return (*written, field)

    def header(self, field: str, tongue: int = 0) -> str:
        """Return one of the ways a column may be headed; the first is French."""
        headers = self.headers(field)
        return headers[min(tongue, len(headers) - 1)]

    @cached_property
    def when_empty(self) -> Mapping[str, object]:
        """What an empty cell of each column means."""
        return {field.name: field.when_empty for field in self.fields}

    @cached_property
    def by_header(self) -> Mapping[str, tuple[Field, int]]:
        """Each header as it is compared, with its column and the tongue it speaks (0 French, 1 English, 2 ours)."""
        found: dict[str, tuple[Field, int]] = {}
        for field in self.fields:
            for tongue, header in enumerate(self.headers(field.name)):
                found.setdefault(plain(header), (field, tongue))
        return found


@dataclass(frozen=True, slots=True)
class Heading:
    """
    The row of titles of a table, understood: which column holds each field, and the headers as they were typed.

    In a workbook the table stands on a sheet, and a place is a cell; in a text file it is a line and a column's header.
    """

    file: str
    spec: TableSpec
    typed: tuple[str, ...]
    tongue: int
    position: Mapping[str, int]
    line: int = 1
    sheet: str | None = None

    def header(self, field: str) -> str:
        """Return the header as the person typed it, or as it would have been typed."""
        column = self.position.get(field)
        return self.spec.header(field, self.tongue) if column is None else self.typed[column]

    def place(self, line: int, field: str | None = None) -> Place:
        """Return where a row, or one of its cells, stands in the person's file."""
        column = self.position.get(field) if field else None
        if self.sheet is not None and column is not None:
            return Place(file=self.file, sheet=self.sheet, cell=cell_name(column, line))
        return Place(file=self.file, sheet=self.sheet, line=line, column=None if field is None else self.header(field))

    def place_at(self, line: int, column: int) -> Place:
        """Return the place of a cell that may stand under no header."""
        if self.sheet is not None:
            return Place(file=self.file, sheet=self.sheet, cell=cell_name(column, line))
        header = self.typed[column] if column < len(self.typed) else ""
        return Place(file=self.file, line=line, column=header or None)


def cell_name(column: int, row: int) -> str:
    """
    Return a cell as spreadsheets name it, from its column (0 is A) and its row.

    >>> cell_name(3, 14), cell_name(26, 1)
    ('D14', 'AA1')
    """
    return column_letters(column) + str(row)


def column_letters(column: int) -> str:
    """Return the letters of a column; 0 is A."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def column_number(letters: str) -> int:
    """
    Return the column of its letters; A is 0.

    >>> column_number("D"), column_number("AA")
    (3, 26)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    if not 0 < number <= COLUMNS_OF_A_SHEET:
        raise ValueError(letters)
    return number - 1


@dataclass(frozen=True, slots=True)
class Record:
    """
    One row, typed: text and identifiers as ``str``, amounts in cents, shares in basis points, lists as tuples of ``str``.

    ``values`` are those of the columns that are there; a column that is not says what an empty one does. ``broken`` names the fields
    whose cells could not be read; they have no value.
    """

    heading: Heading
    line: int
    values: Mapping[str, object]
    broken: frozenset[str] = frozenset()

    def __getitem__(self, field: str) -> object:
        """Return a value whatever it is; the accessors below say what they return."""
        if field in self.values or field in self.broken:
            return self.values[field]
        return self.heading.spec.when_empty[field]

    def place(self, field: str | None = None) -> Place:
        """Return where this row, or one of its cells, stands in the person's file."""
        return self.heading.place(self.line, field)

    def place_of(self, path: tuple[str | int, ...]) -> Place:
        """Return the place of the field a path begins with, or of the row."""
        return self.place(str(path[0]) if path else None)

    def text(self, field: str) -> str:
        """Return a text or an identifier; an empty optional cell is the empty text."""
        value = self[field]
        assert value is None or isinstance(value, str), field
        return value or ""

    def integer(self, field: str) -> int:
        """Return a whole number: an integer, an amount in cents or a share in basis points."""
        value = self[field]
        assert isinstance(value, int), field
        return value

    def day(self, field: str) -> date:
        """Return a date."""
        value = self[field]
        assert isinstance(value, date), field
        return value

    def items(self, field: str) -> tuple[str, ...]:
        """Return a list; an empty cell is an empty list."""
        value = self[field]
        assert isinstance(value, tuple), field
        return value


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text file is cut: each None is detected, and what was detected is told."""

    delimiter: str | None = None
    encoding: Encoding | None = None


AS_IT_SEEMS: Final = Manner()


@dataclass(frozen=True, slots=True)
class Detected:
    """How a text file was read."""

    file: str
    encoding: Encoding
    delimiter: str
    rows: int


def read_table(path: Path, spec: TableSpec, problems: list[Refusal]) -> tuple[Record, ...]:
    """
    Read the rows of a CSV file that hold no problem of their own, and add every problem found to ``problems``.

    A row with an unreadable cell is left out: the caller refuses the file anyway.
    """
    return tuple(record for record in read_every_row(path, spec, problems) if not record.broken)


def read_every_row(
    path: Path, spec: TableSpec, problems: list[Refusal], manner: Manner = AS_IT_SEEMS, detected: list[Detected] | None = None
) -> tuple[Record, ...]:
    """Read every row of a CSV file, also those with unreadable cells, so that references to them are still understood."""
    try:
        text, encoding = read_encoded(path, manner.encoding)
        delimiter = manner.delimiter or _delimiter(text, spec)
        rows = rows_of_text(text, delimiter, path.name)
        line, cells = next(rows, (1, ()))
        if not cells:
            raise FileEmpty(place=Place(file=path.name))
        found = heading(Grid(path.name), line, cells, spec, problems)
        end: list[Refusal] = []
        records = records_of(found, _until_broken(rows, end), problems)
        problems.extend(end)
    except Refusal as problem:
        problems.append(problem)
        return ()
    if detected is not None:
        detected.append(Detected(path.name, encoding, delimiter, len(records)))
    return records


@dataclass(frozen=True, slots=True)
class Grid:
    """Where rows come from: a file, or one of its sheets."""

    file: str
    sheet: str | None = None


def records_of(
    heading: Heading, rows: Iterable[tuple[int, Sequence[str]]], problems: list[Refusal], troubles: Troubles = NO_TROUBLE
) -> tuple[Record, ...]:
    """Return the typed record of each row; what is wrong is added to ``problems``, and the next cell is read all the same."""
    return tuple(_records(_reading(heading), rows, problems, troubles))


# --- Rows and their lines


_Row: TypeAlias = tuple[int, Sequence[str]]


def rows_of_text(text: str, delimiter: str, file: str) -> Iterator[_Row]:
    """Cut a text into rows that hold something, each with the line of the file it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            unread = CellTooLong if "limit" in str(error) else QuoteUnclosed
            raise unread(place=Place(file=file, line=line)) from error
        if any(cell and not cell.isspace() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _until_broken(rows: Iterator[_Row], problems: list[Refusal]) -> Iterator[_Row]:
    try:
        yield from rows
    except Refusal as problem:
        problems.append(problem)


def _delimiter(text: str, spec: TableSpec) -> str:
    """Choose the delimiter under which most headers are known; the one found most often breaks ties."""
    first = next((line for line in io.StringIO(text[:CELL_LENGTH_MAX]) if line.strip()), "")

    def score(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            return (0, 0)
        return (sum(plain(cell) in spec.by_header for cell in cells), first.count(delimiter))

    return max(DELIMITERS, key=score)


# --- The heading


def heading(grid: Grid, line: int, cells: Sequence[str], spec: TableSpec, problems: list[Refusal]) -> Heading:
    """Understand a row of titles, in French, in English or under our own names, in any order."""
    typed = tuple(cell.strip() for cell in cells)
    known = [spec.by_header.get(plain(header)) for header in typed]
    tongues = [found[1] for found in known if found is not None]
    tongue = max((0, 1, 2), key=tongues.count)
    position: dict[str, int] = {}
    read = Heading(file=grid.file, spec=spec, typed=typed, tongue=tongue, position=position, line=line, sheet=grid.sheet)
    for column, (header, found) in enumerate(zip(typed, known, strict=True)):
        place = read.place_at(line, column)
        if found is None and header:
            suggestions = nearest(header, [spec.header(field.name, tongue) for field in spec.fields])
            problems.append(ColumnUnknown(header=header, suggestions=suggestions, place=place))
        elif found is not None and found[0].name in position:
            problems.append(ColumnTwice(header=header, first_header=typed[position[found[0].name]], place=place))
        elif found is not None:
            position[found[0].name] = column
    missing = (field.name for field in spec.fields if field.required and field.name not in position)
    where = Place(file=grid.file, sheet=grid.sheet, line=line)
    problems.extend(ColumnMissing(header=spec.header(name, tongue), place=where) for name in missing)
    return read


# --- The cells


@dataclass(frozen=True, slots=True)
class _Column:
    """One column that is there: its field, where it stands, and what its cells were read as before, by what they are stored as."""

    field: Field
    at: int
    known: dict[type[str], dict[str, object]]

    def value(self, cell: str) -> object:
        """Return what a cell that is not blank means; what repeats is read once."""
        known = self.known.setdefault(type(cell), {})
        if cell not in known:
            known[cell] = self._new_value(cell, type(cell))
        return known[cell]

    def values(self, cells: Sequence[str]) -> list[object] | None:
        """Return what the cells of a block mean, or nothing where one of them must be looked at by itself."""
        different = set(cells)
        kinds = {type(cell) for cell in different if cell}
        if len(kinds) > 1:
            return None
        kind = kinds.pop() if kinds else str
        known = self.known.setdefault(kind, {})
        if len(known) > REMEMBERED_MAX:
            known.clear()
        try:
            for cell in different.difference(known):
                known[cell] = self._new_value(cell, kind)
        except Refusal:
            return None
        return [known[cell] for cell in cells]

    def _new_value(self, cell: str, kind: type[str]) -> object:
        if cell and not cell.isspace():
            return read_cell(self.field, cell.strip() if kind is str else cell)
        if self.field.required:
            raise ValueMissing(name=self.field.name)
        return self.field.when_empty


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the rows under one heading are read: what empty cells mean, where each column is, and which ones there are not."""

    heading: Heading
    present: tuple[_Column, ...]
    missing: tuple[str, ...]
    has_strays: bool


REMEMBERED_MAX: Final = 20_000
BLOCK_ROWS: Final = 1_000


def _reading(heading: Heading) -> _Reading:
    position = heading.position
    return _Reading(
        heading,
        present=tuple(_Column(each, position[each.name], {}) for each in heading.spec.fields if each.name in position),
        missing=tuple(each.name for each in heading.spec.fields if each.required and each.name not in position),
        has_strays="" in heading.typed,
    )


def _records(reading: _Reading, rows: Iterable[_Row], problems: list[Refusal], troubles: Troubles) -> Iterator[Record]:
    """Read rows a block at a time: by columns, which is quick, and cell by cell where a block holds anything out of the ordinary."""
    coming = iter(rows)
    while block := list(islice(coming, BLOCK_ROWS)):
        columns = _columns(reading, block, troubles)
        if columns is None:
            yield from (_record(reading, line, cells, problems, troubles) for line, cells in block)
        else:
            names = tuple(column.field.name for column in reading.present)
            for (line, _), values in zip(block, zip(*columns, strict=True), strict=True):
                yield Record(reading.heading, line, dict(zip(names, values, strict=True)))


def _columns(reading: _Reading, block: Sequence[_Row], troubles: Troubles) -> list[list[object]] | None:
    """Return what a block says, column by column, or nothing where a row or a cell of it must be looked at by itself."""
    width = len(reading.heading.typed)
    if reading.missing or reading.has_strays or not reading.present or any(len(cells) > width for _, cells in block):
        return None
    if troubles and any((line, column.at) in troubles for line, _ in block for column in reading.present):
        return None
    cells = tuple(zip_longest(*(cells for _, cells in block), fillvalue=""))
    blank = ("",) * len(block)
    columns = []
    for column in reading.present:
        values = column.values(cells[column.at] if column.at < len(cells) else blank)
        if values is None:
            return None
        columns.append(values)
    return columns


def _record(reading: _Reading, line: int, cells: Sequence[str], problems: list[Refusal], troubles: Troubles) -> Record:
    """Read one row, cell by cell; what is wrong with one hides nothing of the next."""
    heading, width = reading.heading, len(cells)
    values: dict[str, object] = {}
    broken: list[str] = list(reading.missing)
    for column in reading.present:
        field, cell = column.field, cells[column.at] if column.at < width else ""
        try:
            if cell and not cell.isspace():
                values[field.name] = column.value(cell)
            elif (line, column.at) in troubles:
                raise troubles[line, column.at]
            elif field.required:
                raise ValueMissing(name=heading.header(field.name))
            else:
                values[field.name] = field.when_empty
        except Refusal as problem:
            problem.place = heading.place(line, field.name)
            problems.append(problem)
            broken.append(field.name)
    if reading.has_strays or width > len(heading.typed):
        _refuse_strays(heading, line, cells, problems)
    return Record(heading, line, values, frozenset(broken) if broken else NOTHING_BROKEN)


def _refuse_strays(heading: Heading, line: int, cells: Sequence[str], problems: list[Refusal]) -> None:
    for column, cell in enumerate(cells):
        headless = column >= len(heading.typed) or not heading.typed[column]
        if headless and cell.strip():
            place = heading.place_at(line, column)
            problems.append(CellWithoutColumn(text=cell.strip(), place=place))
