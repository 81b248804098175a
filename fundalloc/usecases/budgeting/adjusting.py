"""What is set right once it was approved: expenses marked ineligible, and tax rebates that came out otherwise than expected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.ledger import AmountNotPositive, ClaimInOtherState, ClaimLineUnknown, PartnerUnknown
from fundalloc.errors.spending import AmountAboveOwed, NothingToTrueUp
from fundalloc.ledger.address import Address
from fundalloc.ledger.credit import Line
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Account, ClaimState, Kind, Relation
from fundalloc.ledger.outcomes import Recorded
from fundalloc.money import Cents
from fundalloc.usecases.acting import OpenBooks, writing
from fundalloc.usecases.checking import claim_history, drawn, positive, reasoned, standing, weighs_too_much

if TYPE_CHECKING:
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.rows import Link, Posting, TaxRecord


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

    What was not paid yet is no longer owed; what was paid is due from the partner. In a closed year this is a correction of the approval.
    """
    from fundalloc.ledger.claimed import importers
    from fundalloc.ledger.entries import facts
    from fundalloc.ledger.settling import ineligible
    from fundalloc.ledger.spent import share_of, spent_by_line

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        history = claim_history(books, claim)
        books.answer_for(Act.MARK_INELIGIBLE, {Act.IMPORT_CLAIM: importers(books.journal, history)})
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
            share_of(spent[line], asked_cents),
            payee=_payee(books.journal, claim),
            paid=Account.DUE_FROM_PARTNERS if history.state is ClaimState.PAID else Account.PAYABLE,
            standing=standing(books),
            on=day,
            person=person,
            reason=why,
        )
        noted = facts({"claim-line": line})
        sealed = books.seal(replace(entry, rows=(*noted, *entry.rows, *_corrections(books.journal, {claim}))))
    return Recorded(claim, asked_cents, sealed, left_cents=spent_cents - asked_cents)


def _corrections(journal: "Journal", claims: set[str]) -> "tuple[Link, ...]":
    """Return the links to the approvals that are corrected."""
    from fundalloc.ledger.rows import Link
    from fundalloc.ledger.views import claim_histories

    approved = (claim_histories(journal, claim=claim)[claim].step(Kind.CLAIM_APPROVED) for claim in sorted(claims))
    return tuple(Link(Relation.CORRECTS.value, entry.seq) for entry in approved if entry)


def _payee(journal: "Journal", claim: str) -> str:
    ((recipient,),) = journal.session.rows("SELECT DISTINCT recipient FROM claim_line WHERE claim = :claim", claim=claim)
    return str(recipient)


@dataclass(frozen=True, slots=True)
class RebateReceived:
    """What a partner really received back of the taxes of a period; ``reason`` is needed where the year is closed."""

    recipient: str
    starts_on: date
    ends_on: date
    actual_cents: Cents
    reason: str = ""


def true_up_tax(ledger: Address, rebate: RebateReceived, *, person: str, now: datetime, dry_run: bool = False) -> Recorded:
    """
    Bring the rebates expected from a partner's invoices of a period to what it really received.

    The difference is shared among the lines in proportion to what each expected. A larger rebate makes budget available and is due from
    the partner; a smaller one must be available on the lines, and is owed to the partner. In a closed year this is a correction of the
    approvals.
    """
    from fundalloc.ledger.settling import shares_of_rebate, trued_up

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.TRUE_UP_TAX, {})
        if rebate.recipient not in books.fund.partners:
            books.doubt(PartnerUnknown(recipient=rebate.recipient, known=books.fund.partners))
        estimates = _estimates(books.journal, rebate)
        books.doubt(*_wrong_rebate(rebate, [record for _, record in estimates]))
        shares = shares_of_rebate(estimates, rebate.actual_cents)
        if not shares:
            books.doubt(NothingToTrueUp(recipient=rebate.recipient, starts_on=rebate.starts_on, ends_on=rebate.ends_on))
        refuse_together(books.problems)
        cheaper, dearer = _changes(books.journal, shares)
        today = books.occasion.today
        reference = f"{rebate.recipient} {rebate.starts_on.isoformat()}/{rebate.ends_on.isoformat()}"
        entry = trued_up(
            shares,
            cheaper,
            _drawn(books, dearer, today),
            payee=rebate.recipient,
            standing=standing(books),
            reference=reference,
            on=today,
            person=person,
        )
        books.doubt(*weighs_too_much(books, entry))
        links = _corrections(books.journal, {share.claim for share in shares})
        sealed = books.seal(replace(entry, reason=books.text("reason", rebate.reason), rows=(*entry.rows, *links)))
    expected_cents = sum(share.federal_rebate_cents + share.provincial_rebate_cents for share in shares)
    return Recorded(reference, rebate.actual_cents - expected_cents, sealed)


def _wrong_rebate(rebate: RebateReceived, estimates: "Sequence[TaxRecord]") -> Iterable[Refusal]:
    """Refuse less than nothing, and more than the taxes that were paid."""
    taxes_cents = sum(record.federal_tax_cents + record.provincial_tax_cents for record in estimates)
    if rebate.actual_cents < 0:
        yield AmountNotPositive(amount_cents=rebate.actual_cents)
    elif estimates and rebate.actual_cents > taxes_cents:
        yield AmountAboveOwed(asked_cents=rebate.actual_cents, owed_cents=taxes_cents)


def _estimates(journal: "Journal", rebate: RebateReceived) -> tuple[tuple[int, "TaxRecord"], ...]:
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
        recipient=rebate.recipient,
        starts=rebate.starts_on.isoformat(),
        ends=rebate.ends_on.isoformat(),
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


def _changes(journal: "Journal", shares: Sequence["TaxRecord"]) -> tuple[list["Posting"], list["Posting"]]:
    """Return what was incurred and costs less, then what costs more, each board's share of it; nothing costs less than nothing."""
    from fundalloc.ledger.spent import share_of, spent_by_line

    cheaper: list[Posting] = []
    dearer: list[Posting] = []
    for share in shares:
        spent = spent_by_line(journal, share.claim)[share.claim_line]
        gain_cents = share.actual_cents - share.federal_rebate_cents - share.provincial_rebate_cents
        if gain_cents > 0:
            cheaper.extend(share_of(spent, min(gain_cents, sum(posting.amount_cents for posting in spent))))
        elif gain_cents < 0:
            dearer.extend(share_of(spent, -gain_cents))
    return cheaper, dearer


def _drawn(books: OpenBooks, dearer: Sequence["Posting"], today: date) -> list["Posting"]:
    """Draw what costs more from its lines of budget, from whichever of their envelopes have it today; what is not there is refused."""
    from fundalloc.ledger.questions import course

    asked: dict[Line, Cents] = {}
    like: dict[Line, Posting] = {}
    for posting in dearer:
        line = Line(posting.fiscal_year, posting.recipient, posting.plan_item)
        asked[line] = asked.get(line, 0) + posting.amount_cents
        like[line] = posting
    return [
        replace(like[line], envelope=envelope, amount_cents=part, effective_on=today.isoformat())
        for line, cents in asked.items()
        for envelope, part in drawn(books, course(books.journal, line, today), line, cents, today)
    ]
