"""Calls, agreements and financing plans in Excel: a workbook drawn from a folder is read as that folder, its problems told by cell."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fundalloc.cli.main import run
from fundalloc.intake.agreement import read_agreement
from fundalloc.intake.call import examine_call, read_call
from fundalloc.intake.financing import read_financing
from fundalloc.intake.outlines import AGREEMENT, CALL, FINANCING, OUTLINES, Outline
from fundalloc.intake.tables import spec_of
from fundalloc.intake.template import workbook_to_fill
from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.usecases.samples import sample_scenarios

CREATED = datetime(2025, 1, 1, tzinfo=UTC)
CERAC = sample_scenarios() / "cerac-2013-2015"


def workbook(whole: Any, outline: Outline, language: Language, folder: Path) -> Path:  # noqa: ANN401 - any of the nouns
    path = folder / "rempli.xlsx"
    path.write_bytes(workbook_to_fill(whole, outline, lexicon(language), created=CREATED, program="essai"))
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_says_what_its_folder_says_in_both_languages(language: Language, tmp_path: Path) -> None:
    shutil.copytree(CERAC / "call" / "annexes", tmp_path / "annexes")
    call = read_call(CERAC / "call")
    assert read_call(workbook(call.call, CALL, language, tmp_path)) == call
    agreement = read_agreement(CERAC / "agreements" / "CS-A")
    assert read_agreement(workbook(agreement, AGREEMENT, language, tmp_path)) == agreement
    plan = read_financing(sample_scenarios() / "partenariats-strategiques" / "financing")
    assert read_financing(workbook(plan, FINANCING, language, tmp_path)) == plan


def test_every_column_has_its_title_in_both_languages_and_every_sheet_its_name() -> None:
    for language in LANGUAGES:
        said = lexicon(language)
        for outline in OUTLINES:
            assert said.has(f"template.titles.{outline.name}")
            for table in outline.sheets:
                assert said.has(f"sheets.{table}"), table
                assert [each.name for each in spec_of(table).fields if not said.has(f"fields.{table}.{each.name}")] == []


def test_what_is_wrong_in_a_calls_workbook_is_told_by_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(CERAC / "call" / "annexes", tmp_path / "annexes")
    path = workbook(read_call(CERAC / "call").call, CALL, "fr", tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["Demandes reçues"]
    titles = {cell.value: cell.column for cell in sheet[5]}
    sheet.cell(row=6, column=titles["Volet"]).value = "volet-9"
    sheet.cell(row=7, column=titles["Reçue sur papier"]).value = "hier"
    book.save(path)
    places = {problem.code: problem.place for problem in examine_call(path).problems if problem.place is not None}
    assert places["nom-absent-des-listes"].sheet == "Demandes reçues"
    assert places["nom-absent-des-listes"].cell == "B6"
    assert places["horodatage-illisible"].row == 7
    annotated = tmp_path / "annote.xlsx"
    assert run(["call", "check", str(path), "--annotate", str(annotated)]) == 1
    assert openpyxl.load_workbook(annotated)["Demandes reçues"]["B6"].comment is not None
    assert "cellule B6" in capsys.readouterr().err


@pytest.mark.parametrize("family", ["call", "agreement", "financing"])
def test_a_blank_workbook_is_drawn_for_each(family: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "vide.xlsx"
    assert run([family, "template", str(target)]) == 0
    assert run([family, "check", str(target)]) == 1
    assert "[valeur-manquante]" in capsys.readouterr().err


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("family", "folder", "reading"),
    [
        ("call", CERAC / "call", read_call),
        ("agreement", CERAC / "agreements" / "CS-A", read_agreement),
        ("financing", sample_scenarios() / "partenariats-strategiques" / "financing", read_financing),
    ],
)
def test_a_folder_goes_into_a_workbook_and_back_without_loss(
    family: str, folder: Path, reading: Callable[[Path], object], language: Language, tmp_path: Path
) -> None:
    book, again = tmp_path / "classeur" / "rempli.xlsx", tmp_path / "encore"
    book.parent.mkdir()
    assert run([family, "convert", str(folder), str(book), "--lang", language]) == 0
    assert run([family, "convert", str(book), str(again), "--lang", language]) == 0
    assert reading(book) == reading(folder)
    assert reading(again) == reading(folder)
    assert run([family, "convert", str(book), str(again)]) == 1, "a folder that holds something is not written over"


def test_a_document_of_the_same_name_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "annexes" / "cs-a-document-officiel.pdf"
    other.parent.mkdir()
    other.write_bytes(b"autre")
    assert run(["call", "convert", str(CERAC / "call"), str(tmp_path / "appel.xlsx")]) == 1
    assert other.name in capsys.readouterr().err
    assert other.read_bytes() == b"autre"
    assert not (tmp_path / "appel.xlsx").exists()
