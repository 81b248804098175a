"""
A guess, in floats, of where the answer nearest to proportional stands: which columns are at a bound, which rows bind.

The prices of the rows maximise a concave, piecewise quadratic function; a projected Newton method with a line search finds them
(Bertsekas, Projected Newton Methods, 1982). Nothing here is believed: ``nearest.py`` solves and checks the guess exactly.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from fundalloc.optimization.face import Face
from fundalloc.optimization.program import UNBOUNDED, Flags, Integers
from fundalloc.optimization.solver import Floats

AT_FLOOR: Final = -1
FREE: Final = 0
AT_CEILING: Final = 1
ALWAYS: Final = 2

STEPS_MAX: Final = 200
SMALL: Final = 1e-10
CELLS_MAX: Final = 200_000
"""Up to so many rows times columns, a matrix with its zeros costs less than one without."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where each row (floor, ceiling, always, free) and each column (floor, ceiling, free) stands."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Damping:
    """How much of the usual curvature is added to a row's own, and to that of a row whose columns all stand at a bound."""

    held: float
    idle: float


DAMPINGS: Final = (Damping(1e-10, 1.0), Damping(1e-5, 1e-5), Damping(0.3, 0.3), Damping(1e-2, 1e-8))
"""In the order in which they are tried: fast first, then surer."""


@dataclass(frozen=True, slots=True)
class _Scaled:
    """A face in floats, each row per unit of its own size, under one tolerance; ``whole`` has its zeros where it is small."""

    rows: Integers
    columns: Integers
    coefficients: Floats
    low: Floats
    high: Floats
    lower: Floats
    upper: Floats
    ideal: Floats
    damping: Damping
    whole: Floats | None

    @property
    def equal(self) -> Flags:
        return np.asarray(self.low == self.high, dtype=np.bool_)

    def pulled(self, prices: Floats) -> Floats:
        """Return what the rows' prices say of each column."""
        return _summed(self.columns, self.coefficients * prices[self.rows], len(self.ideal))

    def values(self, prices: Floats) -> Floats:
        return np.clip(self.ideal * (1 + self.pulled(prices)), self.lower, self.upper)

    def activities(self, values: Floats) -> Floats:
        return _summed(self.rows, self.coefficients * values[self.columns], len(self.low))

    def worth(self, prices: Floats) -> float:
        """Return the dual value of prices, which grows towards the answer."""
        pull = self.pulled(prices)
        values = np.clip(self.ideal * (1 + pull), self.lower, self.upper)
        bounds = np.where(prices > 0, self.low, np.where(prices < 0, self.high, 0.0))
        if not np.isfinite(bounds).all():
            return -np.inf
        return float(((values - self.ideal) ** 2 / (2 * self.ideal)).sum() - (pull * values).sum() + (prices * bounds).sum())

    def answered(self, moving: Flags, inside: Flags, missing: Floats) -> Floats:
        """
        Return the change of the moving rows' prices that would bring what is missing, were the columns inside to stay inside.

        The system says how rows answer to each other's prices through the columns that they share; it is as sparse as the rules are.
        """
        if self.whole is not None:
            part = self.whole[moving][:, inside]
            ties = np.asarray((part * self.ideal[inside]) @ part.T, dtype=np.float64)
            return np.asarray(np.linalg.solve(ties + np.diag(self.damped(ties.diagonal())), missing[moving]), dtype=np.float64)
        from fundalloc.optimization.thin import Ties  # noqa: PLC0415 - SciPy is loaded only where very many rows cross

        alive = moving[self.rows] & inside[self.columns]
        rows = (np.cumsum(moving) - 1)[self.rows[alive]]
        thin = Ties.between(rows, self.columns[alive], self.coefficients[alive], self.ideal, row_count=int(moving.sum()))
        return thin.solved(self.damped(thin.own), missing[moving])

    def damped(self, own: Floats) -> Floats:
        """Return what is added to each row's tie to itself."""
        usual = float(own.sum()) / max(1, int(np.count_nonzero(own))) or 1.0
        return np.asarray(np.where(own > 0, self.damping.held, self.damping.idle) * usual, dtype=np.float64)


