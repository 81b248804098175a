"""What is handed over of the bank and of the reports: what is signed, what does not tie yet, and what is owed."""

from collections.abc import Iterable
from datetime import date

from fundalloc.ledger.backing import Record, Recorded, Unbacked
from fundalloc.ledger.reporting import OwedRow, ReportState
from fundalloc.reconciliation.answers import Match, Unmatched
from fundalloc.reports.handover.found import Handover, SourceStanding
from fundalloc.reports.handover.layout import WORDS, column, or_asked, page, table
from fundalloc.reports.reconciliation import why_said
from fundalloc.reports.tables import Cell, Joined, Kind, Page, Said, Table, Term, Tone, Value


def bank_page(found: Handover) -> Page:
    """Lay out what was signed with the bank, and what does not tie with it."""
    return page("bank", _sign_offs(found.sources), _unmatched(found))


def reports_page(found: Handover) -> Page:
    """Lay out the reports that are owed."""
    return page("reports", _owed(found.owed))


def _sign_offs(sources: Iterable[SourceStanding]) -> Table:
    columns = (
        column("account"),
        column("until", Kind.DATE),
        column("closing", Kind.MONEY),
        column("prepared-by", width_max=44),
        column("signed-by", Kind.CODE),
    )
    return table("sign-offs", columns, (_sign_off(each) for each in sources), Said(f"{WORDS}.notes.today"))


def _sign_off(standing: SourceStanding) -> tuple[Value | Cell, ...]:
    signed = standing.signed
    if signed is None:
        return Term(standing.source), None, None, "", or_asked("", "never-signed")
    closing = Cell(signed.closing_cents, backed_by=(Recorded(Record.SIGN_OFF, signed.seq),))
    return Term(standing.source), signed.until, closing, ", ".join(signed.prepared_by), signed.person


def _unmatched(found: Handover) -> Table:
    """List what does not tie yet: alone on the statement or in the books, or proposed and waiting for a person."""
    columns = (
        column("account"),
        column("side"),
        column("movement", Kind.CODE),
        column("day", Kind.DATE),
        column("amount", Kind.MONEY, adds=Unbacked.STATEMENT),
        column("days", Kind.COUNT),
        column("owner", Kind.CODE),
        column("why-open", width_max=60),
    )
    rows = []
    for standing in found.sources:
        proposal, account = standing.proposal, Term(standing.source)
        rows += [(account, *_alone("statement", each)) for each in proposal.bank_only]
        rows += [(account, *_alone("books", each)) for each in proposal.books_only]
        rows += [(account, *_proposed(each, found.as_of)) for each in proposal.proposed]
    return table("unmatched", columns, rows, Said(f"{WORDS}.notes.today"))


def _alone(side: str, alone: Unmatched) -> tuple[Value, ...]:
    movement, why = alone.movement, Joined((why_said(alone), alone.note), " – ")
    return Said(f"{WORDS}.sides.{side}"), movement.name, movement.on, movement.amount_cents, alone.age_days, alone.owner, why


def _proposed(match: Match, as_of: date) -> tuple[Value, ...]:
    day = min(line.on for line in match.lines)
    cents = sum(line.amount_cents for line in match.lines)
    side, why = Said(f"{WORDS}.sides.statement"), Said(f"{WORDS}.proposed")
    return side, match.name, day, cents, (as_of - day).days, "", why


def _owed(owed: Iterable[OwedRow]) -> Table:
    columns = (
        column("report", Kind.CODE),
        column("from", Kind.DATE),
        column("until", Kind.DATE),
        column("due-on", Kind.DATE),
        column("preparer", Kind.CODE),
        column("reviewer", Kind.CODE),
        column("signer", Kind.CODE),
        column("state"),
        column("late-days", Kind.COUNT),
    )
    rows = (
        (
            each.due.id,
            each.due.starts_on,
            each.due.ends_on,
            each.due.due_on,
            each.due.preparer,
            each.due.reviewer or "",
            each.due.signer,
            Term(each.state.value),
            Cell(each.late_days or None, tone=Tone.ATTENTION if each.late_days else Tone.PLAIN),
        )
        for each in owed
        if each.state is not ReportState.SIGNED
    )
    return table("owed", columns, rows, Said(f"{WORDS}.notes.today"))
