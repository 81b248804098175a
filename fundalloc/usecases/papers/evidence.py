"""
Documents: filed, transferred from paper, shown, and read when restricted.

Bytes are kept under their SHA-256; a document is never overwritten, and its destruction is an entry like any other.
"""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.domain.fund import Role
from fundalloc.errors import Refusal, RefusedTogether, refuse_together
from fundalloc.errors.evidence import (
    DocumentRestricted,
    EvidenceUnknown,
    TransferFieldMissing,
)
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Access, Kind
from fundalloc.ledger.outcomes import Recorded
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
        access, recipient = access_of(books.journal, sha256)
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

    with reading(ledger) as journal:
        access, recipient = access_of(journal, sha256)
        problem = refusal(Act.READ_DOCUMENT, person, journal.fund_at(), {}, recipient=recipient)
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


def access_of(journal: "Journal", digest: str) -> tuple[str, str]:
    """Return who may read a document, and the board it concerns; one that is not there, or no longer, is refused."""
    from fundalloc.ledger.retention import destroyed_on

    found = [
        *journal.session.rows("SELECT access, recipient FROM attachment WHERE sha256 = :digest", digest=digest),
        *journal.session.rows("SELECT access, recipient FROM filed_document WHERE sha256 = :digest", digest=digest),
    ]
    if not found or destroyed_on(journal, digest, journal.head().seq) is not None:
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
        access_of(books.journal, sha256)
        said = {field.name: getattr(transfer, field.name) for field in fields(transfer) if field.name != "source_destroyed_on"}
        books.doubt(*(TransferFieldMissing(name=text_name(name)) for name, value in said.items() if not value.strip()))
        told = {name.replace("_", "-"): books.text(name, value) for name, value in said.items()}
        if transfer.source_destroyed_on is not None:
            told["source-destroyed-on"] = books.day(transfer.source_destroyed_on).isoformat()
        refuse_together(books.problems)
        rows = facts({**told, "transferred-sha256": sha256, "transferred-at": now.isoformat()})
        sealed = books.seal(Entry(Kind.EVIDENCE_TRANSFERRED, books.occasion.today, person, reference=sha256[:16], rows=rows))
    return Recorded(sha256, 0, sealed)
