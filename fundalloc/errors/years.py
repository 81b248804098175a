"""Refusals about years and history: what is closed, what follows what, what may be reversed, and how a fund may change."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class YearClosed(Refusal):
    """The fiscal year is closed: only a linked, reasoned correction goes there."""

    code: ClassVar[str] = "exercice-clos"
    fiscal_year: str
    closed_on: date
    person: str
    seq: int


@dataclass(kw_only=True, eq=False)
class YearNotOver(Refusal):
    """The fiscal year has not ended yet."""

    code: ClassVar[str] = "exercice-en-cours"
    fiscal_year: str
    ends_on: date


@dataclass(kw_only=True, eq=False)
class EarlierYearOpen(Refusal):
    """An earlier fiscal year is still open: years close in order."""

    code: ClassVar[str] = "exercice-anterieur-ouvert"
    fiscal_year: str
    earlier: str


@dataclass(kw_only=True, eq=False)
class YearUnsettled(Refusal):
    """Claims to decide or commitments still open stand in the year."""

    code: ClassVar[str] = "exercice-non-regle"
    fiscal_year: str
    left: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class NextYearMissing(Refusal):
    """The fund has no year after this one."""

    code: ClassVar[str] = "exercice-suivant-absent"
    fiscal_year: str


@dataclass(kw_only=True, eq=False)
class UnspentReturned(Refusal):
    """The agreement has what is unspent returned: nothing is carried forward."""

    code: ClassVar[str] = "report-exclu-par-l-entente"
    fiscal_year: str


@dataclass(kw_only=True, eq=False)
class NothingToCarry(Refusal):
    """Nothing is unspent or still ordered in the year."""

    code: ClassVar[str] = "rien-a-reporter"
    fiscal_year: str


@dataclass(kw_only=True, eq=False)
class EntryUnknown(Refusal):
    """There is no entry of this number."""

    code: ClassVar[str] = "ecriture-inconnue"
    seq: int
    last_seq: int


@dataclass(kw_only=True, eq=False)
class EntryElsewhere(Refusal):
    """The entry never moved the lines that are to be corrected."""

    code: ClassVar[str] = "ecriture-d-autres-lignes"
    seq: int
    plan_items: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class EntryNotReversible(Refusal):
    """An entry of this kind is not reversed: another act undoes it."""

    code: ClassVar[str] = "ecriture-non-renversable"
    seq: int
    kind: StrEnum


@dataclass(kw_only=True, eq=False)
class EntryAlreadyReversed(Refusal):
    """The entry was reversed before."""

    code: ClassVar[str] = "ecriture-deja-renversee"
    seq: int
    by_seq: int


@dataclass(kw_only=True, eq=False)
class EntryLeanedOn(Refusal):
    """Later entries stand on this one: they are reversed first."""

    code: ClassVar[str] = "ecriture-dont-d-autres-dependent"
    seq: int
    later: tuple[int, ...]


@dataclass(kw_only=True, eq=False)
class FundChangedTooMuch(Refusal):
    """An amendment may not change the fund's name, its currency, or a year that already holds entries."""

    code: ClassVar[str] = "fonds-trop-modifie"
    name: str


@dataclass(kw_only=True, eq=False)
class SpanBackwards(Refusal):
    """A report is asked for over days that end before they begin."""

    code: ClassVar[str] = "periode-a-rebours"
    first_on: date
    last_on: date


@dataclass(kw_only=True, eq=False)
class NothingKnownYet(Refusal):
    """A report is asked for as known at a moment when the books were not open."""

    code: ClassVar[str] = "livres-pas-encore-ouverts"
    known_at: datetime
    opened_at: datetime


@dataclass(kw_only=True, eq=False)
class AmendmentBackwards(Refusal):
    """The fund's description changes from a later day already: one that starts before it would never hold."""

    code: ClassVar[str] = "modification-anterieure"
    given_on: date
    last_on: date
    seq: int


@dataclass(kw_only=True, eq=False)
class FundUnchanged(Refusal):
    """The amended fund says what the fund says already."""

    code: ClassVar[str] = "fonds-inchange"
    fund: str
