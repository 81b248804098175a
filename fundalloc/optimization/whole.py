"""
That no answer in whole cents is better: exact prices say what fractions of cents could reach, and cuts leave the fractions out.

Where rules cross, no whole-cent answer may come near the best in fractions. The program is then cut in two: some amounts whose sum
falls between two cents reach at most the cent below, or at least the cent above. No whole answer is left out, and the prices of each part
say how good it could be; a part that could still be better is cut again. The widest sum is cut first, and most proofs take fewer
than ten parts; where these do not end, each cut is chosen among all for what it leaves (strong branching), which costs more questions.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf
from typing import Final, TypeAlias

import numpy as np

from fundalloc.optimization.conflict import impossibility
from fundalloc.optimization.exact import Prices, prices_of, proved
from fundalloc.optimization.program import AddedRow, Integers, LinearProgram
from fundalloc.optimization.solver import Answer, Approximate, Floats, NoneFeasible, Session, answer_if_any

COLUMNS_MAX: Final = 10_000
"""Above so many columns no cut is tried: what a cent is worth there is small beside the whole, and the gap is said."""

PARTS_MAX: Final = 30
"""Parts in which the widest sum is cut, before cuts are chosen for what they leave."""

QUESTIONS_MAX: Final = 400
"""Questions asked of the solver where cuts are chosen for what they leave."""

WORK_MAX: Final = 800_000
"""Columns times questions, where columns are many."""

WHOLE_ENOUGH: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Priced:
    """A part with the prices of its rows: the program's, then one for each cut around it, the outermost first."""

    prices: Prices

    @property
    def ceiling(self) -> int:
        """The value that no whole answer of this part exceeds."""
        return floor(self.prices.best)


@dataclass(frozen=True, slots=True)
class Cut:
    """A part in two: where the sum of some columns is at most ``at``, and where it is more."""

    columns: tuple[int, ...]
    at: int
    below: "Part"
    above: "Part"

    @property
    def ceiling(self) -> int:
        """The value that no whole answer of either side exceeds."""
        return max(self.below.ceiling, self.above.ceiling)


Part: TypeAlias = Priced | Cut


