"""
Ask every solver the same scenarios: the same cents, or a refusal, and never a silent difference.

    python -m benchmarks.solvers --scenarios 500

Scenarios have crossing rules and many ties (tests/laws/scenarios.py); one in three is in tens of millions of dollars, where a
solver that reads back eight digits loses cents. ``exported`` reads the model of record back from its file, as another tool would.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import highspy

from fundalloc.allocation.engine import allocate, first_question
from fundalloc.allocation.outcome import Allocated, Impossible
from fundalloc.domain.scenario import Scenario
from fundalloc.errors.allocation import AllocationNotProved
from fundalloc.optimization.solver_pulp import write_model
from fundalloc.optimization.solvers import solver_named, solver_names
from tests.laws.scenarios import crossing

NOBODY: Final = "nobody"
"""No solver named: rows that lie one inside the other are answered directly, and HiGHS is asked for the rest."""

ASKED: Final = ("highs", NOBODY, "highs-ipm", "pulp-highs", "pulp-pulp_cbc_cmd")
LARGEST_CENTS: Final = (50_000, 1_234_567, 7_000_000_001)


@dataclass(frozen=True, slots=True)
class Said:
    """What a solver led to: cents (None where there are none), whether they are said to be the only ones, or in words what else."""

    cents: tuple[tuple[str, str | None, int], ...] | None
    settled: bool
    words: str = ""


def scenario_of(seed: int) -> Scenario:
    """Return the scenario of a seed: small, middling or very large amounts, every other one with choices."""
    return crossing(seed, choices=seed % 2 == 1, largest_cents=LARGEST_CENTS[seed % 3])


def said_by(name: str, scenario: Scenario) -> Said:
    """Return the cents a solver leads to, that there is no answer, or the refusal."""
    opened = None if name == NOBODY else solver_named(name)
    assert opened is not None or name == NOBODY, "the solver is installed"
    try:
        outcome = allocate(scenario, opened=opened)
    except AllocationNotProved as refusal:
        return Said(None, settled=False, words=f"refused: {refusal.code} ({refusal.stage})")
    match outcome:
        case Allocated():
            cents = tuple((award.request, award.envelope, award.amount_cents) for award in outcome.awards)
            return Said(cents, settled=outcome.certificate.unique)
        case Impossible():
            return Said(None, settled=True, words="impossible")


def compared(seeds: Sequence[int], names: Sequence[str] = ASKED) -> Iterator[tuple[int, str, str]]:
    """
    Return, for each scenario and each solver but the first, what came of it beside the first: same, refused, or different.

    "DIFFERENT" is a silent difference: both answers are said to be the only one, and they are two.
    """
    for seed in seeds:
        scenario = scenario_of(seed)
        expected = said_by(names[0], scenario)
        for name in names[1:]:
            yield seed, name, _beside(expected, said_by(name, scenario))


def _beside(expected: Said, found: Said) -> str:
    match expected, found:
        case Said(settled=True), Said(settled=True):
            same = expected == found
            return ("same: impossible" if found.words else "same cents") if same else "DIFFERENT"
        case _, Said(cents=None):
            return found.words
        case Said(cents=None), _:
            return f"the first solver {expected.words}"
        case _:
            return f"{'same' if expected.cents == found.cents else 'other'} cents, not said to be the only ones"


def exported(scenario: Scenario, ending: str) -> tuple[float, float]:
    """Return the first goal's best as HiGHS finds it in the exported file, and in our own arrays; minus infinity where there is none."""
    program, goal = first_question(scenario)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"model{ending}"
        write_model(program, goal, path, ending)
        read = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, setting in (("output_flag", False), ("mip_rel_gap", 0.0)):
            read.setOptionValue(option, setting)
        read.readModel(str(path))
        read.run()
    best = abs(read.getInfo().objective_function_value) if read.getModelStatus() == highspy.HighsModelStatus.kOptimal else float("-inf")
    outcome = allocate(scenario)
    if not isinstance(outcome, Allocated) or outcome.proof is None:
        return best, float("-inf")
    return best, float(outcome.proof.prices.best / outcome.proof.scale)


def main() -> None:
    """Print what each solver came to, in counts."""
    options = argparse.ArgumentParser(description="Ask every solver the same scenarios.")
    options.add_argument("--scenarios", type=int, default=500)
    options.add_argument("--first", type=int, default=0)
    chosen = options.parse_args()
    names = [name for name in ASKED if name in {NOBODY, *solver_names()}]
    print(f"load of the machine: {os.getloadavg()}; solvers: {', '.join(names)}")
    started, counts = time.perf_counter(), Counter[tuple[str, str]]()
    for seed, name, result in compared(range(chosen.first, chosen.first + chosen.scenarios), names):
        counts[name, result] += 1
        if result == "DIFFERENT":
            print(f"seed {seed}: {name} differs")
    for (name, result), count in sorted(counts.items()):
        print(f"{name:20} {count:6}  {result}")
    print(f"{chosen.scenarios} scenarios in {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
