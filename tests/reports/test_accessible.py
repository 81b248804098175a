"""What every PDF of ours is held to: PDF/UA-1 and PDF/A-3a, as far as can be read in the file itself."""

from collections.abc import Callable
from functools import cache
from io import BytesIO

import pypdf
import pytest
from pypdf.generic import BooleanObject, NameObject, TextStringObject

from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.reports.ministry.document import ministry_document
from fundalloc.reports.pdf import document_pdf
from tests.accessible import Pdf, problems
from tests.reporting import MADE, NOW, books


@cache
def drawn(language: Language) -> bytes:
    return document_pdf(ministry_document(books(missing=True), MADE), lexicon(language), created=NOW)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_accessible_and_archival(language: Language) -> None:
    assert problems(drawn(language), f"{language}-CA") == []


def _structure(writer: Pdf, kind: str) -> Pdf:
    return next(found for each in writer._objects if isinstance(found := each, dict) and found.get("/S") == kind)


def _without_alternative(writer: Pdf) -> None:
    _structure(writer, "/Figure").pop("/Alt")


def _without_scope(writer: Pdf) -> None:
    _structure(writer, "/TH").pop("/A")


def _first_heading_lower(writer: Pdf) -> None:
    _structure(writer, "/H1")[NameObject("/S")] = NameObject("/H3")


def _in_another_language(writer: Pdf) -> None:
    writer._root_object[NameObject("/Lang")] = TextStringObject("en-US")


def _untagged(writer: Pdf) -> None:
    writer._root_object["/MarkInfo"][NameObject("/Marked")] = BooleanObject(False)  # noqa: FBT003 - the library's own object


def _without_data(writer: Pdf) -> None:
    writer._root_object["/AF"][0].get_object()[NameObject("/AFRelationship")] = NameObject("/Unspecified")


def _opening_something(writer: Pdf) -> None:
    writer._root_object[NameObject("/OpenAction")] = writer._root_object["/Pages"]


def _without_its_fonts(writer: Pdf) -> None:
    for each in writer._objects:
        if isinstance(each, dict) and each.get("/Type") == "/FontDescriptor":
            for name in ("/FontFile2", "/FontFile3"):
                each.pop(name, None)


@pytest.mark.parametrize(
    ("spoil", "clause"),
    [
        (_without_alternative, "UA 7.3"),
        (_without_scope, "UA 7.5"),
        (_first_heading_lower, "UA 7.4.2"),
        (_in_another_language, "UA 7.2"),
        (_untagged, "UA 7.1"),
        (_without_data, "A 6.8"),
        (_opening_something, "A 6.5"),
        (_without_its_fonts, "UA 7.21.4"),
    ],
)
def test_what_breaks_a_clause_would_be_seen(spoil: Callable[[Pdf], None], clause: str) -> None:
    writer = pypdf.PdfWriter(clone_from=BytesIO(drawn("fr")))
    spoil(writer)
    spoilt = BytesIO()
    writer.write(spoilt)
    found = problems(spoilt.getvalue(), "fr-CA")
    assert found
    assert all(problem.startswith(clause) for problem in found)
