"""Transfers that steering proposes, as read back from their file, ready to be approved."""

from dataclasses import dataclass
from typing import TypeAlias

from fundalloc.money import Cents

BudgetLineName: TypeAlias = tuple[str, str, str]
"""A line of budget: its fiscal year, its recipient, its plan item."""


@dataclass(frozen=True, slots=True)
class ProposedMove:
    """An amount to move from a line to another, and why."""

    origin: BudgetLineName
    target: BudgetLineName
    amount_cents: Cents
    reason: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """What somebody proposes for a fund, and the budget of each line that it was made from."""

    fund: str
    prepared_by: str
    moves: tuple[ProposedMove, ...]
    budgets: tuple[tuple[BudgetLineName, Cents], ...]
