"""
Claims, from the file a board sends to its payment: imported, sent back, replaced, approved, refused, paid.

As for every act on the books: ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.claims import CreditTooLarge
from fundalloc.errors.ledger import (
    AmountNotPositive,
    ClaimInOtherState,
    ClaimNameUsed,
    ClaimUnknown,
    NothingAdopted,
    ReasonMissing,
    ReceiptsMissing,
)
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import ClaimDecided, ClaimImported, EntryRow, ExpenseRow
from fundalloc.ledger.credit import Line
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Account, ClaimState, Kind, Relation, Subject
from fundalloc.money import Cents
from fundalloc.usecases.acting import OpenBooks, writing
from fundalloc.usecases.checking import standing
from fundalloc.usecases.movements import movement_reference
from fundalloc.usecases.waivers import granters, waiver_on_file

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.domain.claims import ClaimFile
    from fundalloc.ledger.control import Budget
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.permission import Permission
    from fundalloc.ledger.questions import Waiver
    from fundalloc.ledger.rows import Posting
    from fundalloc.ledger.settling import Standing
    from fundalloc.ledger.views import ClaimHistory


def import_claim(
    ledger: Address,
    claim_file: Path,
    *,
    person: str,
    now: datetime,
    waiver: str = "",
    replaces: str = "",
    dry_run: bool = False,
) -> ClaimImported:
    """
    Read a board's claim (CSV) and commit its lines; the claim's name is the file's name without its ending.

    ``waiver`` is a written permission on file for what goes beyond a rule; ``replaces`` an undecided claim that this one corrects: both
    files are kept, and what the earlier one had committed is taken back first.
    """
    from fundalloc.intake.claims import read_claim
    from fundalloc.ledger.control import commit
    from fundalloc.ledger.rows import Link

    problems: list[Refusal] = []
    claim = read_claim(claim_file, problems)
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        already = books.journal.seq_of_file(claim.sha256, Kind.CLAIM_RECEIVED) if claim.sha256 else None
        if already is not None:
            return _imported_before(books.journal, already, kept=not dry_run)
        books.doubt(*problems)
        under = waiver_on_file(books, waiver)
        for recipient in sorted({line.recipient for line in claim.lines} & set(books.fund.partners)) or [""]:
            books.answer_for(Act.IMPORT_CLAIM, {Act.GRANT_WAIVER: granters(books, under)}, recipient=recipient)
        replaced = _take_back(books, replaces, by=claim.reference) if replaces else None
        budget = _budget(books, claim, under)
        entry = commit(claim, books.fund, budget, today=books.occasion.today, person=person, problems=books.problems)
        refuse_together(books.problems)
        assert entry is not None, "everything else was refused"
        if replaced is not None:
            entry = replace(entry, rows=(*entry.rows, Link(Relation.REPLACES.value, replaced)))
        books.file(claim_file.read_bytes())
        sealed = books.seal(entry)
    return ClaimImported(
        claim=claim.reference,
        recipient=claim.lines[0].recipient,
        lines=len(claim.lines),
        total_cents=claim.total_cents,
        already=False,
        sealed=sealed,
    )


def _take_back(books: OpenBooks, claim: str, *, by: str) -> int:
    """Take back what an undecided claim had committed; return the number of its entry."""
    from fundalloc.ledger.entries import claim_refused
    from fundalloc.ledger.questions import postings

    history = _history(books, claim, Act.IMPORT_CLAIM, ClaimState.RECEIVED, ClaimState.TO_CORRECT)
    refuse_together(books.problems)
    received = postings(books.journal, history.received.seq)
    today, person = books.occasion.today, books.occasion.person
    books.seal(claim_refused(claim, received, reason=by, on=today, person=person, kind=Kind.CLAIM_REPLACED))
    return history.received.seq


def _budget(books: OpenBooks, claim: "ClaimFile", waiver: "Waiver | None") -> "Budget":
    from functools import partial

    from fundalloc.intake.taxes import shipped_taxes
    from fundalloc.ledger import questions, spent
    from fundalloc.ledger.control import Budget

    adopted = books.journal.entries(Kind.ALLOCATION_ADOPTED)
    if not adopted:
        refuse_together((*books.problems, NothingAdopted(act=Act.IMPORT_CLAIM)))
    for earlier in books.journal.entries(Kind.CLAIM_RECEIVED, reference=books.text("claim", claim.reference)):
        books.doubt(ClaimNameUsed(claim=claim.reference, seq=earlier.seq))
    return Budget(
        plan=books.journal.plan(),
        course=partial(questions.course, books.journal),
        earlier_invoice=books.journal.earlier_invoice,
        origins=partial(spent.origins, books.journal),
        commitments={each.record.commitment: each for each in questions.commitments(books.journal)},
        used=partial(questions.used, books.journal),
        at_school=partial(questions.at_school, books.journal),
        suppliers=questions.suppliers(books.journal),
        closed=questions.closed_years(books.journal),
        taxes=shipped_taxes(),
        waiver=waiver,
    )


def _imported_before(journal: "Journal", entry: EntryRow, *, kept: bool) -> ClaimImported:
    told = dict(entry.facts)
    ((lines,),) = journal.session.rows("SELECT count(*) FROM claim_line WHERE entry_seq = :seq", seq=entry.seq)
    return ClaimImported(
        claim=entry.reference,
        recipient=told.get("recipient", ""),
        lines=lines,
        total_cents=int(told.get("total-cents", "0")),
        already=True,
        sealed=entry.sealed(int(told.get("total-cents", "0")), kept=kept),
    )


def approve_claim(
    ledger: Address, *, claim: str, person: str, now: datetime, on: date | None = None, waiver: str = "", dry_run: bool = False
) -> ClaimDecided:
    """
    Approve a received claim whose lines all have a receipt: its amounts become incurred and payable.

    A receipt that is lost needs a written permission on file, ``waiver``, with its reason and who gave it (S6-02).
    """
    from fundalloc.ledger.entries import claim_approved, facts
    from fundalloc.ledger.permission import Permission
    from fundalloc.ledger.views import WITHOUT_RECEIPT
    from fundalloc.ledger.views import expenses as claim_lines

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        history = _history(books, claim, Act.APPROVE_CLAIM, ClaimState.RECEIVED, ClaimState.TO_CORRECT)
        under = waiver_on_file(books, waiver)
        before = {Act.IMPORT_CLAIM: frozenset({history.received.person}), Act.GRANT_WAIVER: granters(books, under)}
        books.answer_for(Act.APPROVE_CLAIM, before)
        lines, permission = claim_lines(books.journal, as_of=None, known_at=None, claim=claim), Permission(under)
        bare = tuple(line for line in lines if not line.receipts) if books.fund.policy.receipt_for_each_line else ()
        missing = _not_excused(bare, permission)
        if missing:
            books.doubt(ReceiptsMissing(claim=claim, lines=missing))
        day = books.day(on)
        refuse_together(books.problems)
        given_back, left = _credits(books, history.received.seq, payee=lines[0].recipient)
        committed = [row for row in books.journal.postings_of(history.received.seq, Account.COMMITTED) if not row.commitment]
        entry = claim_approved(
            claim, committed, deferred_cents=left.deferred_cents, on=day, person=person, recognition=left.recognition
        )
        told = facts({"waiver": permission.name, WITHOUT_RECEIPT: "|".join(line.line for line in bare)})
        entry = replace(entry, rows=(*told, *entry.rows, *given_back, *permission.links()))
        return _decided(books, entry, ClaimState.APPROVED, lines)


def _credits(books: OpenBooks, received: int, *, payee: str) -> "tuple[tuple[Posting, ...], Standing]":
    """Return the moves of a claim's credits, and where they leave the fund; one whose expense was marked or credited since is refused."""
    from fundalloc.ledger.claim_credits import credited
    from fundalloc.ledger.entries import gathered
    from fundalloc.ledger.questions import rows_of
    from fundalloc.ledger.rows import CreditRecord
    from fundalloc.ledger.spent import share_of, spent_by_line

    taken: list[Posting] = []
    asked: dict[tuple[str, str], Cents] = {}
    for _, credit in rows_of(books.journal, CreditRecord, "entry_seq = :seq", seq=received):
        origin = (credit.of_claim, credit.of_line)
        asked[origin] = asked.get(origin, 0) + credit.amount_cents
    for (claim, line), cents in asked.items():
        spent = spent_by_line(books.journal, claim).get(line, ())
        left_cents = sum(posting.amount_cents for posting in spent)
        if cents > left_cents:
            books.doubt(CreditTooLarge(credit_of=f"{claim}/{line}", credit_cents=cents, left_cents=left_cents))
        taken.extend(share_of(spent, min(cents, left_cents)))
    refuse_together(books.problems)
    moves, left = credited(taken, payee=payee, standing=standing(books))
    return gathered(moves), left


