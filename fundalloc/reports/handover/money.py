"""The money that is handed over: lines that still hold some, open orders, and permissions on file."""

from collections.abc import Iterable
from datetime import date

from fundalloc.domain.base import Label
from fundalloc.ledger.answers import PositionRow
from fundalloc.ledger.backing import Backing, Moved, Record, Recorded, Within
from fundalloc.ledger.questions import Waiver
from fundalloc.reports.handover.found import Handover
from fundalloc.reports.handover.layout import WORDS, cells, column, page, table, table_of
from fundalloc.reports.ministry.backing import ADDS, within_lines
from fundalloc.reports.tables import Cell, Joined, Kind, Page, Row, Said, Table, Term, Tone, Value


def money_page(found: Handover) -> Page:
    """Lay out what lines, orders and permissions still hold."""
    return page("money", _lines(found), _commitments(found), _waivers(found.waivers))


def _lines(found: Handover) -> Table:
    """List the budget lines that still hold something, ordered or free."""
    columns = (
        column("year", Kind.CODE),
        column("activity", Kind.CODE),
        column("label", width_max=44),
        column("recipient", Kind.CODE),
        *(column(name, Kind.MONEY, summed=True, adds=ADDS[name]) for name in ("revised", "incurred", "committed", "available")),
    )
    held = (each for each in found.position if each.committed_cents or each.available_cents)
    rows = tuple(Row(cells(_line(each)), within=within_lines(found.days, (each,))) for each in held)
    return table_of("lines", columns, rows)


def _line(line: PositionRow) -> tuple[Value | Cell, ...]:
    return (
        line.fiscal_year,
        line.plan_item,
        Label(fr=line.label_fr, en=line.label_en),
        line.recipient,
        line.authorised_cents + line.transferred_cents,
        line.incurred_cents,
        line.committed_cents,
        Cell(line.available_cents, tone=Tone.ATTENTION if line.available_cents < 0 else Tone.PLAIN),
    )


def _commitments(found: Handover) -> Table:
    columns = (
        column("commitment", Kind.CODE),
        column("year", Kind.CODE),
        column("activity", Kind.CODE),
        column("recipient", Kind.CODE),
        column("supplier"),
        column("description", width_max=44),
        column("amount", Kind.MONEY, summed=True),
        column("remaining", Kind.MONEY, summed=True),
    )
    rows = (
        (
            each.record.commitment,
            each.fiscal_year,
            each.record.plan_item,
            each.record.recipient,
            each.record.supplier,
            each.record.description,
            Cell(each.record.amount_cents, trace=str(each.seq), backed_by=(Recorded(Record.COMMITMENT, each.seq),)),
            Cell(each.left_cents, backed_by=_left(found, each.record.commitment)),
        )
        for each in found.commitments
        if each.left_cents
    )
    return table("commitments", columns, rows)


def _left(found: Handover, commitment: str) -> tuple[Backing, ...]:
    """Return what backs what is left of an order."""
    return (Moved(ADDS["committed"], Within(found.days, commitments=frozenset({commitment}))),)


def _waivers(waivers: Iterable[Waiver]) -> Table:
    columns = (
        column("waiver", Kind.CODE),
        column("subject"),
        column("authority"),
        column("granted-on", Kind.DATE),
        column("scope", width_max=44),
        column("amount", Kind.MONEY),
        column("remaining", Kind.MONEY),
    )
    rows = (
        (
            each.record.waiver,
            Term(each.record.subject),
            each.record.authority,
            date.fromisoformat(each.record.granted_on),
            Joined((each.record.rule, each.record.fiscal_year, each.record.recipient, each.record.plan_item), " – "),
            Cell(
                each.record.amount_cents or None,
                trace=str(each.seq) if each.record.amount_cents else "",
                backed_by=(Recorded(Record.WAIVER, each.seq),),
            ),
            each.left_cents if each.record.amount_cents else None,
        )
        for each in waivers
    )
    return table("waivers", columns, rows, Said(f"{WORDS}.notes.waivers"))
