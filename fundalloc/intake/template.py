"""
The workbooks people fill in, blank or from what exists already: drawn from the same columns the reader reads.

Every sheet has its title, a sentence, a row that says which columns are to fill in, the titles, then the cells. Entry cells are
unlocked; the rest is protected without a password. The same scenario gives the same bytes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from fundalloc.domain.base import AnyNoun, Noun
from fundalloc.domain.rules import Floor
from fundalloc.intake.cells import WORDS, Field, Kind, choice_label, our_label
from fundalloc.intake.example_sheet import draw_example
from fundalloc.intake.form import (
    CULTURES,
    FORMATS,
    HEADER_FILL,
    HEADER_ROW,
    QUIET_FILL,
    RULE,
    WIDTHS,
    WRAPPED,
    Form,
    draw_header,
    example_of,
    header_style,
    meaning_of,
    printed,
    protect,
    range_name,
    titled,
    validate,
    write_cell,
)
from fundalloc.intake.outlines import SCENARIO, Outline
from fundalloc.intake.tables import spec_of
from fundalloc.intake.tabular import TableSpec
from fundalloc.intake.workbook import VERSION, VERSION_PROPERTY
from fundalloc.intake.writing import columns_of, nouns_under, text_of
from fundalloc.lexicon import Lexicon

BLANK_ROWS: Final[Mapping[str, int]] = {
    "plan": 150,
    "requests": 200,
    "recipients": 60,
    "rates": 60,
    "rules": 40,
    "applications": 60,
    "scores": 300,
    "signatures": 120,
    "attachments": 120,
}
BLANK_ROWS_ELSEWHERE: Final = 15
MORE_ROWS: Final = 25
WIDTH_MAX: Final = 44
PRINTED_WIDTH_MAX: Final = 260
SETTING_WIDTH: Final = 60
LINE_POINTS: Final = 15
ROW_POINTS_MAX: Final = 400


@dataclass(slots=True)
class _Drawing(Form):
    """What drawing one workbook keeps at hand: what it is made of, what fills it, and its rows."""

    outline: Outline = SCENARIO
    whole: Any = None
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def sheet_name(self, table: str) -> str:
        return self.lexicon.say(f"sheets.{table}")

    @property
    def hidden(self) -> tuple[str, ...]:
        """The sheets that few need, as long as they hold nothing."""
        return tuple(table for table in self.outline.seldom if not self.rows[table])

    def last_row(self, table: str) -> int:
        """Return the last entry row of a table, from 0."""
        filled = len(self.rows[table])
        blank = BLANK_ROWS.get(table, BLANK_ROWS_ELSEWHERE)
        return HEADER_ROW + max(blank, filled + MORE_ROWS if self.whole is None or filled < blank else filled)

    def column(self, table: str, name: str) -> str:
        """Return a column's entry cells, from any sheet."""
        fields = [each.name for each in spec_of(table).fields]
        letter = xl_col_to_name(fields.index(name))
        return f"'{self.sheet_name(table)}'!${letter}${HEADER_ROW + 2}:${letter}${self.last_row(table) + 1}"


