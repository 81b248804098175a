"""
Where a figure of a report comes from: the entries that moved it, the claims and receipts behind them, the decision that gave the budget.

What backs the figure is asked of the books again, as known by the last entry that the report knew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fundalloc.ledger.accountability import Span
from fundalloc.ledger.answers import EntryRow
from fundalloc.ledger.backing import BUDGET, Backing, Filed, Moved, Record, Recorded, Told
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.moved import LineKey, lines_moved, moved
from fundalloc.ledger.questions import rows_of
from fundalloc.ledger.recorded import recorded_cents
from fundalloc.ledger.rows import Attachment, BudgetLine, ClaimRecord
from fundalloc.money import Cents

CHANGES: Final = (Kind.CLAIM_APPROVED, Kind.CLAIM_PAID, Kind.CLAIM_REFUSED)
"""What people did about a claim."""


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
    """Everything behind a figure, in the order it was written; ``told`` and ``filed`` are the parts of it that stand beside the books."""

    entries: tuple[EntryStep, ...]
    claims: tuple[ClaimStep, ...]
    budget: tuple[BudgetStep, ...]
    told: tuple[Told, ...] = ()
    filed: tuple[Filed, ...] = ()

    @property
    def amount(self) -> int:
        """What entries (in cents) and what stands beside them come to."""
        beside = sum(each.amount_cents for each in self.told) + sum(each.amount for each in self.filed)
        return sum(step.amount_cents for step in self.entries) + beside


def lineage(journal: Journal, backing: Iterable[Backing], last: int) -> Lineage:
    """Follow a figure back to what backs it, as known by an entry."""
    parts = tuple(backing)
    moves = tuple(each for each in parts if isinstance(each, Moved))
    records = tuple(each for each in parts if isinstance(each, Recorded))
    register = {entry.seq: entry for entry in journal.entries(last=last)}
    cents = dict(moved(journal, moves, last))
    for record in records:
        cents[record.entry] = cents.get(record.entry, 0) + recorded_cents(journal, record)
    steps = tuple(EntryStep(register[seq], cents[seq]) for seq in sorted(cents))
    behind = _Behind(moves, records, last)
    return Lineage(
        entries=steps,
        claims=tuple(_claims(journal, behind, steps, register)),
        budget=tuple(_budget(journal, behind, register)),
        told=tuple(each for each in parts if isinstance(each, Told)),
        filed=tuple(each for each in parts if isinstance(each, Filed)),
    )


@dataclass(frozen=True, slots=True)
class _Behind:
    """What is looked for behind a figure: what moved it, the lines of claims that say it, and the last entry known."""

    moves: tuple[Moved, ...]
    records: tuple[Recorded, ...]
    last: int

    def says(self, seq: int, line: ClaimRecord) -> bool:
        """Tell whether a line of a claim is part of the figure."""
        if any(each.entry == seq and (each.record is Record.CLAIM or each.name == line.reference) for each in self.records):
            return True
        return any(each.within.holds(line) and _incurred_within(each.within.span, line) for each in self.moves)


def _claims(journal: Journal, behind: _Behind, steps: Iterable[EntryStep], register: Mapping[int, EntryRow]) -> Iterable[ClaimStep]:
    claims = {step.entry.reference for step in steps}
    acts: dict[str, list[EntryRow]] = {}
    for entry in register.values():
        if entry.kind in CHANGES:
            acts.setdefault(entry.reference, []).append(entry)
    papers: dict[tuple[str, str], list[Attachment]] = {}
    for _, paper in rows_of(journal, Attachment, "entry_seq <= :last", last=behind.last):
        papers.setdefault((paper.claim, paper.claim_line), []).append(paper)
    for seq, record in rows_of(journal, ClaimRecord, "entry_seq <= :last", last=behind.last):
        if record.claim in claims and behind.says(seq, record):
            receipts = tuple(papers.get((record.claim, record.reference), ()))
            yield ClaimStep(record, register[seq], receipts, tuple(acts.get(record.claim, ())))


def _incurred_within(span: Span, record: ClaimRecord) -> bool:
    day = date.fromisoformat(record.incurred_on)
    return day <= span.last and (span.first is None or day >= span.first)


def _budget(journal: Journal, behind: _Behind, register: Mapping[int, EntryRow]) -> Iterable[BudgetStep]:
    """Return what gave the budget of the figure's lines; of chosen entries, that of the lines they moved."""
    budgets = [each for each in behind.moves if BUDGET.intersection(each.adds.accounts)]
    touched: frozenset[LineKey] = lines_moved(journal, [each for each in budgets if each.entries is not None])
    whole = [each.within for each in budgets if each.entries is None]
    for seq, line in rows_of(journal, BudgetLine, "entry_seq <= :last AND amount_cents > 0", last=behind.last):
        if (line.fiscal_year, line.recipient, line.plan_item) in touched or any(within.holds(line) for within in whole):
            yield BudgetStep(line, register[seq], dict(register[seq].facts).get("file-sha256", ""))
