"""Receipts: each kept with a line of a claim, under the fingerprint of its bytes."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.errors import Refusal, RefusedTogether, refuse_together
from fundalloc.errors.ledger import ClaimLineUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import ReceiptAdded, SameReceipt
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Access, Kind
from fundalloc.usecases.acting import OpenBooks, writing
from fundalloc.usecases.claims import claim_history

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.ledger.journal import Journal


def add_receipt(
    ledger: Address,
    receipt_file: Path,
    *,
    claim: str,
    line: str,
    person: str,
    now: datetime,
    access: Access = Access.OPEN,
    dry_run: bool = False,
) -> ReceiptAdded:
    """
    Keep a receipt (PDF, PNG or JPEG) with a line of a claim; the same bytes on another line are an alert, never a refusal.

    A receipt that names a pupil is restricted: few may read it, and each reading is written (S11-04).
    """
    from fundalloc.ledger.eligibility import personal
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.evidence import read_receipt
    from fundalloc.ledger.rows import Attachment

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        recipient = _recipient_of_line(books, claim, line)
        books.answer_for(Act.ADD_RECEIPT, {}, recipient=recipient)
        file_name = books.text("file", receipt_file.name)
        books.doubt(*personal("file-name", file_name))
        try:
            receipt = read_receipt(receipt_file, bytes_max=books.fund.policy.receipt_bytes_max)
        except Refusal as problem:
            raise RefusedTogether((*books.problems, problem)) from problem
        refuse_together(books.problems)
        same = _same_receipts(books.journal, receipt.sha256)
        here = next((each for each in same if (each.claim, each.line) == (claim, line)), None)
        alerts = tuple(each for each in same if (each.claim, each.line) != (claim, line))
        if here is not None:
            entry_row = next(each for each in books.journal.entries(Kind.RECEIPT_ADDED) if each.seq == here.seq)
            sealed = entry_row.sealed(0, kept=not dry_run)
        else:
            size = len(receipt.content)
            attachment = Attachment(claim, line, recipient, receipt.sha256, size, receipt.media_type.value, file_name, access.value)
            told = facts({"same-receipt": ", ".join(f"{each.claim} {each.line}" for each in alerts)})
            entry = Entry(Kind.RECEIPT_ADDED, books.occasion.today, person, reference=claim, rows=(*told, attachment))
            books.file(receipt.content)
            sealed = books.seal(entry)
    return ReceiptAdded(
        claim=claim,
        line=line,
        sha256=receipt.sha256,
        size_bytes=len(receipt.content),
        media_type=receipt.media_type.value,
        already=here is not None,
        alerts=alerts,
        sealed=sealed,
    )


def _recipient_of_line(books: OpenBooks, claim: str, line: str) -> str:
    received = claim_history(books, claim).received.seq
    question = "SELECT reference, recipient FROM claim_line WHERE entry_seq = :seq ORDER BY line"
    lines: dict[str, str] = dict(books.journal.session.rows(question, seq=received))
    if line not in lines:
        books.doubt(ClaimLineUnknown(claim=claim, line=line, known=tuple(lines)))
    return lines.get(line, next(iter(lines.values())))


def _same_receipts(journal: "Journal", digest: str) -> tuple[SameReceipt, ...]:
    found = journal.session.rows(
        "SELECT claim, claim_line, recipient, entry_seq FROM attachment WHERE sha256 = :digest ORDER BY entry_seq, line", digest=digest
    )
    return tuple(SameReceipt(*row) for row in found)
