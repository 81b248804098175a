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


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """One line of a bank statement as received."""

    statement: str
    number: int
    reference: str
    booked_on: str
    amount_cents: Cents
    description: str


@dataclass(frozen=True, slots=True)
class Matched:
    """A statement line tied to the entry that moved the bank account."""

    statement: str
    number: int
    movement_seq: int


Row: TypeAlias = Fact | Posting | BudgetLine | PlanLine | ClaimRecord | Attachment | StatementRecord | Matched

TABLES: Final[tuple[tuple[str, type[Row]], ...]] = (
    ("fact", Fact),
    ("posting", Posting),
    ("budget_line", BudgetLine),
    ("plan_line", PlanLine),
    ("claim_line", ClaimRecord),
    ("attachment", Attachment),
    ("statement_line", StatementRecord),
    ("matched", Matched),
)
"""Every table of rows, in the order in which they are sealed; a new table goes last."""


def columns(kind: type[Row]) -> tuple[str, ...]:
    """Return the columns of a kind of rows, in their sealed order."""
    return tuple(field.name for field in fields(kind))


def values(row: Row) -> tuple[Value, ...]:
    """Return the values of a row, in their sealed order."""
    return _VALUES_OF[type(row)](row)


_VALUES_OF: Final[Mapping[type[Row], Callable[[Any], tuple[Value, ...]]]] = {kind: attrgetter(*columns(kind)) for _, kind in TABLES}
