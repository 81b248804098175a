"""What an expense is decided on, before any amount: regional priorities with their evidence, and what a new initiative must show first."""

from datetime import date
from enum import StrEnum

from fundalloc.domain.base import Id, Label, Noun


class PriorityGround(StrEnum):
    """What a priority rests on."""

    TARGET = "provincial-target"
    DATA = "supporting-data"
    NEED = "regional-need"


class Evidence(StrEnum):
    """What a set of priorities was set from."""

    QUANTITATIVE = "quantitative-evidence"
    QUALITATIVE = "qualitative-evidence"


class PrioritySet(Noun):
    """
    Priorities set together, from the same evidence: those of programmes, those of anticipation and transition (S3-04).

    ``quantitative`` and ``qualitative`` name the documents that the priorities were set from.
    """

    id: Id
    label: Label
    programmes: tuple[Id, ...] = ()
    quantitative: str = ""
    qualitative: str = ""

    def lacking(self) -> tuple[Evidence, ...]:
        """Return the evidence that nobody attached."""
        told = {Evidence.QUANTITATIVE: self.quantitative, Evidence.QUALITATIVE: self.qualitative}
        return tuple(evidence for evidence, said in told.items() if not said)


class Priority(Noun):
    """A regional priority and its three grounds: targets of the provincial framework, data, and a need of the region (S3-03)."""

    id: Id
    label: Label
    priority_set: Id
    targets: tuple[Id, ...] = ()
    data: str = ""
    need: str = ""

    def lacking(self) -> tuple[PriorityGround, ...]:
        """Return the grounds that it does not tell."""
        told = {PriorityGround.TARGET: self.targets, PriorityGround.DATA: self.data, PriorityGround.NEED: self.need}
        return tuple(ground for ground, said in told.items() if not said)


class ProjectField(Noun):
    """One of the fields that development projects are classified in (S1-13)."""

    id: Id
    label: Label


class Initiative(Noun):
    """
    What is known of a request that is a new initiative or a development project, beside what it asks.

    ``targets`` and ``priorities`` are its own, beyond those of its line of the plan. ``orientation`` cites the ministry's text that it
    follows, ``minutes`` where the steering committee's approval is written down; not every initiative needs that approval.
    """

    request: Id
    project_field: Id | None = None
    orientation: str = ""
    targets: tuple[Id, ...] = ()
    priorities: tuple[Id, ...] = ()
    approval_required: bool = True
    approved_on: date | None = None
    minutes: str = ""


class Ground(StrEnum):
    """What a request may lack when a rule asks for it before any money (S1-13, S3-08, S3-09)."""

    TARGET = "provincial-target"
    PRIORITY = "regional-priority"
    APPROVAL = "committee-approval"
    ORIENTATION = "ministry-orientation"
    PROJECT_FIELD = "project-field"
    ADMITTED_TAG = "admitted-tag"
