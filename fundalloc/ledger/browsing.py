"""What somebody who walks through the books asks: lines of budget by any dimension, what moved one, and what was charged to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from fundalloc.ledger.answers import ClaimRow, EntryRow, ExpenseRow
from fundalloc.ledger.claim_answers import WaitingRow
from fundalloc.ledger.credit import Line
from fundalloc.ledger.duties import Act, may
from fundalloc.ledger.figuring import account_register
from fundalloc.ledger.following import earlier_acts, waiting
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account, Book, ClaimState, Dimension
from fundalloc.ledger.plan import under
from fundalloc.ledger.questions import postings
from fundalloc.ledger.rows import Posting
from fundalloc.ledger.views import claim_histories, claims, expenses, natural, no_longer_stands
from fundalloc.money import Cents

BUDGET: Final = (Account.AUTHORISED, Account.TRANSFERRED, Account.CARRIED, Account.COMMITTED, Account.INCURRED, Account.AVAILABLE)
_DIMENSIONS: Final = (Dimension.FISCAL_YEAR, Dimension.RECIPIENT, Dimension.PLAN_ITEM, Dimension.ENVELOPE, Dimension.NATURE)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The lines asked for, an empty word letting everything through; ``plan_item`` is an activity, or the objective or axis above it."""

    fiscal_year: str = ""
    recipient: str = ""
    plan_item: str = ""
    envelope: str = ""
    nature: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Where an amount of budget stands; ``available_cents`` = authorised + transferred - committed - incurred."""

    authorised_cents: Cents
    transferred_cents: Cents
    committed_cents: Cents
    incurred_cents: Cents
    available_cents: Cents


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One line of budget, with the labels of what it is for."""

    line: Line
    axis: str
    label_fr: str
    label_en: str
    figures: Figures

    @property
    def recipient(self) -> str:
        return self.line.recipient


@dataclass(frozen=True, slots=True)
class Movement:
    """What one entry did to a line on a day, and what was available after it."""

    effective_on: date
    seq: int
    kind: str
    reference: str
    figures: Figures
    available_after_cents: Cents


@dataclass(frozen=True, slots=True)
class ChargedRow:
    """A line of a claim that still stands, charged to a line of budget, with its receipts: their digests and the names they came under."""

    claim: str
    reference: str
    incurred_on: date
    supplier: str
    invoice_number: str
    nature: str
    amount_cents: Cents
    seq: int
    receipts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """An entry with everything it moved."""

    entry: EntryRow
    postings: tuple[Posting, ...]

    @property
    def recipients(self) -> frozenset[str]:
        """The boards it concerns."""
        return frozenset(posting.recipient for posting in self.postings if posting.recipient)


def figures(cents: Mapping[str, Cents]) -> Figures:
    """Read the accounts of the budget as a person says them: credits positive where they bring money."""
    return Figures(
        -cents.get(Account.AUTHORISED, 0),
        -cents.get(Account.TRANSFERRED, 0) - cents.get(Account.CARRIED, 0),
        cents.get(Account.COMMITTED, 0),
        cents.get(Account.INCURRED, 0),
        cents.get(Account.AVAILABLE, 0),
    )


def budget_rows(journal: Journal, chosen: Chosen, *, as_of: date | None = None) -> tuple[BudgetRow, ...]:
    """Return the lines of budget asked for, by plan item in natural order, then recipient, then year; a nature is only spent by."""
    plan = journal.plan()
    sums: dict[Line, dict[str, Cents]] = defaultdict(lambda: defaultdict(int))
    for row in journal.balances(Book.BUDGET, _DIMENSIONS, as_of, None):
        said = row.dimensions
        line = Line(said["fiscal_year"], said["recipient"], said["plan_item"])
        is_asked = _matches(chosen.envelope, said["envelope"]) and _matches(chosen.nature, said["nature"])
        if line.recipient and line.plan_item and is_asked:
            sums[line][row.account] += row.amount_cents
    found = (line for line in sums if _matches(chosen.fiscal_year, line.fiscal_year) and _matches(chosen.recipient, line.recipient))
    asked = (line for line in found if not chosen.plan_item or under(plan, line.plan_item, (chosen.plan_item,)))
    return tuple(
        BudgetRow(
            line,
            plan[line.plan_item].axis if line.plan_item in plan else "",
            plan[line.plan_item].label_fr if line.plan_item in plan else "",
            plan[line.plan_item].label_en if line.plan_item in plan else "",
            figures(sums[line]),
        )
        for line in sorted(asked, key=lambda line: (natural(line.plan_item), line.recipient, line.fiscal_year))
    )


