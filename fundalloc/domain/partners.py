"""Partners of a project: what they are, what they do in it, and how far they take part."""

from enum import StrEnum

from fundalloc.domain.base import Id, Label, Noun


class PartnerKind(StrEnum):
    """What a partner is; public bodies may also bring money (S10-12)."""

    EMPLOYER = "employer"
    EMPLOYMENT_SERVICE = "employment-service"
    TRAINING_BODY = "training-body"
    SCHOOL_BOARD = "school-board-partner"
    COLLEGE = "college-partner"
    PUBLIC_BODY = "public-body-partner"
    COMMUNITY_BODY = "community-partner"
    FUNDER = "funder-partner"


class Engagement(StrEnum):
    """How far a partner takes part, the least first (S10-13)."""

    INFORMATION = "information-exchange"
    CONSULTATION = "consultation"
    CONCERTATION = "concertation"
    COLLABORATION = "collaboration"


class PartnerRole(Noun):
    """
    One partner's place in a project: its role, what it answers for, and what it brings (S10-04).

    ``general_director_joined`` says that its general direction has signed up (S9-05).
    """

    id: Id
    label: Label
    partner_kind: PartnerKind
    role: str = ""
    responsibilities: str = ""
    contribution: str = ""
    engagement: Engagement | None = None
    element: Id | None = None
    general_director_joined: bool = False
