"""The budget seen from each side: by axis, objective, partner, nature and envelope, crossed, and line by line with what is explained."""

from collections.abc import Callable
from dataclasses import replace

from fundalloc.domain.base import Label
from fundalloc.ledger.accountability import DetailRow
from fundalloc.ledger.answers import PositionRow
from fundalloc.ledger.backing import Within
from fundalloc.reports.ministry.backing import of_variance, within_lines
from fundalloc.reports.ministry.books import Books, entries_of, key_of, revised_cents
from fundalloc.reports.ministry.measures import WORDS, column_label, computed_column, given_column, measure_columns, measures
from fundalloc.reports.preparation import natural
from fundalloc.reports.tables import (
    Cell,
    Chart,
    Column,
    Kind,
    Page,
    Row,
    RowShare,
    RowSum,
    Said,
    Table,
    Term,
    Text,
    Tone,
    with_formulas,
    with_subtotals,
)


def axis_page(books: Books) -> Page:
    """Lay out the budget by axis."""
    return _breakdown_page(books, "axis", lambda row: row.axis, _labels(books))


def objective_pages(books: Books) -> tuple[Page, ...]:
    """Lay out the budget by objective, where the plan has objectives."""
    if not any(row.objective for row in books.position):
        return ()
    return (_breakdown_page(books, "objective", lambda row: row.objective, _labels(books)),)


def recipient_page(books: Books) -> Page:
    """Lay out the budget by partner."""
    return _breakdown_page(books, "recipient", lambda row: row.recipient, {})


def _labels(books: Books) -> dict[str, Text]:
    return {each.id: Label(fr=each.label_fr, en=each.label_en) for each in books.labels if each.label_fr}


def _breakdown_page(books: Books, name: str, key_of_row: Callable[[PositionRow], str], labels: dict[str, Text]) -> Page:
    keys = sorted({key_of_row(row) for row in books.position}, key=natural)
    label = (Column("label", column_label("label"), width_max=34),) if labels else ()
    columns = (Column(name, column_label(name), Kind.CODE, width_max=16), *label, *measure_columns(books))
    rows = tuple(
        Row(
            (
                Cell(key),
                *((Cell(labels.get(key, "")),) if labels else ()),
                *measures(books, found, _summed_where(name)),
            ),
            within=within_lines(books.span, found),
        )
        for key in keys
        for found in (tuple(row for row in books.position if key_of_row(row) == key),)
    )
    title, chart_title = Said(f"{WORDS}.pages.by-{name}"), Said(f"{WORDS}.charts.by-{name}")
    chart = Chart(
        title=chart_title,
        description=Said(f"{WORDS}.charts.description", {"title": chart_title, "rows": len(rows)}),
        names="label" if labels else name,
        series=("revised", "incurred", "committed"),
    )
    return _page(Table(f"by-{name}", title, columns, rows, notes=(Said(f"{WORDS}.variance-note"),), chart=chart))


def _summed_where(name: str) -> tuple[tuple[str, str], ...]:
    """Tell the sheet how to sum lines again; the lines do not show their objective."""
    return () if name == "objective" else ((name, name),)


def _page(table: Table, name: str = "") -> Page:
    """Return a page of one table with a total, its computed columns filled in; the page bears the table's name unless it has its own."""
    whole = replace(table, total_label=column_label("total"), when_empty=Said(f"{WORDS}.no-line"))
    return Page(name or table.id, table.title, (with_formulas(whole),), landscape=True)


def crossed_page(books: Books) -> Page:
    """Lay out the budget by axis, then by partner."""
    pairs = sorted({(row.axis, row.recipient) for row in books.position}, key=lambda pair: (natural(pair[0]), natural(pair[1])))
    columns = (
        Column("axis", column_label("axis"), Kind.CODE, width_max=24),
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=18),
        *measure_columns(books),
    )
    where = (("axis", "axis"), ("recipient", "recipient"))
    rows = tuple(
        Row((Cell(axis), Cell(recipient), *measures(books, found, where)), within=within_lines(books.span, found))
        for axis, recipient in pairs
        for found in (_of(books, axis, recipient),)
    )
    title = Said(f"{WORDS}.pages.by-axis-and-recipient")
    table = Table("by-axis-and-recipient", title, columns, rows, total_label=column_label("total"), when_empty=Said(f"{WORDS}.no-line"))
    return Page("by-axis-and-recipient", title, (with_subtotals(table, "axis", "reports.subtotal-of-axis"),), landscape=True)


def _of(books: Books, axis: str, recipient: str) -> tuple[PositionRow, ...]:
    return tuple(row for row in books.position if (row.axis, row.recipient) == (axis, recipient))


# --- Natures and envelopes


