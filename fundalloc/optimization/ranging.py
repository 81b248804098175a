"""Within which range a price stays true: how far a bound may move before one more unit brings something else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

import numpy as np

from fundalloc.optimization.exact import Prices, prices_of
from fundalloc.optimization.program import Integers, LinearProgram
from fundalloc.optimization.solver import Approximate, Floats, Session, answer_if_any

FAR: Final = 2**50
"""A bound that may move this far may move without limit."""


@dataclass(frozen=True, slots=True)
class Steady:
    """How far a row's bound may move, in its own whole units, while its price stays true; None without limit."""

    tighter: int | None
    looser: int | None


def steady_ranges(program: LinearProgram, goal: Integers, prices: Prices, rows: Iterable[int]) -> dict[int, Steady]:
    """
    Return the range in which the price of each row named stays true, exactly, to the unit.

    The best value is a concave function of a bound, and the price is one of its slopes: where the best value at some distance is
    what the price foretells, the price is true all the way there. The solver's own ranges say where to look first.
    """
    session = Session(program)
    if not isinstance(answer_if_any(session, goal), Approximate):
        return {}
    down, up = session.reach()
    asked = _Asked(program, goal, prices, session)
    return {
        row: Steady(tighter=asked.farthest(row, -1, _guess(asked, row, down)), looser=asked.farthest(row, 1, _guess(asked, row, up)))
        for row in rows
    }


def _guess(asked: "_Asked", row: int, reach: Floats) -> int:
    bound = asked.bound(row)
    distance = abs(float(reach[row]) - bound)
    return int(distance) if np.isfinite(distance) and distance < FAR else FAR


@dataclass(frozen=True, slots=True)
class _Asked:
    """One goal of one program, asked again with a bound moved."""

    program: LinearProgram
    goal: Integers
    prices: Prices
    session: Session

    def bound(self, row: int) -> int:
        """Return the bound that a price holds its row to."""
        return int((self.program.row_upper if self.prices.of_row(row) > 0 else self.program.row_lower)[row])

    def farthest(self, row: int, way: int, guess: int) -> int | None:
        """
        Search the farthest distance at which the price is true, the true ones being all those before the first false one.

        Where the price is false, the best value and its own price draw a line that crosses the foretold one nearer to the answer.
        """
        true, false, tried = 0, 2 * FAR, max(1, guess)
        while true + 1 < false:
            crossing = self.crossing(row, way, tried)
            if crossing is None:
                false, tried = tried, (true + tried) // 2
            elif crossing >= tried:
                true, tried = tried, min(false - 1, tried + 1 if tried == guess else tried * 16)
            else:
                false, tried = tried, max(true, crossing)
            if true > FAR:
                return None
            tried = max(true + 1, min(tried, false - 1)) if true + 1 < false else tried
        return true

    def crossing(self, row: int, way: int, distance: int) -> int | None:
        """
        Return how far the price may be true, seen from a distance: the distance itself where it is true there.

        None where nothing is feasible, or nothing proved, at that distance.
        """
        program, price = self.program, self.prices.of_row(row)
        shift = way * distance if price > 0 else -way * distance
        row_lower, row_upper = program.row_lower.copy(), program.row_upper.copy()
        (row_upper if price > 0 else row_lower)[row] += shift
        if row_lower[row] > row_upper[row]:
            return None
        only, span = np.array([row], dtype=np.int64), slice(row, row + 1)
        self.session.hold_rows(only, row_lower[span], row_upper[span])
        answer = answer_if_any(self.session, self.goal)
        self.session.hold_rows(only, program.row_lower[span], program.row_upper[span])
        if not isinstance(answer, Approximate):
            return None
        found = prices_of(replace(program, row_lower=row_lower, row_upper=row_upper), self.goal, answer)
        if found is None:
            return None
        lost = self.prices.best + price * shift - found.best
        slope = (price - found.of_row(row)) * (1 if shift > 0 else -1)
        return distance if lost == 0 else max(0, distance - ceil(lost / slope)) if slope > 0 else None
