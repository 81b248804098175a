"""A plan: axes, objectives and activities (or dossiers, objectives and means) under their codes."""

from enum import StrEnum

from fundalloc.domain.base import Id, Label, Noun, Source


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


class PlanItem(Noun):
    """
    One line of the plan; money is asked for and spent under its code.

    ``deadline`` keeps the plan's own words, which ``deadlines.deadline_of`` reads; ``status`` is a field of its own. ``aliases`` are
    other spellings of the code or title, ``references`` what the line refers to, found or not. A line without a budget asks nothing.

    ``part`` is which of the five parts of its component the line is, where the plan is laid out that way.

    ``targets`` names the provincial targets it contributes to.

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
    references: tuple[Id, ...] = ()
    aliases: tuple[Id, ...] = ()
    remark: str = ""


class PlanStep(Noun):
    """One step of the schedule of a line of the plan; ``deadline`` keeps the schedule's own words (S4-21)."""

    id: Id
    plan_item: Id
    label: Label
    deadline: Id
    status: PlanStatus | None = None
