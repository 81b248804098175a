"""Damaged claims and archives of receipts (``benchmarks/fuzz_claims.py`` runs the same, twenty thousand times each)."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import fuzz_claims
from fundalloc.domain.claims import ClaimFile
from fundalloc.errors import Refusal
from fundalloc.intake.claims import read_claim


def test_a_damaged_claim_is_read_right_or_refused_never_anything_else(tmp_path: Path) -> None:
    counts, failed = fuzz_claims.run(25, 7, tmp_path)
    assert failed == []
    assert {told.split(": ")[1] for told in counts} == {"read", "refused"}


def test_a_reader_that_lost_a_line_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(path: Path, problems: list[Refusal]) -> ClaimFile:
        claim = read_claim(path, problems)
        return replace(claim, lines=claim.lines[:-1])

    files = fuzz_claims.seeds(tmp_path)
    assert {kind: fuzz_claims.outcome(kind, path) for kind, path in files.items()} == dict.fromkeys(files, "read")
    monkeypatch.setattr(fuzz_claims, "read_claim", careless)
    assert [fuzz_claims.outcome(kind, files[kind]) for kind in ("csv", "workbook")] == ["wrong", "wrong"]
