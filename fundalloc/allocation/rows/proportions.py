"""Bands around a key, stability from year to year, and ratios: bounds that follow other amounts."""

from math import gcd

from fundalloc.allocation.model import Model
from fundalloc.domain.rules import Band, Ratio, Stability
from fundalloc.money import BASIS_POINTS_WHOLE


def write_band(rule: Band, model: Model, group: int) -> None:
    """Keep each group's part of what all the groups receive beside its part of the key; a group of no key is left free."""
    asked = model.request_groups(rule.where, rule.per)
    keys = {of: key for of, requests in asked.items() if (key := model.key_of(rule, requests)) > 0}
    columns = {of: own for of, own in model.column_groups(rule.where, rule.per).items() if of in keys}
    every = sorted({column for own in columns.values() for column in own})
    shared = gcd(*keys.values()) or 1
    unit = BASIS_POINTS_WHOLE * (sum(keys.values()) // shared)
    for of, key in sorted(keys.items()):
        own = dict.fromkeys(columns.get(of, ()), unit)
        most, least = (
            {column: own.get(column, 0) - share * (key // shared) for column in every}
            for share in (BASIS_POINTS_WHOLE + rule.tolerance_basis_points, BASIS_POINTS_WHOLE - rule.tolerance_basis_points)
        )
        model.bound(most, group=group, of=of, high=0, units_per_cent=unit)
        model.bound(least, group=group, of=of, low=0, units_per_cent=unit)


def write_stability(rule: Stability, model: Model, group: int) -> None:
    """Keep each group beside what it received last year; a loss is rounded for the group, a gain against it."""
    funded = model.column_groups(rule.where, rule.per)
    for of, requests in model.request_groups(rule.where, rule.per).items():
        past = [request.previous_cents for place in requests if (request := model.requests[place]).previous_cents is not None]
        if not past:
            continue
        before, down, up = sum(past), rule.down_basis_points, rule.up_basis_points
        model.bound_sum(
            funded.get(of, ()),
            group=group,
            of=of,
            low=None if down is None else -(-before * (BASIS_POINTS_WHOLE - down) // BASIS_POINTS_WHOLE),
            high=None if up is None else before * (BASIS_POINTS_WHOLE + up) // BASIS_POINTS_WHOLE,
        )


def write_ratio(rule: Ratio, model: Model, group: int) -> None:
    """Keep what some requests receive at least, or at most, at so much of what others of the same group receive."""
    own, others = model.column_groups(rule.where, rule.per), model.column_groups(rule.against, rule.per)
    for of in sorted({*own, *others}):
        for share, low in ((rule.share_at_least_basis_points, True), (rule.share_at_most_basis_points, False)):
            if share is None:
                continue
            part = dict.fromkeys(own.get(of, ()), BASIS_POINTS_WHOLE)
            for column in others.get(of, ()):
                part[column] = part.get(column, 0) - share
            bound = {"low": 0} if low else {"high": 0}
            model.bound(part, group=group, of=of, units_per_cent=BASIS_POINTS_WHOLE, **bound)
