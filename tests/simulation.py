"""
A year of a fund at random, beside an independent model of it: plain dictionaries that know nothing of entries, days or envelopes.

The model says what must be accepted, what must be refused and what each line must show; the books must agree after every act.
"""

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fundalloc.errors import RefusedTogether
from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import Book, Dimension, Subject
from fundalloc.usecases import adjusting, books, budget, claims, commitments, periods, transfers
from tests.bookkeeping import at
from tests.spending import YEAR, SpendingDesk, with_rules

LINES = {Line(YEAR, "CECCE", "4.2.1"): 3_000_00, Line(YEAR, "CECCE", "4.5.1"): 2_000_00, Line(YEAR, "CEPEO", "4.5.1"): 1_500_00}
NATURE = {"4.2.1": "student-activity", "4.5.1": "speaker"}
NEXT = "2025-2026"
WIDE = with_rules().replace("ends_on = 2025-08-31\n\n[clauses]", "ends_on = 2026-08-31\n\n[clauses]")

amounts = st.one_of(st.integers(min_value=1, max_value=400_00), st.sampled_from([1, 500_00, 1_500_00, 2_000_00, 3_000_00]))
places = st.integers(min_value=0, max_value=2)
choices = st.integers(min_value=0, max_value=50)


@dataclass
class Order:
    """What the model knows of an order."""

    line: Line
    left: int


@dataclass
class Claim:
    """What the model knows of a claim: what it took from its order, and where it stands."""

    line: Line
    amount: int
    order: str
    taken: int
    state: str = "received"
    ineligible: int = 0


@dataclass
class Model:
    """What every line must show, by addition alone."""

    adopted: dict[Line, int] = field(default_factory=lambda: dict(LINES))
    moved: dict[Line, int] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    received: int = 0
    paid: int = 0

    def ordered(self, line: Line) -> int:
        return sum(order.left for order in self.orders.values() if order.line == line)

    def waiting(self, line: Line) -> int:
        return sum(claim.amount for claim in self.claims.values() if claim.line == line and claim.state == "received")

    def incurred(self, line: Line) -> int:
        spent = (claim for claim in self.claims.values() if claim.line == line and claim.state in {"approved", "paid"})
        return sum(claim.amount - claim.ineligible for claim in spent)

    def available(self, line: Line) -> int:
        return self.adopted.get(line, 0) + self.moved.get(line, 0) - self.ordered(line) - self.waiting(line) - self.incurred(line)

    def lines(self) -> set[Line]:
        return {*self.adopted, *self.moved}


