"""Entries that settle with the funder and the partners: interest, recoveries, ineligible expenses, tax rebates that came out otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fundalloc.domain.clauses import Interest
from fundalloc.domain.fund import Recognition
from fundalloc.ledger.credit import Line
from fundalloc.ledger.entries import Entry, facts, gathered, move
from fundalloc.ledger.kinds import Account, Book, Kind, Relation
from fundalloc.ledger.rows import Link, Posting, TaxRecord
from fundalloc.money import Cents, apportion


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the fund stands with its funder, which decides what revenue is taken from or given back to."""

    deferred_cents: Cents
    receivable_cents: Cents
    recognition: Recognition


def interest(amount_cents: Cents, clause: Interest, *, fiscal_year: str, reference: str, on: date, person: str) -> Entry:
    """Record interest on the bank account: kept for the fund's purpose, or owed to the funder, as the agreement says."""
    owed_to = {Interest.ADDED: Account.DEFERRED_CONTRIBUTIONS, Interest.RETURNED: Account.DUE_TO_FUNDER}[clause]
    moves = move(owed_to, Account.BANK, amount_cents, Posting("", "", 0, on.isoformat(), fiscal_year))
    return Entry(Kind.INTEREST_RECEIVED, on, person, reference=reference, rows=(*facts({"clause": clause.value}), *moves))


def recovered_from_partner(recipient: str, amount_cents: Cents, *, fiscal_year: str, reference: str, on: date, person: str) -> Entry:
    """Record what a partner paid back to the bank; a negative amount is what it was paid to settle an adjustment."""
    like = Posting("", "", 0, on.isoformat(), fiscal_year, recipient=recipient)
    moves = move(Account.DUE_FROM_PARTNERS, Account.BANK, amount_cents, like)
    return Entry(Kind.MONEY_RECOVERED, on, person, reference=reference, rows=(*facts({"from": recipient}), *moves))


def returned_to_funder(amount_cents: Cents, *, due_cents: Cents, fiscal_year: str, reference: str, on: date, person: str) -> Entry:
    """Record money returned to the funder: first what was owed to it, then what was deferred."""
    like = Posting("", "", 0, on.isoformat(), fiscal_year)
    settled_cents = min(amount_cents, max(0, due_cents))
    moves = (
        *move(Account.BANK, Account.DUE_TO_FUNDER, settled_cents, like),
        *move(Account.BANK, Account.DEFERRED_CONTRIBUTIONS, amount_cents - settled_cents, like),
    )
    return Entry(Kind.MONEY_RECOVERED, on, person, reference=reference, rows=(*facts({"to": "funder"}), *gathered(moves)))


def ineligible(
    claim: str, spent: Sequence[Posting], *, payee: str, paid: Account, standing: Standing, on: date, person: str, reason: str
) -> Entry:
    """
    Mark incurred amounts as ineligible: kept on record, no longer charged to the budget nor recognised as revenue.

    ``paid`` is where the money is taken from: what is still payable, or due from the partner once it was paid.
    """
    moves: list[Posting] = []
    left = standing
    for posting in spent:
        given, left = given_back(posting, posting.amount_cents, payee=payee, paid=paid, standing=left)
        moves.extend(given)
    return Entry(Kind.EXPENSE_INELIGIBLE, on, person, reference=claim, reason=reason, rows=gathered(moves))


def given_back(
    posting: Posting, cents: Cents, *, payee: str, paid: Account, standing: Standing
) -> tuple[tuple[Posting, ...], Standing]:
    """
    Take an amount out of what was incurred, spent and earned, on the day it was incurred; return the moves, and where the fund then stands.

    ``paid`` is where the money is taken from.
    """
    incurred = replace(posting, book=Book.BUDGET.value, account=Account.INCURRED.value, amount_cents=-cents, commitment="")
    expense = replace(incurred, book=Book.ACTUAL.value, account=Account.EXPENSE.value)
    moves = [
        incurred,
        replace(incurred, account=Account.AVAILABLE.value, amount_cents=cents, nature=""),
        expense,
        replace(expense, account=paid.value, recipient=expense.recipient if paid is Account.PAYABLE else payee, amount_cents=cents),
    ]
    if standing.recognition is Recognition.ON_RECEIPT:
        return tuple(moves), standing
    like = Posting("", "", 0, posting.effective_on, posting.fiscal_year)
    receivable_cents = min(cents, max(0, standing.receivable_cents))
    moves.extend(move(Account.RECEIVABLE, Account.REVENUE, receivable_cents, like))
    moves.extend(move(Account.DEFERRED_CONTRIBUTIONS, Account.REVENUE, cents - receivable_cents, like))
    return tuple(moves), replace(standing, receivable_cents=standing.receivable_cents - receivable_cents)


def shares_of_rebate(estimates: Iterable[tuple[int, TaxRecord]], actual_cents: Cents) -> tuple[TaxRecord, ...]:
    """Share a rebate really received among the lines it was expected from, in proportion to what each expected."""
    records = [record for _, record in estimates]
    expected = {number: record.federal_rebate_cents + record.provincial_rebate_cents for number, record in enumerate(records)}
    if not any(expected.values()):
        return ()
    shares = apportion(actual_cents, expected)
    return tuple(replace(record, actual_cents=shares[number]) for number, record in enumerate(records))


def trued_up(
    shares: Sequence[TaxRecord],
    spent: Mapping[tuple[str, str], Posting],
    drawn: Mapping[Line, tuple[tuple[str, Cents], ...]],
    *,
    standing: Standing,
    reference: str,
    on: date,
    person: str,
) -> Entry:
    """
    Bring the expected rebates of a period to what was really received.

    A larger rebate lowers the cost of its lines, and the partner owes the difference; a smaller one raises it, which ``drawn`` has found
    available, and the partner is owed the difference. ``spent`` gives one incurred posting of each claim line.
    """
    moves: list[Posting] = []
    left = standing
    for share in shares:
        posting = spent[share.claim, share.claim_line]
        gain_cents = share.actual_cents - share.federal_rebate_cents - share.provincial_rebate_cents
        if gain_cents > 0:
            given, left = given_back(posting, gain_cents, payee=share.recipient, paid=Account.DUE_FROM_PARTNERS, standing=left)
            moves.extend(given)
    for line, parts in drawn.items():
        like = next(each for each in spent.values() if Line(each.fiscal_year, each.recipient, each.plan_item) == line)
        for envelope, cents in parts:
            where = replace(like, envelope=envelope, effective_on=on.isoformat())
            taken, left = given_back(where, -cents, payee=like.recipient, paid=Account.DUE_FROM_PARTNERS, standing=left)
            moves.extend(taken)
    return Entry(Kind.TAX_TRUED_UP, on, person, reference=reference, rows=(*gathered(moves), *shares))


def opposite(entry: Entry, undone: Sequence[Posting], *, seq: int) -> Entry:
    """Reverse an entry: every posting taken back on its own day, linked to what it undoes."""
    taken_back = tuple(replace(posting, amount_cents=-posting.amount_cents) for posting in undone)
    return replace(entry, rows=(*entry.rows, *taken_back, Link(Relation.REVERSES.value, seq)))
