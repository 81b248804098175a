"""
Documents drawn as workbooks: the same bytes each time, ready to print, with live formulas and the computed value beside each.

Texts are always written as texts: a supplier named ``=cmd`` stays a name.
"""

import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from fundalloc.lexicon import Lexicon
from fundalloc.reports.excel.drawing import PROPERTY_TEXT_MAX, Drawing
from fundalloc.reports.excel.sheets import draw_page, place_tables, sheet_names
from fundalloc.reports.provenance import provenance_page
from fundalloc.reports.reading_order import in_reading_order
from fundalloc.reports.tables import Document, text_in
from fundalloc.reports.traces import traces_of

CULTURES: Final = {"fr": "fr-CA", "en": "en-CA"}
UNIX: Final = 3
"""The system that every part of a workbook comes from, wherever it is made."""


def write_workbook(document: Document, path: Path, lexicon: Lexicon, *, created: datetime) -> None:
    """Draw the document into a new file; ``created`` is the only moment it bears, so that the same document gives the same bytes."""
    path.write_bytes(workbook_bytes(document, lexicon, created=created))


def workbook_bytes(document: Document, lexicon: Lexicon, *, created: datetime) -> bytes:
    """Return the bytes of the document's workbook."""
    document = in_reading_order(document, lexicon)
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    _describe(book, document, lexicon, created)
    traces = traces_of(document, lexicon)
    drawing = Drawing(book, document, lexicon, traces.leads)
    pages = (*document.pages, *traces.pages, provenance_page(document))
    names = sheet_names(tuple(text_in(page.title, lexicon) for page in pages))
    for page, name in zip(pages, names, strict=True):
        place_tables(drawing, page, name)
    for page, name in zip(pages, names, strict=True):
        draw_page(drawing, page, name)
    book.close()
    return _in_language(buffer.getvalue(), CULTURES[lexicon.language])


def _describe(book: Any, document: Document, lexicon: Lexicon, created: datetime) -> None:  # noqa: ANN401
    title = text_in(document.title, lexicon)
    book.set_size(2400, 1400)
    book.set_properties(
        {
            "title": title,
            "subject": text_in(document.subtitle, lexicon),
            "author": document.author,
            "comments": lexicon.say("reports.made-with"),
            "created": created.replace(tzinfo=None),
        }
    )
    book.set_custom_property("fingerprint", document.fingerprint)
    book.set_custom_property("report", document.id)
    book.set_custom_property("language", CULTURES[lexicon.language])
    for fact in document.provenance:
        book.set_custom_property(f"fact-{fact.id}", text_in(fact.value, lexicon)[:PROPERTY_TEXT_MAX])


def _in_language(workbook: bytes, culture: str) -> bytes:
    """Say the document's language in its properties and its charts, and write links and parts alike everywhere: the library does not."""
    rewritten = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as source, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "docProps/core.xml":
                content = content.replace(b"</cp:coreProperties>", f"<dc:language>{culture}</dc:language></cp:coreProperties>".encode())
            elif member.filename.startswith("xl/charts/"):
                content = content.replace(b'"en-US"', f'"{culture}"'.encode())
            elif member.filename.startswith("xl/worksheets/_rels/"):
                content = content.replace(b"\\", b"/")  # links to files beside the workbook, as every system writes them
            member.create_system = UNIX
            target.writestr(member, content, zipfile.ZIP_DEFLATED)
    return rewritten.getvalue()
