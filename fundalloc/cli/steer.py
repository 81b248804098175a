"""``fundalloc steer``: what to move, now that part of the year is spent."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

import click

from fundalloc.cli.door import Door, ExitCode, now
from fundalloc.cli.spoken import as_data, sealed
from fundalloc.cli.typed import DAY, WAIVER, WRITES, amount_of, chosen
from fundalloc.cli.verbs import JSON, KNOWN_AT, Ask, Kind, Verb
from fundalloc.ledger.address import Address

ENDINGS: Final = (".json", ".xlsx", ".pdf")


def steer(  # noqa: PLR0913 - one for each thing that may be asked for
    door: Door,
    *,
    ledger: Address,
    scenario: Path,
    as_of: date,
    known_at: datetime | None,
    forecast: str,
    declared: Path | None,
    last_year: Address | None,
    smallest: str,
    beyond_clause: bool,
    output: Path | None,
    person: str | None,
) -> ExitCode:
    """Propose transfers, and write them where they were asked for; exit code 1 where the rules no longer hold together."""
    from fundalloc.allocation.outcome import Impossible
    from fundalloc.cli.allocate import quarrel
    from fundalloc.steering.forecasts import Method
    from fundalloc.usecases import steering
    from fundalloc.usecases.accountability import reporting
    from fundalloc.usecases.allocating import deciding

    if output is not None and output.suffix.lower() not in ENDINGS:
        raise click.UsageError(door.say("steer.unknown-ending", path=str(output), known=ENDINGS), click.get_current_context())
    method, smallest_cents = chosen(Method, forecast, "--forecast"), amount_of(smallest, "--smallest")
    asked = steering.SteeringAsked(scenario, as_of, method, known_at, declared, last_year, smallest_cents, beyond_clause)
    found = steering.propose(ledger, asked)
    if isinstance(found, Impossible):
        told = "\n".join(quarrel(found, door.lexicon, door.say("steer.impossible")))
        door.answer(told, deciding.result_document(found, door.lexicon, prepared_by=person))
        return ExitCode.REFUSED
    moment = now()
    document = steering.document_of(found, person=person or "", now=moment)
    door.answer(reporting.report_as_text(document, door.lexicon), steering.as_data(found, door.lexicon, person=person or ""))
    if output is not None:
        if output.suffix.lower() == ".json":
            steering.write_proposal(found, output, door.lexicon, person=person or "")
        else:
            reporting.write_report(document, output, door.lexicon, now=moment)
        door.tell("steer.written", path=str(output))
    return ExitCode.DONE


def apply(door: Door, ledger: Address, proposal: Path, waiver: str, on: date | None, person: str) -> None:
    """Record the transfers of a proposal."""
    from fundalloc.usecases import steering

    made = steering.apply_proposal(ledger, proposal, person=person, now=now(), waiver=waiver, on=on, dry_run=door.rehearsal)
    told = door.say("ledger.apply.done", count=len(made), amount_cents=sum(each.amount_cents for each in made))
    door.answer(sealed(door, told, made[-1].sealed if made else None), [as_data(each) for each in made])


VERB: Final = Verb(
    "steer",
    steer,
    (
        Ask("ledger", Kind.LEDGER, required=True),
        Ask("scenario", Kind.FOLDER, ("--scenario",), required=True),
        Ask("as_of", Kind.DAY, ("--as-of",), required=True),
        KNOWN_AT,
        Ask("forecast", Kind.TEXT, ("--forecast",), default="straight-line"),
        Ask("declared", Kind.FILE, ("--declared",)),
        Ask("last_year", Kind.LEDGER, ("--last-year",)),
        Ask("smallest", Kind.AMOUNT, ("--smallest",), default="100,00 $"),
        Ask("beyond_clause", Kind.FLAG, ("--beyond-clause",)),
        Ask("output", Kind.FILE, ("--output", "-o")),
        Ask("person", Kind.PERSON, ("--as",), shared=True),
        JSON,
    ),
)

APPLY: Final = Verb("apply", apply, (Ask("proposal", Kind.FILE, required=True), WAIVER, DAY, *WRITES))
