"""A scenario laid out: as rules and goals see it, and as the solver does."""

from fundalloc.allocation.goals import make_choices
from fundalloc.allocation.model import Model, model_for
from fundalloc.allocation.rows import write_rules
from fundalloc.domain.scenario import Scenario
from fundalloc.optimization.program import LinearProgram


def laid_out(scenario: Scenario) -> tuple[Model, LinearProgram]:
    """Return a scenario's model and its program: every choice made, every row written."""
    model = model_for(scenario)
    make_choices(model)
    write_rules(model)
    return model, model.builder.build()
