"""
The claim workbook of one board, ready to fill in: its own activities, the natures they allow, its budget and what will be left of it.

Drawn from the same columns that ``intake/claims.py`` reads. The same asking gives the same bytes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from fundalloc.domain.claims import SUPPLY_TEACHING, StaffCategory
from fundalloc.intake.cells import WORDS, Field, Kind, choice_label, our_label
from fundalloc.intake.claims import BUDGET_SHEET, CONTROL_TOTAL, HEAD, LINES
from fundalloc.intake.form import (
    CULTURES,
    DEPENDENT,
    FORMATS,
    HEADER_FILL,
    HEADER_ROW,
    QUIET_FILL,
    RULE,
    WIDTHS,
    Form,
    draw_header,
    header_style,
    meaning_of,
    printed,
    protect,
    range_name,
    titled,
    validate,
    write_cell,
)
from fundalloc.intake.names import plain
from fundalloc.intake.tabular import TableSpec
from fundalloc.lexicon import Lexicon
from fundalloc.money import Cents

VERSION: Final = "1"
VERSION_PROPERTY: Final = "fundalloc-claim-template"
LINES_MIN: Final = 60
LINES_PER_ACTIVITY: Final = 5
LIST_OF_NATURES: Final = WORDS[8:]
LABEL_WIDTH: Final = 46
NATURES_WIDTH: Final = 50
LINE_POINTS: Final = 15
NATURE_WIDTH: Final = 26
PAGES_OF_LINES: Final = 2
_CODE: Final = re.compile(r"[0-9A-Za-z.]+")
_NATURES_OF: Final = "natures_"


@dataclass(frozen=True, slots=True)
class ActivityShown:
    """One of the board's activities: what may be spent on it, and on what; no natures means any."""

    plan_item: str
    label: str
    natures: tuple[str, ...]
    natures_open: bool
    authorised_cents: Cents
    committed_cents: Cents
    incurred_cents: Cents
    available_cents: Cents


@dataclass(frozen=True, slots=True)
class ClaimForm:
    """What a board's workbook is filled in with; ``on`` is the day of the figures."""

    fund: str
    title: str
    note: str
    recipient: str
    claim: str
    starts_on: date
    ends_on: date
    on: date
    activities: tuple[ActivityShown, ...]
    commitments: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    sharing_keys: tuple[str, ...] = ()
    cost_objects: tuple[str, ...] = ()


@dataclass(slots=True)
class _Sheets:
    """One workbook while it is drawn."""

    form: Form
    asked: ClaimForm
    last_line: int

    def said(self, key: str, **facts: object) -> str:
        return self.form.lexicon.say(f"claim-form.{key}", **facts)

    def label(self, table: str) -> str:
        return self.form.lexicon.say(f"sheets.{table}")

    @property
    def title(self) -> str:
        return self.said("title", recipient=self.asked.recipient)

    def column(self, name: str) -> str:
        """Return the entry cells of a column of the expenses, from any sheet."""
        letter = xl_col_to_name([field.name for field in LINES.fields].index(name))
        return f"'{self.label(LINES.name)}'!${letter}${HEADER_ROW + 2}:${letter}${self.last_line + 1}"

    def quiet(self, **more: object) -> Any:  # noqa: ANN401 - the library carries no types
        """Return the look of a cell that is only read."""
        return self.form.style(bg_color=QUIET_FILL, border=1, border_color=RULE, **more)

    @property
    def money(self) -> str:
        return FORMATS[self.form.lexicon.language][Kind.AMOUNT]


