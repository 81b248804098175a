"""
The one way a CSV table becomes typed records, each of which knows where it stands in the person's file.

Headers are French, English or our own English names, in any order; ``locale/`` holds them under ``fields.<table>.<field>``.
Every problem of the file is collected in one pass: a bad cell never hides the next one.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, TypeAlias

from fundalloc.errors import Place, Refusal
from fundalloc.errors.intake import (
    CellTooLong,
    CellWithoutColumn,
    ColumnMissing,
    ColumnTwice,
    ColumnUnknown,
    DateUnreadable,
    FileEmpty,
    IdentifierUnreadable,
    IntegerUnreadable,
    MeasureUnreadable,
    QuoteUnclosed,
    ValueMissing,
    YesNoUnreadable,
)
from fundalloc.intake.text import read_text
from fundalloc.lexicon import LANGUAGES, lexicon
from fundalloc.money import MINUS_SIGNS, SPACES, parse_amount, parse_share

DELIMITERS: Final = (";", ",", "\t")
CELL_LENGTH_MAX: Final = 131_072
IDENTIFIER_LENGTH_MAX: Final = 120
SUGGESTIONS_MAX: Final = 3


class Kind(StrEnum):
    """What a cell holds, and therefore how it is read."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    AMOUNT = "amount"
    SHARE = "share"
    INTEGER = "integer"
    DATE = "date"
    YES_NO = "yes-no"
    LIST = "list"
    MEASURES = "measures"


@dataclass(frozen=True, slots=True)
class Field:
    """One column: our English name for it, what it holds, and what stands for an empty cell when it is not required."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = True
    default: object = None


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
    def by_header(self) -> Mapping[str, tuple[Field, int]]:
        """Each header as it is compared, with its column and the tongue it speaks (0 French, 1 English, 2 ours)."""
        found: dict[str, tuple[Field, int]] = {}
        for field in self.fields:
            for tongue, header in enumerate(self.headers(field.name)):
                found.setdefault(plain(header), (field, tongue))
        return found


@dataclass(frozen=True, slots=True)
class Heading:
    """The first row of a table, understood: which column holds each field, and the headers as they were typed."""

    file: str
    spec: TableSpec
    typed: tuple[str, ...]
    tongue: int
    position: Mapping[str, int]

    def header(self, field: str) -> str:
        """Return the header as the person typed it, or as it would have been typed."""
        column = self.position.get(field)
        return self.spec.header(field, self.tongue) if column is None else self.typed[column]


@dataclass(frozen=True, slots=True)
class Record:
    """
    One row, typed: text and identifiers as ``str``, amounts in cents, shares in basis points, lists as tuples of ``str``.

    ``broken`` names the fields whose cells could not be read; they have no value.
    """

    heading: Heading
    line: int
    values: Mapping[str, object]
    broken: frozenset[str] = frozenset()

    def __getitem__(self, field: str) -> object:
        """Return a value whatever it is; the accessors below say what they return."""
        return self.values[field]

    def place(self, field: str | None = None) -> Place:
        """Return where this row, or one of its cells, stands in the person's file."""
        return Place(file=self.heading.file, line=self.line, column=None if field is None else self.heading.header(field))

    def place_of(self, path: tuple[str | int, ...]) -> Place:
        """Return the place of the field a path begins with, or of the row."""
        return self.place(str(path[0]) if path else None)

    def text(self, field: str) -> str:
        """Return a text or an identifier; an empty optional cell is the empty text."""
        value = self.values[field]
        assert value is None or isinstance(value, str), field
        return value or ""

    def integer(self, field: str) -> int:
        """Return a whole number: an integer, an amount in cents or a share in basis points."""
        value = self.values[field]
        assert isinstance(value, int), field
        return value

    def day(self, field: str) -> date:
        """Return a date."""
        value = self.values[field]
        assert isinstance(value, date), field
        return value

    def is_yes(self, field: str) -> bool:
        """Return a yes or no."""
        value = self.values[field]
        assert isinstance(value, bool), field
        return value

    def items(self, field: str) -> tuple[str, ...]:
        """Return a list; an empty cell is an empty list."""
        value = self.values[field]
        assert isinstance(value, tuple), field
        return value


