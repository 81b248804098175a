"""Bodies of a fund: who sits where on a day, who may decide, and what lies outside of a person's mandate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fundalloc.domain.base import Label
from fundalloc.domain.bodies import BodyKind, SeatKind
from fundalloc.domain.fund import Fund
from fundalloc.errors.calls import BodyOnlyAdvises, BodyUnknown, NobodyPresent, NotSeated
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.usecases.acting import OpenBooks, reading


@dataclass(frozen=True, slots=True)
class SeatRow:
    """Somebody's place on a body."""

    holder: str
    seat: SeatKind
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body as it is on a day: what it is for, whether it decides, and who sits on it."""

    body: str
    kind: BodyKind
    label: Label
    region: str
    decides: bool
    seats: tuple[SeatRow, ...]


@dataclass(frozen=True, slots=True)
class MandateRow:
    """What a person was charged with, and whether that holds on a day."""

    mandate: str
    holder: str
    label: Label
    given_by: str
    acts: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class Deliberation:
    """The body that decides, and who was present (S2-03)."""

    body: str
    present: tuple[str, ...]


def answer_for_body(books: OpenBooks, deliberation: Deliberation, on: date) -> dict[str, str]:
    """
    Hold a decision to the body that takes it: one that decides, with its chair and only seated members; return it as facts.

    A body without a chair that day needs one member at least.
    """
    fund, name = books.fund, deliberation.body
    body = fund.body(name)
    if body is None:
        books.doubt(BodyUnknown(body=name, known=tuple(each.id for each in fund.bodies)))
        return {}
    if not body.decides:
        books.doubt(BodyOnlyAdvises(body=name, kind=body.kind))
    seated = {seat.holder: seat.seat for seat in fund.seated_on(name, on)}
    books.doubt(*(NotSeated(person=each, body=name, given_on=on) for each in deliberation.present if each not in seated))
    chairs = {holder for holder, seat in seated.items() if seat is SeatKind.CHAIR}
    if not (chairs or set(seated)) & set(deliberation.present):
        books.doubt(NobodyPresent(body=name))
    return {"body": name, "present": ", ".join(deliberation.present)}


def outside_mandate(fund: Fund, person: str, act: Act, on: date) -> tuple[str, ...]:
    """Return the mandates of somebody whose mandates, that day, do not cover an act; nothing for who has none (S9-10)."""
    own = [mandate for mandate in fund.mandates if mandate.holder == person and mandate.is_in_force_on(on)]
    return () if any(act.value in mandate.acts for mandate in own) else tuple(mandate.id for mandate in own)


def bodies(ledger: Address, *, on: date, known_at: datetime | None = None) -> tuple[BodyRow, ...]:
    """Return the fund's bodies with who sits on each on a day."""
    fund = _fund(ledger, on, known_at)
    return tuple(
        BodyRow(each.id, each.kind, each.label, each.region or "", each.decides, _seats(fund, each.id, on)) for each in fund.bodies
    )


def _seats(fund: Fund, body: str, on: date) -> tuple[SeatRow, ...]:
    return tuple(SeatRow(seat.holder, seat.seat, seat.starts_on, seat.ends_on) for seat in fund.seated_on(body, on))


def _fund(ledger: Address, on: date, known_at: datetime | None) -> Fund:

    with reading(ledger) as journal:
        return journal.fund_at(on=on, last=journal.last_known(known_at))


def mandates(ledger: Address, *, on: date, known_at: datetime | None = None) -> Sequence[MandateRow]:
    """Return every mandate of the fund's people, and whether it holds on a day."""
    fund = _fund(ledger, on, known_at)
    return tuple(
        MandateRow(each.id, each.holder, each.label, each.given_by, each.acts, each.starts_on, each.ends_on, each.is_in_force_on(on))
        for each in fund.mandates
    )
