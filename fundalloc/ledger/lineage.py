"""
Where a figure of a report comes from: the entries that moved it, the claims and receipts behind them, the decision that gave the budget.

A figure stands on accounts, and within dimensions: of one partner, of some lines of the plan, of one nature or envelope.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fundalloc.ledger.accountability import BEFORE_ALL, Span
from fundalloc.ledger.answers import EntryRow
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account, Kind
from fundalloc.ledger.questions import rows_of
from fundalloc.ledger.rows import Attachment, BudgetLine, ClaimRecord
from fundalloc.money import Cents

CHANGES: Final = (Kind.CLAIM_APPROVED, Kind.CLAIM_PAID, Kind.CLAIM_REFUSED)
"""What people did about a claim."""

CREDITS: Final = frozenset({Account.AUTHORISED, Account.TRANSFERRED, Account.CARRIED, Account.DEFERRED_CONTRIBUTIONS})
"""Accounts whose credits are what a report shows as positive."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a figure stands; an empty dimension covers all, ``entries`` limits it to those (None: any)."""

    accounts: tuple[Account, ...]
    span: Span
    last: int
    recipient: str = ""
    plan_items: frozenset[str] | None = None
    fiscal_year: str = ""
    nature: str = ""
    envelope: str = ""
    entries: frozenset[int] | None = None

    def covers(self, row: ClaimRecord | BudgetLine) -> bool:
        """Tell whether a line of a claim or of the budget is within the scope."""
        nature = row.nature if isinstance(row, ClaimRecord) else self.nature
        envelope = row.envelope if isinstance(row, BudgetLine) else self.envelope
        dimensions = (
            (self.recipient, row.recipient),
            (self.fiscal_year, row.fiscal_year),
            (self.nature, nature),
            (self.envelope, envelope),
        )
        within = self.plan_items is None or row.plan_item in self.plan_items
        return within and all(not asked or asked == own for asked, own in dimensions)


@dataclass(frozen=True, slots=True)
class EntryStep:
    """What one entry did to the figure (positive where it adds to what was spent, ordered, received or granted)."""

    entry: EntryRow
    amount_cents: Cents


@dataclass(frozen=True, slots=True)
class ClaimStep:
    """A line of a claim behind the figure, with its receipts and what people did about it."""

    record: ClaimRecord
    received: EntryRow
    receipts: tuple[Attachment, ...]
    acts: tuple[EntryRow, ...]


@dataclass(frozen=True, slots=True)
class BudgetStep:
    """What gave the budget: a request granted, by the entry that adopted the decision whose file has ``digest``."""

    line: BudgetLine
    adopted: EntryRow
    digest: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """Everything behind a figure, in the order it was written."""

    entries: tuple[EntryStep, ...]
    claims: tuple[ClaimStep, ...]
    budget: tuple[BudgetStep, ...]


def lineage(journal: Journal, scope: Scope) -> Lineage:
    """Follow a figure back to what it rests on."""
    moved = _moved(journal, scope)
    register = {entry.seq: entry for entry in journal.entries(last=scope.last)}
    steps = tuple(EntryStep(register[seq], cents) for seq, cents in moved.items())
    return Lineage(steps, tuple(_claims(journal, scope, steps, register)), tuple(_budget(journal, scope, moved, register)))


def _moved(journal: Journal, scope: Scope) -> Mapping[int, Cents]:
    """Return what each entry moved on the scope's accounts; credits of the budget and of the funder's money count as positive."""
    found: dict[int, Cents] = {}
    for seq, account, recipient, item, year, nature, envelope, cents in journal.session.rows(
        "SELECT entry_seq, account, recipient, plan_item, fiscal_year, nature, envelope, CAST(sum(amount_cents) AS BIGINT) FROM posting "
        "WHERE effective_on >= :first AND effective_on <= :last_day AND entry_seq <= :last "
        "GROUP BY entry_seq, account, recipient, plan_item, fiscal_year, nature, envelope ORDER BY entry_seq",
        first=scope.span.first.isoformat() if scope.span.first else BEFORE_ALL,
        last_day=scope.span.last.isoformat(),
        last=scope.last,
    ):
        asked = ((scope.recipient, recipient), (scope.fiscal_year, year), (scope.nature, nature), (scope.envelope, envelope))
        within = scope.plan_items is None or item in scope.plan_items
        chosen = scope.entries is None or seq in scope.entries
        if account in scope.accounts and within and chosen and all(not one or one == other for one, other in asked):
            found[seq] = found.get(seq, 0) + int(cents) * (-1 if account in CREDITS else 1)
    return found


def _claims(journal: Journal, scope: Scope, steps: Iterable[EntryStep], register: Mapping[int, EntryRow]) -> Iterable[ClaimStep]:
    claims = {step.entry.reference for step in steps}
    acts: dict[str, list[EntryRow]] = {}
    for entry in register.values():
        if entry.kind in CHANGES:
            acts.setdefault(entry.reference, []).append(entry)
    papers: dict[tuple[str, str], list[Attachment]] = {}
    for _, paper in rows_of(journal, Attachment, "entry_seq <= :last", last=scope.last):
        papers.setdefault((paper.claim, paper.claim_line), []).append(paper)
    for seq, record in rows_of(journal, ClaimRecord, "entry_seq <= :last", last=scope.last):
        if record.claim in claims and scope.covers(record) and _incurred_within(scope.span, record):
            receipts = tuple(papers.get((record.claim, record.reference), ()))
            yield ClaimStep(record, register[seq], receipts, tuple(acts.get(record.claim, ())))


def _incurred_within(span: Span, record: ClaimRecord) -> bool:
    day = date.fromisoformat(record.incurred_on)
    return day <= span.last and (span.first is None or day >= span.first)


def _budget(journal: Journal, scope: Scope, moved: Mapping[int, Cents], register: Mapping[int, EntryRow]) -> Iterable[BudgetStep]:
    if scope.entries is not None and not any(register[seq].kind is Kind.ALLOCATION_ADOPTED for seq in moved):
        return
    for seq, line in rows_of(journal, BudgetLine, "entry_seq <= :last AND amount_cents > 0", last=scope.last):
        if scope.covers(line):
            yield BudgetStep(line, register[seq], dict(register[seq].facts).get("file-sha256", ""))
