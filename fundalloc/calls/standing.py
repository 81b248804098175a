"""Where a call stands in the books: what was recorded for it, which steps are closed, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fundalloc.domain.base import Id
from fundalloc.domain.calls import Call, Step, StepKind


@dataclass(frozen=True, slots=True)
class ClosedStep:
    """A step that was closed: by whom, on which day, under which entry."""

    step: Id
    closed_on: date
    person: str
    seq: int


@dataclass(frozen=True, slots=True)
class StepStanding:
    """A step of the calendar, and its closing where it has one."""

    step: Id
    kind: StepKind
    ends_on: date
    closed: ClosedStep | None


def still_open(steps: Sequence[Step], closed: Sequence[ClosedStep]) -> tuple[Id, ...]:
    """Return which of these steps are not closed."""
    done = {each.step for each in closed}
    return tuple(step.id for step in steps if step.id not in done)


def step_named(call: Call, step: Id) -> Step | None:
    """Return the step of this id, if the calendar has one."""
    return next((each for each in call.steps if each.id == step), None)
