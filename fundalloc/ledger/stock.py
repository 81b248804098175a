"""Entries about vouchers: bought by the lot, issued, used, taken back, expired; their price follows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fundalloc.domain.clauses import VoucherExpense
from fundalloc.ledger.entries import Entry, facts, gathered, move
from fundalloc.ledger.kinds import Account, Book, Kind, UnitAct
from fundalloc.ledger.rows import Posting, UnitMove
from fundalloc.ledger.settling import Standing
from fundalloc.money import Cents


@dataclass(frozen=True, slots=True)
class Held:
    """What an envelope holds of a lot in a year: still in stock, or incurred by what was issued."""

    fiscal_year: str
    envelope: str
    amount_cents: Cents


def bought(
    lot: UnitMove, parts: Sequence[tuple[str, Cents]], *, nature: str, clause: VoucherExpense, standing: Standing, on: date, person: str
) -> Entry:
    """Buy a lot: committed and in stock until issued, or an expense at once, as the fund says."""
    moves: list[Posting] = []
    held = tuple(Held(lot.fiscal_year, envelope, cents) for envelope, cents in parts)
    for part in held:
        like = _like(lot, part, nature, on)
        debit, credit = move(Account.AVAILABLE, Account.COMMITTED, part.amount_cents, like)
        moves.extend((debit, replace(credit, nature="", commitment="")))
        moves.extend(move(Account.BANK, Account.VOUCHER_STOCK, part.amount_cents, _bare(like)))
    if clause is VoucherExpense.WHEN_BOUGHT:
        moves.extend(_spent(lot, held, nature=nature, standing=standing, on=on, sign=1))
    return Entry(Kind.VOUCHERS_BOUGHT, on, person, reference=lot.lot, rows=(*facts({"nature": nature}), *gathered(moves), lot))


def stepped(
    step: UnitMove, kind: Kind, there: Sequence[Held], *, nature: str, clause: VoucherExpense, standing: Standing, on: date, person: str
) -> Entry:
    """Move vouchers of a lot on, in the order in which it is held; their price moves only where they are an expense when issued."""
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


def _spent(lot: UnitMove, parts: Sequence[Held], *, nature: str, standing: Standing, on: date, sign: int) -> Iterable[Posting]:
    """Make the price of vouchers incurred, spent and earned (``sign`` 1), or take it back (-1)."""
    left = standing
    for part in parts:
        like, cents = _like(lot, part, nature, on), part.amount_cents
        yield from move(Account.COMMITTED, Account.INCURRED, sign * cents, like)
        yield replace(_bare(like), book=Book.ACTUAL.value, account=Account.VOUCHER_STOCK.value, amount_cents=-sign * cents)
        yield replace(like, book=Book.ACTUAL.value, account=Account.EXPENSE.value, amount_cents=sign * cents, commitment="")
        earned, left = left.recognised(sign * cents, Posting("", "", 0, on.isoformat(), part.fiscal_year))
        yield from earned


def _lost(lot: UnitMove, parts: Sequence[Held], *, nature: str, on: date) -> Iterable[Posting]:
    """Take expired vouchers out of the stock: the board that let them expire owes their price, and their budget is available again."""
    for part in parts:
        like, cents = _like(lot, part, nature, on), part.amount_cents
        debit, credit = move(Account.COMMITTED, Account.AVAILABLE, cents, like)
        yield from (replace(debit, nature="", commitment=""), credit)
        yield from move(Account.VOUCHER_STOCK, Account.DUE_FROM_PARTNERS, cents, _bare(like))


def _first(there: Sequence[Held], cents: Cents) -> Sequence[Held]:
    found: list[Held] = []
    for held in there:
        part = min(cents, held.amount_cents)
        cents -= part
        if part:
            found.append(replace(held, amount_cents=part))
    assert cents == 0, "the stock was counted before"
    return found


def _like(lot: UnitMove, held: Held, nature: str, on: date) -> Posting:
    return Posting("", "", 0, on.isoformat(), held.fiscal_year, held.envelope, lot.recipient, lot.plan_item, nature, lot.lot)


def _bare(like: Posting) -> Posting:
    """Return what the stock goes by: the year and the board, and no line of budget."""
    return replace(like, envelope="", plan_item="", nature="", commitment="")
