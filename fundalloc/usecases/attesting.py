"""
Reports that are owed: prepared as a snapshot, reviewed, signed by somebody else, made again byte for byte, and their calendar.

``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what cannot be done raises
``RefusedTogether`` with every problem found.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import fundalloc
from fundalloc.domain.reporting import DueReport, LineNote
from fundalloc.errors import refuse_together
from fundalloc.errors.reports import (
    NothingToCorrect,
    ReportNotOwed,
    ReportNotPrepared,
    ReportNotReady,
    ReportNotReviewed,
    ReportSigned,
    SnapshotDiffers,
)
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import Sealed
from fundalloc.ledger.duties import Act, History
from fundalloc.ledger.kinds import Kind, Relation
from fundalloc.lexicon import LANGUAGES, lexicon
from fundalloc.reports.tables import Document
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.checking import reasoned
from fundalloc.usecases.ministry import ReportAsked, told_by

if TYPE_CHECKING:
    from fundalloc.ledger.answers import PositionRow
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.reporting import OwedRow, PreparedReport
    from fundalloc.ledger.rows import Link
    from fundalloc.reports.ministry.books import Books

FORMAT: Final = "fundalloc-report-1"


@dataclass(frozen=True, slots=True)
class Correction:
    """Why a signed report is prepared again, and whether what changes is material."""

    reason: str
    material: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report as prepared: the fingerprint of its snapshot, and what stands in the way of its signature."""

    report: str
    fingerprint: str
    obstacles: tuple[str, ...]
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class Attested:
    """A report that somebody reviewed or signed."""

    report: str
    fingerprint: str
    by: str
    sealed: Sealed


def prepare(
    ledger: Address,
    report: str,
    *,
    person: str,
    now: datetime,
    notes: tuple[LineNote, ...] = (),
    correction: Correction | None = None,
    dry_run: bool = False,
) -> Prepared:
    """Prepare a report of the fund's calendar: its snapshot is kept as a file, and its fingerprint written in the books."""
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.reporting import BETWEEN, prepared

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.PREPARE_REPORT, {})
        due = _owed(books, report)
        before = prepared(books.journal, report)
        links = _corrected(books, report, before, correction)
        why = reasoned(books, Act.PREPARE_REPORT, correction.reason) if correction else ""
        refuse_together(books.problems)
        assert due is not None, "an unknown report was refused"
        known_seq = books.journal.head().seq
        making = _Making(due, known_seq, notes, person, now, fundalloc.__version__, _previous(books.journal, due))
        told_by_books = making.told(books.journal)
        obstacles = _obstacles(told_by_books)
        content = snapshot(making.laid_out(told_by_books), notes)
        fingerprint = _digest(content)
        told = facts(
            {
                "known-seq": str(known_seq),
                "file-sha256": fingerprint,
                "obstacles": BETWEEN.join(obstacles),
                "version": making.version,
                "prepared-at": now.isoformat(),
                "previous-seq": str(making.previous or ""),
                "corrects": str(links[0].linked_seq) if links else "",
                "material": "" if correction is None else "yes" if correction.material else "no",
            }
        )
        books.file(content)
        sealed = books.seal(Entry(Kind.REPORT_PREPARED, now.date(), person, reference=report, reason=why, rows=(*told, *links)))
    return Prepared(report, fingerprint, obstacles, sealed)


def _corrected(books: OpenBooks, report: str, before: "Sequence[PreparedReport]", correction: Correction | None) -> "tuple[Link, ...]":
    """Return the link to the signed version a correction replaces; without a correction, a signed report stays as it is."""
    from fundalloc.ledger.rows import Link

    signed = next((each for each in reversed(before) if each.signature), None)
    if correction is not None and signed is None:
        books.doubt(NothingToCorrect(report=report))
    if correction is None and signed is not None and signed.signature is not None:
        books.doubt(ReportSigned(report=report, seq=signed.signature.seq, signed_by=signed.signature.person))
    return (Link(Relation.CORRECTS.value, signed.entry.seq),) if correction and signed else ()


