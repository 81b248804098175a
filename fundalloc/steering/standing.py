"""Where each line of budget stands on a day: what it has, what is spent and ordered of it, and what may still leave it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fundalloc.domain.base import FiscalYear, Id
from fundalloc.ledger.credit import Line
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account, Book, Dimension
from fundalloc.ledger.questions import KNOWN, course, known
from fundalloc.ledger.views import no_longer_stands
from fundalloc.money import Cents

_OF_A_LINE = (Dimension.FISCAL_YEAR, Dimension.RECIPIENT, Dimension.PLAN_ITEM)
_GIVEN = (Account.AUTHORISED, Account.TRANSFERRED, Account.CARRIED)


@dataclass(frozen=True, slots=True)
class Standing:
    """
    One line of budget as of a day.

    ``budget`` is by envelope, and so is ``free``: what may leave from that day on, whatever is recorded of later days.
    ``incurred_cents`` counts claims that wait for a decision, ``committed_cents`` only what is ordered and not claimed yet.
    ``covered_to`` is the last day that its partner's claims tell of; None where the partner claimed nothing yet.
    """

    line: Line
    budget: Mapping[Id, Cents]
    free: Mapping[Id, Cents]
    incurred_cents: Cents
    committed_cents: Cents
    covered_to: date | None

    @property
    def budget_cents(self) -> Cents:
        return sum(self.budget.values())

    @property
    def free_cents(self) -> Cents:
        return sum(self.free.values())

    @property
    def used_cents(self) -> Cents:
        """What is spent or ordered: the line cannot go below it."""
        return self.incurred_cents + self.committed_cents


def standings(journal: Journal, *, as_of: date, known_at: datetime | None) -> tuple[Standing, ...]:
    """Return every line of budget as of a day and as known at a moment, those granted nothing included, in their order."""
    budgets: defaultdict[Line, dict[Id, Cents]] = defaultdict(dict)
    incurred, ordered = defaultdict[Line, Cents](int), defaultdict[Line, Cents](int)
    for row in journal.balances(Book.BUDGET, (*_OF_A_LINE, Dimension.ENVELOPE, Dimension.COMMITMENT), as_of, known_at):
        line, envelope = Line(*(row.dimensions[name.value] for name in _OF_A_LINE)), row.dimensions[Dimension.ENVELOPE.value]
        if row.account in _GIVEN:
            budgets[line][envelope] = budgets[line].get(envelope, 0) - row.amount_cents
        elif row.account != Account.AVAILABLE:
            used = ordered if row.dimensions[Dimension.COMMITMENT.value] else incurred
            used[line] += row.amount_cents
    granted = f"SELECT DISTINCT fiscal_year, recipient, plan_item FROM budget_line WHERE {KNOWN}"  # noqa: S608 - our own words
    for key in journal.session.rows(granted, **known(journal, as_of, known_at)):
        budgets[Line(*key)].update({})
    covered = _covered(journal, as_of, known_at)
    return tuple(
        Standing(
            line=line,
            budget=budgets[line],
            free=_free(journal, line, budgets[line], as_of),
            incurred_cents=incurred[line],
            committed_cents=ordered[line],
            covered_to=covered.get(line.recipient),
        )
        for line in sorted(budgets)
        if line.recipient and line.plan_item
    )


def _free(journal: Journal, line: Line, budget: Mapping[Id, Cents], on: date) -> Mapping[Id, Cents]:
    least = course(journal, line, on).least_from(on.isoformat()) if any(budget.values()) else {}
    return {envelope: min(cents, max(0, budget.get(envelope, 0))) for envelope, cents in least.items()}


def _covered(journal: Journal, as_of: date, known_at: datetime | None) -> Mapping[Id, date]:
    """Return the last day of expense that each partner's claims tell of."""
    found = journal.session.rows(
        "SELECT recipient, max(incurred_on) FROM claim_line WHERE entry_seq <= :last AND incurred_on <= :as_of "  # noqa: S608 - our own words
        f"AND NOT {no_longer_stands('claim_line.claim')} GROUP BY recipient",
        last=journal.last_known(known_at),
        as_of=as_of.isoformat(),
    )
    return {recipient: date.fromisoformat(day) for recipient, day in found}


def spending_of(journal: Journal, year: FiscalYear) -> tuple[tuple[Line, int, Cents], ...]:
    """Return what was spent in a year: the line, so many days after the year's first, the amount."""
    found = journal.session.rows(
        "SELECT fiscal_year, recipient, plan_item, incurred_on, amount_cents FROM claim_line "  # noqa: S608 - our own words
        f"WHERE fiscal_year = :year AND NOT {no_longer_stands('claim_line.claim')}",
        year=year.id,
    )
    return tuple((Line(*row[:3]), (date.fromisoformat(row[3]) - year.starts_on).days, int(row[4])) for row in found)
