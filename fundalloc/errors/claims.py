"""Refusals about claims: the file a board sends, its credits, its supply teaching, and the receipts that go with it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class ClaimSheetMissing(Refusal):
    """A claim's workbook lacks one of its sheets."""

    code: ClassVar[str] = "feuille-de-reclamation-absente"
    sheet: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ClaimOfOtherFund(Refusal):
    """The workbook was made for another fund."""

    code: ClassVar[str] = "reclamation-d-un-autre-fonds"
    fund: str
    expected: str


@dataclass(kw_only=True, eq=False)
class ClaimOutsidePeriod(Refusal):
    """A line falls outside the days its own workbook covers."""

    code: ClassVar[str] = "depense-hors-periode"
    given_on: date
    starts_on: date | None
    ends_on: date | None


@dataclass(kw_only=True, eq=False)
class ClaimTotalDiffers(Refusal):
    """A workbook shows a total that is not that of its lines."""

    code: ClassVar[str] = "total-du-classeur-different"
    shown_cents: int
    counted_cents: int


@dataclass(kw_only=True, eq=False)
class ClaimSettled(Refusal):
    """A claim that was decided is not replaced by another file."""

    code: ClassVar[str] = "reclamation-deja-decidee"
    claim: str
    state: str


# --- Supply teaching


@dataclass(kw_only=True, eq=False)
class StaffCostMissing(Refusal):
    """Supply teaching is claimed without saying who is replaced, the salary and the benefits."""

    code: ClassVar[str] = "suppleance-sans-partage"
    plan_item: str


@dataclass(kw_only=True, eq=False)
class StaffCostWrong(Refusal):
    """The salary and the benefits do not add up to the line."""

    code: ClassVar[str] = "suppleance-incoherente"
    amount_cents: int
    salary_cents: int
    benefits_cents: int


@dataclass(kw_only=True, eq=False)
class StaffCostMisplaced(Refusal):
    """A salary is split on a line that is not supply teaching."""

    code: ClassVar[str] = "partage-salarial-deplace"
    nature: str


# --- Credits


@dataclass(kw_only=True, eq=False)
class CreditUnreferenced(Refusal):
    """A negative line does not say what it credits."""

    code: ClassVar[str] = "credit-sans-reference"
    amount_cents: int


@dataclass(kw_only=True, eq=False)
class CreditNotNegative(Refusal):
    """A line that credits another one is not negative."""

    code: ClassVar[str] = "credit-non-negatif"
    amount_cents: int


@dataclass(kw_only=True, eq=False)
class CreditOriginUnknown(Refusal):
    """What a line credits is not an approved line of the same board, on the same activity and nature."""

    code: ClassVar[str] = "credit-sans-origine"
    credit_of: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class CreditTooLarge(Refusal):
    """More is credited than the line still has."""

    code: ClassVar[str] = "credit-superieur-a-la-depense"
    credit_of: str
    credit_cents: int
    left_cents: int


@dataclass(kw_only=True, eq=False)
class CreditsExceedClaim(Refusal):
    """A claim's credits leave nothing to pay."""

    code: ClassVar[str] = "credits-superieurs-a-la-reclamation"
    claim: str
    total_cents: int


# --- Batches of receipts


@dataclass(kw_only=True, eq=False)
class BatchMissing(Refusal):
    """There is no such folder or archive."""

    code: ClassVar[str] = "lot-introuvable"
    path: str


@dataclass(kw_only=True, eq=False)
class BatchBroken(Refusal):
    """A file, or the archive it stands in, cannot be read."""

    code: ClassVar[str] = "lot-illisible"
    file: str


@dataclass(kw_only=True, eq=False)
class BatchInflates(Refusal):
    """An archive holds more than anybody sends at once."""

    code: ClassVar[str] = "lot-demesure"
    file: str
    files: int
    megabytes: int


@dataclass(kw_only=True, eq=False)
class ProofsMissing(Refusal):
    """Lines have an invoice and no proof that it was paid, which the fund asks for."""

    code: ClassVar[str] = "preuves-de-paiement-manquantes"
    claim: str
    lines: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class NothingMissing(Refusal):
    """A reminder is asked for, and nothing is missing."""

    code: ClassVar[str] = "aucune-piece-manquante"
    recipient: str


@dataclass(kw_only=True, eq=False)
class PaidBeforeApproval(Refusal):
    """A payment is dated before the approval that it rests on."""

    code: ClassVar[str] = "paiement-anterieur-a-l-approbation"
    claim: str
    given_on: date
    approved_on: date


@dataclass(kw_only=True, eq=False)
class DecidedBeforeExpense(Refusal):
    """A decision on a claim is dated before one of its expenses was incurred."""

    code: ClassVar[str] = "decision-anterieure-a-la-depense"
    claim: str
    line: str
    given_on: date
    incurred_on: date
