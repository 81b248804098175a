"""A report as pages show it: tables, charts as pictures of their own, links behind figures, and the file it can be taken away as."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeAlias

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue

from fundalloc.reports.charts.svg import chart_svg
from fundalloc.reports.plain import written
from fundalloc.reports.reading_order import in_reading_order
from fundalloc.reports.tables import NUMBERS, Column, Document, Kind, Role, Row, Table, Text, Value, text_in
from fundalloc.usecases.accountability import reporting
from fundalloc.web.files import taken_away
from fundalloc.web.speaking import words

Link: TypeAlias = Callable[[Table, int, Row, Column], str]
"""Where a cell of a table leads, by the table, the number of its row from 1, its row and its column; nowhere where empty."""


class Drawing:
    """A document with what a template asks of it; ``picture`` is the address of a table's chart."""

    def __init__(self, document: Document, *, link: Link | None = None, picture: Callable[[Table], str] | None = None) -> None:
        self.document = in_reading_order(document, words())
        self._numbers = {id(row): number for table in document.tables for number, row in enumerate(table.rows, start=1)}
        self._link = link
        self._picture = picture

    def said(self, text: Text) -> str:
        """Return a text in the language of the page."""
        return text_in(text, words())

    def told(self, value: Value, kind: Kind) -> str:
        """Write a value as people of that language read it."""
        return words().date(value) if isinstance(value, date) else written(value, kind, words())

    def leads(self, table: Table, row: Row, column: Column) -> str:
        """Return where a cell leads; its line is told by its number in the data."""
        return self._link(table, self._numbers[id(row)], row, column) if self._link is not None else ""

    def picture(self, table: Table) -> str:
        """Return the address of a table's chart; nowhere where there is nothing to draw."""
        return self._picture(table) if self._picture is not None and table.chart is not None and table.lines else ""

    def is_number(self, column: Column) -> bool:
        """Tell whether a column is set to the right."""
        return column.kind in NUMBERS

    def is_subtotal(self, row: Row) -> bool:
        """Tell whether a row sums those above it."""
        return row.role is Role.SUBTOTAL


def picture_of(document: Document, table: str) -> ResponseReturnValue:
    """Answer with a table's chart as SVG."""
    found = next((each for each in in_reading_order(document, words()).tables if each.id == table), None)
    drawn = chart_svg(found, words()) if found is not None else ""
    if not drawn:
        abort(404)
    return Response(drawn, mimetype="image/svg+xml")


def file_of(document: Document, ending: str, name: str, at: datetime) -> ResponseReturnValue:
    """Answer with a document as a file to keep."""
    if ending not in reporting.ENDINGS:
        abort(404)
    return taken_away(reporting.report_as_file(document, ending, words(), now=at), f"{name}{ending}")


def into_books(table: Table, _: int, row: Row, column: Column) -> str:
    """Return where a cell that names an entry or a claim leads."""
    value = table.value(row, column.id)
    match column.id:
        case "seq" if isinstance(value, int):
            return url_for("budget.entry", seq=value)
        case "claim" if isinstance(value, str) and value:
            return url_for("claims.sheet", claim=value)
        case _:
            return ""
