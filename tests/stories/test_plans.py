"""Plans as partners write them: deadlines in words, states apart, spelling variants, references to what is not there."""

import json
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from fundalloc.cli.main import run
from fundalloc.domain.deadlines import Continuous, Deadline, Due, NotSaid, OnDemand, Unreadable, deadline_of, is_overdue, marked_done
from fundalloc.domain.plan import PlanLevel, PlanStatus
from fundalloc.errors import Level
from fundalloc.intake.scenario import examine
from fundalloc.lexicon import LANGUAGES
from tests.workbooks import codes, hand_made, read, told

GALLERY = Path(__file__).parents[1] / "errors" / "gallery" / "_scenario"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12-2010", Due(date(2010, 12, 1), date(2010, 12, 31))),
        ("2011-02", Due(date(2011, 2, 1), date(2011, 2, 28))),
        ("11-2010 (réalisé)", Due(date(2010, 11, 1), date(2010, 11, 30))),
        ("11-2010 à 02-2011", Due(date(2010, 11, 1), date(2011, 2, 28))),
        ("Hiver 2011", Due(date(2011, 1, 1), date(2011, 3, 31))),
        ("Automne 2010 /Hiver 2011", Due(date(2010, 10, 1), date(2011, 3, 31))),
        ("Spring 2011", Due(date(2011, 4, 1), date(2011, 6, 30))),
        ("2011-2012", Due(date(2011, 7, 1), date(2012, 6, 30))),
        ("En continu", Continuous()),
        ("Au besoin", OnDemand()),
        ("  ", NotSaid()),
        ("bientôt", Unreadable("bientôt")),
        ("13-2010", Unreadable("13-2010")),
        ("03-2011 à 01-2011", Unreadable("03-2011 à 01-2011")),
    ],
)
def test_a_deadline_is_read_in_the_plan_s_own_words(text: str, expected: Deadline) -> None:
    assert deadline_of(text) == expected


def test_seasons_are_the_scenario_s_own() -> None:
    assert deadline_of("Hiver 2010", {"hiver": "12-02"}) == Due(date(2010, 12, 1), date(2011, 2, 28))


def test_what_is_continuous_or_at_need_is_never_overdue() -> None:
    day = date(2030, 1, 1)
    assert [is_overdue(deadline_of(text), day) for text in ("En continu", "Au besoin", "", "12-2010")] == [False, False, False, True]
    assert not is_overdue(deadline_of("12-2010"), date(2010, 12, 31)), "a month is due at its end"


def test_a_mark_of_completion_is_not_the_deadline() -> None:
    assert marked_done("11-2010 (réalisé)")
    assert not marked_done("11-2010 (à revoir)")


