"""``fundalloc report``, to those who do not keep the books: a committee, a funder, a region."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fundalloc.cli.door import Door, now
from fundalloc.cli.showing import AUTHOR, OUTPUT, show
from fundalloc.cli.verbs import BILINGUAL, DRY_RUN, JSON, KNOWN_AT, LEDGER, Ask, Kind, Verb
from fundalloc.ledger.address import Address

if TYPE_CHECKING:
    from fundalloc.usecases.accountability.ministry import ReportAsked
    from fundalloc.usecases.accountability.progress import ProgressAsked


def execution(door: Door, ledger: Address, notes: Path | None, output: Path | None, person: str | None, **days: Any) -> None:  # noqa: ANN401
    """Answer with where the budget stands."""
    from fundalloc.usecases.accountability import execution, ministry

    asked, moment = ministry.with_notes(_days(**days), notes), now()
    show(door, execution.execution_report(ledger, asked, person=person or "", now=moment), output, moment)


def coverage(
    door: Door,
    ledger: Address,
    scenario: Path,
    agreements: tuple[Path, ...],
    output: Path | None,
    person: str | None,
    **days: Any,  # noqa: ANN401 - what the days are is asked alike everywhere
) -> None:
    """Answer with the regions that are funded and served, and those that are not."""
    from fundalloc.usecases.accountability import coverage

    moment = now()
    told = coverage.coverage_report(ledger, _days(**days), scenario=scenario, agreements=agreements, person=person or "", now=moment)
    show(door, told, output, moment)


def funder(
    door: Door,
    ledger: Address,
    funder: str,
    funding: Path,
    output: Path | None,
    person: str | None,
    **days: Any,  # noqa: ANN401 - the same
) -> None:
    """Answer with what one funder's money allowed."""
    from fundalloc.usecases.accountability import funder_views

    moment = now()
    told = funder_views.funder_report(ledger, _days(**days), funder, funding=funding, person=person or "", now=moment)
    show(door, told, output, moment)


def trends(
    door: Door,
    ledger: Address,
    others: tuple[Address, ...],
    phases: Path | None,
    output: Path | None,
    person: str | None,
    **days: Any,  # noqa: ANN401 - the same
) -> None:
    """Answer with each envelope from year to year."""
    from fundalloc.usecases.accountability import trends

    moment = now()
    show(door, trends.trends_report((ledger, *others), _days(**days), progress=phases, person=person or "", now=moment), output, moment)


def _days(*, as_of: date, first: date | None = None, known_at: datetime | None = None) -> "ReportAsked":
    """Return the days a report is asked of, and when they were known."""
    from fundalloc.ledger.accountability import Span
    from fundalloc.usecases.accountability.ministry import ReportAsked

    return ReportAsked(Span(first, as_of), known_at)


def accountability(door: Door, output: Path | None, person: str | None, **asked: object) -> None:
    """Answer for a plan or a mandate."""
    from fundalloc.usecases.accountability import progress

    moment = now()
    show(door, progress.accountability_report(_asked(asked), person=person or "", now=moment), output, moment)


def activity(door: Door, output: Path | None, person: str | None, **asked: object) -> None:
    """Answer with what was done."""
    from fundalloc.usecases.accountability import progress

    moment = now()
    show(door, progress.activity_report(_asked(asked), person=person or "", now=moment), output, moment)


def highlights(door: Door, output: Path | None, person: str | None, **asked: object) -> None:
    """Answer with the highlights of some days."""
    from fundalloc.usecases.accountability import progress

    moment = now()
    show(door, progress.highlights_report(_asked(asked), person=person or "", now=moment), output, moment)


def regions(door: Door, into: Path, ending: str, person: str | None, **asked: object) -> None:
    """Write one file for each region."""
    from fundalloc.usecases.accountability import progress, reporting

    moment = now()
    documents = progress.region_reports(_asked(asked), person=person or "", now=moment)
    paths = {region: into / f"{region}.{ending}" for region in documents}
    if not door.rehearsal:
        into.mkdir(parents=True, exist_ok=True)
        for region, document in documents.items():
            reporting.write_report(document, paths[region], door.lexicon, now=moment)
    told = door.say("report.regions.written", count=len(paths), path=str(into)) if paths else door.say("report.regions.none")
    door.answer(told, {region: str(path) for region, path in paths.items()})


def _asked(typed: dict[str, object]) -> "ProgressAsked":
    """Return what is asked of a report on progress."""
    from fundalloc.usecases.accountability.progress import ProgressAsked

    return ProgressAsked(**{ASKED_AS.get(name, name): value for name, value in typed.items() if value is not None})  # type: ignore[arg-type]


ASKED_AS: Final = {"since": "first", "until": "as_of", "books": "ledger", "mandate_of": "agreement", "plan_of": "scenario"}
"""The names that a report on progress knows its options by."""

FOLLOWED: Final = (
    Ask("progress", Kind.FOLDER, required=True, shared=True),
    Ask("since", Kind.DAY, ("--from",), shared=True),
    Ask("until", Kind.DAY, ("--as-of",), required=True, shared=True),
    KNOWN_AT,
    Ask("mandate_of", Kind.FOLDER, ("--agreement",), shared=True),
    Ask("plan_of", Kind.FOLDER, ("--scenario",), shared=True),
    Ask("region", Kind.TEXT, ("--region",), shared=True),
    Ask("restricted", Kind.FLAG, ("--restricted",), shared=True),
    Ask("books", Kind.LEDGER, ("--ledger", "-l"), shared=True),
)
SHOWN: Final = (OUTPUT, BILINGUAL, AUTHOR, JSON, DRY_RUN)
FIRST: Final = Ask("first", Kind.DAY, ("--from",))
LAST: Final = Ask("as_of", Kind.DAY, ("--as-of",), required=True)

VERBS: Final = (
    Verb(
        "execution",
        execution,
        (
            FIRST,
            LAST,
            KNOWN_AT,
            Ask("notes", Kind.FILE, ("--notes",)),
            LEDGER,
            *SHOWN,
        ),
    ),
    Verb(
        "coverage",
        coverage,
        (
            Ask("scenario", Kind.FOLDER, ("--scenario",), required=True),
            Ask("agreements", Kind.FOLDER, ("--agreement",), several=True),
            FIRST,
            LAST,
            KNOWN_AT,
            LEDGER,
            *SHOWN,
        ),
    ),
    Verb(
        "funder",
        funder,
        (
            Ask("funder", Kind.TEXT, required=True),
            Ask("funding", Kind.FILE, ("--funding",), required=True),
            LAST,
            KNOWN_AT,
            LEDGER,
            *SHOWN,
        ),
    ),
    Verb(
        "trends",
        trends,
        (
            Ask("others", Kind.LEDGER, ("--with",), several=True),
            LAST,
            KNOWN_AT,
            Ask("phases", Kind.FOLDER, ("--phases",)),
            LEDGER,
            *SHOWN,
        ),
    ),
    Verb("accountability", accountability, (*FOLLOWED, *SHOWN)),
    Verb("activity", activity, (*FOLLOWED, *SHOWN)),
    Verb("highlights", highlights, (*FOLLOWED, *SHOWN)),
    Verb(
        "regions",
        regions,
        (
            *FOLLOWED,
            Ask("into", Kind.FOLDER, ("--into",), required=True),
            Ask("ending", Kind.TEXT, ("--as-file",), default="xlsx"),
            AUTHOR,
            JSON,
            DRY_RUN,
        ),
    ),
)
