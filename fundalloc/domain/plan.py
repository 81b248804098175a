"""A plan: axes, objectives and activities (or dossiers, objectives and means) under their codes."""

from enum import StrEnum

from fundalloc.domain.base import Id, Label, Noun


class PlanLevel(StrEnum):
    """The two hierarchies of the founding plans, largest first in each."""

    AXIS = "axis"
    DOSSIER = "dossier"
    OBJECTIVE = "objective"
    ACTIVITY = "activity"
    MEANS = "means"


class PlanItem(Noun):
    """
    One line of the plan; money is asked for and spent under its code.

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
    remark: str = ""
