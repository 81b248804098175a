"""A financing plan read from a folder or a workbook: balanced to the cent, and within what each funder allows on every share."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from fundalloc.domain.financing import (
    DocumentKind,
    FinancingPlan,
    FundingShare,
    FundingSource,
    Means,
    PartnerConstraint,
    ProjectDocument,
    Use,
)
from fundalloc.errors import Level, Refusal, refuse_together
from fundalloc.errors.financing import (
    ConstraintBroken,
    DecidingCommitteeMissing,
    ExistingInCash,
    LearnersAboveConstraint,
    LearningDesignMoved,
    NatureNotFunded,
    NothingExisting,
    OutsideMoneyUsed,
    PledgeOpen,
    ProjectTooLong,
    ProtocolMissing,
    ShareAboveUseMax,
    ShareTwice,
    SourceAboveShare,
    SourceUnbalanced,
    StackingExceeded,
    UseOutsideProject,
    UseOutsideWindow,
    UseUnbalanced,
    ValuationMissing,
)
from fundalloc.intake.anywhere import examine_anywhere
from fundalloc.intake.gathering import Examined, Gathered, Written, gather, put_together
from fundalloc.intake.mentions import unknown_mentions
from fundalloc.intake.outlines import FINANCING
from fundalloc.intake.partners import partner_remarks
from fundalloc.intake.placed import Placed
from fundalloc.money import BASIS_POINTS_WHOLE, Cents

MONTHS: Final = 12


def read_financing(path: Path) -> FinancingPlan:
    """
    Read a financing plan's folder or workbook.

    Raises:
        RefusedTogether: every problem in it that blocks, and those that do not.

    """
    read = examine_financing(path)
    refuse_together(read.problems)
    assert read.noun is not None, "what does not block is read"
    return read.noun


def examine_financing(path: Path) -> Examined[FinancingPlan]:
    """
    Read a financing plan's folder or workbook and tell everything there is to say about it.

    Raises:
        RefusedTogether: there is nothing there to read.

    """
    return examine_anywhere(path, FINANCING, _understood)


def _understood(written: Written, problems: list[Refusal]) -> Examined[FinancingPlan]:
    gathered = gather(written, FINANCING, problems)
    problems.extend(unknown_mentions(gathered, FINANCING))
    if not any(problem.level is Level.BLOCKS for problem in problems):
        problems.extend(_balance(gathered))
        problems.extend(_each_share(gathered))
        problems.extend(_each_source(gathered))
        problems.extend(_project(gathered))
        problems.extend(_existing_resources(gathered))
        problems.extend(_constraints(gathered))
        problems.extend(partner_remarks(gathered))
    blocked = any(problem.level is Level.BLOCKS for problem in problems)
    noun = None if blocked else put_together(FinancingPlan, gathered)
    rows = {table: len(records) for table, records in written.tables.items()}
    return Examined(noun=noun, problems=tuple(problems), detected=written.detected, rows=rows)


def _balance(gathered: Gathered) -> Iterator[Refusal]:
    """Hold every source to what it pays, and every use to what is paid of it, to the cent (S10-01)."""
    for placed in gathered.nouns["sources"]:
        source: FundingSource = placed.noun
        used = sum(each.noun.amount_cents for each in gathered.nouns["shares"] if each.noun.source == source.id)
        if not source.outside and used != source.amount_cents:
            yield SourceUnbalanced(name=source.id, amount_cents=source.amount_cents, used_cents=used, place=placed.place("amount"))
    for placed in gathered.nouns["uses"]:
        use: Use = placed.noun
        paid = sum(each.noun.amount_cents for each in gathered.nouns["shares"] if each.noun.use == use.id)
        if paid != use.amount_cents:
            yield UseUnbalanced(name=use.id, amount_cents=use.amount_cents, paid_cents=paid, place=placed.place("amount"))


def _each_share(gathered: Gathered) -> Iterator[Refusal]:
    """Hold every share to its funder's rules: natures, the most of one use, the days it pays for, and whether it pays here at all."""
    sources = {each.noun.id: each.noun for each in gathered.nouns["sources"]}
    uses = {each.noun.id: each.noun for each in gathered.nouns["uses"]}
    seen: set[tuple[str, str]] = set()
    for placed in gathered.nouns["shares"]:
        share: FundingShare = placed.noun
        source, use = sources[share.source], uses[share.use]
        if (share.source, share.use) in seen:
            yield ShareTwice(name=source.id, use=use.id, place=placed.place("source"))
        seen.add((share.source, share.use))
        if source.outside:
            yield OutsideMoneyUsed(name=source.id, use=use.id, place=placed.place("source"))
        if source.natures and use.nature not in source.natures:
            yield NatureNotFunded(name=source.id, use=use.id, nature=use.nature, natures=source.natures, place=placed.place("use"))
        if source.use_max_cents is not None and share.amount_cents > source.use_max_cents:
            place = placed.place("amount")
            yield ShareAboveUseMax(name=source.id, use=use.id, amount_cents=share.amount_cents, max_cents=source.use_max_cents, place=place)
        if _outside(use.starts_on, use.ends_on, source.opens_on, source.closes_on):
            yield UseOutsideWindow(name=source.id, use=use.id, place=placed.place("use"))


def _outside(starts_on: date, ends_on: date, opens_on: date | None, closes_on: date | None) -> bool:
    return (opens_on is not None and starts_on < opens_on) or (closes_on is not None and ends_on > closes_on)


def _each_source(gathered: Gathered) -> Iterator[Refusal]:
    """Hold every source to its share of the whole cost and to the stacking its funder allows; show what is only pledged."""
    cost: Cents = sum(each.noun.amount_cents for each in gathered.nouns["uses"])
    public: Cents = sum(each.noun.amount_cents for each in gathered.nouns["sources"] if each.noun.public)
    for placed in gathered.nouns["sources"]:
        yield from _one_source(placed, cost, public)


