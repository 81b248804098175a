"""What the books answer about claims before anything is written, and about where each stands."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fundalloc.domain.fund import Role
from fundalloc.errors import Refusal
from fundalloc.ledger.kinds import ClaimState, ReceiptKind
from fundalloc.money import Cents


class LineStatus(StrEnum):
    """What a line of a file would be to the books."""

    NEW = "new"
    IDENTICAL = "identical"
    CHANGED = "changed"
    REMOVED = "removed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """
    One line of a claim as a trial found it; ``row`` is where it stands in the file, ``changes`` the columns that differ.

    A rejected line may be too broken to have a reference or an amount.
    """

    reference: str
    row: int | None
    status: LineStatus
    amount_cents: Cents | None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimPreview:
    """
    What a claim's file would do, nothing being written; ``already`` says that the very same file was received before.

    ``corrects`` is the claim it would replace, of ``before_cents``; ``encoding`` and ``delimiter`` are how a text file was read, empty
    for a workbook. ``problems`` are everything said about it, remarks included.
    """

    claim: str
    recipient: str
    corrects: str
    already: bool
    total_cents: Cents
    before_cents: Cents
    lines: tuple[PreviewLine, ...]
    encoding: str
    delimiter: str
    problems: tuple[Refusal, ...]

    def count(self, status: LineStatus) -> int:
        """Return how many lines have a status."""
        return sum(line.status is status for line in self.lines)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A claim, who it waits for, since when, and the people who may act: those whom no earlier act of theirs keeps apart from it."""

    claim: str
    recipient: str
    state: ClaimState
    waits_for: Role
    people: tuple[str, ...]
    since_on: date
    days: int
    total_cents: Cents


@dataclass(frozen=True, slots=True)
class MissingRow:
    """A claim line that lacks what the fund asks for; ``absence`` is why, as its board declared it."""

    recipient: str
    claim: str
    line: str
    incurred_on: date
    supplier: str
    invoice_number: str
    amount_cents: Cents
    lacking: tuple[ReceiptKind, ...]
    absence: str
    state: ClaimState
    days: int
