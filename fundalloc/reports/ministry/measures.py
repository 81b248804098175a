"""The same columns, wherever the budget is shown: what was allowed, spent, ordered, expected, and how far that is from the budget."""

from collections.abc import Iterable

from fundalloc.ledger.answers import PositionRow
from fundalloc.money import Cents
from fundalloc.reports.ministry.backing import adds_of
from fundalloc.reports.ministry.books import MEASURES, Books, entries_of, measured
from fundalloc.reports.tables import Cell, Column, ColumnSumWhere, Kind, RowShare, RowSum, Said, Text

WORDS = "reports.ministry"
COLUMNS = "reports.columns"
GIVEN = (*MEASURES, "period", "forecast")
"""The measures that are not computed from others of their row."""


def column_label(name: str) -> Text:
    """Return a column's own words."""
    return Said(f"{COLUMNS}.{name}")


def measure_columns(books: Books) -> tuple[Column, ...]:
    """Return the columns; what was spent in the range has its own where the range does not begin with the books."""
    period = (given_column(books, "period"),) if books.span.first else ()
    return (
        given_column(books, "authorised"),
        given_column(books, "transferred"),
        computed_column("revised", RowSum(("authorised", "transferred"))),
        *period,
        given_column(books, "incurred"),
        given_column(books, "committed"),
        given_column(books, "forecast"),
        computed_column("expected-total", RowSum(("incurred", "committed", "forecast"))),
        computed_column("variance", RowSum(("revised",), ("expected-total",))),
        Column("variance-share", column_label("variance-share"), Kind.PERCENT, formula=RowShare("variance", "revised")),
    )


def given_column(books: Books, name: str) -> Column:
    """Return a column of a measure that is not computed from others of its row; beside a period, what is of all days says so."""
    label = column_label("incurred-so-far" if name == "incurred" and books.span.first else name)
    return Column(name, label, Kind.MONEY, summed=True, adds=adds_of(books, name))


def computed_column(name: str, formula: RowSum) -> Column:
    """Return a column of money that is computed from others of its row."""
    return Column(name, column_label(name), Kind.MONEY, summed=True, formula=formula)


def measures(books: Books, rows: Iterable[PositionRow], where: tuple[tuple[str, str], ...] = ()) -> tuple[Cell, ...]:
    """Return the cells of the measure columns; ``where`` tells the sheet how to sum them again from the lines."""
    found = tuple(rows)
    trace = entries_of(found)
    summed = bool(where) and any(row.entries for row in found)

    def cell(name: str) -> Cell:
        cents = sum(given(books, row, name) for row in found)
        return Cell(cents, ColumnSumWhere("lines", name, where) if summed else None, "" if name == "forecast" else trace)

    told = {name: cell(name) for name in GIVEN}
    return tuple(told.get(column.id, Cell(trace=trace)) for column in measure_columns(books))


def given(books: Books, row: PositionRow, name: str) -> Cents:
    """Return one measure of one line."""
    match name:
        case "period":
            return books.period_cents(row)
        case "forecast":
            return books.forecast_cents(row)
        case _:
            return measured(row, name)
