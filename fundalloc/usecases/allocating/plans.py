"""Where a plan stands on a day: what is due, what is done, what is late."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fundalloc.domain.deadlines import Due, deadline_of, is_overdue, marked_done
from fundalloc.domain.plan import PlanItem, PlanStatus, PlanStep
from fundalloc.domain.scenario import Scenario

SETTLED = frozenset({PlanStatus.DONE, PlanStatus.ABANDONED})


@dataclass(frozen=True, slots=True)
class PlanLineStanding:
    """
    One line of a plan that has no line under it, or one step of a line's schedule.

    ``due_on`` is the last day of its deadline, None where it has none that ends.
    """

    code: str
    label_fr: str
    label_en: str
    deadline: str
    due_on: date | None
    status: PlanStatus | None
    overdue: bool


def plan_standing(scenario_path: Path, *, on: date) -> tuple[PlanLineStanding, ...]:
    """
    Return the lines of a scenario's plan in their order, each before the steps of its schedule.

    What is done or abandoned is never late (S4-14, S4-17, S4-21).
    """
    from fundalloc.intake.scenario import read_scenario

    scenario = read_scenario(scenario_path)
    above = {item.parent for item in scenario.plan}
    steps: defaultdict[str, list[PlanStep]] = defaultdict(list)
    for step in scenario.plan_steps:
        steps[step.plan_item].append(step)
    shown = (each for item in scenario.plan for each in (*(() if item.id in above else (item,)), *steps[item.id]))
    return tuple(_standing(each, scenario, on) for each in shown)


def _standing(item: PlanItem | PlanStep, scenario: Scenario, on: date) -> PlanLineStanding:
    deadline = deadline_of(item.deadline, scenario.seasons)
    status = item.status or (PlanStatus.DONE if marked_done(item.deadline) else None)
    return PlanLineStanding(
        code=item.id,
        label_fr=item.label.fr,
        label_en=item.label.en,
        deadline=item.deadline,
        due_on=deadline.last if isinstance(deadline, Due) else None,
        status=status,
        overdue=status not in SETTLED and is_overdue(deadline, on),
    )
