"""``fundalloc report disclosure``: who was given what, as it is published."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from fundalloc.cli.door import Door
from fundalloc.cli.spoken import as_data
from fundalloc.cli.typed import chosen
from fundalloc.cli.verbs import DRY_RUN, JSON, KNOWN_AT, LEDGER, Ask, Kind, Verb
from fundalloc.ledger.address import Address


def disclosure(door: Door, ledger: Address, publication: Path, form: str, output: Path, as_of: date, known_at: datetime | None) -> None:
    """Write what each recipient was given, in a published format."""
    from fundalloc.usecases.accountability import disclosing

    how = chosen(disclosing.Format, form, "--format")
    done = disclosing.disclose(ledger, publication, output, how, door.lexicon, as_of=as_of, known_at=known_at, dry_run=door.rehearsal)
    told = door.say("report.disclosure.done", path=done.path, count=done.grants, amendments=done.amendments, total_cents=done.total_cents)
    door.answer(told, as_data(done))


VERB: Final = Verb(
    "disclosure",
    disclosure,
    (
        Ask("publication", Kind.FILE, required=True),
        Ask("form", Kind.TEXT, ("--format",), default="federal"),
        Ask("output", Kind.FILE, ("--output", "-o"), required=True),
        Ask("as_of", Kind.DAY, ("--as-of",), required=True),
        KNOWN_AT,
        LEDGER,
        JSON,
        DRY_RUN,
    ),
)
