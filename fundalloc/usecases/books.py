"""
The books of a fund, one function per thing a person asks for.

``ledger`` is the ledger's folder. ``now`` is timezone-aware; ``person`` is an id of the fund's people. Every write accepts ``dry_run``:
all is checked and computed, nothing is kept. What cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.errors import Refusal, RefusedTogether, refuse_together, refused_alike
from fundalloc.errors.ledger import (
    AlreadyAdopted,
    AmountNotPositive,
    ClaimInOtherState,
    ClaimLineUnknown,
    ClaimNameUsed,
    ClaimUnknown,
    DateInFuture,
    DateOutsideYears,
    DecisionUnsigned,
    MatchOutdated,
    NothingAdopted,
    PartnerUnknown,
    ReasonMissing,
    ReceiptsMissing,
    ReferenceMissing,
    ReferenceUsed,
    StatementEmpty,
    StatementNameUsed,
    YearUnknown,
)
from fundalloc.errors.spending import WaiverUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import (
    Adopted,
    ClaimDecided,
    ClaimImported,
    ClaimRow,
    EntryRow,
    ExpenseRow,
    FundSummary,
    InstalmentRecorded,
    MatchesConfirmed,
    Opened,
    PlanLabel,
    PositionRow,
    ReceiptAdded,
    SameReceipt,
    Sealed,
    StatementImported,
    Verification,
)
from fundalloc.ledger.duties import Act, refusal
from fundalloc.ledger.figures import Balance
from fundalloc.ledger.kinds import Access, Account, Book, ClaimState, Dimension, Kind, Relation
from fundalloc.money import Cents
from fundalloc.reconciliation.answers import BankMovement, Match, Proposal, StatementMovement
from fundalloc.usecases import asking
from fundalloc.usecases.acting import OpenBooks, reading, writing

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.domain.adopted import Decision
    from fundalloc.domain.claims import ClaimFile
    from fundalloc.ledger.control import Budget
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.questions import Waiver
    from fundalloc.ledger.views import ClaimHistory


# --- Opening, adopting, receiving money


def open_fund(ledger: Address, fund_file: Path, *, person: str, now: datetime, dry_run: bool = False) -> Opened:
    """Open the books of the fund described in ``fund.toml``, in a folder or a database that holds no ledger yet."""
    from fundalloc.intake.fund import read_fund
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.storage.store import creating

    fund = read_fund(fund_file)
    with refused_alike():
        refuse_together(each for each in (refusal(Act.OPEN_FUND, person, fund, {}),) if each)
        with creating(ledger, keep=not dry_run) as session:
            sealed = Journal(session).open(fund, person=person, now=now, kept=not dry_run)
    return Opened(fund=fund.id, title_fr=fund.title.fr, title_en=fund.title.en, sealed=sealed)


def adopt(ledger: Address, result_file: Path, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False) -> Adopted:
    """Make a decided allocation (the JSON of ``allocate``) the budget; ``on`` is the day of adoption (default: the day of ``now``)."""
    from fundalloc.intake.result import read_decision
    from fundalloc.ledger.entries import adoption

    decision = read_decision(result_file)
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.ADOPT_ALLOCATION, {Act.PREPARE_ALLOCATION: frozenset({decision.prepared_by} - {""})})
        books.doubt(*_wrong_adoption(decision, books))
        day = books.day(on)
        books.text("file", decision.file_name)
        refuse_together(books.problems)
        entry = adoption(decision, on=day, person=person)
        books.file(result_file.read_bytes())
        sealed = books.seal(entry)
    return Adopted(
        scenario=decision.scenario,
        fingerprint=decision.fingerprint,
        prepared_by=decision.prepared_by,
        adopted_by=person,
        lines=len(decision.amounts),
        total_cents=decision.total_cents,
        sealed=sealed,
    )


def _wrong_adoption(decision: "Decision", books: OpenBooks) -> Iterable[Refusal]:
    earlier = books.journal.entries(Kind.ALLOCATION_ADOPTED)
    if earlier:
        yield AlreadyAdopted(scenario=earlier[0].reference, seq=earlier[0].seq)
    yield from doubts_about_decision(decision, books)


def doubts_about_decision(decision: "Decision", books: OpenBooks) -> Iterable[Refusal]:
    """Refuse a decision without an author, or for years and partners that are not the fund's."""
    if not decision.prepared_by and books.fund.policy.adopter_differs_from_preparer:
        yield DecisionUnsigned(scenario=decision.scenario)
    years = tuple(year.id for year in books.fund.fiscal_years)
    for year in sorted({each.fiscal_year for each in decision.amounts} - set(years)):
        yield YearUnknown(fiscal_year=year, known=years)
    for recipient in sorted({each.recipient for each in decision.amounts} - set(books.fund.partners)):
        yield PartnerUnknown(recipient=recipient, known=books.fund.partners)


