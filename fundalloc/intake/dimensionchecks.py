"""What the lines of a plan say of where, for whom and with whom: areas, grades, levels of programmes, costs shared between regions."""

from collections import defaultdict
from collections.abc import Iterator

from fundalloc.domain.base import Id
from fundalloc.domain.rules import Attribute
from fundalloc.errors import Refusal
from fundalloc.errors.plans import (
    AboveOwnShare,
    AreaOfAnotherBoard,
    GradesBackwards,
    ProgrammeLevelElsewhere,
    RegionalSharesWhole,
    RegionalShareTwice,
    RegionalShareUnconfirmed,
    SharedCostUnknown,
)
from fundalloc.intake.placed import Parts
from fundalloc.money import BASIS_POINTS_WHOLE

Problems = Iterator[Refusal]


def dimension_problems(parts: Parts) -> Problems:
    """Return where the dimensions of a plan contradict each other, or the requests under it."""
    for check in (_grades, _areas, _levels, _shares, _costs_shared):
        yield from check(parts)


def _grades(parts: Parts) -> Problems:
    """Ask of grades that both be said, the lower one first (S4-08)."""
    for placed in parts.plan:
        lowest, highest = placed.noun.grade_from, placed.noun.grade_to
        if (lowest is None) != (highest is None) or (lowest is not None and highest is not None and lowest > highest):
            yield GradesBackwards(id=placed.noun.id, place=placed.place("grade_to"))


def _areas(parts: Parts) -> Problems:
    """Refuse a line kept for one board in the area of another (S4-07)."""
    board_of = {placed.noun.id: placed.noun.board for placed in parts.areas}
    for placed in parts.plan:
        item = placed.noun
        board = board_of.get(item.area or "")
        if board is not None and item.board is not None and board != item.board:
            yield AreaOfAnotherBoard(id=item.id, area=str(item.area), area_board=board, board=item.board, place=placed.place("area"))


def _levels(parts: Parts) -> Problems:
    """Tell of requests for one programme under a line about a level of another (S4-09)."""
    programme_of = {placed.noun.id: placed.noun.programme for placed in parts.programme_levels}
    around = parts.around()
    for placed in parts.requests if programme_of else ():
        request = placed.noun
        for level in around.values(request, Attribute.PROGRAMME_LEVEL):
            programme = programme_of.get(level)
            if programme is not None and request.programme is not None and request.programme != programme:
                facts = {"named": level, "level_programme": programme, "programme": request.programme}
                yield ProgrammeLevelElsewhere(request=request.id, **facts, place=placed.place("programme"))


def _shares(parts: Parts) -> Problems:
    """Ask of the other regions' shares that each be said once, leave something to this plan, and be confirmed (S4-10)."""
    total: defaultdict[Id, int] = defaultdict(int)
    seen: set[tuple[Id, Id]] = set()
    for placed in parts.regional_shares:
        share = placed.noun
        if (share.plan_item, share.region) in seen:
            yield RegionalShareTwice(id=share.plan_item, region=share.region, place=placed.place("region"))
        seen.add((share.plan_item, share.region))
        total[share.plan_item] += share.share_basis_points
        if total[share.plan_item] >= BASIS_POINTS_WHOLE:
            yield RegionalSharesWhole(id=share.plan_item, total_basis_points=total[share.plan_item], place=placed.place("share"))
        elif not share.confirmed:
            part = share.share_basis_points
            yield RegionalShareUnconfirmed(
                id=share.plan_item, region=share.region, share_basis_points=part, place=placed.place("confirmed")
            )


def _costs_shared(parts: Parts) -> Problems:
    """Hold what is asked for an activity between regions to this plan's part of its cost (S4-10)."""
    elsewhere: defaultdict[Id, int] = defaultdict(int)
    for share in parts.regional_shares:
        elsewhere[share.noun.plan_item] += share.noun.share_basis_points
    for placed in parts.requests if elsewhere else ():
        request, item = placed.noun, placed.noun.plan_item or ""
        if item not in elsewhere:
            continue
        if request.project_cost_cents is None:
            yield SharedCostUnknown(request=request.id, id=item, place=placed.place("project_cost"))
            continue
        own = -(-request.project_cost_cents * (BASIS_POINTS_WHOLE - elsewhere[item]) // BASIS_POINTS_WHOLE)
        if request.amount_cents > own:
            facts = {"amount_cents": request.amount_cents, "own_cents": own, "cost_cents": request.project_cost_cents}
            yield AboveOwnShare(request=request.id, **facts, place=placed.place("amount"))
