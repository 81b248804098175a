"""Refusals about agreements: what their text must say, and what is done before what releases it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from fundalloc.errors.base import Refusal, ToExplain


@dataclass(kw_only=True, eq=False)
class ObjectiveUnmeasured(Refusal):
    """An objective of an agreement has no measurable indicator."""

    code: ClassVar[str] = "objectif-sans-mesure"
    objective: str


@dataclass(kw_only=True, eq=False)
class ObjectiveWithoutStream(Refusal):
    """An objective of an agreement whose mandate has components is under none of them."""

    code: ClassVar[str] = "objectif-sans-volet"
    objective: str


@dataclass(kw_only=True, eq=False)
class FiduciaryMissing(Refusal):
    """A body that plans and holds no money would be given some without a fiduciary."""

    code: ClassVar[str] = "fiduciaire-manquant"
    recipient: str


@dataclass(kw_only=True, eq=False)
class InstalmentNumbersBroken(Refusal):
    """The instalments are not numbered from one, each once."""

    code: ClassVar[str] = "versements-mal-numerotes"
    numbers: tuple[int, ...]


@dataclass(kw_only=True, eq=False)
class InstalmentOutsideTerm(Refusal):
    """An instalment falls in a year outside of the agreement and its amendments."""

    code: ClassVar[str] = "versement-hors-duree"
    instalment: str
    fiscal_year: str


@dataclass(kw_only=True, eq=False)
class AmountRangeBackwards(Refusal):
    """A range of amounts has no lower end, or ends below it."""

    code: ClassVar[str] = "fourchette-a-l-envers"
    instalment: str


@dataclass(kw_only=True, eq=False)
class OperatingAboveMax(Refusal):
    """The operating money of a year goes beyond the most an agreement allows."""

    code: ClassVar[str] = "fonctionnement-au-dela-du-plafond"
    fiscal_year: str
    total_cents: int
    max_cents: int


@dataclass(kw_only=True, eq=False)
class AmendmentNumbersBroken(Refusal):
    """Amendments are not numbered from one in the order they were signed."""

    code: ClassVar[str] = "avenants-mal-numerotes"
    numbers: tuple[int, ...]


@dataclass(kw_only=True, eq=False)
class PrecedenceTwice(Refusal):
    """Two schedules of an agreement would prevail alike."""

    code: ClassVar[str] = "rang-en-double"
    precedence: int


@dataclass(kw_only=True, eq=False)
class ClauseToAsk(ToExplain):
    """A clause of an agreement is unknown: it is asked, never guessed."""

    code: ClassVar[str] = "clause-a-demander"
    clause: StrEnum


@dataclass(kw_only=True, eq=False)
class AmountUnknown(ToExplain):
    """An instalment’s amount is unknown; it enters no sum and is not zero."""

    code: ClassVar[str] = "montant-inconnu"
    instalment: str


@dataclass(kw_only=True, eq=False)
class InstalmentUnconditional(ToExplain):
    """A second or later instalment is tied to no milestone."""

    code: ClassVar[str] = "versement-sans-jalon"
    instalment: str


@dataclass(kw_only=True, eq=False)
class IndicatorToCome(ToExplain):
    """An indicator is announced and not said yet; it is never zero."""

    code: ClassVar[str] = "indicateur-a-venir"
    indicator: str


@dataclass(kw_only=True, eq=False)
class PartnerWithoutRole(ToExplain):
    """A partner’s role, or what it answers for, is not said."""

    code: ClassVar[str] = "partenaire-sans-role"
    partner: str


@dataclass(kw_only=True, eq=False)
class DirectionNotJoined(ToExplain):
    """The general direction of a participating institution has not signed up."""

    code: ClassVar[str] = "adhesion-manquante"
    partner: str


@dataclass(kw_only=True, eq=False)
class ComponentIncomplete(ToExplain):
    """A component laid out in parts lacks some of the five."""

    code: ClassVar[str] = "composante-incomplete"
    component: str
    parts: tuple[StrEnum, ...]


@dataclass(kw_only=True, eq=False)
class AgreementNotSigned(Refusal):
    """The agreement is not in the books."""

    code: ClassVar[str] = "entente-non-conclue"
    agreement: str


@dataclass(kw_only=True, eq=False)
class AgreementChanged(Refusal):
    """The agreement’s text is no longer the one that was signed or amended."""

    code: ClassVar[str] = "entente-changee-depuis"
    agreement: str
    seq: int


@dataclass(kw_only=True, eq=False)
class ApplicationNotAccepted(Refusal):
    """An agreement is signed for a file that the designation did not accept."""

    code: ClassVar[str] = "demande-non-acceptee"
    application: str
    call: str


@dataclass(kw_only=True, eq=False)
class AmendmentExpected(Refusal):
    """An amendment is recorded, and the file holds no new one."""

    code: ClassVar[str] = "avenant-attendu"
    agreement: str
    recorded: int


@dataclass(kw_only=True, eq=False)
class MandateExpected(Refusal):
    """A special mandate is recorded that the file does not hold."""

    code: ClassVar[str] = "mandat-attendu"
    mandate: str


@dataclass(kw_only=True, eq=False)
class MilestoneUnknown(Refusal):
    """The agreement has no such milestone."""

    code: ClassVar[str] = "jalon-inconnu"
    milestone: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class MilestoneNotAttested(Refusal):
    """A milestone is accepted or reviewed before anybody attested it."""

    code: ClassVar[str] = "jalon-non-atteste"
    milestone: str


@dataclass(kw_only=True, eq=False)
class MilestoneNotAccepted(Refusal):
    """An instalment waits for a milestone that the funder has not accepted."""

    code: ClassVar[str] = "jalon-non-accepte"
    instalment: str
    milestone: str


@dataclass(kw_only=True, eq=False)
class InstalmentUnknown(Refusal):
    """The agreement plans no such instalment."""

    code: ClassVar[str] = "versement-inconnu"
    instalment: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class EarlierInstalmentDue(Refusal):
    """An instalment is released before those that come before it."""

    code: ClassVar[str] = "versement-anterieur-du"
    instalment: str
    earlier: str


@dataclass(kw_only=True, eq=False)
class InstalmentAmountUnsettled(Refusal):
    """The amount to release is not known, lies outside of its range, or differs from the agreement’s."""

    code: ClassVar[str] = "montant-a-preciser"
    instalment: str


@dataclass(kw_only=True, eq=False)
class AlreadyReleased(Refusal):
    """The instalment was already released."""

    code: ClassVar[str] = "versement-deja-libere"
    instalment: str
    seq: int


@dataclass(kw_only=True, eq=False)
class AttestationRepeated(Refusal):
    """The milestone was already attested or accepted."""

    code: ClassVar[str] = "jalon-deja-atteste"
    milestone: str
    seq: int
