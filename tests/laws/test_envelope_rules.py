"""Rules that speak of an envelope, or hold for each of them, against every split in cents between two: they see what each one gives."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product

import pytest

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated
from fundalloc.domain.rules import (
    AllOrNothing,
    Attribute,
    Band,
    Cap,
    Count,
    CountOf,
    Excludes,
    Floor,
    KeyOf,
    MinimumIfFunded,
    OneOf,
    Requires,
    Rule,
    Stacking,
)
from fundalloc.domain.scenario import Scenario
from tests.making import envelope, request, rule, scenario

ASKED = {"a": 4, "b": 3, "c": 3}
OWNERS = {"a": "A", "b": "A", "c": "B"}
DOORS = {"a": ("E", "F"), "b": ("E",), "c": ("F",)}
TAGS = {"a": ("x", "y"), "b": ("x",), "c": ("y",)}
ENVELOPES = {"E": 5, "F": 5}
WEIGHTS = {"a": 2, "b": 3, "c": 1}

Split = Mapping[tuple[str, str], int]
FROM_E, FROM_F = {Attribute.ENVELOPE: ("E",)}, {Attribute.ENVELOPE: ("F",)}
EACH = (Attribute.ENVELOPE,)


def to(split: Split, name: str) -> int:
    return sum(cents for (request, _), cents in split.items() if request == name)


def given(split: Split, envelope_id: str) -> int:
    """Count the requests that receive something from an envelope."""
    return sum(cents > 0 for (_, drawn), cents in split.items() if drawn == envelope_id)


CASES: Sequence[tuple[Rule, Callable[[Split], bool]]] = (
    (rule(Count, "une-de-F", where=FROM_F, at_most=1), lambda x: given(x, "F") <= 1),
    (rule(Count, "deux-de-chacune", per=EACH, exactly=2), lambda x: given(x, "E") == 2 == given(x, "F")),
    (rule(Count, "deux-de-E", where=FROM_E, per=EACH, at_least=2), lambda x: given(x, "E") >= 2),
    (
        rule(Count, "un-organisme-de-chacune", per=EACH, counting=CountOf.RECIPIENTS, at_most=1),
        lambda x: not (x["a", "F"] and x["c", "F"]),
    ),
    (rule(OneOf, "une-seule-de-chacune", per=EACH), lambda x: given(x, "E") <= 1 and given(x, "F") <= 1),
    (rule(AllOrNothing, "entieres-de-F", where=FROM_F), lambda x: to(x, "a") in {0, 4} and to(x, "c") in {0, 3}),
    (rule(MinimumIfFunded, "deux-si-F", where=FROM_F, amount_cents=2), lambda x: to(x, "a") != 1 and to(x, "c") != 1),
    (
        rule(Excludes, "F-exclut-E", where=FROM_F, others=FROM_E),
        lambda x: (x["a", "F"] == 0 or x["b", "E"] == 0) and (x["c", "F"] == 0 or x["a", "E"] == x["b", "E"] == 0),
    ),
    (
        rule(Requires, "F-exige-F", where={Attribute.REQUEST: ("c",)}, needs={Attribute.REQUEST: ("a",)}, per=EACH),
        lambda x: x["c", "F"] == 0 or x["a", "F"] > 0,
    ),
    (
        rule(Band, "parts-egales-de-F", where=FROM_F, key=KeyOf.EQUAL, tolerance_basis_points=0),
        lambda x: x["a", "F"] == x["c", "F"],
    ),
    (rule(Stacking, "cumul-de-F", where=FROM_F, share_basis_points=5_000), lambda x: to(x, "a") <= 2 and to(x, "c") <= 1),
    (
        rule(Cap, "par-etiquette-nommee", where={Attribute.TAG: ("x",)}, per=(Attribute.TAG,), amount_cents=5),
        lambda x: to(x, "a") + to(x, "b") <= 5,
    ),
    (
        rule(Floor, "au-moins-de-chaque-nommee", where={Attribute.TAG: ("x",)}, per=(Attribute.TAG,), amount_cents=6),
        lambda x: to(x, "a") + to(x, "b") >= 6,
    ),
)


def two_envelopes(kind: Rule) -> Scenario:
    return scenario(
        envelopes=[envelope(cents, name) for name, cents in ENVELOPES.items()],
        requests=[
            request(
                name,
                asked,
                OWNERS[name],
                weight=WEIGHTS[name],
                envelopes=DOORS[name],
                tags=TAGS[name],
                project_cost_cents=asked,
            )
            for name, asked in ASKED.items()
        ],
        rules=[kind],
    )


def splits() -> list[dict[tuple[str, str], int]]:
    amounts = [(name, drawn) for name, doors in DOORS.items() for drawn in doors]
    every = (dict(zip(amounts, cents, strict=True)) for cents in product(*(range(ASKED[name] + 1) for name, _ in amounts)))
    return [
        split
        for split in every
        if all(to(split, name) <= asked for name, asked in ASKED.items())
        and all(sum(cents for (_, drawn), cents in split.items() if drawn == name) <= most for name, most in ENVELOPES.items())
    ]


@pytest.mark.parametrize(("kind", "allowed"), CASES, ids=[kind.id for kind, _ in CASES])
def test_a_rule_about_envelopes_sees_what_each_one_gives(kind: Rule, allowed: Callable[[Split], bool]) -> None:
    outcome = allocate(two_envelopes(kind))
    assert isinstance(outcome, Allocated)
    found = {(award.request, award.envelope): award.amount_cents for award in outcome.awards if award.envelope}
    every = [split for split in splits() if allowed(split)]
    assert found in every
    assert sum(WEIGHTS[name] * cents for (name, _), cents in found.items()) == max(
        sum(WEIGHTS[name] * cents for (name, _), cents in split.items()) for split in every
    )


def test_an_amount_that_a_count_kept_from_one_envelope_says_so_and_the_other_does_not() -> None:
    outcome = allocate(two_envelopes(rule(Count, "une-de-F", where=FROM_F, at_most=0)))
    assert isinstance(outcome, Allocated)
    told = {(award.request, award.envelope): {reason.rule for reason in award.reasons} for award in outcome.awards}
    assert told["a", "F"] == told["c", "F"] == {"une-de-F"}
    assert told["a", "E"] == {None}
