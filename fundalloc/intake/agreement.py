"""An agreement read from a folder or a workbook: what it plans, what it asks in return, and what it leaves unsaid."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Final

from fundalloc.domain.agreements import OPERATING, AgreementClauses, Amendment, Certainty, PlannedInstalment, TransferAgreement
from fundalloc.domain.indicators import ProgressIndicator
from fundalloc.errors import Level, Refusal, refuse_together
from fundalloc.errors.agreements import (
    AmendmentNumbersBroken,
    AmountRangeBackwards,
    AmountUnknown,
    ClauseToAsk,
    FiduciaryMissing,
    IndicatorToCome,
    InstalmentNumbersBroken,
    InstalmentOutsideTerm,
    InstalmentUnconditional,
    ObjectiveUnmeasured,
    ObjectiveWithoutStream,
    OperatingAboveMax,
    PrecedenceTwice,
)
from fundalloc.intake.anywhere import examine_anywhere
from fundalloc.intake.gathering import Examined, Gathered, Written, gather, put_together
from fundalloc.intake.mentions import unknown_mentions, unknown_names
from fundalloc.intake.outlines import AGREEMENT
from fundalloc.intake.partners import partner_remarks
from fundalloc.intake.placed import Placed


class ClauseAsked(StrEnum):
    """The questions an agreement may leave open, as people are asked them."""

    RETENTION = "retention-years"
    UNSPENT = "unspent-balance"
    INTEREST = "interest-earned"
    TRANSFER_SHARE = "transfer-share"
    TRANSFER_BASE = "transfer-share-base"
    EXCLUDED = "excluded-lines"
    HOLDBACK = "holdback-share"
    REPORTS = "report-dates"


ASKED_OF: Final = {
    "retention_years": ClauseAsked.RETENTION,
    "unspent": ClauseAsked.UNSPENT,
    "interest": ClauseAsked.INTEREST,
    "transfer_share_basis_points": ClauseAsked.TRANSFER_SHARE,
    "transfer_base": ClauseAsked.TRANSFER_BASE,
    "excluded_purposes": ClauseAsked.EXCLUDED,
    "holdback_basis_points": ClauseAsked.HOLDBACK,
}
assert set(ASKED_OF) == set(AgreementClauses.model_fields), "every clause is asked for"


def read_agreement(path: Path) -> TransferAgreement:
    """
    Read an agreement's folder or workbook.

    Raises:
        RefusedTogether: every problem in it that blocks, and those that do not.

    """
    read = examine_agreement(path)
    refuse_together(read.problems)
    assert read.noun is not None, "what does not block is read"
    return read.noun


def examine_agreement(path: Path) -> Examined[TransferAgreement]:
    """
    Read an agreement's folder or workbook and tell everything there is to say about it.

    Raises:
        RefusedTogether: there is nothing there to read.

    """
    return examine_anywhere(path, AGREEMENT, _understood)


def _understood(written: Written, problems: list[Refusal]) -> Examined[TransferAgreement]:
    gathered = gather(written, AGREEMENT, problems)
    problems.extend(_disagreements(gathered))
    blocked = any(problem.level is Level.BLOCKS for problem in problems)
    noun = None if blocked else put_together(TransferAgreement, gathered)
    rows = {table: len(records) for table, records in written.tables.items()}
    return Examined(noun=noun, problems=tuple(problems), detected=written.detected, rows=rows)


def _disagreements(gathered: Gathered) -> Iterator[Refusal]:
    yield from unknown_mentions(gathered, AGREEMENT)
    yield from _objectives(gathered)
    yield from _numbers(gathered)
    yield from _amounts(gathered)
    yield from partner_remarks(gathered)
    if gathered.head is not None:
        yield from _term(gathered)
        yield from _operating(gathered)
        yield from _unsaid(gathered)


def _objectives(gathered: Gathered) -> Iterator[Refusal]:
    """Ask every objective for a component and a measurable indicator, and show those that are still to come (S1-12, S8-02, S8-06)."""
    indicators: tuple[Placed[ProgressIndicator], ...] = gathered.nouns.get("indicators", ())
    for placed in indicators:
        yield from unknown_names(gathered, "agreement_objectives", placed.noun.objectives, placed.place("objectives"))
        if placed.noun.to_come:
            yield IndicatorToCome(indicator=placed.noun.id, place=placed.place("to_come"))
    measured = {objective for placed in indicators if placed.noun.is_measurable for objective in placed.noun.objectives}
    for objective in gathered.nouns.get("agreement_objectives", ()) if "indicators" not in gathered.unread else ():
        if objective.noun.id not in measured:
            yield ObjectiveUnmeasured(objective=objective.noun.id, place=objective.place())
        if gathered.nouns.get("streams") and objective.noun.stream is None:
            yield ObjectiveWithoutStream(objective=objective.noun.id, place=objective.place())


def _numbers(gathered: Gathered) -> Iterator[Refusal]:
    numbers = tuple(sorted(each.noun.number for each in gathered.nouns.get("payment_plan", ())))
    if "payment_plan" not in gathered.unread and numbers != tuple(range(1, len(numbers) + 1)):
        yield InstalmentNumbersBroken(numbers=numbers, place=gathered.place_of(("payment_plan",)))
    amendments: list[Amendment] = sorted((each.noun for each in gathered.nouns.get("amendments", ())), key=lambda each: each.signed_on)
    numbers = tuple(each.number for each in amendments)
    if "amendments" not in gathered.unread and numbers != tuple(range(1, len(numbers) + 1)):
        yield AmendmentNumbersBroken(numbers=numbers, place=gathered.place_of(("amendments",)))
    seen: set[int] = set()
    for placed in gathered.nouns.get("schedules", ()):
        if placed.noun.precedence in seen:
            yield PrecedenceTwice(precedence=placed.noun.precedence, place=placed.place("precedence"))
        seen.add(placed.noun.precedence)


def _amounts(gathered: Gathered) -> Iterator[Refusal]:
    """Tell amounts that are unknown, a range the wrong way round, and later instalments that wait for nothing (S1-03, S1-04)."""
    for placed in gathered.nouns.get("payment_plan", ()):
        instalment: PlannedInstalment = placed.noun
        low, high = instalment.amount_cents, instalment.amount_max_cents
        if high is not None and (low is None or high < low):
            yield AmountRangeBackwards(instalment=instalment.id, place=placed.place("amount_max"))
        elif instalment.certainty is Certainty.UNKNOWN:
            yield AmountUnknown(instalment=instalment.id, place=placed.place("amount"))
        if instalment.number > 1 and instalment.milestone is None:
            yield InstalmentUnconditional(instalment=instalment.id, place=placed.place("milestone"))


def _term(gathered: Gathered) -> Iterator[Refusal]:
    """Hold instalments to the years of the term and of its amendments, and money to somebody who may hold it (S1-10, S9-09)."""
    head = gathered.head
    if not head.recipient_holds_money and head.fiduciary is None:
        yield FiduciaryMissing(recipient=head.recipient, place=gathered.place_of(("recipient_holds_money",)))
    named = {*head.first_years, *(year for each in gathered.nouns.get("amendments", ()) for year in each.noun.adds_years)}
    for placed in gathered.nouns.get("payment_plan", ()):
        if placed.noun.fiscal_year not in named:
            yield InstalmentOutsideTerm(instalment=placed.noun.id, fiscal_year=placed.noun.fiscal_year, place=placed.place("fiscal_year"))


def _operating(gathered: Gathered) -> Iterator[Refusal]:
    """Hold each year's operating money to its cap; development, and amounts that are not exact, do not count (S1-08, S1-09)."""
    max_cents = gathered.head.operating_max_cents
    if max_cents is None:
        return
    plan = [each.noun for each in gathered.nouns.get("payment_plan", ()) if each.noun.purpose == OPERATING]
    for year, group in groupby(sorted(plan, key=lambda each: each.fiscal_year), key=lambda each: each.fiscal_year):
        total_cents = sum(each.exact_cents or 0 for each in group)
        if total_cents > max_cents:
            place = gathered.place_of(("operating_max",))
            yield OperatingAboveMax(fiscal_year=year, total_cents=total_cents, max_cents=max_cents, place=place)


def _unsaid(gathered: Gathered) -> Iterator[Refusal]:
    place = gathered.place_of(("clauses",))
    for name, clause in ASKED_OF.items():
        if getattr(gathered.head.clauses, name) is None:
            yield ClauseToAsk(clause=clause, place=place)
    if not gathered.nouns.get("reports_due"):
        yield ClauseToAsk(clause=ClauseAsked.REPORTS, place=place)
