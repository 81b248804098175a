"""
Seals: how an entry is written, and its digest.

Part of the programs that check books with nothing but Python (``standalone``).
"""

import hashlib
from typing import Any

Told = dict[str, Any]
Layouts = dict[str, dict[str, list[str]]]


def written(value: object) -> bytes:
    """Write a value: its type, the length of its bytes, a colon, its bytes."""
    if type(value) is str:
        content = value.encode("utf-8", "surrogatepass")
        return b"t%d:%b" % (len(content), content)
    if type(value) is int:
        return b"i%d:%d" % (len(b"%d" % value), value)
    raise TypeError(value)


def canonical(layout: str, values: list[object], rows: Told, layouts: Layouts) -> bytes:
    """Write what is sealed: the layout, an entry's own values, then the rows of each table."""
    parts = [written(layout), *map(written, values)]
    for table, columns in layouts[layout].items():
        if found := rows.get(table):
            parts += [written(table), written(len(found))]
            for row in found:
                if len(row) != len(columns) + 1:
                    raise ValueError(table)
                parts += map(written, row)
    if set(rows) - set(layouts[layout]):
        raise ValueError("table")
    return b"".join(parts)


def sealed(told: Told, layouts: Layouts) -> str:
    """Compute the seal of an entry again."""
    return hashlib.sha256(written(told["entry"][-1]) + canonical(told["layout"], told["entry"], told["rows"], layouts)).hexdigest()


def sums(told: Told, layouts: Layouts) -> dict[str, int]:
    """Return the sum of each book of an entry."""
    columns = layouts[told["layout"]]["posting"]
    book, cents = 1 + columns.index("book"), 1 + columns.index("amount_cents")
    found: dict[str, int] = {}
    for row in told["rows"].get("posting", []):
        found[row[book]] = found.get(row[book], 0) + row[cents]
    return found
