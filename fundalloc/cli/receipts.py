"""``fundalloc receipt``: the proof of each expense, kept under the fingerprint of its bytes."""

from pathlib import Path
from typing import Final

from fundalloc.cli.door import Door, now
from fundalloc.cli.spoken import as_data, sealed
from fundalloc.cli.verbs import DRY_RUN, JSON, LEDGER, PERSON, Ask, Family, Kind, Verb
from fundalloc.ledger.address import Address


def add(door: Door, ledger: Address, file: Path, claim: str, line: str, restricted: bool, person: str) -> None:  # noqa: FBT001 - a flag of the command
    """Keep a receipt with a line of a claim; the same bytes on another line are told, for a person to judge."""
    from fundalloc.ledger.kinds import Access
    from fundalloc.usecases import receipts

    access = Access.RESTRICTED if restricted else Access.OPEN

    added = receipts.add_receipt(ledger, file, claim=claim, line=line, access=access, person=person, now=now(), dry_run=door.rehearsal)
    key = "receipt.add.already" if added.already else "receipt.add.done"
    told = door.say(key, claim=claim, line=line, sha256=added.sha256)
    door.answer(told if added.already else sealed(door, told, added.sealed), as_data(added))
    for alert in added.alerts:
        door.tell("receipt.add.alert", claim=alert.claim, line=alert.line, recipient=alert.recipient, seq=alert.seq)


FAMILY: Final = Family(
    "receipt",
    (
        Verb(
            "add",
            add,
            (
                Ask("file", Kind.FILE, required=True),
                Ask("claim", Kind.CLAIM, ("--claim",), required=True),
                Ask("line", Kind.TEXT, ("--line",), required=True),
                Ask("restricted", Kind.FLAG, ("--restricted",)),
                LEDGER,
                PERSON,
                JSON,
                DRY_RUN,
            ),
        ),
    ),
)
