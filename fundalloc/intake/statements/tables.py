"""
Statements as tables: a text file or a sheet of a workbook, under our own columns or under those of a profile.

A running balance, where there is one, is held to every movement, whichever end the table begins with. Each account of a general ledger
becomes the account of ours that the profile's table gives it on that day.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

from fundalloc.domain.statements import StatementBalance
from fundalloc.errors import Place, Refusal
from fundalloc.errors.intake import ColumnMissing, ColumnUnknown, DateUnreadable, SheetMissing, ValueMissing
from fundalloc.errors.statements import BalancesDoNotTie, LedgerAccountUnmapped, MoneyBothWays
from fundalloc.intake.cells import Day, Field, Kind, Number, cents_of, parse_date
from fundalloc.intake.names import nearest, plain
from fundalloc.intake.sheet_tables import heading_on
from fundalloc.intake.sheets import open_book
from fundalloc.intake.statements.pieces import SHOWN_MAX, Movement, Part, machine_amount, machine_day, one_line
from fundalloc.intake.statements.profile import SET_ASIDE, Columns, DayOrder, Origin, Profile
from fundalloc.intake.tabular import Manner, Record, TableSpec, read_every_row, records_of
from fundalloc.money import Cents, parse_amount

STATEMENT_TABLE: Final = TableSpec(
    "statement",
    (
        Field("booked_on", Kind.DATE),
        Field("reference", required=False, default=""),
        Field("description", required=False, default=""),
        Field("amount_cents", Kind.AMOUNT),
        Field("party", required=False, default=""),
        Field("balance_cents", Kind.AMOUNT, required=False),
    ),
)


@dataclass(frozen=True)
class ProfileTable(TableSpec):
    """A table whose titles are a profile's own."""

    titles: Mapping[str, str]

    def headers(self, field: str) -> tuple[str, ...]:
        return (self.titles[field],)


def has_own_titles(text: str) -> bool:
    """Tell whether the first line of a text holds one of our own titles."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return any(plain(cell.strip('" ')) in STATEMENT_TABLE.by_header for cell in re.split(r"[;,\t]", first))


def read_own_table(path: Path, problems: list[Refusal]) -> list[Part]:
    """Read a text file under our own columns, in French or in English."""
    records = [each for each in read_every_row(path, STATEMENT_TABLE, problems) if not each.broken]
    movements = [
        Movement(
            booked_on=record.day("booked_on"),
            amount_cents=record.integer("amount_cents"),
            place=record.place(),
            reference=one_line(record.text("reference")),
            description=one_line(record.text("description")),
            party=one_line(record.text("party")),
        )
        for record in records
    ]
    balances = [None if record["balance_cents"] is None else record.integer("balance_cents") for record in records]
    part = Part(account="", place=Place(file=path.name), movements=movements)
    has_balances = bool(records) and "balance_cents" in records[0].heading.position
    title = STATEMENT_TABLE.header("balance_cents") if has_balances else ""
    return [_held_to_balances(part, balances, title, problems)]


def read_profiled_table(path: Path, profile: Profile, problems: list[Refusal]) -> list[Part]:
    """Read a text file or a workbook under a profile's columns; columns that the profile does not name are left aside."""
    assert profile.columns is not None, "a profile of tables names its columns"
    found: list[Refusal] = []
    spec = _table_of(profile.columns)
    records = _rows_of_sheet(path, spec, profile, found) if _is_workbook(path) else _rows_of_text(path, spec, profile, found)
    problems.extend(problem for problem in found if not isinstance(problem, ColumnUnknown))
    problems.extend(_missing_columns(records))
    parts: dict[str, tuple[Part, list[Cents | None]]] = {}
    for record in records:
        if record.broken:
            continue
        try:
            account, movement, balance = _movement(record, profile)
        except Refusal as problem:
            problem.place = problem.place or record.place()
            problems.append(problem)
            continue
        if account is not None:
            part, balances = parts.setdefault(account, (Part(account=account or profile.account, place=Place(file=path.name)), []))
            part.movements.append(movement)
            balances.append(balance)
    title = profile.columns.balance or ""
    return [_held_to_balances(part, balances, title, problems) for part, balances in parts.values()]


