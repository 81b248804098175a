"""Random scenarios with crossing rules and many ties, for laws and benchmarks: the same seed makes the same scenario."""

from random import Random

from fundalloc.domain.rules import AllOrNothing, Attribute, Cap, Count, CountOf, Floor, MinimumIfFunded, Rule, ShareOf
from fundalloc.domain.scenario import Recipient, Request, Scenario
from tests.making import envelope, label, request, rule, scenario

RECIPIENTS = ("A", "B", "C", "D")
ORDERS = {"A": "college", "B": "college", "C": "board", "D": "board"}
PURPOSES = ("operating", "development")
TAGS = ("mhs", "coop")


def crossing(seed: int, *, requests: int = 8, largest_cents: int = 50_000, choices: bool = False, floors: bool = True) -> Scenario:
    """Return a scenario whose rules cut across each other; amounts and weights take few values, so that ties abound."""
    random = Random(seed)
    asked = tuple(_request(random, number, largest_cents) for number in range(requests))
    total = sum(each.amount_cents for each in asked)
    two = random.random() < 0.3
    envelopes = [envelope(max(1, total * random.choice((4, 6, 8)) // 10))]
    if two:
        envelopes.append(envelope(max(1, total * random.choice((1, 2)) // 10), "F", purposes=(random.choice(PURPOSES),)))
    rules = [_bound(random, number, total, floors=floors) for number in range(random.randrange(1, 5))]
    if choices:
        rules.extend(_choice(random, number, largest_cents) for number in range(random.randrange(1, 3)))
    recipients = tuple(Recipient(id=name, label=label(name), teaching_order=ORDERS[name]) for name in RECIPIENTS)
    return scenario(envelopes=envelopes, requests=asked, rules=rules, recipients=recipients)


def _request(random: Random, number: int, largest_cents: int) -> Request:
    amount = random.choice((largest_cents, largest_cents // 2, largest_cents // 3, random.randrange(1, largest_cents + 1)))
    return request(
        f"r{number:03d}",
        max(1, amount),
        recipient=random.choice(RECIPIENTS),
        purpose=random.choice(PURPOSES),
        tags=tuple(sorted(random.sample(TAGS, random.randrange(3)))),
        weight=random.choice((1, 1, 2, 3)),
    )


def _where(random: Random) -> dict[Attribute, tuple[str, ...]]:
    selectors: tuple[dict[Attribute, tuple[str, ...]], ...] = (
        {Attribute.RECIPIENT: tuple(sorted(random.sample(RECIPIENTS, 2)))},
        {Attribute.PURPOSE: (random.choice(PURPOSES),)},
        {Attribute.TAG: (random.choice(TAGS),)},
        {},
    )
    return random.choice(selectors)


def _bound(random: Random, number: int, total: int, *, floors: bool) -> Rule:
    per = random.choice(((), (Attribute.RECIPIENT,), (Attribute.PURPOSE,), (Attribute.TEACHING_ORDER, Attribute.PURPOSE)))
    kind: type[Cap | Floor] = Floor if floors and random.random() < 0.3 else Cap
    share = random.choice((333, 500, 1_000)) if kind is Floor else random.choice((2_500, 3_333, 4_000, 6_667))
    how = random.choice(("amount", "envelope", "requested", "granted"))
    if how == "amount":
        return rule(kind, f"b{number}", where=_where(random), per=per, amount_cents=total * share // 20_000)
    return rule(kind, f"b{number}", where=_where(random), per=per, share_basis_points=share, of=ShareOf(how))


def _choice(random: Random, number: int, largest_cents: int) -> Rule:
    return random.choice(
        (
            rule(AllOrNothing, f"c{number}", where=_where(random)),
            rule(MinimumIfFunded, f"c{number}", where=_where(random), amount_cents=max(1, largest_cents // 4)),
            rule(Count, f"c{number}", where=_where(random), per=(Attribute.TEACHING_ORDER,), counting=CountOf.RECIPIENTS, at_most=1),
            rule(Count, f"c{number}", where=_where(random), at_most=3, at_least=1),
        )
    )
