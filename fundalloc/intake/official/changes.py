"""What changed from one edition of a form to the next: sheets, lines, words, formulas, merged cells, drop-downs and names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeAlias

from fundalloc.intake.official.reading import Form, FormCell, FormSheet, Spot
from fundalloc.intake.tabular import cell_name

Moves: TypeAlias = Mapping[int, int]
"""Where each line of the old edition stands in the new one; a line that is gone has no place there."""

_CELL = r"(\$?[A-Z]{1,3}\$?)([1-9]\d{0,6})(?![\d(A-Za-z_])"
_REFERENCE = re.compile(rf"(?<![\w.!'$])(?:('(?:[^']|'')+'|[^\W\d][\w.]*)!)?{_CELL}(?::{_CELL})?")


class Subject(StrEnum):
    """What may change in a form."""

    SHEET = "sheet"
    LINE = "line"
    MOVED = "moved"
    WORDS = "words"
    VALUE = "value"
    FORMULA = "formula"
    MERGED = "merged"
    VALIDATION = "validation"
    NAME = "name"


IN_A_CELL = (Subject.FORMULA, Subject.WORDS, Subject.VALUE)


@dataclass(frozen=True, slots=True)
class Change:
    """
    One thing that is not what it was; empty before where it is new, empty after where it is gone.

    The cells that a formula, a rule or a name told of before are told where their lines stand now.
    """

    subject: Subject
    sheet: str
    cell: str
    before: str
    after: str


def changes(old: Form, new: Form) -> tuple[Change, ...]:
    """Return everything that changed, sheet by sheet, then the names; what only moved with its line has not changed."""
    both = ((sheet, new.sheet(sheet.name)) for sheet in old.sheets)
    moves = {sheet.name.casefold(): _moves(sheet, now) for sheet, now in both if now is not None}
    return (*_sheets(old, new, moves), *_names(old, new, moves))


def _sheets(old: Form, new: Form, moves: Mapping[str, Moves]) -> Iterator[Change]:
    for sheet in old.sheets:
        if new.sheet(sheet.name) is None:
            yield Change(Subject.SHEET, sheet.name, "", sheet.name, "")
    for sheet in new.sheets:
        earlier = old.sheet(sheet.name)
        if earlier is None:
            yield Change(Subject.SHEET, sheet.name, "", "", sheet.name)
        else:
            yield from _sheet(earlier, sheet, moves)


def _names(old: Form, new: Form, moves: Mapping[str, Moves]) -> Iterator[Change]:
    """Tell the names that changed; one whose cells only moved with their lines has not."""
    before = {name: _followed(what, name[0], moves) for name, what in old.names.items()}
    for sheet, name in sorted(before.keys() | new.names.keys()):
        told = before.get((sheet, name), ""), new.names.get((sheet, name), "")
        if told[0] != told[1]:
            yield Change(Subject.NAME, sheet, name, *told)


def _sheet(old: FormSheet, new: FormSheet, every: Mapping[str, Moves]) -> Iterator[Change]:
    moves = every[old.name.casefold()]
    kept = set(moves.values())
    yield from (Change(Subject.LINE, new.name, str(row), _line(old, row), "") for row in _worded(old) if row not in moves)
    yield from (Change(Subject.LINE, new.name, str(row), "", _line(new, row)) for row in _worded(new) if row not in kept)
    yield from _shifts(new.name, moves)
    moved = {(moves[row], column): cell for (row, column), cell in old.cells.items() if row in moves}
    here = {spot: cell for spot, cell in new.cells.items() if spot[0] in kept}
    for spot in sorted(moved.keys() | here.keys()):
        yield from _cell(new.name, spot, moved.get(spot), here.get(spot), every)
    merged = {_followed(each, old.name, every): each for each in old.merged}
    yield from _between(Subject.MERGED, new.name, merged, {each: each for each in new.merged})
    rules = {_followed(where, old.name, every): _followed(rule, old.name, every) for where, rule in old.validations}
    yield from _between(Subject.VALIDATION, new.name, rules, dict(new.validations))


def _shifts(sheet: str, moves: Moves) -> Iterator[Change]:
    """Tell each line from which lines stand higher or lower than before."""
    shift = 0
    for row, now in sorted(moves.items()):
        if now - row != shift:
            shift = now - row
            yield Change(Subject.MOVED, sheet, str(row), str(row), str(now))


def _moves(old: FormSheet, new: FormSheet) -> Moves:
    """Return where each line went: lines are known by their words, and those between them keep their distance."""
    before, after = _worded(old), _worded(new)
    lines = [_line(old, row) for row in before], [_line(new, row) for row in after]
    found: dict[int, int] = {}
    for tag, first, last, start, end in SequenceMatcher(None, *lines, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and last - first == end - start):
            found |= dict(zip(before[first:last], after[start:end], strict=True))
    taken, shift = set(found.values()), 0
    for row in sorted({spot[0] for spot in old.cells} - set(before) | set(found)):
        shift = found[row] - row if row in found else shift
        if row not in found and row + shift not in taken and row + shift not in after:
            found[row] = row + shift
    return found


def _worded(sheet: FormSheet) -> list[int]:
    """Return the lines of a sheet that hold words."""
    return sorted({spot[0] for spot, cell in sheet.cells.items() if cell.is_words and not cell.formula})


def _line(sheet: FormSheet, row: int) -> str:
    return " | ".join(cell.text for spot, cell in sorted(sheet.cells.items()) if spot[0] == row and cell.is_words and not cell.formula)


def _cell(sheet: str, spot: Spot, old: FormCell | None, new: FormCell | None, moves: Mapping[str, Moves]) -> Iterator[Change]:
    """Tell what changed in one cell; what a formula last answered is not the form's."""
    name = cell_name(spot[1], spot[0])
    for subject in IN_A_CELL:
        before, after = _told(subject, old), _told(subject, new)
        before = _followed(before, sheet, moves) if subject is Subject.FORMULA else before
        if before != after:
            yield Change(subject, sheet, name, before, after)


