"""Bodies of a fund: who sits where from when to when, who decides and who only advises, and what a person was charged with."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fundalloc.domain.bodies import DECIDING, BodyKind, SeatKind
from fundalloc.errors import RefusedTogether
from fundalloc.intake.fund import read_fund
from fundalloc.ledger.kinds import Access
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.granting import bodies
from fundalloc.usecases.papers import evidence
from tests.calling import CallDesk

REGIONAL = """
[[bodies]]
id = "comite-01"
kind = "regional-committee"
label = { fr = "Comité régional de concertation" }
region = "01"

[[seats]]
body = "comite-01"
holder = "region"
seat = "project-officer"
starts_on = 2013-07-01
"""


@pytest.fixture
def desk(tmp_path: Path) -> CallDesk:
    return CallDesk(tmp_path).started()


@pytest.mark.requirement("S2-03", "S9-04", "S9-07")
def test_a_committee_has_the_members_it_had_that_day(desk: CallDesk, capsys: pytest.CaptureFixture[str]) -> None:
    in_march, in_may = (
        {row.body: [seat.holder for seat in row.seats] for row in bodies.bodies(desk.ledger, on=date(2013, month, 15))} for month in (3, 5)
    )
    assert in_march["comite-analyse"] == ["analyse", "membre-1", "membre-2"]
    assert in_may["comite-analyse"] == ["analyse", "membre-1"]
    capsys.readouterr()
    assert desk.runs("ledger bodies --on 2013-09-01 --json") == 0
    told = {each["body"]: each for each in json.loads(capsys.readouterr().out)}
    assert [seat["holder"] for seat in told["reseau-cerac"]["seats"]] == ["CS-A"]
    assert not told["reseau-cerac"]["decides"]
    assert desk.runs("ledger bodies --on 2013-09-01") == 0
    assert "conseille" in capsys.readouterr().out


@pytest.mark.requirement("S9-06", "S9-13", "S9-18")
def test_committees_that_decide_are_told_from_those_that_advise() -> None:
    advising = set(BodyKind) - DECIDING
    assert {BodyKind.STEERING_COMMITTEE, BodyKind.MANAGEMENT_COMMITTEE, BodyKind.ANALYSIS_COMMITTEE} == DECIDING
    assert {BodyKind.WORKING_COMMITTEE, BodyKind.WORKING_GROUP, BodyKind.CONCERTATION_TABLE, BodyKind.NETWORK} <= advising


@pytest.mark.requirement("S9-03", "S9-04")
def test_each_region_has_its_coordinating_body_with_its_officer(tmp_path: Path) -> None:
    desk = CallDesk(tmp_path)
    desk.append("fund.toml", REGIONAL)
    assert desk.runs(f"ledger init --fund {desk.folder / 'fund.toml'} --as caisse") == 0
    found = next(row for row in bodies.bodies(desk.ledger, on=date(2013, 9, 1)) if row.body == "comite-01")
    assert (found.region, found.kind, found.decides) == ("01", BodyKind.REGIONAL_COMMITTEE, False)
    assert [(seat.holder, seat.seat) for seat in found.seats] == [("region", SeatKind.PROJECT_OFFICER)]


@pytest.mark.requirement("S9-17")
def test_a_committees_document_is_read_by_those_who_sit_on_it(desk: CallDesk) -> None:
    paper = evidence.Paper("PV-1", "comite-analyse", "Notes du comité", "", Access.RESTRICTED)
    in_may = datetime(2013, 5, 3, tzinfo=UTC)
    filed = evidence.file_document(desk.ledger, desk.proof, paper, person="direction", now=in_may)

    def read(person: str) -> bytes:
        return evidence.read_document(desk.ledger, sha256=filed.reference, reason="Suivi", person=person, now=in_may)

    assert read("membre-1") == desk.proof.read_bytes()
    assert books.fund_summary(desk.ledger).head.seq == filed.sealed.seq + 1, "each reading is written down"
    for stranger in ("membre-2", "cs-a", "bailleur"):
        with pytest.raises(RefusedTogether):
            read(stranger)


@pytest.mark.requirement("S9-10")
def test_a_mandate_has_a_holder_a_day_and_an_end(desk: CallDesk, capsys: pytest.CaptureFixture[str]) -> None:
    during, after = (bodies.mandates(desk.ledger, on=day)[0] for day in (date(2013, 1, 1), date(2013, 7, 1)))
    assert (during.holder, during.given_by, during.in_force, after.in_force) == ("analyse", "Direction centrale (exemple)", True, False)
    capsys.readouterr()
    assert desk.runs("ledger mandates --on 2013-01-01") == 0
    assert "mandat-analyse" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("edits", "code"),
    [
        ({'body = "reseau-cerac"': 'body = "inconnu"'}, "organe-inconnu"),
        ({'holder = "CS-A"': 'holder = "personne"'}, "personne-inconnue"),
        ({'id = "reseau-cerac"': 'id = "comite-analyse"'}, "nom-deja-employe-dans-le-fonds"),
    ],
)
def test_a_seat_on_no_body_or_of_nobody_is_refused(tmp_path: Path, edits: dict[str, str], code: str) -> None:
    desk = CallDesk(tmp_path)
    desk.edit("fund.toml", edits)
    with pytest.raises(RefusedTogether) as refused:
        read_fund(desk.folder / "fund.toml")
    assert code in [problem.code for problem in refused.value.refusals]


@pytest.mark.requirement("S9-16")
def test_what_a_meeting_leaves_to_be_done_has_an_owner_a_day_and_an_end(desk: CallDesk, capsys: pytest.CaptureFixture[str]) -> None:
    asked = "ledger follow-up S-1 --body comite-analyse --owner membre-1 --due 2013-06-30 --text Lettres --on 2013-05-03 --as"
    assert desk.runs(f"{asked} cs-a") == 1
    assert desk.runs(f"{asked.replace('membre-1', 'personne').replace('comite-analyse', 'rien')} analyse") == 1
    told = capsys.readouterr().err
    assert all(f"[{code}]" in told for code in ("role-manquant", "organe-inconnu", "personne-inconnue"))
    assert desk.runs(f"{asked} analyse") == 0
    capsys.readouterr()
    for day, expected in (("2013-06-30", "à faire"), ("2013-07-01", "en retard")):
        assert desk.runs(f"ledger follow-ups --on {day}") == 0
        assert expected in capsys.readouterr().out
    done = "ledger followed-up S-1 --reason Envoyées --on 2013-07-05 --as"
    assert desk.runs(f"{done} analyse") == 1
    assert desk.runs(f"{done.replace('S-1', 'S-2')} membre-1") == 1
    assert desk.runs(f"{done} membre-1") == 0
    assert desk.runs(f"{done} membre-1") == 1
    told = capsys.readouterr().err
    assert all(f"[{code}]" in told for code in ("suite-d-une-autre-personne", "suite-inconnue", "suite-deja-faite"))
    assert desk.runs("ledger follow-ups --on 2013-07-06") == 0
    assert "faite le 5 juillet 2013" in capsys.readouterr().out
