"""Whether what weighs, and what counts, is said: priorities, gaps to a target, and the measures that rules and goals count by."""

from collections.abc import Iterator
from typing import Final, TypeAlias

from fundalloc.domain.base import Id
from fundalloc.domain.gaps import Gaps
from fundalloc.domain.goals import CoveredNeed, Leximin, Nearness, UsableValue, Weighing, WeightedValue
from fundalloc.domain.rules import Band, Cap, Fixed, Floor, KeyOf, Selector
from fundalloc.domain.selection import Surroundings
from fundalloc.errors import Refusal
from fundalloc.errors.rules import AttributeUnsaid, NeedsZero, WeightsZero
from fundalloc.intake.placed import Parts, Placed

SHOWN: Final = 8

Needing: TypeAlias = WeightedValue | UsableValue | CoveredNeed


def weighing_problems(parts: Parts, around: Surroundings) -> Iterator[Refusal]:
    """Return the requests that weigh nothing under a goal, or count for nothing under a rule, because something is zero or not said."""
    yield from _weights(parts)
    yield from _needs(parts)
    yield from _unsaid(parts, around)


def _weights(parts: Parts) -> Iterator[Refusal]:
    kinds = {Weighing.PRIORITY, Weighing.PRIORITY_AND_NEED}
    weighed = [placed for placed in parts.goals if isinstance(placed.noun, WeightedValue | UsableValue) and placed.noun.weighing in kinds]
    without = tuple(placed.noun.id for placed in parts.requests if placed.noun.weight == 0)
    if weighed and without:
        yield WeightsZero(count=len(without), requests=without[:SHOWN], place=weighed[0].place("kind"))


def _needs(parts: Parts) -> Iterator[Refusal]:
    """Tell of the requests that are at their target, or whose rate nobody says, under a goal that weighs nothing but needs."""
    gaps = Gaps(placed.noun for placed in parts.rates)
    for placed in parts.goals:
        match placed.noun:
            case (WeightedValue() | UsableValue()) as goal if goal.weighing is not Weighing.NEED:
                continue
            case (WeightedValue() | UsableValue() | CoveredNeed()) as goal:
                without = tuple(each.noun.id for each in parts.requests if not gaps.of(each.noun, goal.indicator))
                if without:
                    yield NeedsZero(count=len(without), requests=without[:SHOWN], place=placed.place("kind"))
            case _:
                continue


def _unsaid(parts: Parts, around: Surroundings) -> Iterator[Refusal]:
    """Tell of the requests for which neither they nor their recipients say a measure that a rule or a goal counts by."""
    for placed, name, where in _counting(parts):
        without = tuple(
            each.noun.id
            for each in parts.requests
            if around.selected(each.noun, where)
            and name not in each.noun.attributes
            and name not in around.recipients[each.noun.recipient].attributes
        )
        if without:
            yield AttributeUnsaid(name=name, count=len(without), requests=without[:SHOWN], place=placed.place("attribute"))


def _counting(parts: Parts) -> Iterator[tuple[Placed[object], Id, Selector]]:
    """Return the rules and goals that count units of a measure, with its name and the requests they speak of."""
    for placed in (*parts.rules, *parts.goals):
        match placed.noun:
            case (Cap() | Floor() | Fixed()) as rule if rule.per_unit_of is not None and rule.waiver is None:
                yield placed, rule.per_unit_of, rule.where
            case Band(attribute=str() as name, key=KeyOf.ATTRIBUTE | KeyOf.NEED, waiver=None) as rule:
                yield placed, name, rule.where
            case (Leximin() | Nearness()) as goal if goal.attribute is not None and goal.key in {KeyOf.ATTRIBUTE, KeyOf.NEED}:
                yield placed, goal.attribute, goal.where
            case CoveredNeed() as goal:
                yield placed, goal.attribute, {}
            case _:
                pass
