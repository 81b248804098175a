"""What a fund keeps beside its money: the supplier register, vouchers by lot, personal data under a key, and decisions on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.domain.clauses import Clause, VoucherExpense
from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.spending import (
    ClauseUnknown,
    EntryUnknown,
    PersonalDataElsewhere,
    PersonalRecordUnknown,
    VoucherLotUnknown,
    VoucherStockShort,
)
from fundalloc.ledger.address import Address
from fundalloc.ledger.credit import Line
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind, Relation, UnitAct
from fundalloc.ledger.outcomes import Recorded, VoucherStock
from fundalloc.money import Cents
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.budget import drawn, fresh_name, open_line, positive, reasoned, year_of

if TYPE_CHECKING:
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.rows import SupplierRecord, UnitMove
    from fundalloc.ledger.settling import Standing

# --- Suppliers: S5-14, S5-15, S5-17


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
        said = {name: books.text(name, getattr(asked, name)) for name in ("supplier", "name", "payee", "language", "note")}
        record = SupplierRecord(**said)
        sealed = books.seal(Entry(Kind.SUPPLIER_LISTED, books.occasion.today, person, reference=record.supplier, rows=(record,)))
    return Recorded(record.supplier, 0, sealed)


def suppliers(ledger: Address) -> tuple[tuple["SupplierRecord", date], ...]:
    """Return the register, each supplier with the day of its latest listing."""
    from fundalloc.ledger.questions import rows_of
    from fundalloc.ledger.rows import SupplierRecord

    with reading(ledger) as journal:
        days = {entry.seq: entry.effective_on for entry in journal.entries(Kind.SUPPLIER_LISTED)}
        latest = {record.supplier: (record, days[seq]) for seq, record in rows_of(journal, SupplierRecord)}
        return tuple(latest[name] for name in sorted(latest))


# --- Vouchers: S5-12, S5-13


@dataclass(frozen=True, slots=True)
class Purchase:
    """A lot of vouchers to buy, all at one price, for one line of budget."""

    lot: str
    item: str
    quantity: int
    unit_cents: Cents
    recipient: str
    plan_item: str
    nature: str


def buy_vouchers(
    ledger: Address, purchase: Purchase, *, payment_reference: str, on: date, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """
    Buy a lot of vouchers: paid from the bank, kept in stock.

    They are an expense when bought or when issued, as the fund has said; until then their price is committed under the lot's name.
    """
    from fundalloc.ledger.questions import course
    from fundalloc.ledger.stock import bought
    from fundalloc.usecases.movements import movement_reference

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.MOVE_VOUCHERS, {}, recipient=purchase.recipient)
        lot = fresh_name(books, Kind.VOUCHERS_BOUGHT, purchase.lot)
        positive(books, min(purchase.quantity, purchase.unit_cents))
        clause = _clause(books)
        paid_under = movement_reference(books, Act.MOVE_VOUCHERS, payment_reference)
        day = books.day(on)
        line = Line(year_of(books, day), purchase.recipient, purchase.plan_item)
        if line.fiscal_year and open_line(books, line, Act.MOVE_VOUCHERS):
            books.doubt(*_wrong_purchase(books, purchase))
        refuse_together(books.problems)
        amount_cents = purchase.quantity * purchase.unit_cents
        way = course(books.journal, line, day)
        parts = drawn(books, way, line, amount_cents, day)
        move = _unit_move(replace(purchase, lot=lot), line, UnitAct.BOUGHT, purchase.quantity, "")
        entry = bought(move, parts, nature=purchase.nature, clause=clause, standing=_standing(books), on=day, person=person)
        sealed = books.seal(_paid_under(entry, paid_under))
    return Recorded(lot, amount_cents, sealed, left_cents=way.available_cents)


def _paid_under(entry: "Entry", reference: str) -> "Entry":
    from fundalloc.ledger.entries import facts

    return replace(entry, rows=(*facts({"payment-reference": reference}), *entry.rows))


def _clause(books: OpenBooks) -> VoucherExpense:
    clause = books.fund.clauses.vouchers
    if clause is None:
        refuse_together((*books.problems, ClauseUnknown(clause=Clause.VOUCHERS)))
    assert clause is not None, "an unknown clause was refused"
    return clause


def _standing(books: OpenBooks) -> "Standing":
    from fundalloc.usecases.money import standing

    return standing(books)


def _wrong_purchase(books: OpenBooks, purchase: Purchase) -> Sequence[Refusal]:
    from fundalloc.ledger import eligibility

    charge = eligibility.Charge(purchase.recipient, purchase.plan_item, purchase.nature, (), justified=False)
    return tuple(eligibility.wrong_plan_item(charge, books.journal.plan()))


def _unit_move(purchase: Purchase, line: Line, act: UnitAct, quantity: int, school: str) -> "UnitMove":
    from fundalloc.ledger.rows import UnitMove

    return UnitMove(
        item=purchase.item,
        act=act.value,
        lot=purchase.lot,
        quantity=quantity,
        unit_cents=purchase.unit_cents,
        fiscal_year=line.fiscal_year,
        recipient=line.recipient,
        plan_item=line.plan_item,
        school=school,
    )


KIND_OF: Final[Mapping[UnitAct, Kind]] = {
    UnitAct.ISSUED: Kind.VOUCHERS_ISSUED,
    UnitAct.USED: Kind.VOUCHERS_USED,
    UnitAct.RETURNED: Kind.VOUCHERS_RETURNED,
    UnitAct.EXPIRED: Kind.VOUCHERS_EXPIRED,
}


@dataclass(frozen=True, slots=True)
class VoucherStep:
    """What becomes of some vouchers of a lot; ``school`` is a school's code, never a pupil's."""

    act: UnitAct
    lot: str
    quantity: int
    reason: str = ""
    school: str = ""


def move_vouchers(
    ledger: Address, step: VoucherStep, *, on: date | None = None, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """
    Issue, use, take back or write off vouchers of a lot, never more than there are.

    Where vouchers are an expense when issued, issuing makes their price incurred, taking them back undoes it, and those that expire in
    stock are an expense that the fund may not charge: their budget is available again, and the reason is kept.
    """
    from fundalloc.ledger.stock import stepped

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        found, nature = _lot(books, step.lot)
        books.answer_for(Act.MOVE_VOUCHERS, {}, recipient=found.recipient)
        positive(books, step.quantity)
        why = reasoned(books, Act.MOVE_VOUCHERS, step.reason) if step.act is UnitAct.EXPIRED else books.text("reason", step.reason)
        stock = next(each for each in _stocks(books.journal) if each.lot == step.lot)
        there = {
            UnitAct.ISSUED: stock.in_stock,
            UnitAct.EXPIRED: stock.in_stock,
            UnitAct.USED: stock.outstanding,
            UnitAct.RETURNED: stock.outstanding,
        }[step.act]
        if step.quantity > there:
            books.doubt(VoucherStockShort(lot=step.lot, asked=step.quantity, there=there))
        day, clause = books.day(on), _clause(books)
        refuse_together(books.problems)
        move = replace(found, act=step.act.value, quantity=step.quantity, school=books.text("school", step.school))
        envelopes = _envelopes_of(books, step)
        entry = stepped(move, KIND_OF[step.act], envelopes, nature=nature, clause=clause, standing=_standing(books), on=day, person=person)
        sealed = books.seal(replace(entry, reason=why))
    return Recorded(step.lot, step.quantity * found.unit_cents, sealed)


def _lot(books: OpenBooks, lot: str) -> tuple["UnitMove", str]:
    from fundalloc.ledger.questions import rows_of
    from fundalloc.ledger.rows import UnitMove

    rows = rows_of(books.journal, UnitMove)
    found = next(((seq, row) for seq, row in rows if row.lot == lot and row.act == UnitAct.BOUGHT), None)
    if found is None:
        refuse_together((*books.problems, VoucherLotUnknown(lot=lot, known=tuple(sorted({row.lot for _, row in rows})))))
    assert found is not None, "an unknown lot was refused"
    ((nature,),) = books.journal.session.rows("SELECT value FROM fact WHERE entry_seq = :seq AND name = 'nature'", seq=found[0])
    return found[1], str(nature)


def _envelopes_of(books: OpenBooks, step: VoucherStep) -> tuple[tuple[str, Cents], ...]:
    """Return what each envelope has of a lot: still in stock, or incurred by what was issued."""
    asked = "committed" if step.act in {UnitAct.ISSUED, UnitAct.EXPIRED} else "incurred"
    found = books.journal.session.rows(
        "SELECT envelope, sum(amount_cents) FROM total WHERE book = 'budget' AND account = :account AND commitment = :lot "
        "GROUP BY envelope ORDER BY envelope",
        account=asked,
        lot=step.lot,
    )
    return tuple((envelope, int(cents)) for envelope, cents in found if cents)


def vouchers(ledger: Address) -> tuple[VoucherStock, ...]:
    """Return each lot with what became of it, in the order they were bought."""
    with reading(ledger) as journal:
        return _stocks(journal)


def _stocks(journal: "Journal") -> tuple[VoucherStock, ...]:
    from fundalloc.ledger.questions import rows_of
    from fundalloc.ledger.rows import UnitMove

    counted: dict[str, dict[str, int]] = {}
    bought: dict[str, UnitMove] = {}
    for _, row in rows_of(journal, UnitMove):
        bought.setdefault(row.lot, row)
        acts = counted.setdefault(row.lot, dict.fromkeys(UnitAct, 0))
        acts[row.act] += row.quantity
    return tuple(VoucherStock(row.item, lot, row.unit_cents, *counted[lot].values()) for lot, row in bought.items())


# --- Personal data (S11-01, S11-02, S11-04)


def keep_personal(
    ledger: Address, content: bytes, *, subject: str, recipient: str, entropy: bytes, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """
    Keep personal data apart from the books, under a key of its own; the chain holds only a salted digest.

    ``entropy`` is at least 64 random bytes: the record's name, its salt, its key and its nonce come from them. ``subject`` says what kind
    of file it is.
    """
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.vault import Vault, locked

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.KEEP_PERSONAL_DATA, {}, recipient=recipient)
        vault = Vault(_folder(books, ledger))
        record = locked(content, entropy)
        rows = facts({"digest": record.digest, "subject": books.text("subject", subject), "recipient": recipient})
        refuse_together(books.problems)
        if not dry_run:
            vault.keep(record)
        sealed = books.seal(Entry(Kind.PERSONAL_DATA_KEPT, books.occasion.today, person, reference=record.name, rows=rows))
    return Recorded(record.name, 0, sealed)


def _folder(books: OpenBooks, ledger: Address) -> Path:
    if not isinstance(ledger, Path):
        refuse_together((*books.problems, PersonalDataElsewhere(act=Act.KEEP_PERSONAL_DATA)))
    assert isinstance(ledger, Path), "a database was refused"
    return ledger


def read_personal(ledger: Address, *, record: str, reason: str, person: str, now: datetime) -> bytes:
    """Return personal data whose key still exists, and write down who read it, when and why."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.vault import Vault

    with writing(ledger, person=person, now=now, dry_run=False) as books:
        told = _personal(books, record)
        books.answer_for(Act.READ_PERSONAL_DATA, {}, recipient=told.get("recipient", ""))
        why = reasoned(books, Act.READ_PERSONAL_DATA, reason)
        refuse_together(books.problems)
        content = Vault(_folder(books, ledger)).open(record, told["digest"])
        if content is None:
            refuse_together((PersonalRecordUnknown(record=record),))
        assert content is not None, "an unknown record was refused"
        books.seal(Entry(Kind.PERSONAL_DATA_READ, books.occasion.today, person, reference=record, reason=why))
    return content


