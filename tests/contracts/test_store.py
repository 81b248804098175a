"""What every store promises: the same seals, nothing changed, nothing half-written, and one chain whatever the number of writers."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import psycopg
import pytest

from fundalloc.errors.ledger import LedgerExists
from fundalloc.intake.fund import read_fund
from fundalloc.ledger.address import Address
from fundalloc.ledger.chain.verification import verify
from fundalloc.ledger.entries import Entry, instalment
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account, Book, Dimension
from fundalloc.ledger.storage.layout import VIEWS, guarded
from fundalloc.ledger.storage.store import Store, creating, open_ledger
from fundalloc.usecases.proving import keeping
from tests.bookkeeping import Desk, at

WRITERS = 4
ENTRIES_EACH = 5
STAYS = (sqlite3.Error, psycopg.Error)


@pytest.fixture
def store(address: Address, tmp_path: Path) -> Iterator[Store]:
    with opened(address, tmp_path) as made:
        yield made


def opened(address: Address, folder: Path) -> Store:
    with creating(address) as session:
        Journal(session).open(read_fund(Desk(folder).fund()), person="caisse", now=at("2024-10-01"))
    return open_ledger(address)


def money(reference: str, amount_cents: int = 100_00) -> Entry:
    return instalment(amount_cents, receivable_cents=0, fiscal_year="2024-2025", reference=reference, on=date(2024, 11, 1), person="caisse")


def receive(store: Store, reference: str, amount_cents: int = 100_00, *, keep: bool = True) -> str:
    with store.writing(keep=keep) as session:
        return Journal(session).append(money(reference, amount_cents), fund="fonds-essai", now=at("2024-11-02")).hash


def test_the_same_acts_have_the_same_seals_on_every_store(new_address: Callable[[str], Address], tmp_path: Path) -> None:
    seals = set()
    for kind in ("sqlite", "postgresql"):
        with opened(new_address(kind), tmp_path) as store:
            seals.add(receive(store, "VIR-1"))
    assert len(seals) == 1


def test_books_are_opened_once(store: Store, address: Address) -> None:
    del store
    with pytest.raises(LedgerExists), creating(address):
        pass


def test_what_is_written_stays_written(store: Store) -> None:
    receive(store, "VIR-1")
    for statement in ("UPDATE posting_line SET amount_cents = 0", "DELETE FROM entry", "UPDATE meta SET value = 'x'"):
        with pytest.raises(STAYS, match="stays written"), store.writing() as session:
            session.rows(f"{statement} WHERE 1 = 1 RETURNING 1")
    with store.reading() as session:
        assert verify(session, kept_head=None).sound


def test_every_sealed_table_of_every_store_has_its_guards(store: Store) -> None:
    with store.reading() as session:
        acts = ("update", "delete") if session.dialect == "sqlite" else ("update", "delete", "truncate")
        assert set(session.guards_found()) == {f"{table}_keeps_{act}" for table in guarded(session.dialect) for act in acts}
        assert session.tables_found() == session.tables_expected()


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_a_view_that_shows_something_else_is_found(store: Store, view: str) -> None:
    with store.writing() as session:
        assert session.views_changed() == ()
        session.change(f"DROP VIEW {view}")
        session.change(VIEWS[view].replace(" = ", " >= "))
    with store.reading() as session:
        assert [(breach.what, breach.table) for breach in verify(session, kept_head=None).breaches] == [("view", view)]


def test_balances_and_indexes_are_made_again_on_every_store(store: Store, address: Address) -> None:
    receive(store, "VIR-1")
    store.close()
    assert keeping.recount(address).sound


def test_what_is_refused_midway_leaves_nothing(store: Store) -> None:
    def fail_midway() -> None:
        with store.writing() as session:
            Journal(session).append(money("V", 5_00), fund="fonds-essai", now=at("2024-11-02"))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail_midway()
    receive(store, "ESSAI", keep=False)
    with store.reading() as session:
        assert Journal(session).head().seq == 1
        assert Journal(session).balances(None, (), None, None) == ()


def test_writers_at_once_make_one_chain_and_lose_nothing(store: Store) -> None:
    def write(writer: int) -> list[str]:
        return [receive(store, f"VIR-{writer}-{number}", 1_00) for number in range(ENTRIES_EACH)]

    with ThreadPoolExecutor(WRITERS) as pool:
        seals = [seal for written in pool.map(write, range(WRITERS)) for seal in written]
    with store.reading() as session:
        proof = verify(session, kept_head=None)
        assert proof.sound
        assert (proof.entries, len(set(seals))) == (1 + WRITERS * ENTRIES_EACH, WRITERS * ENTRIES_EACH)
        assert Journal(session).account_cents(Account.BANK) == WRITERS * ENTRIES_EACH * 100


def test_many_entries_written_together_are_the_entries_written_one_by_one(
    new_address: Callable[[str], Address], address: Address, tmp_path: Path
) -> None:
    with opened(address, tmp_path) as together, opened(new_address("sqlite"), tmp_path) as apart:
        with together.writing() as session:
            sealed = Journal(session).append_all(
                [money(f"V{number}", 1_00 + number) for number in range(30)], fund="fonds-essai", now=at("2024-11-02")
            )
        assert [each.hash for each in sealed] == [receive(apart, f"V{number}", 1_00 + number) for number in range(30)]
        with together.reading() as session:
            assert verify(session, kept_head=None).sound


def test_kept_balances_are_the_sums_of_the_journal(store: Store) -> None:
    for number in range(3):
        receive(store, f"VIR-{number}", 10_00 + number)
    with store.reading() as session:
        journal = Journal(session)
        assert journal.balances(Book.ACTUAL, tuple(Dimension), None, None) == journal.balances(
            Book.ACTUAL, tuple(Dimension), date(2024, 11, 1), None
        )
        assert journal.balances(None, (), date(2024, 10, 31), None) == ()
