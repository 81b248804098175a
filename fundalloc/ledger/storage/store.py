"""
One ledger in a database: opened, read in one transaction, written in one transaction under one lock.

The same statements go to SQLite and to PostgreSQL through their drivers; SQLAlchemy writes the tables (``schema.py``) and is not loaded
where a ledger is only read or added to.
"""

import errno
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol, Self

from fundalloc.errors import Refusal
from fundalloc.errors.ledger import DiskFull, LedgerExists, LedgerMissing, LedgerReadOnly, NotALedger
from fundalloc.errors.store import LedgerOutdated
from fundalloc.ledger.address import FILE_NAME, Address, shown
from fundalloc.ledger.durable import name_once
from fundalloc.ledger.rows import Value, columns_of
from fundalloc.ledger.storage.layout import LAYOUT, LINE, REFUSING_FUNCTIONS, TOTAL_KEY, VIEWS, Dialect, guards, refusing_function, tables
from fundalloc.ledger.storage.postgresql import PostgresqlDriver
from fundalloc.ledger.storage.shelves import FolderShelf, Shelf, TableShelf
from fundalloc.ledger.storage.sqlite import SqliteDriver

OLDER_LAYOUTS: Final = frozenset({"fundalloc-ledger-1", "fundalloc-ledger-2", "fundalloc-ledger-3"})

_ENTRY: Final = ("seq", "layout", "fund", "kind", "effective_on", "recorded_at", "person", "reason", "reference", "previous_hash", "hash")
_ADD_TO_TOTAL: Final = " ON CONFLICT (heading) DO UPDATE SET amount_cents = heading_total.amount_cents + excluded.amount_cents"
_SAME_HEADING: Final = " AND ".join(f"{name} = :{name}" for name in TOTAL_KEY)


class Driver(Protocol):
    """What is different between the two databases."""

    @property
    def dialect(self) -> Dialect:
        """Which database it is."""

    def connect(self) -> Any:  # noqa: ANN401 - each driver's own kind
        """Open a connection that commits nothing by itself."""

    def begin(self, connection: Any, *, writes: bool) -> None:  # noqa: ANN401
        """Start a transaction; one that writes holds the ledger's one write lock from the start."""

    def spoken(self, statement: str) -> str:
        """Write a question with ``:named`` values as the driver wants it."""

    def stream(self, connection: Any, statement: str, values: Mapping[str, object]) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
        """Go through rows without holding them all."""

    def write_many(self, connection: Any, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]], ending: str) -> None:  # noqa: ANN401
        """Add rows."""

    def guards_found(self, connection: Any) -> dict[str, str]:  # noqa: ANN401
        """Return the triggers that stand in the store, with the statement that made each; one that does nothing any more has none."""

    def tables_found(self, connection: Any) -> frozenset[str]:  # noqa: ANN401
        """Return the tables and views that stand in the store."""

    def views_changed(self, connection: Any) -> Sequence[str]:  # noqa: ANN401
        """Return the views that are not defined as ours are."""

    def is_ours(self, connection: Any) -> bool:  # noqa: ANN401
        """Tell whether our tables and their indexes are described as we made them, where the database lets a file say otherwise."""

    def damage(self, connection: Any) -> Sequence[str]:  # noqa: ANN401
        """Look through the pages and the indexes, where the database leaves that to its users; return what does not hold."""

    def refusal(self, error: Exception, place: str) -> Refusal | None:
        """Return what the database says as one of our refusals."""


