"""
Budget execution, as a committee sees it: where the budget stands, what moved it, how fast it is used.

It names no supplier, no person who acts on the books, no claim and no receipt: what is restricted has no place in it (S7-06).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from fundalloc.domain.base import FiscalYear, Label
from fundalloc.ledger.backing import Backing, Moved, Unbacked, Within
from fundalloc.ledger.pace import MonthRow
from fundalloc.money import Cents
from fundalloc.reports.ministry.backing import ADDS, less, of_sum
from fundalloc.reports.ministry.books import Books
from fundalloc.reports.ministry.breakdowns import axis_page, envelope_page, lines_page, nature_page, objective_pages, recipient_page
from fundalloc.reports.ministry.document import known_moment, span_said
from fundalloc.reports.ministry.measures import column_label, computed_column, given, given_column
from fundalloc.reports.ministry.summary import beside_grants
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import (
    Cell,
    Chart,
    ChartKind,
    Column,
    ColumnSum,
    Document,
    Fact,
    Kind,
    Page,
    Row,
    RowShare,
    RowSum,
    Said,
    Table,
    Value,
    computed,
    with_formulas,
)

WORDS: Final = "reports.execution"
BUDGET: Final = ("authorised", "transferred")
MEASURED: Final = (*BUDGET, "incurred", "committed", "forecast")
STEPS: Final = (
    ("authorised", RowSum(()), RowSum(("authorised",))),
    ("transferred", RowSum(("authorised",)), RowSum(("transferred",))),
    ("revised", RowSum(()), RowSum(BUDGET)),
    ("incurred", RowSum(BUDGET), RowSum((), ("incurred",))),
    ("committed", RowSum(BUDGET, ("incurred",)), RowSum((), ("committed",))),
    ("forecast", RowSum(BUDGET, ("incurred", "committed")), RowSum((), ("forecast",))),
    ("variance", RowSum(()), RowSum(BUDGET, ("incurred", "committed", "forecast"))),
)
"""Each step from the budget to the variance: where it begins, and what it changes; a level begins at zero."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A fiscal year month by month, as far as it went."""

    year: FiscalYear
    months: tuple[MonthRow, ...]


def execution_document(books: Books, paces: tuple[Pace, ...], made: Preparation) -> Document:
    """Lay out where the budget stands; every figure is one of the ministry report's on the same days."""
    summary = books.summary
    pages = (
        Page("execution", Said(f"{WORDS}.pages.summary"), (_standing(books), _steps(books))),
        *(_pace_page(pace, summary.as_of or books.span.last) for pace in paces),
        axis_page(books),
        *objective_pages(books),
        recipient_page(books),
        nature_page(books),
        envelope_page(books),
        lines_page(books),
    )
    return Document(
        id="execution",
        title=Said(f"{WORDS}.title", {"fund": Label(fr=summary.title_fr, en=summary.title_en)}),
        subtitle=span_said(books),
        pages=pages,
        provenance=committee_provenance(books, made),
        fingerprint=summary.head.hash,
        author=made.person,
    )


def committee_provenance(books: Books, made: Preparation) -> tuple[Fact, ...]:
    """Say what a report rests on, without who acted on the books."""
    summary = books.summary
    facts = (
        ("from", books.span.first.isoformat() if books.span.first else ""),
        ("as-of", books.span.last.isoformat()),
        ("known-at", known_moment(summary, made)),
        ("entries", str(summary.head.seq)),
        ("head", summary.head.hash),
        ("allocation-fingerprint", summary.fingerprint),
        ("report-prepared-at", made.at.isoformat(sep=" ", timespec="minutes")),
        ("program-version", made.version),
        ("fictitious", Label(fr=summary.note_fr, en=summary.note_en) if summary.note_fr else ""),
    )
    return (*(Fact(name, Said(f"reports.provenance.{name}"), told) for name, told in facts if told != ""), *made.beside_facts)


def _standing(books: Books) -> Table:
    """Show the whole fund on one line."""
    columns = (
        given_column(books, "authorised"),
        given_column(books, "transferred"),
        computed_column("revised", RowSum(("authorised", "transferred"))),
        given_column(books, "incurred"),
        given_column(books, "committed"),
        computed_column("available", RowSum(("revised",), ("incurred", "committed"))),
        Column("used", column_label("used"), Kind.PERCENT, formula=RowShare("incurred", "revised")),
    )
    given = {name: sum(getattr(row, f"{name}_cents") for row in books.position) for name in ("authorised", "transferred", "incurred")}
    given["committed"] = sum(row.committed_cents for row in books.position)
    cells = (Cell(given.get(column.id), ColumnSum("lines", column.id) if column.id in given and books.live else None) for column in columns)
    rows = (Row(tuple(cells), within=Within(books.span)),)
    found = books.summary.beside_grants
    notes = (beside_grants(found),) if found is not None and found.beyond_cents else ()
    return with_formulas(Table("standing", Said(f"{WORDS}.tables.standing"), columns, rows, notes=notes))


