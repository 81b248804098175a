"""
Count how often the answer in whole cents is proved the best that cents allow, under crossing rules and many ties, choices or not.

    python -m benchmarks.cents --scenarios 400

A line for each size: how many have an answer, a gap of zero, cents nobody else could have had (unique), a proof in parts, and, where
some requests are all or nothing, a proof under every choice.
"""

import argparse
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated, Proof
from fundalloc.optimization.whole import Cut
from tests.laws.scenarios import crossing

SIZES: Final = ((3, 6), (5, 60), (8, 50_000), (20, 1_000_000), (60, 100_000_000))
"""Requests, and the largest amount asked, in cents."""

SECONDS_MAX: Final = 10


@dataclass(frozen=True, slots=True)
class Proved:
    """What was proved of one answer; ``every_choice`` where choices are left open in the proof, or where there are none."""

    gap_cents: int
    unique: bool
    in_parts: bool
    every_choice: bool


def proved(count: int, *, requests: int, largest_cents: int, choices: bool) -> Iterator[Proved]:
    """Go through the answers of so many scenarios; those that no split can satisfy are left out."""
    for seed in range(count):
        outcome = allocate(crossing(seed, requests=requests, largest_cents=largest_cents, choices=choices), seconds=SECONDS_MAX)
        if isinstance(outcome, Allocated):
            assert outcome.proof is not None
            certificate = outcome.certificate
            yield Proved(
                certificate.gap_cents, certificate.unique, isinstance(outcome.proof.parts, Cut), _leaves_choices_open(outcome.proof)
            )


def _leaves_choices_open(proof: Proof) -> bool:
    ends = zip(proof.columns, proof.program.lower.tolist(), proof.program.upper.tolist(), strict=True)
    choices = [low < high for (_, envelope), low, high in ends if not envelope]
    return any(choices) or not choices


def main() -> None:
    """Print a line for each size, without choices and with."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--scenarios", type=int, default=100)
    count = asked.parse_args().scenarios
    print(f"load of the machine: {os.getloadavg()}")
    print("requests           up to  choices answers gap 0 widest unique parts every choice ms each")
    for requests, largest in SIZES:
        for choices in (False, True):
            started = time.process_time()
            found = list(proved(count, requests=requests, largest_cents=largest, choices=choices))
            each_ms = (time.process_time() - started) * 1_000 / count
            print(
                f"{requests:>8} {largest / 100:>13,.2f} $ {'yes' if choices else 'no':>8} {len(found):>7} "
                f"{sum(not each.gap_cents for each in found):>5} {max((each.gap_cents for each in found), default=0):>6} "
                f"{sum(each.unique for each in found):>6} {sum(each.in_parts for each in found):>5} "
                f"{sum(each.every_choice for each in found):>12} {each_ms:>7.0f}"
            )


if __name__ == "__main__":
    main()
