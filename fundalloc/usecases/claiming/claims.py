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
from fundalloc.errors.claims import CreditTooLarge, DecidedBeforeExpense, PaidBeforeApproval, ProofsMissing
from fundalloc.errors.ledger import (
    AmountNotPositive,
    ClaimInOtherState,
    ReasonMissing,
    ReceiptsMissing,
)
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import ClaimDecided, ClaimImported, EntryRow, ExpenseRow
from fundalloc.ledger.credit import Line
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Account, ClaimState, Kind, ReceiptKind, Subject
from fundalloc.money import Cents
from fundalloc.usecases.acting import OpenBooks, writing
from fundalloc.usecases.budgeting.movements import movement_reference
from fundalloc.usecases.budgeting.suppliers import listers
from fundalloc.usecases.budgeting.waivers import granters, waiver_on_file
from fundalloc.usecases.checking import claim_history, standing
from fundalloc.usecases.claiming.claim_reading import examined

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.intake.claims import ReadManner
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.permission import Permission
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
    manner: "ReadManner | None" = None,
    dry_run: bool = False,
) -> ClaimImported:
    """
    Read a board's claim, CSV or workbook, and commit its lines; the same file twice changes nothing.

    A file under the name of an undecided claim corrects it, as one that ``replaces`` another does: both files are kept, and what the
    earlier one had committed is taken back first. ``waiver`` is a written permission on file for what goes beyond a rule, ``manner`` how
    a text file is read where that is not as it seems.
    """
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        found = examined(books, claim_file, waiver=waiver, replaces=replaces, manner=manner)
        if found.already is not None:
            return _imported_before(books.journal, found.already, kept=not dry_run)
        refuse_together(books.problems)
        assert found.entry is not None, "everything else was refused"
        books.file(claim_file.read_bytes())
        sealed = books.seal(found.entry)
    return ClaimImported(
        claim=found.claim.reference,
        recipient=found.claim.lines[0].recipient,
        lines=len(found.claim.lines),
        total_cents=found.claim.total_cents,
        already=False,
        sealed=sealed,
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
    from fundalloc.ledger.claimed import importers
    from fundalloc.ledger.entries import claim_approved, facts
    from fundalloc.ledger.permission import Permission
    from fundalloc.ledger.views import WITHOUT_RECEIPT
    from fundalloc.ledger.views import expenses as claim_lines

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        history = _history(books, claim, Act.APPROVE_CLAIM, ClaimState.RECEIVED, ClaimState.TO_CORRECT)
        under = waiver_on_file(books, waiver)
        lines, permission = claim_lines(books.journal, as_of=None, known_at=None, claim=claim), Permission(under, books.doubt)
        before = {
            Act.IMPORT_CLAIM: importers(books.journal, history),
            Act.GRANT_WAIVER: granters(books, under),
            Act.LIST_SUPPLIER: listers(books, {line.supplier for line in lines}),
        }
        books.answer_for(Act.APPROVE_CLAIM, before)
        bare = tuple(line for line in lines if line.lacking)
        books.doubt(*_missing(claim, _not_excused(bare, permission)))
        day = _decided_on(books, on, lines)
        refuse_together(books.problems)
        given_back, left = _credits(books, history.received.seq, payee=lines[0].recipient)
        committed = [row for row in books.journal.postings_of(history.received.seq, Account.COMMITTED) if not row.commitment]
        entry = claim_approved(claim, committed, deferred_cents=left.deferred_cents, on=day, person=person, recognition=left.recognition)
        told = facts({"waiver": permission.name, WITHOUT_RECEIPT: "|".join(line.line for line in bare)})
        entry = replace(entry, rows=(*told, *entry.rows, *given_back, *permission.links()))
        return _decided(books, entry, ClaimState.APPROVED, lines)


def _decided_on(books: OpenBooks, on: date | None, lines: Sequence[ExpenseRow]) -> date:
    """Return the day of a decision on a claim; a day before the last of its expenses is refused."""
    day, last = books.day(on), max(lines, key=lambda line: line.incurred_on)
    if day < last.incurred_on:
        books.doubt(DecidedBeforeExpense(claim=last.claim, line=last.line, given_on=day, incurred_on=last.incurred_on))
    return day


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


def _not_excused(bare: Iterable[ExpenseRow], permission: "Permission") -> tuple[ExpenseRow, ...]:
    """Return the lines without a receipt that no permission lets go without."""
    where = ((line, Line(line.fiscal_year, line.recipient, line.plan_item)) for line in bare)
    return tuple(line for line, place in where if not permission.lets(Subject.RECEIPT, place, abs(line.amount_cents)))


def _missing(claim: str, bare: Sequence[ExpenseRow]) -> Iterable[Refusal]:
    """Refuse lines that lack an invoice, and those that lack only the proof that it was paid."""
    without = tuple(line.line for line in bare if ReceiptKind.INVOICE in line.lacking)
    unpaid = tuple(line.line for line in bare if ReceiptKind.INVOICE not in line.lacking)
    if without:
        yield ReceiptsMissing(claim=claim, lines=without)
    if unpaid:
        yield ProofsMissing(claim=claim, lines=unpaid)


def refuse_claim(
    ledger: Address, *, claim: str, reason: str, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> ClaimDecided:
    """Refuse a received claim, with a reason: its amounts are available again, or ordered again where they came from a commitment."""
    from fundalloc.ledger.claimed import importers
    from fundalloc.ledger.entries import claim_refused
    from fundalloc.ledger.questions import postings
    from fundalloc.ledger.views import expenses as claim_lines

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        history = _history(books, claim, Act.REFUSE_CLAIM, ClaimState.RECEIVED, ClaimState.TO_CORRECT)
        books.answer_for(Act.REFUSE_CLAIM, {Act.IMPORT_CLAIM: importers(books.journal, history)})
        why = books.text("reason", reason)
        if not why:
            books.doubt(ReasonMissing(act=Act.REFUSE_CLAIM))
        lines = claim_lines(books.journal, as_of=None, known_at=None, claim=claim)
        day = _decided_on(books, on, lines)
        refuse_together(books.problems)
        entry = claim_refused(claim, postings(books.journal, history.received.seq), reason=why, on=day, person=person)
        return _decided(books, entry, ClaimState.REFUSED, lines)


def ask_changes(
    ledger: Address, *, claim: str, reason: str, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> ClaimDecided:
    """Ask the board to correct a claim, with what is to be corrected: it may send receipts, or a claim that replaces this one."""
    from fundalloc.ledger.claimed import importers
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.views import expenses as claim_lines

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        history = _history(books, claim, Act.ASK_CHANGES, ClaimState.RECEIVED)
        books.answer_for(Act.ASK_CHANGES, {Act.IMPORT_CLAIM: importers(books.journal, history)})
        why = books.text("reason", reason)
        if not why:
            books.doubt(ReasonMissing(act=Act.ASK_CHANGES))
        day = books.day(on)
        refuse_together(books.problems)
        lines = claim_lines(books.journal, as_of=None, known_at=None, claim=claim)
        return _decided(books, Entry(Kind.CHANGES_ASKED, day, person, reference=claim, reason=why), ClaimState.TO_CORRECT, lines)


def pay_claim(ledger: Address, *, claim: str, reference: str, on: date, person: str, now: datetime, dry_run: bool = False) -> ClaimDecided:
    """Record the payment of an approved claim, under the bank's reference; one payment may settle several claims of a board."""
    from fundalloc.ledger.entries import claim_paid
    from fundalloc.ledger.questions import payable_of
    from fundalloc.ledger.views import expenses as claim_lines

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        history = _history(books, claim, Act.PAY_CLAIM, ClaimState.APPROVED)
        approved = history.step(Kind.CLAIM_APPROVED)
        books.answer_for(Act.PAY_CLAIM, {Act.APPROVE_CLAIM: frozenset({approved.person} if approved else ())})
        lines = claim_lines(books.journal, as_of=None, known_at=None, claim=claim)
        bank_reference = movement_reference(books, Act.PAY_CLAIM, reference, payee=lines[0].recipient)
        day = books.day(on)
        assert approved is not None, "its state was asked"
        if day < approved.effective_on:
            books.doubt(PaidBeforeApproval(claim=claim, given_on=day, approved_on=approved.effective_on))
        refuse_together(books.problems)
        payable = payable_of(books.journal, claim)
        owed_cents = -sum(posting.amount_cents for posting in payable)
        if owed_cents <= 0:
            refuse_together((AmountNotPositive(amount_cents=owed_cents),))
        entry = claim_paid(claim, payable, payee=lines[0].recipient, payment_reference=bank_reference, on=day, person=person)
        return _decided(books, entry, ClaimState.PAID, lines, reference=bank_reference, total_cents=owed_cents)


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