def _not_excused(bare: Iterable[ExpenseRow], permission: "Permission") -> tuple[str, ...]:
    """Return the lines without a receipt that no permission lets go without."""
    where = ((line, Line(line.fiscal_year, line.recipient, line.plan_item)) for line in bare)
    return tuple(line.line for line, place in where if not permission.lets(Subject.RECEIPT, place, line.amount_cents))


def refuse_claim(
    ledger: Address, *, claim: str, reason: str, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> ClaimDecided:
    """Refuse a received claim, with a reason: its amounts are available again, or ordered again where they came from a commitment."""
    from fundalloc.ledger.entries import claim_refused
    from fundalloc.ledger.questions import postings
    from fundalloc.ledger.views import expenses as claim_lines

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        history = _history(books, claim, Act.REFUSE_CLAIM, ClaimState.RECEIVED, ClaimState.TO_CORRECT)
        books.answer_for(Act.REFUSE_CLAIM, {Act.IMPORT_CLAIM: frozenset({history.received.person})})
        why = books.text("reason", reason)
        if not why:
            books.doubt(ReasonMissing(act=Act.REFUSE_CLAIM))
        day = books.day(on)
        refuse_together(books.problems)
        lines = claim_lines(books.journal, as_of=None, known_at=None, claim=claim)
        entry = claim_refused(claim, postings(books.journal, history.received.seq), reason=why, on=day, person=person)
        return _decided(books, entry, ClaimState.REFUSED, lines)


def ask_changes(
    ledger: Address, *, claim: str, reason: str, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> ClaimDecided:
    """Ask the board to correct a claim, with what is to be corrected: it may send receipts, or a claim that replaces this one."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.views import expenses as claim_lines

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        history = _history(books, claim, Act.ASK_CHANGES, ClaimState.RECEIVED)
        books.answer_for(Act.ASK_CHANGES, {Act.IMPORT_CLAIM: frozenset({history.received.person})})
        why = books.text("reason", reason)
        if not why:
            books.doubt(ReasonMissing(act=Act.ASK_CHANGES))
        day = books.day(on)
        refuse_together(books.problems)
        lines = claim_lines(books.journal, as_of=None, known_at=None, claim=claim)
        return _decided(books, Entry(Kind.CHANGES_ASKED, day, person, reference=claim, reason=why), ClaimState.TO_CORRECT, lines)


def pay_claim(ledger: Address, *, claim: str, reference: str, on: date, person: str, now: datetime, dry_run: bool = False) -> ClaimDecided:
    """Record the payment of an approved claim, under the bank's reference."""
    from fundalloc.ledger.entries import claim_paid
    from fundalloc.ledger.questions import payable_of
    from fundalloc.ledger.views import expenses as claim_lines

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        history = _history(books, claim, Act.PAY_CLAIM, ClaimState.APPROVED)
        approved = history.step(Kind.CLAIM_APPROVED)
        books.answer_for(Act.PAY_CLAIM, {Act.APPROVE_CLAIM: frozenset({approved.person} if approved else ())})
        bank_reference = movement_reference(books, Act.PAY_CLAIM, reference)
        day = books.day(on)
        refuse_together(books.problems)
        assert approved is not None, "its state was asked"
        lines = claim_lines(books.journal, as_of=None, known_at=None, claim=claim)
        payable = payable_of(books.journal, claim)
        owed_cents = -sum(posting.amount_cents for posting in payable)
        if owed_cents <= 0:
            refuse_together((AmountNotPositive(amount_cents=owed_cents),))
        entry = claim_paid(claim, payable, payee=lines[0].recipient, payment_reference=bank_reference, on=day, person=person)
        return _decided(books, entry, ClaimState.PAID, lines, reference=bank_reference, total_cents=owed_cents)


def claim_history(books: OpenBooks, claim: str) -> "ClaimHistory":
    """Return what happened to a claim; one that the books do not have is refused."""
    from fundalloc.ledger.views import claim_histories

    history = claim_histories(books.journal, claim=claim).get(claim)
    if history is None:
        known = tuple(sorted(entry.reference for entry in books.journal.entries(Kind.CLAIM_RECEIVED)))
        refuse_together((*books.problems, ClaimUnknown(claim=claim, known=known)))
    assert history is not None, "an unknown claim was refused"
    return history


def _history(books: OpenBooks, claim: str, act: Act, *needed: ClaimState) -> "ClaimHistory":
    """Return what happened to a claim; one that is not where the act needs it is refused."""
    history = claim_history(books, claim)
    if history.state not in needed:
        refuse_together((*books.problems, ClaimInOtherState(claim=claim, state=history.state, needed=needed[0], act=act)))
    return history


def _decided(
    books: OpenBooks,
    entry: "Entry",
    state: ClaimState,
    lines: Sequence[ExpenseRow],
    *,
    reference: str = "",
    total_cents: Cents | None = None,
) -> ClaimDecided:
    sealed = books.seal(entry)
    return ClaimDecided(
        claim=entry.reference,
        recipient=lines[0].recipient,
        state=state,
        total_cents=sum(line.amount_cents for line in lines) if total_cents is None else total_cents,
        reference=reference,
        sealed=sealed,
    )
