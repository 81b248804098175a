"""More of ``fundalloc ledger``: who sits on the fund's bodies, what people were charged with, and what is left to be done."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from fundalloc.cli.door import Door, now
from fundalloc.cli.spoken import done, shown
from fundalloc.cli.typed import DAY, NAME, REASON, WRITES
from fundalloc.cli.verbs import JSON, KNOWN_AT, LEDGER, Ask, Kind, Verb
from fundalloc.ledger.address import Address

if TYPE_CHECKING:
    from fundalloc.usecases.accountability.follow_ups import FollowUpRow


def bodies(door: Door, ledger: Address, on: date | None, known_at: datetime | None) -> None:
    """List the bodies with who sits on each."""
    from fundalloc.usecases.granting import bodies

    found, said = bodies.bodies(ledger, on=on or now().date(), known_at=known_at), door.lexicon
    rows = [
        (
            each.label.in_language(said.language),
            said.term(each.kind.value),
            door.say("ledger.bodies.decides" if each.decides else "ledger.bodies.advises"),
            ", ".join(f"{seat.holder} ({said.term(seat.seat.value)})" for seat in each.seats),
        )
        for each in found
    ]
    shown(door, ("body", "kind", "power", "seats"), rows, found, frozenset(), "ledger.bodies.nothing")


def mandates(door: Door, ledger: Address, on: date | None, known_at: datetime | None) -> None:
    """List what people were charged with."""
    from fundalloc.usecases.granting import bodies

    found, said = bodies.mandates(ledger, on=on or now().date(), known_at=known_at), door.lexicon
    rows = [
        (
            each.mandate,
            each.holder,
            each.label.in_language(said.language),
            each.given_by,
            each.starts_on.isoformat(),
            each.ends_on.isoformat() if each.ends_on else "",
        )
        for each in found
    ]
    shown(door, ("name", "person", "scope", "given-by", "from", "until"), rows, found, frozenset(), "ledger.mandates.nothing")


def follow_up(door: Door, ledger: Address, name: str, body: str, owner: str, due: date, text: str, on: date | None, person: str) -> None:
    """Record what a body leaves to be done."""
    from fundalloc.usecases.accountability import follow_ups

    asked = follow_ups.FollowUpAsked(name, body, owner, due, text)
    done(door, "ledger.follow-up.done", follow_ups.set_follow_up(ledger, asked, person=person, now=now(), on=on, dry_run=door.rehearsal))


def followed_up(door: Door, ledger: Address, name: str, reason: str, on: date | None, person: str) -> None:
    """Record that a follow-up is done."""
    from fundalloc.usecases.accountability import follow_ups

    closed = follow_ups.close_follow_up(ledger, name, reason=reason, person=person, now=now(), on=on, dry_run=door.rehearsal)
    done(door, "ledger.followed-up.done", closed)


def follow_ups(door: Door, ledger: Address, on: date | None, known_at: datetime | None) -> None:
    """List what is left to be done, and what is late."""
    from fundalloc.usecases.accountability import follow_ups

    found = follow_ups.follow_ups(ledger, on=on or now().date(), known_at=known_at)
    rows = [(each.follow_up, each.body, each.owner, each.due_on.isoformat(), each.label, _state(door, each)) for each in found]
    shown(door, ("name", "body", "person", "until", "description", "state"), rows, found, frozenset(), "ledger.follow-ups.nothing")


def _state(door: Door, row: "FollowUpRow") -> str:
    if row.done_on is not None:
        return door.say("ledger.follow-ups.done", done_on=row.done_on)
    return door.say("ledger.follow-ups.late" if row.late else "ledger.follow-ups.open")


VERBS: Final = (
    Verb("bodies", bodies, (DAY, KNOWN_AT, LEDGER, JSON)),
    Verb("mandates", mandates, (DAY, KNOWN_AT, LEDGER, JSON)),
    Verb(
        "follow-up",
        follow_up,
        (
            NAME,
            Ask("body", Kind.TEXT, ("--body",), required=True),
            Ask("owner", Kind.PERSON, ("--owner",), required=True),
            Ask("due", Kind.DAY, ("--due",), required=True),
            Ask("text", Kind.TEXT, ("--text",), required=True),
            DAY,
            *WRITES,
        ),
    ),
    Verb("followed-up", followed_up, (NAME, REASON, DAY, *WRITES)),
    Verb("follow-ups", follow_ups, (DAY, KNOWN_AT, LEDGER, JSON)),
)
