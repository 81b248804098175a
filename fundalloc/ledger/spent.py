"""What each approved line of a claim still has incurred, less what was marked ineligible, credited or given back by taxes since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from fundalloc.domain.claims import ClaimLine
from fundalloc.ledger.claim_credits import CreditOrigin
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account, ClaimState, Kind
from fundalloc.ledger.questions import postings, reversed_by, rows_of
from fundalloc.ledger.rows import CreditRecord, Posting, TaxRecord
from fundalloc.ledger.views import claim_histories
from fundalloc.money import Cents, apportion

SPENT: Final = frozenset({ClaimState.APPROVED, ClaimState.PAID})


def spent_by_line(journal: Journal, claim: str) -> Mapping[str, tuple[Posting, ...]]:
    """
    Return what each line of a claim still has incurred, as incurred postings of the claim that the line accounts for.

    Lines of a claim share postings where their dimensions are the same: each takes its amount from them in the claim's own order, less
    what was marked ineligible, credited or given back by taxes since, of which each posting bore its share.
    """
    undone = reversed_by(journal)
    marked = _credited(journal, claim)
    for line, gains in _trued_up(journal, claim, undone).items():
        marked.setdefault(line, []).extend(gains)
    incurred: list[Posting] = []
    for entry in journal.entries(Kind.CLAIM_APPROVED, Kind.EXPENSE_INELIGIBLE, reference=claim):
        if entry.seq in undone:
            continue
        moved = [posting for posting in postings(journal, entry.seq) if posting.account == Account.INCURRED]
        if entry.kind is Kind.CLAIM_APPROVED:
            incurred = [posting for posting in moved if posting.amount_cents > 0]
        else:
            line = dict(entry.facts)["claim-line"]
            marked.setdefault(line, []).append(-sum(posting.amount_cents for posting in moved))
    found: dict[str, tuple[Posting, ...]] = {}
    question = "SELECT reference, plan_item, nature, amount_cents FROM claim_line WHERE claim = :claim AND amount_cents > 0 ORDER BY line"
    for reference, item, nature, line_cents in journal.session.rows(question, claim=claim):
        taken, cents = list[Posting](), int(line_cents)
        for number, posting in enumerate(incurred):
            part = min(cents, posting.amount_cents) if (posting.plan_item, posting.nature) == (item, nature) else 0
            if part:
                cents -= part
                incurred[number] = replace(posting, amount_cents=posting.amount_cents - part)
                taken.append(replace(posting, amount_cents=part))
        found[reference] = _less(taken, marked.get(reference, ()))
    return found


def _less(taken: Sequence[Posting], marked: Iterable[Cents]) -> tuple[Posting, ...]:
    left = tuple(taken)
    for cents in marked:
        shares = _shares(left, min(cents, sum(posting.amount_cents for posting in left)))
        left = tuple(replace(posting, amount_cents=posting.amount_cents - shares[number]) for number, posting in enumerate(left))
    return tuple(posting for posting in left if posting.amount_cents)


def share_of(spent: Sequence[Posting], cents: Cents) -> tuple[Posting, ...]:
    """Return the postings' shares of an amount, each in proportion to its own: boards that share a cost share what is taken from it."""
    shares = _shares(spent, cents)
    return tuple(replace(posting, amount_cents=shares[number]) for number, posting in enumerate(spent) if shares[number])


def _shares(spent: Sequence[Posting], cents: Cents) -> Mapping[int, Cents]:
    weights = {number: posting.amount_cents for number, posting in enumerate(spent)}
    return apportion(cents, weights) if any(weights.values()) else weights


def _trued_up(journal: Journal, claim: str, undone: Mapping[int, int]) -> dict[str, list[Cents]]:
    """Return how much less each line of a claim cost once its taxes were really given back; below zero, how much more."""
    trued = {entry.seq for entry in journal.entries(Kind.TAX_TRUED_UP)} - set(undone)
    gains: dict[str, list[Cents]] = {}
    for seq, record in rows_of(journal, TaxRecord, "claim = :claim", claim=claim):
        if seq in trued:
            gain_cents = record.actual_cents - record.federal_rebate_cents - record.provincial_rebate_cents
            gains.setdefault(record.claim_line, []).append(gain_cents)
    return gains


def _credited(journal: Journal, claim: str) -> dict[str, list[Cents]]:
    """Return what approved credits have taken from each line of a claim, one after the other."""
    taken: dict[str, list[Cents]] = {}
    for _, credit in rows_of(journal, CreditRecord, "of_claim = :claim", claim=claim):
        history = claim_histories(journal, claim=credit.claim).get(credit.claim)
        if history is not None and history.state in SPENT:
            taken.setdefault(credit.of_line, []).append(credit.amount_cents)
    return taken


def origins(journal: Journal, credit: ClaimLine) -> tuple[CreditOrigin, ...]:
    """Return the approved lines that a credit may be on: its board's, on its activity and nature, under the name or invoice it gives."""
    found = journal.session.rows(
        "SELECT claim, reference FROM claim_line WHERE recipient = :recipient AND plan_item = :item AND nature = :nature "
        "AND amount_cents > 0 AND (claim || '/' || reference = :named OR invoice_number = :named) ORDER BY entry_seq, line",
        recipient=credit.recipient,
        item=credit.plan_item,
        nature=credit.nature,
        named=credit.credit_of,
    )
    return tuple(
        CreditOrigin(claim, line, sum(posting.amount_cents for posting in spent_by_line(journal, claim)[line]))
        for claim, line in found
        if claim_histories(journal, claim=claim)[claim].state in SPENT
    )
