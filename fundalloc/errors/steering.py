"""Refusals of steering: what cannot be foreseen, shared again or moved."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class LineOutsideScenario(Refusal):
    """The books have money on a line that the scenario asks nothing for, or from an envelope it has not."""

    code: ClassVar[str] = "ligne-hors-du-scenario"
    recipient: str
    plan_item: str
    fiscal_year: str
    budget_cents: int
    envelopes: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class OtherScenarioAdopted(Refusal):
    """The scenario given is not the one whose allocation the books adopted."""

    code: ClassVar[str] = "scenario-autre-que-l-adopte"
    scenario: str
    adopted: str


@dataclass(kw_only=True, eq=False)
class DayOutsideYears(Refusal):
    """The day to steer from is in none of the fund's years."""

    code: ClassVar[str] = "pilotage-hors-exercice"
    given_on: date
    years: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class NoYearBefore(Refusal):
    """Seasons are asked for, and there is no earlier year to read them from."""

    code: ClassVar[str] = "aucune-saison-connue"
    fiscal_year: str


@dataclass(kw_only=True, eq=False)
class NothingDeclared(Refusal):
    """Only what managers declare is to be taken, and nothing is declared."""

    code: ClassVar[str] = "aucune-prevision-declaree"


@dataclass(kw_only=True, eq=False)
class DeclaredLineUnknown(Refusal):
    """A manager declares a forecast for a line that neither the books nor the scenario have."""

    code: ClassVar[str] = "prevision-hors-budget"
    recipient: str
    plan_item: str


@dataclass(kw_only=True, eq=False)
class DeclaredTwice(Refusal):
    """A manager's list says two forecasts for one line."""

    code: ClassVar[str] = "prevision-en-double"
    recipient: str
    plan_item: str


@dataclass(kw_only=True, eq=False)
class ProposalUnreadable(Refusal):
    """A file is not a proposal of transfers, or something of it is missing."""

    code: ClassVar[str] = "proposition-illisible"
    name: str


@dataclass(kw_only=True, eq=False)
class ProposalUnproved(Refusal):
    """The allocation that a proposal leads to does not hold when it is computed again."""

    code: ClassVar[str] = "proposition-non-prouvee"
    count: int


@dataclass(kw_only=True, eq=False)
class ProposalOfAnother(Refusal):
    """A proposal was made for the books of another fund."""

    code: ClassVar[str] = "proposition-d-un-autre-fonds"
    fund: str
    own: str


@dataclass(kw_only=True, eq=False)
class ProposalOutdated(Refusal):
    """A line has no longer the budget that the proposal was made from."""

    code: ClassVar[str] = "proposition-depassee"
    recipient: str
    plan_item: str
    fiscal_year: str
    then_cents: int
    now_cents: int
