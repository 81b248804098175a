"""Killed, crowded or starved, the books lose nothing: what ``benchmarks/durability.py`` does a thousand times, a few times here."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.durability import (
    crowd,
    fill,
    in_child,
    kill_often,
    money,
    opened,
    read_only_database,
    read_only_place,
    small_database,
    small_place,
)
from fundalloc.errors import Refusal
from fundalloc.ledger.address import Address
from fundalloc.ledger.chain.verification import verify
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.storage.store import open_ledger
from tests.bookkeeping import at
from tests.stores import STORES

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked here")


@pytest.mark.parametrize("kind", STORES)
def test_a_writer_killed_at_any_moment_loses_nothing_it_had_acknowledged(
    kind: str, new_address: Callable[[str], Address], tmp_path: Path
) -> None:
    toll = kill_often(lambda: new_address(kind), tmp_path, kills=12, seed=7)
    assert (toll.kills, toll.lost, toll.unsound) == (12, 0, 0)
    assert 0 < toll.acknowledged < toll.written + toll.kills


def test_writers_in_their_own_processes_make_one_chain_and_never_overspend(address: Address, tmp_path: Path) -> None:
    toll = crowd(address, tmp_path, writers=4, entries=12, budget=30)
    assert (toll.written, toll.acknowledged, toll.lost, toll.unsound) == (30, 30, 0, 0)


def test_the_count_of_losses_is_itself_put_to_the_test(address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A canary: writers who look at the line outside the lock overspend it, and the count says so."""
    import benchmarks.durability

    monkeypatch.setattr(benchmarks.durability, "available_cents", lambda _: 10_00)
    assert crowd(address, tmp_path, writers=2, entries=20, budget=30).lost > 0


def test_a_file_that_may_not_grow_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    ledger = opened(tmp_path / "livre", tmp_path)

    def write(pipe: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
        written = 0
        try:
            with open_ledger(ledger) as store:
                while True:
                    with store.writing() as session:
                        fifty = [money(each) for each in range(50)]
                        Journal(session).append_all(fifty, fund="fonds-essai", now=at("2024-11-02"))
                    written += len(fifty)
        except Refusal as refusal:
            os.write(pipe, f"{written} {refusal.code}".encode())

    child, pipe = in_child(write)
    with os.fdopen(pipe, "rb") as told:
        written, code = told.read().decode().split()
    os.waitpid(child, 0)
    assert code in {"livres-hors-d-atteinte", "disque-plein"}
    with open_ledger(ledger) as store, store.reading() as session:
        found = verify(session, kept_head=None)
        assert (found.sound, found.entries) == (True, 1 + int(written))


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounting a small place needs the right to")
@pytest.mark.parametrize("kind", STORES)
def test_a_full_disk_then_a_read_only_one_are_told_and_nothing_is_lost(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    try:
        if kind == "sqlite":
            with small_place(tmp_path / "petit", 4) as place:
                toll = fill(opened(place / "livre", tmp_path), read_only_place(place))
        else:
            with small_database(request.getfixturevalue("server"), 12) as (address, ballast):
                toll = fill(opened(address, tmp_path), read_only_database(address, ballast))
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"nothing can be mounted here: {error}")
    assert toll.refusals == ["disque-plein", "livre-en-lecture-seule"]
    assert (toll.acknowledged > 0, toll.lost, toll.unsound) == (True, 0, 0)
