"""Spans of entries: the whole chain, or a part of it that another process reads at the same time."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from fundalloc.ledger.storage.store import Session


@dataclass(frozen=True, slots=True)
class Span:
    """The entries from one number on (None: from the very first row), up to another and without it (None: to the very last row)."""

    first: int | None = None
    end: int | None = None

    def of(self, column: str) -> str:
        """Return the condition that a column of entries' numbers is in the span; its values are ``values``."""
        bounds = [f"{column} >= :first"] * (self.first is not None) + [f"{column} < :end"] * (self.end is not None)
        return f"WHERE {' AND '.join(bounds)}" if bounds else ""

    @property
    def values(self) -> dict[str, object]:
        return {name: value for name, value in (("first", self.first), ("end", self.end)) if value is not None}


EVERYTHING: Final = Span()


def spans(session: Session, most: int, lines_each: int) -> tuple[Span, ...]:
    """Return the whole chain in spans of as many lines as each other: at most so many, and none for fewer lines than ``lines_each``."""
    ((lines,),) = session.rows("SELECT count(*) FROM posting_line")
    count = max(1, min(most, lines // lines_each))
    question = "SELECT entry_seq FROM posting_line ORDER BY entry_seq, line LIMIT 1 OFFSET :place"
    starts = {seq for number in range(1, count) for (seq,) in session.rows(question, place=number * lines // count)}
    if any(type(start) is not int for start in starts):
        return (EVERYTHING,)
    return tuple(Span(first, end) for first, end in pairwise([None, *sorted(starts), None]))
