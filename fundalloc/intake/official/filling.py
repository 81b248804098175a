"""
Figures put into a form's cells, and nothing else touched: every other part of the file stays as it is, byte for byte.

Only the parts of sheets change, and in them only the cells named and the remembered answers of formulas, which would be answers to other
figures: whoever opens the form has them computed again.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TypeAlias
from xml.sax.saxutils import escape

from fundalloc.errors import Place, Refusal
from fundalloc.errors.official import FormCellComputed, FormCellHidden, FormCellTaken, FormChanged, FormLabelGone, FormSheetGone
from fundalloc.intake.cells import Day
from fundalloc.intake.names import plain
from fundalloc.intake.official.mapping import MappedCell
from fundalloc.intake.official.reading import WORKBOOK, Form, FormSheet, Spot
from fundalloc.intake.tabular import cell_name

_REMEMBERED = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?v>)")
_CALCULATION = re.compile(rb"<(\w+:)?calcPr\b[^>]*?(/?)>")
_SPANS = re.compile(rb'\sspans="[^"]*"')


@dataclass(frozen=True, slots=True)
class Digits:
    """A number as a workbook keeps it."""

    text: str


Content: TypeAlias = str | Digits | date
"""What goes into a cell."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell and what goes into it."""

    cell: MappedCell
    content: Content


@dataclass(frozen=True, slots=True)
class _Change:
    """Bytes that take the place of others."""

    begin: int
    end: int
    content: bytes


def form_problems(form: Form, cells: Iterable[MappedCell]) -> Iterator[Refusal]:
    """Tell everything that keeps a form from being filled as its mapping says."""
    for cell in cells:
        sheet = form.sheet(cell.sheet)
        if sheet is None:
            yield FormSheetGone(sheet=cell.sheet, sheets=tuple(each.name for each in form.sheets), place=cell.place)
        else:
            yield from _cell_problems(sheet, cell, Place(file=form.file, sheet=sheet.name, cell=cell_name(cell.column, cell.row)))


def _cell_problems(sheet: FormSheet, cell: MappedCell, place: Place) -> Iterator[Refusal]:
    """Tell what is wrong with one cell; where its labels are others, nothing more is said of it."""
    spot = (cell.row, cell.column)
    beside = ((cell.row_label, words_left_of(sheet, spot)), (cell.column_label, words_above(sheet, spot)))
    changed = [_changed(said, found, place) for said, found in beside if said and plain(said) != plain(found)]
    yield from changed or _standing(sheet, spot, place)


def _changed(expected: str, found: str, place: Place) -> Refusal:
    """Tell that a label is another one, or is gone."""
    return FormChanged(expected=expected, found=found, place=place) if found else FormLabelGone(expected=expected, place=place)


def _standing(sheet: FormSheet, spot: Spot, place: Place) -> Iterator[Refusal]:
    """Tell what stands in a cell that a figure has to go into."""
    first, here = sheet.covering(spot), sheet.cells.get(spot)
    if first != spot:
        yield FormCellHidden(first=cell_name(first[1], first[0]), place=place)
    if here is not None and here.formula:
        yield FormCellComputed(formula=f"={here.formula}", place=place)
    elif here is not None and here.is_words:
        yield FormCellTaken(text=here.text, place=place)


def words_left_of(sheet: FormSheet, spot: Spot) -> str:
    """Return the nearest words to the left of a cell, in its row."""
    return _first_words(sheet, ((spot[0], column) for column in range(spot[1] - 1, -1, -1)))


def words_above(sheet: FormSheet, spot: Spot) -> str:
    """Return the nearest words above a cell, in its column."""
    return _first_words(sheet, ((row, spot[1]) for row in range(spot[0] - 1, 0, -1)))


def _first_words(sheet: FormSheet, spots: Iterable[Spot]) -> str:
    return next((found.text for spot in spots if (found := sheet.seen(spot)) and found.is_words), "")


def filled_form(form: Form, filled: Iterable[Filled]) -> bytes:
    """Return the bytes of the form with each cell filled; what else is in its file stays byte for byte."""
    by_sheet: dict[str, list[Filled]] = {}
    for each in filled:
        sheet = form.sheet(each.cell.sheet)
        assert sheet is not None, "a sheet that is not there was refused"
        by_sheet.setdefault(sheet.member, []).append(each)
    parts = {sheet.member: _rewritten(form, sheet, by_sheet.get(sheet.member, [])) for sheet in form.sheets}
    parts[WORKBOOK] = _computed_again(form.archive.read(WORKBOOK))
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for member in form.archive.infolist():
            target.writestr(member, parts.get(member.filename, form.archive.read(member)), member.compress_type)
    return buffer.getvalue()


