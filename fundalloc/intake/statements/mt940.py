"""MT940, the end-of-day statement of SWIFT: tagged fields, an opening balance, movements with what is said of them, a closing balance."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from fundalloc.domain.statements import StatementBalance
from fundalloc.errors.intake import DateUnreadable
from fundalloc.errors.statements import CurrencyForeign
from fundalloc.intake.statements.pieces import Format, Movement, Part, Reading, machine_amount, machine_day, one_line
from fundalloc.money import Cents

_TAG: Final = re.compile(r":(\d{2}[A-Z]?):")
_BALANCE: Final = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d+,\d*)", re.ASCII)
_MOVEMENT: Final = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?(?P<sign>R?[CD]|E[CD])(?P<fund>[A-Z])?(?P<amount>\d+,\d*)(?P<type>[A-Z][A-Z0-9]{3})"
    r"(?P<reference>[^/\n]*(?:/(?!/)[^/\n]*)*)(?://(?P<bank>[^\n]*))?(?:\n(?P<more>.*))?",
    re.ASCII | re.DOTALL,
)
_SUBFIELD: Final = re.compile(r"\?(\d{2})")
_SAID: Final = (*range(20, 30), *range(60, 64))
_PARTY: Final = (32, 33)
NO_REFERENCE: Final = "NONREF"
MONTHS_APART: Final = 6


@dataclass(slots=True)
class _Field:
    """One tagged field, with the lines that continue it."""

    tag: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def read_mt940(reading: Reading) -> list[Part]:
    """Read every statement of an MT940 file."""
    parts: list[Part] = []
    for each in _fields(reading):
        if each.tag == "20":
            parts.append(Part(account="", place=reading.place(each.line)))
        elif not parts:
            reading.broken(each.line, f":{each.tag}:{each.text}")
        else:
            with reading.telling(each.line):
                _take(each, parts[-1], reading)
    for part in parts:
        if part.opening is None or part.closing is None:
            reading.broken(part.place.line or 1, ":62F:" if part.opening else ":60F:")
    return parts


def _take(each: _Field, part: Part, reading: Reading) -> None:
    match each.tag:
        case "25":
            part.account = each.text.split("\n")[0].strip()
        case "60F" | "60M":
            part.opening = _balance(each, part, reading)
        case "61":
            _add_movement(each, part, reading)
        case "86":
            _say_more(each, part)
        case "62F" | "62M":
            part.closing = _balance(each, part, reading)
        case _:
            pass


def _fields(reading: Reading) -> Iterator[_Field]:
    """Return each field with the lines that continue it; blocks and dashes around a message are left aside."""
    current: _Field | None = None
    for number, line in reading.lines:
        bare = re.sub(r"^\{1:.*?\{4:|^-\}?.*$", "", line) if line.startswith(("{1:", "-")) else line
        found = _TAG.match(bare)
        if found is None:
            if current is not None and bare.strip():
                current.lines.append(bare)
            continue
        if current is not None:
            yield current
        current = _Field(found[1], number, [bare[found.end() :]])
    if current is not None:
        yield current


def _balance(each: _Field, part: Part, reading: Reading) -> StatementBalance | None:
    found = _BALANCE.fullmatch(each.lines[0].strip())
    if found is None:
        reading.broken(each.line, f":{each.tag}:{each.text}")
        return None
    sign, day, currency, amount = found.groups()
    if part.currency not in {"", currency}:
        raise CurrencyForeign(currency=currency, expected=part.currency)
    part.currency = currency
    return StatementBalance(_signed(sign, amount), machine_day(day), reading.place(each.line))


def _signed(sign: str, amount: str) -> Cents:
    """Return an amount as money in or money out: a reversed debit comes in."""
    cents = machine_amount(amount, marks=",")
    return cents if sign in {"C", "RD", "EC"} else -cents


def _add_movement(each: _Field, part: Part, reading: Reading) -> None:
    found = _MOVEMENT.fullmatch(each.text)
    if found is None:
        reading.broken(each.line, f":61:{each.text}")
        return
    reference = found["reference"].strip()
    part.movements.append(
        Movement(
            booked_on=_booked_on(machine_day(found["value"]), found["entry"]),
            amount_cents=_signed(found["sign"], found["amount"]),
            place=reading.place(each.line),
            reference="" if reference == NO_REFERENCE else one_line(reference),
            description=one_line(found["more"] or ""),
            bank_reference=one_line(found["bank"] or ""),
        )
    )


def _booked_on(valued_on: date, month_day: str | None) -> date:
    """Return the day of the entry, which has no year of its own: the one nearest to the day of value."""
    if month_day is None:
        return valued_on
    month = int(month_day[:2])
    apart = month - valued_on.month
    year = valued_on.year - (apart > MONTHS_APART) + (apart < -MONTHS_APART)
    try:
        return date(year, month, int(month_day[2:]))
    except ValueError:
        raise DateUnreadable(text=month_day) from None


def _say_more(each: _Field, part: Part) -> None:
    """Add what is said of the movement just read; before the first movement, it is said of the account and left aside."""
    if not part.movements:
        return
    movement = part.movements[-1]
    pieces = _SUBFIELD.split("".join(each.lines) if each.text[3:4] == "?" or each.text.startswith("?") else "")
    said = {int(number): text for number, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    if not said:
        part.movements[-1] = replace(movement, description=one_line(movement.description, each.text))
        return
    told = "".join(said.get(number, "") for number in _SAID)
    part.movements[-1] = replace(
        movement, description=one_line(movement.description, told), party=one_line("".join(said.get(number, "") for number in _PARTY))
    )


def _is_mt940(beginning: str) -> bool:
    return ":20:" in beginning and re.search(r":(?:25|28C|60F|60M):", beginning) is not None


FORMAT: Final = Format("mt940", _is_mt940, read_mt940)
