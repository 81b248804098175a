"""What one more dollar brings, and how far that stays true."""

from fractions import Fraction

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated, RuleState
from fundalloc.domain.goals import Leximin
from fundalloc.domain.rules import AllOrNothing, Attribute, Cap, Floor
from fundalloc.domain.scenario import Scenario
from fundalloc.lexicon import lexicon
from fundalloc.reports.allocation.document import allocation_document
from fundalloc.reports.plain import as_text
from tests.laws.scenarios import crossing
from tests.making import envelope, label, request, rule, scenario
from tests.reporting import MADE


def states(given: Scenario) -> dict[str, RuleState]:
    outcome = allocate(given)
    assert isinstance(outcome, Allocated)
    return {state.id: state for state in outcome.rules}


def first_goal(given: Scenario) -> Fraction:
    outcome = allocate(given)
    assert isinstance(outcome, Allocated)
    return outcome.goals[0].value


def capped(cap_cents: int) -> Scenario:
    rules = [rule(Cap, "plafond-A", where={Attribute.RECIPIENT: ("A",)}, amount_cents=cap_cents)]
    asked = [request("a", 60_000_00, "A", weight=3), request("b", 100_000_00, "B", weight=1)]
    return scenario(envelopes=[envelope(80_000_00)], requests=asked, rules=rules)


def test_a_dollar_of_room_is_worth_what_it_displaces_until_the_request_is_met() -> None:
    state = states(capped(20_000_00))["plafond-A"]
    assert state.price == 2
    assert state.steady is not None
    assert (state.steady.looser, state.steady.tighter) == (40_000_00, 20_000_00)
    before = first_goal(capped(20_000_00))
    assert first_goal(capped(60_000_00)) - before == 2 * 40_000_00
    assert first_goal(capped(60_000_01)) - before == 2 * 40_000_00, "a cent further brings nothing more"


def test_a_floor_costs_what_it_displaces_and_says_how_far_it_may_go_down() -> None:
    rules = [rule(Floor, "plancher-B", where={Attribute.RECIPIENT: ("B",)}, amount_cents=30_000_00)]
    asked = [request("a", 60_000_00, "A", weight=3), request("b", 100_000_00, "B", weight=1)]
    state = states(scenario(envelopes=[envelope(80_000_00)], requests=asked, rules=rules))["plancher-B"]
    assert state.price == 2
    assert state.steady is not None
    assert state.steady.looser == 10_000_00, "below 20 000 $, everybody the envelope can serve before B is served"


def test_a_price_beside_all_or_nothing_says_that_choices_were_held() -> None:
    rules = [
        rule(Cap, "plafond-A", where={Attribute.RECIPIENT: ("A",)}, amount_cents=20_000_00),
        rule(AllOrNothing, "bourse", where={Attribute.REQUEST: ("c",)}),
    ]
    asked = [request("a", 60_000_00, "A", weight=3), request("b", 100_000_00, "B"), request("c", 5_000_00, "C", weight=2)]
    assert states(scenario(envelopes=[envelope(80_000_00)], requests=asked, rules=rules))["plafond-A"].choices_held


def test_under_fair_levels_a_dollar_of_room_raises_the_worst_served() -> None:
    fair = Leximin(kind="leximin", label=label("Équité"))
    rules = [rule(Cap, "plafond-gestion", where={Attribute.RECIPIENT: ("A", "B")}, amount_cents=30_000_00)]
    asked = [request("a", 60_000_00, "A"), request("b", 90_000_00, "B"), request("c", 50_000_00, "C")]
    outcome = allocate(scenario(envelopes=[envelope(150_000_00)], requests=asked, rules=rules, goals=[fair]))
    assert isinstance(outcome, Allocated)
    assert outcome.goals[0].value == Fraction(1, 5)
    (state,) = outcome.rules
    assert state.price == Fraction(1, 150_000), "A and B ask 150 000 $ together"
    assert state.steady is not None
    assert state.steady.looser == 82_500_00, "C and the two others then share the envelope alike, at 75 %"
    told = " ".join(as_text(allocation_document(outcome, MADE), lexicon("fr")).split())
    assert (
        "1 500,00 $ de plus relèvent d’un point de pourcentage les moins bien servis, tant qu’on ne desserre pas de plus de 82 500,00 $"
        in told
    )


def test_prices_are_never_negative_and_their_ranges_never_backwards() -> None:
    priced = 0
    for seed in range(40):
        outcome = allocate(crossing(seed))
        if isinstance(outcome, Allocated):
            for state in outcome.rules:
                assert state.price is None or state.price >= 0
                if state.steady is not None:
                    priced += 1
                    assert state.price
                    assert all(end is None or end >= 0 for end in (state.steady.tighter, state.steady.looser))
    assert priced > 10
