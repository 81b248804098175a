"""Every setting of a grid tried, in order, here or by several processes; each as if it had been asked alone."""

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from multiprocessing import get_context
from typing import Any, Final, TypeAlias, assert_never

from fundalloc.allocation.outcome import Impossible, Split
from fundalloc.allocation.variants import SplitOrNot, splits
from fundalloc.domain.base import Id
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Refusal
from fundalloc.money import Cents
from fundalloc.sweeps.grid import Settings
from fundalloc.sweeps.knobs import Knob, turned
from fundalloc.sweeps.recipients import by_recipient

AT_ONCE: Final = 64
"""Variants handed to a process in one go."""

AHEAD: Final = 4
"""Goes that wait for each process, so that none is idle and memory stays flat."""

RESTARTS_MAX: Final = 5


Go: TypeAlias = Sequence[tuple[int, tuple[int, ...]]]
"""Settings handed over together, each with its number."""


class Came(StrEnum):
    """What came of a variant."""

    SPLIT = "split"
    IMPOSSIBLE = "impossible"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Variant:
    """
    One setting and what came of it: amounts by recipient in cents, each goal's value, or the rules that quarrel.

    ``gap_cents`` and ``unique`` are those of the certificate; ``because`` names the rules in conflict, or the code of a refusal.
    """

    number: int
    setting: tuple[int, ...]
    came: Came
    received: Mapping[Id, Cents]
    goals: tuple[Fraction, ...] = ()
    gap_cents: int = 0
    unique: bool = True
    because: tuple[Id, ...] = ()

    @property
    def total_cents(self) -> Cents:
        return sum(self.received.values())


def several(scenario: Scenario, knobs: Sequence[Knob], go: Go) -> list[Variant]:
    """Try some settings, each with its number."""
    return list(tried(scenario, knobs, go))


def tried(scenario: Scenario, knobs: Sequence[Knob], go: Go) -> Iterator[Variant]:
    """Share the envelopes under some settings; one under which nothing can be shared is told, not refused."""
    turns = [_turned(scenario, knobs, setting) for _, setting in go]
    varied = [turn for turn in turns if isinstance(turn, Scenario)]
    found = iter(splits(scenario, varied) if varied else ())
    for (number, setting), turn in zip(go, turns, strict=True):
        yield _variant(scenario, number, setting, turn if isinstance(turn, Refusal) else next(found))


def _turned(scenario: Scenario, knobs: Sequence[Knob], setting: Sequence[int]) -> Scenario | Refusal:
    try:
        return turned(scenario, dict(zip(knobs, setting, strict=True)))
    except Refusal as refusal:
        return refusal


def _variant(scenario: Scenario, number: int, setting: tuple[int, ...], outcome: SplitOrNot) -> Variant:
    match outcome:
        case Split():
            received = by_recipient(scenario, outcome.received)
            certificate, goals = outcome.certificate, tuple(goal.value for goal in outcome.goals)
            return Variant(number, setting, Came.SPLIT, received, goals, certificate.gap_cents, certificate.unique)
        case Impossible():
            return Variant(number, setting, Came.IMPOSSIBLE, received={}, because=outcome.conflict)
        case Refusal():
            return Variant(number, setting, Came.REFUSED, received={}, because=(outcome.code,))
        case unreachable:
            assert_never(unreachable)


def run(scenario: Scenario, settings: Settings, *, first: int = 0, workers: int = 1) -> Iterator[Variant]:
    """
    Try every setting from the ``first`` on, and give what came of each in their order, whoever tried it.

    With several ``workers``, each is a process of its own; one that dies is replaced, and what it held is tried again.
    """
    if workers == 1:
        return (variant for go in _goes(settings, range(first, len(settings))) for variant in tried(scenario, settings.knobs, go))
    return _by_processes(scenario, settings, first, workers)


def run_by(settings: Settings, submit: Callable[[Go], Future[list[Variant]]], *, first: int = 0, ahead: int = AHEAD) -> Iterator[Variant]:
    """
    Try every setting from the ``first`` on through ``submit``, which has ``several`` called on a go and gives what has its ``result()``.

    Any pool will do: this computer's processes, or a cluster's. At most ``ahead`` goes are waited for at once.
    """
    waiting: deque[Future[list[Variant]]] = deque()
    for go in _goes(settings, range(first, len(settings))):
        waiting.append(submit(go))
        if len(waiting) > ahead:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def _by_processes(scenario: Scenario, settings: Settings, first: int, workers: int) -> Iterator[Variant]:
    for restart in itertools.count():
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_hold, initargs=(scenario, settings.knobs)) as pool:
            try:
                for variant in run_by(settings, _submitting(pool), first=first, ahead=AHEAD * workers):
                    yield variant
                    first = variant.number + 1
            except BrokenProcessPool:
                if restart >= RESTARTS_MAX:
                    raise
            else:
                return


def _submitting(pool: ProcessPoolExecutor) -> Callable[[Go], Future[list[Variant]]]:
    return lambda go: pool.submit(_held, go)


_HELD: dict[str, Any] = {}


def _hold(scenario: Scenario, knobs: Sequence[Knob]) -> None:
    """Keep in a new process what every go asks about, so that it is handed over once."""
    _HELD.update(scenario=scenario, knobs=knobs)


def _held(go: Go) -> list[Variant]:
    return several(_HELD["scenario"], _HELD["knobs"], go)


def _goes(settings: Settings, numbers: Iterable[int]) -> Iterator[Go]:
    those = iter(numbers)
    while go := [(number, settings.setting(number)) for number in itertools.islice(those, AT_ONCE)]:
        yield go
