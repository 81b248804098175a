"""``fund.toml`` as a fund: whose money it is, who holds it, and who may do what."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

from fundalloc.domain.fund import Fund, Role
from fundalloc.errors import Place, Refusal
from fundalloc.errors.calls import BodyUnknown
from fundalloc.errors.ledger import (
    BankerElsewhere,
    BankerNotPartner,
    FundPersonBoardless,
    FundTwice,
    FundYearsOverlap,
    PartnerUnknown,
    PersonUnknown,
    YearUnknown,
)
from fundalloc.errors.rules import DaysBackwards
from fundalloc.intake.document import Shape, read_whole

_FUND: Final[Shape[Fund]] = Shape(Fund)


def read_fund(path: Path) -> Fund:
    """
    Read a fund from its TOML file.

    Raises:
        RefusedTogether: everything wrong with the file.

    """
    return read_whole(path, _FUND, lambda fund: _inconsistencies(fund, Place(file=path.name)))


def _inconsistencies(fund: Fund, place: Place) -> Iterable[Refusal]:
    own = (*(person.id for person in fund.people), *(body.id for body in fund.bodies), *(year.id for year in fund.fiscal_years))
    for name, count in Counter((*own, *fund.partners)).items():
        if count > 1:
            yield FundTwice(name=name, place=place)
    if fund.banker not in fund.partners:
        yield BankerNotPartner(banker=fund.banker, known=fund.partners, place=place)
    yield from _people(fund, place)
    yield from _rules(fund, place)
    yield from _years(fund, place)
    yield from _bodies(fund, place)


def _people(fund: Fund, place: Place) -> Iterable[Refusal]:
    for person in fund.people:
        if person.board is not None and person.board not in fund.partners:
            yield PartnerUnknown(recipient=person.board, known=fund.partners, place=place)
        if Role.BANKER in person.roles and person.board not in {None, fund.banker}:
            yield BankerElsewhere(person=person.id, board=person.board or "", banker=fund.banker, place=place)
        if person.board is None and set(person.roles) == {Role.PARTNER}:
            yield FundPersonBoardless(person=person.id, place=place)


def _bodies(fund: Fund, place: Place) -> Iterable[Refusal]:
    """Refuse a seat on no body, and a seat or a mandate of nobody the fund knows."""
    bodies = tuple(each.id for each in fund.bodies)
    for name in sorted({seat.body for seat in fund.seats} - set(bodies)):
        yield BodyUnknown(body=name, known=bodies, place=place)
    people = tuple(each.id for each in fund.people)
    held = {seat.holder for seat in fund.seats} - set(fund.partners) | {mandate.holder for mandate in fund.mandates}
    for name in sorted(held - set(people)):
        yield PersonUnknown(person=name, known=people, place=place)


def _rules(fund: Fund, place: Place) -> Iterable[Refusal]:
    """Refuse a rule, a sharing key or a taxpayer that names somebody who is not a partner, or a year that is not the fund's."""
    named = [recipient for limit in fund.limits for recipient in limit.recipients]
    named.extend(share.recipient for key in fund.sharing_keys for share in key.shares)
    named.extend(payer.id for payer in fund.taxpayers)
    for recipient in sorted(set(named) - set(fund.partners)):
        yield PartnerUnknown(recipient=recipient, known=fund.partners, place=place)
    years = tuple(year.id for year in fund.fiscal_years)
    for year in sorted({year for limit in fund.limits for year in limit.fiscal_years} - set(years)):
        yield YearUnknown(fiscal_year=year, known=years, place=place)
    for event in fund.cost_objects:
        if event.starts_on is not None and event.ends_on is not None and event.ends_on < event.starts_on:
            yield DaysBackwards(from_on=event.starts_on, to_on=event.ends_on, place=replace(place, record=event.id))


def _years(fund: Fund, place: Place) -> Iterable[Refusal]:
    years = sorted(fund.fiscal_years, key=lambda year: year.starts_on)
    for year in years:
        if year.ends_on < year.starts_on:
            yield FundYearsOverlap(first=year.id, second=year.id, place=place)
    for first, second in pairwise(years):
        if second.starts_on <= first.ends_on:
            yield FundYearsOverlap(first=first.id, second=second.id, place=place)
