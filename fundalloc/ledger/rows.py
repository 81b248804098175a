"""The rows an entry carries, each sealed with it: plain texts and whole numbers only, in the order of their columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final, TypeAlias

from fundalloc.money import Cents

Value: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Fact:
    """One named fact of an entry."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount on an account (debit positive); ``effective_on`` is the day it counts from, an empty dimension does not apply."""

    book: str
    account: str
    amount_cents: Cents
    effective_on: str
    fiscal_year: str = ""
    envelope: str = ""
    recipient: str = ""
    plan_item: str = ""
    nature: str = ""
    commitment: str = ""


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """What one request was granted from one envelope when the budget was adopted."""

    request: str
    recipient: str
    plan_item: str
    axis: str
    envelope: str
    fiscal_year: str
    purpose: str
    requested_cents: Cents
    amount_cents: Cents


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the adopted plan; ``natures`` are separated by ``|``, ``natures_list`` is ``open`` or ``closed``."""

    plan_item: str
    level: str
    parent: str
    axis: str
    label_fr: str
    label_en: str
    board: str
    natures: str
    natures_list: str


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """One line of a claim as received."""

    claim: str
    reference: str
    recipient: str
    plan_item: str
    nature: str
    fiscal_year: str
    incurred_on: str
    supplier: str
    invoice_number: str
    description: str
    amount_cents: Cents
    tax_note: str
    justification: str
    commitment: str = ""
    school: str = ""
    conditions: str = ""
    sharing_key: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A receipt on a line of a claim, by the SHA-256 of its bytes."""

    claim: str
    claim_line: str
    recipient: str
    sha256: str
    size_bytes: int
    media_type: str
    file_name: str
    access: str = "open"


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """One line of a bank statement as received, or a part of one that was split; ``bank_reference`` is the bank's own."""

    statement: str
    number: int
    reference: str
    booked_on: str
    amount_cents: Cents
    description: str
    party: str = ""
    bank_reference: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """A statement line tied to the entry that moved the bank account."""

    statement: str
    number: int
    movement_seq: int


@dataclass(frozen=True, slots=True)
class Link:
    """An earlier entry this one depends on, how (``Relation``), and for what amount where it has one."""

    relation: str
    linked_seq: int
    amount_cents: Cents = 0


@dataclass(frozen=True, slots=True)
class GrantRecord:
    """
    What is known of a grant in one of its states.

    ``certainty`` is ``exact``, ``range`` or ``unknown``; only exact amounts ever enter a sum.
    """

    grant: str
    state: str
    certainty: str
    amount_cents: Cents
    amount_max_cents: Cents
    funder: str
    agreement: str


@dataclass(frozen=True, slots=True)
class WaiverRecord:
    """A written permission to go beyond a rule, up to an amount (0: no amount of its own); an empty dimension covers all."""

    waiver: str
    subject: str
    rule: str
    fiscal_year: str
    recipient: str
    plan_item: str
    amount_cents: Cents
    authority: str
    granted_on: str


@dataclass(frozen=True, slots=True)
class SupplierRecord:
    """A supplier as listed on a day; the latest listing stands."""

    supplier: str
    name: str
    payee: str
    language: str
    note: str


@dataclass(frozen=True, slots=True)
class CommitmentRecord:
    """An order: what was reserved, for whom, from which supplier, under which conditions (separated by ``|``)."""

    commitment: str
    fiscal_year: str
    recipient: str
    plan_item: str
    nature: str
    supplier: str
    description: str
    conditions: str
    amount_cents: Cents


@dataclass(frozen=True, slots=True)
class TaxRecord:
    """The taxes invoiced on a claim line and the rebates expected from them; ``actual_cents`` in a true-up is the share really received."""

    claim: str
    claim_line: str
    recipient: str
    entity: str
    province: str
    activity: str
    incurred_on: str
    price_cents: Cents
    federal_tax_cents: Cents
    provincial_tax_cents: Cents
    federal_rebate_cents: Cents
    provincial_rebate_cents: Cents
    actual_cents: Cents


