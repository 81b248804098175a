"""
What every format of statement is made of: a file being read, amounts and days as machines write them, and the parts they make.

A reader never stops at the first problem: what cannot be read is told with its line, and left out.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from fundalloc.domain.statements import StatementBalance
from fundalloc.errors import Place, Refusal
from fundalloc.errors.intake import DateUnreadable
from fundalloc.errors.money import AmountTooLarge, AmountUnreadable
from fundalloc.errors.statements import ControlCountWrong, ControlTotalWrong, DecimalMarkMissing, StatementBroken
from fundalloc.intake.cells import parse_date
from fundalloc.intake.statements.profile import NO_PROFILE, BareAmounts, Profile
from fundalloc.money import CENTS_MAX, Cents

TEXT_MAX: Final = 2_000
SHOWN_MAX: Final = 80
DIGITS_MAX: Final = 60


class Control(StrEnum):
    """What a control total or a count is of."""

    RECORDS = "control-records"
    MOVEMENTS = "control-movements"
    CREDITS = "control-credits"
    DEBITS = "control-debits"
    ACCOUNT = "control-account"
    GROUP = "control-group"
    FILE = "control-file"


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement as its file says it, with its place."""

    booked_on: date
    amount_cents: Cents
    place: Place
    reference: str = ""
    description: str = ""
    party: str = ""
    bank_reference: str = ""


@dataclass(slots=True)
class Part:
    """What a file says of one account over some days; a file may hold several parts of one account, one after the other."""

    account: str
    place: Place
    currency: str = ""
    opening: StatementBalance | None = None
    closing: StatementBalance | None = None
    movements: list[Movement] = field(default_factory=list)

    @property
    def moved_cents(self) -> Cents:
        """The sum of the movements."""
        return sum(each.amount_cents for each in self.movements)


@dataclass(slots=True)
class Reading:
    """A file of one format while it is read, and everything found wrong with it."""

    file: str
    format: str
    text: str
    problems: list[Refusal]
    profile: Profile = NO_PROFILE

    def place(self, line: int) -> Place:
        return Place(file=self.file, line=line)

    @property
    def lines(self) -> Iterator[tuple[int, str]]:
        """Each line with its number, from 1; a line break is never anything but CR, LF or both."""
        return enumerate(re.split(r"\r\n|\r|\n", self.text), start=1)

    def doubt(self, problem: Refusal) -> None:
        self.problems.append(problem)

    def broken(self, line: int, text: str) -> None:
        """Tell that a record is not what its format asks for, showing it."""
        self.doubt(StatementBroken(format=self.format, text=text.strip()[:SHOWN_MAX], place=self.place(line)))

    @contextmanager
    def telling(self, line: int) -> Iterator[None]:
        """Tell what is refused inside, with the line it stands on; the reading goes on after it."""
        try:
            yield
        except Refusal as problem:
            problem.place = problem.place or self.place(line)
            self.doubt(problem)

    def total(self, line: int, control: Control, stated_cents: Cents, found_cents: Cents) -> None:
        """Hold a control total of the file to what was read."""
        if stated_cents != found_cents:
            self.doubt(ControlTotalWrong(control=control, stated_cents=stated_cents, found_cents=found_cents, place=self.place(line)))

    def count(self, line: int, control: Control, stated: int, found: int) -> None:
        """Hold a count of the file to what was read."""
        if stated != found:
            self.doubt(ControlCountWrong(control=control, stated=stated, found=found, place=self.place(line)))


Reader: TypeAlias = Callable[[Reading], list[Part]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of statement: its name, how a file of it is recognised by its beginning, and its reader."""

    name: str
    recognises: Callable[[str], bool]
    read: Reader


def machine_amount(text: str, marks: str = ".,", bare: BareAmounts = BareAmounts.REFUSED) -> Cents:
    """
    Read an amount as a program writes it: digits, one decimal mark, zeros beyond the cent; never a mark between thousands.

    >>> machine_amount("-8.95000"), machine_amount("+12,5")
    (-895, 1250)

    Without a decimal mark, a number is dollars to some programs and cents to others: ``bare`` says which, and by default it is refused.

    Raises:
        AmountUnreadable: it is not such an amount, or has fractions of a cent.
        DecimalMarkMissing: it has no decimal mark, and nobody said what that means.
        AmountTooLarge: more than 64 bits of cents.

    """
    written = text.strip()
    found = re.fullmatch(r"([+-]?)(\d+)(?:(\D)(\d*))?", written, re.ASCII)
    if found is None or (found[3] or "") not in marks or len(written) > DIGITS_MAX:
        raise AmountUnreadable(text=written[:SHOWN_MAX])
    sign, whole, _, decimals = found.groups()
    if decimals is None and int(whole) and bare is BareAmounts.REFUSED:
        raise DecimalMarkMissing(text=written)
    if (decimals or "")[2:].strip("0"):
        raise AmountUnreadable(text=written[:SHOWN_MAX])
    hundredths = (decimals or "")[:2].ljust(2, "0")
    cents = int(whole) if decimals is None and bare is BareAmounts.CENTS else int(whole + hundredths)
    if cents > CENTS_MAX:
        raise AmountTooLarge(text=written)
    return -cents if sign == "-" else cents


def machine_day(text: str) -> date:
    """
    Read a day written as eight digits, or six (this century), or year-month-day; what follows (an hour, a zone) is left aside.

    >>> machine_day(" 20250331120000[-5:EST]"), machine_day("250331"), machine_day("2025-03-31T12:00:00")
    (datetime.date(2025, 3, 31), datetime.date(2025, 3, 31), datetime.date(2025, 3, 31))

    Raises:
        DateUnreadable: there is no such day; a day is never guessed.

    """
    found = _DAY.fullmatch(text.strip()) or _SHORT_DAY.fullmatch(text.strip())
    if found is None:
        raise DateUnreadable(text=text.strip()[:SHOWN_MAX])
    year, month, day = found.groups()
    return parse_date(f"{_whole_year(year)}-{month}-{day}")


def _whole_year(year: str) -> str:
    """Return a year of four digits: two digits are of this century."""
    return year if len(year) > 2 else f"20{year}"  # noqa: PLR2004 - two digits of a year


_DAY: Final = re.compile(r"(\d{4})(?:-(?=..-)|(?!-))(\d\d)-?(\d\d)(?:T?\d\d:?\d\d.*|\D.*)?", re.ASCII | re.DOTALL)
_SHORT_DAY: Final = re.compile(r"(\d\d)(\d\d)(\d\d)", re.ASCII)


def one_line(*texts: str) -> str:
    """
    Return texts as one line, each said once, within what the books keep.

    >>> one_line("Frais  du", "mois", "mois")
    'Frais du mois'
    """
    return " ".join(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))[:TEXT_MAX]
