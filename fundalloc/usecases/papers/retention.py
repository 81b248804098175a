"""How long documents are kept: their time, the holds that keep them longer, and their destruction once nothing does."""

from datetime import date, datetime

from fundalloc.domain.clauses import Clause
from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.evidence import EvidenceHeld, EvidenceTooYoung, HoldUnknown
from fundalloc.errors.spending import ClauseUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind, Relation
from fundalloc.ledger.outcomes import Keeping, Recorded
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.checking import reasoned
from fundalloc.usecases.papers.evidence import access_of


def keeping(ledger: Address, *, known_at: datetime | None = None) -> tuple[Keeping, ...]:
    """Return, for each document kept, until when: the longest of the fund's rules, or None where no rule was given."""
    from fundalloc.ledger.retention import EVERYTHING, destroyed_on, documents_kept, kept_until, standing_hold

    with reading(ledger) as journal:
        last = journal.last_known(known_at)
        fund = journal.fund_at(last=last)
        seen: dict[str, tuple[str, date]] = {}
        for digest, name, recorded_at in documents_kept(journal, last):
            on = datetime.fromisoformat(recorded_at).date()
            seen[digest] = (name, max(on, seen[digest][1]) if digest in seen else on)
        return tuple(
            Keeping(
                digest,
                name,
                *kept_until(fund, on),
                standing_hold(journal, {digest, EVERYTHING}, last) is not None,
                destroyed_on(journal, digest, last),
            )
            for digest, (name, on) in sorted(seen.items())
        )


def place_hold(ledger: Address, *, sha256: str = "", reason: str, person: str, now: datetime, dry_run: bool = False) -> Recorded:
    """Put a legal hold on a document, or on all of them where none is named: nothing of it is destroyed until it is lifted."""
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.retention import EVERYTHING

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.HOLD_EVIDENCE, {})
        if sha256:
            access_of(books.journal, sha256)
        why = reasoned(books, Act.HOLD_EVIDENCE, reason)
        rows = facts({"held-sha256": sha256 or EVERYTHING})
        sealed = books.seal(Entry(Kind.HOLD_PLACED, books.occasion.today, person, reference=sha256[:16], reason=why, rows=rows))
    return Recorded(sha256 or "*", 0, sealed)


def lift_hold(ledger: Address, *, sha256: str = "", reason: str, person: str, now: datetime, dry_run: bool = False) -> Recorded:
    """Lift the legal hold that stands on a document by itself, or the one on all of them where none is named, with the reason."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.retention import EVERYTHING, standing_hold
    from fundalloc.ledger.rows import Link

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.HOLD_EVIDENCE, {})
        why = reasoned(books, Act.HOLD_EVIDENCE, reason)
        held = standing_hold(books.journal, {sha256 or EVERYTHING}, books.journal.head().seq)
        if held is None:
            refuse_together((*books.problems, HoldUnknown(sha256=sha256 or "*")))
        assert held is not None, "nothing held was refused"
        rows = (Link(Relation.CONCERNS.value, held[0]),)
        sealed = books.seal(Entry(Kind.HOLD_LIFTED, books.occasion.today, person, reference=sha256[:16], reason=why, rows=rows))
    return Recorded(sha256 or "*", 0, sealed)


def destroy_evidence(ledger: Address, *, sha256: str, reason: str, person: str, now: datetime, dry_run: bool = False) -> Recorded:
    """
    Destroy a document whose time has come: the entry says so for good, then its bytes are removed.

    Refused while a retention rule or a legal hold keeps it, and where the fund has not said how long documents are kept.
    """
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.storage.layout import DESTROYED

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.DESTROY_EVIDENCE, {})
        access_of(books.journal, sha256)
        why = reasoned(books, Act.DESTROY_EVIDENCE, reason)
        books.doubt(*_kept(books, sha256))
        rows = facts({DESTROYED: sha256})
        sealed = books.seal(Entry(Kind.EVIDENCE_DESTROYED, books.occasion.today, person, reference=sha256[:16], reason=why, rows=rows))
        books.journal.session.shelf.destroy(sha256)
    return Recorded(sha256, 0, sealed)


def _kept(books: OpenBooks, digest: str) -> list[Refusal]:
    """Return what keeps a document: a hold, a rule that was not given, or its time."""
    from fundalloc.ledger.retention import EVERYTHING, documents_kept, kept_until, standing_hold

    found, last = list[Refusal](), books.journal.head().seq
    held = standing_hold(books.journal, {digest, EVERYTHING}, last)
    if held is not None:
        found.append(EvidenceHeld(sha256=digest, reason=held[1], seq=held[0]))
    if not books.fund.clauses.retention:
        return [*found, ClauseUnknown(clause=Clause.RETENTION)]
    recorded = [datetime.fromisoformat(at).date() for each, _, at in documents_kept(books.journal, last) if each == digest]
    until, rule = kept_until(books.fund, max(recorded))
    if until is not None and until >= books.occasion.today:
        found.append(EvidenceTooYoung(sha256=digest, kept_until_on=until, rule=rule))
    return found
