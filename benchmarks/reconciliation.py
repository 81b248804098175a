"""
Measure a reconciliation on this machine: so many statement lines against so many movements of the books, a tenth of them in groups.

    python -m benchmarks.reconciliation [--lines 100000] [--seed 1]

What belongs to what is known beforehand: the answer is counted against it. Of the groups, half are one payment for several claims, half one
claim paid in several parts. Beside the whole, the exact pass alone is held to the same question asked of pandas (a merge on reference and
amount, each alone on its side). Every name and amount is fictitious.
"""

import argparse
import os
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, TypeVar

from fundalloc.domain.matching import Matching
from fundalloc.money import Cents
from fundalloc.reconciliation.answers import BankMovement, Certainty, Proposal, StatementMovement
from fundalloc.reconciliation.candidates import Rules, Sides, exact_pairs
from fundalloc.reconciliation.matching import propose

Answer = TypeVar("Answer")

LINES: Final = 100_000
FIRST_DAY: Final = date(2024, 9, 1)
LAST_DAY: Final = date(2025, 8, 31)
BOARDS: Final = tuple(f"CONSEIL-{number:02d}" for number in range(72))
GROUPED_SHARE: Final = 10
NOISE_SHARE: Final = 100
NAMED_IN_TEN: Final = 3
"""Of ten groups, how many bear their reference in the text only."""

PAIRED_BY: Final = (90, 5, 3, 2)
"""Of a hundred pairs, how many go by their reference, by a reference in the text, by the board's name, by the amount alone."""

MEGABYTE_KILOBYTES: Final = 1024


@dataclass(slots=True)
class World:
    """Both sides, shuffled, and which lines belong to which movements."""

    lines: list[StatementMovement] = field(default_factory=list)
    books: list[BankMovement] = field(default_factory=list)
    truth: set[tuple[frozenset[int], frozenset[int]]] = field(default_factory=set)


class _Maker:
    """Makes movements that belong together, one group after the other."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.world = World()

    def amount(self) -> Cents:
        return -self.chance.randint(5_00, 60_000_00)

    def line(self, reference: str, on: date, cents: Cents, said: str = "", party: str = "") -> int:
        number = len(self.world.lines) + 1
        self.world.lines.append(StatementMovement(1, "RELEVE", number, reference, on, cents, said, party))
        return number

    def book(self, reference: str, on: date, cents: Cents, board: str) -> int:
        seq = len(self.world.books) + 1
        self.world.books.append(BankMovement(seq, "claim-paid", reference, on, cents, "caisse", board))
        return seq

    def day(self) -> date:
        return FIRST_DAY + timedelta(days=self.chance.randrange((LAST_DAY - FIRST_DAY).days))

    def together(self, number: int, *, paid_at_once: bool) -> None:
        """Make one payment for several claims, or one claim paid in several parts, under one reference or none."""
        board, on, reference = self.chance.choice(BOARDS), self.day(), f"GRP-{number:07d}"
        cents = [self.amount() for _ in range(self.chance.randint(2, 6))]
        said = f"Lot {reference}" if self.chance.randrange(10) < NAMED_IN_TEN else ""
        theirs = "" if said else reference
        if paid_at_once:
            seqs = [self.book(reference, on, each, board) for each in cents]
            lines = [self.line(theirs, self.later(on), sum(cents), said)]
        else:
            seqs = [self.book(reference, on, sum(cents), board)]
            lines = [self.line(reference, self.later(on), each) for each in cents]
        self.world.truth.add((frozenset(lines), frozenset(seqs)))

    def pair(self, number: int) -> None:
        """Make one line for one movement: by reference, by a reference named in the text, by the board's name, or by the amount alone."""
        board, on, reference, cents = self.chance.choice(BOARDS), self.day(), f"PAI-{number:07d}", self.amount()
        seq = self.book(reference, on, cents, board)
        match self.chance.choices(("reference", "text", "party", "amount"), PAIRED_BY)[0]:
            case "reference":
                line = self.line(reference, self.later(on), cents)
            case "text":
                line = self.line("", self.later(on), cents, f"Virement {reference} merci")
            case "party":
                line = self.line("", self.later(on), cents, "Virement", board)
            case _:
                line = self.line("", self.later(on), cents)
        self.world.truth.add((frozenset((line,)), frozenset((seq,))))

    def later(self, on: date) -> date:
        return on + timedelta(days=self.chance.randrange(4))


