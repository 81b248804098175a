"""What people do with the fund's money beyond claims: grants and their states, interest, recoveries, ineligible expenses, tax rebates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from fundalloc.domain.clauses import Clause
from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.ledger import ClaimInOtherState, ClaimLineUnknown, PartnerUnknown
from fundalloc.errors.spending import AmountAboveOwed, ClauseUnknown, GrantAmountUnclear, GrantStateBackwards, NothingToTrueUp
from fundalloc.ledger.address import Address
from fundalloc.ledger.credit import Line
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Account, ClaimState, Kind
from fundalloc.ledger.outcomes import GrantStanding, Recorded
from fundalloc.money import Cents
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.budget import drawn, positive, reasoned, year_of
from fundalloc.usecases.claims import claim_history
from fundalloc.usecases.movements import movement_reference

if TYPE_CHECKING:
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.rows import GrantRecord, Posting, TaxRecord
    from fundalloc.ledger.settling import Standing


class GrantState(StrEnum):
    """How far a grant has come; money received is a state of its own, and the only one that moves the bank account."""

    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"
    SIGNED = "signed"


KIND_OF = {
    GrantState.ANNOUNCED: Kind.GRANT_ANNOUNCED,
    GrantState.CONFIRMED: Kind.GRANT_CONFIRMED,
    GrantState.SIGNED: Kind.GRANT_SIGNED,
}
ORDER = tuple(GrantState)


@dataclass(frozen=True, slots=True)
class GrantAsked:
    """What is known of a grant: no amount, an exact one, or a range with its two ends."""

    grant: str
    state: GrantState
    funder: str
    amount_cents: Cents | None = None
    amount_max_cents: Cents | None = None
    agreement: str = ""


def record_grant(
    ledger: Address, asked: GrantAsked, *, on: date | None = None, reason: str = "", person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """Record that a grant was announced, confirmed or signed; a range or an unknown amount is kept as such and enters no sum."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.rows import GrantRecord

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.RECORD_GRANT, {})
        books.doubt(*_wrong_grant(asked, _grant_records(books.journal).get(asked.grant, ())))
        record = GrantRecord(
            grant=books.text("grant", asked.grant),
            state=asked.state.value,
            certainty=_certainty(asked),
            amount_cents=asked.amount_cents or 0,
            amount_max_cents=asked.amount_max_cents or asked.amount_cents or 0,
            funder=books.text("funder", asked.funder),
            agreement=books.text("agreement", asked.agreement),
        )
        day, why = books.day(on), books.text("reason", reason)
        refuse_together(books.problems)
        sealed = books.seal(Entry(KIND_OF[asked.state], day, person, reference=record.grant, reason=why, rows=(record,)))
    return Recorded(record.grant, asked.amount_cents or 0, sealed)


def _certainty(asked: GrantAsked) -> str:
    if asked.amount_cents is None:
        return "unknown"
    return "exact" if asked.amount_max_cents in {None, asked.amount_cents} else "range"


def _wrong_grant(asked: GrantAsked, earlier: Sequence["GrantRecord"]) -> Sequence[Refusal]:
    found: list[Refusal] = []
    ends = (asked.amount_cents, asked.amount_max_cents)
    disordered = ends[1] is not None and (ends[0] is None or ends[0] > ends[1])
    negative = any(cents is not None and cents < 0 for cents in ends)
    if disordered or negative or (asked.state is not GrantState.ANNOUNCED and _certainty(asked) != "exact"):
        found.append(GrantAmountUnclear(grant=asked.grant, state=asked.state))
    reached = max((GrantState(record.state) for record in earlier), key=ORDER.index, default=None)
    if reached is not None and ORDER.index(asked.state) < ORDER.index(reached):
        found.append(GrantStateBackwards(grant=asked.grant, state=asked.state, reached=reached))
    return found


def _grant_records(journal: "Journal", last: int | None = None) -> Mapping[str, list["GrantRecord"]]:
    from fundalloc.ledger.questions import reversed_by, rows_of
    from fundalloc.ledger.rows import GrantRecord

    undone = reversed_by(journal, last=last)
    grouped: dict[str, list[GrantRecord]] = {}
    for seq, record in rows_of(journal, GrantRecord, "entry_seq <= :last", last=journal.head().seq if last is None else last):
        if seq not in undone:
            grouped.setdefault(record.grant, []).append(record)
    return grouped


