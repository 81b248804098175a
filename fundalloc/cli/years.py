"""More of ``fundalloc ledger``: what sets things right, the years, the fund itself, and who decided what."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from fundalloc.cli.door import Door, now
from fundalloc.cli.spoken import done, shown
from fundalloc.cli.typed import DAY, REASON, WRITES
from fundalloc.cli.verbs import JSON, LEDGER, MOMENTS, Ask, Kind, Verb
from fundalloc.ledger.address import Address


def reverse(door: Door, ledger: Address, seq: int, reason: str, person: str) -> None:
    """Undo an entry by an opposite one."""
    from fundalloc.usecases.budgeting import periods

    undone = periods.reverse(ledger, seq=seq, reason=reason, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "ledger.reverse.done", undone, seq=seq)


def close(door: Door, ledger: Address, year: str, reason: str, on: date | None, person: str) -> None:
    """Close a fiscal year."""
    from fundalloc.usecases.budgeting import periods

    closed = periods.close_year(ledger, fiscal_year=year, reason=reason, person=person, now=now(), on=on, dry_run=door.rehearsal)
    done(door, "ledger.close.done", closed)
    if closed.left_cents:
        door.tell("ledger.close.uncarried", reference=closed.reference, left_cents=closed.left_cents)


def amend(door: Door, ledger: Address, fund: Path, reason: str, on: date | None, person: str) -> None:
    """Replace the fund's description from a day on."""
    from fundalloc.usecases.budgeting import periods

    amended = periods.amend_fund(ledger, fund, reason=reason, person=person, now=now(), on=on, dry_run=door.rehearsal)
    done(door, "ledger.amend.done", amended)


def bankers(door: Door, ledger: Address, as_of: date | None, known_at: datetime | None) -> None:
    """List who held the fund's money from when to when."""
    from fundalloc.usecases.budgeting import periods

    found = periods.bankers(ledger, as_of=as_of, known_at=known_at)
    rows = [(each.banker, each.starts_on.isoformat(), each.ends_on.isoformat() if each.ends_on else "", each.reason) for each in found]
    shown(door, ("banker", "from", "until", "reason"), rows, found, frozenset(), "ledger.bankers.nothing")


def decisions(door: Door, ledger: Address, matter: str | None, as_of: date | None, known_at: datetime | None) -> None:
    """List the decisions, each with its day, its person and its reason."""
    from fundalloc.usecases.granting import decisions

    found = decisions.decisions(ledger, matter=matter, as_of=as_of, known_at=known_at)
    rows = [
        (
            str(each.seq),
            each.decided_on.isoformat(),
            each.matter,
            door.lexicon.term(each.decision),
            each.person,
            door.say("ledger.decisions.undone", seq=each.undone_by) if each.undone_by else each.reason,
        )
        for each in found
    ]
    shown(door, ("seq", "day", "matter", "decision", "person", "reason"), rows, found, frozenset({0}), "ledger.decisions.nothing")


VERBS: Final = (
    Verb("amend", amend, (Ask("fund", Kind.FILE, required=True), REASON, DAY, *WRITES)),
    Verb("reverse", reverse, (Ask("seq", Kind.COUNT, required=True), REASON, *WRITES)),
    Verb("close", close, (Ask("year", Kind.TEXT, required=True), replace(REASON, required=False, default=""), DAY, *WRITES)),
    Verb("bankers", bankers, (*MOMENTS, LEDGER, JSON)),
    Verb("decisions", decisions, (Ask("matter", Kind.TEXT), *MOMENTS, LEDGER, JSON)),
)
