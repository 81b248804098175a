"""Refusals about the books: who may act, what may be spent, what a receipt must be, and whether the chain holds."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class LedgerExists(Refusal):
    """A ledger already stands in the folder."""

    code: ClassVar[str] = "livre-deja-ouvert"
    path: str


@dataclass(kw_only=True, eq=False)
class LedgerMissing(Refusal):
    """There is no ledger in the folder."""

    code: ClassVar[str] = "livre-introuvable"
    path: str


@dataclass(kw_only=True, eq=False)
class NotALedger(Refusal):
    """The file is not one of our ledgers, or its layout is unknown."""

    code: ClassVar[str] = "livre-illisible"
    path: str


@dataclass(kw_only=True, eq=False)
class LedgerBusy(Refusal):
    """Another process holds the write lock for too long."""

    code: ClassVar[str] = "livre-occupe"
    seconds: int


@dataclass(kw_only=True, eq=False)
class LedgerReadOnly(Refusal):
    """The store or its folder cannot be written."""

    code: ClassVar[str] = "livre-en-lecture-seule"
    path: str


@dataclass(kw_only=True, eq=False)
class DiskFull(Refusal):
    """There is no room left for the entry or the receipt."""

    code: ClassVar[str] = "disque-plein"
    path: str


@dataclass(kw_only=True, eq=False)
class ChainBroken(Refusal):
    """The kept head is not the seal of the last entry: nothing may be added."""

    code: ClassVar[str] = "chaine-rompue"
    seq: int


@dataclass(kw_only=True, eq=False)
class OtherFund(Refusal):
    """The entry is of another fund than the books (S9-02)."""

    code: ClassVar[str] = "ecriture-d-un-autre-fonds"
    fund: str
    own: str


@dataclass(kw_only=True, eq=False)
class EntryUnbalanced(Refusal):
    """The postings of one book do not sum to zero; ``gap_cents`` is debits less credits."""

    code: ClassVar[str] = "ecriture-desequilibree"
    book: StrEnum
    gap_cents: int


@dataclass(kw_only=True, eq=False)
class PersonUnknown(Refusal):
    """The fund knows nobody under this id."""

    code: ClassVar[str] = "personne-inconnue"
    person: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class RoleMissing(Refusal):
    """The person has none of the roles that may do this."""

    code: ClassVar[str] = "role-manquant"
    person: str
    act: StrEnum
    roles: tuple[StrEnum, ...]


@dataclass(kw_only=True, eq=False)
class DutiesIncompatible(Refusal):
    """The same person already did an act that the fund's policy keeps apart from this one."""

    code: ClassVar[str] = "taches-incompatibles"
    person: str
    act: StrEnum
    earlier: StrEnum


@dataclass(kw_only=True, eq=False)
class OtherBoardsBusiness(Refusal):
    """A partner acts for a board that is not its own (S9-12)."""

    code: ClassVar[str] = "hors-de-son-organisme"
    person: str
    board: str
    recipient: str


@dataclass(kw_only=True, eq=False)
class DateInFuture(Refusal):
    """The date has not come yet."""

    code: ClassVar[str] = "date-future"
    given_on: date
    today_on: date


@dataclass(kw_only=True, eq=False)
class DateOutsideYears(Refusal):
    """The date falls in none of the fund's fiscal years; eligibility follows the date incurred."""

    code: ClassVar[str] = "date-hors-exercice"
    given_on: date
    years: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class AmountNotPositive(Refusal):
    """An amount that must be above zero is not."""

    code: ClassVar[str] = "montant-non-positif"
    amount_cents: int


@dataclass(kw_only=True, eq=False)
class ReferenceMissing(Refusal):
    """A movement of money has no reference, so it could never be reconciled."""

    code: ClassVar[str] = "reference-manquante"
    act: StrEnum


@dataclass(kw_only=True, eq=False)
class ReferenceUsed(Refusal):
    """Another entry of the same kind already has this reference."""

    code: ClassVar[str] = "reference-deja-employee"
    reference: str
    seq: int


