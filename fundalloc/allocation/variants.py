"""Variants of one scenario that differ by their numbers only: laid out once, and split side by side where they can be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final, TypeAlias

import numpy as np

from fundalloc.allocation.engine import InTurn, goals_reached
from fundalloc.allocation.goals import aim_of, scale_of
from fundalloc.allocation.layout import laid_out, laid_out_like
from fundalloc.allocation.model import Model
from fundalloc.allocation.outcome import Certificate, Impossible, Split
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Refusal
from fundalloc.optimization.abreast.answers import Answers, answered
from fundalloc.optimization.abreast.nest import bounds_of, nest_of
from fundalloc.optimization.abreast.water import Wanted
from fundalloc.optimization.aims import Aim, Weights
from fundalloc.optimization.program import Integers, LinearProgram
from fundalloc.unswept import unswept

SplitOrNot: TypeAlias = Split | Impossible | Refusal

STRUCTURE: Final = ("starts", "columns", "coefficients", "groups")
"""What of a program must be the same for it to be answered beside another."""


@dataclass(frozen=True, slots=True)
class _Variant:
    """A variant laid out, and its goals as aims."""

    model: Model
    program: LinearProgram
    aims: Sequence[Aim]


def splits(scenario: Scenario, variants: Sequence[Scenario]) -> Iterator[SplitOrNot]:
    """
    Split each variant of a scenario as ``split`` does alone, to the same cents; a refusal is given in its place.

    Where rows lie one inside the other and goals are weighted sums, variants are answered side by side; the others one by one, each
    beside the one before.
    """
    with unswept():
        model, program = laid_out(scenario)
        like = _Variant(model, program, [aim_of(goal, model, program) for goal in scenario.goals])
        laid = [_laid_out_like(like, variant) for variant in variants]
        found = _abreast(laid)
    in_turn = InTurn()
    for place, variant in enumerate(laid):
        yield found[place] if place in found else _split_in_turn(in_turn, variant)


def _laid_out_like(like: _Variant, scenario: Scenario) -> _Variant:
    model, program = laid_out_like(like.model, like.program, scenario)
    if model.requests is like.model.requests and all(isinstance(aim, Weights) for aim in like.aims):
        return _Variant(model, program, like.aims)
    return _Variant(model, program, [aim_of(goal, model, program) for goal in scenario.goals])


def _split_in_turn(in_turn: InTurn, variant: _Variant) -> SplitOrNot:
    try:
        with unswept():
            return in_turn.split(variant.model, variant.program)
    except Refusal as refusal:
        return refusal


def _abreast(laid: Sequence[_Variant]) -> dict[int, Split]:
    """Answer the variants that share the first one's rows and goals, where its rows are a nest; return what is proved."""
    first = laid[0]
    nest, goals = nest_of(first.program), [aim.weights for aim in first.aims if isinstance(aim, Weights)]
    if nest is None or len(goals) < len(first.aims):
        return {}
    places = [place for place, variant in enumerate(laid) if _alike(first, variant)]
    variants = [laid[place] for place in places]
    found = answered(nest, bounds_of(nest, [variant.program for variant in variants]), goals, _wanted(variants))
    return {places[line]: _split(variants[line], found, line) for line in np.flatnonzero(found.proved).tolist()}


def _alike(first: _Variant, other: _Variant) -> bool:
    """Tell whether two variants have the same rows, but for their bounds, and the same goals."""
    rows = all(_same(getattr(first.program, name), getattr(other.program, name)) for name in STRUCTURE)
    return rows and all(
        isinstance(mine, Weights) and isinstance(its, Weights) and _same(mine.weights, its.weights)
        for mine, its in zip(first.aims, other.aims, strict=True)
    )


def _same(one: Integers, other: Integers) -> bool:
    return one is other or np.array_equal(one, other)


def _wanted(variants: Sequence[_Variant]) -> Wanted:
    """Return what each amount would ideally be, as ``Model.ideals`` says."""
    ideals = [variant.model.ideals(variant.program) for variant in variants]
    unit = lcm(*{each.unit for each in ideals})
    return Wanted(np.stack([each.parts * (unit // each.unit) for each in ideals]), unit)


def _split(variant: _Variant, found: Answers, line: int) -> Split:
    model, values = variant.model, found.values[line].tolist()
    scales = [scale_of(goal, aim) for goal, aim in zip(model.scenario.goals, variant.aims, strict=True)]
    reached = [Fraction(value) for value in found.reached[line].tolist()]
    return Split(
        received=model.received(values),
        goals=goals_reached(model, reached, reached, scales),
        certificate=Certificate(rows_hold=True, rows_checked=variant.program.row_count, gap_cents=0, unique=True),
    )
