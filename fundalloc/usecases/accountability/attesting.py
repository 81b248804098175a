"""
Reports that are owed: prepared as a snapshot, reviewed, signed by somebody else, made again, and their calendar.

``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what cannot be done raises
``RefusedTogether`` with every problem found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

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
    ReportVersionUnknown,
)
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import Sealed
from fundalloc.ledger.duties import Act, History
from fundalloc.ledger.kinds import Kind, Relation
from fundalloc.lexicon import LANGUAGES, lexicon
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability.snapshots import Making, digest, notes_of, remade, reported_before, snapshot
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.checking import reasoned

if TYPE_CHECKING:
    from fundalloc.ledger.answers import PositionRow
    from fundalloc.ledger.reporting import OwedRow, PreparedReport
    from fundalloc.ledger.rows import Link
    from fundalloc.reports.ministry.books import Books


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
        making = Making(due, known_seq, notes, person, now, fundalloc.__version__, reported_before(books.journal, due))
        told_by_books = making.told(books.journal)
        obstacles = _obstacles(told_by_books)
        content = snapshot(making.laid_out(told_by_books), notes)
        fingerprint = digest(content)
        told = facts(
            {
                "known-seq": str(known_seq),
                "file-sha256": fingerprint,
                "obstacles": BETWEEN.join(obstacles),
                "version": making.version,
                "prepared-at": now.isoformat(),
                "previous-seq": str(making.previous.known_seq) if making.previous else "",
                "previous-until": making.previous.until.isoformat() if making.previous else "",
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
        remade(books.journal, report, last)
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
        remade(books.journal, report, last)
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


def rebuild(ledger: Address, report: str, version: int | None = None) -> tuple[Document, datetime]:
    """
    Make a version of a report again from the books (from 1; the latest one unless said), and return it with when it was prepared.

    Its attestation and the versions until it come after its own pages: they are no part of what was signed.

    Raises:
        RefusedTogether: nobody prepared it, it has no such version, or what the books give is not the snapshot that was kept.

    """
    from fundalloc.ledger.reporting import prepared
    from fundalloc.reports.attestation import attested

    with reading(ledger) as journal:
        found = prepared(journal, report)
        if not found:
            refuse_together((ReportNotPrepared(report=report),))
        if version is not None and not 1 <= version <= len(found):
            refuse_together((ReportVersionUnknown(report=report, version=version, count=len(found)),))
        until = found[:version]
        document, prepared_at = remade(journal, report, until[-1])
        names = {person.id: person.name for person in journal.fund_at().people}
        return attested(document, until, names), prepared_at


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
    from fundalloc.ledger.reporting import owed, prepared

    with reading(ledger) as journal:
        reporting = journal.fund_at().reporting
        due = reporting.owed(report)
        if due is None:
            refuse_together((ReportNotOwed(report=report, known=tuple(each.id for each in reporting.due)),))
        assert due is not None, "an unknown report was refused"
        versions = prepared(journal, report)
        notes = notes_of(journal, versions[-1]) if versions else ()
        making = Making(due, journal.head().seq, notes, person, now, fundalloc.__version__, reported_before(journal, due))
        told = making.told(journal)
        row = owed(journal, due, on=now.date())
        return Draft(row, making.laid_out(told), notes, _obstacles(told), told.to_explain, versions)


def calendar(ledger: Address, *, on: date) -> "tuple[OwedRow, ...]":
    """Return every owed report by its due day, with where it stands on a day, and how late it is."""
    from fundalloc.ledger.reporting import owed

    with reading(ledger) as journal:
        due = sorted(journal.fund_at().reporting.due, key=lambda each: (each.due_on, each.id))
        return tuple(owed(journal, each, on=on) for each in due)


def _owed(books: OpenBooks, report: str) -> DueReport | None:
    """Return the report of this name on the fund's calendar; another is refused."""
    reporting = books.fund.reporting
    due = reporting.owed(report)
    if due is None:
        books.doubt(ReportNotOwed(report=report, known=tuple(each.id for each in reporting.due)))
    return due


def _obstacles(told: "Books") -> tuple[str, ...]:
    """Return what stands in the way of a signature."""
    return tuple(each.value for each in told.obstacles)
