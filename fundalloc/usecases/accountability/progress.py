"""
Reports on what a plan or a mandate came to, as a person asks for them: accountability, activity, highlights, one region.

Each reads the same follow-up beside the books of the same lines. Small counts of people are withheld as the follow-up says, and what is
restricted is left out unless it is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import fundalloc
from fundalloc.domain.agreements import TransferAgreement
from fundalloc.domain.scenario import Scenario
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.address import Address
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability.ministry import ReportAsked, told_by
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:  # reports are loaded when one is asked for, so that --help stays quick
    from fundalloc.intake.progress import Known
    from fundalloc.reports.ministry.books import Books
    from fundalloc.reports.preparation import Preparation
    from fundalloc.reports.progress.followed import Followed, Frame


@dataclass(frozen=True, slots=True)
class ProgressAsked:
    """
    What is asked for: the follow-up, of which days, and what it follows.

    That is a mandate (its agreement), the plan of a scenario, or the plan that the books adopted; a plan may do without books.
    """

    progress: Path
    as_of: date
    first: date | None = None
    known_at: datetime | None = None
    ledger: Address | None = None
    agreement: Path | None = None
    scenario: Path | None = None
    region: str = ""
    restricted: bool = False


def accountability_report(asked: ProgressAsked, *, person: str, now: datetime) -> Document:
    """Answer for money, indicators and what is said, axis by axis, or component by component of a mandate."""
    from fundalloc.reports.progress.document import accountability_document

    return _laid_out(accountability_document, asked, person, now)


def activity_report(asked: ProgressAsked, *, person: str, now: datetime) -> Document:
    """Tell what was done, and how far each line of the plan is."""
    from fundalloc.reports.progress.document import activity_document

    return _laid_out(activity_document, asked, person, now)


def highlights_report(asked: ProgressAsked, *, person: str, now: datetime) -> Document:
    """Tell the highlights of some days."""
    from fundalloc.reports.progress.document import highlights_document

    return _laid_out(highlights_document, asked, person, now)


def region_reports(asked: ProgressAsked, *, person: str, now: datetime) -> dict[str, Document]:
    """Return a file on the work of each region of the scenario, or of the one that is asked for, by region."""
    from fundalloc.reports.progress.document import region_document

    followed = followed_by(asked)
    known = sorted({region for region in (followed.regions or {}).values() if region})
    regions = [region for region in known if asked.region in {"", region}]
    return {region: region_document(replace(followed, region=region), _made(asked, person, now)) for region in regions}


def _laid_out(document: "Callable[[Followed, Preparation], Document]", asked: ProgressAsked, person: str, now: datetime) -> Document:
    return document(followed_by(asked), _made(asked, person, now))


def _made(asked: ProgressAsked, person: str, now: datetime) -> "Preparation":
    from fundalloc.reports.preparation import Preparation, Role
    from fundalloc.usecases.accountability.beside import beside

    files = ((Role.PROGRESS, asked.progress), (Role.AGREEMENT, asked.agreement), (Role.SCENARIO, asked.scenario))
    told = tuple(each for role, path in files for each in beside(role, path))
    return Preparation(person, now, fundalloc.__version__, beside=told)


def followed_by(asked: ProgressAsked) -> "Followed":
    """Read everything a report on progress is drawn from."""
    from fundalloc.intake.progress import read_progress_with_places
    from fundalloc.reports.progress.followed import Followed

    agreement, scenario = _agreement(asked.agreement), _scenario(asked.scenario)
    books = _books(asked, agreement)
    frame = _frame(agreement, scenario, books)
    regions = {each.id: each.region for each in scenario.recipients} if scenario else None
    progress, places = read_progress_with_places(asked.progress, frame.indicators, _known(frame, books, scenario))
    return Followed(
        progress=progress,
        places=places,
        frame=frame,
        as_of=asked.as_of,
        first=asked.first,
        books=books,
        scenario=scenario,
        regions=regions,
        region=asked.region,
        restricted=asked.restricted,
    )


def _agreement(path: Path | None) -> TransferAgreement | None:
    from fundalloc.intake.agreement import read_agreement

    return None if path is None else read_agreement(path)


def _scenario(path: Path | None) -> Scenario | None:
    from fundalloc.intake.scenario import read_scenario

    return None if path is None else read_scenario(path)


def _books(asked: ProgressAsked, agreement: TransferAgreement | None) -> "Books | None":
    """Return what the books tell; of an agreement, the lines of its own recipient alone."""
    if asked.ledger is None:
        return None
    with reading(asked.ledger) as journal:
        books = told_by(journal, ReportAsked(Span(asked.first, asked.as_of), asked.known_at))
    if agreement is None:
        return books
    return replace(books, position=tuple(row for row in books.position if row.recipient == agreement.recipient))


def _frame(agreement: TransferAgreement | None, scenario: Scenario | None, books: "Books | None") -> "Frame":
    from fundalloc.reports.progress.followed import frame_of_agreement, frame_of_plan, frame_of_scenario

    plan = books.labels if books else ()
    if agreement is not None:
        return frame_of_agreement(agreement, plan)
    return frame_of_scenario(scenario) if scenario is not None else frame_of_plan(plan)


def _known(frame: "Frame", books: "Books | None", scenario: Scenario | None) -> "Known":
    """Return the names a follow-up may use: lines of the plan, and recipients."""
    known: dict[str, frozenset[str]] = {"about": frozenset(frame.lines), "plan_item": frozenset(frame.lines)} if frame.lines else {}
    recipients = {row.recipient for row in books.position} if books else set()
    recipients |= {each.id for each in scenario.recipients} if scenario else set()
    return known | ({"recipient": frozenset(recipients)} if recipients else {})
