"""A group stays where it stood, or moves away from it for good."""

from fundalloc.allocation.changes import Past, pasts
from fundalloc.allocation.model import Model
from fundalloc.domain.rules import SmallestChange


def write_smallest_change(rule: SmallestChange, model: Model, group: int) -> None:
    """Let each group with a past be one of three things: where it stood, higher by so much at least, or lower by so much at least."""
    for past in pasts(rule, model):
        _write(past, rule.amount_cents, model, group)


def _write(past: Past, least_cents: int, model: Model, group: int) -> None:
    higher, lower, amounts = model.builder.choice(), model.builder.choice(), dict.fromkeys(past.columns, 1)
    rise, fall = {higher: -past.rise_cents, lower: least_cents}, {lower: past.fall_cents, higher: -least_cents}
    model.bound({**amounts, **rise}, group=group, of=past.of, high=past.before_cents, units_per_cent=0)
    model.bound({**amounts, **fall}, group=group, of=past.of, low=past.before_cents, units_per_cent=0)
    model.bound({higher: 1, lower: 1}, group=group, of=past.of, high=1, units_per_cent=0)
