"""Each rule becomes named rows in one small function; a new kind of rule is one more case here."""

from typing import assert_never

from fundalloc.allocation.model import ALWAYS, Model, in_force
from fundalloc.allocation.rows.bounds import write_bounds, write_carry_forward, write_earmark, write_matching, write_stacking
from fundalloc.allocation.rows.changes import write_smallest_change
from fundalloc.allocation.rows.choices import (
    write_all_or_nothing,
    write_count,
    write_excludes,
    write_minimum,
    write_one_of,
    write_requests_own_terms,
    write_requires,
)
from fundalloc.allocation.rows.proportions import write_band, write_ratio, write_stability
from fundalloc.domain.rules import (
    AllOrNothing,
    Attribute,
    Band,
    Cap,
    CarryForward,
    Count,
    Earmark,
    Eligibility,
    Excludes,
    Fixed,
    Floor,
    Matching,
    MinimumIfFunded,
    OneOf,
    Period,
    Ratio,
    Requires,
    Rule,
    ShareOf,
    SmallestChange,
    Stability,
    Stacking,
)


def write_rules(model: Model) -> None:
    """Write every rule in force, then the envelopes, which hold like rules: a group number each, in ``model.group_ids``."""
    for rule in in_force(model.scenario):
        model.group_ids.append(rule.id)
        _write(rule, model, group=len(model.group_ids) - 1)
    write_requests_own_terms(model, group=ALWAYS)
    _write_envelopes(model, first_group=len(model.group_ids))
    model.group_ids.extend(envelope.id for envelope in model.around.envelopes)


def write_changed(model: Model, before: Model) -> tuple[int, ...]:
    """Write what holds otherwise than it did in a model with the same requests: rules first, then envelopes; return their groups."""
    rules, envelopes = in_force(model.scenario), model.around.envelopes
    poorer = envelopes != before.around.envelopes
    changed = [
        group
        for group, (rule, was) in enumerate(zip(rules, in_force(before.scenario), strict=True))
        if rule is not was or (poorer and _looks_at_envelopes(rule))
    ]
    for group in changed:
        _write(rules[group], model, group=group)
    if not poorer:
        return tuple(changed)
    _write_envelopes(model, first_group=len(rules))
    return (*changed, *range(len(rules), len(rules) + len(envelopes)))


def _looks_at_envelopes(rule: Rule) -> bool:
    """Tell whether a rule's bounds may follow the amounts of envelopes."""
    match rule:
        case Cap() | Floor() | Fixed():
            return rule.of is ShareOf.ENVELOPE
        case Stability() | Ratio() | Band() | Stacking() | Eligibility() | Period():
            return False
        case _:
            return True


def _write_envelopes(model: Model, *, first_group: int) -> None:
    """Let no envelope give more than it holds, also where it may fund nothing."""
    envelopes = model.around.envelopes
    model.bound_sums(
        model.column_groups({}, (Attribute.ENVELOPE,)),
        [(envelope.id,) for envelope in envelopes],
        groups=range(first_group, first_group + len(envelopes)),
        low=[None] * len(envelopes),
        high=[envelope.amount_cents for envelope in envelopes],
    )


def _write(rule: Rule, model: Model, *, group: int) -> None:  # noqa: C901, PLR0912 - one case per kind of rule
    match rule:
        case Cap() | Floor() | Fixed():
            write_bounds(rule, model, group)
        case Band():
            write_band(rule, model, group)
        case Stability():
            write_stability(rule, model, group)
        case SmallestChange():
            write_smallest_change(rule, model, group)
        case Ratio():
            write_ratio(rule, model, group)
        case Count():
            write_count(rule, model, group)
        case OneOf():
            write_one_of(rule, model, group)
        case Requires():
            write_requires(rule, model, group)
        case Excludes():
            write_excludes(rule, model, group)
        case AllOrNothing():
            write_all_or_nothing(rule, model, group)
        case MinimumIfFunded():
            write_minimum(rule, model, group)
        case Stacking():
            write_stacking(rule, model, group)
        case Earmark():
            write_earmark(rule, model, group)
        case CarryForward():
            write_carry_forward(rule, model, group)
        case Matching():
            write_matching(rule, model, group)
        case Eligibility() | Period():
            pass  # Filters: their columns were never made (filters.py).
        case unreachable:
            assert_never(unreachable)