def grants(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[GrantStanding, ...]:
    """Return each grant in its four states; an instalment counts for the grant it names."""
    with reading(ledger) as journal:
        last = journal.last_known(known_at)
        received: dict[str, Cents] = {}
        from fundalloc.ledger.questions import postings, reversed_by

        undone = reversed_by(journal, last=last)
        for entry in journal.entries(Kind.GRANT_RECEIVED, as_of=as_of, last=last):
            grant = dict(entry.facts).get("grant", "")
            if grant and entry.seq not in undone:
                cents = sum(row.amount_cents for row in postings(journal, entry.seq) if row.account == Account.BANK)
                received[grant] = received.get(grant, 0) + cents
        days = {entry.seq for entry in journal.entries(*KIND_OF.values(), as_of=as_of, last=last)}
        records = _records_known(journal, days - set(undone))
        return tuple(_standing(records[name], received.get(name, 0)) for name in sorted(records))


def _records_known(journal: "Journal", seqs: set[int]) -> Mapping[str, list["GrantRecord"]]:
    from fundalloc.ledger.questions import rows_of
    from fundalloc.ledger.rows import GrantRecord

    grouped: dict[str, list[GrantRecord]] = {}
    for seq, record in rows_of(journal, GrantRecord):
        if seq in seqs:
            grouped.setdefault(record.grant, []).append(record)
    return grouped


def _standing(records: Sequence["GrantRecord"], received_cents: Cents) -> GrantStanding:
    latest = {record.state: record for record in records}
    exact = {state: record.amount_cents for state, record in latest.items() if record.certainty == "exact"}
    last = records[-1]
    return GrantStanding(
        grant=last.grant,
        funder=last.funder,
        agreement=last.agreement,
        state="received" if received_cents else last.state,
        announced_cents=exact.get("announced"),
        confirmed_cents=exact.get("confirmed"),
        signed_cents=exact.get("signed"),
        received_cents=received_cents,
        range_cents=(last.amount_cents, last.amount_max_cents) if last.certainty == "range" else None,
    )


# --- Interest and recoveries


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
    """Record money returned to the funder, up to what is owed to it and what was received and not spent."""
    from fundalloc.ledger.settling import returned_to_funder

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.RECOVER_MONEY, {})
        positive(books, amount_cents)
        why = reasoned(books, Act.RECOVER_MONEY, reason)
        named = movement_reference(books, Act.RECOVER_MONEY, reference)
        day, year = books.day(on), year_of(books, on)
        due_cents = -books.journal.account_cents(Account.DUE_TO_FUNDER)
        owed_cents = due_cents - books.journal.account_cents(Account.DEFERRED_CONTRIBUTIONS)
        if amount_cents > owed_cents:
            books.doubt(AmountAboveOwed(asked_cents=amount_cents, owed_cents=owed_cents))
        refuse_together(books.problems)
        entry = returned_to_funder(amount_cents, due_cents=due_cents, fiscal_year=year, reference=named, on=day, person=person)
        sealed = books.seal(_with_reason(entry, why))
    return Recorded(named, amount_cents, sealed, left_cents=owed_cents - amount_cents)


def _with_reason(entry: "Entry", reason: str) -> "Entry":
    from dataclasses import replace

    return replace(entry, reason=reason)


# --- Ineligible expenses


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
            _first(spent[line], asked_cents),
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
    from dataclasses import replace

    from fundalloc.ledger.entries import facts

    return replace(entry, rows=(*facts(named), *entry.rows))


def standing(books: OpenBooks) -> "Standing":
    """Return where the fund stands with its funder."""
    from fundalloc.ledger.settling import Standing

    return Standing(
        deferred_cents=-books.journal.account_cents(Account.DEFERRED_CONTRIBUTIONS),
        receivable_cents=books.journal.account_cents(Account.RECEIVABLE),
        recognition=books.fund.policy.recognition,
    )


def _payee(journal: "Journal", claim: str) -> str:
    ((recipient,),) = journal.session.rows("SELECT DISTINCT recipient FROM claim_line WHERE claim = :claim", claim=claim)
    return str(recipient)


def spent_by_line(journal: "Journal", claim: str) -> Mapping[str, tuple["Posting", ...]]:
    """
    Return what each line of a claim still has incurred, as incurred postings of the claim that the line accounts for.

    Lines of a claim share postings where their dimensions are the same: each takes its amount from them in the claim's own order, less
    what was marked ineligible since.
    """
    from dataclasses import replace

    from fundalloc.ledger.questions import postings, reversed_by

    undone = reversed_by(journal)
    marked: dict[str, Cents] = {}
    incurred: list[Posting] = []
    for entry in journal.entries(Kind.CLAIM_APPROVED, Kind.EXPENSE_INELIGIBLE, reference=claim):
        if entry.seq in undone:
            continue
        moved = [posting for posting in postings(journal, entry.seq) if posting.account == Account.INCURRED]
        if entry.kind is Kind.CLAIM_APPROVED:
            incurred = moved
        else:
            line = dict(entry.facts)["claim-line"]
            marked[line] = marked.get(line, 0) - sum(posting.amount_cents for posting in moved)
    found: dict[str, tuple[Posting, ...]] = {}
    for reference, item, nature, line_cents in journal.session.rows(
        "SELECT reference, plan_item, nature, amount_cents FROM claim_line WHERE claim = :claim ORDER BY line", claim=claim
    ):
        taken, cents = list["Posting"](), int(line_cents)
        for number, posting in enumerate(incurred):
            part = min(cents, posting.amount_cents) if (posting.plan_item, posting.nature) == (item, nature) else 0
            if part:
                cents -= part
                incurred[number] = replace(posting, amount_cents=posting.amount_cents - part)
                taken.append(replace(posting, amount_cents=part))
        found[reference] = _less(taken, marked.get(reference, 0))
    return found


def _less(taken: Sequence["Posting"], cents: Cents) -> tuple["Posting", ...]:
    kept_cents = sum(posting.amount_cents for posting in taken) - cents
    return _first(taken, kept_cents)


def _first(taken: Sequence["Posting"], cents: Cents) -> tuple["Posting", ...]:
    from dataclasses import replace

    found: list[Posting] = []
    for posting in taken:
        part = min(cents, posting.amount_cents)
        cents -= part
        if part:
            found.append(replace(posting, amount_cents=part))
    return tuple(found)


# --- Tax rebates, when they come


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
    from fundalloc.ledger.questions import reversed_by, rows_of
    from fundalloc.ledger.rows import TaxRecord
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
    return tuple(
        (seq, record)
        for seq, record in rows
        if seq not in trued
        and (record.claim, record.claim_line) not in done
        and states.get(record.claim) in {ClaimState.APPROVED, ClaimState.PAID}
    )


def _one(journal: "Journal", share: "TaxRecord") -> "Posting":
    return spent_by_line(journal, share.claim)[share.claim_line][0]
