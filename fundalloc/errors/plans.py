"""Refusals about a plan's dimensions, costs shared between regions, priorities, and initiatives before they may have money."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from fundalloc.errors.base import Refusal, ToExplain


@dataclass(kw_only=True, eq=False)
class GradesBackwards(Refusal):
    """A line of the plan says one grade without the other, or the higher one first."""

    code: ClassVar[str] = "annees-d-etudes-incoherentes"
    id: str


@dataclass(kw_only=True, eq=False)
class AreaOfAnotherBoard(Refusal):
    """A line of the plan is kept for one board and for a part of another board's territory."""

    code: ClassVar[str] = "secteur-d-un-autre-conseil"
    id: str
    area: str
    area_board: str
    board: str


@dataclass(kw_only=True, eq=False)
class ProgrammeLevelElsewhere(ToExplain):
    """A request for one programme stands under a line of the plan about a level of another."""

    code: ClassVar[str] = "niveau-d-un-autre-programme"
    request: str
    named: str
    level_programme: str
    programme: str


@dataclass(kw_only=True, eq=False)
class RegionalSharesWhole(Refusal):
    """Other regions bear the whole cost of an activity, or more: nothing is left for this plan."""

    code: ClassVar[str] = "parts-des-regions-au-complet"
    id: str
    total_basis_points: int


@dataclass(kw_only=True, eq=False)
class RegionalShareTwice(Refusal):
    """One region has two parts of the cost of one activity."""

    code: ClassVar[str] = "part-de-region-en-double"
    id: str
    region: str


@dataclass(kw_only=True, eq=False)
class RegionalShareUnconfirmed(ToExplain):
    """A region has not confirmed its part of the cost of an activity."""

    code: ClassVar[str] = "part-de-region-a-confirmer"
    id: str
    region: str
    share_basis_points: int


@dataclass(kw_only=True, eq=False)
class SharedCostUnknown(ToExplain):
    """The cost of an activity is shared between regions, and the request for it does not say that cost."""

    code: ClassVar[str] = "cout-partage-inconnu"
    request: str
    id: str


@dataclass(kw_only=True, eq=False)
class AboveOwnShare(ToExplain):
    """A request asks this plan for more than its part of a cost shared between regions."""

    code: ClassVar[str] = "au-dela-de-la-part-du-plan"
    request: str
    amount_cents: int
    own_cents: int
    cost_cents: int


@dataclass(kw_only=True, eq=False)
class PriorityUngrounded(ToExplain):
    """A regional priority lacks some of its three grounds."""

    code: ClassVar[str] = "priorite-sans-fondement"
    id: str
    lacking: tuple[StrEnum, ...]


@dataclass(kw_only=True, eq=False)
class EvidenceMissing(ToExplain):
    """A set of priorities has no quantitative or no qualitative evidence."""

    code: ClassVar[str] = "priorites-sans-preuve"
    id: str
    lacking: tuple[StrEnum, ...]


@dataclass(kw_only=True, eq=False)
class InitiativeHeld(ToExplain):
    """An initiative lacks something that a rule asks for before any money: it will receive none."""

    code: ClassVar[str] = "initiative-retenue"
    request: str
    lacking: tuple[StrEnum, ...]


@dataclass(kw_only=True, eq=False)
class InitiativeUnheld(Refusal):
    """An initiative lacks something that it must show before any money, and no rule keeps money from it."""

    code: ClassVar[str] = "initiative-sans-verrou"
    request: str
    lacking: tuple[StrEnum, ...]


@dataclass(kw_only=True, eq=False)
class SpentBeforeAdoption(Refusal):
    """Something is spent or ordered before its line of the plan is adopted, and the line was not marked as beginning before."""

    code: ClassVar[str] = "depense-avant-l-adoption-du-plan"
    plan_item: str
    recipient: str
    given_on: date
    adopted_on: date


@dataclass(kw_only=True, eq=False)
class AmendmentUnexplained(Refusal):
    """A scenario says that it amends another one without saying why."""

    code: ClassVar[str] = "modification-sans-motif"
    amends: str


@dataclass(kw_only=True, eq=False)
class VersionBackwards(Refusal):
    """A version of the allocation would hold from before the one that it amends."""

    code: ClassVar[str] = "version-anterieure"
    given_on: date
    last_on: date
    seq: int


@dataclass(kw_only=True, eq=False)
class AmendmentOfAnother(Refusal):
    """A scenario amends another one than the one it is laid beside, or than the one in the books."""

    code: ClassVar[str] = "modification-d-un-autre-scenario"
    amends: str
    found: str
