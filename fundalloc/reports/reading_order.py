"""
A document as its reader's alphabet has it: lines that are known by their words alone stand in the order of these words.

What is kept as data is in one order in both languages, and a line is told by its number there.
"""

from dataclasses import replace

from fundalloc.lexicon import Lexicon, alphabetical
from fundalloc.reports.plain import written
from fundalloc.reports.preparation import natural
from fundalloc.reports.tables import Document, Kind, Role, Row, Table


def in_reading_order(document: Document, lexicon: Lexicon) -> Document:
    """Return the document with the lines of its alphabetical tables in the order of the lexicon's language."""
    pages = (replace(page, tables=tuple(_in_order(table, lexicon) for table in page.tables)) for page in document.pages)
    return replace(document, pages=tuple(pages))


def _in_order(table: Table, lexicon: Lexicon) -> Table:
    if not table.alphabetical_by:
        return table
    assert all(row.role is Role.LINE for row in table.rows), f"subtotals of {table.id} would leave their lines"
    return replace(table, rows=tuple(sorted(table.rows, key=lambda row: _word(table, row, lexicon))))


def _word(table: Table, row: Row, lexicon: Lexicon) -> tuple[object, ...]:
    return natural(alphabetical(written(table.value(row, table.alphabetical_by), Kind.TEXT, lexicon)))
