"""A cluster gives the same bytes as one process does, and a worker killed on the way changes nothing."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from fundalloc.sweeps.grid import Settings
from fundalloc.usecases.allocating.exploring import explore
from tests.laws.test_sweeps import explored

distributed = pytest.importorskip("distributed", reason="the extra « cluster » is not installed")


@pytest.fixture(name="cluster", scope="module")
def _cluster() -> Iterator[object]:
    """Start a scheduler and two workers, each a process of its own."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster


def bytes_of(path: Path, settings: Settings, **how: object) -> bytes:
    """Return what is kept of an exploration, however it ran."""
    scenario, _ = explored(4)
    explore(scenario, settings, output=path, **how)  # type: ignore[arg-type]
    return path.with_name(path.name + ".partiel").read_bytes()


def test_a_cluster_writes_the_same_bytes_even_when_a_worker_is_killed_on_the_way(cluster: object, tmp_path: Path) -> None:
    _, settings = explored(4)
    alone = bytes_of(tmp_path / "alone.csv", settings)
    killed: list[int] = []

    def told(_count: int) -> None:
        if not killed:
            killed.append(next(iter(cluster.workers.values())).pid)  # type: ignore[attr-defined]
            os.kill(killed[0], signal.SIGKILL)

    address = cluster.scheduler_address  # type: ignore[attr-defined]
    assert bytes_of(tmp_path / "together.csv", settings, cluster=address, told=told) == alone
    assert killed


def test_two_processes_of_this_computer_write_the_same_bytes_too(tmp_path: Path) -> None:
    _, settings = explored(4)
    assert bytes_of(tmp_path / "one.csv", settings) == bytes_of(tmp_path / "two.csv", settings, workers=2)
