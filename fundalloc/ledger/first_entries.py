"""The first entries that moved each line of budget, found without going through all of them, however many there are."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from fundalloc.ledger.storage.store import Session

LineKey: TypeAlias = tuple[str, str, str]
"""A fiscal year, a partner, a line of the plan."""

FIRST_MAX: Final = 51
"""How many entries of a line are found: those that a report names, and one that says there are more."""

WINDOW: Final = 512
"""How many entries are looked through at first; each time twice as many."""


class _Line:
    """The first entries of one line of budget, and how many of its lines in the books were not met yet."""

    __slots__ = ("first", "left")

    def __init__(self) -> None:
        self.first: set[int] = set()
        self.left = 0

    @property
    def is_done(self) -> bool:
        return len(self.first) >= FIRST_MAX or not self.left


def first_entries(
    session: Session, headings: Mapping[int, LineKey], sums: Mapping[int, tuple[int, int]], *, as_of: str, last: int
) -> dict[LineKey, tuple[int, ...]]:
    """
    Return the numbers of the first entries, ``FIRST_MAX`` at most, that moved each line by a day, as known by an entry.

    ``headings`` says which line each heading is of, ``sums`` how many lines of the books each heading has. The books are looked through
    from their beginning, in windows, until what is left to find is little: that is asked for heading by heading.
    """
    lines: dict[LineKey, _Line] = {}
    for heading, key in headings.items():
        lines.setdefault(key, _Line()).left += sums[heading][1] if heading in sums else 0
    begin, size, met = 0, WINDOW, 0
    while begin < last and sum(line.left for line in lines.values() if not line.is_done) > met:
        rows = session.rows(
            "SELECT heading, entry_seq FROM posting_line WHERE entry_seq > :begin AND entry_seq <= :end AND effective_on <= :as_of",
            begin=begin,
            end=min(begin + size, last),
            as_of=as_of,
        )
        _meet(lines, headings, rows)
        begin, size, met = begin + size, size * 2, met + len(rows)
    for heading in [heading for heading, key in headings.items() if heading in sums and not lines[key].is_done]:
        asked = {"heading": heading, "begin": begin, "last": last, "as_of": as_of}
        _meet(lines, headings, session.rows(_OF_A_HEADING, **asked))
    return {key: tuple(sorted(line.first)[:FIRST_MAX]) for key, line in lines.items()}


_OF_A_HEADING: Final = (
    "SELECT heading, entry_seq FROM posting_line "
    "WHERE heading = :heading AND effective_on <= :as_of AND entry_seq > :begin AND entry_seq <= :last ORDER BY entry_seq"
)


def _meet(lines: Mapping[LineKey, _Line], headings: Mapping[int, LineKey], rows: Iterable[tuple[int, int]]) -> None:
    for heading, seq in rows:
        key = headings.get(heading)
        if key is not None:
            line = lines[key]
            line.left -= 1
            line.first.add(seq)
