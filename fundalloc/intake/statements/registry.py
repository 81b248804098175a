"""
The one list of formats, and the one way a statement is read: recognised by what it holds, read whole, held to its own balances.

The parts of one account are put one after the other, each beginning with what the one before it ended with.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Final
from unicodedata import normalize

from fundalloc.domain.statements import StatementFile, StatementLine
from fundalloc.errors import Place, Refusal
from fundalloc.errors.statements import (
    BalancesDoNotTie,
    BankReferenceTwice,
    CurrencyForeign,
    SeveralAccounts,
    StatementsNotContiguous,
    StatementUnrecognised,
)
from fundalloc.intake.statements import bai2, camt, mt940, ofx
from fundalloc.intake.statements.pieces import Format, Movement, Part, Reading
from fundalloc.intake.statements.profile import NO_PROFILE, Origin, Profile
from fundalloc.intake.statements.tables import has_own_titles, read_own_table, read_profiled_table
from fundalloc.intake.text import read_text

FORMATS: Final[tuple[Format, ...]] = (ofx.FORMAT, camt.FORMAT, bai2.FORMAT, mt940.FORMAT)
TABLE: Final = "table"
BEGINNING: Final = 4_000
BANK: Final = "bank"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody says of a file before it is read: how its bank writes, which account is meant, in which currency."""

    profile: Profile = NO_PROFILE
    account: str = ""
    currency: str = ""


ANY: Final = Wanted()


def read_statement(path: Path, problems: list[Refusal], wanted: Wanted = ANY) -> StatementFile:
    """Read a statement in whatever format it is; every problem of the file is added to ``problems``."""
    told_before = len(problems)
    name, parts = _parts(path, problems, wanted)
    chosen = list(_chosen(parts, wanted, path, problems))
    problems.extend(_doubts(chosen, wanted))
    movements = [movement for part in chosen for movement in part.movements]
    if len(problems) == told_before:
        problems.extend(_twice(movements))
    account = (chosen[0].account if chosen else "") or wanted.account
    is_ledger = wanted.profile.origin is Origin.GENERAL_LEDGER
    return StatementFile(
        reference=normalize("NFC", path.stem),
        file_name=path.name,
        sha256=sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        lines=tuple(_line(number, movement) for number, movement in enumerate(movements, start=1)),
        format=name,
        account=wanted.profile.id if is_ledger else account,
        currency=next((part.currency for part in chosen if part.currency), ""),
        books_account=account if is_ledger else BANK,
        opening=chosen[0].opening if chosen else None,
        closing=chosen[-1].closing if chosen else None,
        profile=wanted.profile.name,
        from_general_ledger=is_ledger,
    )


def _parts(path: Path, problems: list[Refusal], wanted: Wanted) -> tuple[str, list[Part]]:
    """Return the name of the file's format, and what the file says, account by account."""
    if wanted.profile.columns is not None:
        return TABLE, read_profiled_table(path, wanted.profile, problems)
    try:
        text = read_text(path)
    except Refusal as problem:
        problems.append(problem)
        return TABLE, []
    found = next((each for each in FORMATS if each.recognises(text[:BEGINNING])), None)
    if found is None and not has_own_titles(text):
        problems.append(StatementUnrecognised(formats=(*(each.name for each in FORMATS), TABLE), place=Place(file=path.name)))
        return TABLE, []
    if found is None:
        return TABLE, read_own_table(path, problems)
    return found.name, found.read(Reading(path.name, found.name, text, problems, wanted.profile))


def _chosen(parts: Sequence[Part], wanted: Wanted, path: Path, problems: list[Refusal]) -> Iterator[Part]:
    """Return the parts of the account that is meant, the earliest first; several accounts, and none chosen, are refused."""
    accounts = tuple(dict.fromkeys(part.account for part in parts))
    meant = wanted.account or (BANK if wanted.profile.origin is Origin.GENERAL_LEDGER else "")
    if len(accounts) == 1 and (not wanted.account or not accounts[0]):
        meant = accounts[0]
    if meant in accounts:
        yield from sorted((part for part in parts if part.account == meant), key=_first_day)
    elif accounts:
        problems.append(SeveralAccounts(accounts=accounts, place=Place(file=path.name)))


def _first_day(part: Part) -> str:
    days = [part.opening.on] if part.opening and part.opening.on else [each.booked_on for each in part.movements]
    return min((day.isoformat() for day in days), default="")


def _doubts(parts: Sequence[Part], wanted: Wanted) -> Iterator[Refusal]:
    """Hold each part to its own balances and to the part before it, and its currency to the fund's."""
    for part in parts:
        if part.currency and wanted.currency and part.currency != wanted.currency:
            yield CurrencyForeign(currency=part.currency, expected=wanted.currency, place=part.place)
        if part.opening is None or part.closing is None:
            continue
        gap_cents = part.closing.cents - part.opening.cents - part.moved_cents
        if gap_cents:
            yield BalancesDoNotTie(
                opening_cents=part.opening.cents,
                moved_cents=part.moved_cents,
                closing_cents=part.closing.cents,
                gap_cents=gap_cents,
                place=part.closing.place or part.place,
            )
    for before, after in pairwise(parts):
        if before.closing and after.opening and before.closing.cents != after.opening.cents:
            yield StatementsNotContiguous(
                statement=before.account, closing_cents=before.closing.cents, opening_cents=after.opening.cents, place=after.place
            )


def _twice(movements: Sequence[Movement]) -> Iterator[Refusal]:
    """Refuse a reference of the bank's own that stands on two movements: the file was put together from overlapping ones."""
    counts = Counter(each.bank_reference for each in movements if each.bank_reference)
    first: dict[str, int] = {}
    for each in movements:
        if counts[each.bank_reference] > 1:
            if each.bank_reference in first:
                yield BankReferenceTwice(bank_reference=each.bank_reference, first_line=first[each.bank_reference], place=each.place)
            first.setdefault(each.bank_reference, each.place.row or 0)


def _line(number: int, movement: Movement) -> StatementLine:
    return StatementLine(
        line=number,
        reference=movement.reference,
        booked_on=movement.booked_on,
        amount_cents=movement.amount_cents,
        description=movement.description,
        party=movement.party,
        bank_reference=movement.bank_reference,
        place=movement.place,
    )
