"""Each goal becomes whole-number weights on the columns; a new kind of goal is one more case here."""

from collections.abc import Callable
from typing import assert_never

import numpy as np

from fundalloc.allocation.model import Model
from fundalloc.domain.goals import AmountGranted, Goal, NumberFunded, Weighing, WeightedValue
from fundalloc.domain.scenario import Request
from fundalloc.money import BASIS_POINTS_WHOLE
from fundalloc.optimization.aims import Aim, Weights
from fundalloc.optimization.program import Integers, LinearProgram


def make_choices(model: Model) -> None:
    """Make the choice columns that goals count, before the program is laid out."""
    if any(isinstance(goal, NumberFunded) for goal in model.scenario.goals):
        for place, request in enumerate(model.requests):
            if model.of_request[place] and request.amount_cents:
                model.choice_of(place)


def weights_of(goal: Goal, model: Model, column_count: int) -> Integers:
    """Return a goal's weight on each column of the program."""
    weights = np.zeros(column_count, dtype=np.int64)
    amounts = _amount_columns(model)
    match goal:
        case WeightedValue():
            worth = _worth(goal.weighing, model)
            each = [worth(request) for request in model.requests]
            weights[amounts] = [each[column.request] for column in model.columns]
        case AmountGranted():
            weights[amounts] = 1
        case NumberFunded():
            weights[sorted(model.choices.values())] = 1
        case unreachable:
            assert_never(unreachable)
    return weights


def aim_of(goal: Goal, model: Model, program: LinearProgram) -> Aim:
    """Return what a program is asked for under a goal."""
    return Weights(weights_of(goal, model, program.column_count))


def scale_of(goal: Goal) -> int:
    """Return how many units of a goal's whole weights make one: need gaps are weighed in basis points."""
    match goal:
        case WeightedValue(weighing=Weighing.NEED | Weighing.PRIORITY_AND_NEED):
            return BASIS_POINTS_WHOLE
        case WeightedValue() | AmountGranted() | NumberFunded():
            return 1
        case unreachable:
            assert_never(unreachable)


def _amount_columns(model: Model) -> list[int]:
    return [column for own in model.of_request for column in own]


def _worth(weighing: Weighing, model: Model) -> Callable[[Request], int]:
    """Return what one cent is worth to a request: its priority, its need gap in basis points (S3-05), or both multiplied."""
    gaps = {(rate.recipient, rate.programme): rate.gap_basis_points for rate in model.scenario.rates}

    def gap(request: Request) -> int:
        return gaps.get((request.recipient, request.programme), 0) if request.programme else 0

    match weighing:
        case Weighing.PRIORITY:
            return lambda request: request.weight
        case Weighing.NEED:
            return gap
        case Weighing.PRIORITY_AND_NEED:
            return lambda request: request.weight * (BASIS_POINTS_WHOLE + gap(request))
        case unreachable:
            assert_never(unreachable)
