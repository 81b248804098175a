"""A call's files: what is wrong in them is told in one pass with its place, and what each file received lacks is listed whole."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from fundalloc.calls.admissibility import admissions
from fundalloc.calls.evaluation import evaluations, ranking
from fundalloc.cli.main import run
from fundalloc.domain.calls import Call
from fundalloc.errors import RefusedTogether
from fundalloc.intake.call import examine_call, read_call
from fundalloc.lexicon import lexicon
from fundalloc.usecases.granting.calls import proposal
from fundalloc.usecases.samples import sample_scenarios
from tests.calling import CERAC, CallDesk

CALL = sample_scenarios() / CERAC / "call"
SECOND_STREAM = """[[streams]]
id = "autre"
number = 1
label = { fr = "Autre volet" }

[[steps]]
id = "lancement\""""
LAST_MARK = "pass_mark = 65"
FIRST_STAMPS = "2012-12-10 10:15;2012-12-10 09:40"


def problems(path: Path) -> list[tuple[str, str]]:
    return [(problem.code, lexicon("fr").place(problem.place) if problem.place else "") for problem in examine_call(path).problems]


@pytest.mark.parametrize(
    ("file", "edits", "code", "where"),
    [
        ("call.toml", {'"America/Toronto"': '"Amerique/Toronto"'}, "fuseau-inconnu", "ligne 1"),
        ("call.toml", {'designated_by = "Ministre"': 'designated_by = "Comité d’analyse"'}, "une-seule-autorite", "ligne 1"),
        ("call.toml", {'due = "2012-12-21"': 'due = "fin décembre"'}, "date-d-etape-illisible", "ligne"),
        ("call.toml", {'due = "09-2012"': 'due = "01-2013"'}, "etapes-en-desordre", "ligne"),
        ("call.toml", {f'weight = "15 %"\n{LAST_MARK}': f'weight = "25 %"\n{LAST_MARK}'}, "poids-incomplets", "call.toml"),
        ("call.toml", {'kind = "evaluation"': 'kind = "launch"'}, "etape-manquante", "call.toml"),
        ("call.toml", {'[[steps]]\nid = "lancement"': SECOND_STREAM}, "numero-de-volet-en-double", "call.toml"),
        ("applications.csv", {"D-CS-A;mandat": "D-CS-A;volet-9"}, "nom-absent-des-listes", "ligne 2"),
        ("applications.csv", {"D-CS-A;mandat;CS-A": "D-CS-A;mandat;CS-Z"}, "nom-absent-des-listes", "ligne 2"),
        ("applications.csv", {"2012-12-10 10:15": "10 décembre"}, "horodatage-illisible", "ligne 2"),
        ("applications.csv", {"2012-12-10 10:15": "2012-12-10"}, "horodatage-illisible", "ligne 2"),
        ("applications.csv", {"D-CS-B;mandat;CS-B": "D-CS-A;mandat;CS-B"}, "identifiant-en-double", "ligne 3"),
        ("attachments.csv", {"annexes/cs-a-lettre-d-appui.pdf": "annexes/perdue.pdf"}, "annexe-introuvable", "ligne 2"),
        ("attachments.csv", {"annexes/cs-a-lettre-d-appui.pdf": "../../fund.toml"}, "annexe-hors-du-dossier", "ligne 2"),
        ("scores.csv", {"D-CS-A;engagement-direction;eval-1": "D-CS-A;correspondance;eval-1"}, "note-en-double", "ligne 3"),
        ("scores.csv", {"D-CS-A;correspondance;eval-1;93": "D-CS-A;correspondance;eval-1;193"}, "valeur-hors-bornes", "ligne 2"),
    ],
)
def test_what_is_wrong_in_a_call_is_told_with_its_place(tmp_path: Path, file: str, edits: Mapping[str, str], code: str, where: str) -> None:
    desk = CallDesk(tmp_path)
    desk.edit(f"call/{file}", edits)
    told = problems(desk.call)
    assert any(found == code and file in place and where in place for found, place in told), told


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("D-COL-D;acceptée avec modifications;;", "modification-sans-budget"),
        ("D-COL-D;acceptée avec modifications;260 000,00 $;", "modification-sans-budget"),
        ("D-COL-D;refusée;;", "refus-sans-motif"),
        ("D-COL-D;acceptée;;\nD-COL-D;refusée;;Motif", "decision-en-double"),
    ],
)
@pytest.mark.requirement("S2-01", "S2-02")
def test_a_decision_says_its_budget_after_or_its_reason(tmp_path: Path, row: str, code: str) -> None:
    desk = CallDesk(tmp_path)
    head = "Demande;Décision;Budget après modification;Motif\n"
    (desk.call / "designations.csv").write_text(f"{head}{row}\n", encoding="utf-8")
    assert code in [found for found, _ in problems(desk.call)]


