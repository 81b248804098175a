"""A linear program in whole numbers: columns, rows and the group each row belongs to, kept as arrays."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import accumulate, repeat
from math import gcd
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

WholeNumbers: TypeAlias = "array[int]"
"""Whole numbers that fit in 64 bits, lighter than a list of them; arrays of NumPy share their memory."""

UNBOUNDED: Final = 2**62
"""A bound at least this far from zero bounds nothing; amounts always have bounds, columns of other programs may not."""

SAFE_TOTAL: Final = 2.0**62
"""Sums whose parts add up to less than this, whatever their signs, fit in 64 bits."""


@dataclass(frozen=True, slots=True)
class LinearProgram:
    """
    Columns with whole bounds and rows with whole coefficients.

    Columns marked ``binary`` are choices (0 or 1); the others are amounts in cents. Rows are stored by compressed rows
    (``starts``, ``columns``, ``coefficients``); ``groups`` gives the caller's number for each row (a rule's, for instance).
    """

    lower: Integers
    upper: Integers
    binary: Flags
    starts: Integers
    columns: Integers
    coefficients: Integers
    row_lower: Integers
    row_upper: Integers
    groups: Integers

    @property
    def column_count(self) -> int:
        return len(self.lower)

    @property
    def row_count(self) -> int:
        return len(self.row_lower)

    @property
    def has_choices(self) -> bool:
        return bool(self.binary.any())

    def row(self, index: int) -> tuple[Integers, Integers]:
        """Return the columns and the coefficients of one row."""
        span = slice(self.starts[index], self.starts[index + 1])
        return self.columns[span], self.coefficients[span]

    def row_of_entries(self) -> Integers:
        """Return the row number of each stored coefficient."""
        return np.repeat(np.arange(self.row_count, dtype=np.int64), np.diff(self.starts))

    def activities(self, values: Sequence[int] | Integers) -> Integers:
        """Recompute every row on whole numbers, in 64 bits where these are enough and in Python's own integers elsewhere."""
        return self.row_sums(self.terms(exactly(values)))

    def terms(self, values: Integers) -> Integers:
        """Return each stored coefficient times its column's value, in Python's own integers where the sum of all may not fit in 64 bits."""
        own = values[self.columns]
        narrow = size_of_products(self.coefficients, own) < SAFE_TOTAL
        return np.asarray(self.coefficients * own if narrow else self.coefficients.astype(object) * own)

    def row_sums(self, terms: Integers) -> Integers:
        """Return each row's sum of what stands for its stored coefficients."""
        through = np.zeros(len(terms) + 1, dtype=terms.dtype)
        np.cumsum(terms, out=through[1:])
        return np.asarray(through[self.starts[1:]] - through[self.starts[:-1]])

    def broken_rows(self, values: Sequence[int] | Integers) -> tuple[int, ...]:
        """Return the rows that whole values break, each redone exactly."""
        activities = self.activities(values)
        low = (self.row_lower > -UNBOUNDED) & (activities < self.row_lower)
        high = (self.row_upper < UNBOUNDED) & (activities > self.row_upper)
        return tuple(np.flatnonzero((low | high).astype(np.bool_)).tolist())

    def breaks_a_bound(self, values: Sequence[int] | Integers) -> bool:
        """Tell whether a whole value lies outside its column's bounds."""
        numbers = exactly(values)
        return bool(np.any((numbers < self.lower) | (numbers > self.upper)))

    def with_bounds(self, lower: Integers, upper: Integers) -> "LinearProgram":
        """Return the same rows over other column bounds."""
        return replace(self, lower=lower, upper=upper)

    def with_more(self, columns: Sequence[tuple[int, int]], rows: Sequence["AddedRow"]) -> "LinearProgram":
        """
        Return the program with more columns (their bounds) and rows of no group after its own.

        The bounds of added rows may be fractions: a level once settled is rarely whole. Only questions are asked of such a program;
        whole cents are always checked against the program as it was written.
        """
        exact = any(isinstance(bound, Fraction) for row in rows for bound in (row.low, row.high))
        kind: type = object if exact else self.row_lower.dtype.type
        return replace(
            self,
            lower=np.concatenate((self.lower, _integers(low for low, _ in columns))),
            upper=np.concatenate((self.upper, _integers(high for _, high in columns))),
            binary=np.concatenate((self.binary, np.zeros(len(columns), dtype=np.bool_))),
            starts=np.concatenate((self.starts, self.starts[-1] + np.cumsum([len(row.columns) for row in rows], dtype=np.int64))),
            columns=np.concatenate((self.columns, _integers(column for row in rows for column in row.columns))),
            coefficients=np.concatenate((self.coefficients, _integers(number for row in rows for number in row.coefficients))),
            row_lower=np.concatenate((self.row_lower.astype(kind), np.array([row.low for row in rows], dtype=kind))),
            row_upper=np.concatenate((self.row_upper.astype(kind), np.array([row.high for row in rows], dtype=kind))),
            groups=np.concatenate((self.groups, np.full(len(rows), -1, dtype=np.int64))),
        )

    def without_more(self, columns: int, rows: int) -> "LinearProgram":
        """Return the program with only its first columns and rows, as they are bounded now."""
        end = int(self.starts[rows])
        return replace(
            self,
            lower=self.lower[:columns],
            upper=self.upper[:columns],
            binary=self.binary[:columns],
            starts=self.starts[: rows + 1],
            columns=self.columns[:end],
            coefficients=self.coefficients[:end],
            row_lower=self.row_lower[:rows],
            row_upper=self.row_upper[:rows],
            groups=self.groups[:rows],
        )

    def with_rows(self, keep: Flags) -> "LinearProgram":
        """Return the program with only the rows marked."""
        entries = keep[self.row_of_entries()]
        lengths = np.diff(self.starts)[keep]
        return replace(
            self,
            starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
            columns=self.columns[entries],
            coefficients=self.coefficients[entries],
            row_lower=self.row_lower[keep],
            row_upper=self.row_upper[keep],
            groups=self.groups[keep],
        )


