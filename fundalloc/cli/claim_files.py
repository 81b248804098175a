"""``fundalloc claim template`` and ``import``: the workbook a board fills in, and its file, tried first and recorded when confirmed."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.cli.door import Door, ExitCode, now
from fundalloc.cli.layout import columns
from fundalloc.cli.spoken import as_data, sealed
from fundalloc.cli.typed import manner_of
from fundalloc.errors import Level
from fundalloc.ledger.address import Address

if TYPE_CHECKING:
    from fundalloc.intake.claims import ReadManner
    from fundalloc.ledger.claim_answers import ClaimPreview


def template(door: Door, ledger: Address, target: Path, board: str, name: str, from_: date | None, to: date | None) -> None:
    """Write the workbook in which a board fills in its claim."""
    from fundalloc.usecases.claiming import claim_templates

    asked = claim_templates.write_claim_template(
        ledger, target, door.lexicon, board=board, now=now(), claim=name, starts_on=from_, ends_on=to
    )
    told = door.say("claim.template.done", path=str(target), claim=asked.claim, recipient=board, count=len(asked.activities))
    door.answer(told, {"path": str(target), "claim": asked.claim, "recipient": board, "activities": len(asked.activities)})


def import_(
    door: Door,
    ledger: Address,
    file: Path,
    confirm: bool,  # noqa: FBT001 - a flag of the command
    annotate: Path | None,
    waiver: str,
    replaces: str,
    encoding: str | None,
    delimiter: str | None,
    person: str,
) -> ExitCode:
    """Read a claim's file as a trial, or record it when that is confirmed; the same file twice changes nothing."""
    from fundalloc.intake.claims import ReadManner

    manner = ReadManner(forced=manner_of(door, encoding, delimiter))
    if not confirm:
        return _try(door, ledger, file, annotate, waiver, replaces, manner, person)
    from fundalloc.usecases.claiming import claims

    imported = claims.import_claim(
        ledger, file, person=person, now=now(), waiver=waiver, replaces=replaces, manner=manner, dry_run=door.rehearsal
    )
    key = "claim.import.already" if imported.already else "claim.import.done"
    told = door.say(key, claim=imported.claim, recipient=imported.recipient, count=imported.lines, total_cents=imported.total_cents)
    door.answer(told if imported.already else sealed(door, told, imported.sealed), as_data(imported))
    return ExitCode.DONE


def _try(
    door: Door, ledger: Address, file: Path, annotate: Path | None, waiver: str, replaces: str, manner: "ReadManner", person: str
) -> ExitCode:
    from fundalloc.usecases.claiming import claim_preview
    from fundalloc.usecases.files import annotated

    found = claim_preview.preview_claim(ledger, file, person=person, now=now(), waiver=waiver, replaces=replaces, manner=manner)
    if annotate is not None:
        annotated(file, found.problems, annotate, door.lexicon)
        door.tell("claim.import.annotated", path=str(annotate))
    data = as_data(found) | {"problems": [door.as_data(problem) for problem in found.problems]}
    door.answer(_spoken(door, found), data)
    if any(problem.level is Level.BLOCKS for problem in found.problems):
        return ExitCode.REFUSED if door.machine else door.refuse(found.problems)
    if not found.already:
        door.tell("claim.import.to-confirm")
    return ExitCode.DONE


def _spoken(door: Door, found: "ClaimPreview") -> str:
    from fundalloc.ledger.claim_answers import LineStatus

    if found.already:
        return door.say("claim.import.already", claim=found.claim)
    key = "claim.import.trial-corrects" if found.corrects else "claim.import.trial"
    facts = {"claim": found.claim, "corrects": found.corrects, "recipient": found.recipient or "?"}
    read = "claim.import.read-text" if found.encoding else "claim.import.read-workbook"
    told = [
        door.say(key, **facts, total_cents=found.total_cents, before_cents=found.before_cents),
        door.say(read, encoding=found.encoding, delimiter="tab" if found.delimiter == "\t" else found.delimiter),
        ", ".join(door.say(f"claim.import.count.{status}", count=found.count(status)) for status in LineStatus),
    ]
    shown = [
        (
            line.reference or door.say("claim.import.row", row=line.row or 0),
            door.say(f"claim.import.status.{line.status}"),
            "" if line.amount_cents is None else door.lexicon.money(line.amount_cents),
            ", ".join(door.lexicon.say(f"fields.claim.{name}") for name in line.changes if door.lexicon.has(f"fields.claim.{name}")),
        )
        for line in found.lines
        if line.status in {LineStatus.CHANGED, LineStatus.REMOVED, LineStatus.REJECTED}
    ]
    return "\n".join((*told, columns(shown, right=frozenset({2})))) if shown else "\n".join(told)
