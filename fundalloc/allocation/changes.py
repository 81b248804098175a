"""Which groups move away from where they stood."""

from collections.abc import Iterator
from dataclasses import dataclass

from fundalloc.allocation.model import ALWAYS, Model
from fundalloc.domain.base import Id
from fundalloc.domain.goals import FewestChanges
from fundalloc.domain.rules import SmallestChange
from fundalloc.money import Cents


@dataclass(frozen=True, slots=True)
class Past:
    """A group with a past: its name, its amounts, where it stood, and how far it could rise or fall if nothing else held it."""

    of: tuple[Id, ...]
    columns: tuple[int, ...]
    before_cents: Cents
    rise_cents: Cents
    fall_cents: Cents


def pasts(asked: FewestChanges | SmallestChange, model: Model) -> Iterator[Past]:
    """Return the groups of whose requests some say where they stood."""
    for of, group in model.request_groups(asked.where, asked.per).items():
        said = [cents for place in group if (cents := model.before_cents(place, asked.attribute)) is not None]
        if said:
            before, paid = sum(said), sum(model.requests[place].paid_cents for place in group)
            columns = tuple(column for place in group for column in model.of_request[place])
            yield Past(of, columns, before, max(0, model.asked_cents(group) - before), max(0, before - paid))


def changes_of(goal: FewestChanges, model: Model) -> tuple[int, ...]:
    """Return one choice for each group with a past, which is 1 wherever the group receives more or less than it did; made on first need."""
    asked = (tuple(goal.where.items()), tuple(goal.per), goal.attribute)
    if asked not in model.changes:
        model.changes[asked] = tuple(_change(model, past) for past in pasts(goal, model))
    return model.changes[asked]


def _change(model: Model, past: Past) -> int:
    """Make the choice of a group: while it is 0, the sum stands where it stood; at 1, only the requests' own bounds hold it."""
    choice, amounts = model.builder.choice(), dict.fromkeys(past.columns, 1)
    model.builder.row({**amounts, choice: -past.rise_cents}, high=past.before_cents, group=ALWAYS)
    model.builder.row({**amounts, choice: past.fall_cents}, low=past.before_cents, group=ALWAYS)
    return choice
