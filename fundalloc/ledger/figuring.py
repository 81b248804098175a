"""Balances and registers, straight from what a store keeps or indexes, whatever the length of the journal."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Final

from fundalloc.ledger.figures import BalanceRow, Head, RegisterRow
from fundalloc.ledger.kinds import Account, Book, Dimension
from fundalloc.ledger.storage.store import Session

EVER: Final = "9999-12-31"
SUMS_THEN: Final = (
    "(SELECT heading, CAST(sum(amount_cents) AS BIGINT) AS amount_cents FROM posting_line "
    "WHERE effective_on <= :as_of AND entry_seq <= :last GROUP BY heading)"
)
"""Balances at another day or moment, summed from the index that covers them, heading by heading."""


def head(session: Session) -> Head:
    """Return the last seal of the chain."""
    ((seq, own_seal),) = session.rows("SELECT seq, hash FROM head WHERE id = 1")
    return Head(seq, own_seal)


def last_known(session: Session, known_at: datetime | None) -> int:
    """Return the number of the last entry recorded at or before a moment (None: the very last)."""
    if known_at is None:
        return head(session).seq
    found = session.rows("SELECT max(seq) FROM entry WHERE recorded_at <= :moment", moment=moment(known_at))
    return found[0][0] or 0


def balances(
    session: Session, book: Book | None, by: Sequence[Dimension], as_of: date | None, known_at: datetime | None
) -> tuple[BalanceRow, ...]:
    """Return balances by account and dimensions: from the kept totals now, from the covering index at another day or moment."""
    dimensions = tuple(Dimension(each).value for each in by)
    names = ", ".join(("book", "account", *dimensions))
    where = "WHERE book = :book " if book else ""
    asked: dict[str, object] = {"book": book.value} if book else {}
    sums = "heading_total"
    if as_of is not None or known_at is not None:
        sums = SUMS_THEN
        asked |= {"as_of": as_of.isoformat() if as_of else EVER, "last": last_known(session, known_at)}
    question = (
        f"SELECT {names}, CAST(sum(amount_cents) AS BIGINT) FROM {sums} AS kept JOIN heading ON heading.id = kept.heading {where}"  # noqa: S608
        f"GROUP BY {names} ORDER BY {names}"
    )
    return tuple(
        BalanceRow(row[0], row[1], dict(zip(dimensions, row[2:-1], strict=True)), row[-1]) for row in session.rows(question, **asked)
    )


def account_register(session: Session, account: Account, as_of: date | None, known_at: datetime | None) -> Iterator[RegisterRow]:
    """Go through the lines of an account by the day they count from, with the balance after each."""
    balance_cents = 0
    until = as_of.isoformat() if as_of else EVER
    then = "" if as_of is known_at is None else f"AND line.effective_on <= '{until}' AND entry_seq <= {last_known(session, known_at)} "
    for row in session.stream(
        "SELECT line.effective_on, entry_seq, kind, reference, fiscal_year, recipient, plan_item, nature, amount_cents "  # noqa: S608
        "FROM posting_line AS line JOIN heading ON heading.id = heading JOIN entry ON seq = entry_seq "
        f"WHERE account = '{account.value}' {then}ORDER BY line.effective_on, entry_seq, line"
    ):
        balance_cents += row[-1]
        yield RegisterRow(*(*row, balance_cents))


def moment(at: datetime) -> str:
    """Write a moment in UTC, to the microsecond, so that texts sort as moments follow each other."""
    assert at.tzinfo is not None, "a moment without a time zone is two moments"
    return at.astimezone(UTC).isoformat(timespec="microseconds")
