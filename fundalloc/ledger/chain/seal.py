"""
The one way an entry is written before it is sealed.

Every value is written as its type (``t`` text, ``i`` whole number), the length of its bytes, a colon and its bytes; texts are UTF-8 in
Unicode normal form C. First the layout's name and the entry's own values, the previous seal among them; then each table that has rows: its
name, how many rows, and each row with its line number. Adding a table leaves the bytes of older entries as they were; adding a column to a
table makes a new layout, and the older one is still read (``LAYOUTS``).
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from operator import itemgetter
from typing import Final

from fundalloc.ledger.rows import TABLES, Posting, columns

LAYOUT: Final = "fundalloc-entry-3"
SECOND_LAYOUT: Final = "fundalloc-entry-2"
FIRST_LAYOUT: Final = "fundalloc-entry-1"
FIRST_PREVIOUS: Final = "0" * 64

HEADER: Final = ("seq", "fund", "kind", "effective_on", "recorded_at", "person", "reason", "reference", "previous_hash")
"""The entry's own values, in their sealed order."""

_NOW: Final = {name: columns(kind) for name, kind in TABLES}
_COLUMNS_THEN: Final[Mapping[str, Mapping[str, int]]] = {
    FIRST_LAYOUT: {
        "fact": 2,
        "posting": 9,
        "budget_line": 9,
        "plan_line": 9,
        "claim_line": 13,
        "attachment": 7,
        "statement_line": 6,
        "matched": 3,
    },
    SECOND_LAYOUT: {
        "fact": 2,
        "posting": 10,
        "budget_line": 9,
        "plan_line": 9,
        "claim_line": 17,
        "attachment": 8,
        "statement_line": 6,
        "matched": 3,
        "link": 3,
        "grant_record": 7,
        "waiver": 9,
        "supplier": 5,
        "commitment": 9,
        "tax": 13,
        "unit_move": 9,
        "filed_document": 9,
        "closed_balance": 9,
    },
}
"""How many columns each table had: what came since is not in the seals of those layouts."""

LAYOUTS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    **{layout: {table: _NOW[table][:count] for table, count in then.items()} for layout, then in _COLUMNS_THEN.items()},
    LAYOUT: _NOW,
}
"""The columns of each table, in each layout ever written."""

_WRITTEN_MAX: Final = 200_000
_WHOLE_NUMBER: Final = tuple(b"i%d:" % length for length in range(40))
LINE_PARTS: Final = 6
"""What a posting is written from: its line, what its heading says before, the length of its amount, the amount, its day, the rest."""


class Unsealable(TypeError):
    """A value that is neither text nor a whole number: never one of ours, so the store was changed."""


class Writings(dict[object, bytes]):
    """
    Values as they are sealed, each written once: most values of a journal come again and again.

    Texts and whole numbers never equal each other, so that one never answers for the other.
    """

    def __missing__(self, value: object) -> bytes:
        if type(value) is str:
            written = _typed(b"t", value.encode("utf-8", "surrogatepass"))
        elif type(value) is int:
            written = _typed(b"i", b"%d" % value)
        else:
            raise Unsealable(type(value).__name__)
        if len(self) > _WRITTEN_MAX:
            self.clear()
        self[value] = written
        return written


class WordsWritten(dict[bytes, bytes]):
    """Words of one kind (``t`` or ``i``) as they are sealed, each written once; their bytes are given."""

    def __init__(self, kind: bytes) -> None:
        super().__init__()
        self._kind = kind

    def __missing__(self, word: bytes) -> bytes:
        if len(self) > _WRITTEN_MAX:
            self.clear()
        written = self[word] = _typed(self._kind, word)
        return written


def _typed(kind: bytes, content: bytes) -> bytes:
    return b"%b%d:%b" % (kind, len(content), content)


def written_row(values: Iterable[object], writings: Writings) -> bytes:
    """Write a row, led by its line number."""
    return b"".join(map(writings.__getitem__, values))


