"""
One ledger in a database: opened, read in one transaction, written in one transaction under one lock.

SQLite keeps a write-ahead log with ``synchronous=FULL`` and takes the write lock before it reads (``BEGIN IMMEDIATE``); PostgreSQL locks
the head.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from fundalloc.errors import Refusal
from fundalloc.errors.ledger import DiskFull, LedgerBusy, LedgerExists, LedgerMissing, LedgerReadOnly, NotALedger
from fundalloc.ledger.rows import Value
from fundalloc.ledger.storage.schema import ENTRY, HEAD, LAYOUT, META, METADATA, REFUSING_FUNCTION, ROWS, TOTAL, TOTAL_KEY, guards

FILE_NAME: Final = "ledger.sqlite"
LOCK_SECONDS: Final = 30
STREAMED_ROWS: Final = 5_000

_ADD_TO_TOTAL: Final = f" ON CONFLICT ({', '.join(TOTAL_KEY)}) DO UPDATE SET amount_cents = total.amount_cents + excluded.amount_cents"
_MARKS: Final = {"sqlite": "?", "postgresql": "%s"}


class Session:
    """One transaction on a ledger; everything it reads is from one moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.dialect = connection.dialect.name

    def rows(self, statement: str, **values: object) -> Sequence[tuple[Any, ...]]:
        """Return the rows of a question in portable SQL, with ``:named`` values."""
        return [tuple(row) for row in self._connection.execute(text(statement), values)]

    def stream(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Go through the rows of a question without holding them all."""
        options = {"stream_results": True, "max_row_buffer": STREAMED_ROWS}
        result = self._connection.execute(text(statement), execution_options=options)
        for part in result.partitions(STREAMED_ROWS):
            yield from map(tuple, part)

    def add_entry(self, values: dict[str, object]) -> None:
        """Write an entry's own row."""
        self._connection.execute(insert(ENTRY), [values])

    def add_rows(self, table: str, rows: Sequence[tuple[Value, ...]]) -> None:
        """Write rows sealed with an entry, each led by the entry's number and its line."""
        self._connection.exec_driver_sql(self._insertion(ROWS[table]), list(rows))

    def add_to_totals(self, rows: Sequence[tuple[Value, ...]]) -> None:
        """Add amounts to the kept balances; each row is a balance's key, then an amount."""
        self._connection.exec_driver_sql(self._insertion(TOTAL) + _ADD_TO_TOTAL, list(rows))

    def _insertion(self, table: Table) -> str:
        """Write the statement in the driver's own way, which is several times faster for many rows."""
        names = ", ".join(column.name for column in table.columns)
        marks = ", ".join([_MARKS[self.dialect]] * len(table.columns))
        return f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 - our own columns

    def move_head(self, seq: int, seal: str) -> None:
        """Keep the number and the seal of the last entry."""
        self._connection.execute(text("UPDATE head SET seq = :seq, hash = :hash WHERE id = 1"), {"seq": seq, "hash": seal})

    def guards_found(self) -> dict[str, str]:
        """Return the triggers that stand in the store, with the statement that made each (or its state, on PostgreSQL)."""
        if self.dialect == "sqlite":
            return dict(self.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        found = self.rows("SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal")
        return {name: "enabled" if state == "O" else "disabled" for name, state in found}

    def guards_expected(self) -> dict[str, str]:
        """Return the triggers that must stand, as ``guards_found`` tells them."""
        expected = guards(self.dialect)
        return expected if self.dialect == "sqlite" else dict.fromkeys(expected, "enabled")

    def tables_found(self) -> frozenset[str]:
        """Return the tables and views that stand in the store."""
        seen = inspect(self._connection)
        return frozenset(name for name in (*seen.get_table_names(), *seen.get_view_names()) if not name.startswith("sqlite_"))

    def tables_expected(self) -> frozenset[str]:
        """Return the tables that must stand, and no other."""
        return frozenset(METADATA.tables)


class Store:
    """A ledger's database; ``place`` is what a person calls it."""

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read in one transaction, which is given back unchanged."""
        with told_plainly(self._place), self._engine.connect() as connection, connection.begin() as transaction:
            yield Session(connection)
            transaction.rollback()

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[Session]:
        """Write in one transaction that holds the ledger's one write lock; a refusal, or ``keep`` false, leaves nothing behind."""
        with (
            told_plainly(self._place),
            self._engine.connect().execution_options(writes=True) as connection,
            connection.begin() as transaction,
        ):
            if connection.dialect.name == "postgresql":
                connection.execute(text("LOCK TABLE head IN EXCLUSIVE MODE"))
            yield Session(connection)
            if not keep:
                transaction.rollback()

    def close(self) -> None:
        self._engine.dispose()


# --- Opening


def create_in_folder(folder: Path) -> "NewFile":
    """
    Prepare a new SQLite ledger beside its final name, so that a ledger is either whole or not there.

    Raises:
        LedgerExists: the folder already holds one.

    """
    if (folder / FILE_NAME).exists():
        raise LedgerExists(path=str(folder))
    return NewFile(folder)


class NewFile:
    """A ledger being opened: it takes its name only when everything in it is written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made_folder = not folder.exists()
        self._file = folder / f"{FILE_NAME}.opening-{os.getpid()}"

    def __enter__(self) -> Store:
        with told_plainly(str(self._folder)):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file.unlink(missing_ok=True)
            engine = _sqlite_engine(self._file, mode="rwc")
            self._store = Store(engine, str(self._folder))
            prepare(engine)
        return self._store

    def keep(self) -> None:
        """Give the ledger its name; nothing that already has it is ever replaced."""
        self._store.close()
        with told_plainly(str(self._folder)):
            try:
                os.link(self._file, self._folder / FILE_NAME)
            except FileExistsError:
                raise LedgerExists(path=str(self._folder)) from None
            _flush_folder(self._folder)

    def __exit__(self, *_: object) -> None:
        self._store.close()
        for ending in ("", "-wal", "-shm"):
            Path(f"{self._file}{ending}").unlink(missing_ok=True)
        if self._made_folder and not any(self._folder.iterdir()):
            self._folder.rmdir()


def open_in_folder(folder: Path) -> Store:
    """
    Open the SQLite ledger of a folder.

    Raises:
        LedgerMissing: there is none. NotALedger: the file is something else, or its layout is not ours.

    """
    store = open_as_found(folder)
    _refuse_other_layout(store, str(folder))
    return store


def open_as_found(folder: Path) -> Store:
    """Open the SQLite ledger of a folder whatever it says of itself, to verify it."""
    file = folder / FILE_NAME
    if not file.is_file():
        raise LedgerMissing(path=str(folder))
    return Store(_sqlite_engine(file, mode="rw" if os.access(folder, os.W_OK) else "ro&immutable=1"), str(folder))


def open_at_url(url: str) -> Store:
    """Open the PostgreSQL ledger of a database."""
    store = Store(_postgresql_engine(url), url.rpartition("@")[2])
    _refuse_other_layout(store, url.rpartition("@")[2])
    return store


def create_at_url(url: str) -> Store:
    """Prepare a new ledger in an empty PostgreSQL database."""
    engine = _postgresql_engine(url)
    prepare(engine)
    return Store(engine, url.rpartition("@")[2])


def prepare(engine: Engine) -> None:
    """Create the tables, the triggers, and the head of an empty chain."""
    with engine.connect() as connection, connection.execution_options(writes=True).begin():
        METADATA.create_all(connection)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(REFUSING_FUNCTION)
        connection.execute(insert(META), [{"name": "layout", "value": LAYOUT}])
        connection.execute(insert(HEAD), [{"id": 1, "seq": 0, "hash": "0" * 64}])
        for statement in guards(connection.dialect.name).values():
            connection.exec_driver_sql(statement)


def _refuse_other_layout(store: Store, place: str) -> None:
    with store.reading() as session:
        found = session.rows("SELECT value FROM meta WHERE name = 'layout'")
    if found != [(LAYOUT,)]:
        raise NotALedger(path=place)


def _sqlite_engine(file: Path, *, mode: str) -> Engine:
    address = f"file:{quote(str(file.absolute()))}?mode={mode}"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, isolation_level=None, timeout=LOCK_SECONDS, check_same_thread=False),
        poolclass=NullPool,
    )

    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, _: object) -> None:
        if mode == "rwc":
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

    return engine


def _postgresql_engine(url: str) -> Engine:
    engine = create_engine(url, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("writes"):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    return engine


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- What a database says, as a refusal


@contextmanager
def told_plainly(place: str) -> Iterator[None]:
    """Turn what a database or a disk says into one of our refusals, where a person can do something about it."""
    try:
        yield
    except DBAPIError as error:
        refusal = _refusal(str(error.orig), place)
        if refusal is None:
            raise
        raise refusal from error
    except OSError as error:
        match error.errno:
            case errno.ENOSPC | errno.EDQUOT:
                raise DiskFull(path=place) from error
            case errno.EROFS | errno.EACCES | errno.EPERM:
                raise LedgerReadOnly(path=place) from error
            case _:
                raise


_SAID: Final = (
    ("database is locked", lambda place: LedgerBusy(seconds=LOCK_SECONDS)),  # noqa: ARG005 - one shape for all
    ("readonly database", lambda place: LedgerReadOnly(path=place)),
    ("unable to open database", lambda place: LedgerReadOnly(path=place)),
    ("database or disk is full", lambda place: DiskFull(path=place)),
    ("not a database", lambda place: NotALedger(path=place)),
    ("disk image is malformed", lambda place: NotALedger(path=place)),
    ("no such table", lambda place: NotALedger(path=place)),
    ("no such column", lambda place: NotALedger(path=place)),
)


def _refusal(said: str, place: str) -> Refusal | None:
    return next((refusal(place) for words, refusal in _SAID if words in said), None)
