"""
Receipts: each kept with a line of a claim under the fingerprint of its bytes, or declared absent.

As for every act on the books: ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.errors import Refusal, RefusedTogether, refuse_together
from fundalloc.errors.ledger import ClaimInOtherState, ClaimLineUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Absence, Access, ClaimState, Kind, ReceiptKind
from fundalloc.ledger.outcomes import Recorded
from fundalloc.ledger.receipt_answers import ReceiptAdded, SameReceipt
from fundalloc.usecases.acting import OpenBooks, writing
from fundalloc.usecases.checking import claim_history

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.ledger.answers import Sealed
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.evidence import Evidence
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.rows import Attachment, Row


def add_receipt(  # noqa: PLR0913 - each said by name
    ledger: Address,
    receipt_file: Path,
    *,
    claim: str,
    line: str,
    person: str,
    now: datetime,
    kind: ReceiptKind = ReceiptKind.INVOICE,
    access: Access = Access.OPEN,
    dry_run: bool = False,
) -> ReceiptAdded:
    """
    Keep a receipt (PDF, PNG, JPEG or e-mail) with a line of a claim; the same bytes elsewhere are an alert, never a refusal.

    A claim may be decided, paid, or of a closed year: a receipt changes no amount, and its coming is an entry like any other. One that
    names a pupil is restricted: few may read it, and each reading is written (S11-04).
    """
    from fundalloc.ledger.evidence import read_receipt

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        recipient = _recipient_of_line(books, claim, line)
        books.answer_for(Act.ADD_RECEIPT, {}, recipient=recipient)
        books.text("file", receipt_file.name)
        try:
            receipt = read_receipt(receipt_file, bytes_max=books.fund.policy.receipt_bytes_max)
        except Refusal as problem:
            raise RefusedTogether((*books.problems, problem)) from problem
        refuse_together(books.problems)
        same = same_receipts(books.journal, receipt.sha256)
        here = next((each for each in same if (each.claim, each.line) == (claim, line)), None)
        alerts = tuple(each for each in same if (each.claim, each.line) != (claim, line))
        if here is not None:
            sealed = _entry(books.journal, here.seq, kept=not dry_run)
        else:
            books.file(receipt.content)
            attachment = attached(receipt, claim, line, recipient, access)
            sealed = books.seal(added(books, claim, [attachment], {receipt.sha256: kind}, alerts))
    return ReceiptAdded(
        claim=claim,
        line=line,
        sha256=receipt.sha256,
        size_bytes=len(receipt.content),
        media_type=receipt.media_type.value,
        kind=kind,
        already=here is not None,
        alerts=alerts,
        sealed=sealed,
    )


def _recipient_of_line(books: OpenBooks, claim: str, line: str) -> str:
    history = claim_history(books, claim)
    if history.state is ClaimState.REPLACED:
        books.doubt(ClaimInOtherState(claim=claim, state=history.state, needed=ClaimState.RECEIVED, act=Act.ADD_RECEIPT))
    question = "SELECT reference, recipient FROM claim_line WHERE entry_seq = :seq ORDER BY line"
    lines: dict[str, str] = dict(books.journal.session.rows(question, seq=history.received.seq))
    if line not in lines:
        books.doubt(ClaimLineUnknown(claim=claim, line=line, known=tuple(lines)))
    return lines.get(line, next(iter(lines.values())))


def same_receipts(journal: "Journal", digest: str) -> tuple[SameReceipt, ...]:
    """Return where the same bytes stand, but for claims that were refused or replaced."""
    from fundalloc.ledger.views import no_longer_stands

    attached = journal.session.rows(
        f"SELECT claim, claim_line, recipient, entry_seq FROM attachment WHERE sha256 = :digest AND NOT {no_longer_stands('claim')} "  # noqa: S608
        "ORDER BY entry_seq, line",
        digest=digest,
    )
    filed = journal.session.rows(
        "SELECT document, '', recipient, entry_seq FROM filed_document WHERE sha256 = :digest ORDER BY entry_seq, line", digest=digest
    )
    return tuple(SameReceipt(*row) for row in (*attached, *filed))


def attached(receipt: "Evidence", claim: str, line: str, recipient: str, access: Access) -> "Attachment":
    """Return the row of a receipt on a line."""
    from fundalloc.ledger.rows import Attachment

    size, media_type = len(receipt.content), receipt.media_type.value
    return Attachment(claim, line, recipient, receipt.sha256, size, media_type, receipt.file_name, access.value)


def added(
    books: OpenBooks,
    claim: str,
    attachments: Sequence["Attachment"],
    kinds: Mapping[str, ReceiptKind],
    alerts: Iterable[SameReceipt],
) -> "Entry":
    """Return the entry of receipts that came for a claim, with what stands elsewhere, and which of them show a payment."""
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.papers import PROOF
    from fundalloc.ledger.rows import Fact

    told = facts({"same-receipt": ", ".join(sorted({f"{each.claim} {each.line}".strip() for each in alerts}))})
    proofs = tuple(Fact(PROOF, digest) for digest, kind in sorted(kinds.items()) if kind is ReceiptKind.PROOF_OF_PAYMENT)
    rows: tuple[Row, ...] = (*told, *proofs, *attachments)
    return Entry(Kind.RECEIPT_ADDED, books.occasion.today, books.occasion.person, reference=claim, rows=rows)


def _entry(journal: "Journal", seq: int, *, kept: bool) -> "Sealed":

    found = journal.entry(seq)
    assert found is not None, "an attachment stands in an entry"
    return found.sealed(0, kept=kept)


def declare_absence(
    ledger: Address, *, claim: str, line: str, absence: Absence, reason: str, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """Write down why a line has no receipt; whether it is approved all the same, another person says by a permission on file."""
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.usecases.checking import reasoned

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        recipient = _recipient_of_line(books, claim, line)
        books.answer_for(Act.ADD_RECEIPT, {}, recipient=recipient)
        why = reasoned(books, Act.ADD_RECEIPT, reason)
        rows = facts({"claim-line": line, "absence": absence.value})
        sealed = books.seal(Entry(Kind.RECEIPT_ABSENT, books.occasion.today, person, reference=claim, reason=why, rows=rows))
    return Recorded(f"{claim}/{line}", 0, sealed)
