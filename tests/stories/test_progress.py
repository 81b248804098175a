"""What a plan came to, beside its money: indicators, what was done, what is said of it, and what is withheld."""

import csv
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fundalloc.cli.main import run
from fundalloc.intake.progress import read_progress
from fundalloc.lexicon import LANGUAGES, lexicon
from fundalloc.reports.plain import as_document, as_text
from fundalloc.reports.tables import Document, text_in
from fundalloc.usecases.accountability import progress
from fundalloc.usecases.accountability.reporting import report_as_text
from fundalloc.usecases.samples import DESTINATION, sample_ledgers, sample_scenarios
from tests.bookkeeping import at
from tests.followed import HEAD, INDICATORS, MEASURES, REMARKS, asked, follow_up
from tests.reported import lived
from tests.spending import SpendingDesk, codes

NOW = at("2025-09-15")
FR = lexicon("fr")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SpendingDesk:
    return lived(tmp_path_factory.mktemp("suivi"))


def answering(desk: SpendingDesk, **more: Any) -> Document:  # noqa: ANN401 - whatever may be asked
    return progress.accountability_report(asked(follow_up(desk.folder), ledger=desk.ledger, **more), person="", now=NOW)


def rows(document: Document, table: str, language: str = "fr") -> list[dict[str, object]]:
    """Return a table's lines as people read them: numbers as they are, words in their language."""
    said = next(lexicon(each) for each in LANGUAGES if each == language)
    found = document.table(table)
    return [
        {
            column.id: cell.value if cell.value is None or isinstance(cell.value, (int, date)) else text_in(cell.value, said)
            for column, cell in zip(found.columns, row.cells, strict=True)
        }
        for row in found.rows
    ]


def of(document: Document, table: str, column: str, value: str) -> dict[str, object]:
    return next(row for row in rows(document, table) if row[column] == value)


@pytest.mark.requirement("S7-13", "S8-01", "S8-02")
def test_an_indicator_to_come_is_told_and_is_never_zero(desk: SpendingDesk) -> None:
    told = answering(desk)
    assert of(told, "indicators-result", "indicator", "Suites données")["value"] == "À venir"
    assert of(told, "warnings", "figure", "Indicateurs à venir")["finding"] == "1 indicateur"
    bare = follow_up(desk.folder, measures=MEASURES[:1])
    unmeasured = progress.accountability_report(asked(bare, ledger=desk.ledger), person="", now=NOW)
    assert {row["value"] for row in rows(unmeasured, "indicators-implementation")} == {"Non mesuré"}


def test_the_latest_measure_by_the_day_stands_and_says_how_far_it_went(desk: SpendingDesk) -> None:
    for day, value, reached in ((date(2025, 1, 31), 2, 2_000), (date(2025, 3, 31), 3, 3_000), (date(2025, 8, 31), 8, 8_000)):
        found = of(answering(desk, as_of=day), "indicators-implementation", "indicator", "Rencontres")
        assert (found["value"], found["reached"]) == (value, reached)


def test_what_is_counted_is_told_in_the_readers_language(desk: SpendingDesk) -> None:
    head, first, *others = INDICATORS
    in_both = (head.replace("Unité", "Unité;Unité en anglais"), first.replace(";rencontres;", ";rencontres;meetings;"))
    alone = tuple(line.replace(";élèves;", ";élèves;;").replace(";oui;;", ";oui;;;") for line in others)
    place = follow_up(desk.folder, indicators=(*in_both, *alone))
    told = progress.accountability_report(asked(place, ledger=desk.ledger), person="", now=NOW)
    units = {language: [row["unit"] for row in rows(told, "indicators-implementation", language)] for language in LANGUAGES}
    assert {language: sorted(set(map(str, found))) for language, found in units.items()} == {
        "fr": ["rencontres", "élèves"],
        "en": ["meetings", "élèves"],
    }, "a unit without an English name is told as it was written"
    assert {row["value"] for row in rows(told, "indicators-implementation") if row["unit"] == "rencontres"} == {3}, (
        "meetings are not people"
    )


