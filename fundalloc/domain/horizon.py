"""The years to come, as parameters: how envelopes and requests are indexed, what is carried forward, and the projects that take years."""

from typing import Annotated

from pydantic import Field

from fundalloc.domain.base import AmountCents, Id, Label, Noun, ShareBasisPoints, Source
from fundalloc.domain.rules import Selector

Indices = Annotated[tuple[ShareBasisPoints, ...], Field(min_length=1)]
"""Each year's amount as a share of the year before (102 % is two more in a hundred); the last one holds for the years after it."""


class IndexedEnvelope(Noun):
    """How one envelope follows its own amount from year to year, by a text that says so; what it carries forward, at most."""

    envelope: Id
    indices_basis_points: Indices
    carried_basis_points: Annotated[int, Field(ge=0, le=10_000)] = 0
    source: Source


class Recurring(Noun):
    """Requests that come back every year, each indexed; an empty selector takes all, and the first that takes a request holds."""

    id: Id
    where: Selector = Field(default_factory=dict)
    indices_basis_points: Indices


class Project(Noun):
    """
    A project that takes years: what each asks, from the year it begins in (the first year is 1); all of it is funded, or nothing.

    A phase of nothing leaves its year out.
    """

    id: Id
    label: Label
    recipient: Id
    plan_item: Id | None = None
    purpose: Id = "operating"
    weight: int = Field(default=1, ge=0, le=1_000_000)
    begins_in: int = Field(default=1, ge=1)
    phases_cents: Annotated[tuple[AmountCents, ...], Field(min_length=1)]


class Horizon(Noun):
    """How many years are planned, this one counted, and what is known of them; a request that nothing makes recur is of this year only."""

    id: Id
    title: Label
    years: int = Field(ge=2, le=20)
    fictitious_note: Label | None = None
    envelopes: tuple[IndexedEnvelope, ...]
    recurring: tuple[Recurring, ...] = ()
    projects: tuple[Project, ...] = ()
