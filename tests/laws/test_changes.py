"""What can be spent counts, then as few changes as can be, then as little moved as can be: as going through every answer finds it."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated
from fundalloc.allocation.proving import findings
from fundalloc.allocation.result import as_document
from fundalloc.domain.goals import FewestChanges, Nearness, UsableValue, Weighing
from fundalloc.domain.rules import Attribute, KeyOf, Rule, SmallestChange
from fundalloc.domain.scenario import Request, Scenario
from fundalloc.lexicon import lexicon
from tests.making import envelope, label, request, rule, scenario

LINE = (Attribute.REQUEST,)
USABLE = UsableValue(kind="usable-value", label=label("Utile"), attribute="usable", weighing=Weighing.PRIORITY)
FEWEST = FewestChanges(kind="fewest-changes", label=label("Peu de changements"), per=LINE, attribute="before")
LEAST = Nearness(kind="nearness", label=label("Peu d’argent"), per=LINE, key=KeyOf.PREVIOUS, attribute="before")

lines = st.lists(
    st.builds(
        lambda weight, asked, usable, before, paid: (weight, asked, min(usable, asked), min(before, asked), min(paid, before, asked)),
        st.integers(1, 3),
        st.integers(1, 6),
        st.integers(0, 6),
        st.integers(0, 6),
        st.integers(0, 3),
    ),
    min_size=2,
    max_size=4,
)


def steered(those: list[tuple[int, int, int, int, int]], least: int) -> Scenario:
    requests = [
        request(f"r{place}", asked, weight=weight, attributes={"usable": usable, "before": before}, paid_cents=paid)
        for place, (weight, asked, usable, before, paid) in enumerate(those)
    ]
    money = max(1, sum(before for _, _, _, before, _ in those))
    return scenario(envelopes=[envelope(money)], requests=requests, goals=(USABLE, FEWEST, LEAST), rules=[smallest(least)])


def smallest(cents: int) -> Rule:
    return rule(SmallestChange, "petit", per=LINE, attribute="before", amount_cents=cents)


def best(requests: tuple[Request, ...], money: int, least: int) -> tuple[int, int, int]:
    """Go through every answer: the value of what can be spent, then changes and money moved, both told as less than nothing."""
    return max(
        (
            sum(each.weight * min(cents, each.attributes["usable"]) for each, cents in zip(requests, given_cents, strict=True)),
            -sum(cents != each.attributes["before"] for each, cents in zip(requests, given_cents, strict=True)),
            -sum(abs(cents - each.attributes["before"]) for each, cents in zip(requests, given_cents, strict=True)),
        )
        for given_cents in product(*(range(each.paid_cents, each.amount_cents + 1) for each in requests))
        if sum(given_cents) <= money and all(moved == 0 or moved >= least for moved in _moved(requests, given_cents))
    )


def _moved(requests: tuple[Request, ...], given_cents: tuple[int, ...]) -> list[int]:
    return [abs(cents - each.attributes["before"]) for each, cents in zip(requests, given_cents, strict=True)]


@settings(max_examples=60, deadline=None)
@given(lines, st.integers(0, 3))
def test_value_then_changes_then_money_moved_are_as_good_as_any_answer_can_make_them(
    those: list[tuple[int, int, int, int, int]], least: int
) -> None:
    asked = steered(those, least)
    outcome = allocate(asked)
    assert isinstance(outcome, Allocated)
    assert tuple(int(goal.value) for goal in outcome.goals) == best(asked.requests, asked.envelopes[0].amount_cents, least)
    assert not list(findings(as_document(outcome, lexicon("fr"))))
