"""Balances and registers, straight from what a store keeps or indexes, whatever the length of the journal."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Final

from fundalloc.ledger.figures import BalanceRow, Head, RegisterRow
from fundalloc.ledger.kinds import Account, Book, Dimension
from fundalloc.ledger.storage.store import Session

EVER: Final = "9999-12-31"


def head(session: Session) -> Head:
    """Return the last seal of the chain."""
    ((seq, own_seal),) = session.rows("SELECT seq, hash FROM head WHERE id = 1")
    return Head(seq, own_seal)


def last_known(session: Session, known_at: datetime | None) -> int:
    """Return the number of the last entry recorded at or before a moment (None: the very last)."""
    if known_at is None:
        return head(session).seq
    ((last,),) = session.rows("SELECT coalesce(max(seq), 0) FROM entry")
    return bisect_right(range(1, last + 1), moment(known_at), key=partial(_recorded_at, session))


def _recorded_at(session: Session, seq: int) -> str:
    """Return when an entry was recorded (the next one, where it is missing): it never runs backwards from one to the next."""
    ((recorded_at,),) = session.rows("SELECT recorded_at FROM entry WHERE seq >= :seq ORDER BY seq LIMIT 1", seq=seq)
    return str(recorded_at)


def sums_then(session: Session, as_of: date | None, last: int) -> Mapping[int, tuple[int, int]]:
    """
    Return the balance of each heading on a day, as known by an entry, with how many lines make it.

    The index that covers them is gone through once in a transaction, however many questions are asked of the same day.
    """
    asked = (as_of.isoformat() if as_of else EVER, last)
    if asked not in session.sums:
        session.sums[asked] = {
            heading: (int(cents), int(lines))
            for heading, cents, lines in session.rows(
                "SELECT heading, CAST(sum(amount_cents) AS BIGINT), count(*) FROM posting_line "
                "WHERE effective_on <= :as_of AND entry_seq <= :last GROUP BY heading",
                as_of=asked[0],
                last=last,
            )
        }
    return session.sums[asked]


def balances(
    session: Session, book: Book | None, by: Sequence[Dimension], as_of: date | None, known_at: datetime | None
) -> tuple[BalanceRow, ...]:
    """Return balances by account and dimensions: from the kept totals now, from the covering index at another day or moment."""
    dimensions = tuple(Dimension(each).value for each in by)
    names = ", ".join(("book", "account", *dimensions))
    where, asked = ("WHERE book = :book ", {"book": book.value}) if book else ("", {})
    if as_of is None and known_at is None:
        found = session.rows(
            f"SELECT {names}, CAST(sum(amount_cents) AS BIGINT) FROM heading_total "  # noqa: S608 - our own columns
            f"JOIN heading ON heading.id = heading_total.heading {where}GROUP BY {names} ORDER BY {names}",
            **asked,
        )
    else:
        sums, cents = sums_then(session, as_of, last_known(session, known_at)), dict[tuple[str, ...], int]()
        for heading, *key in session.rows(f"SELECT id, {names} FROM heading {where}", **asked):  # noqa: S608 - our own columns
            if heading in sums:
                cents[tuple(key)] = cents.get(tuple(key), 0) + sums[heading][0]
        found = [(*key, cents[key]) for key in sorted(cents)]
    return tuple(BalanceRow(row[0], row[1], dict(zip(dimensions, row[2:-1], strict=True)), row[-1]) for row in found)


def account_register(
    session: Session, account: Account, only: Mapping[Dimension, str], as_of: date | None, known_at: datetime | None
) -> Iterator[RegisterRow]:
    """Go through the lines of an account (``only`` those of some dimensions) by the day they count from, with the balance after each."""
    asked: dict[str, object] = {"account": account.value, **{Dimension(name).value: value for name, value in only.items()}}
    chosen = " AND ".join(f"{name} = :{name}" for name in asked)
    dimensions = "id, fiscal_year, recipient, plan_item, nature"
    said = {row[0]: row[1:] for row in session.rows(f"SELECT {dimensions} FROM heading WHERE {chosen}", **asked)}  # noqa: S608 - our own columns
    balance_cents = 0
    for effective_on, seq, kind, reference, heading, amount_cents in session.stream(
        "SELECT line.effective_on, entry_seq, kind, reference, heading, amount_cents FROM posting_line AS line "  # noqa: S608 - the same
        f"JOIN entry ON seq = entry_seq WHERE heading IN (SELECT id FROM heading WHERE {chosen}) "
        "AND line.effective_on <= :as_of AND entry_seq <= :last ORDER BY line.effective_on, entry_seq, line",
        **asked,
        as_of=as_of.isoformat() if as_of else EVER,
        last=last_known(session, known_at),
    ):
        balance_cents += amount_cents
        yield RegisterRow._make((effective_on, seq, kind, reference, *said[heading], amount_cents, balance_cents))


def moment(at: datetime) -> str:
    """Write a moment in UTC, to the microsecond, so that texts sort as moments follow each other."""
    assert at.tzinfo is not None, "a moment without a time zone is two moments"
    return at.astimezone(UTC).isoformat(timespec="microseconds")
