"""The choices that say which groups move away from what they received last year."""

from fundalloc.allocation.model import ALWAYS, Model
from fundalloc.domain.goals import FewestChanges
from fundalloc.money import Cents


def changes_of(goal: FewestChanges, model: Model) -> tuple[int, ...]:
    """Return one choice for each group with a past, which is 1 wherever the group receives more or less than it did; made on first need."""
    asked = (tuple(goal.where.items()), tuple(goal.per), goal.attribute)
    if asked not in model.changes:
        groups = model.request_groups(goal.where, goal.per).values()
        model.changes[asked] = tuple(_change(model, group, sum(befores)) for group in groups if (befores := _befores(goal, model, group)))
    return model.changes[asked]


def _befores(goal: FewestChanges, model: Model, group: tuple[int, ...]) -> list[Cents]:
    """Return what is known of where the requests of a group stood."""
    return [cents for place in group if (cents := model.before_cents(place, goal.attribute)) is not None]


def _change(model: Model, group: tuple[int, ...], before: Cents) -> int:
    """Make the choice of a group: while it is 0, the sum stands where it stood; at 1, only the requests' own bounds hold it."""
    amounts = [column for place in group for column in model.of_request[place]]
    most, least = model.asked_cents(group), sum(model.requests[place].paid_cents for place in group)
    choice = model.builder.choice()
    model.builder.row({**dict.fromkeys(amounts, 1), choice: -max(0, most - before)}, high=before, group=ALWAYS)
    model.builder.row({**dict.fromkeys(amounts, 1), choice: max(0, before - least)}, low=before, group=ALWAYS)
    return choice
