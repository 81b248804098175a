"""The best answer in whole cents: beside the exact one where it can be, further away where a better one stands, and proved the best."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, assert_never

import numpy as np

from fundalloc.optimization.aims import Aim, Coverage, Leximin, Nearness, Weights, Witness, cents_first, reached
from fundalloc.optimization.exact import Prices, prices_of
from fundalloc.optimization.nearest import ExactValues
from fundalloc.optimization.program import Integers, LinearProgram, WholeNumbers, whole_numbers
from fundalloc.optimization.rounding import beside
from fundalloc.optimization.settling import Settled, with_cover, with_distances, witness_of
from fundalloc.optimization.solver import Approximate, Session, answer_if_any
from fundalloc.optimization.whole import Part, bounded
from fundalloc.optimization.whole_levels import bounded_levels
from fundalloc.optimization.wider import COLUMNS_SEARCHED_MAX, Wider, further

CHOICES_COLUMNS_MAX: Final = 500
"""Above so many columns, what other choices could bring is left to the solver's word."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """What the first aim can be at most: the program in which it is a weighted sum, its prices in fractions, and the parts in cents."""

    witness: Witness
    prices: Prices
    parts: Part


@dataclass(frozen=True, slots=True)
class InCents:
    """
    Whole values that break no row, and what bounds the first aim.

    ``unique`` says that the aims and the written tie rules leave no other beside the exact values, or within reach of them.
    """

    values: WholeNumbers
    unique: bool
    proof: Bounded


def best_in_cents(program: LinearProgram, aims: Sequence[Aim], settled: Sequence[Settled], exact: ExactValues) -> InCents | None:
    """
    Return the whole values beside the exact ones, or better ones further away where such are found; None where nothing obeys the rows.

    Better ones are looked for where the parts that bound the first aim leave room for them, up to a reach that finds none.
    """
    best: InCents | None = None
    for found in _tried(program, aims, settled, exact):
        if best is not None and reached(aims[0], found.values) <= reached(aims[0], best.values):
            break
        best = _proved(aims[0], settled[0], found)
        if best.proof.parts.ceiling <= reached(aims[0], best.values) or program.column_count > COLUMNS_SEARCHED_MAX:
            break
    return best


def _tried(program: LinearProgram, aims: Sequence[Aim], settled: Sequence[Settled], exact: ExactValues) -> Iterator[Wider]:
    """Go through whole values that break no row: those beside the exact ones first, then the best within each reach of them."""
    spare = [cents_first(aim, exact) for aim in aims]
    close = _together(program, settled, exact, spare)
    if close is not None:
        yield Wider(whole_numbers(close), unique=True)
    yield from further(program, exact.wholes, spare)


def _together(program: LinearProgram, settled: Sequence[Settled], exact: ExactValues, spare: Sequence[Integers]) -> Integers | None:
    """Round beside the exact values; a group whose level or distance was settled keeps its cents together, where the rules let it."""
    together = [row for each in settled for row in each.together]
    kept = beside(program.with_more([], together), exact, spare) if together else None
    return kept if kept is not None else beside(program, exact, spare)


def _proved(aim: Aim, settled: Settled, found: Wider) -> InCents:
    witness, value = witness_of(aim, settled.asked, settled.goal, found.values), int(reached(aim, found.values))
    match aim:
        case Leximin():
            parts = bounded_levels(settled.asked, settled.goal, aim, value, settled.prices)
        case Weights() | Nearness() | Coverage():
            parts = bounded(settled.asked, settled.goal, value, settled.prices)
        case unreachable:
            assert_never(unreachable)
    return InCents(found.values, found.unique, Bounded(witness, settled.prices, parts))


def best_whatever_the_choices(program: LinearProgram, aim: Aim, values: WholeNumbers) -> Bounded | None:
    """Return what proves whole values the best for an aim under every choice, or None where this was not proved."""
    relaxed = replace(program, binary=np.zeros_like(program.binary))
    match aim:
        case Weights(weights=weights):
            asked, goal = relaxed, weights
        case Nearness(groups=groups):
            asked, goal = with_distances(relaxed, groups)
        case Coverage(groups=groups):
            asked, goal = with_cover(relaxed, groups)
        case Leximin():
            return None
        case unreachable:
            assert_never(unreachable)
    if asked.column_count > CHOICES_COLUMNS_MAX:
        return None
    answer, value = answer_if_any(Session(asked), goal), int(reached(aim, values))
    prices = prices_of(asked, goal, answer) if isinstance(answer, Approximate) else None
    if prices is None:
        return None
    parts = bounded(asked, goal, value, prices)
    return Bounded(witness_of(aim, asked, goal, values), prices, parts) if parts.ceiling <= value else None
