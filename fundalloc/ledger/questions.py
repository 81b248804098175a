"""What an act asks the books before it is done: what is available, what was ordered, waived, closed or reversed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, TypeVar, cast

from fundalloc.ledger.credit import Course, Line
from fundalloc.ledger.entries import gathered
from fundalloc.ledger.figuring import EVER
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account, Kind, Relation
from fundalloc.ledger.rows import TABLES, CommitmentRecord, Posting, Row, SupplierRecord, WaiverRecord, columns
from fundalloc.ledger.storage.layout import named
from fundalloc.money import Cents

AnyRow = TypeVar("AnyRow", bound=Row)
SHARED_BY: Final = "sharing-key"
"""The fact of an order that says under which key boards bear it."""

_TABLE_OF: Mapping[type[object], str] = {kind: name for name, kind in TABLES}


def rows_of(journal: Journal, kind: type[AnyRow], where: str = "1 = 1", **asked: object) -> tuple[tuple[int, AnyRow], ...]:
    """Return rows of a kind with the number of their entry, in their order; ``where`` is our own text, its values are named."""
    names = named(columns(cast("type[Row]", kind)))
    question = f"SELECT entry_seq, {names} FROM {_TABLE_OF[kind]} WHERE {where} ORDER BY entry_seq, line"  # noqa: S608 - our own words
    return tuple((row[0], kind(*row[1:])) for row in journal.session.rows(question, **asked))


KNOWN: Final = "entry_seq IN (SELECT seq FROM entry WHERE effective_on <= :as_of AND seq <= :last)"
"""Rows of entries that count by a day, as known by an entry."""


def known(journal: Journal, as_of: date | None, known_at: datetime | None) -> Mapping[str, object]:
    """Return the values that ``KNOWN`` asks for."""
    return {"as_of": as_of.isoformat() if as_of else EVER, "last": journal.last_known(known_at)}


def postings(journal: Journal, seq: int) -> tuple[Posting, ...]:
    """Return every posting of an entry."""
    return tuple(row for _, row in rows_of(journal, Posting, "entry_seq = :seq", seq=seq))


def reversed_by(journal: Journal, *, last: int | None = None) -> Mapping[int, int]:
    """Return the entries that were reversed, each with the entry that reversed it."""
    found = journal.session.rows(
        "SELECT linked_seq, entry_seq FROM link WHERE relation = :relation AND entry_seq <= :last",
        relation=Relation.REVERSES.value,
        last=journal.head().seq if last is None else last,
    )
    return {int(seq): by for seq, by in found}


# --- What is available


def course(journal: Journal, line: Line, on: date) -> Course:
    """Return the course of a line's available money from a day on."""
    now: dict[int, tuple[str, Cents]] = {}
    changes: list[tuple[str, str, Cents]] = []
    for heading, envelope, kept_cents, day, cents in journal.session.rows(
        "SELECT heading.id, envelope, kept.amount_cents, effective_on, CAST(sum(line.amount_cents) AS BIGINT) "
        "FROM heading JOIN heading_total AS kept ON kept.heading = heading.id "
        "LEFT JOIN posting_line AS line ON line.heading = heading.id AND effective_on > :on "
        "WHERE book = 'budget' AND account = 'available' AND fiscal_year = :year AND recipient = :recipient AND plan_item = :item "
        "GROUP BY heading.id, envelope, kept.amount_cents, effective_on",
        on=on.isoformat(),
        year=line.fiscal_year,
        recipient=line.recipient,
        item=line.plan_item,
    ):
        now[heading] = (envelope, kept_cents)
        changes += [(envelope, day, cents)] if day else []
    cents_now = defaultdict[str, Cents](int)
    for envelope, kept_cents in now.values():
        cents_now[envelope] += kept_cents
    return Course(cents_now, changes)


