"""Deciding, as those who decide tell it: the founding amounts to the cent, and a result that does not depend on a file's order."""

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.explanation import sentence
from fundalloc.allocation.outcome import Allocated, Award, Because, Impossible, Outcome
from fundalloc.cli.main import run
from fundalloc.domain.plan import PlanItem, PlanLevel
from fundalloc.domain.rules import AllOrNothing, Attribute, Cap, Count, CountOf, Eligibility, Floor, MinimumIfFunded, ShareOf, Waiver
from fundalloc.domain.scenario import Recipient
from fundalloc.lexicon import lexicon
from fundalloc.usecases.allocating.deciding import allocate_folder, result_text
from tests.making import YEAR, envelope, label, request, rule, scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FOUNDING = ("destination-reussite-est-2024-2025", "cerac-2013-2015", "rac-regions-2006-2007")


def awards(outcome: Outcome) -> tuple[Award, ...]:
    assert isinstance(outcome, Allocated)
    return outcome.awards


def amounts(outcome: Outcome) -> dict[str, int]:
    return {award.request: award.amount_cents for award in awards(outcome)}


@pytest.mark.requirement("S1-01", "S3-10")
@pytest.mark.parametrize(
    ("parts", "high", "count_high", "low", "count_low"), [(17, 11_764_706, 15, 11_764_705, 2), (19, 10_526_316, 15, 10_526_315, 4)]
)
def test_two_millions_among_equals_close_to_the_cent(parts: int, high: int, count_high: int, low: int, count_low: int) -> None:
    equals = [request(f"region-{number:02d}", 200_000_00, recipient=f"R{number:02d}") for number in range(parts)]
    outcome = allocate(scenario(envelopes=[envelope(2_000_000_00)], requests=equals))
    assert Counter(amounts(outcome).values()) == {high: count_high, low: count_low}
    assert sum(amounts(outcome).values()) == 2_000_000_00


@pytest.mark.requirement("S1-08")
def test_the_operating_cap_leaves_development_alone() -> None:
    cap = rule(Cap, "fonctionnement-250k", where={Attribute.PURPOSE: ("operating",)}, per=(Attribute.RECIPIENT,), amount_cents=250_000_00)
    asked = [
        request("base", 200_000_00, purpose="operating"),
        request("ajout", 50_000_01, purpose="operating"),
        request("projet", 80_000_00, purpose="development"),
    ]
    outcome = allocate(scenario(envelopes=[envelope(1_000_000_00)], requests=asked, rules=[cap]))
    granted = amounts(outcome)
    assert granted["base"] + granted["ajout"] == 250_000_00, "a cent was asked above the cap"
    assert granted["projet"] == 80_000_00


@pytest.mark.requirement("S1-09")
def test_an_envelope_of_one_purpose_pays_no_other() -> None:
    operating, development = (
        envelope(250_000_00, "volet-1", purposes=("operating",)),
        envelope(80_000_00, "volet-2", purposes=("development",)),
    )
    asked = [request("base", 300_000_00, purpose="operating"), request("projet", 50_000_00, purpose="development")]
    outcome = allocate(scenario(envelopes=[operating, development], requests=asked))
    assert {(award.request, award.envelope): award.amount_cents for award in awards(outcome)} == {
        ("base", "volet-1"): 250_000_00,
        ("projet", "volet-2"): 50_000_00,
    }