def _missing_columns(records: Sequence[Record]) -> Iterator[Refusal]:
    """Refuse a table that lacks a column its profile names: it was cut, or is not of this profile."""
    for heading in [records[0].heading] if records else []:
        for field in heading.spec.fields:
            if field.name not in heading.position and not field.required:
                yield ColumnMissing(header=heading.spec.header(field.name), place=Place(file=heading.file, line=heading.line))


def _table_of(columns: Columns) -> ProfileTable:
    needed = {"booked_on", "amount", "account"}
    fields = tuple(Field(name, required=name in needed, default="") for name in columns.titles())
    return ProfileTable("statement", fields, columns.titles())


def _is_workbook(path: Path) -> bool:
    return path.suffix.casefold() in {".xlsx", ".xlsm"}


def _rows_of_text(path: Path, spec: TableSpec, profile: Profile, problems: list[Refusal]) -> tuple[Record, ...]:
    return read_every_row(path, spec, problems, Manner(profile.delimiter, profile.encoding))


def _rows_of_sheet(path: Path, spec: TableSpec, profile: Profile, problems: list[Refusal]) -> tuple[Record, ...]:
    try:
        book = open_book(path)
        name = book.names[0] if profile.sheet is None else _sheet(book.names, profile.sheet, path)
        sheet = book.open_sheet(name)
        read, rows = heading_on(sheet, spec, path.name, problems)
        return () if read is None else records_of(read, rows, problems, sheet.troubles)
    except Refusal as problem:
        problems.append(problem)
        return ()


def _sheet(names: Sequence[str], wanted: str, path: Path) -> str:
    found = next((name for name in names if plain(name) == plain(wanted)), None)
    if found is None:
        raise SheetMissing(sheet=wanted, suggestions=nearest(wanted, names), place=Place(file=path.name))
    return found


def _movement(record: Record, profile: Profile) -> tuple[str | None, Movement, Cents | None]:
    """Return the account of ours, the movement and the running balance of a row; no account where it is none of our business."""
    day = _day(record["booked_on"], profile.day_order)
    movement = Movement(
        booked_on=day,
        amount_cents=_moved(record, profile),
        place=record.place(),
        reference=one_line(_text(record, "reference")),
        description=one_line(_text(record, "description")),
        party=one_line(_text(record, "party")),
        bank_reference=one_line(_text(record, "bank_reference")),
    )
    balance = record.values.get("balance") or ""
    return _account(record, profile, day), movement, _amount(balance, profile) if balance else None


def _account(record: Record, profile: Profile, day: date) -> str | None:
    code = _text(record, "account")
    if profile.origin is Origin.BANK:
        return code
    account = profile.account_on(code, day)
    if account is None:
        raise LedgerAccountUnmapped(account=code, booked_on=day, profile=profile.name, place=record.place("account"))
    return None if account == SET_ASIDE else account


def _text(record: Record, name: str) -> str:
    return str(record.values.get(name) or "")


def _moved(record: Record, profile: Profile) -> Cents:
    """Return what a row moved, from its one amount or from its two columns of which one is filled."""
    sign = -1 if profile.reversed_sign else 1
    if profile.columns is not None and profile.columns.amount is not None:
        return sign * _amount(record.values["amount"], profile)
    money_in, money_out = (record.values.get(name) or "" for name in ("money_in", "money_out"))
    cents_in, cents_out = (_amount(each, profile) if each else 0 for each in (money_in, money_out))
    if (cents_in != 0) == (cents_out != 0):
        raise MoneyBothWays(money_in=str(money_in), money_out=str(money_out))
    return sign * (cents_in - abs(cents_out))


