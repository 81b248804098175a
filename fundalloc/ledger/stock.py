"""Entries about vouchers: bought by the lot, issued, used, taken back, expired; their price follows them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from fundalloc.domain.clauses import VoucherExpense
from fundalloc.domain.fund import Recognition
from fundalloc.ledger.entries import Entry, facts, gathered, move
from fundalloc.ledger.kinds import Account, Book, Kind, UnitAct
from fundalloc.ledger.rows import Posting, UnitMove
from fundalloc.ledger.settling import Standing
from fundalloc.money import Cents

Parts = Sequence[tuple[str, Cents]]


def bought(
    lot: UnitMove, parts: Parts, *, nature: str, clause: VoucherExpense, standing: Standing, on: date, person: str
) -> Entry:
    """Buy a lot: committed and in stock until issued, or an expense at once, as the fund says."""
    moves: list[Posting] = []
    for envelope, cents in parts:
        like = _like(lot, envelope, nature, on)
        debit, credit = move(Account.AVAILABLE, Account.COMMITTED, cents, like)
        moves.extend((debit, replace(credit, nature="", commitment="")))
        moves.extend(move(Account.BANK, Account.VOUCHER_STOCK, cents, replace(like, envelope="", plan_item="", nature="", commitment="")))
    if clause is VoucherExpense.WHEN_BOUGHT:
        moves.extend(_spent(lot, parts, nature=nature, standing=standing, on=on, sign=1))
    return Entry(Kind.VOUCHERS_BOUGHT, on, person, reference=lot.lot, rows=(*facts({"nature": nature}), *gathered(moves), lot))


def stepped(
    step: UnitMove, kind: Kind, there: Parts, *, nature: str, clause: VoucherExpense, standing: Standing, on: date, person: str
) -> Entry:
    """Move vouchers of a lot on; their price moves only where they are an expense when issued."""
    moves: tuple[Posting, ...] = ()
    if clause is VoucherExpense.WHEN_ISSUED:
        parts = _first(there, step.quantity * step.unit_cents)
        match UnitAct(step.act):
            case UnitAct.ISSUED:
                moves = tuple(_spent(step, parts, nature=nature, standing=standing, on=on, sign=1))
            case UnitAct.RETURNED:
                moves = tuple(_spent(step, parts, nature=nature, standing=standing, on=on, sign=-1))
            case UnitAct.EXPIRED:
                moves = tuple(_lost(step, parts, nature=nature, on=on))
            case _:
                moves = ()
    return Entry(kind, on, person, reference=step.lot, rows=(*gathered(moves), step))


def _spent(lot: UnitMove, parts: Parts, *, nature: str, standing: Standing, on: date, sign: int) -> Iterable[Posting]:
    """Make the price of vouchers incurred, spent and earned (``sign`` 1), or take it back (-1)."""
    receivable_cents, deferred_cents = standing.receivable_cents, standing.deferred_cents
    for envelope, cents in parts:
        like = _like(lot, envelope, nature, on)
        yield from move(Account.COMMITTED, Account.INCURRED, sign * cents, like)
        stock = replace(like, book=Book.ACTUAL.value, envelope="", plan_item="", nature="", commitment="")
        yield replace(stock, account=Account.VOUCHER_STOCK.value, amount_cents=-sign * cents)
        yield replace(like, book=Book.ACTUAL.value, account=Account.EXPENSE.value, amount_cents=sign * cents, commitment="")
        if standing.recognition is Recognition.ON_RECEIPT:
            continue
        earned = Posting("", "", 0, on.isoformat(), lot.fiscal_year)
        from_deferred = min(cents, max(0, deferred_cents)) if sign > 0 else cents - min(cents, max(0, receivable_cents))
        deferred_cents -= sign * from_deferred
        receivable_cents += sign * (cents - from_deferred)
        yield from move(Account.REVENUE, Account.DEFERRED_CONTRIBUTIONS, sign * from_deferred, earned)
        yield from move(Account.REVENUE, Account.RECEIVABLE, sign * (cents - from_deferred), earned)


def _lost(lot: UnitMove, parts: Parts, *, nature: str, on: date) -> Iterable[Posting]:
    """Take expired vouchers out of the stock: the board that let them expire owes their price, and their budget is available again."""
    for envelope, cents in parts:
        like = _like(lot, envelope, nature, on)
        debit, credit = move(Account.COMMITTED, Account.AVAILABLE, cents, like)
        yield from (replace(debit, nature="", commitment=""), credit)
        bare = replace(like, envelope="", plan_item="", nature="", commitment="")
        yield from move(Account.VOUCHER_STOCK, Account.DUE_FROM_PARTNERS, cents, bare)


def _first(there: Parts, cents: Cents) -> Parts:
    found: list[tuple[str, Cents]] = []
    for envelope, held_cents in there:
        part = min(cents, held_cents)
        cents -= part
        if part:
            found.append((envelope, part))
    assert cents == 0, "the stock was counted before"
    return found


def _like(lot: UnitMove, envelope: str, nature: str, on: date) -> Posting:
    return Posting("", "", 0, on.isoformat(), lot.fiscal_year, envelope, lot.recipient, lot.plan_item, nature, lot.lot)
