"""The ministry's own form: filled without touching its layout, refused loudly once it has changed, and compared with its next edition."""

import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from fundalloc.cli.main import run
from fundalloc.errors import Place, Refusal, RefusedTogether
from fundalloc.intake.official.changes import Subject, changes
from fundalloc.intake.official.filling import Digits, Filled, filled_form, form_problems
from fundalloc.intake.official.mapping import MappedCell
from fundalloc.intake.official.reading import read_form
from fundalloc.lexicon import Language, lexicon
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability import ministry, official_forms
from fundalloc.usecases.accountability.reporting import report_as_data
from tests.bookkeeping import at
from tests.official_form import FOLDER, MAPPING, NEW, OLD, drawn, mapping
from tests.reported import lived


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Document:
    desk = lived(tmp_path_factory.mktemp("livres"))
    return ministry.ministry_report(desk.ledger, as_of=date(2025, 3, 31), person="analyste", now=at("2025-06-01"))


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("formulaire")
    (room / OLD).write_bytes(drawn())
    return room


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / OLD
    path.write_bytes(drawn())
    return path


def written(folder: Path, text: str) -> Path:
    path = folder / MAPPING
    path.write_text(text, encoding="utf-8")
    return path


def filled(report: Document, form: Path, text: str = "") -> Path:
    output = form.with_name("rempli.xlsx")
    official_forms.fill(report, form, written(form.parent, text or mapping(("4",))), output, lexicon("fr"))
    return output


def refused(report: Document, form: Path, text: str) -> list[tuple[str, str | None]]:
    with pytest.raises(RefusedTogether) as caught:
        filled(report, form, text)
    return [(each.code, each.place.cell if each.place else None) for each in caught.value.refusals]


def test_the_figures_stand_in_their_cells(report: Document, form: Path) -> None:
    sheet = openpyxl.load_workbook(filled(report, form)).worksheets[0]
    by_axis = report.table("by-axis")
    four = next(row for row in by_axis.rows if row.cells[0].value == "4")
    expected = [by_axis.value(four, name) for name in ("revised", "incurred", "committed", "forecast")]
    assert [round(sheet.cell(17, column).value * 100) for column in range(3, 7)] == expected
    assert sheet["C5"].value == "Fonds d’essai (fonds-essai)"
    assert (sheet["C22"].value, sheet["C23"].value) == (12.34, 6000)


def test_nothing_else_in_the_file_is_touched(report: Document, form: Path) -> None:
    with zipfile.ZipFile(form) as blank, zipfile.ZipFile(filled(report, form)) as done:
        assert done.namelist() == blank.namelist()
        changed = {name for name in blank.namelist() if blank.read(name) != done.read(name)}
        assert changed == {"xl/worksheets/sheet1.xml"}
    before, after = (openpyxl.load_workbook(path).worksheets[0] for path in (form, form.with_name("rempli.xlsx")))
    assert _styles(before) == _styles(after)
    assert before.merged_cells.ranges == after.merged_cells.ranges
    assert after.protection.sheet
    assert after["G17"].value == "=C17-SUM(D17:F17)"


def _styles(sheet: Worksheet) -> list[tuple[str, int]]:
    return [(cell.coordinate, cell.style_id) for row in sheet["A1:G22"] for cell in row]


@pytest.mark.parametrize("asked", [b"", b"<calcPr/>", b'<calcPr calcId="1"/>', b'<calcPr calcId="1"></calcPr>'])
def test_whoever_opens_it_computes_the_formulas_again(report: Document, form: Path, asked: bytes) -> None:
    with zipfile.ZipFile(form) as blank:
        parts = {name: re.sub(rb"<calcPr[^>]*/>", asked, blank.read(name)) for name in blank.namelist()}
    with zipfile.ZipFile(form, "w") as changed:
        for name, content in parts.items():
            changed.writestr(name, content)
    with zipfile.ZipFile(filled(report, form)) as done:
        found = ElementTree.fromstring(done.read("xl/workbook.xml")).find("{*}calcPr")
    assert found is not None
    assert found.get("fullCalcOnLoad") == "1"


def test_an_answer_to_other_figures_is_not_left_behind_a_formula(report: Document, form: Path) -> None:
    sheet = openpyxl.load_workbook(filled(report, form), data_only=True).worksheets[0]
    assert (sheet["G17"].value, sheet["D19"].value) == (None, None)


