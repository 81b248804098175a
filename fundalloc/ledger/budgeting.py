"""Entries that move the budget: transfers, commitments and their release, carry-forwards, and a new version of the allocation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import chain

from fundalloc.domain.adopted import Decision
from fundalloc.domain.base import FiscalYear
from fundalloc.domain.clauses import TransferBase, TransferClause
from fundalloc.ledger.credit import Line
from fundalloc.ledger.entries import BEFORE_ADOPTION, Entry, adoption, facts, gathered, move
from fundalloc.ledger.kinds import Account, Book, Kind, Relation
from fundalloc.ledger.plan import under
from fundalloc.ledger.questions import OpenCommitment, Reserved
from fundalloc.ledger.rows import BudgetLine, CommitmentRecord, Fact, Link, PlanLine, Posting, Row
from fundalloc.money import Cents, apportion

BASIS_POINTS = 10_000

Parts = Sequence[tuple[str, Cents]]
"""Amounts by envelope."""


class Need(StrEnum):
    """Why a transfer needs a written permission."""

    CLAUSE_UNKNOWN = "clause-unknown"
    SHARE_EXCEEDED = "share-exceeded"
    EXCLUDED_LINE = "excluded-line"
    OTHER_YEAR = "other-year"
    OTHER_ENVELOPE = "other-envelope"


@dataclass(frozen=True, slots=True)
class TransferAsked:
    """An amount to move from a line to another, and what the clause of transfers is held against."""

    origin: Line
    target: Line
    amount_cents: Cents
    adopted_cents: Cents
    current_cents: Cents
    freely_out_cents: Cents
    same_envelope: bool = True


def free_cents(asked: TransferAsked, clause: TransferClause | None) -> Cents:
    """Return what may still leave the line freely: the clause's share of its base, less what already left freely."""
    if clause is None:
        return 0
    base_cents = {TransferBase.ADOPTED: asked.adopted_cents, TransferBase.CURRENT: asked.current_cents}[clause.base]
    return max(0, base_cents * clause.share_basis_points // BASIS_POINTS - asked.freely_out_cents)


def needs(asked: TransferAsked, clause: TransferClause | None, plan: Mapping[str, PlanLine], purposes: Iterable[str]) -> tuple[Need, ...]:
    """Return why a transfer needs a written permission; none: it is free."""
    if clause is None:
        return (Need.CLAUSE_UNKNOWN,)
    excluded = any(under(plan, line.plan_item, clause.excluded_plan_items) for line in (asked.origin, asked.target))
    found = {
        Need.SHARE_EXCEEDED: asked.amount_cents > free_cents(asked, clause),
        Need.EXCLUDED_LINE: excluded or bool(set(purposes) & set(clause.excluded_purposes)),
        Need.OTHER_YEAR: asked.origin.fiscal_year != asked.target.fiscal_year,
        Need.OTHER_ENVELOPE: not asked.same_envelope,
    }
    return tuple(need for need, holds in found.items() if holds)


def transferred(asked: TransferAsked, parts: Parts, *, envelope: str, on: date, person: str, reason: str, reference: str) -> Entry:
    """Move budget from a line to another; the total of the budget stays what it was. An empty ``envelope`` keeps each part's own."""
    moves: list[Posting] = []
    for origin_envelope, cents in parts:
        out = _like(asked.origin, origin_envelope, on)
        moves.extend(move(Account.AVAILABLE, Account.TRANSFERRED, cents, out))
        moves.extend(move(Account.TRANSFERRED, Account.AVAILABLE, cents, _like(asked.target, envelope or origin_envelope, on)))
    told = facts({"from": _said(asked.origin), "to": _said(asked.target)})
    return Entry(Kind.TRANSFER_MADE, on, person, reference=reference, reason=reason, rows=(*told, *gathered(moves)))


def committed(record: CommitmentRecord, parts: Iterable[Reserved], *, on: date, person: str, reason: str) -> Entry:
    """Reserve what is ordered, until it is claimed or released."""
    moves = chain.from_iterable(_reserving(record, _like(part.line, part.envelope, on), part.amount_cents) for part in parts)
    return Entry(Kind.COMMITMENT_MADE, on, person, reference=record.commitment, reason=reason, rows=(*gathered(moves), record))


def _reserving(record: CommitmentRecord, like: Posting, cents: Cents) -> tuple[Posting, Posting]:
    debit, credit = move(Account.AVAILABLE, Account.COMMITTED, cents, like)
    return replace(debit, nature=record.nature, commitment=record.commitment), credit


def released(commitment: OpenCommitment, amount_cents: Cents, *, on: date, person: str, reason: str) -> Entry:
    """Give back what is left of a commitment, or a part of it: in the order of its envelopes, to each board in its proportion."""
    moves: list[Posting] = []
    freed = apportion(amount_cents, {recipient: commitment.left_of(recipient) for recipient in boards_of(commitment)})
    for part in commitment.left:
        cents = min(freed[part.line.recipient], part.amount_cents)
        freed[part.line.recipient] -= cents
        debit, credit = _reserving(commitment.record, _like(part.line, part.envelope, on), cents)
        moves.extend((_opposite(debit), _opposite(credit)))
    links = (Link(Relation.CONCERNS.value, commitment.seq),)
    reference = commitment.record.commitment
    return Entry(Kind.COMMITMENT_RELEASED, on, person, reference=reference, reason=reason, rows=(*gathered(moves), *links))


def boards_of(commitment: OpenCommitment) -> tuple[str, ...]:
    """Return the boards on whose lines something of a commitment is left."""
    return tuple(sorted({part.line.recipient for part in commitment.left}))


def liquidated(
    commitment: OpenCommitment, taken: Mapping[str, Cents], *, year: FiscalYear, on: str, nature: str
) -> tuple[tuple[Posting, ...], OpenCommitment]:
    """
    Turn part of what each board ordered into a claim to decide; return the postings and what is then left of the commitment.

    ``year`` is that of the expense: what was carried beyond it comes back to its last day.
    """
    moves: list[Posting] = []
    left: list[Reserved] = []
    record, to_take = commitment.record, dict(taken)
    for part in commitment.left:
        cents = min(to_take.get(part.line.recipient, 0), part.amount_cents)
        to_take[part.line.recipient] = to_take.get(part.line.recipient, 0) - cents
        left.append(replace(part, amount_cents=part.amount_cents - cents))
        like = replace(_like(part.line, part.envelope, on), book=Book.BUDGET.value, account=Account.COMMITTED.value, amount_cents=cents)
        moves.append(replace(like, amount_cents=-cents, nature=record.nature, commitment=record.commitment))
        if part.line.fiscal_year != year.id:
            moves.append(replace(like, account=Account.CARRIED.value))
            like = replace(like, fiscal_year=year.id, effective_on=year.ends_on.isoformat())
            moves.append(replace(like, account=Account.CARRIED.value, amount_cents=-cents))
        moves.append(replace(like, nature=nature))
    assert not any(to_take.values()), "asked before liquidating"
    return gathered(moves), replace(commitment, left=tuple(left))


@dataclass(frozen=True, slots=True)
class Carried:
    """What one line, or one commitment on it, takes with it to the next year, from the day on which it is there."""

    line: Line
    envelope: str
    amount_cents: Cents
    there_on: str
    commitment: str = ""
    nature: str = ""


def carried(parts: Iterable[Carried], *, to_year: str, first_day: date, person: str, reason: str) -> Entry:
    """
    Carry what is unspent, and what is still ordered, from a year to the first day of the next.

    What came to a line of the old year only later is carried from that day on.
    """
    moves: list[Posting] = []
    for part in parts:
        account = Account.COMMITTED if part.commitment else Account.AVAILABLE
        arrives_on = max(first_day.isoformat(), part.there_on)
        for year, day, sign in ((part.line.fiscal_year, part.there_on, -1), (to_year, arrives_on, 1)):
            like = _like(replace(part.line, fiscal_year=year), part.envelope, day)
            kept = replace(like, book=Book.BUDGET.value, account=account.value, amount_cents=sign * part.amount_cents)
            moves.append(replace(kept, nature=part.nature, commitment=part.commitment))
            moves.append(replace(kept, account=Account.CARRIED.value, amount_cents=-sign * part.amount_cents))
    return Entry(Kind.BALANCE_CARRIED, first_day, person, reference=to_year, reason=reason, rows=gathered(moves))


def amended(decision: Decision, before: Sequence[BudgetLine], *, amends: int, version: int, on: date, person: str, reason: str) -> Entry:
    """Adopt a new version of the allocation: only the difference with the earlier one is authorised, or no longer is."""
    whole = adoption(decision, on=on, person=person)
    moves: list[Posting] = list(whole.of(Posting))
    for line in before:
        like = _like(Line(line.fiscal_year, line.recipient, line.plan_item), line.envelope, on)
        moves.extend(move(Account.AVAILABLE, Account.AUTHORISED, line.amount_cents, like))
    delta_cents = decision.total_cents - sum(line.amount_cents for line in before)
    early = tuple(fact for fact in whole.of(Fact) if fact.name == BEFORE_ADOPTION)
    said = {fact.name: fact.value for fact in whole.of(Fact) if fact not in early}
    told = facts(said | {"version": str(version), "delta-cents": str(delta_cents)})
    link = Link(Relation.AMENDS.value, amends, delta_cents)
    others: tuple[Row, ...] = (*gathered(moves), *whole.of(BudgetLine), *whole.of(PlanLine), link)
    return replace(whole, reason=reason, rows=(*told, *early, *others))


def _like(line: Line, envelope: str, on: date | str) -> Posting:
    return Posting("", "", 0, str(on), line.fiscal_year, envelope, line.recipient, line.plan_item)


def _said(line: Line) -> str:
    return f"{line.fiscal_year} {line.recipient} {line.plan_item}"


def _opposite(posting: Posting) -> Posting:
    return replace(posting, amount_cents=-posting.amount_cents)
