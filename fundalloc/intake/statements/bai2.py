"""
BAI2, as North American banks send balances and movements: records of fields, continued on lines that begin with 88.

Each account, group and file ends with a control total and counts, and all of them are held to what was read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from fundalloc.domain.statements import StatementBalance
from fundalloc.errors.money import AmountUnreadable
from fundalloc.intake.statements.pieces import Control, Format, Movement, Part, Reading, machine_amount, machine_day, one_line
from fundalloc.intake.statements.profile import BareAmounts
from fundalloc.money import Cents

OPENING, CLOSING = "010", "015"
NOT_MONEY: Final = "890"
CREDITS: Final = (range(100, 400), range(900, 960))
DEBITS: Final = (range(400, 700), range(960, 1000))


@dataclass(slots=True)
class _Record:
    """One record with its continuations: its code, its fields, and where it begins and on how many lines it stands."""

    code: str
    text: str
    line: int
    lines: int = 1
    open_text: bool = False

    @property
    def fields(self) -> list[str]:
        return self.text.split(",")


@dataclass(slots=True)
class _Level:
    """A file, a group or an account while it is open: what its trailer has to say."""

    total_cents: Cents = 0
    records: int = 0
    held: int = 0


@dataclass(slots=True)
class _State:
    """Where a file stands while it is read."""

    reading: Reading
    parts: list[Part] = field(default_factory=list)
    on: date | None = None
    currency: str = ""
    levels: dict[str, _Level] = field(default_factory=dict)

    def open(self, name: str, inside: str | None = None) -> bool:
        """Open a level; tell whether it stands where it may."""
        if name in self.levels or (inside is not None and inside not in self.levels):
            return False
        self.levels[name] = _Level()
        return True


def read_bai2(reading: Reading) -> list[Part]:
    """Read every account of every group of a BAI2 file."""
    state = _State(reading)
    for record in _records(reading):
        act = _ACTS.get(record.code)
        for level in state.levels.values():
            level.records += record.lines
        with reading.telling(record.line):
            if act is None or not act(state, record):
                reading.broken(record.line, f"{record.code},{record.text}")
    for name in state.levels:
        reading.broken(sum(1 for _ in reading.lines), name)
    return state.parts


def _records(reading: Reading) -> Iterator[_Record]:
    """Put each record together with its continuations: after a slash a field begins, otherwise the text goes on."""
    record: _Record | None = None
    for number, raw in reading.lines:
        written = raw.strip()
        if not written:
            continue
        code, _, text = written.partition(",")
        ended = text.endswith("/")
        body = text[:-1] if ended else text
        if code == "88" and record is not None:
            record.text += (" " if record.open_text else ",") + body
            record.lines += 1
            record.open_text = not ended
            continue
        if record is not None:
            yield record
        record = _Record(code, body, number, open_text=not ended)
    if record is not None:
        yield record


def _file(state: _State, record: _Record) -> bool:
    opened = state.open("file")
    if opened:
        state.levels["file"].records = record.lines
    return opened


def _group(state: _State, record: _Record) -> bool:
    fields = record.fields
    if len(fields) < 4 or not state.open("group", "file"):  # noqa: PLR2004 - the day is the fourth field
        return False
    state.levels["group"].records = record.lines
    state.on = machine_day(fields[3])
    state.currency = fields[5].strip() if len(fields) > 5 else ""  # noqa: PLR2004 - the currency is the sixth
    return True


def _account(state: _State, record: _Record) -> bool:
    fields = record.fields
    if len(fields) < 2 or state.on is None or not state.open("account", "group"):  # noqa: PLR2004 - an account and its currency
        return False
    level = state.levels["account"]
    level.records = record.lines
    part = Part(
        account=fields[0].strip(), place=state.reading.place(record.line), currency=(fields[1].strip() or state.currency or "").upper()
    )
    state.parts.append(part)
    for kind, cents in _summaries(fields[2:]):
        level.total_cents += cents
        if kind in {OPENING, CLOSING}:
            balance = StatementBalance(cents, state.on, part.place)
            part.opening, part.closing = (balance, part.closing) if kind == OPENING else (part.opening, balance)
    return True


def _summaries(fields: list[str]) -> Iterator[tuple[str, Cents]]:
    """
    Return each type of balance with its amount; each is followed by a count and by when the money is available.

    Some banks leave a comma before the slash of a record that goes on: an empty field where a type should be is passed over.
    """
    at = 0
    while at < len(fields):
        kind, amount = fields[at].strip(), fields[at + 1].strip() if at + 1 < len(fields) else ""
        if not kind:
            at += 1
            continue
        if amount:
            yield kind, _cents(amount)
        at += 3 + _extra(fields[at + 3 :]) + 1


def _extra(fields: list[str]) -> int:
    """Return how many fields say when money is available, after the letter that says how they say it."""
    match fields[0].strip().upper() if fields else "":
        case "S":
            return 3
        case "V":
            return 2
        case "D":
            count = fields[1].strip() if len(fields) > 1 else ""
            return 1 + 2 * (int(count) if count.isdecimal() and len(count) < 3 else 0)  # noqa: PLR2004 - two digits at most
        case _:
            return 0


def _movement(state: _State, record: _Record) -> bool:
    fields = record.fields
    level = state.levels.get("account")
    if level is None or state.on is None or len(fields) < 2:  # noqa: PLR2004 - a type and an amount
        return False
    kind, after = fields[0].strip(), 3 + _extra(fields[2:])
    if kind == NOT_MONEY:
        return True
    cents = _cents(fields[1]) if fields[1].strip() else 0
    level.total_cents += cents
    bank_reference, reference, *texts = (*fields[after:], "", "")
    state.parts[-1].movements.append(
        Movement(
            booked_on=state.on,
            amount_cents=_signed(kind, cents),
            place=state.reading.place(record.line),
            reference=one_line(reference),
            description=one_line(",".join(texts).strip(",")),
            bank_reference=one_line(bank_reference),
        )
    )
    return True


def _signed(kind: str, cents: Cents) -> Cents:
    """
    Return an amount as money in or money out, by the number of its type.

    Raises:
        AmountUnreadable: the number is of no such type.

    """
    number = int(kind) if kind.isdecimal() and len(kind) == 3 else 0  # noqa: PLR2004 - types have three digits
    if any(number in each for each in CREDITS):
        return cents
    if any(number in each for each in DEBITS):
        return -cents
    raise AmountUnreadable(text=kind)


def _cents(text: str) -> Cents:
    """Read an amount of the format: cents, without any mark."""
    return machine_amount(text, marks="", bare=BareAmounts.CENTS)


def _trailer(name: str, above: str | None) -> Callable[[_State, _Record], bool]:
    """Return what closes a level: its counts, and its total where it says one, are held to what was read and added to the level above."""

    def close(state: _State, record: _Record) -> bool:
        level = state.levels.get(name)
        fields = [each.strip() for each in record.fields]
        if level is None or next(reversed(state.levels)) != name or len(fields) < (2 if name == "account" else 3):
            return False
        del state.levels[name]
        if above is not None:
            state.levels[above].total_cents += level.total_cents
            state.levels[above].held += 1
        if fields[0]:
            state.reading.total(record.line, Control(f"control-{name}"), _cents(fields[0]), level.total_cents)
        if name != "account":
            state.reading.count(record.line, Control(f"control-{name}"), _count(fields[1]), level.held)
        state.reading.count(record.line, Control.RECORDS, _count(fields[-1 if name == "account" else 2]), level.records)
        return True

    return close


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004 - no file has so many lines


_ACTS: Final[dict[str, Callable[[_State, _Record], bool]]] = {
    "01": _file,
    "02": _group,
    "03": _account,
    "16": _movement,
    "49": _trailer("account", "group"),
    "98": _trailer("group", "file"),
    "99": _trailer("file", None),
}

FORMAT: Final = Format("bai2", lambda beginning: beginning.lstrip().startswith("01,"), read_bai2)
