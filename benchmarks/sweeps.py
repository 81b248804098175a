"""
Measure explorations beside rebuilding and solving every variant in PuLP.

    python -m benchmarks.sweeps                       1,000 variants of 500 amounts, each way in one process, in processor seconds
    python -m benchmarks.sweeps --crossing            the same where a cap for each of six tags crosses those of the recipients
    python -m benchmarks.sweeps --stopped 100000      so many variants by two processes, the whole run killed on its way and taken up again

Ours gives for each variant the one answer in whole cents with its certificate; PuLP gives floats, ties unsettled.
"""

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import pulp

from benchmarks.allocation import CAP, FLOOR, Figures, crossing_of, figures, peak_mib, scenario_of

AMOUNTS: Final = 500


TAGS: Final = 6
TAG_CAP: Final = 5_500


def rebuilt(given: Figures, envelope: int, solver: str, *, crossing: bool) -> float:
    """Write a variant as PuLP's documentation writes programs, and solve it."""
    problem = pulp.LpProblem("variant", pulp.LpMaximize)
    columns = [pulp.LpVariable(f"x{number}", 0, asked) for number, asked in enumerate(given.asked)]
    problem += pulp.lpSum(weight * column for weight, column in zip(given.weights, columns, strict=True))
    for numbers in grouped(given.owners):
        total = sum(given.asked[number] for number in numbers)
        problem += pulp.lpSum(columns[number] for number in numbers) <= total * CAP / 10_000
        problem += pulp.lpSum(columns[number] for number in numbers) >= total * FLOOR / 10_000
    for numbers in grouped([number * 7 % 11 % TAGS for number in range(len(columns))]) if crossing else ():
        problem += pulp.lpSum(columns[number] for number in numbers) <= sum(given.asked[number] for number in numbers) * TAG_CAP / 10_000
    problem += pulp.lpSum(columns) <= envelope
    problem.solve(pulp.getSolver(solver, msg=False))
    return float(pulp.value(problem.objective))


def grouped(owners: list[int]) -> list[list[int]]:
    """Return the columns of each owner."""
    own: list[list[int]] = [[] for _ in range(max(owners) + 1)]
    for number, owner in enumerate(owners):
        own[owner].append(number)
    return own


def envelopes(count: int, whole: int) -> range:
    """Return so many envelopes, from 60 % of the whole up."""
    step = max(1, whole * 2 // 5 // count)
    return range(whole * 3 // 5, whole * 3 // 5 + step * count, step)


def asked(count: int, *, crossing: bool) -> tuple[Any, Any]:
    """Return the scenario and the settings of so many envelopes."""
    from fundalloc.sweeps.grid import grid_of
    from fundalloc.sweeps.knobs import knobs_of

    scenario = crossing_of(AMOUNTS) if crossing else scenario_of(AMOUNTS)
    (whole,) = scenario.envelopes
    knobs = knobs_of(scenario)
    name = next(knob.name for knob in knobs if knob.part == "envelopes")
    text = ";".join(f"{cents // 100}.{cents % 100:02}" for cents in envelopes(count, whole.amount_cents))
    return scenario, grid_of(knobs, (f"{name}={text}",), however_many=True)


def ours(count: int, workers: int, *, crossing: bool) -> list[float]:
    """Try every envelope; return the first goal of each."""
    from fundalloc.sweeps.running import run

    scenario, settings = asked(count, crossing=crossing)
    return [float(variant.goals[0]) for variant in run(scenario, settings, workers=workers)]


def stopped_and_resumed(count: int) -> None:
    """Explore by two processes in a process that is killed when a third is done, take it up again, and tell time, memory and bytes."""
    with tempfile.TemporaryDirectory() as room:
        kept = Path(room) / "variants.csv.partiel"
        command = [sys.executable, "-m", "benchmarks.sweeps", "--kept", str(kept.with_suffix("")), "--variants", str(count)]
        started, first = time.perf_counter(), subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own command
        while not kept.exists() or lines(kept) < count // 3:
            time.sleep(1)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        done = lines(kept)
        subprocess.run(command, check=True)  # noqa: S603 - our own command
        spent = time.perf_counter() - started
        print(f"killed after {done}, taken up again: {lines(kept)} variants in {spent:.0f} s in all, {kept.stat().st_size >> 20} MiB kept")


def lines(path: Path) -> int:
    """Return how many variants a file keeps."""
    with path.open("rb") as file:
        return sum(1 for _ in file) - 1


def kept_at(path: Path, count: int) -> None:
    """Explore by two processes, keep every variant in a file, and tell the memory it took."""
    from fundalloc.usecases.allocating.exploring import explore

    scenario, settings = asked(count, crossing=False)
    before, quarter = peak_mib(), []

    def told(_count: int) -> None:
        quarter.append(1)
        if len(quarter) == count // 4:
            print(f"peak of the process that keeps them after a quarter: {peak_mib()} MiB")

    found = explore(scenario, settings, output=path, workers=2, told=told)
    moved = found.moves()
    print(f"peak: {before} MiB before, {peak_mib()} MiB at the end, the bounds of {len(moved)} recipients read again from the file")


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
    options.add_argument("--crossing", action="store_true", help="rows that cross")
    options.add_argument("--stopped", type=int, default=0, help="so many variants, killed and taken up again")
    options.add_argument("--kept", type=Path, default=None, help=argparse.SUPPRESS)
    options.add_argument("--peers", type=int, default=200, help="variants rebuilt in PuLP, from which its share is told")
    chosen = options.parse_args()
    if chosen.kept is not None:
        kept_at(chosen.kept, chosen.variants)
        return
    if chosen.stopped:
        print(f"load of the machine: {os.getloadavg()}, {os.cpu_count()} cores")
        stopped_and_resumed(chosen.stopped)
        return
    ours(2, 1, crossing=chosen.crossing)  # libraries are loaded before anything is measured, on both sides
    print(f"load of the machine: {os.getloadavg()}, {os.cpu_count()} cores; {chosen.variants} variants of {AMOUNTS} amounts")
    found: list[float] = []
    spent, wall = seconds(lambda: found.extend(ours(chosen.variants, chosen.workers, crossing=chosen.crossing)))
    each = spent * 1_000 / chosen.variants
    print(f"{'ours':>16} {each:8.2f} ms each, {wall:8.1f} s in all, peak {peak_mib()} MiB")
    given = figures(AMOUNTS)
    some = list(envelopes(chosen.variants, given.envelope))[:: max(1, chosen.variants // chosen.peers)]
    for solver in ("HiGHS", "PULP_CBC_CMD"):
        values: list[float] = []
        solved = partial(rebuilt, given, solver=solver, crossing=chosen.crossing)
        spent, _ = seconds(partial(values.extend, map(solved, some)))
        peer = spent * 1_000 / len(some)
        apart = max(abs(value - mine) for value, mine in zip(values, found[:: max(1, chosen.variants // chosen.peers)], strict=True))
        print(f"{'PuLP + ' + solver:>16} {peer:8.2f} ms each, {peer / each:.1f} times ours; best values at most {apart:.0f} cents apart")


if __name__ == "__main__":
    main()
