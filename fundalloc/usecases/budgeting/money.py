"""Money that comes and goes beyond claims: interest, what a partner pays back, what is returned to the funder."""

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from fundalloc.domain.clauses import Clause
from fundalloc.errors import refuse_together
from fundalloc.errors.ledger import PartnerUnknown
from fundalloc.errors.spending import AmountAboveOwed, ClauseUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Account
from fundalloc.ledger.outcomes import Recorded
from fundalloc.money import Cents
from fundalloc.usecases.acting import writing
from fundalloc.usecases.budgeting.movements import movement_reference
from fundalloc.usecases.checking import positive, reasoned, year_of

if TYPE_CHECKING:
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.journal import Journal


def record_interest(
    ledger: Address, *, amount_cents: Cents, reference: str, on: date, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """Record interest that reached the bank; what becomes of it is in the agreement, and is asked where nobody has said it."""
    from fundalloc.ledger.settling import interest

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.RECORD_INTEREST, {})
        positive(books, amount_cents)
        named = movement_reference(books, Act.RECORD_INTEREST, reference)
        day, year = books.day(on), year_of(books, on)
        clause = books.fund.clauses.interest
        if clause is None:
            books.doubt(ClauseUnknown(clause=Clause.INTEREST))
        refuse_together(books.problems)
        assert clause is not None, "an unknown clause was refused"
        sealed = books.seal(interest(amount_cents, clause, fiscal_year=year, reference=named, on=day, person=person))
    return Recorded(named, amount_cents, sealed)


def recover(
    ledger: Address, *, recipient: str, amount_cents: Cents, reference: str, on: date, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """
    Record what a partner paid back to the bank, up to what it owes.

    Where the partner is the one who is owed (a tax rebate that came out smaller), the amount is what it was paid.
    """
    from fundalloc.ledger.settling import recovered_from_partner

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.RECOVER_MONEY, {})
        positive(books, amount_cents)
        if recipient not in books.fund.partners:
            books.doubt(PartnerUnknown(recipient=recipient, known=books.fund.partners))
        named = movement_reference(books, Act.RECOVER_MONEY, reference)
        day, year = books.day(on), year_of(books, on)
        owed_cents = _due_from(books.journal, recipient)
        if amount_cents > abs(owed_cents):
            books.doubt(AmountAboveOwed(asked_cents=amount_cents, owed_cents=abs(owed_cents)))
        refuse_together(books.problems)
        signed_cents = amount_cents if owed_cents > 0 else -amount_cents
        entry = recovered_from_partner(recipient, signed_cents, fiscal_year=year, reference=named, on=day, person=person)
        sealed = books.seal(entry)
    return Recorded(named, amount_cents, sealed, left_cents=abs(owed_cents) - amount_cents)


def _due_from(journal: "Journal", recipient: str) -> Cents:
    ((cents,),) = journal.session.rows(
        "SELECT coalesce(sum(amount_cents), 0) FROM total WHERE book = 'actual' AND account = 'due-from-partners' "
        "AND recipient = :recipient",
        recipient=recipient,
    )
    return int(cents)


def return_to_funder(
    ledger: Address, *, amount_cents: Cents, reference: str, on: date, reason: str, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """Record money returned to the funder, up to what is owed to it and was received and not spent on that day."""
    from fundalloc.ledger.settling import returned_to_funder

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.RECOVER_MONEY, {})
        positive(books, amount_cents)
        why = reasoned(books, Act.RECOVER_MONEY, reason)
        named = movement_reference(books, Act.RECOVER_MONEY, reference)
        day, year = books.day(on), year_of(books, on)
        due_cents = -books.journal.account_cents(Account.DUE_TO_FUNDER)
        owed_cents = min(_to_return(books.journal, None), max(0, _to_return(books.journal, day)))
        if amount_cents > owed_cents:
            books.doubt(AmountAboveOwed(asked_cents=amount_cents, owed_cents=owed_cents))
        refuse_together(books.problems)
        entry = returned_to_funder(amount_cents, due_cents=due_cents, fiscal_year=year, reference=named, on=day, person=person)
        sealed = books.seal(_with_reason(entry, why))
    return Recorded(named, amount_cents, sealed, left_cents=owed_cents - amount_cents)


def _to_return(journal: "Journal", on: date | None) -> Cents:
    """Return what is owed to the funder with what was received and not spent, on a day or after everything."""
    return -sum(journal.account_cents(account, as_of=on) for account in (Account.DUE_TO_FUNDER, Account.DEFERRED_CONTRIBUTIONS))


def _with_reason(entry: "Entry", reason: str) -> "Entry":
    return replace(entry, reason=reason)
