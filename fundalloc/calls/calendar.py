"""A call's calendar: when a step ends, in the call's own time zone, and which steps come before an act."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from fundalloc.domain.calls import Call, Step, StepKind
from fundalloc.domain.deadlines import Due, deadline_of

ORDER: Final = tuple(StepKind)


def last_day(step: Step) -> date:
    """Return the last day of a step, which is part of it: the day itself, or the last of its month."""
    due = deadline_of(step.due)
    assert isinstance(due, Due), "a call that was read has dates that can be read"
    return due.last


def step_of(call: Call, kind: StepKind) -> Step:
    """Return the step of a kind; a call that was read has each of those asked for."""
    return next(step for step in call.steps if step.kind is kind)


def steps_before(call: Call, kind: StepKind) -> tuple[Step, ...]:
    """Return the steps that are closed before anything is done under a step of this kind."""
    return tuple(step for step in call.steps if ORDER.index(step.kind) < ORDER.index(kind))


def moment(stamp: str, call: Call) -> datetime | None:
    """Read a receipt stamp in the call's time zone; one that names an offset is brought to it, one that cannot be read is None."""
    try:
        read = datetime.fromisoformat(stamp.strip())
    except ValueError:
        return None
    return read.replace(tzinfo=call.zone) if read.tzinfo is None else read.astimezone(call.zone)


def latest_day(stamps: Iterable[datetime]) -> date | None:
    """Return the day of the last stamp, by which everything had come."""
    return max((stamp.date() for stamp in stamps), default=None)
