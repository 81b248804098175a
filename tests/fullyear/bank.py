"""What the bank sends each month of the year, in five formats, with the mistakes banks and people make."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from tests.banks import WRITERS, Moved

FORMATS = ("table", "ofx", "camt", "mt940", "bai2", "ofx-2")
FEE = ("Frais de tenue de compte", -14_95)
STOPPED = "PAI-CCJL-2025-02"
"""A payment that the bank never shows: the cheque was lost."""
TRANSPOSED = "PAI-CEPEO-2024-11"
"""A payment that the bank took with two digits the wrong way round."""
TWICE = "PAI-CSDCEO-2024-12"
"""A payment that the bank took twice."""
STRANGE = Moved(date(2025, 4, 22), -312_47, "", "Retrait non reconnu", "", "B-X1")
"""Money out that nobody in the fund knows of."""
UNKNOWN = Moved(date(2025, 5, 9), 250_00, "DEP-0099", "Dépôt sans provenance", "", "B-X2")
"""Money in that nobody in the fund knows of."""
INTEREST = {date(2024, 12, 31): 412_18, date(2025, 3, 31): 501_66, date(2025, 6, 30): 388_02}


@dataclass
class Account:
    """The fund's account as the bank keeps it: what moved, and what was sent of it so far."""

    moved: list[Moved] = field(default_factory=list)
    sent: int = 0
    balance_cents: int = 0

    def moves(self, on: date, cents: int, reference: str, said: str, party: str = "") -> None:
        self.moved.append(Moved(on, cents, reference, said, party, f"B-{len(self.moved) + 1:04d}"))

    def pays(self, on: date, cents: int, reference: str, party: str) -> None:
        """Take a payment as the bank took it, mistakes included."""
        if reference == STOPPED:
            return
        taken_cents = _transposed(cents) if reference == TRANSPOSED else cents
        for _ in range(2 if reference == TWICE else 1):
            self.moves(on, -taken_cents, reference, f"Virement émis {party}", party)

    def month_end(self, month: date, last: date) -> None:
        """What only the bank knows of a month: charges, interest, and things nobody can explain."""
        self.moves(last, FEE[1], "", FEE[0])
        if last in INTEREST:
            self.moves(last, INTEREST[last], f"INT-{last:%Y-%m}", "Intérêts du trimestre")
        self.moved.extend(each for each in (STRANGE, UNKNOWN) if (each.on.year, each.on.month) == (month.year, month.month))

    def statement(self, number: int) -> tuple[str, str, Sequence[Moved]]:
        """The next statement: its ending, its text, its movements."""
        fresh = sorted(self.moved[self.sent :], key=lambda each: each.on)
        ending, write = WRITERS[FORMATS[number % len(FORMATS)]]
        text = write(fresh, self.balance_cents)
        self.sent, self.balance_cents = len(self.moved), self.balance_cents + sum(each.cents for each in fresh)
        return ending, text, fresh


def _transposed(cents: int) -> int:
    """The amount with its last two dollars' digits the wrong way round; always another amount."""
    dollars, rest = divmod(cents, 100)
    tens, units = dollars // 10 % 10, dollars % 10
    swapped = dollars - 10 * tens - units + 10 * units + tens
    return (swapped if swapped != dollars else dollars + 9) * 100 + rest