def nature_page(books: Books) -> Page:
    """Lay out what was spent and ordered by nature of expense; a budget is by activity, and has no nature."""
    spent = [row for row in books.details if row.incurred_cents or row.committed_cents]
    columns = (
        Column("nature", column_label("nature"), width_max=40),
        given_column(books, "incurred"),
        given_column(books, "committed"),
        computed_column("total", RowSum(("incurred", "committed"))),
    )
    title, chart_title = Said(f"{WORDS}.pages.by-nature"), Said(f"{WORDS}.charts.by-nature")
    names = sorted({row.nature for row in spent})
    rows = tuple(
        _detail_row(columns, Term(name), [row for row in spent if row.nature == name], Within(books.span, natures=frozenset({name})))
        for name in names
    )
    described = Said(f"{WORDS}.charts.description", {"title": chart_title, "rows": len(rows)})
    chart = Chart(chart_title, described, "nature", ("incurred", "committed"))
    return _page(Table("by-nature", title, columns, rows, chart=chart, alphabetical_by="nature"))


def envelope_page(books: Books) -> Page:
    """Lay out the budget by envelope."""
    columns = (
        Column("envelope", column_label("envelope"), Kind.CODE, width_max=40),
        given_column(books, "authorised"),
        given_column(books, "transferred"),
        computed_column("revised", RowSum(("authorised", "transferred"))),
        given_column(books, "incurred"),
        given_column(books, "committed"),
        computed_column("available", RowSum(("revised",), ("incurred", "committed"))),
        Column("used", column_label("used"), Kind.PERCENT, formula=RowShare("incurred", "revised")),
    )
    names = sorted({row.envelope for row in books.details})
    rows = tuple(
        _detail_row(columns, name, [row for row in books.details if row.envelope == name], Within(books.span, envelopes=frozenset({name})))
        for name in names
    )
    return _page(Table("by-envelope", Said(f"{WORDS}.pages.by-envelope"), columns, rows))


def _detail_row(columns: tuple[Column, ...], name: Text, rows: list[DetailRow], within: Within) -> Row:
    """Return the sums of rows under each column that is not computed from others."""
    return Row((Cell(name), *(Cell() if column.formula else Cell(_sum(rows, column.id)) for column in columns[1:])), within=within)


def _sum(rows: list[DetailRow], measure: str) -> int:
    return sum(getattr(row, f"{measure}_cents") for row in rows)


# --- Line by line


def lines_page(books: Books) -> Page:
    """Lay out every line of budget that something happened to."""
    years = len({row.fiscal_year for row in books.live}) > 1
    columns = (
        Column("code", column_label("code"), Kind.CODE, width_max=12),
        Column("label", column_label("activity"), width_max=36),
        Column("axis", column_label("axis"), Kind.CODE, width_max=10),
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=16),
        *((Column("year", column_label("year"), Kind.CODE, width_max=12),) if years else ()),
        *measure_columns(books),
    )
    rows = tuple(
        Row(
            (
                Cell(row.plan_item),
                Cell(Label(fr=row.label_fr, en=row.label_en)),
                Cell(row.axis),
                Cell(row.recipient),
                *((Cell(row.fiscal_year),) if years else ()),
                *measures(books, (row,)),
            ),
            within=within_lines(books.span, (row,)),
        )
        for row in sorted(books.live, key=_place)
    )
    idle = len(books.position) - len(books.live)
    notes = (Said(f"{WORDS}.idle", {"count": idle}),) if idle else ()
    return _page(Table("lines", Said(f"{WORDS}.pages.by-line"), columns, rows, notes=notes), "by-line")


def _place(row: PositionRow) -> tuple[object, ...]:
    return natural(row.plan_item), natural(row.recipient), row.fiscal_year


def explanations_page(books: Books) -> Page:
    """Lay out the variances that must be explained, each with its explanation, and those that people explain all the same."""
    told = {key_of(row): note.explanation for row in books.live if (note := books.note(row)) and note.explanation}
    asked = {key_of(row) for row in books.to_explain}
    columns = (
        Column("code", column_label("code"), Kind.CODE, width_max=12),
        Column("label", column_label("activity"), width_max=36),
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=16),
        given_column(books, "revised"),
        Column("variance", column_label("variance"), Kind.MONEY, summed=True),
        Column("variance-share", column_label("variance-share"), Kind.PERCENT, formula=RowShare("variance", "revised")),
        Column("explanation", column_label("explanation"), width_max=60),
    )
    rows = tuple(
        Row(
            (
                Cell(row.plan_item),
                Cell(Label(fr=row.label_fr, en=row.label_en)),
                Cell(row.recipient),
                Cell(revised_cents(row)),
                Cell(books.variance_cents(row), trace=entries_of((row,)), backed_by=of_variance(books, row)),
                Cell(),
                _explained(told.get(key_of(row), "")),
            ),
            within=within_lines(books.span, (row,)),
        )
        for row in sorted(books.live, key=_place)
        if key_of(row) in asked | told.keys()
    )
    title = Said(f"{WORDS}.pages.explanations")
    table = Table("explanations", title, columns, rows, total_label=column_label("total"), when_empty=Said(f"{WORDS}.nothing-to-explain"))
    return Page("explanations", title, (with_formulas(table),), landscape=True)


def _explained(explanation: str) -> Cell:
    return Cell(explanation) if explanation else Cell(Said(f"{WORDS}.to-explain"), tone=Tone.ATTENTION)
