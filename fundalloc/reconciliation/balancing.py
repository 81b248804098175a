"""Whether a reconciliation holds: opening plus movements is the closing balance, and the books come to it, less what is still open."""

from dataclasses import dataclass
from datetime import date

from fundalloc.money import Cents
from fundalloc.reconciliation.answers import Proposal


@dataclass(frozen=True, slots=True)
class Balances:
    """
    Both sides on one day. ``moved_cents`` is what the statements moved since the opening, ``books_cents`` what the books hold.

    What only the bank has is not in the books yet, what only the books have has not reached the bank: they explain the difference. What is
    proposed and not confirmed is told apart; it counts as open.
    """

    proposal: Proposal
    opening_cents: Cents
    moved_cents: Cents
    closing_cents: Cents
    books_cents: Cents
    bank_only_cents: Cents
    books_only_cents: Cents
    unconfirmed_bank_cents: Cents
    unconfirmed_books_cents: Cents

    @property
    def statement_gap_cents(self) -> Cents:
        """What the closing balance has more than the opening balance and the movements; zero when the statements are whole."""
        return self.closing_cents - self.opening_cents - self.moved_cents

    @property
    def gap_cents(self) -> Cents:
        """What the closing balance has more than the books and what is still open; zero when everything is explained."""
        return self.closing_cents - self.expected_cents

    @property
    def expected_cents(self) -> Cents:
        """What the closing balance should be, from the books and from what is still open on either side."""
        only_bank_cents = self.bank_only_cents + self.unconfirmed_bank_cents
        only_books_cents = self.books_only_cents + self.unconfirmed_books_cents
        return self.books_cents + only_bank_cents - only_books_cents


def balances(proposal: Proposal, *, closing_cents: Cents, opening_cents: Cents | None, after: date | None) -> Balances:
    """
    Return the balances of a proposal on its day; without an opening balance, it is what the movements leave of the closing one.

    ``after`` is the day of the sign-off before, whose movements are in the opening balance.
    """
    lines = [
        *(line for tie in proposal.confirmed for line in tie.lines),
        *(line for match in proposal.proposed for line in match.lines),
        *(alone.movement for alone in proposal.bank_only),
    ]
    moved_cents = sum(line.amount_cents for line in lines if after is None or line.on > after)
    return Balances(
        proposal=proposal,
        opening_cents=closing_cents - moved_cents if opening_cents is None else opening_cents,
        moved_cents=moved_cents,
        closing_cents=closing_cents,
        books_cents=proposal.books_total_cents,
        bank_only_cents=sum(alone.movement.amount_cents for alone in proposal.bank_only),
        books_only_cents=sum(alone.movement.amount_cents for alone in proposal.books_only),
        unconfirmed_bank_cents=sum(line.amount_cents for match in proposal.proposed for line in match.lines),
        unconfirmed_books_cents=sum(book.amount_cents for match in proposal.proposed for book in match.books),
    )
