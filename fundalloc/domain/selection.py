"""Which requests a rule speaks of, and which envelopes may fund a request: read from the nouns, decided nowhere else."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from operator import attrgetter
from typing import Final, assert_never

from fundalloc.domain.base import Id
from fundalloc.domain.grounds import Ground, Initiative
from fundalloc.domain.plan import PlanItem, PlanLevel
from fundalloc.domain.rules import Attribute, CarryForward, Rule, Selector
from fundalloc.domain.scenario import Envelope, Recipient, Request

DECIDED_BY: Final[Mapping[Attribute, str]] = {
    Attribute.RECIPIENT: "recipient",
    Attribute.TEACHING_ORDER: "recipient",
    Attribute.REGION: "recipient",
    Attribute.AXIS: "plan_item",
    Attribute.OBJECTIVE: "plan_item",
    Attribute.PLAN_ITEM: "plan_item",
    Attribute.AREA: "plan_item",
    Attribute.GRADES: "plan_item",
    Attribute.PROGRAMME_LEVEL: "plan_item",
    Attribute.PROGRAMME: "programme",
    Attribute.DESTINATION: "destination",
    Attribute.PURPOSE: "purpose",
    Attribute.NATURE: "natures",
    Attribute.FISCAL_YEAR: "fiscal_year",
    Attribute.TAG: "tags",
}
"""The one field of a request that decides what it is worth under an attribute, where one does."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a request: the recipients, the plan and the envelopes, each under its id, and the initiatives by request."""

    recipients: Mapping[Id, Recipient]
    plan: Mapping[Id, PlanItem]
    envelopes: tuple[Envelope, ...]
    carried: tuple[CarryForward, ...] = ()
    initiatives: Mapping[Id, Initiative] = field(default_factory=dict)

    def lineage(self, item: Id | None) -> tuple[PlanItem, ...]:
        """Return a plan item and the items above it, nearest first; a plan that turns in a circle is cut where it closes."""
        found: dict[Id, PlanItem] = {}
        while item is not None and item in self.plan and item not in found:
            found[item] = self.plan[item]
            item = found[item].parent
        return tuple(found.values())

    def values(self, request: Request, attribute: Attribute) -> tuple[Id, ...]:  # noqa: C901, PLR0912 - one case per attribute
        """Return what a request is worth under an attribute: nothing, one value, or several natures, tags or envelopes."""
        match attribute:
            case Attribute.REQUEST:
                return (request.id,)
            case Attribute.RECIPIENT:
                return (request.recipient,)
            case Attribute.TEACHING_ORDER:
                return _known(self._recipient(request, "teaching_order"))
            case Attribute.REGION:
                return _known(self._recipient(request, "region"))
            case Attribute.AXIS:
                return self._at(request, PlanLevel.AXIS, PlanLevel.DOSSIER)
            case Attribute.OBJECTIVE:
                return self._at(request, PlanLevel.OBJECTIVE)
            case Attribute.PLAN_ITEM:
                return _known(request.plan_item)
            case Attribute.PROGRAMME:
                return _known(request.programme)
            case Attribute.DESTINATION:
                return _known(request.destination)
            case Attribute.PURPOSE:
                return (request.purpose,)
            case Attribute.NATURE:
                return request.natures
            case Attribute.FISCAL_YEAR:
                return (request.fiscal_year,)
            case Attribute.ENVELOPE:
                return tuple(envelope.id for envelope in self.envelopes if self.may_fund(envelope, request))
            case Attribute.TAG:
                return request.tags
            case Attribute.AREA:
                return self._inherited(request, "area")
            case Attribute.GRADES:
                return self._inherited(request, "grades")
            case Attribute.PROGRAMME_LEVEL:
                return self._inherited(request, "programme_level")
            case Attribute.PROJECT_FIELD:
                return _known(self.initiatives[request.id].project_field if request.id in self.initiatives else None)
            case Attribute.MISSING:
                return tuple(ground.value for ground in self.missing(request))
            case unreachable:
                assert_never(unreachable)

    def missing(self, request: Request) -> Iterator[Ground]:
        """Yield what a request lacks of all that a rule may ask for before any money."""
        lines, initiative = self.lineage(request.plan_item), self.initiatives.get(request.id) or Initiative(request=request.id)
        if not initiative.targets and not any(line.targets for line in lines):
            yield Ground.TARGET
        if not initiative.priorities and not any(line.priorities for line in lines):
            yield Ground.PRIORITY
        if initiative.approval_required and initiative.approved_on is None:
            yield Ground.APPROVAL
        if not initiative.orientation:
            yield Ground.ORIENTATION
        if initiative.project_field is None:
            yield Ground.PROJECT_FIELD
        admitted = next((line.tags_admitted for line in lines if line.tags_admitted), ())
        if admitted and not set(admitted) & set(request.tags):
            yield Ground.ADMITTED_TAG

    def values_of(self, requests: Sequence[Request], attribute: Attribute) -> tuple[list[tuple[Id, ...]], list[int]]:
        """
        Return what many requests are worth under an attribute: the answers, and the place of each request's among them.

        Requests that are alike in what the attribute looks at are answered once.
        """
        seen = list(map(attrgetter(*self._looked_at(requests, attribute)), requests))
        standing = dict(zip(seen, requests, strict=True))
        places = {sight: place for place, sight in enumerate(standing)}
        return [self.values(request, attribute) for request in standing.values()], list(map(places.__getitem__, seen))

    def _looked_at(self, requests: Iterable[Request], attribute: Attribute) -> tuple[str, ...]:
        """Return the fields of requests that decide what they are worth under an attribute; whatever else it asks, an id tells apart."""
        if attribute is Attribute.ENVELOPE and not self.carried:
            named = any(map(attrgetter("envelopes"), requests))
            return (*_looked_at_by(self.envelopes), *(("envelopes",) if named else ()))
        return (DECIDED_BY.get(attribute, "id"),)

    def groups(self, requests: Iterable[Request], where: Selector, per: Iterable[Attribute]) -> dict[tuple[Id, ...], tuple[Request, ...]]:
        """
        Return the selected requests in the groups their values put them in; one with several values stands in several groups.

        Of an attribute that the selector asks too, only the values it names make groups.
        """
        groups: defaultdict[tuple[Id, ...], list[Request]] = defaultdict(list)
        by = tuple(per)
        for request in requests:
            if self.selected(request, where):
                for key in product(*(within(where, attribute, self.values(request, attribute)) for attribute in by)):
                    groups[key].append(request)
        return {key: tuple(members) for key, members in groups.items()}

    def may_fund(self, envelope: Envelope, request: Request) -> bool:
        """Tell whether an envelope may fund a request, in its own year or by a carry-forward."""
        match why_not(envelope, request):
            case None:
                return True
            case Bar.YEAR:
                return any(self.carries(rule, envelope, request) for rule in self.carried)
            case _:
                return False

    def carries(self, rule: CarryForward, envelope: Envelope, request: Request) -> bool:
        """Tell whether a rule carries an envelope forward to a request."""
        aimed = rule.envelope == envelope.id and rule.to_year == request.fiscal_year
        where: Selector = {attribute: wanted for attribute, wanted in rule.where.items() if attribute is not Attribute.ENVELOPE}
        return aimed and _but_for_the_year(envelope, request) is None and self.selected(request, where)

    def selected(self, request: Request, where: Selector) -> bool:
        """Tell whether a request has, for each attribute named, one of the values."""
        return all(set(self.values(request, attribute)) & set(wanted) for attribute, wanted in where.items())

    def _recipient(self, request: Request, field: str) -> Id | None:
        recipient = self.recipients.get(request.recipient)
        return None if recipient is None else getattr(recipient, field)

    def _inherited(self, request: Request, field: str) -> tuple[Id, ...]:
        """Return what a request's line of the plan says, or the nearest line above that says it."""
        return next(((value,) for item in self.lineage(request.plan_item) if (value := getattr(item, field))), ())

    def _at(self, request: Request, *levels: PlanLevel) -> tuple[Id, ...]:
        return tuple(item.id for item in self.lineage(request.plan_item) if item.level in levels)


