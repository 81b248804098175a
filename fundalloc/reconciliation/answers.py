"""What a reconciliation answers: pairs that tie, and what does not tie on either side."""

from dataclasses import dataclass
from datetime import date

from fundalloc.money import Cents


@dataclass(frozen=True, slots=True)
class BankMovement:
    """A movement of the bank account in our books: an instalment received (positive) or a claim paid (negative)."""

    seq: int
    kind: str
    reference: str
    effective_on: date
    amount_cents: Cents
    person: str


@dataclass(frozen=True, slots=True)
class StatementMovement:
    """A line of an imported statement; ``seq`` is the entry that imported it."""

    seq: int
    statement: str
    line: int
    reference: str
    booked_on: date
    amount_cents: Cents
    description: str


@dataclass(frozen=True, slots=True)
class Match:
    """One statement line and one movement of ours with the same reference and amount."""

    statement: StatementMovement
    book: BankMovement


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A line that ties with nothing, on the bank's side or on ours; ``age_days`` counts from its date to the day of the reconciliation."""

    movement: StatementMovement | BankMovement
    age_days: int
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What ties exactly and awaits confirmation, what was confirmed, and what does not tie (``why`` is said under ``unmatched.<why>``)."""

    on: date
    proposed: tuple[Match, ...]
    confirmed: tuple[Match, ...]
    bank_only: tuple[Unmatched, ...]
    books_only: tuple[Unmatched, ...]
    bank_total_cents: Cents
    books_total_cents: Cents
