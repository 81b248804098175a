"""A cluster gives the same bytes as one process does, and a worker killed on the way changes nothing."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from fundalloc.sweeps import running
from fundalloc.sweeps.grid import Settings, grid_of
from fundalloc.sweeps.knobs import knobs_of
from fundalloc.usecases.allocating.exploring import explore
from tests.laws.test_sweeps import explored

distributed = pytest.importorskip("distributed", reason="the extra « cluster » is not installed")


@pytest.fixture(name="cluster")
def _cluster() -> Iterator[object]:
    """Start a scheduler and two workers, each a process of its own."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster


def many() -> Settings:
    """Return enough settings that a worker has several goes to be killed between."""
    scenario, few = explored(4)
    envelope, weight = few.knobs
    return grid_of(knobs_of(scenario), (f"{envelope.name}=60%;80%;100%", f"{weight.name}=1..24:1"))


def bytes_of(path: Path, settings: Settings, **how: object) -> bytes:
    """Return what is kept of an exploration, however it ran."""
    scenario, _ = explored(4)
    explore(scenario, settings, output=path, **how)  # type: ignore[arg-type]
    return path.with_name(path.name + ".partiel").read_bytes()


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("done", [0, 1], ids=["before anything is handed over", "on the way"])
def test_a_cluster_writes_the_same_bytes_even_when_workers_are_killed(
    cluster: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: int, workers: int
) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 8)
    settings = many()
    alone = bytes_of(tmp_path / "alone.csv", settings)
    killed: list[int] = []

    def told(count: int) -> None:
        if count == done and not killed:
            killed.extend(worker.pid for worker in list(cluster.workers.values())[:workers])  # type: ignore[attr-defined]
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    address = cluster.scheduler_address  # type: ignore[attr-defined]
    assert bytes_of(tmp_path / "together.csv", settings, cluster=address, told=told) == alone
    assert len(killed) == workers


def test_two_processes_of_this_computer_write_the_same_bytes_too(tmp_path: Path) -> None:
    _, settings = explored(4)
    assert bytes_of(tmp_path / "one.csv", settings) == bytes_of(tmp_path / "two.csv", settings, workers=2)
