"""
A call for projects: its components, its calendar, who may apply, what a file must hold, and how files are judged.

A call says what it asks; nothing here decides. What the founding texts leave open - what a pass mark eliminates on, how several
evaluators' marks become one - is a parameter with its careful value.
"""

from datetime import date
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import Field

from fundalloc.domain.base import AmountCents, Id, Label, Noun, ShareBasisPoints, Source

POINTS_MAX: Final = 100


class Channel(StrEnum):
    """How a file reaches the funder; each has its own receipt stamp."""

    PAPER = "paper"
    ELECTRONIC = "electronic"


class StepKind(StrEnum):
    """What a step of the calendar is for, in the order in which steps close (S2-05)."""

    LAUNCH = "launch"
    FILING = "filing"
    ADMISSIBILITY = "admissibility"
    EVALUATION = "evaluation"
    DESIGNATION = "designation"


class Family(StrEnum):
    """The two families of criteria: what was done, and what is proposed (S2-16)."""

    QUALITY = "quality"
    RELEVANCE = "relevance"


class Elimination(StrEnum):
    """What a pass mark is compared with; a file that stays below one is eliminated."""

    EACH_CRITERION = "each-criterion"
    EACH_FAMILY = "each-family"
    TOTAL = "total-mark"


class Aggregation(StrEnum):
    """How the marks of several evaluators become one."""

    MEAN = "mean"
    MEDIAN = "median"
    LOWEST = "lowest"


class InstitutionType(StrEnum):
    """What kind of body an applicant is, apart from the order it teaches in (S9-08)."""

    SCHOOL_BOARD = "school-board-body"
    COLLEGE = "college-body"
    UNIVERSITY = "university"
    CONSORTIUM = "consortium"
    GROUPING = "grouping"
    COMMUNITY_BODY = "community-body"
    PUBLIC_BODY = "public-body"


class SignatureRole(StrEnum):
    """As what somebody signs a file."""

    GENERAL_DIRECTOR = "general-director"
    STUDIES_DIRECTOR = "studies-director"
    CONTINUING_EDUCATION_DIRECTOR = "continuing-education-director"
    VOCATIONAL_TRAINING_DIRECTOR = "vocational-training-director"
    DELEGATE = "delegate"


class Credential(StrEnum):
    """What a training project leads to (S2-04)."""

    DEP = "dep"
    DEC = "dec"


class Verdict(StrEnum):
    """What became of a file; every file received has one, and they add up (S2-01, S2-02)."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_MODIFICATIONS = "accepted-with-modifications"
    REFUSED = "refused-file"
    WITHDRAWN = "withdrawn"


class Stream(Noun):
    """One numbered component (volet) of a call or of a mandate; a project belongs to exactly one."""

    id: Id
    number: int = Field(ge=1, le=99)
    label: Label
    credential_required: bool = False


class Step(Noun):
    """One step of the calendar; ``due`` is a month or an exact day in the words of the call, and the step ends with it."""

    id: Id
    kind: StepKind
    label: Label
    due: Id


class Criterion(Noun):
    """
    What a file is marked on, from 0 to 100 points: its weight in the total, and its pass mark.

    ``looks_back_years`` is over how many past years it looks, where it does.
    """

    id: Id
    family: Family
    label: Label
    weight_basis_points: ShareBasisPoints
    pass_mark: int = Field(ge=0, le=POINTS_MAX)
    looks_back_years: int | None = Field(default=None, ge=1, le=50)
    source: Source | None = None


class Prerequisite(Noun):
    """What an applicant must already be, apart from what is marked (S2-17)."""

    id: Id
    label: Label


class RequiredSignature(Noun):
    """One signature that a file of this teaching order must bear, by somebody in any of these roles (S2-08, S2-09)."""

    id: Id
    teaching_order: Id
    any_of: tuple[SignatureRole, ...] = Field(min_length=1)


class RequiredAttachment(Noun):
    """A kind of document that a file comes with, and how many at least; zero for one that may come (S2-11)."""

    id: Id
    label: Label
    count_min: int = Field(default=1, ge=0, le=99)


class Evaluator(Noun):
    """Somebody who marks files; ``id`` is the one under which marks and conflicts of interest are recorded."""

    id: Id
    name: str


class Institution(Noun):
    """A line of the register of institutions that may apply, from a day to another (S2-07)."""

    id: Id
    label: Label
    institution_type: InstitutionType
    teaching_order: Id | None = None
    region: Id | None = None
    authorised_from: date
    authorised_to: date | None = None

    def is_authorised_on(self, day: date) -> bool:
        return self.authorised_from <= day and (self.authorised_to is None or day <= self.authorised_to)


class Application(Noun):
    """
    One file as it was received.

    ``sections`` are those of the form that are complete, ``answered`` the criteria it answers, ``prerequisites`` those it meets. The
    stamps say when each channel received it, in the call's own time zone where they name none. ``undertakes_reporting`` is the
    explicit undertaking to answer for the mandate; without it there can be no agreement (S2-13).
    """

    id: Id
    stream: Id
    institution: Id
    label: Label
    requested_cents: AmountCents | None = None
    sections: tuple[Id, ...] = ()
    answered: tuple[Id, ...] = ()
    prerequisites: tuple[Id, ...] = ()
    paper_received: str = ""
    electronic_received: str = ""
    undertakes_reporting: bool = False
    credential: Credential | None = None
    programme: Id | None = None
    withdrawn_on: date | None = None

    def stamp(self, channel: Channel) -> str:
        """Return the receipt stamp of a channel, as written; empty where nothing came by it."""
        return self.paper_received if channel is Channel.PAPER else self.electronic_received


class Signature(Noun):
    """A signature on a file; a delegate's names the attachment that holds the delegation."""

    application: Id
    role: SignatureRole
    name: str
    signed_on: date
    delegation: Id | None = None


