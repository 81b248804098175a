"""Weigh a scenario before a decision: the frontier between its goals, the price of each rule, how far each number may move."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import assert_never

import fundalloc
from fundalloc.allocation.fingerprint import fingerprint
from fundalloc.allocation.outcome import Impossible
from fundalloc.domain.base import Label
from fundalloc.domain.goals import Goal, Leximin, Nearness, WeightedValue
from fundalloc.domain.rules import Attribute
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import refuse_together
from fundalloc.errors.sweeps import GoalsTooFew, NothingBefore, NothingToWeigh
from fundalloc.reports.dropping import dropping_document
from fundalloc.reports.frontier import frontier_document
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.ranges import ranges_document
from fundalloc.reports.tables import Document
from fundalloc.sweeps.dropping import without_each
from fundalloc.sweeps.frontier import frontier
from fundalloc.sweeps.knobs import Knob, knob_named, knobs_of
from fundalloc.sweeps.ranges import ranges_of


class Aimed(StrEnum):
    """What a frontier may lie between."""

    VALUE = "value"
    FAIRNESS = "fairness"
    NEARNESS = "nearness"


def frontier_report(
    scenario: Scenario, aimed: Sequence[Aimed], *, steps: int, per: Attribute | None, person: str, now: datetime
) -> Document:
    """
    Lay out the frontier between goals: the scenario's own goal of each kind where it has one, else the plainest.

    ``per`` groups those among whom the split is fair; by default, as the scenario's own goal does, or by recipient.

    Raises:
        GoalsTooFew: fewer than two different goals.
        NothingBefore: nearness to last year is asked for, and nothing is known of last year.
        NothingToWeigh: the rules cannot hold together.

    """
    chosen = tuple(dict.fromkeys(aimed))
    problems = [GoalsTooFew(known=tuple(each.value for each in Aimed))] if len(chosen) <= 1 else []
    if Aimed.NEARNESS in chosen and all(request.previous_cents is None for request in scenario.requests):
        refuse_together([*problems, NothingBefore()])
    refuse_together(problems)
    found = frontier(scenario, [_goal(scenario, each, per) for each in chosen], steps=steps)
    if isinstance(found, Impossible):
        raise NothingToWeigh(rules=found.conflict)
    return frontier_document(found, _made(person, now), fingerprint=fingerprint(scenario))


def _goal(scenario: Scenario, aimed: Aimed, per: Attribute | None) -> Goal:
    match aimed:
        case Aimed.VALUE:
            plain: Goal = WeightedValue(kind="weighted-value", label=Label(fr="Valeur pondérée", en="Weighted value"))
        case Aimed.FAIRNESS:
            among = (Attribute.RECIPIENT,) if per is None else (per,)
            plain = Leximin(kind="leximin", label=Label(fr="Part du moins bien servi", en="Share of the worst served"), per=among)
        case Aimed.NEARNESS:
            plain = Nearness(kind="nearness", label=Label(fr="Écart à l’an dernier", en="Distance from last year"))
        case unreachable:
            assert_never(unreachable)
    own = next((goal for goal in scenario.goals if goal.kind == plain.kind), plain)
    return plain if per is not None and aimed is Aimed.FAIRNESS else own


def rules_report(scenario: Scenario, *, person: str, now: datetime, told: Callable[[int], object]) -> Document:
    """Lay out what each rule in force costs: what would come of the scenario without it."""
    return dropping_document(without_each(scenario, told), _made(person, now), fingerprint=fingerprint(scenario))


def numbers_of(scenario: Scenario, names: Sequence[str]) -> tuple[Knob, ...]:
    """
    Return the numbers whose range is searched: those named, else every one of the envelopes and of the rules.

    Raises:
        KnobUnknown: nothing of this name may be varied.

    """
    knobs = knobs_of(scenario)
    return tuple(knob_named(knobs, name) for name in names) or tuple(knob for knob in knobs if knob.part in {"envelopes", "rules"})


def ranges_report(scenario: Scenario, numbers: Sequence[Knob], *, person: str, now: datetime, told: Callable[[int], object]) -> Document:
    """
    Lay out how far each number may move before the split changes.

    Raises:
        NothingToWeigh: the rules cannot hold together.

    """
    found = ranges_of(scenario, numbers, told)
    if isinstance(found, Impossible):
        raise NothingToWeigh(rules=found.conflict)
    return ranges_document(found, _made(person, now), fingerprint=fingerprint(scenario))


def _made(person: str, now: datetime) -> Preparation:
    return Preparation(person, now, fundalloc.__version__)
