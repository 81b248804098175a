"""
An independent model of a fund: plain numbers that know nothing of entries, days, envelopes or accounts.

It says what each line of budget, each partner, the bank and the funder must show after every act, by addition alone.
"""

from dataclasses import dataclass, field

from fundalloc.ledger.credit import Line


@dataclass
class Order:
    """What the model knows of an order: whose it is, what is left on each line that bears it; ``touched`` once it was used."""

    recipient: str
    left: dict[Line, int]
    is_shared: bool
    touched: int = 0

    @property
    def left_in_all(self) -> int:
        return sum(self.left.values())

    def takes(self, asked: dict[Line, int]) -> dict[Line, int]:
        """Return what an order gives for what is asked of each line, which is no more than it has there."""
        return {line: min(cents, self.left.get(line, 0)) for line, cents in asked.items()}

    def moves(self, parts: dict[Line, int], sign: int) -> None:
        for line, cents in parts.items():
            self.left[line] += sign * cents
        self.touched -= sign


@dataclass
class Claim:
    """What the model knows of a claim: by line, what it asks, took from its order and still costs; what is owed for it."""

    amounts: dict[Line, int]
    order: str
    taken: dict[Line, int]
    rebate: int = 0
    state: str = "received"
    costs: dict[Line, int] = field(default_factory=dict)
    owed: int = 0
    trued: bool = False
    split: tuple[int, int] = (0, 0)

    @property
    def line(self) -> Line:
        """The line of a claim that one board bears alone."""
        (line,) = self.amounts
        return line

    @property
    def is_shared(self) -> bool:
        return len(self.amounts) > 1

    @property
    def amount(self) -> int:
        return sum(self.amounts.values())

    @property
    def cost(self) -> int:
        return sum(self.costs.values())

    @property
    def waits(self) -> bool:
        return self.state in {"received", "to-correct"}


@dataclass
class Lot:
    """What the model knows of a lot of vouchers: how many are in stock and out, what those issued cost by line, how often it moved."""

    line: Line
    unit: int
    stock: int
    out: int = 0
    spent: dict[Line, int] = field(default_factory=dict)
    touched: int = 0


@dataclass
class Funder:
    """Money received and not yet earned, and money earned and not yet received."""

    deferred: int = 0
    receivable: int = 0

    def receives(self, cents: int) -> tuple[int, int]:
        settled = min(cents, max(0, self.receivable))
        return self._moved(cents - settled, -settled)

    def spends(self, cents: int) -> tuple[int, int]:
        drawn = min(cents, max(0, self.deferred))
        return self._moved(-drawn, cents - drawn)

    def takes_back(self, cents: int) -> tuple[int, int]:
        no_longer_owed = min(cents, max(0, self.receivable))
        return self._moved(cents - no_longer_owed, -no_longer_owed)

    def undoes(self, split: tuple[int, int]) -> None:
        self._moved(-split[0], -split[1])

    def _moved(self, deferred: int, receivable: int) -> tuple[int, int]:
        self.deferred += deferred
        self.receivable += receivable
        return deferred, receivable


def shared(cents: int, first: Line, second: Line) -> dict[Line, int]:
    """Share an amount two to one; the cent that is left over goes where more of it is missing."""
    of_first = (2 * cents + 1) // 3
    return {first: of_first, second: cents - of_first}


def given_back(cents: int, left: dict[Line, int]) -> dict[Line, int]:
    """Share what is given back as it is left on one line or two; the cent left over goes where more of it is missing, else to the first."""
    whole = max(1, sum(left.values()))
    parts = {line: cents * each // whole for line, each in left.items()}
    if sum(parts.values()) < cents:
        parts[max(left, key=lambda line: (cents * left[line] % whole, line == min(left)))] += 1
    return parts


@dataclass
class Model:
    """A fund, as a bookkeeper with a pencil would keep it."""

    adopted: dict[Line, int]
    moved: dict[Line, int] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    lots: dict[str, Lot] = field(default_factory=dict)
    due: dict[str, int] = field(default_factory=dict)
    funder: Funder = field(default_factory=Funder)
    bank: int = 0

    def moves(self, line: Line, cents: int) -> None:
        self.moved[line] = self.moved.get(line, 0) + cents

    def owes(self, partner: str, cents: int) -> None:
        self.due[partner] = self.due.get(partner, 0) + cents

    def ordered(self, line: Line) -> int:
        return sum(order.left.get(line, 0) for order in self.orders.values())

    def stocked(self, line: Line) -> int:
        return sum(lot.stock * lot.unit for lot in self.lots.values() if lot.line == line)

    def waiting(self, line: Line) -> int:
        return sum(claim.amounts.get(line, 0) for claim in self.claims.values() if claim.waits)

    def committed(self, line: Line) -> int:
        return self.ordered(line) + self.stocked(line) + self.waiting(line)

    def incurred(self, line: Line) -> int:
        claimed = sum(claim.costs.get(line, 0) for claim in self.claims.values())
        return claimed + sum(lot.spent.get(line, 0) for lot in self.lots.values())

    def available(self, line: Line) -> int:
        return self.adopted.get(line, 0) + self.moved.get(line, 0) - self.committed(line) - self.incurred(line)

    def lines(self) -> set[Line]:
        return {*self.adopted, *self.moved}

    def carries(self, year: str, to_year: str) -> int:
        """Carry what is available, ordered and in stock to the same lines of another year; return how much that was."""
        total = 0
        for line in [each for each in self.lines() if each.fiscal_year == year]:
            gone, later = self.available(line) + self.ordered(line) + self.stocked(line), Line(to_year, line.recipient, line.plan_item)
            self.moves(line, -gone)
            self.moves(later, gone)
            total += gone
            for order in self.orders.values():
                order.left = {later if each == line else each: cents for each, cents in order.left.items()}
            for lot in self.lots.values():
                lot.line = later if lot.line == line else lot.line
        return total
