"""
The names of a ledger's tables and columns, and the triggers that refuse to change or remove what is sealed, in both dialects.

A line of an entry (``posting_line``) says how much and when, and points to a *heading*: a book, an account and its dimensions, written
once. ``posting`` and ``total`` are views that show lines and kept balances with their headings. ``heading_total`` and ``head`` are kept up
to date in the same transaction as the entries they come from; ``verify`` compares them with the entries.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.rows import TABLES, Posting, columns

LAYOUT: Final = "fundalloc-ledger-4"
TOTAL_KEY: Final = tuple(name for name in columns(Posting) if name not in {"amount_cents", "effective_on"})
"""What a heading is: its book, its account, its dimensions."""

LINE: Final = ("entry_seq", "line", "heading", "amount_cents", "effective_on")
"""The columns of a line that points to its heading."""

POSTING: Final = "posting"
ROW_TABLES: Final = tuple((name, kind) for name, kind in TABLES if name != POSTING)
"""The tables of rows that are kept as they are; lines of postings have a table of their own."""


class Dialect(StrEnum):
    """The two databases."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


SEALED: Final = ("meta", "entry", "heading", "posting_line", *(name for name, _ in ROW_TABLES))
"""Tables that only ever grow."""

KEPT: Final = ("heading_total", "head")
"""Tables that follow the entries, and are checked against them."""

VIEWS: Final = {
    "posting": (
        f"CREATE VIEW posting AS SELECT entry_seq, line, {', '.join(columns(Posting))}, heading "  # noqa: S608 - our own columns
        "FROM posting_line JOIN heading ON heading.id = posting_line.heading"
    ),
    "total": (
        f"CREATE VIEW total AS SELECT {', '.join(TOTAL_KEY)}, amount_cents, heading "  # noqa: S608 - our own columns
        "FROM heading_total JOIN heading ON heading.id = heading_total.heading"
    ),
}

CATALOGUE: Final = "65e62319310cee919d2681be0c6c86f6382afc75610870815741e55309d6dbae"
"""The SHA-256 of what SQLite's own catalogue says of our tables and their indexes, in the order of names; upgraded books say it too."""

DESTROYED: Final = "destroyed-sha256"
"""The fact that names a file which an entry destroys."""

FILES: Final = "kept_file"
"""Where PostgreSQL keeps files as received; beside SQLite they are files in a folder."""


def named(names: Iterable[str]) -> str:
    """
    Write columns for a statement; quoted, because what is a word to one database is an order to the other.

    >>> named(("grant", "state"))
    '"grant", "state"'
    """
    return ", ".join(f'"{name}"' for name in names)


def guarded(dialect: Dialect) -> tuple[str, ...]:
    """Return the tables that a store of this kind refuses to change."""
    return SEALED if dialect is Dialect.SQLITE else (*SEALED, FILES)


def guards(dialect: Dialect) -> dict[str, str]:
    """Return the statements that create each trigger, by its name."""
    return _sqlite_guards() if dialect is Dialect.SQLITE else _postgresql_guards()


def guard_drops(dialect: Dialect, names: Iterable[str]) -> Iterator[str]:
    """Return the statements that take triggers down; only a change of layout does, inside its own transaction."""
    for name in names:
        table = name.rpartition("_keeps_")[0]
        yield f"DROP TRIGGER {name}" if dialect is Dialect.SQLITE else f"DROP TRIGGER {name} ON {table}"


def tables(dialect: Dialect) -> frozenset[str]:
    """Return every table and view a store of this kind has."""
    return frozenset((*guarded(dialect), *KEPT, *VIEWS))


def _sqlite_guards() -> dict[str, str]:
    return {
        f"{table}_keeps_{act.lower()}": f"CREATE TRIGGER {table}_keeps_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END"
        for table in guarded(Dialect.SQLITE)
        for act in ("UPDATE", "DELETE")
    }


REFUSING_FUNCTIONS: Final = {
    "fundalloc_stays_written": "BEGIN RAISE EXCEPTION 'what is written stays written'; END",
    "fundalloc_goes_once_destroyed": "BEGIN IF EXISTS (SELECT 1 FROM fact JOIN entry ON seq = entry_seq "  # noqa: S608 - our own words
    f"WHERE kind = '{Kind.EVIDENCE_DESTROYED}' AND name = '{DESTROYED}' AND value = OLD.sha256) THEN RETURN OLD; END IF; "
    "RAISE EXCEPTION 'what is written stays written'; END",
}
"""What PostgreSQL's triggers carry out, by its name: a file may go only after an entry that destroys it."""


def refusing_function(name: str) -> str:
    """Return the statement that makes a function of the triggers; it looks at these books' tables, whatever a role would have it see."""
    body = REFUSING_FUNCTIONS[name]
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ {body} $$"


def _postgresql_guards() -> dict[str, str]:
    return {
        f"{table}_keeps_{act.lower()}": f"CREATE TRIGGER {table}_keeps_{act.lower()} BEFORE {act} ON {table} {_carried_out(table, act)}"
        for table in guarded(Dialect.POSTGRESQL)
        for act in ("UPDATE", "DELETE", "TRUNCATE")
    }


def _carried_out(table: str, act: str) -> str:
    if (table, act) == (FILES, "DELETE"):
        return "FOR EACH ROW EXECUTE FUNCTION fundalloc_goes_once_destroyed()"
    return "FOR EACH STATEMENT EXECUTE FUNCTION fundalloc_stays_written()"
