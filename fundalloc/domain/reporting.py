"""What a programme asks of the reports on its money: which, by when, by whom, and which variances must be explained."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from fundalloc.domain.base import AmountCents, Id, Label, Noun, ShareBasisPoints, Source


class ReportKind(StrEnum):
    """What is reported: money in the course of a plan, or at its end."""

    INTERIM = "interim"
    FINAL = "final"


class Explanations(Noun):
    """
    From where a variance must be explained: beyond a share of the revised budget, unless it is no more than an amount.

    A line without budget is beyond any share.
    """

    share_basis_points: ShareBasisPoints
    amount_cents: AmountCents = 0
    source: Source | None = None


class DueReport(Noun):
    """A report that is owed: of which days, by which day, who prepares, reviews and signs it (S7-01)."""

    id: Id
    title: Label
    kind: ReportKind
    starts_on: date
    ends_on: date
    due_on: date
    preparer: Id
    reviewer: Id | None = None
    signer: Id


class Reporting(Noun):
    """What is owed, and from where variances must be explained; None means that nobody has said it, which is asked before a signature."""

    explanations: Explanations | None = None
    due: tuple[DueReport, ...] = Field(default=())

    def owed(self, report: str) -> DueReport | None:
        """Return the report of this id, if it is owed."""
        return next((each for each in self.due if each.id == report), None)


class LineNote(Noun):
    """
    What the person who prepares a report says of a line of budget: what will still be spent beyond what is ordered, and why it varies.

    A forecast that nobody gave (None) counts for nothing more than what is ordered.
    """

    plan_item: Id
    recipient: Id
    fiscal_year: str = ""
    forecast_cents: AmountCents | None = None
    explanation: str = ""


class EnvelopeFunder(Noun):
    """Whose money an envelope holds, and which share of it where several put money there; shares are weights."""

    envelope: Id
    funder: str
    share_basis_points: ShareBasisPoints
