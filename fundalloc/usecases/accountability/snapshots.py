"""
Reports kept as snapshots: everything a report is made from, so that made again from the same books it is the same, byte for byte.

A snapshot holds the figures in each language and the notes they were made with; its fingerprint is what people sign.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from fundalloc.domain.reporting import DueReport, LineNote
from fundalloc.errors import refuse_together
from fundalloc.errors.reports import SnapshotDiffers
from fundalloc.ledger.accountability import Span
from fundalloc.lexicon import LANGUAGES, lexicon
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability.ministry import ReportAsked, Reported, told_by

if TYPE_CHECKING:
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.reporting import PreparedReport
    from fundalloc.reports.ministry.books import Books

FORMAT: Final = "fundalloc-report-1"


@dataclass(frozen=True, slots=True)
class Making:
    """Everything a report is made from: made again from the same, it is the same."""

    due: DueReport
    known_seq: int
    notes: tuple[LineNote, ...]
    person: str
    at: datetime
    version: str
    previous: Reported | None

    def told(self, journal: "Journal") -> "Books":
        """Return what the books tell of the report's days."""
        ((recorded_at,),) = journal.session.rows("SELECT recorded_at FROM entry WHERE seq = :seq", seq=self.known_seq)
        span, known_at = Span(self.due.starts_on, self.due.ends_on), datetime.fromisoformat(recorded_at)
        return told_by(journal, ReportAsked(span, known_at, self.due.kind, self.notes, self.previous))

    def laid_out(self, told: "Books") -> Document:
        """Return the report that the books give."""
        from fundalloc.reports.ministry.document import ministry_document
        from fundalloc.reports.preparation import Preparation

        return ministry_document(told, Preparation(self.person, self.at, self.version))


def remade(journal: "Journal", report: str, found: "PreparedReport") -> tuple[Document, datetime]:
    """
    Return a report made again, equal to its snapshot byte for byte, and when it was prepared.

    Raises:
        RefusedTogether: what the books give is not the snapshot that was kept.

    """
    notes, told = notes_of(journal, found), dict(found.entry.facts)
    due = journal.fund_at(last=found.known_seq).reporting.owed(report)
    assert due is not None, "a prepared report was owed"
    prepared_at = datetime.fromisoformat(told["prepared-at"])
    making = Making(due, found.known_seq, notes, found.entry.person, prepared_at, found.version, _before(told, due))
    document = making.laid_out(making.told(journal))
    if digest(snapshot(document, notes)) != found.fingerprint:
        refuse_together((SnapshotDiffers(report=report, fingerprint=found.fingerprint),))
    return document, prepared_at


def _before(told: dict[str, str], due: DueReport) -> Reported | None:
    """Return the earlier report that a preparation tells of; where it does not say until when that one was, it is until the eve."""
    if not told.get("previous-seq"):
        return None
    until = told.get("previous-until")
    eve = Span(due.starts_on, due.ends_on).eve
    assert eve is not None, "a report on the calendar has a first day"
    return Reported(date.fromisoformat(until) if until else eve, int(told["previous-seq"]))


def reported_before(journal: "Journal", due: DueReport) -> Reported | None:
    """Return what was signed last on days that end before those of this report, whether it begins after them or takes them in."""
    from fundalloc.ledger.reporting import prepared

    earlier = [each for each in journal.fund_at().reporting.due if each.ends_on < due.ends_on]
    signed = [Reported(owed.ends_on, each.known_seq) for owed in earlier for each in prepared(journal, owed.id) if each.signature]
    return max(signed, key=lambda each: (each.until, each.known_seq), default=None)


def notes_of(journal: "Journal", found: "PreparedReport") -> tuple[LineNote, ...]:
    """Return the notes that a report was prepared with."""
    kept = json.loads(journal.session.shelf.content(found.fingerprint))
    return tuple(LineNote.model_validate(each) for each in kept["notes"])


def snapshot(document: Document, notes: tuple[LineNote, ...]) -> bytes:
    """Return the bytes that a report is kept as: its figures in each language, and the notes it was made with."""
    from fundalloc.reports.plain import as_document

    told = {
        "format": FORMAT,
        "notes": [note.model_dump(mode="json") for note in notes],
        "report": {each: as_document(document, lexicon(each)) for each in LANGUAGES},
    }
    return (json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def digest(content: bytes) -> str:
    """Return the fingerprint of a snapshot's bytes."""
    return sha256(content).hexdigest()
