"""More of ``fundalloc ledger``: money that is announced, earned, owed, paid back or returned, beside claims."""

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from fundalloc.cli.door import Door, now
from fundalloc.cli.spoken import done, shown, tell_above_grants
from fundalloc.cli.typed import AMOUNT, DAY, NAME, REASON, REFERENCE, WRITES, amount_of, chosen
from fundalloc.cli.verbs import JSON, LEDGER, MOMENTS, ON, Ask, Kind, Verb
from fundalloc.ledger.address import Address
from fundalloc.ledger.kinds import GrantState


def grant(
    door: Door,
    ledger: Address,
    name: str,
    state: str,
    funder: str,
    amount: str | None,
    amount_max: str | None,
    agreement: str,
    on: date | None,
    person: str,
) -> None:
    """Record how far a grant has come."""
    from fundalloc.usecases.granting import grants

    asked = grants.GrantAsked(
        grant=name,
        state=chosen(GrantState, state, "--state"),
        funder=funder,
        amount_cents=None if amount is None else amount_of(amount),
        amount_max_cents=None if amount_max is None else amount_of(amount_max, "--amount-max"),
        agreement=agreement,
    )
    recorded = grants.record_grant(ledger, asked, on=on, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "ledger.grant-state.done", recorded, state=asked.state)


def grants(door: Door, ledger: Address, as_of: date | None, known_at: datetime | None) -> None:
    """List the grants in their four states."""
    from fundalloc.usecases.granting import grants

    found = grants.grants(ledger, as_of=as_of, known_at=known_at)

    def told(cents: int | None) -> str:
        return door.say("ledger.grants.unknown") if cents is None else door.lexicon.money(cents)

    rows = [
        (each.grant, told(each.announced_cents), told(each.confirmed_cents), told(each.signed_cents), told(each.received_cents))
        for each in found
    ]
    heads = ("grant", "announced", "confirmed", "signed", "received")
    shown(door, heads, rows, found, frozenset({1, 2, 3, 4}), "ledger.grants.nothing")
    tell_above_grants(door, grants.budget_beside_grants(ledger, as_of=as_of, known_at=known_at))


def interest(door: Door, ledger: Address, amount: str, reference: str, on: date, person: str) -> None:
    """Record interest on the bank account."""
    from fundalloc.usecases.budgeting import money

    recorded = money.record_interest(
        ledger, amount_cents=amount_of(amount), reference=reference, on=on, person=person, now=now(), dry_run=door.rehearsal
    )
    done(door, "ledger.interest.done", recorded)


def recover(door: Door, ledger: Address, recipient: str, amount: str, reference: str, on: date, person: str) -> None:
    """Record what a partner paid back, or was paid to settle."""
    from fundalloc.usecases.budgeting import money

    recorded = money.recover(
        ledger,
        recipient=recipient,
        amount_cents=amount_of(amount),
        reference=reference,
        on=on,
        person=person,
        now=now(),
        dry_run=door.rehearsal,
    )
    done(door, "ledger.recover.done", recorded, recipient=recipient)


def give_back(door: Door, ledger: Address, amount: str, reference: str, on: date, reason: str, person: str) -> None:
    """Record money returned to the funder."""
    from fundalloc.usecases.budgeting import money

    recorded = money.return_to_funder(
        ledger,
        amount_cents=amount_of(amount),
        reference=reference,
        on=on,
        reason=reason,
        person=person,
        now=now(),
        dry_run=door.rehearsal,
    )
    done(door, "ledger.return.done", recorded)


def true_up(door: Door, ledger: Address, recipient: str, starts_on: date, ends_on: date, amount: str, reason: str, person: str) -> None:
    """Bring expected tax rebates to what was received."""
    from fundalloc.usecases.budgeting import adjusting

    rebate = adjusting.RebateReceived(recipient, starts_on, ends_on, amount_of(amount), reason)
    recorded = adjusting.true_up_tax(ledger, rebate, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "ledger.true-up.done", recorded)


VERBS: Final = (
    Verb(
        "grant-state",
        grant,
        (
            NAME,
            Ask("state", Kind.TEXT, ("--state",), required=True),
            Ask("funder", Kind.TEXT, ("--funder",), required=True),
            Ask("amount", Kind.AMOUNT, ("--amount",)),
            Ask("amount_max", Kind.AMOUNT, ("--amount-max",)),
            Ask("agreement", Kind.TEXT, ("--agreement",), default=""),
            DAY,
            *WRITES,
        ),
    ),
    Verb("grants", grants, (*MOMENTS, LEDGER, JSON)),
    Verb("interest", interest, (AMOUNT, REFERENCE, ON, *WRITES)),
    Verb("recover", recover, (Ask("recipient", Kind.TEXT, required=True), AMOUNT, REFERENCE, ON, *WRITES)),
    Verb("return", give_back, (AMOUNT, REFERENCE, ON, REASON, *WRITES)),
    Verb(
        "true-up",
        true_up,
        (
            Ask("recipient", Kind.TEXT, required=True),
            Ask("starts_on", Kind.DAY, ("--from",), required=True),
            Ask("ends_on", Kind.DAY, ("--to",), required=True),
            AMOUNT,
            replace(REASON, required=False, default=""),
            *WRITES,
        ),
    ),
)
