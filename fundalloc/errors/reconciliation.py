"""Refusals about tying a statement to the books, and signing that they agree."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class AccountForeign(Refusal):
    """The statement is of an account that is not the fund's."""

    code: ClassVar[str] = "compte-d-un-autre"
    account: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class SourceUnknown(Refusal):
    """No statement of this source was imported."""

    code: ClassVar[str] = "source-inconnue"
    source: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class LineUnknown(Refusal):
    """No imported statement has this line, or it was split into parts."""

    code: ClassVar[str] = "ligne-de-releve-inconnue"
    line: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class MovementUnknown(Refusal):
    """The entry did not move the account, or was reversed."""

    code: ClassVar[str] = "mouvement-inconnu"
    seq: int
    source: str


@dataclass(kw_only=True, eq=False)
class NothingProposed(Refusal):
    """Nothing is proposed for this line."""

    code: ClassVar[str] = "rien-de-propose"
    line: str


@dataclass(kw_only=True, eq=False)
class AlreadyTied(Refusal):
    """A line or a movement is tied already."""

    code: ClassVar[str] = "deja-rapproche"
    name: str
    seq: int


@dataclass(kw_only=True, eq=False)
class NotTied(Refusal):
    """A line is not tied to anything."""

    code: ClassVar[str] = "pas-rapproche"
    line: str


@dataclass(kw_only=True, eq=False)
class SumsDiffer(Refusal):
    """Lines and movements do not come to the same amount, and nobody said where the difference goes."""

    code: ClassVar[str] = "montants-differents"
    name: str
    lines_cents: int
    books_cents: int
    gap_cents: int


@dataclass(kw_only=True, eq=False)
class DifferenceTooLarge(Refusal):
    """A difference goes beyond the fund's tolerance: it is no small difference."""

    code: ClassVar[str] = "ecart-trop-grand"
    name: str
    gap_cents: int
    tolerance_cents: int


@dataclass(kw_only=True, eq=False)
class DifferenceAccountUnknown(Refusal):
    """A difference may only go to the accounts kept for it."""

    code: ClassVar[str] = "compte-d-ecart-inconnu"
    account: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class BoardsMixed(Refusal):
    """Movements of several boards are never tied together."""

    code: ClassVar[str] = "organismes-meles"
    name: str
    boards: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class PartsDiffer(Refusal):
    """The parts of a line do not come to its amount, or there are fewer than two."""

    code: ClassVar[str] = "parties-inegales"
    line: str
    amount_cents: int
    parts_cents: int


@dataclass(kw_only=True, eq=False)
class NotSplit(Refusal):
    """The line is whole: it has no parts to join."""

    code: ClassVar[str] = "ligne-entiere"
    line: str


@dataclass(kw_only=True, eq=False)
class HintUnknown(Refusal):
    """No party goes by this name."""

    code: ClassVar[str] = "nom-de-tiers-inconnu"
    name: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class PeriodSigned(Refusal):
    """What is dated up to there was reconciled and signed: it does not change any more."""

    code: ClassVar[str] = "periode-rapprochee"
    name: str
    until_on: date
    person: str
    seq: int


@dataclass(kw_only=True, eq=False)
class ClosingBalanceUnknown(Refusal):
    """No statement says what the account held on that day."""

    code: ClassVar[str] = "solde-de-fermeture-inconnu"
    until_on: date


@dataclass(kw_only=True, eq=False)
class DoesNotTieOut(Refusal):
    """Opening plus movements is not the closing balance, or the books do not come to it: there is a difference left."""

    code: ClassVar[str] = "rapprochement-inegal"
    until_on: date
    closing_cents: int
    expected_cents: int
    gap_cents: int


@dataclass(kw_only=True, eq=False)
class SignedAlready(Refusal):
    """A reconciliation up to that day, or a later one, is signed already."""

    code: ClassVar[str] = "deja-signe"
    until_on: date
    person: str
    seq: int


@dataclass(kw_only=True, eq=False)
class NothingSigned(Refusal):
    """No reconciliation is signed that could be reopened."""

    code: ClassVar[str] = "rien-de-signe"
    source: str
