"""Refusals about what may be spent, moved, ordered, closed and kept: the agreement's clauses, the fund's own rules, and the law."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class ClauseUnknown(Refusal):
    """Nobody has said what the agreement provides here: it is asked, never assumed."""

    code: ClassVar[str] = "clause-inconnue"
    clause: StrEnum


@dataclass(kw_only=True, eq=False)
class TransferNeedsWaiver(Refusal):
    """The transfer is not free: it needs a written permission on file."""

    code: ClassVar[str] = "virement-a-autoriser"
    needs: tuple[StrEnum, ...]
    asked_cents: int
    free_cents: int
    plan_item: str
    recipient: str


@dataclass(kw_only=True, eq=False)
class TransferInPlace(Refusal):
    """A transfer from a line to itself."""

    code: ClassVar[str] = "virement-sur-place"
    plan_item: str
    recipient: str


@dataclass(kw_only=True, eq=False)
class LineUnknown(Refusal):
    """The budget has no such line."""

    code: ClassVar[str] = "ligne-de-budget-inconnue"
    plan_item: str
    recipient: str
    fiscal_year: str


@dataclass(kw_only=True, eq=False)
class BudgetExceeded(Refusal):
    """What is asked goes beyond what the line has from that day on."""

    code: ClassVar[str] = "disponible-insuffisant"
    plan_item: str
    recipient: str
    fiscal_year: str
    asked_cents: int
    available_cents: int
    given_on: date


@dataclass(kw_only=True, eq=False)
class LimitExceeded(Refusal):
    """A group of lines named by a rule would spend more than the rule allows."""

    code: ClassVar[str] = "plafond-depasse"
    rule: str
    limit_cents: int
    used_cents: int
    asked_cents: int


@dataclass(kw_only=True, eq=False)
class QuantityExceeded(Refusal):
    """A school would have more than the rule allows in a year (S5-11)."""

    code: ClassVar[str] = "quantite-depassee"
    rule: str
    school: str
    plan_item: str
    count_max: int


@dataclass(kw_only=True, eq=False)
class SchoolMissing(Refusal):
    """A rule counts by school, and the line names none."""

    code: ClassVar[str] = "ecole-manquante"
    rule: str
    plan_item: str


@dataclass(kw_only=True, eq=False)
class ConditionUndeclared(Refusal):
    """An eligibility condition is not declared on the line (S5-10, S5-15)."""

    code: ClassVar[str] = "condition-non-declaree"
    condition: str
    plan_item: str


@dataclass(kw_only=True, eq=False)
class ConditionUnknown(Refusal):
    """The fund has no such condition."""

    code: ClassVar[str] = "condition-inconnue"
    condition: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class SharingKeyUnknown(Refusal):
    """The fund has no such cost-sharing key, or not for this activity."""

    code: ClassVar[str] = "cle-de-partage-inconnue"
    key: str
    plan_item: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class OutsideAgreement(Refusal):
    """The expense was incurred before or after the agreement: it is not eligible, whenever it was paid."""

    code: ClassVar[str] = "hors-de-l-entente"
    given_on: date
    starts_on: date
    ends_on: date


@dataclass(kw_only=True, eq=False)
class NetOfTaxWrong(Refusal):
    """The amount claimed is not the price and its taxes less their rebates."""

    code: ClassVar[str] = "net-de-taxes-inexact"
    amount_cents: int
    net_cents: int
    price_cents: int
    tax_cents: int
    rebate_cents: int


@dataclass(kw_only=True, eq=False)
class TaxTreatmentMissing(Refusal):
    """The fund wants the price and the tax of each line, and one is missing."""

    code: ClassVar[str] = "taxes-non-indiquees"
    recipient: str


@dataclass(kw_only=True, eq=False)
class TaxRateUnknown(Refusal):
    """No rate is known for this partner on this day."""

    code: ClassVar[str] = "taux-de-taxe-inconnu"
    recipient: str
    given_on: date


@dataclass(kw_only=True, eq=False)
class NothingToTrueUp(Refusal):
    """No rebate was expected from this partner in this period."""

    code: ClassVar[str] = "rien-a-regulariser"
    recipient: str
    starts_on: date
    ends_on: date


@dataclass(kw_only=True, eq=False)
class SupplierUnlisted(Refusal):
    """The supplier is not in the register."""

    code: ClassVar[str] = "fournisseur-non-inscrit"
    supplier: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class CommitmentUnknown(Refusal):
    """There is no such commitment."""

    code: ClassVar[str] = "engagement-inconnu"
    commitment: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class CommitmentElsewhere(Refusal):
    """The commitment stands on another line of budget."""

    code: ClassVar[str] = "engagement-d-une-autre-ligne"
    commitment: str
    recipient: str
    plan_item: str


@dataclass(kw_only=True, eq=False)
class CommitmentSpent(Refusal):
    """More is asked of a commitment than is left of it."""

    code: ClassVar[str] = "engagement-insuffisant"
    commitment: str
    asked_cents: int
    left_cents: int


@dataclass(kw_only=True, eq=False)
class NameUsed(Refusal):
    """Another entry of the same kind already has this name."""

    code: ClassVar[str] = "nom-deja-employe"
    name: str
    seq: int


@dataclass(kw_only=True, eq=False)
class WaiverUnknown(Refusal):
    """There is no such waiver on file."""

    code: ClassVar[str] = "derogation-inconnue"
    waiver: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class WaiverDoesNotCover(Refusal):
    """The waiver is about something else, or not enough of it is left."""

    code: ClassVar[str] = "derogation-insuffisante"
    waiver: str
    subject: StrEnum
    asked_cents: int
    left_cents: int


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
class AmountAboveOwed(Refusal):
    """More is recovered, returned or marked than is owed or spent."""

    code: ClassVar[str] = "montant-superieur-au-du"
    asked_cents: int
    owed_cents: int


@dataclass(kw_only=True, eq=False)
class GrantStateBackwards(Refusal):
    """A grant does not go back to an earlier state."""

    code: ClassVar[str] = "etat-de-subvention-anterieur"
    grant: str
    state: StrEnum
    reached: StrEnum


@dataclass(kw_only=True, eq=False)
class GrantAmountUnclear(Refusal):
    """A confirmed or signed amount is exact, and a range has two ends in order."""

    code: ClassVar[str] = "montant-de-subvention-imprecis"
    grant: str
    state: StrEnum


@dataclass(kw_only=True, eq=False)
class FundChangedTooMuch(Refusal):
    """An amendment may not change the fund's name, its currency, or a year that already holds entries."""

    code: ClassVar[str] = "fonds-trop-modifie"
    name: str


