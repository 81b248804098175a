"""A scenario laid out: as rules and goals see it, and as the solver does."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from fundalloc.allocation.goals import make_choices
from fundalloc.allocation.model import Model, model_for, model_like
from fundalloc.allocation.rows import write_changed, write_rules
from fundalloc.domain.scenario import Scenario
from fundalloc.optimization.program import LinearProgram


def laid_out(scenario: Scenario) -> tuple[Model, LinearProgram]:
    """Return a scenario's model and its program: every choice made, every row written."""
    return _written(model_for(scenario))


def laid_out_with(scenario: Scenario, more: Callable[[Model], None]) -> tuple[Model, LinearProgram]:
    """Return the same with more rows, which ``more`` writes after the rules."""
    return _written(model_for(scenario), more)


def laid_out_like(before: Model, program: LinearProgram, scenario: Scenario) -> tuple[Model, LinearProgram]:
    """
    Return the same of a scenario that differs only by its numbers from one already laid out.

    Where these are numbers of rules and envelopes, only what follows them is written again.
    """
    same = scenario.requests is before.scenario.requests and scenario.rates is before.scenario.rates
    bounded = _bounded_again(before, program, scenario) if same and not program.has_choices else None
    if bounded is None:
        return _written(model_like(before, scenario))
    return replace(before.unwritten(scenario), origins=before.origins, group_ids=before.group_ids), bounded


def _bounded_again(before: Model, program: LinearProgram, scenario: Scenario) -> LinearProgram | None:
    """Return the program with other bounds on its rows; None where a number decides more than bounds."""
    scratch = before.unwritten(scenario)
    groups = write_changed(scratch, before)
    again, rows = scratch.builder.build(), np.isin(program.groups, groups)
    then = program.with_rows(rows)
    if not all(np.array_equal(getattr(again, name), getattr(then, name)) for name in ("starts", "columns", "coefficients", "groups")):
        return None
    row_lower, row_upper = program.row_lower.copy(), program.row_upper.copy()
    row_lower[rows], row_upper[rows] = again.row_lower, again.row_upper
    return replace(program, row_lower=row_lower, row_upper=row_upper)


def _written(model: Model, more: Callable[[Model], None] = lambda _model: None) -> tuple[Model, LinearProgram]:
    make_choices(model)
    write_rules(model)
    more(model)
    return model, model.builder.build()
