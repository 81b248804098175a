"""A filled example beside the sheets to fill in: the first rows of a scenario that allocates, only the columns it fills."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fundalloc.domain.base import Noun
from fundalloc.intake.cells import Field
from fundalloc.intake.form import HEADER_FILL, INK, QUIET_FILL, RULE, Form, printed, protect, titled
from fundalloc.intake.outlines import Outline
from fundalloc.intake.tables import spec_of
from fundalloc.intake.writing import columns_of, nouns_under, text_of

ROWS_SHOWN: Final = 3
COLUMN_WIDTH: Final = 24
LINE_POINTS: Final = 15


def draw_example(form: Form, sheet: Any, example: Noun, outline: Outline, title: str) -> None:  # noqa: ANN401
    """Draw the first rows of each table of an example, one under the other; nobody reads this sheet back."""
    titled(form, sheet, "example", form.lexicon.say("sheets.example"))
    sheet.set_column(0, 0, 2)
    at = 3
    for table in outline.sheets:
        rows = [columns_of(noun, spec_of(table)) for noun in nouns_under(example, outline, table)[:ROWS_SHOWN]]
        fields = [field for field in spec_of(table).fields if any(field.name in row for row in rows)]
        if rows:
            at = _draw_table(form, sheet, at, table, fields, rows)
    protect(sheet)
    printed(form, sheet, title, None)
    sheet.fit_to_pages(1, 1)


def _draw_table(form: Form, sheet: Any, at: int, table: str, fields: Sequence[Field], rows: Sequence[Mapping[str, Any]]) -> int:  # noqa: ANN401
    """Draw one table's name, titles and rows, and return the row where the next one begins."""
    framed = {"border": 1, "border_color": RULE, "text_wrap": True}
    sheet.write_string(at, 1, form.lexicon.say(f"sheets.{table}"), form.style(bold=True, font_size=13, font_color=HEADER_FILL))
    titles = [form.header(spec_of(table), field) for field in fields]
    cells = [[text_of(field, row[field.name], form.lexicon.language) if field.name in row else "" for field in fields] for row in rows]
    for offset, line in enumerate((titles, *cells), start=at + 1):
        look = framed | ({"bold": True, "bg_color": QUIET_FILL} if offset == at + 1 else {"font_color": INK})
        for index, text in enumerate(line, start=1):
            sheet.write_string(offset, index, text, form.style(**look))
            sheet.set_column(index, index, COLUMN_WIDTH)
        sheet.set_row(offset, LINE_POINTS * max(1 + len(text) // (COLUMN_WIDTH - 3) for text in line))
    return at + len(rows) + 3