def account_by_line(journal: Journal, account: Account, line: Line) -> Cents:
    """Return what stands on an account of the budget for one line, debit positive."""
    ((cents,),) = journal.session.rows(
        "SELECT coalesce(sum(amount_cents), 0) FROM total WHERE book = 'budget' AND account = :account "
        "AND fiscal_year = :year AND recipient = :recipient AND plan_item = :item",
        account=account.value,
        year=line.fiscal_year,
        recipient=line.recipient,
        item=line.plan_item,
    )
    return int(cents)


@dataclass(frozen=True, slots=True)
class Used:
    """What is committed or incurred somewhere in the budget."""

    fiscal_year: str
    recipient: str
    plan_item: str
    nature: str
    amount_cents: Cents


def used(journal: Journal) -> tuple[Used, ...]:
    """Return what is committed and incurred, by year, recipient, plan item and nature."""
    found = journal.session.rows(
        "SELECT fiscal_year, recipient, plan_item, nature, sum(amount_cents) FROM total WHERE book = 'budget' "
        "AND account IN ('committed', 'incurred') GROUP BY fiscal_year, recipient, plan_item, nature"
    )
    return tuple(Used(year, recipient, item, nature, int(cents)) for year, recipient, item, nature, cents in found)


# --- Commitments


@dataclass(frozen=True, slots=True)
class Reserved:
    """What is reserved on a line of budget, from one envelope."""

    line: Line
    envelope: str
    amount_cents: Cents


@dataclass(frozen=True, slots=True)
class OpenCommitment:
    """
    A commitment and what is left of it, by year, board and envelope; ``last_on`` is the last day anything happened to it.

    ``sharing_key`` is the one under which several boards bear it (S4-05).
    """

    record: CommitmentRecord
    seq: int
    left: tuple[Reserved, ...]
    last_on: str
    sharing_key: str = ""

    @property
    def left_cents(self) -> Cents:
        return sum(each.amount_cents for each in self.left)

    def left_of(self, recipient: str) -> Cents:
        """Return what is left on the lines of one board."""
        return sum(each.amount_cents for each in self.left if each.line.recipient == recipient)

    @property
    def fiscal_year(self) -> str:
        """The year it stands in now: that of its making, or the one it was carried to."""
        return self.left[-1].line.fiscal_year if self.left else self.record.fiscal_year


def commitments(
    journal: Journal, reference: str | None = None, *, as_of: date | None = None, known_at: datetime | None = None
) -> tuple[OpenCommitment, ...]:
    """Return commitments that were not reversed, in their order, with what is left of each."""
    then = as_of is not None or known_at is not None
    moments = known(journal, as_of, known_at) if then else {}
    undone = reversed_by(journal, last=journal.last_known(known_at))
    where = "1 = 1" if reference is None else "commitment = :reference"
    asked: dict[str, object] = {**moments} if reference is None else {"reference": reference, **moments}
    left: dict[str, list[Reserved]] = {}
    chosen = "commitment <> ''" if reference is None else "commitment = :reference"
    source = "total"
    if then:
        source, where, chosen = "posting", f"{where} AND {KNOWN}", f"{chosen} AND effective_on <= :as_of AND entry_seq <= :last"
    by = "commitment, fiscal_year, recipient, plan_item, envelope"
    for name, *line, envelope, cents in journal.session.rows(
        f"SELECT {by}, sum(amount_cents) FROM {source} WHERE book = 'budget' AND account = 'committed' AND {chosen} "  # noqa: S608
        f"GROUP BY {by} ORDER BY {by}",
        **asked,
    ):
        if cents:
            left.setdefault(name, []).append(Reserved(Line(*line), envelope, int(cents)))
    days = dict(
        journal.session.rows(
            f"SELECT commitment, max(effective_on) FROM posting WHERE book = 'budget' AND {chosen} GROUP BY commitment",  # noqa: S608
            **asked,
        )
    )
    keys = dict(journal.session.rows("SELECT entry_seq, value FROM fact WHERE name = :name", name=SHARED_BY))
    return tuple(
        OpenCommitment(record, seq, tuple(left.get(record.commitment, ())), days.get(record.commitment, ""), keys.get(seq, ""))
        for seq, record in rows_of(journal, CommitmentRecord, where, **asked)
        if seq not in undone
    )


