"""How fast a budget is used: what was spent and ordered by the end of each month of a fiscal year, from one question to the books."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from fundalloc.domain.base import FiscalYear
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.journal import Journal
from fundalloc.money import Cents

MONTH_LENGTH: Final = len("2025-03")
DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of a year: what was spent and stood ordered by its last day, of all that the year's budget then was; None: not there yet."""

    ends_on: date
    budget_cents: Cents | None
    incurred_cents: Cents | None
    committed_cents: Cents | None

    def span(self, year: FiscalYear, as_of: date) -> Span:
        """Return the days the month tells of as of a day; its year's first month also tells of all that was before."""
        first = self.ends_on.replace(day=1)
        return Span(first if first > year.starts_on else None, min(next_month(first) - timedelta(days=1), as_of))


def months_of(journal: Journal, year: FiscalYear, *, as_of: date, known_at: datetime | None) -> tuple[MonthRow, ...]:
    """Return each month of a fiscal year; the month of ``as_of`` is told as far as it went, and those after it are to come."""
    moved: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for month, account, cents in journal.session.rows(
        "SELECT substr(effective_on, 1, 7), account, CAST(sum(amount_cents) AS BIGINT) FROM posting "
        "WHERE book = 'budget' AND fiscal_year = :year AND effective_on <= :as_of AND entry_seq <= :last "
        "GROUP BY substr(effective_on, 1, 7), account",
        year=year.id,
        as_of=as_of.isoformat(),
        last=journal.last_known(known_at),
    ):
        moved[account][month] += int(cents)
    return tuple(_month(moved, end, as_of) for end in month_ends(year))


def month_ends(year: FiscalYear) -> tuple[date, ...]:
    """Return the last day of each month of a year; the year's own last day ends the last."""
    ends: list[date] = []
    day = year.starts_on
    while day <= year.ends_on:
        following = next_month(day)
        ends.append(min(following - timedelta(days=1), year.ends_on))
        day = following
    return tuple(ends)


def next_month(day: date) -> date:
    """Return the first day of the month after a day's."""
    return date(day.year + (day.month == DECEMBER), day.month % DECEMBER + 1, 1)


def _month(moved: dict[str, dict[str, int]], end: date, as_of: date) -> MonthRow:
    if end.replace(day=1) > as_of:
        return MonthRow(end, None, None, None)

    def until(account: str) -> int:
        return sum(cents for month, cents in moved[account].items() if month <= end.isoformat()[:MONTH_LENGTH])

    budget_cents = -sum(until(account) for account in ("authorised", "transferred", "carried"))
    return MonthRow(end, budget_cents, until("incurred"), until("committed"))