def _matches(asked: str, said: str) -> bool:
    return not asked or asked == said


def total(rows: Iterable[BudgetRow]) -> Figures:
    """Add lines up."""
    parts = [row.figures for row in rows]
    return Figures(
        sum(part.authorised_cents for part in parts),
        sum(part.transferred_cents for part in parts),
        sum(part.committed_cents for part in parts),
        sum(part.incurred_cents for part in parts),
        sum(part.available_cents for part in parts),
    )


def dimension_values(journal: Journal) -> Mapping[Dimension, tuple[str, ...]]:
    """Return the values that each dimension of the budget has, in their order."""
    found: dict[Dimension, set[str]] = {dimension: set() for dimension in _DIMENSIONS}
    for row in journal.balances(Book.BUDGET, _DIMENSIONS, None, None):
        for dimension in _DIMENSIONS:
            found[dimension].add(row.dimensions[dimension.value])
    return MappingProxyType({dimension: tuple(sorted(values - {""}, key=natural)) for dimension, values in found.items()})


def movements(journal: Journal, line: Line) -> tuple[Movement, ...]:
    """Return what moved a line of budget, by the day each counts from, with what was available after it."""
    only = {Dimension.FISCAL_YEAR: line.fiscal_year, Dimension.RECIPIENT: line.recipient, Dimension.PLAN_ITEM: line.plan_item}
    moved: dict[tuple[str, int], dict[str, Cents]] = defaultdict(lambda: defaultdict(int))
    told: dict[int, tuple[str, str]] = {}
    for account in BUDGET:
        for row in account_register(journal.session, account, only, None, None):
            moved[row.effective_on, row.seq][account] += row.amount_cents
            told[row.seq] = (row.kind, row.reference)
    found, available_cents = list[Movement](), 0
    for day, seq in sorted(moved):
        part = figures(moved[day, seq])
        available_cents += part.available_cents
        found.append(Movement(date.fromisoformat(day), seq, *told[seq], part, available_cents))
    return tuple(found)


def charged(journal: Journal, line: Line) -> tuple[ChargedRow, ...]:
    """Return the lines of claims charged to a line of budget, those refused or replaced left out, by the day they were incurred."""
    found = journal.session.rows(
        "SELECT claim_line.claim, reference, incurred_on, supplier, invoice_number, nature, amount_cents, claim_line.entry_seq, "  # noqa: S608
        "sha256, file_name FROM claim_line "
        "LEFT JOIN attachment ON attachment.claim = claim_line.claim AND attachment.claim_line = claim_line.reference "
        "WHERE plan_item = :item AND fiscal_year = :year AND claim_line.recipient = :recipient "
        f"AND NOT {no_longer_stands('claim_line.claim')} ORDER BY incurred_on, claim_line.entry_seq, claim_line.line",
        item=line.plan_item,
        year=line.fiscal_year,
        recipient=line.recipient,
    )
    receipts: dict[tuple[Any, ...], list[tuple[str, str]]] = {}
    for row in found:
        receipts.setdefault(tuple(row[:8]), []).extend([(row[8], row[9])] if row[8] else [])
    return tuple(
        ChargedRow(claim, reference, date.fromisoformat(on), supplier, number, nature, cents, seq, tuple(kept))
        for (claim, reference, on, supplier, number, nature, cents, seq), kept in receipts.items()
    )


