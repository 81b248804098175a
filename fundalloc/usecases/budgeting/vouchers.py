"""Vouchers by the lot: bought, issued, used, taken back, expired, and counted (S5-12, S5-13)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from fundalloc.domain.clauses import Clause, VoucherExpense
from fundalloc.errors import refuse_together
from fundalloc.errors.spending import ClauseUnknown, VoucherLotUnknown, VoucherStockShort
from fundalloc.ledger.address import Address
from fundalloc.ledger.credit import Line
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind, UnitAct
from fundalloc.ledger.outcomes import Recorded, VoucherStock
from fundalloc.money import Cents
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.budgeting.movements import movement_reference
from fundalloc.usecases.budgeting.waivers import granters, waiver_on_file
from fundalloc.usecases.checking import (
    day_closed,
    drawn,
    fresh_name,
    open_line,
    positive,
    reasoned,
    standing,
    wrong_charge,
    wrong_limits,
    year_of,
)

if TYPE_CHECKING:
    from fundalloc.ledger.eligibility import Charge
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.rows import UnitMove
    from fundalloc.ledger.stock import Held


@dataclass(frozen=True, slots=True)
class Purchase:
    """
    A lot of vouchers to buy, all at one price, for one line of budget.

    ``conditions`` are those declared to be met, ``justification`` says why a nature outside an open list, ``waiver`` names the permission
    to go beyond a rule.
    """

    lot: str
    item: str
    quantity: int
    unit_cents: Cents
    recipient: str
    plan_item: str
    nature: str
    conditions: tuple[str, ...] = ()
    justification: str = ""
    waiver: str = ""


def buy_vouchers(
    ledger: Address, purchase: Purchase, *, payment_reference: str, on: date, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """
    Buy a lot of vouchers: paid from the bank, kept in stock.

    They are an expense when bought or when issued, as the fund has said; until then their price is committed under the lot's name.
    """
    from fundalloc.ledger.entries import facts
    from fundalloc.ledger.permission import Permission
    from fundalloc.ledger.questions import course
    from fundalloc.ledger.stock import bought

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        under = waiver_on_file(books, purchase.waiver)
        books.answer_for(Act.MOVE_VOUCHERS, {Act.GRANT_WAIVER: granters(books, under)}, recipient=purchase.recipient)
        lot = fresh_name(books, Kind.VOUCHERS_BOUGHT, purchase.lot)
        positive(books, min(purchase.quantity, purchase.unit_cents))
        clause, item = _clause(books), books.needed("item", purchase.item)
        paid_under = movement_reference(books, Act.MOVE_VOUCHERS, payment_reference)
        day = books.day(on)
        line, permission = Line(year_of(books, day), purchase.recipient, purchase.plan_item), Permission(under, books.doubt)
        amount_cents = purchase.quantity * purchase.unit_cents
        books.doubt(*day_closed(books, day))
        if line.fiscal_year and open_line(books, line, Act.MOVE_VOUCHERS):
            books.doubt(*wrong_charge(books, _charge(purchase), line, amount_cents, permission))
            books.doubt(*wrong_limits(books, {line: amount_cents}, _charge(purchase).nature, permission))
        refuse_together(books.problems)
        way = course(books.journal, line, day)
        parts = drawn(books, way, line, amount_cents, day, permission=permission)
        move = _unit_move(replace(purchase, lot=lot, item=item), line, UnitAct.BOUGHT, purchase.quantity, "")
        entry = bought(move, parts, nature=purchase.nature, clause=clause, standing=standing(books), on=day, person=person)
        told = facts({"payment-reference": paid_under, "waiver": permission.name})
        why = books.text("justification", purchase.justification)
        sealed = books.seal(replace(entry, reason=why, rows=(*told, *entry.rows, *permission.links())))
    return Recorded(lot, amount_cents, sealed, left_cents=way.available_cents)


def _clause(books: OpenBooks) -> VoucherExpense:
    clause = books.fund.clauses.vouchers
    if clause is None:
        refuse_together((*books.problems, ClauseUnknown(clause=Clause.VOUCHERS)))
    assert clause is not None, "an unknown clause was refused"
    return clause


def _charge(purchase: Purchase) -> "Charge":
    from fundalloc.ledger.eligibility import Charge

    justified = bool(purchase.justification.strip())
    return Charge(purchase.recipient, purchase.plan_item, purchase.nature, purchase.conditions, justified)


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


OUT_OF_STOCK: Final = frozenset({UnitAct.ISSUED, UnitAct.EXPIRED})
"""What takes vouchers out of the stock; the other steps are taken with those that were issued."""


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
        day, clause = books.day(on), _clause(books)
        there, held = _there(books.journal, step, day), _held(books.journal, step, day)
        if clause is VoucherExpense.WHEN_ISSUED and step.act is not UnitAct.USED:
            there = min(there, sum(part.amount_cents for part in held) // found.unit_cents)
        if step.quantity > there:
            books.doubt(VoucherStockShort(lot=step.lot, asked=step.quantity, there=max(0, there), given_on=day))
        refuse_together(books.problems)
        year = held[0].fiscal_year if held else found.fiscal_year
        move = replace(found, act=step.act.value, quantity=step.quantity, fiscal_year=year, school=books.text("school", step.school))
        entry = stepped(move, KIND_OF[step.act], held, nature=nature, clause=clause, standing=standing(books), on=day, person=person)
        sealed = books.seal(replace(entry, reason=why))
    return Recorded(step.lot, step.quantity * found.unit_cents, sealed)


def _lot(books: OpenBooks, lot: str) -> tuple["UnitMove", str]:
    from fundalloc.ledger.questions import reversed_by, rows_of
    from fundalloc.ledger.rows import UnitMove

    undone = reversed_by(books.journal)
    rows = tuple(each for each in rows_of(books.journal, UnitMove) if each[0] not in undone)
    found = next(((seq, row) for seq, row in rows if row.lot == lot and row.act == UnitAct.BOUGHT), None)
    if found is None:
        refuse_together((*books.problems, VoucherLotUnknown(lot=lot, known=tuple(sorted({row.lot for _, row in rows})))))
    assert found is not None, "an unknown lot was refused"
    ((nature,),) = books.journal.session.rows("SELECT value FROM fact WHERE entry_seq = :seq AND name = 'nature'", seq=found[0])
    return found[1], str(nature)


def _there(journal: "Journal", step: VoucherStep, day: date) -> int:
    """Return how many vouchers of a lot may go a step further on a day: as many as were there then, and on every later day."""
    from fundalloc.ledger.questions import rows_of
    from fundalloc.ledger.rows import UnitMove

    moved = {seq for seq, _ in rows_of(journal, UnitMove, "lot = :lot", lot=step.lot)}
    later = {each.effective_on for each in journal.entries(*KIND_OF.values()) if each.seq in moved and each.effective_on > day}
    return min(_count(journal, step, each) for each in (day, *later))


def _count(journal: "Journal", step: VoucherStep, day: date) -> int:
    stock = next((each for each in _stocks(journal, day) if each.lot == step.lot), None)
    if stock is None:
        return 0
    return stock.in_stock if step.act in OUT_OF_STOCK else stock.outstanding


def _held(journal: "Journal", step: VoucherStep, day: date) -> "tuple[Held, ...]":
    """Return what is held of a lot from a day on, the latest year first: still in stock, or incurred by what was issued."""
    from fundalloc.ledger.credit import Course
    from fundalloc.ledger.stock import Held

    asked = {"account": "committed" if step.act in OUT_OF_STOCK else "incurred", "lot": step.lot}
    where = "book = 'budget' AND account = :account AND commitment = :lot"
    found: dict[str, dict[str, list[tuple[str, Cents]]]] = {}
    for year, envelope, moved_on, cents in journal.session.rows(
        f"SELECT fiscal_year, envelope, effective_on, sum(amount_cents) FROM posting WHERE {where} "  # noqa: S608 - our own words
        "GROUP BY fiscal_year, envelope, effective_on",
        **asked,
    ):
        found.setdefault(year, {}).setdefault(envelope, []).append((moved_on, int(cents)))
    held: list[Held] = []
    for year in sorted(found, reverse=True):
        now = {envelope: sum(cents for _, cents in moves) for envelope, moves in found[year].items()}
        way = Course(now, ((envelope, moved_on, cents) for envelope, moves in found[year].items() for moved_on, cents in moves))
        held.extend(Held(year, envelope, cents) for envelope, cents in way.least_from(day.isoformat()).items() if cents)
    return tuple(held)


def vouchers(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[VoucherStock, ...]:
    """Return each lot with what became of it, in the order they were bought."""
    with reading(ledger) as journal:
        return _stocks(journal, as_of, known_at)


def _stocks(journal: "Journal", as_of: date | None = None, known_at: datetime | None = None) -> tuple[VoucherStock, ...]:
    from fundalloc.ledger.questions import KNOWN, known, reversed_by, rows_of
    from fundalloc.ledger.rows import UnitMove

    counted: dict[str, dict[str, int]] = {}
    bought: dict[str, UnitMove] = {}
    undone = reversed_by(journal, last=journal.last_known(known_at))
    for seq, row in rows_of(journal, UnitMove, KNOWN, **known(journal, as_of, known_at)):
        if seq in undone:
            continue
        bought.setdefault(row.lot, row)
        acts = counted.setdefault(row.lot, dict.fromkeys(UnitAct, 0))
        acts[row.act] += row.quantity
    return tuple(VoucherStock(row.item, lot, row.unit_cents, *counted[lot].values()) for lot, row in bought.items())