def claim_workbook(asked: ClaimForm, lexicon: Lexicon, *, created: datetime, program: str) -> bytes:
    """Return the bytes of a board's claim workbook."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    count = max(LINES_MIN, LINES_PER_ACTIVITY * len(asked.activities))
    sheets = _Sheets(Form(book, lexicon), asked, HEADER_ROW + count)
    book.set_size(2400, 1400)
    made = sheets.form.say("version", version=VERSION, program=program)
    book.set_properties({"title": sheets.title, "comments": made, "created": created.replace(tzinfo=None)})
    book.set_custom_property(VERSION_PROPERTY, VERSION)
    book.set_custom_property("language", CULTURES[lexicon.language])
    drawn = {table: book.add_worksheet(sheets.label(table)) for table in ("read-me", HEAD.name, LINES.name, BUDGET_SHEET, "lists")}
    _draw_lists(sheets, drawn["lists"])
    _draw_read_me(sheets, drawn["read-me"], made)
    _draw_head(sheets, drawn[HEAD.name])
    _draw_lines(sheets, drawn[LINES.name])
    _draw_budget(sheets, drawn[BUDGET_SHEET])
    drawn[HEAD.name].activate()
    book.close()
    return buffer.getvalue()


# --- The claim, and its lines


def _draw_head(sheets: _Sheets, sheet: Any) -> None:  # noqa: ANN401
    form, asked = sheets.form, sheets.asked
    _noted(sheets, sheet, HEAD.name, sheets.said("head-note"))
    values = {field.name: getattr(asked, field.name, None) for field in HEAD.fields}
    for index, (field, width) in enumerate(zip(HEAD.fields, (40, 24, 24, 16, 16, 34), strict=True)):
        sheet.set_column(index, index, width)
        draw_header(form, sheet, HEAD, field, index)
        sheet.write_string(HEADER_ROW, index, form.header(HEAD, field), header_style(form, field))
        if field.name in {"fund", "recipient"}:
            sheet.write_string(HEADER_ROW - 1, index, sheets.said("filled"), form.style(font_size=9, font_color="#4A5568"))
            sheet.write_string(HEADER_ROW + 1, index, str(values[field.name]), sheets.quiet())
        else:
            write_cell(form, sheet, (HEADER_ROW + 1, index), field, values.get(field.name))
            validate(form, sheet, HEAD, field, (HEADER_ROW + 1, index, HEADER_ROW + 1, index))
    _draw_controls(sheets, sheet, HEADER_ROW + 4)
    protect(sheet)
    printed(form, sheet, sheets.title, None)


def _draw_controls(sheets: _Sheets, sheet: Any, row: int) -> None:  # noqa: ANN401
    """Draw what is computed again while the expenses are filled in."""
    form = sheets.form
    sheet.write_string(row, 0, form.say("controls"), form.style(bold=True, font_size=13, font_color=HEADER_FILL))
    natures, salaries = sheets.column("nature"), sheets.column("salary_cents")
    supply = our_label(SUPPLY_TEACHING, form.lexicon.language)
    over = f'COUNTIF({range_name(BUDGET_SHEET, "left")},"<0")'
    controls = (
        ("control-lines", f"COUNT({sheets.column('amount_cents')})", "0"),
        (CONTROL_TOTAL.rpartition(".")[2], f"SUM({sheets.column('amount_cents')})", sheets.money),
        ("control-over", over, "0"),
        ("control-split", f'COUNTIFS({natures},"{supply}",{salaries},"")', "0"),
    )
    for offset, (name, formula, number) in enumerate(controls, start=row + 1):
        sheet.write_string(offset, 0, sheets.said(name), sheets.quiet())
        sheet.write_formula(offset, 1, f"={formula}", sheets.quiet(num_format=number, align="left", bold=True), 0)


def _draw_lines(sheets: _Sheets, sheet: Any) -> None:  # noqa: ANN401
    form, last = sheets.form, sheets.last_line
    _noted(sheets, sheet, LINES.name, sheets.said("lines-note"))
    for index, field in enumerate(LINES.fields):
        longest = max(len(word) for word in form.header(LINES, field).split()) + 5
        sheet.set_column(index, index, max(longest, WIDTHS[field.kind]) if field.name != "reference" else longest + 2)
        draw_header(form, sheet, LINES, field, index)
        for row in range(HEADER_ROW + 1, last + 1):
            write_cell(form, sheet, (row, index), field, None)
        validate(form, sheet, LINES, field, (HEADER_ROW + 1, index, last, index))
        form.book.define_name(range_name(LINES.name, field.name), "=" + sheets.column(field.name))
    headers = [{"header": form.header(LINES, field), "header_format": header_style(form, field)} for field in LINES.fields]
    look = {"name": "t_claim", "columns": headers, "style": "Table Style Light 1", "banded_rows": False, "title": sheets.label(LINES.name)}
    sheet.add_table(HEADER_ROW, 0, last, len(LINES.fields) - 1, look)
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    protect(sheet)
    printed(form, sheet, sheets.title, HEADER_ROW, pages_wide=PAGES_OF_LINES)


def _noted(sheets: _Sheets, sheet: Any, table: str, note: str) -> None:  # noqa: ANN401
    titled(sheets.form, sheet, table, sheets.title if table == HEAD.name else f"{sheets.title} – {sheets.label(table)}")
    sheet.write_string(1, 0, note, sheets.form.style(italic=True, font_color="#4A5568"))


# --- The budget


_AMOUNTS: Final = ("authorised", "committed", "incurred", "available")
_BUDGET_COLUMNS: Final = ("plan_item", "label", "natures", *_AMOUNTS, "here", "left")


def _draw_budget(sheets: _Sheets, sheet: Any) -> None:  # noqa: ANN401
    form, rows = sheets.form, sheets.asked.activities
    _noted(sheets, sheet, BUDGET_SHEET, sheets.said("as-of", on=sheets.asked.on))
    sheet.write_string(2, 0, sheets.said("budget-note"), form.style(italic=True, font_color="#4A5568"))
    spec = TableSpec(BUDGET_SHEET, tuple(Field(name) for name in _BUDGET_COLUMNS))
    widths = (12, LABEL_WIDTH, NATURES_WIDTH, *(17 for _ in _BUDGET_COLUMNS[3:]))
    for index, (field, width) in enumerate(zip(spec.fields, widths, strict=True)):
        sheet.set_column(index, index, width)
        sheet.write_string(HEADER_ROW, index, form.header(spec, field), header_style(form, field))
    sheet.set_row(HEADER_ROW, 34)
    for row, activity in enumerate(rows, start=HEADER_ROW + 1):
        _draw_activity(sheets, sheet, row, activity)
    last = HEADER_ROW + max(1, len(rows))
    letter = xl_col_to_name(len(_BUDGET_COLUMNS) - 1)
    cells = f"'{sheets.label(BUDGET_SHEET)}'!${letter}${HEADER_ROW + 2}:${letter}${last + 1}"
    form.book.define_name(range_name(BUDGET_SHEET, "left"), f"={cells}")
    _draw_totals(sheets, sheet, last + 1)
    alert = form.style(font_color="#9A3412", bold=True)
    column = len(_BUDGET_COLUMNS) - 1
    sheet.conditional_format(HEADER_ROW + 1, column, last, column, {"type": "cell", "criteria": "<", "value": 0, "format": alert})
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    protect(sheet)
    printed(form, sheet, sheets.title, HEADER_ROW)


def _draw_activity(sheets: _Sheets, sheet: Any, row: int, activity: ActivityShown) -> None:  # noqa: ANN401
    natures = _natures_of(sheets, activity)
    lines = max(-(-len(activity.label) // LABEL_WIDTH), -(-len(natures) // NATURES_WIDTH))
    sheet.set_row(row, LINE_POINTS * lines if lines > 1 else None)
    for index, text in enumerate((activity.plan_item, activity.label, natures)):
        sheet.write_string(row, index, text, sheets.quiet(text_wrap=True))
    cents = (activity.authorised_cents, activity.committed_cents, activity.incurred_cents, activity.available_cents)
    look = sheets.quiet(num_format=sheets.money)
    for index, amount_cents in enumerate(cents, start=3):
        sheet.write_number(row, index, Decimal(amount_cents).scaleb(-2), look)
    here, available = 3 + len(cents), xl_rowcol_to_cell(row, 2 + len(cents))
    formula = f"=SUMIF({sheets.column('plan_item')},{xl_rowcol_to_cell(row, 0)},{sheets.column('amount_cents')})"
    sheet.write_formula(row, here, formula, look, 0)
    look, left = sheets.quiet(num_format=sheets.money, bold=True), Decimal(activity.available_cents).scaleb(-2)
    sheet.write_formula(row, here + 1, f"={available}-{xl_rowcol_to_cell(row, here)}", look, left)


def _draw_totals(sheets: _Sheets, sheet: Any, row: int) -> None:  # noqa: ANN401
    look = sheets.quiet(num_format=sheets.money, bold=True)
    sheet.write_string(row, 0, sheets.said("total"), sheets.quiet(bold=True))
    for index in (1, 2):
        sheet.write_blank(row, index, None, look)
    sums = [sum(getattr(activity, f"{name}_cents") for activity in sheets.asked.activities) for name in _AMOUNTS]
    for index, total_cents in enumerate((*sums, 0, sums[-1]), start=3):
        first, last = xl_rowcol_to_cell(HEADER_ROW + 1, index), xl_rowcol_to_cell(row - 1, index)
        sheet.write_formula(row, index, f"=SUM({first}:{last})", look, Decimal(total_cents).scaleb(-2))


def _natures_of(sheets: _Sheets, activity: ActivityShown) -> str:
    if not activity.natures:
        return sheets.said("any-nature")
    named = " | ".join(our_label(nature, sheets.form.lexicon.language) for nature in activity.natures)
    return sheets.said("open-natures", natures=named) if activity.natures_open else named


# --- Read-me and lists


def _draw_read_me(sheets: _Sheets, sheet: Any, made: str) -> None:  # noqa: ANN401
    form, asked = sheets.form, sheets.asked
    titled(form, sheet, "read-me", sheets.title)
    for index, width in enumerate((30, 14, 34, 96)):
        sheet.set_column(index, index, width)
    days = f"{asked.starts_on.isoformat()} – {asked.ends_on.isoformat()}"
    example = f"{asked.claim}-1.pdf"
    how = tuple(sheets.said(f"how-{number}", example=example) for number in range(1, 6))
    lines = (sheets.said("for", title=asked.title, years=days), asked.note, *how, form.say("protected"), made)
    for row, line in enumerate((line for line in lines if line), start=1):
        sheet.write_string(row, 0, line, form.style())
    row = len(lines) + 2
    for index, heading in enumerate(("column", "required", "type", "meaning")):
        sheet.write_string(row, index, form.say(heading), header_style(form, LINES.fields[0]))
    described = [(spec, field) for spec in (HEAD, LINES) for field in spec.fields]
    for offset, (spec, field) in enumerate(described, start=row + 1):
        required = form.say("fill" if field.required else "optional")
        cells = (form.header(spec, field), required, form.lexicon.say(f"kinds.{field.kind}"), meaning_of(spec, field, form.lexicon))
        for index, text in enumerate(cells):
            sheet.write_string(offset, index, text, sheets.quiet(text_wrap=True))
    protect(sheet)
    printed(form, sheet, sheets.title, None)


def _draw_lists(sheets: _Sheets, sheet: Any) -> None:  # noqa: ANN401
    """Draw the words of every drop-down, each list in its own named column."""
    form = sheets.form
    titled(form, sheet, "lists", sheets.label("lists"))
    for index, (name, words, choices) in enumerate(_lists(sheets)):
        heading = form.header(LINES, next(field for field in LINES.fields if field.name == name))
        sheet.set_column(index, index, max(len(heading), *(len(word) for word in words)) + 3)
        sheet.write_string(HEADER_ROW, index, heading, header_style(form, Field("")))
        for row, word in enumerate(words, start=HEADER_ROW + 1):
            sheet.write_string(row, index, word, form.style())
        letter, listed = xl_col_to_name(index), f"list.{index + 1}"
        cells = f"'{sheets.label('lists')}'!${letter}${HEADER_ROW + 2}:${letter}${HEADER_ROW + 1 + len(words)}"
        form.book.define_name(listed, "=" + cells)
        form.choices[name, *choices] = f"={listed}"
    _draw_natures(sheets, sheet, 2 + len(sheets.asked.activities))
    protect(sheet)
    printed(form, sheet, sheets.title, None)


def _draw_natures(sheets: _Sheets, sheet: Any, below: int) -> None:  # noqa: ANN401
    """Draw the natures of each activity in a named row of their own, so that a line offers only those of the activity it names."""
    form, language = sheets.form, sheets.form.lexicon.language
    first = HEADER_ROW + max(below, 2 + len(LIST_OF_NATURES))
    if not all(_CODE.fullmatch(activity.plan_item) for activity in sheets.asked.activities):
        return  # a name may hold no other signs: the list of all natures stays
    sheet.set_column(len(StaffCategory), len(LIST_OF_NATURES), NATURE_WIDTH)
    for row, activity in enumerate(sheets.asked.activities, start=first):
        words = sorted((our_label(nature, language) for nature in _offered(activity)), key=plain)
        for index, word in enumerate((activity.plan_item, *words)):
            sheet.write_string(row, index, word, form.style())
        cells = f"'{sheets.label('lists')}'!$B${row + 1}:${xl_col_to_name(len(words))}${row + 1}"
        form.book.define_name(f"{_NATURES_OF}{activity.plan_item.replace('.', '_')}", f"={cells}")
    letter = xl_col_to_name([field.name for field in LINES.fields].index("plan_item"))
    form.choices["nature", DEPENDENT] = f'=INDIRECT("{_NATURES_OF}"&SUBSTITUTE(${letter}{HEADER_ROW + 2},".","_"))'


def _offered(activity: ActivityShown) -> Sequence[str]:
    """Return the natures that may be chosen for an activity: those it names, and all others where its list is open or empty."""
    return activity.natures if activity.natures and not activity.natures_open else sorted({*activity.natures, *LIST_OF_NATURES})


def _lists(sheets: _Sheets) -> Iterator[tuple[str, Sequence[str], tuple[str, ...]]]:
    asked, language = sheets.asked, sheets.form.lexicon.language
    staff = tuple(each.value for each in StaffCategory)
    named: tuple[tuple[str, Sequence[str], tuple[str, ...]], ...] = (
        ("plan_item", [activity.plan_item for activity in asked.activities], ()),
        ("nature", sorted((our_label(nature, language) for nature in _all_natures(asked)), key=plain), ()),
        ("staff", [choice_label("staff", word, language) for word in staff], staff),
        ("commitment", asked.commitments, ()),
        ("conditions", asked.conditions, ()),
        ("sharing_key", asked.sharing_keys, ()),
        ("cost_object", asked.cost_objects, ()),
    )
    yield from (each for each in named if each[1])


def _all_natures(asked: ClaimForm) -> set[str]:
    """Return the natures that some activity of the board allows; one whose list is open, or that has none, lets all be chosen."""
    if any(activity.natures_open or not activity.natures for activity in asked.activities):
        return {*LIST_OF_NATURES, *(nature for activity in asked.activities for nature in activity.natures)}
    return {nature for activity in asked.activities for nature in activity.natures}
