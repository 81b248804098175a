"""Reports as the books remember them: prepared, with the fingerprint of their snapshot, reviewed, then signed; the latest stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from fundalloc.domain.reporting import DueReport
from fundalloc.ledger.answers import EntryRow
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Kind

BETWEEN: Final = "|"


class ReportState(StrEnum):
    """Where an owed report stands."""

    TO_PREPARE = "to-prepare"
    PREPARED = "prepared-report"
    REVIEWED = "reviewed-report"
    SIGNED = "signed-report"


@dataclass(frozen=True, slots=True)
class PreparedReport:
    """A report as prepared: what was known (``known_seq``), its snapshot's fingerprint, what stood in its way, its review and signature."""

    entry: EntryRow
    known_seq: int
    fingerprint: str
    obstacles: tuple[str, ...]
    version: str
    corrects: int
    material: bool
    review: EntryRow | None
    signature: EntryRow | None

    @property
    def state(self) -> ReportState:
        if self.signature:
            return ReportState.SIGNED
        return ReportState.REVIEWED if self.review else ReportState.PREPARED


@dataclass(frozen=True, slots=True)
class OwedRow:
    """An owed report and where it stands; ``late_days`` counts from its due day to its signature, or to today while it has none."""

    due: DueReport
    state: ReportState
    versions: int
    prepared_by: str
    reviewed_by: str
    signed_by: str
    signed_on: date | None
    late_days: int


def prepared(journal: Journal, report: str) -> tuple[PreparedReport, ...]:
    """Return the preparations of a report, in order, each with its last review and its signature."""
    reviews, signatures = (_of_preparations(journal, kind, report) for kind in (Kind.REPORT_REVIEWED, Kind.REPORT_SIGNED))
    return tuple(
        _prepared(entry, dict(entry.facts), reviews.get(str(entry.seq)), signatures.get(str(entry.seq)))
        for entry in journal.entries(Kind.REPORT_PREPARED, reference=report)
    )


def _of_preparations(journal: Journal, kind: Kind, report: str) -> Mapping[str, EntryRow]:
    """Return the last act of a kind on each preparation of a report, by the number of its entry."""
    return {dict(entry.facts)["prepared-seq"]: entry for entry in journal.entries(kind, reference=report)}


def _prepared(entry: EntryRow, told: Mapping[str, str], review: EntryRow | None, signature: EntryRow | None) -> PreparedReport:
    return PreparedReport(
        entry=entry,
        known_seq=int(told["known-seq"]),
        fingerprint=told["file-sha256"],
        obstacles=tuple(part for part in told.get("obstacles", "").split(BETWEEN) if part),
        version=told["version"],
        corrects=int(told.get("corrects", "0")),
        material=told.get("material") == "yes",
        review=review,
        signature=signature,
    )


def owed(journal: Journal, due: DueReport, *, on: date) -> OwedRow:
    """Return where an owed report stands on a day; a correction does not make a report late again."""
    versions = prepared(journal, due.id)
    last = versions[-1] if versions else None
    first_signed = next((each.signature for each in versions if each.signature), None)
    done_on = first_signed.effective_on if first_signed else None
    return OwedRow(
        due=due,
        state=last.state if last else ReportState.TO_PREPARE,
        versions=len(versions),
        prepared_by=last.entry.person if last else "",
        reviewed_by=last.review.person if last and last.review else "",
        signed_by=first_signed.person if first_signed else "",
        signed_on=done_on,
        late_days=max(0, ((done_on or on) - due.due_on).days),
    )
