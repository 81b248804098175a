"""A copy of a person's own workbook, with a note on each cell something is said of, and a list that leads to each of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import IllegalCharacterError

from fundalloc.errors import Level, Refusal
from fundalloc.intake.workbook import sheet_labels
from fundalloc.lexicon import Lexicon

NOTES_MAX: Final = 5_000
NOTE_LENGTH_MAX: Final = 1_500
COLOURS: Final = {Level.BLOCKS: "FFE0B2", Level.TO_EXPLAIN: "FFF4C2", Level.ADVICE: "E3EEF9"}
HEADER_FILL: Final = "1F3A5F"
AUTHOR: Final = "fundalloc"
FONT: Final = "Calibri"
WIDTHS: Final = (13, 40, 56, 56)
LINE_POINTS: Final = 15


def write_annotated(source: Path, problems: Sequence[Refusal], target: Path, lexicon: Lexicon) -> None:
    """
    Write a copy of a workbook that was read without hostility, each problem beside its cell; the source is left as it is.

    Values, formulas and looks are kept; pictures and charts, which say nothing to a reader of data, are not.
    """
    book = openpyxl.load_workbook(source)
    ordered = sorted(problems, key=lambda each: list(Level).index(each.level))
    _note_cells(book, ordered, lexicon)
    _list_problems(book, ordered, lexicon)
    book.save(target)


def _note_cells(book: Any, problems: Sequence[Refusal], lexicon: Lexicon) -> None:  # noqa: ANN401 - the library carries no types
    by_cell: defaultdict[tuple[str, str], list[Refusal]] = defaultdict(list)
    for problem in problems:
        if problem.place and problem.place.sheet and problem.place.cell and problem.place.sheet in book.sheetnames:
            by_cell[problem.place.sheet, problem.place.cell].append(problem)
    for (sheet, name), found in list(by_cell.items())[:NOTES_MAX]:
        cell = book[sheet][name]
        if not hasattr(cell, "_comment"):  # the hidden part of merged cells holds nothing, not even a note
            continue
        said = "\n\n".join(told(problem, lexicon) for problem in found)
        before = f"{cell.comment.text}\n\n" if cell.comment else ""
        note = Comment((before + said)[:NOTE_LENGTH_MAX], AUTHOR)
        note.width, note.height = 360, 90 + 60 * min(4, len(found))
        cell.comment = note
        cell.fill = PatternFill("solid", start_color=COLOURS[found[0].level])


def told(problem: Refusal, lexicon: Lexicon) -> str:
    """Return what is wrong and what to do, without the place."""
    return "\n".join(line.strip() for line in lexicon.refusal(problem).split("\n")[1:])


def _list_problems(book: Any, problems: Sequence[Refusal], lexicon: Lexicon) -> None:  # noqa: ANN401
    labels = {label.casefold() for label in sheet_labels("errors")}
    for name in [each for each in book.sheetnames if each.casefold() in labels]:
        del book[name]
    sheet = book.create_sheet(lexicon.say("sheets.errors"), 0)
    book.active = 0
    heads = ("level", "where", "problem", "remedy")
    for index, (head, width) in enumerate(zip(heads, WIDTHS, strict=True), start=1):
        cell = sheet.cell(1, index, lexicon.say(f"annotation.{head}"))
        cell.font, cell.fill = Font(FONT, bold=True, color="FFFFFF"), PatternFill("solid", start_color=HEADER_FILL)
        sheet.column_dimensions[cell.column_letter].width = width
    for row, problem in enumerate(problems, start=2):
        _list_problem(sheet, row, problem, lexicon, book.sheetnames)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:D{len(problems) + 1}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)


def _list_problem(sheet: Any, row: int, problem: Refusal, lexicon: Lexicon, names: Sequence[str]) -> None:  # noqa: ANN401
    place, (sentence, remedy) = problem.place, (*told(problem, lexicon).split("\n"), "", "")[:2]
    texts = (lexicon.say(f"annotation.levels.{problem.level}"), lexicon.place(replace(place, file=None)) if place else "", sentence, remedy)
    for index, text in enumerate(texts, start=1):
        cell = sheet.cell(row, index)
        _put_text(cell, text)
        cell.font, cell.alignment = Font(FONT), Alignment(wrap_text=True, vertical="top")
    lines = max(1 + len(text) // (width - 4) for text, width in zip(texts, WIDTHS, strict=True))
    sheet.row_dimensions[row].height = LINE_POINTS * lines
    if place and place.sheet and place.sheet in names:
        quoted = place.sheet.replace("'", "''")
        link = sheet.cell(row, 2)
        link.hyperlink = openpyxl.worksheet.hyperlink.Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{place.cell or 'A1'}")
        link.font = Font(FONT, color="1F3A5F", underline="single")


def _put_text(cell: Any, text: str) -> None:  # noqa: ANN401
    """Write a text that stays a text, whatever sign it begins with."""
    try:
        cell.value = text
    except IllegalCharacterError:
        cell.value = "".join(mark if mark.isprintable() else "\ufffd" for mark in text)
    cell.data_type, cell.quotePrefix = "s", True