def _told(subject: Subject, cell: FormCell | None) -> str:
    """Return what a cell says of a subject."""
    if cell is None:
        return ""
    if cell.formula:
        return f"={cell.formula}" if subject is Subject.FORMULA else ""
    return cell.text if subject is (Subject.WORDS if cell.is_words else Subject.VALUE) else ""


def _followed(formula: str, sheet: str, moves: Mapping[str, Moves]) -> str:
    """
    Return a formula, a range, a rule or a name of a sheet with every cell it tells of where that cell now stands.

    >>> _followed("=SUM(C14:C18)-$D$2+'Liste n° 2'!A3", "Rapport", {"rapport": {2: 2, 14: 15}, "liste n° 2": {1: 4}})
    "=SUM(C15:C19)-$D$2+'Liste n° 2'!A6"
    """

    def now(found: re.Match[str]) -> str:
        named, column, row, last_column, last_row = found.groups()
        own = moves.get((named.strip("'").replace("''", "'") if named else sheet).casefold(), {})
        first = f"{named}!{column}{_row_now(int(row), own)}" if named else f"{column}{_row_now(int(row), own)}"
        return f"{first}:{last_column}{_row_now(int(last_row), own)}" if last_column else first

    return _REFERENCE.sub(now, formula)


def _row_now(row: int, moves: Moves) -> int:
    """Return where a line now stands; one that holds nothing follows the last line above it that does."""
    if row in moves:
        return moves[row]
    above = max((each for each in moves if each < row), default=None)
    return row if above is None else row + moves[above] - above


def _between(subject: Subject, sheet: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name, ""), new.get(name, "")
        if name not in old or name not in new or (before != after and subject is not Subject.MERGED):
            yield Change(subject, sheet, name, before, after)