@pytest.mark.parametrize("home", [sample_scenarios(), sample_ledgers()], ids=["scenarios", "ledgers"])
def test_every_unit_of_the_samples_has_its_english_name(home: Path) -> None:
    tables = [path.read_text(encoding="utf-8-sig").splitlines() for path in home.rglob("indicators.csv")]
    rows = [row for lines in tables for row in csv.DictReader(lines, delimiter=";")]
    assert rows
    assert all(bool(row["Unité"]) == bool(row["Unité en anglais"]) for row in rows)


@pytest.mark.requirement("S11-04", "S8-13")
def test_a_small_count_is_withheld_with_the_one_that_would_give_it_back(desk: SpendingDesk) -> None:
    shown = {row["name"]: row["value"] if "value" in row else row["count-0"] for row in rows(answering(desk), "breakdown-eleves")}
    assert shown == {"CECCE": 120, "CEPEO": "Masqué", "CSDCEO": "Masqué", "Total": 163}
    assert of(answering(desk), "indicators-implementation", "indicator", "Élèves rejoints")["value"] == 163


def test_a_threshold_that_nobody_said_shows_no_people_and_says_so(desk: SpendingDesk) -> None:
    place = follow_up(desk.folder, HEAD.replace("small_number = 5\n", ""))
    told = progress.accountability_report(asked(place, ledger=desk.ledger), person="", now=NOW)
    assert of(told, "indicators-implementation", "indicator", "Élèves rejoints")["value"] == "Masqué"
    assert of(told, "indicators-implementation", "indicator", "Rencontres")["value"] == 3, "meetings are not people"
    assert "aucun n’est montré" in str(of(told, "warnings", "figure", "Petits nombres")["finding"])


@pytest.mark.requirement("S8-10")
def test_a_rate_bears_its_numerator_denominator_day_and_source_unless_it_would_tell_of_few(desk: SpendingDesk) -> None:
    cecce, csdceo = (of(answering(desk), "rates", "recipient", name) for name in ("CECCE", "CSDCEO"))
    assert (cecce["numerator"], cecce["denominator"], cecce["rate"]) == (90, 120, 7_500)
    assert (cecce["measured-on"], cecce["source"]) == (date(2025, 2, 1), "Relevé")
    assert (csdceo["numerator"], csdceo["rate"]) == ("Masqué", "Masqué"), "two of forty did not complete"


@pytest.mark.requirement("S8-05")
def test_an_indicator_changes_family_from_a_day_on_and_its_history_stays(desk: SpendingDesk) -> None:
    change = '\n[[family_changes]]\nindicator = "eleves"\nfamily = "result"\nchanged_on = 2025-02-15\nreason = "C’est un effet"\n'
    place = follow_up(desk.folder, HEAD + change)
    before = progress.accountability_report(asked(place, ledger=desk.ledger, as_of=date(2025, 2, 14)), person="", now=NOW)
    after = progress.accountability_report(asked(place, ledger=desk.ledger), person="", now=NOW)
    assert "Élèves rejoints" in {row["indicator"] for row in rows(before, "indicators-implementation")}
    assert "Élèves rejoints" in {row["indicator"] for row in rows(after, "indicators-result")}
    assert [(row["family"], row["changed-to"], row["reason"]) for row in rows(after, "family-changes")] == [
        ("Mise en œuvre", "Résultat", "C’est un effet")
    ]


@pytest.mark.requirement("S7-05", "S7-13")
def test_successes_challenges_and_issues_stand_beside_the_money_of_their_axis(desk: SpendingDesk) -> None:
    told = answering(desk)
    axis = of(told, "summary", "group", "4 – Élément 4")
    assert (axis["incurred"], axis["success"], axis["challenge"], axis["issue"]) == (1_000_00, 1, 1, 0)
    assert [row["kind"] for row in rows(told, "remarks")] == ["Réussite", "Défi"]


