"""
Bringing an older ledger to today's tables, without touching a seal.

Each step goes from one layout to the next, in one transaction under the write lock, with the triggers down only inside it; what an entry
was sealed from must read back exactly, which is verified before anything is kept (files are not touched, and not looked at). A SQLite
ledger is copied aside first.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Final

from fundalloc.errors.ledger import NotALedger
from fundalloc.errors.store import LedgerUnsound
from fundalloc.ledger.address import FILE_NAME, Address
from fundalloc.ledger.chain.seal import FIRST_LAYOUT, HEADER, LAYOUTS, SECOND_LAYOUT
from fundalloc.ledger.chain.verification import verify
from fundalloc.ledger.rows import columns
from fundalloc.ledger.storage.layout import LAYOUT, POSTING, ROW_TABLES, TOTAL_KEY, VIEWS, Dialect, guard_drops, named
from fundalloc.ledger.storage.schema import METADATA, creations, indexes
from fundalloc.ledger.storage.store import Session, guard, open_as_found

FIRST: Final = "fundalloc-ledger-1"
SECOND: Final = "fundalloc-ledger-2"
THIRD: Final = "fundalloc-ledger-3"


def upgrade(address: Address) -> tuple[str, ...]:
    """
    Bring a ledger to today's layout; return the layouts it went through, only today's where nothing had to be done.

    Raises:
        NotALedger: its layout is none of ours. LedgerUnsound: it does not hold once upgraded; it was left as it was.

    """
    with open_as_found(address) as store:
        with store.writing() as session:
            before = _layout(session, store.place)
        if before == LAYOUT:
            return (LAYOUT,)
        _copy_aside(address, before)
        passed = [before]
        with store.writing() as session:
            while passed[-1] != LAYOUT:
                passed.append(_one_step(session, _layout(session, store.place)))
            found = [breach for breach in verify(session, kept_head=None).breaches if not breach.what.startswith("receipt-")]
            if found:
                raise LedgerUnsound(path=store.place, breaches=len(found))
    return tuple(passed)


def _layout(session: Session, place: str) -> str:
    found = session.rows("SELECT value FROM meta WHERE name = 'layout'")
    if len(found) != 1 or found[0][0] not in {*STEPS, LAYOUT}:
        raise NotALedger(path=place)
    return str(found[0][0])


def _one_step(session: Session, before: str) -> str:
    for statement in guard_drops(session.dialect, session.guards_found()):
        session.change(statement)
    after = STEPS[before](session)
    session.change(f"UPDATE meta SET value = '{after}' WHERE name = 'layout'")  # noqa: S608 - our own word
    guard(session)
    return after


def _copy_aside(address: Address, layout: str) -> None:
    """Keep the SQLite file as it is beside the new one; a PostgreSQL database has its own backups."""
    if isinstance(address, Path):
        import sqlite3  # noqa: PLC0415 - used here only

        kept = address / f"{FILE_NAME}.{layout}"
        with closing(sqlite3.connect(address / FILE_NAME)) as source, closing(sqlite3.connect(kept)) as target:
            source.backup(target)


# --- The steps


def _headings(session: Session) -> str:
    """Write each heading once, say with which layout each entry was sealed, and add the tables and columns that came since."""
    old = LAYOUTS[FIRST_LAYOUT]
    for index in _INDEXES_1:
        session.change(f"DROP INDEX {index}")
    for table in ("entry", "total", *old):
        session.change(f"ALTER TABLE {table} RENAME TO {table}_1")
    for table, statements in creations(session.dialect).items():
        for statement in statements if table not in {"meta", "head"} else ():
            session.change(statement)
    for statement in _carried_over(old):
        session.change(statement)
    for table in (*old, "total", "entry"):
        session.change(f"DROP TABLE {table}_1")
    return LAYOUT


def _carried_over(old: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    header = ", ".join((*HEADER, "hash"))
    yield f"INSERT INTO entry (layout, {header}) SELECT '{FIRST_LAYOUT}', {header} FROM entry_1 ORDER BY seq"  # noqa: S608 - our own names
    for table, kind in ROW_TABLES:
        if table in old:
            names = named(("entry_seq", "line", *columns(kind)))
            kept = ", ".join(("entry_seq", "line", *old[table], *(f"'{field.default}'" for field in fields(kind)[len(old[table]) :])))
            yield f"INSERT INTO {table} ({names}) SELECT {kept} FROM {table}_1 ORDER BY entry_seq, line"  # noqa: S608 - the same
    key = ", ".join(name for name in TOTAL_KEY if name in old[POSTING])
    same = " AND ".join(f"heading.{name} = kept.{name}" for name in TOTAL_KEY if name in old[POSTING])
    added = "".join(", ''" for name in TOTAL_KEY if name not in old[POSTING])
    yield (
        f"INSERT INTO heading (id, {', '.join(TOTAL_KEY)}) SELECT row_number() OVER (ORDER BY min(entry_seq * 1000000000 + line)), "  # noqa: S608
        f"{key}{added} FROM posting_1 GROUP BY {key}"
    )
    yield (
        "INSERT INTO posting_line (entry_seq, line, heading, amount_cents, effective_on) "  # noqa: S608 - the same
        f"SELECT entry_seq, line, id, amount_cents, effective_on FROM posting_1 AS kept JOIN heading ON {same} ORDER BY entry_seq, line"
    )
    yield f"INSERT INTO heading_total (heading, amount_cents) SELECT heading.id, amount_cents FROM total_1 AS kept JOIN heading ON {same}"  # noqa: S608


_INDEXES_1: Final = (
    "entry_by_kind",
    "entry_by_time",
    "posting_by_account",
    "claim_line_by_claim",
    "claim_line_by_invoice",
    "attachment_by_line",
    "attachment_by_bytes",
    "fact_by_value",
    "budget_line_by_plan",
)


def _grown(session: Session) -> str:
    """Add the tables, the columns and the indexes that came since; what older entries never said reads as nothing."""
    session.change("DROP INDEX posting_by_heading")  # made again below, by day, so that what is available later is found at once
    there = session.tables_found()
    for table, (creation, *others) in creations(session.dialect).items():
        if table not in there:
            session.change(creation)
        for name, kind in _columns_since(table):
            session.change(f'ALTER TABLE {table} ADD COLUMN "{name}" {kind} NOT NULL')
        for index in others:
            session.change(index.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))
    return THIRD


def _columns_since(table: str) -> Iterator[tuple[str, str]]:
    """Return the columns that a table of the second layout did not have, with their kind and what they read as."""
    then = LAYOUTS[SECOND_LAYOUT].get(table)
    for field in fields(dict(ROW_TABLES)[table])[len(then) :] if then is not None and table != POSTING else ():
        yield field.name, f"TEXT DEFAULT '{field.default}'" if field.type is str else f"BIGINT DEFAULT {field.default}"


def _lighter(session: Session) -> str:
    """Take away the indexes that told what others tell; SQLite keeps entries by their number, and rows by their entry's."""
    session.change("DROP INDEX entry_by_time")
    if session.dialect is Dialect.POSTGRESQL:
        session.change(f"ALTER TABLE entry DROP CONSTRAINT {_unique_seals(session)}")
    else:
        rows = ("posting_line", *(name for name, _ in ROW_TABLES))
        _made_again(session, {"entry": "seq", **dict.fromkeys(rows, "entry_seq, line")})
    return LAYOUT


