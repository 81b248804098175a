"""
The one way an entry is written before it is sealed: layout ``fundalloc-entry-1``.

Every value is written as its type (``t`` text, ``i`` whole number), the length of its bytes, a colon and its bytes; texts are UTF-8 in
Unicode normal form C. First the layout's name and the entry's own values, the previous seal among them; then each table that has rows: its
name, how many rows, and each row with its line number. Adding a table leaves the bytes of older entries as they were.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

LAYOUT: Final = "fundalloc-entry-1"
FIRST_PREVIOUS: Final = "0" * 64

HEADER: Final = ("seq", "fund", "kind", "effective_on", "recorded_at", "person", "reason", "reference", "previous_hash")
"""The entry's own values, in their sealed order."""


class Unsealable(TypeError):
    """A value that is neither text nor a whole number: never one of ours, so the store was changed."""


def canonical_bytes(header: Sequence[object], children: Iterable[tuple[str, Sequence[Sequence[object]]]]) -> bytes:
    """
    Write an entry for its seal; ``children`` are tables in their sealed order, each row led by its line number.

    >>> canonical_bytes((1, "a"), [("fact", [(1, "b", "c")])])
    b't17:fundalloc-entry-1i1:1t1:at4:facti1:1i1:1t1:bt1:c'
    """
    parts = [_written(LAYOUT), *map(_written, header)]
    for table, rows in children:
        if rows:
            parts.append(_written(table))
            parts.append(_written(len(rows)))
            parts.extend(_written(value) for row in rows for value in row)
    return b"".join(parts)


def seal(header: Sequence[object], children: Iterable[tuple[str, Sequence[Sequence[object]]]]) -> str:
    """Return the SHA-256 of the previous seal followed by the entry's bytes (which hold the previous seal again)."""
    previous = header[-1]
    return sha256(_written(previous) + canonical_bytes(header, children)).hexdigest()


def _written(value: object) -> bytes:
    if type(value) is str:
        content = value.encode("utf-8", "surrogatepass")
        return b"t%d:%b" % (len(content), content)
    if type(value) is int:
        digits = b"%d" % value
        return b"i%d:%b" % (len(digits), digits)
    raise Unsealable(type(value).__name__)