def workbook_to_fill(
    whole: Noun | None, outline: Outline, lexicon: Lexicon, *, created: datetime, program: str, example: Noun | None = None
) -> bytes:
    """
    Return the bytes of a workbook to fill in; a scenario, a call … fills it, none leaves it blank, with an example beside if there is one.

    Raises:
        RefusedTogether: a text is longer than a cell can hold.

    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    rows = {table: [columns_of(noun, spec_of(table)) for noun in _nouns(whole, outline, table)] for table in outline.sheets}
    drawing = _Drawing(book, lexicon, outline=outline, whole=whole, rows=rows)
    book.set_size(2400, 1400)
    made = drawing.say("version", version=VERSION, program=program)
    book.set_properties({"title": _title(drawing), "comments": made, "created": created.replace(tzinfo=None)})
    book.set_custom_property(VERSION_PROPERTY, VERSION)
    for name, stamped in {"language": CULTURES[lexicon.language], **_stamps(drawing)}.items():
        book.set_custom_property(name, stamped)
    beside = () if example is None else ("example",)
    sheets = {table: book.add_worksheet(drawing.sheet_name(table)) for table in ("read-me", *outline.sheets, *beside, "lists")}
    _draw_lists(drawing, sheets["lists"])
    _draw_read_me(drawing, sheets["read-me"], program)
    _draw_settings(drawing, sheets[outline.settings])
    for table in outline.sheets[1:]:
        _draw_table(drawing, sheets[table], table)
    if example is not None:
        draw_example(drawing, sheets["example"], example, outline, _title(drawing))
    for table in drawing.hidden:
        sheets[table].hide()
    sheets["read-me"].activate()
    book.close()
    return buffer.getvalue()


def _stamps(drawing: _Drawing) -> dict[str, str]:
    """Return what a filled workbook is stamped with, beside its version: what it describes, and its years where it has any."""
    if drawing.whole is None:
        return {}
    years = ", ".join(year.id for year in getattr(drawing.whole, "fiscal_years", ()))
    return {drawing.outline.name: str(drawing.whole.id), **({"fiscal-years": years} if years else {})}


def _nouns(whole: Noun | None, outline: Outline, table: str) -> tuple[AnyNoun, ...]:
    return () if whole is None else nouns_under(whole, outline, table)


def _title(drawing: _Drawing) -> str:
    if drawing.whole is None:
        return drawing.say(f"titles.{drawing.outline.name}")
    return str(drawing.whole.title.in_language(drawing.lexicon.language))


# --- A table


def _draw_table(drawing: _Drawing, sheet: Any, table: str) -> None:  # noqa: ANN401
    spec, last = spec_of(table), drawing.last_row(table)
    titled(drawing, sheet, table, drawing.sheet_name(table))
    widths = [_width(drawing, spec, column) for column in spec.fields]
    _set_heights(drawing, sheet, spec, widths)
    for index, column in enumerate(spec.fields):
        sheet.set_column(index, index, widths[index])
        draw_header(drawing, sheet, spec, column, index)
        for row in range(HEADER_ROW + 1, last + 1):
            values = drawing.rows[table]
            at = row - HEADER_ROW - 1
            write_cell(drawing, sheet, (row, index), column, values[at].get(column.name) if at < len(values) else None)
        validate(drawing, sheet, spec, _within(drawing, column), (HEADER_ROW + 1, index, last, index))
        drawing.book.define_name(range_name(table, column.name), "=" + drawing.column(table, column.name))
    headers = [{"header": drawing.header(spec, column), "header_format": header_style(drawing, column)} for column in spec.fields]
    style = {"name": f"t_{table}", "columns": headers, "style": "Table Style Light 1", "banded_rows": False}
    sheet.add_table(HEADER_ROW, 0, last, len(spec.fields) - 1, style | {"title": drawing.sheet_name(table)})
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    protect(sheet)
    printed(drawing, sheet, _title(drawing), HEADER_ROW, pages_wide=-(-sum(widths) // PRINTED_WIDTH_MAX))


def _within(drawing: _Drawing, column: Field) -> Field:
    """Return a column that takes names from another sheet of this workbook, or from none."""
    return column if column.refers in drawing.outline.sheets else replace(column, refers="")


def _width(drawing: _Drawing, spec: TableSpec, column: Field) -> int:
    """Return a column's width in characters: its longest word, what its kind needs, or what it holds, within measure."""
    longest = max(len(word) for word in drawing.header(spec, column).split()) + 5
    values = [text_of(column, row[column.name], drawing.lexicon.language) for row in drawing.rows[spec.name] if column.name in row]
    fitted = min(max((len(each) + 3 for each in values), default=0), WIDTH_MAX)
    return max(longest, WIDTHS[column.kind], fitted)


