"""When no split is possible: each rule named is needed, and what is proposed is enough, is the cheapest, and spares statutory rules."""

from collections.abc import Sequence
from random import Random

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated, Impossible, Repair
from fundalloc.cli.allocate import quarrel
from fundalloc.domain.base import Id
from fundalloc.domain.rules import (
    Attribute,
    Band,
    Cap,
    CarryForward,
    Count,
    Eligibility,
    Fixed,
    Floor,
    KeyOf,
    Matching,
    Rule,
    Selector,
    ShareOf,
)
from fundalloc.domain.scenario import Request, Scenario
from fundalloc.lexicon import lexicon
from tests.making import YEAR, envelope, request, rule, scenario

NEXT = YEAR.model_copy(
    update={"id": "2025-2026", "starts_on": YEAR.starts_on.replace(year=2025), "ends_on": YEAR.ends_on.replace(year=2026)}
)
TAGGED: Selector = {Attribute.TAG: ("x",)}
LATER: Selector = {Attribute.FISCAL_YEAR: (NEXT.id,)}
BURSARIES: Selector = {Attribute.TAG: ("bourse",)}


def impossible(given: Scenario) -> Impossible:
    outcome = allocate(given)
    assert isinstance(outcome, Impossible)
    return outcome


def without(given: Scenario, names: set[Id]) -> Scenario:
    return given.model_copy(update={"rules": tuple(each for each in given.rules if each.id not in names)})


def with_doors(seed: int) -> Scenario:
    """Make two years, an envelope larger than all requests, and promises beside doors that reports open and other rules close."""
    random = Random(seed)
    asked = [
        request(
            f"r{number}",
            random.randrange(100, 900),
            random.choice("AB"),
            fiscal_year=random.choice((YEAR.id, NEXT.id)),
            tags=random.choice(((), ("x",))),
            project_cost_cents=2_000,
            partner_cash_cents=random.choice((0, 600)),
        )
        for number in range(5)
    ]
    promised = random.choice((TAGGED, LATER, {Attribute.RECIPIENT: ("A",)}))
    kinds: Sequence[Rule] = (
        rule(CarryForward, "report", envelope="E", to_year=NEXT.id, share_basis_points=random.choice((100, 400, 1_800))),
        rule(CarryForward, "report-x", where=TAGGED, envelope="E", to_year=NEXT.id, share_basis_points=200),
        rule(Eligibility, "aval", where=random.choice((TAGGED, LATER)), envelopes=random.choice(((), ("F",))), statutory=True),
        rule(Matching, "contrepartie", where={Attribute.RECIPIENT: ("B",)}, share_basis_points=4_000),
        rule(Floor, "promesse", where=promised, amount_cents=random.choice((300, 900))),
        rule(Floor, "part", per=(Attribute.RECIPIENT,), share_basis_points=2_000, of=ShareOf.REQUESTED),
        rule(Fixed, "fixe", where={Attribute.RECIPIENT: ("A",)}, amount_cents=400, statutory=True),
        rule(Count, "trois", at_least=3),
    )
    made = scenario(
        envelopes=[envelope(5_000), envelope(300, "F", fiscal_year=NEXT.id)],
        requests=asked,
        rules=random.sample(kinds, random.randrange(2, 6)),
    )
    return made.model_copy(update={"fiscal_years": (YEAR, NEXT)})


def test_a_rule_that_opens_or_closes_doors_is_named_only_where_the_quarrel_needs_it() -> None:
    quarrels = 0
    for seed in range(60):
        given = with_doors(seed)
        outcome = allocate(given)
        if not isinstance(outcome, Impossible):
            continue
        quarrels += 1
        own = without(given, {each.id for each in given.rules} - set(outcome.conflict))
        if "F" not in outcome.conflict:
            own = own.model_copy(update={"envelopes": (own.envelopes[0], envelope(5_000, "F", fiscal_year=NEXT.id))})
        assert isinstance(allocate(own), Impossible), seed
        for name in {each.id for each in own.rules}:
            assert isinstance(allocate(without(own, {name})), Allocated), (seed, outcome.conflict, name)
    assert quarrels > 10


