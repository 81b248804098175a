"""Ctrl-C, at whatever moment: what was there before stays whole, what is new is whole or is not there, and nobody waits for it."""

import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path
from random import Random

import pytest

from fundalloc.allocation.proving import findings
from fundalloc.optimization.program import ProgramBuilder
from fundalloc.optimization.solver import Session
from tests.program import PROGRAM

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals differ there")

ROOT = Path(__file__).parents[2]
SCENARIO = ROOT / "scenarios" / "cerac-2013-2015"
BEFORE = b'{"avant": true}'


def interrupted(words: list[str], after_seconds: float) -> int:
    """Run a command, press Ctrl-C after so long, and return its exit code."""
    with subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as program:
        try:
            program.communicate(timeout=after_seconds)
        except subprocess.TimeoutExpired:
            program.send_signal(signal.SIGINT)
            program.communicate()
        return program.returncode


def test_an_allocation_stopped_at_any_moment_leaves_no_half_written_file(tmp_path: Path) -> None:
    result, random, whole = tmp_path / "resultat.json", Random(11), 0
    for number in range(5):
        result.write_bytes(BEFORE)
        interrupted(["allocate", str(SCENARIO), "-o", str(result)], random.uniform(0.2, 2.5) if number else 60)
        assert [path.name for path in tmp_path.iterdir()] == [result.name]
        if result.read_bytes() != BEFORE:
            whole += 1
            assert findings(json.loads(result.read_text(encoding="utf-8"))) == []
    assert whole, "the first was left the time it needs"


def test_a_scenario_converted_and_stopped_leaves_no_half_written_workbook(tmp_path: Path) -> None:
    workbook, random = tmp_path / "classeur.xlsx", Random(12)
    for _ in range(3):
        interrupted(["scenario", "convert", str(SCENARIO), str(workbook)], random.uniform(0.3, 2))
        assert {path.name for path in tmp_path.iterdir()} <= {workbook.name}
        if workbook.exists():
            assert interrupted(["scenario", "check", str(workbook)], 60) == 0
            workbook.unlink()


def test_a_long_search_among_choices_stops_when_it_is_told(request: pytest.FixtureRequest) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    random, builder = Random(5), ProgramBuilder()
    choices = [builder.choice() for _ in range(90)]
    for _ in range(10):
        uses = {choice: random.randrange(1, 1_000) for choice in choices}
        builder.row(uses, high=sum(uses.values()) // 2)
    program = builder.build()
    goal = program.coefficients.reshape(10, -1).sum(axis=0) // 10 + 500
    threading.Timer(1.0, signal.raise_signal, [signal.SIGINT]).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        Session(program, 60.0).ask(goal)
    assert time.monotonic() - began < 20
