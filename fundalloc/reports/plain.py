"""Documents as aligned text, for the terminal and for review, and as plain data, for other programs."""

import textwrap
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from fundalloc.lexicon import Lexicon
from fundalloc.reports.tables import NUMBERS, Cell, Column, Document, Fact, Kind, Page, Role, Row, Table, Value, text_in

Plain: TypeAlias = str | int | list["Plain"] | dict[str, "Plain"] | None
"""What JSON can hold, without floats."""

TEXT_WIDTH_MAX: Final = 44
LINE_WIDTH_MAX: Final = 120
GAP: Final = "  "
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def written(value: Value, kind: Kind, lexicon: Lexicon) -> str:
    """Write one value as people read it in the lexicon's language; an empty cell stays empty."""
    match value:
        case None:
            return ""
        case bool():
            raise AssertionError("a table holds words, not truth values")
        case int():
            return _number(value, kind, lexicon)
        case date():
            return value.isoformat()
        case _:
            return text_in(value, lexicon)


def _number(value: int, kind: Kind, lexicon: Lexicon) -> str:
    match kind:
        case Kind.MONEY:
            return lexicon.money(value)
        case Kind.PERCENT:
            return lexicon.percent(value)
        case Kind.POINTS:
            return lexicon.points(value)
        case _:
            return str(value)


@dataclass(frozen=True, slots=True)
class Written:
    """A number among words, written as people read it."""

    value: int
    kind: Kind

    def said(self, lexicon: Lexicon) -> str:
        """Return the value as it is written in the lexicon's language."""
        return written(self.value, self.kind, lexicon)


def number_of(table: Table, row: Row, column: Column) -> Written | None:
    """Return the number that stands somewhere, in a column of its own or among words, with how it is written."""
    match table.value(row, column.id):
        case int() as number:
            return Written(number, column.kind)
        case Written() as told:
            return told
        case _:
            return None


def as_text(document: Document, lexicon: Lexicon) -> str:
    """Return the whole document as aligned text."""
    heads = (text_in(document.title, lexicon), text_in(document.subtitle, lexicon))
    parts = ["\n".join(head for head in heads if head)]
    parts.extend(_page_text(page, lexicon) for page in document.pages)
    parts.append(_facts_text(document.provenance, lexicon))
    return "\n\n".join(parts) + "\n"


def _page_text(page: Page, lexicon: Lexicon) -> str:
    title = text_in(page.title, lexicon)
    parts = [f"{title}\n{'=' * len(title)}"]
    parts.extend(table_as_text(table, lexicon) for table in page.tables)
    return "\n\n".join(parts)


def _facts_text(facts: tuple[Fact, ...], lexicon: Lexicon) -> str:
    title = lexicon.say("reports.provenance.title")
    labels = [text_in(fact.label, lexicon) for fact in facts]
    width = max(map(len, labels), default=0)
    lines = [f"{label.ljust(width)}{GAP}{text_in(fact.value, lexicon)}" for label, fact in zip(labels, facts, strict=True)]
    return "\n".join((title, "=" * len(title), *lines))


def table_as_text(table: Table, lexicon: Lexicon) -> str:
    """Return one table as aligned text: texts to the left, numbers to the right, totals under a line."""
    lines = [text_in(table.title, lexicon)]
    if not table.rows:
        lines.append(GAP + text_in(table.when_empty, lexicon))
        return "\n".join(lines)
    heads = tuple(text_in(column.label, lexicon) for column in table.columns)
    body = [_row_texts(table, row.cells, row.level, lexicon) for row in table.rows]
    foot = [_total_texts(table, lexicon)] if table.total_label is not None else []
    widths = [min(TEXT_WIDTH_MAX, max(len(texts[index]) for texts in (heads, *body, *foot))) for index in range(len(table.columns))]
    rule = GAP.join("-" * width for width in widths)
    lines += [_aligned(heads, widths, table.columns), rule]
    lines += [_aligned(texts, widths, table.columns) for texts in body]
    lines += [rule, *(_aligned(texts, widths, table.columns) for texts in foot)] if foot else []
    lines += [line for note in table.notes for line in textwrap.wrap(text_in(note, lexicon), LINE_WIDTH_MAX)]
    return "\n".join(line.rstrip() for line in lines)


