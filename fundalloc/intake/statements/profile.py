"""
A column profile: how one bank, or one general ledger, writes its tables; a file of the board's own, used again each month.

Keys are ours, values are the board's: the titles of its columns, how it writes days and amounts, and which of its accounts are ours.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import Field

from fundalloc.domain.base import Id, Noun
from fundalloc.errors import Place, Refusal
from fundalloc.errors.statements import ProfileIncomplete
from fundalloc.intake.document import Shape, read_document
from fundalloc.intake.text import Encoding

SET_ASIDE: Final = ""
"""What an account of a general ledger is to us when it is none of our business."""


class Origin(StrEnum):
    """Where a table comes from."""

    BANK = "bank"
    GENERAL_LEDGER = "general-ledger"


class DayOrder(StrEnum):
    """How days are written; a day is never guessed from what it looks like."""

    YEAR_MONTH_DAY = "year-month-day"
    DAY_MONTH_YEAR = "day-month-year"
    MONTH_DAY_YEAR = "month-day-year"


class BareAmounts(StrEnum):
    """What an amount without a decimal mark means."""

    REFUSED = "refused"
    DOLLARS = "dollars"
    CENTS = "cents"


class Columns(Noun):
    """
    The titles of the columns, as the file writes them.

    Amounts stand in one column, or in two: ``money_in`` and ``money_out`` (debit and credit in a general ledger).
    """

    booked_on: str
    amount: str | None = None
    money_in: str | None = None
    money_out: str | None = None
    reference: str | None = None
    bank_reference: str | None = None
    description: str | None = None
    party: str | None = None
    balance: str | None = None
    account: str | None = None

    def titles(self) -> Mapping[str, str]:
        """Return the title of each column that the profile names."""
        return {name: title for name, title in self.model_dump().items() if title is not None}


class MappedAccount(Noun):
    """What an account of a general ledger is to us, between two days where it says so; empty: none of our business."""

    code: Id
    account: str = SET_ASIDE
    in_force_from: date | None = None
    in_force_to: date | None = None

    def stands_on(self, day: date) -> bool:
        """Tell whether this line of the table holds on a day."""
        return (self.in_force_from or day) <= day <= (self.in_force_to or day)


class Profile(Noun):
    """
    How the tables of one bank or one general ledger are read; a new ``version`` is another profile.

    ``account`` is the account such files are of where they do not say; ``decimal_mark`` is what stands before the cents, where amounts are
    written by a program; ``reversed_sign`` says that money out is positive.
    """

    id: Id
    version: Id = "1"
    origin: Origin = Origin.BANK
    account: str = ""
    day_order: DayOrder = DayOrder.YEAR_MONTH_DAY
    decimal_mark: str | None = Field(default=None, pattern=r"^[.,]$")
    bare_amounts: BareAmounts = BareAmounts.REFUSED
    reversed_sign: bool = False
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    encoding: Encoding | None = None
    sheet: str | None = None
    columns: Columns | None = None
    accounts: tuple[MappedAccount, ...] = ()

    @property
    def name(self) -> str:
        """How the profile is told from its other versions."""
        return f"{self.id}/{self.version}" if self.id else ""

    def account_on(self, code: str, day: date) -> str | None:
        """Return what an account of a general ledger is to us on a day; nothing where the table does not say."""
        return next((each.account for each in self.accounts if each.code == code and each.stands_on(day)), None)


NO_PROFILE: Final = Profile.model_construct(id="", version="")
"""What a file is read with when nobody said how its bank writes."""

_PROFILE: Final[Shape[Profile]] = Shape(Profile)


def read_profile(path: Path, problems: list[Refusal]) -> Profile | None:
    """Read a profile from its TOML file, or add to ``problems`` all that is wrong with it."""
    document = read_document(path, problems)
    profile = _PROFILE.read(document.content, document.place, problems) if document else None
    missing = _missing(profile) if profile else None
    if missing:
        problems.append(ProfileIncomplete(missing=missing, place=Place(file=path.name)))
        return None
    return profile


def _missing(profile: Profile) -> str | None:
    """Return the first thing that a profile of its kind has to say and does not."""
    columns = profile.columns
    if profile.origin is Origin.GENERAL_LEDGER and (columns is None or columns.account is None):
        return "columns.account"
    if profile.origin is Origin.GENERAL_LEDGER and not profile.accounts:
        return "accounts"
    if columns is not None and columns.amount is None and (columns.money_in is None or columns.money_out is None):
        return "columns.amount"
    return None
