"""
What PDF/UA-1 and PDF/A-3a ask of a file, as far as it can be read in it: veraPDF, which checks all of it, is in no registry we reach.

Each problem is a sentence; the clauses are those of ISO 14289-1 (UA) and ISO 19005-3 (A).
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, TypeAlias

import pypdf
from defusedxml import ElementTree
from pypdf.generic import BooleanObject, ContentStream, DictionaryObject, IndirectObject

Pdf: TypeAlias = Any  # the library's own objects

LETTER = (612, 792)
CELLS = {"/TH", "/TD"}
SPEAKING = (b"Tj", b"TJ", b"'", b'"')


def problems(content: bytes, language: str) -> list[str]:
    """Tell everything that does not hold."""
    reader = pypdf.PdfReader(BytesIO(content))
    catalog: Pdf = reader.trailer["/Root"]
    return [
        *_said_of_itself(catalog, language),
        *_attached(catalog),
        *_pages(reader),
        *_fonts(reader),
        *_structure(catalog),
        *(["A 6.1.3: it is encrypted"] if reader.is_encrypted else []),
        *(["A 6.5: it acts when it is opened"] if {"/OpenAction", "/AA"} & set(catalog) else []),
    ]


def _said_of_itself(catalog: Pdf, language: str) -> Iterator[str]:
    found = {each.tag: (each.text or "") for each in ElementTree.fromstring(catalog["/Metadata"].get_data()).iter()}
    expected = {
        "{http://www.aiim.org/pdfa/ns/id/}part": "3",
        "{http://www.aiim.org/pdfa/ns/id/}conformance": "A",
        "{http://www.aiim.org/pdfua/ns/id/}part": "1",
    }
    for tag, value in expected.items():
        if found.get(tag) != value:
            yield f"UA 5, A 6.6.4: {tag} is {found.get(tag)}"
    if "{http://purl.org/dc/elements/1.1/}title" not in found:
        yield "UA 7.1: its metadata have no title"
    if catalog.get("/Lang") != language:
        yield f"UA 7.2: its language is {catalog.get('/Lang')}"
    if catalog.get("/ViewerPreferences", {}).get("/DisplayDocTitle") != BooleanObject(True):  # noqa: FBT003 - the library's own object
        yield "UA 7.1: its title is not shown"
    if catalog.get("/MarkInfo", {}).get("/Marked") != BooleanObject(True):  # noqa: FBT003
        yield "UA 7.1: it is not tagged"
    if not any("/DestOutputProfile" in intent.get_object() for intent in catalog.get("/OutputIntents", [])):
        yield "A 6.2.3: its colours have no profile"


def _attached(catalog: Pdf) -> Iterator[str]:
    for named in catalog.get("/AF", []):
        file = named.get_object()
        kept = file["/EF"]["/F"].get_object()
        if file.get("/AFRelationship") != "/Data" or not file.get("/Desc") or kept.get("/Subtype") != "/application/json":
            yield f"A 6.8: what {file.get('/UF')} is to the document is not said"
        if "/ModDate" not in kept.get("/Params", {}):
            yield f"A 6.8: {file.get('/UF')} has no day"


def _pages(reader: Pdf) -> Iterator[str]:
    for number, page in enumerate(reader.pages, start=1):
        if tuple(sorted((round(page.mediabox.width), round(page.mediabox.height)))) != LETTER:
            yield f"page {number} is no letter paper"
        if "/Annots" in page and page.get("/Tabs") != "/S":
            yield f"UA 7.18.3: page {number} has no order of tabs"
        if "/StructParents" not in page:
            yield f"UA 7.1: page {number} is outside the structure"
        depth = 0
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            depth += (operator in {b"BDC", b"BMC"}) - (operator == b"EMC")
            if operator in SPEAKING and not depth:
                yield f"UA 7.1: {operands!r} on page {number} is neither tagged nor an artifact"


def _fonts(reader: Pdf) -> Iterator[str]:
    seen = {key: font.get_object() for page in reader.pages for key, font in page["/Resources"].get("/Font", {}).items()}
    for name, font in seen.items():
        below = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(below.get("/FontDescriptor", DictionaryObject()).get_object()):
            yield f"UA 7.21.4, A 6.2.11.4: font {name} is not inside"
        if "/ToUnicode" not in font:
            yield f"UA 7.21.7, A 6.2.11.7: font {name} does not say its characters"


def _structure(catalog: Pdf) -> Iterator[str]:
    heading = 0
    for element, inside in _elements(catalog["/StructTreeRoot"], ()):
        kind = str(element.get("/S"))
        if kind in {"/Figure", "/Formula"} and not element.get("/Alt"):
            yield f"UA 7.3: a {kind} has no words for who does not see it"
        if kind in CELLS and "/TR" not in inside[-1:]:
            yield f"UA 7.5: a {kind} stands in {inside[-1:]}"
        if kind == "/TH" and not any("/Scope" in each for each in _attributes(element)):
            yield "UA 7.5: a heading of a table does not say of what"
        if kind[1:2] == "H" and kind[2:].isdigit():
            if int(kind[2:]) > heading + 1:
                yield f"UA 7.4.2: {kind} follows a heading of level {heading}"
            heading = int(kind[2:])


def _elements(node: Pdf, inside: tuple[str, ...]) -> Iterator[tuple[Pdf, tuple[str, ...]]]:
    """Go through the structure, each element with the kinds of those it stands in."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object() if isinstance(kid, IndirectObject) else kid
        if isinstance(found, DictionaryObject) and "/S" in found:
            yield found, inside
            yield from _elements(found, (*inside, str(found["/S"])))


def _attributes(element: Pdf) -> list[Pdf]:
    found = element.get("/A", [])
    return [each.get_object() for each in (found if isinstance(found, list) else [found])]
