"""
An agreement for the transfer of money: its term in named years, its schedules, what it pays and when, what it asks in return.

Nothing is assumed of its clauses: what the text does not say is unknown, and is asked.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from pydantic import Field

from fundalloc.domain.base import AmountCents, FiscalYear, Id, Label, Noun, ShareBasisPoints
from fundalloc.domain.calls import Stream
from fundalloc.domain.clauses import Interest, TransferBase, Unspent
from fundalloc.domain.indicators import ProgressIndicator
from fundalloc.domain.partners import PartnerRole

OPERATING: Final = "operating"
"""The purpose that the yearly cap is on; development counts apart."""
DEVELOPMENT: Final = "development"
"""The purpose of projects that are classified in fields and follow an orientation of the ministry (S1-13)."""


class AgreementKind(StrEnum):
    """How the money is given: for a purpose, or against conditions met and audited."""

    GRANT = "grant-agreement"
    CONTRIBUTION = "contribution-agreement"
    OTHER = "other-agreement"


class AgreementClauses(Noun):
    """The parameters an agreement sets; None is unknown: ask, never guess."""

    retention_years: int | None = Field(default=None, ge=0, le=200)
    unspent: Unspent | None = None
    interest: Interest | None = None
    transfer_share_basis_points: ShareBasisPoints | None = None
    transfer_base: TransferBase | None = None
    excluded_purposes: tuple[Id, ...] | None = None
    holdback_basis_points: ShareBasisPoints | None = None


class Schedule(Noun):
    """One schedule (annexe) of an agreement; where two disagree, the one with the lower precedence number prevails."""

    id: Id
    label: Label
    precedence: int = Field(ge=1, le=99)


class AgreementObjective(Noun):
    """What the agreement is to bring about, under a component of the mandate; it needs a measurable indicator at least (S8-06)."""

    id: Id
    label: Label
    stream: Id | None = None


class Milestone(Noun):
    """What must be done, attested and accepted before an instalment is released (S1-03); ``due`` is in the words of the agreement."""

    id: Id
    label: Label
    due: str = ""
    proof: str = ""


class Certainty(StrEnum):
    """What is known of an amount; only an exact one ever enters a sum (S1-04)."""

    EXACT = "exact"
    RANGE = "range"
    UNKNOWN = "unknown"


class PlannedInstalment(Noun):
    """
    One instalment as the agreement plans it.

    Without ``amount_cents`` it is unknown, which is not zero; with ``amount_max_cents`` it lies between the two.
    """

    id: Id
    number: int = Field(ge=1, le=999)
    label: Label
    fiscal_year: Id
    purpose: Id = OPERATING
    amount_cents: AmountCents | None = None
    amount_max_cents: AmountCents | None = None
    milestone: Id | None = None
    due: str = ""

    @property
    def certainty(self) -> Certainty:
        if self.amount_cents is None:
            return Certainty.UNKNOWN
        return Certainty.EXACT if self.amount_max_cents in {None, self.amount_cents} else Certainty.RANGE

    @property
    def exact_cents(self) -> int | None:
        """Return the amount where it is known exactly."""
        return self.amount_cents if self.certainty is Certainty.EXACT else None


class Amendment(Noun):
    """A numbered change, signed by both parties: the years it adds to the term, and the operating money it adds for one of them."""

    id: Id
    number: int = Field(ge=1, le=999)
    label: Label
    signed_on: date
    adds_years: tuple[Id, ...] = ()


class SpecialMandate(Noun):
    """A mandate given after the agreement was signed, with its own scope, and money and report where it has them (S1-11)."""

    id: Id
    label: Label
    given_on: date
    scope: str
    amount_cents: AmountCents | None = None
    report_due: str = ""


class ReportDue(Noun):
    """A report the agreement asks for."""

    id: Id
    label: Label
    due_on: date


class TechnicalSupport(Noun):
    """Help without money from the funder; it is on record and never reaches the ledger (S1-05)."""

    id: Id
    label: Label
    region: Id | None = None


class AgreementTerms(Noun):
    """
    What an agreement says of itself.

    ``recipient`` answers for the work; where it holds no money, ``fiduciary`` does (S9-09). ``first_years`` names the years of the term as
    signed: amendments add the others. ``operating_max_cents`` is the most that may be given for operating in a year (S1-08).
    ``template`` and its version name the model it was drawn from (S10-05).
    """

    id: Id
    number: Id
    title: Label
    agreement_kind: AgreementKind
    funder: str
    recipient: Id
    region: Id | None = None
    recipient_holds_money: bool = True
    fiduciary: Id | None = None
    call: Id | None = None
    application: Id | None = None
    first_years: tuple[Id, ...] = Field(min_length=1)
    operating_max_cents: AmountCents | None = None
    clauses: AgreementClauses = Field(default_factory=AgreementClauses)
    template: Id | None = None
    template_version: str = ""
    fictitious_note: Label | None = None


class TransferAgreement(AgreementTerms):
    """An agreement with everything in it, complete and consistent."""

    fiscal_years: tuple[FiscalYear, ...]
    streams: tuple[Stream, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    agreement_objectives: tuple[AgreementObjective, ...]
    indicators: tuple[ProgressIndicator, ...]
    partners: tuple[PartnerRole, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    payment_plan: tuple[PlannedInstalment, ...]
    amendments: tuple[Amendment, ...] = ()
    mandates: tuple[SpecialMandate, ...] = ()
    reports_due: tuple[ReportDue, ...] = ()
    technical_support: tuple[TechnicalSupport, ...] = ()

    def years_on(self, day: date) -> tuple[FiscalYear, ...]:
        """Return the years of the term, as signed and as amended by a day."""
        named = {*self.first_years, *(year for each in self.amendments if each.signed_on <= day for year in each.adds_years)}
        return tuple(sorted((year for year in self.fiscal_years if year.id in named), key=lambda year: year.starts_on))

    def instalment(self, instalment: str) -> PlannedInstalment | None:
        """Return the instalment of this id, if the agreement plans one."""
        return next((each for each in self.payment_plan if each.id == instalment), None)
