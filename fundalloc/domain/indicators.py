"""Indicators of what a plan or an agreement brings: what is counted, in which unit, from where, to where - or not said yet."""

from enum import StrEnum

from fundalloc.domain.base import Id, Label, Noun


class IndicatorFamily(StrEnum):
    """What an indicator tells: what was done, or what came of it (S8-01)."""

    IMPLEMENTATION = "implementation"
    RESULT = "result"


class Horizon(StrEnum):
    """How far ahead a product or a result is looked for (S8-12)."""

    SHORT_TERM = "short-term"
    MEDIUM_TERM = "medium-term"
    LONG_TERM = "long-term"


class ProgressIndicator(Noun):
    """
    One indicator, of one or several objectives (S8-04).

    ``to_come`` says that the text announces it without saying what it is; it is shown as such and is never zero (S8-02). It is measurable
    once it has a unit, a baseline and a target; a baseline that nobody has said is not zero either.
    """

    id: Id
    family: IndicatorFamily
    label: Label
    objectives: tuple[Id, ...] = ()
    to_come: bool = False
    unit: str = ""
    unit_en: str = ""
    by_type: bool = False
    baseline: int | None = None
    target: int | None = None
    horizon: Horizon | None = None

    @property
    def unit_label(self) -> Label:
        """What is counted, in the reader's language."""
        return Label(fr=self.unit, en=self.unit_en)

    @property
    def is_measurable(self) -> bool:
        return not self.to_come and bool(self.unit) and self.baseline is not None and self.target is not None
