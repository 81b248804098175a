"""Long books are read by several processes at once: whatever becomes of these, what is found is what one process finds."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fundalloc.intake.fund import read_fund
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import Verification
from fundalloc.ledger.chain import apart
from fundalloc.ledger.chain.passing import Passing
from fundalloc.ledger.entries import instalment
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.storage.store import creating, open_ledger
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.proving import keeping
from tests.bookkeeping import VEIL, Desk, at

ENTRIES = 12
DAY = date(2024, 11, 1)


@pytest.fixture(name="ledger")
def _ledger(address: Address, tmp_path: Path) -> Address:
    """Write books that a signed checkpoint, with shares, stands in the middle of."""
    with creating(address) as session:
        Journal(session).open(read_fund(Desk(tmp_path).fund()), person="caisse", now=at("2024-10-01"))
    received(address, "a")
    keeping.make_key(tmp_path / "cle.pem")
    keeping.sign_checkpoint(
        address, tmp_path / "point.json", key=tmp_path / "cle.pem", new_veil=VEIL, person="direction", now=at("2024-11-03")
    )
    received(address, "b")
    return address


def received(address: Address, letter: str) -> None:
    made = [
        instalment(100_00 + number, receivable_cents=0, fiscal_year="2024-2025", reference=f"VIR-{letter}{number}", on=DAY, person="caisse")
        for number in range(ENTRIES)
    ]
    with open_ledger(address) as store, store.writing() as session:
        Journal(session).append_all(made, fund="fonds-essai", now=at("2024-11-02" if letter == "a" else "2024-11-04"))


@pytest.fixture(name="read_by")
def _read_by(ledger: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Verification]:
    monkeypatch.setattr(apart, "LINES_EACH", 1)

    def read(processors: int) -> Verification:
        monkeypatch.setattr(apart, "_processors", lambda: processors)
        return books.verify(ledger, checkpoint=tmp_path / "point.json")

    return read


def test_several_processes_find_what_one_finds(read_by: Callable[[int], Verification], monkeypatch: pytest.MonkeyPatch) -> None:
    alone = read_by(1)
    assert alone.sound
    assert alone.checkpoints == 1
    here: list[object] = []
    own = Passing.__init__
    monkeypatch.setattr(Passing, "__init__", lambda passing, *rest: here.append(own(passing, *rest)))
    assert read_by(3) == alone
    assert len(here) == 1, "the other two spans are read elsewhere"


@pytest.mark.parametrize("program", [("-c", "raise SystemExit(1)"), ("-c", "print('[]')"), ("-c", ""), ("-c", "import os; os.abort()")])
def test_a_process_that_fails_loses_nothing(
    read_by: Callable[[int], Verification], monkeypatch: pytest.MonkeyPatch, program: tuple[str, str]
) -> None:
    alone = read_by(1)
    monkeypatch.setattr(apart, "PROGRAM", program)
    assert read_by(4) == alone


def test_where_no_process_can_be_started_the_books_are_read_here(
    read_by: Callable[[int], Verification], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = read_by(1)
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    assert read_by(2) == alone
