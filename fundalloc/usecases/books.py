"""
The books of a fund, one function per thing a person asks for.

``ledger`` is the ledger's folder. ``now`` is timezone-aware; ``person`` is an id of the fund's people. Every write accepts ``dry_run``: all is
checked and computed, nothing is kept. What cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from fundalloc.ledger.answers import (
    Adopted,
    Balance,
    ClaimDecided,
    ClaimImported,
    ClaimRow,
    EntryRow,
    ExpenseRow,
    FundSummary,
    InstalmentRecorded,
    MatchesConfirmed,
    Opened,
    PlanLabel,
    PositionRow,
    ReceiptAdded,
    StatementImported,
    Verification,
)
from fundalloc.ledger.kinds import Book, Dimension
from fundalloc.money import Cents
from fundalloc.reconciliation.answers import Match, Proposal


def open_fund(ledger: Path, fund_file: Path, *, person: str, now: datetime, dry_run: bool = False) -> Opened:
    """Open the books of the fund described in ``fund.toml``, in a folder that holds no ledger yet."""
    raise NotImplementedError


def adopt(ledger: Path, result_file: Path, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False) -> Adopted:
    """Make a decided allocation (the JSON of ``allocate``) the budget; ``on`` is the day of adoption (default: the day of ``now``)."""
    raise NotImplementedError


def record_instalment(
    ledger: Path, *, amount_cents: Cents, reference: str, on: date, person: str, now: datetime, dry_run: bool = False
) -> InstalmentRecorded:
    """Record an instalment that reached the bank on a day, under the bank's reference."""
    raise NotImplementedError


def import_claim(ledger: Path, claim_file: Path, *, person: str, now: datetime, dry_run: bool = False) -> ClaimImported:
    """Read a board's claim (CSV) and commit its lines; the claim's name is the file's name without its ending."""
    raise NotImplementedError


def add_receipt(
    ledger: Path, receipt_file: Path, *, claim: str, line: str, person: str, now: datetime, dry_run: bool = False
) -> ReceiptAdded:
    """Keep a receipt (PDF, PNG or JPEG) with a line of a claim."""
    raise NotImplementedError


def approve_claim(ledger: Path, *, claim: str, person: str, now: datetime, on: date | None = None, dry_run: bool = False) -> ClaimDecided:
    """Approve a received claim whose lines all have a receipt: its amounts become incurred and payable."""
    raise NotImplementedError


def refuse_claim(
    ledger: Path, *, claim: str, reason: str, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> ClaimDecided:
    """Refuse a received claim, with a reason: its amounts are available again."""
    raise NotImplementedError


def pay_claim(ledger: Path, *, claim: str, reference: str, on: date, person: str, now: datetime, dry_run: bool = False) -> ClaimDecided:
    """Record the payment of an approved claim, under the bank's reference."""
    raise NotImplementedError


def import_statement(ledger: Path, statement_file: Path, *, person: str, now: datetime, dry_run: bool = False) -> StatementImported:
    """Read a bank statement (CSV) into the books."""
    raise NotImplementedError


def propose_matches(ledger: Path, *, on: date) -> Proposal:
    """Propose the exact matches between imported statements and the books; list everything else with its age on a day."""
    raise NotImplementedError


def confirm_matches(
    ledger: Path, matches: Sequence[Match], *, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> MatchesConfirmed:
    """Confirm proposed matches; one that no longer stands is refused and nothing is written."""
    raise NotImplementedError


def balance(
    ledger: Path,
    *,
    book: Book | None = None,
    by: Sequence[Dimension] = (),
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> Balance:
    """Return balances by account and by the dimensions asked, as of a day and as known at a moment."""
    raise NotImplementedError


def verify(ledger: Path, *, kept_head: str | None = None) -> Verification:
    """Check every seal, the chain, both books, the kept totals and every receipt; ``kept_head`` is a seal kept elsewhere."""
    raise NotImplementedError


def budget_position(ledger: Path, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[PositionRow, ...]:
    """Return each line of budget (plan item and recipient), by plan item in natural order, then by recipient."""
    raise NotImplementedError


def plan_labels(ledger: Path) -> tuple[PlanLabel, ...]:
    """Return the labels of the adopted plan."""
    raise NotImplementedError


def fund_summary(ledger: Path, *, as_of: date | None = None, known_at: datetime | None = None) -> FundSummary:
    """Return the fund's totals, its instalments and its last seal."""
    raise NotImplementedError


def claims(ledger: Path, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[ClaimRow, ...]:
    """Return the claims imported by a day, with where each stands."""
    raise NotImplementedError


def expenses(ledger: Path, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[ExpenseRow, ...]:
    """Return every claim line incurred by a day, with its receipts (S6-02: those without one are to be listed)."""
    raise NotImplementedError


def register(ledger: Path, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[EntryRow, ...]:
    """Return the entries in their order."""
    raise NotImplementedError
