"""
A claim's file held against the books: whose it is, what it corrects, and what its lines would commit.

Everything found wrong is left in the open books' problems, for the act to refuse or a trial to tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.errors import refuse_together
from fundalloc.errors.claims import ClaimOfOtherFund, ClaimSettled
from fundalloc.errors.ledger import ClaimNameUsed, NothingAdopted
from fundalloc.ledger.answers import EntryRow
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import ClaimState, Kind, Relation
from fundalloc.usecases.acting import OpenBooks
from fundalloc.usecases.budgeting.waivers import granters, waiver_on_file
from fundalloc.usecases.checking import claim_history

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.domain.claims import ClaimFile
    from fundalloc.intake.claims import ReadManner
    from fundalloc.ledger.drawing import Budget
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.questions import Waiver
    from fundalloc.ledger.rows import Row
    from fundalloc.ledger.views import ClaimHistory

UNDECIDED = frozenset({ClaimState.RECEIVED, ClaimState.TO_CORRECT})


@dataclass(frozen=True, slots=True)
class ExaminedClaim:
    """
    What a file says and would do: the claim under the name the books give it, the entry to seal, and the claim it corrects.

    ``already`` is the entry that received the very same file before; there is no entry where anything stands in the way.
    """

    claim: "ClaimFile"
    entry: "Entry | None" = None
    replaced: "ClaimHistory | None" = None
    already: EntryRow | None = None


def examined(books: OpenBooks, path: Path, *, waiver: str, replaces: str, manner: "ReadManner | None" = None) -> ExaminedClaim:
    """Hold a claim's file against the books; what it corrects is taken back first, in the same transaction."""
    from fundalloc.intake.claims import read_claim

    read = read_claim(path, books.problems, manner)
    already = books.journal.seq_of_file(read.sha256, Kind.CLAIM_RECEIVED) if read.sha256 else None
    if already is not None:
        books.problems.clear()
        return ExaminedClaim(read, already=already)
    return held(books, read, waiver=waiver, replaces=replaces)


def held(books: OpenBooks, read: "ClaimFile", *, waiver: str, replaces: str = "") -> ExaminedClaim:
    """Hold a claim against the books, wherever its lines come from; what a corrected one used of a permission is given back first."""
    from fundalloc.ledger import questions
    from fundalloc.ledger.control import commit

    under = waiver_on_file(books, waiver)
    for recipient in sorted({line.recipient for line in read.lines} & set(books.fund.partners)) or [""]:
        books.answer_for(Act.IMPORT_CLAIM, {Act.GRANT_WAIVER: granters(books, under)}, recipient=recipient)
    if read.fund and read.fund != books.fund.id:
        books.doubt(ClaimOfOtherFund(fund=read.fund, expected=books.fund.id))
    *used, name = _names(books, books.text("claim", read.reference))
    replaced = _corrected(books, read, replaces or next(reversed(used), ""), is_named=bool(replaces))
    claim = replace(read, reference=name)
    if replaced is not None:
        _take_back(books, replaced, by=claim.reference)
    under = questions.waiver(books.journal, waiver) if replaced is not None else under
    budget, today, person = _budget(books, under, claim), books.occasion.today, books.occasion.person
    entry = commit(claim, books.fund, budget, today=today, person=person, problems=books.problems)
    if entry is not None and replaced is not None:
        entry = replace(entry, rows=(*entry.rows, *_kept_from(books, replaced, claim)))
    return ExaminedClaim(claim, entry, replaced)


# --- What a claim corrects


def _names(books: OpenBooks, claim: str) -> list[str]:
    """Return the names a claim and its corrections have in the books, in their order, then the first that is free."""
    from fundalloc.ledger.revisions import base_name, correction

    names = [base_name(claim)]
    while books.journal.entries(Kind.CLAIM_RECEIVED, reference=names[-1]):
        names.append(correction(names[0], len(names) + 1))
    return names


