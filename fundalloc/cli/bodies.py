"""More of ``fundalloc ledger``: who sits on the fund's bodies on a day, and what people were charged with."""

from datetime import date
from typing import Final

from fundalloc.cli.door import Door, now
from fundalloc.cli.spoken import shown
from fundalloc.cli.typed import DAY
from fundalloc.cli.verbs import JSON, LEDGER, Verb
from fundalloc.ledger.address import Address


def bodies(door: Door, ledger: Address, on: date | None) -> None:
    """List the bodies with who sits on each."""
    from fundalloc.usecases import bodies

    found, said = bodies.bodies(ledger, on=on or now().date()), door.lexicon
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


def mandates(door: Door, ledger: Address, on: date | None) -> None:
    """List what people were charged with."""
    from fundalloc.usecases import bodies

    found, said = bodies.mandates(ledger, on=on or now().date()), door.lexicon
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


VERBS: Final = (Verb("bodies", bodies, (DAY, LEDGER, JSON)), Verb("mandates", mandates, (DAY, LEDGER, JSON)))
