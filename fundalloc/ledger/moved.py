"""What entries moved: each figure's accounts, days and dimensions, asked of the postings themselves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from fundalloc.ledger.accountability import BEFORE_ALL, Span
from fundalloc.ledger.answers import EntryRow
from fundalloc.ledger.backing import Adds, DetailKey, Moved, Part, Reach
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account
from fundalloc.money import Cents, apportion

LineKey: TypeAlias = tuple[str, str, str]
"""Year, recipient and line of the plan: a line of budget."""

Row: TypeAlias = tuple[int, str, str, DetailKey, str, Cents]
"""Entry, account, day, dimensions, commitment and cents (debit positive)."""

_DIMENSIONS: Final = "fiscal_year, envelope, recipient, plan_item, nature, commitment"


def moved(journal: Journal, moves: Sequence[Moved], register: Mapping[int, EntryRow], last: int) -> Mapping[int, Cents]:
    """Return what each entry adds to a figure; an entry that adds nothing in sum is told too."""
    rows = _rows(journal, moves, last) if moves else ()
    found: dict[int, Cents] = {}
    for each in moves:
        for seq, cents in _counted(each, [row for row in rows if _counts(each, row, register)]):
            found[seq] = found.get(seq, 0) + cents
    return found


def _rows(journal: Journal, moves: Iterable[Moved], last: int) -> Sequence[Row]:
    accounts = sorted({account.value for each in moves for account in each.adds.accounts})
    found = journal.session.rows(
        f"SELECT entry_seq, account, effective_on, {_DIMENSIONS}, CAST(sum(amount_cents) AS BIGINT) FROM posting "  # noqa: S608 - our own words
        f"WHERE account IN ({', '.join(repr(each) for each in accounts)}) AND effective_on <= :last_day AND entry_seq <= :last "
        f"GROUP BY entry_seq, account, effective_on, {_DIMENSIONS} ORDER BY entry_seq, effective_on, {_DIMENSIONS}",
        last_day=max(each.within.span.last for each in moves).isoformat(),
        last=last,
    )
    return [(int(row[0]), row[1], row[2], (row[3], row[4], row[5], row[6], row[7]), row[8], int(row[9])) for row in found]


def _counts(asked: Moved, row: Row, register: Mapping[int, EntryRow]) -> bool:
    """Tell whether a row of the books is part of what is asked."""
    seq, account, day, key, commitment, _ = row
    first, last = days_of(asked.adds.reach, asked.within.span)
    return (
        account in asked.adds.accounts
        and first <= day <= last
        and (asked.entries is None or seq in asked.entries)
        and _is_of_kinds(asked.adds, register[seq])
        and asked.within.covers(key, commitment)
    )


def _is_of_kinds(adds: Adds, entry: EntryRow) -> bool:
    return entry.kind not in adds.but and (adds.kinds is None or entry.kind in adds.kinds)


def days_of(reach: Reach, span: Span) -> tuple[str, str]:
    """Return the first and the last day that count; what is before a range that begins with the books is nothing."""
    first = span.first.isoformat() if span.first else BEFORE_ALL
    match reach:
        case Reach.WITHIN:
            return first, span.last.isoformat()
        case Reach.UNTIL:
            return BEFORE_ALL, span.last.isoformat()
        case Reach.BEFORE:
            return BEFORE_ALL, span.eve.isoformat() if span.eve else ""


def _counted(asked: Moved, rows: Iterable[Row]) -> Iterator[tuple[int, Cents]]:
    """Count credits or debits as positive, whole or one funder's part of them."""
    signed = ((seq, key, cents * asked.adds.sign) for seq, _, _, key, _, cents in rows)
    if asked.adds.part is None:
        yield from ((seq, cents) for seq, _, cents in signed)
    else:
        yield from _parts(asked.adds.part, signed)


def _parts(part: Part, rows: Iterable[tuple[int, DetailKey, Cents]]) -> Iterator[tuple[int, Cents]]:
    """Give each row what the funder's part of the rows so far grows by, so that the parts make the part of the whole."""
    reached = dict(part.before)
    for seq, key, cents in rows:
        weights, before = part.weights[key[1]], reached.get(key, 0)
        reached[key] = before + cents
        if part.funder in weights:
            yield seq, apportion(reached[key], weights)[part.funder] - apportion(before, weights)[part.funder]


def lines_moved(journal: Journal, moves: Iterable[Moved]) -> frozenset[LineKey]:
    """Return the lines of budget that chosen entries moved."""
    return frozenset(
        (row.fiscal_year, row.recipient, row.plan_item)
        for each in moves
        for seq in each.entries or ()
        for account in each.adds.accounts
        for row in journal.postings_of(seq, Account(account))
        if row.plan_item
    )
