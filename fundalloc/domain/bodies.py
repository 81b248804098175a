"""Bodies that decide, advise or plan, who sits on them from when to when, and what a person was charged with."""

from datetime import date
from enum import StrEnum
from typing import Final

from fundalloc.domain.base import Id, Label, Noun


class BodyKind(StrEnum):
    """What a body is for."""

    STEERING_COMMITTEE = "steering-committee"
    MANAGEMENT_COMMITTEE = "management-committee"
    ANALYSIS_COMMITTEE = "analysis-committee"
    REGIONAL_COMMITTEE = "regional-committee"
    WORKING_COMMITTEE = "working-committee"
    WORKING_GROUP = "working-group"
    CONCERTATION_TABLE = "concertation-table"
    NETWORK = "network"


DECIDING: Final = frozenset({BodyKind.STEERING_COMMITTEE, BodyKind.MANAGEMENT_COMMITTEE, BodyKind.ANALYSIS_COMMITTEE})
"""Kinds of bodies that take decisions; the others advise, plan or bring together, and none of them holds money (S9-06, S9-09, S9-18)."""


class SeatKind(StrEnum):
    """As what somebody sits."""

    CHAIR = "chair"
    MEMBER = "member"
    PROJECT_OFFICER = "project-officer"


class Body(Noun):
    """A committee, a working group, a table or a network of the fund."""

    id: Id
    kind: BodyKind
    label: Label
    region: Id | None = None

    @property
    def decides(self) -> bool:
        return self.kind in DECIDING


class Seat(Noun):
    """
    Somebody's place on a body, from a day to another (S9-04).

    ``holder`` is a person of the fund, or a partner where the place is an institution's.
    """

    body: Id
    holder: Id
    seat: SeatKind = SeatKind.MEMBER
    starts_on: date
    ends_on: date | None = None

    def is_held_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Mandate(Noun):
    """
    What a person was charged with, by whom and when; an act outside of it is flagged (S9-10).

    ``acts`` are the acts on the books it covers, under our own names for them.
    """

    id: Id
    holder: Id
    label: Label
    given_by: str
    acts: tuple[Id, ...]
    starts_on: date
    ends_on: date | None = None

    def is_in_force_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
