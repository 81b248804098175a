"""What each line of budget will have used by the end of its year, by a method that is said: nothing is guessed where nothing is known."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from fundalloc.domain.base import FiscalYear, Id
from fundalloc.domain.reporting import LineNote
from fundalloc.ledger.credit import Line
from fundalloc.money import Cents
from fundalloc.steering.standing import Standing

MONTHS_IN_YEAR = 12


class Method(StrEnum):
    """
    How the end of a year is foreseen from its beginning.

    The straight line goes on at the pace so far; seasons go on as last year did from the same day; what is declared is taken as it is.
    """

    STRAIGHT_LINE = "straight-line"
    SEASONAL = "seasonal"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a line will have used, by which method; without a method nobody can say, for nothing was spent on it so far."""

    cents: Cents
    method: Method | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Seasons:
    """How a year was spent, day after day: a line as it was where anything was spent on it, else as the whole fund was."""

    spending: Iterable[tuple[Line, int, Cents]]
    _by_line: dict[tuple[Id, Id], list[tuple[int, Cents]]] = field(init=False, default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for line, day, cents in self.spending:
            self._by_line[line.recipient, line.plan_item].append((day, cents))

    def share_by(self, line: Line, day: int) -> Fraction | None:
        """Return the share of a year's spending that came by a day, counted from the first; None where that cannot be told."""
        own = self._by_line.get((line.recipient, line.plan_item), [])
        spent = own if sum(cents for _, cents in own) > 0 else [each for those in self._by_line.values() for each in those]
        total, part = sum(cents for _, cents in spent), sum(cents for when, cents in spent if when <= day)
        return Fraction(part, total) if 0 < part <= total else None


@dataclass(frozen=True, slots=True)
class Forecasting:
    """
    A method, the year it speaks of, and what it knows.

    That is last year's seasons, and what managers declare will still be spent beyond what is ordered: they are heard whatever the method.
    """

    method: Method
    year: FiscalYear
    as_of: date
    seasons: Seasons = field(default_factory=lambda: Seasons(()))
    declared: Mapping[Line, LineNote] = field(default_factory=dict)

    def of(self, standing: Standing) -> Forecast:
        """Return what a line will have used by the year's last day: never less than it has already."""
        said = self.declared.get(standing.line)
        if said is not None and said.forecast_cents is not None:
            return Forecast(standing.used_cents + said.forecast_cents, Method.DECLARED, said.explanation)
        share = self._share_by_now(standing)
        if share is None or standing.incurred_cents <= 0:
            return Forecast(standing.used_cents, None)
        foreseen = Fraction(standing.incurred_cents) / share
        return Forecast(
            max((2 * foreseen.numerator + foreseen.denominator) // (2 * foreseen.denominator), standing.used_cents), self.method
        )

    def _covered_to(self, standing: Standing) -> date | None:
        """Return the day up to which a line's spending is known: the end of the last month its partner claimed for, today at the latest."""
        if standing.covered_to is None:
            return None
        return min(self.as_of, self.year.ends_on, _month_end(standing.covered_to))

    def _share_by_now(self, standing: Standing) -> Fraction | None:
        """Return the share of a year's spending that should have come by now."""
        covered = self._covered_to(standing)
        if covered is None or covered < self.year.starts_on:
            return None
        days = (covered - self.year.starts_on).days
        match self.method:
            case Method.STRAIGHT_LINE:
                return Fraction(days + 1, (self.year.ends_on - self.year.starts_on).days + 1)
            case Method.SEASONAL:
                return self.seasons.share_by(standing.line, days)
            case Method.DECLARED:
                return None
            case unreachable:
                assert_never(unreachable)


def _month_end(day: date) -> date:
    years, month = divmod(day.month, MONTHS_IN_YEAR)
    return date(day.year + years, month + 1, 1) - timedelta(days=1)
