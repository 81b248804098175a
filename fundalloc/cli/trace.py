"""``fundalloc trace``: from a figure of a report to the receipts, the approvals, and the rule that gave the budget."""

from pathlib import Path
from typing import Final

from fundalloc.cli.door import Door, now
from fundalloc.cli.showing import AUTHOR, OUTPUT, show
from fundalloc.cli.verbs import DRY_RUN, JSON, LEDGER, Ask, Kind, Verb
from fundalloc.ledger.address import Address


def trace(
    door: Door, ledger: Address, report: Path, cell: str, beside: tuple[Address, ...], output: Path | None, person: str | None
) -> None:
    """Answer with everything behind a figure."""
    from fundalloc.usecases.proving import tracing

    moment = now()
    show(door, tracing.trace(ledger, report, cell, beside=beside, person=person or "", now=moment), output, moment)


VERB: Final = Verb(
    "trace",
    trace,
    (
        Ask("report", Kind.FILE, required=True),
        Ask("cell", Kind.TEXT, required=True),
        Ask("beside", Kind.LEDGER, ("--with",), several=True),
        OUTPUT,
        AUTHOR,
        LEDGER,
        JSON,
        DRY_RUN,
    ),
)
