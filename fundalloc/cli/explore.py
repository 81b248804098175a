"""``fundalloc explore``: what a decision is weighed by before it is made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from fundalloc.cli.door import Door, is_terminal, now
from fundalloc.cli.showing import AUTHOR, OUTPUT, show
from fundalloc.cli.typed import chosen
from fundalloc.cli.verbs import JSON, Ask, Family, Kind, Verb

STEPS: Final = "9"
DRAWS: Final = "1000"


def frontier(door: Door, scenario: Path, between: str, steps: int, per: str | None, output: Path | None, person: str | None) -> None:
    """Answer with the frontier between goals."""
    from fundalloc.domain.rules import Attribute
    from fundalloc.usecases.allocating import exploring, weighing

    read, moment = exploring.read(scenario), now()
    aimed = [chosen(weighing.Aimed, each.strip(), "--between") for each in between.split(",")]
    among = None if per is None else chosen(Attribute, per, "--per")
    found = weighing.frontier_report(read, aimed, steps=max(2, steps), per=among, person=person or read.prepared_by, now=moment)
    show(door, found, output, moment)


def rules(door: Door, scenario: Path, output: Path | None, person: str | None) -> None:
    """Answer with what each rule costs."""
    from fundalloc.usecases.allocating import exploring, weighing

    read, moment = exploring.read(scenario), now()
    with progress(door, len(read.rules)) as told:
        found = weighing.rules_report(read, person=person or read.prepared_by, now=moment, told=told)
    show(door, found, output, moment)


def ranges(door: Door, scenario: Path, of: tuple[str, ...], output: Path | None, person: str | None) -> None:
    """Answer with how far each number may move."""
    from fundalloc.usecases.allocating import exploring, weighing

    read, moment = exploring.read(scenario), now()
    numbers = weighing.numbers_of(read, of)
    with progress(door, len(numbers)) as told:
        found = weighing.ranges_report(read, numbers, person=person or read.prepared_by, now=moment, told=told)
    show(door, found, output, moment)


def risk(  # noqa: PLR0913 - one for each thing that may be asked for
    door: Door,
    *,
    scenario: Path,
    chances: Path | None,
    draws: int,
    seed: int | None,
    robust: str | None,
    workers: int,
    output: Path | None,
    person: str | None,
) -> None:
    """Answer with what may come of a scenario whose numbers are not sure."""
    from fundalloc.sweeps.outlook import Against
    from fundalloc.usecases.allocating import exploring, uncertainty

    read, moment = exploring.read(scenario), now()
    against = None if robust is None else chosen(Against, robust, "--robust")
    drawn = uncertainty.read_draws(read, chances or scenario, count=draws, seed=seed)
    with progress(door, draws) as told:
        found = uncertainty.outlook_report(read, drawn, against, person=person or read.prepared_by, now=moment, workers=workers, told=told)
    show(door, found, output, moment)


@contextmanager
def progress(door: Door, count: int) -> Iterator[Callable[[int], object]]:
    """Show a person who looks how many of so many are done."""
    if not is_terminal():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        bar = shown.add_task(door.say("sweep.trying"), total=count)
        yield lambda done: shown.update(bar, advance=done)


SCENARIO: Final = Ask("scenario", Kind.FOLDER, required=True)

FAMILY: Final = Family(
    "explore",
    (
        Verb(
            "frontier",
            frontier,
            (
                SCENARIO,
                Ask("between", Kind.TEXT, ("--between",), default="value,fairness"),
                Ask("steps", Kind.COUNT, ("--steps",), default=STEPS),
                Ask("per", Kind.TEXT, ("--per",)),
                OUTPUT,
                AUTHOR,
                JSON,
            ),
        ),
        Verb("rules", rules, (SCENARIO, OUTPUT, AUTHOR, JSON)),
        Verb(
            "risk",
            risk,
            (
                SCENARIO,
                Ask("chances", Kind.FILE, ("--chances",)),
                Ask("draws", Kind.COUNT, ("--draws",), default=DRAWS),
                Ask("seed", Kind.COUNT, ("--seed",)),
                Ask("robust", Kind.TEXT, ("--robust",)),
                Ask("workers", Kind.COUNT, ("--workers",), default="1"),
                OUTPUT,
                AUTHOR,
                JSON,
            ),
        ),
        Verb("ranges", ranges, (SCENARIO, Ask("of", Kind.TEXT, ("--of",), several=True), OUTPUT, AUTHOR, JSON)),
    ),
)
