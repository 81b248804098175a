"""
A form as its file holds it: every sheet with its cells, and where each of them stands among the bytes.

Unlike a table that somebody fills in, a form is read whole: its words, its formulas, its merged cells, its drop-downs, its names.
"""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

from fundalloc.errors import Place
from fundalloc.errors.intake import WorkbookBroken
from fundalloc.intake.markup import BROKEN, INFLATED_BYTES_MAX, Parser, bare, chunks_of, elements_of, is_utf_8, seen_text
from fundalloc.intake.shared_texts import shared_texts
from fundalloc.intake.sheets import open_archive
from fundalloc.intake.styles import Style, styles_of
from fundalloc.intake.tabular import column_number

WORKBOOK: Final = "xl/workbook.xml"
RELATIONS: Final = "xl/_rels/workbook.xml.rels"

Spot: TypeAlias = tuple[int, int]
"""A row, from 1, and a column, from 0."""

Name: TypeAlias = tuple[str, str]
"""A sheet, and a name that is known in it."""

FIRST_DAYS: Final = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
"""The day that a workbook counts from; some count from 1904."""

_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell: what a person reads in it, whether that is words, its formula, its style, and its first and last byte."""

    text: str
    is_words: bool
    formula: str
    style: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row: where its opening tag stands and ends, and where its closing tag begins; the same place where it has none."""

    begin: int
    opened: int
    closed: int
    style: str


@dataclass(slots=True)
class FormSheet:
    """One sheet of a form: its part of the archive, whole, and what was found in it."""

    name: str
    member: str
    content: bytes
    prefix: str = ""
    cells: dict[Spot, FormCell] = field(default_factory=dict)
    rows: dict[int, FormRow] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    validations: list[tuple[str, str]] = field(default_factory=list)
    data: FormRow = FormRow(0, 0, 0, "")

    def covering(self, spot: Spot) -> Spot:
        """Return the cell that is seen at a spot: the first of the merged cells that it is one of."""
        return next((first for first, last in map(corners, self.merged) if _is_within(spot, first, last)), spot)

    def seen(self, spot: Spot) -> FormCell | None:
        """Return what is seen at a spot, if anything stands there."""
        return self.cells.get(self.covering(spot))


@dataclass(frozen=True, slots=True)
class Form:
    """
    A whole form; ``styles`` are what each style shows its numbers as.

    ``names`` are the names it gives to cells, each with the sheet that it is known in; empty where it is known in all.
    """

    file: str
    archive: zipfile.ZipFile
    sheets: tuple[FormSheet, ...]
    names: Mapping[Name, str]
    styles: tuple[Style, ...]
    first_day: date

    def sheet(self, name: str) -> FormSheet | None:
        """Return a sheet by its name, upper and lower case alike."""
        return next((each for each in self.sheets if each.name.casefold() == name.casefold()), None)


def read_form(path: Path) -> Form:
    """
    Read a form whole.

    Raises:
        Refusal: it is no workbook, or one that is locked, damaged or made to hurt.

    """
    archive, place = open_archive(path), Place(file=path.name)
    try:
        texts = shared_texts(archive, place) if "xl/sharedStrings.xml" in archive.namelist() else []
        styles = styles_of(archive, place) if "xl/styles.xml" in archive.namelist() else ()
        sheets = tuple(_sheet(archive, name, member, texts, path.name) for name, member in _members(archive, place).items())
        return Form(path.name, archive, sheets, _names(archive, place), styles, FIRST_DAYS[_counts_from_1904(archive, place)])
    except BROKEN as error:
        raise WorkbookBroken(place=place) from error


def _members(archive: zipfile.ZipFile, place: Place) -> dict[str, str]:
    """Return the part of each sheet, by the sheet's name."""
    targets = {
        told.get("Id", ""): told.get("Target", "") for name, told in elements_of(archive, RELATIONS, place) if name == "Relationship"
    }
    found: dict[str, str] = {}
    for name, told in elements_of(archive, WORKBOOK, place):
        if name == "sheet":
            target = targets[next(value for key, value in told.items() if bare(key) == "id" and ":" in key)]
            if "worksheets/" in target:
                found[told["name"]] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _counts_from_1904(archive: zipfile.ZipFile, place: Place) -> bool:
    return any(name == "workbookPr" and told.get("date1904") in {"1", "true"} for name, told in elements_of(archive, WORKBOOK, place))


def _names(archive: zipfile.ZipFile, place: Place) -> dict[Name, str]:
    """Return the names that a workbook gives to cells, with what each stands for."""
    titles = (told.get("name", "") for element, told in elements_of(archive, WORKBOOK, place) if element == "sheet")
    sheets = {str(number): title for number, title in enumerate(titles)}
    found: dict[Name, str] = {}
    name: list[Name] = []

    def start(element: str, told: dict[str, str]) -> None:
        if bare(element) == "definedName":
            name[:] = [(sheets.get(told.get("localSheetId", ""), ""), told.get("name", ""))]

    def heard(words: str) -> None:
        if name:
            found[name[0]] = found.get(name[0], "") + words

    def end(element: str) -> None:
        if bare(element) == "definedName":
            name.clear()

    parser = Parser(place, start, end, heard)
    parser.feed(archive.read(WORKBOOK), last=True)
    return found


