"""Random scenarios of every kind of rule and goal together: proved from their files, and the same cents whatever the order of rows."""

import json
from collections.abc import Callable
from random import Random

import pytest

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated, Impossible
from fundalloc.allocation.proving import findings
from fundalloc.allocation.result import as_document
from fundalloc.domain.goals import Goal, Leximin, Nearness
from fundalloc.domain.rules import (
    AllOrNothing,
    Attribute,
    Band,
    Cap,
    Earmark,
    Excludes,
    Floor,
    Hold,
    KeyOf,
    OneOf,
    Ratio,
    Requires,
    Rule,
    Selector,
    ShareOf,
    Stability,
    Stacking,
)
from fundalloc.domain.scenario import Recipient, Scenario
from fundalloc.lexicon import lexicon
from tests.making import GRANTED, VALUE, envelope, label, request, rule, scenario

OWNERS = ("A", "B", "C", "D")
PER = (Attribute.RECIPIENT,)
SEEDS = range(45)


def _some(random: Random) -> Selector:
    return {Attribute.TAG: (random.choice(("x", "y")),)}


KINDS: tuple[Callable[[Random, str], Rule], ...] = (
    lambda r, i: rule(Cap, i, per=PER, amount_cents=r.randrange(50, 300), per_unit_of="pupils"),
    lambda r, i: rule(Cap, i, where=_some(r), amount_cents=500, share_basis_points=r.choice((3_333, 5_000)), of=ShareOf.GRANTED),
    lambda r, i: rule(Floor, i, per=PER, share_basis_points=r.choice((500, 1_500)), of=ShareOf.REQUESTED),
    lambda r, i: rule(
        Band, i, key=r.choice((KeyOf.EQUAL, KeyOf.PREVIOUS, KeyOf.REQUESTED)), tolerance_basis_points=r.choice((3_000, 7_000))
    ),
    lambda r, i: rule(Stability, i, down_basis_points=r.choice((4_000, 9_000)), up_basis_points=r.choice((500, 5_000))),
    lambda r, i: rule(Ratio, i, where=_some(r), against=_some(r), share_at_most_basis_points=r.choice((8_000, 15_000))),
    lambda r, i: rule(Earmark, i, envelope="E", where=_some(r), share_basis_points=1_000, hold=r.choice(tuple(Hold))),
    lambda r, i: rule(Stacking, i, share_basis_points=r.choice((6_000, 9_000))),
    lambda r, i: rule(OneOf, i, where=_some(r), per=PER),
    lambda r, i: rule(Requires, i, where={Attribute.TAG: ("x",)}, needs={Attribute.TAG: ("y",)}, at_least=r.choice((1, 2))),
    lambda r, i: rule(Excludes, i, where={Attribute.REQUEST: ("r00", "r01")}, others=_some(r)),
    lambda r, i: rule(AllOrNothing, i, where=_some(r)),
)
GOALS: tuple[tuple[Goal, ...], ...] = (
    (VALUE, GRANTED),
    (Leximin(kind="leximin", label=label("équité")),),
    (Leximin(kind="leximin", label=label("équité"), per=(Attribute.TAG,)), VALUE),
    (Nearness(kind="nearness", label=label("proximité"), per=(Attribute.REQUEST,)), GRANTED),
    (VALUE, Leximin(kind="leximin", label=label("équité"), key=KeyOf.ATTRIBUTE, attribute="pupils")),
)


def mixed(seed: int) -> Scenario:
    random = Random(seed)
    asked = [
        request(
            f"r{number:02d}",
            amount := random.choice((3_000, 6_000, random.randrange(1, 9_000))),
            random.choice(OWNERS),
            weight=random.choice((1, 1, 2, 5)),
            tags=tuple(sorted(random.sample(("x", "y"), random.randrange(3)))),
            previous_cents=random.choice((None, amount // 2, amount)),
            project_cost_cents=2 * amount,
            other_public_cents=amount // random.choice((2, 4)),
        )
        for number in range(random.randrange(5, 11))
    ]
    total = sum(each.amount_cents for each in asked)
    return scenario(
        envelopes=[envelope(total * random.choice((4, 6, 8)) // 10), envelope(total // 10, "F")],
        requests=asked,
        recipients=[Recipient(id=name, label=label(name), attributes={"pupils": random.randrange(5, 60)}) for name in OWNERS],
        rules=[random.choice(KINDS)(random, f"r{number}") for number in range(random.randrange(1, 4))],
        goals=random.choice(GOALS),
    )


def _turned(given: Scenario) -> Scenario:
    return given.model_copy(update={name: getattr(given, name)[::-1] for name in ("requests", "recipients", "rules", "envelopes")})


@pytest.mark.parametrize("part", range(3))
def test_every_kind_together_is_proved_and_does_not_depend_on_the_order_of_rows(part: int) -> None:
    found = 0
    for seed in SEEDS[part::3]:
        first, second = allocate(mixed(seed)), allocate(_turned(mixed(seed)))
        match first, second:
            case Allocated(), Allocated():
                found += 1
                assert first.awards == second.awards, seed
                assert findings(json.loads(json.dumps(as_document(first, lexicon("fr"))))) == [], seed
            case Impossible(), Impossible():
                assert (first.conflict, first.repair) == (second.conflict, second.repair), seed
            case _:
                pytest.fail(f"seed {seed}: one order has an answer and the other has none")
    assert found
