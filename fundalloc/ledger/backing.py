"""
What backs a figure, as whoever works it out says it: the books are asked again for the same thing whenever the figure is followed.

A column says what it adds up, a row within what; a figure that is neither its column's nor its row's says both of itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from fundalloc.errors import Place
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.kinds import Account, Kind
from fundalloc.ledger.rows import BudgetLine, ClaimRecord
from fundalloc.money import Cents

DetailKey: TypeAlias = tuple[str, str, str, str, str]
"""Year, envelope, recipient, line of the plan and nature: as closely as money is told apart."""

BUDGET: Final = frozenset(
    {Account.AUTHORISED, Account.TRANSFERRED, Account.CARRIED, Account.AVAILABLE, Account.COMMITTED, Account.INCURRED}
)
"""The accounts that a decision gave their budget to."""


class Reach(StrEnum):
    """Which days count: those within a range, all until its last, or all before its first."""

    WITHIN = "within"
    UNTIL = "until"
    BEFORE = "before"


class Unbacked(StrEnum):
    """Why no entry backs a figure."""

    FORECAST = "expected-by-people"
    SHARE = "share-of-figures"
    COUNT = "counted"
    EVEN_PACE = "even-pace"
    STATEMENT = "on-statement"
    SCENARIO = "in-scenario"
    OTHER_BOOKS = "in-other-books"
    WITHHELD = "withheld-lines"
    NOTHING = "unbacked"


@dataclass(frozen=True, slots=True)
class Part:
    """One funder's part of what moved: its weight beside the others' in each envelope, and what each row of the books follows there."""

    funder: str
    weights: Mapping[str, Mapping[str, int]]
    before: Mapping[DetailKey, Cents]


@dataclass(frozen=True, slots=True)
class Adds:
    """
    What a column adds up: what entries moved on accounts, credits positive where ``sign`` is -1.

    ``kinds`` keeps to entries of some kinds, ``but`` leaves some out, ``part`` keeps to one funder's money.
    """

    accounts: tuple[Account, ...]
    sign: int = 1
    reach: Reach = Reach.UNTIL
    kinds: frozenset[Kind] | None = None
    but: frozenset[Kind] = frozenset()
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """Where a row stands: on which days, and within which dimensions; None covers all of one."""

    span: Span
    fiscal_years: frozenset[str] | None = None
    envelopes: frozenset[str] | None = None
    recipients: frozenset[str] | None = None
    plan_items: frozenset[str] | None = None
    natures: frozenset[str] | None = None
    commitments: frozenset[str] | None = None

    def covers(self, key: DetailKey, commitment: str = "") -> bool:
        """Tell whether money told apart so is within."""
        asked = (self.fiscal_years, self.envelopes, self.recipients, self.plan_items, self.natures, self.commitments)
        return all(names is None or own in names for names, own in zip(asked, (*key, commitment), strict=True))

    def holds(self, line: ClaimRecord | BudgetLine) -> bool:
        """Tell whether a line of a claim (which names no envelope) or of the budget (no nature) is within."""
        asked = [(self.fiscal_years, line.fiscal_year), (self.recipients, line.recipient), (self.plan_items, line.plan_item)]
        asked.append((self.natures, line.nature) if isinstance(line, ClaimRecord) else (self.envelopes, line.envelope))
        return all(names is None or own in names for names, own in asked)


@dataclass(frozen=True, slots=True)
class Moved:
    """Entries that moved accounts; ``entries`` keeps to some of them, and they are taken away where ``sign`` is -1."""

    adds: Adds
    within: Within
    entries: frozenset[int] | None = None
    sign: int = 1

    @property
    def turned(self) -> "Moved":
        """The same, taken away instead of added."""
        return replace(self, sign=-self.sign)


class Record(StrEnum):
    """What an entry may say an amount of without moving any account."""

    CLAIM = "claim"
    CLAIM_LINE = "claim-line"
    COMMITMENT = "commitment"
    WAIVER = "waiver"
    GRANT = "grant"
    INSTALMENT = "instalment"
    SIGN_OFF = "sign-off"


@dataclass(frozen=True, slots=True)
class Recorded:
    """
    An amount that one entry says of something, and that no account holds.

    ``name`` is the number of a claim's line, the last day of a claim whose lines are added, or what a grant is called.
    """

    record: Record
    entry: int
    name: str = ""
    sign: int = 1

    @property
    def turned(self) -> "Recorded":
        """The same, taken away instead of added."""
        return replace(self, sign=-self.sign)


@dataclass(frozen=True, slots=True)
class Told:
    """An amount beside the books, and why no entry backs it."""

    amount_cents: Cents
    why: Unbacked

    @property
    def turned(self) -> "Told":
        """The same, taken away instead of added."""
        return replace(self, amount_cents=-self.amount_cents)


@dataclass(frozen=True, slots=True)
class Filed:
    """A number that somebody wrote in a file beside the books, where it stands there, on which day it held, and after what."""

    amount: int
    place: Place
    on: date
    source: str = ""

    @property
    def turned(self) -> "Filed":
        """The same, taken away instead of added."""
        return replace(self, amount=-self.amount)


Backing: TypeAlias = Moved | Recorded | Told | Filed
