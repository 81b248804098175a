"""What the banker board follows from month to month: who each claim waits for, what is missing, what came twice, supply teaching."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fundalloc.domain.fund import Fund, Role
from fundalloc.ledger.answers import ClaimRow
from fundalloc.ledger.claim_answers import MissingRow, WaitingRow
from fundalloc.ledger.claimed import importers
from fundalloc.ledger.duties import Act, History, may
from fundalloc.ledger.figuring import EVER
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import ClaimState, Kind
from fundalloc.ledger.likeness import Invoice, invoice
from fundalloc.ledger.receipt_answers import DoubleReceipt, SameReceipt
from fundalloc.ledger.views import ClaimHistory, claim_histories, claims, lacking_expenses, no_longer_stands
from fundalloc.money import Cents

STANDS_NOT: Final = frozenset({ClaimState.REFUSED, ClaimState.REPLACED})
NEXT: Final[Mapping[ClaimState, tuple[Role, Act]]] = {
    ClaimState.RECEIVED: (Role.PARTNER, Act.ADD_RECEIPT),
    ClaimState.TO_CORRECT: (Role.PARTNER, Act.IMPORT_CLAIM),
    ClaimState.VALID: (Role.APPROVER, Act.APPROVE_CLAIM),
    ClaimState.APPROVED: (Role.BANKER, Act.PAY_CLAIM),
    ClaimState.PAID: (Role.RECONCILER, Act.CONFIRM_MATCHES),
}
"""Whom a claim waits for in each state, and for what; the others wait for nobody."""


# --- Who waits for whom


def waiting(journal: Journal, *, on: date, known_at: datetime | None) -> tuple[WaitingRow, ...]:
    """Return the claims received by a day that wait for somebody, the longest first."""
    last = journal.last_known(known_at)
    fund, histories = journal.fund_at(on=on, last=last), claim_histories(journal, as_of=on, last=last)
    rows = (
        _waiting(journal, row, histories[row.claim], fund, on)
        for row in claims(journal, as_of=on, known_at=known_at)
        if row.state in NEXT and row.imported_on <= on
    )
    return tuple(sorted(rows, key=lambda row: (-row.days, row.claim)))


def _waiting(journal: Journal, row: ClaimRow, history: ClaimHistory, fund: Fund, on: date) -> WaitingRow:
    since = history.steps[-1] if history.steps else history.received
    return WaitingRow(
        claim=row.claim,
        recipient=row.recipient,
        state=row.state,
        waits_for=NEXT[row.state][0],
        people=_people(journal, row, history, fund),
        since_on=since.effective_on,
        days=max(0, (on - since.effective_on).days),
        total_cents=row.total_cents,
    )


def _people(journal: Journal, row: ClaimRow, history: ClaimHistory, fund: Fund) -> tuple[str, ...]:
    """Return who may take a claim's next step: people of the role it waits for, of its own board where that is a partner's."""
    role, act = NEXT[row.state]
    before, concerned = earlier_acts(journal, history), row.recipient if role is Role.PARTNER else ""
    able = (each for each in fund.people if role in each.roles and (role is not Role.PARTNER or each.board == row.recipient))
    return tuple(each.id for each in able if may(act, each.id, fund, before, recipient=concerned).allowed)


def earlier_acts(journal: Journal, history: ClaimHistory) -> History:
    """Return who did what on a claim, which keeps them from what comes next."""
    approved, paid = history.step(Kind.CLAIM_APPROVED), history.step(Kind.CLAIM_PAID)
    return {
        Act.IMPORT_CLAIM: importers(journal, history),
        Act.APPROVE_CLAIM: frozenset({approved.person} if approved else ()),
        Act.PAY_CLAIM: frozenset({paid.person} if paid else ()),
    }


# --- What is missing, and what came twice


def missing(
    journal: Journal, *, on: date, known_at: datetime | None, board: str = "", threshold_cents: Cents = 0, first: int | None = None
) -> tuple[MissingRow, ...]:
    """
    Return the lines that lack what the fund asks for, of one board or all, from an amount up; by board, claim, and line as received.

    ``first`` keeps to so many of those that came first, whatever their board.
    """
    histories = claim_histories(journal, as_of=on, last=journal.last_known(known_at))
    rows = (
        MissingRow(
            recipient=row.recipient,
            claim=row.claim,
            line=row.line,
            incurred_on=row.incurred_on,
            supplier=row.supplier,
            invoice_number=row.invoice_number,
            amount_cents=row.amount_cents,
            lacking=row.lacking,
            absence=row.absence,
            state=row.state,
            days=(on - histories[row.claim].received.effective_on).days,
        )
        for row in lacking_expenses(journal, as_of=on, known_at=known_at, first=first)
        if not row.excused_by and row.state not in STANDS_NOT and histories[row.claim].received.effective_on <= on
    )
    chosen = (row for row in rows if abs(row.amount_cents) >= threshold_cents and board in {"", row.recipient})
    return tuple(sorted(chosen, key=lambda row: (row.recipient, row.claim)))


def doubles(journal: Journal, *, known_at: datetime | None) -> tuple[DoubleReceipt, ...]:
    """Return the bytes that stand on lines of several invoices, in claims that were neither refused nor replaced."""
    found = journal.session.rows(
        "SELECT attachment.sha256, attachment.file_name, attachment.claim, claim_line, attachment.recipient, attachment.entry_seq, "  # noqa: S608
        "supplier, invoice_number FROM attachment "
        "JOIN claim_line ON claim_line.claim = attachment.claim AND claim_line.reference = attachment.claim_line "
        f"WHERE attachment.entry_seq <= :last AND NOT {no_longer_stands('attachment.claim')} "
        "ORDER BY attachment.entry_seq, attachment.line",
        last=journal.last_known(known_at),
    )
    places: dict[str, list[SameReceipt]] = defaultdict(list)
    invoices: dict[str, set[tuple[str, Invoice]]] = defaultdict(set)
    names: dict[str, str] = {}
    for digest, name, claim, line, recipient, seq, supplier, number in found:
        places[digest].append(SameReceipt(claim, line, recipient, seq))
        invoices[digest].add((recipient, invoice(supplier, number)))
        names.setdefault(digest, name)
    return tuple(DoubleReceipt(digest, names[digest], tuple(places[digest])) for digest in places if len(invoices[digest]) > 1)


# --- Supply teaching


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """A board's supply teaching for one category of staff, in claims that were neither refused nor replaced."""

    recipient: str
    fiscal_year: str
    staff: str
    lines: int
    salary_cents: Cents
    benefits_cents: Cents


