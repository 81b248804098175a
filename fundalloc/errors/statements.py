"""Refusals about statements: what a bank or a general ledger sent cannot be read, or does not hold together."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class StatementUnrecognised(Refusal):
    """The file is in none of the formats that are read."""

    code: ClassVar[str] = "format-de-releve-inconnu"
    formats: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class StatementBroken(Refusal):
    """A record does not have the form its format gives it, or the file ends too early."""

    code: ClassVar[str] = "releve-mal-forme"
    format: str
    text: str


@dataclass(kw_only=True, eq=False)
class ControlTotalWrong(Refusal):
    """A control total or a balance written in the file is not what its movements make."""

    code: ClassVar[str] = "total-de-controle-inexact"
    control: str
    stated_cents: int
    found_cents: int


@dataclass(kw_only=True, eq=False)
class ControlCountWrong(Refusal):
    """A count written in the file is not what it holds: something was lost or added on the way."""

    code: ClassVar[str] = "nombre-de-controle-inexact"
    control: str
    stated: int
    found: int


@dataclass(kw_only=True, eq=False)
class BalancesDoNotTie(Refusal):
    """Opening balance plus movements is not the closing balance."""

    code: ClassVar[str] = "soldes-sans-concordance"
    opening_cents: int
    moved_cents: int
    closing_cents: int
    gap_cents: int


@dataclass(kw_only=True, eq=False)
class StatementsNotContiguous(Refusal):
    """A statement does not begin with the balance that the one before it ended with: one is missing, or they overlap."""

    code: ClassVar[str] = "releve-sans-suite"
    statement: str
    closing_cents: int
    opening_cents: int


@dataclass(kw_only=True, eq=False)
class SeveralAccounts(Refusal):
    """The file holds several accounts, and nobody said which one is meant; or the one meant is not in it."""

    code: ClassVar[str] = "compte-a-choisir"
    accounts: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class CurrencyForeign(Refusal):
    """An amount is in another currency than the fund's."""

    code: ClassVar[str] = "devise-etrangere"
    currency: str
    expected: str


@dataclass(kw_only=True, eq=False)
class DecimalMarkMissing(Refusal):
    """An amount has no decimal mark: whole dollars to some banks, cents to others."""

    code: ClassVar[str] = "montant-sans-decimales"
    text: str


@dataclass(kw_only=True, eq=False)
class BankReferenceTwice(Refusal):
    """The bank's own reference, which is given once, stands on two movements of the file."""

    code: ClassVar[str] = "mouvement-en-double"
    bank_reference: str
    first_line: int


@dataclass(kw_only=True, eq=False)
class MoneyBothWays(Refusal):
    """A line has money in and money out, or neither."""

    code: ClassVar[str] = "entree-et-sortie"
    money_in: str
    money_out: str


@dataclass(kw_only=True, eq=False)
class LedgerAccountUnmapped(Refusal):
    """An account of a general-ledger extract has no account of ours on that day, and is not set aside either."""

    code: ClassVar[str] = "compte-sans-correspondance"
    account: str
    booked_on: date
    profile: str


@dataclass(kw_only=True, eq=False)
class ProfileIncomplete(Refusal):
    """A profile does not say what its kind of file needs."""

    code: ClassVar[str] = "profil-incomplet"
    missing: str


@dataclass(kw_only=True, eq=False)
class ProfileUnknown(Refusal):
    """No profile of this name was used before, and there is no such file."""

    code: ClassVar[str] = "profil-inconnu"
    profile: str
    known: tuple[str, ...]