def test_another_edition_is_refused_cell_by_cell_and_nothing_is_written(report: Document, tmp_path: Path) -> None:
    form = tmp_path / NEW
    form.write_bytes(drawn(edition=2025))
    found = refused(report, form, mapping(("4",)))
    assert {code for code, _ in found} == {"formulaire-modifie", "libelle-du-formulaire-efface"}
    assert {cell for _, cell in found} == {"C17", "D17", "E17", "F17", "C22", "C23"}
    assert not form.with_name("rempli.xlsx").exists()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Rapport d’étape;G14;Axe 1;;by-axis/4/variance", "case-calculee"),
        ("Rapport d’étape;B14;;Axe;by-axis/4/variance", "case-occupee"),
        ("Rapport d’étape;D5;Nom du fonds;;facts/fund", "case-fusionnee"),
        ("Rapport d’étape;C14;Axe 1;;by-axis/99/revised", "donnee-de-rapport-inconnue"),
        ("Sommaire;C14;Axe 1;;by-axis/4/revised", "feuille-du-formulaire-absente"),
        ("Rapport d’étape;C14;;;by-axis/4/revised", "case-sans-libelle"),
        ("Rapport d’étape;C0;Axe 1;;by-axis/4/revised", "case-illisible"),
        ("Rapport d’étape;C14;Axe 1;;by-axis/4/revised\nRapport d’étape;$C$14;Axe 1;;by-axis/4/incurred", "case-en-double"),
    ],
)
def test_what_would_spoil_the_form_is_refused(report: Document, form: Path, line: str, code: str) -> None:
    heading = mapping().split("\n", 1)[0]
    assert {found for found, _ in refused(report, form, f"{heading}\n{line}\n")} == {code}


def test_totals_and_facts_are_figures_too(report: Document, form: Path) -> None:
    heading = mapping().split("\n", 1)[0]
    total = "Rapport d’étape;C14;Axe 1;Budget révisé;by-axis/total/revised"
    head = "Rapport d’étape;C8;Empreinte du dernier sceau;;facts/head"
    sheet = openpyxl.load_workbook(filled(report, form, f"{heading}\n{total}\n{head}\n")).worksheets[0]
    position = report.table("by-axis").position("revised")
    assert round(sheet["C14"].value * 100) == report.table("by-axis").totals[position]
    assert sheet["C8"].value == report.fingerprint


def test_what_changed_between_two_editions_is_told_without_what_only_moved(form: Path, tmp_path: Path) -> None:
    newer = tmp_path / NEW
    newer.write_bytes(drawn(edition=2025))
    found = changes(read_form(form), read_form(newer))
    assert [(each.subject, each.cell) for each in found] == [
        (Subject.MOVED, "12"),
        (Subject.WORDS, "B2"),
        (Subject.WORDS, "D14"),
    ], "a name whose cells moved with their lines is the same name"
    assert changes(read_form(form), read_form(form)) == ()


def test_a_formula_that_stayed_behind_its_lines_is_shown_as_it_was_and_as_it_is(form: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(drawn(edition=2025)))
    book.worksheets[0]["G15"] = "=C14-SUM(D14:F14)"  # the formula of the line above, as an edition drawn in haste keeps it
    book.worksheets[0].print_area = "A1:F29"
    book.save(tmp_path / NEW)
    found = {(each.subject, each.cell): (each.before, each.after) for each in changes(read_form(form), read_form(tmp_path / NEW))}
    assert found[Subject.FORMULA, "G15"] == ("=C15-SUM(D15:F15)", "=C14-SUM(D14:F14)")
    before, after = found[Subject.NAME, "_xlnm.Print_Area"]
    assert (before.endswith("$A$1:$G$29"), after.endswith("$A$1:$F$29")) == (True, True)
    assert all(before != after for before, after in found.values())


@pytest.mark.parametrize(("language", "named"), [("fr", "Zone d’impression"), ("en", "Print area")])
def test_names_of_a_spreadsheet_s_own_are_told_in_words_with_their_sheet(
    form: Path, tmp_path: Path, language: Language, named: str
) -> None:
    book = openpyxl.load_workbook(form)
    for sheet in book.worksheets:
        sheet.print_area = "A1:B2"
    book.save(tmp_path / NEW)
    told = report_as_data(official_forms.compare(form, tmp_path / NEW, now=at("2025-09-15")), lexicon(language))
    rows = json.loads(json.dumps(told))["pages"][0]["tables"][1]["rows"]
    assert {(row["sheet"], row["cell"]) for row in rows if row["what"] == lexicon(language).say("reports.form-changes.subjects.name")} == {
        ("Rapport d’étape", named),
        ("Listes", named),
    }


def test_a_label_that_is_gone_is_told_without_empty_quotes(report: Document, form: Path) -> None:
    book = openpyxl.load_workbook(form)
    book.worksheets[0]["B17"] = None
    book.save(form)
    assert {code for code, _ in refused(report, form, mapping(("4",)))} == {"libelle-du-formulaire-efface"}


