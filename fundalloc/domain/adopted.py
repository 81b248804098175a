"""A decided allocation, as read back from its result file, ready to become a budget."""

from dataclasses import dataclass
from datetime import date

from fundalloc.money import Cents


@dataclass(frozen=True, slots=True)
class DecidedAmount:
    """What one request was granted from one envelope; ``request`` is its id in the scenario."""

    request: str
    recipient: str
    plan_item: str
    envelope: str
    fiscal_year: str
    purpose: str
    requested_cents: Cents
    amount_cents: Cents


@dataclass(frozen=True, slots=True)
class DecidedPlanItem:
    """One line of the plan as it was when decided; ``parent`` and ``axis`` are empty where the plan has none."""

    id: str
    level: str
    parent: str
    axis: str
    label_fr: str
    label_en: str
    board: str
    shared: bool
    natures: tuple[str, ...]
    natures_open: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """
    An optimal allocation with its fingerprint; ``sha256`` is of the result file's bytes.

    ``amends`` is the fingerprint of the allocation that it says it amends, ``plan_adopted_on`` the day its plan was adopted; empty and
    None where it says nothing of them. ``before_adoption`` names the requests whose work may begin before that day (S4-02).
    """

    scenario: str
    fingerprint: str
    prepared_by: str
    file_name: str
    sha256: str
    amounts: tuple[DecidedAmount, ...]
    plan: tuple[DecidedPlanItem, ...]
    amends: str = ""
    plan_adopted_on: date | None = None
    before_adoption: tuple[str, ...] = ()

    @property
    def total_cents(self) -> Cents:
        return sum(each.amount_cents for each in self.amounts)