def record_instalment(
    ledger: Address,
    *,
    amount_cents: Cents,
    reference: str,
    on: date,
    person: str,
    now: datetime,
    grant: str = "",
    dry_run: bool = False,
) -> InstalmentRecorded:
    """Record an instalment that reached the bank on a day, under the bank's reference; ``grant`` is the one it comes from."""
    from fundalloc.ledger.entries import facts, instalment

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.RECORD_INSTALMENT, {})
        if amount_cents <= 0:
            books.doubt(AmountNotPositive(amount_cents=amount_cents))
        bank_reference = movement_reference(books, Act.RECORD_INSTALMENT, reference)
        day, year = books.day(on), books.fund.fiscal_year_of(on)
        if year is None:
            books.doubt(DateOutsideYears(given_on=on, years=tuple(each.id for each in books.fund.fiscal_years)))
        refuse_together(books.problems)
        entry = instalment(
            amount_cents,
            receivable_cents=books.journal.account_cents(Account.RECEIVABLE),
            fiscal_year=year.id if year else "",
            reference=bank_reference,
            on=day,
            person=person,
            recognition=books.fund.policy.recognition,
        )
        sealed = books.seal(replace(entry, rows=(*facts({"grant": books.text("grant", grant)}), *entry.rows)))
        received_cents = sum(movement.amount_cents for movement in _bank_movements(books.journal) if movement.kind == Kind.GRANT_RECEIVED)
    return InstalmentRecorded(reference=bank_reference, amount_cents=amount_cents, received_cents=received_cents, sealed=sealed)


def movement_reference(books: OpenBooks, act: Act, typed: str) -> str:
    """Return the bank's reference of a movement; none, or one that a movement already has, is refused."""
    reference = books.text("reference", typed)
    if not reference:
        books.doubt(ReferenceMissing(act=act))
        return ""
    alike = (each for each in _bank_movements(books.journal) if each.reference == reference)
    books.doubt(*(ReferenceUsed(reference=reference, seq=movement.seq) for movement in alike))
    return reference


# --- Claims


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
        for recipient in sorted({line.recipient for line in claim.lines} & set(books.fund.partners)) or [""]:
            books.answer_for(Act.IMPORT_CLAIM, {}, recipient=recipient)
        replaced = _take_back(books, replaces, by=claim.reference) if replaces else None
        budget = _budget(books, claim, waiver)
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


def _budget(books: OpenBooks, claim: "ClaimFile", waiver: str) -> "Budget":
    from functools import partial

    from fundalloc.intake.taxes import shipped_taxes
    from fundalloc.ledger import questions
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
        commitments={each.record.commitment: each for each in questions.commitments(books.journal)},
        used=partial(questions.used, books.journal),
        at_school=partial(questions.at_school, books.journal),
        suppliers=questions.suppliers(books.journal),
        closed=questions.closed_years(books.journal),
        taxes=shipped_taxes(),
        waiver=_waiver(books, waiver),
    )


def _waiver(books: OpenBooks, reference: str) -> "Waiver | None":
    from fundalloc.ledger import questions

    found = questions.waiver(books.journal, reference) if reference else None
    if reference and found is None:
        books.doubt(WaiverUnknown(waiver=reference, known=questions.waivers(books.journal)))
    return found


