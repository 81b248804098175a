"""The financial report a fund owes the ministry as of a day: every figure comes from the ledger, with the entries it rests on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from fundalloc.domain.base import Label
from fundalloc.ledger.answers import ExpenseRow, FundSummary, InstalmentRow, PlanLabel, PositionRow
from fundalloc.ledger.kinds import ClaimState
from fundalloc.reports.allocation import Preparation, natural
from fundalloc.reports.tables import (
    Cell,
    Chart,
    Column,
    ColumnSum,
    ColumnSumWhere,
    Document,
    Fact,
    Joined,
    Kind,
    Page,
    Row,
    RowShare,
    RowSum,
    Said,
    Table,
    Text,
    Tone,
    with_formulas,
    with_subtotals,
)

COLUMNS = "reports.columns"
WORDS = "reports.ministry"
SPENT = frozenset({ClaimState.APPROVED, ClaimState.PAID})
MEASURES = ("authorised", "transferred", "committed", "incurred", "paid")


@dataclass(frozen=True, slots=True)
class Books:
    """What the ledger said of a fund as of a day, read at one moment."""

    summary: FundSummary
    position: tuple[PositionRow, ...]
    labels: tuple[PlanLabel, ...]
    expenses: tuple[ExpenseRow, ...]
    as_of: date


def ministry_document(books: Books, made: Preparation) -> Document:
    """Lay out the ministry financial report; it is ready to sign only when every expense has its receipt and every total agrees."""
    fund = Label(fr=books.summary.title_fr, en=books.summary.title_en)
    pages = (
        _summary_page(books),
        _breakdown_page(books, "axis", lambda row: row.axis, _axis_names(books)),
        _breakdown_page(books, "recipient", lambda row: row.recipient, {}),
        _crossed_page(books),
        _lines_page(books),
        _instalments_page(books.summary.instalments),
        _missing_page(_without_receipt(books.expenses)),
    )
    return Document(
        id="ministry",
        title=Said(f"{WORDS}.title", {"fund": fund}),
        subtitle=Said(f"{WORDS}.subtitle", {"day_on": books.as_of}),
        pages=pages,
        provenance=_provenance(books, made),
        fingerprint=books.summary.head.hash,
        author=made.person,
    )


def missing_receipts(expenses: Iterable[ExpenseRow]) -> tuple[ExpenseRow, ...]:
    """Return the approved or paid lines that lack a receipt and are not excused: while there is one, the report cannot be signed."""
    return tuple(expense for expense in _without_receipt(expenses) if not expense.excused_by)


def _without_receipt(expenses: Iterable[ExpenseRow]) -> tuple[ExpenseRow, ...]:
    return tuple(expense for expense in expenses if expense.state in SPENT and not expense.receipts)


def _live(books: Books) -> tuple[PositionRow, ...]:
    """Return the budget lines that something happened to: a request that was granted nothing is no line of budget."""
    return tuple(row for row in books.position if row.entries or any(_measured(row, measure) for measure in MEASURES))


def _measured(row: PositionRow, measure: str) -> int:
    return int(getattr(row, f"{measure}_cents"))


def entry_ranges(entries: Iterable[int]) -> str:
    """
    Write the numbers of entries shortly.

    >>> entry_ranges((7, 2, 3, 4))
    '2–4, 7'
    """
    runs: list[tuple[int, int]] = []
    for number in sorted(set(entries)):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def _column(name: str) -> Text:
    return Said(f"{COLUMNS}.{name}")


def _axis_names(books: Books) -> dict[str, Text]:
    return {each.id: Label(fr=each.label_fr, en=each.label_en) for each in books.labels if each.label_fr}


# Measures: the same columns, wherever the budget is shown


def _measure_columns() -> tuple[Column, ...]:
    return (
        Column("authorised", _column("authorised"), Kind.MONEY, summed=True),
        Column("transferred", _column("transferred"), Kind.MONEY, summed=True),
        Column("revised", _column("revised"), Kind.MONEY, summed=True, formula=RowSum(("authorised", "transferred"))),
        Column("committed", _column("committed"), Kind.MONEY, summed=True),
        Column("incurred", _column("incurred"), Kind.MONEY, summed=True),
        Column("available", _column("available"), Kind.MONEY, summed=True, formula=RowSum(("revised",), ("committed", "incurred"))),
        Column("variance", _column("variance"), Kind.MONEY, summed=True, formula=RowSum(("revised",), ("incurred",))),
        Column("variance-share", _column("variance-share"), Kind.PERCENT, formula=RowShare("variance", "revised")),
        Column("paid", _column("paid"), Kind.MONEY, summed=True),
    )


def _measures(rows: Iterable[PositionRow], where: tuple[tuple[str, str], ...] = ()) -> tuple[Cell, ...]:
    """Return the cells of the measure columns; ``where`` tells the sheet how to sum them again from the lines."""
    found = tuple(rows)
    trace = entry_ranges(number for row in found for number in row.entries)

    def cell(measure: str) -> Cell:
        total = sum(_measured(row, measure) for row in found)
        return Cell(total, ColumnSumWhere("lines", measure, where) if where and any(row.entries for row in found) else None, trace)

    told = {measure: cell(measure) for measure in MEASURES}
    return tuple(told.get(column.id, Cell(trace=trace)) for column in _measure_columns())


# Summary


def _summary_page(books: Books) -> Page:
    tables = (_verdict(books), _money(books), _agreement(books), _signatures())
    return Page("summary", Said(f"{WORDS}.pages.summary"), tables)


def _verdict(books: Books) -> Table:
    summary, missing = books.summary, missing_receipts(books.expenses)
    rows = [
        _pair("ready", Said(f"{WORDS}.ready.{'no' if missing else 'yes'}"), Tone.ATTENTION if missing else Tone.GOOD),
        _pair("adopted", _adoption(summary)),
    ]
    if missing:
        missing_cents = sum(each.amount_cents for each in missing)
        rows.append(_pair("missing", Said(f"{WORDS}.missing", {"count": len(missing), "amount_cents": missing_cents}), Tone.ATTENTION))
    columns = (Column("fact", _column("fact"), width_max=34), Column("finding", _column("finding"), spills=True))
    note = (Label(fr=summary.note_fr, en=summary.note_en),) if summary.note_fr else ()
    return Table("verdict", Said(f"{WORDS}.tables.verdict"), columns, tuple(rows), notes=note)


def _pair(name: str, value: Text, tone: Tone = Tone.PLAIN) -> Row:
    return Row((Cell(Said(f"{WORDS}.facts.{name}")), Cell(value, tone=tone)))


def _adoption(summary: FundSummary) -> Text:
    if summary.adopted_on is None:
        return Said(f"{WORDS}.adopted.none")
    return Said(f"{WORDS}.adopted.sentence", {"day_on": summary.adopted_on, "person": summary.adopted_by})


def _money(books: Books) -> Table:
    summary = books.summary
    figures = (
        ("received", summary.received_cents),
        ("incurred", summary.incurred_cents),
        ("unspent", summary.received_cents - summary.incurred_cents),
        ("paid", summary.paid_cents),
        ("unpaid", summary.incurred_cents - summary.paid_cents),
        ("bank", summary.bank_cents),
    )
    formulas = {
        "received": ColumnSum("instalments", "amount") if summary.instalments else None,
        "incurred": ColumnSum("lines", "incurred") if _live(books) else None,
        "paid": ColumnSum("lines", "paid") if _live(books) else None,
    }
    trace = entry_ranges(each.seq for each in summary.instalments)
    rows = tuple(
        Row((Cell(Said(f"{WORDS}.figures.{name}")), Cell(cents, formulas.get(name), trace if name == "received" else "")))
        for name, cents in figures
    )
    columns = (Column("figure", _column("figure"), width_max=34), Column("amount", _column("amount"), Kind.MONEY))
    return Table("money", Said(f"{WORDS}.tables.money"), columns, rows, notes=(Said(f"{WORDS}.money-note"),))


def _agreement(books: Books) -> Table:
    """Compare the lines' totals with the fund's own, which the ledger keeps apart."""
    summary = books.summary
    columns = (
        Column("figure", _column("figure"), width_max=34),
        Column("lines", _column("sum-of-lines"), Kind.MONEY),
        Column("fund", _column("fund-total"), Kind.MONEY),
        Column("gap", _column("gap"), Kind.MONEY, formula=RowSum(("lines",), ("fund",))),
        Column("finding", _column("finding"), width_max=20),
    )
    totals = {
        "authorised": summary.authorised_cents,
        "committed": summary.committed_cents,
        "incurred": summary.incurred_cents,
        "available": summary.available_cents,
        "paid": summary.paid_cents,
    }
    rows = tuple(_agreement_row(books, measure, cents) for measure, cents in totals.items())
    return with_formulas(Table("agreement", Said(f"{WORDS}.tables.budget"), columns, rows, notes=(Said(f"{WORDS}.proof.note"),)))


def _agreement_row(books: Books, measure: str, fund_cents: int) -> Row:
    lines_cents = sum(_measured(row, measure) for row in books.position)
    agrees = lines_cents == fund_cents
    word = Cell(Said(f"{WORDS}.proof.{'holds' if agrees else 'fails'}"), tone=Tone.GOOD if agrees else Tone.ATTENTION)
    trace = entry_ranges(number for row in books.position for number in row.entries)
    lines = Cell(lines_cents, ColumnSum("lines", measure) if _live(books) else None, trace)
    return Row((Cell(_column(measure)), lines, Cell(fund_cents), Cell(), word))


def _signatures() -> Table:
    names = ("role", "name-and-position", "signature", "signed-on")
    columns = tuple(Column(name, _column(name)) for name in names)
    rows = tuple(
        Row((Cell(Said(f"reports.signatures.{role}")), *(Cell() for _ in names[1:]))) for role in ("prepared", "reviewed", "certified")
    )
    return Table("signatures", Said("reports.signatures.title"), columns, rows, room=True)


# Breakdowns


def _breakdown_page(books: Books, name: str, key_of: Callable[[PositionRow], str], labels: dict[str, Text]) -> Page:
    keys = sorted({key_of(row) for row in books.position}, key=natural)
    label = (Column("label", _column("label"), width_max=34),) if labels else ()
    columns = (Column(name, _column(name), Kind.CODE, width_max=16), *label, *_measure_columns())
    rows = tuple(
        Row(
            (
                Cell(key),
                *((Cell(labels.get(key, "")),) if labels else ()),
                *_measures((row for row in books.position if key_of(row) == key), ((name, name),)),
            )
        )
        for key in keys
    )
    title, chart_title = Said(f"{WORDS}.pages.by-{name}"), Said(f"{WORDS}.charts.by-{name}")
    chart = Chart(
        title=chart_title,
        description=Said(f"{WORDS}.charts.description", {"title": chart_title, "rows": len(rows)}),
        names="label" if labels else name,
        series=("revised", "incurred", "available"),
    )
    table = Table(f"by-{name}", title, columns, rows, total_label=_column("total"), notes=(Said(f"{WORDS}.variance-note"),), chart=chart)
    return Page(f"by-{name}", title, (with_formulas(replace(table, when_empty=Said(f"{WORDS}.no-line"))),), landscape=True)


def _crossed_page(books: Books) -> Page:
    pairs = sorted({(row.axis, row.recipient) for row in books.position}, key=lambda pair: (natural(pair[0]), natural(pair[1])))
    columns = (
        Column("axis", _column("axis"), Kind.CODE, width_max=24),
        Column("recipient", _column("recipient"), Kind.CODE, width_max=18),
        *_measure_columns(),
    )
    rows = tuple(
        Row(
            (
                Cell(axis),
                Cell(recipient),
                *_measures(
                    (row for row in books.position if (row.axis, row.recipient) == (axis, recipient)),
                    (("axis", "axis"), ("recipient", "recipient")),
                ),
            )
        )
        for axis, recipient in pairs
    )
    title = Said(f"{WORDS}.pages.by-axis-and-recipient")
    table = Table("by-axis-and-recipient", title, columns, rows, total_label=_column("total"), when_empty=Said(f"{WORDS}.no-line"))
    return Page("by-axis-and-recipient", title, (with_subtotals(table, "axis", "reports.subtotal-of-axis"),), landscape=True)


def _lines_page(books: Books) -> Page:
    columns = (
        Column("code", _column("code"), Kind.CODE, width_max=12),
        Column("label", _column("activity"), width_max=36),
        Column("axis", _column("axis"), Kind.CODE, width_max=10),
        Column("recipient", _column("recipient"), Kind.CODE, width_max=16),
        Column("year", _column("year"), Kind.CODE, width_max=12),
        *_measure_columns(),
        Column("trace", _column("trace"), Kind.CODE, width_max=18),
    )
    live = _live(books)
    ordered = sorted(live, key=lambda row: (natural(row.plan_item), natural(row.recipient), row.fiscal_year))
    rows = tuple(
        Row(
            (
                Cell(row.plan_item),
                Cell(Label(fr=row.label_fr, en=row.label_en)),
                Cell(row.axis),
                Cell(row.recipient),
                Cell(row.fiscal_year),
                *_measures((row,)),
                Cell(entry_ranges(row.entries)),
            )
        )
        for row in ordered
    )
    title = Said(f"{WORDS}.pages.by-line")
    idle = len(books.position) - len(live)
    notes = (Said(f"{WORDS}.idle", {"count": idle}),) if idle else ()
    table = Table("lines", title, columns, rows, total_label=_column("total"), notes=notes, when_empty=Said(f"{WORDS}.no-line"))
    return Page("by-line", title, (with_formulas(table),), landscape=True)


# Money received, and what is missing


def _instalments_page(instalments: tuple[InstalmentRow, ...]) -> Page:
    columns = (
        Column("reference", _column("reference"), Kind.CODE, width_max=30),
        Column("received-on", _column("received-on"), Kind.DATE),
        Column("amount", _column("amount"), Kind.MONEY, summed=True),
        Column("person", _column("person"), width_max=30),
        Column("trace", _column("seq"), Kind.CODE),
    )
    rows = tuple(
        Row(
            (
                Cell(each.reference),
                Cell(each.effective_on),
                Cell(each.amount_cents, trace=str(each.seq)),
                Cell(each.person),
                Cell(str(each.seq)),
            )
        )
        for each in instalments
    )
    title = Said(f"{WORDS}.pages.instalments")
    table = Table("instalments", title, columns, rows, total_label=_column("total"), when_empty=Said(f"{WORDS}.no-instalment"))
    return Page("instalments", title, (table,))


def _missing_page(bare: tuple[ExpenseRow, ...]) -> Page:
    """Lay out the expenses without a receipt: those that stand in the way, and those that a written permission excuses, where some are."""
    missing, excused = missing_receipts(bare), tuple(each for each in bare if each.excused_by)
    title = Said(f"{WORDS}.pages.missing")
    notes = (Said(f"{WORDS}.blocking"),) if missing else ()
    tables = [_bare_table("missing", title, missing, notes)]
    if excused:
        tables.append(_bare_table("excused", Said(f"{WORDS}.tables.excused"), excused, ()))
    return Page("missing", title, tuple(tables), landscape=True)


def _bare_table(table: str, title: Text, bare: tuple[ExpenseRow, ...], notes: tuple[Text, ...]) -> Table:
    columns = (
        Column("claim", _column("claim"), Kind.CODE, width_max=24),
        Column("line", _column("line"), Kind.CODE, width_max=12),
        Column("recipient", _column("recipient"), Kind.CODE, width_max=16),
        Column("code", _column("activity"), Kind.CODE, width_max=12),
        Column("spent-on", _column("spent-on"), Kind.DATE),
        Column("supplier", _column("supplier"), width_max=28),
        Column("invoice", _column("invoice"), Kind.CODE, width_max=18),
        Column("amount", _column("amount"), Kind.MONEY, summed=True),
        Column("trace", _column("seq"), Kind.CODE),
        *((Column("waiver", _column("waiver"), Kind.CODE, width_max=18),) if table == "excused" else ()),
    )
    rows = tuple(_bare_row(each) for each in bare)
    return Table(table, title, columns, rows, total_label=_column("total"), notes=notes, when_empty=Said(f"{WORDS}.no-missing"))


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
            Cell(expense.amount_cents, trace=str(expense.seq), tone=Tone.PLAIN if expense.excused_by else Tone.ATTENTION),
            Cell(str(expense.seq)),
            *((Cell(expense.excused_by),) if expense.excused_by else ()),
        )
    )


def _provenance(books: Books, made: Preparation) -> tuple[Fact, ...]:
    summary = books.summary
    known_at = made.at if summary.known_at is None else summary.known_at
    facts: tuple[tuple[str, Text], ...] = (
        ("fund", Joined((Label(fr=summary.title_fr, en=summary.title_en), f"({summary.fund})"))),
        ("banker", summary.banker),
        ("as-of", books.as_of.isoformat()),
        ("known-at", known_at.isoformat(sep=" ", timespec="seconds")),
        ("entries", str(summary.head.seq)),
        ("head", summary.head.hash),
        ("scenario", summary.scenario),
        ("allocation-fingerprint", summary.fingerprint),
        ("adopted", _adoption(summary)),
        ("scenario-prepared-by", summary.prepared_by),
        ("report-prepared-by", made.person),
        ("report-prepared-at", made.at.isoformat(sep=" ", timespec="minutes")),
        ("program-version", made.version),
        ("fiscal-years", Joined(tuple(f"{name} ({first} – {last})" for name, first, last in summary.fiscal_years), between="; ")),
        ("fictitious", Label(fr=summary.note_fr, en=summary.note_en) if summary.note_fr else ""),
    )
    return tuple(Fact(name, Said(f"reports.provenance.{name}"), value) for name, value in facts if value != "")
