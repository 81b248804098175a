"""Every kind of rule against every split in cents of tiny cases: what the rows allow is what the rule says, no more and no less."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from random import Random

import pytest

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.layout import laid_out
from fundalloc.allocation.model import Model
from fundalloc.allocation.outcome import Allocated, Impossible
from fundalloc.domain.rules import (
    Attribute,
    Band,
    Cap,
    Count,
    Earmark,
    Excludes,
    Fixed,
    Floor,
    Hold,
    KeyOf,
    OneOf,
    Ratio,
    Requires,
    Rule,
    ShareOf,
    Stability,
    Stacking,
)
from fundalloc.domain.scenario import Recipient, Scenario
from fundalloc.optimization.program import LinearProgram
from tests.making import envelope, label, request, rule, scenario

ASKED = {"a": 5, "b": 4, "c": 6}
OWNERS = {"a": "A", "b": "A", "c": "B"}
PUPILS = {"A": 3, "B": 2}
PREVIOUS = {"a": 2, "b": 3, "c": 4}
ENVELOPE = 11

Split = Mapping[str, int]
A = {Attribute.RECIPIENT: ("A",)}
B = {Attribute.RECIPIENT: ("B",)}
PER = (Attribute.RECIPIENT,)


def of(split: Split, owner: str) -> int:
    return sum(amount for name, amount in split.items() if OWNERS[name] == owner)


def total(split: Split) -> int:
    return sum(split.values())


def funded(split: Split, *names: str) -> int:
    return sum(split[name] > 0 for name in names)


CASES: Sequence[tuple[Rule, Callable[[Split], bool]]] = (
    (rule(Fixed, "fixe", where=B, amount_cents=3), lambda x: of(x, "B") == 3),
    (rule(Fixed, "fixe-part", where=A, share_basis_points=5_000, of=ShareOf.GRANTED), lambda x: abs(2 * of(x, "A") - total(x)) <= 1),
    (
        rule(Cap, "par-eleve", per=PER, amount_cents=2, per_unit_of="pupils"),
        lambda x: all(of(x, owner) <= 2 * PUPILS[owner] for owner in PUPILS),
    ),
    (
        rule(Floor, "au-moins-par-eleve", per=PER, amount_cents=1, per_unit_of="pupils"),
        lambda x: all(of(x, owner) >= PUPILS[owner] for owner in PUPILS),
    ),
    (
        rule(Cap, "formule", where=B, amount_cents=1, share_basis_points=2_500, of=ShareOf.GRANTED),
        lambda x: 4 * (of(x, "B") - 1) <= total(x),
    ),
    (
        rule(Band, "bande", per=PER, key=KeyOf.ATTRIBUTE, attribute="pupils", tolerance_basis_points=2_000),
        lambda x: all(80 * PUPILS[o] * total(x) <= 500 * of(x, o) <= 120 * PUPILS[o] * total(x) for o in PUPILS),
    ),
    (
        rule(Band, "parts-egales", per=PER, key=KeyOf.EQUAL, tolerance_basis_points=1_000),
        lambda x: all(90 * total(x) <= 200 * of(x, o) <= 110 * total(x) for o in PUPILS),
    ),
    (
        rule(Stability, "stabilite", per=PER, down_basis_points=2_000, up_basis_points=1_000),
        lambda x: 4 <= of(x, "A") <= 5 and 4 <= of(x, "B") <= 4,
    ),
    (
        rule(Ratio, "rapport", where=A, against=B, share_at_least_basis_points=5_000, share_at_most_basis_points=15_000),
        lambda x: of(x, "B") <= 2 * of(x, "A") <= 3 * of(x, "B"),
    ),
    (rule(Count, "deux", exactly=2), lambda x: funded(x, "a", "b", "c") == 2),
    (rule(OneOf, "une-seule", per=PER), lambda x: funded(x, "a", "b") <= 1),
    (
        rule(Requires, "exige", where=B, needs=A),
        lambda x: x["c"] == 0 or funded(x, "a", "b") == 2,
    ),
    (
        rule(Requires, "exige-une", where=B, needs=A, at_least=1),
        lambda x: x["c"] == 0 or funded(x, "a", "b") >= 1,
    ),
    (rule(Excludes, "exclut", where=B, others=A), lambda x: x["c"] == 0 or funded(x, "a", "b") == 0),
    (rule(Stacking, "cumul", where=B, share_basis_points=9_000), lambda x: x["c"] + 5 <= 9),
    (rule(Earmark, "reserve", envelope="E", where=B, amount_cents=4), lambda x: of(x, "A") <= ENVELOPE - 4),
    (rule(Earmark, "au-moins", envelope="E", where=B, share_basis_points=3_000, hold=Hold.AT_LEAST), lambda x: of(x, "B") >= 4),
    (rule(Earmark, "exactement", envelope="E", where=B, amount_cents=4, hold=Hold.EXACTLY), lambda x: of(x, "B") == 4),
)
IDS = [each.id for each, _ in CASES]


def tiny(rules: Sequence[Rule], weights: Mapping[str, int]) -> Scenario:
    more = {"c": {"project_cost_cents": 10, "other_public_cents": 5}}
    return scenario(
        envelopes=[envelope(ENVELOPE)],
        requests=[
            request(name, asked, OWNERS[name], weight=weights[name], previous_cents=PREVIOUS[name], **more.get(name, {}))
            for name, asked in ASKED.items()
        ],
        recipients=[Recipient(id=name, label=label(name), attributes={"pupils": pupils}) for name, pupils in PUPILS.items()],
        rules=rules,
    )


def splits() -> list[dict[str, int]]:
    every = product(*(range(asked + 1) for asked in ASKED.values()))
    return [split for amounts in every if total(split := dict(zip(ASKED, amounts, strict=True))) <= ENVELOPE]


@pytest.mark.parametrize(("kind", "allowed"), CASES, ids=IDS)
def test_the_rows_allow_what_the_rule_says_and_nothing_else(kind: Rule, allowed: Callable[[Split], bool]) -> None:
    model, program = laid_out(tiny([kind], dict.fromkeys(ASKED, 1)))
    for split in splits():
        values = [split[model.requests[column.request].id] for column in model.columns]
        values += [int(any(split[model.requests[place].id] for place in places)) for places in _of_choices(model, program)]
        assert (not program.broken_rows(values)) is allowed(split), split


def _of_choices(model: Model, program: LinearProgram) -> list[list[int]]:
    """Return the requests whose funding each choice column speaks of, in the columns' order."""
    spoken = {choice: [place] for place, choice in model.choices.items()}
    spoken |= {choice: model.requests_of(columns) for columns, choice in model.choices_among.items()}
    return [spoken[column] for column in range(len(model.columns), program.column_count)]


