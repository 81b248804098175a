"""
A fund at random, year after year, beside an independent model of it.

The model says what must be accepted, what must be refused and what everything must show; the books must agree after every act.
"""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fundalloc.errors import RefusedTogether
from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import Book, Dimension, GrantState, Subject, UnitAct
from fundalloc.usecases.budgeting import adjusting, books, budget, commitments, money, periods, suppliers, transfers, vouchers
from fundalloc.usecases.claiming import claims
from fundalloc.usecases.granting import decisions, grants
from fundalloc.usecases.papers import personal
from tests.bookkeeping import at
from tests.model import Claim, Lot, Model, Order, given_back, shared
from tests.spending import YEAR, SpendingDesk, with_rules

LINES = {Line(YEAR, "CECCE", "4.2.1"): 3_000_00, Line(YEAR, "CECCE", "4.5.1"): 2_000_00, Line(YEAR, "CEPEO", "4.5.1"): 1_500_00}
NATURE = {"4.2.1": "student-activity", "4.5.1": "speaker"}
NEXT = "2025-2026"
WIDE = with_rules().replace("ends_on = 2025-08-31\n\n[clauses]", "ends_on = 2026-08-31\n\n[clauses]")
KEY = "trois-conseils"
LACKING = "disponible-insuffisant"
LEANED_ON = "ecriture-dont-d-autres-dependent"
TAXED_CENTS, REBATE_CENTS = 1_021_60, 108_40  # vector 7: 1 000,00 $ and 130,00 $ of tax to an Ontario board
EVER = (date(2024, 9, 1), date(2026, 8, 31))

amounts = st.one_of(st.integers(min_value=1, max_value=400_00), st.sampled_from([1, 500_00, 1_500_00, 2_000_00, 3_000_00]))
places = st.integers(min_value=0, max_value=2)
choices = st.integers(min_value=0, max_value=50)
quantities = st.integers(min_value=1, max_value=6)


@dataclass
class Done:
    """Something that may be undone: its entry, which code says that it may not be now (``maybe`` a code for earlier days), and how."""

    seq: int
    forbidden: Callable[[], str]
    undo: Callable[[], None]
    maybe: str = LACKING