def bounded(program: LinearProgram, weights: Integers, value: int, prices: Prices) -> Part:
    """
    Return parts whose ceiling is the value, which is proved the best in whole numbers; a higher one where this was not proved.

    ``prices`` are exact ones for the whole program, which has no open choice.
    """
    whole = Priced(prices)
    if whole.ceiling <= value or program.column_count > COLUMNS_MAX:
        return whole
    sums = _sums_cut(program, weights)
    found: Part | None = None
    questions = min(QUESTIONS_MAX, WORK_MAX // program.column_count)
    for bounding in (_Bounding(program, weights, value, sums, PARTS_MAX), _Strongest(program, weights, value, sums, questions)):
        found = bounding.part(()) or found
        if bounding.better_stands or (found is not None and found.ceiling <= value):
            break
    return found or whole


Sum: TypeAlias = tuple[tuple[int, ...], int]
"""Columns whose sum falls between two whole numbers, and the lower of them."""


@dataclass(slots=True)
class _Bounding:
    """One program cut until every part is proved no better than a value, or until enough was asked (``left``)."""

    program: LinearProgram
    weights: Integers
    value: int
    sums: Sequence[Integers]
    left: int
    better_stands: bool = False

    def part(self, cuts: tuple[AddedRow, ...]) -> Part | None:
        """Return a part with its prices, cut further where it could be better; None where no prices prove anything of it."""
        held, between = self.program.with_more([], cuts), list[Sum]()
        match self._asked(held):
            case Approximate() as answer:
                prices, between = prices_of(held, self.weights, answer), list(self._between_two_cents(answer.values))
            case NoneFeasible():
                prices = held_out_of_reach(held, self.weights, self.value)
            case _:
                return None
        whole = None if prices is None else Priced(prices)
        if whole is None or whole.ceiling <= self.value or self.left <= 0:
            return whole
        if not between:
            self.better_stands, self.left = True, 0  # Nothing is left to prove.
            return whole
        columns, at = self._chosen(cuts, between)
        below, above = (self.part((*cuts, side)) for side in _sides(columns, at))
        return whole if below is None or above is None else Cut(columns, at, below, above)

    def _asked(self, held: LinearProgram) -> Answer:
        self.left -= 1
        return answer_if_any(Session(held), self.weights)

    def _chosen(self, _cuts: tuple[AddedRow, ...], between: Sequence[Sum]) -> Sum:
        """Return the sum to cut: the widest."""
        return between[0]

    def _between_two_cents(self, values: Floats) -> Iterator[Sum]:
        """Return the sums that fall between two whole numbers, the widest first, and the lower of these."""
        for columns in self.sums:
            total = float(values[columns].sum())
            if abs(total - round(total)) > WHOLE_ENOUGH * max(1.0, abs(total) * WHOLE_ENOUGH):
                yield tuple(columns.tolist()), floor(total)


class _Strongest(_Bounding):
    """The same, where the sum that is cut is the one that leaves the least to either side."""

    __slots__ = ()

    def _chosen(self, cuts: tuple[AddedRow, ...], between: Sequence[Sum]) -> Sum:
        best, least = between[0], inf
        for chosen in between:
            most = max(self._most(self.program.with_more([], (*cuts, side))) for side in _sides(*chosen))
            if most < least:
                best, least = chosen, most
            if least < self.value + 1 or self.left <= 0:
                break
        return best

    def _most(self, held: LinearProgram) -> float:
        match self._asked(held):
            case Approximate(objective=objective):
                return objective
            case NoneFeasible():
                return -inf
            case _:
                return inf


def _sides(columns: tuple[int, ...], at: int) -> tuple[AddedRow, AddedRow]:
    """Return the rows that hold a sum at a whole number or below, and above it."""
    ones = [1] * len(columns)
    return AddedRow(columns, ones, high=at), AddedRow(columns, ones, low=at + 1)


def held_out_of_reach(part: LinearProgram, weights: Integers, value: int) -> Prices | None:
    """Return prices under which a part that holds no answer reaches no more than a value: its contradiction, often enough."""
    against, most = impossibility(part), proved(part, weights, {})
    if against is None or most is None:
        return None
    times = max(1, ceil((most.best - value) / -against.best))
    return proved(part, weights, {row: times * price for row, price in against.by_row().items()})


def _sums_cut(program: LinearProgram, weights: Integers) -> list[Integers]:
    """
    Return the sets of columns whose sums are worth cutting: those that a row or the goal sees alike, and all of them.

    Choices come first, then the widest: cutting a wide sum leaves nothing to make up for it elsewhere. Among them are the columns
    that every row and the goal see alike: once each of these sums is whole, so is an answer.
    """
    found: dict[tuple[int, ...], None] = {tuple(range(program.column_count)): None}
    seen: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in range(program.row_count):
        columns, coefficients = program.row(row)
        for coefficient in np.unique(coefficients).tolist():
            own = columns[coefficients == coefficient]
            found.setdefault(tuple(sorted(own.tolist())))
            for weight in np.unique(weights[own]).tolist():
                found.setdefault(tuple(sorted(own[weights[own] == weight].tolist())))
        for column, coefficient in zip(columns.tolist(), coefficients.tolist(), strict=True):
            seen[column].append((row, coefficient))
    alike: defaultdict[tuple[int, tuple[tuple[int, int], ...]], list[int]] = defaultdict(list)
    for column in range(program.column_count):
        alike[int(weights[column]), tuple(seen[column])].append(column)
    for own_columns in alike.values():
        found.setdefault(tuple(own_columns))
    for weight in np.unique(weights).tolist():
        found.setdefault(tuple(np.flatnonzero(weights == weight).tolist()))
    sets = [np.array(columns, dtype=np.int64) for columns in sorted(found, key=lambda columns: (-len(columns), columns))]
    return sorted(sets, key=lambda columns: int(program.upper[columns].max(initial=0)) > 1)
