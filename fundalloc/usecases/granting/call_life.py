"""What the books hold of a call, and what every act on it has in common: files unchanged, an entry linked to the one before."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.domain.calls import Call
from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.calls import CallChanged, CallNotOpen
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind, Relation
from fundalloc.ledger.outcomes import Recorded
from fundalloc.usecases.acting import OpenBooks, writing
from fundalloc.usecases.granting.bodies import outside_mandate

if TYPE_CHECKING:
    from fundalloc.calls.standing import ClosedStep
    from fundalloc.intake.call import ReceivedCall
    from fundalloc.ledger.answers import EntryRow
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.rows import Link, Row

KIND_OF: Final[Mapping[Act, Kind]] = {
    Act.OPEN_CALL: Kind.CALL_OPENED,
    Act.CLOSE_STEP: Kind.STEP_CLOSED,
    Act.RECORD_ADMISSIBILITY: Kind.ADMISSIBILITY_RECORDED,
    Act.RECORD_EVALUATION: Kind.EVALUATION_RECORDED,
    Act.DESIGNATE: Kind.DESIGNATION_MADE,
}
CALL_KINDS: Final = tuple(KIND_OF.values())


class Changed(StrEnum):
    """What of a call's files may have changed since it was recorded."""

    RULES = "rules-of-the-call"
    RECEIVED = "files-received"
    MARKS = "marks-given"


CHANGES: Final = {"rules-sha256": Changed.RULES, "received-sha256": Changed.RECEIVED, "marks-sha256": Changed.MARKS}


@dataclass(frozen=True, slots=True)
class Course:
    """What the books hold of a call: its entries that stand, in order."""

    entries: tuple["EntryRow", ...]

    def of(self, kind: Kind) -> tuple["EntryRow", ...]:
        return tuple(each for each in self.entries if each.kind is kind)

    @property
    def closed(self) -> tuple["ClosedStep", ...]:
        from fundalloc.calls.standing import ClosedStep

        closings = self.of(Kind.STEP_CLOSED)
        return tuple(ClosedStep(dict(each.facts)["step"], each.effective_on, each.person, each.seq) for each in closings)

    def people(self, kind: Kind) -> frozenset[str]:
        return frozenset(each.person for each in self.of(kind))

    @property
    def links(self) -> tuple["Link", ...]:
        """What a later act stands on: the last entry of the call."""
        from fundalloc.ledger.rows import Link

        return tuple(Link(Relation.CONCERNS.value, each.seq) for each in self.entries[-1:])


def course_of(journal: "Journal", call: str) -> Course:
    """Return the entries of a call that were not reversed."""
    from fundalloc.ledger.questions import reversed_by

    undone = reversed_by(journal)
    return Course(tuple(each for each in journal.entries(*CALL_KINDS, reference=call) if each.seq not in undone))


@contextmanager
def on_call(
    ledger: Address, path: Path, *, person: str, now: datetime, dry_run: bool
) -> Iterator[tuple[OpenBooks, "ReceivedCall", Course]]:
    """Open the books for an act on a call that is in them, whose files still say what was recorded."""
    from fundalloc.intake.call import read_call

    received = read_call(path)
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        course = course_of(books.journal, received.call.id)
        if not course.of(Kind.CALL_OPENED):
            refuse_together((*books.problems, CallNotOpen(call=received.call.id)))
        books.doubt(*_changes(received, course))
        yield books, received, course


def _changes(received: "ReceivedCall", course: Course) -> Iterator[Refusal]:
    """Tell of what was recorded with its fingerprint and no longer has it."""
    from fundalloc.calls.prints import marks_print, received_print, rules_print

    prints = {
        "rules-sha256": rules_print(received.call),
        "received-sha256": received_print(received.call, received.digests),
        "marks-sha256": marks_print(received.call),
    }
    for entry in course.entries:
        told = dict(entry.facts)
        for name, mark in prints.items():
            if name in told and told[name] != mark:
                yield CallChanged(what=CHANGES[name], seq=entry.seq)


def sealed_call_act(
    books: OpenBooks, act: Act, call: Call, told: Mapping[str, str], course: Course, *, on: date | None, links: tuple["Link", ...] = ()
) -> Recorded:
    """Seal an act on a call, linked to the one before it; an act outside of the person's mandate is done, and flagged."""
    from fundalloc.ledger.entries import Entry, facts

    day, person = books.day(on), books.occasion.person
    alerts = outside_mandate(books.fund, person, act, day)
    rows: tuple[Row, ...] = (*facts({**told, "outside-mandate": ", ".join(alerts)}), *course.links, *links)
    sealed = books.seal(Entry(KIND_OF[act], day, person, reference=call.id, rows=rows))
    return Recorded(call.id, 0, sealed, alerts=alerts)
