"""What is left to settle once the goals have spoken: the free columns, and the rows that may still bind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TypeAlias

import numpy as np

from fundalloc.optimization.program import UNBOUNDED, Flags, Integers, LinearProgram, exactly

Amount: TypeAlias = int | Fraction


@dataclass(frozen=True, slots=True)
class Ideals:
    """What each column would ideally be, above zero: so many parts of one, of which ``unit`` make one."""

    parts: Integers
    unit: int

    @classmethod
    def of(cls, amounts: Sequence[Amount]) -> "Ideals":
        unit = lcm(*{amount.denominator for amount in amounts})
        return cls(exactly([amount.numerator * (unit // amount.denominator) for amount in amounts]), unit)

    def among(self, columns: Integers) -> "Ideals":
        """Return those of some columns."""
        return Ideals(self.parts[columns], self.unit)


@dataclass(frozen=True, slots=True)
class Face:
    """
    Free columns (numbered anew) and the rows that may bind them, by entries ``rows``, ``columns``, ``coefficients``.

    ``free`` and ``own`` are the numbers that columns and rows have in the program. ``low`` and
    ``high`` are what each row still asks of the free columns, exactly; only ``UNBOUNDED`` itself asks nothing, for what is left of a
    bound may lie further from zero.
    """

    free: Integers
    own: Integers
    rows: Integers
    columns: Integers
    coefficients: Integers
    low: Integers
    high: Integers
    lower: Integers
    upper: Integers

    @property
    def row_count(self) -> int:
        return len(self.low)

    def asked(self) -> tuple[list[Amount | None], list[Amount | None]]:
        """Return what rows still ask for at least and at most, None where they ask nothing."""
        low, high = self.low.tolist(), self.high.tolist()
        return [None if bound == -UNBOUNDED else bound for bound in low], [None if bound == UNBOUNDED else bound for bound in high]


def settled_by_rows(program: LinearProgram) -> LinearProgram:
    """Fix the columns of every row that has no play left: one whose least reach is its ceiling, or whose most is its floor."""
    owners = program.row_of_entries()
    while True:
        least, most = reach(program)
        down = (program.row_upper < UNBOUNDED) & (least == program.row_upper)
        up = (program.row_lower > -UNBOUNDED) & (most == program.row_lower)
        rising = program.coefficients > 0
        to_lower = program.columns[(down[owners] & rising) | (up[owners] & ~rising)]
        to_upper = program.columns[(down[owners] & ~rising) | (up[owners] & rising)]
        lower, upper = program.lower.copy(), program.upper.copy()
        upper[to_lower], lower[to_upper] = program.lower[to_lower], program.upper[to_upper]
        unchanged = np.array_equal(lower, program.lower) and np.array_equal(upper, program.upper)
        if unchanged or np.any(lower > upper):  # two rows that contradict each other are left as they are
            return program
        program = program.with_bounds(lower, upper)


def face_of(program: LinearProgram) -> Face:
    """Return the part of a program that its bounds leave open; rows that nothing free can break are left out."""
    is_free = program.lower < program.upper
    owners = program.row_of_entries()
    entry_free = is_free[program.columns]
    settled = program.row_sums(np.where(entry_free, 0, program.terms(program.lower)))
    least, most = reach(program)
    touched: Flags = np.zeros(program.row_count, dtype=np.bool_)
    touched[owners[entry_free]] = True
    has_low, has_high = program.row_lower > -UNBOUNDED, program.row_upper < UNBOUNDED
    may_bind = touched & ((has_low & (least < program.row_lower)) | (has_high & (most > program.row_upper)))
    kept = np.flatnonzero(may_bind)
    entries = np.flatnonzero(entry_free & may_bind[owners])
    return Face(
        free=np.flatnonzero(is_free),
        own=kept,
        rows=_renumbered(kept, program.row_count)[owners[entries]],
        columns=_renumbered(np.flatnonzero(is_free), program.column_count)[program.columns[entries]],
        coefficients=program.coefficients[entries],
        low=_still_asked(program.row_lower[kept], settled[kept]),
        high=_still_asked(program.row_upper[kept], settled[kept]),
        lower=program.lower[is_free],
        upper=program.upper[is_free],
    )


def out_of_reach(program: LinearProgram) -> bool:
    """Tell whether the columns' bounds alone keep some row from its own."""
    least, most = reach(program)
    return bool(np.any((least > program.row_upper) | (most < program.row_lower)))


def reach(program: LinearProgram) -> tuple[Integers, Integers]:
    """Return the least and the most that each row can reach within the columns' bounds."""
    at_lower, at_upper = program.terms(program.lower), program.terms(program.upper)
    return program.row_sums(np.minimum(at_lower, at_upper)), program.row_sums(np.maximum(at_lower, at_upper))


def _renumbered(kept: Integers, count: int) -> Integers:
    places = np.full(count, -1, dtype=np.int64)
    places[kept] = np.arange(len(kept))
    return places


def _still_asked(bounds: Integers, settled: Integers) -> Integers:
    return np.asarray(np.where(np.abs(bounds) >= UNBOUNDED, np.where(bounds > 0, UNBOUNDED, -UNBOUNDED), bounds - settled))