@pytest.mark.requirement("S7-06")
def test_what_is_restricted_is_told_only_to_who_asks_for_it(desk: SpendingDesk) -> None:
    hidden = ("Un élève en particulier", "Rencontre confidentielle")
    for report in (progress.accountability_report, progress.activity_report, progress.highlights_report):
        told = as_text(report(asked(follow_up(desk.folder), ledger=desk.ledger), person="", now=NOW), FR)
        assert [each for each in hidden if each in told] == []
    whole = progress.activity_report(asked(follow_up(desk.folder), ledger=desk.ledger, restricted=True), person="", now=NOW)
    assert [each for each in hidden if each in as_text(whole, FR)] == list(hidden)


@pytest.mark.requirement("S7-02", "S7-07")
def test_the_activity_report_has_the_lines_and_the_money_of_the_financial_one(desk: SpendingDesk) -> None:
    told = progress.activity_report(asked(follow_up(desk.folder), ledger=desk.ledger), person="", now=NOW)
    visits = of(told, "standing-by-line", "code", "4.2.1")
    assert (visits["status"], visits["achievements"], visits["incurred"]) == ("Réalisé", 2, 1_000_00)
    assert of(told, "standing-by-line", "code", "4.7.3")["status"] == "Non précisé"
    axis = of(told, "standing-by-group", "group", "4 – Élément 4")
    assert (axis["done"], axis["not-said"], axis["achievements"]) == (1, 3, 3)


@pytest.mark.requirement("S7-12")
def test_a_kind_of_training_that_few_serve_is_seen(desk: SpendingDesk) -> None:
    told = progress.activity_report(asked(follow_up(desk.folder), ledger=desk.ledger), person="", now=NOW)
    assert [(row["sector"], row["projects"], row["share"]) for row in rows(told, "sectors")] == [("FGA", 1, 5_000), ("FP", 2, 10_000)]


@pytest.mark.requirement("S7-03", "S7-04")
def test_highlights_of_some_days_make_a_file_to_share(desk: SpendingDesk) -> None:
    place = follow_up(desk.folder)
    told = progress.highlights_report(asked(place, first=date(2025, 3, 1), as_of=date(2025, 3, 31)), person="", now=NOW)
    assert [row["text"] for row in rows(told, "achievements")] == ["Visites terminées"]
    assert [column.id for column in told.table("achievements").columns] == ["code", "recipient", "done-on", "text"], "no plan, no names"
    target = desk.folder / "points-saillants.pdf"
    assert run(["report", "highlights", str(place), "--as-of", "2025-03-31", "-o", str(target)]) == 0
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.requirement("S8-08")
def test_each_group_that_was_not_asked_is_listed_by_partner_and_activity(desk: SpendingDesk) -> None:
    told = answering(desk)
    assert [(row["respondents"], row["share"]) for row in rows(told, "appraisals")] == [
        ("Élèves", 7_500),
        ("Enseignants et accompagnateurs", "Masqué"),
    ]
    assert [(row["recipient"], row["code"], row["lacking"]) for row in rows(told, "not-asked")] == [
        ("CECCE", "4.2.1", "Représentants des conseils")
    ]


def test_a_measure_that_says_two_things_or_nothing_is_refused_at_its_cell(tmp_path: Path) -> None:
    wrong = {
        "mesure-sans-valeur-claire": "eleves;2025-02-01;3;1;2;CECCE;Présences",
        "partie-plus-grande-que-le-tout": "achevement;2025-02-01;;3;2;CECCE;Présences",
        "mesure-d-un-indicateur-a-venir": "suites;2025-02-01;3;;;CECCE;Présences",
        "nom-absent-des-listes": "elves;2025-02-01;3;;;CECCE;Présences",
    }
    for code, line in wrong.items():
        place = follow_up(tmp_path, measures=(MEASURES[0], line))
        assert codes(lambda place=place: read_progress(place)) == [code]  # type: ignore[misc]
    by_type = tuple(line.replace("élèves;;0;200", "élèves;oui;0;200") for line in INDICATORS)
    place = follow_up(tmp_path, indicators=by_type, measures=(MEASURES[0], "eleves;2025-02-01;3;;;CECCE;Présences"))
    assert codes(lambda: read_progress(place)) == ["sorte-de-mesure-manquante"]