def _row_texts(table: Table, cells: tuple[Cell, ...], level: int, lexicon: Lexicon) -> tuple[str, ...]:
    texts = [written(cell.value, column.kind, lexicon) for cell, column in zip(cells, table.columns, strict=True)]
    return (GAP * level + texts[0], *texts[1:])


def _total_texts(table: Table, lexicon: Lexicon) -> tuple[str, ...]:
    totals = [written(total, column.kind, lexicon) for total, column in zip(table.totals, table.columns, strict=True)]
    return (text_in(table.total_label or "", lexicon), *totals[1:])


def _aligned(texts: tuple[str, ...], widths: list[int], columns: tuple[Column, ...]) -> str:
    wrapped = [textwrap.wrap(text, width) or [""] for text, width in zip(texts, widths, strict=True)]
    lines = []
    for depth in range(max(map(len, wrapped))):
        parts = [
            (cell[depth] if depth < len(cell) else "").rjust(width)
            if column.kind in NUMBERS
            else (cell[depth] if depth < len(cell) else "").ljust(width)
            for cell, width, column in zip(wrapped, widths, columns, strict=True)
        ]
        lines.append(GAP.join(parts).rstrip())
    return "\n".join(lines)


def as_document(document: Document, lexicon: Lexicon) -> dict[str, Plain]:
    """Return the document as plain data: cents and basis points as whole numbers, days in ISO form, keys in English and stable."""
    return {
        "report": document.id,
        "language": lexicon.language,
        "title": text_in(document.title, lexicon),
        "fingerprint": document.fingerprint,
        "prepared_by": document.author,
        "pages": [_page_plain(page, lexicon) for page in document.pages],
        "provenance": {fact.id: text_in(fact.value, lexicon) for fact in document.provenance},
    }


def _page_plain(page: Page, lexicon: Lexicon) -> Plain:
    return {
        "id": page.id,
        "title": text_in(page.title, lexicon),
        "tables": [_table_plain(table, lexicon) for table in page.tables],
    }


def _table_plain(table: Table, lexicon: Lexicon) -> Plain:
    keys = tuple(key_of(column) for column in table.columns)
    totals = {key: total for key, total in zip(keys, table.totals, strict=True) if total is not None}
    return {
        "id": table.id,
        "title": text_in(table.title, lexicon),
        "columns": [
            {"id": key, "label": text_in(column.label, lexicon), "kind": column.kind.value}
            for key, column in zip(keys, table.columns, strict=True)
        ],
        "rows": [_row_plain(keys, row.cells, row.role, lexicon) for row in table.rows],
        "totals": dict(totals) if table.total_label is not None else {},
        "notes": [text_in(note, lexicon) for note in table.notes],
    }


def _row_plain(keys: tuple[str, ...], cells: tuple[Cell, ...], role: Role, lexicon: Lexicon) -> Plain:
    row: dict[str, Plain] = {key: _value_plain(cell.value, lexicon) for key, cell in zip(keys, cells, strict=True)}
    traces: dict[str, Plain] = {key: cell.trace for key, cell in zip(keys, cells, strict=True) if cell.trace}
    if traces:
        row["traces"] = traces
    if role is Role.SUBTOTAL:
        row["role"] = role.value
    return row


def key_of(column: Column) -> str:
    """Return the key of a column in the data: its id with its unit."""
    unit = {Kind.MONEY: "_cents", Kind.PERCENT: "_basis_points", Kind.POINTS: "_basis_points", Kind.DATE: "_on"}.get(column.kind, "")
    return column.id if column.id.endswith(unit) else column.id + unit


def _value_plain(value: Value, lexicon: Lexicon) -> Plain:
    match value:
        case None | int():
            return value
        case date():
            return value.isoformat()
        case _:
            return text_in(value, lexicon)
