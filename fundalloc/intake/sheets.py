"""
The sheets of a workbook, row by row, as the file stores them: exact digits, no macro, no entity, no outside link, bounded memory.

A reader of its own, because what a person must be told is lost by general ones: a formula without its value, an error, the digits of
an amount, the cell's own address. It streams: a sheet is never held inflated.
"""

import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from fundalloc.errors import Place
from fundalloc.errors.intake import (
    FileClosed,
    FileTooLarge,
    WorkbookBroken,
    WorkbookExpected,
    WorkbookInflates,
    WorkbookLinks,
    WorkbookLocked,
    WorkbookMacros,
)
from fundalloc.intake.markup import BROKEN, INFLATED_BYTES_MAX, Parser, bare, elements_of, parse
from fundalloc.intake.rows import Context, Sheet, sheet_of
from fundalloc.intake.shared_texts import shared_texts
from fundalloc.intake.styles import styles_of
from fundalloc.intake.text import MEGABYTE, why_closed

__all__ = ["Book", "Sheet", "open_book"]

MEMBERS_MAX: Final = 2_000
RATIO_MAX: Final = 120
RATIO_MATTERS_FROM_BYTES: Final = 20 * MEGABYTE
MEGABYTES_MAX: Final = 100

_OLE: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK"


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
    archive = open_archive(path)
    try:
        return _book(archive, path.name)
    except BROKEN as error:
        raise WorkbookBroken(place=Place(file=path.name)) from error


def open_archive(path: Path) -> zipfile.ZipFile:
    """
    Open the archive that a workbook is, in memory as it is packed: no file stays open behind who stops early.

    Raises:
        Refusal: as ``open_book``, but for what only its parts tell.

    """
    place = Place(file=path.name)
    _refuse_other_files(path, place)
    try:
        archive = zipfile.ZipFile(BytesIO(path.read_bytes()))
        _refuse_hostile(archive, place)
    except BROKEN as error:
        raise WorkbookBroken(place=place) from error
    return archive


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
    packed = sum(member.compress_size for member in members)
    swollen = _is_swollen(inflated, packed) or any(_is_swollen(member.file_size, member.compress_size) for member in members)
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


def _is_swollen(inflated: int, packed: int) -> bool:
    return inflated > RATIO_MATTERS_FROM_BYTES and inflated > RATIO_MAX * packed


def _book(archive: zipfile.ZipFile, file: str) -> Book:
    place = Place(file=file)
    sheets: dict[str, str] = {}
    epoch_1904 = False
    for name, attributes in elements_of(archive, "xl/workbook.xml", place):
        if name == "sheet":
            reference = next((value for key, value in attributes.items() if bare(key) == "id" and ":" in key), "")
            sheets[unicodedata.normalize("NFC", attributes.get("name", ""))] = reference
        if name == "workbookPr":
            epoch_1904 = attributes.get("date1904") in {"1", "true"}
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for name, attributes in elements_of(archive, "xl/_rels/workbook.xml.rels", place)
        if name == "Relationship" and attributes.get("TargetMode") != "External"
    }
    styles = styles_of(archive, place) if "xl/styles.xml" in archive.namelist() else ()
    texts = shared_texts(archive, place) if "xl/sharedStrings.xml" in archive.namelist() else []

    context = Context(file, texts, styles, epoch_1904)

    def open_sheet(name: str) -> Sheet:
        target = targets[sheets[name]]
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        return sheet_of(archive, member, name, context)

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
        if bare(element) == "property":
            name[:] = [attributes.get("name", "")]
        words.clear()

    def end(element: str) -> None:
        if bare(element) == "lpwstr" and name:
            found[name[0]] = "".join(words)

    parse(archive, "docProps/custom.xml", Parser(place, start, end, words.append))
    return found
