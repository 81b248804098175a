"""What is set right once it was approved: expenses marked ineligible, and tax rebates that came out otherwise than expected."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from fundalloc.errors import refuse_together
from fundalloc.errors.ledger import ClaimInOtherState, ClaimLineUnknown, PartnerUnknown
from fundalloc.errors.spending import AmountAboveOwed, NothingToTrueUp
from fundalloc.ledger.address import Address
from fundalloc.ledger.credit import Line
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Account, ClaimState, Kind
from fundalloc.ledger.outcomes import Recorded
from fundalloc.money import Cents
from fundalloc.usecases.acting import writing
from fundalloc.usecases.checking import drawn, positive, reasoned, standing
from fundalloc.usecases.claims import claim_history

if TYPE_CHECKING:
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.rows import Posting, TaxRecord


def mark_ineligible(
    ledger: Address,
    *,
    claim: str,
    line: str,
    amount_cents: Cents | None = None,
    reason: str,
    person: str,
    now: datetime,
    dry_run: bool = False,
) -> Recorded:
    """
    Mark a line of an approved claim (or a part of it) as ineligible: it stays on record and its budget is available again.

    What was not paid yet is no longer owed; what was paid is due from the partner.
    """
    from fundalloc.ledger.settling import ineligible
    from fundalloc.ledger.spent import first_of, spent_by_line

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        history = claim_history(books, claim)
        books.answer_for(Act.MARK_INELIGIBLE, {Act.IMPORT_CLAIM: frozenset({history.received.person})})
        why, day = reasoned(books, Act.MARK_INELIGIBLE, reason), books.occasion.today
        if history.state not in {ClaimState.APPROVED, ClaimState.PAID}:
            books.doubt(ClaimInOtherState(claim=claim, state=history.state, needed=ClaimState.APPROVED, act=Act.MARK_INELIGIBLE))
        refuse_together(books.problems)
        spent = spent_by_line(books.journal, claim)
        if line not in spent:
            refuse_together((ClaimLineUnknown(claim=claim, line=line, known=tuple(spent)),))
        spent_cents = sum(posting.amount_cents for posting in spent[line])
        asked_cents = spent_cents if amount_cents is None else amount_cents
        positive(books, asked_cents)
        if asked_cents > spent_cents:
            books.doubt(AmountAboveOwed(asked_cents=asked_cents, owed_cents=spent_cents))
        refuse_together(books.problems)
        entry = ineligible(
            claim,
            first_of(spent[line], asked_cents),
            payee=_payee(books.journal, claim),
            paid=Account.DUE_FROM_PARTNERS if history.state is ClaimState.PAID else Account.PAYABLE,
            standing=standing(books),
            on=day,
            person=person,
            reason=why,
        )
        sealed = books.seal(_noting(entry, {"claim-line": line}))
    return Recorded(claim, asked_cents, sealed, left_cents=spent_cents - asked_cents)


def _noting(entry: "Entry", named: Mapping[str, str]) -> "Entry":
    from fundalloc.ledger.entries import facts

    return replace(entry, rows=(*facts(named), *entry.rows))


def _payee(journal: "Journal", claim: str) -> str:
    ((recipient,),) = journal.session.rows("SELECT DISTINCT recipient FROM claim_line WHERE claim = :claim", claim=claim)
    return str(recipient)


def true_up_tax(
    ledger: Address,
    *,
    recipient: str,
    starts_on: date,
    ends_on: date,
    actual_cents: Cents,
    person: str,
    now: datetime,
    dry_run: bool = False,
) -> Recorded:
    """
    Bring the rebates expected from a partner's invoices of a period to what it really received.

    The difference is shared among the lines in proportion to what each expected. A larger rebate makes budget available and is due from
    the partner; a smaller one must be available on the lines, and is owed to the partner.
    """
    from fundalloc.ledger.questions import course
    from fundalloc.ledger.settling import shares_of_rebate, trued_up

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.TRUE_UP_TAX, {})
        if recipient not in books.fund.partners:
            books.doubt(PartnerUnknown(recipient=recipient, known=books.fund.partners))
        estimates = _estimates(books.journal, recipient, starts_on, ends_on)
        shares = shares_of_rebate(estimates, actual_cents)
        if not shares:
            books.doubt(NothingToTrueUp(recipient=recipient, starts_on=starts_on, ends_on=ends_on))
        refuse_together(books.problems)
        spent = {(each.claim, each.claim_line): _one(books.journal, each) for each in shares}
        losses: dict[Line, Cents] = {}
        for share in shares:
            lost_cents = share.federal_rebate_cents + share.provincial_rebate_cents - share.actual_cents
            posting = spent[share.claim, share.claim_line]
            if lost_cents > 0:
                line = Line(posting.fiscal_year, posting.recipient, posting.plan_item)
                losses[line] = losses.get(line, 0) + lost_cents
        today = books.occasion.today
        taken = {line: drawn(books, course(books.journal, line, today), line, cents, today) for line, cents in losses.items()}
        reference = f"{recipient} {starts_on.isoformat()}/{ends_on.isoformat()}"
        entry = trued_up(shares, spent, taken, standing=standing(books), reference=reference, on=today, person=person)
        sealed = books.seal(entry)
    expected_cents = sum(share.federal_rebate_cents + share.provincial_rebate_cents for share in shares)
    return Recorded(reference, actual_cents - expected_cents, sealed)


def _estimates(journal: "Journal", recipient: str, starts_on: date, ends_on: date) -> tuple[tuple[int, "TaxRecord"], ...]:
    """Return the estimates of approved lines of a period that were not trued up before."""
    from fundalloc.ledger.claim_credits import net_of_credits
    from fundalloc.ledger.questions import reversed_by, rows_of
    from fundalloc.ledger.rows import CreditRecord, TaxRecord
    from fundalloc.ledger.views import claim_histories

    states = {name: history.state for name, history in claim_histories(journal).items()}
    undone = reversed_by(journal)
    rows = rows_of(
        journal,
        TaxRecord,
        "recipient = :recipient AND incurred_on >= :starts AND incurred_on <= :ends",
        recipient=recipient,
        starts=starts_on.isoformat(),
        ends=ends_on.isoformat(),
    )
    trued = {entry.seq for entry in journal.entries(Kind.TAX_TRUED_UP)}
    done = {(record.claim, record.claim_line) for seq, record in rows if seq in trued and seq not in undone}
    estimates = (
        (seq, record)
        for seq, record in rows
        if seq not in trued
        and (record.claim, record.claim_line) not in done
        and states.get(record.claim) in {ClaimState.APPROVED, ClaimState.PAID}
    )
    credits_on = {(each.claim, each.claim_line): (each.of_claim, each.of_line) for _, each in rows_of(journal, CreditRecord)}
    return net_of_credits(estimates, credits_on)


def _one(journal: "Journal", share: "TaxRecord") -> "Posting":
    from fundalloc.ledger.spent import spent_by_line

    return spent_by_line(journal, share.claim)[share.claim_line][0]
