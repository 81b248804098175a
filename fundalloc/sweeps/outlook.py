"""What may come of a scenario whose numbers are not sure: each recipient's range over the draws, and a split that stands in bad ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from fundalloc.allocation.engine import split
from fundalloc.allocation.goals import scale_of, worths
from fundalloc.allocation.model import Model, model_for
from fundalloc.allocation.outcome import Impossible
from fundalloc.allocation.robust import Draw, Robust, robust_split
from fundalloc.domain.base import Id
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Refusal
from fundalloc.money import Cents
from fundalloc.optimization.aims import Weights
from fundalloc.sweeps.chances import Draws
from fundalloc.sweeps.knobs import Knob, turned
from fundalloc.sweeps.recipients import by_recipient
from fundalloc.sweeps.running import Came, Variant

PARTS: Final = (5, 25, 50, 75, 95)
"""Of a hundred draws, so many give at most this."""

WORST_PERCENT: Final = 5


class Against(StrEnum):
    """What a robust split is made against: the worst draw, or the mean of the worst 5 %."""

    WORST = "worst"
    NINETY_FIVE = "95"


@dataclass(frozen=True, slots=True)
class Prospect:
    """What one recipient may receive, in cents: as the scenario stands, and over the draws; how many of these give nothing."""

    recipient: Id
    nominal: Cents
    least: Cents
    parts: tuple[Cents, ...]
    most: Cents
    nothing_count: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """
    A scenario, what is drawn of it, what came of the draws, and the robust split where one was asked for.

    ``scale`` is how many units of the first goal's whole weights make one.
    """

    scenario: Scenario
    draws: Draws
    nominal: Mapping[Id, Cents]
    prospects: tuple[Prospect, ...]
    shared_count: int
    totals: Prospect
    conflicts: Mapping[tuple[Id, ...], int]
    robust: Robust | None
    against: Against | None
    scale: int


def outlook(scenario: Scenario, draws: Draws, variants: Sequence[Variant], against: Against | None) -> Outlook | Impossible:
    """Return what may come of a scenario, from the variants that its draws gave; or why it cannot be shared as it stands."""
    present = split(scenario)
    if isinstance(present, Impossible):
        return present
    shared = [variant for variant in variants if variant.came is Came.SPLIT]
    conflicts: dict[tuple[Id, ...], int] = {}
    for variant in variants:
        if variant.came is not Came.SPLIT:
            conflicts[variant.because] = conflicts.get(variant.because, 0) + 1
    nominal = by_recipient(scenario, present.received)
    robust = None if against is None else _robust(scenario, draws, against)
    return Outlook(
        scenario=scenario,
        draws=draws,
        nominal=nominal,
        prospects=tuple(_prospect(name, nominal[name], [variant.received[name] for variant in shared]) for name in nominal),
        shared_count=len(shared),
        totals=_prospect("", sum(nominal.values()), [variant.total_cents for variant in shared]),
        conflicts=conflicts,
        robust=robust if isinstance(robust, Robust) else None,
        against=against,
        scale=scale_of(scenario.goals[0], Weights(np.zeros(0, dtype=np.int64))),
    )


def _prospect(name: Id, nominal: Cents, amounts: Sequence[Cents]) -> Prospect:
    ordered = sorted(amounts) or [0]
    parts = tuple(ordered[(len(ordered) - 1) * part // 100] for part in PARTS)
    return Prospect(name, nominal, ordered[0], parts, ordered[-1], sum(not cents for cents in amounts))


def _robust(scenario: Scenario, draws: Draws, against: Against) -> Robust | Impossible:
    """Make the robust split from every draw that the scenario can have; what envelopes may hold is what they hold in bad draws."""
    drawn, like = list(_drawn(scenario, draws)), model_for(scenario)
    worst = 1 if against is Against.WORST else max(1, -(-len(drawn) * WORST_PERCENT // 100))
    poorest = _poorest(draws, worst)
    return robust_split(turned(scenario, poorest), [_draw_of(like, one) for one in drawn], worst=worst)


def _drawn(scenario: Scenario, draws: Draws) -> Iterator[Scenario]:
    for number in range(len(draws)):
        try:
            yield turned(scenario, dict(zip(draws.knobs, draws.setting(number), strict=True)))
        except Refusal:
            continue


def _poorest(draws: Draws, worst: int) -> dict[Knob, int]:
    """Return what each uncertain envelope holds in the last of its bad draws."""
    settings = [draws.setting(number) for number in range(len(draws))]
    return {
        knob: sorted(setting[place] for setting in settings)[worst - 1]
        for place, knob in enumerate(draws.knobs)
        if knob.part == "envelopes"
    }


def _draw_of(like: Model, drawn: Scenario) -> Draw:
    model = like.unwritten(drawn)
    return Draw(np.array(worths(drawn.goals[0], model), dtype=np.int64), np.array(model.asked, dtype=np.int64))
