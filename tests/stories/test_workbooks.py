"""What finance people do to workbooks, and what they are told: each slip in its own cell of their own file."""

import json
import random
import subprocess
import sys
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table

from fundalloc.cli.main import run
from fundalloc.errors import Level
from fundalloc.intake.problems import PROBLEMS_MAX
from fundalloc.intake.scenario import read_scenario
from fundalloc.intake.workbook import VERSION
from fundalloc.lexicon import LANGUAGES, Language
from fundalloc.usecases.samples import sample_scenarios
from tests.workbooks import codes, hand_made, read, rewritten, told

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CERAC = SCENARIOS / "cerac-2013-2015"


def test_a_workbook_made_by_hand_is_a_scenario(tmp_path: Path) -> None:
    found = read(hand_made(tmp_path))
    assert found.problems == ()
    assert found.noun is not None
    assert [request.amount_cents for request in found.noun.requests] == [700_00, 500_25]
    assert found.noun.fiscal_years[0].ends_on == date(2025, 12, 31)
    assert found.noun.requests[0].fiscal_year == "2025", "a year typed as a number is its name"


def test_titles_on_row_5_under_a_heading_are_found(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"].insert_rows(1, 4)
        book["Demandes"]["A1"] = "Demandes reçues au 12 mars"
        book["Demandes"]["E7"] = "beaucoup"

    found = read(hand_made(tmp_path, change))
    assert codes(found.problems) == [("nombres-en-texte", "Demandes", "E7"), ("montant-illisible", "Demandes", "E7")] or codes(
        [each for each in found.problems if each.level is Level.BLOCKS]
    ) == [("montant-illisible", "Demandes", "E7")]


def test_a_blank_row_in_the_middle_and_a_row_of_spaces_at_the_end_count_for_nothing(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"].insert_rows(3)
        book["Demandes"]["E4"] = -5
        book["Demandes"]["A5"], book["Demandes"]["C9"] = "   ", "\u00a0 "

    found = read(hand_made(tmp_path, change))
    assert codes(found.problems) == [("valeur-hors-bornes", "Demandes", "E4")]
    assert "« Montant demandé »".replace("« ", "«\u00a0").replace(" »", "\u00a0»") in told(found.problems[0])


def test_a_hidden_column_is_read_and_said(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"].column_dimensions["E"].hidden = True
        book["Demandes"].row_dimensions[3].hidden = True

    found = read(hand_made(tmp_path, change))
    assert found.noun is not None
    assert [request.amount_cents for request in found.noun.requests] == [700_00, 500_25]
    assert codes(found.problems) == [("colonne-masquee", "Demandes", "E1"), ("lignes-masquees", "Demandes", None)]
    assert {each.level for each in found.problems} == {Level.TO_EXPLAIN}


def test_spaces_around_a_name_do_not_count(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"]["B2"] = " nord\u00a0"
        book["Demandes"]["E1"] = "Montant  demandé "

    assert read(hand_made(tmp_path, change)).problems == ()


def test_text_pasted_in_a_date_column_is_pointed_at(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Exercices"]["B2"] = "1er janvier 2025"
        book["Exercices"]["C2"] = 45999
        book["Exercices"]["C2"].number_format = "General"

    found = read(hand_made(tmp_path, change))
    assert [each for each in codes(found.problems) if each[0] == "date-illisible"] == [
        ("date-illisible", "Exercices", "B2"),
        ("date-illisible", "Exercices", "C2"),
    ]


def test_a_date_typed_as_text_in_the_one_clear_way_is_read(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Exercices"]["B2"] = "2025-01-01"

    assert read(hand_made(tmp_path, change)).problems == ()


def test_a_formula_without_its_value_is_told_with_its_remedy(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"]["E2"] = "=300+400"

    found = read(hand_made(tmp_path, change))
    assert codes(found.problems) == [("formule-sans-valeur", "Demandes", "E2")]
    assert "enregistrez-le" in told(found.problems[0])


def test_a_formula_with_its_value_counts_for_its_value(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"]["E2"] = "=300+400"

    def with_value(_: str, content: bytes) -> bytes:
        return content.replace(b"<f>300+400</f><v></v>", b"<f>300+400</f><v>700</v>").replace(
            b"<f>300+400</f><v />", b"<f>300+400</f><v>700</v>"
        )

    found = read(rewritten(hand_made(tmp_path, change), with_value))
    assert found.problems == ()
    assert found.noun is not None
    assert found.noun.requests[0].amount_cents == 700_00


def test_an_error_cell_is_told_as_the_person_sees_it(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"]["E2"] = "#DIV/0!"
        book["Demandes"]["E2"].data_type = "e"

    found = read(hand_made(tmp_path, change))
    assert codes(found.problems) == [("cellule-en-erreur", "Demandes", "E2")]
    assert "#DIV/0!" in told(found.problems[0], "en")


def test_numbers_stored_as_text_are_read_and_advised_against(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"]["E2"], book["Demandes"]["E3"] = "12.50", "1\u202f234,50 $"

    found = read(hand_made(tmp_path, change))
    assert found.noun is not None
    assert [request.amount_cents for request in found.noun.requests] == [12_50, 1_234_50]
    assert [(each.code, each.level) for each in found.problems] == [("nombres-en-texte", Level.ADVICE)]


def test_an_ambiguous_amount_is_answered_with_both_readings(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"]["E2"] = "1,234"

    found = read(hand_made(tmp_path, change))
    (problem,) = (each for each in found.problems if each.level is Level.BLOCKS)
    assert codes([problem]) == [("montant-ambigu", "Demandes", "E2")]
    assert "1 234" in told(problem)
    assert "1,23" in told(problem)


def test_merged_cells_among_the_data_are_refused_and_a_merged_heading_is_not(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Demandes"]
        sheet.insert_rows(1)
        sheet["A1"] = "Demandes"
        sheet.merge_cells("A1:E1")
        sheet.merge_cells("B3:B4")

    found = read(hand_made(tmp_path, change))
    assert ("cellules-fusionnees", "Demandes", "B3") in codes(found.problems)
    assert [each.facts["cells"] for each in found.problems if each.code == "cellules-fusionnees"] == ["B3:B4"]


def test_a_missing_sheet_is_a_sentence_and_a_strange_one_is_a_remark(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"].title = "Demande 2025"
        book.create_sheet("Notes de réunion")

    found = read(hand_made(tmp_path, change))
    missing = next(each for each in found.problems if each.code == "feuille-manquante")
    assert "Demande 2025" in told(missing)
    assert [each.level for each in found.problems if each.code == "feuille-non-lue"] == [Level.TO_EXPLAIN, Level.TO_EXPLAIN]


def test_a_code_that_excel_took_for_a_number_is_questioned(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"]["A2"] = 1.1

    found = read(hand_made(tmp_path, change))
    assert codes(found.problems) == [("code-tenu-pour-un-nombre", "Demandes", "A2")]
    assert found.noun is not None
    assert found.noun.requests[0].id == "1.1"


def test_a_percentage_is_a_percentage_and_a_bare_number_is_not(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Versements")
        sheet.append(["Versement", "Libellé", "Part"])
        sheet.append(["v1", "Premier", 0.6])
        sheet.append(["v2", "Second", 0.4])
        sheet["C2"].number_format = "0%"

    found = read(hand_made(tmp_path, change))
    assert [each for each in codes(found.problems) if each[0] == "pourcentage-illisible"] == [("pourcentage-illisible", "Versements", "C3")]


def test_every_problem_of_every_sheet_is_told_in_one_pass(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"]["B3"] = "est"
        book["Demandes"]["E2"] = None
        book["Bénéficiaires"]["A3"] = "nord"
        book["Enveloppes"]["E2"] = "peut-être"

    found = read(hand_made(tmp_path, change))
    assert set(codes(found.problems)) >= {
        ("beneficiaire-inconnu", "Demandes", "B3"),
        ("valeur-manquante", "Demandes", "E2"),
        ("identifiant-en-double", "Bénéficiaires", "A3"),
        ("oui-non-illisible", "Enveloppes", "E2"),
    }
    twice = next(each for each in found.problems if each.code == "identifiant-en-double")
    assert "ligne 2" in told(twice)


def test_our_own_tables_and_columns_in_english_are_read_too(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"].title = "requests"
        for cell, header in zip(
            book["requests"][1], ("Request", "Recipient", "French label", "Fiscal year", "Amount requested"), strict=True
        ):
            cell.value = header
        book["requests"].add_table(Table(displayName="mine", ref="A1:E3"))

    assert read(hand_made(tmp_path, change)).problems == ()


# --- The annotated copy


def test_the_annotated_copy_has_a_note_on_each_cell_and_a_list_that_leads_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"]["E2"] = "=SOMME(A1:"
        book["Demandes"]["E2"].data_type = "s"
        book["Demandes"]["E3"] = "1,234"
        book["Demandes"]["E3"].comment = Comment("Ma note à moi", "Moi")
        book["Demandes"]["B2"] = "=cmd|' /C calc'!A0"
        book["Demandes"]["B2"].data_type = "s"

    source, copy = hand_made(tmp_path, change), tmp_path / "annoté.xlsx"
    before = source.read_bytes()
    assert run(["scenario", "check", str(source), "--annotate", str(copy), "--lang", "fr"]) == 1
    assert source.read_bytes() == before
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames[0] == "Erreurs"
    assert "ne se lit pas" in book["Demandes"]["E2"].comment.text
    assert book["Demandes"]["E3"].comment.text.startswith("Ma note à moi")
    assert "1 234" in book["Demandes"]["E3"].comment.text
    links = [row[1].hyperlink.location for row in book["Erreurs"].iter_rows(min_row=2) if row[1].hyperlink]
    assert {"'Demandes'!E2", "'Demandes'!E3", "'Demandes'!B2"} <= set(links)
    assert all(cell.data_type != "f" for row in book["Erreurs"].iter_rows() for cell in row)
    capsys.readouterr()
    assert {each[0] for each in codes(read(copy).problems)} == {each[0] for each in codes(read(source).problems)}


# --- Through the door


def test_check_answers_with_three_levels_and_their_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def remark(book: openpyxl.Workbook) -> None:
        book.create_sheet("Notes")
        book["Demandes"]["E2"] = "700"

    assert run(["scenario", "check", str(hand_made(tmp_path, remark)), "--lang", "fr"]) == 0
    answered = capsys.readouterr().out
    assert "rien ne bloque" in answered
    assert "À expliquer (1 remarque)" in answered
    assert "Conseil (1)" in answered
    assert run(["scenario", "check", str(tmp_path / "budget.xlsx"), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["status"] == "sound"
    assert [each["level"] for each in data["remarks"]] == ["to-explain", "advice"]


def test_a_csv_folder_says_how_it_was_read_and_can_be_told_otherwise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "scénario"
    assert run(["scenario", "convert", str(CERAC), str(folder), "--lang", "fr"]) == 0
    table = folder / "recipients.csv"
    table.write_bytes(table.read_text(encoding="utf-8").replace(";", "\t").encode("cp1252"))
    capsys.readouterr()
    assert run(["scenario", "check", str(folder), "--lang", "fr"]) == 0
    assert "recipients.csv\u00a0: cp1252, séparateur «\u00a0tabulation\u00a0»" in capsys.readouterr().out
    assert run(["scenario", "check", str(folder), "--encoding", "utf-8"]) == 1
    assert run(["scenario", "check", str(folder), "--delimiter", ";"]) == 1
    assert run(["scenario", "check", str(folder), "--delimiter", "!"]) == 2


def test_a_template_filled_in_allocates_like_its_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "cerac.xlsx"
    assert run(["scenario", "template", str(target), "--for", str(CERAC), "--lang", "en"]) == 0
    capsys.readouterr()
    answers = []
    for scenario in (CERAC, target):
        assert run(["allocate", str(scenario), "--json"]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0] == answers[1]


def test_past_years_on_their_own_sheet_say_what_each_request_received_last_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def with_history(book: openpyxl.Workbook) -> None:
        rows = [["Demande", "Exercice passé", "Reçu"], ["d1", 2023, 600], ["d1", 2024, 400], ["d1", 2024, 50.5], ["d2", 2023, 90]]
        sheet = book.create_sheet("Historique")
        for row in rows:
            sheet.append(row)

    path = hand_made(tmp_path, with_history)
    scenario = read_scenario(path)
    assert {request.id: request.previous_cents for request in scenario.requests} == {"d1": 450_50, "d2": 90_00}
    assert run(["scenario", "convert", str(path), str(tmp_path / "dossier")]) == 0
    assert read_scenario(tmp_path / "dossier") == scenario
    assert run(["allocate", str(path), "--against", str(path), "-o", str(tmp_path / "resultat.xlsx"), "--lang", "fr"]) == 0
    capsys.readouterr()
    lines = openpyxl.load_workbook(tmp_path / "resultat.xlsx")["Par partenaire"].iter_rows(values_only=True)
    titles = next(line for line in lines if "Reçu l’an dernier" in line)
    assert {"Écart, %", "Écart avec l’autre scénario, %"} <= set(titles)


def test_history_of_a_request_that_is_not_there_is_pointed_at(tmp_path: Path) -> None:
    def with_history(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Historique")
        for row in (["Demande", "Exercice passé", "Reçu"], ["d1", 2024, 400], ["d9", 2024, 50]):
            sheet.append(row)

    assert codes(read(hand_made(tmp_path, with_history)).problems) == [("demande-inconnue", "Historique", "A3")]


@pytest.mark.parametrize(("language", "name", "nature"), [("fr", "Exemple", "Coordination"), ("en", "Example", "Coordination")])
def test_a_blank_template_shows_a_filled_example_that_nobody_reads_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, name: str, nature: str
) -> None:
    target = tmp_path / "modele.xlsx"
    assert run(["scenario", "template", str(target), "--lang", language]) == 0
    book = openpyxl.load_workbook(target)
    shown = {cell for line in book[name].iter_rows(values_only=True) for cell in line}
    sample = read_scenario(SCENARIOS / "destination-reussite-est-2024-2025")
    assert {sample.id, sample.requests[0].id, sample.recipients[0].id, sample.plan[1].id, nature} <= shown
    assert run(["scenario", "template", str(target), "--for", str(SCENARIOS / "cerac-2013-2015"), "--lang", language]) == 0
    assert name not in openpyxl.load_workbook(target).sheetnames
    capsys.readouterr()


def test_a_folder_that_holds_something_is_never_written_into(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mien.txt").write_text("à moi", encoding="utf-8")
    assert run(["scenario", "convert", str(CERAC), str(tmp_path), "--lang", "fr"]) == 1
    assert "[dossier-occupe]" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mien.txt"]


def test_entry_cells_are_open_the_rest_is_protected_without_a_password(tmp_path: Path) -> None:
    target = tmp_path / "vide.xlsx"
    assert run(["scenario", "template", str(target), "--lang", "fr"]) == 0
    book = openpyxl.load_workbook(target)
    sheet = book["Demandes"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert (sheet["A5"].value, sheet["A4"].value, sheet["C4"].value) == ("Demande", "à remplir", "facultatif")
    assert not sheet["A6"].protection.locked
    assert sheet["A5"].protection.locked
    assert sheet["A5"].comment is not None
    assert "requests.amount" in book.defined_names
    kinds = {str(each.sqref).split(":")[0][0]: (each.type, each.promptTitle) for each in sheet.data_validations.dataValidation}
    assert kinds["B"] == ("list", "Bénéficiaire")
    assert {str(each.value) for each in sheet[5] if each.value} >= {"Demande", "Bénéficiaire", "Montant demandé", "Priorité"}
    assert sheet.tables["t_requests"].ref.startswith("A5:")


# --- Hostile files

BOMB = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet5.xml", "xl/styles.xml"])
def test_an_entity_bomb_is_refused_wherever_it_hides(tmp_path: Path, part: str) -> None:
    def change(name: str, content: bytes) -> bytes:
        return BOMB + content.removeprefix(b"<?xml").partition(b"?>")[2] if name == part else content

    template = tmp_path / "vide.xlsx"
    assert run(["scenario", "template", str(template)]) == 0
    assert codes(read(rewritten(template, change)).problems)[0][0] == "classeur-piege"


def test_macros_and_links_to_other_files_are_refused(tmp_path: Path) -> None:
    path = hand_made(tmp_path)
    for more, code in (("xl/vbaProject.bin", "classeur-avec-macros"), ("xl/externalLinks/externalLink1.xml", "classeur-lie-a-d-autres")):
        changed = rewritten(path, lambda _, content: content, {more: b"x"})
        assert [each.code for each in read(changed).problems] == [code]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 not a workbook", "classeur-attendu"),
        (b"", "classeur-attendu"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "classeur-verrouille"),
        (b"PK\x03\x04 and then nothing", "classeur-abime"),
    ],
)
def test_a_file_that_only_has_the_name_of_a_workbook_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "renommé.xlsx"
    path.write_bytes(content)
    assert [each.code for each in read(path).problems] == [code]


def test_a_half_written_workbook_is_refused_wherever_it_was_cut(tmp_path: Path) -> None:
    content = hand_made(tmp_path).read_bytes()
    path = tmp_path / "coupé.xlsx"
    for share in range(1, 10):
        path.write_bytes(content[: len(content) * share // 10])
        assert [each.code for each in read(path).problems] == ["classeur-abime"]


@pytest.mark.parametrize("encoding", ["UTF-99999", "utf-7", "idna", "rot13"])
def test_a_workbook_in_an_encoding_that_nobody_reads_is_refused(tmp_path: Path, encoding: str) -> None:
    def declared(name: str, content: bytes) -> bytes:
        if name != "xl/workbook.xml":
            return content
        declaration = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
        return declaration + content[content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0 :]

    assert [each.code for each in read(rewritten(hand_made(tmp_path), declared)).problems] == ["classeur-abime"]


def test_a_zip_that_is_not_a_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    assert [each.code for each in read(path).problems] == ["classeur-attendu"]


def _bomb(folder: Path, cells: bytes, times: int, padding: bytes) -> Path:
    """Write a small file whose sheet of requests inflates; padding that does not pack hides how much the rest does."""

    def change(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet5.xml":
            return content
        padded = content.replace(b"<sheetData>", b"<!--" + padding + b"--><sheetData>")
        return padded.replace(b"</sheetData>", cells * times + b"</sheetData>")

    return rewritten(hand_made(folder), change)


PADDING = random.Random(1).randbytes(1_200_000).hex().encode()


@pytest.mark.parametrize(
    ("cells", "times", "padding", "code"),
    [
        (b" " * 1_000_000, 200, b"", "classeur-demesure"),
        (b"<row>" + b"<c/>" * 20_000 + b"</row>", 2_000, b"", "classeur-demesure"),
        (b"<row>" + b"<c/>" * 20_000 + b"</row>", 2_000, PADDING, "cellules-trop-nombreuses"),
        (b'<row r="9">' + b"<c><v>8123</v></c>" * 5_000 + b"</row>", 550, PADDING, "cellules-trop-nombreuses"),
        (b"<row></row>", 10_000_000, PADDING, "cellules-trop-nombreuses"),
        (b'<row r="9"><c r="A9"><v>8123</v></c></row>', 2_400_000, PADDING, "problemes-trop-nombreux"),
    ],
)
def test_a_file_that_inflates_or_holds_too_many_cells_costs_little(
    tmp_path: Path, cells: bytes, times: int, padding: bytes, code: str
) -> None:
    path = _bomb(tmp_path, cells, times, padding)
    assert path.stat().st_size < 2_000_000
    peak = "next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))" if sys.platform == "linux" else "'VmHWM: 0 kB'"
    program = "import sys, time; from fundalloc.cli.main import run; import fundalloc.intake.scenario; begun = time.process_time();"
    program += " code = run(['scenario', 'check', sys.argv[1], '--json']);"
    program += f" print(time.process_time() - begun, {peak}, file=sys.stderr); sys.exit(code)"
    answered = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False)
    refusals = [each["code"] for each in json.loads(answered.stdout)["refusals"]]
    assert answered.returncode == 1
    assert code in refusals
    seconds, _, kilobytes, _ = answered.stderr.split()[-4:]
    assert Decimal(seconds) < 2
    assert int(kilobytes) < 200_000


def test_a_slip_repeated_on_every_row_is_told_so_many_times_and_no_more(tmp_path: Path) -> None:
    def too_low(book: openpyxl.Workbook) -> None:
        for number in range(6_000):
            book["Demandes"].append([f"d{number + 3}", "inconnu", "Livres", 2025, 10])

    problems = read(hand_made(tmp_path, too_low)).problems
    assert len(problems) == PROBLEMS_MAX + 1
    assert {problem.code for problem in problems[:-1]} == {"beneficiaire-inconnu"}
    assert problems[-1].code == "problemes-trop-nombreux"
    assert "5000" in told(problems[-1])


def test_the_sample_scenarios_are_the_same_in_every_form(tmp_path: Path) -> None:
    for number, name in enumerate(sorted(path.name for path in SCENARIOS.iterdir() if (path / "scenario.toml").is_file())):
        book, folder = tmp_path / f"{number}.xlsx", tmp_path / str(number)
        assert run(["scenario", "convert", str(SCENARIOS / name), str(book), "--lang", "fr" if number % 2 else "en"]) == 0
        assert run(["scenario", "convert", str(book), str(folder), "--lang", "en" if number % 2 else "fr"]) == 0
        assert read_scenario(book) == read_scenario(SCENARIOS / name) == read_scenario(folder)


# --- An older template


VERSION_1 = Path(__file__).parents[1] / "templates" / "version-1.xlsx"
"""A workbook drawn by the first version of the template, kept as it was."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_of_an_older_template_is_read_as_it_was_meant_and_says_what_it_lacks(tmp_path: Path, language: Language) -> None:
    found = read(VERSION_1)
    scenario = read_scenario(sample_scenarios() / "table-interordres-bsl-2010-2011")
    unnamed = tuple(each.model_copy(update={"unit_en": ""}) for each in scenario.indicators)
    assert found.noun == scenario.model_copy(update={"indicators": unnamed}), "it had no column for a unit in English"
    older = [problem for problem in found.problems if problem.code == "modele-plus-ancien"]
    assert [problem.level for problem in older] == [Level.ADVICE]
    assert "Plan – Secteur" in told(older[0], language)
    assert "Indicateurs – Unité en anglais" in told(older[0], language)
    again = tmp_path / "nouveau.xlsx"
    assert run(["scenario", "template", str(again), "--for", str(VERSION_1), "--lang", language]) == 0
    assert read(again).noun == found.noun
    assert "modele-plus-ancien" not in [problem.code for problem in read(again).problems]


@pytest.mark.parametrize("label", ["=1+1", "+33 1", "-5", "@moi", "'=1+1"])
def test_a_text_that_looks_like_a_formula_stays_a_text_in_both_forms(tmp_path: Path, label: str) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"]["C2"] = f"'{label}"  # as a table of ours writes it; typed in Excel, the apostrophe is not kept

    path, folder, again = hand_made(tmp_path, change), tmp_path / "dossier", tmp_path / "encore.xlsx"
    assert run(["scenario", "convert", str(path), str(folder)]) == 0
    assert run(["scenario", "convert", str(folder), str(again)]) == 0
    for form in (path, folder, again):
        found = read(form).noun
        assert found is not None
        assert found.requests[0].label.fr == label
    assert f";'{label};" in (folder / "requests.csv").read_text(encoding="utf-8")
    written = next(cell for row in openpyxl.load_workbook(again)["Demandes"].iter_rows() for cell in row if label in str(cell.value))
    assert written.data_type == "s"
    assert written.quotePrefix == (not label.startswith("'"))


def test_what_is_proposed_is_told_in_the_reader_s_language_whatever_the_file_s(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Buts"]["A2"] = "Money grantd"
        book["Demandes"].title = "Requestz"

    problems = {problem.code: problem for problem in read(hand_made(tmp_path, change)).problems}
    assert "Argent accordé" in told(problems["choix-inconnu"], "fr")
    assert "Money granted" in told(problems["choix-inconnu"], "en")
    assert "Argent" not in told(problems["choix-inconnu"], "en")
    assert "“Requests”" in told(problems["feuille-manquante"], "en")
    assert "Requests" in told(problems["feuille-non-lue"], "en")
    assert "Demandes" in told(problems["feuille-non-lue"], "fr")


def test_a_workbook_is_stamped_with_its_version_its_language_its_scenario_and_its_years(tmp_path: Path) -> None:
    blank, filled, made = tmp_path / "vide.xlsx", tmp_path / "plein.xlsx", hand_made(tmp_path)
    assert run(["scenario", "template", str(blank), "--lang", "en"]) == 0
    assert run(["scenario", "template", str(filled), "--for", str(made)]) == 0
    stamps = [{each.name: each.value for each in openpyxl.load_workbook(path).custom_doc_props.props} for path in (blank, filled)]
    assert stamps[0] == {"fundalloc-template": VERSION, "language": "en-CA"}
    assert stamps[1] == {"fundalloc-template": VERSION, "language": "fr-CA", "scenario": "essai", "fiscal-years": "2025"}