class FundMachine(RuleBasedStateMachine):
    """The acts, each tried on the model and on the books."""

    @initialize()
    def opened(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fundalloc-simulation-"))
        self.desk = SpendingDesk(self.folder).started(WIDE, **granted(LINES))
        self.desk.waives("D-LIBRE", Subject.TRANSFER)
        self.model, self.count, self.year = Model(dict(LINES)), 0, YEAR
        self.today = date(2024, 12, 1)
        self.done: list[Done] = []

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            assert books.verify(self.desk.ledger).sound
            shutil.rmtree(self.folder)

    # --- How acts are tried

    def _now(self) -> datetime:
        self.count += 1
        self.today += timedelta(days=1)
        return at(self.today.isoformat())

    def _line(self, place: int) -> Line:
        line = list(LINES)[place]
        return Line(self.year, line.recipient, line.plan_item)

    def _tried(self, expected: str, act: Callable[[], object], *, maybe: str = "") -> bool:
        """Do an act; it must be refused with the code the model expects, or accepted where it expects none."""
        try:
            act()
        except RefusedTogether as refused:
            found = {problem.code for problem in refused.refusals}
            assert expected in found or (not expected and maybe in found), str(refused)  # noqa: PT017 - a refusal is one of two answers
            return False
        assert not expected, f"accepted, and the model said {expected}"
        return True

    def _last(self) -> int:
        return books.fund_summary(self.desk.ledger).head.seq

    def _may_undo(self, undo: Callable[[], None], forbidden: Callable[[], str] = str, maybe: str = LACKING) -> None:
        self.done.append(Done(self._last(), forbidden, undo, maybe))

    def _lacks(self, line: Line, cents: int) -> str:
        return self._lacks_any({line: cents})

    def _lacks_any(self, parts: Mapping[Line, int], code: str = LACKING) -> str:
        return code if any(cents > self.model.available(line) for line, cents in parts.items()) else ""

    def _shares(self, cents: int) -> dict[Line, int]:
        return shared(cents, self._line(1), self._line(2))

    # --- Orders and claims

    @rule(place=places, cents=amounts)
    def order(self, place: int, cents: int) -> None:
        line = self._line(place)
        self._ordered(line, cents, {line: cents}, "")

    @rule(place=st.sampled_from([1, 2]), cents=amounts)
    def shared_order(self, place: int, cents: int) -> None:
        """Boards order together, one of them for all."""
        self._ordered(self._line(place), cents, self._shares(cents), KEY)

    def _ordered(self, line: Line, cents: int, parts: dict[Line, int], key: str) -> None:
        name, act = f"BC-{self.count + 1}", {"person": "caisse", "now": self._now()}
        nature = NATURE[line.plan_item]
        asked = commitments.Order(name, line.recipient, line.plan_item, nature, "Fournisseur fictif", cents, sharing_key=key)
        if self._tried(self._lacks_any(parts), lambda: commitments.make_commitment(self.desk.ledger, asked, **act)):  # type: ignore[arg-type]
            order = self.model.orders[name] = Order(line.recipient, parts, is_shared=bool(key))

            self._may_undo(lambda: self._forget(name), lambda: LEANED_ON if order.touched else "")

    def _forget(self, order: str) -> None:
        del self.model.orders[order]

    @rule(choice=choices, cents=amounts)
    def release(self, choice: int, cents: int) -> None:
        if self.model.orders:
            name = list(self.model.orders)[choice % len(self.model.orders)]
            order, now = self.model.orders[name], self._now()
            expected = "engagement-insuffisant" if cents > order.left_in_all else ""
            act = {"commitment": name, "reason": "Essai", "amount_cents": cents, "person": "caisse", "now": now}
            if self._tried(expected, lambda: commitments.release_commitment(self.desk.ledger, **act)):  # type: ignore[arg-type]
                parts = given_back(cents, order.left)
                order.moves(parts, -1)
                self._may_undo(lambda: order.moves(parts, 1), lambda: self._lacks_any(parts))

    def _row(self, line: Line, cents: int, days: int, order: str, taxes: str = "", key: str = "") -> str:
        first_day = date(2024, 9, 1) if self.year == YEAR else date(2025, 9, 1)
        incurred_on = max(first_day, self.today - timedelta(days=days))
        start = f"1;{line.recipient};{line.plan_item};{NATURE[line.plan_item]};{incurred_on};Fournisseur fictif;F-{self.count}"
        return f"{start};{cents // 100},{cents % 100:02d};;{order};;;{key};{taxes}"

    @rule(place=places, cents=amounts, days=st.integers(min_value=0, max_value=60), choice=choices, ordered=st.booleans())
    def claim(self, place: int, cents: int, days: int, choice: int, *, ordered: bool) -> None:
        line, now = self._line(place), self._now()
        order = self._open_order(choice, line, is_shared=False) if ordered else ""
        self._claimed({line: cents}, order, self._row(line, cents, days, order), now)

    @rule(
        place=st.sampled_from([1, 2]),
        cents=amounts,
        days=st.integers(min_value=0, max_value=60),
        choice=choices,
        ordered=st.sampled_from([True, True, False]),
    )
    def shared_claim(self, place: int, cents: int, days: int, choice: int, *, ordered: bool) -> None:
        """A board claims for all that bear it, from what it ordered for them or not."""
        line, now = self._line(place), self._now()
        order = self._open_order(choice, line, is_shared=True) if ordered else ""
        self._claimed(self._shares(cents), order, self._row(line, cents, days, order, key=KEY), now)

    def _open_order(self, choice: int, line: Line, *, is_shared: bool) -> str:
        own = {name: order for name, order in self.model.orders.items() if order.recipient == line.recipient and line in order.left}
        found = [name for name, order in own.items() if order.is_shared == is_shared and order.left_in_all]
        return found[choice % len(found)] if found else ""

    @rule(days=st.integers(min_value=0, max_value=60))
    def taxed_claim(self, days: int) -> None:
        line, now = self._line(0), self._now()
        self._claimed({line: TAXED_CENTS}, "", self._row(line, TAXED_CENTS, days, "", "1 000,00;130,00"), now, rebate=REBATE_CENTS)

    def _claimed(self, asked: dict[Line, int], order: str, row: str, now: datetime, *, rebate: int = 0, replaces: str = "") -> None:
        taken = self.model.orders[order].takes(asked) if order else {}
        beyond = {line: cents - taken.get(line, 0) for line, cents in asked.items()}
        name, expected = f"R{self.count}", self._lacks_any(beyond, "credit-depasse")
        if self._tried(expected, lambda: self.desk.claims(name, row, now=now.date().isoformat(), replaces=replaces)):
            self.model.claims[name] = Claim(asked, order, taken, rebate)
            if order:
                self.model.orders[order].moves(taken, -1)

    def _chosen(self, choice: int, *states: str) -> str:
        found = [name for name, claim in self.model.claims.items() if claim.state in states]
        return found[choice % len(found)] if found else ""

    def _given_up(self, claim: Claim, state: str) -> None:
        claim.state = state
        if claim.order:
            self.model.orders[claim.order].moves(claim.taken, 1)

    @rule(choice=choices)
    def ask_changes(self, choice: int) -> None:
        if name := self._chosen(choice, "received"):
            claims.ask_changes(self.desk.ledger, claim=name, reason="Essai", person="direction", now=self._now())
            self.model.claims[name].state = "to-correct"

    @rule(choice=choices, cents=amounts)
    def replace(self, choice: int, cents: int) -> None:
        if name := self._chosen(choice, "received", "to-correct"):
            claim, now = self.model.claims[name], self._now()
            state = claim.state
            self._given_up(claim, "replaced")
            before = len(self.model.claims)
            first, board = min(claim.amounts), next(row.recipient for row in books.claims(self.desk.ledger) if row.claim == name)
            line = Line(first.fiscal_year, board, first.plan_item)
            self._claimed({line: cents}, "", self._row(line, cents, 0, ""), now, replaces=name)
            if len(self.model.claims) == before:
                claim.state = state
                if claim.order:
                    self.model.orders[claim.order].moves(claim.taken, -1)

    @rule(choice=choices)
    def approve(self, choice: int) -> None:
        if name := self._chosen(choice, "received", "to-correct"):
            claim = self.model.claims[name]
            self.desk.approves(name, now=self._now().date().isoformat())
            claim.state, claim.costs, claim.owed = "approved", dict(claim.amounts), claim.amount
            claim.split = self.model.funder.spends(claim.amount)

            def undo() -> None:
                claim.state, claim.costs, claim.owed = "received", {}, 0
                self.model.funder.undoes(claim.split)

            self._may_undo(undo, lambda: LEANED_ON if claim.state == "paid" or claim.trued or claim.cost != claim.amount else "")

    @rule(choice=choices)
    def refuse(self, choice: int) -> None:
        if name := self._chosen(choice, "received", "to-correct"):
            claims.refuse_claim(self.desk.ledger, claim=name, reason="Essai", person="direction", now=self._now())
            self._given_up(self.model.claims[name], "refused")

    @rule(choice=choices)
    def pay(self, choice: int) -> None:
        if name := self._chosen(choice, "approved"):
            claim, day = self.model.claims[name], self._now().date().isoformat()
            owed = claim.owed
            if self._tried("" if owed else "montant-non-positif", lambda: self._paid(name, day)):
                claim.state, claim.owed = "paid", 0
                self.model.bank -= owed

                def undo() -> None:
                    claim.state, claim.owed = "approved", owed
                    self.model.bank += owed

                self._may_undo(undo)

    def _paid(self, name: str, day: str) -> None:
        reference, on = f"PAI-{self.count}", date.fromisoformat(day)
        claims.pay_claim(self.desk.ledger, claim=name, reference=reference, on=on, person="caisse", now=at(day))

    @rule(choice=choices, cents=amounts)
    def mark(self, choice: int, cents: int) -> None:
        if (name := self._chosen(choice, "approved", "paid")) and not self.model.claims[name].is_shared:
            claim, now = self.model.claims[name], self._now()
            expected = "montant-superieur-au-du" if cents > claim.cost else ""
            act = {"claim": name, "line": "1", "amount_cents": cents, "reason": "Essai", "person": "direction", "now": now}
            if not self._tried(expected, lambda: adjusting.mark_ineligible(self.desk.ledger, **act)):  # type: ignore[arg-type]
                return
            was_paid = claim.state == "paid"
            claim.costs[claim.line] -= cents
            split = self.model.funder.takes_back(cents)
            if was_paid:
                self.model.owes(claim.line.recipient, cents)
            else:
                claim.owed -= cents

            def undo() -> None:
                claim.costs[claim.line] += cents
                self.model.funder.undoes(split)
                if was_paid:
                    self.model.owes(claim.line.recipient, -cents)
                else:
                    claim.owed += cents

            def forbidden() -> str:
                paid_since = claim.state == "paid" and not was_paid
                return LEANED_ON if paid_since else self._lacks(claim.line, cents)

            self._may_undo(undo, forbidden)

    @rule(delta=st.integers(min_value=-60_00, max_value=60_00))
    def true_up(self, delta: int) -> None:
        """A rebate comes out otherwise than expected, on the one claim that waits for it."""
        taxed = (claim for claim in self.model.claims.values() if claim.rebate and not claim.trued)
        waiting = [claim for claim in taxed if claim.state in {"approved", "paid"}]
        if len(waiting) != 1 or waiting[0].cost < 60_00 or delta == 0:
            return
        (claim,), now = waiting, self._now()
        rebate = adjusting.RebateReceived("CECCE", *EVER, claim.rebate + delta, "Essai")
        act = {"person": "caisse", "now": now}
        if self._tried(self._lacks(claim.line, -delta), lambda: adjusting.true_up_tax(self.desk.ledger, rebate, **act)):  # type: ignore[arg-type]
            claim.trued = True
            claim.costs[claim.line] -= delta
            split = self.model.funder.takes_back(delta) if delta > 0 else self.model.funder.spends(-delta)
            self.model.owes("CECCE", delta)

            def undo() -> None:
                claim.trued = False
                claim.costs[claim.line] += delta
                self.model.funder.undoes(split)
                self.model.owes("CECCE", -delta)

            self._may_undo(undo, lambda: self._lacks(claim.line, delta))

    # --- Vouchers

    @rule(place=places, quantity=quantities, unit=st.sampled_from([5_00, 25_00, 700_00]))
    def buy(self, place: int, quantity: int, unit: int) -> None:
        line, now = self._line(place), self._now()
        name, cost = f"LOT-{self.count}", quantity * unit
        asked = vouchers.Purchase(name, "Coupon", quantity, unit, line.recipient, line.plan_item, NATURE[line.plan_item])
        act = {"payment_reference": f"PAI-{name}", "on": now.date(), "person": "caisse", "now": now}
        if self._tried(self._lacks(line, cost), lambda: vouchers.buy_vouchers(self.desk.ledger, asked, **act)):  # type: ignore[arg-type]
            self.model.lots[name] = Lot(line, unit, quantity)
            self.model.bank -= cost

            def undo() -> None:
                del self.model.lots[name]
                self.model.bank += cost

            self._may_undo(undo, lambda: LEANED_ON if self.model.lots[name].touched else "")

    @rule(choice=choices, quantity=quantities, act=st.sampled_from([UnitAct.ISSUED, UnitAct.USED, UnitAct.RETURNED, UnitAct.EXPIRED]))
    def step(self, choice: int, quantity: int, act: UnitAct) -> None:
        if not self.model.lots:
            return
        name = list(self.model.lots)[choice % len(self.model.lots)]
        lot, now = self.model.lots[name], self._now()
        there, cost = lot.stock if act in {UnitAct.ISSUED, UnitAct.EXPIRED} else lot.out, quantity * lot.unit
        expected = "stock-de-coupons-insuffisant" if quantity > there else ""
        if not expected and act is UnitAct.RETURNED and cost > lot.spent.get(lot.line, 0):
            expected = "exercice-clos"
        asked = vouchers.VoucherStep(act, name, quantity, "Essai")
        if self._tried(expected, lambda: vouchers.move_vouchers(self.desk.ledger, asked, person="caisse", now=now)):
            self._stepped(lot, act, quantity)
            lot.touched += 1
            if act is UnitAct.EXPIRED:
                self._may_undo(lambda: self._back_in_stock(lot, quantity), lambda: self._lacks(lot.line, cost))

    def _back_in_stock(self, lot: Lot, quantity: int) -> None:
        lot.stock, lot.touched = lot.stock + quantity, lot.touched - 1
        self.model.owes(lot.line.recipient, -quantity * lot.unit)

    def _stepped(self, lot: Lot, act: UnitAct, quantity: int) -> None:
        cost = quantity * lot.unit
        match act:
            case UnitAct.ISSUED:
                lot.stock, lot.out = lot.stock - quantity, lot.out + quantity
                lot.spent[lot.line] = lot.spent.get(lot.line, 0) + cost
                self.model.funder.spends(cost)
            case UnitAct.USED:
                lot.out -= quantity
            case UnitAct.RETURNED:
                lot.stock, lot.out = lot.stock + quantity, lot.out - quantity
                lot.spent[lot.line] -= cost
                self.model.funder.takes_back(cost)
            case UnitAct.EXPIRED:
                lot.stock -= quantity
                self.model.owes(lot.line.recipient, cost)
            case _:
                raise AssertionError(act)

    # --- Budget and money

    @rule(first=places, second=places, cents=amounts)
    def transfer(self, first: int, second: int, cents: int) -> None:
        origin, target, now = self._line(first), self._line(second), self._now()
        expected = "virement-sur-place" if first == second else self._lacks(origin, cents)
        asked = transfers.TransferOrder(origin, target, cents, "Essai", "D-LIBRE")
        if self._tried(expected, lambda: transfers.transfer(self.desk.ledger, asked, person="direction", now=now)):
            self.model.moves(origin, -cents)
            self.model.moves(target, cents)

            def undo() -> None:
                self.model.moves(origin, cents)
                self.model.moves(target, -cents)

            self._may_undo(undo, lambda: self._lacks(target, cents))

    @precondition(lambda self: self.year == YEAR)
    @rule(place=places, cents=amounts)
    def revise(self, place: int, cents: int) -> None:
        line, now = self._line(place), self._now()
        after = self.model.adopted | {line: cents}
        file = self.desk.result(**granted(after))
        expected = self._lacks(line, self.model.adopted[line] - cents)
        act = {"reason": "Essai", "person": "direction", "now": now}
        if self._tried(expected, lambda: budget.amend_allocation(self.desk.ledger, file, **act), maybe=LACKING):  # type: ignore[arg-type]
            self.model.adopted = after

    @rule(cents=amounts)
    def receive(self, cents: int) -> None:
        now = self._now()
        self.desk.receives(cents, f"VIR-{self.count}", on=now.date().isoformat())
        self.model.bank += cents
        split = self.model.funder.receives(cents)

        def undo() -> None:
            self.model.bank -= cents
            self.model.funder.undoes(split)

        self._may_undo(undo)

    @rule(cents=amounts)
    def earn(self, cents: int) -> None:
        now = self._now()
        act = {"reference": f"INT-{self.count}", "on": now.date(), "person": "caisse", "now": now}
        money.record_interest(self.desk.ledger, amount_cents=cents, **act)  # type: ignore[arg-type]
        self.model.bank += cents
        self.model.funder.deferred += cents

        def undo() -> None:
            self.model.bank -= cents
            self.model.funder.deferred -= cents

        self._may_undo(undo)

    @rule(cents=amounts, partner=st.sampled_from(["CECCE", "CEPEO"]))
    def settle(self, cents: int, partner: str) -> None:
        owed, now = self.model.due.get(partner, 0), self._now()
        act = {"recipient": partner, "reference": f"REM-{self.count}", "on": now.date(), "person": "caisse", "now": now}
        expected = "montant-superieur-au-du" if cents > abs(owed) else ""
        if self._tried(expected, lambda: money.recover(self.desk.ledger, amount_cents=cents, **act)):  # type: ignore[arg-type]
            paid_back = cents if owed > 0 else -cents
            self.model.owes(partner, -paid_back)
            self.model.bank += paid_back

            def undo() -> None:
                self.model.owes(partner, paid_back)
                self.model.bank -= paid_back

            self._may_undo(undo)

    @rule(cents=amounts)
    def give_back(self, cents: int) -> None:
        now = self._now()
        act = {"reference": f"RET-{self.count}", "on": now.date(), "reason": "Essai", "person": "caisse", "now": now}
        expected = "montant-superieur-au-du" if cents > self.model.funder.deferred else ""
        if self._tried(expected, lambda: money.return_to_funder(self.desk.ledger, amount_cents=cents, **act)):  # type: ignore[arg-type]
            self.model.bank -= cents
            self.model.funder.deferred -= cents

            def undo() -> None:
                self.model.bank += cents
                self.model.funder.deferred += cents

            self._may_undo(undo)

    # --- What moves no money

    @rule(choice=st.integers(min_value=0, max_value=4))
    def note(self, choice: int) -> None:
        """Write down something that changes no figure."""
        now = self._now()
        name, ledger, act = f"N-{self.count}", self.desk.ledger, {"person": "caisse", "now": now}
        if choice == 0:
            suppliers.list_supplier(ledger, suppliers.SupplierAsked(name, "Fournisseur fictif"), **act)  # type: ignore[arg-type]
        elif choice == 1:
            asked = grants.GrantAsked(name, GrantState.ANNOUNCED, "Ministère (fictif)", 1_000_00)
            grants.record_grant(ledger, asked, **act)  # type: ignore[arg-type]
        elif choice == 2:
            taken = decisions.DecisionAsked(name, "Comité directeur", "Adopté", now.date())
            decisions.record_decision(ledger, taken, None, **act)  # type: ignore[arg-type]
        elif choice == 3:
            entropy = self.count.to_bytes(4, "big") * 16
            personal.keep_personal(ledger, personal.PersonalData(b"x", "contract"), entropy=entropy, **act)  # type: ignore[arg-type]
        else:
            fund = self.desk.write("fonds-2.toml", WIDE.replace("Fonds d’essai", f"Fonds d’essai {self.count}"))
            periods.amend_fund(ledger, fund, reason="Essai", **act)  # type: ignore[arg-type]

    # --- History

    @precondition(lambda self: bool(self.done))
    @rule(choice=choices)
    def reverse(self, choice: int) -> None:
        """Undo something that was done, not always the last."""
        chosen = self.done[-1 - choice % min(len(self.done), 4)]
        act = {"seq": chosen.seq, "reason": "Essai", "person": "finances", "now": self._now()}
        if self._tried(chosen.forbidden(), lambda: periods.reverse(self.desk.ledger, **act), maybe=chosen.maybe):  # type: ignore[arg-type]
            chosen.undo()
            self.done.remove(chosen)

    @precondition(lambda self: self.year == YEAR and self.count > 8)
    @rule()
    def year_passes(self) -> None:
        """Decide what waits, carry the rest to the next year, and close this one."""
        while self._chosen(0, "received", "to-correct"):
            self.approve(0)
        self.today = max(self.today, date(2025, 9, 1))
        now = self._now()
        if self.model.carries(YEAR, NEXT):
            budget.carry_forward(self.desk.ledger, fiscal_year=YEAR, reason="Essai", person="direction", now=now)
        periods.close_year(self.desk.ledger, fiscal_year=YEAR, person="finances", now=now)
        self.done.clear()
        self.year = NEXT

    # --- What must always hold

    @invariant()
    def every_line_shows_what_the_model_says(self) -> None:
        if not hasattr(self, "desk"):
            return
        shown = {Line(row.fiscal_year, row.recipient, row.plan_item): row for row in books.budget_position(self.desk.ledger)}
        for line in self.model.lines():
            row = shown.get(line)
            if row is None:
                assert not any((self.model.available(line), self.model.committed(line), self.model.incurred(line)))
                continue
            assert row.authorised_cents == self.model.adopted.get(line, 0)
            assert row.committed_cents == self.model.committed(line)
            assert row.incurred_cents == self.model.incurred(line)
            assert row.transferred_cents == self.model.moved.get(line, 0)
            assert row.available_cents == self.model.available(line) >= 0

    @invariant()
    def every_account_shows_what_the_model_says(self) -> None:
        if not hasattr(self, "desk"):
            return
        now = {row.account: row.amount_cents for row in books.balance(self.desk.ledger).rows}
        spent = sum(self.model.incurred(line) for line in self.model.lines())
        assert now.get("bank", 0) == self.model.bank
        assert now.get("expense", 0) == spent == -now.get("revenue", 0)
        assert now.get("payable", 0) == -sum(claim.owed for claim in self.model.claims.values())
        assert now.get("due-from-partners", 0) == sum(self.model.due.values())
        assert now.get("voucher-stock", 0) == sum(lot.stock * lot.unit for lot in self.model.lots.values())
        assert -now.get("deferred-contributions", 0) == self.model.funder.deferred
        assert now.get("receivable", 0) == self.model.funder.receivable

    @invariant()
    def nothing_is_overdrawn_on_any_day_for_any_dimensions_and_the_books_balance(self) -> None:
        if not hasattr(self, "desk"):
            return
        for day in (None, self.today - timedelta(days=3), self.today - timedelta(days=30), date(2025, 8, 31)):
            found = books.balance(self.desk.ledger, by=(*Dimension,), as_of=day).rows
            assert all(row.amount_cents >= 0 for row in found if row.account == "available")
            for book in Book:
                assert sum(row.amount_cents for row in found if row.book == book) == 0


def granted(adopted: Mapping[Line, int]) -> dict[str, object]:
    """A result that grants each line its amount, a third of it from another envelope."""
    amounts = [
        {
            "request": f"{line.recipient} {line.plan_item} {envelope}",
            "recipient": line.recipient,
            "priority": line.plan_item,
            "envelope": envelope,
            "fiscal_year": YEAR,
            "purpose": "operating",
            "amount_cents": part,
            "requested_cents": part,
        }
        for line, cents in adopted.items()
        for envelope, part in (("enveloppe", cents - cents // 3), ("autre", cents // 3))
    ]
    return {"allocations": amounts, "total_cents": sum(adopted.values())}