class FundMachine(RuleBasedStateMachine):
    """The acts, each tried on the model and on the books."""

    @initialize()
    def opened(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fundalloc-simulation-"))
        self.desk = SpendingDesk(self.folder).started(WIDE)
        self.desk.waives("D-LIBRE", Subject.TRANSFER)
        self.model, self.count, self.year = Model(), 0, YEAR
        self.today = date(2024, 12, 1)
        self.transfers: list[tuple[int, Line, Line, int]] = []

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            assert books.verify(self.desk.ledger).sound
            shutil.rmtree(self.folder)

    def _now(self) -> datetime:
        self.count += 1
        self.today += timedelta(days=1)
        return at(self.today.isoformat())

    def _line(self, place: int) -> Line:
        line = list(LINES)[place]
        return Line(self.year, line.recipient, line.plan_item)

    def _tried(self, expected: str, act: object) -> bool:
        """Do an act; it must be refused with the code the model expects, or accepted where it expects none."""
        assert callable(act)
        try:
            act()
        except RefusedTogether as refused:
            assert expected in {problem.code for problem in refused.refusals}, str(refused)  # noqa: PT017 - a refusal is one of two answers
            return False
        assert not expected, f"accepted, and the model said {expected}"
        return True

    @rule(place=places, cents=amounts)
    def order(self, place: int, cents: int) -> None:
        line, now = self._line(place), self._now()
        name = f"BC-{self.count}"
        order = commitments.Order(name, line.recipient, line.plan_item, NATURE[line.plan_item], "Fournisseur fictif", cents)
        expected = "disponible-insuffisant" if cents > self.model.available(line) else ""
        if self._tried(expected, lambda: commitments.make_commitment(self.desk.ledger, order, person="caisse", now=now)):
            self.model.orders[name] = Order(line, cents)

    @rule(place=places, cents=amounts, days=st.integers(min_value=0, max_value=60), choice=choices, ordered=st.booleans())
    def claim(self, place: int, cents: int, days: int, choice: int, *, ordered: bool) -> None:
        line, now = self._line(place), self._now()
        name, open_orders = f"R{self.count}", [key for key, order in self.model.orders.items() if order.line == line]
        order = open_orders[choice % len(open_orders)] if ordered and open_orders else ""
        taken = min(cents, self.model.orders[order].left) if order else 0
        first_day = date(2024, 9, 1) if self.year == YEAR else date(2025, 9, 1)
        incurred_on = max(first_day, self.today - timedelta(days=days))
        row = (
            f"1;{line.recipient};{line.plan_item};{NATURE[line.plan_item]};{incurred_on};Fournisseur fictif;F-{name};"
            f"{cents // 100},{cents % 100:02d};;{order}"
        )
        expected = "credit-depasse" if cents - taken > self.model.available(line) else ""
        if self._tried(expected, lambda: self.desk.claims(name, row, now=now.date().isoformat())):
            self.model.claims[name] = Claim(line, cents, order, taken)
            if order:
                self.model.orders[order].left -= taken

    def _chosen(self, choice: int, *states: str) -> str:
        found = [name for name, claim in self.model.claims.items() if claim.state in states]
        return found[choice % len(found)] if found else ""

    @rule(choice=choices)
    def approve(self, choice: int) -> None:
        if name := self._chosen(choice, "received"):
            self.desk.approves(name, now=self._now().date().isoformat())
            self.model.claims[name].state = "approved"

    @rule(choice=choices)
    def refuse(self, choice: int) -> None:
        if name := self._chosen(choice, "received"):
            claims.refuse_claim(self.desk.ledger, claim=name, reason="Essai", person="direction", now=self._now())
            claim = self.model.claims[name]
            claim.state = "refused"
            if claim.order:
                self.model.orders[claim.order].left += claim.taken

    @rule(choice=choices)
    def pay(self, choice: int) -> None:
        if name := self._chosen(choice, "approved"):
            claim, day = self.model.claims[name], self._now().date().isoformat()
            expected = "montant-non-positif" if claim.amount == claim.ineligible else ""
            if self._tried(expected, lambda: self.desk.pays(name, on=day)):
                claim.state = "paid"
                self.model.paid += claim.amount - claim.ineligible

    @precondition(lambda self: self.year == YEAR)
    @rule(choice=choices, cents=amounts)
    def mark(self, choice: int, cents: int) -> None:
        if name := self._chosen(choice, "approved", "paid"):
            claim, now = self.model.claims[name], self._now()
            expected = "montant-superieur-au-du" if cents > claim.amount - claim.ineligible else ""
            if self._tried(
                expected,
                lambda: adjusting.mark_ineligible(
                    self.desk.ledger, claim=name, line="1", amount_cents=cents, reason="Essai", person="direction", now=now
                ),
            ):
                claim.ineligible += cents

    @rule(choice=choices, cents=amounts)
    def release(self, choice: int, cents: int) -> None:
        if self.model.orders:
            name = list(self.model.orders)[choice % len(self.model.orders)]
            order, now = self.model.orders[name], self._now()
            expected = "engagement-insuffisant" if cents > order.left else ""
            act = {"commitment": name, "reason": "Essai", "amount_cents": cents, "person": "caisse", "now": now}
            if self._tried(expected, lambda: commitments.release_commitment(self.desk.ledger, **act)):  # type: ignore[arg-type]
                order.left -= cents

    @rule(first=places, second=places, cents=amounts)
    def transfer(self, first: int, second: int, cents: int) -> None:
        origin, target, now = self._line(first), self._line(second), self._now()
        expected = "virement-sur-place" if first == second else "disponible-insuffisant" if cents > self.model.available(origin) else ""
        order = transfers.TransferOrder(origin, target, cents, "Essai", "D-LIBRE")
        if self._tried(expected, lambda: transfers.transfer(self.desk.ledger, order, person="direction", now=now)):
            self.model.moved[origin] = self.model.moved.get(origin, 0) - cents
            self.model.moved[target] = self.model.moved.get(target, 0) + cents
            self.transfers.append((books.register(self.desk.ledger)[-1].seq, origin, target, cents))

    @precondition(lambda self: bool(self.transfers))
    @rule()
    def reverse_transfer(self) -> None:
        seq, origin, target, cents = self.transfers[-1]
        now = self._now()
        expected = "disponible-insuffisant" if cents > self.model.available(target) else ""
        act = {"seq": seq, "reason": "Essai", "person": "finances", "now": now}
        if self._tried(expected, lambda: periods.reverse(self.desk.ledger, **act)):  # type: ignore[arg-type]
            self.model.moved[origin] += cents
            self.model.moved[target] -= cents
            self.transfers.pop()

    @rule(cents=amounts)
    def receive(self, cents: int) -> None:
        now = self._now()
        self.desk.receives(cents, f"VIR-{self.count}", on=now.date().isoformat())
        self.model.received += cents

    @precondition(lambda self: self.year == YEAR and self.count > 8)
    @rule()
    def year_passes(self) -> None:
        """Decide what waits, carry the rest to the next year, and close this one."""
        while self._chosen(0, "received"):
            self.approve(0)
        self.today = max(self.today, date(2025, 9, 1))
        now = self._now()
        carried = {line: self.model.available(line) for line in self.model.lines() if line.fiscal_year == YEAR}
        if any(carried.values()) or any(order.left for order in self.model.orders.values()):
            budget.carry_forward(self.desk.ledger, fiscal_year=YEAR, reason="Essai", person="direction", now=now)
        periods.close_year(self.desk.ledger, fiscal_year=YEAR, person="finances", now=now)
        for line, left in carried.items():
            later = Line(NEXT, line.recipient, line.plan_item)
            gone = left + self.model.ordered(line)
            self.model.moved[line] = self.model.moved.get(line, 0) - gone
            self.model.moved[later] = self.model.moved.get(later, 0) + gone
        for order in self.model.orders.values():
            order.line = Line(NEXT, order.line.recipient, order.line.plan_item)
        self.transfers.clear()
        self.year = NEXT

    @invariant()
    def every_line_shows_what_the_model_says(self) -> None:
        if not hasattr(self, "desk"):
            return
        shown = {Line(row.fiscal_year, row.recipient, row.plan_item): row for row in books.budget_position(self.desk.ledger)}
        for line in self.model.lines():
            row = shown.get(line)
            if row is None:
                assert not any((self.model.available(line), self.model.ordered(line), self.model.waiting(line), self.model.incurred(line)))
                continue
            assert row.committed_cents == self.model.ordered(line) + self.model.waiting(line)
            assert row.incurred_cents == self.model.incurred(line)
            assert row.transferred_cents == self.model.moved.get(line, 0)
            assert row.available_cents == self.model.available(line) >= 0

    @invariant()
    def nothing_is_overdrawn_on_any_day_for_any_dimensions_and_the_books_balance(self) -> None:
        if not hasattr(self, "desk"):
            return
        for day in (None, self.today - timedelta(days=3), self.today - timedelta(days=30), date(2025, 8, 31)):
            found = books.balance(self.desk.ledger, by=(*Dimension,), as_of=day).rows
            assert all(row.amount_cents >= 0 for row in found if row.account == "available")
            for book in Book:
                assert sum(row.amount_cents for row in found if row.book == book) == 0
        now = {row.account: row.amount_cents for row in books.balance(self.desk.ledger).rows}
        assert now.get("bank", 0) == self.model.received - self.model.paid
        assert now.get("expense", 0) == sum(self.model.incurred(line) for line in self.model.lines()) == -now.get("revenue", 0)