def _one_source(placed: Placed[FundingSource], cost: Cents, public: Cents) -> Iterator[Refusal]:
    source = placed.noun
    share_max, stacking_max = source.share_max_basis_points, source.stacking_max_basis_points
    if share_max is not None and source.amount_cents * BASIS_POINTS_WHOLE > share_max * cost:
        share = source.amount_cents * BASIS_POINTS_WHOLE // cost if cost else BASIS_POINTS_WHOLE
        place = placed.place("share_max")
        yield SourceAboveShare(name=source.id, share_basis_points=share, max_basis_points=share_max, place=place)
    if stacking_max is not None and public * BASIS_POINTS_WHOLE > stacking_max * cost:
        place = placed.place("stacking_max")
        yield StackingExceeded(name=source.id, public_cents=public, cost_cents=cost, max_basis_points=stacking_max, place=place)
    if source.means is Means.IN_KIND and not source.valued_by:
        yield ValuationMissing(name=source.id, place=placed.place("valued_by"))
    if source.pledged_on is not None and source.honoured_on is None:
        yield PledgeOpen(name=source.id, place=placed.place("honoured_on"))


def _existing_resources(gathered: Gathered) -> Iterator[Refusal]:
    """Ask for what the territory already has, in kind, before new money (S10-09)."""
    for placed in gathered.nouns["sources"]:
        if placed.noun.existing and placed.noun.means is not Means.IN_KIND:
            yield ExistingInCash(name=placed.noun.id, place=placed.place("means"))
    sources: list[FundingSource] = [placed.noun for placed in gathered.nouns["sources"] if not placed.noun.outside]
    new_cents = sum(source.amount_cents for source in sources if source.means is Means.CASH)
    if new_cents and not any(source.existing for source in sources):
        yield NothingExisting(new_cents=new_cents, place=gathered.nouns["sources"][0].place())


def _constraints(gathered: Gathered) -> Iterator[Refusal]:
    """Hold the plan to what each partner's own ways ask of what it pays for (S10-10)."""
    partner_of = {each.noun.id: each.noun.partner for each in gathered.nouns["sources"]}
    uses = {each.noun.id: each.noun for each in gathered.nouns["uses"]}
    learners = gathered.head.learners
    for placed in gathered.nouns.get("constraints", ()):
        rule: PartnerConstraint = placed.noun
        paid = {each.noun.use for each in gathered.nouns["shares"] if partner_of[each.noun.source] == rule.partner}
        for use in (uses[name] for name in sorted(paid)):
            wrong_nature = bool(rule.natures) and use.nature not in rule.natures
            if wrong_nature or _outside(use.starts_on, use.ends_on, rule.opens_on, rule.closes_on):
                yield ConstraintBroken(constraint=rule.id, partner=rule.partner, use=use.id, place=placed.place())
        if rule.learners_max is not None and learners is not None and learners > rule.learners_max:
            facts = {"learners": learners, "learners_max": rule.learners_max}
            yield LearnersAboveConstraint(constraint=rule.id, partner=rule.partner, **facts, place=gathered.place_of(("learners",)))


def _project(gathered: Gathered) -> Iterator[Refusal]:
    """Hold the project to its time box, and flag what lies outside of it or has moved since (S1-14, S10-02)."""
    head = gathered.head
    if head.months_max is not None and head.ends_on > latest_end(head.starts_on, head.months_max):
        latest = latest_end(head.starts_on, head.months_max)
        yield ProjectTooLong(months_max=head.months_max, latest_on=latest, place=gathered.place_of(("ends_on",)))
    for placed in gathered.nouns["uses"]:
        if _outside(placed.noun.starts_on, placed.noun.ends_on, head.starts_on, head.ends_on):
            yield UseOutsideProject(use=placed.noun.id, place=placed.place("starts_on"))
    if head.learning_design_version != head.learning_design_made_for:
        place = gathered.place_of(("learning_design_made_for",))
        yield LearningDesignMoved(made_for=head.learning_design_made_for, version=head.learning_design_version, place=place)
    yield from _protocols(gathered)
    if not any(placed.noun.decides for placed in gathered.nouns.get("committees", ())):
        yield DecidingCommitteeMissing(place=gathered.place_of(("committees",)))


def _protocols(gathered: Gathered) -> Iterator[Refusal]:
    """Ask for the evaluation protocol of every element that a partner serves (S10-06)."""
    served = {placed.noun.element for placed in gathered.nouns["partners"]} - {None}
    documents: list[ProjectDocument] = [placed.noun for placed in gathered.nouns.get("documents", ())]
    agreed = {each.element for each in documents if each.kind is DocumentKind.EVALUATION_PROTOCOL and each.agreed_on is not None}
    for element in sorted(served - agreed):
        yield ProtocolMissing(element=element, place=gathered.place_of(("documents",)))


def latest_end(starts_on: date, months: int) -> date:
    """
    Return the last day of a project of so many months.

    >>> latest_end(date(2014, 9, 1), 9), latest_end(date(2014, 5, 31), 9)
    (datetime.date(2015, 5, 31), datetime.date(2015, 2, 28))
    """
    count = starts_on.year * MONTHS + starts_on.month - 1 + months
    year, month = divmod(count, MONTHS)
    after = date(year + (month + 1) // MONTHS, (month + 1) % MONTHS + 1, 1)
    days_in_month = (after - date(year, month + 1, 1)).days
    if starts_on.day > days_in_month:
        return date(year, month + 1, days_in_month)
    return date(year, month + 1, starts_on.day) - timedelta(days=1)