@dataclass(kw_only=True, eq=False)
class FundUnchanged(Refusal):
    """The amended fund says what the fund says already."""

    code: ClassVar[str] = "fonds-inchange"
    fund: str


@dataclass(kw_only=True, eq=False)
class VoucherLotUnknown(Refusal):
    """No lot of these vouchers was bought under this name."""

    code: ClassVar[str] = "lot-de-coupons-inconnu"
    lot: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class VoucherStockShort(Refusal):
    """More vouchers are moved than there are."""

    code: ClassVar[str] = "stock-de-coupons-insuffisant"
    lot: str
    asked: int
    there: int


@dataclass(kw_only=True, eq=False)
class PersonalIdentifier(Refusal):
    """A text holds what looks like a pupil's identifier: it has no place in the books (S11-01)."""

    code: ClassVar[str] = "renseignement-personnel"
    name: str


@dataclass(kw_only=True, eq=False)
class PersonalRecordUnknown(Refusal):
    """There is no such personal record, or its key was destroyed."""

    code: ClassVar[str] = "dossier-personnel-inconnu"
    record: str


@dataclass(kw_only=True, eq=False)
class EvidenceUnknown(Refusal):
    """Nothing with these bytes is kept here."""

    code: ClassVar[str] = "preuve-inconnue"
    sha256: str


@dataclass(kw_only=True, eq=False)
class EvidenceHeld(Refusal):
    """A legal hold keeps this document."""

    code: ClassVar[str] = "preuve-gelee"
    sha256: str
    reason: str
    seq: int


@dataclass(kw_only=True, eq=False)
class EvidenceTooYoung(Refusal):
    """A rule keeps this document until a later day."""

    code: ClassVar[str] = "preuve-a-conserver"
    sha256: str
    kept_until_on: date
    rule: str


@dataclass(kw_only=True, eq=False)
class DocumentRestricted(Refusal):
    """The document is restricted, and this person is not among those who may read it."""

    code: ClassVar[str] = "document-restreint"
    person: str
    sha256: str


@dataclass(kw_only=True, eq=False)
class DestructionElsewhere(Refusal):
    """Files kept in a shared database are not destroyed from here: its own guards refuse it."""

    code: ClassVar[str] = "destruction-impossible-ici"
    sha256: str


@dataclass(kw_only=True, eq=False)
class TransferFieldMissing(Refusal):
    """The record of a transfer from paper lacks one of its facts (LCCJTI, art. 17)."""

    code: ClassVar[str] = "transfert-mal-documente"
    name: str


@dataclass(kw_only=True, eq=False)
class PersonalDataElsewhere(Refusal):
    """Personal data is kept in a folder beside the books, never in a shared database."""

    code: ClassVar[str] = "donnees-personnelles-hors-base"
    act: StrEnum
