"""What the books said of a fund over a range of days, read at one moment, and what stands in the way of a signature."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from fundalloc.domain.reporting import Explanations, LineNote, ReportKind
from fundalloc.ledger.accountability import Contributions, DetailRow, IneligibleRow, RecoveryRow, RestatedRow, Span
from fundalloc.ledger.answers import ExpenseRow, FundSummary, PlanLabel, PositionRow
from fundalloc.ledger.backing import Part
from fundalloc.ledger.first_entries import FIRST_MAX
from fundalloc.ledger.kinds import ClaimState
from fundalloc.money import Cents
from fundalloc.reports.tables import share_of

SPENT = frozenset({ClaimState.APPROVED, ClaimState.PAID})
MEASURES = ("authorised", "transferred", "incurred", "committed")
"""What the books say of a line as of the last day; the rest is of a range, or computed."""


LISTED_MAX = 50
"""How many entries a figure names; ``fundalloc trace`` finds them all."""

assert LISTED_MAX < FIRST_MAX, "one more is found than is named, so that it is seen that there are more"


class Obstacle(StrEnum):
    """What stands in the way of a signature."""

    MISSING_RECEIPTS = "missing-receipts"
    UNEXPLAINED = "unexplained"
    THRESHOLD_UNKNOWN = "threshold-unknown"
    TOTALS_DIFFER = "totals-differ"


@dataclass(frozen=True, slots=True)
class Told:
    """What people say beside the books: what kind of report it is, from where variances are explained, and their notes."""

    kind: ReportKind = ReportKind.INTERIM
    explanations: Explanations | None = None
    notes: tuple[LineNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Restated:
    """What was recorded since an earlier report about its days: ``until`` its last day, ``since`` the last entry it knew."""

    until: date
    since: int
    rows: tuple[RestatedRow, ...]


@dataclass(frozen=True)
class Books:
    """
    What the ledger said; ``earlier`` is what was spent on the eve of the range, empty where the range begins with the books.

    ``parts`` says, measure by measure, that only one funder's part is told.
    """

    summary: FundSummary
    position: tuple[PositionRow, ...]
    labels: tuple[PlanLabel, ...]
    expenses: tuple[ExpenseRow, ...]
    span: Span
    earlier: tuple[DetailRow, ...] = ()
    details: tuple[DetailRow, ...] = ()
    contributions: Contributions = field(default_factory=lambda: Contributions((), ()))
    ineligible: tuple[IneligibleRow, ...] = ()
    recoveries: tuple[RecoveryRow, ...] = ()
    restated: Restated | None = None
    told: Told = field(default_factory=Told)
    parts: Mapping[str, Part] = field(default_factory=dict)

    @cached_property
    def live(self) -> tuple[PositionRow, ...]:
        """The lines that something happened to: a request that was granted nothing is no line of budget."""
        return tuple(row for row in self.position if row.entries or any(measured(row, measure) for measure in MEASURES))

    @cached_property
    def spent_before(self) -> Mapping[tuple[str, str, str], Cents]:
        """What each line had spent on the eve of the range."""
        sums: dict[tuple[str, str, str], Cents] = {}
        for row in self.earlier:
            sums[key_of(row)] = sums.get(key_of(row), 0) + row.incurred_cents
        return sums

    @cached_property
    def notes(self) -> Mapping[tuple[str, str, str], LineNote]:
        """What people said of each line; a note without a year is of the line's only one."""
        return {(note.fiscal_year, note.recipient, note.plan_item): note for note in self.told.notes}

    def note(self, row: PositionRow) -> LineNote | None:
        """Return what people said of a line, if they did."""
        return self.notes.get(key_of(row)) or self.notes.get(("", row.recipient, row.plan_item))

    def period_cents(self, row: PositionRow) -> Cents:
        """Return what a line spent in the range."""
        return row.incurred_cents - self.spent_before.get(key_of(row), 0)

    def forecast_cents(self, row: PositionRow) -> Cents:
        """Return what people expect a line to spend beyond what is ordered."""
        note = self.note(row)
        return (note.forecast_cents or 0) if note else 0

    def variance_cents(self, row: PositionRow) -> Cents:
        """Return the revised budget of a line less all it spent, ordered and expects."""
        return revised_cents(row) - row.incurred_cents - row.committed_cents - self.forecast_cents(row)

    @cached_property
    def to_explain(self) -> tuple[PositionRow, ...]:
        """The lines whose variance is beyond what the programme lets pass without a word."""
        limit = self.told.explanations
        if limit is None:
            return ()
        return tuple(row for row in self.live if _is_beyond(limit, self.variance_cents(row), revised_cents(row)))

    @cached_property
    def unexplained(self) -> tuple[PositionRow, ...]:
        """The lines whose variance must be explained, and is not."""
        return tuple(row for row in self.to_explain if not ((note := self.note(row)) and note.explanation))

    @cached_property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What stands in the way of a signature."""
        summary = self.summary
        totals = (summary.authorised_cents, summary.committed_cents, summary.incurred_cents)
        lines = tuple(sum(measured(row, name) for row in self.position) for name in ("authorised", "committed", "incurred"))
        found = {
            Obstacle.MISSING_RECEIPTS: bool(missing_receipts(self.expenses)),
            Obstacle.THRESHOLD_UNKNOWN: self.told.explanations is None,
            Obstacle.UNEXPLAINED: bool(self.unexplained),
            Obstacle.TOTALS_DIFFER: totals != lines,
        }
        return tuple(obstacle for obstacle, stands in found.items() if stands)


def key_of(row: PositionRow | DetailRow) -> tuple[str, str, str]:
    """Return what a line of budget is known by: its year, its partner, its line of the plan."""
    return row.fiscal_year, row.recipient, row.plan_item


def measured(row: PositionRow, measure: str) -> Cents:
    """Return one measure of a line, in cents."""
    return int(getattr(row, f"{measure}_cents"))


def revised_cents(row: PositionRow) -> Cents:
    """Return the budget of a line after transfers."""
    return row.authorised_cents + row.transferred_cents


def _is_beyond(limit: Explanations, variance_cents: Cents, budget_cents: Cents) -> bool:
    share = share_of(abs(variance_cents), budget_cents)
    return abs(variance_cents) > limit.amount_cents and (share is None or share > limit.share_basis_points)


def missing_receipts(expenses: Iterable[ExpenseRow]) -> tuple[ExpenseRow, ...]:
    """Return the approved or paid lines that lack a receipt and are not excused: while there is one, the report cannot be signed."""
    return tuple(expense for expense in without_receipt(expenses) if not expense.excused_by)


def without_receipt(expenses: Iterable[ExpenseRow]) -> tuple[ExpenseRow, ...]:
    """Return the approved or paid lines without any receipt, excused or not."""
    return tuple(expense for expense in expenses if expense.state in SPENT and not expense.receipts)


def entry_ranges(entries: Iterable[int]) -> str:
    """
    Write the numbers of entries shortly.

    >>> entry_ranges((7, 2, 3, 4))
    '2–4, 7'
    """
    runs: list[tuple[int, int]] = []
    for number in sorted(set(entries)):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def entries_of(rows: Iterable[PositionRow]) -> str:
    """Write the entries behind lines of budget; of very many only the first are told, and ``fundalloc trace`` finds them all."""
    found = sorted(set[int]().union(*(row.entries for row in rows)))
    return entry_ranges(found[:LISTED_MAX]) + (", …" if len(found) > LISTED_MAX else "")
