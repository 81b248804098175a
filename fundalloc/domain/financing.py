"""
A financing plan: what a project costs, who pays for which part of it, in cash or in kind, and what each funder allows.

Sources and uses meet in shares; the plan balances when every source is used up and every use is paid for, to the cent.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from fundalloc.domain.base import AmountCents, Id, Label, Noun, ShareBasisPoints, Source
from fundalloc.domain.bodies import Body
from fundalloc.domain.partners import PartnerRole


class Means(StrEnum):
    """Whether a source brings money, or something else valued by a stated method (S10-08)."""

    CASH = "cash"
    IN_KIND = "in-kind"


class FundingSource(Noun):
    """
    One source of a project, and the rules of whoever gives it.

    Empty ``natures`` admits all. ``share_max`` is of the whole cost; ``stacking_max`` is the most of the whole cost that all public money
    together may reach, this source's rule included. ``outside`` is public money paid outside the project to the same people or
    for the same costs: it pays for no use here, and counts for stacking (S10-03). In-kind sources say how they were valued; a pledge
    is tracked until it is honoured (S10-07). ``existing`` is a resource that was there before: it comes in kind, and before new money
    (S10-09).
    """

    id: Id
    label: Label
    partner: Id
    means: Means
    amount_cents: AmountCents
    public: bool = False
    outside: bool = False
    existing: bool = False
    natures: tuple[Id, ...] = ()
    use_max_cents: AmountCents | None = None
    share_max_basis_points: ShareBasisPoints | None = None
    stacking_max_basis_points: ShareBasisPoints | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    valued_by: str = ""
    pledged_on: date | None = None
    honoured_on: date | None = None
    rule_source: Source | None = None


class Use(Noun):
    """One cost of the project, of one nature, incurred between two days; under a partnership element where it serves one."""

    id: Id
    label: Label
    nature: Id
    amount_cents: AmountCents
    starts_on: date
    ends_on: date
    element: Id | None = None


class Aspect(StrEnum):
    """What a partner's constraint comes from."""

    ADMINISTRATIVE = "administrative-constraint"
    LEARNING = "learning-constraint"


class PartnerConstraint(Noun):
    """
    What a partner's own ways ask of the plan: it holds on every use that a source of the partner pays for (S10-10).

    Empty ``natures`` admits all; the uses lie between its days; the project has at most so many learners.
    """

    id: Id
    label: Label
    partner: Id
    aspect: Aspect
    natures: tuple[Id, ...] = ()
    opens_on: date | None = None
    closes_on: date | None = None
    learners_max: int | None = Field(default=None, ge=1)


class FundingShare(Noun):
    """How much of one use one source pays."""

    source: Id
    use: Id
    amount_cents: AmountCents


class DocumentKind(StrEnum):
    """What a document of the project is."""

    EVALUATION_PROTOCOL = "evaluation-protocol"
    PARTNERSHIP_AGREEMENT = "partnership-agreement"
    CONFIDENTIALITY_PROTOCOL = "confidentiality-protocol"
    MINUTES = "minutes"


class ProjectDocument(Noun):
    """A document the partners agreed on, under a partnership element; each element has its evaluation protocol (S10-06)."""

    id: Id
    label: Label
    kind: DocumentKind
    element: Id
    agreed_on: date | None = None


class FinancingTerms(Noun):
    """
    What a financing plan says of itself.

    ``months_max`` is the longest the project may last (S1-14). ``learning_design`` names the pedagogical design it goes with and
    ``learning_design_version`` the version it was made for: when the design's own version differs, the plan is flagged (S10-02).
    ``learners`` is how many people it is to train, for the cost of each (S8-14).
    """

    id: Id
    title: Label
    starts_on: date
    ends_on: date
    months_max: int | None = Field(default=None, ge=1, le=600)
    learners: int | None = Field(default=None, ge=1)
    learning_design: str = ""
    learning_design_version: str = ""
    learning_design_made_for: str = ""
    fictitious_note: Label | None = None


class FinancingPlan(FinancingTerms):
    """A financing plan with everything in it, complete and consistent."""

    partners: tuple[PartnerRole, ...]
    committees: tuple[Body, ...] = ()
    documents: tuple[ProjectDocument, ...] = ()
    constraints: tuple[PartnerConstraint, ...] = ()
    sources: tuple[FundingSource, ...]
    uses: tuple[Use, ...]
    shares: tuple[FundingShare, ...]
