"""A reader finds a line by its words, in the order of the reader's own alphabet, wherever the report is read."""

import csv
import io
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.domain.base import Label
from fundalloc.lexicon import LANGUAGES, Language, alphabetical, lexicon
from fundalloc.reports.excel.sheets import figure_at
from fundalloc.reports.excel.workbook import workbook_bytes
from fundalloc.reports.plain import as_document
from fundalloc.reports.reading_order import in_reading_order
from fundalloc.reports.tables import Cell, Chart, Column, Document, Kind, Listed, Page, Row, Table, text_in
from fundalloc.reports.tabular_files import open_files
from fundalloc.usecases.accountability.reporting import report_as_text
from tests.reporting import NOW

NAMES = (
    Label(fr="Transport", en="Travel"),
    Label(fr="Équipement", en="Equipment"),
    Label(fr="Salaires", en="Wages"),
    Label(fr="Eau", en="Water"),
)
ORDERS: dict[Language, list[str]] = {
    "fr": ["Eau", "Équipement", "Salaires", "Transport"],
    "en": ["Equipment", "Travel", "Wages", "Water"],
}


def document() -> Document:
    rows = tuple(Row((Cell(name), Cell(100_00 + place))) for place, name in enumerate(NAMES))
    columns = (Column("nature", "Nature"), Column("incurred", "Dépensé", Kind.MONEY, summed=True))
    chart = Chart("Titre", "Dit", "nature", ("incurred",))
    table = Table("by-nature", "Par nature", columns, rows, total_label="Total", chart=chart, alphabetical_by="nature")
    return Document("essai", "Essai", (Page("essai", "Essai", (table,)),), (), "0" * 64)


def names_of(told: Document, language: Language) -> list[str]:
    return [text_in(row.cells[0].value, lexicon(language)) for row in told.table("by-nature").rows if isinstance(row.cells[0].value, Label)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_are_found_in_the_readers_alphabet_in_every_file(language: Language) -> None:
    words, told = lexicon(language), ORDERS[language]
    assert names_of(in_reading_order(document(), words), language) == told
    text = report_as_text(document(), words)
    assert sorted(told, key=text.index) == told
    sheet = openpyxl.load_workbook(BytesIO(workbook_bytes(document(), words, created=NOW))).worksheets[0]
    assert [cell.value for cell in sheet["A"] if cell.value in told] == told
    written = next(content for name, content in open_files(document(), words).items() if name.endswith(".csv"))
    assert [line[0] for line in csv.reader(io.StringIO(written.decode("utf-8-sig")), delimiter=";" if language == "fr" else ",")][
        1:
    ] == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cell_of_the_workbook_names_the_line_that_is_read_there(language: Language) -> None:
    words = lexicon(language)
    sheet = openpyxl.load_workbook(BytesIO(workbook_bytes(document(), words, created=NOW))).worksheets[0]
    for cell in sheet["A"]:
        if cell.value in ORDERS[language]:
            found = figure_at(document(), words, "Essai", f"B{cell.row}")
            assert found is not None
            assert text_in(found[1].cells[0].value, words) == cell.value  # type: ignore[arg-type]


def test_data_keeps_one_order_in_both_languages() -> None:
    french, english = (str(as_document(document(), lexicon(each))["pages"]) for each in LANGUAGES)
    assert [french.index(name.fr) for name in NAMES] == sorted(french.index(name.fr) for name in NAMES)
    assert [english.index(name.en) for name in NAMES] == sorted(english.index(name.en) for name in NAMES)


def test_a_table_with_an_order_of_its_own_keeps_it() -> None:
    kept = document()
    (table,) = kept.tables
    own = replace(kept, pages=(replace(kept.pages[0], tables=(replace(table, alphabetical_by=""),)),))
    assert in_reading_order(own, lexicon("fr")) == own


def test_names_in_a_sentence_are_in_the_readers_alphabet() -> None:
    assert {each: Listed(NAMES).said(lexicon(each)) for each in LANGUAGES} == {each: ", ".join(told) for each, told in ORDERS.items()}


@settings(max_examples=100, deadline=None)
@given(word=st.text("aàâeéèêëoœOŒÉZz ", max_size=6))
def test_neither_accents_nor_case_move_a_word(word: str) -> None:
    bare = word.translate(str.maketrans("àâéèêëÉ", "aaeeeeE"))
    assert alphabetical(word) == alphabetical(word.swapcase()) == alphabetical(bare)
