"""Damaged statements of every format (``benchmarks/fuzz_statements.py`` runs the same, twenty thousand times each)."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from benchmarks.fuzz_statements import outcome, run, seeds
from fundalloc.domain.statements import StatementFile
from fundalloc.errors import Refusal
from fundalloc.intake import statements
from fundalloc.intake.statements.registry import Wanted


def test_a_damaged_statement_is_read_right_or_refused_never_anything_else(tmp_path: Path) -> None:
    counts, failed = run(40, 7, tmp_path)
    assert failed == []
    assert {told.split(": ")[1] for told in counts} == {"read", "refused"}


def test_sound_files_are_read_in_every_format(tmp_path: Path) -> None:
    for name, (ending, sound, wanted, total) in seeds(Random(1)).items():
        path = tmp_path / f"{name}.{ending}"
        path.write_bytes(sound)
        assert outcome(path, wanted, total) == "read", name


def test_a_reader_that_lost_a_movement_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = statements.read_statement

    def careless(path: Path, problems: list[Refusal], wanted: Wanted) -> StatementFile:
        statement = read(path, problems, wanted)
        return replace(statement, lines=statement.lines[:-1])

    monkeypatch.setattr(statements, "read_statement", careless)
    for name, (ending, sound, wanted, total) in seeds(Random(1)).items():
        path = tmp_path / f"{name}.{ending}"
        path.write_bytes(sound)
        assert outcome(path, wanted, total) == ("refused" if name.startswith("ofx") else "wrong"), name
