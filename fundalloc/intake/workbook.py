"""A workbook, read like the folder it stands for: the same columns, the same nouns, the same refusals, each with its sheet and cell."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from fundalloc.errors import Place, Refusal, Worded, refuse_together
from fundalloc.errors.intake import (
    ColumnTwice,
    NothingGiven,
    SheetMissing,
    SheetTwice,
    SheetUnread,
    TemplateNewer,
    TemplateOlder,
    ValueMissing,
    ValueRefused,
)
from fundalloc.intake.cells import Field, Kind, Number, read_cell
from fundalloc.intake.document import Path_
from fundalloc.intake.gathering import Examined, Understand, Written, blocking
from fundalloc.intake.names import nearest, plain
from fundalloc.intake.outlines import Outline
from fundalloc.intake.problems import EnoughProblems, Problems
from fundalloc.intake.sheet_tables import HEADER_ROWS_MAX, Watched, heading_on, what_the_sheet_hides
from fundalloc.intake.sheets import Book, Sheet, open_book
from fundalloc.intake.tables import spec_of
from fundalloc.intake.tabular import Heading, Record, TableSpec, cell_name, column_letters, records_of
from fundalloc.lexicon import LANGUAGES, lexicon
from fundalloc.money import plain_amount

NOT_DATA: Final = ("read-me", "example", "lists", "errors")
VERSION_PROPERTY: Final = "fundalloc-template"
VERSION: Final = "3"
"""The template's version, one more each time that a sheet or a column is added; those of before are read as they are."""
NEW_COLUMNS_SHOWN: Final = 12

Noun_ = TypeVar("Noun_")


@dataclass(slots=True)
class _Reading:
    """What reading one workbook gathers."""

    file: str
    outline: Outline
    problems: Problems = field(default_factory=Problems)
    spoiled: set[str] = field(default_factory=set)
    headings: dict[str, Heading] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class SheetSections:
    """The sheets that a folder keeps in its TOML file: what they say, and the cell of each value."""

    file: str
    outline: Outline
    content: dict[str, Any] = field(default_factory=dict)
    records: dict[str, list[tuple[Heading, int]]] = field(default_factory=dict)
    settings: dict[str, Place] = field(default_factory=dict)

    def place(self, path: Path_, record: str | None = None) -> Place:  # noqa: ARG002 - a cell needs no other name
        """Return the cell of a value, or the row or sheet it should be on."""
        table = str(path[0]) if path else ""
        if table in self.outline.lists and len(path) > 1 and isinstance(path[1], int):
            read, line = self.records[table][path[1]]
            return read.place(line, _column_of(read.spec, tuple(str(step) for step in path[2:])))
        if table in self.outline.lists:
            return Place(file=self.file)
        name = _column_of(spec_of(self.outline.settings), tuple(str(step) for step in path))
        return self.settings.get(name or "", Place(file=self.file))


def _column_of(spec: TableSpec, path: tuple[str, ...]) -> str | None:
    """Return the column a path of the noun stands in, as near as it tells."""
    for length in range(len(path), 0, -1):
        for each in spec.fields:
            if each.path[:length] == path[:length]:
                return each.name
    return None


def examine_workbook(path: Path, outline: Outline, understand: Understand[Noun_]) -> Examined[Noun_]:
    """
    Read a workbook under its outline and tell everything there is to say about it.

    Sheets and columns are found by their titles, in French, in English or under our own names, wherever they stand.

    Raises:
        RefusedTogether: the file cannot be opened as a workbook.

    """
    reading = _Reading(path.name, outline)
    try:
        book = open_book(path)
    except Refusal as problem:
        refuse_together((problem,))
        raise
    sections = SheetSections(path.name, outline)
    try:
        read = understand(_written(book, reading, sections), reading.problems)
    except EnoughProblems:
        read = Examined(noun=None, problems=tuple(reading.problems))
    problems = tuple(_in_the_persons_words(read.problems, reading, sections))
    rows = {**read.rows, **{table: len(found) for table, found in sections.records.items()}}
    return Examined(noun=read.noun, problems=problems, rows=rows)


def _written(book: Book, reading: _Reading, sections: SheetSections) -> Written:
    outline, sheets = reading.outline, _sheets_by_table(book, reading)
    reading.sheets = sheets
    tables: dict[str, tuple[Record, ...]] = {}
    try:
        for table in (*outline.tables, *outline.lists, outline.settings):
            before = blocking(reading.problems)
            if table in sheets:
                _read_sheet(book.open_sheet(sheets[table]), table, reading, tables, sections)
            elif table not in outline.optional:
                _tell_missing(book, table, sheets, reading)
            reading.spoiled |= {table} if blocking(reading.problems) > before else set()
    except Refusal as problem:
        refuse_together((problem,))
    _tell_version(book, reading)
    return Written(sections=sections, tables=tables, spoiled=frozenset(reading.spoiled))


