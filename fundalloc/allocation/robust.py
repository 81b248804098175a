"""
The split that is best when things go badly, among those the rules allow.

Under each draw a cent is worth its request's weight there, as long as that draw's request still needs it: ``V_d(x)``, the sum of
``weight_d * min(x, need_d)``. What is raised is the sum of the ``k`` lowest of these: with one, the worst case (Wald, 1945); with a
twentieth of the draws, what is left in the worst 5 % (the conditional value at risk of Rockafellar & Uryasev, 2000), so that 95 % of
draws do better. That sum is concave, so that a few planes that touch it from above are enough to find its highest point (Kelley, 1960).
The planes then become rows that keep so much, with all-or-nothing choices as they were found, and the scenario's own goals choose
among the splits left, in whole cents.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Final

import numpy as np

from fundalloc.allocation.engine import split_laid_out
from fundalloc.allocation.kept import AtLeast, settled, split_keeping
from fundalloc.allocation.layout import laid_out
from fundalloc.allocation.model import Model
from fundalloc.allocation.outcome import Impossible, Split
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Refusal
from fundalloc.optimization.program import AddedRow, Integers, LinearProgram
from fundalloc.optimization.solver import Approximate, Session
from fundalloc.optimization.whole import WHOLE_ENOUGH
from fundalloc.unswept import unswept

PLANES_MAX: Final = 150
PLANES_WITH_CHOICES_MAX: Final = 12
NEAR_PARTS: Final = 10
"""Planes are added until what was reached is within so many parts in a million of the best they allow."""

GIVE_WAY: Final = (0, 1, 10, 100, 1_000, 10_000)
"""How many parts in a million of the best are let go, where whole cents do not reach it."""

MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Draw:
    """What a cent is worth to each request under one draw, and how many cents it can use there."""

    weights: Integers
    needs: Integers

    def worth(self, amounts: Integers) -> int:
        """Return what a split is worth under this draw."""
        return int(self.weights @ np.minimum(amounts, self.needs))


@dataclass(frozen=True, slots=True)
class Robust:
    """
    The split that is best in the worst draws, the nominal one, and what each is worth under every draw, in the draws' order.

    ``ceiling`` is what no split exceeds for the sum of the ``worst`` lowest, as the planes say, rounded up.
    """

    nominal: Split
    robust: Split
    nominal_worths: tuple[int, ...]
    robust_worths: tuple[int, ...]
    worst: int
    ceiling: int


@dataclass(frozen=True, slots=True)
class _Plane:
    """A plane above the sum of the worst draws: a weight for each request, and what it is where nothing is given."""

    weights: Integers
    base: int


def robust_split(scenario: Scenario, draws: Sequence[Draw], *, worst: int) -> Robust | Impossible:
    """
    Return the split whose ``worst`` lowest draws add up to the most, beside the nominal one; or why nothing can be shared.

    Raises:
        AllocationNotProved: an answer was found whose proof does not hold.

    """
    with unswept():
        model, program = laid_out(scenario)
        nominal = split_laid_out(model, program)
    if isinstance(nominal, Impossible):
        return nominal
    start = _Highest(_amounts(model, nominal), np.zeros(0, dtype=np.int64), 0)
    planes = [_touching(draws, worst, start.amounts)]
    best, ceiling = _raised(model, program, draws, worst, start, planes, PLANES_WITH_CHOICES_MAX if program.has_choices else PLANES_MAX)
    if program.has_choices and len(best.choices):
        best, _ = _raised(model, settled(program, best.choices), draws, worst, best, planes, PLANES_MAX)
    robust = _best_of((nominal, *_kept(scenario, planes, best, _lowest(draws, worst, best.amounts))), model, draws, worst)
    return Robust(nominal, robust, _worths(model, nominal, draws), _worths(model, robust, draws), worst, ceiling)


def _amounts(model: Model, found: Split) -> Integers:
    return np.array([found.received[request.id] for request in model.requests], dtype=np.int64)


def _worths(model: Model, found: Split, draws: Sequence[Draw]) -> tuple[int, ...]:
    amounts = _amounts(model, found)
    return tuple(draw.worth(amounts) for draw in draws)


def _best_of(found: Sequence[Split], model: Model, draws: Sequence[Draw], worst: int) -> Split:
    return max(found, key=lambda each: sum(sorted(_worths(model, each, draws))[:worst]))


@dataclass(frozen=True, slots=True)
class _Highest:
    """The split on which planes are highest, its all-or-nothing choices (none where they were not asked), and how high, rounded up."""

    amounts: Integers
    choices: Integers
    height: int


def _raised(
    model: Model, program: LinearProgram, draws: Sequence[Draw], worst: int, best: _Highest, planes: list[_Plane], rounds: int
) -> tuple[_Highest, int]:
    """Add the plane that touches the worst draws of each best found, until the best found is as high as the planes; return it and them."""
    ceiling = 0
    for _ in range(rounds):
        found = _highest(model, program, planes)
        if found is None:
            break
        ceiling, reached = found.height, _lowest(draws, worst, best.amounts)
        if _lowest(draws, worst, found.amounts) > reached or not len(best.choices):
            best, reached = found, _lowest(draws, worst, found.amounts)
        if (ceiling - reached) * MILLION <= NEAR_PARTS * abs(ceiling):
            break
        planes.append(_touching(draws, worst, found.amounts))
    return best, max(ceiling, _lowest(draws, worst, best.amounts))


def _lowest(draws: Sequence[Draw], worst: int, amounts: Integers) -> int:
    return sum(sorted(draw.worth(amounts) for draw in draws)[:worst])


def _touching(draws: Sequence[Draw], worst: int, amounts: Integers) -> _Plane:
    lowest = sorted(range(len(draws)), key=lambda place: (draws[place].worth(amounts), place))[:worst]
    weights, base = np.zeros(len(amounts), dtype=np.int64), 0
    for draw in (draws[place] for place in lowest):
        useful = amounts < draw.needs
        weights += np.where(useful, draw.weights, 0)
        base += int(draw.weights[~useful] @ draw.needs[~useful])
    return _Plane(weights, base)


def _highest(model: Model, program: LinearProgram, planes: Sequence[_Plane]) -> _Highest | None:
    """Return the split on which the planes are highest, in whole cents, as a solver's floats say."""
    top, columns = program.column_count, len(model.columns)
    most = max(int(plane.weights @ np.array(model.asked, dtype=np.int64)) + plane.base for plane in planes)
    requests = [column.request for column in model.columns]
    rows = [AddedRow((top, *range(columns)), (1, *(-plane.weights[requests]).tolist()), high=plane.base) for plane in planes]
    goal = np.zeros(top + 1, dtype=np.int64)
    goal[top] = 1
    match Session(program.with_more([(0, most)], rows)).ask(goal):
        case Approximate(values=values, objective=objective):
            amounts = np.zeros(len(model.requests), dtype=np.int64)
            np.add.at(amounts, requests, np.floor(values[:columns] + WHOLE_ENOUGH).astype(np.int64))
            return _Highest(amounts, np.rint(values[:top]).astype(np.int64), floor(objective) + 1)
        case _:
            return None


def _kept(scenario: Scenario, planes: Sequence[_Plane], best: _Highest, reached: int) -> list[Split]:
    """Let the scenario's goals choose among the splits that keep as much, with the choices found; the first that whole cents reach."""
    ids = sorted(request.id for request in scenario.requests)
    for parts in GIVE_WAY:
        least = reached - reached * parts // MILLION
        kept = [AtLeast(dict(zip(ids, plane.weights.tolist(), strict=True)), least - plane.base) for plane in planes if plane.weights.any()]
        try:
            found = split_keeping(scenario, kept, choices=best.choices)
        except Refusal:
            continue
        if isinstance(found, Split):
            return [found]
    return []