@dataclass(kw_only=True, eq=False)
class TextUnwritable(Refusal):
    """A text holds control characters or is longer than the books accept."""

    code: ClassVar[str] = "texte-non-inscriptible"
    name: str


@dataclass(kw_only=True, eq=False)
class AlreadyAdopted(Refusal):
    """The fund already has a budget."""

    code: ClassVar[str] = "allocation-deja-adoptee"
    scenario: str
    seq: int


@dataclass(kw_only=True, eq=False)
class NothingAdopted(Refusal):
    """No allocation has been adopted yet: there is no budget to spend."""

    code: ClassVar[str] = "aucun-budget"
    act: StrEnum


@dataclass(kw_only=True, eq=False)
class DecisionUnreadable(Refusal):
    """The file is not a result of ``allocate``; ``name`` is the first thing missing or unreadable in it."""

    code: ClassVar[str] = "resultat-illisible"
    name: str


@dataclass(kw_only=True, eq=False)
class DecisionNotOptimal(Refusal):
    """The result is not an optimal allocation."""

    code: ClassVar[str] = "resultat-non-optimal"
    status: str


@dataclass(kw_only=True, eq=False)
class DecisionDoesNotAddUp(Refusal):
    """The amounts do not sum to the announced total: the file was changed."""

    code: ClassVar[str] = "resultat-incoherent"
    announced_cents: int
    counted_cents: int


@dataclass(kw_only=True, eq=False)
class DecisionUnproved(Refusal):
    """The result's certificate does not say that every rule holds."""

    code: ClassVar[str] = "resultat-sans-preuve"
    scenario: str


@dataclass(kw_only=True, eq=False)
class DecisionUnsigned(Refusal):
    """The result does not say who prepared it, so that nobody can tell preparer and adopter apart."""

    code: ClassVar[str] = "resultat-sans-auteur"
    scenario: str


@dataclass(kw_only=True, eq=False)
class YearUnknown(Refusal):
    """The fund has no such fiscal year."""

    code: ClassVar[str] = "exercice-etranger-au-fonds"
    fiscal_year: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class PartnerUnknown(Refusal):
    """The recipient is not a partner of the fund."""

    code: ClassVar[str] = "organisme-etranger-au-fonds"
    recipient: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class PlanItemUnknown(Refusal):
    """The adopted plan has no such item (default-deny)."""

    code: ClassVar[str] = "activite-hors-plan"
    plan_item: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ActivityOfOtherBoard(Refusal):
    """The activity funds one board only, and this is another (S4-04)."""

    code: ClassVar[str] = "activite-d-un-autre-organisme"
    plan_item: str
    board: str
    recipient: str


@dataclass(kw_only=True, eq=False)
class NatureNotAllowed(Refusal):
    """The activity's list of natures is closed and does not hold this one (S5-04)."""

    code: ClassVar[str] = "nature-non-admise"
    nature: str
    plan_item: str
    allowed: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class JustificationMissing(Refusal):
    """The list of natures is open, and others need a written justification (S5-07)."""

    code: ClassVar[str] = "justification-manquante"
    nature: str
    plan_item: str


@dataclass(kw_only=True, eq=False)
class CreditExceeded(Refusal):
    """The claim asks more than is available to the recipient on the activity."""

    code: ClassVar[str] = "credit-depasse"
    plan_item: str
    recipient: str
    fiscal_year: str
    asked_cents: int
    available_cents: int


@dataclass(kw_only=True, eq=False)
class InvoiceDuplicate(Refusal):
    """The same supplier, invoice number and amount were already claimed."""

    code: ClassVar[str] = "facture-en-double"
    supplier: str
    invoice_number: str
    amount_cents: int
    claim: str
    line: str


@dataclass(kw_only=True, eq=False)
class ClaimLineTwice(Refusal):
    """Two lines of a claim have the same reference."""

    code: ClassVar[str] = "ligne-en-double"
    line: str
    first_line: int


@dataclass(kw_only=True, eq=False)
class ClaimEmpty(Refusal):
    """The claim has no line."""

    code: ClassVar[str] = "reclamation-vide"
    file: str


