"""An expense on its own: typed rather than sent in a claim, with its receipt, and held to the same rules and the same decisions."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fundalloc.domain.claims import ClaimFile, ClaimLine
from fundalloc.errors import Refusal, RefusedTogether, refuse_together
from fundalloc.ledger.address import Address
from fundalloc.ledger.kinds import Access, Kind, ReceiptKind
from fundalloc.ledger.outcomes import Recorded
from fundalloc.usecases.acting import writing
from fundalloc.usecases.checking import fresh_name
from fundalloc.usecases.claiming.claim_reading import held
from fundalloc.usecases.claiming.receipts import added, attached, same_receipts


@dataclass(frozen=True, slots=True)
class ExpenseTyped:
    """One expense and its receipt; ``name`` is what it is approved and paid under, ``waiver`` the permission to go beyond a rule."""

    name: str
    line: ClaimLine
    receipt: Path
    waiver: str = ""


def record_expense(ledger: Address, typed: ExpenseTyped, *, person: str, now: datetime, dry_run: bool = False) -> Recorded:
    """Commit one expense with its receipt, in one act; it is then approved, refused and paid as a claim of one line is."""
    from fundalloc.ledger.evidence import read_receipt

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        name, line = fresh_name(books, Kind.CLAIM_RECEIVED, typed.name), typed.line
        found = held(books, ClaimFile(reference=name, file_name="", sha256="", lines=(line,)), waiver=typed.waiver)
        books.text("file", typed.receipt.name)
        try:
            receipt = read_receipt(typed.receipt, bytes_max=books.fund.policy.receipt_bytes_max)
        except Refusal as problem:
            raise RefusedTogether((*books.problems, problem)) from problem
        refuse_together(books.problems)
        assert found.entry is not None, "everything else was refused"
        sealed = books.seal(found.entry)
        books.file(receipt.content)
        attachment = attached(receipt, name, line.reference, line.recipient, Access.OPEN)
        same = same_receipts(books.journal, receipt.sha256)
        books.seal(added(books, name, [attachment], {receipt.sha256: ReceiptKind.INVOICE}, same))
    return Recorded(name, line.amount_cents, sealed, alerts=tuple(f"{each.claim} {each.line}".strip() for each in same))