def make(lines: int, seed: int) -> World:
    """Make about so many lines and as many movements, a tenth in groups, one in a hundred with nothing on the other side."""
    maker = _Maker(seed)
    number = 0
    while min(len(maker.world.lines), len(maker.world.books)) < lines // GROUPED_SHARE:
        maker.together(number, paid_at_once=number % 2 == 0)
        number += 1
    while len(maker.world.books) < lines:
        number += 1
        if number % NOISE_SHARE == 0:
            maker.line(f"BANQUE-{number}", maker.day(), maker.amount(), "Frais")
            maker.book(f"SEUL-{number}", maker.day(), maker.amount(), maker.chance.choice(BOARDS))
        else:
            maker.pair(number)
    maker.chance.shuffle(maker.world.lines)
    maker.chance.shuffle(maker.world.books)
    return maker.world


@dataclass(frozen=True, slots=True)
class Count:
    """What was found, beside what is true."""

    true_groups: int
    unique: int
    unique_and_wrong: int
    ambiguous: int
    missed: int


def reconciled(world: World) -> Proposal:
    """Propose what ties, as a fund with these boards would."""
    rules = Rules(Matching(), {}, frozenset(BOARDS))
    return propose(world.lines, world.books, (), on=LAST_DAY, rules=rules)


def count(world: World, found: Proposal) -> Count:
    """Count what was found against what is true."""
    told = {
        (frozenset(line.line for line in match.lines), frozenset(book.seq for book in match.books)): match.certainty
        for match in found.proposed
    }
    unique = {group for group, certainty in told.items() if certainty is Certainty.UNIQUE}
    return Count(
        true_groups=len(world.truth),
        unique=len(unique),
        unique_and_wrong=len(unique - world.truth),
        ambiguous=len(told) - len(unique),
        missed=len(world.truth - set(told)),
    )


def merged(lines: Sequence[StatementMovement], books: Sequence[BankMovement]) -> int:
    """Return how many pairs pandas finds by reference and amount, each alone on its side."""
    import pandas as pd

    key = ["reference", "amount_cents"]
    theirs = pd.DataFrame([(line.reference, line.amount_cents, line.line) for line in lines], columns=[*key, "line"])
    ours = pd.DataFrame([(book.reference, book.amount_cents, book.seq) for book in books], columns=[*key, "seq"])
    alone = [side[(side["reference"] != "") & ~side.duplicated(key, keep=False)] for side in (theirs, ours)]
    return len(alone[0].merge(alone[1], on=key, validate="one_to_one"))


def measured(world: World) -> Iterator[str]:
    """Say what takes how long, and what was found."""
    import pandas as pd  # before the clock starts: what loading it takes is not what is compared

    rules = Rules(Matching(), {}, frozenset(BOARDS))
    pairs, exact = timed(lambda: len(exact_pairs(Sides(world.lines, world.books, rules))))
    found, whole = timed(lambda: reconciled(world))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE_KILOBYTES
    others, merge = timed(lambda: merged(world.lines, world.books))
    yield f"lines {len(world.lines):,}  movements {len(world.books):,}  load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    yield f"exact pass {exact} ({pairs:,} pairs); merge by pandas {pd.__version__} {merge} ({others:,} pairs)"
    yield f"whole reconciliation {whole}, peak memory {peak:,} MB"
    yield str(count(world, found))


def timed(act: Callable[[], Answer]) -> tuple[Answer, str]:
    """Return what an act answers, and the seconds it took: on the clock, and of the processor, which minds others at work less."""
    clock, processor = time.perf_counter(), time.process_time()
    answer = act()
    return answer, f"{time.perf_counter() - clock:.1f} s ({time.process_time() - processor:.1f} s of processor)"


def main() -> None:
    """Make a world and reconcile it."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--lines", type=int, default=LINES)
    asked.add_argument("--seed", type=int, default=1)
    told = asked.parse_args()
    for line in measured(make(told.lines, told.seed)):
        print(line)


if __name__ == "__main__":
    main()
