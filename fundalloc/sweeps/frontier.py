"""
The frontier between goals: splits of which no goal can be raised without lowering another.

Each goal's own best comes first. Between them, one goal is raised as far as can be while each other one is kept at a level, by even
steps from its worst to its best (Haimes, Lasdon & Wismer, 1971); what stays equal goes to the others, so that no point is beaten.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Final

from fundalloc.allocation.kept import GoalKept, split_keeping
from fundalloc.allocation.outcome import Impossible, Split
from fundalloc.domain.base import Id
from fundalloc.domain.goals import AmountGranted, Goal, Leximin, WeightedValue
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Refusal
from fundalloc.money import Cents
from fundalloc.sweeps.recipients import by_recipient

KNEE_NEEDS: Final = 3
"""Fewer points than this have no knee."""


@dataclass(frozen=True, slots=True)
class Point:
    """One split of the frontier: the value of each goal, in the goals' own units, and what recipients receive, in cents."""

    values: tuple[Fraction, ...]
    received: Mapping[Id, Cents]
    unique: bool

    @property
    def total_cents(self) -> Cents:
        return sum(self.received.values())


@dataclass(frozen=True, slots=True)
class Frontier:
    """
    Points in the order of the first goal, best first; ``scales`` are each goal's worst and best.

    ``knee`` is the place of the point with the largest sum of goals, each counted from 0 (its worst) to 1 (its best): between two
    goals, the farthest from the line that joins the ends (Das, 1999). None where there are too few points to turn at one.
    """

    scenario: Scenario
    goals: tuple[Goal, ...]
    points: tuple[Point, ...]
    scales: tuple[tuple[Fraction, Fraction], ...]

    @property
    def knee(self) -> int | None:
        if len(self.points) < KNEE_NEEDS:
            return None
        sums = [sum(self.shares(point)) for point in self.points]
        return sums.index(max(sums))

    def shares(self, point: Point) -> tuple[Fraction, ...]:
        """Return where each goal stands at a point, from 0 (its worst) to 1 (its best)."""
        return tuple(
            (value - worst) / (best - worst) if best > worst else Fraction(1)
            for value, (worst, best) in zip(point.values, self.scales, strict=True)
        )


def frontier(scenario: Scenario, goals: Sequence[Goal], *, steps: int) -> Frontier | Impossible:
    """Return the frontier between two goals or three, with so many levels of each goal that is kept; or why nothing can be shared."""
    ends: list[Point] = []
    for goal in goals:
        found = split_keeping(_aiming(scenario, (goal, *(other for other in goals if other is not goal))), ())
        if isinstance(found, Impossible):
            return found
        ends.append(_point(scenario, goals, found))
    points = _unbeaten([*ends, *_between(scenario, goals, _scales(ends), steps)])
    return Frontier(scenario, tuple(goals), points, _scales(points))


def _scales(points: Sequence[Point]) -> tuple[tuple[Fraction, Fraction], ...]:
    """Return each goal's worst and best among some points."""
    return tuple((min(values), max(values)) for values in zip(*(point.values for point in points), strict=True))


def _between(scenario: Scenario, goals: Sequence[Goal], scales: Sequence[tuple[Fraction, Fraction]], steps: int) -> Iterator[Point]:
    """Raise one goal at each level of the others; a level at which nothing whole is found has no point."""
    raised = next((goal for goal in goals if not isinstance(goal, WeightedValue | AmountGranted | Leximin)), goals[0])
    kept = [goal for goal in goals if goal is not raised]
    aiming = _aiming(scenario, (raised, *kept))
    levels = [[worst + (best - worst) * step / (steps - 1) for step in range(steps)] for worst, best in scales]
    for chosen in product(*(levels[goals.index(goal)] for goal in kept)):
        keep = [
            GoalKept(goal, level)
            for goal, level in zip(kept, chosen, strict=True)
            if isinstance(goal, WeightedValue | AmountGranted | Leximin)
        ]
        try:
            found = split_keeping(aiming, keep)
        except Refusal:
            continue
        if isinstance(found, Split):
            yield _point(scenario, goals, found)


def _aiming(scenario: Scenario, goals: Sequence[Goal]) -> Scenario:
    """Return the scenario with these goals first; its others come after, but for those of the same kind."""
    kinds = {goal.kind for goal in goals}
    return scenario.model_copy(update={"goals": (*goals, *(goal for goal in scenario.goals if goal.kind not in kinds))})


def _point(scenario: Scenario, goals: Sequence[Goal], found: Split) -> Point:
    values = {goal.kind: goal.value for goal in found.goals}
    return Point(tuple(values[goal.kind] for goal in goals), by_recipient(scenario, found.received), found.certificate.unique)


def _unbeaten(points: Sequence[Point]) -> tuple[Point, ...]:
    """Leave out what another point equals or beats in every goal; the best of the first goal comes first."""
    ordered = sorted({point.values: point for point in reversed(points)}.values(), key=lambda point: point.values, reverse=True)
    return tuple(
        point
        for point in ordered
        if not any(
            other is not point and all(theirs >= own for theirs, own in zip(other.values, point.values, strict=True)) for other in ordered
        )
    )
