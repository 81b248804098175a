"""The choices that say which groups move away from what they received last year."""

from fundalloc.allocation.model import ALWAYS, Model
from fundalloc.domain.goals import FewestChanges


def changes_of(goal: FewestChanges, model: Model) -> tuple[int, ...]:
    """Return one choice for each group with a past, which is 1 wherever the group receives more or less than it did; made on first need."""
    asked = (tuple(goal.where.items()), tuple(goal.per))
    if asked not in model.changes:
        groups = model.request_groups(goal.where, goal.per).values()
        model.changes[asked] = tuple(
            _change(model, group) for group in groups if any(model.requests[place].previous_cents is not None for place in group)
        )
    return model.changes[asked]


def _change(model: Model, group: tuple[int, ...]) -> int:
    """Make the choice of a group: while it is 0, the sum stands at last year's; at 1, only the requests' own bounds hold it."""
    requests = [model.requests[place] for place in group]
    amounts = [column for place in group for column in model.of_request[place]]
    before = sum(request.previous_cents or 0 for request in requests)
    most, least = model.asked_cents(group), sum(request.paid_cents for request in requests)
    choice = model.builder.choice()
    model.builder.row({**dict.fromkeys(amounts, 1), choice: -max(0, most - before)}, high=before, group=ALWAYS)
    model.builder.row({**dict.fromkeys(amounts, 1), choice: max(0, before - least)}, low=before, group=ALWAYS)
    return choice