class Session:
    """One transaction on a ledger; everything it reads is from one moment."""

    def __init__(
        self,
        connection: Any,  # noqa: ANN401 - each driver's own kind
        driver: Driver,
        shelf: Shelf,
        headings: Mapping[tuple[str, ...], int] = MappingProxyType({}),
    ) -> None:
        self._connection = connection
        self._driver = driver
        self.shelf = shelf
        self.dialect = driver.dialect
        self.sums: dict[tuple[str, int], Mapping[int, tuple[int, int]]] = {}
        """What the lines of a day add up to, heading by heading: what one question added up, the next one finds."""
        self.headings: Final = Headings(self, headings)

    def rows(self, statement: str, **values: object) -> Sequence[tuple[Any, ...]]:
        """Return the rows of a question in portable SQL, with ``:named`` values."""
        found: Sequence[tuple[Any, ...]] = self._connection.execute(self._driver.spoken(statement), values).fetchall()
        return found

    def stream(self, statement: str, **values: object) -> Iterator[tuple[Any, ...]]:
        """Go through the rows of a question without holding them all."""
        return self._driver.stream(self._connection, self._driver.spoken(statement), values)

    def change(self, statement: str) -> None:
        """Carry out a statement that changes the store itself."""
        self._connection.execute(statement)

    def add_entries(self, rows: Sequence[tuple[Value, ...]]) -> None:
        """Write entries' own rows, each with its seal last."""
        self._driver.write_many(self._connection, "entry", _ENTRY, rows, "")

    def add_rows(self, table: str, rows: Sequence[tuple[Value, ...]]) -> None:
        """Write rows sealed with an entry, each led by the entry's number and its line."""
        self._driver.write_many(self._connection, table, ("entry_seq", "line", *columns_of(table)), rows, "")

    def add_lines(self, rows: Sequence[tuple[Value, ...]]) -> None:
        """Write lines of postings: entry, line, heading, cents, day; their new headings first."""
        made = self.headings.taken()
        if made:
            self._driver.write_many(self._connection, "heading", ("id", *TOTAL_KEY), made, "")
        self._driver.write_many(self._connection, "posting_line", LINE, rows, "")

    def heading(self, key: tuple[str, ...]) -> int:
        """Return the number of a heading; a new one takes the next number, and is written with its first lines."""
        return self.headings[key]

    def add_to_totals(self, rows: Sequence[tuple[int, int]]) -> None:
        """Add cents to the kept balances of headings."""
        self._driver.write_many(self._connection, "heading_total", ("heading", "amount_cents"), rows, _ADD_TO_TOTAL)

    def move_head(self, seq: int, seal: str) -> None:
        """Keep the number and the seal of the last entry."""
        self._connection.execute(self._driver.spoken("UPDATE head SET seq = :seq, hash = :hash WHERE id = 1"), {"seq": seq, "hash": seal})

    @contextmanager
    def indexed_afterwards(self, table: str) -> Iterator[None]:
        """Take a table's indexes down while very many rows are added to it, then make them again, which costs less than half."""
        from fundalloc.ledger.storage.schema import indexes  # noqa: PLC0415 - SQLAlchemy is loaded where tables are made

        made = indexes(self.dialect, table)
        for name in made:
            self.change(f"DROP INDEX {name}")
        yield
        for statement in made.values():
            self.change(statement)

    def index_again(self) -> None:
        """Make every index again from its table."""
        for table in sorted(self.tables_expected() - {*VIEWS}):
            self.change(f"REINDEX {'TABLE ' if self.dialect is Dialect.POSTGRESQL else ''}{table}")

    def guards_found(self) -> dict[str, str]:
        """Return the triggers that stand in the store, with the statement that made each; one that does nothing any more has none."""
        return self._driver.guards_found(self._connection)

    def guards_expected(self) -> dict[str, str]:
        """Return the triggers that must stand, as ``guards_found`` tells them."""
        return guards(self.dialect)

    def tables_found(self) -> frozenset[str]:
        """Return the tables and views that stand in the store."""
        return self._driver.tables_found(self._connection)

    def is_ours(self) -> bool:
        """Tell whether our tables and their indexes are described as we made them, where the database lets a file say otherwise."""
        return self._driver.is_ours(self._connection)

    def views_changed(self) -> Sequence[str]:
        """Return the views that are not defined as ours are."""
        return self._driver.views_changed(self._connection)

    def tables_expected(self) -> frozenset[str]:
        """Return the tables that must stand, and no other."""
        return tables(self.dialect)


