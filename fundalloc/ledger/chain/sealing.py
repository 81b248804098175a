"""Entries on their way into the chain: each balanced, sealed to the one before it, and written with others in few statements."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import repeat
from operator import attrgetter
from typing import Final

from fundalloc.ledger.answers import Sealed
from fundalloc.ledger.chain.seal import LAYOUT, Writings, WrittenHeadings, seal, written_postings, written_rows
from fundalloc.ledger.entries import Entry, refuse_unbalanced
from fundalloc.ledger.figures import Head
from fundalloc.ledger.rows import TABLES, Posting, Row, Value, values
from fundalloc.ledger.storage.layout import POSTING, TOTAL_KEY
from fundalloc.ledger.storage.store import Session
from fundalloc.money import Cents

GATHERED_LINES_MAX: Final = 20_000

_HEADING_OF: Final[Callable[[Row], tuple[str, ...]]] = attrgetter(*TOTAL_KEY)
_CENTS_OF: Final[Callable[[Row], Cents]] = attrgetter("amount_cents")
_DAY_OF: Final[Callable[[Row], str]] = attrgetter("effective_on")

_WRITINGS: Final = Writings()
"""What a value is written as never changes: it is kept from one entry to the next, which a single entry saves a fifth of its time by."""

_HEADINGS_WRITTEN: Final = WrittenHeadings(_WRITINGS)


class Gathering:
    """Rows on their way into a store: handed over in large parts, the kept balances and the head last."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._entries: list[tuple[Value, ...]] = []
        self._rows: dict[str, list[tuple[Value, ...]]] = defaultdict(list)
        self._lines: list[tuple[Value, ...]] = []
        self._totals: defaultdict[int, Cents] = defaultdict(int)

    def entry(self, row: tuple[Value, ...]) -> None:
        """Take an entry's own row, its rows having been taken; hand over when there is much."""
        self._entries.append(row)
        if len(self._lines) + len(self._entries) > GATHERED_LINES_MAX:
            self._hand_over()

    def rows(self, table: str, rows: Sequence[tuple[Value, ...]]) -> None:
        """Take rows of a table other than postings, each led by its entry and its line."""
        self._rows[table] += rows

    def post(self, seq: int, numbers: Iterable[int], headings: Sequence[int], cents: Sequence[Cents], days: Iterable[str]) -> None:
        """Take an entry's postings, given by columns, and what they change in the kept balances."""
        self._lines.extend(zip(repeat(seq), numbers, headings, cents, days, strict=False))
        totals = self._totals
        for heading, each in zip(headings, cents, strict=True):
            totals[heading] += each

    def _hand_over(self) -> None:
        """Write entries first, then their rows, for each row names its entry."""
        if self._entries:
            self._session.add_entries(self._entries)
        for table, rows in self._rows.items():
            self._session.add_rows(table, rows)
        if self._lines:
            self._session.add_lines(self._lines)
        self._entries.clear()
        self._rows.clear()
        self._lines.clear()

    def finish(self, head: Head) -> None:
        """Write what is left, the kept balances and the head."""
        self._hand_over()
        if self._totals:
            self._session.add_to_totals(list(self._totals.items()))
        self._session.move_head(head.seq, head.hash)


class Sealing:
    """
    One run of entries, inside one transaction that holds the write lock.

    The head is read once, under the lock, and followed from there; nothing of it outlives the transaction.
    """

    def __init__(self, session: Session, head: Head, *, recorded_at: str, fund: str) -> None:
        self._head = head
        self._recorded_at = recorded_at
        self._recorded_moment = datetime.fromisoformat(recorded_at)
        self._fund = fund
        self._gathering = Gathering(session)
        self._headings = _Headings(session)

    def add(self, entry: Entry, *, kept: bool = True) -> Sealed:
        """
        Seal an entry to the one before it.

        Raises:
            EntryUnbalanced: a book of the entry does not sum to zero.

        """
        refuse_unbalanced(entry)
        seq = self._head.seq + 1
        header: tuple[Value, ...] = (
            seq,
            self._fund,
            entry.kind.value,
            entry.effective_on.isoformat(),
            self._recorded_at,
            entry.person,
            entry.reason,
            entry.reference,
            self._head.hash,
        )
        own_seal = seal(header, self._children(seq, entry), _WRITINGS)
        self._gathering.entry((seq, LAYOUT, *header[1:], own_seal))
        self._head = Head(seq, own_seal)
        return Sealed(seq, own_seal, entry.kind, entry.effective_on, self._recorded_moment, entry.amount_cents, kept)

    def finish(self) -> None:
        """Write what is left, the kept balances and the head."""
        self._gathering.finish(self._head)

    def _children(self, seq: int, entry: Entry) -> list[tuple[str, int, bytes]]:
        by_kind: dict[type[Row], list[Row]] = defaultdict(list)
        for row in entry.rows:
            by_kind[type(row)].append(row)
        children = []
        for name, kind in TABLES if len(by_kind) > 1 else _ONE[next(iter(by_kind), Posting)]:
            rows = by_kind.get(kind)
            if rows:
                written = self._posted(seq, rows) if name == POSTING else self._kept(seq, name, rows)
                children.append((name, len(rows), written))
        return children

    def _kept(self, seq: int, table: str, rows: Sequence[Row]) -> bytes:
        numbered = [(line, *values(row)) for line, row in enumerate(rows, start=1)]
        self._gathering.rows(table, [(seq, *row) for row in numbered])
        return written_rows(numbered, _WRITINGS)

    def _posted(self, seq: int, postings: Sequence[Row]) -> bytes:
        """Write by columns, which costs several times less than line by line."""
        headings = list(map(self._headings.__getitem__, map(_HEADING_OF, postings)))
        numbers, cents, days = range(1, len(postings) + 1), list(map(_CENTS_OF, postings)), list(map(_DAY_OF, postings))
        self._gathering.post(seq, numbers, [heading for heading, _, _ in headings], cents, days)
        return written_postings(numbers, headings, cents, days, _WRITINGS)


class _Headings(dict[tuple[str, ...], tuple[int, bytes, bytes]]):
    """The headings met so far: the number of each, and how it is written."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def __missing__(self, key: tuple[str, ...]) -> tuple[int, bytes, bytes]:
        met = self[key] = (self._session.heading(key), *_HEADINGS_WRITTEN[key])
        return met


_ONE: Final[dict[type[Row], tuple[tuple[str, type[Row]], ...]]] = {kind: ((name, kind),) for name, kind in TABLES}
