"""
Run many random lives of a fund beside an independent model of it.

    python benchmarks/simulation.py --examples 200 --steps 60

Every act, done or refused, is compared with the model; every life ends with a full verification of its books.
"""

import argparse
import os
import time

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation import FundMachine


def main() -> None:
    """Print how many lives were run, and how long they took."""
    options = argparse.ArgumentParser(description="Random lives of a fund beside an independent model.")
    options.add_argument("--examples", type=int, default=100)
    options.add_argument("--steps", type=int, default=50)
    asked = options.parse_args()
    started, load = time.perf_counter(), os.getloadavg()[0]
    lives = settings(max_examples=asked.examples, stateful_step_count=asked.steps, deadline=None, suppress_health_check=[*HealthCheck])
    run_state_machine_as_test(FundMachine, settings=lives)
    seconds = time.perf_counter() - started
    print(f"{asked.examples} lives of up to {asked.steps} acts agree with the model ({seconds:.0f} s, load {load:.1f})")


if __name__ == "__main__":
    main()
