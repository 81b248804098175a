"""
Documents and what becomes of them: filed, transferred from paper, held, read when restricted, destroyed when their time has come.

Bytes are kept under their SHA-256; a document is never overwritten, and its destruction is an entry like any other.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.domain.clauses import Clause, RetentionRule, RetentionStart
from fundalloc.domain.fund import Fund, Role
from fundalloc.errors import Refusal, RefusedTogether, refuse_together
from fundalloc.errors.evidence import (
    DocumentRestricted,
    EvidenceHeld,
    EvidenceTooYoung,
    EvidenceUnknown,
    HoldUnknown,
    TransferFieldMissing,
)
from fundalloc.errors.spending import ClauseUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Access, Kind, Relation
from fundalloc.ledger.outcomes import Keeping, Recorded
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.checking import fresh_name, reasoned

if TYPE_CHECKING:
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.rows import DocumentRecord

READERS: Final = frozenset({Role.AUDITOR, Role.BANKER})
"""Who may read any restricted document; a partner reads its own board's."""


def filed(books: OpenBooks, path: Path, paper: "Paper") -> "DocumentRecord":
    """Keep a document with the entry being made, and return its record; one that cannot be kept is refused."""
    from fundalloc.ledger.evidence import read_receipt
    from fundalloc.ledger.rows import DocumentRecord

    file_name = books.text("file", path.name)
    title = books.text("title", paper.title)
    try:
        found = read_receipt(path, bytes_max=books.fund.policy.receipt_bytes_max)
    except Refusal as problem:
        raise RefusedTogether((*books.problems, problem)) from problem
    record = DocumentRecord(
        document=paper.name,
        subject=paper.subject,
        title=title,
        sha256=found.sha256,
        size_bytes=len(found.content),
        media_type=found.media_type.value,
        file_name=file_name,
        recipient=paper.recipient,
        access=paper.access.value,
    )
    books.file(found.content)
    return record


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to put on file: its name, what it is about, its title, the board it concerns, and who may read it."""

    name: str
    subject: str
    title: str
    recipient: str = ""
    access: Access = Access.OPEN


def file_document(ledger: Address, path: Path, paper: Paper, *, person: str, now: datetime, dry_run: bool = False) -> Recorded:
    """Put a document on file: an agreement, minutes, a protocol, a contract; a restricted one is read by few, each time in writing."""
    from fundalloc.ledger.entries import Entry

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.FILE_DOCUMENT, {}, recipient=paper.recipient)
        reference = fresh_name(books, Kind.DOCUMENT_FILED, paper.name)
        record = filed(books, path, replace(paper, name=reference))
        sealed = books.seal(Entry(Kind.DOCUMENT_FILED, books.occasion.today, person, reference=reference, rows=(record,)))
    return Recorded(record.sha256, 0, sealed)


def read_document(ledger: Address, *, sha256: str, reason: str, person: str, now: datetime) -> bytes:
    """
    Return a document's bytes; reading a restricted one needs a right to it and a reason, and is written down (S11-02).

    A document whose subject is a body of the fund is read by those who sit on it that day (S9-17).
    """
    from fundalloc.ledger.entries import Entry, facts

    with writing(ledger, person=person, now=now, dry_run=False) as books:
        access, recipient = _access(books.journal, sha256)
        is_seated = _is_seated(books, sha256)
        if not is_seated:
            books.answer_for(Act.READ_DOCUMENT, {}, recipient=recipient)
        if access == Access.RESTRICTED:
            someone = books.fund.person(person)
            if someone and not is_seated and not set(someone.roles) & READERS and someone.board != recipient:
                books.doubt(DocumentRestricted(person=person, sha256=sha256))
            why = reasoned(books, Act.READ_DOCUMENT, reason)
            rows = facts({"read-sha256": sha256})
            books.seal(Entry(Kind.DOCUMENT_READ, books.occasion.today, person, reference=sha256[:16], reason=why, rows=rows))
        refuse_together(books.problems)
        return books.journal.session.shelf.content(sha256)


@dataclass(frozen=True, slots=True)
class Shown:
    """A document somebody may read: its type and the name it came under; the bytes of a restricted one are read with a reason only."""

    media_type: str
    file_name: str
    access: Access
    content: bytes


def show_document(ledger: Address, *, sha256: str, person: str) -> Shown:
    """Return a document to whoever may read it, writing nothing; of a restricted one, everything but its bytes."""
    from fundalloc.ledger.duties import refusal
    from fundalloc.ledger.questions import fund_at

    with reading(ledger) as journal:
        access, recipient = _access(journal, sha256)
        problem = refusal(Act.READ_DOCUMENT, person, fund_at(journal), {}, recipient=recipient)
        refuse_together((problem,) if problem else ())
        media_type, file_name = _described(journal, sha256)
        content = journal.session.shelf.content(sha256) if access == Access.OPEN else b""
        return Shown(media_type, file_name, Access(access), content)


def _described(journal: "Journal", digest: str) -> tuple[str, str]:
    """Return the type of a document and the name it first came under."""
    tables = ("attachment", "filed_document")
    question = "SELECT media_type, file_name FROM {} WHERE sha256 = :digest ORDER BY entry_seq"
    found = [row for table in tables for row in journal.session.rows(question.format(table), digest=digest)]
    return str(found[0][0]), str(found[0][1])


def _is_seated(books: OpenBooks, digest: str) -> bool:
    """Tell whether the person sits today on a body that a document is about."""
    about = books.journal.session.rows("SELECT subject FROM filed_document WHERE sha256 = :digest", digest=digest)
    seats = (seat for (subject,) in about for seat in books.fund.seated_on(subject, books.occasion.today))
    return any(seat.holder == books.occasion.person for seat in seats)


def _access(journal: "Journal", digest: str) -> tuple[str, str]:
    found = [
        *journal.session.rows("SELECT access, recipient FROM attachment WHERE sha256 = :digest", digest=digest),
        *journal.session.rows("SELECT access, recipient FROM filed_document WHERE sha256 = :digest", digest=digest),
    ]
    if not found or _destroyed(journal, digest, journal.head().seq) is not None:
        refuse_together((EvidenceUnknown(sha256=digest),))
    return next((row for row in found if row[0] == Access.RESTRICTED), found[0])[:2]


# --- From paper


@dataclass(frozen=True, slots=True)
class PaperTransfer:
    """How a paper document became the file that is kept: what the law asks to be written down (LCCJTI, art. 17)."""

    source_medium: str
    method: str
    device: str
    operator: str
    check: str
    source_destroyed_on: date | None = None


def record_paper_transfer(
    ledger: Address, *, sha256: str, transfer: PaperTransfer, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """Document the transfer of a paper document to the file kept under these bytes; every fact but the destruction is required."""
    from fundalloc.ledger.entries import Entry, facts, text_name

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.TRANSFER_EVIDENCE, {})
        _access(books.journal, sha256)
        said = {field.name: getattr(transfer, field.name) for field in fields(transfer) if field.name != "source_destroyed_on"}
        books.doubt(*(TransferFieldMissing(name=text_name(name)) for name, value in said.items() if not value.strip()))
        told = {name.replace("_", "-"): books.text(name, value) for name, value in said.items()}
        if transfer.source_destroyed_on is not None:
            told["source-destroyed-on"] = books.day(transfer.source_destroyed_on).isoformat()
        refuse_together(books.problems)
        rows = facts({**told, "transferred-sha256": sha256, "transferred-at": now.isoformat()})
        sealed = books.seal(Entry(Kind.EVIDENCE_TRANSFERRED, books.occasion.today, person, reference=sha256[:16], rows=rows))
    return Recorded(sha256, 0, sealed)


# --- Retention


def keeping(ledger: Address, *, known_at: datetime | None = None) -> tuple[Keeping, ...]:
    """Return, for each document kept, until when: the longest of the fund's rules, or None where no rule was given."""
    with reading(ledger) as journal:
        from fundalloc.ledger.questions import fund_at

        last = journal.last_known(known_at)
        fund = fund_at(journal, last=last)
        seen: dict[str, tuple[str, date]] = {}
        for digest, name, recorded_at in _documents(journal, last):
            on = datetime.fromisoformat(recorded_at).date()
            seen[digest] = (name, max(on, seen[digest][1]) if digest in seen else on)
        return tuple(
            Keeping(
                digest,
                name,
                *_kept_until(fund, on),
                _hold(journal, {digest, EVERYTHING}, last) is not None,
                _destroyed(journal, digest, last),
            )
            for digest, (name, on) in sorted(seen.items())
        )


