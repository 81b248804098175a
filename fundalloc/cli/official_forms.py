"""``fundalloc report``: the ministry's own form, filled, and compared with its next edition."""

from datetime import date
from pathlib import Path
from typing import Final

import click

from fundalloc.cli.door import Door, now
from fundalloc.cli.showing import AUTHOR, OUTPUT, show
from fundalloc.cli.spoken import as_data
from fundalloc.cli.verbs import DRY_RUN, JSON, LEDGER, Ask, Kind, Verb
from fundalloc.ledger.address import Address


def form_fill(
    door: Door, ledger: Address, form: Path, mapping: Path, output: Path, report: str | None, as_of: date | None, person: str | None
) -> None:
    """Fill the ministry's own form from a prepared report, or from the books as of a day."""
    from fundalloc.usecases.accountability import attesting, ministry, official_forms

    if report is not None and as_of is None:
        document, _ = attesting.rebuild(ledger, report)
    elif as_of is not None and report is None:
        document = ministry.ministry_report(ledger, as_of=as_of, person=person or "", now=now())
    else:
        raise click.UsageError(door.say("report.form-fill.one-source"), click.get_current_context())
    filled = official_forms.fill(document, form, mapping, output, door.lexicon, dry_run=door.rehearsal)
    door.answer(door.say("report.form-fill.done", path=filled.path, count=filled.cells, fingerprint=filled.sha256), as_data(filled))


def form_diff(door: Door, old: Path, new: Path, output: Path | None) -> None:
    """Answer with what changed from one edition of a form to the next."""
    from fundalloc.usecases.accountability import official_forms

    moment = now()
    show(door, official_forms.compare(old, new, now=moment), output, moment)


VERBS: Final = (
    Verb(
        "form-fill",
        form_fill,
        (
            Ask("form", Kind.FILE, required=True),
            Ask("mapping", Kind.FILE, ("--mapping", "-m"), required=True),
            Ask("output", Kind.FILE, ("--output", "-o"), required=True),
            Ask("report", Kind.TEXT, ("--report",)),
            Ask("as_of", Kind.DAY, ("--as-of",)),
            AUTHOR,
            LEDGER,
            JSON,
            DRY_RUN,
        ),
    ),
    Verb("form-diff", form_diff, (Ask("old", Kind.FILE, required=True), Ask("new", Kind.FILE, required=True), OUTPUT, JSON, DRY_RUN)),
)
