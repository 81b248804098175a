"""Live formulas, written so that each gives what was computed."""

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from fundalloc.reports.excel.drawing import Drawing, Place
from fundalloc.reports.tables import ColumnSum, ColumnSumWhere, Role, Row, RowFormula, RowShare, RowSum, Table, TableFormula


def live_formula(drawing: Drawing, table: Table, place: Place, row: Row, offset: int, index: int) -> str:
    """Return the formula of a cell, from the same row, from the rows above a subtotal, or from another table."""
    column, cell, number = table.columns[index], row.cells[index], place.first_row + offset
    if row.role is Role.SUBTOTAL and column.summed:
        return _subtotal_formula(table, place, offset, index)
    if column.formula is not None:
        return row_formula(table, column.formula, number)
    if cell.formula is not None:
        return _table_formula(drawing, table, cell.formula, number)
    return ""


def row_formula(table: Table, formula: RowFormula, number: int) -> str:
    """Return the formula of a cell that is computed from its row."""

    def at(column_id: str) -> str:
        return str(xl_rowcol_to_cell(number, table.position(column_id)))

    match formula:
        case RowSum():
            terms = "+".join(map(at, formula.plus)) + "".join(f"-{at(each)}" for each in formula.minus)
            return f"=ROUND({terms},2)"
        case RowShare():
            part, whole = at(formula.part), at(formula.whole)
            return f'=IF({whole}=0,"",ROUND({part}/{whole},4))'


def _subtotal_formula(table: Table, place: Place, offset: int, index: int) -> str:
    first = offset
    while first > 0 and table.rows[first - 1].role is Role.LINE:
        first -= 1
    letter = xl_col_to_name(index)
    return f"=SUBTOTAL(109,{letter}{place.first_row + first + 1}:{letter}{place.first_row + offset})"


def _table_formula(drawing: Drawing, table: Table, formula: TableFormula, number: int) -> str:
    other = drawing.document.table(formula.table)
    place = drawing.places[formula.table]
    column = place.column(other.position(formula.column))
    match formula:
        case ColumnSum():
            return f"=ROUND(SUM({column}),2)"
        case ColumnSumWhere():
            tests = ",".join(
                f"--({place.column(other.position(theirs))}={xl_rowcol_to_cell(number, table.position(ours), col_abs=True)})"
                for theirs, ours in formula.where
            )
            return f"=ROUND(SUMPRODUCT({tests},{column}),2)"
