"""
The parts of a face that no two rows hold together: a column alone, or a few columns under one row, are settled here exactly.

Under one row every amount is ``p (1 + a * price)`` within its bounds, and the row's sum grows with the price: the price is found
between the two bends that surround it, without a guess. What is left is the part where rows cross.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from fundalloc.optimization.face import Amount, Face, Ideals
from fundalloc.optimization.program import Flags

COLUMNS_ALONE_MAX: Final = 64
"""Above so many columns under one row, the general way is as quick."""


@dataclass(frozen=True, slots=True)
class _Bar:
    """One column of a piece: its coefficient in the piece's row, its ideal and its bounds."""

    column: int
    coefficient: int
    ideal: Fraction
    low: int
    high: int

    def at(self, price: Fraction) -> Fraction:
        return min(max(self.ideal * (1 + self.coefficient * price), Fraction(self.low)), Fraction(self.high))

    def bends(self) -> tuple[Fraction, Fraction]:
        return ((self.low / self.ideal - 1) / self.coefficient, (self.high / self.ideal - 1) / self.coefficient)


def settled_apart(face: Face, ideals: Ideals) -> dict[int, Fraction]:
    """Return the exact values of the columns that stand in no row, or in one row that shares no column with another."""
    bars: defaultdict[int, list[_Bar]] = defaultdict(list)
    (low, high), lower, upper, parts = face.asked(), face.lower.tolist(), face.upper.tolist(), ideals.parts.tolist()
    rows_of = np.bincount(face.columns, minlength=len(lower))
    values = {
        column: min(max(Fraction(parts[column], ideals.unit), Fraction(lower[column])), Fraction(upper[column]))
        for column in np.flatnonzero(rows_of == 0).tolist()
    }
    entries = np.flatnonzero(_apart(face, np.asarray(rows_of > 1, dtype=np.bool_))[face.rows])
    for row, column, coefficient in zip(*(each[entries].tolist() for each in (face.rows, face.columns, face.coefficients)), strict=True):
        bars[row].append(_Bar(column, coefficient, Fraction(parts[column], ideals.unit), lower[column], upper[column]))
    for row in sorted(bars):
        found = _under_one_row(bars[row], low[row], high[row])
        values.update({} if found is None else {bar.column: bar.at(found) for bar in bars[row]})
    return values


def _apart(face: Face, shared: Flags) -> Flags:
    """Return the rows that are short and share no column."""
    apart = np.ones(face.row_count, dtype=np.bool_)
    apart[face.rows[shared[face.columns]]] = False
    apart[np.bincount(face.rows, minlength=face.row_count) > COLUMNS_ALONE_MAX] = False
    return apart


def _under_one_row(bars: Sequence[_Bar], low: Amount | None, high: Amount | None) -> Fraction | None:
    """Return the row's price: zero where it holds nothing back, None where no price lets it hold."""
    free = _activity(bars, Fraction(0))
    aim = low if low is not None and free < low else high if high is not None and free > high else None
    if aim is None:
        return Fraction(0)
    price = _if_no_bound_is_reached(bars, aim)
    if price is not None:
        return price
    bends = sorted({bend for bar in bars for bend in bar.bends()})
    first, last = 0, len(bends) - 1
    if not _activity(bars, bends[first]) <= aim <= _activity(bars, bends[last]):
        return None
    while last - first > 1:
        middle = (first + last) // 2
        first, last = (middle, last) if _activity(bars, bends[middle]) <= aim else (first, middle)
    below, above = _activity(bars, bends[first]), _activity(bars, bends[last])
    if above == below:
        return bends[first]
    return bends[first] + (bends[last] - bends[first]) * (aim - below) / (above - below)


def _if_no_bound_is_reached(bars: Sequence[_Bar], aim: Amount) -> Fraction | None:
    """Return the price at which every column is between its bounds, where there is one: most often there is."""
    free = sum((bar.coefficient * bar.ideal for bar in bars), Fraction(0))
    price = (aim - free) / sum(bar.coefficient**2 * bar.ideal for bar in bars)
    inside = all(bar.low <= bar.ideal * (1 + bar.coefficient * price) <= bar.high for bar in bars)
    return price if inside else None


def _activity(bars: Sequence[_Bar], price: Fraction) -> Fraction:
    return sum((bar.coefficient * bar.at(price) for bar in bars), Fraction(0))


def without(face: Face, columns: Sequence[int]) -> Face:
    """Return what is left of a face once some columns are settled, none of them in a row of the columns left."""
    kept = np.ones(len(face.lower), dtype=np.bool_)
    kept[list(columns)] = False
    entries = kept[face.columns]
    rows = np.unique(face.rows[entries])
    return Face(
        free=face.free[kept],
        own=face.own[rows],
        rows=np.searchsorted(rows, face.rows[entries]).astype(np.int64),
        columns=(np.cumsum(kept) - 1)[face.columns[entries]],
        coefficients=face.coefficients[entries],
        low=face.low[rows],
        high=face.high[rows],
        lower=face.lower[kept],
        upper=face.upper[kept],
    )
