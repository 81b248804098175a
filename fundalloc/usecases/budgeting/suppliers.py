"""The supplier register (S5-14, S5-15, S5-17)."""

from dataclasses import dataclass
from datetime import date, datetime

from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.outcomes import Recorded, SupplierRow
from fundalloc.usecases.acting import OpenBooks, reading, writing


@dataclass(frozen=True, slots=True)
class SupplierAsked:
    """A supplier to list: its code, its name, what kind of payee it is, and the language it delivers in."""

    supplier: str
    name: str
    payee: str = "supplier"
    language: str = ""
    note: str = ""


def list_supplier(ledger: Address, asked: SupplierAsked, *, person: str, now: datetime, dry_run: bool = False) -> Recorded:
    """List a supplier, or list it anew: the latest listing stands, and its day is known."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.rows import SupplierRecord

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.LIST_SUPPLIER, {})
        said = {name: books.text(name, getattr(asked, name)) for name in ("payee", "language", "note")}
        record = SupplierRecord(supplier=books.needed("supplier", asked.supplier), name=books.needed("name", asked.name), **said)
        sealed = books.seal(Entry(Kind.SUPPLIER_LISTED, books.occasion.today, person, reference=record.supplier, rows=(record,)))
    return Recorded(record.supplier, 0, sealed)


def listers(books: OpenBooks, names: set[str]) -> frozenset[str]:
    """Return who ever listed one of these suppliers, however written: whoever keeps the register does not approve what they are paid."""
    from fundalloc.ledger.likeness import tokens

    named = {tokens(name) for name in names}
    return frozenset(entry.person for entry in books.journal.entries(Kind.SUPPLIER_LISTED) if tokens(entry.reference) in named)


def suppliers(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[SupplierRow, ...]:
    """Return the register, each supplier as last listed, with the day of that listing."""
    from fundalloc.ledger.questions import KNOWN, known, rows_of
    from fundalloc.ledger.rows import SupplierRecord

    with reading(ledger) as journal:
        days = {entry.seq: entry.effective_on for entry in journal.entries(Kind.SUPPLIER_LISTED)}
        listed = rows_of(journal, SupplierRecord, KNOWN, **known(journal, as_of, known_at))
        latest = {
            record.supplier: SupplierRow(record.supplier, record.name, record.payee, record.language, record.note, days[seq], seq)
            for seq, record in listed
        }
        return tuple(latest[name] for name in sorted(latest))
