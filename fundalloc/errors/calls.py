"""Refusals about calls: what their files must say, what makes a file inadmissible, and what is done out of order."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class NameNotListed(Refusal):
    """A column names something that no list or table of the same files holds."""

    code: ClassVar[str] = "nom-absent-des-listes"
    name: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class TimeZoneUnknown(Refusal):
    """The call names no time zone that exists."""

    code: ClassVar[str] = "fuseau-inconnu"
    text: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class AuthoritiesSame(Refusal):
    """The same authority would judge the files and designate."""

    code: ClassVar[str] = "une-seule-autorite"
    name: str


@dataclass(kw_only=True, eq=False)
class StepDueUnreadable(Refusal):
    """The due date of a step is neither a month nor a day."""

    code: ClassVar[str] = "date-d-etape-illisible"
    step: str
    text: str


@dataclass(kw_only=True, eq=False)
class StepsOutOfOrder(Refusal):
    """A step comes before one it follows, in the calendar or by what it is for."""

    code: ClassVar[str] = "etapes-en-desordre"
    step: str
    after: str


@dataclass(kw_only=True, eq=False)
class StepMissing(Refusal):
    """The calendar lacks a step without which nothing can be decided."""

    code: ClassVar[str] = "etape-manquante"
    kind: StrEnum


@dataclass(kw_only=True, eq=False)
class WeightsNotWhole(Refusal):
    """The weights of the criteria do not add up to the whole."""

    code: ClassVar[str] = "poids-incomplets"
    total_basis_points: int


@dataclass(kw_only=True, eq=False)
class StreamNumberTwice(Refusal):
    """Two components of a call have the same number."""

    code: ClassVar[str] = "numero-de-volet-en-double"
    number: int


@dataclass(kw_only=True, eq=False)
class StampUnreadable(Refusal):
    """A receipt stamp cannot be read as a day and an hour."""

    code: ClassVar[str] = "horodatage-illisible"
    text: str


@dataclass(kw_only=True, eq=False)
class AttachmentFileMissing(Refusal):
    """An attachment is listed, and its file is not beside the call’s files."""

    code: ClassVar[str] = "annexe-introuvable"
    file: str


@dataclass(kw_only=True, eq=False)
class AttachmentOutside(Refusal):
    """An attachment is named outside of the call’s own folder."""

    code: ClassVar[str] = "annexe-hors-du-dossier"
    file: str


@dataclass(kw_only=True, eq=False)
class ScoreTwice(Refusal):
    """The same evaluator marks the same file twice on one criterion."""

    code: ClassVar[str] = "note-en-double"
    evaluator: str
    application: str
    criterion: str


@dataclass(kw_only=True, eq=False)
class VerdictTwice(Refusal):
    """A file has two decisions."""

    code: ClassVar[str] = "decision-en-double"
    application: str


@dataclass(kw_only=True, eq=False)
class ModificationWithoutBudget(Refusal):
    """A file is accepted with modifications, and its budget after them is not said or did not change."""

    code: ClassVar[str] = "modification-sans-budget"
    application: str


@dataclass(kw_only=True, eq=False)
class RefusalUnexplained(Refusal):
    """A file is refused without a reason."""

    code: ClassVar[str] = "refus-sans-motif"
    application: str


@dataclass(kw_only=True, eq=False)
class InstitutionNotAuthorised(Refusal):
    """The applicant was not on the register of authorised institutions the day it filed."""

    code: ClassVar[str] = "etablissement-non-autorise"
    institution: str
    filed_on: date


@dataclass(kw_only=True, eq=False)
class SignatureMissing(Refusal):
    """A signature that this teaching order requires is not on the file."""

    code: ClassVar[str] = "signature-manquante"
    roles: tuple[StrEnum, ...]


@dataclass(kw_only=True, eq=False)
class DelegationMissing(Refusal):
    """A delegate signed, and the delegation is not on the file."""

    code: ClassVar[str] = "delegation-manquante"
    signatory: str


@dataclass(kw_only=True, eq=False)
class SectionsMissing(Refusal):
    """Sections of the form are not complete."""

    code: ClassVar[str] = "sections-manquantes"
    sections: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class AttachmentMissing(Refusal):
    """A required kind of document is not on the file, or not often enough."""

    code: ClassVar[str] = "annexe-manquante"
    document: str
    count: int
    count_min: int


@dataclass(kw_only=True, eq=False)
class ChannelMissing(Refusal):
    """Nothing was received by one of the channels the call asks for."""

    code: ClassVar[str] = "voie-de-depot-manquante"
    channel: StrEnum


@dataclass(kw_only=True, eq=False)
class FiledLate(Refusal):
    """A channel received the file after the deadline, which is inclusive."""

    code: ClassVar[str] = "depot-tardif"
    channel: StrEnum
    filed_at: datetime
    deadline_on: date
    time_zone: str


@dataclass(kw_only=True, eq=False)
class UndertakingMissing(Refusal):
    """The applicant did not undertake to answer for the mandate."""

    code: ClassVar[str] = "engagement-a-rendre-compte-manquant"


@dataclass(kw_only=True, eq=False)
class PrerequisitesUnmet(Refusal):
    """Prerequisites are not met; they are apart from what is marked."""

    code: ClassVar[str] = "prealables-non-remplis"
    prerequisites: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class CredentialMissing(Refusal):
    """A project of a component that leads to a credential does not name it, or its programme."""

    code: ClassVar[str] = "diplome-non-nomme"
    stream: str


@dataclass(kw_only=True, eq=False)
class CriterionUnanswered(Refusal):
    """The file does not answer a criterion: it cannot be marked."""

    code: ClassVar[str] = "critere-sans-reponse"
    application: str
    criteria: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ScoreMissing(Refusal):
    """An evaluator without a conflict of interest has not marked a criterion of a file."""

    code: ClassVar[str] = "note-manquante"
    application: str
    evaluator: str
    criteria: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ScoreInConflict(Refusal):
    """An evaluator marks a file of an institution he or she declared an interest in."""

    code: ClassVar[str] = "note-en-conflit-d-interets"
    application: str
    evaluator: str
    institution: str


@dataclass(kw_only=True, eq=False)
class ScoreOfInadmissible(Refusal):
    """A file that is not admissible, or was withdrawn, is marked."""

    code: ClassVar[str] = "note-d-une-demande-non-recevable"
    application: str


@dataclass(kw_only=True, eq=False)
class EvaluatorsMissing(Refusal):
    """Nobody is left to mark a file once conflicts of interest are set aside."""

    code: ClassVar[str] = "aucun-evaluateur"
    application: str


@dataclass(kw_only=True, eq=False)
class CriteriaMissing(Refusal):
    """Files cannot be ranked without criteria."""

    code: ClassVar[str] = "aucun-critere"
    call: str


@dataclass(kw_only=True, eq=False)
class PlacesTied(Refusal):
    """Files with exactly the same mark stand on both sides of the last place."""

    code: ClassVar[str] = "egalite-au-seuil"
    teaching_order: str
    applications: tuple[str, ...]
    places: int


@dataclass(kw_only=True, eq=False)
class PlacesExceeded(Refusal):
    """More institutions are designated in a teaching order than there are places, without a waiver."""

    code: ClassVar[str] = "places-depassees"
    teaching_order: str
    designated: tuple[str, ...]
    places: int


@dataclass(kw_only=True, eq=False)
class DesignationUnfounded(Refusal):
    """A file is accepted that is not admissible, did not pass, or was withdrawn."""

    code: ClassVar[str] = "designation-sans-fondement"
    application: str


@dataclass(kw_only=True, eq=False)
class VerdictMissing(Refusal):
    """A file received has no decision."""

    code: ClassVar[str] = "demande-sans-decision"
    application: str


@dataclass(kw_only=True, eq=False)
class CallAlreadyOpen(Refusal):
    """A call of this name is already in the books."""

    code: ClassVar[str] = "appel-deja-ouvert"
    call: str
    seq: int


@dataclass(kw_only=True, eq=False)
class CallNotOpen(Refusal):
    """The call is not in the books."""

    code: ClassVar[str] = "appel-non-ouvert"
    call: str


@dataclass(kw_only=True, eq=False)
class StepStillOpen(Refusal):
    """An act needs an earlier step of the calendar to be closed."""

    code: ClassVar[str] = "etape-encore-ouverte"
    act: StrEnum
    step: str


@dataclass(kw_only=True, eq=False)
class StepAlreadyClosed(Refusal):
    """The step was already closed."""

    code: ClassVar[str] = "etape-deja-fermee"
    step: str
    seq: int


@dataclass(kw_only=True, eq=False)
class StepNotOver(Refusal):
    """A step is closed before its last day is over."""

    code: ClassVar[str] = "etape-non-echue"
    step: str
    ends_on: date


@dataclass(kw_only=True, eq=False)
class StepWorkMissing(Refusal):
    """A step is closed before what it is for was recorded."""

    code: ClassVar[str] = "etape-sans-son-acte"
    step: str
    act: StrEnum


@dataclass(kw_only=True, eq=False)
class CallChanged(Refusal):
    """What was decided on has changed in the files since it was recorded."""

    code: ClassVar[str] = "appel-change-depuis"
    what: StrEnum
    seq: int


@dataclass(kw_only=True, eq=False)
class ActAlreadyRecorded(Refusal):
    """The act was already recorded for this call or agreement."""

    code: ClassVar[str] = "acte-deja-inscrit"
    act: StrEnum
    reference: str
    seq: int


@dataclass(kw_only=True, eq=False)
class BodyUnknown(Refusal):
    """The fund knows no body of this name."""

    code: ClassVar[str] = "organe-inconnu"
    body: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class BodyOnlyAdvises(Refusal):
    """A body that only advises would take a decision."""

    code: ClassVar[str] = "organe-consultatif"
    body: str
    kind: StrEnum


@dataclass(kw_only=True, eq=False)
class NotSeated(Refusal):
    """Somebody is counted present who held no seat on the body that day."""

    code: ClassVar[str] = "membre-sans-siege"
    person: str
    body: str
    given_on: date


@dataclass(kw_only=True, eq=False)
class FollowUpUnknown(Refusal):
    """No follow-up has this name."""

    code: ClassVar[str] = "suite-inconnue"
    name: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class FollowUpOfAnother(Refusal):
    """Somebody says that a follow-up of somebody else is done."""

    code: ClassVar[str] = "suite-d-une-autre-personne"
    name: str
    owner: str


@dataclass(kw_only=True, eq=False)
class FollowUpDone(Refusal):
    """The follow-up is already done."""

    code: ClassVar[str] = "suite-deja-faite"
    name: str
    seq: int


@dataclass(kw_only=True, eq=False)
class NobodyPresent(Refusal):
    """A body would decide without anybody present, or without its chair."""

    code: ClassVar[str] = "aucune-presence"
    body: str