def _documents(journal: "Journal", last: int) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for table in ("attachment", "filed_document"):
        question = (
            f"SELECT sha256, file_name, recorded_at FROM {table} JOIN entry ON entry.seq = {table}.entry_seq "  # noqa: S608 - our own words
            "WHERE entry.seq <= :last ORDER BY entry.seq"
        )
        found.extend((str(digest), str(name), str(at)) for digest, name, at in journal.session.rows(question, last=last))
    return found


def _kept_until(fund: Fund, on: date) -> tuple[date | None, str]:
    """Return until when a document recorded on a day is kept, and the rule that says so: the longest one."""
    ends = {rule.id: _ends(rule, fund, on) for rule in fund.clauses.retention}
    rule = max(sorted(ends), key=lambda each: ends[each], default="")
    return ends.get(rule), rule


def _ends(rule: RetentionRule, fund: Fund, on: date) -> date:
    year = fund.fiscal_year_of(on)
    last_year = max(each.ends_on for each in fund.fiscal_years)
    start = {
        RetentionStart.RECORDED: on,
        RetentionStart.YEAR_END: year.ends_on if year else max(on, last_year),
        RetentionStart.AGREEMENT_END: fund.agreement.ends_on if fund.agreement else max(on, last_year),
    }[rule.counted_from]
    leap_day = (start.month, start.day) == (2, 29)
    return start.replace(year=start.year + rule.years, day=28) if leap_day else start.replace(year=start.year + rule.years)


