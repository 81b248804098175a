"""Sheets to fill in, cell by cell: what a column's title, its note, its drop-down and its entry cells look like, for every template."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from fundalloc.errors import Place, refuse_together
from fundalloc.errors.intake import TextTooLongForCell
from fundalloc.intake.cells import Field, Kind, begins_a_formula, kept_apart
from fundalloc.intake.tabular import TableSpec
from fundalloc.intake.writing import text_of
from fundalloc.lexicon import Lexicon

HEADER_ROW: Final = 4
CELL_TEXT_MAX: Final = 32_000
DIGITS_MAX: Final = 15
DIGITS_OF_DOLLARS: Final = 13
DEPENDENT: Final = "dependent"
"""Marks a drop-down whose words depend on another cell of the row: a formula for the first entry row, which the program moves down."""
LETTER_PAPER: Final = 1
PROMPT_MAX: Final = 250
WRAPPED: Final = frozenset({Kind.TEXT, Kind.LIST, Kind.SELECTOR, Kind.INLINE, Kind.MEASURES})

INK: Final = "#1B2A41"
HEADER_FILL: Final = "#1F3A5F"
OPTIONAL_FILL: Final = "#4A6484"
ENTRY_FILL: Final = "#FFFFFF"
QUIET_FILL: Final = "#F1F4F8"
RULE: Final = "#B8C2CF"
COUNTING_RULE: Final = "#4A6484"
COUNTED_ROWS: Final = 10
CULTURES: Final = {"fr": "fr-CA", "en": "en-CA"}
FORMATS: Final = {
    "fr": {Kind.AMOUNT: '[$-C0C]#,##0.00\u00a0"$"', Kind.SHARE: "[$-C0C]0.00\u00a0%", Kind.INTEGER: "[$-C0C]0", Kind.DATE: "yyyy-mm-dd"},
    "en": {Kind.AMOUNT: "[$$-1009]#,##0.00", Kind.SHARE: "0.00%", Kind.INTEGER: "0", Kind.DATE: "yyyy-mm-dd"},
}
WIDTHS: Final = {
    Kind.AMOUNT: 18,
    Kind.SHARE: 10,
    Kind.INTEGER: 10,
    Kind.DATE: 13,
    Kind.YES_NO: 10,
    Kind.IDENTIFIER: 18,
    Kind.TEXT: 32,
    Kind.LIST: 26,
    Kind.MEASURES: 20,
    Kind.SELECTOR: 30,
    Kind.CHOICE: 18,
    Kind.INLINE: 26,
}


@dataclass(slots=True)
class Form:
    """A workbook of sheets to fill in, while it is drawn: its language, its drop-downs and its looks."""

    book: Any
    lexicon: Lexicon
    choices: dict[tuple[str, ...], str] = field(default_factory=dict)
    formats: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)

    def say(self, key: str, **facts: object) -> str:
        """Return one of the words of the templates."""
        return self.lexicon.say(f"template.{key}", **facts)

    def header(self, spec: TableSpec, column: Field) -> str:
        return header_of(spec, column, self.lexicon)

    def style(self, **properties: object) -> Any:  # noqa: ANN401 - the library carries no types
        """Return the one format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            base = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
            self.formats[key] = self.book.add_format(base | properties)
        return self.formats[key]


def header_of(spec: TableSpec, column: Field, lexicon: Lexicon) -> str:
    """Return a column's title in the reader's language; a column without a title of its own goes under our name."""
    key = f"fields.{spec.name}.{column.name}"
    return lexicon.say(key) if lexicon.has(key) else column.name


def meaning_of(spec: TableSpec, column: Field, lexicon: Lexicon) -> str:
    """Return what a column means, where the catalogue says it."""
    key = f"field-help.{spec.name}.{column.name}"
    return lexicon.say(key) if lexicon.has(key) else ""


def example_of(spec: TableSpec, column: Field, lexicon: Lexicon) -> str:
    """Return an example of what goes in a column, where the catalogue gives one."""
    key = f"field-examples.{spec.name}.{column.name}"
    return lexicon.say(key) if lexicon.has(key) else ""


