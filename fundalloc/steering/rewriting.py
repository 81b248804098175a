"""
A scenario rewritten for the rest of its year: the same rules over what may still move.

What is spent or ordered stays, totals stay, and the scenario's weighted goals count only what will be spent; after them, as few lines
change as can be, and as little money moves.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fundalloc.domain.base import Id, Label, Source
from fundalloc.domain.goals import AmountGranted, FewestChanges, Goal, Nearness, UsableValue, WeightedValue
from fundalloc.domain.rules import Attribute, Fixed, KeyOf, Rule, SmallestChange
from fundalloc.domain.scenario import Request, Scenario
from fundalloc.ledger.credit import Line
from fundalloc.money import Cents
from fundalloc.steering.standing import Standing

BUDGET: Final = "steering-budget-cents"
KEPT: Final = "steering-kept-cents"
USABLE: Final = "steering-usable-cents"
HOPED: Final = "steering-hoped-cents"
OWN_RULES: Final = "pilotage"
LINE: Final = (Attribute.FISCAL_YEAR, Attribute.RECIPIENT, Attribute.PLAN_ITEM)


@dataclass(frozen=True, slots=True)
class Room:
    """
    What a line must keep, and what of it will be spent by the end of the year, beside where it stands.

    ``hoped_cents`` is what it could use at most: more than will be spent only where nobody can say what that is.
    """

    standing: Standing
    least_cents: Cents
    usable_cents: Cents
    hoped_cents: Cents


def line_of(request: Request) -> Line:
    """Return the line of budget that a request's money stands on."""
    return Line(request.fiscal_year, request.recipient, request.plan_item or "")


def requests_by_line(scenario: Scenario) -> Mapping[Line, Sequence[Request]]:
    """Return the requests of each line of budget, those of the highest priority first."""
    lines: defaultdict[Line, list[Request]] = defaultdict(list)
    for request in sorted(scenario.requests, key=lambda each: (-each.weight, each.id)):
        lines[line_of(request)].append(request)
    return lines


def steered(scenario: Scenario, rooms: Mapping[Line, Room], smallest_cents: Cents) -> Scenario:
    """Rewrite a scenario for the rest of a year; every line of its requests has its room, and changes by so much at least or not at all."""
    totals: defaultdict[Id, Cents] = defaultdict(int)
    for room in rooms.values():
        for envelope, cents in room.standing.budget.items():
            totals[envelope] += cents
    rewritten = {each.id: each for line, own in requests_by_line(scenario).items() for each in _rewritten(own, rooms[line])}
    return scenario.model_copy(
        update={
            "requests": tuple(rewritten[request.id] for request in scenario.requests),
            "envelopes": tuple(
                each.model_copy(update={"amount_cents": max(each.amount_cents, totals[each.id])}) for each in scenario.envelopes
            ),
            "rules": (*scenario.rules, *_rules_of_transfers(totals, smallest_cents)),
            "goals": goals_of(scenario),
            "instalments": (),
        }
    )


def _rewritten(requests: Sequence[Request], room: Room) -> list[Request]:
    """Spread what a line has, must keep and can spend over its requests, those of the highest priority first."""
    standing, found = room.standing, []
    left = {BUDGET: standing.budget_cents, USABLE: room.usable_cents, HOPED: room.hoped_cents, KEPT: room.least_cents}
    held = tuple(sorted(envelope for envelope, cents in standing.budget.items() if cents))
    for request in requests:
        most = max(request.amount_cents, left[BUDGET] if request is requests[-1] else 0)
        own = {name: min(cents, most) for name, cents in left.items()}
        found.append(
            request.model_copy(
                update={
                    "amount_cents": most,
                    "paid_cents": own[KEPT],
                    "attributes": {**request.attributes, **own},
                    "envelopes": held or request.envelopes,
                }
            )
        )
        left = {name: cents - own[name] for name, cents in left.items()}
    return found


def _rules_of_transfers(totals: Mapping[Id, Cents], smallest_cents: Cents) -> Iterator[Rule]:
    """Keep the total of each envelope, and let no line change by less than what is worth a transfer."""
    kept = Label(fr="Des virements ne changent pas le total d’une enveloppe", en="Transfers leave the total of an envelope as it is")
    for envelope, cents in sorted(totals.items()):
        yield Fixed(
            kind="fixed",
            id=f"{OWN_RULES}-{envelope}",
            label=kept,
            source=Source(text="Livres du fonds"),
            statutory=True,
            where={Attribute.ENVELOPE: (envelope,)},
            amount_cents=cents,
        )
    if smallest_cents > 1:
        yield SmallestChange(
            kind="smallest-change",
            id=OWN_RULES,
            label=Label(fr="Aucun petit virement", en="No small transfer"),
            source=Source(text="Livres du fonds"),
            per=LINE,
            attribute=BUDGET,
            amount_cents=smallest_cents,
        )


def goals_of(scenario: Scenario) -> tuple[Goal, ...]:
    """
    Return the goals of the rest of a year: the scenario's own, over what will be spent; then few changes, then little money moved.

    What nobody can say to be spent comes after what somebody can, and takes nothing from it.
    """
    own = tuple(_over_what_can_be_spent(goal) for goal in scenario.goals)
    weighing = next((goal.weighing for goal in own if isinstance(goal, UsableValue)), None)
    counted = any(isinstance(goal, UsableValue) for goal in own)
    spent = UsableValue(
        kind="usable-value",
        label=Label(fr="Placer l’argent là où il peut être dépensé", en="Put money where it can be spent"),
        attribute=USABLE,
    )
    hoped = UsableValue(
        kind="usable-value",
        label=Label(fr="Offrir le reste à ce qui n’a encore rien dépensé", en="Offer the rest to what has spent nothing yet"),
        attribute=HOPED,
        weighing=weighing,
    )
    few = FewestChanges(
        kind="fewest-changes",
        label=Label(fr="Changer le moins de lignes possible", en="Change as few lines as can be"),
        per=LINE,
        attribute=BUDGET,
    )
    little = Nearness(
        kind="nearness",
        label=Label(fr="Déplacer le moins d’argent possible", en="Move as little money as can be"),
        per=LINE,
        key=KeyOf.PREVIOUS,
        attribute=BUDGET,
    )
    return (*(() if counted else (spent,)), *own, hoped, few, little)


def _over_what_can_be_spent(goal: Goal) -> Goal:
    match goal:
        case WeightedValue():
            return UsableValue(kind="usable-value", label=goal.label, attribute=USABLE, weighing=goal.weighing, indicator=goal.indicator)
        case AmountGranted():
            return UsableValue(kind="usable-value", label=goal.label, attribute=USABLE)
        case _:
            return goal
