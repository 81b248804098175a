"""A report as open files: what its tables hold is read back as it was, and nothing is taken for a formula."""

import csv
import io
import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.money import parse_amount
from fundalloc.reports.ministry.document import ministry_document
from fundalloc.reports.tables import Cell, Column, Document, Kind, Page, Row, Table
from fundalloc.reports.tabular_files import DIALECTS, open_files
from fundalloc.usecases.accountability.reporting import write_report
from tests.reporting import MADE, NOW, books


def cells(content: bytes, language: Language) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=DIALECTS[language][0]))


@pytest.mark.requirement("S8-15", "S7-04")
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_table_is_read_back_from_its_own_file(language: Language) -> None:
    document, words = ministry_document(books(), MADE), lexicon(language)
    files = open_files(document, words)
    described = json.loads(files["datapackage.json"])
    assert [each["path"] for each in described["resources"]] == [name for name in files if name.endswith(".csv")]
    assert len(described["resources"]) == len(list(document.tables))
    pictured = {table.id for table in document.tables if table.chart is not None and table.lines}
    assert {name.removesuffix(".svg").partition("-")[2] for name in files if name.endswith(".svg")} == pictured
    lines = document.table("lines")
    name = next(each for each in files if each.endswith("-lines.csv"))
    place = lines.position("incurred")
    assert [parse_amount(row[place]) for row in cells(files[name], language)[1:]] == [lines.value(row, "incurred") for row in lines.lines]
    field = next(each for each in described["resources"] if each["path"] == name)["schema"]["fields"][place]
    assert (field["title"], field["type"], field["decimalChar"]) == ("incurred", "number", DIALECTS[language][1])


def test_a_column_where_a_word_stands_for_a_number_says_that_it_holds_both() -> None:
    columns = (Column("count", "Nombre", Kind.COUNT), Column("part", "Part", Kind.PERCENT), Column("amount", "Montant", Kind.MONEY))
    rows = (Row((Cell(12), Cell("Masqué"), Cell(None))), Row((Cell(3), Cell(50), Cell("À venir"))))
    files = open_files(
        Document("essai", "Essai", (Page("essai", "Essai", (Table("essai", "Essai", columns, rows),)),), (), ""), lexicon("fr")
    )
    (resource,) = json.loads(files["datapackage.json"])["resources"]
    assert [field["type"] for field in resource["schema"]["fields"]] == ["integer", "any", "any"]


def test_a_name_that_looks_like_a_formula_stays_a_name() -> None:
    rows = tuple(Row((Cell(text), Cell(-1_00))) for text in ("=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)", "Fournisseur; « fictif »"))
    table = Table("essai", "Essai", (Column("name", "Nom"), Column("amount", "Montant", Kind.MONEY)), rows)
    files = open_files(Document("essai", "Essai", (Page("essai", "Essai", (table,)),), (), ""), lexicon("fr"))
    read = cells(files["01-essai.csv"], "fr")[1:]
    assert [name[:1] for name, _ in read] == ["'", "'", "'", "'", "F"]
    assert {amount for _, amount in read} == {"-1,00"}


def test_the_archive_of_a_report_is_the_same_twice(tmp_path: Path) -> None:
    for name in ("un.zip", "deux.zip"):
        write_report(ministry_document(books(), MADE), tmp_path / name, lexicon("fr"), now=NOW)
    one, two = ((tmp_path / name).read_bytes() for name in ("un.zip", "deux.zip"))
    assert one == two
    with zipfile.ZipFile(BytesIO(one)) as archive:
        assert archive.namelist()[-1] == "datapackage.json"