def supply_teaching(journal: Journal, *, as_of: date | None, known_at: datetime | None) -> tuple[SupplyRow, ...]:
    """Return supply teaching incurred by a day, by board, year and category of staff."""
    last = journal.last_known(known_at)
    histories = claim_histories(journal, as_of=as_of, last=last)
    found = journal.session.rows(
        "SELECT claim_line.claim, recipient, fiscal_year, staff, salary_cents, benefits_cents FROM staff_cost "
        "JOIN claim_line ON claim_line.entry_seq = staff_cost.entry_seq AND claim_line.reference = staff_cost.claim_line "
        "WHERE staff_cost.entry_seq <= :last AND incurred_on <= :as_of ORDER BY staff_cost.entry_seq, staff_cost.line",
        as_of=as_of.isoformat() if as_of else EVER,
        last=last,
    )
    sums: dict[tuple[str, str, str], list[int]] = {}
    for claim, recipient, fiscal_year, staff, salary_cents, benefits_cents in found:
        if histories[claim].state not in STANDS_NOT:
            row = sums.setdefault((recipient, fiscal_year, staff), [0, 0, 0])
            row[:] = [row[0] + 1, row[1] + salary_cents, row[2] + benefits_cents]
    return tuple(SupplyRow(*key, *sums[key]) for key in sorted(sums))