class Attachment(Noun):
    """A document that came with a file; ``file`` is its place beside the call's own files."""

    id: Id
    application: Id
    document: Id
    file: str
    received_on: date


class Score(Noun):
    """What one evaluator gives one file on one criterion, out of 100 points."""

    application: Id
    criterion: Id
    evaluator: Id
    points: int = Field(ge=0, le=POINTS_MAX)
    remark: str = ""


class Interest(Noun):
    """A declared conflict of interest: this evaluator marks no file of this institution (S2-03)."""

    evaluator: Id
    institution: Id
    nature_of_interest: str
    declared_on: date


class Designation(Noun):
    """
    What the competent authority decides of a file, where it is not simply what the ranking gives.

    ``granted_cents`` is the budget after modifications; ``waiver`` the written permission to go beyond the number of places.
    """

    application: Id
    verdict: Verdict
    granted_cents: AmountCents | None = None
    reason: str = ""
    waiver: Id | None = None


class CallTerms(Noun):
    """
    What a call says of itself.

    ``places_max`` is the largest number of institutions designated per teaching order (none: no limit). ``sections`` are those of the
    form. ``judged_by`` and ``designated_by`` are the two authorities, which are never the same (S2-05).
    """

    id: Id
    title: Label
    funder: str
    judged_by: str
    designated_by: str
    time_zone: str
    places_max: int | None = Field(default=None, ge=0, le=1_000)
    channels: tuple[Channel, ...] = (Channel.PAPER, Channel.ELECTRONIC)
    sections: tuple[Id, ...] = ()
    eliminates_on: Elimination = Elimination.EACH_CRITERION
    aggregation: Aggregation = Aggregation.MEAN
    prepared_by: str = ""
    fictitious_note: Label | None = None


class Call(CallTerms):
    """A call and everything received under it, complete and consistent."""

    streams: tuple[Stream, ...]
    steps: tuple[Step, ...]
    criteria: tuple[Criterion, ...] = ()
    required_prerequisites: tuple[Prerequisite, ...] = ()
    required_signatures: tuple[RequiredSignature, ...] = ()
    required_attachments: tuple[RequiredAttachment, ...] = ()
    evaluators: tuple[Evaluator, ...] = ()
    institutions: tuple[Institution, ...]
    applications: tuple[Application, ...]
    signatures: tuple[Signature, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    scores: tuple[Score, ...] = ()
    interests: tuple[Interest, ...] = ()
    designations: tuple[Designation, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def institution(self, application: Application) -> Institution:
        """Return who applies; a call that was read knows each of them."""
        return next(each for each in self.institutions if each.id == application.institution)
