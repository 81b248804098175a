"""
Lines of postings read and written in large parts: an entry's lines are a stretch of one part.

What is done for thousands of lines at once costs several times less than what is done entry by entry. The bytes are the same. The database
hands over an entry's lines as four texts, which costs half of handing over each line; where these do not show plainly what the lines hold,
the same lines are read again, one by one.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, Final, NamedTuple, Protocol

from fundalloc.ledger.chain.seal import LAYOUTS, LINE_PARTS, Unsealable, WordsWritten, Writings, WrittenHeadings, digits_of, laid_postings
from fundalloc.ledger.chain.spans import Span
from fundalloc.ledger.figures import gaps
from fundalloc.ledger.storage.layout import LINE, POSTING, TOTAL_KEY
from fundalloc.ledger.storage.store import Session
from fundalloc.ledger.storage.together import SEPARATOR, lines_together
from fundalloc.money import Cents

PART_LINES: Final = 5_000

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


class _Lines(Protocol):
    """A part, by columns."""

    @property
    def entries(self) -> Sequence[tuple[Any, int]]:
        """The entries that the lines say they belong to, and how many they are of each."""

    @property
    def headings(self) -> Sequence[Any]: ...

    @property
    def cents(self) -> Sequence[Any]: ...

    def written(self, start: int, end: int, headings: Sequence[tuple[object, bytes, bytes]]) -> list[bytes]:
        """Write a stretch whose headings are given; raises Unsealable or TypeError for a value that none of ours has."""


class _OneByOne:
    """Lines as the database gave each."""

    def __init__(self, rows: Sequence[tuple[Any, ...]], writings: Writings) -> None:
        seqs, self._numbers, self.headings, self.cents, self._days = zip(*rows, strict=True)
        self.entries = [(seq, len(list(lines))) for seq, lines in groupby(seqs)]
        self._writings = writings

    def written(self, start: int, end: int, headings: Sequence[tuple[object, bytes, bytes]]) -> list[bytes]:
        numbers = map(self._writings.__getitem__, self._numbers[start:end])
        return laid_postings(numbers, headings, digits_of(self.cents[start:end]), map(self._writings.__getitem__, self._days[start:end]))


class _Words(NamedTuple):
    """The lines of a part as the database wrote them out together, taken apart."""

    numbers: Sequence[bytes]
    headings: Sequence[bytes]
    cents: Sequence[bytes]
    days: Sequence[bytes]


class _Together:
    """Lines as the database wrote them out together; raises ValueError where a word is no whole number."""

    def __init__(self, entries: Sequence[tuple[Any, int]], words: _Words, known: "_Known") -> None:
        self._words = words
        self._known = known
        self.entries = entries
        self.headings = list(map(known.whole_numbers.__getitem__, words.headings))
        self.cents = json.loads(b"[%b]" % b",".join(words.cents))  # half the time of one at a time

    def written(self, start: int, end: int, headings: Sequence[tuple[object, bytes, bytes]]) -> list[bytes]:
        numbers = map(self._known.numbers.__getitem__, self._words.numbers[start:end])
        days = map(self._known.days.__getitem__, self._words.days[start:end])
        return laid_postings(numbers, headings, self._words.cents[start:end], days)


class _Known:
    """What the words of a part written out together say, each looked at once."""

    def __init__(self) -> None:
        self.numbers = WordsWritten(b"i")
        self.days = WordsWritten(b"t")
        self.whole_numbers = _WholeNumbers()


class _WholeNumbers(dict[bytes, int]):
    def __missing__(self, word: bytes) -> int:
        number = self[word] = int(word)
        return number


class _Laid:
    """A stretch of lines as entries of one layout write them: the book of each, and its bytes in parts."""

    def __init__(self, lines: _Lines, start: int, end: int, headings: _Headings) -> None:
        met = list(map(headings.__getitem__, lines.headings[start:end]))
        self._parts = lines.written(start, end, met)
        self._books = [book for book, _, _ in met]
        self._cents = lines.cents[start:end]

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
        self._lines: _Lines
        self._laid: dict[str, _Laid | None] = {}
        self._named: Sequence[str] = ()
        self._start = 0
        self._coming = self._stretches(_parts(session, span, writings))
        self.advance()

    def advance(self) -> None:
        """Go to the lines of the next entry."""
        self._start, self.seq, self.count = next(self._coming, (0, None, 0))

    def _stretches(self, parts: Iterator[_Lines]) -> Iterator[tuple[int, Any, int]]:
        for self._lines in parts:
            self._laid.clear()
            self._named = ()
            self._add_up()
            start = 0
            for seq, count in self._lines.entries:
                yield start, seq, count
                start += count

    def _add_up(self) -> None:
        sums, cents = self.sums, self._lines.cents
        whole = set(map(type, cents)) == {int}
        for heading, each in zip(self._lines.headings, cents, strict=True):
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
            self._named = list(map(self._partner_of.__getitem__, self._lines.headings))
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
        return _Laid(self._lines, self._start, self._start + self.count, self._headings[layout]), 0

    def _laid_together(self, layout: str) -> _Laid | None:
        """Lay the lines read together; nothing where one of them cannot be, so that each entry is then tried alone."""
        try:
            return _Laid(self._lines, 0, len(self._lines.cents), self._headings[layout])
        except (Unsealable, TypeError):
            return None


def _parts(session: Session, span: Span, writings: Writings) -> Iterator[_Lines]:
    """Read lines many at a time, those of an entry together."""
    known, before = _Known(), 0
    one_by_one = f"SELECT {', '.join(LINE)} FROM posting_line {span.of('entry_seq')} ORDER BY entry_seq, line LIMIT :many OFFSET :before"  # noqa: S608 - our own columns
    for entries in _gathered(session.stream(lines_together(session.dialect, span.of("entry_seq")), **span.values)):
        many = sum(count for _, count, *_ in entries)
        yield _together(entries, many, known) or _OneByOne(session.rows(one_by_one, **span.values, many=many, before=before), writings)
        before += many


def _gathered(stream: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Take entries until their lines are many."""
    held: list[tuple[Any, ...]] = []
    lines = 0
    for entry in stream:
        held.append(entry)
        lines += entry[1]
        if lines >= PART_LINES:
            yield held
            held, lines = [], 0
    if held:
        yield held


def _together(entries: Sequence[tuple[Any, ...]], lines: int, known: _Known) -> _Together | None:
    """Take apart what was written out together; None where it is not as many plain words as there are lines."""
    seqs, counts, are_plain, *texts = zip(*entries, strict=True)
    if not all(are_plain) or any(None in column for column in texts):
        return None
    words = _Words(*(SEPARATOR.join(column).encode().split(SEPARATOR.encode()) for column in texts))
    if any(len(column) != lines for column in words):
        return None
    try:
        together = _Together(list(zip(seqs, counts, strict=True)), words, known)
    except ValueError:
        return None
    return together if set(map(type, together.cents)) == {int} else None