@pytest.mark.requirement("S3-13")
def test_a_budget_has_a_common_core_for_every_region_and_lines_of_its_own_for_each() -> None:
    """No grid is forced on anybody: the core is held by a floor for each region, and a region without lines of its own has none."""
    level = PlanLevel.ACTIVITY
    plan = [PlanItem(id=name, label=label(name), level=level) for name in ("accueil", "suivi", "fleuve", "foret")]
    homes = {"est": "fleuve", "nord": "foret", "ouest": None}
    regions = [Recipient(id=name, label=label(name), region=name) for name in homes]
    lines = [(region, item) for region, own in homes.items() for item in ("accueil", "suivi", own) if item is not None]
    asked = [request(f"{region}-{item}", 100_00, recipient=region, plan_item=item) for region, item in lines]
    core = rule(
        Floor,
        "tronc-commun",
        where={Attribute.PLAN_ITEM: ("accueil", "suivi")},
        per=(Attribute.REGION,),
        share_basis_points=9_000,
        of=ShareOf.REQUESTED,
    )
    granted = amounts(allocate(scenario(envelopes=[envelope(600_00)], requests=asked, plan=plan, recipients=regions, rules=[core])))
    assert all(granted[f"{region}-accueil"] + granted[f"{region}-suivi"] >= 180_00 for region in homes)
    assert granted["est-fleuve"] == granted["nord-foret"] == 30_00, "what the core leaves is shared by the lines of their own"
    assert sum(granted.values()) == 600_00


@pytest.mark.requirement("S3-12")
def test_a_recipient_of_no_region_and_a_request_of_no_programme_are_served_like_the_others() -> None:
    """Some centres belong to no region: a rule for each region does not speak of them."""
    regions = [Recipient(id="A", label=label("A"), region="est"), Recipient(id="B", label=label("B"))]
    cap = rule(Cap, "par-region", per=(Attribute.REGION,), amount_cents=10_000_00)
    asked = [request("a", 30_000_00, "A", programme="mhs"), request("b", 30_000_00, "B")]
    outcome = allocate(scenario(envelopes=[envelope(100_000_00)], requests=asked, rules=[cap], recipients=regions))
    assert amounts(outcome) == {"a": 10_000_00, "b": 30_000_00}


def test_a_fourth_centre_of_one_order_waits_for_a_waiver() -> None:
    limit = rule(Count, "trois-par-ordre", per=(Attribute.TEACHING_ORDER,), counting=CountOf.RECIPIENTS, at_most=3)
    colleges = [Recipient(id=name, label=label(name), teaching_order="college") for name in "ABCD"]
    asked = [request(f"r{name}", 10_000_00, recipient=name, weight=5 - place) for place, name in enumerate("ABCD")]
    given = scenario(envelopes=[envelope(100_000_00)], requests=asked, rules=[limit], recipients=colleges)
    refused = allocate(given)
    assert amounts(refused)["rD"] == 0
    assert {award.reasons[0].because for award in awards(refused) if award.request == "rD"} == {Because.NOT_CHOSEN}
    waiver = Waiver(authority="Ministre", reason="Quatrième centre collégial", decided_on=YEAR.starts_on)
    waived = given.model_copy(update={"rules": (limit.model_copy(update={"waiver": waiver}),)})
    assert amounts(allocate(waived))["rD"] == 10_000_00


def test_an_award_is_whole_or_nothing_and_another_not_too_small() -> None:
    rules = [
        rule(AllOrNothing, "bourse", where={Attribute.REQUEST: ("bourse",)}),
        rule(MinimumIfFunded, "minimum", where={Attribute.REQUEST: ("petit",)}, amount_cents=4_000_00),
    ]
    asked = [request("bourse", 7_000_00, weight=1), request("petit", 5_000_00, weight=3), request("reste", 9_000_00, weight=2)]
    granted = amounts(allocate(scenario(envelopes=[envelope(10_000_00)], requests=asked, rules=rules)))
    assert granted == {"bourse": 0, "petit": 5_000_00, "reste": 5_000_00}


def test_a_request_nobody_may_fund_says_which_rule_closed_the_door() -> None:
    closed = rule(Eligibility, "sans-aval", where={Attribute.TAG: ("approval-pending",)}, envelopes=())
    outcome = allocate(
        scenario(
            envelopes=[envelope(10_000_00)],
            requests=[request("a", 5_000_00), request("b", 5_000_00, tags=("approval-pending",))],
            rules=[closed],
        )
    )
    (barred,) = (award for award in awards(outcome) if award.request == "b")
    assert (barred.amount_cents, barred.envelope) == (0, None)
    assert "sans-aval" in sentence(barred.reasons[0], outcome.scenario, lexicon("fr"))