def _set_heights(drawing: _Drawing, sheet: Any, spec: TableSpec, widths: Sequence[int]) -> None:  # noqa: ANN401
    """Make each filled row as high as its longest wrapped text: spreadsheets do not do it by themselves."""
    for number, row in enumerate(drawing.rows[spec.name], start=HEADER_ROW + 1):
        lines = 1
        for column, width in zip(spec.fields, widths, strict=True):
            if column.kind in WRAPPED and column.name in row:
                text = text_of(column, row[column.name], drawing.lexicon.language)
                lines = max(lines, *(1 + len(part) // max(1, width - 2) for part in text.split("\n")), text.count("\n") + 1)
        if lines > 1:
            sheet.set_row(number, min(ROW_POINTS_MAX, LINE_POINTS * lines))


# --- Settings, and the controls that are computed again as people write


def _draw_settings(drawing: _Drawing, sheet: Any) -> None:  # noqa: ANN401
    settings = drawing.outline.settings
    spec = spec_of(settings)
    titled(drawing, sheet, settings, drawing.sheet_name(settings))
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, SETTING_WIDTH)
    sheet.set_column(2, 2, SETTING_WIDTH)
    sheet.set_column(3, 3, 16)
    heads = (drawing.say("field"), drawing.say("value"), drawing.say("meaning"), drawing.say("required"))
    for index, head in enumerate(heads):
        sheet.write_string(HEADER_ROW - 1, index, head, header_style(drawing, spec.fields[0]))
    values = drawing.rows[settings][0] if drawing.rows[settings] else {}
    for offset, column in enumerate(spec.fields):
        row = HEADER_ROW + offset
        texts = (meaning_of(spec, column, drawing.lexicon), str(values.get(column.name, "")))
        lines = max(1 + len(text) // (SETTING_WIDTH - 3) for text in texts)
        sheet.set_row(row, LINE_POINTS * lines if lines > 1 else None)
        sheet.write_string(row, 0, drawing.header(spec, column), drawing.style(bold=True, bg_color=QUIET_FILL, border=1, border_color=RULE))
        write_cell(drawing, sheet, (row, 1), column, values.get(column.name))
        sheet.write_string(row, 2, meaning_of(spec, column, drawing.lexicon), drawing.style(text_wrap=True, font_color="#4A5568"))
        sheet.write_string(row, 3, drawing.say("fill" if column.required else "optional"), drawing.style(font_size=9, bold=column.required))
        validate(drawing, sheet, spec, _within(drawing, column), (row, 1, row, 1))
    if drawing.outline is SCENARIO:
        _draw_controls(drawing, sheet, HEADER_ROW + len(spec.fields) + 2)
    protect(sheet)
    printed(drawing, sheet, _title(drawing), None)


@dataclass(frozen=True, slots=True)
class _Control:
    """A figure that tells whether a workbook holds together, as a formula and as what it gives today."""

    name: str
    kind: Kind
    formula: str
    value: int
    expected: str
    holds: str
    is_held: bool


def _controls(drawing: _Drawing) -> Iterator[_Control]:
    def total(table: str, name: str) -> int:
        return sum(int(row.get(name, 0)) for row in drawing.rows[table])

    def summed(table: str, name: str) -> str:
        return f"SUM({drawing.column(table, name)})"

    envelopes, asked = total("envelopes", "amount"), total("requests", "amount")
    floors = sum(each.amount_cents or 0 for each in drawing.whole.rules if isinstance(each, Floor)) if drawing.whole else 0
    shares = total("instalments", "share")
    label = choice_label("kind", "floor", drawing.lexicon.language)
    floor_sum = f'SUMIF({drawing.column("rules", "kind")},"{label}",{drawing.column("rules", "amount")})'
    sum_envelopes = summed("envelopes", "amount")
    names = [row["id"] for row in drawing.rows["requests"]]
    twice = len(names) - len(set(names))
    ids = drawing.column("requests", "id")
    yield _Control("total-envelopes", Kind.AMOUNT, sum_envelopes, envelopes, "more-than-zero", "{0}>0", envelopes > 0)
    yield _Control("total-requested", Kind.AMOUNT, summed("requests", "amount"), asked, "more-than-zero", "{0}>0", asked > 0)
    minimums = total("requests", "minimum")
    within, sum_minimums, sum_shares = f"{{0}}<={sum_envelopes}", summed("requests", "minimum"), summed("instalments", "share")
    yield _Control("total-minimum", Kind.AMOUNT, sum_minimums, minimums, "at-most-envelopes", within, minimums <= envelopes)
    yield _Control("total-floors", Kind.AMOUNT, floor_sum, floors, "at-most-envelopes", within, floors <= envelopes)
    yield _Control("total-instalments", Kind.SHARE, sum_shares, shares, "whole", "OR({0}=0,ROUND({0},6)=1)", shares in {0, 10_000})
    if len(names) <= 2_000:  # noqa: PLR2004 - beyond, counting each name against all makes Excel slow
        distinct = f'COUNTA({ids})-SUMPRODUCT(({ids}<>"")/COUNTIF({ids},{ids}&""))'
        yield _Control("twice-requests", Kind.INTEGER, f"ROUND({distinct},0)", twice, "none", "{0}=0", twice == 0)


def _draw_controls(drawing: _Drawing, sheet: Any, row: int) -> None:  # noqa: ANN401
    sheet.write_string(row, 0, drawing.say("controls"), drawing.style(bold=True, font_size=13, font_color=HEADER_FILL))
    for index, head in enumerate(("control", "value", "expected", "state")):
        sheet.write_string(row + 1, index, drawing.say(head), header_style(drawing, spec_of(SCENARIO.settings).fields[0]))
    yes, no = drawing.say("ok"), drawing.say("wrong")
    for offset, control in enumerate(_controls(drawing), start=row + 2):
        quiet = {"bg_color": QUIET_FILL, "border": 1, "border_color": RULE}
        sheet.write_string(offset, 0, drawing.say(control.name), drawing.style(**quiet))
        number = FORMATS[drawing.lexicon.language].get(control.kind, "0")
        stored = Decimal(control.value).scaleb({Kind.AMOUNT: -2, Kind.SHARE: -4}.get(control.kind, 0))
        sheet.write_formula(offset, 1, f"={control.formula}", drawing.style(num_format=number, align="left", **quiet), stored)
        sheet.write_string(offset, 2, drawing.say(control.expected), drawing.style(**quiet))
        cell = xl_rowcol_to_cell(offset, 1)
        formula = f'=IF({control.holds.format(cell)},"{yes}","{no}")'
        sheet.write_formula(offset, 3, formula, drawing.style(bold=True, **quiet), yes if control.is_held else no)
        alert = drawing.style(font_color="#9A3412", bold=True)
        sheet.conditional_format(offset, 3, offset, 3, {"type": "cell", "criteria": "==", "value": f'"{no}"', "format": alert})


# --- Read-me and lists


def _draw_read_me(drawing: _Drawing, sheet: Any, program: str) -> None:  # noqa: ANN401
    titled(drawing, sheet, "read-me", _title(drawing))
    for index, width in enumerate((17, 40, 12, 34, 62, 34)):
        sheet.set_column(index, index, width)
    name = drawing.outline.name
    lines = [drawing.say(f"abouts.{name}"), drawing.say("version", version=VERSION, program=program), *_about(drawing)]
    lines += [drawing.say(f"how-{number}") for number in range(1, 5 if drawing.outline is SCENARIO else 4)]
    lines.append(drawing.say("then-check", family=name))
    lines.append(drawing.say("protected"))
    hidden = [drawing.sheet_name(table) for table in drawing.hidden]
    lines += [drawing.say("seldom", sheets=hidden)] if hidden else []
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line, drawing.style())
    row = len(lines) + 2
    sheet.write_string(row, 0, drawing.say("dictionary"), drawing.style(bold=True, font_size=13, font_color=HEADER_FILL))
    heads = ("sheet", "column", "required", "type", "meaning", "example")
    described = [(table, spec_of(table), column) for table in drawing.outline.sheets for column in spec_of(table).fields]
    for offset, (table, spec, column) in enumerate(described, start=row + 2):
        cells = (
            drawing.sheet_name(table),
            drawing.header(spec, column),
            drawing.say("fill" if column.required else "optional"),
            drawing.lexicon.say(f"kinds.{column.kind}"),
            meaning_of(spec, column, drawing.lexicon),
            example_of(spec, column, drawing.lexicon),
        )
        for index, text in enumerate(cells):
            sheet.write_string(offset, index, text, drawing.style(text_wrap=True))
    headers = [{"header": drawing.say(head), "header_format": header_style(drawing, described[0][2])} for head in heads]
    table_style = {"name": "t_read_me", "columns": headers, "style": "Table Style Light 1", "title": drawing.say("dictionary")}
    sheet.add_table(row + 1, 0, row + 1 + len(described), len(heads) - 1, table_style)
    protect(sheet)
    printed(drawing, sheet, _title(drawing), None)
    sheet.repeat_rows(row + 1)


def _about(drawing: _Drawing) -> list[str]:
    whole = drawing.whole
    if whole is None:
        return []
    years = ", ".join(year.id for year in getattr(whole, "fiscal_years", ()))
    lines = [f"{drawing.say('for', title=_title(drawing))} {years}".rstrip()]
    if whole.fictitious_note is not None:
        lines.append(whole.fictitious_note.in_language(drawing.lexicon.language))
    return lines


def _draw_lists(drawing: _Drawing, sheet: Any) -> None:  # noqa: ANN401
    """Draw the words of every drop-down, each list in its own named column."""
    titled(drawing, sheet, "lists", drawing.sheet_name("lists"))
    for index, (key, title, words) in enumerate(_drop_downs(drawing)):
        sheet.set_column(index, index, max(len(title), *(len(word) for word in words)) + 3)
        sheet.write_string(HEADER_ROW, index, title, header_style(drawing, Field("")))
        for row, word in enumerate(words, start=HEADER_ROW + 1):
            sheet.write_string(row, index, word, drawing.style())
        letter, name = xl_col_to_name(index), f"list.{index + 1}"
        cells = f"'{drawing.sheet_name('lists')}'!${letter}${HEADER_ROW + 2}:${letter}${HEADER_ROW + 1 + len(words)}"
        drawing.book.define_name(name, "=" + cells)
        drawing.choices[key] = f"={name}"
    protect(sheet)
    printed(drawing, sheet, _title(drawing), None)


def _drop_downs(drawing: _Drawing) -> Iterator[tuple[tuple[str, ...], str, list[str]]]:
    said, language = drawing.lexicon, drawing.lexicon.language
    yield ("yes-no",), f"{said.say('words.yes')} / {said.say('words.no')}", [said.say("words.yes"), said.say("words.no")]
    seen: set[tuple[str, ...]] = set()
    for table in drawing.outline.sheets:
        for column in spec_of(table).fields:
            key = (column.path[-1], *column.choices)
            if column.choices and key not in seen:
                seen.add(key)
                title = f"{drawing.sheet_name(table)} – {drawing.header(spec_of(table), column)}"
                yield key, title, [choice_label(column.path[-1], word, language) for word in column.choices]
    groups: dict[str, Callable[[int], bool]] = {"purpose": lambda at: at < 2, "teaching_order": lambda at: 2 <= at < 4}  # noqa: PLR2004 - see WORDS
    groups |= {"programme": lambda at: 4 <= at < 8, "natures": lambda at: at >= 8}  # noqa: PLR2004 - the same
    for name, chosen in groups.items():
        found = _column_named(drawing, name)
        if found is not None:
            words = [our_label(word, language) for at, word in enumerate(WORDS) if chosen(at)]
            yield (name,), drawing.header(*found), sorted(words)


def _column_named(drawing: _Drawing, name: str) -> tuple[TableSpec, Field] | None:
    """Return the first column of this workbook that holds words of a vocabulary, if it has one."""
    specs = [spec_of(table) for table in drawing.outline.sheets]
    return next(((spec, each) for spec in specs for each in spec.fields if each.name == name), None)
