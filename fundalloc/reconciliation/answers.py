"""What a reconciliation answers: what ties and how surely, and what does not tie on either side."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from fundalloc.domain.matching import Matching
from fundalloc.money import Cents

FUNDER: Final = "funder"
"""Who an instalment comes from, where a board would stand."""


@dataclass(frozen=True, slots=True)
class BankMovement:
    """
    A movement of an account in our books: an instalment received (positive), a claim paid (negative).

    ``party`` is the board concerned, or ``funder``; empty where nobody in particular is.
    """

    seq: int
    kind: str
    reference: str
    effective_on: date
    amount_cents: Cents
    person: str
    party: str = ""

    @property
    def key(self) -> tuple[str, int]:
        return "", self.seq

    @property
    def name(self) -> str:
        """How a person names the movement: by the number of its entry."""
        return str(self.seq)

    @property
    def on(self) -> date:
        return self.effective_on


@dataclass(frozen=True, slots=True)
class StatementMovement:
    """A line of an imported statement, or a part of one that was split; ``seq`` is the entry that brought it."""

    seq: int
    statement: str
    line: int
    reference: str
    booked_on: date
    amount_cents: Cents
    description: str
    party: str = ""
    person: str = ""

    @property
    def key(self) -> tuple[str, int]:
        return self.statement, self.line

    @property
    def on(self) -> date:
        return self.booked_on

    @property
    def name(self) -> str:
        """How a person names the line: its statement and its number."""
        return f"{self.statement}:{self.line}"


Movement: TypeAlias = StatementMovement | BankMovement


class Fidelity(StrEnum):
    """What a match rests on; the passes go in this order, and what one settles the next never undoes."""

    EXACT = "exact"
    REFERENCE = "reference"
    PARTY = "party"
    AMOUNT = "amount"


class Certainty(StrEnum):
    """Whether anything else would do as well; only what is unique is confirmed without being named."""

    UNIQUE = "unique"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Points:
    """What speaks for a match, counted as ``points.py`` says."""

    reference: int = 0
    amount: int = 0
    day: int = 0
    party: int = 0
    together: int = 0

    @property
    def total(self) -> int:
        return self.reference + self.amount + self.day + self.party + self.together


@dataclass(frozen=True, slots=True)
class Candidate:
    """Lines of the statement and movements of the books that could be the same money."""

    lines: tuple[StatementMovement, ...]
    books: tuple[BankMovement, ...]
    points: Points

    @property
    def difference_cents(self) -> Cents:
        """What the statement has more than the books."""
        return sum(each.amount_cents for each in self.lines) - sum(each.amount_cents for each in self.books)


@dataclass(frozen=True, slots=True)
class Match:
    """What is proposed, how surely, and what else would do."""

    candidate: Candidate
    fidelity: Fidelity
    certainty: Certainty
    alternatives: tuple[Candidate, ...] = ()

    @property
    def lines(self) -> tuple[StatementMovement, ...]:
        return self.candidate.lines

    @property
    def books(self) -> tuple[BankMovement, ...]:
        return self.candidate.books

    @property
    def name(self) -> str:
        """How a person names the match: by its first line."""
        return self.lines[0].name


@dataclass(frozen=True, slots=True)
class Tied:
    """What a person confirmed: it ties to the cent; ``seq`` is the entry that says so."""

    lines: tuple[StatementMovement, ...]
    books: tuple[BankMovement, ...]
    seq: int
    person: str

    @property
    def movements(self) -> tuple[Movement, ...]:
        return (*self.lines, *self.books)


class Why(StrEnum):
    """Why a movement ties with nothing; the sentence is said under ``unmatched.<why>``."""

    NO_COUNTERPART = "no-counterpart"
    AMOUNT_DIFFERS = "amount-differs"
    REFERENCE_DIFFERS = "reference-differs"
    OUT_OF_WINDOW = "out-of-window"
    OTHER_BOARD = "other-board"
    SEVERAL_ALIKE = "several-alike"
    SEARCH_STOPPED = "search-stopped"


@dataclass(frozen=True, slots=True)
class Unmatched:
    """
    A movement that ties with nothing; ``age_days`` counts from its day to the day of the reconciliation.

    ``nearest`` came nearest on the other side, which ``why`` is about; ``owner`` is who has to see to it.
    """

    movement: Movement
    age_days: int
    why: Why
    nearest: Movement | None = None
    owner: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    What is proposed and awaits confirmation, what was confirmed, and what does not tie, on one day, for one outside account.

    ``settings`` are those it was made with.
    """

    on: date
    settings: Matching
    proposed: tuple[Match, ...]
    confirmed: tuple[Tied, ...]
    bank_only: tuple[Unmatched, ...]
    books_only: tuple[Unmatched, ...]
    bank_total_cents: Cents
    books_total_cents: Cents
    source: str = ""

    @property
    def unique(self) -> tuple[Match, ...]:
        """What may be confirmed without being named."""
        return tuple(match for match in self.proposed if match.certainty is Certainty.UNIQUE)