def entry_detail(journal: Journal, seq: int) -> EntryDetail | None:
    """Return an entry with everything it moved, if the books have it."""
    found = journal.entry(seq)
    return None if found is None else EntryDetail(found, postings(journal, seq))


# --- One claim


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """A receipt of a claim as it came: its digest, its name, its type, and whether few may read it."""

    sha256: str
    file_name: str
    media_type: str
    access: str


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """A claim whole: where it stands, its lines, its receipts by digest, everything done to it, and what a person may do to it now."""

    row: ClaimRow
    lines: tuple[ExpenseRow, ...]
    receipts: Mapping[str, KeptReceipt]
    steps: tuple[EntryRow, ...]
    open_acts: frozenset[Act]


ACTS_OPEN: Final[Mapping[ClaimState, tuple[Act, ...]]] = {
    ClaimState.RECEIVED: (Act.APPROVE_CLAIM, Act.REFUSE_CLAIM, Act.ASK_CHANGES, Act.ADD_RECEIPT, Act.IMPORT_CLAIM),
    ClaimState.TO_CORRECT: (Act.APPROVE_CLAIM, Act.REFUSE_CLAIM, Act.ADD_RECEIPT, Act.IMPORT_CLAIM),
    ClaimState.APPROVED: (Act.PAY_CLAIM, Act.ADD_RECEIPT, Act.MARK_INELIGIBLE),
    ClaimState.PAID: (Act.ADD_RECEIPT, Act.MARK_INELIGIBLE),
}
"""What may be done to a claim in each state."""


def claim_detail(journal: Journal, claim: str, person: str) -> ClaimDetail | None:
    """Return a claim whole, as one person sees it; nothing where the books do not have it."""
    row = next(iter(claims(journal, as_of=None, known_at=None, claim=claim)), None)
    if row is None:
        return None
    history, fund = claim_histories(journal, claim=claim)[claim], journal.fund_at()
    acts = ACTS_OPEN.get(history.state, ())
    earlier = earlier_acts(journal, history)
    kept = journal.session.rows("SELECT sha256, file_name, media_type, access FROM attachment WHERE claim = :claim", claim=claim)
    return ClaimDetail(
        row=row,
        lines=expenses(journal, as_of=None, known_at=None, claim=claim),
        receipts=MappingProxyType({receipt[0]: KeptReceipt(*receipt) for receipt in kept}),
        steps=(history.received, *history.steps),
        open_acts=frozenset(act for act in acts if may(act, person, fund, earlier, recipient=row.recipient).allowed),
    )


# --- The inbox


@dataclass(frozen=True, slots=True)
class InboxAsked:
    """Which claims: of a board, in a state, waiting for a person; an empty word lets everything through."""

    board: str = ""
    state: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A claim and whom it waits for, if anybody."""

    claim: ClaimRow
    waiting: WaitingRow | None

    def waits_for(self, person: str) -> bool:
        """Tell whether a person may take its next step."""
        return self.waiting is not None and person in self.waiting.people


@dataclass(frozen=True, slots=True)
class Inbox:
    """Claims, those that wait the longest first, and what they come to."""

    rows: tuple[InboxRow, ...]
    total_cents: Cents

    def of(self, asked: InboxAsked) -> "Inbox":
        """Keep the claims asked for."""
        found = tuple(
            row
            for row in self.rows
            if _matches(asked.board, row.claim.recipient)
            and _matches(asked.state, row.claim.state.value)
            and (not asked.person or row.waits_for(asked.person))
        )
        return Inbox(found, sum(row.claim.total_cents for row in found))


def inbox(journal: Journal, on: date) -> Inbox:
    """Return every claim as it stands on a day."""
    waits = {row.claim: row for row in waiting(journal, on=on, known_at=None)}
    rows = [InboxRow(claim, waits.get(claim.claim)) for claim in claims(journal, as_of=None, known_at=None)]
    rows.sort(key=lambda row: (row.waiting is None, -(row.waiting.days if row.waiting else 0)))
    return Inbox(tuple(rows), sum(row.claim.total_cents for row in rows))