def test_a_name_that_neither_plan_nor_books_know_is_refused(desk: SpendingDesk) -> None:
    place = follow_up(desk.folder, remarks=(*REMARKS, "9;Réussite;Rien;2025-02-01;;", "4;Réussite;Rien;2025-02-01;CSDCOE;"))
    found = codes(lambda: progress.accountability_report(asked(place, ledger=desk.ledger), person="", now=NOW))
    assert found == ["nom-absent-des-listes"] * 2


@pytest.mark.requirement("S8-15")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_follow_up_goes_to_a_workbook_and_to_open_files_and_back(language: str, tmp_path: Path) -> None:
    place = follow_up(tmp_path)
    book, folder = tmp_path / "suivi.xlsx", tmp_path / "encore"
    assert run(["progress", "convert", str(place), str(book), "--lang", language]) == 0
    assert run(["progress", "convert", str(book), str(folder), "--lang", language]) == 0
    assert read_progress(folder) == read_progress(book) == read_progress(place)
    assert (folder / "measures.csv").is_file()


@pytest.mark.requirement("S7-09")
def test_each_region_has_a_file_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "suivi"
    shutil.copytree(sample_ledgers() / "rac-regions-2006-2007" / "progress", place)
    scenario = sample_scenarios() / "rac-regions-2006-2007"
    typed = ["report", "regions", str(place), "--as-of", "2007-06-30", "--scenario", str(scenario), "--into", str(tmp_path / "regions")]
    assert run([*typed, "--as-file", "json"]) == 0
    assert len(list((tmp_path / "regions").glob("*.json"))) == 17
    told = json.loads((tmp_path / "regions" / "06.json").read_text(encoding="utf-8"))
    said = json.dumps(told, ensure_ascii=False)
    assert "Suivi de la région 06" in told["title"]
    assert "06-RCMM" in said
    assert '"16"' not in said, "another region’s work is not in it"
    assert "17 dossiers de suivi" in capsys.readouterr().out


@pytest.mark.requirement("S8-07", "S8-11")
def test_what_came_of_the_money_stands_beside_its_targets_by_partner_and_programme() -> None:
    place = sample_ledgers() / DESTINATION / "progress"
    whole = asked(place, scenario=sample_scenarios() / DESTINATION, as_of=date(2025, 8, 31))
    told = progress.accountability_report(whole, person="", now=NOW)
    row = next(each for each in rows(told, "impact") if (each["recipient"], each["programme"]) == ("CECCE", "Majeure haute spécialisation"))
    assert (row["before"], row["target"], row["now"], row["gap"]) == (1_420, 1_800, 1_509, -291)
    said = {language: report_as_text(told, lexicon(language)) for language in LANGUAGES}
    assert "en points de pourcentage" in said["fr"]
    assert "in percentage points" in said["en"]
    assert ("-2,91" in said["fr"], "-2,91\u00a0%" in said["fr"]) == ("-2.91" in said["en"], "-2.91%" in said["en"]) == (True, False)
    seal = of(told, "indicators-result", "indicator", "Diplômes avec sceau de la majeure")
    assert (seal["baseline"], seal["value"], seal["target"]) == (112, 132, 140)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_on_progress_says_the_same_figures_in_both_languages(desk: SpendingDesk, language: str) -> None:
    told = answering(desk)
    plain = [as_document(told, lexicon(each)) for each in LANGUAGES]
    numbers = [[value for value in _leaves(each) if isinstance(value, int)] for each in plain]
    assert numbers[0] == numbers[1]
    assert language in {each["language"] for each in plain}


def _leaves(node: Any) -> list[object]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(node, dict):
        return [leaf for each in node.values() for leaf in _leaves(each)]
    if isinstance(node, list):
        return [leaf for each in node for leaf in _leaves(each)]
    return [node]
