"""What backs each figure of a report: what it says itself, or its column and its row together, or the figures it is computed from."""

from typing import assert_never

from fundalloc.ledger.backing import Adds, Backing, Moved, Told, Unbacked
from fundalloc.reports.tables import Cell, Column, Kind, Role, Row, RowShare, RowSum, Table, whole


def backing_of(table: Table, row: Row, column: Column) -> tuple[Backing, ...] | Unbacked:
    """Return what backs a figure, or why nothing does."""
    cell = row.cells[table.position(column.id)]
    if cell.backed_by is not None:
        return cell.backed_by
    if row.role is not Role.LINE and not isinstance(column.formula, RowShare):
        return _of_rows(table, _summed(table, row), column)
    match column.formula:
        case RowSum() as formula:
            return (*_of_columns(table, row, formula.plus), *(each.turned for each in _of_columns(table, row, formula.minus)))
        case RowShare():
            return Unbacked.SHARE
        case None:
            return _of_cell(cell, row, column)
        case unreachable:
            assert_never(unreachable)


def _summed(table: Table, summing: Row) -> tuple[Row, ...]:
    """Return the lines that a row sums: all of them, or those above a subtotal since the last one."""
    if summing.role is Role.TOTAL:
        return table.lines
    run: list[Row] = []
    for row in table.rows:
        if row is summing:
            break
        run = [] if row.role is Role.SUBTOTAL else [*run, row]
    return tuple(run)


def _of_cell(cell: Cell, row: Row, column: Column) -> tuple[Backing, ...] | Unbacked:
    if isinstance(column.adds, Adds) and row.within is not None and cell.value is not None:
        return (Moved(column.adds, row.within),)
    if isinstance(column.adds, Unbacked):
        return column.adds
    return Unbacked.NOTHING if column.kind is Kind.MONEY else Unbacked.COUNT


def _of_columns(table: Table, row: Row, names: tuple[str, ...]) -> tuple[Backing, ...]:
    columns = (table.columns[table.position(name)] for name in names)
    return tuple(part for column in columns for part in _or_told(table, row, column))


def _of_rows(table: Table, rows: tuple[Row, ...], column: Column) -> tuple[Backing, ...] | Unbacked:
    if column.kind is not Kind.MONEY:
        return Unbacked.COUNT
    return tuple(part for row in rows for part in _or_told(table, row, column))


def _or_told(table: Table, row: Row, column: Column) -> tuple[Backing, ...]:
    """Return what backs one of the figures that another adds up; what stands beside the books is part of it all the same."""
    found = backing_of(table, row, column)
    if not isinstance(found, Unbacked):
        return found
    cents = whole(table.value(row, column.id))
    return (Told(cents, found),) if cents else ()
