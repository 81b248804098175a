"""
A report as open files, in the reader's language: each table as CSV, its picture as SVG, and a data package (Frictionless) of them.

A text that a spreadsheet would take for a formula is written behind an apostrophe.
"""

import csv
import io
import json
from datetime import date
from typing import Final

from fundalloc.lexicon import Lexicon
from fundalloc.money import BASIS_POINTS_WHOLE, decimal_digits
from fundalloc.reports.charts.svg import chart_svg
from fundalloc.reports.plain import FORMULA_STARTS
from fundalloc.reports.reading_order import in_reading_order
from fundalloc.reports.tables import Column, Document, Kind, Table, Value, text_in

DESCRIPTOR: Final = "datapackage.json"
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it, a spreadsheet reads accented letters wrongly."""
DIALECTS: Final = {"fr": (";", ","), "en": (",", ".")}
"""What stands between two cells, and before cents."""
TYPES: Final = {Kind.MONEY: "number", Kind.PERCENT: "number", Kind.POINTS: "number", Kind.COUNT: "integer", Kind.DATE: "date"}
"""What a column holds, unless a word stands in the place of one of its values."""


def open_files(document: Document, lexicon: Lexicon) -> dict[str, bytes]:
    """Return the files of a report by their names: its tables in reading order, their pictures, and what describes them."""
    ordered = in_reading_order(document, lexicon).tables
    tables = {f"{number:02d}-{table.id}.csv": table for number, table in enumerate(ordered, start=1)}
    files = {name: _csv(table, lexicon) for name, table in tables.items()}
    pictures = {name.replace(".csv", ".svg"): chart_svg(table, lexicon) for name, table in tables.items()}
    described = json.dumps(_descriptor(document, tables, lexicon), ensure_ascii=False, indent=1) + "\n"
    return {DESCRIPTOR: described.encode(), **files, **{name: drawn.encode() for name, drawn in pictures.items() if drawn}}


def _csv(table: Table, lexicon: Lexicon) -> bytes:
    between, mark = DIALECTS[lexicon.language]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=between, lineterminator="\r\n")
    writer.writerow([text_in(column.label, lexicon) for column in table.columns])
    for row in table.lines:
        writer.writerow([_written(cell.value, column, mark, lexicon) for cell, column in zip(row.cells, table.columns, strict=True)])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def _written(value: Value, column: Column, mark: str, lexicon: Lexicon) -> str:
    match value:
        case None:
            return ""
        case int() if column.kind in {Kind.MONEY, Kind.POINTS}:
            return decimal_digits(value).replace(".", mark)
        case int() if column.kind is Kind.PERCENT:
            return decimal_digits(value, BASIS_POINTS_WHOLE).replace(".", mark)
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            said = text_in(value, lexicon)
            return f"'{said}" if said.startswith(FORMULA_STARTS) else said


def _descriptor(document: Document, tables: dict[str, Table], lexicon: Lexicon) -> dict[str, object]:
    between, mark = DIALECTS[lexicon.language]
    return {
        "profile": "tabular-data-package",
        "name": document.id,
        "title": text_in(document.title, lexicon),
        "description": text_in(document.subtitle, lexicon),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name.removesuffix(".csv"),
                "title": text_in(table.title, lexicon),
                "path": name,
                "encoding": "utf-8",
                "dialect": {"delimiter": between, "lineTerminator": "\r\n"},
                "schema": {"fields": [_field(table, column, mark, lexicon) for column in table.columns]},
            }
            for name, table in tables.items()
        ],
        "provenance": {fact.id: text_in(fact.value, lexicon) for fact in document.provenance},
    }


def _field(table: Table, column: Column, mark: str, lexicon: Lexicon) -> dict[str, object]:
    worded = any(not isinstance(table.value(row, column.id), (int, date, type(None))) for row in table.lines)
    kind = "any" if worded and column.kind in TYPES else TYPES.get(column.kind, "string")
    field: dict[str, object] = {"name": text_in(column.label, lexicon), "title": column.id, "type": kind}
    return field | {"decimalChar": mark} if kind == "number" else field