@pytest.mark.parametrize(("kind", "allowed"), CASES, ids=IDS)
def test_the_split_found_is_as_good_as_every_split_the_rule_allows(kind: Rule, allowed: Callable[[Split], bool]) -> None:
    random = Random(kind.id)
    for _ in range(3):
        weights = {name: random.choice((1, 2, 3)) for name in ASKED}
        possible = [sum(weights[name] * amount for name, amount in split.items()) for split in splits() if allowed(split)]
        match allocate(tiny([kind], weights)):
            case Allocated() as outcome:
                found = {award.request: award.amount_cents for award in outcome.awards}
                assert allowed(found)
                assert outcome.goals[0].value <= max(possible) <= outcome.goals[0].best_possible
                assert max(possible) - outcome.goals[0].value <= outcome.certificate.gap_cents
            case Impossible():
                assert not possible


PAIRS = [(first, second) for place, first in enumerate(CASES) for second in CASES[place + 1 :]]


@pytest.mark.parametrize("part", range(3))
def test_two_rules_together_allow_what_both_allow_and_quarrel_only_where_nothing_is_left(part: int) -> None:
    every = splits()
    quarrels = 0
    for (first, first_allows), (second, second_allows) in PAIRS[part::3]:
        rules = [first.model_copy(update={"id": "1"}), second.model_copy(update={"id": "2"})]
        weights = {"a": 1, "b": 3, "c": 2}
        worth = [_worth(weights, split) for split in every if first_allows(split) and second_allows(split)]
        match allocate(tiny(rules, weights)):
            case Allocated() as outcome:
                found = {award.request: award.amount_cents for award in outcome.awards}
                assert first_allows(found), (first.id, second.id)
                assert second_allows(found), (first.id, second.id)
                assert outcome.goals[0].value <= max(worth) <= outcome.goals[0].best_possible
                assert max(worth) - outcome.goals[0].value <= outcome.certificate.gap_cents
            case Impossible() as outcome:
                quarrels += 1
                assert not worth, (first.id, second.id)
                alone = [not any(allows(split) for split in every) for allows in (first_allows, second_allows)]
                assert {"1", "2"} <= set(outcome.conflict) or any(alone)
    assert quarrels


def _worth(weights: Mapping[str, int], split: Split) -> int:
    return sum(weights[name] * amount for name, amount in split.items())
