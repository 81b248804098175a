"""The rules as those who write them tell them: partners and public aid, years and carry-forward, dates, earmarks, what is already paid."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.explanation import sentence
from fundalloc.allocation.outcome import Allocated, Award, Because, Impossible, Outcome
from fundalloc.allocation.result import as_document
from fundalloc.domain.base import FiscalYear, Source
from fundalloc.domain.goals import CoveredNeed, Leximin, Nearness, Weighing
from fundalloc.domain.matched import matched_cents
from fundalloc.domain.rules import (
    Attribute,
    Band,
    Cap,
    CarryForward,
    Count,
    CountOf,
    Earmark,
    Eligibility,
    Fixed,
    Floor,
    Indicator,
    KeyOf,
    Matching,
    OneOf,
    PartnerMoney,
    Period,
    Requires,
    ShareOf,
    Stability,
    Stacking,
    Waiver,
)
from fundalloc.domain.scenario import Awaits, Envelope, Instalment, Rate, Recipient, Request, Scenario
from fundalloc.lexicon import lexicon
from fundalloc.reports.allocation.document import allocation_document
from fundalloc.reports.plain import as_text
from tests.making import GRANTED, VALUE, YEAR, envelope, label, request, rule, scenario
from tests.reporting import MADE

NEXT = FiscalYear(id="2025-2026", starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31))
BOARD = (Attribute.RECIPIENT,)


def awards(outcome: Outcome) -> tuple[Award, ...]:
    assert isinstance(outcome, Allocated)
    return outcome.awards


def amounts(outcome: Outcome) -> dict[str, int]:
    found: dict[str, int] = {}
    for award in awards(outcome):
        found[award.request] = found.get(award.request, 0) + award.amount_cents
    return found


def project(**more: object) -> Request:
    """Vector 14: a project of 100 000 $, 70 000 $ asked of the ministry, 25 000 $ of other public money, 5 000 $ from partners."""
    facts: dict[str, Any] = {"project_cost_cents": 100_000_00, "other_public_cents": 25_000_00, "partner_cash_cents": 5_000_00}
    return request("projet", 70_000_00, **{**facts, **more})


@pytest.mark.requirement("S10-03")
def test_public_aid_stops_where_the_stacking_rule_says() -> None:
    stacking = rule(Stacking, "cumul-90", share_basis_points=9_000)
    outcome = allocate(scenario(envelopes=[envelope(200_000_00)], requests=[project()], rules=[stacking]))
    assert amounts(outcome) == {"projet": 65_000_00}
    (reason,) = awards(outcome)[0].reasons
    assert "cumul-90" in sentence(reason, outcome.scenario, lexicon("fr"))


@pytest.mark.requirement("S10-01", "S10-12", partial=True)
@pytest.mark.parametrize(
    ("more", "bringing", "granted"),
    [
        ({}, PartnerMoney.CASH_AND_IN_KIND, 20_000_00),
        ({"all_or_nothing": True}, PartnerMoney.CASH_AND_IN_KIND, 0),
        ({"minimum_cents": 20_000_01}, PartnerMoney.CASH_AND_IN_KIND, 0),
        ({"paid_cents": 30_000_00}, PartnerMoney.CASH_AND_IN_KIND, 30_000_00),
        ({"partner_in_kind_cents": 5_000_00}, PartnerMoney.CASH_AND_IN_KIND, 70_000_00),
        ({"partner_in_kind_cents": 5_000_00}, PartnerMoney.CASH, 15_000_00),
        ({"partner_cash_cents": 0}, PartnerMoney.CASH, 0),
        ({"partner_cash_cents": 10_000_00}, PartnerMoney.CASH, 70_000_00),
        ({"project_cost_cents": None}, PartnerMoney.CASH, 0),
    ],
)
def test_partners_bring_their_tenth_or_the_project_shrinks_until_they_do(
    more: dict[str, int], bringing: PartnerMoney, granted: int
) -> None:
    matching = rule(Matching, "contrepartie-10", share_basis_points=1_000, bringing=bringing)
    outcome = allocate(scenario(envelopes=[envelope(200_000_00)], requests=[project(**more)], rules=[matching]))
    assert amounts(outcome) == {"projet": granted}
    (reason,) = awards(outcome)[0].reasons
    assert granted == 70_000_00 or reason.rule == "contrepartie-10"


@given(
    asked=st.integers(1, 10**9),
    other=st.integers(0, 10**9),
    cash=st.integers(0, 10**9),
    kind=st.integers(0, 10**9),
    share=st.integers(1, 10_000),
)
def test_in_the_project_as_funded_partners_bring_their_share_and_a_cent_more_would_break_it(
    asked: int, other: int, cash: int, kind: int, share: int
) -> None:
    cost = asked + other + cash + kind
    matching = Matching(
        id="m", kind="matching", label=label("m"), source=Source(text="Modalités"), share_basis_points=share, bringing=PartnerMoney.CASH
    )
    money: dict[str, Any] = {
        "project_cost_cents": cost,
        "other_public_cents": other,
        "partner_cash_cents": cash,
        "partner_in_kind_cents": kind,
    }
    most = matched_cents(matching, request("projet", asked, **money))
    assert most == 0 or cash * 10_000 >= (most + other + cash + kind) * share
    assert most == asked or cash * 10_000 < (most + 1 + other + cash + kind) * share


def two_years(*, rules: tuple[CarryForward, ...], first: int = 30_000_00) -> Scenario:
    years = [envelope(100_000_00, "an-1"), envelope(50_000_00, "an-2", fiscal_year=NEXT.id)]
    asked = [request("r1", first), request("r2", 90_000_00, fiscal_year=NEXT.id)]
    return scenario(envelopes=years, requests=asked, rules=rules).model_copy(update={"fiscal_years": (YEAR, NEXT)})


@pytest.mark.requirement("S1-01")
def test_unused_money_stays_in_its_year_unless_a_rule_carries_it() -> None:
    assert amounts(allocate(two_years(rules=()))) == {"r1": 30_000_00, "r2": 50_000_00}


def test_unused_money_funds_the_next_year_up_to_the_share_allowed() -> None:
    carried = rule(CarryForward, "report-15", envelope="an-1", to_year=NEXT.id, share_basis_points=1_500)
    assert isinstance(carried, CarryForward)
    outcome = allocate(two_years(rules=(carried,)))
    assert amounts(outcome) == {"r1": 30_000_00, "r2": 65_000_00}
    drawn = {award.envelope: award.amount_cents for award in awards(outcome) if award.request == "r2"}
    assert drawn == {"an-1": 15_000_00, "an-2": 50_000_00}


def test_only_what_is_unused_is_carried() -> None:
    carried = rule(CarryForward, "report-15", envelope="an-1", to_year=NEXT.id, share_basis_points=1_500)
    assert isinstance(carried, CarryForward)
    outcome = allocate(two_years(rules=(carried,), first=95_000_00))
    assert sum(award.amount_cents for award in awards(outcome) if award.envelope == "an-1") == 100_000_00


def test_a_rule_binds_only_the_years_its_text_is_in_force_in() -> None:
    cap = rule(Cap, "plafond", amount_cents=10_000_00, per=(Attribute.FISCAL_YEAR,))
    until = Source(text="Modalités", in_force_from=date(2020, 7, 1), in_force_to=date(2025, 8, 31))
    first = two_years(rules=()).model_copy(update={"rules": (cap.model_copy(update={"source": until}),)})
    assert amounts(allocate(first)) == {"r1": 10_000_00, "r2": 50_000_00}
    gone = Source(text="Modalités", in_force_to=date(2024, 8, 31))
    outcome = allocate(first.model_copy(update={"rules": (cap.model_copy(update={"source": gone}),)}))
    assert amounts(outcome) == {"r1": 30_000_00, "r2": 50_000_00}
    assert isinstance(outcome, Allocated)
    assert [(state.id, state.binding, state.in_force) for state in outcome.rules] == [("plafond", False, False)]


@pytest.mark.requirement("S1-14", partial=True)
@pytest.mark.parametrize(
    ("starts", "ends", "granted"),
    [
        (date(2024, 9, 1), date(2025, 5, 31), 10_000),
        (date(2024, 9, 1), date(2025, 6, 1), 0),
        (date(2024, 8, 31), date(2024, 12, 31), 0),
        (date(2025, 1, 31), date(2025, 10, 30), 0),
        (None, None, 0),
    ],
)
def test_work_outside_its_nine_months_receives_nothing(starts: date | None, ends: date | None, granted: int) -> None:
    nine = rule(Period, "neuf-mois", from_on=YEAR.starts_on, to_on=YEAR.ends_on, months_max=9)
    asked = [request("etude", 10_000, starts_on=starts, ends_on=ends)]
    outcome = allocate(scenario(envelopes=[envelope(50_000)], requests=asked, rules=[nine]))
    assert amounts(outcome) == {"etude": granted}
    if not granted:
        (reason,) = awards(outcome)[0].reasons
        assert "neuf-mois" in sentence(reason, outcome.scenario, lexicon("fr"))


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        ({"purposes": ("development",)}, "n’admet pas cet usage"),
        ({"recipients": ("Z",)}, "n’admet pas ce bénéficiaire"),
        ({"natures": ("training",)}, "n’admet pas toutes les natures"),
        ({"closes_on": date(2025, 3, 31)}, "n’admet pas les jours"),
        ({"fiscal_year": "2023-2024"}, "Aucune enveloppe de cet exercice"),
    ],
)
def test_each_closed_door_says_why(closed: dict[str, Any], words: str) -> None:
    asked = [request("r", 10_000, natures=("training", "meals"), starts_on=date(2025, 2, 1), ends_on=date(2025, 5, 1))]
    outcome = allocate(scenario(envelopes=[envelope(50_000, **closed)], requests=asked))
    (award,) = awards(outcome)
    assert award.reasons[0].because is Because.NOT_ELIGIBLE
    assert words in sentence(award.reasons[0], outcome.scenario, lexicon("fr"))


def test_what_is_reserved_is_left_rather_than_given_to_others() -> None:
    kept = rule(Earmark, "relève", envelope="E", where={Attribute.TAG: ("relève",)}, amount_cents=40_000)
    asked = [request("grand", 100_000, weight=9), request("petit", 10_000, "B", tags=("relève",))]
    outcome = allocate(scenario(envelopes=[envelope(100_000)], requests=asked, rules=[kept]))
    assert amounts(outcome) == {"grand": 60_000, "petit": 10_000}


def test_what_is_already_paid_never_changes() -> None:
    instalments = [
        Instalment(id="v1", label=label("Premier"), share_basis_points=6_000, paid=True),
        Instalment(id="v2", label=label("Deuxième"), share_basis_points=2_500),
        Instalment(id="v3", label=label("Troisième"), share_basis_points=1_500, awaits=Awaits.REPORT_ACCEPTED, milestone="Rapport"),
    ]
    asked = [request("payée", 60_000, weight=1, paid_cents=33_333), request("autre", 60_000, "B", weight=9)]
    outcome = allocate(scenario(envelopes=[envelope(80_000)], requests=asked, instalments=instalments))
    assert amounts(outcome) == {"payée": 33_333, "autre": 46_667}
    parts = {award.request: [part.amount_cents for part in award.instalments] for award in awards(outcome)}
    assert parts["payée"] == [33_333, 0, 0]
    assert parts["autre"] == [0, 29_167, 17_500]
    assert isinstance(outcome, Allocated)
    told: Any = as_document(outcome, lexicon("fr"))["instalments"]
    assert [(each["amount_cents"], each["awaits"], each["milestone"], each["paid"]) for each in told] == [
        (33_333, None, "", True),
        (29_167, None, "", False),
        (17_500, "report-accepted", "Rapport", False),
    ]


def test_a_settled_amount_that_no_envelope_can_pay_is_told() -> None:
    promised = rule(Fixed, "promesse", where={Attribute.RECIPIENT: ("A",)}, amount_cents=70_000)
    outcome = allocate(scenario(envelopes=[envelope(50_000)], requests=[request("a", 90_000)], rules=[promised]))
    assert isinstance(outcome, Impossible)
    assert set(outcome.conflict) == {"E", "promesse"}


def boards(**pupils: int) -> list[Recipient]:
    return [Recipient(id=name, label=label(name), attributes={"eleves": count}) for name, count in pupils.items()]


def test_nobody_loses_more_than_a_tenth_of_last_year() -> None:
    tunnel = rule(Stability, "tunnel", down_basis_points=1_000, up_basis_points=500)
    asked = [
        request("a", 100_000, "A", previous_cents=80_001),
        request("b", 100_000, "B", previous_cents=20_000, weight=5),
        request("c", 100_000, "C"),
    ]
    granted = amounts(allocate(scenario(envelopes=[envelope(120_000)], requests=asked, rules=[tunnel])))
    assert granted["a"] >= 72_001
    assert granted["b"] == 21_000
    assert sum(granted.values()) == 120_000


def test_each_board_stays_beside_its_share_of_the_pupils() -> None:
    band = rule(Band, "bande", key=KeyOf.ATTRIBUTE, attribute="eleves", tolerance_basis_points=500)
    asked = [request(name.lower(), 100_000, name, weight=weight) for name, weight in (("A", 9), ("B", 1), ("C", 1))]
    outcome = allocate(scenario(envelopes=[envelope(90_000)], requests=asked, rules=[band], recipients=boards(A=100, B=200, C=300)))
    granted = amounts(outcome)
    for name, pupils in (("a", 100), ("b", 200), ("c", 300)):
        assert 95 * pupils * 900 <= 600 * granted[name] <= 105 * pupils * 900
    assert granted["a"] == 15_750


def test_so_much_a_pupil_and_a_base_with_a_rate() -> None:
    per_pupil = rule(Cap, "par-eleve", per=BOARD, amount_cents=250, per_unit_of="eleves")
    management = rule(
        Cap, "gestion", where={Attribute.PURPOSE: ("management",)}, amount_cents=1_000, share_basis_points=500, of=ShareOf.GRANTED
    )
    asked = [request("a", 90_000, "A"), request("b", 90_000, "B"), request("g", 50_000, "B", purpose="management", weight=9)]
    outcome = allocate(
        scenario(envelopes=[envelope(90_000)], requests=asked, rules=[per_pupil, management], recipients=boards(A=100, B=200))
    )
    granted = amounts(outcome)
    assert granted["a"] <= 25_000
    assert granted["b"] + granted["g"] <= 50_000
    assert granted["g"] == 1_000 + sum(granted.values()) // 20


@pytest.mark.requirement("S2-18")
def test_a_fourth_centre_needs_a_waiver_that_stays_visible() -> None:
    limit = rule(Count, "trois-par-ordre", per=(Attribute.TEACHING_ORDER,), counting=CountOf.RECIPIENTS, at_most=3)
    waiver = Waiver(authority="Ministre", reason="Quatrième centre collégial", decided_on=YEAR.starts_on)
    colleges = [Recipient(id=name, label=label(name), teaching_order="college") for name in "ABCD"]
    asked = [request(f"r{name}", 10_000_00, recipient=name) for name in "ABCD"]
    waived = limit.model_copy(update={"waiver": waiver})
    outcome = allocate(scenario(envelopes=[envelope(100_000_00)], requests=asked, rules=[waived], recipients=colleges))
    assert set(amounts(outcome).values()) == {10_000_00}
    assert isinstance(outcome, Allocated)
    assert [(state.id, state.waived) for state in outcome.rules] == [("trois-par-ordre", True)]


@pytest.mark.requirement("S3-10", "S3-11")
def test_one_envelope_of_two_millions_is_shared_fairly_among_regions_then_projects() -> None:
    regions = [Recipient(id=f"P{number:02d}", label=label(f"P{number:02d}"), region=f"{min(number, 17):02d}") for number in range(1, 20)]
    asked = [request(f"projet-{each.id}", 200_000_00, each.id) for each in regions]
    fair = Leximin(kind="leximin", label=label("Régions"), per=(Attribute.REGION,), key=KeyOf.EQUAL)
    outcome = allocate(scenario(envelopes=[envelope(2_000_000_00)], requests=asked, recipients=regions, goals=[fair]))
    by_region: dict[str, int] = {}
    for award in awards(outcome):
        region = next(each.region for each in regions if each.id == award.recipient) or ""
        by_region[region] = by_region.get(region, 0) + award.amount_cents
    assert sorted(by_region.values()) == [11_764_705] * 2 + [11_764_706] * 15
    assert sum(by_region.values()) == 2_000_000_00


def test_the_worst_served_is_raised_first_and_a_floor_is_kept() -> None:
    floor = rule(Floor, "plancher", where={Attribute.RECIPIENT: ("A",)}, amount_cents=50_000)
    asked = [request("a", 60_000, "A"), request("b", 100_000, "B"), request("c", 20_000, "C")]
    fair = Leximin(kind="leximin", label=label("Équité"))
    outcome = allocate(scenario(envelopes=[envelope(80_000)], requests=asked, rules=[floor], goals=[fair]))
    assert amounts(outcome) == {"a": 50_000, "b": 25_000, "c": 5_000}
    assert isinstance(outcome, Allocated)
    assert outcome.goals[0].value == outcome.goals[0].best_possible == pytest.approx(1 / 4)


@pytest.mark.requirement("S3-05")
def test_need_is_covered_before_anything_beyond_it() -> None:
    rates = [
        Rate(recipient=name, programme="mhs", rate_basis_points=rate, target_basis_points=6_000, as_of=date(2024, 6, 30), fictitious=True)
        for name, rate in (("A", 5_000), ("B", 6_500))
    ]
    need = CoveredNeed(kind="covered-need", label=label("Besoin"), attribute="eleves", amount_cents=1_000)
    asked = [request("a", 50_000, "A", programme="mhs", weight=1), request("b", 50_000, "B", programme="mhs", weight=5)]
    given = scenario(envelopes=[envelope(60_000)], requests=asked, recipients=boards(A=300, B=300), rates=rates, goals=[need, VALUE])
    outcome = allocate(given)
    assert amounts(outcome) == {"a": 30_000, "b": 30_000}
    assert isinstance(outcome, Allocated)
    assert outcome.goals[0].value == 30_000


def test_the_split_stays_near_last_year() -> None:
    near = Nearness(kind="nearness", label=label("Comme l’an dernier"))
    asked = [request("a", 90_000, "A", previous_cents=30_000), request("b", 90_000, "B", previous_cents=50_000)]
    outcome = allocate(scenario(envelopes=[envelope(100_000)], requests=asked, goals=[near, GRANTED]))
    assert amounts(outcome) == {"a": 30_000, "b": 50_000}


def test_a_door_that_makes_a_promise_impossible_is_named_beside_it() -> None:
    bursaries = {Attribute.TAG: ("bourse",)}
    asked = [request("b1", 50_000, tags=("bourse",)), request("b2", 50_000, tags=("bourse",)), request("autre", 50_000)]
    promise = rule(Floor, "promesse", where=bursaries, amount_cents=60_000)
    closed = rule(Eligibility, "aval", where={Attribute.REQUEST: ("b1",)})
    beside = rule(Eligibility, "sans-rapport", where={Attribute.REQUEST: ("autre",)})
    partners = rule(Matching, "contrepartie", where={Attribute.REQUEST: ("b2",)}, share_basis_points=5_000)
    outcome = allocate(scenario(envelopes=[envelope(200_000)], requests=asked, rules=[promise, closed, beside]))
    assert isinstance(outcome, Impossible)
    assert outcome.conflict == ("aval", "promesse")
    assert outcome.conflict_proved
    both = [promise.model_copy(update={"amount_cents": 40_000}), closed, partners, beside]
    outcome = allocate(scenario(envelopes=[envelope(200_000)], requests=asked, rules=both))
    assert isinstance(outcome, Impossible)
    assert outcome.conflict == ("aval", "contrepartie", "promesse")
    for name in outcome.conflict:
        left = [each for each in both if each.id != name]
        assert isinstance(allocate(scenario(envelopes=[envelope(200_000)], requests=asked, rules=left)), Allocated)


@pytest.mark.requirement("S3-06")
@pytest.mark.parametrize(("indicator", "shares"), [(Indicator.PARTICIPATION, (25_000, 75_000)), (Indicator.COMPLETION, (60_000, 40_000))])
def test_shares_follow_the_need_read_from_the_rate_that_the_rule_names(indicator: Indicator, shares: tuple[int, int]) -> None:
    gaps = {
        (Indicator.PARTICIPATION, "A"): 500,
        (Indicator.PARTICIPATION, "B"): 1_000,
        (Indicator.COMPLETION, "A"): 900,
        (Indicator.COMPLETION, "B"): 400,
    }
    rates = [
        Rate(
            recipient=name,
            programme="mhs",
            rate_basis_points=7_000 - gap,
            target_basis_points=7_000,
            as_of=date(2024, 6, 30),
            fictitious=True,
            indicator=read,
        )
        for (read, name), gap in gaps.items()
    ]
    asked = [request(name.lower(), 100_000, name, programme="mhs") for name in ("A", "B")]
    key: dict[str, Any] = {"key": KeyOf.NEED, "attribute": "eleves", "indicator": indicator}
    band = rule(Band, "part-du-besoin", tolerance_basis_points=0, **key)
    pupils = boards(A=200, B=300)
    banded = scenario(envelopes=[envelope(100_000)], requests=asked, recipients=pupils, rates=rates, rules=[band])
    fair = Leximin(kind="leximin", label=label("Équité"), **key)
    near = Nearness(kind="nearness", label=label("Selon le besoin"), **key)
    for each in (banded, *(banded.model_copy(update={"rules": (), "goals": (goal,)}) for goal in (fair, near))):
        assert tuple(amounts(allocate(each)).values()) == shares


def test_a_share_may_be_taken_of_what_others_ask() -> None:
    """Management takes at most 10 % of what projects ask, not of what it asks itself."""
    management, projects = {Attribute.TAG: ("gestion",)}, {Attribute.TAG: ("projet",)}
    asked = [request("gestion", 50_000, tags=("gestion",)), *(request(f"p{number}", 100_000, tags=("projet",)) for number in (1, 2))]
    cap = rule(Cap, "gestion-10", where=management, share_basis_points=1_000, of=ShareOf.REQUESTED, within=projects)
    assert amounts(allocate(scenario(envelopes=[envelope(300_000)], requests=asked, rules=[cap])))["gestion"] == 20_000
    own = cap.model_copy(update={"within": {}})
    assert amounts(allocate(scenario(envelopes=[envelope(300_000)], requests=asked, rules=[own])))["gestion"] == 5_000


def test_several_envelopes_fund_one_request_each_within_its_own_limits() -> None:
    envelopes: list[Envelope] = [envelope(30_000, "E", purposes=("operating",)), envelope(50_000, "F")]
    outcome = allocate(scenario(envelopes=envelopes, requests=[request("r", 70_000)]))
    assert {award.envelope: award.amount_cents for award in awards(outcome)} == {"E": 30_000, "F": 40_000}
    assert sum(amounts(outcome).values()) == 70_000


def test_an_amount_that_a_goal_stops_says_which() -> None:
    near = Nearness(kind="nearness", label=label("Comme l’an dernier"))
    outcome = allocate(scenario(envelopes=[envelope(100_000)], requests=[request("a", 90_000, previous_cents=30_000)], goals=[near]))
    (award,) = awards(outcome)
    assert award.amount_cents == 30_000
    assert "Comme l’an dernier" in sentence(award.reasons[0], outcome.scenario, lexicon("fr"))


def test_a_fair_share_is_explained_as_one() -> None:
    fair = Leximin(kind="leximin", label=label("Équité"))
    outcome = allocate(scenario(envelopes=[envelope(60_000)], requests=[request("a", 90_000), request("b", 30_000, "B")], goals=[fair]))
    assert {award.reasons[0].because for award in awards(outcome)} == {Because.SERVED_LIKE_OTHERS}
    assert all("moins bien servie" in sentence(award.reasons[0], outcome.scenario, lexicon("fr")) for award in awards(outcome))


@pytest.mark.requirement("S3-06", "S3-07")
def test_completion_and_destinations_have_their_own_gaps() -> None:
    day = date(2024, 6, 30)
    rates = [
        Rate(recipient="A", programme="mhs", rate_basis_points=6_000, target_basis_points=6_000, as_of=day, fictitious=True),
        Rate.model_validate(
            {"recipient": "A", "programme": "mhs", "rate_basis_points": 3_000, "target_basis_points": 6_000}
            | {"as_of": day, "fictitious": True, "indicator": Indicator.COMPLETION}
        ),
        Rate.model_validate(
            {"recipient": "A", "programme": "mhs", "rate_basis_points": 1_000, "target_basis_points": 6_000}
            | {"as_of": day, "fictitious": True, "destination": "college"}
        ),
        Rate(recipient="B", programme="mhs", rate_basis_points=5_000, target_basis_points=6_000, as_of=day, fictitious=True),
    ]
    asked = [
        request("a", 10_000, "A", programme="mhs"),
        request("a-college", 10_000, "A", programme="mhs", destination="college"),
        request("b", 10_000, "B", programme="mhs"),
    ]

    def first_served(indicator: Indicator) -> set[str]:
        goal = VALUE.model_copy(update={"weighing": Weighing.NEED, "indicator": indicator})
        granted = amounts(allocate(scenario(envelopes=[envelope(10_000)], requests=asked, rates=rates, goals=[goal])))
        return {name for name, amount in granted.items() if amount}

    assert first_served(Indicator.PARTICIPATION) == {"a-college"}
    assert first_served(Indicator.COMPLETION) == {"a", "a-college"}


def test_a_promise_to_requests_that_nobody_may_fund_is_told_even_when_nothing_at_all_may_be_funded() -> None:
    rules = [rule(Floor, "promesse", amount_cents=5_000), rule(Period, "jours", from_on=YEAR.starts_on)]
    outcome = allocate(scenario(envelopes=[envelope(50_000)], requests=[request("r", 10_000)], rules=rules))
    assert isinstance(outcome, Impossible)
    assert "promesse" in outcome.conflict


def test_a_second_year_follows_its_own_first_year_and_nobody_else_s() -> None:
    follows = rule(Requires, "deux-ans", where={Attribute.TAG: ("an-2",)}, needs={Attribute.TAG: ("an-1",)}, per=(Attribute.RECIPIENT,))
    asked = [
        request("A1", 10_000, "A", tags=("an-1",), all_or_nothing=True, weight=1),
        request("A2", 10_000, "A", tags=("an-2",), weight=9),
        request("B1", 60_000, "B", tags=("an-1",), all_or_nothing=True, weight=1),
        request("B2", 10_000, "B", tags=("an-2",), weight=9),
    ]
    granted = amounts(allocate(scenario(envelopes=[envelope(30_000)], requests=asked, rules=[follows])))
    assert granted == {"A1": 10_000, "A2": 10_000, "B1": 0, "B2": 0}


def test_four_projects_of_twenty_six_are_accepted_and_the_others_say_why() -> None:
    four = rule(Count, "quatre-projets", exactly=4)
    asked = [request(f"p{number:02d}", 10_000, f"R{number:02d}", weight=1 + number % 7) for number in range(26)]
    outcome = allocate(scenario(envelopes=[envelope(1_000_000)], requests=asked, rules=[four]))
    refused = [award for award in awards(outcome) if award.amount_cents == 0]
    assert len(refused) == 22
    assert {award.reasons[0].because for award in refused} == {Because.NOT_CHOSEN}
    assert {award.reasons[0].rule for award in refused} == {"quatre-projets"}


@pytest.mark.requirement("S5-11", partial=True)
def test_one_bursary_for_each_school() -> None:
    one = rule(OneOf, "une-bourse", where={Attribute.NATURE: ("bursary",)}, per=(Attribute.RECIPIENT,))
    asked = [
        request(f"{school}{number}", 50_000, school, natures=("bursary",), all_or_nothing=True) for school in "ABC" for number in (1, 2)
    ]
    granted = amounts(allocate(scenario(envelopes=[envelope(500_000)], requests=asked, rules=[one])))
    assert sorted(granted.values()) == [0, 0, 0, 50_000, 50_000, 50_000]
    assert all(granted[f"{school}1"] + granted[f"{school}2"] == 50_000 for school in "ABC")


@pytest.mark.parametrize(
    ("key", "words"), [(KeyOf.REQUESTED, "Le moins servi : 45 %"), (KeyOf.ATTRIBUTE, "Le moins servi : 3,00 $ par unité")]
)
def test_a_level_is_said_in_its_own_measure(key: KeyOf, words: str) -> None:
    fair = Leximin(kind="leximin", label=label("Équité"), key=key, attribute="eleves")
    asked = [request("a", 100_000, "A"), request("b", 100_000, "B")]
    outcome = allocate(scenario(envelopes=[envelope(90_000)], requests=asked, goals=[fair], recipients=boards(A=100, B=200)))
    written = as_text(allocation_document(outcome, MADE), lexicon("fr"))
    assert words in written.replace("\u00a0", " ")
