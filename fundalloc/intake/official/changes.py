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

_REFERENCE = re.compile(r"(?<![A-Za-z_.!'])(\$?[A-Z]{1,3}\$?)([1-9]\d{0,6})(?![\d(A-Za-z_])")


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
    """One thing that is not what it was; empty before where it is new, empty after where it is gone."""

    subject: Subject
    sheet: str
    cell: str
    before: str
    after: str


def changes(old: Form, new: Form) -> tuple[Change, ...]:
    """Return everything that changed, sheet by sheet, then the names; what only moved with its line has not changed."""
    return (*_sheets(old, new), *_between(Subject.NAME, "", old.names, new.names))


def _sheets(old: Form, new: Form) -> Iterator[Change]:
    for sheet in old.sheets:
        if new.sheet(sheet.name) is None:
            yield Change(Subject.SHEET, sheet.name, "", sheet.name, "")
    for sheet in new.sheets:
        earlier = old.sheet(sheet.name)
        if earlier is None:
            yield Change(Subject.SHEET, sheet.name, "", "", sheet.name)
        else:
            yield from _sheet(earlier, sheet)


def _sheet(old: FormSheet, new: FormSheet) -> Iterator[Change]:
    moves = _moves(old, new)
    kept = set(moves.values())
    yield from (Change(Subject.LINE, new.name, str(row), _line(old, row), "") for row in _worded(old) if row not in moves)
    yield from (Change(Subject.LINE, new.name, str(row), "", _line(new, row)) for row in _worded(new) if row not in kept)
    yield from _shifts(new.name, moves)
    moved = {(moves[row], column): cell for (row, column), cell in old.cells.items() if row in moves}
    here = {spot: cell for spot, cell in new.cells.items() if spot[0] in kept}
    for spot in sorted(moved.keys() | here.keys()):
        yield from _cell(new.name, spot, moved.get(spot), here.get(spot), moves)
    yield from _between(Subject.MERGED, new.name, {_moved(each, moves): each for each in old.merged}, {each: each for each in new.merged})
    rules = {_moved(where, moves): _moved(rule, moves) for where, rule in old.validations}
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


def _cell(sheet: str, spot: Spot, old: FormCell | None, new: FormCell | None, moves: Moves) -> Iterator[Change]:
    """Tell what changed in one cell; what a formula last answered is not the form's."""
    name = cell_name(spot[1], spot[0])
    for subject in IN_A_CELL:
        before, after = _told(subject, old), _told(subject, new)
        if (_moved(before, moves) if subject is Subject.FORMULA else before) != after:
            yield Change(subject, sheet, name, before, after)


def _told(subject: Subject, cell: FormCell | None) -> str:
    """Return what a cell says of a subject."""
    if cell is None:
        return ""
    if cell.formula:
        return f"={cell.formula}" if subject is Subject.FORMULA else ""
    return cell.text if subject is (Subject.WORDS if cell.is_words else Subject.VALUE) else ""


def _moved(formula: str, moves: Moves) -> str:
    """
    Return a formula, a range or a rule with every cell it names where that cell now stands.

    >>> _moved("=SUM(C14:C18)-$D$2", {14: 15, 18: 19})
    '=SUM(C15:C19)-$D$2'
    """
    return _REFERENCE.sub(lambda found: found[1] + str(moves.get(int(found[2]), int(found[2]))), formula)


def _between(subject: Subject, sheet: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name, ""), new.get(name, "")
        if name not in old or name not in new or (before != after and subject is not Subject.MERGED):
            yield Change(subject, sheet, name, before, after)
