"""A report drawn as a PDF: accessible, the same bytes twice, its figures attached, and no text ever taken for mark-up."""

import json
from io import BytesIO
from typing import Any

import pytest

from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.reports.ministry.document import ministry_document
from fundalloc.reports.pdf import document_pdf
from fundalloc.reports.plain import as_document
from fundalloc.reports.tables import Cell, Chart, Column, Document, Kind, Page, Row, Table
from tests.reporting import MADE, NOW, books


def read(content: bytes) -> Any:  # noqa: ANN401 - a class of the library
    import pypdf

    return pypdf.PdfReader(BytesIO(content))


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(content).pages).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_drawn_twice_alike_in_its_language_with_its_figures_attached(language: Language) -> None:
    document, words = ministry_document(books(missing=True), MADE), lexicon(language)
    drawn = document_pdf(document, words, created=NOW)
    assert drawn == document_pdf(document, words, created=NOW)
    found = read(drawn)
    assert found.trailer["/Root"]["/Lang"] == f"{language}-CA"
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert words.money(74_700_33).replace("\u00a0", " ") in text_of(drawn)
    ((attached,),) = found.attachments.values()
    assert json.loads(attached) == as_document(document, words)


def drawn_of(*pages: Page) -> Any:  # noqa: ANN401 - a class of the library
    return read(document_pdf(Document("essai", "Essai", pages, (), "0" * 64), lexicon("fr"), created=NOW))


def sheet(title: str, *rows: Row, columns: tuple[Column, ...] = (Column("text", "Texte"),)) -> Page:
    return Page(title, title, (Table(title, title, columns, rows),), landscape=True)


def test_short_sheets_share_a_page_and_a_long_one_begins_its_own() -> None:
    short = [sheet(f"Courte {number}", Row((Cell("une ligne"),))) for number in range(4)]
    long = sheet("Longue", *(Row((Cell(f"ligne {number}"),)) for number in range(80)))
    assert len(drawn_of(*short).pages) == 1
    texts = [page.extract_text() for page in drawn_of(*short[:2], long, *short[2:]).pages]
    assert ["Longue" in text for text in texts[:2]] == [False, True]
    assert "Courte 2" in texts[-1]


def test_a_table_stays_on_the_page_of_its_chart() -> None:
    columns = (Column("text", "Texte"), Column("granted", "Montant", Kind.MONEY))
    tables = tuple(
        Table(
            f"t{number}",
            f"Titre {number}",
            columns,
            (Row((Cell(f"barre {number}"), Cell(100))),),
            chart=Chart("", "Dit", "text", ("granted",)),
        )
        for number in range(9)
    )
    pages = [page.extract_text() for page in drawn_of(Page("essai", "Essai", tables)).pages]
    assert len(pages) > 1
    for number in range(9):
        (page,) = [text for text in pages if f"Titre {number}" in text]
        assert page.count(f"barre {number}") == 2, "in its table and in its chart"


def test_a_heading_is_broken_between_words_that_fit_its_figures_and_shares_stand_one_under_the_other() -> None:
    money = tuple(Column(f"m{number}", f"Montant numéro {number}", Kind.MONEY) for number in range(11))
    columns = (*money, Column("few", "Prévu d’ici la fin", Kind.MONEY), Column("share", "Écart en %", Kind.PERCENT))
    row = Row((*(Cell(1_000_000_00) for _ in money), Cell(0), Cell(8_440)))
    lines = drawn_of(sheet("Large", row, columns=columns)).pages[0].extract_text().splitlines()
    assert any(line.strip().endswith("Prévu d’ici") for line in lines)
    assert any("84,40" in line for line in lines)


def test_no_text_becomes_mark_up() -> None:
    hostile = ["#panic(1)", "*gras*", "$250", "250 000,00 $", "_souligné_", "= titre", "@renvoi", "<étiquette>", "\\", "`code`", "//"]
    rows = tuple(Row((Cell(text), Cell(100))) for text in hostile)
    table = Table("essai", "Essai", (Column("text", "#let x"), Column("amount", "$", Kind.MONEY, summed=True)), rows, total_label="#Total")
    drawn = document_pdf(Document("essai", "Essai #1", (Page("essai", "Essai", (table,)),), (), "0" * 64), lexicon("fr"), created=NOW)
    said = text_of(drawn)
    assert [text for text in (*hostile, "#let x", "#Total", "Essai #1") if text not in said] == []