def test_rules_that_quarrel_are_named_with_the_cheapest_way_out() -> None:
    rules = [
        rule(Cap, "plafond-A", where={Attribute.RECIPIENT: ("A",)}, amount_cents=10_000_00, statutory=True),
        rule(Floor, "plancher-A", where={Attribute.RECIPIENT: ("A",)}, amount_cents=30_000_00),
        rule(Floor, "plancher-B", where={Attribute.RECIPIENT: ("B",)}, amount_cents=1_000_00),
    ]
    outcome = allocate(
        scenario(envelopes=[envelope(100_000_00)], requests=[request("a", 80_000_00, "A"), request("b", 50_000_00, "B")], rules=rules)
    )
    assert isinstance(outcome, Impossible)
    assert outcome.conflict == ("plafond-A", "plancher-A")
    assert [(repair.rule, repair.by, repair.in_cents) for repair in outcome.repair] == [("plancher-A", 20_000_00, True)]


def test_a_share_of_what_is_granted_holds_to_the_cent() -> None:
    third = rule(Cap, "tiers", per=(Attribute.RECIPIENT,), share_basis_points=4_000, of=ShareOf.GRANTED)
    asked = [request("a", 90_000_01, "A", weight=5), request("b", 30_000_00, "B"), request("c", 20_000_03, "C")]
    granted = amounts(allocate(scenario(envelopes=[envelope(100_000_00)], requests=asked, rules=[third])))
    assert granted["a"] * 10_000 <= 4_000 * sum(granted.values()) < (granted["a"] + 1) * 10_000


@pytest.mark.parametrize("name", FOUNDING)
def test_the_founding_scenarios_close_to_the_cent(name: str) -> None:
    outcome = allocate_folder(SCENARIOS / name)
    assert isinstance(outcome, Allocated)
    assert outcome.certificate.rows_hold
    assert outcome.certificate.unique
    for use in outcome.envelopes:
        assert use.granted_cents + use.left_cents == use.amount_cents
        assert sum(award.amount_cents for award in outcome.awards if award.envelope == use.envelope) == use.granted_cents
    assert all(sum(part.amount_cents for part in award.instalments) == award.amount_cents for award in outcome.awards if award.instalments)
    assert {award.request for award in outcome.awards} == {each.id for each in outcome.scenario.requests}


@pytest.mark.requirement("S3-02")
@pytest.mark.parametrize("name", FOUNDING)
def test_the_result_is_the_same_bytes_twice_and_with_rows_shuffled(name: str, tmp_path: Path) -> None:
    first = result_text(allocate_folder(SCENARIOS / name), lexicon("fr"))
    assert result_text(allocate_folder(SCENARIOS / name), lexicon("fr")) == first
    assert result_text(allocate_folder(_shuffled(SCENARIOS / name, tmp_path / name)), lexicon("fr")) == first
    document = json.loads(first)
    assert document["status"] == "optimal"
    assert document["total_cents"] == sum(each["amount_cents"] for each in document["allocations"])


def _shuffled(source: Path, copy: Path) -> Path:
    copy.mkdir()
    for file in filter(Path.is_file, source.iterdir()):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        if file.suffix == ".csv":
            rows = lines[1:]
            Random(7).shuffle(rows)
            lines = [lines[0], *rows]
        (copy / file.name).write_text("".join(lines), encoding="utf-8")
    return copy


def test_a_solver_nobody_installed_is_refused_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["allocate", str(SCENARIOS / "rac-regions-2006-2007"), "--solver", "inexistant"]) == 1
    told = capsys.readouterr().err
    assert "[solveur-inconnu]" in told
    assert "highs, highs-ipm" in told


def test_the_model_can_be_taken_to_another_tool(tmp_path: Path) -> None:
    for name in ("modele.lp", "modele.mps"):
        assert run(["allocate", str(SCENARIOS / "rac-regions-2006-2007"), "--model", str(tmp_path / name)]) == 0
        assert "x0" in (tmp_path / name).read_text(encoding="utf-8")
