"""CERAC from the call to the second instalment: what is done in order by the right person is recorded, anything else is refused."""

import json
from pathlib import Path

import pytest

from fundalloc.cli.main import run
from fundalloc.ledger.kinds import Kind
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.samples import sample_scenarios
from tests.calling import CERAC, TO_DESIGNATION, CallDesk

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def desk(tmp_path: Path) -> CallDesk:
    return CallDesk(tmp_path).started()


def refused(desk: CallDesk, capsys: Capture, typed: str, *codes: str) -> None:
    """Hold that what is typed is refused with these codes, and that nothing is written."""
    before = books.fund_summary(desk.ledger).head
    capsys.readouterr()
    assert desk.runs(typed) == 1, typed
    told = capsys.readouterr().err
    for code in codes:
        assert f"[{code}]" in told, f"{typed}: {told}"
    assert books.fund_summary(desk.ledger).head == before


@pytest.mark.requirement("S1-03", "S2-05", "S2-06", "S2-13", "S9-01", "S9-12")
def test_from_the_call_to_the_second_instalment_nothing_is_done_out_of_order_or_by_the_wrong_person(
    desk: CallDesk, capsys: Capture
) -> None:
    out_of_order = {
        0: (
            ("call admit CALL --on 2013-05-02 --as analyse", "appel-non-ouvert"),
            ("call open CALL --on 2012-09-10 --as ministre", "role-manquant"),
        ),
        1: (
            ("call open CALL --on 2012-09-11 --as bailleur", "appel-deja-ouvert"),
            ("call close CALL depot --on 2013-01-07 --as bailleur", "etape-encore-ouverte"),
            ("call close CALL lancement --on 2012-09-30 --as bailleur", "etape-non-echue"),
            ("call close CALL inconnue --on 2012-10-01 --as bailleur", "nom-absent-des-listes"),
        ),
        2: (
            ("call close CALL lancement --on 2012-10-02 --as bailleur", "etape-deja-fermee"),
            ("call admit CALL --on 2012-11-01 --as analyse", "etape-encore-ouverte"),
        ),
        3: (
            ("call close CALL recevabilite --on 2013-06-02 --as bailleur", "etape-sans-son-acte"),
            ("call admit CALL --on 2013-05-02 --as cs-a", "role-manquant"),
        ),
        4: (
            ("call admit CALL --on 2013-05-03 --as analyse", "acte-deja-inscrit"),
            ("call evaluate CALL --body comite-analyse --present analyse --on 2013-05-03 --as analyse", "etape-encore-ouverte"),
        ),
        5: (
            ("call evaluate CALL --body reseau-cerac --present CS-A --on 2013-07-03 --as analyse", "organe-consultatif"),
            ("call evaluate CALL --body inconnu --present analyse --on 2013-06-03 --as analyse", "organe-inconnu"),
            ("call evaluate CALL --body comite-analyse --present membre-1 --on 2013-06-03 --as analyse", "aucune-presence"),
            ("call evaluate CALL --body comite-analyse --present analyse,membre-2 --on 2013-06-03 --as analyse", "membre-sans-siege"),
            ("call designate CALL --on 2013-06-03 --as ministre", "etape-encore-ouverte"),
        ),
        7: (("call designate CALL --on 2013-06-05 --as analyse", "role-manquant"),),
        8: (("agreement sign AGREEMENT --on 2013-07-02 --as caisse", "role-manquant"),),
    }
    for at, act in enumerate(TO_DESIGNATION):
        for typed, code in out_of_order.get(at, ()):
            refused(desk, capsys, typed, code)
        assert desk.runs(act) == 0, act
    refused(desk, capsys, "agreement release AGREEMENT v1-2013-2014 --on 2013-09-15 --as bailleur", "entente-non-conclue")
    assert desk.runs("agreement sign AGREEMENT --on 2013-07-02 --as bailleur") == 0
    refused(desk, capsys, "agreement sign AGREEMENT --on 2013-07-03 --as bailleur", "acte-deja-inscrit")
    second = "agreement release AGREEMENT v2-2013-2014 --on 2014-03-01 --as bailleur"
    refused(desk, capsys, second, "versement-anterieur-du", "jalon-non-accepte")
    assert desk.runs("agreement release AGREEMENT v1-2013-2014 --on 2013-09-15 --as bailleur") == 0
    refused(desk, capsys, second, "jalon-non-accepte")
    refused(desk, capsys, "agreement accept AGREEMENT premiere-phase --on 2014-02-20 --as bailleur", "jalon-non-atteste")
    attest = "agreement attest AGREEMENT premiere-phase --proof PROOF --on 2014-02-10 --as"
    refused(desk, capsys, f"{attest} col-b", "hors-de-son-organisme")
    refused(desk, capsys, f"{attest} analyse", "role-manquant")
    assert desk.runs(f"{attest} cs-a") == 0
    refused(desk, capsys, f"{attest} cs-a", "jalon-deja-atteste")
    refused(desk, capsys, "agreement accept AGREEMENT premiere-phase --on 2014-02-20 --as cs-a", "role-manquant")
    refused(desk, capsys, second, "jalon-non-accepte")
    assert desk.runs("agreement accept AGREEMENT premiere-phase --on 2014-02-20 --as bailleur") == 0
    refused(desk, capsys, second.replace("bailleur", "caisse"), "role-manquant")
    assert desk.runs(second) == 0
    refused(desk, capsys, second, "versement-deja-libere")
    assert books.verify(desk.ledger).sound


