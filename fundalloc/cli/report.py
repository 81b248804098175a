"""``fundalloc report``: what is owed to the ministry, every figure from the ledger."""

from datetime import date
from pathlib import Path
from typing import Final

import click

from fundalloc.cli.door import Door, now
from fundalloc.cli.verbs import DRY_RUN, JSON, LEDGER, Ask, Family, Kind, Verb
from fundalloc.ledger.address import Address


def ministry(door: Door, ledger: Address, as_of: date, output: Path | None, person: str | None) -> None:
    """Answer with the financial report as of a day, and write its workbook where it was asked for."""
    from fundalloc.usecases import reporting

    if output is not None and output.suffix.lower() != ".xlsx":
        raise click.UsageError(door.say("report.ministry.unknown-ending", path=str(output)), click.get_current_context())
    moment = now()
    document = reporting.ministry_report(ledger, as_of=as_of, person=person or "", now=moment)
    door.answer(reporting.report_as_text(document, door.lexicon), reporting.report_as_data(document, door.lexicon))
    if output is not None and not door.rehearsal:
        reporting.write_report(document, output, door.lexicon, now=moment)
        door.tell("report.ministry.written", path=str(output))


FAMILY: Final = Family(
    "report",
    (
        Verb(
            "ministry",
            ministry,
            (
                Ask("as_of", Kind.DAY, ("--as-of",), required=True),
                Ask("output", Kind.FILE, ("--output", "-o")),
                Ask("person", Kind.PERSON, ("--as",)),
                LEDGER,
                JSON,
                DRY_RUN,
            ),
        ),
    ),
)
