"""Each goal becomes whole-number weights on the columns; a new kind of goal is one more case here."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias, assert_never

import numpy as np

from fundalloc.allocation.changes import changes_of
from fundalloc.allocation.model import Model
from fundalloc.domain.base import Id
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
    Weighing,
    WeightedValue,
)
from fundalloc.domain.rules import Attribute, Indicator, KeyOf, Selector
from fundalloc.money import BASIS_POINTS_WHOLE, apportion
from fundalloc.optimization import aims as optimization
from fundalloc.optimization.aims import Aim, Coverage, Group, Weights, levels
from fundalloc.optimization.program import Integers, LinearProgram


def make_choices(model: Model) -> None:
    """Make the choice columns that goals count, before the program is laid out."""
    if any(isinstance(goal, NumberFunded) for goal in model.scenario.goals):
        for place, request in enumerate(model.requests):
            if model.of_request[place] and request.amount_cents:
                model.choice_of(place)
    for goal in model.scenario.goals:
        if isinstance(goal, FewestChanges):
            changes_of(goal, model)


Weighed: TypeAlias = WeightedValue | AmountGranted | NumberFunded | FewestChanges | LeastCarried


def weights_of(goal: Weighed, model: Model, column_count: int) -> Integers:
    """Return a goal's weight on each column of the program."""
    weights = np.zeros(column_count, dtype=np.int64)
    amounts = slice(len(model.columns))
    match goal:
        case WeightedValue():
            each = np.array(_worth(goal.weighing, goal.indicator, model), dtype=np.int64)
            weights[amounts] = each[np.asarray(model.columns.requests)]
        case AmountGranted():
            weights[amounts] = 1
        case NumberFunded():
            weights[sorted(model.choices.values())] = 1
        case FewestChanges():
            weights[list(changes_of(goal, model))] = -1
        case LeastCarried():
            weights[_carried_columns(model)] = -1
        case unreachable:
            assert_never(unreachable)
    return weights


def aim_of(goal: Goal, model: Model, program: LinearProgram) -> Aim:
    """Return what a program is asked for under a goal; a goal about groups that nobody may fund asks for nothing."""
    match goal:
        case WeightedValue() | AmountGranted() | NumberFunded() | FewestChanges() | LeastCarried():
            return Weights(weights_of(goal, model, program.column_count))
        case UsableValue():
            return _or_nothing(Coverage(_usable(goal, model)), program)
        case CoveredNeed():
            return _or_nothing(Coverage(_needs(goal, model)), program)
        case Leximin():
            return _or_nothing(levels(program, keyed_groups(goal, model)), program)
        case Nearness():
            return _or_nothing(optimization.Nearness(_targets(goal, model)), program)
        case unreachable:
            assert_never(unreachable)


def _or_nothing(aim: Coverage | optimization.Leximin | optimization.Nearness, program: LinearProgram) -> Aim:
    return aim if aim.groups else Weights(np.zeros(program.column_count, dtype=np.int64))


def _needs(goal: CoveredNeed, model: Model) -> tuple[Group, ...]:
    """Return, for each recipient and programme below its target, the columns that cover its need and the need in cents, rounded down."""
    groups = []
    for _, columns, requests in _groups(model, {}, (Attribute.RECIPIENT, Attribute.PROGRAMME)):
        need = model.need_of(requests, goal.attribute, goal.indicator) * goal.amount_cents // BASIS_POINTS_WHOLE
        if need:
            groups.append(Group(columns, need))
    return tuple(groups)


def _usable(goal: UsableValue, model: Model) -> tuple[Group, ...]:
    """Return the columns of each request that an envelope may fund, with what can be spent of it and what a cent of that is worth."""
    worth = [1] * len(model.requests) if goal.weighing is None else _worth(goal.weighing, goal.indicator, model)
    return tuple(
        Group(tuple(columns), request.attributes.get(goal.attribute, request.amount_cents), weight)
        for request, columns, weight in zip(model.requests, model.of_request, worth, strict=True)
        if columns and weight
    )


def keyed_groups(goal: Leximin, model: Model) -> tuple[Group, ...]:
    """Return each group that an envelope may fund, with its key; a group without a key is not served by this goal."""
    groups = ((columns, model.key_of(goal, requests)) for _, columns, requests in _groups(model, goal.where, goal.per))
    return tuple(Group(columns, key) for columns, key in groups if key > 0)


def _targets(goal: Nearness, model: Model) -> tuple[Group, ...]:
    """Return each group's target: last year's amount, or its share of the envelopes by the goal's key, to the cent."""
    groups = list(_groups(model, goal.where, goal.per))
    keys = {of: model.key_of(goal, requests) for of, _, requests in groups}
    if goal.key is not KeyOf.PREVIOUS:
        shared = sum(envelope.amount_cents for envelope in model.funding([column for _, columns, _ in groups for column in columns]))
        keys = dict(apportion(shared, keys)) if sum(keys.values()) else {}
    return tuple(Group(columns, keys[of]) for of, columns, _ in groups if of in keys)


def _groups(model: Model, where: Selector, per: Sequence[Attribute]) -> Iterator[tuple[tuple[Id, ...], tuple[int, ...], tuple[int, ...]]]:
    """Return the groups that an envelope may fund: their name, their amounts, and the requests these belong to."""
    for of, columns in model.column_groups(where, per).items():
        yield of, tuple(columns), tuple(sorted(set(model.requests_of(columns))))


def _carried_columns(model: Model) -> list[int]:
    """Return the amounts drawn from an envelope of another year than their request's."""
    years = {envelope.id: envelope.fiscal_year for envelope in model.around.envelopes}
    drawn = enumerate(model.columns)
    return [column for column, each in drawn if years[each.envelope] != model.requests[each.request].fiscal_year]


def scale_of(goal: Goal, aim: Aim) -> int:
    """Return how many units of a goal's whole weights make one: need gaps are weighed in basis points, levels in small parts."""
    match goal, aim:
        case (WeightedValue() | UsableValue()) as valued, _ if valued.weighing in {Weighing.NEED, Weighing.PRIORITY_AND_NEED}:
            return BASIS_POINTS_WHOLE
        case _, optimization.Leximin(parts=parts):
            return parts
        case _:
            return 1


def worths(goal: Goal, model: Model) -> list[int]:
    """Return what one cent is worth to each request under a goal, in its whole weights; alike where the goal weighs no cents."""
    match goal:
        case WeightedValue():
            return _worth(goal.weighing, goal.indicator, model)
        case _:
            return [1] * len(model.requests)


def _worth(weighing: Weighing, indicator: Indicator, model: Model) -> list[int]:
    """Return what one cent is worth to each request: its priority, its need gap in basis points (S3-05), or both multiplied."""
    places = range(len(model.requests))
    match weighing:
        case Weighing.PRIORITY:
            return [request.weight for request in model.requests]
        case Weighing.NEED:
            return [model.gap_of(place, indicator) for place in places]
        case Weighing.PRIORITY_AND_NEED:
            gaps = (model.gap_of(place, indicator) for place in places)
            return [request.weight * (BASIS_POINTS_WHOLE + gap) for request, gap in zip(model.requests, gaps, strict=True)]
        case unreachable:
            assert_never(unreachable)
