"""
A report made again from its books, as it says that it was made: of which days, as known when, and with which files beside them.

A figure is then followed in what the books give, not in what a file says of them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from fundalloc.errors import Place, refuse_together, refused_alike
from fundalloc.errors.reports import ReportNotFollowed, ReportOfOtherBooks, ReportUnreadable
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.address import Address
from fundalloc.lexicon import LANGUAGES
from fundalloc.reports.preparation import Role
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability.ministry import ReportAsked
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:
    from fundalloc.intake.report_file import ReportFile
    from fundalloc.ledger.reporting import PreparedReport
    from fundalloc.usecases.accountability.progress import ProgressAsked


@dataclass(frozen=True, slots=True)
class Again:
    """What a report is made again from; ``facts`` are those it tells of itself, ``known_at`` what its books knew, if it has books."""

    ledger: Address
    facts: Mapping[str, str]
    files: Mapping[Role, tuple[Address, ...]]
    known_at: datetime | None
    person: str
    now: datetime

    @property
    def first(self) -> date | None:
        return date.fromisoformat(self.facts["from"]) if self.facts.get("from") else None

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.facts["as-of"])

    @property
    def asked(self) -> ReportAsked:
        """The days it is of, and what was known of them."""
        return ReportAsked(Span(self.first, self.as_of), self.known_at)

    def file(self, role: Role) -> Path:
        """Return the one file of a role that a report of this kind cannot be made without."""
        return Path(self.files[role][0])

    def files_of(self, role: Role) -> tuple[Path, ...]:
        """Return every file of a role that the report was made with."""
        return tuple(Path(path) for path in self.files.get(role, ()))


Make: TypeAlias = Callable[[Again], Document]


def made_again(ledger: Address, report: Path, beside: tuple[Address, ...], *, person: str, now: datetime) -> tuple[Document, str]:
    """
    Return a report made again as its file says, and its language.

    Raises:
        RefusedTogether: the file is no report of ours, its figures come from no books, or it is of other books or other files.

    """
    from fundalloc.reports.preparation import told_beside
    from fundalloc.usecases.accountability.beside import found_again
    from fundalloc.usecases.accountability.published import is_published, published_again

    if is_published(report):
        return published_again(ledger, report, beside, person=person, now=now), LANGUAGES[0]
    file = _read(report)
    known_at = _known_at(ledger, file, report)
    files = found_again(told_beside(file.facts), beside, report)
    return MAKERS[file.report](Again(ledger, file.facts, files, known_at, person, now)), file.language


def made_from_others(
    ledger: Address, report: Path, beside: tuple[Address, ...], *, person: str, now: datetime
) -> Iterator[tuple[Address, Document]]:
    """Go through the other books that a report was made with, each with the same report as these books give it, the first beside them."""
    from fundalloc.reports.preparation import told_beside
    from fundalloc.usecases.accountability.beside import found_again

    file = _read(report)
    known_at = _known_at(ledger, file, report)
    files = found_again(told_beside(file.facts), beside, report)
    others = files.get(Role.LEDGER, ())
    for place, other in enumerate(others):
        turned = {**files, Role.LEDGER: (ledger, *others[:place], *others[place + 1 :])}
        yield other, MAKERS[file.report](Again(other, file.facts, turned, known_at, person, now))


def _read(report: Path) -> "ReportFile":
    from fundalloc.intake.report_file import read_report_file

    with refused_alike():
        file = read_report_file(report)
        if file.language not in LANGUAGES:
            raise ReportUnreadable(path=report.name, place=Place(file=report.name))
        if file.report not in MAKERS:
            raise ReportNotFollowed(path=report.name, report=file.report, place=Place(file=report.name))
    return file


def _known_at(ledger: Address, file: "ReportFile", report: Path) -> datetime | None:
    """Return the moment a report knew the books at; books whose entry of that time bears another seal are not its own."""
    if "entries" not in file.facts:
        return None
    seq = int(file.facts["entries"])
    with reading(ledger) as journal:
        found = journal.session.rows("SELECT hash, recorded_at FROM entry WHERE seq = :seq", seq=seq)
    if not found or found[0][0] != file.facts["head"]:
        refuse_together((ReportOfOtherBooks(path=report.name, seq=seq, place=Place(file=report.name)),))
    told = datetime.fromisoformat(file.facts["known-at"])
    whole_second = told if told.microsecond else told + timedelta(seconds=1) - timedelta.resolution
    return min(whole_second, datetime.fromisoformat(found[0][1]))


# --- Each report, as its command asks for it


def _ministry(again: Again) -> Document:
    """Make a report again as it was prepared for its calendar, with what it was sealed with; any other, from its days and its notes."""
    from fundalloc.usecases.accountability import ministry

    asked = replace(_with_notes(again), funding_from=next(iter(again.files_of(Role.FUNDING)), None))
    return _prepared(again) or ministry.laid_out(again.ledger, asked, person=again.person, now=again.now)


def _prepared(again: Again) -> Document | None:
    from fundalloc.ledger.reporting import prepared
    from fundalloc.usecases.accountability.snapshots import remade

    with reading(again.ledger) as journal:
        owed = [each.id for each in journal.fund_at().reporting.due if each.ends_on == again.as_of]
        found = ((report, each) for report in owed for each in prepared(journal, report) if _is_told_by(again.facts, each))
        return next((remade(journal, report, each)[0] for report, each in found), None)


def _is_told_by(facts: Mapping[str, str], prepared: "PreparedReport") -> bool:
    """Tell whether a report says of itself what its preparation says of it."""
    at = datetime.fromisoformat(dict(prepared.entry.facts)["prepared-at"]).isoformat(sep=" ", timespec="minutes")
    told = tuple(facts.get(name) for name in ("entries", "report-prepared-by", "report-prepared-at"))
    return told == (str(prepared.known_seq), prepared.entry.person, at)


def _with_notes(again: Again) -> ReportAsked:
    from fundalloc.usecases.accountability.ministry import with_notes

    return with_notes(again.asked, next(iter(again.files_of(Role.NOTES)), None))


def _execution(again: Again) -> Document:
    from fundalloc.usecases.accountability import execution

    return execution.execution_report(again.ledger, _with_notes(again), person=again.person, now=again.now)


def _unspent(again: Again) -> Document:
    from fundalloc.usecases.accountability import unspent

    return unspent.unspent_report(again.ledger, as_of=again.as_of, person=again.person, now=again.now, known_at=again.known_at)


def _handover(again: Again) -> Document:
    from fundalloc.usecases.accountability import handing_over

    return handing_over.handover_report(again.ledger, as_of=again.as_of, person=again.person, now=again.now, known_at=again.known_at)


def _coverage(again: Again) -> Document:
    from fundalloc.usecases.accountability import coverage

    return coverage.coverage_report(
        again.ledger,
        again.asked,
        scenario=again.file(Role.SCENARIO),
        agreements=again.files_of(Role.AGREEMENT),
        person=again.person,
        now=again.now,
    )


def _funder(again: Again) -> Document:
    from fundalloc.usecases.accountability import funder_views

    funder, funding = again.facts["funder"], again.file(Role.FUNDING)
    return funder_views.funder_report(again.ledger, again.asked, funder, funding=funding, person=again.person, now=again.now)


def _trends(again: Again) -> Document:
    from fundalloc.usecases.accountability import trends

    ledgers = (again.ledger, *again.files.get(Role.LEDGER, ()))
    progress = next(iter(again.files_of(Role.PROGRESS)), None)
    return trends.trends_report(ledgers, again.asked, progress=progress, person=again.person, now=again.now)


def _accountability(again: Again) -> Document:
    from fundalloc.usecases.accountability import progress

    return progress.accountability_report(_followed(again), person=again.person, now=again.now)


def _activity(again: Again) -> Document:
    from fundalloc.usecases.accountability import progress

    return progress.activity_report(_followed(again), person=again.person, now=again.now)


def _region(again: Again) -> Document:
    from fundalloc.usecases.accountability import progress

    return progress.region_reports(_followed(again), person=again.person, now=again.now)[again.facts["region"]]


def _followed(again: Again) -> "ProgressAsked":
    """Return what a report on progress was asked."""
    from fundalloc.usecases.accountability.progress import ProgressAsked

    return ProgressAsked(
        progress=again.file(Role.PROGRESS),
        as_of=again.as_of,
        first=again.first,
        known_at=again.known_at,
        ledger=again.ledger if again.known_at else None,
        agreement=next(iter(again.files_of(Role.AGREEMENT)), None),
        scenario=next(iter(again.files_of(Role.SCENARIO)), None),
        region=again.facts.get("region", ""),
        restricted="restricted" in again.facts,
    )


MAKERS: Final[Mapping[str, Make]] = {
    "ministry": _ministry,
    "execution": _execution,
    "unspent": _unspent,
    "handover": _handover,
    "coverage": _coverage,
    "funder": _funder,
    "trends": _trends,
    "accountability": _accountability,
    "activity": _activity,
    "region": _region,
}
"""Every report whose figures come from books or from a follow-up, by the name it gives itself."""