def _imported_before(journal: "Journal", entry: EntryRow, *, kept: bool) -> ClaimImported:
    told = dict(entry.facts)
    ((lines,),) = journal.session.rows("SELECT count(*) FROM claim_line WHERE entry_seq = :seq", seq=entry.seq)
    return ClaimImported(
        claim=entry.reference,
        recipient=told.get("recipient", ""),
        lines=lines,
        total_cents=int(told.get("total-cents", "0")),
        already=True,
        sealed=_sealed(entry, int(told.get("total-cents", "0")), kept=kept),
    )


def _sealed(entry: EntryRow, amount_cents: Cents, *, kept: bool) -> Sealed:
    return Sealed(entry.seq, entry.hash, entry.kind, entry.effective_on, entry.recorded_at, amount_cents, kept)


def add_receipt(
    ledger: Address,
    receipt_file: Path,
    *,
    claim: str,
    line: str,
    person: str,
    now: datetime,
    access: Access = Access.OPEN,
    dry_run: bool = False,
) -> ReceiptAdded:
    """
    Keep a receipt (PDF, PNG or JPEG) with a line of a claim; the same bytes on another line are an alert, never a refusal.

    A receipt that names a pupil is restricted: few may read it, and each reading is written (S11-04).
    """
    from fundalloc.ledger.eligibility import personal
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.evidence import read_receipt
    from fundalloc.ledger.rows import Attachment

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        recipient = _recipient_of_line(books, claim, line)
        books.answer_for(Act.ADD_RECEIPT, {}, recipient=recipient)
        file_name = books.text("file", receipt_file.name)
        books.doubt(*personal("file-name", file_name))
        try:
            receipt = read_receipt(receipt_file, bytes_max=books.fund.policy.receipt_bytes_max)
        except Refusal as problem:
            raise RefusedTogether((*books.problems, problem)) from problem
        refuse_together(books.problems)
        same = _same_receipts(books.journal, receipt.sha256)
        here = next((each for each in same if (each.claim, each.line) == (claim, line)), None)
        alerts = tuple(each for each in same if (each.claim, each.line) != (claim, line))
        if here is not None:
            entry_row = next(each for each in books.journal.entries(Kind.RECEIPT_ADDED) if each.seq == here.seq)
            sealed = _sealed(entry_row, 0, kept=not dry_run)
        else:
            size = len(receipt.content)
            attachment = Attachment(claim, line, recipient, receipt.sha256, size, receipt.media_type.value, file_name, access.value)
            told = facts({"same-receipt": ", ".join(f"{each.claim} {each.line}" for each in alerts)})
            entry = Entry(Kind.RECEIPT_ADDED, books.occasion.today, person, reference=claim, rows=(*told, attachment))
            books.file(receipt.content)
            sealed = books.seal(entry)
    return ReceiptAdded(
        claim=claim,
        line=line,
        sha256=receipt.sha256,
        size_bytes=len(receipt.content),
        media_type=receipt.media_type.value,
        already=here is not None,
        alerts=alerts,
        sealed=sealed,
    )


def _recipient_of_line(books: OpenBooks, claim: str, line: str) -> str:
    found = books.journal.session.rows("SELECT reference, recipient FROM claim_line WHERE claim = :claim ORDER BY line", claim=claim)
    lines: dict[str, str] = dict(found)
    if not lines:
        refuse_together((*books.problems, _unknown_claim(books.journal, claim)))
    if line not in lines:
        books.doubt(ClaimLineUnknown(claim=claim, line=line, known=tuple(lines)))
    return lines.get(line, next(iter(lines.values())))


def _unknown_claim(journal: "Journal", claim: str) -> ClaimUnknown:
    return ClaimUnknown(claim=claim, known=tuple(sorted(entry.reference for entry in journal.entries(Kind.CLAIM_RECEIVED))))


def _same_receipts(journal: "Journal", digest: str) -> tuple[SameReceipt, ...]:
    found = journal.session.rows(
        "SELECT claim, claim_line, recipient, entry_seq FROM attachment WHERE sha256 = :digest ORDER BY entry_seq, line", digest=digest
    )
    return tuple(SameReceipt(*row) for row in found)