def payable_of(journal: Journal, claim: str) -> tuple[Posting, ...]:
    """Return what is owed for a claim: the credits of its approval, less what was reversed or marked ineligible since."""
    names = ", ".join(f"posting.{name}" for name in columns(Posting))
    found = journal.session.rows(
        f"SELECT {names} FROM posting JOIN entry ON entry.seq = posting.entry_seq "  # noqa: S608 - our own columns
        "WHERE entry.reference = :claim AND book = 'actual' AND account = 'payable' "
        "AND kind IN ('claim-approved', 'claim-paid', 'expense-ineligible', 'entry-reversed') ORDER BY entry_seq, line",
        claim=claim,
    )
    return gathered(replace(Posting(*row), effective_on="") for row in found)


# --- Waivers, suppliers, years, the fund


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver on file, how much of it was used, and by which entries that stand; an order that was released still does."""

    record: WaiverRecord
    seq: int
    used_cents: Cents
    used_by: tuple[int, ...] = ()

    @property
    def left_cents(self) -> Cents:
        return self.record.amount_cents - self.used_cents

    def covers(self, subject: str, line: Line, *, amount_cents: Cents = 0, rule: str = "") -> bool:
        """Tell whether the waiver lets this be done, there, for that much."""
        record = self.record
        scopes = ((record.fiscal_year, line.fiscal_year), (record.recipient, line.recipient), (record.plan_item, line.plan_item))
        return (
            record.subject == subject
            and all(not said or said == asked for said, asked in (*scopes, (record.rule, rule)))
            and (amount_cents <= self.left_cents if record.amount_cents else True)
        )


TAKEN_BACK: Final = (
    "EXISTS (SELECT 1 FROM entry AS received JOIN entry AS later ON later.reference = received.reference "
    "WHERE received.seq = link.entry_seq AND received.kind = 'claim-received' "
    "AND later.kind IN ('claim-refused', 'claim-replaced') AND later.seq <= :last)"
)
"""Links of a claim that was refused or replaced, as known by an entry."""


def waiver(journal: Journal, reference: str) -> Waiver | None:
    """Return a waiver that stands, with what was done under it and not reversed since."""
    return next((each for each in reversed(waivers(journal)) if each.record.waiver == reference), None)


def waivers(journal: Journal, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[Waiver, ...]:
    """Return the waivers that stand, in their order, each with what was done under it and neither reversed nor taken back since."""
    moments = known(journal, as_of, known_at)
    undone = reversed_by(journal, last=journal.last_known(known_at))
    links = journal.session.rows(
        f"SELECT linked_seq, entry_seq, amount_cents FROM link WHERE relation = :relation AND {KNOWN} AND NOT {TAKEN_BACK}",  # noqa: S608
        relation=Relation.UNDER.value,
        **moments,
    )
    used: dict[int, dict[int, Cents]] = {}
    for seq, by, cents in links:
        if by not in undone:
            used.setdefault(seq, {})[by] = int(cents)
    return tuple(
        Waiver(record, seq, sum(used.get(seq, {}).values()), tuple(sorted(used.get(seq, ()))))
        for seq, record in rows_of(journal, WaiverRecord, KNOWN, **moments)
        if seq not in undone
    )


def suppliers(journal: Journal) -> Mapping[str, SupplierRecord]:
    """Return the suppliers as last listed, by their code."""
    return {record.supplier: record for _, record in rows_of(journal, SupplierRecord)}


def documents(journal: Journal) -> Mapping[str, int]:
    """Return the documents on file by their names, each with the entry that filed it."""
    return {each.reference: each.seq for each in journal.entries(Kind.DOCUMENT_FILED)}