def review(ledger: Address, report: str, *, remark: str = "", person: str, now: datetime, dry_run: bool = False) -> Attested:
    """Say that one has reviewed the latest preparation of a report, with a remark or none; not by its author, nor once it is signed."""
    from fundalloc.ledger.entries import Entry, facts

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        _owed(books, report)
        last = _unsigned(books, report)
        books.answer_for(Act.REVIEW_REPORT, _hands(last))
        why = books.text("remark", remark)
        refuse_together(books.problems)
        assert last is not None, "a report that nobody prepared was refused"
        _rebuilt(books.journal, report, last)
        told = facts({"prepared-seq": str(last.entry.seq), "fingerprint": last.fingerprint})
        sealed = books.seal(Entry(Kind.REPORT_REVIEWED, now.date(), person, reference=report, reason=why, rows=told))
    return Attested(report, last.fingerprint, person, sealed)


def sign(ledger: Address, report: str, *, title: str, person: str, now: datetime, dry_run: bool = False) -> Attested:
    """
    Sign the latest preparation of a report, under the title one signs with.

    Not by its author or its reviewer, nor while anything stands in the way, nor before the review that the calendar asks for.
    """
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.reports.ministry.books import Obstacle

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        due, last = _owed(books, report), _unsigned(books, report)
        books.answer_for(Act.SIGN_REPORT, _hands(last))
        if last is not None and last.obstacles:
            books.doubt(ReportNotReady(report=report, obstacles=tuple(map(Obstacle, last.obstacles))))
        if last is not None and due is not None and due.reviewer and last.review is None:
            books.doubt(ReportNotReviewed(report=report, reviewer=due.reviewer))
        signed_as = books.text("title", title)
        refuse_together(books.problems)
        assert last is not None, "a report that nobody prepared was refused"
        _rebuilt(books.journal, report, last)
        told = facts(
            {
                "prepared-seq": str(last.entry.seq),
                "fingerprint": last.fingerprint,
                "title": signed_as,
                **{f"statement-{each}": lexicon(each).say("reports.attestation", fingerprint=last.fingerprint) for each in LANGUAGES},
            }
        )
        sealed = books.seal(Entry(Kind.REPORT_SIGNED, now.date(), person, reference=report, rows=told))
    return Attested(report, last.fingerprint, person, sealed)


def _unsigned(books: OpenBooks, report: str) -> "PreparedReport | None":
    """Return the latest preparation of a report; one that is missing or signed is refused."""
    from fundalloc.ledger.reporting import prepared

    last = next(reversed(prepared(books.journal, report)), None)
    if last is None:
        books.doubt(ReportNotPrepared(report=report))
    elif last.signature:
        books.doubt(ReportSigned(report=report, seq=last.signature.seq, signed_by=last.signature.person))
    return last


def _hands(last: "PreparedReport | None") -> History:
    """Return who prepared and who reviewed a report."""
    if last is None:
        return {}
    return {
        Act.PREPARE_REPORT: frozenset({last.entry.person}),
        Act.REVIEW_REPORT: frozenset({last.review.person} if last.review else ()),
    }


def rebuild(ledger: Address, report: str) -> tuple[Document, datetime]:
    """
    Make the latest preparation of a report again from the books, and return it with the moment it was prepared at.

    Raises:
        RefusedTogether: nobody prepared it, or what the books give is not the snapshot that was kept.

    """
    from fundalloc.ledger.reporting import prepared

    with reading(ledger) as journal:
        found = prepared(journal, report)
        if not found:
            refuse_together((ReportNotPrepared(report=report),))
        return _rebuilt(journal, report, found[-1])


def _rebuilt(journal: "Journal", report: str, found: "PreparedReport") -> tuple[Document, datetime]:
    """Return a report made again, equal to its snapshot byte for byte."""
    from fundalloc.ledger.questions import fund_at

    notes = _notes(journal, found)
    told = dict(found.entry.facts)
    due = fund_at(journal, last=found.known_seq).reporting.owed(report)
    assert due is not None, "a prepared report was owed"
    prepared_at = datetime.fromisoformat(told["prepared-at"])
    previous = int(told["previous-seq"]) if told.get("previous-seq") else None
    making = _Making(due, found.known_seq, notes, found.entry.person, prepared_at, found.version, previous)
    document = making.laid_out(making.told(journal))
    if _digest(snapshot(document, notes)) != found.fingerprint:
        refuse_together((SnapshotDiffers(report=report, fingerprint=found.fingerprint),))
    return document, prepared_at