def written_rows(rows: Iterable[Sequence[object]], writings: Writings) -> bytes:
    """Write the rows of a table, each led by its line number."""
    return b"".join(map(writings.__getitem__, chain.from_iterable(rows)))


def written_postings(
    lines: Iterable[object],
    headings: Sequence[tuple[object, bytes, bytes]],
    cents: Sequence[int],
    days: Iterable[object],
    writings: Writings,
) -> bytes:
    """Write postings given by columns: the same bytes as ``written_rows`` of whole rows, several times faster."""
    numbers, written_days = map(writings.__getitem__, lines), map(writings.__getitem__, days)
    return b"".join(laid_postings(numbers, headings, digits_of(cents), written_days))


def digits_of(cents: Sequence[int]) -> list[bytes]:
    """Return the digits of amounts; raises Unsealable for what is no whole number."""
    if set(map(type, cents)) - {int}:
        raise Unsealable(Posting.__name__)
    return [b"%d" % each for each in cents]


def laid_postings(
    lines: Iterable[bytes],
    headings: Sequence[tuple[object, bytes, bytes]],
    digits: Sequence[bytes],
    days: Iterable[bytes],
) -> list[bytes]:
    """
    Write postings given by columns, ``LINE_PARTS`` parts for each, laid in their places for all lines at once.

    Line numbers and days are given as they are sealed, amounts by their digits, and of each heading what comes before the amount and what
    comes after the day.
    """
    parts = [b""] * (LINE_PARTS * len(digits))
    parts[0::LINE_PARTS] = lines
    parts[1::LINE_PARTS] = map(itemgetter(1), headings)
    parts[2::LINE_PARTS] = map(_WHOLE_NUMBER.__getitem__, map(len, digits))
    parts[3::LINE_PARTS] = digits
    parts[4::LINE_PARTS] = days
    parts[5::LINE_PARTS] = map(itemgetter(2), headings)
    return parts


def canonical_bytes(
    header: Sequence[object], children: Iterable[tuple[str, int, bytes]], writings: Writings, layout: str = LAYOUT
) -> bytes:
    """
    Write an entry for its seal; ``children`` are tables in their sealed order: name, how many rows, and the rows as written.

    >>> writings = Writings()
    >>> canonical_bytes((1, "a"), [("fact", 1, written_rows([(1, "b", "c")], writings))], writings)
    b't17:fundalloc-entry-3i1:1t1:at4:facti1:1i1:1t1:bt1:c'
    """
    parts = [writings[layout], *map(writings.__getitem__, header)]
    for table, count, rows in children:
        if count:
            parts += (writings[table], writings[count], rows)
    return b"".join(parts)


def seal(header: Sequence[object], children: Iterable[tuple[str, int, bytes]], writings: Writings, layout: str = LAYOUT) -> str:
    """Return the SHA-256 of the previous seal followed by the entry's bytes (which hold the previous seal again)."""
    return sha256(writings[header[-1]] + canonical_bytes(header, children, writings, layout)).hexdigest()


class WrittenHeadings(dict[tuple[object, ...], tuple[bytes, bytes]]):
    """
    The part of a posting that its heading says, written once per heading.

    A posting is its line number, what comes before its amount and its day, those two, and what comes after.
    """

    def __init__(self, writings: Writings, layout: str = LAYOUT) -> None:
        super().__init__()
        names = LAYOUTS[layout]["posting"]
        self._writings = writings
        self._before = tuple(place for place, name in enumerate(_HEADING) if name in names[: names.index("amount_cents")])
        self._after = tuple(place for place, name in enumerate(_HEADING) if name in names[names.index("effective_on") + 1 :])

    def __missing__(self, key: tuple[object, ...]) -> tuple[bytes, bytes]:
        written = (
            written_row((key[place] for place in self._before), self._writings),
            written_row((key[place] for place in self._after), self._writings),
        )
        if len(self) > _WRITTEN_MAX:
            self.clear()
        self[key] = written
        return written


_HEADING: Final = tuple(name for name in columns(Posting) if name not in {"amount_cents", "effective_on"})