def _steps(books: Books) -> Table:
    """Go from the budget to the variance, one step after the other."""
    columns = (
        Column("step", Said(f"{WORDS}.columns.step"), width_max=34),
        Column("before", Said(f"{WORDS}.columns.before"), Kind.MONEY),
        Column("change", Said(f"{WORDS}.columns.change"), Kind.MONEY),
        Column("after", Said(f"{WORDS}.columns.after"), Kind.MONEY, formula=RowSum(("before", "change"))),
    )
    rows = tuple(Row((Cell(column_label(name)), _cell(books, before), _cell(books, change), Cell())) for name, before, change in STEPS)
    title = Said(f"{WORDS}.charts.steps")
    described, measures = Said(f"{WORDS}.charts.steps-described", {"title": title}), tuple(name for name, *_ in STEPS)
    chart = Chart(title, described, "step", ("before", "after"), ChartKind.WATERFALL, measures)
    return with_formulas(Table("steps", Said(f"{WORDS}.tables.steps"), columns, rows, notes=(Said(f"{WORDS}.steps-note"),), chart=chart))


def _cell(books: Books, formula: RowSum) -> Cell:
    """Return the sum of measures of the whole fund."""
    totals: dict[str, Value] = {name: sum(given(books, row, name) for row in books.position) for name in MEASURED}
    return Cell(computed(formula, totals), backed_by=of_sum(books, formula))


# --- How fast the budget is used


def _pace_page(pace: Pace, as_of: date) -> Page:
    """Show what is left of a year's budget month by month, beside what would be left were it used evenly."""
    columns = (
        Column("month", Said(f"{WORDS}.columns.month"), Kind.CODE),
        Column("spent-in-month", Said(f"{WORDS}.columns.spent-in-month"), Kind.MONEY, adds=ADDS["period"]),
        Column("spent", Said(f"{WORDS}.columns.spent"), Kind.MONEY, adds=ADDS["incurred"]),
        Column("left", Said(f"{WORDS}.columns.left"), Kind.MONEY),
        Column("uncommitted", Said(f"{WORDS}.columns.uncommitted"), Kind.MONEY),
        Column("even", Said(f"{WORDS}.columns.even"), Kind.MONEY, adds=Unbacked.EVEN_PACE),
    )
    title = Said(f"{WORDS}.pages.pace", {"year": pace.year.id})
    described = Said(f"{WORDS}.charts.pace-described", {"title": title, "day_on": min(as_of, pace.year.ends_on)})
    chart = Chart(
        Said(f"{WORDS}.charts.pace", {"year": pace.year.id}), described, "month", ("uncommitted", "left", "even"), ChartKind.LINES
    )
    table = Table(f"pace-{pace.year.id}", title, columns, _pace_rows(pace, as_of), notes=(Said(f"{WORDS}.pace-note"),), chart=chart)
    return Page(table.id, title, (table,), landscape=True)


def _pace_rows(pace: Pace, as_of: date) -> tuple[Row, ...]:
    budget_cents = next((month.budget_cents for month in reversed(pace.months) if month.budget_cents is not None), 0)
    rows, before_cents = [], 0
    for month in pace.months:
        even = budget_cents - even_pace_cents(budget_cents, pace.year, month.ends_on)
        if month.incurred_cents is None or month.committed_cents is None or month.budget_cents is None:
            rows.append(Row((Cell(_month(month)), Cell(), Cell(), Cell(), Cell(), Cell(even))))
            continue
        left, within = month.budget_cents - month.incurred_cents, Within(month.span(pace.year, as_of), frozenset({pace.year.id}))
        cells = (
            Cell(month.incurred_cents - before_cents),
            Cell(month.incurred_cents),
            Cell(left, backed_by=_left(within, "incurred")),
            Cell(left - month.committed_cents, backed_by=_left(within, "incurred", "committed")),
            Cell(even),
        )
        rows.append(Row((Cell(_month(month)), *cells), within=within))
        before_cents = month.incurred_cents
    return tuple(rows)


def _left(within: Within, *used: str) -> tuple[Backing, ...]:
    """Return what backs what is left of a year's budget."""
    budget, *taken = ((Moved(ADDS[name], within),) for name in ("revised", *used))
    return less(budget, *taken)


def _month(month: MonthRow) -> str:
    return f"{month.ends_on:%Y-%m}"


def even_pace_cents(budget_cents: Cents, year: FiscalYear, day: date) -> Cents:
    """
    Return what would be spent by a day were a budget spent evenly, day after day.

    >>> even_pace_cents(365_00, FiscalYear(id="2025", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31)), date(2025, 1, 31))
    3100
    """
    return budget_cents * ((day - year.starts_on).days + 1) // ((year.ends_on - year.starts_on).days + 1)
