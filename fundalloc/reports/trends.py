"""Trends: each envelope over the years and phases of its programme, beside itself alone; envelopes are never added together (S1-07)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fundalloc.domain.base import FiscalYear, Id
from fundalloc.domain.progress import Phase
from fundalloc.ledger.accountability import DetailRow
from fundalloc.ledger.backing import Backing, Moved, Unbacked, Within
from fundalloc.money import Cents
from fundalloc.reports.execution import committee_provenance
from fundalloc.reports.ministry.backing import ADDS, less
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
    """What one envelope of one fund was given and spent in one year; ``within`` is where it stands in the books the report is made from."""

    fund: Id
    envelope: Id
    year: Id
    authorised_cents: Cents
    transferred_cents: Cents
    incurred_cents: Cents
    within: Within | None

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
        for each in _years(books, own=books is funds[0]):
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


def _years(books: Books, *, own: bool) -> tuple[YearOfEnvelope, ...]:
    """Return each envelope of a fund in each of its years; only in the report's own books can they be followed."""
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
            Within(books.span, fiscal_years=frozenset({year}), envelopes=frozenset({envelope})) if own else None,
        )
        for (envelope, year), found in rows.items()
    )


def _table(
    number: int, series: tuple[str, str], years: Iterable[YearOfEnvelope], order: Mapping[Id, date], phases: tuple[Phase, ...]
) -> Table:
    columns = (
        Column("year", column_label("year"), Kind.CODE, width_max=14),
        Column("envelope", column_label("envelope"), Kind.CODE, width_max=30),
        *((Column("phase", Said(f"{WORDS}.columns.phase"), width_max=36),) if phases else ()),
        Column("authorised", column_label("authorised"), Kind.MONEY, adds=ADDS["authorised"]),
        Column("transferred", column_label("transferred"), Kind.MONEY, adds=ADDS["transferred"]),
        Column("revised", column_label("revised"), Kind.MONEY, formula=RowSum(("authorised", "transferred"))),
        Column("incurred", column_label("incurred"), Kind.MONEY, adds=ADDS["incurred"]),
        Column("change", Said(f"{WORDS}.columns.change"), Kind.MONEY),
        Column("change-share", Said(f"{WORDS}.columns.change-share"), Kind.PERCENT),
    )
    rows: list[Row] = []
    last: YearOfEnvelope | None = None
    for each in sorted(years, key=lambda each: (order.get(each.year, date.max), each.year, each.fund)):
        cells = (
            *(_cell(each, cents) for cents in (each.authorised_cents, each.transferred_cents)),
            Cell(backed_by=None if each.within else Unbacked.OTHER_BOOKS),
            _cell(each, each.incurred_cents),
            *_change(last, each),
        )
        phase = (Cell(_phase(each.year, phases)),) if phases else ()
        rows.append(Row((Cell(each.year), Cell(each.envelope), *phase, *cells), within=each.within))
        last = each
    title = " – ".join(series)
    described = Said("reports.ministry.charts.description", {"title": title, "rows": len(rows)})
    chart = Chart(title, described, "year", ("revised", "incurred"))
    notes = (Said(f"{WORDS}.other-books"),) if any(row.within is None for row in rows) else ()
    return with_formulas(Table(f"trend-{number}", title, columns, tuple(rows), notes=notes, chart=chart))


def _cell(year: YearOfEnvelope, cents: Cents) -> Cell:
    return Cell(cents, backed_by=None if year.within else Unbacked.OTHER_BOOKS)


def _change(last: YearOfEnvelope | None, year: YearOfEnvelope) -> tuple[Cell, Cell]:
    """Return what was spent more than in the year before, and its share of that."""
    if last is None:
        return Cell(), Cell()
    change = year.incurred_cents - last.incurred_cents
    return Cell(change, backed_by=_backing(last, year)), Cell(share_of(change, last.incurred_cents), backed_by=Unbacked.SHARE)


def _backing(last: YearOfEnvelope, year: YearOfEnvelope) -> tuple[Backing, ...] | Unbacked:
    if last.within is None or year.within is None:
        return Unbacked.OTHER_BOOKS
    return less((Moved(ADDS["incurred"], year.within),), (Moved(ADDS["incurred"], last.within),))


def _phase(year: Id, phases: tuple[Phase, ...]) -> Text:
    return next((phase.label for phase in phases if year in phase.fiscal_years), "")
