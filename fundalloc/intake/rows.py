"""The rows of one sheet, as the file stores them: exact digits, bounded memory, and what is wrong with single cells."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from fundalloc.errors import Place, Refusal
from fundalloc.errors.intake import CellError, CellsTooMany, CellWithoutColumn, FormulaWithoutValue, WorkbookBroken
from fundalloc.intake.alike import LIKENESSES_MAX, Likeness, Read, Reads, likeness_of
from fundalloc.intake.cells import Day, Number, Truth
from fundalloc.intake.markup import BROKEN, INFLATED_BYTES_MAX, Parser, bare, chunks_of, seen_text, skim
from fundalloc.intake.styles import Style, reader_of
from fundalloc.intake.tabular import COLUMNS_MAX, cell_name, column_number

CELLS_MAX: Final = 2_500_000
CELL_BYTES_MIN: Final = 4
MARKS_OF_A_CELL: Final = 8

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
class Context:
    """What a sheet's cells refer to: the file's texts and styles, and whether its days are counted from 1904."""

    file: str
    texts: list[str]
    styles: tuple[Style, ...]
    epoch_1904: bool


def sheet_of(archive: zipfile.ZipFile, member: str, name: str, context: Context) -> Sheet:
    """Return a sheet whose rows are read as somebody asks for them."""
    sheet = Sheet(name, iter(()))
    sheet.rows = _rows(archive, member, sheet, context)
    return sheet


def _rows(archive: zipfile.ZipFile, member: str, sheet: Sheet, context: Context) -> Iterator[Row]:
    place = Place(file=context.file, sheet=sheet.name)
    listener = _Listener(sheet, context, place)
    parser = Parser(place, listener.start, listener.end, listener.heard)
    try:
        _refuse_too_many(archive, member, place)
        for _ in skim(chunks_of(archive, member, INFLATED_BYTES_MAX, place), parser, b"row", listener.take):
            yield from listener.ready
            listener.ready.clear()
    except BROKEN as error:
        raise WorkbookBroken(place=place) from error


def _refuse_too_many(archive: zipfile.ZipFile, member: str, place: Place) -> None:
    """Count the cells of a large sheet before anybody hears them, which costs a hundred times less."""
    if archive.getinfo(member).file_size < CELL_BYTES_MIN * CELLS_MAX:
        return
    cells = marks = 0
    for chunk in chunks_of(archive, member, INFLATED_BYTES_MAX, place):
        cells += sum(map(chunk.count, (b"<c ", b"<c>", b"<c/")))
        marks += chunk.count(b"<")
        if cells > CELLS_MAX or marks > MARKS_OF_A_CELL * CELLS_MAX:
            raise CellsTooMany(count_max=CELLS_MAX, place=place)


class _Listener:
    """Puts rows together from the elements the parser meets, and from whole rows like those it has met."""

    def __init__(self, sheet: Sheet, context: Context, place: Place) -> None:
        self.sheet, self.context, self.whole = sheet, context, place
        self.ready: list[Row] = []
        self.likenesses: list[Likeness] = []
        self.reads: dict[tuple[str, str], Reads] = {}
        self.elements = self.line = 0
        self.row: list[str] = []
        self.is_in_trouble = False
        self.column = -1
        self.kind = self.style = ""
        self.words: list[str] = []
        self.has_value = self.has_formula = self.is_value = False

    # --- Whole rows

    def take(self, content: bytes, begun: int, at: int) -> int:
        """Read every row from here that is like one the parser has met, and return where they end; it has just met the last one."""
        self._learn(content, begun, at)
        begun = -1
        while begun < at:
            begun = at
            for likeness in self.likenesses:
                at = self._take_like(likeness, content, at)
        return at

    def _take_like(self, likeness: Likeness, content: bytes, at: int) -> int:
        begun, rows, match = at, [], likeness.pattern.match
        while found := match(content, at):
            rows.append(found.groups())
            at = found.end()
        if rows:
            self._count(content.count(b"<c ", begun, at))
            self.ready.extend(likeness.rows(rows))
            self.line = int(rows[-1][0])
        return at

    def _learn(self, content: bytes, begun: int, at: int) -> None:
        """Remember the row that ends here, which the parser has just heard, if none was like it."""
        begun = max(begun, content.rfind(b"<row ", begun, at))
        if len(self.likenesses) < LIKENESSES_MAX and not any(each.pattern.fullmatch(content, begun, at) for each in self.likenesses):
            learnt = likeness_of(content[begun:at], self._reads)
            self.likenesses[:0] = [] if learnt is None else [learnt]

    def _count(self, elements: int) -> None:
        """Count cells, and whatever else there are many of in a file made to hurt."""
        self.elements += elements
        if self.elements > CELLS_MAX:
            raise CellsTooMany(count_max=CELLS_MAX, place=self.whole)

    # --- Elements

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Meet an element, the commonest first."""
        match bare(element):
            case "c":
                self._count(1)
                reference = attributes.get("r")
                self.column = self.column + 1 if reference is None else column_number(reference.rstrip("0123456789"))
                self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
                self.has_value = self.has_formula = False
                self.words.clear()
            case "v" | "t":
                self.has_value = self.is_value = True
            case "f":
                self.has_formula, self.is_value = True, False
            case "row":
                self._count(1)
                number = attributes.get("r")
                self.line = int(number) if number else self.line + 1
                self.row, self.column, self.is_in_trouble = [], -1, False
                if attributes.get("hidden") in {"1", "true"}:
                    self.sheet.hidden_rows.append(self.line)
            case "col" if attributes.get("hidden") in {"1", "true"}:
                last = min(int(attributes.get("max", "1")), COLUMNS_MAX)
                self.sheet.hidden_columns.update(range(int(attributes.get("min", "1")) - 1, last))
            case "mergeCell":
                self._count(1)
                self.sheet.merged.append(attributes.get("ref", ""))
            case _:
                self._count(1)

    def heard(self, words: str) -> None:
        """Hear the characters of a value, or of something else."""
        if self.is_value:
            self.words.append(words)

    def end(self, element: str) -> None:
        """Leave an element: a cell and a row are then known whole."""
        match bare(element):
            case "v" | "t" | "f":
                self.is_value = False
            case "c":
                self._put("".join(self.words))
            case "row" if self.row or self.is_in_trouble:
                self.ready.append((self.line, self.row))
                self.row = []
            case _:
                pass

    def _put(self, text: str) -> None:
        if self.kind == "n" and not text:
            self.has_value = False
        if not self.has_value and self.has_formula:
            self._trouble(FormulaWithoutValue(place=self._here()))
        if not self.has_value:
            return
        if self.kind == "e":
            self._trouble(CellError(text=text[:20], place=self._here()))
            return
        value = self._reads(self.kind, self.style).read(text)
        if value and self.column >= COLUMNS_MAX:
            if not self.is_in_trouble:  # once per row: they may be many
                self._trouble(CellWithoutColumn(text=value[:40], place=self._here()))
        elif value:
            self.row.extend([""] * (self.column + 1 - len(self.row)))
            self.row[self.column] = value

    def _reads(self, kind: str, style: str) -> Reads:
        known = self.reads.get((kind, style))
        if known is None:
            known = self.reads[kind, style] = Reads(self._read(kind, style))
        return known

    def _read(self, kind: str, style: str) -> Read:
        match kind:
            case "s":
                texts = self.context.texts
                return lambda text: texts[int(text)]
            case "n":
                return reader_of(self.context.styles[int(style)] if style else Number, epoch_1904=self.context.epoch_1904)
            case "b":
                return lambda text: Truth("oui" if text == "1" else "non")
            case "d":
                return lambda text: Day(text[:10])
            case _:
                return seen_text

    def _here(self) -> Place:
        return Place(file=self.context.file, sheet=self.sheet.name, cell=cell_name(self.column, self.line))

    def _trouble(self, refusal: Refusal) -> None:
        self.is_in_trouble = True
        self.sheet.troubles[self.line, self.column] = refusal
