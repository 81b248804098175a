"""What moved the bank account, and the reference that each movement bears."""

from datetime import date
from typing import TYPE_CHECKING

from fundalloc.errors.ledger import ReferenceMissing, ReferenceUsed
from fundalloc.ledger.duties import Act
from fundalloc.reconciliation.answers import BankMovement
from fundalloc.usecases.acting import OpenBooks

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.ledger.journal import Journal


def movement_reference(books: OpenBooks, act: Act, typed: str) -> str:
    """Return the bank's reference of a movement; none, or one that a movement already has, is refused."""
    reference = books.text("reference", typed)
    if not reference:
        books.doubt(ReferenceMissing(act=act))
        return ""
    alike = (each for each in bank_movements(books.journal) if each.reference == reference)
    books.doubt(*(ReferenceUsed(reference=reference, seq=movement.seq) for movement in alike))
    return reference


def bank_movements(journal: "Journal") -> tuple[BankMovement, ...]:
    """Return what moved the bank account; a movement that was reversed never happened, to the bank."""
    from fundalloc.ledger.questions import reversed_by

    found = journal.session.rows(
        "SELECT entry.seq, kind, reference, entry.effective_on, amount_cents, person "
        "FROM posting JOIN entry ON entry.seq = posting.entry_seq WHERE book = 'actual' AND account = 'bank' ORDER BY entry.seq"
    )
    paid_under = dict(journal.session.rows("SELECT entry_seq, value FROM fact WHERE name = 'payment-reference'"))
    undone = reversed_by(journal)
    cancelled = {*undone, *undone.values()}
    sums: dict[int, BankMovement] = {}
    for seq, kind, reference, effective_on, cents, person in found:
        before_cents = sums[seq].amount_cents if seq in sums else 0
        sums[seq] = BankMovement(seq, kind, paid_under.get(seq, reference), date.fromisoformat(effective_on), before_cents + cents, person)
    return tuple(movement for seq, movement in sums.items() if seq not in cancelled)
