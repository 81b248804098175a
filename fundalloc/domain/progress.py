"""
What a plan or a mandate has come to beside its money: what was done, what was counted, what went well, what did not.

Nothing here changes what was decided or spent. What nobody has measured stays unmeasured, which is not zero.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from fundalloc.domain.base import Id, Label, Noun
from fundalloc.domain.indicators import IndicatorFamily, ProgressIndicator
from fundalloc.domain.plan import PlanStatus


class RemarkKind(StrEnum):
    """What is said of an axis or a component: what succeeded, what was hard, what is at stake (S7-05)."""

    SUCCESS = "success"
    CHALLENGE = "challenge"
    ISSUE = "issue"


class Respondents(StrEnum):
    """Who is asked whether an activity was worth it (S8-08)."""

    STUDENTS = "student-respondents"
    TEACHERS = "teacher-respondents"
    REPRESENTATIVES = "board-respondents"


class Measure(Noun):
    """
    What an indicator had come to by a day: a count, or a numerator over a denominator, with its source (S8-10).

    Of one recipient, type and programme, the latest stands; those of different ones add up.
    """

    indicator: Id
    measured_on: date
    value: int | None = Field(default=None, ge=0)
    numerator: int | None = Field(default=None, ge=0)
    denominator: int | None = Field(default=None, ge=1)
    recipient: Id | None = None
    programme: Id | None = None
    type: str = ""
    source: str


class Remark(Noun):
    """What is said of a line of the plan or of a component of the mandate; ``restricted`` is not for everybody."""

    about: Id
    kind: RemarkKind
    text: Label
    said_on: date
    recipient: Id | None = None
    restricted: bool = False


class Achievement(Noun):
    """
    Something done under a line of the plan: the activity report is drawn from them (S7-02), and a bulletin from the ``highlight`` ones.

    ``status`` says how far the line is from that day on, where it says so (S7-07); ``sectors`` are the kinds of training served (S7-12).
    """

    plan_item: Id
    text: Label
    done_on: date
    recipient: Id | None = None
    sectors: tuple[Id, ...] = ()
    status: PlanStatus | None = None
    highlight: bool = False
    restricted: bool = False


class Appraisal(Noun):
    """How one group of respondents found an activity: how many were asked, answered, and were satisfied (S8-08)."""

    plan_item: Id
    recipient: Id
    respondents: Respondents
    asked_on: date
    asked: int = Field(ge=1)
    answered: int = Field(ge=0)
    satisfied: int = Field(ge=0)
    source: str


class FamilyChange(Noun):
    """From a day on, an indicator is of another family; what was reported before stays as it was (S8-05)."""

    indicator: Id
    family: IndicatorFamily
    changed_on: date
    reason: str


class Phase(Noun):
    """A phase of a programme, over named fiscal years (S1-07)."""

    id: Id
    label: Label
    fiscal_years: tuple[Id, ...] = Field(min_length=1)


class ProgressTerms(Noun):
    """
    What a follow-up says of itself.

    ``small_number`` is the least count of people that is shown; where nobody has said it, no count of people is (S11-04).
    ``units_without_people`` names the units that count none, such as meetings; every other is taken for people.
    """

    id: Id
    title: Label
    prepared_by: str = ""
    small_number: int | None = Field(default=None, ge=2, le=1000)
    units_without_people: tuple[Id, ...] = ()
    fictitious_note: Label | None = None


class Progress(ProgressTerms):
    """A follow-up with everything in it; ``indicators`` are those that neither the plan nor the agreement lists."""

    indicators: tuple[ProgressIndicator, ...] = ()
    measures: tuple[Measure, ...] = ()
    remarks: tuple[Remark, ...] = ()
    achievements: tuple[Achievement, ...] = ()
    appraisals: tuple[Appraisal, ...] = ()
    family_changes: tuple[FamilyChange, ...] = ()
    phases: tuple[Phase, ...] = ()

    def family_of(self, indicator: ProgressIndicator, day: date) -> IndicatorFamily:
        """Return the family of an indicator on a day."""
        changes = [each for each in self.family_changes if each.indicator == indicator.id and each.changed_on <= day]
        return max(changes, key=lambda each: each.changed_on).family if changes else indicator.family