def test_formulas_drop_downs_merged_cells_and_sheets_are_compared(form: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    sheet["G14"] = "=C14-D14"
    sheet.unmerge_cells("C5:F5")
    sheet.data_validations.dataValidation = sheet.data_validations.dataValidation[:1]
    sheet["B24"] = "Nouvelle ligne"
    book.create_sheet("Annexe")
    book.save(tmp_path / "autre.xlsx")
    found = changes(read_form(form), read_form(tmp_path / "autre.xlsx"))
    told = {(each.subject, each.cell) for each in found}
    assert told >= {
        (Subject.FORMULA, "G14"),
        (Subject.MERGED, "C5:F5"),
        (Subject.VALIDATION, "C14:F18"),
        (Subject.LINE, "24"),
        (Subject.SHEET, ""),
    }


def test_the_command_fills_from_the_sample_and_compares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = lived(tmp_path)
    words = ["report", "form-fill", str(FOLDER / OLD), "--mapping", str(written(tmp_path, mapping(("4",)))), "-o", str(tmp_path / "r.xlsx")]
    assert run([*words, "--as-of", "2025-03-31", "--ledger", str(desk.ledger), "--lang", "fr"]) == 0
    assert (tmp_path / "r.xlsx").exists()
    assert run([*words, "--ledger", str(desk.ledger)]) == 2
    capsys.readouterr()
    assert run(["report", "form-diff", str(FOLDER / OLD), str(FOLDER / NEW), "--lang", "fr"]) == 0
    assert "Dépenses admissibles réelles" in capsys.readouterr().out


def test_the_sample_form_is_the_one_that_is_drawn_here() -> None:
    kept = [(FOLDER / name).read_bytes() for name in (OLD, NEW)]
    assert [_parts(each) for each in kept] == [_parts(drawn()), _parts(drawn(edition=2025))]
    assert (FOLDER / MAPPING).read_text(encoding="utf-8") == mapping()


def _parts(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


SPOTS = st.tuples(st.integers(1, 40), st.integers(0, 12))
CONTENTS = st.integers(-(10**12), 10**12) | st.text("aé<&>\"' =1", max_size=8)


@settings(max_examples=20, deadline=None)
@given(cells=st.dictionaries(SPOTS, CONTENTS, max_size=8))
def test_what_is_put_into_a_form_is_what_is_read_there(room: Path, cells: dict[tuple[int, int], int | str]) -> None:
    form = read_form(room / OLD)
    sheet = form.sheets[0]
    put = {spot: told for spot, told in cells.items() if sheet.covering(spot) == spot}
    fills = [
        Filled(MappedCell(sheet.name, column, row, "", "", "", Place()), told if isinstance(told, str) else Digits(str(told)))
        for (row, column), told in put.items()
    ]
    (room / "r.xlsx").write_bytes(filled_form(form, fills))
    after = read_form(room / "r.xlsx").sheets[0]
    for spot, told in put.items():
        assert after.cells[spot].text == ("" if isinstance(told, str) and told.isspace() else str(told))
        assert after.cells[spot].style == (sheet.cells[spot].style if spot in sheet.cells else "")
    left = {spot: (cell.text, cell.formula, cell.style) for spot, cell in sheet.cells.items() if spot not in put and not cell.formula}
    assert {spot: (cell.text, cell.formula, cell.style) for spot, cell in after.cells.items() if spot in left} == left


HOSTILE = (b"", b"-1", b"A0", b"XFE1", b"B", b"999999999999", b"1e5", b"B2:A1", b"$B$2", b"inlineStr", "é".encode())


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_form_is_refused_or_read_and_never_stumbled_on(room: Path, data: st.DataObject) -> None:
    with zipfile.ZipFile(room / OLD) as blank:
        parts = {name: blank.read(name) for name in blank.namelist()}
    name = data.draw(st.sampled_from(("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels")))
    told = list(re.finditer(rb'(?<==")[^"]*|(?<=>)[^<]+(?=<)', parts[name]))
    found = data.draw(st.sampled_from(told))
    parts[name] = parts[name][: found.start()] + data.draw(st.sampled_from(HOSTILE)) + parts[name][found.end() :]
    with zipfile.ZipFile(room / "abime.xlsx", "w") as damaged:
        for part, content in parts.items():
            damaged.writestr(part, content)
    try:
        form = read_form(room / "abime.xlsx")
    except Refusal:
        return
    assert isinstance(changes(read_form(room / OLD), form), tuple)
    for sheet in form.sheets[:1]:
        cell = MappedCell(sheet.name, 2, 14, "", "", "", Place())
        assert not list(form_problems(form, [cell])) or sheet.cells
        assert zipfile.is_zipfile(io.BytesIO(filled_form(form, [Filled(cell, Digits("1.50"))])))
