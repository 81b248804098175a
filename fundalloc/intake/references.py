"""Whether the parts of a scenario hold together: every name known, every id used once, no bound above what it shares."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from fundalloc.domain.base import FiscalYear, Id
from fundalloc.domain.grounds import Ground
from fundalloc.domain.plan import PlanItem, PlanLevel
from fundalloc.domain.rules import Attribute, CarryForward, Count, Earmark, Eligibility, Floor, Rule, Selector
from fundalloc.domain.scenario import Request
from fundalloc.domain.selection import Surroundings
from fundalloc.errors import Place, Refusal, Worded
from fundalloc.errors.agreements import FiduciaryMissing
from fundalloc.errors.calls import NameNotListed
from fundalloc.errors.intake import (
    ActivityOfAnotherBoard,
    CountBackwards,
    EnvelopeUnknown,
    FiscalYearBackwards,
    FiscalYearsOverlap,
    FiscalYearUnknown,
    FloorAboveEnvelope,
    FloorAboveWhole,
    InstalmentsNotWhole,
    MinimumAboveRequest,
    NothingGiven,
    PlanCircle,
    PlanItemUnknown,
    PlanLevelMisplaced,
    PlanOrphan,
    RateTwice,
    RecipientUnknown,
    RequestUnknown,
    SelectorValueUnknown,
    SourceBackwards,
    TargetUnknown,
)
from fundalloc.intake.names import nearest
from fundalloc.intake.order import natural
from fundalloc.intake.placed import Parts, Placed
from fundalloc.intake.rulechecks import remarks, rule_problems, selectors_of
from fundalloc.intake.tabular import Record
from fundalloc.money import BASIS_POINTS_WHOLE, Cents

Problems = Iterator[Refusal]

GROUNDS: Final = frozenset(ground.value for ground in Ground)


def disagreements(parts: Parts) -> Problems:
    """Return everything the parts of a scenario disagree on; where they agree, what will have to be explained."""
    agree = not parts.unread
    for check in _CHECKS:
        for problem in check(parts):
            agree = False
            yield problem
    if agree:
        yield from remarks(parts)


# --- Names


def _unknown(parts: Parts, table: str, name: Id | None, place: Place) -> Problems:
    """Tell of a name that a table does not hold; where the table could not be read, nothing is said."""
    if name is None or table not in parts.names or name in parts.names[table]:
        return
    suggestions = _few(parts.nearest(table, name))
    refusal = _UNKNOWN.get(table)
    if refusal is None:
        yield NameNotListed(name=name, suggestions=suggestions, place=place)
    else:
        yield refusal(id=name, suggestions=suggestions, place=place)


_UNKNOWN: Final = {
    "recipients": RecipientUnknown,
    "plan": PlanItemUnknown,
    "envelopes": EnvelopeUnknown,
    "fiscal_years": FiscalYearUnknown,
    "requests": RequestUnknown,
    "targets": TargetUnknown,
}
"""How it is told that a name is not in a table, where the table has words of its own."""


def _few(names: Sequence[str]) -> tuple[str, ...]:
    shown = 8
    return tuple(names[:shown]) + (("…",) if len(names) > shown else ()) or ("—",)


_COLUMNS_OF_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "plan": {
        "parent": "plan",
        "board": "recipients",
        "targets": "targets",
        "priorities": "priorities",
        "area": "areas",
        "programme_level": "programme_levels",
    },
    "requests": {"recipient": "recipients", "plan_item": "plan", "fiscal_year": "fiscal_years", "envelopes": "envelopes"},
    "history": {"request": "requests"},
    "rates": {"recipient": "recipients"},
}


def _names_of_rows(parts: Parts) -> Problems:
    """Look at every row, also those with another cell that could not be read."""
    for table, columns in _COLUMNS_OF_NAMES.items():
        records = parts.rows.get(table, ())
        known = {column: parts.names[of].keys() for column, of in columns.items() if of in parts.names}
        strangers = {column: _names_under(column, records) - names for column, names in known.items()}
        for record in records if any(strangers.values()) else ():
            for column, unknown in strangers.items():
                value = record.values.get(column)
                for name in value if isinstance(value, tuple) else (value,):
                    if name in unknown:
                        yield from _unknown(parts, columns[column], str(name), record.place(column))


_LISTS_OF_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "priorities": {"priority_set": "priority_sets", "targets": "targets"},
    "areas": {"board": "recipients"},
    "plan_steps": {"plan_item": "plan"},
    "regional_shares": {"plan_item": "plan"},
    "initiatives": {"request": "requests", "project_field": "project_fields", "targets": "targets", "priorities": "priorities"},
    "indicators": {"objectives": "plan"},
}


def _names_of_lists(parts: Parts) -> Problems:
    for table, columns in _LISTS_OF_NAMES.items():
        placed_nouns: tuple[Placed[Any], ...] = getattr(parts, table)
        for placed in placed_nouns:
            for column, of in columns.items():
                value = getattr(placed.noun, column)
                for name in value if isinstance(value, tuple) else (value,):
                    yield from _unknown(parts, of, name, placed.place(column))


def _names_under(column: str, records: Iterable[Record]) -> set[object]:
    """Return the names that stand in a column, each once, however many rows there are."""
    values = {record.values.get(column) for record in records}
    return {name for value in values for name in (value if isinstance(value, tuple) else (value,)) if name is not None}


def _names_of_envelopes(parts: Parts) -> Problems:
    for placed in parts.envelopes:
        yield from _unknown(parts, "fiscal_years", placed.noun.fiscal_year, placed.place("fiscal_year"))
        for recipient in placed.noun.recipients:
            yield from _unknown(parts, "recipients", recipient, placed.place("recipients"))


def _names_of_rules(parts: Parts) -> Problems:
    worn = _Worn(parts)
    for placed in parts.rules:
        rule = placed.noun
        for key, selector in selectors_of(rule).items():
            yield from _names_of_selector(parts, worn, placed, selector, key)
        if isinstance(rule, Eligibility):
            for envelope in rule.envelopes:
                yield from _unknown(parts, "envelopes", envelope, placed.place("envelopes"))
        if isinstance(rule, Earmark | CarryForward):
            yield from _unknown(parts, "envelopes", rule.envelope, placed.place("envelope"))
        if isinstance(rule, CarryForward):
            yield from _unknown(parts, "fiscal_years", rule.to_year, placed.place("to_year"))


def _names_of_goals(parts: Parts) -> Problems:
    worn = _Worn(parts)
    for placed in parts.goals:
        for key, selector in selectors_of(placed.noun).items():
            yield from _names_of_selector(parts, worn, placed, selector, key)


_TABLES: Final[Mapping[Attribute, str]] = {
    Attribute.REQUEST: "requests",
    Attribute.RECIPIENT: "recipients",
    Attribute.AXIS: "plan",
    Attribute.OBJECTIVE: "plan",
    Attribute.PLAN_ITEM: "plan",
    Attribute.ENVELOPE: "envelopes",
    Attribute.FISCAL_YEAR: "fiscal_years",
    Attribute.AREA: "areas",
    Attribute.PROGRAMME_LEVEL: "programme_levels",
    Attribute.PROJECT_FIELD: "project_fields",
}


def _names_of_selector(
    parts: Parts, worn: Mapping[Attribute, frozenset[Id]], placed: Placed[Any], selector: Selector, key: str
) -> Problems:
    for attribute, wanted in selector.items():
        for name in wanted:
            if attribute in _TABLES:
                yield from _unknown(parts, _TABLES[attribute], name, placed.place(key, attribute.value))
            elif name not in worn[attribute] and not parts.unread & {"requests", "recipients", "plan"}:
                known = sorted(worn[attribute], key=natural)
                place = placed.place(key, attribute.value)
                yield SelectorValueUnknown(id=name, attribute=attribute.value, suggestions=_few(nearest(name, known)), place=place)


class _Worn(dict[Attribute, frozenset[Id]]):
    """For an attribute without a table of its own, the values that requests have; counted only for the attributes asked about."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.parts, self.around = parts, parts.around()

    def __missing__(self, attribute: Attribute) -> frozenset[Id]:
        worn = {value for placed in self.parts.requests for value in self.around.values(placed.noun, attribute)}
        recipients = [placed.noun for placed in self.parts.recipients]
        if attribute is Attribute.REGION:
            worn |= {each.region for each in recipients if each.region}
        if attribute is Attribute.TEACHING_ORDER:
            worn |= {each.teaching_order for each in recipients if each.teaching_order}
        if attribute is Attribute.MISSING:
            worn |= GROUNDS
        if attribute is Attribute.NATURE:
            worn |= {nature for placed in self.parts.plan for nature in placed.noun.natures}
        self[attribute] = frozenset(worn)
        return self[attribute]


