"""Figures of the books, in a file of their own so that a balance is told without loading the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import compress, repeat
from operator import eq
from typing import TYPE_CHECKING, NamedTuple

from fundalloc.frames import frame_of
from fundalloc.money import Cents

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Head:
    """The last seal of a chain: keep its hash elsewhere, and a shortened chain can no longer pass for a whole one."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """The balance of one account; ``dimensions`` holds the values asked for, by name, in the order asked."""

    book: str
    account: str
    dimensions: Mapping[str, str]
    amount_cents: Cents


@dataclass(frozen=True, slots=True)
class Balance:
    """The balances of the books as of a day, as known at a moment (None: now)."""

    fund: str
    as_of: date | None
    known_at: datetime | None
    rows: tuple[BalanceRow, ...]
    head: Head

    def cents(self, account: str) -> Cents:
        """Return the balance of one account over all dimensions, debit positive."""
        return sum(row.amount_cents for row in self.rows if row.account == account)

    def to_frame(self) -> "pd.DataFrame":
        """Return a row for each balance: its book, its account, each dimension asked for, the amount in cents."""
        return frame_of({"book": row.book, "account": row.account, **row.dimensions, "amount_cents": row.amount_cents} for row in self.rows)


class RegisterRow(NamedTuple):
    """One line of an account, and the balance after it; a tuple, because a register has as many rows as the books."""

    effective_on: str
    seq: int
    kind: str
    reference: str
    fiscal_year: str
    recipient: str
    plan_item: str
    nature: str
    amount_cents: Cents
    balance_cents: Cents


def gaps(books: Sequence[str], cents: Sequence[Cents]) -> Mapping[str, Cents]:
    """
    Return debits less credits in each book that does not come to nothing; postings are given by columns.

    >>> gaps(["budget", "budget", "actual"], [5, -5, 7])
    {'actual': 7}
    """
    *others, last = dict.fromkeys(books) or ("",)
    sums = {book: sum(compress(cents, map(eq, books, repeat(book)))) for book in others}
    sums[last] = sum(cents) - sum(sums.values())
    return {book: gap_cents for book, gap_cents in sums.items() if gap_cents}
