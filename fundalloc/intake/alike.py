"""
Rows like one the parser has read: those of a table are all written alike, but for their numbers and their texts.

Such a row costs a tenth of what the parser takes to hear it, element by element.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from fundalloc.intake.markup import PLAIN
from fundalloc.intake.tabular import COLUMNS_MAX, column_number

LIKENESSES_MAX: Final = 8

Read: TypeAlias = Callable[[str], str]
ReaderOf: TypeAlias = Callable[[str, str], Read]
"""Returns how the characters of a cell are read, from its type and its style as the file names them."""

_VALUES: Final[Mapping[str, bytes]] = {
    "n": rb"[-+.\dEe]++",
    "s": rb"\d++",
    "b": rb"[01]",
    "str": PLAIN + rb"*+",
    "inlineStr": PLAIN + rb"*+",
}
_CELL = re.compile(
    rb"""<c\ r="(?P<letters>[A-Z]{1,3})\d+"(?P<style>\ s="\d+")?(?P<kind>\ t="\w+")?
         (?: \ ?/>
           | > (?:(?P<formula><f(?:\ [^<>]*)?>)(?:[^<>]*</f>)?)? <v>[^<>]+</v></c>
           | > (?P<inside><is><t(?:\ [^<>]*)?>)[^<>]*</t></is></c> )""",
    re.VERBOSE,
)
_ROW = re.compile(rb'<row r="\d+"(?P<attributes>[^<>/]*)>(?P<cells>.*)</row>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What rows like one look like: a group for the row's number and one for each column, and how each column is read."""

    pattern: re.Pattern[bytes]
    readers: tuple[Read, ...]

    def line_and_cells(self, found: re.Match[bytes]) -> tuple[int, list[str]]:
        """Return what a row says; cells that are empty at its end are left out."""
        line, *texts = found.groups()
        cells = [read(text.decode()) if text else "" for read, text in zip(self.readers, texts, strict=True)]
        while cells and not cells[-1]:
            cells.pop()
        return int(line), cells


def likeness_of(row: bytes, reader_of: ReaderOf) -> Likeness | None:
    """
    Return what rows like this one look like, or nothing where it holds anything out of the ordinary.

    The row is one the parser has accepted. Others like it have the same elements and attributes, letter for letter, but for the
    digits of rows and cells, the values, and cells that are left out: they would be accepted too.
    """
    opening = _ROW.fullmatch(row)
    cells = None if opening is None or b"hidden" in opening["attributes"] else _cells(opening["cells"])
    if opening is None or not cells:
        return None
    pattern = rb'<row r="(\d++)"' + re.sub(rb"\d+", rb"\\d++", re.escape(opening["attributes"])) + b">"
    readers: list[Read] = []
    for cell in cells:
        column = column_number(cell["letters"].decode())
        kind, style = _named(cell["kind"]) or "n", _named(cell["style"])
        if not len(readers) <= column < COLUMNS_MAX or kind not in _VALUES or (kind == "inlineStr") != bool(cell["inside"]):
            return None
        pattern += b"()" * (column - len(readers)) + _like(cell, kind)
        readers += [str] * (column - len(readers)) + [reader_of(kind, style)]
    return Likeness(re.compile(pattern + b"</row>"), tuple(readers))


def _cells(content: bytes) -> Sequence[re.Match[bytes]]:
    """Return the cells of a row, one after the other; none where anything else stands between them."""
    cells = list(_CELL.finditer(content))
    return cells if sum(len(cell[0]) for cell in cells) == len(content) else ()


def _named(attribute: bytes | None) -> str:
    return "" if attribute is None else attribute.decode().split('"')[1]


def _like(cell: re.Match[bytes], kind: str) -> bytes:
    """Return the pattern of cells like this one, which may also be empty, or left out."""
    formula = re.escape(cell["formula"] or b"")
    if formula and not formula.endswith(b"/>"):
        formula += PLAIN + rb"*+</f>"
    before, after = (re.escape(cell["inside"]), b"</t></is></c>") if cell["inside"] else (formula + b"<v>", b"</v></c>")
    beginning = b'<c r="' + cell["letters"] + rb'\d++"' + (cell["style"] or b"")
    return b"(?:" + beginning + b"(?: ?/>|" + (cell["kind"] or b"") + b">" + before + b"(" + _VALUES[kind] + b")" + after + b"))?+"
