"""
Milestones of an agreement: attested with a proof, reviewed, and accepted by somebody else than who attested them.

As for every act on the books, ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from fundalloc.domain.agreements import TransferAgreement
from fundalloc.errors import refuse_together
from fundalloc.errors.agreements import AttestationRepeated, MilestoneNotAttested, MilestoneUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.outcomes import Recorded
from fundalloc.usecases.acting import OpenBooks
from fundalloc.usecases.checking import reasoned
from fundalloc.usecases.granting.agreement_life import Life, on_agreement, refuse_changed, sealed_act


def attest(
    ledger: Address, path: Path, milestone: str, proof: Path, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """Attest that a milestone is reached: who, when, and the document that proves it (S1-03)."""
    from fundalloc.usecases.papers.evidence import Paper, filed

    with on_agreement(ledger, path, person=person, now=now, dry_run=dry_run) as (books, agreement, life):
        books.answer_for(Act.ATTEST_MILESTONE, {}, recipient=agreement.recipient)
        refuse_changed(books, agreement, life)
        _known(books, agreement, milestone)
        attested = life.of(Kind.MILESTONE_ATTESTED, "milestone", milestone)
        books.doubt(*(AttestationRepeated(milestone=milestone, seq=each.seq) for each in attested))
        paper = filed(books, proof, Paper(f"{agreement.id} {milestone}", "milestone", milestone, agreement.recipient))
        return sealed_act(books, Act.ATTEST_MILESTONE, agreement, {"milestone": milestone}, life, on=on, rows=(paper,))


@dataclass(frozen=True, slots=True)
class Review:
    """The funder's analysis of the work behind a milestone, and whether it recommends to release what waits for it."""

    milestone: str
    recommended: bool
    analysis: str


def review(
    ledger: Address, path: Path, asked: Review, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """Record a review of the work, tied to the milestone that an instalment waits for (S7-10)."""
    with on_agreement(ledger, path, person=person, now=now, dry_run=dry_run) as (books, agreement, life):
        books.answer_for(Act.REVIEW_WORK, {})
        refuse_changed(books, agreement, life)
        _attested(books, agreement, asked.milestone, life)
        why = reasoned(books, Act.REVIEW_WORK, asked.analysis)
        told = {"milestone": asked.milestone, "recommendation": "release" if asked.recommended else "withhold"}
        return sealed_act(books, Act.REVIEW_WORK, agreement, told, life, on=on, reason=why)


def accept(
    ledger: Address,
    path: Path,
    milestone: str,
    *,
    reason: str = "",
    person: str,
    now: datetime,
    on: date | None = None,
    dry_run: bool = False,
) -> Recorded:
    """
    Accept an attested milestone, by somebody else than who attested it.

    Where a review recommends to withhold, accepting needs a reason: the reply to that review.
    """
    with on_agreement(ledger, path, person=person, now=now, dry_run=dry_run) as (books, agreement, life):
        attested = life.of(Kind.MILESTONE_ATTESTED, "milestone", milestone)
        books.answer_for(Act.ACCEPT_MILESTONE, {Act.ATTEST_MILESTONE: frozenset(each.person for each in attested)})
        refuse_changed(books, agreement, life)
        _attested(books, agreement, milestone, life)
        accepted = life.of(Kind.MILESTONE_ACCEPTED, "milestone", milestone)
        books.doubt(*(AttestationRepeated(milestone=milestone, seq=each.seq) for each in accepted))
        reviews = life.of(Kind.WORK_REVIEWED, "milestone", milestone)
        withheld = bool(reviews) and dict(reviews[-1].facts)["recommendation"] == "withhold"
        why = reasoned(books, Act.ACCEPT_MILESTONE, reason) if withheld else books.text("reason", reason)
        return sealed_act(books, Act.ACCEPT_MILESTONE, agreement, {"milestone": milestone}, life, on=on, reason=why)


def _known(books: OpenBooks, agreement: TransferAgreement, milestone: str) -> None:
    known = tuple(each.id for each in agreement.milestones)
    if milestone not in known:
        refuse_together((*books.problems, MilestoneUnknown(milestone=milestone, known=known)))


def _attested(books: OpenBooks, agreement: TransferAgreement, milestone: str, life: Life) -> None:
    _known(books, agreement, milestone)
    if not life.of(Kind.MILESTONE_ATTESTED, "milestone", milestone):
        books.doubt(MilestoneNotAttested(milestone=milestone))
