"""What a body leaves to be done: by whom and for when, until its owner says that it is done (S9-16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from fundalloc.errors import refuse_together
from fundalloc.errors.calls import BodyUnknown, FollowUpDone, FollowUpOfAnother, FollowUpUnknown
from fundalloc.errors.ledger import PersonUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind, Relation
from fundalloc.ledger.outcomes import Recorded
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.checking import fresh_name, reasoned

if TYPE_CHECKING:
    from fundalloc.ledger.answers import EntryRow
    from fundalloc.ledger.journal import Journal


@dataclass(frozen=True, slots=True)
class FollowUpAsked:
    """Something to be done after a meeting: which body asks for it, who does it, for when."""

    name: str
    body: str
    owner: str
    due_on: date
    label: str


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up as it stands on a day; late when it is due and not done."""

    follow_up: str
    body: str
    owner: str
    due_on: date
    label: str
    done_on: date | None
    late: bool


def set_follow_up(
    ledger: Address, asked: FollowUpAsked, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """Record what a body leaves to be done, with its owner and its day."""
    from fundalloc.ledger.entries import Entry, facts

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.SET_FOLLOW_UP, {})
        name = fresh_name(books, Kind.FOLLOW_UP_SET, asked.name)
        if books.fund.body(asked.body) is None:
            books.doubt(BodyUnknown(body=asked.body, known=tuple(each.id for each in books.fund.bodies)))
        if books.fund.person(asked.owner) is None:
            books.doubt(PersonUnknown(person=asked.owner, known=tuple(each.id for each in books.fund.people)))
        label, day = reasoned(books, Act.SET_FOLLOW_UP, asked.label), books.day(on)
        told = facts({"body": asked.body, "owner": asked.owner, "due-on": asked.due_on.isoformat()})
        sealed = books.seal(Entry(Kind.FOLLOW_UP_SET, day, person, reference=name, reason=label, rows=told))
    return Recorded(name, 0, sealed)


def close_follow_up(
    ledger: Address, name: str, *, reason: str, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """Record that a follow-up is done, and what came of it; its owner says so, and nobody else."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.rows import Link

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.CLOSE_FOLLOW_UP, {})
        asked = _asked(books, name)
        owner = dict(asked.facts)["owner"]
        if owner != person:
            books.doubt(FollowUpOfAnother(name=name, owner=owner))
        books.doubt(*(FollowUpDone(name=name, seq=each.seq) for each in books.journal.entries(Kind.FOLLOW_UP_DONE, reference=name)))
        why, day = reasoned(books, Act.CLOSE_FOLLOW_UP, reason), books.day(on)
        link = Link(Relation.CONCERNS.value, asked.seq)
        sealed = books.seal(Entry(Kind.FOLLOW_UP_DONE, day, person, reference=name, reason=why, rows=(link,)))
    return Recorded(name, 0, sealed)


def _asked(books: OpenBooks, name: str) -> "EntryRow":
    found = _set(books.journal)
    if name not in found:
        refuse_together((*books.problems, FollowUpUnknown(name=name, known=tuple(found))))
    return found[name]


def _set(journal: "Journal") -> Mapping[str, "EntryRow"]:
    return {each.reference: each for each in journal.entries(Kind.FOLLOW_UP_SET)}


def follow_ups(ledger: Address, *, on: date, known_at: datetime | None = None) -> tuple[FollowUpRow, ...]:
    """Return every follow-up set by a day, in the order they are due, with what is then done and what is late."""
    with reading(ledger) as journal:
        last = journal.last_known(known_at)
        done = {each.reference: each.effective_on for each in journal.entries(Kind.FOLLOW_UP_DONE, as_of=on, last=last)}
        rows = [_row(entry, done.get(entry.reference), on) for entry in journal.entries(Kind.FOLLOW_UP_SET, as_of=on, last=last)]
    return tuple(sorted(rows, key=lambda row: (row.due_on, row.follow_up)))


def _row(entry: "EntryRow", done_on: date | None, on: date) -> FollowUpRow:
    told = dict(entry.facts)
    due_on = date.fromisoformat(told["due-on"])
    return FollowUpRow(entry.reference, told["body"], told["owner"], due_on, entry.reason, done_on, done_on is None and on > due_on)