class Headings(dict[tuple[str, ...], int]):
    """
    The numbers of the headings met in a transaction; those it makes are taken to the store together.

    ``kept`` are those that earlier transactions left: a heading is never changed, nor its number given to another.
    """

    def __init__(self, session: Session, kept: Mapping[tuple[str, ...], int]) -> None:
        super().__init__()
        self._session = session
        self._kept = kept
        self._last: int | None = None
        self._made: list[tuple[Value, ...]] = []

    def __missing__(self, key: tuple[str, ...]) -> int:
        number = self[key] = self._kept.get(key) or self._found(key) or self._make(key)
        return number

    def _found(self, key: tuple[str, ...]) -> int | None:
        asked = dict(zip(TOTAL_KEY, key, strict=True))
        found = self._session.rows(f"SELECT id FROM heading WHERE {_SAME_HEADING}", **asked)  # noqa: S608 - our own columns
        return int(found[0][0]) if found else None

    def _make(self, key: tuple[str, ...]) -> int:
        if self._last is None:
            ((self._last,),) = self._session.rows("SELECT coalesce(max(id), 0) FROM heading")
        self._last += 1
        self._made.append((self._last, *key))
        return self._last

    def taken(self) -> Sequence[tuple[Value, ...]]:
        """Return the headings made since this was last asked."""
        made, self._made = self._made, []
        return made


class Store:
    """A ledger's database; ``place`` is what a person calls it."""

    def __init__(self, driver: Driver, place: str, folder: Path | None = None) -> None:
        self._driver = driver
        self._folder = folder
        self.place = place
        self._idle: list[Any] = []
        self._headings: dict[tuple[str, ...], int] = {}

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read in one transaction, which is given back unchanged."""
        with told_plainly(self.place, self._driver), self._transaction(writes=False) as connection:
            yield self._session(connection)
            connection.execute("ROLLBACK")

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[Session]:
        """Write in one transaction that holds the ledger's one write lock; a refusal, or ``keep`` false, leaves nothing behind."""
        with told_plainly(self.place, self._driver), self._transaction(writes=True) as connection:
            session = self._session(connection)
            yield session
            connection.execute("COMMIT" if keep else "ROLLBACK")
            if keep:
                self._headings.update(session.headings)
                session.shelf.settle()

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Any]:
        connection = self._idle.pop() if self._idle else self._driver.connect()
        try:
            self._driver.begin(connection, writes=writes)
            yield connection
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)

    def _session(self, connection: Any) -> Session:  # noqa: ANN401 - each driver's own kind
        shelf = TableShelf(connection) if self._folder is None else FolderShelf(self._folder)
        return Session(connection, self._driver, shelf, self._headings)

    @contextmanager
    def damage_sought(self) -> Iterator[Callable[[], Sequence[str]]]:
        """Look for damage to the store's pages and indexes, on a connection of its own, while other work is done; call to wait for it."""
        with ThreadPoolExecutor(max_workers=1) as beside:
            yield beside.submit(self._damage).result

    def _damage(self) -> Sequence[str]:
        with closing(self._driver.connect()) as connection:
            return self._driver.damage(connection)

    def close(self) -> None:
        """Close what is open; the store may be used again."""
        while self._idle:
            self._idle.pop().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


# --- Opening


@contextmanager
def creating(address: Address, *, keep: bool = True) -> Iterator[Session]:
    """
    Make a new ledger and write into it, so that a ledger is either whole or not there; ``keep`` false leaves nothing.

    Raises:
        LedgerExists: there is already one.

    """
    if isinstance(address, str):
        with _creating_in_database(address, keep=keep) as session:
            yield session
    else:
        with _creating_in_folder(address, keep=keep) as session:
            yield session