# --- The plan


def _circles_in_plan(parts: Parts) -> Problems:
    parents = {placed.noun.id: placed.noun.parent for placed in parts.plan}
    told: set[Id] = set()
    for placed in parts.plan:
        chain: list[Id] = []
        at: Id | None = placed.noun.id
        while at is not None and at in parents and at not in chain and at not in told:
            chain.append(at)
            at = parents[at]
        if at is not None and at in chain:
            circle = tuple(sorted(chain[chain.index(at) :], key=natural))
            yield PlanCircle(codes=circle, place=placed.place("parent"))
        told.update(chain)


_HEIGHT: Final[Mapping[PlanLevel, int]] = {
    PlanLevel.AXIS: 0,
    PlanLevel.DOSSIER: 0,
    PlanLevel.OBJECTIVE: 1,
    PlanLevel.ACTIVITY: 2,
    PlanLevel.MEANS: 2,
}


def _levels_of_plan(parts: Parts) -> Problems:
    items: Mapping[Id, PlanItem] = {placed.noun.id: placed.noun for placed in parts.plan}
    for placed in parts.plan:
        item = placed.noun
        if item.parent is None:
            if _HEIGHT[item.level] > 0:
                yield PlanOrphan(id=item.id, place=placed.place("parent"))
        elif item.parent in items and _HEIGHT[items[item.parent].level] >= _HEIGHT[item.level]:
            yield PlanLevelMisplaced(id=item.id, parent=item.parent, place=placed.place("parent"))


