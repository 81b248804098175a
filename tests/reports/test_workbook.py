"""A workbook is drawn twice with the same bytes, keeps every text a text, and stores what its formulas compute."""

import re
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.errors import RefusedTogether
from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.reports.allocation.document import allocation_document
from fundalloc.reports.excel.sheets import SHEET_NAME_MAX, sheet_names
from fundalloc.reports.excel.workbook import workbook_bytes
from fundalloc.reports.ministry.document import ministry_document
from fundalloc.reports.tables import Cell, Column, Document, Kind, Page, Row, Table
from fundalloc.usecases.accountability.reporting import write_report
from tests.reporting import MADE, NOW, allocated, books, impossible

DOCUMENTS = {
    "allocation": lambda: allocation_document(allocated(), MADE),
    "conflict": lambda: allocation_document(impossible(), MADE),
    "ministry": lambda: ministry_document(books(missing=True), MADE),
}


def opened(content: bytes, *, values: bool = False) -> Any:  # noqa: ANN401 - the library carries no types
    import openpyxl

    return openpyxl.load_workbook(BytesIO(content), data_only=values)


def texts_document(texts: list[str]) -> Document:
    rows = tuple(Row((Cell(text), Cell(100))) for text in texts)
    table = Table(
        "essai", "Essai", (Column("text", "Texte"), Column("amount", "Montant", Kind.MONEY, summed=True)), rows, total_label="Total"
    )
    return Document("essai", "Essai", (Page("essai", "Essai", (table,)),), (), "0" * 64)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_same_report_gives_the_same_bytes(name: str, language: Language) -> None:
    drawn = [workbook_bytes(DOCUMENTS[name](), lexicon(language), created=NOW) for _ in range(2)]
    assert drawn[0] == drawn[1]


def test_a_workbook_is_the_same_bytes_on_another_system(monkeypatch: pytest.MonkeyPatch) -> None:
    here = workbook_bytes(texts_document(["é"]), lexicon("fr"), created=NOW)
    monkeypatch.setattr(sys, "platform", "win32")
    assert workbook_bytes(texts_document(["é"]), lexicon("fr"), created=NOW) == here


def test_no_text_becomes_a_formula() -> None:
    hostile = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "https://exemple.invalid", "00123", "1,5"]
    sheet = opened(workbook_bytes(texts_document(hostile), lexicon("fr"), created=NOW)).worksheets[0]
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value in hostile]
    assert [cell.value for cell in found] == hostile
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.quotePrefix for cell in found[:5])
    assert all(cell.hyperlink is None for cell in found)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_program_that_does_not_compute_reads_the_totals_too(name: str) -> None:
    document: Document = DOCUMENTS[name]()
    content = workbook_bytes(document, lexicon("fr"), created=NOW)
    formulas, values = opened(content), opened(content, values=True)
    stored = {
        (sheet.title, cell.coordinate): values[sheet.title][cell.coordinate].value
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert all(isinstance(value, (int, float)) for value in stored.values()), stored
    totals = [total for table in document.tables if table.rows and table.total_label is not None for total in table.totals]
    for total in totals:
        if total is not None and abs(total) > 10_000:
            assert total / 100 in stored.values()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_is_ready_to_print_and_to_be_read_aloud(language: Language) -> None:
    content = workbook_bytes(allocation_document(allocated(), MADE), lexicon(language), created=NOW)
    book = opened(content)
    assert [len(sheet.title) <= SHEET_NAME_MAX for sheet in book.worksheets] == [True] * len(book.worksheets)
    for sheet in book.worksheets:
        assert sheet.page_setup.paperSize == 1
        assert sheet.page_setup.fitToWidth in {None, 1}  # one page wide is what the format means by saying nothing
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert not sheet.merged_cells.ranges
        assert "&P" in sheet.oddFooter.right.text
        assert "&N" in sheet.oddFooter.right.text
        assert not sheet.oddFooter.center.text  # a long title has the whole of the line but the page number
    awards = book[lexicon(language).say("reports.allocation.pages.awards")]
    assert awards.freeze_panes
    assert awards.print_title_rows
    assert awards.tables
    assert book.properties.language == {"fr": "fr-CA", "en": "en-CA"}[language]
    assert book.properties.title
    assert {prop.name: prop.value for prop in book.custom_doc_props.props}["fingerprint"] == allocated().fingerprint


def test_a_long_title_goes_on_to_a_second_line_before_paper_cuts_it() -> None:
    title = "Vue du bailleur de fonds : Fondation Exemple des écoles de l’Est – Destination réussite, région de l’Est, 2024-2025"
    table = Table("essai", "Essai", (Column("text", "Texte"),), (Row((Cell("a"),)),))
    document = Document("essai", title, (Page("essai", "Essai", (table,)),), (), "0" * 64, subtitle="Situation au 31 août 2025")
    sheet = opened(workbook_bytes(document, lexicon("fr"), created=NOW))["Essai"]
    lines = [sheet.cell(row, 1).value for row in (2, 3)]
    assert " ".join(lines) == f"{title} – Situation au 31 août 2025"
    assert sheet.print_title_rows == "$4:$4"


def test_a_long_table_under_another_repeats_its_own_headings() -> None:
    columns = (Column("text", "Texte"), Column("share", "Part", Kind.PERCENT))
    first = Table("courte", "Courte", columns, (Row((Cell("a"), Cell(8_440))),))
    long = Table("longue", "Longue", columns, tuple(Row((Cell(f"ligne {number}"), Cell(100))) for number in range(60)))
    document = Document("essai", "Essai", (Page("essai", "Essai", (first, long)),), (), "0" * 64)
    sheet = opened(workbook_bytes(document, lexicon("fr"), created=NOW))["Essai"]
    row = int(sheet.print_title_rows.strip("$").partition(":")[0])
    assert (sheet.cell(row, 1).value, sheet.cell(row + 1, 1).value) == ("Texte", "ligne 0")
    assert "0.00" in sheet.cell(row + 1, 2).number_format  # as in the PDF: 84,40 %


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_figure_leads_to_the_line_that_says_where_it_comes_from(language: Language) -> None:
    book = opened(workbook_bytes(ministry_document(books(), MADE), lexicon(language), created=NOW))
    traces = book[lexicon(language).say("reports.traces.title")]
    led = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert len(led) > 100
    for cell in led:
        sheet, _, at = cell.hyperlink.location.rpartition("!")
        assert sheet == f"'{traces.title}'"
        named = traces.cell(traces[at].row, 5).value
        assert named
        assert cell.hyperlink.tooltip.endswith(named)
        assert not isinstance(cell.value, str) or cell.value.startswith("="), "the figure is still a number"


def test_a_report_that_no_books_and_no_files_back_has_no_sheet_of_traces() -> None:
    for language in LANGUAGES:
        book = opened(workbook_bytes(allocation_document(allocated(), MADE), lexicon(language), created=NOW))
        assert lexicon(language).say("reports.traces.title") not in book.sheetnames
        assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_each_chart_is_also_told_in_words() -> None:
    content = workbook_bytes(allocation_document(allocated(), MADE), lexicon("fr"), created=NOW)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        drawings = [archive.read(name).decode() for name in archive.namelist() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)]
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/")]
    assert len(drawings) == len(charts) == 2
    assert all('descr="' in drawing for drawing in drawings)
    assert all("en-US" not in chart for chart in charts)


