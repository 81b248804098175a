"""
The books in other forms: sealed JSON lines that anyone can check, and journals that hledger, Ledger and beancount read.

An export of sealed entries has a first line that says what the columns are, one line per entry, and a last line that says how many there
are, the last seal and the root of the tree over all seals. The same books give the same bytes whatever store they are in.
"""

import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import chain
from typing import Final, TextIO

from fundalloc.errors.store import ExportUnreadable
from fundalloc.ledger.chain.merkle import Tree
from fundalloc.ledger.chain.reading import SealedEntry
from fundalloc.ledger.chain.seal import FIRST_PREVIOUS, HEADER, LAYOUTS
from fundalloc.ledger.storage.layout import POSTING
from fundalloc.money import Cents, decimal_digits

FORMAT: Final = "fundalloc-export-1"


class Form(StrEnum):
    """What books can be exported to."""

    JSONL = "jsonl"
    HLEDGER = "hledger"
    BEANCOUNT = "beancount"


def lines_of(entries: Iterable[SealedEntry], form: Form, currency: str) -> Iterator[str]:
    """Return the lines of an export, without their ends."""
    match form:
        case Form.JSONL:
            return json_lines(entries)
        case Form.HLEDGER:
            return hledger_lines(entries, currency)
        case Form.BEANCOUNT:
            return beancount_lines(entries, currency)


# --- Sealed entries, for anyone to check


def json_lines(entries: Iterable[SealedEntry]) -> Iterator[str]:
    """Write sealed entries, one a line."""
    columns = {layout: {table: list(names) for table, names in tables.items()} for layout, tables in LAYOUTS.items()}
    yield _json({"format": FORMAT, "header": list(HEADER), "layouts": columns})
    tree, count, head = Tree(), 0, FIRST_PREVIOUS
    for entry in entries:
        yield _json({"layout": entry.layout, "entry": entry.header, "rows": dict(entry.tables), "hash": entry.hash})
        tree.add(entry.hash)
        count, head = count + 1, entry.hash
    yield _json({"entries": count, "head": head, "merkle_root": tree.root()})


def read_json_lines(file: TextIO, path: str) -> Iterator[SealedEntry]:
    """
    Read sealed entries; what they say is checked where they are restored, the last line here.

    Raises:
        ExportUnreadable: a line is not one of ours, or lines are missing.

    """
    tree, count, head, number, closed = Tree(), 0, FIRST_PREVIOUS, 0, False
    try:
        for number, line in enumerate(file, start=1):
            told = json.loads(line)
            if number == 1:
                _refuse_unless(told["format"] == FORMAT, path, number)
            elif "hash" in told:
                _refuse_unless(not closed, path, number)
                entry = SealedEntry(told["layout"], tuple(told["entry"]), tuple(told["rows"].items()), told["hash"])
                tree.add(entry.hash)
                count, head = count + 1, entry.hash
                yield entry
            else:
                closed = told == {"entries": count, "head": head, "merkle_root": tree.root()}
                _refuse_unless(closed, path, number)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ExportUnreadable(path=path, line=number) from error
    _refuse_unless(closed, path, number)


def _refuse_unless(held: bool, path: str, line: int) -> None:  # noqa: FBT001 - what must hold, first
    if not held:
        raise ExportUnreadable(path=path, line=line)


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


# --- Journals of other programs


def hledger_lines(entries: Iterable[SealedEntry], currency: str) -> Iterator[str]:
    """
    Write a journal that hledger and Ledger read: an account for each heading, its parts in their order, ``-`` where one is empty.

    A line that counts from another day than its entry has that day in a ``date:`` tag.
    """
    yield f"commodity {currency} 1000.00"
    for entry in entries:
        seq, _, kind, effective_on, *_ = entry.header
        for position, (account, cents, day) in enumerate(_postings(entry)):
            if position == 0:
                yield ""
                yield f"{effective_on} ({seq}) {kind}  ; seal: {entry.hash}"
            own_day = "" if day == effective_on else f"  ; date:{day}"
            yield f"    {hledger_account(account)}  {currency} {decimal_digits(cents)}{own_day}"


def beancount_lines(entries: Iterable[SealedEntry], currency: str) -> Iterator[str]:
    """Write a journal that beancount reads; each account is opened before its first use, dates of lines are kept beside them."""
    yield f'option "operating_currency" "{currency}"'
    opened: set[str] = set()
    for entry in entries:
        seq, _, kind, effective_on, *_ = entry.header
        postings = [(beancount_account(account), cents, day) for account, cents, day in _postings(entry)]
        for account in sorted({account for account, _, _ in postings} - opened):
            opened.add(account)
            yield f"1970-01-01 open {account} {currency}"
        if postings:
            yield f'{effective_on} * "{kind}"'
            yield f'  seal: "{entry.hash}"'
            yield f"  number: {seq}"
        for account, cents, day in postings:
            yield f"  {account}  {decimal_digits(cents)} {currency}"
            if day != effective_on:
                yield f"    counted: {day}"


def _postings(entry: SealedEntry) -> Iterator[tuple[tuple[str, ...], Cents, str]]:
    names = LAYOUTS[entry.layout][POSTING]
    cut = 1 + names.index("amount_cents")
    for row in chain.from_iterable(rows for name, rows in entry.tables if name == POSTING):
        yield (*row[1:cut], *row[cut + 2 :]), row[cut], row[cut + 1]


_LEDGER_PLAIN: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
_BEANCOUNT_PLAIN: Final = _LEDGER_PLAIN - frozenset("._-")
_ROOTS: Final = {
    "bank": "Assets",
    "receivable": "Assets",
    "due-from-partners": "Assets",
    "voucher-stock": "Assets",
    "revenue": "Income",
    "expense": "Expenses",
}


def hledger_account(account: Iterable[str]) -> str:
    """Return an account as hledger and Ledger name it."""
    return ":".join(map(_ledger_part, account))


def _ledger_part(part: str) -> str:
    """
    Write one part of an account; no two parts are written alike.

    >>> _ledger_part("Conseil A:B"), _ledger_part(""), _ledger_part("-")
    ('Conseil%20A%3AB', '-', '%2D')
    """
    if part in {"", "-"}:
        return "%2D" if part else "-"
    return "".join(mark if mark in _LEDGER_PLAIN else "".join(f"%{byte:02X}" for byte in mark.encode()) for mark in part)


def beancount_account(account: tuple[str, ...]) -> str:
    """Return an account as beancount names it, under one of its five roots; budgets are kept under equity."""
    root = "Equity" if account[0] == "budget" else _ROOTS.get(account[1], "Liabilities")
    return ":".join((root, *map(_beancount_part, account)))


def _beancount_part(part: str) -> str:
    """
    Write one part of an account as beancount wants it, beginning with a capital; no two parts are written alike.

    >>> _beancount_part("4.2.1"), _beancount_part("bank"), _beancount_part(""), _beancount_part("Xa")
    ('4-2E2-2E1', 'Xbank', 'X', 'XXa')
    """
    written = "".join(mark if mark in _BEANCOUNT_PLAIN else "".join(f"-{byte:02X}" for byte in mark.encode()) for mark in part)
    plain_start = written[:1].isascii() and (written[:1].isdigit() or (written[:1].isupper() and written[:1] != "X"))
    return written if plain_start else f"X{written}"
