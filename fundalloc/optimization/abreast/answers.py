"""Weighted sums in their order, then the nearest to proportional, then whole cents: many settings at once, each as if it were alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fundalloc.optimization.abreast.cents import in_cents
from fundalloc.optimization.abreast.dearest import dearest, holds
from fundalloc.optimization.abreast.nest import Bounds, Lines, Nest
from fundalloc.optimization.abreast.water import Wanted, watered
from fundalloc.optimization.program import Flags, Integers


@dataclass(frozen=True, slots=True)
class Answers:
    """Whole values, a line for each setting, what each goal reaches by them, and which settings are answered and proved."""

    values: Lines
    reached: Lines
    proved: Flags


def answered(nest: Nest, bounds: Bounds, goals: Sequence[Integers], wanted: Wanted) -> Answers:
    """
    Answer every setting of a nest that can be answered directly; of the others nothing is said.

    What is answered is the only answer that the goals, the nearness to proportional and the written tie rules leave, and no answer
    in whole cents is better for any goal, given those before it.
    """
    face, proved = bounds, np.ones(len(bounds.low), dtype=np.bool_)
    best = []
    for weights in goals:
        found = dearest(nest, face, weights)
        face, proved = found.face, proved & found.proved
        best.append(found.value)
    heights = watered(nest, face, wanted)
    values, plain = in_cents(nest, face, heights)
    reached = np.stack([values @ weights for weights in goals], axis=1)
    proved = proved & heights.proved & plain & np.all(reached == np.stack(best, axis=1), axis=1) & holds(nest, bounds, values)
    return Answers(values, reached, proved)
