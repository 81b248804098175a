"""Report tables as text, reviewed like code; ``make accept`` writes them again."""

import os
from pathlib import Path

import pytest

from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.reports.allocation.document import allocation_document
from fundalloc.reports.ministry.document import ministry_document
from fundalloc.reports.plain import as_text
from fundalloc.reports.tables import Document
from tests.reporting import MADE, allocated, books, impossible

HERE = Path(__file__).parent
DOCUMENTS = {
    "allocation": lambda: allocation_document(allocated(), MADE),
    "conflict": lambda: allocation_document(impossible(), MADE),
    "ministry": lambda: ministry_document(books(missing=True), MADE),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_report_reads_as_it_was_accepted(name: str, language: Language) -> None:
    document: Document = DOCUMENTS[name]()
    text = as_text(document, lexicon(language))
    accepted = HERE / f"{name}-{language}.txt"
    if os.environ.get("FUNDALLOC_ACCEPT"):
        accepted.write_text(text, encoding="utf-8")
    assert text == accepted.read_text(encoding="utf-8")
