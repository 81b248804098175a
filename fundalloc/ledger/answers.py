"""What the books answer: frozen values that a door prints and a report lays out."""

from dataclasses import dataclass
from datetime import date, datetime

from fundalloc.ledger.figures import Head
from fundalloc.ledger.grant_answers import BudgetBesideGrants
from fundalloc.ledger.kinds import Account, ClaimState, Kind, ReceiptKind
from fundalloc.money import Cents


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry that is now in the chain (or would be, when ``kept`` is false: a dry run); ``hash`` is its seal."""

    seq: int
    hash: str
    kind: Kind
    effective_on: date
    recorded_at: datetime
    amount_cents: Cents
    kept: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A fund whose books are open."""

    fund: str
    title_fr: str
    title_en: str
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class Adopted:
    """An allocation that became the budget; ``above_grants`` is there where that is above what its grants promise."""

    scenario: str
    fingerprint: str
    prepared_by: str
    adopted_by: str
    lines: int
    total_cents: Cents
    sealed: Sealed
    above_grants: BudgetBesideGrants | None = None


@dataclass(frozen=True, slots=True)
class InstalmentRecorded:
    """Money received from the funder; ``received_cents`` is the total received so far."""

    reference: str
    amount_cents: Cents
    received_cents: Cents
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class ClaimImported:
    """A claim that is now committed; ``already``: the same file had been imported, nothing was written, ``sealed`` is the first one."""

    claim: str
    recipient: str
    lines: int
    total_cents: Cents
    already: bool
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class ClaimDecided:
    """A claim that was approved, refused or paid."""

    claim: str
    recipient: str
    state: ClaimState
    total_cents: Cents
    reference: str
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class SharesSigned:
    """The root of the tree over every share so far (``shares``), and how many they are."""

    root: str
    count: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """
    What a chain was when somebody signed it: its last entry and seal, and the root of the tree over all seals so far.

    One of the first version signs no ``shares``. ``public_key`` and ``signature`` are Ed25519, in base 64.
    """

    fund: str
    seq: int
    hash: str
    merkle_root: str
    signed_at: str
    person: str
    public_key: str
    signature: str
    shares: SharesSigned | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that does not hold: in which entry (0: none in particular), which table, and what (said under ``breaches.<what>``)."""

    what: str
    seq: int
    table: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a full check of the books found; sound when ``breaches`` is empty."""

    fund: str
    entries: int
    lines: int
    receipts: int
    head: Head
    kept_head_found: bool | None
    breaches: tuple[Breach, ...]
    merkle_root: str = ""
    checkpoints: int = 0
    shares: SharesSigned | None = None

    @property
    def sound(self) -> bool:
        return not self.breaches


@dataclass(frozen=True, slots=True)
class PositionRow:
    """
    One line of budget: recipient and plan item in a year; ``entries`` are the numbers of the first entries that made its figures.

    ``available_cents`` = authorised + transferred - committed - incurred; ``paid_cents`` is part of incurred.
    """

    axis: str
    objective: str
    plan_item: str
    label_fr: str
    label_en: str
    recipient: str
    fiscal_year: str
    authorised_cents: Cents
    transferred_cents: Cents
    committed_cents: Cents
    incurred_cents: Cents
    paid_cents: Cents
    available_cents: Cents
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlanLabel:
    """The label of one line of the adopted plan, axes and objectives included where the result file told them."""

    id: str
    level: str
    parent: str
    axis: str
    label_fr: str
    label_en: str


@dataclass(frozen=True, slots=True)
class InstalmentRow:
    """One instalment received."""

    seq: int
    reference: str
    effective_on: date
    recorded_at: datetime
    person: str
    amount_cents: Cents


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim and where it stands; dates are None while the step has not been taken."""

    claim: str
    recipient: str
    state: ClaimState
    lines: int
    receipts: int
    lines_without_receipt: int
    total_cents: Cents
    imported_by: str
    imported_on: date
    decided_by: str
    decided_on: date | None
    paid_by: str
    paid_on: date | None
    payment_reference: str
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ExpenseRow:
    """
    One claim line, with the receipts it has, proofs of payment among them.

    ``lacking`` is what the fund asks for and is not there, ``absence`` why as the board declared it, and ``excused_by`` the waiver under
    which the line was approved without any (S6-02).
    """

    claim: str
    line: str
    state: ClaimState
    recipient: str
    plan_item: str
    nature: str
    fiscal_year: str
    incurred_on: date
    supplier: str
    invoice_number: str
    description: str
    amount_cents: Cents
    receipts: tuple[str, ...]
    seq: int
    excused_by: str = ""
    lacking: tuple[ReceiptKind, ...] = ()
    absence: str = ""


@dataclass(frozen=True, slots=True)
class FundSummary:
    """
    The fund as of a day: money received, spent and left, each account that holds something, and the proof it rests on.

    ``beside_grants`` is there where an exact amount of a grant is known.
    """

    fund: str
    title_fr: str
    title_en: str
    note_fr: str
    note_en: str
    banker: str
    currency: str
    fiscal_years: tuple[tuple[str, date, date], ...]
    as_of: date | None
    known_at: datetime | None
    scenario: str
    fingerprint: str
    adopted_on: date | None
    adopted_by: str
    prepared_by: str
    authorised_cents: Cents
    committed_cents: Cents
    incurred_cents: Cents
    paid_cents: Cents
    available_cents: Cents
    received_cents: Cents
    bank_cents: Cents
    receivable_cents: Cents
    deferred_cents: Cents
    revenue_cents: Cents
    accounts: tuple[tuple[Account, Cents], ...]
    instalments: tuple[InstalmentRow, ...]
    head: Head
    beside_grants: BudgetBesideGrants | None = None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of the register, without its child rows."""

    seq: int
    kind: Kind
    effective_on: date
    recorded_at: datetime
    person: str
    reason: str
    reference: str
    facts: tuple[tuple[str, str], ...]
    hash: str

    def sealed(self, amount_cents: Cents, *, kept: bool) -> Sealed:
        """Return the entry as the answer of the act that wrote it; the register does not add up its amount."""
        return Sealed(self.seq, self.hash, self.kind, self.effective_on, self.recorded_at, amount_cents, kept)


@dataclass(frozen=True, slots=True)
class StatementImported:
    """
    A statement whose lines are now in the books; ``already``: the same file had been imported, nothing was written.

    ``left_out`` counts the lines that an earlier statement had brought; a balance is None where neither the file nor the person said it.
    """

    statement: str
    format: str
    account: str
    lines: int
    left_out: int
    money_in_cents: Cents
    money_out_cents: Cents
    opening_cents: Cents | None
    closing_cents: Cents | None
    already: bool
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class MatchesConfirmed:
    """Matches that a person confirmed."""

    count: int
    amount_cents: Cents
    differences_cents: Cents
    sealed: Sealed | None