def _corrected(books: OpenBooks, claim: "ClaimFile", earlier: str, *, is_named: bool) -> "ClaimHistory | None":
    """Return the undecided claim that a file corrects: the one that is named, or the last one of its own name unless it was refused."""
    if not earlier:
        return None
    found = claim_history(books, earlier)
    if not is_named and found.state in {ClaimState.REFUSED, ClaimState.REPLACED}:
        return None
    recipients = {line.recipient for line in claim.lines}
    if dict(found.received.facts).get("recipient", "") not in recipients and recipients:
        books.doubt(ClaimNameUsed(claim=found.received.reference, seq=found.received.seq))
        return None
    if found.state not in UNDECIDED:
        books.doubt(ClaimSettled(claim=found.received.reference, state=found.state))
        return None
    return found


def _take_back(books: OpenBooks, corrected: "ClaimHistory", *, by: str) -> None:
    """Take back what an undecided claim had committed; it stays so only if the claim that corrects it is sealed too."""
    from fundalloc.ledger.entries import claim_refused
    from fundalloc.ledger.questions import postings

    received = postings(books.journal, corrected.received.seq)
    today, person = books.occasion.today, books.occasion.person
    entry = claim_refused(corrected.received.reference, received, reason=by, on=today, person=person, kind=Kind.CLAIM_REPLACED)
    books.journal.append(entry, fund=books.fund.id, now=books.occasion.now, kept=not books.occasion.dry_run)


def _kept_from(books: OpenBooks, corrected: "ClaimHistory", claim: "ClaimFile") -> "Iterable[Row]":
    """Return the link to the claim that is corrected, and its receipts for the lines whose invoice is still the same."""
    from fundalloc.ledger.papers import PROOF
    from fundalloc.ledger.questions import rows_of
    from fundalloc.ledger.rows import Attachment, ClaimRecord, Fact, Link

    before, seq = corrected.received.reference, corrected.received.seq
    records = rows_of(books.journal, ClaimRecord, "entry_seq = :seq", seq=seq)
    invoices = {each.reference: (each.supplier, each.invoice_number) for _, each in records}
    same = {line.reference for line in claim.lines if invoices.get(line.reference) == (line.supplier, line.invoice_number)}
    attached = [each for each in rows_of(books.journal, Attachment, "claim = :claim", claim=before) if each[1].claim_line in same]
    proofs = {(by, fact.value) for by, fact in rows_of(books.journal, Fact, "name = :name", name=PROOF)}
    shown = dict.fromkeys(Fact(PROOF, each.sha256) for by, each in attached if (by, each.sha256) in proofs)
    kept = dict.fromkeys(replace(each, claim=claim.reference) for _, each in attached)
    return (Link(Relation.REPLACES.value, seq), *shown, *kept)


# --- What it is held against


def _budget(books: OpenBooks, waiver: "Waiver | None", claim: "ClaimFile") -> "Budget":
    from functools import partial

    from fundalloc.intake.taxes import shipped_taxes
    from fundalloc.ledger import claimed, questions, spent
    from fundalloc.ledger.adoptions import plan_adoptions
    from fundalloc.ledger.drawing import Budget

    adopted = books.journal.entries(Kind.ALLOCATION_ADOPTED)
    if not adopted:
        refuse_together((*books.problems, NothingAdopted(act=Act.IMPORT_CLAIM)))
    return Budget(
        plan=books.journal.plan(),
        course=partial(questions.course, books.journal),
        earlier_invoices=claimed.earlier_invoices(books.journal, (line.amount_cents for line in claim.lines)),
        origins=partial(spent.origins, books.journal),
        commitments={each.record.commitment: each for each in questions.commitments(books.journal)},
        used=partial(questions.used, books.journal),
        at_school=partial(claimed.at_school, books.journal),
        suppliers=questions.suppliers(books.journal),
        closed=books.journal.closed_years(),
        taxes=shipped_taxes(),
        adoptions=plan_adoptions(books.journal),
        documents=questions.documents(books.journal),
        waiver=waiver,
    )
