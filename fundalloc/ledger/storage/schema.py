"""
The tables of a ledger, and the triggers that refuse to change or remove what is sealed, in both dialects.

Amounts are 64-bit whole cents; days and moments are ISO texts, which sort as they follow each other. ``total`` and ``head`` are kept up to
date in the same transaction as the entries they come from; ``verify`` compares them with the entries.
"""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text

from fundalloc.ledger.rows import TABLES, Row, columns

LAYOUT: Final = "fundalloc-ledger-1"
DIMENSIONS: Final = ("fiscal_year", "envelope", "recipient", "plan_item", "nature")
TOTAL_KEY: Final = ("book", "account", *DIMENSIONS)
COUNTED: Final = frozenset({"size_bytes", "number", "movement_seq"})

METADATA: Final = MetaData()

META: Final = Table("meta", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

ENTRY: Final = Table(
    "entry",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("fund", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("effective_on", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("previous_hash", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False, unique=True),
    Index("entry_by_kind", "kind", "reference"),
    Index("entry_by_time", "recorded_at"),
)


def _rows_table(name: str, kind: type[Row]) -> Table:
    def column(name: str) -> Column[int] | Column[str]:
        if name.endswith("_cents") or name in COUNTED:
            return Column(name, BigInteger, nullable=False)
        return Column(name, Text, nullable=False)

    return Table(
        name,
        METADATA,
        Column("entry_seq", BigInteger, ForeignKey("entry.seq"), nullable=False),
        Column("line", Integer, nullable=False),
        *(column(each) for each in columns(kind)),
        PrimaryKeyConstraint("entry_seq", "line"),
    )


ROWS: Final = {name: _rows_table(name, kind) for name, kind in TABLES}

Index("posting_by_account", *(ROWS["posting"].c[name] for name in (*TOTAL_KEY, "effective_on", "entry_seq", "amount_cents")))
Index("claim_line_by_claim", ROWS["claim_line"].c.claim, ROWS["claim_line"].c.reference)
Index("claim_line_by_invoice", *(ROWS["claim_line"].c[name] for name in ("invoice_number", "amount_cents", "supplier")))
Index("attachment_by_line", ROWS["attachment"].c.claim, ROWS["attachment"].c.claim_line)
Index("attachment_by_bytes", ROWS["attachment"].c.sha256)
Index("fact_by_value", ROWS["fact"].c.name, ROWS["fact"].c.value)
Index("budget_line_by_plan", ROWS["budget_line"].c.plan_item, ROWS["budget_line"].c.recipient)

TOTAL: Final = Table(
    "total",
    METADATA,
    *(Column(name, Text, nullable=False) for name in TOTAL_KEY),
    Column("amount_cents", BigInteger, nullable=False),
    PrimaryKeyConstraint(*TOTAL_KEY),
)

HEAD: Final = Table(
    "head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("id = 1", name="one_head"),
)

SEALED: Final = ("meta", "entry", *ROWS)
"""Tables that only ever grow."""


def guards(dialect: str) -> dict[str, str]:
    """Return the statements that create each trigger, by its name."""
    return _sqlite_guards() if dialect == "sqlite" else _postgresql_guards()


def _sqlite_guards() -> dict[str, str]:
    return {
        f"{table}_keeps_{act.lower()}": f"CREATE TRIGGER {table}_keeps_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END"
        for table in SEALED
        for act in ("UPDATE", "DELETE")
    }


REFUSING_FUNCTION: Final = """
CREATE FUNCTION fundalloc_stays_written() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what is written stays written'; END $$
"""


def _postgresql_guards() -> dict[str, str]:
    return {
        f"{table}_keeps_{act.lower()}": f"CREATE TRIGGER {table}_keeps_{act.lower()} BEFORE {act} ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION fundalloc_stays_written()"
        for table in SEALED
        for act in ("UPDATE", "DELETE", "TRUNCATE")
    }
