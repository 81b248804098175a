"""
Lines of postings read and written in large parts: an entry's lines are a stretch of one part.

What is done for thousands of lines at once costs several times less than what is done entry by entry. The bytes are the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby, islice
from typing import Any, Final

from fundalloc.ledger.chain.seal import LAYOUTS, LINE_PARTS, Unsealable, Writings, WrittenHeadings, laid_postings
from fundalloc.ledger.chain.spans import Span
from fundalloc.ledger.entries import gaps
from fundalloc.ledger.storage.layout import LINE, POSTING, TOTAL_KEY
from fundalloc.ledger.storage.store import Session
from fundalloc.money import Cents

PART_LINES: Final = 5_000
_HEADING_COLUMN: Final = LINE.index("heading") - 1
"""Where a line points to its heading, its entry left out."""

_PARTNER: Final = TOTAL_KEY.index("recipient")


class _Headings(dict[object, tuple[str, bytes, bytes]]):
    """
    The headings that entries of a layout used so far: the book of each, and how it is written.

    One that does not exist, or that says what an entry of that layout could not say, raises Unsealable.
    """

    def __init__(self, keys: Mapping[object, tuple[Any, ...]], layout: str, writings: Writings) -> None:
        super().__init__()
        self._keys = keys
        self._writer = WrittenHeadings(writings, layout)
        self._unsaid = tuple(place for place, name in enumerate(TOTAL_KEY) if name not in LAYOUTS[layout][POSTING])

    def __missing__(self, heading: object) -> tuple[object, bytes, bytes]:
        key = self._keys.get(heading)
        if key is None or any(key[place] != "" for place in self._unsaid):
            raise Unsealable("heading")
        met = self[heading] = (key[0], *self._writer[key])
        return met


class _Laid:
    """Lines as entries of one layout write them: the book of each, and its bytes in parts."""

    def __init__(self, columns: Sequence[Sequence[Any]], headings: _Headings, writings: Writings) -> None:
        lines, ids, cents, days = columns
        met = list(map(headings.__getitem__, ids))
        self._parts = laid_postings(lines, met, cents, days, writings)
        self._books = [book for book, _, _ in met]
        self._cents = cents

    def written(self, start: int, end: int) -> bytes:
        """Return the bytes of a stretch."""
        return b"".join(self._parts[start * LINE_PARTS : end * LINE_PARTS])

    def line(self, place: int) -> bytes:
        """Return the bytes of one line."""
        return b"".join(self._parts[place * LINE_PARTS : (place + 1) * LINE_PARTS])

    def gaps(self, start: int, end: int) -> Mapping[str, Cents]:
        """Return what is missing in each book of a stretch."""
        return gaps(self._books[start:end], self._cents[start:end])


class EntryLines:
    """The lines of one entry, from which shares are made (``shares.Part``): the partner that each names, and how it is written."""

    name: Final = POSTING
    is_open: Final = True

    def __init__(self, named: Sequence[str], laid: _Laid, start: int) -> None:
        self.partners = frozenset(filter(None, named))
        self._named = named
        self._laid = laid
        self._start = start

    def written(self, partner: str) -> tuple[int, bytes]:
        """Return how many lines name a partner, and these as they are sealed."""
        places = self._places.get(partner, ())
        return len(places), b"".join(map(self._laid.line, places))

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for place, partner in enumerate(self._named, start=self._start):
            found[partner].append(place)
        return found


class LinesByEntry:
    """
    The lines of postings in the order of their entries: ``seq`` is the entry they say they belong to, ``count`` how many they are.

    ``sums`` adds up every amount by heading.
    """

    name: Final = POSTING

    def __init__(self, session: Session, keys: Mapping[object, tuple[Any, ...]], writings: Writings, span: Span) -> None:
        self.sums: defaultdict[object, int] = defaultdict(int)
        self.seq: Any = None
        self.count = 0
        self._keys = keys
        self._headings = {layout: _Headings(keys, layout, writings) for layout in LAYOUTS}
        self._writings = writings
        self._columns: Sequence[Sequence[Any]] = ()
        self._laid: dict[str, _Laid | None] = {}
        self._named: Sequence[str] = ()
        self._start = 0
        self._coming = self._stretches(session, span)
        self.advance()

    def advance(self) -> None:
        """Go to the lines of the next entry."""
        self._start, self.seq, self.count = next(self._coming, (0, None, 0))

    def _stretches(self, session: Session, span: Span) -> Iterator[tuple[int, Any, int]]:
        statement = f"SELECT {', '.join(LINE)} FROM posting_line {span.of('entry_seq')} ORDER BY entry_seq, line"  # noqa: S608 - our own columns
        for rows in _parts(session.stream(statement, **span.values)):
            seqs, *self._columns = zip(*rows, strict=True)
            self._laid.clear()
            self._named = ()
            self._add_up()
            start = 0
            for seq, lines in groupby(seqs):
                count = len(list(lines))
                yield start, seq, count
                start += count

    def _add_up(self) -> None:
        sums, (_, ids, cents, _) = self.sums, self._columns
        whole = set(map(type, cents)) == {int}
        for heading, each in zip(ids, cents, strict=True):
            sums[heading] += each if whole or type(each) is int else 0

    def written(self, layout: str) -> tuple[bytes, Mapping[str, Cents]]:
        """
        Return the bytes of the entry's lines, and what is missing in each of its books.

        Raises:
            Unsealable: a value or a heading that no line of ours has. KeyError: a layout that is none of ours.

        """
        laid, start = self._laid_lines(layout)
        return laid.written(start, start + self.count), laid.gaps(start, start + self.count)

    def part(self, layout: str) -> EntryLines:
        """Return the entry's lines as shares are made from them; raises what ``written`` does."""
        laid, start = self._laid_lines(layout)
        if not self._named:
            self._named = list(map(self._partner_of.__getitem__, self._columns[_HEADING_COLUMN]))
        return EntryLines(self._named[self._start : self._start + self.count], laid, start)

    @cached_property
    def _partner_of(self) -> Mapping[object, str]:
        """The partner that each heading names."""
        return {heading: key[_PARTNER] for heading, key in self._keys.items()}

    def _laid_lines(self, layout: str) -> tuple[_Laid, int]:
        """Return lines laid in a layout, the entry's among them, and where these start."""
        if layout not in self._laid:
            self._laid[layout] = self._laid_together(layout)
        laid = self._laid[layout]
        if laid is not None:
            return laid, self._start
        end = self._start + self.count
        return _Laid([column[self._start : end] for column in self._columns], self._headings[layout], self._writings), 0

    def _laid_together(self, layout: str) -> _Laid | None:
        """Lay the lines read together; nothing where one of them cannot be, so that each entry is then tried alone."""
        try:
            return _Laid(self._columns, self._headings[layout], self._writings)
        except (Unsealable, TypeError):
            return None


def _parts(stream: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Take lines many at a time, those of an entry together."""
    held: list[tuple[Any, ...]] = []
    while fresh := list(islice(stream, PART_LINES)):
        rows = held + fresh
        last = rows[-1][0]
        cut = next((place for place in range(len(rows), 0, -1) if rows[place - 1][0] != last), 0)
        held = rows[cut:]
        if cut:
            yield rows[:cut]
    if held:
        yield held
