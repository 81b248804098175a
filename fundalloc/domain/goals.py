"""What an allocation aims at, in order: the optimum of one goal is a rule for the next."""

from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from fundalloc.domain.base import Label, Noun


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


class AmountGranted(Noun):
    """Maximise the money that reaches requests: as little as possible is left over."""

    kind: Literal["amount-granted"]
    label: Label


class NumberFunded(Noun):
    """Maximise the number of requests that receive something."""

    kind: Literal["number-funded"]
    label: Label


Goal: TypeAlias = Annotated[WeightedValue | AmountGranted | NumberFunded, Field(discriminator="kind")]