def write_cell(form: Form, sheet: Any, at: tuple[int, int], column: Field, value: object) -> None:  # noqa: ANN401
    """Write one entry cell: a number as a number, to the cent, and everything else as a text that stays a text."""
    counted = (at[0] - HEADER_ROW) % COUNTED_ROWS == 0
    style = entry_style(form, column.kind, counted=counted)
    match column.kind, value:
        case _, None:
            sheet.write_blank(*at, None, style)
        case Kind.AMOUNT, int() if len(str(value)) <= DIGITS_MAX:
            sheet.write_number(*at, Decimal(value).scaleb(-2), style)
        case Kind.SHARE, int() if len(str(value)) <= DIGITS_MAX:
            sheet.write_number(*at, Decimal(value).scaleb(-4), style)
        case Kind.INTEGER, int() if len(str(value)) <= DIGITS_MAX:
            sheet.write_number(*at, value, style)
        case Kind.DATE, date():
            sheet.write_datetime(*at, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001 - a cell has no zone
        case _:
            text = text_of(column, value, form.lexicon.language) if column.kind is not Kind.INTEGER else str(value)
            if len(text) > CELL_TEXT_MAX:
                place = Place(column=column.name)
                refuse_together((TextTooLongForCell(text=text[:60], length=len(text), length_max=CELL_TEXT_MAX, place=place),))
            style = entry_style(form, column.kind, counted=counted, quoted=True) if begins_a_formula(text) else style
            sheet.write_string(*at, kept_apart(text), style)


def entry_style(form: Form, kind: Kind, *, counted: bool = False, quoted: bool = False) -> Any:  # noqa: ANN401
    """
    Return what an entry cell looks like: unlocked, framed, in the number format of its kind.

    Some rows are ``counted`` by a stronger rule, so that the eye keeps its place, and so that no program takes many blank rows alike for
    the end of the sheet. A text that looks like a formula is ``quoted``: it stays a text when somebody goes over it.
    """
    formats = FORMATS[form.lexicon.language]
    properties: dict[str, object] = {"locked": False, "bg_color": ENTRY_FILL, "border": 1, "border_color": RULE}
    properties["num_format"] = formats.get(kind, "@" if kind in {Kind.IDENTIFIER, Kind.LIST, Kind.SELECTOR, Kind.MEASURES} else "General")
    if kind in WRAPPED:
        properties["text_wrap"] = True
    if counted:
        properties["bottom_color"] = COUNTING_RULE
    if quoted:
        properties["quote_prefix"] = True
    return form.style(**properties)


def protect(sheet: Any) -> None:  # noqa: ANN401
    """Lock all but the entry cells, without a password: people may unlock what they need to."""
    allowed = ("format_cells", "format_columns", "format_rows", "insert_rows", "sort", "autofilter", "objects", "scenarios")
    sheet.protect("", dict.fromkeys(allowed, True))


def titled(form: Form, sheet: Any, table: str, title: str) -> None:  # noqa: ANN401
    """Draw a sheet's title and the sentence under it."""
    sheet.hide_gridlines(2)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, title, form.style(bold=True, font_size=16, font_color=HEADER_FILL))
    note = form.say(f"sheet-note.{table}") if form.lexicon.has(f"template.sheet-note.{table}") else ""
    sheet.write_string(1, 0, note, form.style(italic=True, font_color="#4A5568"))


def printed(form: Form, sheet: Any, title: str, header: int | None, *, pages_wide: int = 1) -> None:  # noqa: ANN401
    """Have a sheet print on letter paper, its titles repeated, its pages numbered."""
    sheet.set_paper(LETTER_PAPER)
    sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.75)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.set_footer(f"&L&8 {title.replace('&', '&&')}&C&8 {form.say('page')}&R&8 &A")
    if header is not None:
        sheet.repeat_rows(header - 1, header)
        sheet.repeat_columns(0)


def range_name(table: str, column: str) -> str:
    """Return the name of a column's entry cells in the workbook."""
    return f"{table}.{column}"


def header_style(form: Form, column: Field) -> Any:  # noqa: ANN401
    """Return what a title looks like: darker where the column must be filled in."""
    fill = HEADER_FILL if column.required else OPTIONAL_FILL
    return form.style(bold=True, font_color="#FFFFFF", bg_color=fill, text_wrap=True, border=1, border_color=RULE, valign="vcenter")