@contextmanager
def _creating_in_database(url: str, *, keep: bool) -> Iterator[Session]:
    driver, place = PostgresqlDriver(url), shown(url)
    with told_plainly(place, driver), closing(driver.connect()) as connection:
        connection.execute("BEGIN")
        session = Session(connection, driver, TableShelf(connection))
        if session.tables_found() & session.tables_expected():
            raise LedgerExists(path=place)
        prepare(session)
        yield session
        connection.execute("COMMIT" if keep else "ROLLBACK")


@contextmanager
def _creating_in_folder(folder: Path, *, keep: bool) -> Iterator[Session]:
    if (folder / FILE_NAME).exists():
        raise LedgerExists(path=str(folder))
    made_folder = not folder.exists()
    file = folder / f"{FILE_NAME}.opening-{os.getpid()}"
    driver = SqliteDriver(file, creating=True)
    with told_plainly(str(folder), driver):
        folder.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        try:
            with closing(driver.connect()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                session = Session(connection, driver, FolderShelf(folder))
                prepare(session)
                yield session
                connection.execute("COMMIT" if keep else "ROLLBACK")
            if keep:
                _give_its_name(file, folder)
        finally:
            for ending in ("", "-wal", "-shm"):
                Path(f"{file}{ending}").unlink(missing_ok=True)
            if made_folder and not any(folder.iterdir()):
                folder.rmdir()


def _give_its_name(file: Path, folder: Path) -> None:
    try:
        name_once(file, folder / FILE_NAME)
    except FileExistsError:
        raise LedgerExists(path=str(folder)) from None


def open_ledger(address: Address) -> Store:
    """
    Open a ledger.

    Raises:
        LedgerMissing: there is none. NotALedger: it is something else. LedgerOutdated: an earlier version of this program made it.

    """
    store = open_as_found(address)
    with store.reading() as session:
        found = session.rows("SELECT value FROM meta WHERE name = 'layout'")
    if found != [(LAYOUT,)]:
        store.close()
        older = len(found) == 1 and found[0][0] in OLDER_LAYOUTS
        raise LedgerOutdated(path=store.place, layout=found[0][0]) if older else NotALedger(path=store.place)
    return store


def open_as_found(address: Address) -> Store:
    """Open a ledger whatever it says of itself, to verify it or to upgrade it."""
    if isinstance(address, str):
        return Store(PostgresqlDriver(address), shown(address))
    file = address / FILE_NAME
    if not file.is_file():
        raise LedgerMissing(path=str(address))
    return Store(SqliteDriver(file), str(address), address)


def prepare(session: Session) -> None:
    """Create the tables, the triggers, and the head of an empty chain."""
    from fundalloc.ledger.storage.schema import creations  # noqa: PLC0415 - SQLAlchemy is loaded where tables are made

    for statements in creations(session.dialect).values():
        for statement in statements:
            session.change(statement)
    session.change(f"INSERT INTO meta (name, value) VALUES ('layout', '{LAYOUT}')")  # noqa: S608 - our own word
    session.change(f"INSERT INTO head (id, seq, hash) VALUES (1, 0, '{'0' * 64}')")  # noqa: S608 - the same
    guard(session)


def guard(session: Session) -> None:
    """Put up the triggers."""
    if session.dialect is Dialect.POSTGRESQL:
        for name in REFUSING_FUNCTIONS:
            session.change(refusing_function(name))
    for statement in guards(session.dialect).values():
        session.change(statement)


# --- What a database says, as a refusal


@contextmanager
def told_plainly(place: str, driver: Driver | None = None) -> Iterator[None]:
    """Turn what a database or a disk says into one of our refusals, where a person can do something about it."""
    try:
        yield
    except OSError as error:
        match error.errno:
            case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
                raise DiskFull(path=place) from error
            case errno.EROFS | errno.EACCES | errno.EPERM:
                raise LedgerReadOnly(path=place) from error
            case _:
                raise
    except Exception as error:
        refusal = driver.refusal(error, place) if driver else None
        if refusal is None:
            raise
        raise refusal from error