@pytest.mark.requirement("S2-18", "S2-02", "S2-01")
def test_three_places_per_order_are_kept_and_a_fourth_needs_a_waiver_on_file(desk: CallDesk, capsys: Capture) -> None:
    (desk.call / "designations.csv").write_text(
        "Demande;Décision;Motif;Dérogation\nD-COL-D;acceptée;Quatrième centre collégial;D-2013-1\n", encoding="utf-8"
    )
    for act in TO_DESIGNATION[:7]:
        assert desk.runs(act) == 0, act
    designate = TO_DESIGNATION[7]
    refused(desk, capsys, designate, "derogation-inconnue")
    waive = (
        "ledger waive D-2013-1 PROOF --subject places --authority Ministre --granted-on 2013-06-01 --rule appel-cerac-2012 --reason Besoin"
    )
    assert desk.runs(f"{waive} --year 2012-2013 --as direction") == 0
    capsys.readouterr()
    assert desk.runs(f"{designate} --json") == 0
    recorded = json.loads(capsys.readouterr().out)
    assert desk.runs("call propose CALL --json") == 0
    proposed = json.loads(capsys.readouterr().out)
    assert proposed["counts"] == {"accepted": 7, "accepted-with-modifications": 0, "refused-file": 3, "withdrawn": 1}
    assert sum(proposed["counts"].values()) == proposed["received"] == 11
    assert recorded["sealed"]["kind"] == Kind.DESIGNATION_MADE.value


@pytest.mark.requirement("S2-18")
def test_a_fourth_place_without_a_waiver_is_refused_by_name(desk: CallDesk, capsys: Capture) -> None:
    (desk.call / "designations.csv").write_text("Demande;Décision;Motif\nD-COL-D;acceptée;Quatrième\n", encoding="utf-8")
    assert desk.runs("call propose CALL") == 1
    told = capsys.readouterr().err
    assert "[places-depassees]" in told
    assert "D-COL-D" in told


def test_files_that_changed_since_they_were_recorded_are_refused(desk: CallDesk, capsys: Capture) -> None:
    for act in TO_DESIGNATION[:3]:
        assert desk.runs(act) == 0, act
    desk.edit("call/applications.csv", {"265 000,00 $": "275 000,00 $"})
    refused(desk, capsys, TO_DESIGNATION[3], "appel-change-depuis")
    desk.edit("call/applications.csv", {"275 000,00 $": "265 000,00 $"})
    (desk.call / "annexes" / "cs-a-lettre-d-appui.pdf").write_bytes(b"%PDF-1.4 remplacee")
    refused(desk, capsys, TO_DESIGNATION[3], "appel-change-depuis")


def test_what_is_rehearsed_leaves_nothing_and_what_is_done_is_told_as_data(desk: CallDesk, capsys: Capture) -> None:
    for act in TO_DESIGNATION[:4]:
        before = books.fund_summary(desk.ledger).head
        assert desk.runs(f"{act} --dry-run") == 0, act
        assert books.fund_summary(desk.ledger).head == before
        capsys.readouterr()
        assert desk.runs(f"{act} --json") == 0, act
        assert json.loads(capsys.readouterr().out)["sealed"]["seq"] == before.seq + 1
    capsys.readouterr()
    assert desk.runs("call status CALL --json") == 0
    assert [each["closed"] is not None for each in json.loads(capsys.readouterr().out)] == [True, True, False, False, False]
    assert run(["call", "rank", str(desk.call)]) == 0
    assert "sous le seuil" in capsys.readouterr().out


@pytest.mark.requirement("S9-10")
def test_an_act_outside_of_a_mandate_is_done_and_flagged(desk: CallDesk, capsys: Capture) -> None:
    assert desk.runs(TO_DESIGNATION[0]) == 0
    capsys.readouterr()
    assert desk.runs("call close CALL lancement --on 2012-10-01 --as analyse") == 0
    assert "mandat-analyse" in capsys.readouterr().err


def test_a_recorded_step_taken_by_mistake_is_reversed_and_taken_again(desk: CallDesk, capsys: Capture) -> None:
    for act in TO_DESIGNATION[:4]:
        assert desk.runs(act) == 0, act
    seq = books.fund_summary(desk.ledger).head.seq
    assert desk.runs(f"ledger reverse {seq} --reason Repris --as direction") == 0
    assert desk.runs(TO_DESIGNATION[3]) == 0
    capsys.readouterr()
    assert desk.runs("call status CALL") == 0
    assert capsys.readouterr().out.count("fermée") == 2


def test_the_money_is_shared_among_those_accepted_only(desk: CallDesk, tmp_path: Path, capsys: Capture) -> None:
    target = tmp_path / "retenus"
    assert run(["call", "scenario", str(desk.call), str(target), "--for", str(sample_scenarios() / CERAC)]) == 0
    capsys.readouterr()
    assert run(["allocate", str(target), "--json"]) == 0
    shared = json.loads(capsys.readouterr().out)
    assert {each["recipient"] for each in shared["allocations"]} == {"COL-A", "COL-B", "COL-C", "CS-A", "CS-B", "CS-C"}
    assert shared["certificate"]["rows_hold"]


@pytest.mark.requirement("S1-06", "S2-01", "S2-02", "S2-04")
def test_the_two_components_of_2005_are_counted_to_the_last_file(capsys: Capture) -> None:
    assert run(["call", "propose", str(sample_scenarios() / "rac-regions-2006-2007" / "call"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    first, second = found["streams"]["volet-1"], found["streams"]["volet-2"]
    assert (first["accepted"] + first["accepted-with-modifications"], sum(first.values())) == (19, 19)
    assert (second["accepted-with-modifications"], second["refused-file"], sum(second.values())) == (4, 22, 26)
    modified = [each for each in found["applications"] if each["verdict"] == "accepted-with-modifications"]
    assert all(each["granted_cents"] < each["requested_cents"] for each in modified)
    assert all(each["reason"] for each in found["applications"] if each["verdict"] == "refused-file")
