"""The best answer in whole cents: beside the exact one where it can be, further away where a better one stands, and proved the best."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from fundalloc.optimization.aims import Aim, Coverage, Leximin, Nearness, Weights, Witness, cents_first, reached
from fundalloc.optimization.nearest import ExactValues
from fundalloc.optimization.program import Integers, LinearProgram
from fundalloc.optimization.rounding import beside
from fundalloc.optimization.settling import Settled, witness_of
from fundalloc.optimization.whole import COLUMNS_MAX, Part, bounded
from fundalloc.optimization.whole_levels import bounded_levels
from fundalloc.optimization.wider import Wider, further


@dataclass(frozen=True, slots=True)
class InCents:
    """
    Whole values that break no row, the program in which the first aim is a weighted sum, and the parts that bound it.

    ``unique`` says that the aims and the written tie rules leave no other beside the exact values, or within reach of them.
    """

    values: tuple[int, ...]
    unique: bool
    witness: Witness
    parts: Part


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
        if best.parts.ceiling <= reached(aims[0], best.values) or program.column_count > COLUMNS_MAX:
            break
    return best


def _tried(program: LinearProgram, aims: Sequence[Aim], settled: Sequence[Settled], exact: ExactValues) -> Iterator[Wider]:
    """Go through whole values that break no row: those beside the exact ones first, then the best within each reach of them."""
    spare = [cents_first(aim, exact) for aim in aims]
    close = _together(program, settled, exact, spare)
    if close is not None:
        yield Wider(close, unique=True)
    yield from further(program, exact.wholes, spare)


def _together(program: LinearProgram, settled: Sequence[Settled], exact: ExactValues, spare: Sequence[Integers]) -> tuple[int, ...] | None:
    """Round beside the exact values; a group whose level was settled keeps its cents together, where the rules let it."""
    ceilings = [ceiling for each in settled for ceiling in each.ceilings]
    kept = beside(program.with_more([], ceilings), exact, spare) if ceilings else None
    return kept if kept is not None else beside(program, exact, spare)


def _proved(aim: Aim, settled: Settled, found: Wider) -> InCents:
    witness, value = witness_of(aim, settled, found.values), int(reached(aim, found.values))
    match aim:
        case Leximin():
            parts = bounded_levels(witness.program, witness.weights, aim, value, settled.prices)
        case Weights() | Nearness() | Coverage():
            parts = bounded(witness.program, witness.weights, value, settled.prices)
        case unreachable:
            assert_never(unreachable)
    return InCents(found.values, found.unique, witness, parts)
