"""Entries that settle with the funder and the partners: interest, recoveries, ineligible expenses, tax rebates that came out otherwise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fundalloc.domain.clauses import Interest
from fundalloc.domain.fund import Recognition
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

    def recognised(self, cents: Cents, like: Posting) -> tuple[tuple[Posting, ...], "Standing"]:
        """
        Recognise an expense as revenue, or with a negative amount take it back; return the moves, and where the fund then stands.

        An expense draws on what is deferred before the funder owes it; taken back, what the funder owed for it goes first.
        """
        if self.recognition is Recognition.ON_RECEIPT:
            return (), self
        owed_cents, held_cents = max(0, self.receivable_cents), max(0, self.deferred_cents)
        deferred_cents = min(cents, held_cents) if cents >= 0 else min(0, cents + owed_cents)
        receivable_cents = cents - deferred_cents
        moves = (
            *move(Account.REVENUE, Account.DEFERRED_CONTRIBUTIONS, deferred_cents, like),
            *move(Account.REVENUE, Account.RECEIVABLE, receivable_cents, like),
        )
        after = replace(
            self, deferred_cents=self.deferred_cents - deferred_cents, receivable_cents=self.receivable_cents + receivable_cents
        )
        return moves, after


def levelled(entry: Entry, standing: Standing) -> Entry:
    """
    Return a reversal that leaves neither what is deferred nor what the funder owes below zero.

    An instalment undone after it was spent is owed again; an expense undone after the funder paid for it is deferred again.
    """
    moved = {account: sum(each.amount_cents for each in entry.of(Posting) if each.account == account) for account in _WITH_FUNDER}
    deferred_cents = standing.deferred_cents - moved[Account.DEFERRED_CONTRIBUTIONS]
    receivable_cents = standing.receivable_cents + moved[Account.RECEIVABLE]
    short_cents = max(0, -deferred_cents, -receivable_cents)
    if not short_cents or not any(moved.values()):
        return entry
    year = next(each.fiscal_year for each in entry.of(Posting) if each.account in _WITH_FUNDER)
    like = Posting("", "", 0, entry.effective_on.isoformat(), year)
    return replace(entry, rows=(*entry.rows, *move(Account.DEFERRED_CONTRIBUTIONS, Account.RECEIVABLE, short_cents, like)))


_WITH_FUNDER: Final = (Account.DEFERRED_CONTRIBUTIONS, Account.RECEIVABLE)


def bank_difference(cents: Cents, account: Account, *, fiscal_year: str, reference: str, on: date, person: str, reason: str) -> Entry:
    """Record what the bank has more than the books (or less) on an account kept for charges or for differences, with its reason."""
    moves = move(account, Account.BANK, cents, Posting("", "", 0, on.isoformat(), fiscal_year))
    return Entry(Kind.DIFFERENCE_RECORDED, on, person, reference=reference, reason=reason, rows=moves)


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


def given_back(posting: Posting, cents: Cents, *, payee: str, paid: Account, standing: Standing) -> tuple[tuple[Posting, ...], Standing]:
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
    unearned, left = standing.recognised(-cents, Posting("", "", 0, posting.effective_on, posting.fiscal_year))
    return (*moves, *unearned), left


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
    cheaper: Iterable[Posting],
    dearer: Iterable[Posting],
    *,
    payee: str,
    standing: Standing,
    reference: str,
    on: date,
    person: str,
) -> Entry:
    """
    Bring the expected rebates of a period to what was really received.

    ``cheaper`` is what was incurred and now costs less: its budget is available again, and ``payee`` owes the difference. ``dearer`` is
    what now costs more, drawn from budget that has it: ``payee`` is owed the difference.
    """
    moves: list[Posting] = []
    left = standing
    for posting, sign in (*((each, 1) for each in cheaper), *((each, -1) for each in dearer)):
        cents = sign * posting.amount_cents
        given, left = given_back(posting, cents, payee=payee, paid=Account.DUE_FROM_PARTNERS, standing=left)
        moves.extend(given)
    return Entry(Kind.TAX_TRUED_UP, on, person, reference=reference, rows=(*gathered(moves), *shares))


def opposite(entry: Entry, undone: Sequence[Posting], *, seq: int) -> Entry:
    """Reverse an entry: every posting taken back on its own day, linked to what it undoes."""
    taken_back = tuple(replace(posting, amount_cents=-posting.amount_cents) for posting in undone)
    return replace(entry, rows=(*entry.rows, *taken_back, Link(Relation.REVERSES.value, seq)))