def _unique_seals(session: Session) -> str:
    asked = "SELECT conname FROM pg_constraint WHERE conrelid = 'entry'::regclass AND pg_get_constraintdef(oid) = 'UNIQUE (hash)'"
    ((name,),) = session.rows(asked)
    return str(name)


def _made_again(session: Session, tables: Mapping[str, str]) -> None:
    """Make tables anew as they are made today, with what they hold in the order told; a table comes before those that name it."""
    made = creations(session.dialect)
    for view in VIEWS:  # they would follow a table to its other name
        session.change(f"DROP VIEW {view}")
    for name in tables:
        for index in indexes(session.dialect, name):
            session.change(f"DROP INDEX {index}")
        session.change(f"ALTER TABLE {name} RENAME TO {name}_before")
    for name, order in tables.items():
        for statement in made[name]:
            session.change(statement)
        held = named(column.name for column in METADATA.tables[name].columns)
        session.change(f"INSERT INTO {name} ({held}) SELECT {held} FROM {name}_before ORDER BY {order}")  # noqa: S608 - our own names
    for name in reversed(tuple(tables)):
        session.change(f"DROP TABLE {name}_before")
    for statement in VIEWS.values():
        session.change(statement)


STEPS: Final[Mapping[str, Callable[[Session], str]]] = {FIRST: _headings, SECOND: _grown, THIRD: _lighter}
