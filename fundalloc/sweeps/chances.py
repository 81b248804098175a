"""
Draws of what is uncertain, as settings to try: numbered, and the same again for the same seed, whoever draws them and in what order.

Each number of each draw has a chance of its own, of 53 bits, from the seed, the draw and the number's name; a law turns it into a value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction
from itertools import accumulate
from math import floor, isqrt
from random import Random
from statistics import NormalDist
from typing import Final, assert_never

from fundalloc.domain.chances import Chance, NormalChance, TableChance, TriangularChance, Uncertainty, UniformChance
from fundalloc.errors import Refusal, RefusedTogether
from fundalloc.errors.sweeps import ChancesUnlike, KnobUnknown, LawBackwards
from fundalloc.sweeps.grid import value_of
from fundalloc.sweeps.knobs import Knob

BITS: Final = 53
WHOLE: Final = 2**BITS


@dataclass(frozen=True, slots=True)
class Drawn:
    """One number, the name of its chance (its own, or one for several numbers), its law, and the values the law speaks of."""

    knob: Knob
    chance: str
    law: Chance
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Draws:
    """So many draws of some numbers."""

    seed: int
    count: int
    drawn: tuple[Drawn, ...]

    @property
    def knobs(self) -> tuple[Knob, ...]:
        return tuple(each.knob for each in self.drawn)

    def __len__(self) -> int:
        return self.count

    def setting(self, number: int) -> tuple[int, ...]:
        """Return the values of one draw, numbered from zero."""
        return tuple(value_at(each.law, each.values, _chance(f"{self.seed}/{number}/{each.chance}")) for each in self.drawn)


def _chance(seed: str) -> int:
    """Return a chance out of ``WHOLE``, always the same for the same seed."""
    return Random(seed).getrandbits(BITS)  # noqa: S311 - nothing secret is drawn


def draws_of(knobs: Sequence[Knob], uncertain: Uncertainty, *, count: int, seed: int | None = None) -> Draws:
    """
    Return the draws of what is uncertain.

    Raises:
        RefusedTogether: each name of nothing that may be varied, each value that cannot be read, each law that ends before it begins.

    """
    problems: list[Refusal] = []
    drawn: dict[Knob, Drawn] = {}
    for place, law in enumerate(uncertain.uncertain):
        for name in law.what:
            own = [knob for knob in knobs if fnmatchcase(knob.name, name) or fnmatchcase(knob.long_name, name)]
            if not own:
                problems.append(KnobUnknown(name=name, known=tuple(knob.name for knob in knobs if knob.part != "requests")))
            for knob in own:
                try:
                    drawn[knob] = Drawn(knob, f"law {place}" if law.together else knob.long_name, law, values_of(law, knob))
                except Refusal as refusal:
                    problems.append(refusal)
    if problems:
        raise RefusedTogether(list({(type(each), str(each.facts)): each for each in problems}.values()))
    return Draws(uncertain.seed if seed is None else seed, count, tuple(drawn.values()))


def values_of(law: Chance, knob: Knob) -> tuple[int, ...]:
    """
    Return the values that a law speaks of, in the number's own units.

    Raises:
        Refusal: one cannot be read, or the law ends before it begins.

    """
    match law:
        case NormalChance(mean=mean, deviation=deviation):
            return value_of(knob, mean), value_of(knob, deviation)
        case TriangularChance(low=low, mode=mode, high=high):
            found: tuple[int, ...] = (value_of(knob, low), value_of(knob, mode), value_of(knob, high))
        case UniformChance(low=low, high=high):
            found = (value_of(knob, low), value_of(knob, high))
        case TableChance(values=values, chances=chances):
            if not values or (chances and (len(chances) != len(values) or not sum(chances))):
                raise ChancesUnlike(name=knob.name)
            return tuple(value_of(knob, value) for value in values)
        case unreachable:
            assert_never(unreachable)
    if list(found) != sorted(found):
        raise LawBackwards(name=knob.name)
    return found


def value_at(law: Chance, values: Sequence[int], chance: int) -> int:
    """Return the value that a chance out of ``WHOLE`` gives under a law: the one below which that part of draws falls."""
    match law:
        case NormalChance():
            mean, deviation = values
            away = Fraction(NormalDist().inv_cdf((2 * chance + 1) / (2 * WHOLE)))
            return max(0, mean + floor(deviation * away + Fraction(1, 2)))
        case UniformChance():
            low, high = values
            return low + (high - low + 1) * chance // WHOLE
        case TriangularChance():
            return _triangular(*values, chance=chance)
        case TableChance():
            until = list(accumulate(law.chances or [1] * len(values)))
            return next(value for value, end in zip(values, until, strict=True) if chance * until[-1] < end * WHOLE)
        case unreachable:
            assert_never(unreachable)


def _triangular(low: int, mode: int, high: int, *, chance: int) -> int:
    """Return where a triangle's surface reaches a chance: by square roots of whole numbers."""
    if chance * (high - low) < (mode - low) * WHOLE:
        return low + isqrt(chance * (high - low) * (mode - low) // WHOLE)
    return high - isqrt((WHOLE - chance) * (high - low) * (high - mode) // WHOLE)
