"""Splits that keep so much of something: of a goal, which another goal may no longer spend, or of any weighted sum of amounts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import TypeAlias

import numpy as np

from fundalloc.allocation.engine import split_laid_out
from fundalloc.allocation.goals import keyed_groups, scale_of, worths
from fundalloc.allocation.layout import laid_out_with
from fundalloc.allocation.model import ALWAYS, Model
from fundalloc.allocation.outcome import Impossible, Split
from fundalloc.domain.base import Id
from fundalloc.domain.goals import AmountGranted, Leximin, WeightedValue
from fundalloc.domain.scenario import Scenario
from fundalloc.optimization.aims import Weights
from fundalloc.optimization.program import Integers, LinearProgram
from fundalloc.unswept import unswept

Keepable: TypeAlias = WeightedValue | AmountGranted | Leximin
"""Goals of which so much may be kept by plain rows: a weighted sum, or a level below which nobody falls."""


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Amounts by request, each times its whole weight, add up to this at least."""

    weights: Mapping[Id, int]
    least: int


@dataclass(frozen=True, slots=True)
class GoalKept:
    """A goal, and the least that must be left of it, in its own units (a share of full service for a level)."""

    goal: Keepable
    least: Fraction


Kept: TypeAlias = AtLeast | GoalKept


def split_keeping(scenario: Scenario, kept: Iterable[Kept], *, choices: Integers | None = None) -> Split | Impossible:
    """
    Share the envelopes as ``split`` does, among the splits that keep so much of what is named.

    ``choices`` settles what is all or nothing: the value of each of its columns, by the columns' numbers.

    Raises:
        AllocationNotProved: an answer was found whose proof does not hold.

    """
    with unswept():
        model, program = laid_out_with(scenario, lambda model: _write(model, kept))
        return split_laid_out(model, program if choices is None else settled(program, choices))


def settled(program: LinearProgram, choices: Integers) -> LinearProgram:
    """Return the program with its choices made."""
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[program.binary] = upper[program.binary] = choices[program.binary]
    return replace(program, lower=lower, upper=upper, binary=np.zeros_like(program.binary))


def _write(model: Model, kept: Iterable[Kept]) -> None:
    for each in kept:
        match each:
            case AtLeast(weights=weights, least=least):
                _write_sum(model, [weights.get(request.id, 0) for request in model.requests], least)
            case GoalKept(goal=Leximin() as goal, least=level):
                for group in keyed_groups(goal, model):
                    model.builder.sum_row(group.columns, low=ceil(level * group.size), group=ALWAYS)
            case GoalKept(goal=WeightedValue() | AmountGranted() as goal, least=value):
                _write_sum(model, worths(goal, model), ceil(value * scale_of(goal, Weights(np.zeros(0, dtype=np.int64)))))
            case GoalKept():
                raise AssertionError("only these goals may be kept")


def _write_sum(model: Model, weights: Sequence[int], least: int) -> None:
    """Keep a weighted sum of what requests receive, from whichever envelopes."""
    terms = {column: weight for weight, own in zip(weights, model.of_request, strict=True) for column in own if weight}
    model.builder.row(terms, low=least, group=ALWAYS)