def test_everything_wrong_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = CallDesk(tmp_path)
    desk.edit("call/applications.csv", {"D-CS-A;mandat": "D-CS-A;volet-9", "2012-12-11 10:15": "hier"})
    desk.edit("call/scores.csv", {"D-CS-A;correspondance;eval-1;93": "D-CS-A;correspondance;eval-1;beaucoup"})
    desk.edit("call/call.toml", {'"America/Toronto"': '"Ailleurs"'})
    assert run(["call", "check", str(desk.call)]) == 1
    told = capsys.readouterr().err
    for code in ("nom-absent-des-listes", "horodatage-illisible", "nombre-illisible", "fuseau-inconnu"):
        assert f"[{code}]" in told


# --- What a file lacks


def lacking(desk: CallDesk, application: str) -> set[str]:
    found = {each.application: each for each in admissions(read_call(desk.call).call)}
    return {problem.code for problem in found[application].lacking}


@pytest.mark.parametrize(
    ("file", "edits", "application", "code"),
    [
        ("institutions.csv", {"school-board;2000-07-01;2012-06-30": "school-board;2013-07-01;"}, "D-CS-F", "etablissement-non-autorise"),
        ("signatures.csv", {"D-COL-A;direction des études;": "D-COL-A;gestionnaire délégué;"}, "D-COL-A", "signature-manquante"),
        ("signatures.csv", {"D-COL-B;direction générale;": "D-COL-B;direction des études;"}, "D-COL-B", "signature-manquante"),
        ("signatures.csv", {";A-CS-C-delegation": ";"}, "D-CS-C", "delegation-manquante"),
        ("signatures.csv", {"FP CS-A (fictive);2012-12-07": "FP CS-A (fictive);2013-01-03"}, "D-CS-A", "signature-manquante"),
        ("attachments.csv", {"A-CS-A-lettre-d-appui;D-CS-A;": "A-CS-A-lettre-d-appui;D-CS-B;"}, "D-CS-A", "annexe-manquante"),
        ("applications.csv", {FIRST_STAMPS: "2012-12-10 10:15;"}, "D-CS-A", "voie-de-depot-manquante"),
        ("applications.csv", {FIRST_STAMPS: "2012-12-10 10:15;2012-12-22T00:01-05:00"}, "D-CS-A", "depot-tardif"),
        ("applications.csv", {f"{FIRST_STAMPS};oui": f"{FIRST_STAMPS};non"}, "D-CS-A", "engagement-a-rendre-compte-manquant"),
    ],
)
@pytest.mark.requirement("S2-07", "S2-08", "S2-09", "S2-11", "S2-12", "S2-13", "S9-08")
def test_what_a_file_lacks_keeps_it_from_being_admissible(
    tmp_path: Path, file: str, edits: Mapping[str, str], application: str, code: str
) -> None:
    desk = CallDesk(tmp_path)
    desk.edit(f"call/{file}", edits)
    assert code in lacking(desk, application)


@pytest.mark.requirement("S2-12")
@pytest.mark.parametrize(
    ("stamp", "late"),
    [("2012-12-21 23:59", False), ("2012-12-22 00:00", True), ("2012-12-22T04:59+00:00", False), ("2012-12-22T05:00+00:00", True)],
)
def test_the_deadline_is_inclusive_in_the_calls_own_time_zone(tmp_path: Path, stamp: str, late: bool) -> None:  # noqa: FBT001
    desk = CallDesk(tmp_path)
    desk.edit("call/applications.csv", {FIRST_STAMPS: f"2012-12-10 10:15;{stamp}"})
    assert ("depot-tardif" in lacking(desk, "D-CS-A")) == late


@pytest.mark.requirement("S2-10", "S2-17")
def test_every_lack_of_a_file_is_listed_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = CallDesk(tmp_path)
    edits = {"D-CS-F;mandat;CS-F;Centre d’expertise – Commission scolaire F": "D-CS-F;mandat;CS-F;Centre F"}
    desk.edit("call/applications.csv", edits)
    text = (desk.call / "applications.csv").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("D-CS-F"))
    desk.edit("call/applications.csv", {row: row.replace("offre | approche | ", "")})
    assert lacking(desk, "D-CS-F") == {
        *("depot-tardif", "etablissement-non-autorise", "signature-manquante", "sections-manquantes", "prealables-non-remplis"),
    }
    assert run(["call", "admissible", str(desk.call)]) == 0
    told = capsys.readouterr().out
    assert "5 manques" in told
    assert "approche, offre" in told


@pytest.mark.requirement("S2-11")
def test_each_attachment_is_known_by_the_bytes_that_came() -> None:
    received = read_call(CALL)
    assert set(received.digests) == {each.id for each in received.call.attachments}
    assert all(len(digest) == 64 for digest in received.digests.values())


