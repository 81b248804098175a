"""What tables and columns are called inside a workbook."""

import re

from fundalloc.reports.excel.drawing import Drawing
from fundalloc.reports.tables import Table, text_in


def headers_of(drawing: Drawing, table: Table) -> list[str]:
    """Return the headings of a table's columns; those that say the same are told apart by the id of their column."""
    headers: list[str] = []
    for column in table.columns:
        header = text_in(column.label, drawing.lexicon) or column.id
        headers.append(header if header.casefold() not in {each.casefold() for each in headers} else f"{header} ({column.id})")
    return headers


def table_name(drawing: Drawing, table_id: str, title: str) -> str:
    """Name a table after its title, in a way that Excel accepts and that is used once."""
    bare = "_".join(re.findall(r"\w+", title))[:60] or "Table"
    bare = bare if bare[0].isalpha() else f"T_{bare}"
    taken = {name.casefold() for name in drawing.table_names.values()}
    name, count = bare, 2
    while name.casefold() in taken or re.fullmatch(r"[A-Za-z]{1,3}\d*|[rRcC]\d*", name):
        name, count = f"{bare}_{count}", count + 1
    drawing.table_names[table_id] = name
    return name


def escaped_header(header: str) -> str:
    """Write a heading as a reference to a column of a table must."""
    return re.sub(r"['#\[\]]", lambda found: f"'{found[0]}", header)
