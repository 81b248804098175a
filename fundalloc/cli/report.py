"""``fundalloc report``: what is owed to the ministry, every figure from the ledger."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fundalloc.cli.door import Door, now
from fundalloc.cli.typed import chosen
from fundalloc.cli.verbs import DRY_RUN, JSON, KNOWN_AT, LEDGER, Ask, Family, Kind, Verb
from fundalloc.ledger.address import Address

if TYPE_CHECKING:
    from fundalloc.reports.tables import Document


def ministry(
    door: Door,
    ledger: Address,
    first: date | None,
    as_of: date,
    known_at: datetime | None,
    kind: str,
    notes: Path | None,
    output: Path | None,
    person: str | None,
) -> None:
    """Answer with the financial report on a range of days, and write it where it was asked for."""
    from fundalloc.domain.reporting import ReportKind
    from fundalloc.ledger.accountability import Span
    from fundalloc.usecases import ministry

    asked = ministry.ReportAsked(
        Span(first, as_of),
        known_at,
        chosen(ReportKind, kind, "--kind"),
        ministry.read_notes(notes) if notes else (),
    )
    moment = now()
    show(door, ministry.laid_out(ledger, asked, person=person or "", now=moment), output, moment)


def show(door: Door, document: "Document", output: Path | None, moment: datetime) -> None:
    """Answer with a document, and write it as its file's name ends where it was asked for."""
    from fundalloc.usecases import reporting

    if output is not None and output.suffix.lower() not in reporting.ENDINGS:
        raise click.UsageError(door.say("report.ministry.unknown-ending", path=str(output)), click.get_current_context())
    door.answer(reporting.report_as_text(document, door.lexicon), reporting.report_as_data(document, door.lexicon))
    if output is not None and not door.rehearsal:
        reporting.write_report(document, output, door.lexicon, now=moment)
        door.tell("report.ministry.written", path=str(output))


OUTPUT: Final = Ask("output", Kind.FILE, ("--output", "-o"))
AUTHOR: Final = Ask("person", Kind.PERSON, ("--as",))

FAMILY: Final = Family(
    "report",
    (
        Verb(
            "ministry",
            ministry,
            (
                Ask("first", Kind.DAY, ("--from",)),
                Ask("as_of", Kind.DAY, ("--as-of",), required=True),
                KNOWN_AT,
                Ask("kind", Kind.TEXT, ("--kind",), default="interim"),
                Ask("notes", Kind.FILE, ("--notes",)),
                OUTPUT,
                AUTHOR,
                LEDGER,
                JSON,
                DRY_RUN,
            ),
        ),
    ),
)
