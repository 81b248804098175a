"""What one more dollar of room in a rule would bring, and within which range that stays true."""

from typing import Final

from fundalloc.allocation.model import Model
from fundalloc.domain.base import Id
from fundalloc.domain.goals import Leximin
from fundalloc.optimization.optimum import Optimum
from fundalloc.optimization.ranging import Steady, steady_ranges

COLUMNS_RANGED_MAX: Final = 5_000
"""Above so many amounts, the range of a price is not searched, and none is given."""

LEVELS_RANGED_MAX: Final = 500
"""The same where the price is that of a level, which ties every amount to every other."""


def steady_prices(model: Model, found: Optimum) -> dict[Id, Steady]:
    """Return, for each rule with a price, how far the bound of its dearest group may move, in cents, while the price stays true."""
    most = LEVELS_RANGED_MAX if isinstance(model.scenario.goals[0], Leximin) else COLUMNS_RANGED_MAX
    if found.witness.program.column_count > most:
        return {}
    rules = {rule.id for rule in model.scenario.rules}
    dearest: dict[Id, int] = {}
    for row, origin in model.origins.items():
        group = int(found.witness.program.groups[row])
        price = abs(found.prices.of_row(row)) * origin.units_per_cent
        if group >= 0 and price and model.group_ids[group] in rules:
            rule = model.group_ids[group]
            known = dearest.get(rule)
            if known is None or price > abs(found.prices.of_row(known)) * model.origins[known].units_per_cent:
                dearest[rule] = row
    ranges = steady_ranges(found.witness.program, found.witness.weights, found.prices, dearest.values()) if dearest else {}
    return {
        rule: Steady(
            tighter=_in_cents(ranges[row].tighter, model.origins[row].units_per_cent),
            looser=_in_cents(ranges[row].looser, model.origins[row].units_per_cent),
        )
        for rule, row in dearest.items()
        if row in ranges
    }


def _in_cents(units: int | None, units_per_cent: int) -> int | None:
    return None if units is None else units // units_per_cent