def _boards_of_requests(parts: Parts) -> Problems:
    around = parts.around()
    boards = {placed.noun.id: placed.noun.board for placed in parts.areas}
    for placed in parts.requests if boards or any(placed.noun.board for placed in parts.plan) else ():
        request = placed.noun
        lines = around.lineage(request.plan_item)
        board = next((board for item in lines if (board := item.board or boards.get(item.area or ""))), None)
        if board is not None and board != request.recipient and request.recipient in parts.names.get("recipients", {}):
            item = str(request.plan_item)
            yield ActivityOfAnotherBoard(plan_item=item, board=board, recipient=request.recipient, place=placed.place("recipient"))


# --- Numbers that cannot hold


def _minimums_of_requests(parts: Parts) -> Problems:
    for placed in parts.requests:
        request = placed.noun
        if request.minimum_cents > request.amount_cents:
            yield MinimumAboveRequest(minimum_cents=request.minimum_cents, amount_cents=request.amount_cents, place=placed.place("minimum"))


def _bounds_of_rules(parts: Parts) -> Problems:
    for placed in parts.rules:
        rule = placed.noun
        if isinstance(rule, Count):
            limits = [limit for limit in (rule.at_least, rule.at_most) if limit is not None]
            if bool(limits) == (rule.exactly is not None):
                yield CountBackwards(place=placed.place("kind"))
            elif limits != sorted(limits):
                yield CountBackwards(place=placed.place("at_least"))
        source = rule.source
        if source.in_force_from and source.in_force_to and source.in_force_to < source.in_force_from:
            yield SourceBackwards(from_on=source.in_force_from, to_on=source.in_force_to, place=placed.place("source"))


def _floors_above_envelopes(parts: Parts) -> Problems:
    """Compare floors with envelopes, where every envelope and every request could be read."""
    if parts.unread & {"envelopes", "requests", "recipients", "plan"}:
        return
    around = parts.around()
    for placed in parts.rules:
        rule = placed.noun
        if not isinstance(rule, Floor) or rule.waiver is not None:
            continue
        if rule.share_basis_points is not None and rule.share_basis_points > BASIS_POINTS_WHOLE:
            yield FloorAboveWhole(share_basis_points=rule.share_basis_points, place=placed.place("share"))
        if rule.amount_cents is not None:
            requests = sorted((placed.noun for placed in parts.requests), key=lambda each: natural(each.id))
            groups = around.groups(requests, rule.where, rule.per)
            yield from _floor_above_envelopes(rule.amount_cents, rule, placed, groups, around)


