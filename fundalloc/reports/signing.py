"""Where a report is signed by hand."""

from fundalloc.reports.tables import Cell, Column, Row, Said, Table


def signatures(*roles: str) -> Table:
    """Leave room for who signs: a line for each role, with a name and position, a signature and a day."""
    names = ("role", "name-and-position", "signature", "signed-on")
    columns = tuple(Column(name, Said(f"reports.columns.{name}")) for name in names)
    rows = tuple(Row((Cell(Said(f"reports.signatures.{role}")), *(Cell() for _ in names[1:]))) for role in roles)
    return Table("signatures", Said("reports.signatures.title"), columns, rows, room=True)
