"""Variants answered side by side are what each gives alone: same cents, same goals, same certificate."""

from random import Random

import pytest

from benchmarks.allocation import scenario_of
from fundalloc.allocation.engine import InTurn, split
from fundalloc.allocation.model import Model
from fundalloc.allocation.variants import splits
from fundalloc.domain.rules import Attribute, Cap, Fixed, Floor, ShareOf
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Refusal
from fundalloc.optimization.program import LinearProgram
from fundalloc.sweeps.knobs import Knob, knobs_of, turned
from tests.laws.scenarios import crossing
from tests.making import GRANTED, VALUE, envelope, request, rule, scenario

PURPOSES = ("operating", "development")


def nested(seed: int, *, size: int = 12) -> Scenario:
    """Return a scenario whose rules lie one inside the other, with many ties, and amounts of few values."""
    chance = Random(seed)
    largest = chance.choice((7, 100, 50_000, 10_000_000_00))
    asked = [
        request(
            f"r{number:03d}",
            chance.choice((largest, max(1, largest // 3), chance.randrange(0, largest + 1))),
            recipient=chance.choice("ABCD"),
            purpose=chance.choice(PURPOSES),
            weight=chance.choice((0, 1, 1, 2, 3)),
            paid_cents=0,
        )
        for number in range(size)
    ]
    total = sum(each.amount_cents for each in asked)
    envelopes = [envelope(max(1, total * chance.choice((3, 5, 8)) // 10))]
    if chance.random() < 0.3:
        envelopes.append(envelope(max(1, total // 5), "F", recipients=("A", "B")))
    recipient, both = (Attribute.RECIPIENT,), (Attribute.RECIPIENT, Attribute.PURPOSE)
    rules = [
        rule(Cap, "plafond", per=recipient, share_basis_points=chance.choice((4_000, 6_667)), of=ShareOf.REQUESTED),
        rule(
            Floor, "plancher", per=chance.choice((recipient, both)), share_basis_points=chance.choice((0, 333, 1_500)), of=ShareOf.REQUESTED
        ),
        rule(Cap, "interne", per=both, amount_cents=max(1, largest * chance.choice((1, 2)))),
        rule(Cap, "part", per=recipient, share_basis_points=chance.choice((2_500, 5_000)), of=ShareOf.ENVELOPE),
        rule(Fixed, "fixe", where={Attribute.RECIPIENT: ("A",)}, share_basis_points=1_000, of=ShareOf.REQUESTED),
    ]
    goals = chance.choice(((VALUE,), (VALUE, GRANTED), (GRANTED,)))
    return scenario(envelopes=envelopes, requests=asked, rules=chance.sample(rules, chance.randrange(0, 5)), goals=goals)


def varied(made: Scenario, seed: int, count: int) -> list[Scenario]:
    """Return variants of a scenario, of its envelopes and rules in most, of its requests too in some."""
    chance, knobs = Random(seed), knobs_of(made)
    parts = chance.choice(({"envelopes"}, {"envelopes", "rules"}, {"envelopes", "rules", "requests"}))
    chosen = [knob for knob in knobs if knob.part in parts and knob.field != "weight"]
    return [turned(made, {knob: _moved(knob, chance) for knob in chosen if chance.random() < 0.5}) for _ in range(count)]


def _moved(knob: Knob, chance: Random) -> int:
    return knob.present * chance.choice((9_000, 9_900, 10_100, 11_500)) // 10_000 + chance.choice((0, 0, 1))


def alone(made: Scenario) -> object:
    """Return what a scenario gives alone, a refusal by its code."""
    try:
        return split(made)
    except Refusal as refusal:
        return refusal.code


@pytest.mark.parametrize("seed", range(16))
def test_variants_of_nested_rules_are_what_each_gives_alone(seed: int) -> None:
    made = nested(seed)
    variants = varied(made, seed, 4)
    for found, variant in zip(splits(made, variants), variants, strict=True):
        assert (found.code if isinstance(found, Refusal) else found) == alone(variant)


@pytest.mark.parametrize("seed", range(6))
def test_variants_of_crossing_rules_are_what_each_gives_alone(seed: int) -> None:
    made = crossing(seed, choices=seed % 3 == 0)
    variants = varied(made, seed, 3)
    for found, variant in zip(splits(made, variants), variants, strict=True):
        assert (found.code if isinstance(found, Refusal) else found) == alone(variant)


def test_nested_variants_are_seldom_asked_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    made = scenario_of(60)
    (whole,) = made.envelopes
    variants = [
        made.model_copy(update={"envelopes": (whole.model_copy(update={"amount_cents": whole.amount_cents * part // 100}),)})
        for part in range(60, 100, 2)
    ]
    asked: list[object] = []
    split_in_turn = InTurn.split

    def counted(in_turn: InTurn, model: Model, program: LinearProgram) -> object:
        asked.append(model)
        return split_in_turn(in_turn, model, program)

    monkeypatch.setattr(InTurn, "split", counted)
    splits(made, variants)
    assert len(asked) <= 1
