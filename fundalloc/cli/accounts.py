"""``fundalloc report``, to those who do not keep the books: a committee, a funder, a region."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from fundalloc.cli.door import Door, now
from fundalloc.cli.showing import AUTHOR, OUTPUT, show
from fundalloc.cli.verbs import DRY_RUN, JSON, KNOWN_AT, LEDGER, Ask, Kind, Verb
from fundalloc.ledger.address import Address


def execution(
    door: Door,
    ledger: Address,
    first: date | None,
    as_of: date,
    known_at: datetime | None,
    notes: Path | None,
    output: Path | None,
    person: str | None,
) -> None:
    """Answer with where the budget stands."""
    from fundalloc.ledger.accountability import Span
    from fundalloc.usecases import execution, ministry

    asked = ministry.ReportAsked(Span(first, as_of), known_at, notes=ministry.read_notes(notes) if notes else ())
    moment = now()
    show(door, execution.execution_report(ledger, asked, person=person or "", now=moment), output, moment)


FIRST: Final = Ask("first", Kind.DAY, ("--from",))
LAST: Final = Ask("as_of", Kind.DAY, ("--as-of",), required=True)
SHOWN: Final = (OUTPUT, AUTHOR, LEDGER, JSON, DRY_RUN)

VERBS: Final = (Verb("execution", execution, (FIRST, LAST, KNOWN_AT, Ask("notes", Kind.FILE, ("--notes",)), *SHOWN)),)