def _sheet(archive: zipfile.ZipFile, name: str, member: str, texts: list[str], file: str) -> FormSheet:
    place = Place(file=file, sheet=name)
    content = b"".join(chunks_of(archive, member, INFLATED_BYTES_MAX, place))
    if not is_utf_8(content):
        raise WorkbookBroken(place=place)
    sheet = FormSheet(name, member, content)
    listener = _Listener(sheet, texts)
    parser = Parser(place, listener.start, listener.end, listener.heard)
    listener.at = lambda: parser.expat.CurrentByteIndex
    parser.feed(content, last=True)
    return sheet


class _Listener:
    """Puts a sheet together from the elements the parser meets."""

    def __init__(self, sheet: FormSheet, texts: list[str]) -> None:
        self.sheet, self.texts = sheet, texts
        self.at: Callable[[], int] = lambda: 0
        self.row, self.column = 0, -1
        self.opened: dict[str, int] = {}
        self.told: dict[str, dict[str, str]] = {}
        self.words: dict[str, list[str]] = {"v": [], "t": [], "f": []}
        self.inside = ""
        self.is_phonetic = False
        self.has_formula = False
        self.validation: list[str] = []

    def start(self, element: str, told: dict[str, str]) -> None:
        """Meet an element."""
        name = bare(element)
        self.opened[name], self.told[name] = self.at(), told
        match name:
            case "sheetData":
                self.sheet.prefix = element.removesuffix(name)
            case "row":
                self.row, self.column = int(told.get("r", self.row + 1)), -1
            case "c":
                reference = told.get("r")
                self.column = column_number(reference.rstrip("0123456789")) if reference else self.column + 1
                self.words = {"v": [], "t": [], "f": []}
                self.has_formula = False
            case "mergeCell":
                corners(told["ref"])  # one that names no cells is damage, found here
                self.sheet.merged.append(told["ref"])
            case "dataValidation":
                self.validation = [told.get("type", "none"), told.get("operator", "")]
            case "rPh":
                self.is_phonetic = True
            case _:
                pass
        self.has_formula = self.has_formula or name == "f"
        self.inside = name if name in {"v", "t", "f", "formula1", "formula2"} and not self.is_phonetic else ""

    def heard(self, words: str) -> None:
        """Hear the characters of a value, a formula or a condition."""
        if self.inside in self.words:
            self.words[self.inside].append(words)
        elif self.inside:
            self.validation.append(words)

    def end(self, element: str) -> None:
        """Leave an element."""
        name = bare(element)
        self.inside = ""
        match name:
            case "c":
                self._put_cell()
            case "row":
                self.sheet.rows[self.row] = self._spanned("row", self.told["row"].get("s", ""))
            case "sheetData":
                self.sheet.data = self._spanned("sheetData", "")
            case "dataValidation":
                self.sheet.validations.append((self.told[name].get("sqref", ""), " ".join(filter(None, self.validation))))
            case "rPh":
                self.is_phonetic = False
            case _:
                pass

    def _put_cell(self) -> None:
        told, begin = self.told["c"], self.opened["c"]
        kind, value = told.get("t", "n"), "".join(self.words["v"])
        text = self.texts[int(value)] if kind == "s" and value else seen_text("".join(self.words["t"]) if kind == "inlineStr" else value)
        formula = "".join(self.words["f"]) or ("…" if self.has_formula else "")
        end = self._closing_end(begin)
        self.sheet.cells[self.row, self.column] = FormCell(
            text, kind in {"s", "str", "inlineStr"} and text != "", formula, told.get("s", ""), begin, end
        )

    def _spanned(self, name: str, style: str) -> FormRow:
        begin = self.opened[name]
        opened = tag_end(self.sheet.content, begin)
        return FormRow(begin, opened, begin if self._is_closed(opened) else self.at(), style)

    def _closing_end(self, begin: int) -> int:
        """Return where the element that began there, and is just being left, ends."""
        opened = tag_end(self.sheet.content, begin)
        return opened if self._is_closed(opened) else tag_end(self.sheet.content, self.at())

    def _is_closed(self, opened: int) -> bool:
        """Tell whether the tag that ends there is an element of its own, without a closing tag."""
        return self.sheet.content[opened - 2 : opened] == b"/>"


def tag_end(content: bytes, begin: int) -> int:
    """Return where a tag that begins at a byte ends."""
    found = _TAG.match(content, begin)
    assert found is not None, "the parser met a tag there"
    return found.end()


def corners(reference: str) -> tuple[Spot, Spot]:
    """
    Return the first and the last cell of a range.

    >>> corners("B2:D3"), corners("$A$1")
    (((2, 1), (3, 3)), ((1, 0), (1, 0)))
    """
    first, _, last = reference.replace("$", "").partition(":")
    return _spot(first), _spot(last or first)


def _spot(cell: str) -> Spot:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), column_number(letters)


def _is_within(spot: Spot, first: Spot, last: Spot) -> bool:
    return first[0] <= spot[0] <= last[0] and first[1] <= spot[1] <= last[1]