def approve_claim(
    ledger: Address, *, claim: str, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> ClaimDecided:
    """Approve a received claim whose lines all have a receipt: its amounts become incurred and payable."""
    from fundalloc.ledger.entries import claim_approved
    from fundalloc.ledger.views import expenses as claim_lines

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        history = _history(books, claim, Act.APPROVE_CLAIM, ClaimState.RECEIVED, ClaimState.TO_CORRECT)
        books.answer_for(Act.APPROVE_CLAIM, {Act.IMPORT_CLAIM: frozenset({history.received.person})})
        lines = claim_lines(books.journal, as_of=None, known_at=None, claim=claim)
        bare = tuple(line.line for line in lines if not line.receipts)
        if bare and books.fund.policy.receipt_for_each_line:
            books.doubt(ReceiptsMissing(claim=claim, lines=bare))
        day = books.day(on)
        refuse_together(books.problems)
        deferred_cents = -books.journal.account_cents(Account.DEFERRED_CONTRIBUTIONS)
        committed = [row for row in books.journal.postings_of(history.received.seq, Account.COMMITTED) if not row.commitment]
        recognition = books.fund.policy.recognition
        entry = claim_approved(claim, committed, deferred_cents=deferred_cents, on=day, person=person, recognition=recognition)
        return _decided(books, entry, ClaimState.APPROVED, lines)


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


def _history(books: OpenBooks, claim: str, act: Act, *needed: ClaimState) -> "ClaimHistory":
    """Return what happened to a claim; one that is not where the act needs it is refused."""
    from fundalloc.ledger.views import claim_histories

    history = claim_histories(books.journal, claim=claim).get(claim)
    if history is None:
        refuse_together((*books.problems, _unknown_claim(books.journal, claim)))
    assert history is not None, "an unknown claim was refused"
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


# --- The bank


def import_statement(ledger: Address, statement_file: Path, *, person: str, now: datetime, dry_run: bool = False) -> StatementImported:
    """Read a bank statement (CSV) into the books."""
    from fundalloc.intake.statements import read_statement
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.rows import StatementRecord

    problems: list[Refusal] = []
    statement = read_statement(statement_file, problems)
    name = statement.reference
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        already = books.journal.seq_of_file(statement.sha256, Kind.STATEMENT_IMPORTED) if statement.sha256 else None
        if already is None:
            books.doubt(*problems)
            books.answer_for(Act.IMPORT_STATEMENT, {})
            books.text("statement", name)
            earlier = books.journal.entries(Kind.STATEMENT_IMPORTED, reference=name)
            books.doubt(*(StatementNameUsed(statement=name, seq=each.seq) for each in earlier))
            if not statement.lines and not problems:
                books.doubt(StatementEmpty(file=statement.file_name))
            for line in statement.lines:
                if line.booked_on > books.occasion.today:
                    books.doubt(DateInFuture(given_on=line.booked_on, today_on=books.occasion.today, place=line.place))
            records = tuple(
                StatementRecord(
                    name,
                    line.line,
                    books.text("reference", line.reference),
                    line.booked_on.isoformat(),
                    line.amount_cents,
                    books.text("description", line.description),
                )
                for line in statement.lines
            )
            told = facts({"file-name": statement.file_name, "file-sha256": statement.sha256})
            refuse_together(books.problems)
            books.file(statement_file.read_bytes())
            sealed = books.seal(Entry(Kind.STATEMENT_IMPORTED, books.occasion.today, person, reference=name, rows=(*told, *records)))
        else:
            sealed = _sealed(already, 0, kept=not dry_run)
    return StatementImported(
        statement=name,
        lines=len(statement.lines),
        money_in_cents=sum(line.amount_cents for line in statement.lines if line.amount_cents > 0),
        money_out_cents=sum(line.amount_cents for line in statement.lines if line.amount_cents < 0),
        already=already is not None,
        sealed=sealed,
    )


def propose_matches(ledger: Address, *, on: date) -> Proposal:
    """Propose the exact matches between imported statements and the books; list everything else with its age on a day."""
    with reading(ledger) as journal:
        return _proposal(journal, on)


def confirm_matches(
    ledger: Address, matches: Sequence[Match], *, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> MatchesConfirmed:
    """Confirm proposed matches; one that no longer stands is refused and nothing is written."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.rows import Matched

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        payers = frozenset(match.book.person for match in matches if match.book.kind == Kind.CLAIM_PAID.value)
        books.answer_for(Act.CONFIRM_MATCHES, {Act.PAY_CLAIM: payers})
        day = books.day(on)
        standing = set(_proposal(books.journal, day).proposed)
        for match in matches:
            if match not in standing:
                books.doubt(MatchOutdated(statement=match.statement.statement, line=match.statement.line, seq=match.book.seq))
        refuse_together(books.problems)
        if not matches:
            return MatchesConfirmed(count=0, amount_cents=0, sealed=None)
        rows = tuple(Matched(match.statement.statement, match.statement.line, match.book.seq) for match in matches)
        sealed = books.seal(Entry(Kind.MATCH_CONFIRMED, day, person, rows=rows))
    return MatchesConfirmed(count=len(matches), amount_cents=sum(abs(match.book.amount_cents) for match in matches), sealed=sealed)


def _proposal(journal: "Journal", on: date) -> Proposal:
    from fundalloc.reconciliation.matching import propose

    found = journal.session.rows(
        "SELECT entry_seq, statement, number, reference, booked_on, amount_cents, description FROM statement_line ORDER BY entry_seq, line"
    )
    lines = tuple(StatementMovement(row[0], row[1], row[2], row[3], date.fromisoformat(row[4]), row[5], row[6]) for row in found)
    confirmed = tuple(journal.session.rows("SELECT statement, number, movement_seq FROM matched ORDER BY entry_seq, line"))
    return propose(lines, _bank_movements(journal), confirmed, on=on)


def _bank_movements(journal: "Journal") -> tuple[BankMovement, ...]:
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


# --- Questions


def balance(
    ledger: Address,
    *,
    book: Book | None = None,
    by: Sequence[Dimension] = (),
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> Balance:
    """Return balances by account and by the dimensions asked, as of a day and as known at a moment."""
    return asking.balance(ledger, book=book, by=by, as_of=as_of, known_at=known_at)


def verify(ledger: Address, *, kept_head: str | None = None, checkpoint: Path | None = None) -> Verification:
    """
    Check every seal, the chain, both books, the kept totals, every checkpoint and every file.

    ``kept_head`` is a seal kept elsewhere, ``checkpoint`` the file of a signed checkpoint kept elsewhere.
    """
    from fundalloc.ledger import checkpoints
    from fundalloc.ledger.storage.store import open_as_found
    from fundalloc.ledger.verification import verify as verify_books

    with refused_alike():
        kept = checkpoints.read(checkpoint) if checkpoint else None
        with open_as_found(ledger) as store, store.reading() as session:
            return verify_books(session, kept_head=kept_head, kept_checkpoint=kept)


def budget_position(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[PositionRow, ...]:
    """Return each line of budget (plan item and recipient), by plan item in natural order, then by recipient."""
    from fundalloc.ledger import views

    with reading(ledger) as journal:
        return views.budget_position(journal, as_of=as_of, known_at=known_at)


def plan_labels(ledger: Address) -> tuple[PlanLabel, ...]:
    """Return the labels of the adopted plan."""
    from fundalloc.ledger import views

    with reading(ledger) as journal:
        return views.plan_labels(journal)


def fund_summary(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> FundSummary:
    """Return the fund's totals, its instalments and its last seal."""
    from fundalloc.ledger import views

    with reading(ledger) as journal:
        return views.fund_summary(journal, as_of=as_of, known_at=known_at)


def claims(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[ClaimRow, ...]:
    """Return the claims that hold something incurred by a day, with where each stands."""
    from fundalloc.ledger import views

    with reading(ledger) as journal:
        return views.claims(journal, as_of=as_of, known_at=known_at)


def expenses(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[ExpenseRow, ...]:
    """Return every claim line incurred by a day, with its receipts (S6-02: those without one are to be listed)."""
    from fundalloc.ledger import views

    with reading(ledger) as journal:
        return views.expenses(journal, as_of=as_of, known_at=known_at)


def register(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[EntryRow, ...]:
    """Return the entries in their order."""
    with reading(ledger) as journal:
        return journal.entries(as_of=as_of, last=journal.last_known(known_at))
