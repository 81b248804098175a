"""``fundalloc report``: what is owed to the ministry, every figure from the ledger."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from fundalloc.cli import accounts, disclosure, official_forms
from fundalloc.cli.door import Door, now
from fundalloc.cli.layout import columns
from fundalloc.cli.showing import AUTHOR, OUTPUT, REPORT, show
from fundalloc.cli.spoken import as_data, sealed
from fundalloc.cli.typed import DAY, WRITES, chosen
from fundalloc.cli.verbs import AS_OF, BILINGUAL, DRY_RUN, JSON, KNOWN_AT, LEDGER, Ask, Family, Kind, Verb
from fundalloc.ledger.address import Address


def ministry(
    door: Door,
    ledger: Address,
    first: date | None,
    as_of: date,
    known_at: datetime | None,
    kind: str,
    notes: Path | None,
    funding: Path | None,
    output: Path | None,
    person: str | None,
) -> None:
    """Answer with the financial report on a range of days, and write it where it was asked for."""
    from fundalloc.domain.reporting import ReportKind
    from fundalloc.ledger.accountability import Span
    from fundalloc.usecases.accountability import ministry

    asked = ministry.ReportAsked(
        Span(first, as_of),
        known_at,
        chosen(ReportKind, kind, "--kind"),
        funding_from=funding,
    )
    moment = now()
    show(door, ministry.laid_out(ledger, ministry.with_notes(asked, notes), person=person or "", now=moment), output, moment)


def unspent(door: Door, ledger: Address, as_of: date, known_at: datetime | None, output: Path | None, person: str | None) -> None:
    """Answer with what was received and not spent, and with what the agreement says of it."""
    from fundalloc.usecases.accountability import unspent

    moment = now()
    show(door, unspent.unspent_report(ledger, as_of=as_of, person=person or "", now=moment, known_at=known_at), output, moment)


def handover(door: Door, ledger: Address, as_of: date | None, known_at: datetime | None, output: Path | None, person: str | None) -> None:
    """Answer with what whoever takes up the fund must know."""
    from fundalloc.usecases.accountability import handing_over

    moment = now()
    day = as_of or moment.date()
    show(door, handing_over.handover_report(ledger, as_of=day, person=person or "", now=moment, known_at=known_at), output, moment)


def prepare(door: Door, ledger: Address, report: str, notes: Path | None, reason: str, person: str, *, minor: bool) -> None:
    """Prepare a report of the calendar."""
    from fundalloc.usecases.accountability import attesting
    from fundalloc.usecases.accountability.ministry import read_notes

    told = read_notes(notes) if notes else ()
    correction = attesting.Correction(reason, material=not minor) if reason else None
    done = attesting.prepare(ledger, report, person=person, now=now(), notes=told, correction=correction, dry_run=door.rehearsal)
    waits = "".join(f"\n  – {door.lexicon.term(each)}" for each in done.obstacles)
    answer = door.say(f"report.prepare.{'blocked' if done.obstacles else 'done'}", report=report, fingerprint=done.fingerprint)
    door.answer(sealed(door, answer + waits, done.sealed), as_data(done))


def review(door: Door, ledger: Address, report: str, remark: str, person: str) -> None:
    """Say that one has reviewed a prepared report."""
    from fundalloc.usecases.accountability import attesting

    done = attesting.review(ledger, report, remark=remark, person=person, now=now(), dry_run=door.rehearsal)
    told = door.say("report.review.done", report=report, fingerprint=done.fingerprint)
    door.answer(sealed(door, told, done.sealed), as_data(done))


def sign(door: Door, ledger: Address, report: str, title: str, person: str) -> None:
    """Sign a prepared report."""
    from fundalloc.usecases.accountability import attesting

    done = attesting.sign(ledger, report, title=title, person=person, now=now(), dry_run=door.rehearsal)
    told = door.say("report.sign.done", report=report, fingerprint=done.fingerprint)
    door.answer(sealed(door, told, done.sealed), as_data(done))


def rebuild(door: Door, ledger: Address, report: str, version: str | None, output: Path | None) -> None:
    """Make a version of a prepared report again, byte for byte."""
    from fundalloc.usecases.accountability import attesting

    document, prepared_at = attesting.rebuild(ledger, report, int(version) if version else None)
    show(door, document, output, prepared_at)


def calendar(door: Door, ledger: Address, on: date | None) -> None:
    """List the reports that are owed, where each stands, and how late it is."""
    from fundalloc.usecases.accountability import attesting

    rows = attesting.calendar(ledger, on=on or now().date())
    heads = ("report", "from", "until", "due-on", "preparer", "reviewer", "signer", "state", "signed-on", "late-days")
    told = [
        (
            row.due.id,
            row.due.starts_on.isoformat(),
            row.due.ends_on.isoformat(),
            row.due.due_on.isoformat(),
            row.due.preparer,
            row.due.reviewer or "",
            row.due.signer,
            door.lexicon.term(row.state),
            row.signed_on.isoformat() if row.signed_on else "",
            str(row.late_days) if row.late_days else "",
        )
        for row in rows
    ]
    owed = [{**row.due.model_dump(mode="json"), **{name: each for name, each in as_data(row).items() if name != "due"}} for row in rows]
    titles = tuple(door.lexicon.say(f"reports.columns.{head}") for head in heads)
    door.answer(columns((titles, *told), right=frozenset({9})) if told else door.say("report.calendar.none"), owed)


FAMILY: Final = Family(
    "report",
    (
        Verb(
            "ministry",
            ministry,
            (
                Ask("first", Kind.DAY, ("--from",)),
                Ask("as_of", Kind.DAY, ("--as-of",), required=True),
                KNOWN_AT,
                Ask("kind", Kind.TEXT, ("--kind",), default="interim"),
                Ask("notes", Kind.FILE, ("--notes",)),
                Ask("funding", Kind.FILE, ("--funding",)),
                OUTPUT,
                BILINGUAL,
                AUTHOR,
                LEDGER,
                JSON,
                DRY_RUN,
            ),
        ),
        Verb(
            "unspent",
            unspent,
            (Ask("as_of", Kind.DAY, ("--as-of",), required=True), KNOWN_AT, OUTPUT, BILINGUAL, AUTHOR, LEDGER, JSON, DRY_RUN),
        ),
        Verb("handover", handover, (AS_OF, KNOWN_AT, OUTPUT, BILINGUAL, AUTHOR, LEDGER, JSON, DRY_RUN)),
        Verb("calendar", calendar, (DAY, LEDGER, JSON)),
        Verb(
            "prepare",
            prepare,
            (
                REPORT,
                Ask("notes", Kind.FILE, ("--notes",)),
                Ask("reason", Kind.TEXT, ("--correction",), default=""),
                Ask("minor", Kind.FLAG, ("--minor",)),
                *WRITES,
            ),
        ),
        Verb("review", review, (REPORT, Ask("remark", Kind.TEXT, ("--remark",), default=""), *WRITES)),
        Verb("sign", sign, (REPORT, Ask("title", Kind.TEXT, ("--title",), required=True), *WRITES)),
        Verb("rebuild", rebuild, (REPORT, Ask("version", Kind.COUNT, ("--version",)), OUTPUT, BILINGUAL, LEDGER, JSON, DRY_RUN)),
        *accounts.VERBS,
        *official_forms.VERBS,
        disclosure.VERB,
    ),
)
