"""Sealed entries written into a store that has none: the same chain, whatever store they come from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from operator import itemgetter
from typing import Any, Final

from fundalloc.errors.ledger import ChainBroken
from fundalloc.ledger.chain.reading import SealedEntry
from fundalloc.ledger.chain.seal import (
    FIRST_PREVIOUS,
    LAYOUTS,
    Unsealable,
    Writings,
    WrittenHeadings,
    seal,
    written_postings,
    written_rows,
)
from fundalloc.ledger.chain.sealing import Gathering
from fundalloc.ledger.figures import Head, gaps
from fundalloc.ledger.rows import TABLES, columns_of
from fundalloc.ledger.storage.layout import POSTING
from fundalloc.ledger.storage.store import Session

_DEFAULTS: Final[Mapping[str, tuple[Any, ...]]] = {name: tuple(field.default for field in fields(kind)) for name, kind in TABLES}


def restore(session: Session, entries: Iterable[SealedEntry]) -> Head:
    """
    Write sealed entries into a store that has none, each seal computed again, each book summed again.

    Raises:
        ChainBroken: an entry is not what its seal says, does not follow the one before it, or does not balance.

    """
    restoring = _Restoring(session)
    with session.indexed_afterwards("posting_line"):
        for entry in entries:
            restoring.add(entry)
        return restoring.finish()


class _Restoring:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._gathering = Gathering(session)
        self._head = Head(0, FIRST_PREVIOUS)
        self._writings = Writings()
        self._headings = {layout: _Headings(session, layout, self._writings) for layout in LAYOUTS}

    def add(self, entry: SealedEntry) -> None:
        seq = self._head.seq + 1
        if entry.layout not in LAYOUTS or entry.header[0] != seq or entry.header[-1] != self._head.hash:
            raise ChainBroken(seq=seq)
        try:
            written = [(name, len(rows), self._written(entry.layout, seq, name, rows)) for name, rows in entry.tables]
            own_seal = seal(entry.header, written, self._writings, entry.layout)
        except (Unsealable, LookupError, TypeError, ValueError) as error:
            raise ChainBroken(seq=seq) from error
        if own_seal != entry.hash:
            raise ChainBroken(seq=seq)
        self._gathering.entry((seq, entry.layout, *entry.header[1:], own_seal))
        self._head = Head(seq, own_seal)

    def finish(self) -> Head:
        self._gathering.finish(self._head)
        return self._head

    def _written(self, layout: str, seq: int, table: str, rows: Sequence[Sequence[Any]]) -> bytes:
        names = LAYOUTS[layout][table]
        if set(map(len, rows)) != {len(names) + 1}:
            raise Unsealable(table)
        if table == POSTING:
            return self._posted(layout, seq, rows)
        missing = _DEFAULTS[table][len(names) :]
        self._gathering.rows(table, [(seq, *row, *missing) for row in rows])
        return written_rows(rows, self._writings)

    def _posted(self, layout: str, seq: int, rows: Sequence[Sequence[Any]]) -> bytes:
        of_heading, *others = _PLACES[layout]
        numbers, cents, days, books = (list(map(each, rows)) for each in others)
        headings = list(map(self._headings[layout].__getitem__, map(of_heading, rows)))
        written = written_postings(numbers, headings, cents, days, self._writings)
        if gaps(books, cents):
            raise Unsealable(POSTING)
        self._gathering.post(seq, numbers, [heading for heading, _, _ in headings], cents, days)
        return written


class _Headings(dict[tuple[Any, ...], tuple[int, bytes, bytes]]):
    """The headings met so far in entries of a layout: the number of each, and how it is written."""

    def __init__(self, session: Session, layout: str, writings: Writings) -> None:
        super().__init__()
        self._session = session
        self._writer = WrittenHeadings(writings, layout)
        self._unsaid = ("",) * (len(columns_of(POSTING)) - len(LAYOUTS[layout][POSTING]))

    def __missing__(self, key: tuple[Any, ...]) -> tuple[int, bytes, bytes]:
        own = (*key, *self._unsaid)
        met = self[key] = (self._session.heading(own), *self._writer[own])
        return met


def _places(names: Sequence[str]) -> tuple[Callable[[Sequence[Any]], Any], ...]:
    """Return what takes out of a posting as sealed: its heading, its line number, its amount, its day, its book."""
    place = {name: number for number, name in enumerate(names, start=1)}
    heading = [place[name] for name in names if name not in {"amount_cents", "effective_on"}]
    return (itemgetter(*heading), itemgetter(0), *(itemgetter(place[name]) for name in ("amount_cents", "effective_on", "book")))


_PLACES: Final = {layout: _places(tables[POSTING]) for layout, tables in LAYOUTS.items()}
