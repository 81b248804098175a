"""
The sheets of a workbook, row by row, as the file stores them: exact digits, no macro, no entity, no outside link, bounded memory.

A reader of its own, because what a person must be told is lost by general ones: a formula without its value, an error, the digits of
an amount, the cell's own address. It streams: the file is never held inflated.
"""

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias
from xml.parsers import expat

from fundalloc.errors import Place, Refusal
from fundalloc.errors.intake import (
    CellError,
    CellsTooMany,
    CellWithoutColumn,
    FileClosed,
    FileTooLarge,
    FormulaWithoutValue,
    WorkbookBroken,
    WorkbookEntities,
    WorkbookExpected,
    WorkbookInflates,
    WorkbookLinks,
    WorkbookLocked,
    WorkbookMacros,
)
from fundalloc.intake.cells import Day, Number, Percentage, Truth
from fundalloc.intake.tabular import cell_name
from fundalloc.intake.text import MEGABYTE, why_closed

MEMBERS_MAX: Final = 2_000
INFLATED_BYTES_MAX: Final = 250 * MEGABYTE
TEXTS_BYTES_MAX: Final = 80 * MEGABYTE
PART_BYTES_MAX: Final = 10 * MEGABYTE
RATIO_MAX: Final = 120
RATIO_MATTERS_FROM_BYTES: Final = 20 * MEGABYTE
CELLS_MAX: Final = 2_500_000
COLUMNS_MAX: Final = 400
MEGABYTES_MAX: Final = 100
CHUNK: Final = 1 << 16

_OLE: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK"
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, KeyError, ValueError, IndexError)

Row: TypeAlias = tuple[int, list[str]]


@dataclass(slots=True)
class Sheet:
    """One sheet while it is read: its rows come one by one, what else is known of it is complete when they are exhausted."""

    name: str
    rows: Iterator[Row]
    troubles: dict[tuple[int, int], Refusal] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Book:
    """An opened workbook: its sheets in order, and the properties somebody gave it."""

    file: str
    names: tuple[str, ...]
    properties: Mapping[str, str]
    open_sheet: Callable[[str], Sheet]


def open_book(path: Path) -> Book:
    """
    Open a workbook without believing anything it says of itself.

    Raises:
        Refusal: it is not a workbook, it is locked, damaged or cut short, it inflates beyond measure, or it holds macros, entities
            or links to other files.

    """
    place = Place(file=path.name)
    _refuse_other_files(path, place)
    try:
        archive = zipfile.ZipFile(path)
        _refuse_hostile(archive, place)
        return _book(archive, path.name)
    except _BROKEN as error:
        raise WorkbookBroken(place=place) from error