@dataclass(frozen=True, slots=True)
class UnitMove:
    """Vouchers bought, issued, used, returned or expired, from a lot bought at one price."""

    item: str
    act: str
    lot: str
    quantity: int
    unit_cents: Cents
    fiscal_year: str
    recipient: str
    plan_item: str
    school: str


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document kept under the SHA-256 of its bytes; ``access`` is ``open`` or ``restricted``, ``recipient`` the board it concerns."""

    document: str
    subject: str
    title: str
    sha256: str
    size_bytes: int
    media_type: str
    file_name: str
    recipient: str
    access: str


@dataclass(frozen=True, slots=True)
class ClosedBalance:
    """A balance of a fiscal year as it stood when the year was closed."""

    book: str
    account: str
    fiscal_year: str
    envelope: str
    recipient: str
    plan_item: str
    nature: str
    commitment: str
    amount_cents: Cents


@dataclass(frozen=True, slots=True)
class StaffCost:
    """A line of supply teaching, split: whose replacement (``StaffCategory``), the salary and the benefits."""

    claim: str
    claim_line: str
    staff: str
    salary_cents: Cents
    benefits_cents: Cents


@dataclass(frozen=True, slots=True)
class CreditRecord:
    """A negative line of a claim, the approved line it is on, and how much of it is taken back (positive)."""

    claim: str
    claim_line: str
    of_claim: str
    of_line: str
    amount_cents: Cents


@dataclass(frozen=True, slots=True)
class CostObjectRecord:
    """The visit, event or deliverable that a line of a claim, or a commitment, is charged to."""

    claim: str
    claim_line: str
    commitment: str
    cost_object: str


Row: TypeAlias = (
    Fact
    | Posting
    | BudgetLine
    | PlanLine
    | ClaimRecord
    | Attachment
    | StatementRecord
    | Matched
    | Link
    | GrantRecord
    | WaiverRecord
    | SupplierRecord
    | CommitmentRecord
    | TaxRecord
    | UnitMove
    | DocumentRecord
    | ClosedBalance
    | StaffCost
    | CreditRecord
    | CostObjectRecord
)

TABLES: Final[tuple[tuple[str, type[Row]], ...]] = (
    ("fact", Fact),
    ("posting", Posting),
    ("budget_line", BudgetLine),
    ("plan_line", PlanLine),
    ("claim_line", ClaimRecord),
    ("attachment", Attachment),
    ("statement_line", StatementRecord),
    ("matched", Matched),
    ("link", Link),
    ("grant_record", GrantRecord),
    ("waiver", WaiverRecord),
    ("supplier", SupplierRecord),
    ("commitment", CommitmentRecord),
    ("tax", TaxRecord),
    ("unit_move", UnitMove),
    ("filed_document", DocumentRecord),
    ("closed_balance", ClosedBalance),
    ("staff_cost", StaffCost),
    ("claim_credit", CreditRecord),
    ("cost_object", CostObjectRecord),
)
"""Every table of rows, in the order in which they are sealed; a new table goes last."""


def columns_of(table: str) -> tuple[str, ...]:
    """Return the columns of a table of rows, in their sealed order."""
    return columns(_KIND_OF[table])


def columns(kind: type[Row]) -> tuple[str, ...]:
    """Return the columns of a kind of rows, in their sealed order."""
    return tuple(field.name for field in fields(kind))


def values(row: Row) -> tuple[Value, ...]:
    """Return the values of a row, in their sealed order."""
    return _VALUES_OF[type(row)](row)


_KIND_OF: Final = dict(TABLES)
_VALUES_OF: Final[Mapping[type[Row], Callable[[Any], tuple[Value, ...]]]] = {kind: attrgetter(*columns(kind)) for _, kind in TABLES}
