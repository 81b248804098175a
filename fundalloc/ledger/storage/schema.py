"""
The tables of a ledger as SQLAlchemy knows them: one description, from which the statements for both databases are written.

Amounts are 64-bit whole cents; days and moments are ISO texts, which sort as they follow each other. An index costs every entry a page of
the log: there is one only where a question or a promise needs it. SQLite keeps entries by their number and rows by their entry's, without
row numbers of its own.
"""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from fundalloc.ledger.rows import Row
from fundalloc.ledger.storage.layout import FILES, KEPT, ROW_TABLES, TOTAL_KEY, VIEWS, Dialect, guarded

METADATA: Final = MetaData()

META: Final = Table("meta", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

ENTRY: Final = Table(
    "entry",
    METADATA,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("layout", Text, nullable=False),
    Column("fund", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("effective_on", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("previous_hash", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False),
    Index("entry_by_kind", "kind", "reference"),
)

HEADING: Final = Table(
    "heading",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    *(Column(name, Text, nullable=False) for name in TOTAL_KEY),
    UniqueConstraint(*sorted(TOTAL_KEY, key=lambda name: name == "envelope"), name="one_heading"),
)

LINES: Final = Table(
    "posting_line",
    METADATA,
    Column("entry_seq", BigInteger, nullable=False),
    Column("line", Integer, nullable=False),
    Column("heading", Integer, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("effective_on", Text, nullable=False),
    PrimaryKeyConstraint("entry_seq", "line"),
    Index("posting_by_heading", "heading", "effective_on", "entry_seq", "line", "amount_cents"),
    sqlite_with_rowid=False,
)

TOTALS: Final = Table(
    "heading_total",
    METADATA,
    Column("heading", Integer, ForeignKey("heading.id"), primary_key=True, autoincrement=False),
    Column("amount_cents", BigInteger, nullable=False),
)

HEAD: Final = Table(
    "head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("id = 1", name="one_head"),
)

KEPT_FILES: Final = Table(FILES, METADATA, Column("sha256", Text, primary_key=True), Column("content", LargeBinary, nullable=False))


def _rows_table(name: str, kind: type[Row]) -> Table:
    return Table(
        name,
        METADATA,
        Column("entry_seq", BigInteger, ForeignKey("entry.seq"), nullable=False),
        Column("line", Integer, nullable=False),
        *(Column(field.name, Text if field.type is str else BigInteger, nullable=False) for field in fields(kind)),
        PrimaryKeyConstraint("entry_seq", "line"),
        sqlite_with_rowid=False,
    )


ROWS: Final = {name: _rows_table(name, kind) for name, kind in ROW_TABLES}

Index("claim_line_by_claim", ROWS["claim_line"].c.claim, ROWS["claim_line"].c.reference)
Index("claim_line_by_invoice", *(ROWS["claim_line"].c[name] for name in ("amount_cents", "invoice_number", "supplier")))
Index("attachment_by_line", ROWS["attachment"].c.claim, ROWS["attachment"].c.claim_line)
Index("attachment_by_bytes", ROWS["attachment"].c.sha256)
Index("fact_by_value", ROWS["fact"].c.name, ROWS["fact"].c.value)
Index("claim_line_by_school", *(ROWS["claim_line"].c[name] for name in ("plan_item", "fiscal_year", "school")))
Index("link_by_target", ROWS["link"].c.linked_seq, ROWS["link"].c.relation)
Index("budget_line_by_plan", ROWS["budget_line"].c.plan_item, ROWS["budget_line"].c.recipient)


def _spoken(dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's own kinds, of which it gives no types
    kind: Any = sqlite.dialect if dialect is Dialect.SQLITE else postgresql.dialect
    return kind()


def _creation(table: Table, spoken: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    yield str(CreateTable(table).compile(dialect=spoken)).strip()
    yield from _indexes(table, spoken).values()


def _indexes(table: Table, spoken: Any) -> dict[str, str]:  # noqa: ANN401 - as above
    found = {str(index.name): str(CreateIndex(index).compile(dialect=spoken)).strip() for index in table.indexes}
    return dict(sorted(found.items()))


def indexes(dialect: Dialect, table: str) -> dict[str, str]:
    """Return what creates each index of a table, by its name."""
    return _indexes(METADATA.tables[table], _spoken(dialect))


def creations(dialect: Dialect) -> dict[str, tuple[str, ...]]:
    """Return what creates each table (its indexes too) and each view, by its name, in an order that can be followed."""
    spoken = _spoken(dialect)
    present = {*guarded(dialect), *KEPT}
    made = {table.name: tuple(_creation(table, spoken)) for table in METADATA.sorted_tables if table.name in present}
    return made | {name: (statement,) for name, statement in VIEWS.items()}
