"""What stands on an entry: the later entries that only make sense with it, and are to be undone before it."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from fundalloc.ledger.answers import EntryRow
from fundalloc.ledger.banking import ties
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import ClaimState, Kind
from fundalloc.ledger.questions import postings, reversed_by, rows_of
from fundalloc.ledger.rows import CreditRecord, TaxRecord
from fundalloc.ledger.spent import SPENT, spent_by_line
from fundalloc.ledger.views import claim_histories

AFTER: Final = {
    Kind.CLAIM_APPROVED: (Kind.CLAIM_PAID, Kind.EXPENSE_INELIGIBLE),
    Kind.EXPENSE_INELIGIBLE: (Kind.CLAIM_PAID,),
}
"""Later entries about the same claim that stand on this one."""

GIVEN_BACK: Final = frozenset({Kind.CLAIM_RECEIVED, Kind.CLAIM_REFUSED, Kind.CLAIM_REPLACED, Kind.ENTRY_REVERSED})
"""What may have given back what it took."""


def leaning_on(journal: Journal, found: EntryRow) -> tuple[int, ...]:
    """Return later entries linked to this one, deciding on it, drawing on it, or matched with the bank, and not undone since."""
    undone = reversed_by(journal)
    return tuple(sorted({*chain(_tied(journal, found), _by_kind(journal, found))} - {*undone, *undone.values()}))


def _tied(journal: Journal, found: EntryRow) -> Iterator[int]:
    linked = journal.session.rows("SELECT entry_seq FROM link WHERE linked_seq = :seq AND relation <> 'authorises'", seq=found.seq)
    yield from (by for by in sorted({int(by) for (by,) in linked}) if _stands(journal, by))
    yield from (tie.seq for tie in ties(journal) if found.seq in tie.movements)
    for entry in journal.entries(*AFTER[found.kind], reference=found.reference) if found.kind in AFTER else ():
        if entry.seq > found.seq:
            yield entry.seq


def _by_kind(journal: Journal, found: EntryRow) -> Iterable[int]:
    match found.kind:
        case Kind.CLAIM_APPROVED:
            return _on_approval(journal, found)
        case Kind.TAX_TRUED_UP:
            return _on_true_up(journal, found)
        case Kind.VOUCHERS_BOUGHT:
            return _on_lot(journal, found)
        case Kind.COMMITMENT_MADE:
            return _on_orders(journal, {found.reference}, found.seq)
        case Kind.BALANCE_CARRIED:
            carried = {posting.commitment for posting in postings(journal, found.seq)} - {""}
            return _on_orders(journal, carried, found.seq)
        case _:
            return ()


def _on_approval(journal: Journal, found: EntryRow) -> Iterator[int]:
    """Yield what corrected the taxes of a claim, and the approvals of credits on it."""
    trued = journal.session.rows(
        "SELECT entry_seq FROM tax WHERE claim = :claim AND entry_seq > :seq", claim=found.reference, seq=found.seq
    )
    yield from (int(by) for (by,) in trued)
    yield from _credits_on(journal, found.reference)


def _credits_on(journal: Journal, claim: str, line: str | None = None) -> Iterator[int]:
    for _, credit in rows_of(journal, CreditRecord, "of_claim = :claim", claim=claim):
        history = claim_histories(journal, claim=credit.claim)[credit.claim]
        approved = history.step(Kind.CLAIM_APPROVED) if history.state in SPENT else None
        if approved is not None and line in {None, credit.of_line}:
            yield approved.seq


def _on_true_up(journal: Journal, found: EntryRow) -> Iterator[int]:
    """Yield what was taken since from a line that a smaller rebate made dearer, where that leaves less than it would take back."""
    for _, share in rows_of(journal, TaxRecord, "entry_seq = :seq", seq=found.seq):
        dearer_cents = share.federal_rebate_cents + share.provincial_rebate_cents - share.actual_cents
        spent = spent_by_line(journal, share.claim).get(share.claim_line, ())
        if dearer_cents > sum(posting.amount_cents for posting in spent):
            marked = journal.entries(Kind.EXPENSE_INELIGIBLE, reference=share.claim)
            yield from (entry.seq for entry in marked if dict(entry.facts)["claim-line"] == share.claim_line)
            yield from _credits_on(journal, share.claim, share.claim_line)


def _on_lot(journal: Journal, found: EntryRow) -> Iterator[int]:
    for source in ("unit_move WHERE lot", "posting WHERE commitment"):
        question = f"SELECT entry_seq FROM {source} = :lot AND entry_seq > :seq"  # noqa: S608 - our own words
        yield from (int(by) for (by,) in journal.session.rows(question, lot=found.reference, seq=found.seq))


def _on_orders(journal: Journal, orders: Iterable[str], seq: int) -> Iterator[int]:
    """Yield what moved some orders, or lots of vouchers, after an entry and still counts."""
    for order in sorted(orders):
        moved = journal.session.rows("SELECT entry_seq FROM posting WHERE commitment = :name AND entry_seq > :seq", name=order, seq=seq)
        yield from (by for by in sorted({int(by) for (by,) in moved}) if _stands(journal, by))


def _stands(journal: Journal, seq: int) -> bool:
    """Tell whether an entry still counts on what it took, of an order or a permission: a refused or replaced claim gave it back."""
    found = journal.entry(seq)
    if found is None or found.kind not in GIVEN_BACK:
        return True
    if found.kind is not Kind.CLAIM_RECEIVED:
        return False
    history = claim_histories(journal, claim=found.reference)[found.reference]
    return history.state not in {ClaimState.REFUSED, ClaimState.REPLACED}
