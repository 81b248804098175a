"""What a plan says of where, for whom and with whom; what money is decided on; and what an initiative shows before it may have any."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated
from fundalloc.cli.main import run
from fundalloc.domain.rules import Attribute
from fundalloc.domain.selection import surroundings
from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.reports.plain import as_text
from fundalloc.usecases.accountability.reporting import allocation_report
from tests.workbooks import codes, hand_made, read, told

PLAN = (
    ["Code", "Niveau", "Relève de", "Libellé", "Secteur", "De l’année d’études", "À l’année d’études", "Niveau de programme"],
    ["4", "Axe", None, "Programmes", None, None, None, None],
    ["4.2", "Objectif", "4", "Exploration", None, 7, 12, None],
    ["4.2.5", "Activité", "4.2", "Métiers, ville", "ville", 9, 12, "pajo-1-tel"],
    ["4.2.6", "Activité", "4.2", "Métiers, campagne", "campagne", None, None, None],
)
LISTS = {
    "Secteurs": (["Secteur", "Libellé", "Conseil"], ["ville", "Écoles de la ville", "nord"], ["campagne", "Écoles en région", "nord"]),
    "Niveaux de programme": (
        ["Niveau de programme", "Libellé", "Programme", "Niveau", "Variante"],
        ["pajo-1-tel", "PAJO, niveau 1", "pajo", 1, "TEL"],
    ),
}


def with_plan(book: openpyxl.Workbook, *, plan: Sequence[Sequence[object]] = PLAN, recipients: tuple[str, str] = ("nord", "nord")) -> None:
    for title, lines in {**LISTS, "Plan": plan}.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(list(line))
    requests = book["Demandes"]
    requests["F1"], requests["F2"], requests["F3"] = "Code du plan", "4.2.5", "4.2.6"
    requests["B2"], requests["B3"] = recipients


def changed(row: int, column: int, value: object) -> tuple[list[object], ...]:
    """Return the plan with one cell written over."""
    plan = [list[object](each) for each in PLAN]
    plan[row - 1][column - 1] = value
    return tuple(plan)


@pytest.mark.requirement("S4-07", "S4-08", "S4-09")
def test_a_request_is_of_the_area_the_grades_and_the_programme_level_of_its_line_of_the_plan(tmp_path: Path) -> None:
    found = read(hand_made(tmp_path, with_plan))
    assert found.noun is not None, [told(problem) for problem in found.problems]
    around = surroundings(found.noun.recipients, found.noun.plan, found.noun.envelopes)
    worn = {
        request.id: [around.values(request, each) for each in (Attribute.AREA, Attribute.GRADES, Attribute.PROGRAMME_LEVEL)]
        for request in found.noun.requests
    }
    assert worn == {"d1": [("ville",), ("9-12",), ("pajo-1-tel",)], "d2": [("campagne",), ("7-12",), ()]}


@pytest.mark.requirement("S4-07")
def test_each_part_of_a_board_s_territory_may_have_its_own_budget(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        with_plan(book)
        sheet = book.create_sheet("Règles")
        sheet.append(["Règle", "Genre", "Libellé", "Source", "Demandes visées", "Montant"])
        sheet.append(["ville-400", "Plafond", "Au plus 400 $ à la ville", "essai", "Secteur = ville", 400])

    found = read(hand_made(tmp_path, change))
    assert found.noun is not None, [told(problem) for problem in found.problems]
    outcome = allocate(found.noun)
    assert isinstance(outcome, Allocated)
    assert {award.request: award.amount_cents for award in outcome.awards} == {"d1": 40_000, "d2": 50_025}


@pytest.mark.requirement("S4-07", "S4-08", "S4-09")
@pytest.mark.parametrize(
    ("plan", "recipients", "expected"),
    [
        (PLAN, ("sud", "nord"), [("activite-d-un-autre-conseil", "Demandes", "B2")]),
        (changed(4, 5, "cité"), ("nord", "nord"), [("nom-absent-des-listes", "Plan", "E4")]),
        (changed(4, 6, 12), ("nord", "nord"), []),
        (changed(4, 7, 8), ("nord", "nord"), [("annees-d-etudes-incoherentes", "Plan", "G4")]),
        (changed(4, 7, None), ("nord", "nord"), [("annees-d-etudes-incoherentes", "Plan", "G4")]),
        (changed(4, 7, 13), ("nord", "nord"), [("valeur-hors-bornes", "Plan", "G4")]),
        (changed(4, 8, "pajo-9"), ("nord", "nord"), [("nom-absent-des-listes", "Plan", "H4")]),
    ],
)
def test_dimensions_that_contradict_each_other_are_told_where(
    tmp_path: Path, plan: Sequence[Sequence[object]], recipients: tuple[str, str], expected: list[tuple[str, str, str]]
) -> None:
    found = read(hand_made(tmp_path, lambda book: with_plan(book, plan=plan, recipients=recipients)))
    assert codes(found.problems) == expected


def test_an_area_of_one_board_is_not_kept_for_another(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        with_plan(book)
        book["Plan"]["I1"], book["Plan"]["I4"] = "Réservé à", "sud"
        book["Demandes"]["B2"] = "sud"

    found = read(hand_made(tmp_path, change))
    assert codes(found.problems) == [("secteur-d-un-autre-conseil", "Plan", "E4")]


def test_a_request_for_another_programme_than_its_line_s_is_told(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        with_plan(book)
        book["Demandes"]["G1"], book["Demandes"]["G2"] = "Programme", "MHS"

    problems = read(hand_made(tmp_path, change)).problems
    assert codes(problems) == [("niveau-d-un-autre-programme", "Demandes", "G2")]
    assert all("pajo" in told(problem, language) for problem in problems for language in LANGUAGES)


@pytest.mark.requirement("S4-10")
@pytest.mark.parametrize(
    ("shares", "cost", "expected"),
    [
        ([("nord-ouest", 0.25, "oui"), ("sud-ouest", 0.25, "oui")], 1_400, []),
        (
            [("nord-ouest", 0.25, "oui"), ("sud-ouest", 0.25, "non")],
            1_400,
            [("part-de-region-a-confirmer", "Parts des autres régions", "D3")],
        ),
        ([("nord-ouest", 0.5, "oui")], 1_399.98, [("au-dela-de-la-part-du-plan", "Demandes", "E2")]),
        ([("nord-ouest", 0.5, "oui")], None, [("cout-partage-inconnu", "Demandes", "G2")]),
        ([("nord-ouest", 0.5, "oui"), ("nord-ouest", 0.1, "oui")], 1_800, [("part-de-region-en-double", "Parts des autres régions", "B3")]),
        (
            [("nord-ouest", 0.5, "oui"), ("sud-ouest", 0.5, "oui")],
            1_400,
            [("parts-des-regions-au-complet", "Parts des autres régions", "C3")],
        ),
    ],
)
def test_an_activity_between_regions_asks_this_plan_for_its_own_part_of_the_cost(
    tmp_path: Path, shares: list[tuple[str, float, str]], cost: float | None, expected: list[tuple[str, str, str]]
) -> None:
    def change(book: openpyxl.Workbook) -> None:
        with_plan(book)
        sheet = book.create_sheet("Parts des autres régions")
        sheet.append(["Code du plan", "Région", "Part du coût", "Confirmée"])
        for share in shares:
            sheet.append(["4.2.5", *share])
        for row in range(2, 2 + len(shares)):
            sheet[f"C{row}"].number_format = "0.00%"
        book["Demandes"]["G1"], book["Demandes"]["G2"] = "Coût du projet", cost

    found = read(hand_made(tmp_path, change))
    refused = {"part-de-region-en-double", "parts-des-regions-au-complet"}
    blocking = [code for code, _, _ in codes(found.problems) if code in refused]
    assert [each for each in codes(found.problems) if each[0] in refused or not blocking] == expected


@pytest.mark.requirement("S4-10")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_result_says_who_bears_the_cost_of_an_activity_between_regions(tmp_path: Path, language: Language) -> None:
    def change(book: openpyxl.Workbook) -> None:
        with_plan(book)
        sheet = book.create_sheet("Parts des autres régions")
        sheet.append(["Code du plan", "Région", "Part du coût", "Confirmée"])
        sheet.append(["4.2.5", "nord-ouest", "25 %", "oui"])
        sheet.append(["4.2.5", "sud-ouest", "20 %", "non"])
        book["Demandes"]["G1"], book["Demandes"]["G2"] = "Coût du projet", 1_400

    found = read(hand_made(tmp_path, change))
    assert found.noun is not None
    report = allocation_report(allocate(found.noun), person="analyste", now=datetime(2025, 1, 1, tzinfo=UTC))
    page = next(page for page in report.pages if page.id == "shared-costs")
    amounts = [cell.value for cell in page.tables[0].rows[0].cells[2:7]]
    assert amounts == [1_400_00, 630_00, 770_00, 583_21, 186_79]
    shown = as_text(report, lexicon(language))
    assert {"fr": "sud-ouest, 20\u00a0% (annoncée)", "en": "sud-ouest, 20% (announced)"}[language] in shown


# --- Priorities


@pytest.mark.requirement("S3-03", "S3-04")
def test_priorities_tell_what_they_rest_on_and_their_sets_what_they_were_drawn_from(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Cibles")
        sheet.append(["Cible", "Libellé", "Source"])
        sheet.append(["C-1", "Participation", "Cadre d’impact"])
        sheet = book.create_sheet("Ensembles de priorités")
        sheet.append(["Ensemble", "Libellé", "Programmes", "Données quantitatives", "Données qualitatives"])
        sheet.append(["programmes", "Programmes", "MHS | coop | PAJO", "Rapport de juin", "Rencontres d’équipes"])
        sheet.append(["transition", "Anticipation et transition", None, "Rapport de juin", None])
        sheet = book.create_sheet("Priorités")
        sheet.append(["Priorité régionale", "Libellé", "Ensemble", "Cibles", "Données", "Besoin de la région"])
        sheet.append(["P-1", "PAJO en région", "programmes", "C-1", "Taux sous la cible", "Peu de places"])
        sheet.append(["P-2", "Suivi", "transition", None, "Taux de passage", None])

    found = read(hand_made(tmp_path, change))
    assert found.noun is not None
    first = found.noun.priorities[0]
    assert (first.targets, first.data, first.need) == (("C-1",), "Taux sous la cible", "Peu de places")
    assert [each.programmes for each in found.noun.priority_sets] == [("mhs", "coop", "pajo"), ()]
    assert codes(found.problems) == [
        ("priorites-sans-preuve", "Ensembles de priorités", None),
        ("priorite-sans-fondement", "Priorités", None),
    ]
    assert "Données qualitatives" in told(found.problems[0])
    assert "Cible provinciale, Besoin de la région" in told(found.problems[1])


# --- Initiatives


def with_initiatives(book: openpyxl.Workbook, rows: Sequence[Sequence[object]], *, rule: str = "") -> None:
    with_plan(book)
    book["Plan"]["I1"], book["Plan"]["J1"] = "Cibles", "Priorités régionales"
    for title, lines in {
        "Cibles": (["Cible", "Libellé", "Source"], ["C-1", "Participation", "Cadre d’impact"]),
        "Ensembles de priorités": (["Ensemble", "Libellé", "Données quantitatives", "Données qualitatives"], ["tout", "Tout", "A", "B"]),
        "Priorités": (
            ["Priorité régionale", "Libellé", "Ensemble", "Cibles", "Données", "Besoin de la région"],
            ["P-1", "PAJO en région", "tout", "C-1", "Taux", "Places"],
        ),
        "Initiatives": (["Demande", "Cibles", "Priorités régionales", "Aval requis", "Aval donné le", "Procès-verbal"], *rows),
    }.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(list(line))
    if rule:
        sheet = book.create_sheet("Règles")
        sheet.append(["Règle", "Genre", "Libellé", "Source", "Demandes visées"])
        sheet.append(["verrous", "Admissibilité", "Rien avant les trois verrous", "Plan, activité 2.2.2", rule])


THREE = "Manque = Cible provinciale; Priorité régionale; Aval du comité directeur | Demande = d1"


@pytest.mark.requirement("S3-08")
@pytest.mark.parametrize(
    ("row", "rule", "expected"),
    [
        (["d1", "C-1", "P-1", "oui", date(2025, 1, 15), "Point 6"], "", None),
        (["d1", "C-1", "P-1", "non", None, None], THREE, None),
        (["d1", "C-1", "P-1", "oui", None, None], THREE, ("initiative-retenue", "Aval du comité directeur")),
        (["d1", None, "P-1", "non", None, None], THREE, ("initiative-retenue", "Cible provinciale")),
        (["d1", "C-1", None, "non", None, None], THREE, ("initiative-retenue", "Priorité régionale")),
        (["d1", "C-1", None, "oui", None, None], "", ("initiative-sans-verrou", "Priorité régionale, Aval du comité directeur")),
    ],
)
def test_a_new_initiative_passes_three_gates_before_any_money(
    tmp_path: Path, row: list[object], rule: str, expected: tuple[str, str] | None
) -> None:
    found = read(hand_made(tmp_path, lambda book: with_initiatives(book, [row], rule=rule)))
    problems = [problem for problem in found.problems if problem.code.startswith("initiative")]
    assert [problem.code for problem in problems] == ([] if expected is None else [expected[0]])
    assert expected is None or expected[1] in told(problems[0])
    if found.noun is not None:
        outcome = allocate(found.noun)
        assert isinstance(outcome, Allocated)
        received = next(award.amount_cents for award in outcome.awards if award.request == "d1")
        assert (received == 0) == (expected is not None)


@pytest.mark.requirement("S3-09")
def test_each_initiative_under_an_open_line_wears_one_of_its_tags(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def change(book: openpyxl.Workbook) -> None:
        with_plan(book)
        book["Plan"]["I1"], book["Plan"]["I3"] = "Étiquettes admises", "métiers | stim | pénurie"
        book["Demandes"]["G1"], book["Demandes"]["G2"], book["Demandes"]["G3"] = "Étiquettes", "stim | nouveau", "nouveau"
        sheet = book.create_sheet("Règles")
        sheet.append(["Règle", "Genre", "Libellé", "Source", "Demandes visées"])
        sheet.append(["étiquetées", "Admissibilité", "Une étiquette au moins", "Plan, activité 4.5.3", "Manque = Étiquette admise"])

    path = hand_made(tmp_path, change)
    assert [problem for problem in codes(read(path).problems) if problem[0].startswith("initiative")] == [
        ("initiative-retenue", "Demandes", None)
    ]
    assert run(["allocate", str(path), "--json"]) == 0
    given = {each["request"]: each["amount_cents"] for each in json.loads(capsys.readouterr().out)["allocations"]}
    assert given == {"d1": 70_000, "d2": 0}


@pytest.mark.requirement("S1-13")
def test_development_projects_are_classified_and_cite_the_orientation_they_follow(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Demandes"]["F1"] = "Usage"
        book["Demandes"]["F2"] = book["Demandes"]["F3"] = "Développement"
        sheet = book.create_sheet("Champs des projets")
        sheet.append(["Champ", "Libellé"])
        sheet.append(["a-distance", "Services à distance"])
        sheet = book.create_sheet("Initiatives")
        sheet.append(["Demande", "Champ du projet", "Orientation ministérielle"])
        sheet.append(["d1", "a-distance", "Orientation 2"])
        sheet.append(["d2", "formation", None])

    problems = read(hand_made(tmp_path, change)).problems
    assert codes(problems) == [("nom-absent-des-listes", "Initiatives", "B3"), ("initiative-sans-verrou", "Initiatives", None)]
    assert "Orientation ministérielle" in told(problems[1])