def within(where: Selector, attribute: Attribute, values: tuple[Id, ...]) -> tuple[Id, ...]:
    """Return those of a request's values under an attribute that a selector names; all of them where it does not ask the attribute."""
    return tuple(value for value in values if value in where[attribute]) if attribute in where else values


def surroundings(
    recipients: Iterable[Recipient],
    plan: Iterable[PlanItem],
    envelopes: Iterable[Envelope],
    rules: Iterable[Rule] = (),
    initiatives: Iterable[Initiative] = (),
) -> Surroundings:
    """Return what stands around the requests of a scenario; of the rules in force, those that carry money forward."""
    return Surroundings(
        recipients={recipient.id: recipient for recipient in recipients},
        plan={item.id: item for item in plan},
        envelopes=tuple(envelopes),
        carried=tuple(rule for rule in rules if isinstance(rule, CarryForward)),
        initiatives={initiative.request: initiative for initiative in initiatives},
    )


class Bar(StrEnum):
    """What keeps an envelope from a request, before any rule."""

    YEAR = "year"
    NAMED = "named"
    PURPOSE = "purpose"
    RECIPIENT = "recipient"
    NATURE = "nature"
    DATES = "dates"


def admits(envelope: Envelope, request: Request) -> bool:
    """Tell whether an envelope may fund a request, before any rule, in its own year."""
    return why_not(envelope, request) is None


def why_not(envelope: Envelope, request: Request) -> Bar | None:
    """
    Return what keeps an envelope from a request: another year, purpose or recipient, a nature or days it does not admit.

    A request with several natures is admitted only when the envelope admits each of them. A request that says no days is not held
    back by them.
    """
    return Bar.YEAR if envelope.fiscal_year != request.fiscal_year else _but_for_the_year(envelope, request)


def _but_for_the_year(envelope: Envelope, request: Request) -> Bar | None:
    if request.envelopes and envelope.id not in request.envelopes:
        return Bar.NAMED
    if envelope.purposes and request.purpose not in envelope.purposes:
        return Bar.PURPOSE
    if envelope.recipients and request.recipient not in envelope.recipients:
        return Bar.RECIPIENT
    if envelope.natures and not set(request.natures) <= set(envelope.natures):
        return Bar.NATURE
    early = envelope.opens_on is not None and request.starts_on is not None and request.starts_on < envelope.opens_on
    late = envelope.closes_on is not None and request.ends_on is not None and request.ends_on > envelope.closes_on
    return Bar.DATES if early or late else None


def _looked_at_by(envelopes: Sequence[Envelope]) -> tuple[str, ...]:
    """Return the fields of a request that some envelopes look at (``why_not``), beside the envelopes that it names."""
    asked = {
        "purpose": any(envelope.purposes for envelope in envelopes),
        "recipient": any(envelope.recipients for envelope in envelopes),
        "natures": any(envelope.natures for envelope in envelopes),
        "starts_on": any(envelope.opens_on is not None for envelope in envelopes),
        "ends_on": any(envelope.closes_on is not None for envelope in envelopes),
    }
    return ("fiscal_year", *(name for name, looked_at in asked.items() if looked_at))


def _known(value: Id | None) -> tuple[Id, ...]:
    return () if value is None else (value,)