@pytest.mark.requirement("S4-14", "S4-17")
def test_what_is_late_is_told_on_a_day_and_what_is_done_never_is(capsys: pytest.CaptureFixture[str]) -> None:
    plan = str(Path(__file__).parents[2] / "scenarios" / "table-interordres-bsl-2010-2011")
    assert run(["scenario", "plan", plan, "--on", "2011-03-01", "--overdue", "--json"]) == 0
    late = json.loads(capsys.readouterr().out)
    assert late
    assert all(line["overdue"] and line["due_on"] < "2011-03-01" and line["status"] != "done" for line in late)
    assert run(["scenario", "plan", plan, "--on", "2011-03-01", "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    done = [line["code"] for line in whole if line["status"] == "done"]
    assert done
    assert not {line["code"] for line in late} & set(done)
    assert run(["scenario", "plan", plan, "--on", "2010-09-01", "--overdue"]) == 0
    assert "Aucune ligne" in capsys.readouterr().out


def test_both_hierarchies_stand_in_one_model_with_their_deadlines_and_states(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Plan")
        sheet.append(["Code", "Niveau", "Relève de", "Libellé", "Échéance", "État", "Renvois"])
        sheet.append(["A", "Dossier", None, "Aménagement", None, None, None])
        sheet.append(["A.1", "Objectif", "A", "Promouvoir", None, None, None])
        sheet.append(["A.1.1", "Moyen", "A.1", "Document", "03-2025", "Réalisé", None])
        sheet.append(["A.1.2", "Moyen", "A.1", "Stratégie", "Printemps 2026", None, "A.1.1 | annexe 1"])
        sheet.append(["A.1.3", "Moyen", "A.1", "Rencontre", None, None, None])
        sheet.append(["A.1.4", "Moyen", "A.1", "Bilan", "vers la fin", None, None])

    found = read(hand_made(tmp_path, change))
    assert found.noun is not None
    levels = [item.level for item in found.noun.plan]
    assert levels == [PlanLevel.DOSSIER, PlanLevel.OBJECTIVE, *[PlanLevel.MEANS] * 4]
    assert found.noun.plan[2].status is PlanStatus.DONE
    assert found.noun.plan[5].deadline == "vers la fin", "the words are kept"
    assert codes(found.problems) == [
        ("demandes-hors-du-plan", "Demandes", None),
        ("echeance-hors-exercice", "Plan", "E5"),
        ("renvoi-sans-cible", "Plan", "G5"),
        ("echeance-absente", "Plan", "E6"),
        ("echeance-non-lue", "Plan", "E7"),
    ]
    assert {each.level for each in found.problems} == {Level.TO_EXPLAIN}


@pytest.mark.requirement("S12-01")
def test_a_text_cited_in_two_versions_is_told_for_a_person_to_settle(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Plan")
        sheet.append(["Code", "Niveau", "Relève de", "Libellé", "Renvois"])
        sheet.append(["1", "Axe", None, "Réussite", "Cadre d’impact 2023-2028"])
        sheet.append(["2", "Axe", None, "Persévérance", "Cadre d’impact 2023–2028 | Politique 2019"])
        sheet.append(["3", "Axe", None, "Transition", "cadre d’impact 2018-2023"])

    versions = [each for each in read(hand_made(tmp_path, change)).problems if each.code == "renvoi-a-deux-versions"]
    assert codes(versions) == [("renvoi-a-deux-versions", "Plan", "E4")]
    assert "2018-2023" in told(versions[0])
    assert "2023-2028" in told(versions[0])


@pytest.mark.requirement("S12-02", "S12-04")
def test_a_variant_of_a_name_is_read_as_the_name_and_said(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Bénéficiaires"]["C1"], book["Bénéficiaires"]["C2"] = "Variantes du nom", "nrod | n."
        book["Demandes"]["B2"] = "nrod"

    found = read(hand_made(tmp_path, change))
    assert found.noun is not None
    assert [request.recipient for request in found.noun.requests] == ["nord", "sud"]
    assert found.noun.recipients[0].aliases == ("nrod", "n.")
    assert codes(found.problems) == [("variante-d-un-nom", "Demandes", "B2")]
    assert "nord" in told(found.problems[0])


@pytest.mark.requirement("S4-02")
@pytest.mark.parametrize(
    ("starts_on", "marked", "expected"),
    [
        (date(2025, 9, 1), "non", [("avant-l-adoption-du-plan", "Demandes", "F2")]),
        (date(2025, 9, 1), "oui", []),
        (date(2025, 10, 23), "non", []),
        (None, "non", []),
    ],
)
def test_work_before_the_plan_is_adopted_is_told_unless_it_is_marked(
    tmp_path: Path, starts_on: date | None, marked: str, expected: list[tuple[str, str, str]]
) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Paramètres"].append(["Plan adopté le", date(2025, 10, 23)])
        cells = {"F1": "Début des travaux", "F2": starts_on, "G1": "Avant l’adoption", "G2": marked}
        for cell, value in cells.items():
            book["Demandes"][cell] = value

    found = read(hand_made(tmp_path, change))
    assert found.noun is not None
    assert found.noun.plan_adopted_on == date(2025, 10, 23)
    assert codes(found.problems) == expected
    assert all("2025" in told(problem, language) for problem in found.problems for language in LANGUAGES)


@pytest.mark.requirement("S4-03")
@pytest.mark.parametrize(
    ("listed", "of_first", "expected"),
    [
        (["C-1", "C-2"], "C-1 | C-2", [("ligne-sans-cible", "Plan", "E4")]),
        (["C-1", "C-2"], "C-9", [("cible-inconnue", "Plan", "E3"), ("ligne-sans-cible", "Plan", "E4")]),
        ([], None, []),
    ],
)
def test_each_line_that_money_is_asked_for_contributes_to_a_provincial_target(
    tmp_path: Path, listed: list[str], of_first: str | None, expected: list[tuple[str, str, str]]
) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Cibles")
        sheet.append(["Cible", "Libellé", "Source"])
        for target in listed:
            sheet.append([target, "Participation", "Cadre d’impact 2023-2028"])
        sheet = book.create_sheet("Plan")
        sheet.append(["Code", "Niveau", "Relève de", "Libellé", "Cibles"])
        sheet.append(["1", "Axe", None, "Réussite", None])
        sheet.append(["1.1", "Objectif", "1", "Transition", of_first])
        sheet.append(["1.2", "Objectif", "1", "Participation", None])
        for row, value in enumerate(["Code du plan", "1.1", "1.2"], start=1):
            book["Demandes"][f"F{row}"] = value

    found = read(hand_made(tmp_path, change))
    assert [each for each in codes(found.problems) if "cible" in each[0]] == expected
    if found.noun is not None:
        assert [target.id for target in found.noun.targets] == listed
        assert list(found.noun.plan[1].targets) == listed


@pytest.mark.requirement("S4-21")
def test_a_line_of_the_plan_has_a_schedule_of_dated_steps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Plan")
        sheet.append(["Code", "Niveau", "Libellé"])
        sheet.append(["1", "Axe", "Réussite"])
        sheet = book.create_sheet("Échéancier")
        sheet.append(["Étape", "Code du plan", "Libellé", "Échéance", "État"])
        sheet.append(["1-a", "1", "Choisir", "2025-02", "Réalisé"])
        sheet.append(["1-b", "1", "Réunir", "2025-03-15", None])
        sheet.append(["1-c", "1", "Clore", "tantôt", None])

    path = hand_made(tmp_path, change)
    assert [each for each in codes(read(path).problems) if each[1] == "Échéancier"] == [("echeance-non-lue", "Échéancier", "D4")]
    assert run(["scenario", "plan", str(path), "--on", "2025-04-01", "--json"]) == 0
    shown = [(line["code"], line["overdue"]) for line in json.loads(capsys.readouterr().out)]
    assert shown == [("1", False), ("1-a", False), ("1-b", True), ("1-c", False)]


def test_a_step_of_no_line_of_the_plan_is_refused(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Échéancier")
        sheet.append(["Étape", "Code du plan", "Libellé", "Échéance"])
        sheet.append(["9-a", "9", "Choisir", "2025-02"])

    assert codes(read(hand_made(tmp_path, change)).problems) == [("code-de-plan-inconnu", "Échéancier", "B2")]


def test_a_variant_of_two_things_names_neither(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Bénéficiaires"]["C1"] = "Variantes du nom"
        book["Bénéficiaires"]["C2"] = book["Bénéficiaires"]["C3"] = "x"
        book["Demandes"]["B2"] = "x"

    assert codes(read(hand_made(tmp_path, change)).problems) == [("beneficiaire-inconnu", "Demandes", "B2")]


def test_a_folder_says_the_same(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GALLERY, tmp_path / "petit"))
    before = examine(folder)
    plan = folder / "plan.csv"
    heading, *rows = plan.read_text(encoding="utf-8").splitlines()
    plan.write_text("\n".join([f"{heading};Échéance", *(f"{row};En continu" for row in rows)]) + "\n", encoding="utf-8")
    assert examine(folder).problems == before.problems


def test_a_nature_may_be_claimed_by_its_label(tmp_path: Path) -> None:
    from fundalloc.intake.claims import read_claim

    path = tmp_path / "R-1.csv"
    path.write_text(
        "Ligne;Organisme;Activité;Nature;Date de la dépense;Fournisseur;Numéro de facture;Montant net\n"
        "1;nord;1.1.1;Transport des élèves;2025-03-01;Autobus;F-1;100,00 $\n",
        encoding="utf-8",
    )
    assert [line.nature for line in read_claim(path, []).lines] == ["student-transport"]
