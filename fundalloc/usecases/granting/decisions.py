"""Decisions: those of committees, recorded with their minutes (S6-03), and the list of all that were taken on a matter."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from fundalloc.errors.years import EntryUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind, Relation
from fundalloc.ledger.outcomes import DecisionRow, Recorded
from fundalloc.usecases.acting import reading, writing
from fundalloc.usecases.checking import reasoned


@dataclass(frozen=True, slots=True)
class DecisionAsked:
    """A decision as its minutes tell it, and the entries it authorises."""

    matter: str
    body: str
    verdict: str
    decided_on: date
    authorises: tuple[int, ...] = ()


def record_decision(
    ledger: Address, asked: DecisionAsked, minutes: Path | None, *, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """Record a decision with its minutes, linked to the transactions it authorises."""
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.rows import Link
    from fundalloc.usecases.papers.evidence import Paper, filed

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.RECORD_DECISION, {})
        matter = books.needed("matter", asked.matter)
        why = reasoned(books, Act.RECORD_DECISION, asked.verdict)
        day, last = books.day(asked.decided_on), books.journal.head().seq
        books.doubt(*(EntryUnknown(seq=seq, last_seq=last) for seq in asked.authorises if not 0 < seq <= last))
        papers = (filed(books, minutes, Paper(matter, "minutes", asked.body)),) if minutes is not None else ()
        links = tuple(Link(Relation.AUTHORISES.value, seq) for seq in asked.authorises)
        rows = (*facts({"body": books.text("body", asked.body)}), *links, *papers)
        sealed = books.seal(Entry(Kind.DECISION_RECORDED, day, person, reference=matter, reason=why, rows=rows))
    return Recorded(matter, 0, sealed)


DECISIONS: Final = (
    Kind.ALLOCATION_ADOPTED,
    Kind.WAIVER_GRANTED,
    Kind.TRANSFER_MADE,
    Kind.CHANGES_ASKED,
    Kind.CLAIM_APPROVED,
    Kind.CLAIM_REFUSED,
    Kind.CLAIM_REPLACED,
    Kind.CLAIM_PAID,
    Kind.EXPENSE_INELIGIBLE,
    Kind.DECISION_RECORDED,
    Kind.FUND_AMENDED,
    Kind.YEAR_CLOSED,
    Kind.DESIGNATION_MADE,
    Kind.AGREEMENT_SIGNED,
    Kind.AGREEMENT_AMENDED,
    Kind.MANDATE_GIVEN,
    Kind.WORK_REVIEWED,
    Kind.MILESTONE_ACCEPTED,
    Kind.INSTALMENT_RELEASED,
)


def decisions(
    ledger: Address, *, matter: str | None = None, as_of: date | None = None, known_at: datetime | None = None
) -> tuple[DecisionRow, ...]:
    """Return every decision on a matter (a claim, a waiver, a year …), in order; one that was reversed stays in the list and says so."""
    from fundalloc.ledger.questions import reversed_by

    with reading(ledger) as journal:
        last = journal.last_known(known_at)
        undone = reversed_by(journal, last=last)
        return tuple(
            DecisionRow(
                seq=entry.seq,
                matter=entry.reference,
                decision=entry.kind.value,
                decided_on=entry.effective_on,
                person=entry.person,
                reason=entry.reason,
                undone_by=undone.get(entry.seq, 0),
            )
            for entry in journal.entries(*DECISIONS, reference=matter, as_of=as_of, last=last)
        )