def read_table(path: Path, spec: TableSpec, problems: list[Refusal]) -> tuple[Record, ...]:
    """
    Read the rows of a CSV file that hold no problem of their own, and add every problem found to ``problems``.

    A row with an unreadable cell is left out: the caller refuses the file anyway.
    """
    return tuple(record for record in read_every_row(path, spec, problems) if not record.broken)


def read_every_row(path: Path, spec: TableSpec, problems: list[Refusal]) -> tuple[Record, ...]:
    """Read every row of a CSV file, also those with unreadable cells, so that references to them are still understood."""
    try:
        text = read_text(path)
        rows = _rows(text, _delimiter(text, spec), path.name)
        line, cells = next(rows, (1, ()))
        if not cells:
            raise FileEmpty(place=Place(file=path.name))
        heading = _heading(path.name, line, cells, spec, problems)
        return tuple(_record(heading, line, cells, problems) for line, cells in _until_broken(rows, problems))
    except Refusal as problem:
        problems.append(problem)
        return ()


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """
    Return a header or a name as it is compared: without case, accents, or the kind of its spaces and apostrophes.

    >>> plain(" Année_financière ")
    'annee financiere'
    """
    bare = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return re.sub(r"[\s_-]+", " ", "".join(mark for mark in bare if not unicodedata.combining(mark))).strip()