# --- Sheets and their names


def sheet_labels(table: str) -> tuple[str, ...]:
    """Return the names a sheet may have: French, English, ours."""
    return (*(lexicon(language).say(f"sheets.{table}") for language in LANGUAGES), table)


def sheet_word(table: str) -> Worded:
    """Return a sheet's name as a fact: told in the reader's language."""
    return Worded(sheet_labels(table)[0], (f"sheets.{table}",))


def _sheets_by_table(book: Book, reading: _Reading) -> dict[str, str]:
    known = {plain(label): table for table in (*reading.outline.sheets, *NOT_DATA) for label in sheet_labels(table)}
    labels = [lexicon(language).say(f"sheets.{table}") for language in LANGUAGES for table in reading.outline.sheets]
    found: dict[str, str] = {}
    for name in book.names:
        table = known.get(plain(name))
        if table is None:
            near = tuple(sheet_word(each) for each in dict.fromkeys(known[plain(label)] for label in nearest(name, labels)))
            reading.problems.append(SheetUnread(sheet=name, suggestions=near, place=Place(file=book.file, sheet=name)))
        elif table in found and table not in NOT_DATA:
            reading.problems.append(SheetTwice(sheet=name, first=found[table], place=Place(file=book.file, sheet=name)))
        else:
            found[table] = name
    return found


def _tell_missing(book: Book, table: str, sheets: Mapping[str, str], reading: _Reading) -> None:
    strangers = [name for name in book.names if name not in sheets.values()]
    near = nearest(sheet_labels(table)[0], strangers)[:3] or ("—",)
    reading.problems.append(SheetMissing(sheet=sheet_word(table), suggestions=near, place=Place(file=book.file)))


def _tell_version(book: Book, reading: _Reading) -> None:
    """Tell of another version of the template: what a later one added is not read, what an earlier one lacks is read as left empty."""
    version = book.properties.get(VERSION_PROPERTY, VERSION)
    if not version.isdecimal() or int(version) == int(VERSION):
        return
    place = Place(file=book.file)
    if int(version) > int(VERSION):
        reading.problems.append(TemplateNewer(version=version, known=VERSION, place=place))
        return
    absent = [header for heading in reading.headings.values() for header in _absent(heading)]
    shown = (*absent[:NEW_COLUMNS_SHOWN], *(("…",) if len(absent) > NEW_COLUMNS_SHOWN else ()))
    reading.problems.append(TemplateOlder(version=version, known=VERSION, columns=shown, place=place))


def _absent(read: Heading) -> Iterator[str]:
    """Yield the columns that a sheet does not have, each with the sheet's name."""
    yield from (f"{read.sheet} – {read.header(each.name)}" for each in read.spec.fields if each.name not in read.position)


# --- One sheet


def _read_sheet(sheet: Sheet, table: str, reading: _Reading, tables: dict[str, tuple[Record, ...]], sections: SheetSections) -> None:
    if table == reading.outline.settings:
        _read_settings(sheet, reading, sections)
        return
    spec = spec_of(table)
    read, rows = heading_on(sheet, spec, reading.file, reading.problems)
    if read is None:
        return
    reading.headings[sheet.name] = read
    watched = Watched(read)
    if table in reading.outline.tables:
        tables[table] = records_of(read, watched.seen(rows), reading.problems, sheet.troubles)
    else:
        _read_list(table, read, list(watched.seen(rows)), sheet, reading, sections)
    reading.problems.extend(watched.remarks())
    reading.problems.extend(what_the_sheet_hides(sheet, read, watched))


# --- Sheets that a folder keeps in its TOML file


def _read_list(
    table: str, read: Heading, rows: Sequence[tuple[int, list[str]]], sheet: Sheet, reading: _Reading, sections: SheetSections
) -> None:
    records = records_of(read, rows, reading.problems, sheet.troubles)
    items: list[dict[str, Any]] = []
    for record, (line, cells) in zip(records, rows, strict=True):
        typed = {name for name, column in read.position.items() if column < len(cells) and cells[column].strip()}
        items.append(_item(record, typed - record.broken, reading))
        sections.records.setdefault(table, []).append((read, line))
    sections.content[table] = items


def _item(record: Record, typed: set[str], reading: _Reading) -> dict[str, Any]:
    """Return a row as its section of the TOML file would be: only what was typed, sub-keys inside their keys."""
    item: dict[str, Any] = {}
    for each in record.heading.spec.fields:
        if each.name not in typed:
            continue
        try:
            _put(item, each.path, _as_section(each, record.values[each.name]))
        except Refusal as problem:
            problem.place = record.place(each.name)
            reading.problems.append(problem)
    return item