@dataclass(kw_only=True, eq=False)
class ClaimOfSeveral(Refusal):
    """A claim holds lines of several boards."""

    code: ClassVar[str] = "reclamation-de-plusieurs-organismes"
    recipients: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ClaimNameUsed(Refusal):
    """Another claim, with other bytes, already has this name."""

    code: ClassVar[str] = "nom-de-reclamation-deja-employe"
    claim: str
    seq: int


@dataclass(kw_only=True, eq=False)
class ClaimUnknown(Refusal):
    """There is no such claim."""

    code: ClassVar[str] = "reclamation-inconnue"
    claim: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ClaimLineUnknown(Refusal):
    """The claim has no such line."""

    code: ClassVar[str] = "ligne-inconnue"
    claim: str
    line: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ClaimInOtherState(Refusal):
    """The claim is not where this act needs it to be."""

    code: ClassVar[str] = "reclamation-dans-un-autre-etat"
    claim: str
    state: StrEnum
    needed: StrEnum
    act: StrEnum


@dataclass(kw_only=True, eq=False)
class ReceiptsMissing(Refusal):
    """Lines have no receipt: nothing is certified without one (S6-01)."""

    code: ClassVar[str] = "pieces-manquantes"
    claim: str
    lines: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ReasonMissing(Refusal):
    """An act that must be explained is not."""

    code: ClassVar[str] = "motif-manquant"
    act: StrEnum


@dataclass(kw_only=True, eq=False)
class ReceiptMissing(Refusal):
    """There is no such file, or it cannot be read."""

    code: ClassVar[str] = "piece-introuvable"
    path: str


@dataclass(kw_only=True, eq=False)
class ReceiptEmpty(Refusal):
    """The file has no bytes."""

    code: ClassVar[str] = "piece-vide"
    file: str


@dataclass(kw_only=True, eq=False)
class ReceiptTypeUnknown(Refusal):
    """The contents are not PDF, PNG, JPEG or an e-mail, whatever the name says."""

    code: ClassVar[str] = "type-de-piece-non-admis"
    file: str


@dataclass(kw_only=True, eq=False)
class ReceiptTooLarge(Refusal):
    """The file is larger than the fund accepts."""

    code: ClassVar[str] = "piece-trop-lourde"
    file: str
    megabytes: int
    megabytes_max: int


@dataclass(kw_only=True, eq=False)
class StatementEmpty(Refusal):
    """The statement has no line."""

    code: ClassVar[str] = "releve-vide"
    file: str


@dataclass(kw_only=True, eq=False)
class StatementNameUsed(Refusal):
    """Another statement, with other bytes, already has this name."""

    code: ClassVar[str] = "nom-de-releve-deja-employe"
    statement: str
    seq: int


@dataclass(kw_only=True, eq=False)
class MatchOutdated(Refusal):
    """A proposed match no longer stands: one of its sides was matched or changed since."""

    code: ClassVar[str] = "rapprochement-depasse"
    statement: str
    line: int
    seq: int


@dataclass(kw_only=True, eq=False)
class FundTwice(Refusal):
    """Two people, years or partners of a fund have the same id."""

    code: ClassVar[str] = "nom-deja-employe-dans-le-fonds"
    name: str


@dataclass(kw_only=True, eq=False)
class BankerNotPartner(Refusal):
    """The banker is not one of the fund's partners."""

    code: ClassVar[str] = "banquier-etranger-au-fonds"
    banker: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class BankerElsewhere(Refusal):
    """Somebody of another board would act as the banker: the fund has one banker board at a time (S9-11)."""

    code: ClassVar[str] = "banquier-d-un-autre-organisme"
    person: str
    board: str
    banker: str


@dataclass(kw_only=True, eq=False)
class FundPersonBoardless(Refusal):
    """A partner's person has no board, so that nothing limits what it may touch."""

    code: ClassVar[str] = "partenaire-sans-organisme"
    person: str


@dataclass(kw_only=True, eq=False)
class FundYearsOverlap(Refusal):
    """Two fiscal years overlap, or one ends before it starts."""

    code: ClassVar[str] = "exercices-incoherents"
    first: str
    second: str
