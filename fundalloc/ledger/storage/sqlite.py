"""SQLite as a store: a write-ahead log with ``synchronous=FULL``, and the write lock taken before anything is read."""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from fundalloc.errors import Refusal
from fundalloc.errors.ledger import DiskFull, LedgerBusy, LedgerReadOnly, NotALedger
from fundalloc.errors.store import StoreUnreachable
from fundalloc.ledger.storage.layout import CATALOGUE, VIEWS, Dialect, named, tables

LOCK_SECONDS: Final = 30
CACHE_KILOBYTES: Final = 64_000
SETTINGS: Final = ("synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON", f"cache_size = -{CACHE_KILOBYTES}")
DAMAGE_TOLD_MAX: Final = 20
ROWS_TOGETHER: Final = 50
"""How many rows one statement adds where there are many: half the time of one at a time; more bring nothing more."""


class SqliteDriver:
    """A ledger's file; ``creating`` makes it, otherwise it must be there."""

    dialect: Final = Dialect.SQLITE
    mark: Final = "?"

    def __init__(self, file: Path, *, creating: bool = False) -> None:
        self._address = f"file:{quote(str(file.absolute()))}?mode={'rwc' if creating else _mode(file)}"
        self._creating = creating

    def connect(self) -> Any:  # noqa: ANN401 - what both databases' drivers give
        connection = sqlite3.connect(self._address, uri=True, isolation_level=None, timeout=LOCK_SECONDS, check_same_thread=False)
        try:
            for setting in (*(("journal_mode = WAL",) if self._creating else ()), *SETTINGS):
                connection.execute(f"PRAGMA {setting}")
        except BaseException:
            connection.close()
            raise
        return connection

    def begin(self, connection: Any, *, writes: bool) -> None:  # noqa: ANN401 - as above
        connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    def spoken(self, statement: str) -> str:
        return statement

    def stream(self, connection: Any, statement: str, values: Mapping[str, object]) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - as above
        return iter(connection.execute(statement, values))

    def write_many(self, connection: Any, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]], ending: str) -> None:  # noqa: ANN401
        whole = len(rows) - len(rows) % ROWS_TOGETHER
        if whole:
            together = (tuple(chain.from_iterable(rows[start : start + ROWS_TOGETHER])) for start in range(0, whole, ROWS_TOGETHER))
            connection.executemany(_insertion(table, tuple(names), ROWS_TOGETHER, ending), together)
        connection.executemany(_insertion(table, tuple(names), 1, ending), rows[whole:])

    def guards_found(self, connection: Any) -> dict[str, str]:  # noqa: ANN401 - as above
        return {_text(name): _text(sql) for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")}

    def tables_found(self, connection: Any) -> frozenset[str]:  # noqa: ANN401 - as above
        found = (_text(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"))
        return frozenset(name for name in found if not name.startswith("sqlite_"))

    def views_changed(self, connection: Any) -> Sequence[str]:  # noqa: ANN401 - as above
        found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'"))
        return tuple(name for name, statement in VIEWS.items() if found.get(name) != statement)

    def is_ours(self, connection: Any) -> bool:  # noqa: ANN401 - as above
        found = connection.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name").fetchall()
        told = [row for row in found if row[0] in {"table", "index"} and (row[0] == "index" or row[1] in tables(self.dialect))]
        return sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest() == CATALOGUE

    def damage(self, connection: Any) -> Sequence[str]:  # noqa: ANN401 - as above
        found = [said for (said,) in connection.execute(f"PRAGMA integrity_check({DAMAGE_TOLD_MAX})")]
        return [] if found == ["ok"] else found

    def refusal(self, error: Exception, place: str) -> Refusal | None:
        """Return what the database says as one of our refusals, where a person can do something about it."""
        if isinstance(error, UnicodeDecodeError):  # the database's own words hold what is damaged
            return NotALedger(path=place)
        said = str(error)
        return next((refusal(place) for words, refusal in _SAID if words in said), None) if isinstance(error, sqlite3.Error) else None


def _text(said: object) -> str:
    """Return what SQLite's catalogue says; damaged, it may hold bytes instead, which are then no name of ours."""
    return said if isinstance(said, str) else repr(said)


@cache
def _insertion(table: str, names: tuple[str, ...], rows: int, ending: str) -> str:
    marks = f"({', '.join('?' * len(names))})"
    return f"INSERT INTO {table} ({named(names)}) VALUES {', '.join([marks] * rows)}{ending}"  # noqa: S608 - our own names


def _mode(file: Path) -> str:
    """Return how a file is opened; where nothing may be written, it never changes, unless a log beside it holds its last entries."""
    if os.access(file.parent, os.W_OK):
        return "rw"
    log = file.with_name(f"{file.name}-wal")
    return "ro" if log.is_file() and log.stat().st_size else "ro&immutable=1"


_SAID: Final = (
    ("database is locked", lambda place: LedgerBusy(seconds=LOCK_SECONDS)),  # noqa: ARG005 - one shape for all
    ("readonly database", lambda place: LedgerReadOnly(path=place)),
    ("unable to open database", lambda place: LedgerReadOnly(path=place)),
    ("database or disk is full", lambda place: DiskFull(path=place)),
    ("disk I/O error", lambda place: StoreUnreachable(path=place, system_says="disk I/O error")),
    ("not a database", lambda place: NotALedger(path=place)),
    ("malformed", lambda place: NotALedger(path=place)),
    ("Could not decode to UTF-8", lambda place: NotALedger(path=place)),
    ("no such table", lambda place: NotALedger(path=place)),
    ("no such column", lambda place: NotALedger(path=place)),
)
