"""PostgreSQL as a store: one snapshot to read, and a lock on the head to write; rows go by ``COPY`` when there are many."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, Final

from fundalloc.errors import Refusal
from fundalloc.errors.ledger import DiskFull, LedgerBusy, LedgerReadOnly, NotALedger
from fundalloc.errors.store import StoreUnreachable
from fundalloc.ledger.storage.layout import REFUSING_FUNCTIONS, VIEWS, Dialect, named

LOCK_SECONDS: Final = 30
COPIED_ROWS_MIN: Final = 50
STREAMED_ROWS: Final = 5_000

_NAMED = re.compile(r"(?<!:):([a-z_]+)")
_STREAMS = count()


class PostgresqlDriver:
    """A ledger's database, by its address."""

    dialect: Final = Dialect.POSTGRESQL
    mark: Final = "%s"

    def __init__(self, url: str) -> None:
        self._url = url

    def connect(self) -> Any:  # noqa: ANN401 - what both databases' drivers give
        import psycopg  # noqa: PLC0415 - loaded only where a PostgreSQL ledger is opened

        return psycopg.connect(self._url, autocommit=True, options=f"-c lock_timeout={LOCK_SECONDS}s -c client_min_messages=warning")

    def begin(self, connection: Any, *, writes: bool) -> None:  # noqa: ANN401 - as above
        if writes:
            connection.execute("BEGIN")
            connection.execute("LOCK TABLE head IN EXCLUSIVE MODE")
        else:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    def spoken(self, statement: str) -> str:
        return _spoken(statement)

    def stream(self, connection: Any, statement: str, values: Mapping[str, object]) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - as above
        with connection.cursor(name=f"stream_{next(_STREAMS)}") as cursor:
            cursor.itersize = STREAMED_ROWS
            yield from cursor.execute(statement, values)

    def write_many(self, connection: Any, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]], ending: str) -> None:  # noqa: ANN401
        told = named(names)
        with connection.cursor() as cursor:
            if ending or len(rows) < COPIED_ROWS_MIN:
                cursor.executemany(f"INSERT INTO {table} ({told}) VALUES ({', '.join(['%s'] * len(names))}){ending}", rows)  # noqa: S608
                return
            with cursor.copy(f"COPY {table} ({told}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

    def guards_found(self, connection: Any) -> dict[str, str]:  # noqa: ANN401 - as above
        found = connection.execute(
            "SELECT tgname, tgenabled, pg_get_triggerdef(pg_trigger.oid, true), proname, btrim(prosrc) FROM pg_trigger "
            "JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
        )
        return {
            name: statement if state == "O" and REFUSING_FUNCTIONS.get(function) == body else "disarmed"
            for name, state, statement, function, body in found
        }

    def tables_found(self, connection: Any) -> frozenset[str]:  # noqa: ANN401 - as above
        found = connection.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
        return frozenset(name for (name,) in found)

    def views_changed(self, connection: Any) -> Sequence[str]:  # noqa: ANN401 - as above
        asked = "SELECT viewname, definition FROM pg_views WHERE schemaname = current_schema()"
        found = {name: _bare(definition) for name, definition in connection.execute(asked)}
        return tuple(name for name, statement in VIEWS.items() if found.get(name) != _bare(statement.partition(" AS ")[2]))

    def is_ours(self, connection: Any) -> bool:  # noqa: ANN401, ARG002 - a server keeps its own catalogue
        return True

    def damage(self, connection: Any) -> Sequence[str]:  # noqa: ANN401, ARG002 - a server checks its own pages, by its checksums
        return ()

    def refusal(self, error: Exception, place: str) -> Refusal | None:
        """Return what the database says as one of our refusals, where a person can do something about it."""
        state = getattr(error, "sqlstate", None)
        match state:
            case "55P03":
                return LedgerBusy(seconds=LOCK_SECONDS)
            case "25006" | "42501":
                return LedgerReadOnly(path=place)
            case "53100" | "53400":
                return DiskFull(path=place)
            case "42P01" | "42703":
                return NotALedger(path=place)
            case _ if "No space left on device" in str(error):  # met by a connection, which has no state yet
                return DiskFull(path=place)
            case _ if type(error).__name__ == "OperationalError":
                return StoreUnreachable(path=place, system_says=str(error).splitlines()[0])
            case _:
                return None


def _bare(definition: str) -> str:
    """
    Write a view's definition without what the server adds to it: tables before columns, brackets, line ends.

    >>> _bare(" SELECT a.b FROM (a JOIN c ON ((c.id = a.id)));")
    'select b from a join c on id = id'
    """
    return " ".join(re.sub(r"\w+\.|[();]", "", definition).lower().split())


@lru_cache(maxsize=512)
def _spoken(statement: str) -> str:
    return _NAMED.sub(r"%(\1)s", statement.replace("%", "%%"))