@dataclass(frozen=True, slots=True)
class AddedRow:
    """One more row: its columns, their coefficients, and its bounds, which may be fractions."""

    columns: Sequence[int]
    coefficients: Sequence[int]
    low: int | Fraction = -UNBOUNDED
    high: int | Fraction = UNBOUNDED


def _no_numbers() -> WholeNumbers:
    return array("q")


def whole_numbers(numbers: Integers) -> WholeNumbers:
    """Return whole numbers as Python knows them one by one."""
    return array("q", numbers.tobytes())


@dataclass(slots=True)
class ProgramBuilder:
    """Collects columns and rows, then lays them out as arrays."""

    lower: WholeNumbers = field(default_factory=_no_numbers)
    upper: WholeNumbers = field(default_factory=_no_numbers)
    binary: bytearray = field(default_factory=bytearray)
    starts: WholeNumbers = field(default_factory=lambda: array("q", [0]))
    columns: WholeNumbers = field(default_factory=_no_numbers)
    coefficients: WholeNumbers = field(default_factory=_no_numbers)
    row_lower: WholeNumbers = field(default_factory=_no_numbers)
    row_upper: WholeNumbers = field(default_factory=_no_numbers)
    groups: WholeNumbers = field(default_factory=_no_numbers)
    divisors: list[int] = field(default_factory=list)

    def amount(self, upper_cents: int, lower_cents: int = 0) -> int:
        """Add a column of cents; return its number."""
        return self._column(lower_cents, upper_cents, binary=False)

    def amounts(self, upper_cents: Integers) -> range:
        """Add a column of cents for each upper bound; return their numbers."""
        first = len(self.lower)
        self.lower.frombytes(np.zeros_like(upper_cents).tobytes())
        self.upper.frombytes(upper_cents.tobytes())
        self.binary.extend(bytes(len(upper_cents)))
        return range(first, len(self.lower))

    def choice(self) -> int:
        """Add a column that is 0 or 1; return its number."""
        return self._column(0, 1, binary=True)

    def row(self, coefficients: Mapping[int, int], *, low: int | None = None, high: int | None = None, group: int = -1) -> int:
        """Add a row by column number, its coefficients reduced to their smallest whole numbers (``divisors`` keeps by what)."""
        kept = {column: coefficient for column, coefficient in coefficients.items() if coefficient}
        divisor = gcd(*kept.values()) or 1
        return self._row(list(kept), [coefficient // divisor for coefficient in kept.values()], low, high, group, divisor)

    def sum_row(self, columns: Sequence[int], *, low: int | None = None, high: int | None = None, group: int = -1) -> int:
        """Add a row that bounds the plain sum of different columns."""
        return self._row(columns, repeat(1, len(columns)), low, high, group, 1)

    def sum_rows(
        self, columns: Integers, sizes: Sequence[int], *, low: Sequence[int | None], high: Sequence[int | None], groups: Sequence[int]
    ) -> range:
        """Add rows that bound plain sums of columns, given row after row, so many for each; return their numbers."""
        first = len(self.row_lower)
        self.starts.extend(list(accumulate(sizes, initial=len(self.columns)))[1:])
        self.columns.frombytes(columns.tobytes())
        self.coefficients.frombytes(np.ones_like(columns).tobytes())
        self.row_lower.extend(-UNBOUNDED if bound is None else bound for bound in low)
        self.row_upper.extend(UNBOUNDED if bound is None else bound for bound in high)
        self.groups.extend(groups)
        self.divisors.extend(repeat(1, len(sizes)))
        return range(first, len(self.row_lower))

    def _row(self, columns: Sequence[int], coefficients: Iterable[int], low: int | None, high: int | None, group: int, divisor: int) -> int:
        self.columns.extend(columns)
        self.coefficients.extend(coefficients)
        self.starts.append(len(self.columns))
        self.row_lower.append(-UNBOUNDED if low is None else -(-low // divisor))
        self.row_upper.append(UNBOUNDED if high is None else high // divisor)
        self.groups.append(group)
        self.divisors.append(divisor)
        return len(self.row_lower) - 1

    def build(self) -> LinearProgram:
        """Return the program as arrays, which share the builder's memory: nothing is added afterwards."""
        return LinearProgram(
            lower=np.asarray(self.lower),
            upper=np.asarray(self.upper),
            binary=np.frombuffer(self.binary, dtype=np.bool_),
            starts=np.asarray(self.starts),
            columns=np.asarray(self.columns),
            coefficients=np.asarray(self.coefficients),
            row_lower=np.asarray(self.row_lower),
            row_upper=np.asarray(self.row_upper),
            groups=np.asarray(self.groups),
        )

    def _column(self, lower: int, upper: int, *, binary: bool) -> int:
        self.lower.append(lower)
        self.upper.append(upper)
        self.binary.append(binary)
        return len(self.lower) - 1


def exact_dot(numbers: Integers, others: Integers) -> int | Fraction:
    """Return the sum of products, in 64 bits where these are enough and in Python's own numbers elsewhere: bounds may be fractions."""
    narrow = numbers.dtype == np.int64 and others.dtype == np.int64
    if narrow and size_of_products(numbers, others) < SAFE_TOTAL:
        return int(numbers @ others)
    products: list[int | Fraction] = [number * other for number, other in zip(numbers.tolist(), others.tolist(), strict=True)]
    return sum(products)


def size_of_products(numbers: Integers, others: Integers) -> float:
    """Return how large a sum of products may become on the way, whatever their signs; roughly where it is small all the same."""
    if not len(numbers):
        return 0.0
    rough = len(numbers) * _largest(numbers) * _largest(others)
    return rough if rough < SAFE_TOTAL else float(np.abs(numbers).astype(np.float64) @ np.abs(others).astype(np.float64))


def _largest(numbers: Integers) -> float:
    return float(np.maximum.reduce(np.abs(numbers)))


def exactly(values: Sequence[int] | Integers) -> Integers:
    """Return whole numbers as an array, in Python's own integers where some need more than 64 bits."""
    try:
        return np.asarray(values, dtype=np.int64)
    except OverflowError:
        return np.array(values, dtype=object)


def _integers(numbers: Iterable[int]) -> Integers:
    return np.array(list(numbers), dtype=np.int64)
