"""A plan: axes, objectives and activities (or dossiers, objectives and means) under their codes."""

from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import Field

from fundalloc.domain.base import Id, Label, Noun, Source

Grade: TypeAlias = Annotated[int, Field(ge=1, le=12)]


class PlanLevel(StrEnum):
    """The two hierarchies of the founding plans, largest first in each."""

    AXIS = "axis"
    DOSSIER = "dossier"
    OBJECTIVE = "objective"
    ACTIVITY = "activity"
    MEANS = "means"


class PlanStatus(StrEnum):
    """How far a line of the plan is, apart from when it is due."""

    PLANNED = "planned"
    UNDER_WAY = "under-way"
    DONE = "done"
    POSTPONED = "postponed"
    ABANDONED = "abandoned"


class ComponentPart(StrEnum):
    """The five parts a component may be laid out in, from its questions to what it is for in the long run (S4-22)."""

    CONTEXT_QUESTIONS = "context-questions"
    OBJECTIVES = "objectives-and-activities"
    SHORT_TERM_PRODUCTS = "short-term-products"
    SHORT_TERM_RESULTS = "short-term-results"
    LONGER_TERM_RESULTS = "longer-term-results"


class ProvincialTarget(Noun):
    """A target of the provincial impact framework that lines of the plan contribute to; the framework is its source (S4-03)."""

    id: Id
    label: Label
    source: Source


class BoardArea(Noun):
    """A part of one board's territory; a line of the plan in it has its own budget, apart from the other parts' (S4-07)."""

    id: Id
    label: Label
    board: Id


class ProgrammeLevel(Noun):
    """A level of a programme, in a variant where the level has several: PAJO, level 1, TEL (S4-09)."""

    id: Id
    label: Label
    programme: Id
    level: int = Field(ge=1, le=9)
    variant: str = ""


class PlanItem(Noun):
    """
    One line of the plan; money is asked for and spent under its code.

    ``deadline`` keeps the plan's own words, which ``deadlines.deadline_of`` reads; ``status`` is a field of its own. ``aliases`` are
    other spellings of the code or title, ``references`` what the line refers to, found or not. A line without a budget asks nothing.

    ``part`` is which of the five parts of its component the line is, where the plan is laid out that way.

    ``targets`` names the provincial targets it contributes to, ``priorities`` the regional priorities it answers. ``area`` is the part of
    its board's territory it is for, ``grade_from`` and ``grade_to`` the grades of its pupils, ``programme_level`` the level of a programme
    it is about; each also holds for the lines under it that do not say otherwise. ``tags_admitted`` makes it an open list of initiatives,
    each of which wears one of these tags (S3-09).

    ``board`` is the only recipient the item funds, where the plan names one. ``natures`` lists the expense natures it allows;
    ``natures_open`` says that others may be charged with a written justification.
    """

    id: Id
    level: PlanLevel
    parent: Id | None = None
    label: Label
    board: Id | None = None
    shared: bool = False
    natures: tuple[Id, ...] = ()
    natures_open: bool = False
    deadline: str = ""
    status: PlanStatus | None = None
    result: str = ""
    phase: str = ""
    part: ComponentPart | None = None
    targets: tuple[Id, ...] = ()
    priorities: tuple[Id, ...] = ()
    area: Id | None = None
    grade_from: Grade | None = None
    grade_to: Grade | None = None
    programme_level: Id | None = None
    tags_admitted: tuple[Id, ...] = ()
    references: tuple[Id, ...] = ()
    aliases: tuple[Id, ...] = ()
    remark: str = ""

    @property
    def grades(self) -> str:
        """The grades as one word, from the lowest to the highest; nothing where it says none."""
        return "" if self.grade_from is None or self.grade_to is None else f"{self.grade_from}-{self.grade_to}"


class RegionalShare(Noun):
    """
    The part of the cost of an activity between regions that the fund of another region bears, outside of this plan (S4-10).

    Until that region has ``confirmed`` it, it is only announced.
    """

    plan_item: Id
    region: Id
    share_basis_points: Annotated[int, Field(ge=1, le=10_000)]
    confirmed: bool = False


class PlanStep(Noun):
    """One step of the schedule of a line of the plan; ``deadline`` keeps the schedule's own words (S4-21)."""

    id: Id
    plan_item: Id
    label: Label
    deadline: Id
    status: PlanStatus | None = None