EVERYTHING: Final = "all"
"""What a hold on every document names."""


def _hold(journal: "Journal", named: Collection[str], last: int) -> tuple[int, str] | None:
    """Return the first hold that stands on one of these, documents or everything, with its reason."""
    lifted = {
        int(seq)
        for (seq,) in journal.session.rows(
            "SELECT linked_seq FROM link JOIN entry ON entry.seq = link.entry_seq WHERE kind = :kind AND seq <= :last",
            kind=Kind.HOLD_LIFTED.value,
            last=last,
        )
    }
    standing = [
        entry
        for entry in journal.entries(Kind.HOLD_PLACED, last=last)
        if entry.seq not in lifted and dict(entry.facts)["held-sha256"] in named
    ]
    return (standing[0].seq, standing[0].reason) if standing else None


def _destroyed(journal: "Journal", digest: str, last: int) -> date | None:
    """Return the day a document was destroyed; one that came again since is there."""
    found = journal.session.rows(
        "SELECT effective_on FROM fact JOIN entry ON entry.seq = fact.entry_seq WHERE kind = :kind AND value = :digest AND seq <= :last "
        "AND NOT EXISTS (SELECT 1 FROM attachment WHERE sha256 = :digest AND attachment.entry_seq > seq AND attachment.entry_seq <= :last) "
        "AND NOT EXISTS (SELECT 1 FROM filed_document WHERE sha256 = :digest AND filed_document.entry_seq > seq "
        "AND filed_document.entry_seq <= :last) ORDER BY seq DESC",
        kind=Kind.EVIDENCE_DESTROYED.value,
        digest=digest,
        last=last,
    )
    return date.fromisoformat(found[0][0]) if found else None


def place_hold(ledger: Address, *, sha256: str = "", reason: str, person: str, now: datetime, dry_run: bool = False) -> Recorded:
    """Put a legal hold on a document, or on all of them where none is named: nothing of it is destroyed until it is lifted."""
    from fundalloc.ledger.entries import Entry, facts

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.HOLD_EVIDENCE, {})
        if sha256:
            _access(books.journal, sha256)
        why = reasoned(books, Act.HOLD_EVIDENCE, reason)
        rows = facts({"held-sha256": sha256 or EVERYTHING})
        sealed = books.seal(Entry(Kind.HOLD_PLACED, books.occasion.today, person, reference=sha256[:16], reason=why, rows=rows))
    return Recorded(sha256 or "*", 0, sealed)


def lift_hold(ledger: Address, *, sha256: str = "", reason: str, person: str, now: datetime, dry_run: bool = False) -> Recorded:
    """Lift the legal hold that stands on a document by itself, or the one on all of them where none is named, with the reason."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.rows import Link

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.HOLD_EVIDENCE, {})
        why = reasoned(books, Act.HOLD_EVIDENCE, reason)
        held = _hold(books.journal, {sha256 or EVERYTHING}, books.journal.head().seq)
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
        _access(books.journal, sha256)
        why = reasoned(books, Act.DESTROY_EVIDENCE, reason)
        books.doubt(*_kept(books, sha256))
        rows = facts({DESTROYED: sha256})
        sealed = books.seal(Entry(Kind.EVIDENCE_DESTROYED, books.occasion.today, person, reference=sha256[:16], reason=why, rows=rows))
        books.journal.session.shelf.destroy(sha256)
    return Recorded(sha256, 0, sealed)


def _kept(books: OpenBooks, digest: str) -> list[Refusal]:
    found, last = list[Refusal](), books.journal.head().seq
    held = _hold(books.journal, {digest, EVERYTHING}, last)
    if held is not None:
        found.append(EvidenceHeld(sha256=digest, reason=held[1], seq=held[0]))
    if not books.fund.clauses.retention:
        return [*found, ClauseUnknown(clause=Clause.RETENTION)]
    recorded = [datetime.fromisoformat(at).date() for each, _, at in _documents(books.journal, last) if each == digest]
    until, rule = _kept_until(books.fund, max(recorded))
    if until is not None and until >= books.occasion.today:
        found.append(EvidenceTooYoung(sha256=digest, kept_until_on=until, rule=rule))
    return found
