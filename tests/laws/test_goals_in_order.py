"""Goals beside each other: what one settled, the cents and the choices of the next keep."""

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated
from fundalloc.domain.goals import LeastCarried, Leximin, Nearness
from fundalloc.domain.rules import Attribute, Cap
from tests.making import GRANTED, envelope, label, request, rule, scenario

FAIR = Leximin(kind="leximin", label=label("Équité"))
NEAR = Nearness(kind="nearness", label=label("Comme l’an dernier"), per=(Attribute.REQUEST,))


def test_a_later_goal_does_not_undo_a_choice_that_serves_the_second_worst_better() -> None:
    """The worst-served can have nothing; the next has 4 of 6 with the project taken whole, and a third without it."""
    asked = [
        request("reste", 200, "B", previous_cents=100),
        request("projet", 400, "B", previous_cents=0, all_or_nothing=True),
        request("exclu", 100, "A", previous_cents=0),
    ]
    barred = rule(Cap, "exclu", where={Attribute.RECIPIENT: ("A",)}, amount_cents=0)
    outcome = allocate(scenario(envelopes=[envelope(400)], requests=asked, rules=[barred], goals=[FAIR, NEAR, GRANTED]))
    assert isinstance(outcome, Allocated)
    assert {award.request: award.amount_cents for award in outcome.awards} == {"exclu": 0, "projet": 400, "reste": 0}


def test_a_second_goal_to_stay_where_one_was_is_held_to_the_cent_across_envelopes() -> None:
    near = NEAR.model_copy(update={"per": (Attribute.RECIPIENT,)})
    own_years = LeastCarried(kind="least-carried", label=label("Sans report"))
    asked = [request("a", 3, "A"), request("b", 4, "A", previous_cents=5), request("c", 1, "B", previous_cents=1)]
    outcome = allocate(scenario(envelopes=[envelope(9), envelope(1, "F")], requests=asked, goals=[own_years, near]))
    assert isinstance(outcome, Allocated)
    of_a = sum(award.amount_cents for award in outcome.awards if award.recipient == "A")
    assert (of_a, outcome.total_cents) == (5, 6)
