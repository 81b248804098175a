"""The rules an allocation obeys: each with an id, a label, the text it comes from, and the requests it speaks of."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self, TypeAlias

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
    DESTINATION = "destination"
    PURPOSE = "purpose"
    NATURE = "nature"
    FISCAL_YEAR = "fiscal-year"
    ENVELOPE = "envelope"
    TAG = "tag"
    AREA = "area"
    GRADES = "grades"
    PROGRAMME_LEVEL = "programme-level"
    PROJECT_FIELD = "project-field"
    MISSING = "missing"


class Indicator(StrEnum):
    """Which rate a need is read from: who takes part, or who completes (S3-05, S3-06)."""

    PARTICIPATION = "participation"
    COMPLETION = "completion"


Selector: TypeAlias = Mapping[Attribute, tuple[Id, ...]]
"""Requests whose attribute is one of the values, for each attribute named; an empty selector takes all."""


class ShareOf(StrEnum):
    """The total that a share is taken of."""

    ENVELOPE = "envelope"
    REQUESTED = "requested"
    GRANTED = "granted"


class KeyOf(StrEnum):
    """What shares are in proportion to: alike, what is asked, an attribute, the gap to the target, or last year's amounts."""

    EQUAL = "equal"
    REQUESTED = "requested"
    ATTRIBUTE = "attribute"
    NEED = "need"
    PREVIOUS = "previous"


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


def refuse(*, when: bool, code: str) -> None:
    """Refuse a noun under a short code, which the intake turns into words."""
    if when:
        raise ValueError(code)


class _Bound(RuleBase):
    """
    A bound on the sum of each group: an amount, a share of what ``of`` names, or both added up (a base and a rate).

    ``envelope``: of the envelopes that may fund the group. ``requested``: of what the group asks.
    ``granted``: of all that is granted to the requests of ``within`` (every request when it is empty).
    ``per_unit_of``: the amount is for each unit of this attribute of the group (so much per pupil).
    """

    per: tuple[Attribute, ...] = ()
    amount_cents: AmountCents | None = None
    per_unit_of: Id | None = None
    share_basis_points: ShareBasisPoints | None = None
    of: ShareOf | None = None
    within: Selector = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_its_bound(self) -> Self:
        refuse(when=self.amount_cents is None and self.share_basis_points is None, code="amount-or-share")
        refuse(when=(self.share_basis_points is None) != (self.of is None), code="share-needs-of")
        refuse(when=self.per_unit_of is not None and self.amount_cents is None, code="unit-needs-amount")
        return self


class Cap(_Bound):
    """Each group receives at most this."""

    kind: Literal["cap"]


class Floor(_Bound):
    """Each group receives at least this."""

    kind: Literal["floor"]


class Fixed(_Bound):
    """Each group receives exactly this; a share that falls between two cents is held within the cent."""

    kind: Literal["fixed"]


class Band(RuleBase):
    """
    Each group's share of what the rule's requests receive stays within so much of its share of a key.

    With a key of 100, 200 and 300 and a tolerance of 10 %, the first group receives between 15 % and 18.33 % of the whole.
    ``attribute`` names the units of the keys ``attribute`` and ``need`` (each gap times the units; alone when there is none), and
    ``indicator`` the rate that gaps are read from.
    """

    kind: Literal["band"]
    per: tuple[Attribute, ...] = (Attribute.RECIPIENT,)
    key: KeyOf
    attribute: Id | None = None
    indicator: Indicator = Indicator.PARTICIPATION
    tolerance_basis_points: ShareBasisPoints

    @model_validator(mode="after")
    def _names_its_attribute(self) -> Self:
        refuse(when=self.key is KeyOf.ATTRIBUTE and self.attribute is None, code="key-needs-attribute")
        return self


class Stability(RuleBase):
    """
    Each group that received money last year loses at most ``down`` and gains at most ``up`` of it; groups without a past are free.

    ``down`` of 0 % holds everybody harmless.
    """

    kind: Literal["stability"]
    per: tuple[Attribute, ...] = (Attribute.RECIPIENT,)
    down_basis_points: Annotated[int, Field(ge=0, le=10_000)] | None = None
    up_basis_points: ShareBasisPoints | None = None

    @model_validator(mode="after")
    def _says_a_side(self) -> Self:
        refuse(when=self.down_basis_points is None and self.up_basis_points is None, code="one-side-at-least")
        return self


class SmallestChange(RuleBase):
    """
    Each group stays where it stood last year, or moves away from it by at least this; groups without a past are free.

    Where an ``attribute`` is named, what the requests stood at is what it says, in cents.
    """

    kind: Literal["smallest-change"]
    per: tuple[Attribute, ...] = (Attribute.RECIPIENT,)
    attribute: Id | None = None
    amount_cents: AmountCents