def _summed(places: Integers, weights: Floats, length: int) -> Floats:
    return np.asarray(np.bincount(places, weights=weights, minlength=length), dtype=np.float64)


def approach(face: Face, ideal: Floats, damping: Damping) -> Stand:
    """Return a guess of where rows and columns stand at the answer; more damping takes shorter, surer steps."""
    scaled = _scaled(face, ideal, damping)
    prices = _prices(scaled)
    wanted = scaled.ideal * (1 + scaled.pulled(prices))
    span = np.maximum(scaled.upper - scaled.lower, 1.0) * SMALL
    columns = np.where(wanted <= scaled.lower + span, AT_FLOOR, np.where(wanted >= scaled.upper - span, AT_CEILING, FREE))
    rows = np.where(scaled.equal, ALWAYS, np.where(prices > SMALL, AT_FLOOR, np.where(prices < -SMALL, AT_CEILING, FREE)))
    return Stand(rows=tuple(rows.tolist()), columns=tuple(columns.tolist()))


def _scaled(face: Face, ideal: Floats, damping: Damping) -> _Scaled:
    coefficients = face.coefficients.astype(np.float64)
    size = np.maximum(np.bincount(face.rows, weights=np.abs(coefficients) * ideal[face.columns], minlength=face.row_count), 1.0)
    low = np.where(face.low == -UNBOUNDED, -np.inf, face.low.astype(np.float64))
    high = np.where(face.high == UNBOUNDED, np.inf, face.high.astype(np.float64))
    per_size, whole = coefficients / size[face.rows], None
    if face.row_count * len(face.free) <= CELLS_MAX:
        whole = np.zeros((face.row_count, len(face.free)))
        np.add.at(whole, (face.rows, face.columns), per_size)
    return _Scaled(
        rows=face.rows,
        columns=face.columns,
        coefficients=per_size,
        low=low / size,
        high=high / size,
        lower=face.lower.astype(np.float64),
        upper=face.upper.astype(np.float64),
        ideal=ideal,
        damping=damping,
        whole=whole,
    )


def _prices(scaled: _Scaled) -> Floats:
    prices = np.zeros(len(scaled.low))
    worth = scaled.worth(prices)
    for _ in range(STEPS_MAX):
        values = scaled.values(prices)
        missing = _missing(scaled, prices, values)
        moving = scaled.equal | (prices != 0) | (np.abs(missing) > SMALL)
        if not moving.any() or float(np.abs(missing[moving]).max()) <= SMALL:
            break
        inside = (values > scaled.lower) & (values < scaled.upper)
        step = _step(scaled, prices, missing, moving, inside)
        found = _stepped(scaled, prices, step, worth) or _stepped(scaled, prices, np.where(moving, missing, 0.0), worth)
        if found is None:
            break
        prices, worth = found
    return prices


def _missing(scaled: _Scaled, prices: Floats, values: Floats) -> Floats:
    """Return how far each row is from the bound its price holds it to, or from its range where it has no price."""
    activity = scaled.activities(values)
    held = np.where(prices > 0, scaled.low, np.where(prices < 0, scaled.high, np.clip(activity, scaled.low, scaled.high)))
    return np.asarray(np.where(scaled.equal, scaled.low, held) - activity, dtype=np.float64)


def _step(scaled: _Scaled, prices: Floats, missing: Floats, moving: Flags, inside: Flags) -> Floats:
    """Return the Newton step of the moving rows; a row without a price that it would push the wrong way stays where it is."""
    moving = moving.copy()
    while True:
        step = np.zeros(len(prices))
        step[moving] = scaled.answered(moving, inside, missing)
        backwards = moving & ~scaled.equal & (prices == 0) & (step * missing < 0)
        if not backwards.any():
            return step
        moving &= ~backwards


def _stepped(scaled: _Scaled, prices: Floats, step: Floats, worth: float) -> tuple[Floats, float] | None:
    """Go as far along a step as it gains; a price that would change sign stops at zero."""
    length = 1.0
    while length > SMALL:
        trial = prices + length * step
        trial[~scaled.equal & (trial * prices < 0)] = 0.0
        reached = scaled.worth(trial)
        if reached > worth:
            return trial, reached
        length /= 2
    return None