def nearest(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the known names that look like this one, the nearest first, three at most; all of them when none does."""
    by_plain: dict[str, str] = {}
    for name in known:
        by_plain.setdefault(plain(name), name)
    close = get_close_matches(plain(text), list(by_plain), n=SUGGESTIONS_MAX, cutoff=0.6)
    return tuple(by_plain[each] for each in close) or tuple(known)


# --- Rows and their lines


_Row: TypeAlias = tuple[int, Sequence[str]]


def _rows(text: str, delimiter: str, file: str) -> Iterator[_Row]:
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


def _heading(file: str, line: int, cells: Sequence[str], spec: TableSpec, problems: list[Refusal]) -> Heading:
    typed = tuple(cell.strip() for cell in cells)
    known = [spec.by_header.get(plain(header)) for header in typed]
    tongues = [found[1] for found in known if found is not None]
    tongue = max((0, 1, 2), key=tongues.count)
    position: dict[str, int] = {}
    for column, (header, found) in enumerate(zip(typed, known, strict=True)):
        place = Place(file=file, line=line, column=header or None)
        if found is None and header:
            suggestions = nearest(header, [spec.header(field.name, tongue) for field in spec.fields])
            problems.append(ColumnUnknown(header=header, suggestions=suggestions, place=place))
        elif found is not None and found[0].name in position:
            problems.append(ColumnTwice(header=header, first_header=typed[position[found[0].name]], place=place))
        elif found is not None:
            position[found[0].name] = column
    missing = (field.name for field in spec.fields if field.required and field.name not in position)
    problems.extend(ColumnMissing(header=spec.header(name, tongue), place=Place(file=file, line=line)) for name in missing)
    return Heading(file=file, spec=spec, typed=typed, tongue=tongue, position=position)


# --- The cells


def _record(heading: Heading, line: int, cells: Sequence[str], problems: list[Refusal]) -> Record:
    values: dict[str, object] = {}
    broken: list[str] = []
    for field in heading.spec.fields:
        column = heading.position.get(field.name)
        cell = cells[column].strip() if column is not None and column < len(cells) else ""
        if not cell and (column is None or not field.required):
            values[field.name] = _when_empty(field)
            continue
        try:
            values[field.name] = _READERS[field.kind](cell) if cell else _refuse_empty(heading.header(field.name))
        except Refusal as problem:
            problem.place = Place(file=heading.file, line=line, column=heading.header(field.name))
            problems.append(problem)
            broken.append(field.name)
    _refuse_strays(heading, line, cells, problems)
    broken += [field.name for field in heading.spec.fields if field.required and field.name not in heading.position]
    return Record(heading, line, values, frozenset(broken))


def _when_empty(field: Field) -> object:
    if field.default is None and field.kind is Kind.LIST:
        return ()
    if field.default is None and field.kind is Kind.MEASURES:
        return {}
    return field.default


def _refuse_strays(heading: Heading, line: int, cells: Sequence[str], problems: list[Refusal]) -> None:
    for column, cell in enumerate(cells):
        headless = column >= len(heading.typed) or not heading.typed[column]
        if headless and cell.strip():
            problems.append(CellWithoutColumn(text=cell.strip(), place=Place(file=heading.file, line=line)))


def _refuse_empty(header: str) -> object:
    raise ValueMissing(name=header)


_INTEGER = re.compile(rf"[{MINUS_SIGNS}]?(?:\d{{1,3}}(?:[{SPACES}]\d{{3}}){{1,5}}|\d{{1,18}})", re.ASCII)
_LINE_BREAK = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YES: Final = frozenset({"oui", "o", "yes", "y", "vrai", "true", "1"})
_NO: Final = frozenset({"non", "n", "no", "faux", "false", "0"})
_YEAR_MIN: Final = 1901
_YEAR_MAX: Final = 2199


def parse_integer(text: str) -> int:
    """
    Read a whole number, with or without spaces between the thousands.

    >>> parse_integer("1 234")
    1234
    """
    if _INTEGER.fullmatch(text) is None:
        raise IntegerUnreadable(text=text)
    size = int(re.sub(r"\D", "", text))
    return -size if text[0] in MINUS_SIGNS else size


def parse_date(text: str) -> date:
    """Read a day written year-month-day; every other way is refused, for 03/04/2025 is two days."""
    if _DATE.fullmatch(text) is None:
        raise DateUnreadable(text=text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise DateUnreadable(text=text) from None
    if not _YEAR_MIN <= day.year <= _YEAR_MAX:
        raise DateUnreadable(text=text)
    return day


def parse_yes_no(text: str) -> bool:
    """Read a yes or a no, in French or in English."""
    bare = plain(text)
    if bare not in _YES | _NO:
        raise YesNoUnreadable(text=text)
    return bare in _YES


def parse_identifier(text: str) -> str:
    """Read the name of a thing: one line of 120 characters at most, kept as it was typed."""
    if len(text) > IDENTIFIER_LENGTH_MAX or _LINE_BREAK.search(text):
        raise IdentifierUnreadable(text=text[:IDENTIFIER_LENGTH_MAX])
    return text


def parse_list(text: str) -> tuple[str, ...]:
    """
    Read names separated by ``|`` or ``;``, each once, in their own order.

    >>> parse_list("atelier | bourse|atelier")
    ('atelier', 'bourse')
    """
    items = (item.strip() for item in re.split(r"[|;]", text))
    return tuple(dict.fromkeys(parse_identifier(item) for item in items if item))


def parse_measures(text: str) -> dict[str, int]:
    """
    Read whole numbers under names, separated by ``|`` or ``;``.

    >>> parse_measures("score=82 | places=1 200")
    {'score': 82, 'places': 1200}
    """
    measures: dict[str, int] = {}
    for item in parse_list(text):
        name, sign, number = (part.strip() for part in item.partition("="))
        if not name or not sign or name in measures or _INTEGER.fullmatch(number) is None:
            raise MeasureUnreadable(text=item)
        measures[name] = parse_integer(number)
    return measures


_READERS: Final[Mapping[Kind, Callable[[str], object]]] = {
    Kind.TEXT: str,
    Kind.IDENTIFIER: parse_identifier,
    Kind.AMOUNT: parse_amount,
    Kind.SHARE: parse_share,
    Kind.INTEGER: parse_integer,
    Kind.DATE: parse_date,
    Kind.YES_NO: parse_yes_no,
    Kind.LIST: parse_list,
    Kind.MEASURES: parse_measures,
}
