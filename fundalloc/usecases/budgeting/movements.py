"""What moved the bank account, and the reference that each movement bears."""

from typing import TYPE_CHECKING

from fundalloc.errors.ledger import ReferenceMissing, ReferenceUsed
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Account, Kind
from fundalloc.reconciliation.answers import FUNDER, BankMovement
from fundalloc.usecases.acting import OpenBooks

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.ledger.journal import Journal


def movement_reference(books: OpenBooks, act: Act, typed: str, *, payee: str = "") -> str:
    """
    Return the bank's reference of a movement; none, or one that a movement already has, is refused.

    One payment to a board may settle several of its claims: each is a movement, and all bear the payment's reference.
    """
    if not typed.strip():
        books.doubt(ReferenceMissing(act=act))
    reference = books.name("reference", typed)
    if not reference:
        return ""
    settled = (Kind.CLAIM_PAID.value, payee) if payee else None
    alike = (each for each in bank_movements(books.journal) if each.reference == reference and (each.kind, each.party) != settled)
    books.doubt(*(ReferenceUsed(reference=reference, seq=movement.seq) for movement in alike))
    return reference


def bank_movements(journal: "Journal", account: Account = Account.BANK) -> tuple[BankMovement, ...]:
    """Return what moved the bank account, or another of ours; a movement that was reversed never happened, to the bank."""
    from fundalloc.ledger.banking import account_moves

    return tuple(
        BankMovement(
            seq=each.seq,
            kind=each.kind.value,
            reference=each.reference,
            effective_on=each.effective_on,
            amount_cents=each.amount_cents,
            person=each.person,
            party=FUNDER if each.kind is Kind.GRANT_RECEIVED else each.board,
        )
        for each in account_moves(journal, account)
    )
