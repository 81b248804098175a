"""A variant of an exploration is what the scenario so changed gives alone, however many processes tried it, stopped or not."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated
from fundalloc.domain.scenario import Scenario
from fundalloc.errors.sweeps import SweepOfAnother
from fundalloc.sweeps.grid import Settings, grid_of
from fundalloc.sweeps.keeping import Kept, written
from fundalloc.sweeps.knobs import knobs_of, turned
from fundalloc.sweeps.running import Came, Variant, run
from fundalloc.usecases.allocating.exploring import explore
from tests.laws.scenarios import crossing


def explored(seed: int, *, choices: bool = False) -> tuple[Scenario, Settings]:
    """Return a scenario with crossing rules, and settings of its envelope and of a rule or a weight."""
    scenario = crossing(seed, choices=choices)
    knobs = knobs_of(scenario)
    envelope = next(knob for knob in knobs if knob.part == "envelopes")
    weight = next(knob for knob in knobs if knob.field == "weight")
    return scenario, grid_of(knobs, (f"{envelope.name}=60%;80%;100%", f"{weight.name}=1..3:1"))


@pytest.mark.parametrize("seed", range(4))
def test_each_variant_is_what_it_gives_alone(seed: int) -> None:
    scenario, settings = explored(seed, choices=seed % 2 == 1)
    for variant in run(scenario, settings):
        alone = allocate(turned(scenario, dict(zip(settings.knobs, variant.setting, strict=True))))
        if not isinstance(alone, Allocated):
            assert variant.because == alone.conflict
            continue
        received = dict.fromkeys((recipient.id for recipient in scenario.recipients), 0)
        for award in alone.awards:
            received[award.recipient] += award.amount_cents
        assert variant.received == received
        assert variant.goals == tuple(goal.value for goal in alone.goals)


def test_two_processes_find_what_one_finds_even_when_one_is_killed_on_the_way() -> None:
    scenario, _ = explored(4)
    knobs = knobs_of(scenario)
    envelope = next(knob for knob in knobs if knob.part == "envelopes")
    settings = grid_of(knobs, (f"{envelope.name}=50%..90%:1%",))
    expected, found = list(run(scenario, settings)), []
    for variant in run(scenario, settings, workers=2):
        if variant.number == 8:
            _kill_a_worker()
        found.append(variant)
    assert found == expected


def _kill_a_worker() -> None:
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    if not children.exists():
        pytest.skip("this system does not say which processes were started")
    started = [int(number) for number in children.read_text(encoding="ascii").split()]
    workers = [number for number in started if b"spawn_main" in Path(f"/proc/{number}/cmdline").read_bytes()]
    os.kill(workers[0], signal.SIGKILL)


def test_what_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    scenario, settings = explored(5)
    whole = explore(scenario, settings, output=tmp_path / "entier.csv")
    stopped = Stopped(5)
    with pytest.raises(KeyboardInterrupt):
        explore(scenario, settings, output=tmp_path / "repris.csv", told=stopped)
    with (tmp_path / "repris.csv.partiel").open("a", encoding="utf-8") as file:
        file.write('{"number": 5, "half writ')
    heard: list[int] = []
    again = explore(scenario, settings, output=tmp_path / "repris.csv", told=heard.append)
    assert heard[0] == 5
    assert list(again.variants) == list(whole.variants)
    assert len(again.variants) == len(settings)
    assert (tmp_path / "repris.csv.partiel").read_bytes() == (tmp_path / "entier.csv.partiel").read_bytes()


class Stopped:
    """Whoever presses Ctrl-C once so many variants are told."""

    def __init__(self, at: int) -> None:
        self.left = at + 1

    def __call__(self, _done: int) -> None:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


def test_what_is_kept_of_another_exploration_is_not_gone_on_with(tmp_path: Path) -> None:
    scenario, settings = explored(1)
    explore(scenario, settings, output=tmp_path / "a.csv")
    other, others = explored(2)
    with pytest.raises(SweepOfAnother):
        explore(other, others, output=tmp_path / "a.csv")


def test_a_variant_that_cannot_be_shared_is_a_row_with_its_conflict(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "gardé", "print", explored(1)[1])
    variant = Variant(0, (1, 2), Came.IMPOSSIBLE, received={}, because=("plancher", "plafond"))
    with kept.writing() as file:
        file.write(written(variant) + "\n")
    assert list(kept.variants()) == [variant]


def every(settings: Settings) -> Iterator[tuple[int, ...]]:
    """Return each setting in order."""
    return (settings.setting(number) for number in range(len(settings)))


def test_the_last_number_varies_the_fastest() -> None:
    _, settings = explored(0)
    assert list(every(settings)) == sorted(every(settings))
    assert len(set(every(settings))) == len(settings) == 9