def _amount(cell: object, profile: Profile) -> Cents:
    """Read an amount as the profile says a program writes it, as a workbook stores it, or as people do."""
    if isinstance(cell, Number):
        return cents_of(cell)
    text = str(cell).strip()
    if profile.decimal_mark is None:
        return parse_amount(text)
    negative = re.fullmatch(r"\((.*)\)", text)
    grouped = re.sub(r"[$\s\u00a0\u202f']|" + re.escape({",": ".", ".": ","}[profile.decimal_mark]) + r"(?=\d{3}(?!\d))", "", text)
    bare = f"-{grouped[1:-1]}" if negative else re.sub(r"^(.*\d)-$", r"-\1", grouped).replace("\u2212", "-")
    return machine_amount(bare, marks=profile.decimal_mark, bare=profile.bare_amounts)


def _day(cell: object, order: DayOrder) -> date:
    """
    Read a day in the order the profile says; in a workbook it may be a day already.

    >>> _day("31/03/2025", DayOrder.DAY_MONTH_YEAR), _day("3/31/2025", DayOrder.MONTH_DAY_YEAR)
    (datetime.date(2025, 3, 31), datetime.date(2025, 3, 31))
    """
    text = str(cell).strip()
    if isinstance(cell, Day):
        return parse_date(text)
    found = re.fullmatch(r"(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})", text, re.ASCII)
    if found is None:
        if order is DayOrder.YEAR_MONTH_DAY:
            return machine_day(text)
        raise DateUnreadable(text=text[:SHOWN_MAX])
    year, month, day = (found[place] for place in _PLACES[order])
    return parse_date(f"{year}-{month:0>2}-{day:0>2}")


_PLACES: Final = {
    DayOrder.YEAR_MONTH_DAY: (1, 2, 3),
    DayOrder.DAY_MONTH_YEAR: (3, 2, 1),
    DayOrder.MONTH_DAY_YEAR: (3, 1, 2),
}


Told: TypeAlias = tuple[Movement, Cents | None]
"""A movement, and the running balance after it where the table says one."""


def _held_to_balances(part: Part, balances: Sequence[Cents | None], title: str, problems: list[Refusal]) -> Part:
    """
    Hold a running balance to the movements, and take the opening and closing balances from its ends.

    A balance may be said once a day only; a table whose last movement has none was cut, and is refused under the column's ``title``
    (empty: the table has no such column).
    """
    told: list[Told] = list(zip(part.movements, balances, strict=True))
    if not title or not told:
        return part
    breaks_down, breaks_up = _breaks(told), _breaks(told[::-1])
    ordered, breaks = (told, breaks_down) if len(breaks_down) <= len(breaks_up) else (told[::-1], breaks_up)
    last, closed = ordered[-1]
    if closed is None:
        breaks = [*breaks, ValueMissing(name=title, place=last.place)]
    if closed is None or breaks:
        problems.extend(breaks)
        return part
    part.movements = [movement for movement, _ in ordered]
    part.opening = _opening(ordered)
    part.closing = StatementBalance(closed, last.booked_on, last.place)
    return part


def _breaks(told: Sequence[Told]) -> list[Refusal]:
    """Return where a running balance is not the one before it plus the movements since."""
    found: list[Refusal] = []
    before: Cents | None = None
    moved_cents = 0
    for movement, balance in told:
        moved_cents += movement.amount_cents
        if balance is None:
            continue
        if before is not None and before + moved_cents != balance:
            gap_cents = balance - before - moved_cents
            problem = BalancesDoNotTie(opening_cents=before, moved_cents=moved_cents, closing_cents=balance, gap_cents=gap_cents)
            problem.place = movement.place
            found.append(problem)
        before, moved_cents = balance, 0
    return found


def _opening(told: Sequence[Told]) -> StatementBalance:
    """Return the balance before the first movement, from the first balance that is said."""
    moved_cents = 0
    for movement, balance in told:
        moved_cents += movement.amount_cents
        if balance is not None:
            return StatementBalance(balance - moved_cents, told[0][0].booked_on, told[0][0].place)
    raise AssertionError("the last balance is said")
