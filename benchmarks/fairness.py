"""
How long fair levels take, in process: from a scenario in memory to proved cents, and the optimizer alone.

Run ``python benchmarks/fairness.py``. Prints milliseconds, and the load of the machine, which they depend on.
"""

import os
from collections.abc import Sequence
from datetime import date
from random import Random
from time import perf_counter

from fundalloc.allocation.engine import allocate
from fundalloc.domain.base import FiscalYear, Label, Source
from fundalloc.domain.goals import AmountGranted, Goal, Leximin, WeightedValue
from fundalloc.domain.rules import Attribute, Cap, Floor, ShareOf
from fundalloc.domain.scenario import Envelope, Recipient, Request, Scenario

YEAR = "2025-2026"
SOURCE = Source(text="Montants fictifs, tirés au hasard")
FAIR = Leximin(kind="leximin", label=Label(fr="Équité"))
GRANTED = AmountGranted(kind="amount-granted", label=Label(fr="Argent accordé"))
VALUE = WeightedValue(kind="weighted-value", label=Label(fr="Priorités"))


def drawn(recipients: int, each: int, goals: Sequence[Goal]) -> Scenario:
    """Return a scenario of so many recipients, each with so many requests, a cap and a floor, in one envelope."""
    random = Random(1)
    names = [f"R{number:04d}" for number in range(recipients)]
    asked = tuple(
        Request(
            id=f"{name}-{number}",
            recipient=name,
            label=Label(fr="Objet"),
            fiscal_year=YEAR,
            purpose=f"p{number}",
            amount_cents=random.randrange(1_000_00, 200_000_00),
        )
        for name in names
        for number in range(each)
    )
    whole = sum(request.amount_cents for request in asked) * 45 // 100
    cap = Cap(id="cap", kind="cap", label=Label(fr="Plafond"), source=SOURCE, per=(Attribute.RECIPIENT,), amount_cents=150_000_00)
    floor = Floor(
        id="floor",
        kind="floor",
        label=Label(fr="Plancher"),
        source=SOURCE,
        per=(Attribute.RECIPIENT,),
        share_basis_points=1_000,
        of=ShareOf.REQUESTED,
    )
    return Scenario(
        id="equite",
        title=Label(fr="Équité"),
        fiscal_years=(FiscalYear(id=YEAR, starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31)),),
        envelopes=(Envelope(id="E", label=Label(fr="E"), fiscal_year=YEAR, amount_cents=whole, fictitious=True, source=SOURCE),),
        recipients=tuple(Recipient(id=name, label=Label(fr=name)) for name in names),
        requests=asked,
        rules=(cap, floor),
        goals=tuple(goals),
    )


def main() -> None:
    """Print a line for each shape."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for goals in ((FAIR,), (FAIR, VALUE), (GRANTED, FAIR), (VALUE, FAIR)):
        for recipients, each in ((17, 1), (17, 5), (1_000, 1), (1_000, 3)):
            scenario = drawn(recipients, each, goals)
            allocate(drawn(17, 1, goals))
            best = min(_seconds(scenario) for _ in range(3))
            print(f"{' then '.join(goal.kind for goal in goals):32} {recipients:5} recipients x {each}: {best * 1_000:7.0f} ms")


def _seconds(scenario: Scenario) -> float:
    started = perf_counter()
    allocate(scenario)
    return perf_counter() - started


if __name__ == "__main__":
    main()
