"""What a goal came to, and how much better could still exist, in the goal's own measure."""

from fractions import Fraction
from typing import assert_never

from fundalloc.allocation.outcome import Allocated
from fundalloc.domain.goals import (
    AmountGranted,
    CoveredNeed,
    FewestChanges,
    Goal,
    LeastCarried,
    Leximin,
    Nearness,
    NumberFunded,
    UsableValue,
    WeightedValue,
)
from fundalloc.domain.rules import KeyOf
from fundalloc.money import BASIS_POINTS_WHOLE
from fundalloc.reports.allocation.words import WORDS, Points
from fundalloc.reports.tables import Said, Text


def goal_value(goal: Goal, value: Fraction) -> Text:
    """Say a goal's value in its own measure: dollars, requests, a share of the key or dollars for each unit of it, or points."""
    match goal:
        case AmountGranted() | CoveredNeed() | LeastCarried() | Nearness() | UsableValue(weighing=None):
            return Said(f"{WORDS}.amount", {"amount_cents": int(value)})
        case NumberFunded():
            return Said(f"{WORDS}.requests", {"count": int(value)})
        case FewestChanges():
            return Said(f"{WORDS}.changed-groups", {"count": -int(value)})
        case Leximin(key=KeyOf.REQUESTED | KeyOf.PREVIOUS):
            return Said(f"{WORDS}.level", {"share_basis_points": int(value * BASIS_POINTS_WHOLE)})
        case Leximin():
            return Said(f"{WORDS}.level-per-unit", {"amount_cents": int(value)})
        case WeightedValue() | UsableValue():
            return Points(value, f"{WORDS}.points")
        case unreachable:
            assert_never(unreachable)


def gap_told(outcome: Allocated) -> Text:
    """Say how much better could still exist, beside the whole, so that a person can judge."""
    gap, best = outcome.certificate.gap_cents, outcome.goals[0].best_possible
    if gap == 0:
        return Said(f"{WORDS}.best-possible")
    match outcome.scenario.goals[0]:
        case Leximin():
            return Said(f"{WORDS}.level-gap", {"gap_cents": gap})
        case FewestChanges() as goal:
            return Said(f"{WORDS}.gap", {"gap": goal_value(goal, Fraction(-gap)), "best": goal_value(goal, best)})
        case goal:
            return Said(f"{WORDS}.gap", {"gap": goal_value(goal, Fraction(gap)), "best": goal_value(goal, best)})