class Ratio(RuleBase):
    """In each group, what the selected requests receive is at least, or at most, so much of what those of ``against`` receive."""

    kind: Literal["ratio"]
    per: tuple[Attribute, ...] = ()
    against: Selector
    share_at_least_basis_points: ShareBasisPoints | None = None
    share_at_most_basis_points: ShareBasisPoints | None = None

    @model_validator(mode="after")
    def _says_a_side(self) -> Self:
        refuse(when=self.share_at_least_basis_points is None and self.share_at_most_basis_points is None, code="one-side-at-least")
        return self


class CountOf(StrEnum):
    """What is counted when it receives something: requests, or recipients with at least one."""

    REQUESTS = "request"
    RECIPIENTS = "recipient"


class Count(RuleBase):
    """In each group, at least, at most or exactly so many are funded (max 3 per teaching order: S2-18)."""

    kind: Literal["count"]
    per: tuple[Attribute, ...] = ()
    counting: CountOf = CountOf.REQUESTS
    at_least: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)
    exactly: int | None = Field(default=None, ge=0)

    @property
    def least(self) -> int | None:
        return self.at_least if self.exactly is None else self.exactly

    @property
    def most(self) -> int | None:
        return self.at_most if self.exactly is None else self.exactly


class OneOf(RuleBase):
    """In each group, at most one of the selected requests is funded."""

    kind: Literal["one-of"]
    per: tuple[Attribute, ...] = ()


class Requires(RuleBase):
    """In each group, a selected request is funded only if those of ``needs`` are: all of them, or ``at_least`` so many."""

    kind: Literal["requires"]
    per: tuple[Attribute, ...] = ()
    needs: Selector
    at_least: Annotated[int, Field(ge=1)] | None = None


class Excludes(RuleBase):
    """In each group, no selected request is funded together with one of ``others``."""

    kind: Literal["excludes"]
    per: tuple[Attribute, ...] = ()
    others: Selector


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


class Period(RuleBase):
    """Selected requests whose work runs outside these days, or for more months, receive nothing (S1-14: nine months)."""

    kind: Literal["period"]
    from_on: date | None = None
    to_on: date | None = None
    months_max: Annotated[int, Field(ge=1, le=600)] | None = None

    @model_validator(mode="after")
    def _says_a_limit(self) -> Self:
        refuse(when=self.from_on is None and self.to_on is None and self.months_max is None, code="one-side-at-least")
        return self


class PartnerMoney(StrEnum):
    """What partners bring that counts: money, or money and things or time at their stated value."""

    CASH = "cash"
    CASH_AND_IN_KIND = "cash-and-in-kind"


class Matching(RuleBase):
    """
    Partners bring at least this share of the cost of each selected request's project.

    A grant too large for what they bring is made smaller, and the project with it; one that cannot be smaller receives nothing.
    """

    kind: Literal["matching"]
    share_basis_points: Annotated[int, Field(ge=0, le=10_000)]
    bringing: PartnerMoney = PartnerMoney.CASH_AND_IN_KIND


class Stacking(RuleBase):
    """All public aid to a selected request, this envelope's and others', is at most this share of the project's cost."""

    kind: Literal["stacking"]
    share_basis_points: Annotated[int, Field(ge=0, le=10_000)]


class Hold(StrEnum):
    """How an earmark holds: nobody else may take it, its requests receive at least it, or exactly it."""

    RESERVED = "reserved"
    AT_LEAST = "at-least"
    EXACTLY = "exactly"


class Earmark(RuleBase):
    """So much of one envelope is kept for the selected requests: an amount, or a share of the envelope."""

    kind: Literal["earmark"]
    envelope: Id
    amount_cents: AmountCents | None = None
    share_basis_points: Annotated[int, Field(ge=0, le=10_000)] | None = None
    hold: Hold = Hold.RESERVED

    @model_validator(mode="after")
    def _says_one_bound(self) -> Self:
        refuse(when=(self.amount_cents is None) == (self.share_basis_points is None), code="amount-or-share")
        return self


class CarryForward(RuleBase):
    """What an envelope does not use may fund the selected requests of another year, up to a share of the envelope (S1-01)."""

    kind: Literal["carry-forward"]
    envelope: Id
    to_year: Id
    share_basis_points: Annotated[int, Field(ge=0, le=10_000)]


Rule: TypeAlias = Annotated[
    Cap
    | Floor
    | Fixed
    | Band
    | Stability
    | SmallestChange
    | Ratio
    | Count
    | OneOf
    | Requires
    | Excludes
    | AllOrNothing
    | MinimumIfFunded
    | Eligibility
    | Period
    | Matching
    | Stacking
    | Earmark
    | CarryForward,
    Field(discriminator="kind"),
]
