"""``fundalloc reconcile``: the bank's statement beside the books; the machine proposes, a person confirms."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.cli.door import Door, now
from fundalloc.cli.layout import columns
from fundalloc.cli.spoken import as_data, sealed
from fundalloc.cli.verbs import DRY_RUN, JSON, LEDGER, PERSON, Ask, Family, Kind, Verb
from fundalloc.ledger.address import Address

if TYPE_CHECKING:
    from fundalloc.reconciliation.answers import BankMovement, Proposal, StatementMovement, Unmatched

DAY: Final = Ask("on", Kind.DAY, ("--on",))


def import_(door: Door, ledger: Address, file: Path, person: str) -> None:
    """Read a bank statement into the books."""
    from fundalloc.usecases import reconciling

    imported = reconciling.import_statement(ledger, file, person=person, now=now(), dry_run=door.rehearsal)
    key = "reconcile.import.already" if imported.already else "reconcile.import.done"
    told = door.say(
        key,
        statement=imported.statement,
        count=imported.lines,
        money_in_cents=imported.money_in_cents,
        money_out_cents=imported.money_out_cents,
    )
    door.answer(told if imported.already else sealed(door, told, imported.sealed), as_data(imported))


def propose(door: Door, ledger: Address, on: date | None) -> None:
    """Show the exact matches, and everything that does not tie, with its age."""
    from fundalloc.usecases import reconciling

    proposal = reconciling.propose_matches(ledger, on=on or now().date())
    door.answer(_spoken(door, proposal), as_data(proposal))


def confirm(door: Door, ledger: Address, on: date | None, person: str) -> None:
    """Confirm the exact matches as they stand now."""
    from fundalloc.usecases import reconciling

    moment = now()
    proposal = reconciling.propose_matches(ledger, on=on or moment.date())
    confirmed = reconciling.confirm_matches(ledger, proposal.proposed, person=person, now=moment, on=on, dry_run=door.rehearsal)
    told = door.say("reconcile.confirm.done", count=confirmed.count, amount_cents=confirmed.amount_cents)
    door.answer(sealed(door, told, confirmed.sealed), as_data(confirmed))


def _spoken(door: Door, proposal: "Proposal") -> str:
    return "\n".join(
        (
            door.say("reconcile.propose.matches", count=len(proposal.proposed)),
            *_indented([_movement(door, match.book) for match in proposal.proposed]),
            door.say("reconcile.propose.confirmed", count=len(proposal.confirmed)),
            door.say("reconcile.propose.bank-only", count=len(proposal.bank_only)),
            *_indented([_with_age(door, each) for each in proposal.bank_only]),
            door.say("reconcile.propose.books-only", count=len(proposal.books_only)),
            *_indented([_with_age(door, each) for each in proposal.books_only]),
        )
    )


def _movement(door: Door, movement: "BankMovement | StatementMovement") -> tuple[str, ...]:
    day = movement.effective_on if hasattr(movement, "effective_on") else movement.booked_on
    return (movement.reference, door.lexicon.date(day), door.lexicon.money(movement.amount_cents))


def _with_age(door: Door, unmatched: "Unmatched") -> tuple[str, ...]:
    why = door.lexicon.say(f"unmatched.{unmatched.why}")
    return (*_movement(door, unmatched.movement), door.say("reconcile.propose.age", count=unmatched.age_days), why)


def _indented(rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"  {line}" for line in columns(rows, right=frozenset({2})).splitlines()]


FAMILY: Final = Family(
    "reconcile",
    (
        Verb("import", import_, (Ask("file", Kind.FILE, required=True), LEDGER, PERSON, JSON, DRY_RUN)),
        Verb("propose", propose, (DAY, LEDGER, JSON)),
        Verb("confirm", confirm, (DAY, LEDGER, PERSON, JSON, DRY_RUN)),
    ),
)
