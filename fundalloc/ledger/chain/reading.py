"""Sealed entries read out of a store, with nothing loaded but what that takes: other processes that verify begin with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from fundalloc.errors.ledger import ChainBroken
from fundalloc.ledger.chain.seal import HEADER, LAYOUTS
from fundalloc.ledger.chain.spans import EVERYTHING, Span
from fundalloc.ledger.rows import TABLES, columns_of
from fundalloc.ledger.storage.layout import LINE, POSTING, TOTAL_KEY, named
from fundalloc.ledger.storage.store import Session


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry as it was sealed: its layout, its own values, its rows by table (each led by its line number), and its seal."""

    layout: str
    header: tuple[Any, ...]
    tables: tuple[tuple[str, Sequence[Sequence[Any]]], ...]
    hash: str


class RowsByEntry:
    """
    The rows of one table, an entry's at a time: ``seq`` is the entry they say they belong to, ``count`` how many they are.

    Each row is led by its entry and its line.
    """

    def __init__(self, session: Session, name: str, span: Span = EVERYTHING) -> None:
        self.name = name
        table, asked = (name, ("entry_seq", "line", *columns_of(name))) if name != POSTING else ("posting_line", LINE)
        question = f"SELECT {named(asked)} FROM {table} {span.of('entry_seq')} ORDER BY entry_seq, line"  # noqa: S608 - our own columns
        stream = session.stream(question, **span.values)
        self._groups = groupby(stream, itemgetter(0))
        self.seq: Any = None
        self.rows: list[tuple[Any, ...]] = []
        self.count = 0
        self.advance()

    def advance(self) -> None:
        """Take the rows of the next entry."""
        self.seq, rows = next(self._groups, (None, ()))
        self.rows = list(rows)
        self.count = len(self.rows)


def headings_of(session: Session) -> dict[object, tuple[Any, ...]]:
    """Return every heading of a store: its book, its account, its dimensions, by its number."""
    names = ", ".join(("id", *TOTAL_KEY))
    return {row[0]: tuple(row[1:]) for row in session.stream(f"SELECT {names} FROM heading ORDER BY id")}  # noqa: S608 - our own columns


def read_entries(session: Session) -> Iterator[SealedEntry]:
    """
    Go through the entries of a store as they were sealed, in their order.

    Raises:
        ChainBroken: an entry cannot be read as its layout says.

    """
    children, headings = [RowsByEntry(session, name) for name, _ in TABLES], headings_of(session)
    names = ", ".join(("layout", *HEADER, "hash"))
    for layout, *header, own_seal in session.stream(f"SELECT {names} FROM entry ORDER BY seq"):  # noqa: S608 - our own columns
        tables = []
        for child in children:
            if child.seq == header[0]:
                try:
                    tables.append((child.name, _as_sealed(child, LAYOUTS[layout][child.name], headings)))
                except LookupError as error:
                    raise ChainBroken(seq=header[0]) from error
                child.advance()
        yield SealedEntry(layout, tuple(header), tuple(tables), own_seal)


def _as_sealed(child: RowsByEntry, names: tuple[str, ...], headings: Mapping[object, tuple[Any, ...]]) -> Sequence[Sequence[Any]]:
    if child.name != POSTING:
        return [row[1 : 2 + len(names)] for row in child.rows]
    cut = names.index("amount_cents")
    end = len(names) - 2
    return [(line, *headings[of][:cut], cents, day, *headings[of][cut:end]) for _, line, of, cents, day in child.rows]