def test_nothing_of_ours_is_left_in_the_other_language() -> None:
    english = {cell for cell in words("en") if len(cell) > 3}
    french = words("fr")
    shared = {cell for cell in french & english if not re.search(r"\d", cell)}
    assert shared <= {
        "Code",
        "Description",
        "Camille Exemple",
        "exemple-fictif",
        "Date",
        "Signatures",
        "Signature",
        "Provenance",
        "Total",
        "Source",
        *names(),
    }


def names() -> set[str]:
    """Names that are the same in both languages: ids, and what a person wrote once."""
    return {rule.id for rule in allocated().scenario.rules}


def words(language: Language) -> set[str]:
    book = opened(workbook_bytes(allocation_document(allocated(), MADE), lexicon(language), created=NOW))
    return {str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "s"}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=60).filter(lambda text: bool(text.strip(" '"))), min_size=1, max_size=8))
def test_every_title_gives_a_sheet_name_that_excel_takes(titles: list[str]) -> None:
    found = sheet_names(tuple(titles))
    assert len({name.casefold() for name in found}) == len(titles)
    assert all(0 < len(name) <= SHEET_NAME_MAX for name in found)
    assert not any(set(name) & set("[]:*?/\\") for name in found)


def test_a_report_replaces_the_earlier_one_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "rapport.xlsx"
    write_report(texts_document(["un"]), path, lexicon("fr"), now=NOW)
    write_report(texts_document(["deux"]), path, lexicon("fr"), now=NOW)
    assert [each.name for each in tmp_path.iterdir()] == ["rapport.xlsx"]
    assert path.read_bytes() == workbook_bytes(texts_document(["deux"]), lexicon("fr"), created=NOW)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_folder_that_does_not_exist_is_refused_with_the_remedy(tmp_path: Path, language: Language) -> None:
    with pytest.raises(RefusedTogether) as caught:
        write_report(texts_document(["un"]), tmp_path / "absent" / "rapport.xlsx", lexicon(language), now=NOW)
    told = lexicon(language).refusal(caught.value.refusals[0])
    assert "rapport-non-enregistre" in told
    assert "rapport.xlsx" in told
    assert len(told.splitlines()) == 3


def test_a_place_taken_by_a_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    taken = tmp_path / "rapport.xlsx"
    taken.mkdir()
    with pytest.raises(RefusedTogether):
        write_report(texts_document(["un"]), taken, lexicon("fr"), now=NOW)
    assert [each.name for each in tmp_path.iterdir()] == ["rapport.xlsx"]
