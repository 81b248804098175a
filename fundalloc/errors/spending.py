"""Refusals about what may be spent, moved and ordered: the agreement's clauses and the fund's own rules."""

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

    @property
    def beyond_cents(self) -> int:
        """What is asked beyond the limit; what went beyond it before was permitted then."""
        return min(self.asked_cents, self.used_cents + self.asked_cents - self.limit_cents)


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
class DocumentNotOnFile(Refusal):
    """A condition rests on a document that nobody put on file (S5-20)."""

    code: ClassVar[str] = "document-non-depose"
    condition: str
    document: str


@dataclass(kw_only=True, eq=False)
class ConditionUnknown(Refusal):
    """The fund has no such condition."""

    code: ClassVar[str] = "condition-inconnue"
    condition: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class CostObjectUnknown(Refusal):
    """The fund has no such visit, event or deliverable, or not for this activity and nature (S5-16, S5-18)."""

    code: ClassVar[str] = "objet-de-cout-inconnu"
    cost_object: str
    plan_item: str
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
class CommitmentNotCarried(Refusal):
    """What is left of the commitment stands in a year that is over, and the expense is of a later one."""

    code: ClassVar[str] = "engagement-a-reporter"
    commitment: str
    fiscal_year: str
    expense_year: str


@dataclass(kw_only=True, eq=False)
class CommitmentShared(Refusal):
    """The commitment is borne by several boards under a key that the line does not name."""

    code: ClassVar[str] = "engagement-partage"
    commitment: str
    key: str


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
class WaiverRuleUnknown(Refusal):
    """A waiver names a rule that the fund has not, or that its subject has none of: nothing could be done under it."""

    code: ClassVar[str] = "regle-de-derogation-inconnue"
    rule: str
    subject: StrEnum
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class WaiverDoesNotCover(Refusal):
    """The waiver is about something else, or not enough of it is left; ``used_by`` are the entries done under it that stand."""

    code: ClassVar[str] = "derogation-insuffisante"
    waiver: str
    subject: StrEnum
    asked_cents: int
    left_cents: int
    used_by: tuple[int, ...] = ()


@dataclass(kw_only=True, eq=False)
class AmountAboveOwed(Refusal):
    """More is recovered, returned or marked than is owed or spent."""

    code: ClassVar[str] = "montant-superieur-au-du"
    asked_cents: int
    owed_cents: int


@dataclass(kw_only=True, eq=False)
class GrantUnknown(Refusal):
    """No grant of this name was announced, confirmed or signed."""

    code: ClassVar[str] = "subvention-inconnue"
    grant: str
    known: tuple[str, ...]


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
class VoucherLotUnknown(Refusal):
    """No lot of these vouchers was bought under this name."""

    code: ClassVar[str] = "lot-de-coupons-inconnu"
    lot: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class VoucherStockShort(Refusal):
    """More vouchers are moved than there are from that day on."""

    code: ClassVar[str] = "stock-de-coupons-insuffisant"
    lot: str
    asked: int
    there: int
    given_on: date
