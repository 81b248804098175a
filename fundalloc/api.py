"""
The house for who writes Python: typed objects that become frames, and the same refusals as everywhere.

>>> from fundalloc import allocate, open_ledger, read_scenario, steer, sweep

Amounts are whole cents everywhere; days are dates, moments bear their zone. What cannot be done raises ``RefusedTogether``, whose
``refusals`` each have a code, facts and a place; ``told`` says them in French or in English.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.allocation.engine import allocate
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import RefusedTogether
from fundalloc.frames import Rows
from fundalloc.intake.scenario import read_scenario as _read_scenario
from fundalloc.ledger.address import Address, address_of
from fundalloc.ledger.figures import Balance
from fundalloc.ledger.kinds import Dimension
from fundalloc.lexicon import Language, lexicon
from fundalloc.money import Cents
from fundalloc.steering.forecasts import Method
from fundalloc.sweeps.exploration import Exploration
from fundalloc.usecases import steering as _steering
from fundalloc.usecases.allocating import exploring
from fundalloc.usecases.allocating import planning as _planning
from fundalloc.usecases.budgeting import books

if TYPE_CHECKING:
    from fundalloc.allocation.outcome import Impossible
    from fundalloc.ledger.answers import ClaimRow, EntryRow, ExpenseRow, FundSummary, PositionRow, Verification
    from fundalloc.reports.steering import Proposal

__all__ = ["Ledger", "allocate", "open_ledger", "plan_years", "read_scenario", "steer", "sweep", "told"]


def read_scenario(path: str | Path) -> Scenario:
    """
    Read a scenario from its folder or its workbook.

    Raises:
        RefusedTogether: the scenario has problems, all told.

    """
    return _read_scenario(Path(path))


def plan_years(path: str | Path, horizon: str | Path | None = None) -> Scenario:
    """
    Read a scenario and its horizon, and return the scenario of all its years.

    Raises:
        RefusedTogether: one or the other has problems, all told.

    """
    return _planning.planned(Path(path), None if horizon is None else Path(horizon))[1]


def sweep(scenario: Scenario, *vary: str, workers: int = 1, however_many: bool = False) -> Exploration:
    """
    Share a scenario under many settings: ``sweep(scenario, "base=90%..110%:5%", "plafond=10%;15%")``.

    Raises:
        RefusedTogether: a range cannot be read, names nothing that may be varied, or there are too many variants.

    """
    return exploring.explore(scenario, exploring.settings_of(scenario, vary, None, however_many=however_many), workers=workers)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The books of a fund, to read them; every question may be asked as of a day and as known at a moment."""

    address: Address

    def position(self, *, as_of: date | None = None, known_at: datetime | None = None) -> "Rows[PositionRow]":
        """Return where each line of budget stands."""
        return Rows(books.budget_position(self.address, as_of=as_of, known_at=known_at))

    def claims(self, *, as_of: date | None = None, known_at: datetime | None = None) -> "Rows[ClaimRow]":
        """Return the claims, with where each stands."""
        return Rows(books.claims(self.address, as_of=as_of, known_at=known_at))

    def expenses(self, *, as_of: date | None = None, known_at: datetime | None = None) -> "Rows[ExpenseRow]":
        """Return every claim line, with its receipts."""
        return Rows(books.expenses(self.address, as_of=as_of, known_at=known_at))

    def entries(self, *, as_of: date | None = None, known_at: datetime | None = None) -> "Rows[EntryRow]":
        """Return the sealed entries, in their order."""
        return Rows(books.register(self.address, as_of=as_of, known_at=known_at))

    def balance(self, *by: str, as_of: date | None = None, known_at: datetime | None = None) -> Balance:
        """Return balances by account and by dimensions such as ``"recipient"`` or ``"plan_item"``."""
        return books.balance(self.address, by=tuple(map(Dimension, by)), as_of=as_of, known_at=known_at)

    def summary(self, *, as_of: date | None = None, known_at: datetime | None = None) -> "FundSummary":
        """Return the fund's totals and its last seal."""
        return books.fund_summary(self.address, as_of=as_of, known_at=known_at)

    def verify(self) -> "Verification":
        """Check every seal, the chain, both books and every file."""
        return books.verify(self.address)


def open_ledger(address: str | Path) -> Ledger:
    """
    Open the books in a folder, or in a database by its address.

    Raises:
        RefusedTogether: there are no books there.

    """
    ledger = Ledger(address if isinstance(address, Path) else address_of(address))
    ledger.summary()
    return ledger


def steer(
    ledger: Ledger,
    scenario: str | Path,
    as_of: date,
    *,
    forecast: str = Method.STRAIGHT_LINE,
    declared: str | Path | None = None,
    smallest_cents: Cents = 0,
) -> "Proposal | Impossible":
    """
    Propose the transfers that make the best of what is left of a year; ``declared`` is a table of what managers expect.

    Raises:
        RefusedTogether: the scenario, the day or what is declared does not fit the books.

    """
    table = None if declared is None else Path(declared)
    asked = _steering.SteeringAsked(Path(scenario), as_of, Method(forecast), declared=table, smallest_cents=smallest_cents)
    return _steering.propose(ledger.address, asked)


def told(refused: RefusedTogether, language: Language = "fr") -> Sequence[str]:
    """Return what was refused, in words: where, what, and what to do."""
    return tuple(map(lexicon(language).refusal, refused.refusals))