@dataclass(frozen=True, slots=True)
class Draft:
    """
    An owed report as it would be prepared now, with the notes of its last preparation.

    ``to_explain`` are the lines whose variance must be explained, ``versions`` its preparations, oldest first.
    """

    row: "OwedRow"
    document: Document
    notes: tuple[LineNote, ...]
    obstacles: tuple[str, ...]
    to_explain: "tuple[PositionRow, ...]"
    versions: "tuple[PreparedReport, ...]"

    def note(self, row: "PositionRow") -> LineNote:
        """Return what was said of a line; an empty note where nothing was."""
        of_line = [each for each in self.notes if (each.plan_item, each.recipient) == (row.plan_item, row.recipient)]
        found = next((each for each in of_line if each.fiscal_year in {"", row.fiscal_year}), None)
        return found or LineNote(plan_item=row.plan_item, recipient=row.recipient, fiscal_year=row.fiscal_year)


def draft(ledger: Address, report: str, *, person: str, now: datetime) -> Draft:
    """
    Return an owed report as it would be prepared now.

    Raises:
        RefusedTogether: the fund owes no report of that name.

    """
    from fundalloc.ledger.questions import fund_at
    from fundalloc.ledger.reporting import owed, prepared

    with reading(ledger) as journal:
        reporting = fund_at(journal).reporting
        due = reporting.owed(report)
        if due is None:
            refuse_together((ReportNotOwed(report=report, known=tuple(each.id for each in reporting.due)),))
        assert due is not None, "an unknown report was refused"
        versions = prepared(journal, report)
        notes = _notes(journal, versions[-1]) if versions else ()
        making = _Making(due, journal.head().seq, notes, person, now, fundalloc.__version__, _previous(journal, due))
        told = making.told(journal)
        row = owed(journal, due, on=now.date())
        return Draft(row, making.laid_out(told), notes, _obstacles(told), told.to_explain, versions)


def _notes(journal: "Journal", found: "PreparedReport") -> tuple[LineNote, ...]:
    """Return the notes that a report was prepared with."""
    kept = json.loads(journal.session.shelf.content(found.fingerprint))
    return tuple(LineNote.model_validate(each) for each in kept["notes"])


def calendar(ledger: Address, *, on: date) -> "tuple[OwedRow, ...]":
    """Return every owed report by its due day, with where it stands on a day, and how late it is."""
    from fundalloc.ledger.questions import fund_at
    from fundalloc.ledger.reporting import owed

    with reading(ledger) as journal:
        due = sorted(fund_at(journal).reporting.due, key=lambda each: (each.due_on, each.id))
        return tuple(owed(journal, each, on=on) for each in due)


def _owed(books: OpenBooks, report: str) -> DueReport | None:
    """Return the report of this name on the fund's calendar; another is refused."""
    reporting = books.fund.reporting
    due = reporting.owed(report)
    if due is None:
        books.doubt(ReportNotOwed(report=report, known=tuple(each.id for each in reporting.due)))
    return due


# --- Snapshots


@dataclass(frozen=True, slots=True)
class _Making:
    """Everything a report is made from: made again from the same, it is the same."""

    due: DueReport
    known_seq: int
    notes: tuple[LineNote, ...]
    person: str
    at: datetime
    version: str
    previous: int | None

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


def _obstacles(told: "Books") -> tuple[str, ...]:
    """Return what stands in the way of a signature."""
    return tuple(each.value for each in told.obstacles)


def _previous(journal: "Journal", due: DueReport) -> int | None:
    """Return what the last signed report on days before these knew, if there is one."""
    from fundalloc.ledger.questions import fund_at
    from fundalloc.ledger.reporting import prepared

    earlier = [each for each in fund_at(journal).reporting.due if each.ends_on < due.starts_on]
    signed = [each for report in earlier for each in prepared(journal, report.id) if each.signature]
    return max((each.known_seq for each in signed), default=None)


def snapshot(document: Document, notes: tuple[LineNote, ...]) -> bytes:
    """Return the bytes that a report is kept as: its figures in each language, and the notes it was made with."""
    from fundalloc.reports.plain import as_document

    told = {
        "format": FORMAT,
        "notes": [note.model_dump(mode="json") for note in notes],
        "report": {each: as_document(document, lexicon(each)) for each in LANGUAGES},
    }
    return (json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _digest(content: bytes) -> str:
    from hashlib import sha256

    return sha256(content).hexdigest()
