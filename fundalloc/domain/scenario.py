"""A scenario: everything one allocation is decided from."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from fundalloc.domain.base import STRICT, AmountCents, FiscalYear, Id, Label, LightNoun, Noun, ShareBasisPoints, Source
from fundalloc.domain.goals import Goal
from fundalloc.domain.grounds import Initiative, Priority, PrioritySet, ProjectField
from fundalloc.domain.indicators import ProgressIndicator
from fundalloc.domain.plan import BoardArea, PlanItem, PlanStep, ProgrammeLevel, ProvincialTarget, RegionalShare
from fundalloc.domain.rules import Indicator, Rule, refuse
from fundalloc.frames import frame_of

if TYPE_CHECKING:
    import pandas as pd


class Envelope(Noun):
    """Money set aside for one year and for the purposes it names; empty tuples of purposes, natures or recipients admit all."""

    id: Id
    label: Label
    fiscal_year: Id
    amount_cents: AmountCents
    purposes: tuple[Id, ...] = ()
    natures: tuple[Id, ...] = ()
    recipients: tuple[Id, ...] = ()
    opens_on: date | None = None
    closes_on: date | None = None
    fictitious: bool
    source: Source


class Recipient(Noun):
    """
    Who may receive money: a board, a college, a consortium, a region's carrier.

    A body that only plans ``holds_money`` not, and names the ``fiduciary`` that receives and pays for it (S9-09).
    """

    id: Id
    label: Label
    teaching_order: Id | None = None
    region: Id | None = None
    attributes: Mapping[Id, int] = Field(default_factory=dict)
    aliases: tuple[Id, ...] = ()
    holds_money: bool = True
    fiduciary: Id | None = None


_NOTHING_MEASURED: Final[Mapping[Id, int]] = {}
"""What every request without attributes says, in one place."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Request(LightNoun):
    """
    What one recipient asks for, under one plan item, for one purpose and year.

    ``weight`` is the regional priority, a whole number (0 asks without priority). ``envelopes`` empty means any envelope
    that admits the request. ``previous`` is what it received last year (nothing known where it is not said), ``paid`` what was
    already paid of it this year and no longer changes. ``before_adoption`` marks work that may begin before the plan is adopted
    (S4-02). The project's cost is met by this request, other public money, and what
    partners bring, in cash and in kind.
    """

    id: Id
    recipient: Id
    plan_item: Id | None = None
    label: Label
    fiscal_year: Id
    purpose: Id = "operating"
    programme: Id | None = None
    natures: tuple[Id, ...] = ()
    amount_cents: AmountCents
    minimum_cents: AmountCents = 0
    weight: int = Field(default=1, ge=0, le=1_000_000)
    all_or_nothing: bool = False
    envelopes: tuple[Id, ...] = ()
    tags: tuple[Id, ...] = ()
    attributes: Mapping[Id, int] = Field(default_factory=lambda: _NOTHING_MEASURED)
    destination: Id | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    before_adoption: bool = False
    previous_cents: AmountCents | None = None
    paid_cents: AmountCents = 0
    project_cost_cents: AmountCents | None = None
    other_public_cents: AmountCents = 0
    partner_cash_cents: AmountCents = 0
    partner_in_kind_cents: AmountCents = 0


class PastAward(Noun):
    """
    What one request received in an earlier year, named as people name it; several lines of one year add up (S2, Historique).

    The latest year is what the request received last year, where the request does not say it itself.
    """

    request: Id
    year: Id
    amount_cents: AmountCents


class Rate(Noun):
    """
    A rate against its target, for one recipient and programme, as of the data report's date (S3-05, S3-06).

    A rate of one ``destination`` of students speaks of the requests for it (S3-07); one of no destination, of all the others.
    """

    recipient: Id
    programme: Id
    rate_basis_points: ShareBasisPoints
    target_basis_points: ShareBasisPoints
    as_of: date
    fictitious: bool
    indicator: Indicator = Indicator.PARTICIPATION
    destination: Id | None = None

    @property
    def gap_basis_points(self) -> int:
        """How far participation stays below its target; never negative."""
        return max(0, self.target_basis_points - self.rate_basis_points)


class Awaits(StrEnum):
    """What releases an instalment: a day, something done, or a report that was accepted."""

    DATE = "date"
    MILESTONE = "milestone"
    REPORT_ACCEPTED = "report-accepted"


class Instalment(Noun):
    """
    One payment of what was allocated: its share of each amount, and what releases it, in the words of ``milestone``.

    A day is ``due_on``; what is done or accepted may be due on one too. Once it is ``paid``, it is what the requests say was paid,
    and the others share what is left.
    """

    id: Id
    label: Label
    share_basis_points: ShareBasisPoints
    awaits: Awaits | None = None
    due_on: date | None = None
    milestone: str = ""
    paid: bool = False

    @model_validator(mode="after")
    def _says_what_it_awaits(self) -> Self:
        refuse(when=self.awaits is Awaits.DATE and self.due_on is None, code="condition-unsaid")
        refuse(when=self.awaits in {Awaits.MILESTONE, Awaits.REPORT_ACCEPTED} and not self.milestone, code="condition-unsaid")
        return self


class ScenarioHead(Noun):
    """
    What a scenario says of itself.

    ``plan_adopted_on`` is the day this version of the plan was adopted, which may be later than the year's first day (S4-02). A new
    version names the scenario it ``amends``, by the fingerprint of what was decided from it, and says why.
    """

    id: Id
    title: Label
    region: Id | None = None
    prepared_by: str = ""
    plan_adopted_on: date | None = None
    amends: Id | None = None
    amends_fingerprint: str = ""
    amendment_reason: str = ""
    fictitious_note: Label | None = None
    seasons: Mapping[Id, Id] = Field(default_factory=dict)


class Scenario(ScenarioHead):
    """The inputs of one allocation, complete and consistent: every reference is known, every id is used once."""

    fiscal_years: tuple[FiscalYear, ...]
    envelopes: tuple[Envelope, ...]
    recipients: tuple[Recipient, ...]
    targets: tuple[ProvincialTarget, ...] = ()
    priority_sets: tuple[PrioritySet, ...] = ()
    priorities: tuple[Priority, ...] = ()
    areas: tuple[BoardArea, ...] = ()
    programme_levels: tuple[ProgrammeLevel, ...] = ()
    plan: tuple[PlanItem, ...] = ()
    plan_steps: tuple[PlanStep, ...] = ()
    regional_shares: tuple[RegionalShare, ...] = ()
    requests: tuple[Request, ...]
    project_fields: tuple[ProjectField, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    rates: tuple[Rate, ...] = ()
    rules: tuple[Rule, ...] = ()
    goals: tuple[Goal, ...]
    instalments: tuple[Instalment, ...] = ()
    indicators: tuple[ProgressIndicator, ...] = ()
    history: tuple[PastAward, ...] = ()

    def to_frame(self) -> "pd.DataFrame":
        """Return a row for each request, under its id; amounts are in cents."""
        asked = ("id", "recipient", "plan_item", "fiscal_year", "purpose", "programme", "amount_cents", "weight", "previous_cents")
        return frame_of(({name: getattr(request, name) for name in asked} for request in self.requests), "id", asked)
