"""What entries moved: each figure's accounts, days and dimensions, asked of the very lines that stand under its headings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from fundalloc.ledger.accountability import BEFORE_ALL, Span
from fundalloc.ledger.backing import Adds, DetailKey, Moved, Part, Reach
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account, Kind
from fundalloc.money import Cents, apportion

LineKey: TypeAlias = tuple[str, str, str]
"""Year, recipient and line of the plan: a line of budget."""

HEADINGS_MAX: Final = 1_000
"""How many headings are asked about at once."""


class _Heading(NamedTuple):
    """An account within its dimensions, written once for all lines under it."""

    account: str
    key: DetailKey
    commitment: str


class _Line(NamedTuple):
    """What one entry moved under one heading on one day, in cents (debit positive)."""

    entry: int
    kind: Kind
    day: str
    heading: int
    cents: Cents


def moved(journal: Journal, moves: Sequence[Moved], last: int) -> Mapping[int, Cents]:
    """Return what each entry adds to a figure; an entry that adds nothing in sum is told too."""
    headings = _headings(journal, moves) if moves else {}
    under = [_under(each, headings) for each in moves]
    lines: dict[int, list[_Line]] = {}
    for line in _lines(journal, sorted(set().union(*under)), last):
        lines.setdefault(line.heading, []).append(line)
    found: dict[int, Cents] = {}
    for each, chosen in zip(moves, under, strict=True):
        own = sorted(line for heading in chosen for line in lines.get(heading, ()) if _counts(each, line))
        for seq, cents in _counted(each.adds, own, headings):
            found[seq] = found.get(seq, 0) + cents * each.sign
    return found


def _headings(journal: Journal, moves: Iterable[Moved]) -> Mapping[int, _Heading]:
    accounts = sorted({account.value for each in moves for account in each.adds.accounts})
    found = journal.session.rows(
        "SELECT id, account, fiscal_year, envelope, recipient, plan_item, nature, commitment FROM heading "  # noqa: S608 - our own words
        f"WHERE account IN ({', '.join(repr(each) for each in accounts)})"
    )
    return {row[0]: _Heading(row[1], (row[2], row[3], row[4], row[5], row[6]), row[7]) for row in found}


def _under(asked: Moved, headings: Mapping[int, _Heading]) -> list[int]:
    """Return the headings that are part of what is asked."""
    accounts = frozenset(account.value for account in asked.adds.accounts)
    return [
        number
        for number, heading in headings.items()
        if heading.account in accounts and asked.within.covers(heading.key, heading.commitment)
    ]


def _lines(journal: Journal, headings: Sequence[int], last: int) -> Iterator[_Line]:
    for first in range(0, len(headings), HEADINGS_MAX):
        some = headings[first : first + HEADINGS_MAX]
        for entry, kind, day, heading, cents in journal.session.rows(
            "SELECT entry_seq, kind, line.effective_on, heading, CAST(sum(amount_cents) AS BIGINT) FROM posting_line AS line "  # noqa: S608
            f"JOIN entry ON seq = entry_seq WHERE heading IN ({', '.join(map(str, some))}) AND entry_seq <= :last "
            "GROUP BY entry_seq, kind, line.effective_on, heading",
            last=last,
        ):
            yield _Line(int(entry), Kind(kind), str(day), heading, int(cents))


def _counts(asked: Moved, line: _Line) -> bool:
    """Tell whether a line under a heading of a figure is part of it: by its day, its entry, and what that entry is."""
    first, last = days_of(asked.adds.reach, asked.within.span)
    chosen = asked.entries is None or line.entry in asked.entries
    return first <= line.day <= last and chosen and _is_of_kinds(asked.adds, line.kind)


def _is_of_kinds(adds: Adds, kind: Kind) -> bool:
    return kind not in adds.but and (adds.kinds is None or kind in adds.kinds)


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


def _counted(adds: Adds, lines: Iterable[_Line], headings: Mapping[int, _Heading]) -> Iterator[tuple[int, Cents]]:
    """Count credits or debits as positive, whole or one funder's part of them."""
    if adds.part is None:
        yield from ((line.entry, line.cents * adds.sign) for line in lines)
    else:
        yield from _parts(adds.part, ((line.entry, headings[line.heading].key, line.cents * adds.sign) for line in lines))


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
