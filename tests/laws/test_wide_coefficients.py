"""Keys and amounts without a common divisor make coefficients of thirteen digits: cents come out proved all the same."""

import json
from random import Random

import pytest

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated, Impossible
from fundalloc.allocation.proving import findings
from fundalloc.allocation.result import as_document
from fundalloc.domain.rules import Attribute, Band, Cap, Fixed, KeyOf
from fundalloc.domain.scenario import Recipient
from fundalloc.lexicon import lexicon
from tests.making import envelope, label, request, rule, scenario

BOARDS = "ABCDEFGH"


@pytest.mark.parametrize(("key", "seed"), [(KeyOf.REQUESTED, 1), (KeyOf.PREVIOUS, 0)])
def test_parts_stay_beside_a_key_in_cents_however_odd_the_amounts(key: KeyOf, seed: int) -> None:
    random = Random(seed)
    asked = [
        request(
            f"r{place:02d}",
            (cents := random.randrange(10_000_00, 900_000_00)),
            BOARDS[place % 8],
            weight=random.randrange(1, 6),
            previous_cents=cents // 3 + random.randrange(1_000),
        )
        for place in range(16)
    ]
    rules = [
        rule(Band, "bande", key=key, tolerance_basis_points=333),
        rule(Cap, "plafond", where={Attribute.RECIPIENT: ("A",)}, amount_cents=1_234_567_89),
    ]
    outcome = allocate(scenario(envelopes=[envelope(sum(each.amount_cents for each in asked) // 2 + 1)], requests=asked, rules=rules))
    assert isinstance(outcome, Allocated)
    received = dict.fromkeys(BOARDS, 0)
    keys = dict.fromkeys(BOARDS, 0)
    for award in outcome.awards:
        received[award.recipient] += award.amount_cents
    for each in asked:
        keys[each.recipient] += each.amount_cents if key is KeyOf.REQUESTED else each.previous_cents or 0
    whole, total = sum(keys.values()), outcome.total_cents
    assert total > 0
    for board in BOARDS:
        assert 9_667 * keys[board] * total <= 10_000 * whole * received[board] <= 10_333 * keys[board] * total
    assert findings(json.loads(json.dumps(as_document(outcome, lexicon("fr"))))) == []


def test_a_repair_is_found_however_far_a_rule_is_from_what_can_be() -> None:
    asked = [request(name.lower(), 666_752, name) for name in "ABC"]
    owners = [Recipient(id=name, label=label(name), attributes={"eleves": 91_811}) for name in "ABC"]
    much = rule(Fixed, "par-eleve", per=(Attribute.RECIPIENT,), amount_cents=142_890, per_unit_of="eleves")
    outcome = allocate(scenario(envelopes=[envelope(2_600_241)], requests=asked, recipients=owners, rules=[much]))
    assert isinstance(outcome, Impossible)
    assert outcome.conflict == ("par-eleve",)
    (repair,) = outcome.repair
    assert 0 <= repair.by - 3 * (142_890 * 91_811 - 666_752) <= 3 * 4_096