def _put(item: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    for step in path[:-1]:
        item = item.setdefault(step, {})
    item[path[-1]] = value


def _as_section(column: Field, value: object) -> object:
    match column.kind, value:
        case Kind.AMOUNT, int():
            return plain_amount(value)
        case Kind.SHARE, int():
            return f"{value // 100},{value % 100:02d} %"
        case Kind.LIST, tuple():
            return list(value)
        case Kind.INLINE, str():
            return _inline(column, value)
        case _:
            return value


def _inline(column: Field, text: str) -> object:
    """Read a value that has no shape of its own in a cell, written as TOML writes it."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, KeyError):
        raise ValueRefused(name=column.name, text=text[:80]) from None


def _read_settings(sheet: Sheet, reading: _Reading, sections: SheetSections) -> None:
    """Read labels and their values, one under the other; the value stands in the cell right of its label."""
    spec = spec_of(reading.outline.settings)
    found: set[str] = set()
    for line, cells in islice(sheet.rows, HEADER_ROWS_MAX):
        for column, cell in enumerate(cells):
            known = spec.by_header.get(plain(cell)) if cell else None
            if known is None:
                continue
            name, place = known[0].name, Place(file=reading.file, sheet=sheet.name, cell=cell_name(column + 1, line))
            if name in found:
                reading.problems.append(ColumnTwice(header=cell, first_header=cell, place=place))
            found.add(name)
            sections.settings.setdefault(name, place)
            value = cells[column + 1] if column + 1 < len(cells) else ""
            _read_setting(known[0], cell, value, place, sheet.troubles.get((line, column + 1)), reading, sections)
            break
    absent = [each for each in spec.fields if each.required and each.name not in found]
    place = Place(file=reading.file, sheet=sheet.name)
    if absent:
        sections.settings.update({each.name: place for each in absent})


def _read_setting(
    column: Field, header: str, value: str, place: Place, trouble: Refusal | None, reading: _Reading, sections: SheetSections
) -> None:
    try:
        if trouble is not None:
            raise trouble
        if value.strip():
            read = read_cell(column, value if isinstance(value, Number) else value.strip())
            _put(sections.content, column.path, _as_section(column, read))
        elif column.required:
            raise ValueMissing(name=header)
    except Refusal as problem:
        problem.place = place
        reading.problems.append(problem)


# --- What the nouns refused, in the words of the sheets


def _in_the_persons_words(problems: Iterable[Refusal], reading: _Reading, sections: SheetSections) -> Iterator[Refusal]:
    """Name columns by their headers, and tell what is missing only where nothing else was told of the same cell."""
    told: set[Place] = set()
    for problem in problems:
        if isinstance(problem, ValueMissing):
            _point_at_missing(problem, reading, sections)
            if problem.place in told:
                continue
        if isinstance(problem, NothingGiven):
            sheet = reading.sheets.get(problem.table)
            problem.table = sheet or sheet_word(problem.table)
            problem.place = Place(file=reading.file, sheet=sheet)
        if problem.place is not None:
            told.add(problem.place)
        header = _header_at(problem.place, reading)
        if header and hasattr(problem, "name"):
            problem.name = header
        yield problem


def _point_at_missing(problem: ValueMissing, reading: _Reading, sections: SheetSections) -> None:
    """Point at the cell of a missing value, where its column is known: the nouns only tell its row."""
    place = problem.place
    if place is None or place.sheet is None:
        name = _column_of(spec_of(reading.outline.settings), (problem.name,))
        if name in sections.settings:
            problem.place = sections.settings[name]
            problem.name = spec_of(reading.outline.settings).header(name)
        return
    read = reading.headings.get(place.sheet)
    line = place.row
    if read is None or line is None:
        return
    at = next((each for each in read.spec.fields if place.cell and read.place(line, each.name) == place), None)
    above = at.path[:-1] if at is not None and len(at.path) > 1 else ()
    wanted = (*above, problem.name)
    name = next((each.name for each in read.spec.fields if each.path[: len(wanted)] == wanted), None)
    if name is not None and name in read.position:
        problem.place = read.place(line, name)
    elif name is not None:
        problem.name = read.header(name)


def _header_at(place: Place | None, reading: _Reading) -> str:
    if place is None or place.cell is None or place.sheet not in reading.headings:
        return ""
    read = reading.headings[place.sheet]
    letters = place.cell.rstrip("0123456789")
    return next((read.typed[column] for column in read.position.values() if column_letters(column) == letters), "")
