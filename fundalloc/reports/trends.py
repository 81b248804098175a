"""Trends: each envelope over the years and phases of its programme, beside itself alone; envelopes are never added together (S1-07)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fundalloc.domain.base import FiscalYear, Id
from fundalloc.domain.progress import Phase
from fundalloc.money import Cents
from fundalloc.reports.execution import committee_provenance
from fundalloc.reports.ministry.books import Books
from fundalloc.reports.ministry.document import span_said
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.preparation import Preparation, natural
from fundalloc.reports.tables import (
    Cell,
    Chart,
    Column,
    Document,
    Joined,
    Kind,
    Page,
    Row,
    RowSum,
    Said,
    Table,
    Text,
    share_of,
    with_formulas,
)

WORDS: Final = "reports.trends"


@dataclass(frozen=True, slots=True)
class YearOfEnvelope:
    """What one envelope was given and spent in one year; ``envelope`` bears its fund where several are told of."""

    envelope: Text
    year: Id
    authorised_cents: Cents
    transferred_cents: Cents
    incurred_cents: Cents


def trends_document(funds: tuple[Books, ...], years: tuple[FiscalYear, ...], phases: tuple[Phase, ...], made: Preparation) -> Document:
    """Lay out each envelope of each fund on a table of its own, year after year."""
    order = {year.id: year.starts_on for year in years}
    envelopes = [(books, name) for books in funds for name in sorted({row.envelope for row in books.details}, key=natural)]
    tables = tuple(
        _table(number, books, _years(books, name, several=len(funds) > 1), order, phases)
        for number, (books, name) in enumerate(envelopes, start=1)
    )
    page = Page("trends", Said(f"{WORDS}.page"), tables, landscape=True)
    first = funds[0]
    return Document(
        id="trends",
        title=Said(f"{WORDS}.title"),
        subtitle=span_said(first),
        pages=(page,),
        provenance=committee_provenance(first, made),
        fingerprint=first.summary.head.hash,
        author=made.person,
    )


def _years(books: Books, envelope: Id, *, several: bool) -> tuple[YearOfEnvelope, ...]:
    name: Text = Joined((books.summary.fund, envelope), " – ") if several else envelope
    rows = [row for row in books.details if row.envelope == envelope]
    return tuple(
        YearOfEnvelope(
            name,
            year,
            sum(row.authorised_cents for row in rows if row.fiscal_year == year),
            sum(row.transferred_cents for row in rows if row.fiscal_year == year),
            sum(row.incurred_cents for row in rows if row.fiscal_year == year),
        )
        for year in {row.fiscal_year for row in rows}
    )


def _table(number: int, books: Books, years: Iterable[YearOfEnvelope], order: Mapping[Id, date], phases: tuple[Phase, ...]) -> Table:
    told = sorted(years, key=lambda each: (order.get(each.year, date.max), each.year))
    columns = (
        Column("year", column_label("year"), Kind.CODE, width_max=14),
        Column("phase", Said(f"{WORDS}.columns.phase"), width_max=36),
        Column("authorised", column_label("authorised"), Kind.MONEY),
        Column("transferred", column_label("transferred"), Kind.MONEY),
        Column("revised", column_label("revised"), Kind.MONEY, formula=RowSum(("authorised", "transferred"))),
        Column("incurred", column_label("incurred"), Kind.MONEY),
        Column("change", Said(f"{WORDS}.columns.change"), Kind.MONEY),
        Column("change-share", Said(f"{WORDS}.columns.change-share"), Kind.PERCENT),
    )
    rows: list[Row] = []
    before: Cents | None = None
    for each in told:
        change = None if before is None else each.incurred_cents - before
        share = None if before is None or change is None else share_of(change, before)
        given = (each.authorised_cents, each.transferred_cents, None, each.incurred_cents, change, share)
        rows.append(Row((Cell(each.year), Cell(_phase(each.year, phases)), *map(Cell, given))))
        before = each.incurred_cents
    title = told[0].envelope if told else books.summary.fund
    described = Said("reports.ministry.charts.description", {"title": title, "rows": len(rows)})
    chart = Chart(title, described, "year", ("revised", "incurred"))
    return with_formulas(Table(f"trend-{number}", title, columns, tuple(rows), chart=chart, when_empty=Said(f"{WORDS}.none")))


def _phase(year: Id, phases: tuple[Phase, ...]) -> Text:
    return next((phase.label for phase in phases if year in phase.fiscal_years), "")