def _floor_above_envelopes(
    amount: Cents, rule: Floor, placed: Placed[Rule], groups: Mapping[tuple[Id, ...], tuple[Request, ...]], around: Surroundings
) -> Problems:
    """Compare each group's floor with the envelopes that may fund it, then all the floors with all of them."""
    for group, requests in groups.items():
        available = _available(requests, around)
        if amount > available:
            name = " × ".join(group) or rule.id
            yield FloorAboveEnvelope(group=name, floor_cents=amount, available_cents=available, place=placed.place("amount"))
            return
    every = [request for requests in groups.values() for request in requests]
    disjoint = sum(len(requests) for requests in groups.values()) == len({request.id for request in every})
    if disjoint and amount * len(groups) > _available(every, around):
        together = {"floor_cents": amount * len(groups), "available_cents": _available(every, around)}
        yield FloorAboveEnvelope(group=rule.id, **together, place=placed.place("amount"))


def _available(requests: Iterable[Request], around: Surroundings) -> Cents:
    able = {name for request in requests for name in around.values(request, Attribute.ENVELOPE)}
    return sum(envelope.amount_cents for envelope in around.envelopes if envelope.id in able)


# --- Years, instalments, and what must be there


def _years(parts: Parts) -> Problems:
    for placed in parts.years:
        if placed.noun.ends_on <= placed.noun.starts_on:
            yield FiscalYearBackwards(id=placed.noun.id, place=placed.place("ends_on"))

    def start(placed: Placed[FiscalYear]) -> tuple[object, ...]:
        return (placed.noun.starts_on, natural(placed.noun.id))

    for earlier, later in pairwise(sorted(parts.years, key=start)):
        if later.noun.starts_on <= earlier.noun.ends_on and earlier.noun.id != later.noun.id:
            yield FiscalYearsOverlap(id=later.noun.id, other=earlier.noun.id, place=later.place("starts_on"))


def _rates_twice(parts: Parts) -> Problems:
    seen: dict[tuple[Id, Id, Id | None, str], int | None] = {}
    for placed in parts.rates:
        rate = placed.noun
        key = (rate.recipient, rate.programme, rate.destination, rate.indicator.value)
        if key in seen:
            yield RateTwice(recipient=rate.recipient, programme=rate.programme, first_line=seen[key], place=placed.place("programme"))
        seen.setdefault(key, placed.place().line)


def _instalments(parts: Parts) -> Problems:
    total = sum(placed.noun.share_basis_points for placed in parts.instalments)
    if parts.instalments and "instalments" not in parts.unread and total != BASIS_POINTS_WHOLE:
        yield InstalmentsNotWhole(total_basis_points=total, place=parts.instalments[-1].place("share"))


def _nothing_given(parts: Parts) -> Problems:
    for table in ("fiscal_years", "envelopes", "goals", "recipients", "requests"):
        if table in parts.names and not parts.names[table]:
            yield NothingGiven(table=Worded(table, (f"sheets.{table}",)))


def _fiduciaries(parts: Parts) -> Problems:
    """Ask a body that only plans for the fiduciary that receives and pays for it (S9-09)."""
    holders = {placed.noun.id for placed in parts.recipients if placed.noun.holds_money}
    for placed in parts.recipients:
        recipient = placed.noun
        yield from _unknown(parts, "recipients", recipient.fiduciary, placed.place("fiduciary"))
        known = recipient.fiduciary is None or recipient.fiduciary in parts.names.get("recipients", {})
        if not recipient.holds_money and known and recipient.fiduciary not in holders:
            yield FiduciaryMissing(recipient=recipient.id, place=placed.place("fiduciary"))


_CHECKS: Final[tuple[Callable[[Parts], Problems], ...]] = (
    _nothing_given,
    _years,
    _names_of_envelopes,
    _names_of_rows,
    _names_of_lists,
    _fiduciaries,
    _circles_in_plan,
    _levels_of_plan,
    _boards_of_requests,
    _minimums_of_requests,
    _rates_twice,
    _names_of_rules,
    _names_of_goals,
    _bounds_of_rules,
    _floors_above_envelopes,
    _instalments,
    rule_problems,
)
