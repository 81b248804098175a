"""``fundalloc receipt``: the proof of each expense, kept under the fingerprint of its bytes, and what is still to come."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.cli.door import Door, ExitCode, now
from fundalloc.cli.layout import columns
from fundalloc.cli.spoken import as_data, done, sealed
from fundalloc.cli.typed import LINE, REASON, WRITES, amount_of, chosen
from fundalloc.cli.verbs import JSON, KNOWN_AT, LEDGER, PERSON, Ask, Family, Kind, Verb
from fundalloc.ledger.address import Address

if TYPE_CHECKING:
    from fundalloc.ledger.receipt_answers import ReceiptsMatched, SameReceipt


def add(
    door: Door,
    ledger: Address,
    file: Path,
    claim: str,
    line: str,
    proof: bool,  # noqa: FBT001 - a flag of the command
    restricted: bool,  # noqa: FBT001 - the same
    person: str,
) -> None:
    """Keep a receipt with a line of a claim; the same bytes on another line are told, for a person to judge."""
    from fundalloc.ledger.kinds import Access, ReceiptKind
    from fundalloc.usecases.claiming import receipts

    access = Access.RESTRICTED if restricted else Access.OPEN
    kind = ReceiptKind.PROOF_OF_PAYMENT if proof else ReceiptKind.INVOICE
    added = receipts.add_receipt(
        ledger, file, claim=claim, line=line, kind=kind, access=access, person=person, now=now(), dry_run=door.rehearsal
    )
    key = "receipt.add.already" if added.already else "receipt.add.done"
    told = door.say(key, claim=claim, line=line, sha256=added.sha256)
    door.answer(told if added.already else sealed(door, told, added.sealed), as_data(added))
    _tell_alerts(door, added.alerts)


def _tell_alerts(door: Door, alerts: "tuple[SameReceipt, ...]", file: str = "") -> None:
    for alert in alerts:
        where = f"{alert.claim}/{alert.line}" if alert.line else alert.claim
        door.tell("receipt.alert" if file else "receipt.add.alert", file=file, claim=where, recipient=alert.recipient, seq=alert.seq)


def match(
    door: Door,
    ledger: Address,
    batch: Path,
    claim: str,
    confirm: bool,  # noqa: FBT001 - a flag of the command
    restricted: bool,  # noqa: FBT001 - the same
    person: str,
) -> ExitCode:
    """Match the files of a folder or a zip archive to lines, by their names: a trial, or for good when confirmed."""
    from fundalloc.ledger.kinds import Access
    from fundalloc.usecases.claiming import receipt_batches

    access = Access.RESTRICTED if restricted else Access.OPEN
    trial = door.rehearsal or not confirm
    found = receipt_batches.match_receipts(ledger, batch, claim=claim, access=access, person=person, now=now(), dry_run=trial)
    data = as_data(found) | {"unreadable": [door.as_data(problem) for problem in found.unreadable]}
    door.answer(_told(door, found), data)
    for each in found.matched:
        _tell_alerts(door, each.alerts, each.file_name)
    if found.unreadable and not door.machine:
        for problem in found.unreadable:
            door.tell("receipt.match.unreadable", told=door.lexicon.refusal(problem))
    door.tell("receipt.match.to-confirm" if trial else "receipt.match.kept", count=sum(not each.already for each in found.matched))
    return ExitCode.DONE


def _told(door: Door, found: "ReceiptsMatched") -> str:
    counts = {
        "new": sum(not each.already for each in found.matched),
        "already": sum(each.already for each in found.matched),
        "unmatched": len(found.unmatched),
        "unreadable": len(found.unreadable),
    }
    told = [", ".join(door.say(f"receipt.match.count.{name}", count=count) for name, count in counts.items())]
    new = [each for each in found.matched if not each.already]
    rows = [(each.file_name, f"{each.claim}/{', '.join(each.lines)}", door.lexicon.term(each.kind.value)) for each in new]
    if rows:
        told.append(columns(rows))
    if found.unmatched:
        told.append(door.say("receipt.match.unmatched"))
        told.append(columns([(each.file_name, door.lexicon.term(each.doubt.value), ", ".join(each.near[:4])) for each in found.unmatched]))
    return "\n".join(told)


def missing(door: Door, ledger: Address, board: str, threshold: str | None, on: date | None, known_at: datetime | None) -> None:
    """List the lines that lack a receipt, by board."""
    from fundalloc.usecases.claiming import following

    cents = 0 if threshold is None else amount_of(threshold, "--threshold")
    found = following.missing_receipts(ledger, on=on or now().date(), board=board, threshold_cents=cents, known_at=known_at)
    rows = [
        (
            row.recipient,
            f"{row.claim}/{row.line}",
            row.incurred_on.isoformat(),
            row.supplier,
            row.invoice_number,
            door.lexicon.money(row.amount_cents),
            ", ".join(door.lexicon.term(kind.value) for kind in row.lacking),
            door.lexicon.term(row.absence) if row.absence else "",
            door.say("claim.waiting.days", count=row.days),
        )
        for row in found
    ]
    door.answer(columns(rows, right=frozenset({5})) if rows else door.say("receipt.missing.none"), [as_data(row) for row in found])


def remind(door: Door, ledger: Address, target: Path, board: str, threshold: str | None, until: date | None, person: str) -> None:
    """Write the letter that asks a board for what is missing."""
    from fundalloc.usecases.claiming import reminding

    cents = 0 if threshold is None else amount_of(threshold, "--threshold")
    rows = reminding.write_reminder(
        ledger, target, door.lexicon, board=board, person=person, now=now(), until_on=until, threshold_cents=cents
    )
    told = door.say("receipt.remind.done", path=str(target), recipient=board, count=len(rows))
    door.answer(told, {"path": str(target), "recipient": board, "lines": [as_data(row) for row in rows]})


def absent(door: Door, ledger: Address, claim: str, line: str, why: str, reason: str, person: str) -> None:
    """Write down why a line has no receipt."""
    from fundalloc.ledger.kinds import Absence
    from fundalloc.usecases.claiming import receipts

    declared = receipts.declare_absence(
        ledger,
        claim=claim,
        line=line,
        absence=chosen(Absence, why, "--why"),
        reason=reason,
        person=person,
        now=now(),
        dry_run=door.rehearsal,
    )
    done(door, "receipt.absent.done", declared)


def doubles(door: Door, ledger: Address, known_at: datetime | None) -> None:
    """List the receipts that stand on lines of several invoices, or of several boards."""
    from fundalloc.usecases.claiming import following

    found = following.double_receipts(ledger, known_at=known_at)
    rows = [(each.file_name, each.sha256[:16], ", ".join(f"{place.claim}/{place.line}" for place in each.places)) for each in found]
    door.answer(columns(rows) if rows else door.say("receipt.doubles.none"), [as_data(row) for row in found])


CLAIM: Final = Ask("claim", Kind.CLAIM, ("--claim",), required=True)
BOARD: Final = Ask("board", Kind.TEXT, ("--board",), default="")
THRESHOLD: Final = Ask("threshold", Kind.AMOUNT, ("--threshold",))

FAMILY: Final = Family(
    "receipt",
    (
        Verb(
            "add",
            add,
            (
                Ask("file", Kind.FILE, required=True),
                CLAIM,
                LINE,
                Ask("proof", Kind.FLAG, ("--proof",)),
                Ask("restricted", Kind.FLAG, ("--restricted",)),
                *WRITES,
            ),
        ),
        Verb(
            "match",
            match,
            (
                Ask("batch", Kind.FILE, required=True),
                Ask("claim", Kind.CLAIM, ("--claim",), default=""),
                Ask("confirm", Kind.FLAG, ("--confirm",)),
                Ask("restricted", Kind.FLAG, ("--restricted",)),
                *WRITES,
            ),
        ),
        Verb("missing", missing, (BOARD, THRESHOLD, Ask("on", Kind.DAY, ("--on",)), KNOWN_AT, LEDGER, JSON)),
        Verb(
            "remind",
            remind,
            (
                Ask("target", Kind.FILE, required=True),
                Ask("board", Kind.TEXT, ("--board",), required=True),
                THRESHOLD,
                Ask("until", Kind.DAY, ("--until",)),
                LEDGER,
                PERSON,
                JSON,
            ),
        ),
        Verb("absent", absent, (CLAIM, LINE, Ask("why", Kind.TEXT, ("--why",), required=True), REASON, *WRITES)),
        Verb("doubles", doubles, (KNOWN_AT, LEDGER, JSON)),
    ),
)
