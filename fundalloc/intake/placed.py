"""Nouns beside the places they were read from, so that a question asked later still points at the person's own line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar

from fundalloc.domain.base import FiscalYear, Id
from fundalloc.domain.goals import Goal
from fundalloc.domain.grounds import Initiative, Priority, PrioritySet, ProjectField
from fundalloc.domain.indicators import ProgressIndicator
from fundalloc.domain.plan import BoardArea, PlanItem, PlanStep, ProgrammeLevel, ProvincialTarget, RegionalShare
from fundalloc.domain.rules import Rule
from fundalloc.domain.scenario import Envelope, Instalment, PastAward, Rate, Recipient, Request
from fundalloc.domain.selection import Surroundings, surroundings
from fundalloc.errors import Place
from fundalloc.intake.document import PlaceOf
from fundalloc.intake.suggestions import Suggestions
from fundalloc.intake.tabular import Record

Noun_ = TypeVar("Noun_", covariant=True)  # noqa: PLC0105 - the name of what is placed, not of its variance

Names: TypeAlias = Mapping[Id, int | None]
"""Every id a file names, also on lines that could not be read whole, with its first line or row."""


@dataclass(frozen=True, slots=True)
class Placed(Generic[Noun_]):
    """One noun, and where each of its fields was written."""

    noun: Noun_
    place_of: PlaceOf

    def place(self, *path: str | int) -> Place:
        """Return where a field is written; without a field, where the noun is."""
        return self.place_of(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """
    All that a scenario's files say, before it is known whether they agree.

    ``rows`` holds every row of the tables, also those with unreadable cells, and ``names`` every id; a table whose names could not
    be read has none there. ``unread`` names the tables and lists that lost something, of which nothing can be said as a whole.
    """

    years: tuple[Placed[FiscalYear], ...] = ()
    envelopes: tuple[Placed[Envelope], ...] = ()
    recipients: tuple[Placed[Recipient], ...] = ()
    targets: tuple[Placed[ProvincialTarget], ...] = ()
    priority_sets: tuple[Placed[PrioritySet], ...] = ()
    priorities: tuple[Placed[Priority], ...] = ()
    areas: tuple[Placed[BoardArea], ...] = ()
    programme_levels: tuple[Placed[ProgrammeLevel], ...] = ()
    plan: tuple[Placed[PlanItem], ...] = ()
    plan_steps: tuple[Placed[PlanStep], ...] = ()
    regional_shares: tuple[Placed[RegionalShare], ...] = ()
    requests: tuple[Placed[Request], ...] = ()
    project_fields: tuple[Placed[ProjectField], ...] = ()
    initiatives: tuple[Placed[Initiative], ...] = ()
    history: tuple[Placed[PastAward], ...] = ()
    rates: tuple[Placed[Rate], ...] = ()
    rules: tuple[Placed[Rule], ...] = ()
    goals: tuple[Placed[Goal], ...] = ()
    instalments: tuple[Placed[Instalment], ...] = ()
    indicators: tuple[Placed[ProgressIndicator], ...] = ()
    rows: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    names: Mapping[str, Names] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    suggested: Suggestions = field(default_factory=Suggestions)

    def around(self) -> Surroundings:
        """Return what stands around the requests: the rules that no authority has waived among it."""
        return surroundings(
            (placed.noun for placed in self.recipients),
            (placed.noun for placed in self.plan),
            (placed.noun for placed in self.envelopes),
            (placed.noun for placed in self.rules if placed.noun.waiver is None),
            (placed.noun for placed in self.initiatives),
        )

    def nearest(self, table: str, name: Id) -> tuple[Id, ...]:
        """Return the ids of a table that look like a name it does not hold."""
        return self.suggested.nearest(name, table, self.names.get(table, {}))