def destroy_personal(ledger: Address, *, record: str, reason: str, person: str, now: datetime, dry_run: bool = False) -> Recorded:
    """Destroy the key of personal data: what is left cannot be read, and the chain still holds, for it never had more than a digest."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.vault import Vault

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        told = _personal(books, record)
        books.answer_for(Act.DESTROY_PERSONAL_DATA, {}, recipient=told.get("recipient", ""))
        why = reasoned(books, Act.DESTROY_PERSONAL_DATA, reason)
        folder = _folder(books, ledger)
        sealed = books.seal(Entry(Kind.PERSONAL_DATA_DESTROYED, books.occasion.today, person, reference=record, reason=why))
    if not dry_run:
        Vault(folder).destroy(record)
    return Recorded(record, 0, sealed)


def _personal(books: OpenBooks, record: str) -> Mapping[str, str]:
    kept = books.journal.entries(Kind.PERSONAL_DATA_KEPT, reference=record)
    if not kept or books.journal.entries(Kind.PERSONAL_DATA_DESTROYED, reference=record):
        refuse_together((*books.problems, PersonalRecordUnknown(record=record)))
    return dict(kept[0].facts)


# --- Decisions of committees (S6-03)


@dataclass(frozen=True, slots=True)
class DecisionAsked:
    """A decision as its minutes tell it, and the entries it authorises."""

    matter: str
    body: str
    verdict: str
    decided_on: date
    authorises: tuple[int, ...] = ()


def record_decision(
    ledger: Address, asked: DecisionAsked, minutes: Path | None, *, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """Record a decision with its minutes, linked to the transactions it authorises."""
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.rows import Link
    from fundalloc.usecases.evidence import Paper, filed

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.RECORD_DECISION, {})
        matter = books.text("matter", asked.matter)
        why = reasoned(books, Act.RECORD_DECISION, asked.verdict)
        day, last = books.day(asked.decided_on), books.journal.head().seq
        books.doubt(*(EntryUnknown(seq=seq, last_seq=last) for seq in asked.authorises if not 0 < seq <= last))
        papers = (filed(books, minutes, Paper(matter, "minutes", asked.body)),) if minutes is not None else ()
        links = tuple(Link(Relation.AUTHORISES.value, seq) for seq in asked.authorises)
        rows = (*facts({"body": books.text("body", asked.body)}), *links, *papers)
        sealed = books.seal(Entry(Kind.DECISION_RECORDED, day, person, reference=matter, reason=why, rows=rows))
    return Recorded(matter, 0, sealed)
