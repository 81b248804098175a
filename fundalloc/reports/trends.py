"""Trends: each envelope over the years and phases of its programme, beside itself alone; envelopes are never added together (S1-07)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fundalloc.domain.base import FiscalYear, Id
from fundalloc.domain.progress import Phase
from fundalloc.ledger.accountability import DetailRow
from fundalloc.money import Cents
from fundalloc.reports.execution import committee_provenance
from fundalloc.reports.ministry.books import Books
from fundalloc.reports.ministry.document import span_said
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import (
    Cell,
    Chart,
    Column,
    Document,
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
    """What one envelope of one fund was given and spent in one year."""

    fund: Id
    envelope: Id
    year: Id
    authorised_cents: Cents
    transferred_cents: Cents
    incurred_cents: Cents

    @property
    def series(self) -> tuple[str, str]:
        """What goes on from year to year: the fund and the envelope, without the year in their names."""
        return without_year(self.fund, self.year), without_year(self.envelope, self.year)


def without_year(name: Id, year: Id) -> str:
    """
    Return a name without the year it bears, so that the envelopes of each year are known for one another's.

    >>> without_year("fonctionnement-2013-2014", "2013-2014"), without_year("2013-2014", "2013-2014"), without_year("volet", "2013")
    ('fonctionnement', '2013-2014', 'volet')
    """
    return name.replace(year, "").strip("-_ ·") or name


def trends_document(funds: tuple[Books, ...], years: tuple[FiscalYear, ...], phases: tuple[Phase, ...], made: Preparation) -> Document:
    """Lay out each envelope on a table of its own, year after year."""
    order = {year.id: year.starts_on for year in years}
    series: dict[tuple[str, str], list[YearOfEnvelope]] = defaultdict(list)
    for books in funds:
        for each in _years(books):
            series[each.series].append(each)
    tables = tuple(_table(number, name, series[name], order, phases) for number, name in enumerate(sorted(series), start=1))
    first = funds[0]
    return Document(
        id="trends",
        title=Said(f"{WORDS}.title"),
        subtitle=span_said(first),
        pages=(Page("trends", Said(f"{WORDS}.page"), tables, landscape=True),),
        provenance=committee_provenance(first, made),
        fingerprint=first.summary.head.hash,
        author=made.person,
    )


def _years(books: Books) -> tuple[YearOfEnvelope, ...]:
    """Return each envelope of a fund in each of its years."""
    rows: dict[tuple[Id, Id], list[DetailRow]] = defaultdict(list)
    for row in books.details:
        rows[row.envelope, row.fiscal_year].append(row)
    return tuple(
        YearOfEnvelope(
            books.summary.fund,
            envelope,
            year,
            sum(row.authorised_cents for row in found),
            sum(row.transferred_cents for row in found),
            sum(row.incurred_cents for row in found),
        )
        for (envelope, year), found in rows.items()
    )


def _table(
    number: int, series: tuple[str, str], years: Iterable[YearOfEnvelope], order: Mapping[Id, date], phases: tuple[Phase, ...]
) -> Table:
    columns = (
        Column("year", column_label("year"), Kind.CODE, width_max=14),
        Column("envelope", column_label("envelope"), Kind.CODE, width_max=30),
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
    for each in sorted(years, key=lambda each: (order.get(each.year, date.max), each.year, each.fund)):
        change = None if before is None else each.incurred_cents - before
        share = None if before is None or change is None else share_of(change, before)
        given = (each.authorised_cents, each.transferred_cents, None, each.incurred_cents, change, share)
        rows.append(Row((Cell(each.year), Cell(each.envelope), Cell(_phase(each.year, phases)), *map(Cell, given))))
        before = each.incurred_cents
    title = " – ".join(series)
    described = Said("reports.ministry.charts.description", {"title": title, "rows": len(rows)})
    return with_formulas(
        Table(f"trend-{number}", title, columns, tuple(rows), chart=Chart(title, described, "year", ("revised", "incurred")))
    )


def _phase(year: Id, phases: tuple[Phase, ...]) -> Text:
    return next((phase.label for phase in phases if year in phase.fiscal_years), "")
