"""
The lines of each entry handed over together: four texts, which costs half of handing over each line.

A text shows a whole number and another text by the same signs: SQLite, which keeps what it is given, says too whether all were of our
kinds.
"""

from collections.abc import Mapping
from typing import Final

from fundalloc.ledger.storage.layout import LINE, Dialect

SEPARATOR: Final = ","

_COLUMNS: Final = tuple(name for name in LINE if name != "entry_seq")
_ARE_PLAIN: Final[Mapping[Dialect, str]] = {
    Dialect.SQLITE: "max(max(line, heading, amount_cents)) < '' AND max(effective_on) < x''",  # numbers before texts, texts before bytes
    Dialect.POSTGRESQL: "true",
}
_TEXT: Final[Mapping[Dialect, str]] = {
    Dialect.SQLITE: f"group_concat({{column}}, '{SEPARATOR}')",  # in the order they are read, which is that of the lines
    Dialect.POSTGRESQL: f"string_agg({{column}}::text, '{SEPARATOR}' ORDER BY line)",
}


def lines_together(dialect: Dialect, condition: str) -> str:
    """
    Return the question for the lines of every entry under a condition, in the order of entries.

    A row is an entry, how many lines it has, whether all values are of the kinds of ours, and the lines' numbers, headings, cents and days.
    """
    texts = ", ".join(_TEXT[dialect].format(column=column) for column in _COLUMNS)
    return f"SELECT entry_seq, count(*), {_ARE_PLAIN[dialect]}, {texts} FROM posting_line {condition} GROUP BY entry_seq ORDER BY entry_seq"  # noqa: S608 - our own columns