@pytest.mark.requirement("S2-04")
def test_a_project_that_leads_to_a_credential_names_it_and_its_programme() -> None:
    call = read_call(sample_scenarios() / "rac-regions-2006-2007" / "call").call
    bare = call.model_copy(update={"applications": tuple(each.model_copy(update={"programme": None}) for each in call.applications)})
    lacks = {each.application: {problem.code for problem in each.lacking} for each in admissions(bare)}
    assert all(("diplome-non-nomme" in codes) == name.startswith("V2-") for name, codes in lacks.items())
    named = {each.institution: (each.credential, each.programme) for each in call.applications if each.id.startswith("V2-cegep")}
    assert named["cegep-limoilou"] == ("dec", "Informatique")


# --- Marks


def told(call: Call) -> list[str]:
    with pytest.raises(RefusedTogether) as refused:
        proposal(call)
    return [problem.code for problem in refused.value.refusals]


@pytest.mark.requirement("S2-14", "S2-03", "S2-05")
def test_no_mark_is_given_by_default_nor_by_somebody_with_an_interest_nor_to_an_inadmissible_file() -> None:
    call = read_call(CALL).call
    first = call.scores[0]
    assert "note-manquante" in told(call.model_copy(update={"scores": call.scores[1:]}))
    silent = tuple(each.model_copy(update={"answered": each.answered[1:]}) for each in call.applications)
    assert "critere-sans-reponse" in told(call.model_copy(update={"applications": silent}))
    partial = first.model_copy(update={"application": "D-COL-B", "evaluator": "eval-3"})
    assert "note-en-conflit-d-interets" in told(call.model_copy(update={"scores": (*call.scores, partial)}))
    unfit = first.model_copy(update={"application": "D-CS-F"})
    assert "note-d-une-demande-non-recevable" in told(call.model_copy(update={"scores": (*call.scores, unfit)}))
    assert "aucun-evaluateur" in told(call.model_copy(update={"evaluators": ()}))


@pytest.mark.requirement("S2-15", "S2-16")
def test_missing_one_pass_mark_eliminates_unless_the_call_says_otherwise() -> None:
    call = read_call(CALL).call
    families = [each.family.value for each in call.criteria]
    assert (families.count("quality"), families.count("relevance")) == (4, 2)
    assert {each.looks_back_years for each in call.criteria if each.family.value == "quality"} == {5}

    def below(**changes: object) -> tuple[str, ...]:
        changed = call.model_copy(update=changes)
        found = {each.application: each for each in evaluations(changed, admissions(changed))}
        assert found["D-CS-E"].total == 64
        return found["D-CS-E"].below

    assert below() == ("engagement-cerac",)
    assert below(eliminates_on="each-family") == ()
    assert below(eliminates_on="total-mark") == ()


@pytest.mark.requirement("S2-18")
def test_ties_share_a_place_and_a_tie_for_the_last_place_is_left_to_the_authority() -> None:
    call = read_call(CALL).call
    raised = tuple(each.model_copy(update={"points": each.points + 5}) if each.application == "D-COL-D" else each for each in call.scores)
    tied = call.model_copy(update={"scores": raised})
    places = ranking(evaluations(tied, admissions(tied)))
    shared = next(place for place in places if place.tied)
    assert shared.applications == ("D-COL-C", "D-COL-D")
    assert [place.number for place in places][-2:] == [6, 8]
    found = proposal(tied)
    assert [problem.code for problem in found.doubts] == ["egalite-au-seuil"]


def test_the_order_of_rows_never_decides(tmp_path: Path) -> None:
    desk = CallDesk(tmp_path)
    for name in ("applications", "scores", "signatures", "institutions"):
        path = desk.call / f"{name}.csv"
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join((head, *reversed(rows))) + "\n", encoding="utf-8")
    assert read_call(desk.call).call == read_call(CALL).call


@pytest.mark.requirement("S2-02", "S2-05")
def test_every_file_has_a_verdict_and_only_admissible_files_are_accepted() -> None:
    call = read_call(sample_scenarios() / "rac-regions-2006-2007" / "call").call
    undecided = call.model_copy(update={"designations": call.designations[1:]})
    assert [problem.code for problem in proposal(undecided).doubts] == ["demande-sans-decision"]
    unfit = tuple(each.model_copy(update={"undertakes_reporting": False}) for each in call.applications)
    codes = {problem.code for problem in proposal(call.model_copy(update={"applications": unfit})).doubts}
    assert codes == {"designation-sans-fondement"}


def test_a_call_without_criteria_has_nothing_to_rank(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["call", "rank", str(sample_scenarios() / "rac-regions-2006-2007" / "call")]) == 1
    assert "[aucun-critere]" in capsys.readouterr().err
