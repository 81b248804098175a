"""The rules an allocation obeys: each with an id, a label, the text it comes from, and the requests it speaks of."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from fundalloc.domain.base import AmountCents, Id, Label, Noun, ShareBasisPoints, Source


class Attribute(StrEnum):
    """What a selector or a grouping may ask of a request."""

    REQUEST = "request"
    RECIPIENT = "recipient"
    TEACHING_ORDER = "teaching-order"
    REGION = "region"
    AXIS = "axis"
    OBJECTIVE = "objective"
    PLAN_ITEM = "plan-item"
    PROGRAMME = "programme"
    PURPOSE = "purpose"
    NATURE = "nature"
    FISCAL_YEAR = "fiscal-year"
    ENVELOPE = "envelope"
    TAG = "tag"


Selector: TypeAlias = Mapping[Attribute, tuple[Id, ...]]
"""Requests whose attribute is one of the values, for each attribute named; an empty selector takes all."""


class ShareOf(StrEnum):
    """The total that a share is taken of."""

    ENVELOPE = "envelope"
    REQUESTED = "requested"
    GRANTED = "granted"


class Waiver(Noun):
    """Who set a rule aside, why and when; a waived rule stays visible and no longer holds (S2-18)."""

    authority: str
    reason: str
    decided_on: date


class RuleBase(Noun):
    """What every rule has; ``statutory`` rules are never proposed for repair while another rule can give way."""

    id: Id
    label: Label
    source: Source
    statutory: bool = False
    waiver: Waiver | None = None
    where: Selector = Field(default_factory=dict)


class _Bound(RuleBase):
    """
    A bound on the sum of each group: an amount, or a share of what ``of`` names.

    ``envelope``: of the envelopes that may fund the group. ``requested``: of what the group asks.
    ``granted``: of all that is granted to the requests of ``within`` (every request when it is empty).
    """

    per: tuple[Attribute, ...] = ()
    amount_cents: AmountCents | None = None
    share_basis_points: ShareBasisPoints | None = None
    of: ShareOf | None = None
    within: Selector = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_one_bound(self) -> "_Bound":
        if (self.amount_cents is None) == (self.share_basis_points is None):
            message = "amount-or-share"
            raise ValueError(message)
        if (self.share_basis_points is None) != (self.of is None):
            message = "share-needs-of"
            raise ValueError(message)
        return self


class Cap(_Bound):
    """Each group receives at most this."""

    kind: Literal["cap"]


class Floor(_Bound):
    """Each group receives at least this."""

    kind: Literal["floor"]


class CountOf(StrEnum):
    """What is counted when it receives something: requests, or recipients with at least one."""

    REQUESTS = "request"
    RECIPIENTS = "recipient"


class Count(RuleBase):
    """In each group, at least and at most so many are funded (max 3 per teaching order: S2-18)."""

    kind: Literal["count"]
    per: tuple[Attribute, ...] = ()
    counting: CountOf = CountOf.REQUESTS
    at_least: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)


class AllOrNothing(RuleBase):
    """Each selected request receives what it asks, or nothing."""

    kind: Literal["all-or-nothing"]


class MinimumIfFunded(RuleBase):
    """Each selected request receives at least this, or nothing."""

    kind: Literal["minimum-if-funded"]
    amount_cents: AmountCents


class Eligibility(RuleBase):
    """Selected requests may be funded only by the envelopes named; none named: they receive nothing."""

    kind: Literal["eligibility"]
    envelopes: tuple[Id, ...] = ()


Rule: TypeAlias = Annotated[
    Cap | Floor | Count | AllOrNothing | MinimumIfFunded | Eligibility,
    Field(discriminator="kind"),
]
