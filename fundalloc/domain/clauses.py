"""
What a fund's agreement and its own rules say about spending, as parameters; what nobody has said stays unknown, and is asked.

Nothing here is assumed: no percentage, no number of years, no treatment of interest has a default.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from fundalloc.domain.base import AmountCents, Id, Label, Noun, ShareBasisPoints, Source


class Clause(StrEnum):
    """The questions an agreement may leave without an answer."""

    TRANSFERS = "transfers-clause"
    INTEREST = "interest-clause"
    UNSPENT = "unspent-clause"
    VOUCHERS = "vouchers-clause"
    RETENTION = "retention-clause"


class TransferBase(StrEnum):
    """What the free share of a transfer is counted on: the line as adopted, or as it stands after its transfers."""

    ADOPTED = "adopted"
    CURRENT = "current"


class TransferClause(Noun):
    """
    How much may leave a line without a written permission, in the same agreement and year.

    ``excluded_plan_items`` covers whatever stands under these lines of the plan; nothing goes into or out of an excluded line freely.
    """

    share_basis_points: ShareBasisPoints
    base: TransferBase
    excluded_plan_items: tuple[Id, ...] = ()
    excluded_purposes: tuple[Id, ...] = ()
    source: Source | None = None


class Interest(StrEnum):
    """What becomes of the interest the money earns."""

    ADDED = "added"
    RETURNED = "returned"


class Unspent(StrEnum):
    """What becomes of money left at the end of a year."""

    CARRIED = "carried"
    RETURNED = "returned"


class VoucherExpense(StrEnum):
    """When a voucher is an expense."""

    WHEN_BOUGHT = "when-bought"
    WHEN_ISSUED = "when-issued"


class RetentionStart(StrEnum):
    """The day a retention period is counted from."""

    RECORDED = "recorded"
    YEAR_END = "year-end"
    AGREEMENT_END = "agreement-end"


class RetentionRule(Noun):
    """For how many years documents are kept, counted from when; the longest of the rules that apply holds."""

    id: Id
    years: int = Field(ge=0, le=200)
    counted_from: RetentionStart
    source: Source | None = None


class Clauses(Noun):
    """What the agreement says; None means that nobody has said it yet, and what depends on it is refused with that question."""

    transfers: TransferClause | None = None
    interest: Interest | None = None
    unspent: Unspent | None = None
    vouchers: VoucherExpense | None = None
    retention: tuple[RetentionRule, ...] = ()


class Agreement(Noun):
    """The agreement the fund's money comes under; only what is incurred between its days is eligible."""

    number: str = ""
    funder: str
    starts_on: date
    ends_on: date


class Limit(Noun):
    """
    A ceiling on what is committed and incurred over a group of lines; an empty selector covers all.

    ``plan_items`` covers whatever stands under these lines of the plan.
    """

    id: Id
    amount_cents: AmountCents
    recipients: tuple[Id, ...] = ()
    plan_items: tuple[Id, ...] = ()
    natures: tuple[Id, ...] = ()
    fiscal_years: tuple[Id, ...] = ()
    source: Source | None = None


class QuantityLimit(Noun):
    """At most so many lines per school and year: one bursary for each school, for example (S5-11)."""

    id: Id
    plan_items: tuple[Id, ...]
    natures: tuple[Id, ...] = ()
    per_school_max: int = Field(ge=1)
    source: Source | None = None


class Condition(Noun):
    """
    What must be declared on a claim line or a commitment for it to be eligible, such as delivery in French.

    ``document`` names a paper that must be on file before, such as the plan a promotion follows (S5-20).
    """

    id: Id
    label: Label
    plan_items: tuple[Id, ...] = ()
    natures: tuple[Id, ...] = ()
    document: Id | None = None
    source: Source | None = None


class CostObjectKind(StrEnum):
    """What costs of several natures may be gathered under."""

    VISIT = "visit"
    EVENT = "event"
    DELIVERABLE = "deliverable"


class CostObject(Noun):
    """
    A visit, an event or a deliverable that expenses and orders may be charged to, whatever their natures (S5-16, S5-18).

    ``plan_items`` covers whatever stands under these lines of the plan; an empty selector covers all. One that has its days stands in the
    calendar of activities (S4-11); without ``ends_on``, it lasts a day.
    """

    id: Id
    kind: CostObjectKind
    label: Label
    plan_items: tuple[Id, ...] = ()
    natures: tuple[Id, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None


class KeyShare(Noun):
    """One board's weight in a cost-sharing key."""

    recipient: Id
    weight: int = Field(ge=1)


class SharingKey(Noun):
    """How boards share the cost of a common activity; one of them may pay for all and be reimbursed (S4-05)."""

    id: Id
    plan_items: tuple[Id, ...]
    shares: tuple[KeyShare, ...] = Field(min_length=1)
    source: Source | None = None