def draw_header(form: Form, sheet: Any, spec: TableSpec, column: Field, index: int) -> None:  # noqa: ANN401
    """Draw what stands above a column: to fill in or optional, its title, and a note with its meaning and an example."""
    sheet.set_row(HEADER_ROW, 34)
    mark = form.say("fill" if column.required else "optional")
    sheet.write_string(HEADER_ROW - 1, index, mark, form.style(font_size=9, bold=column.required, font_color="#4A5568"))
    sheet.write_comment(HEADER_ROW, index, note_of(form, spec, column), {"x_scale": 1.8, "y_scale": 1.1, "font_size": 9, "author": ""})


def note_of(form: Form, spec: TableSpec, column: Field) -> str:
    """Return what a column means, how it is written, and an example."""
    parts = [meaning_of(spec, column, form.lexicon), form.lexicon.say(f"kinds.{column.kind}")]
    example = example_of(spec, column, form.lexicon)
    if example:
        colon = "\u00a0:" if form.lexicon.language == "fr" else ":"
        parts.append(f"{form.say('example')}{colon} {example}")
    return "\n".join(part for part in parts if part)


def validate(form: Form, sheet: Any, spec: TableSpec, column: Field, cells: tuple[int, int, int, int]) -> None:  # noqa: ANN401
    """Have the program check entry cells as they are typed; our own reader checks everything again."""
    rule = _rule(form, column)
    title = form.header(spec, column)[:32]
    prompt = "\n".join(part for part in (note_of(form, spec, column), str(rule.pop("told", ""))) if part)[:PROMPT_MAX]
    named = {"input_title": title, "input_message": prompt, "ignore_blank": True}
    if rule.get("validate") != "any":
        stops = rule.get("error_type", "stop") == "stop"
        named |= {"error_title": form.say("error-title" if stops else "warning-title"), "error_message": prompt}
    sheet.data_validation(*cells, rule | named)


def _rule(form: Form, column: Field) -> dict[str, Any]:  # noqa: C901 - one case per kind of column
    """Return what a cell of the column may hold, as Excel checks it; our own reader checks everything again."""
    name = column.path[-1] if column.path else column.name
    match column.kind:
        case Kind.AMOUNT if column.low is not None and column.low < 0:
            return {"validate": "decimal", "criteria": "between", "minimum": -(10**DIGITS_OF_DOLLARS), "maximum": 10**DIGITS_OF_DOLLARS}
        case Kind.AMOUNT:
            return {"validate": "decimal", "criteria": ">=", "value": 0}
        case Kind.SHARE:
            return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
        case Kind.INTEGER:
            return {"validate": "integer", "criteria": "between", "minimum": column.low or 0, "maximum": column.high or 10**9}
        case Kind.DATE:
            return {"validate": "date", "criteria": "between", "minimum": date(1901, 1, 1), "maximum": date(2199, 12, 31)}
        case Kind.YES_NO:
            return {"validate": "list", "source": form.choices["yes-no",], "told": form.say("prompt-list")}
        case Kind.CHOICE:
            return {"validate": "list", "source": form.choices[name, *column.choices], "told": form.say("prompt-list")}
        case Kind.IDENTIFIER if column.refers:
            source = "=" + range_name(column.refers, "id")
            return {"validate": "list", "source": source, "error_type": "warning", "told": form.say("prompt-list")}
        case Kind.IDENTIFIER if (name, DEPENDENT) in form.choices:
            told = form.say("prompt-own")
            return {"validate": "list", "source": form.choices[name, DEPENDENT], "error_type": "information", "told": told}
        case Kind.IDENTIFIER if column.vocabulary and (name,) in form.choices:
            told = form.say("prompt-own")
            return {"validate": "list", "source": form.choices[name,], "error_type": "information", "told": told}
        case Kind.IDENTIFIER if (name,) in form.choices:
            return {"validate": "list", "source": form.choices[name,], "told": form.say("prompt-list")}
        case _:
            return {"validate": "any"}
