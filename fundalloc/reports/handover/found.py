"""Everything that is handed over of a fund, read at one moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fundalloc.domain.fund import Fund
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.answers import ClaimRow, EntryRow, FundSummary, PositionRow
from fundalloc.ledger.backing import Backing, Moved, Within
from fundalloc.ledger.banking import SignOffRow
from fundalloc.ledger.claim_answers import MissingRow, WaitingRow
from fundalloc.ledger.questions import OpenCommitment, Waiver
from fundalloc.ledger.reporting import OwedRow
from fundalloc.reconciliation.answers import Proposal
from fundalloc.reports.ministry.backing import ADDS


@dataclass(frozen=True, slots=True)
class SourceStanding:
    """Where the reconciliation of one account stands: what is still open on either side, and the last sign-off, if one stands."""

    source: str
    proposal: Proposal
    signed: SignOffRow | None


@dataclass(frozen=True, slots=True)
class Handover:
    """Everything that is handed over, as of a day; ``register`` is every entry known, whose last bears the last seal."""

    as_of: date
    fund: Fund
    summary: FundSummary
    register: tuple[EntryRow, ...]
    position: tuple[PositionRow, ...]
    commitments: tuple[OpenCommitment, ...]
    waivers: tuple[Waiver, ...]
    claims: tuple[ClaimRow, ...]
    waiting: tuple[WaitingRow, ...]
    missing: tuple[MissingRow, ...]
    sources: tuple[SourceStanding, ...]
    owed: tuple[OwedRow, ...]

    @property
    def days(self) -> Span:
        """All days until the one asked."""
        return Span(None, self.as_of)

    def moved(self, measure: str) -> tuple[Backing, ...]:
        """Return what backs a measure of the whole fund."""
        return (Moved(ADDS[measure], Within(self.days)),)

    @property
    def counted(self) -> Iterator[EntryRow]:
        """The entries that count by the day asked."""
        return (entry for entry in self.register if entry.effective_on <= self.as_of)