def _computed_again(workbook: bytes) -> bytes:
    """Ask whoever opens the workbook to compute its formulas, whatever it remembers of them."""
    asked = b' fullCalcOnLoad="1"'
    found = _CALCULATION.search(workbook)
    if found is None:
        closing = re.search(rb"</(\w+:)?workbook>", workbook)
        assert closing is not None, "a workbook was read"
        return workbook[: closing.start()] + b"<%bcalcPr%b/>" % (closing[1] or b"", asked) + workbook[closing.start() :]
    if b"fullCalcOnLoad" in found[0]:
        return workbook
    at = found.end() - 1 - len(found[2])
    return workbook[:at] + asked + workbook[at:]


def _rewritten(form: Form, sheet: FormSheet, filled: list[Filled]) -> bytes:
    """Return a sheet's part with its cells filled and the remembered answers of its formulas left out."""
    targets = {(each.cell.row, each.cell.column): each.content for each in filled}
    changes = [
        _Change(cell.begin, cell.end, _REMEMBERED.sub(b"", sheet.content[cell.begin : cell.end]))
        for cell in sheet.cells.values()
        if cell.formula
    ]
    changes += [
        _Change(cell.begin, cell.end, _cell(form, sheet, spot, content, cell.style))
        for spot, content in targets.items()
        if (cell := sheet.cells.get(spot))
    ]
    changes += _additions(form, sheet, {spot: content for spot, content in targets.items() if spot not in sheet.cells})
    return _spliced(sheet.content, changes)


def _additions(form: Form, sheet: FormSheet, missing: dict[Spot, Content]) -> Iterator[_Change]:
    """Add the cells that the form leaves out because nothing stands in them, each in its place among the others."""
    for row in sorted({spot[0] for spot in missing}):
        new = {spot: content for spot, content in sorted(missing.items()) if spot[0] == row}
        yield from _new_cells(form, sheet, row, new) if row in sheet.rows else (_new_row(form, sheet, row, new),)


def _new_cells(form: Form, sheet: FormSheet, row: int, new: dict[Spot, Content]) -> Iterator[_Change]:
    told = sheet.rows[row]
    opening = _SPANS.sub(b"", sheet.content[told.begin : told.opened])
    is_closed = told.closed == told.begin
    written = b"".join(_cell(form, sheet, spot, content, told.style) for spot, content in new.items())
    if is_closed:
        closing = b"</%brow>" % sheet.prefix.encode()
        yield _Change(told.begin, told.opened, opening[:-2].rstrip() + b">" + written + closing)
        return
    yield _Change(told.begin, told.opened, opening)
    for spot, content in new.items():
        after = min((cell.begin for other, cell in sheet.cells.items() if other[0] == row and other > spot), default=told.closed)
        yield _Change(after, after, _cell(form, sheet, spot, content, told.style))


def _new_row(form: Form, sheet: FormSheet, row: int, new: dict[Spot, Content]) -> _Change:
    prefix = sheet.prefix.encode()
    cells = b"".join(_cell(form, sheet, spot, content, "") for spot, content in new.items())
    written = b'<%brow r="%d">%b</%brow>' % (prefix, row, cells, prefix)
    if sheet.data.closed == sheet.data.begin:
        opening = sheet.content[sheet.data.begin : sheet.data.opened][:-2].rstrip()
        return _Change(sheet.data.begin, sheet.data.opened, opening + b">" + written + b"</%bsheetData>" % prefix)
    after = min((told.begin for other, told in sheet.rows.items() if other > row), default=sheet.data.closed)
    return _Change(after, after, written)


def _cell(form: Form, sheet: FormSheet, spot: Spot, content: Content, style: str) -> bytes:
    """Write a cell in the style it has in the form; a day is a number where the style shows days, and words elsewhere."""
    prefix = sheet.prefix
    named = f'{prefix}c r="{cell_name(spot[1], spot[0])}"' + (f' s="{style}"' if style else "")
    match content:
        case Digits():
            return _number(prefix, named, content.text)
        case date() if style and form.styles[int(style)] is Day:
            return _number(prefix, named, str((content - form.first_day).days))
        case date():
            return _words(prefix, named, content.isoformat())
        case str():
            return _words(prefix, named, content)


def _number(prefix: str, named: str, digits: str) -> bytes:
    return f"<{named}><{prefix}v>{digits}</{prefix}v></{prefix}c>".encode()


def _words(prefix: str, named: str, text: str) -> bytes:
    kept = f'<{prefix}t xml:space="preserve">{escape(text)}</{prefix}t>'
    return f'<{named} t="inlineStr"><{prefix}is>{kept}</{prefix}is></{prefix}c>'.encode()


def _spliced(content: bytes, changes: Iterable[_Change]) -> bytes:
    """Return bytes with some of them changed; at one place, what is only added comes in the order it was given."""
    pieces, at = list[bytes](), 0
    for change in sorted(changes, key=lambda each: (each.begin, each.end)):
        pieces += [content[at : change.begin], change.content]
        at = change.end
    return b"".join([*pieces, content[at:]])