def _refuse_other_files(path: Path, place: Place) -> None:
    problem = why_closed(path)
    if problem is not None:
        raise problem
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            beginning = file.read(4)
    except OSError as error:
        raise FileClosed(path=str(path)) from error
    if beginning == _OLE:
        raise WorkbookLocked(place=place)
    if not beginning.startswith(_ZIP):
        raise WorkbookExpected(place=place)
    if size > MEGABYTES_MAX * MEGABYTE:
        raise FileTooLarge(megabytes=size // MEGABYTE, megabytes_max=MEGABYTES_MAX, place=place)


def _refuse_hostile(archive: zipfile.ZipFile, place: Place) -> None:
    members = archive.infolist()
    inflated = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    swollen = inflated > RATIO_MATTERS_FROM_BYTES and inflated > RATIO_MAX * packed
    if len(members) > MEMBERS_MAX or inflated > INFLATED_BYTES_MAX or swollen:
        raise WorkbookInflates(megabytes=inflated // MEGABYTE, megabytes_max=INFLATED_BYTES_MAX // MEGABYTE, place=place)
    names = [member.filename.casefold() for member in members]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise WorkbookMacros(place=place)
    if any("/externallinks/" in name for name in names):
        raise WorkbookLinks(place=place)
    if any(member.flag_bits & 1 for member in members):
        raise WorkbookLocked(place=place)
    if "xl/workbook.xml" not in names:
        raise WorkbookExpected(place=place)


def _book(archive: zipfile.ZipFile, file: str) -> Book:
    place = Place(file=file)
    sheets: dict[str, str] = {}
    epoch_1904 = False
    for name, attributes in _elements(archive, "xl/workbook.xml", place):
        if name == "sheet":
            reference = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id" and ":" in key), "")
            sheets[unicodedata.normalize("NFC", attributes.get("name", ""))] = reference
        if name == "workbookPr":
            epoch_1904 = attributes.get("date1904") in {"1", "true"}
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for name, attributes in _elements(archive, "xl/_rels/workbook.xml.rels", place)
        if name == "Relationship" and attributes.get("TargetMode") != "External"
    }
    styles = _styles(archive, place) if "xl/styles.xml" in archive.namelist() else ()
    texts = _shared_texts(archive, place) if "xl/sharedStrings.xml" in archive.namelist() else []

    def open_sheet(name: str) -> Sheet:
        target = targets[sheets[name]]
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        return _sheet(archive, member, _Context(file, name, texts, styles, epoch_1904=epoch_1904))

    names = tuple(name for name, reference in sheets.items() if _is_sheet(targets.get(reference, "")))
    return Book(file, names, _properties(archive, place), open_sheet)


def _is_sheet(target: str) -> bool:
    return "worksheets/" in target


def _properties(archive: zipfile.ZipFile, place: Place) -> dict[str, str]:
    if "docProps/custom.xml" not in archive.namelist():
        return {}
    found: dict[str, str] = {}
    name: list[str] = []
    words: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        if element.rpartition(":")[2] == "property":
            name[:] = [attributes.get("name", "")]
        words.clear()

    def end(element: str) -> None:
        if element.rpartition(":")[2] == "lpwstr" and name:
            found[name[0]] = "".join(words)

    _parse(archive, "docProps/custom.xml", place, start, end, words.append)
    return found


# --- XML that cannot bite


def _parser(place: Place) -> Any:  # noqa: ANN401 - expat names no public type
    """Return a parser that stops at any document type: entities begin there."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = CHUNK

    def stop(*_: object) -> None:
        raise WorkbookEntities(place=place)

    parser.StartDoctypeDeclHandler = stop
    parser.EntityDeclHandler = stop
    return parser


def _chunks(archive: zipfile.ZipFile, member: str, limit: int, place: Place) -> Iterator[bytes]:
    read = 0
    with archive.open(member) as file:
        while chunk := file.read(CHUNK):
            read += len(chunk)
            if read > limit:
                raise WorkbookInflates(megabytes=read // MEGABYTE, megabytes_max=limit // MEGABYTE, place=place)
            yield chunk


def _parse(
    archive: zipfile.ZipFile,
    member: str,
    place: Place,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    words: Callable[[str], None] | None = None,
    limit: int = PART_BYTES_MAX,
) -> None:
    parser = _parser(place)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, words
    try:
        for chunk in _chunks(archive, member, limit, place):
            parser.Parse(chunk, False)  # noqa: FBT003 - expat's own way
        parser.Parse(b"", True)  # noqa: FBT003 - the same
    except expat.ExpatError as error:
        raise WorkbookBroken(place=place) from error


def _elements(archive: zipfile.ZipFile, member: str, place: Place) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    _parse(archive, member, place, lambda name, attributes: found.append((name.rpartition(":")[2], attributes)))
    return found


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _text(written: str) -> str:
    """Return a text as a person sees it: escaped characters decoded, in Unicode normal form C."""
    if "_x" in written:
        written = _ESCAPE.sub(_unescaped, written)
    return written if written.isascii() else unicodedata.normalize("NFC", written)


def _unescaped(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if 0xD800 <= number <= 0xDFFF else chr(number)  # noqa: PLR2004 - half a character


def _shared_texts(archive: zipfile.ZipFile, place: Place) -> list[str]:  # noqa: C901 - one automaton
    texts: list[str] = []
    words: list[str] = []
    depth = {"phonetic": 0, "text": 0}

    def start(element: str, _: dict[str, str]) -> None:
        name = element.rpartition(":")[2]
        if name == "si":
            words.clear()
        elif name == "rPh":
            depth["phonetic"] += 1
        elif name == "t":
            depth["text"] = 1

    def end(element: str) -> None:
        name = element.rpartition(":")[2]
        if name == "si":
            texts.append(_text("".join(words)))
        elif name == "rPh":
            depth["phonetic"] -= 1
        elif name == "t":
            depth["text"] = 0

    def heard(text: str) -> None:
        if depth["text"] and not depth["phonetic"]:
            words.append(text)

    _parse(archive, "xl/sharedStrings.xml", place, start, end, heard, TEXTS_BYTES_MAX)
    return texts


# --- Formats: what makes a number a day or a percentage


_BUILT_IN_DAYS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_BUILT_IN_PERCENTAGES: Final = frozenset({9, 10})
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)

Style: TypeAlias = type[Number] | type[Day]


def _styles(archive: zipfile.ZipFile, place: Place) -> tuple[Style, ...]:
    formats: dict[str, str] = {}
    styles: list[Style] = []
    inside = False
    for name, attributes in _elements(archive, "xl/styles.xml", place):
        if name == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            styles.append(_style(attributes.get("numFmtId", "0"), formats))
    return tuple(styles)


def _style(number: str, formats: Mapping[str, str]) -> Style:
    code = _NOT_FORMAT.sub("", formats.get(number, "")).split(";")[0].casefold()
    built_in = int(number) if number.isdecimal() and number not in formats else -1
    if "%" in code or built_in in _BUILT_IN_PERCENTAGES:
        return Percentage
    if built_in in _BUILT_IN_DAYS or (code != "general" and re.search(r"[ymdhs]", code)):
        return Day
    return Number


# --- Rows


@dataclass(frozen=True, slots=True)
class _Context:
    file: str
    sheet: str
    texts: list[str]
    styles: tuple[Style, ...]
    epoch_1904: bool


def _sheet(archive: zipfile.ZipFile, member: str, context: _Context) -> Sheet:
    sheet = Sheet(context.sheet, iter(()))
    sheet.rows = _rows(archive, member, context, sheet)
    return sheet


def _rows(archive: zipfile.ZipFile, member: str, context: _Context, sheet: Sheet) -> Iterator[Row]:
    place = Place(file=context.file, sheet=context.sheet)
    parser = _parser(place)
    ready: list[Row] = []
    _listen(parser, context, sheet, ready)
    try:
        for chunk in _chunks(archive, member, INFLATED_BYTES_MAX, place):
            parser.Parse(chunk, False)  # noqa: FBT003 - expat's own way
            yield from ready
            ready.clear()
        parser.Parse(b"", True)  # noqa: FBT003 - the same
    except (expat.ExpatError, *_BROKEN) as error:
        raise WorkbookBroken(place=place) from error
    yield from ready


def _listen(parser: Any, context: _Context, sheet: Sheet, ready: list[Row]) -> None:  # noqa: ANN401, C901, PLR0915 - one automaton
    """Have the parser put each row that holds something among those ready; hot: a hundred thousand rows pass here."""
    texts, styles, troubles = context.texts, context.styles, sheet.troubles
    columns: dict[str, int] = {}
    words: list[str] = []
    row: list[str] = []
    line = column = seen = 0
    kind = style = ""
    valued = formula = telling = held = False
    prefix = ""

    def start(element: str, attributes: dict[str, str]) -> None:  # noqa: C901 - one case per element, the commonest first
        nonlocal line, column, kind, style, valued, formula, seen, held, telling, prefix
        name = element[len(prefix) :] if prefix else element
        if name == "c":
            reference = attributes.get("r")
            if reference is None:
                column += 1
            else:
                letters = reference.rstrip("0123456789")
                known = columns.get(letters)
                column = known if known is not None else columns.setdefault(letters, _column(letters))
            kind, style = attributes.get("t", "n"), attributes.get("s", "")
            valued = formula = False
            words.clear()
            seen += 1
            if seen > CELLS_MAX:
                raise CellsTooMany(count_max=CELLS_MAX, place=Place(file=context.file, sheet=context.sheet))
        elif name == "v" or name == "t":  # noqa: PLR1714 - quicker than a set, asked millions of times
            valued = telling = True
        elif name == "f":
            formula = True
            telling = False
        elif name == "row":
            number = attributes.get("r")
            line = int(number) if number else line + 1
            column = -1
            row.clear()
            held = False
            if attributes.get("hidden") in {"1", "true"}:
                sheet.hidden_rows.append(line)
        elif name == "col" and attributes.get("hidden") in {"1", "true"}:
            last = min(int(attributes.get("max", "1")), COLUMNS_MAX)
            sheet.hidden_columns.update(range(int(attributes.get("min", "1")) - 1, last))
        elif name == "mergeCell":
            sheet.merged.append(attributes.get("ref", ""))
        elif not line and element.endswith(":worksheet"):
            prefix = element.removesuffix("worksheet")

    def heard(text: str) -> None:
        if telling:
            words.append(text)

    def end(element: str) -> None:
        nonlocal held, telling
        name = element[len(prefix) :] if prefix else element
        if name == "v" or name == "t" or name == "f":  # noqa: PLR1714 - the same
            telling = False
        elif name == "c":
            if not valued:
                if formula:
                    trouble(FormulaWithoutValue(place=where()))
                return
            text = words[0] if len(words) == 1 else "".join(words)
            put(text)
        elif name == "row" and held:
            ready.append((line, row.copy()))

    def put(text: str) -> None:  # noqa: C901 - one case per kind of cell
        nonlocal held
        value: str
        if kind == "s":
            value = texts[int(text)]
        elif kind == "n":
            if not text:
                if formula:
                    trouble(FormulaWithoutValue(place=where()))
                return
            value = _number(text, styles[int(style)] if style else Number, context)
        elif kind == "e":
            trouble(CellError(text=text[:20], place=where()))
            return
        elif kind == "b":
            value = Truth("oui" if text == "1" else "non")
        else:
            value = Day(text[:10]) if kind == "d" else _text(text)
        if not value or (type(value) is str and value.isspace()):
            return
        if column >= COLUMNS_MAX:
            trouble(CellWithoutColumn(text=value[:40], place=where()))
            return
        held = True
        missing = column - len(row)
        if missing == 0:
            row.append(value)
        elif missing > 0:
            row.extend([""] * missing)
            row.append(value)
        else:
            row[column] = value

    def where() -> Place:
        return Place(file=context.file, sheet=context.sheet, cell=cell_name(column, line))

    def trouble(refusal: Refusal) -> None:
        nonlocal held
        held = True
        troubles[line, column] = refusal

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, heard


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    if not 0 < number <= 16_384:  # noqa: PLR2004 - the last column of a sheet
        raise ValueError(letters)
    return number - 1


_DIGITS = re.compile(r"-?\d{1,9}(?:\.\d*)?", re.ASCII)


def _number(text: str, style: Style, context: _Context) -> str:
    if style is not Day:
        return style(text)
    if _DIGITS.fullmatch(text) is None:
        return Number(text)
    days = int(text.partition(".")[0])
    first = date(1904, 1, 1) if context.epoch_1904 else date(1899, 12, 30)
    try:
        return Day((first + timedelta(days=days)).isoformat())
    except OverflowError:
        return Number(text)
