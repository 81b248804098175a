"""Grants in their four states: announced, confirmed, signed, received; only the last moves the bank account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.spending import GrantAmountUnclear, GrantStateBackwards
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Account, Kind
from fundalloc.ledger.outcomes import GrantStanding, Recorded
from fundalloc.money import Cents
from fundalloc.usecases.acting import reading, writing
from fundalloc.usecases.checking import day_closed

if TYPE_CHECKING:
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.rows import GrantRecord


class GrantState(StrEnum):
    """How far a grant has come; money received is a state of its own, and the only one that moves the bank account."""

    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"
    SIGNED = "signed"


KIND_OF = {
    GrantState.ANNOUNCED: Kind.GRANT_ANNOUNCED,
    GrantState.CONFIRMED: Kind.GRANT_CONFIRMED,
    GrantState.SIGNED: Kind.GRANT_SIGNED,
}


ORDER = tuple(GrantState)


@dataclass(frozen=True, slots=True)
class GrantAsked:
    """What is known of a grant: no amount, an exact one, or a range with its two ends."""

    grant: str
    state: GrantState
    funder: str
    amount_cents: Cents | None = None
    amount_max_cents: Cents | None = None
    agreement: str = ""


def record_grant(
    ledger: Address, asked: GrantAsked, *, on: date | None = None, reason: str = "", person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """Record that a grant was announced, confirmed or signed; a range or an unknown amount is kept as such and enters no sum."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.rows import GrantRecord

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.RECORD_GRANT, {})
        books.doubt(*_wrong_grant(asked, _grant_records(books.journal).get(asked.grant, ())))
        record = GrantRecord(
            grant=books.needed("grant", asked.grant),
            state=asked.state.value,
            certainty=_certainty(asked),
            amount_cents=asked.amount_cents or 0,
            amount_max_cents=asked.amount_max_cents or asked.amount_cents or 0,
            funder=books.text("funder", asked.funder),
            agreement=books.text("agreement", asked.agreement),
        )
        day, why = books.day(on), books.text("reason", reason)
        books.doubt(*day_closed(books, day))
        refuse_together(books.problems)
        sealed = books.seal(Entry(KIND_OF[asked.state], day, person, reference=record.grant, reason=why, rows=(record,)))
    return Recorded(record.grant, asked.amount_cents or 0, sealed)


def _certainty(asked: GrantAsked) -> str:
    if asked.amount_cents is None:
        return "unknown"
    return "exact" if asked.amount_max_cents in {None, asked.amount_cents} else "range"


def _wrong_grant(asked: GrantAsked, earlier: Sequence["GrantRecord"]) -> Sequence[Refusal]:
    found: list[Refusal] = []
    ends = (asked.amount_cents, asked.amount_max_cents)
    disordered = ends[1] is not None and (ends[0] is None or ends[0] > ends[1])
    negative = any(cents is not None and cents < 0 for cents in ends)
    if disordered or negative or (asked.state is not GrantState.ANNOUNCED and _certainty(asked) != "exact"):
        found.append(GrantAmountUnclear(grant=asked.grant, state=asked.state))
    reached = max((GrantState(record.state) for record in earlier), key=ORDER.index, default=None)
    if reached is not None and ORDER.index(asked.state) < ORDER.index(reached):
        found.append(GrantStateBackwards(grant=asked.grant, state=asked.state, reached=reached))
    return found


def _grant_records(journal: "Journal", last: int | None = None) -> Mapping[str, list["GrantRecord"]]:
    from fundalloc.ledger.questions import reversed_by, rows_of
    from fundalloc.ledger.rows import GrantRecord

    undone = reversed_by(journal, last=last)
    grouped: dict[str, list[GrantRecord]] = {}
    for seq, record in rows_of(journal, GrantRecord, "entry_seq <= :last", last=journal.head().seq if last is None else last):
        if seq not in undone:
            grouped.setdefault(record.grant, []).append(record)
    return grouped


def grants(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[GrantStanding, ...]:
    """Return each grant in its four states; an instalment counts for the grant it names."""
    with reading(ledger) as journal:
        last = journal.last_known(known_at)
        received: dict[str, dict[int, Cents]] = {}
        from fundalloc.ledger.questions import postings, reversed_by

        undone = reversed_by(journal, last=last)
        for entry in journal.entries(Kind.GRANT_RECEIVED, as_of=as_of, last=last):
            grant = dict(entry.facts).get("grant", "")
            if grant and entry.seq not in undone:
                cents = sum(row.amount_cents for row in postings(journal, entry.seq) if row.account == Account.BANK)
                received.setdefault(grant, {})[entry.seq] = cents
        days = {entry.seq for entry in journal.entries(*KIND_OF.values(), Kind.AGREEMENT_SIGNED, as_of=as_of, last=last)}
        records = _records_known(journal, days - set(undone))
        return tuple(_standing(records[name], received.get(name, {})) for name in sorted(records))


def _records_known(journal: "Journal", seqs: set[int]) -> Mapping[str, list[tuple[int, "GrantRecord"]]]:
    from fundalloc.ledger.questions import rows_of
    from fundalloc.ledger.rows import GrantRecord

    grouped: dict[str, list[tuple[int, GrantRecord]]] = {}
    for seq, record in rows_of(journal, GrantRecord):
        if seq in seqs:
            grouped.setdefault(record.grant, []).append((seq, record))
    return grouped


def _standing(records: Sequence[tuple[int, "GrantRecord"]], received: Mapping[int, Cents]) -> GrantStanding:
    latest = {record.state: (seq, record) for seq, record in records}
    exact = {state: record.amount_cents for state, (_, record) in latest.items() if record.certainty == "exact"}
    (_, last), received_cents = records[-1], sum(received.values())
    return GrantStanding(
        grant=last.grant,
        funder=last.funder,
        agreement=last.agreement,
        state="received" if received_cents else last.state,
        announced_cents=exact.get("announced"),
        confirmed_cents=exact.get("confirmed"),
        signed_cents=exact.get("signed"),
        received_cents=received_cents,
        range_cents=(last.amount_cents, last.amount_max_cents) if last.certainty == "range" else None,
        signed_by=(latest["signed"][0],) if "signed" in exact else (),
        received_by=tuple(received),
    )