def test_a_share_carried_forward_that_has_no_part_in_the_quarrel_is_left_out_of_it() -> None:
    asked = [request("tard", 500, fiscal_year=NEXT.id)]
    rules = [
        rule(CarryForward, "report", envelope="E", to_year=NEXT.id, share_basis_points=2_500),
        rule(Floor, "promesse", amount_cents=400),
    ]
    given = scenario(envelopes=[envelope(1_000)], requests=asked, rules=rules).model_copy(update={"fiscal_years": (YEAR, NEXT)})
    outcome = impossible(given)
    assert outcome.conflict == ("promesse",), "without the report nothing at all could be carried"
    assert sum(each.by for each in outcome.repair) == 150


def _bursaries(rules: Sequence[Rule]) -> Scenario:
    asked: list[Request] = [request("b1", 50_000, tags=("bourse",)), request("autre", 50_000)]
    return scenario(envelopes=[envelope(200_000)], requests=asked, rules=rules)


def test_a_negotiable_rule_that_closes_a_door_gives_way_rather_than_a_statutory_promise() -> None:
    promise = rule(Floor, "promesse", where=BURSARIES, amount_cents=30_000, statutory=True)
    closed = rule(Eligibility, "aval", where=BURSARIES)
    outcome = impossible(_bursaries([promise, closed]))
    assert outcome.conflict == ("aval", "promesse")
    assert outcome.repair == (Repair(rule="aval", by=30_000, in_cents=True, opens=True),)
    told = quarrel(outcome, lexicon("fr"), "Impossible")
    assert any("admettre 300,00\u00a0$ que «\u00a0aval\u00a0» écarte" in line for line in told), told


def test_a_negotiable_promise_gives_way_rather_than_a_statutory_door() -> None:
    promise = rule(Floor, "promesse", where=BURSARIES, amount_cents=30_000)
    closed = rule(Eligibility, "aval", where=BURSARIES, statutory=True)
    assert impossible(_bursaries([promise, closed])).repair == (Repair(rule="promesse", by=30_000, in_cents=True),)


def test_partners_that_bring_too_little_are_let_in_rather_than_a_statutory_promise_broken() -> None:
    promise = rule(Floor, "promesse", amount_cents=80_000, statutory=True)
    partners = rule(Matching, "contrepartie", share_basis_points=2_000)
    asked = [request("a", 90_000, project_cost_cents=100_000, partner_cash_cents=10_000)]
    outcome = impossible(scenario(envelopes=[envelope(200_000)], requests=asked, rules=[promise, partners]))
    assert outcome.repair == (Repair(rule="contrepartie", by=40_000, in_cents=True, opens=True),)


def test_a_statutory_rule_bends_only_by_what_the_negotiable_ones_leave() -> None:
    rules = [
        rule(Floor, "legale", amount_cents=90_000, statutory=True),
        rule(Cap, "negociable", where={Attribute.REQUEST: ("a",)}, amount_cents=10_000),
    ]
    asked = [request("a", 40_000), request("b", 30_000)]
    outcome = impossible(scenario(envelopes=[envelope(200_000)], requests=asked, rules=rules))
    assert outcome.repair == (
        Repair(rule="legale", by=20_000, in_cents=True),
        Repair(rule="negociable", by=30_000, in_cents=True),
    ), "the statutory promise gives up what nobody asks, and not what the negotiable rule could give"


def test_a_band_costs_by_the_cent_like_any_other_rule() -> None:
    """Three nearly equal parts, of which one is promised ten times what the others may have: it may have 105 beside 100 and 100."""
    asked = [request(name.lower(), 90_000, name) for name in "ABC"]
    rules = [
        rule(Band, "parts", key=KeyOf.EQUAL, tolerance_basis_points=333),
        rule(Floor, "promesse", where={Attribute.RECIPIENT: ("A",)}, amount_cents=1_000),
        rule(Cap, "au-plus", where={Attribute.RECIPIENT: ("B", "C")}, per=(Attribute.RECIPIENT,), amount_cents=100, statutory=True),
    ]
    outcome = impossible(scenario(envelopes=[envelope(200_000)], requests=asked, rules=rules))
    assert sum(each.by for each in outcome.repair) <= 895, "as much as the promise would give up alone"
