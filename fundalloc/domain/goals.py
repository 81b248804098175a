"""What an allocation aims at, in order: the optimum of one goal is a rule for the next."""

from enum import StrEnum
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from fundalloc.domain.base import AmountCents, Id, Label, Noun
from fundalloc.domain.rules import Attribute, Indicator, KeyOf, Selector, refuse


class Weighing(StrEnum):
    """What makes one dollar count more than another."""

    PRIORITY = "priority"
    NEED = "need"
    PRIORITY_AND_NEED = "priority-and-need"


class WeightedValue(Noun):
    """Maximise the sum of weight times amount; a need weight is the gap of the request's recipient and programme (S3-05)."""

    kind: Literal["weighted-value"]
    label: Label
    weighing: Weighing = Weighing.PRIORITY
    indicator: Indicator = Indicator.PARTICIPATION


class UsableValue(Noun):
    """
    Maximise the sum of weight times amount, counting of each request only what its ``attribute`` says can be spent, in cents.

    Money beyond that counts for nothing here; a request that does not say counts whole. Without ``weighing`` every dollar counts alike.
    """

    kind: Literal["usable-value"]
    label: Label
    attribute: Id
    weighing: Weighing | None = None
    indicator: Indicator = Indicator.PARTICIPATION


class AmountGranted(Noun):
    """Maximise the money that reaches requests: as little as possible is left over."""

    kind: Literal["amount-granted"]
    label: Label


class NumberFunded(Noun):
    """Maximise the number of requests that receive something."""

    kind: Literal["number-funded"]
    label: Label


class CoveredNeed(Noun):
    """
    Maximise the need that is covered: for each recipient and programme, its gap times its units, at so much per unit (S3-05).

    Money beyond a need counts for nothing here.
    """

    kind: Literal["covered-need"]
    label: Label
    attribute: Id
    amount_cents: AmountCents
    indicator: Indicator = Indicator.PARTICIPATION


class Leximin(Noun):
    """
    Raise the worst-served group as far as can be, then the next, and so on: a group is served by what it receives over its key.

    Over ``requested``, the share of what is asked; over an attribute, the amount per unit; over ``equal``, the amount.
    """

    kind: Literal["leximin"]
    label: Label
    where: Selector = Field(default_factory=dict)
    per: tuple[Attribute, ...] = (Attribute.RECIPIENT,)
    key: KeyOf = KeyOf.REQUESTED
    attribute: Id | None = None
    indicator: Indicator = Indicator.PARTICIPATION

    @model_validator(mode="after")
    def _names_its_attribute(self) -> Self:
        refuse(when=self.key is KeyOf.ATTRIBUTE and self.attribute is None, code="key-needs-attribute")
        return self


class Nearness(Noun):
    """
    Keep the sum of the distances to each group's target as small as can be.

    With the key ``previous`` the target is last year's amount, or what the ``attribute`` says in cents where one is named; with any
    other, the group's share by that key of the envelopes that may fund the groups.
    """

    kind: Literal["nearness"]
    label: Label
    where: Selector = Field(default_factory=dict)
    per: tuple[Attribute, ...] = (Attribute.RECIPIENT,)
    key: KeyOf = KeyOf.PREVIOUS
    attribute: Id | None = None
    indicator: Indicator = Indicator.PARTICIPATION

    @model_validator(mode="after")
    def _names_its_attribute(self) -> Self:
        refuse(when=self.key is KeyOf.ATTRIBUTE and self.attribute is None, code="key-needs-attribute")
        return self


class FewestChanges(Noun):
    """
    Change as few groups as can be from what they received last year; a group without a past is not counted.

    Where an ``attribute`` is named, what the requests stood at is what it says, in cents.
    """

    kind: Literal["fewest-changes"]
    label: Label
    where: Selector = Field(default_factory=dict)
    per: tuple[Attribute, ...] = (Attribute.RECIPIENT,)
    attribute: Id | None = None


class LeastCarried(Noun):
    """Carry as little money forward as can be: each year's envelopes serve that year first."""

    kind: Literal["least-carried"]
    label: Label


Goal: TypeAlias = Annotated[
    WeightedValue | UsableValue | AmountGranted | NumberFunded | CoveredNeed | Leximin | Nearness | FewestChanges | LeastCarried,
    Field(discriminator="kind"),
]
