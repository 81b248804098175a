"""
Rows like one the parser has read: those of a table are all written alike, but for their numbers and their texts.

Such a row costs a tenth of what the parser takes to hear it, element by element.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from fundalloc.intake.markup import PLAIN
from fundalloc.intake.tabular import COLUMNS_MAX, column_number

LIKENESSES_MAX: Final = 8

REMEMBERED_MAX: Final = 100_000

Read: TypeAlias = Callable[[str], str]


class Reads(dict[bytes | None, str]):
    """How the cells of one type and style are read, from their characters; what repeats is read once, and nothing is nothing."""

    def __init__(self, read: Read) -> None:
        super().__init__({None: "", b"": ""})
        self.read = read

    def __missing__(self, characters: bytes) -> str:
        if len(self) > REMEMBERED_MAX:
            self.clear()
            self.update({None: "", b"": ""})
        value = self[characters] = self.read(characters.decode())
        return value


ReadsOf: TypeAlias = Callable[[str, str], Reads]
"""Returns how a cell is read, from its type and its style as the file names them."""

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
    reads: tuple[Reads, ...]

    def rows(self, found: Sequence[tuple[bytes, ...]]) -> Iterator[tuple[int, list[str]]]:
        """Return what rows say, read column by column, without the empty cells at their ends, if they say anything."""
        lines, *columns = zip(*found, strict=True)
        read = (map(reads.__getitem__, column) for reads, column in zip(self.reads, columns, strict=True))
        for line, *cells in zip(lines, *read, strict=True):
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield int(line), cells


_NOTHING: Final = Reads(str)


def likeness_of(row: bytes, reads_of: ReadsOf) -> Likeness | None:
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
    reads: list[Reads] = []
    for cell in cells:
        column = column_number(cell["letters"].decode())
        kind, style = _named(cell["kind"]) or "n", _named(cell["style"])
        if not len(reads) <= column < COLUMNS_MAX or kind not in _VALUES or (kind == "inlineStr") != bool(cell["inside"]):
            return None
        pattern += b"()" * (column - len(reads)) + _like(cell, kind)
        reads += [_NOTHING] * (column - len(reads)) + [reads_of(kind, style)]
    return Likeness(re.compile(pattern + b"</row>"), tuple(reads))


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
