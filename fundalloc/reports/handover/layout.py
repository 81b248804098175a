"""How the pages of a hand-over are laid out: tables whose empty ones say so, and what waits for somebody seen."""

from collections.abc import Iterable
from typing import Final

from fundalloc.ledger.backing import Adds, Unbacked
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.tables import Cell, Column, Kind, Page, Row, Said, Table, Text, Tone, Value

WORDS: Final = "reports.handover"


def page(name: str, *tables: Table) -> Page:
    """Return a page of tables, across."""
    return Page(name, Said(f"{WORDS}.pages.{name}"), tables, landscape=True)


def table(name: str, columns: tuple[Column, ...], rows: Iterable[tuple[Value | Cell, ...]], *notes: Text) -> Table:
    """Return a table of bare values and cells."""
    told = tuple(Row(cells(row)) for row in rows)
    return table_of(name, columns, told, *notes)


def cells(row: tuple[Value | Cell, ...]) -> tuple[Cell, ...]:
    """Return the cells of a row of bare values and cells."""
    return tuple(each if isinstance(each, Cell) else Cell(each) for each in row)


def table_of(name: str, columns: tuple[Column, ...], told: tuple[Row, ...], *notes: Text) -> Table:
    """Return a table of rows; it has a total where a column is summed, and says so where it is empty."""
    return Table(
        name,
        Said(f"{WORDS}.tables.{name}"),
        columns,
        told,
        total_label=column_label("total") if told and any(each.summed for each in columns) else None,
        notes=notes if told else (),
        when_empty=Said(f"{WORDS}.none.{name}"),
    )


def column(name: str, kind: Kind = Kind.TEXT, *, width_max: int = 30, summed: bool = False, adds: Adds | Unbacked | None = None) -> Column:
    """Return a column under its own words."""
    return Column(name, column_label(name), kind, summed=summed, width_max=width_max, adds=adds)


def or_asked(told: Text, asked: str) -> Cell:
    """Return what is told, or what nobody has said or done yet, so that it is seen."""
    return Cell(told) if told else Cell(Said(f"{WORDS}.{asked}"), tone=Tone.ATTENTION)
