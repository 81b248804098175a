"""The expenses without a receipt: those that stand in the way of a signature, and those that a written permission excuses."""

from fundalloc.ledger.answers import ExpenseRow
from fundalloc.ledger.backing import Record, Recorded
from fundalloc.reports.ministry.books import missing_receipts, without_receipt
from fundalloc.reports.ministry.measures import WORDS, column_label
from fundalloc.reports.tables import Cell, Column, Kind, Page, Row, Said, Table, Text, Tone


def missing_page(expenses: tuple[ExpenseRow, ...]) -> Page:
    """Lay out the expenses without a receipt: those that stand in the way, and those that a written permission excuses, where some are."""
    missing = missing_receipts(expenses)
    excused = tuple(each for each in without_receipt(expenses) if each.excused_by)
    title = Said(f"{WORDS}.pages.missing")
    notes = (Said(f"{WORDS}.blocking"),) if missing else ()
    tables = [_bare_table("missing", title, missing, notes)]
    if excused:
        tables.append(_bare_table("excused", Said(f"{WORDS}.tables.excused"), excused, ()))
    return Page("missing", title, tuple(tables), landscape=True)


def _bare_table(table: str, title: Text, bare: tuple[ExpenseRow, ...], notes: tuple[Text, ...]) -> Table:
    columns = (
        Column("claim", column_label("claim"), Kind.CODE, width_max=24),
        Column("line", column_label("line"), Kind.CODE, width_max=12),
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=16),
        Column("code", column_label("activity"), Kind.CODE, width_max=12),
        Column("spent-on", column_label("spent-on"), Kind.DATE),
        Column("supplier", column_label("supplier"), width_max=28),
        Column("invoice", column_label("invoice"), Kind.CODE, width_max=18),
        Column("amount", column_label("amount"), Kind.MONEY, summed=True),
        Column("trace", column_label("seq"), Kind.CODE),
        *((Column("waiver", column_label("waiver"), Kind.CODE, width_max=18),) if table == "excused" else ()),
    )
    rows = tuple(_bare_row(each) for each in bare)
    return Table(table, title, columns, rows, total_label=column_label("total"), notes=notes, when_empty=Said(f"{WORDS}.no-missing"))


def _bare_row(expense: ExpenseRow) -> Row:
    return Row(
        (
            Cell(expense.claim),
            Cell(expense.line),
            Cell(expense.recipient),
            Cell(expense.plan_item),
            Cell(expense.incurred_on),
            Cell(expense.supplier),
            Cell(expense.invoice_number),
            Cell(
                expense.amount_cents,
                trace=str(expense.seq),
                tone=Tone.PLAIN if expense.excused_by else Tone.ATTENTION,
                backed_by=(Recorded(Record.CLAIM_LINE, expense.seq, expense.line),),
            ),
            Cell(str(expense.seq)),
            *((Cell(expense.excused_by),) if expense.excused_by else ()),
        )
    )
