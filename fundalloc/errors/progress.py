"""Refusals about follow-ups: measures that say two things or none, and counts that cannot be."""

from dataclasses import dataclass
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class MeasureUnclear(Refusal):
    """A measure is neither a count alone nor a numerator with its denominator."""

    code: ClassVar[str] = "mesure-sans-valeur-claire"
    indicator: str


@dataclass(kw_only=True, eq=False)
class MeasureOfWhatIsToCome(Refusal):
    """A measure of an indicator that is only announced."""

    code: ClassVar[str] = "mesure-d-un-indicateur-a-venir"
    indicator: str


@dataclass(kw_only=True, eq=False)
class MeasureTypeMissing(Refusal):
    """A measure of an indicator that is counted by type does not say of which."""

    code: ClassVar[str] = "sorte-de-mesure-manquante"
    indicator: str


@dataclass(kw_only=True, eq=False)
class PartAboveWhole(Refusal):
    """A part of people is more than the whole they are of."""

    code: ClassVar[str] = "partie-plus-grande-que-le-tout"
    part: int
    whole: int


@dataclass(kw_only=True, eq=False)
class EnvelopeWithoutFunder(Refusal):
    """Money comes from an envelope that the table of funders does not know."""

    code: ClassVar[str] = "enveloppe-sans-bailleur"
    envelope: str


@dataclass(kw_only=True, eq=False)
class FunderUnknown(Refusal):
    """The table of funders does not name this one."""

    code: ClassVar[str] = "bailleur-inconnu"
    funder: str
    known: tuple[str, ...]
