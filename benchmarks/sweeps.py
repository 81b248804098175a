"""
Measure explorations beside rebuilding and solving every variant in PuLP.

    python -m benchmarks.sweeps                       1,000 variants of 500 amounts, each way in processor seconds
    python -m benchmarks.sweeps --variants 100000     as many as one likes; --workers 2 to share them out

Ours gives for each variant the one answer in whole cents with its certificate; PuLP gives floats, ties unsettled.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable
from typing import Final

import pulp

from benchmarks.allocation import CAP, FLOOR, Figures, figures, peak_mib, scenario_of

AMOUNTS: Final = 500


def rebuilt(given: Figures, envelope: int, solver: str) -> float:
    """Write a variant as PuLP's documentation writes programs, and solve it."""
    problem = pulp.LpProblem("variant", pulp.LpMaximize)
    columns = [pulp.LpVariable(f"x{number}", 0, asked) for number, asked in enumerate(given.asked)]
    problem += pulp.lpSum(weight * column for weight, column in zip(given.weights, columns, strict=True))
    own: list[list[int]] = [[] for _ in range(given.owner_count)]
    for number, owner in enumerate(given.owners):
        own[owner].append(number)
    for numbers in own:
        total = sum(given.asked[number] for number in numbers)
        problem += pulp.lpSum(columns[number] for number in numbers) <= total * CAP / 10_000
        problem += pulp.lpSum(columns[number] for number in numbers) >= total * FLOOR / 10_000
    problem += pulp.lpSum(columns) <= envelope
    problem.solve(pulp.getSolver(solver, msg=False))
    return float(pulp.value(problem.objective))


def envelopes(count: int, whole: int) -> range:
    """Return so many envelopes, from 60 % of the whole up."""
    step = max(1, whole * 2 // 5 // count)
    return range(whole * 3 // 5, whole * 3 // 5 + step * count, step)


def ours(count: int, workers: int) -> list[float]:
    """Try every envelope; return the first goal of each."""
    from fundalloc.sweeps.grid import grid_of
    from fundalloc.sweeps.knobs import knobs_of
    from fundalloc.sweeps.running import run

    scenario = scenario_of(AMOUNTS)
    (whole,) = scenario.envelopes
    tried = envelopes(count, whole.amount_cents)
    name = next(knob.name for knob in knobs_of(scenario) if knob.part == "envelopes")
    text = ";".join(f"{cents // 100}.{cents % 100:02}" for cents in tried)
    settings = grid_of(knobs_of(scenario), (f"{name}={text}",), however_many=True)
    return [float(variant.goals[0]) for variant in run(scenario, settings, workers=workers)]


def seconds(act: Callable[[], object]) -> tuple[float, float]:
    """Return the processor's seconds, children's too, and the wall clock's."""

    def spent() -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime

    before, started = spent(), time.perf_counter()
    act()
    return spent() - before, time.perf_counter() - started


def main() -> None:
    """Print a line for each way."""
    options = argparse.ArgumentParser(description="Measure explorations.")
    options.add_argument("--variants", type=int, default=1_000)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--peers", type=int, default=200, help="variants rebuilt in PuLP, from which its share is told")
    chosen = options.parse_args()
    print(f"load of the machine: {os.getloadavg()}, {os.cpu_count()} cores; {chosen.variants} variants of {AMOUNTS} amounts")
    found: list[float] = []
    spent, wall = seconds(lambda: found.extend(ours(chosen.variants, chosen.workers)))
    each = spent * 1_000 / chosen.variants
    print(f"{'ours':>16} {each:8.2f} ms each, {wall:8.1f} s in all, peak {peak_mib()} MiB")
    given = figures(AMOUNTS)
    some = list(envelopes(chosen.variants, given.envelope))[:: max(1, chosen.variants // chosen.peers)]
    for solver in ("HiGHS", "PULP_CBC_CMD"):
        values: list[float] = []
        spent, _ = seconds(lambda solver=solver, values=values: values.extend(rebuilt(given, envelope, solver) for envelope in some))  # type: ignore[misc]
        peer = spent * 1_000 / len(some)
        apart = max(abs(value - mine) for value, mine in zip(values, found[:: max(1, chosen.variants // chosen.peers)], strict=True))
        print(f"{'PuLP + ' + solver:>16} {peer:8.2f} ms each, {peer / each:.1f} times ours; best values at most {apart:.0f} cents apart")


if __name__ == "__main__":
    main()
