"""
What a report on a range of days asks beyond the budget by line.

Natures and envelopes, deferred contributions, what turned out not to be eligible, what was recorded since about days already reported.

A range has a first day (None: the beginning of the books) and a last one; both count.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account, Dimension, Kind
from fundalloc.ledger.questions import reversed_by
from fundalloc.money import Cents

BEFORE_ALL: Final = "0001-01-01"
DETAIL: Final = (Dimension.FISCAL_YEAR, Dimension.ENVELOPE, Dimension.RECIPIENT, Dimension.PLAN_ITEM, Dimension.NATURE)


@dataclass(frozen=True, slots=True)
class Span:
    """A range of days, both included; it begins with the books where ``first`` is None."""

    first: date | None
    last: date

    @property
    def eve(self) -> date | None:
        """The day before the first, if the range has one."""
        return self.first - timedelta(days=1) if self.first else None


@dataclass(frozen=True, slots=True)
class DetailRow:
    """What was authorised, ordered and spent on one nature of one line, from one envelope; the nature is empty for what has none yet."""

    fiscal_year: str
    envelope: str
    recipient: str
    plan_item: str
    nature: str
    authorised_cents: Cents
    transferred_cents: Cents
    committed_cents: Cents
    incurred_cents: Cents


@dataclass(frozen=True, slots=True)
class ContributionMove:
    """What one kind of entry did to the contributions not yet earned: positive where it added to them."""

    kind: Kind
    amount_cents: Cents
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Contributions:
    """Contributions received and not yet earned over a range: each kind of move before it, and within it."""

    earlier: tuple[ContributionMove, ...]
    moves: tuple[ContributionMove, ...]

    @property
    def opening_cents(self) -> Cents:
        return sum(move.amount_cents for move in self.earlier)

    @property
    def closing_cents(self) -> Cents:
        return self.opening_cents + sum(move.amount_cents for move in self.moves)


@dataclass(frozen=True, slots=True)
class IneligibleRow:
    """An expense that turned out not to be eligible."""

    seq: int
    decided_on: date
    claim: str
    line: str
    recipient: str
    amount_cents: Cents
    reason: str
    person: str


@dataclass(frozen=True, slots=True)
class RecoveryRow:
    """Money that came back from a partner, or went back to the funder (negative)."""

    seq: int
    recovered_on: date
    party: str
    reference: str
    amount_cents: Cents


@dataclass(frozen=True, slots=True)
class RestatedRow:
    """What was recorded, since an earlier report, about days that it had reported."""

    fiscal_year: str
    recipient: str
    plan_item: str
    amount_cents: Cents
    entries: tuple[int, ...]


def details(journal: Journal, *, as_of: date | None, known_at: datetime | None) -> tuple[DetailRow, ...]:
    """Return the budget and what became of it by year, envelope, recipient, plan item and nature, in that order."""
    sums: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in journal.balances(None, DETAIL, as_of, known_at):
        if row.dimensions[Dimension.PLAN_ITEM.value]:
            sums[tuple(row.dimensions[name.value] for name in DETAIL)][row.account] += row.amount_cents
    return tuple(_detail(key, sums[key]) for key in sorted(sums))


def _detail(key: tuple[str, ...], cents: Mapping[str, int]) -> DetailRow:
    fiscal_year, envelope, recipient, plan_item, nature = key
    return DetailRow(
        fiscal_year=fiscal_year,
        envelope=envelope,
        recipient=recipient,
        plan_item=plan_item,
        nature=nature,
        authorised_cents=-cents[Account.AUTHORISED],
        transferred_cents=-cents[Account.TRANSFERRED] - cents[Account.CARRIED],
        committed_cents=cents[Account.COMMITTED],
        incurred_cents=cents[Account.INCURRED],
    )


def contributions(journal: Journal, span: Span, *, known_at: datetime | None) -> Contributions:
    """Return the continuity of contributions received and not yet earned over a range, by what moved them."""
    found: dict[bool, dict[Kind, list[tuple[int, Cents]]]] = {True: {}, False: {}}
    for kind, seq, before, amount_cents in journal.session.rows(
        "SELECT kind, entry_seq, line.effective_on < :first, CAST(sum(amount_cents) AS BIGINT) FROM posting_line AS line "
        "JOIN entry ON seq = entry_seq WHERE heading IN (SELECT id FROM heading WHERE account = 'deferred-contributions') "
        "AND line.effective_on <= :last_day AND entry_seq <= :last "
        "GROUP BY kind, entry_seq, line.effective_on < :first ORDER BY entry_seq",
        first=span.first.isoformat() if span.first else BEFORE_ALL,
        last_day=span.last.isoformat(),
        last=journal.last_known(known_at),
    ):
        found[bool(before)].setdefault(Kind(kind), []).append((int(seq), -int(amount_cents)))
    return Contributions(_contributed(found[True]), _contributed(found[False]))


def _contributed(moves: Mapping[Kind, Sequence[tuple[int, Cents]]]) -> tuple[ContributionMove, ...]:
    return tuple(ContributionMove(kind, sum(cents for _, cents in each), tuple(seq for seq, _ in each)) for kind, each in moves.items())


def ineligible(journal: Journal, *, as_of: date, known_at: datetime | None) -> tuple[IneligibleRow, ...]:
    """Return the expenses marked as ineligible by a day, in order, those whose mark was reversed left out."""
    last = journal.last_known(known_at)
    undone = reversed_by(journal, last=last)
    found = [entry for entry in journal.entries(Kind.EXPENSE_INELIGIBLE, as_of=as_of, last=last) if entry.seq not in undone]
    return tuple(
        IneligibleRow(
            seq=entry.seq,
            decided_on=entry.effective_on,
            claim=entry.reference,
            line=dict(entry.facts).get("claim-line", ""),
            recipient=next(iter(sorted({posting.recipient for posting in moved})), ""),
            amount_cents=-sum(posting.amount_cents for posting in moved),
            reason=entry.reason,
            person=entry.person,
        )
        for entry in found
        for moved in (journal.postings_of(entry.seq, Account.INCURRED),)
    )


def recoveries(journal: Journal, *, as_of: date, known_at: datetime | None) -> tuple[RecoveryRow, ...]:
    """Return what partners paid back and what went back to the funder, in order."""
    last = journal.last_known(known_at)
    undone = reversed_by(journal, last=last)
    return tuple(
        RecoveryRow(
            seq=entry.seq,
            recovered_on=entry.effective_on,
            party=told.get("from", told.get("to", "")),
            reference=entry.reference,
            amount_cents=sum(posting.amount_cents for posting in journal.postings_of(entry.seq, Account.BANK)),
        )
        for entry in journal.entries(Kind.MONEY_RECOVERED, as_of=as_of, last=last)
        for told in (dict(entry.facts),)
        if entry.seq not in undone
    )


def restated(journal: Journal, *, until: date, since: int, known_at: datetime | None) -> tuple[RestatedRow, ...]:
    """Return what entries after number ``since`` changed in what was spent by a day, line by line; lines unchanged in sum stay told."""
    cents: dict[tuple[str, str, str], int] = defaultdict(int)
    seqs: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for fiscal_year, recipient, plan_item, seq, amount_cents in journal.session.rows(
        "SELECT fiscal_year, recipient, plan_item, entry_seq, CAST(sum(amount_cents) AS BIGINT) FROM posting "
        "WHERE account = 'incurred' AND effective_on <= :until AND entry_seq > :since AND entry_seq <= :last "
        "GROUP BY fiscal_year, recipient, plan_item, entry_seq ORDER BY fiscal_year, plan_item, recipient, entry_seq",
        until=until.isoformat(),
        since=since,
        last=journal.last_known(known_at),
    ):
        cents[fiscal_year, recipient, plan_item] += int(amount_cents)
        seqs[fiscal_year, recipient, plan_item].append(int(seq))
    return tuple(RestatedRow(*key, amount_cents=cents[key], entries=tuple(seqs[key])) for key in cents)
