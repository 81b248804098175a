"""Which requests a rule speaks of, and which envelopes may fund a request: read from the nouns, decided nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from fundalloc.domain.base import Id
from fundalloc.domain.plan import PlanItem, PlanLevel
from fundalloc.domain.rules import Attribute, Selector
from fundalloc.domain.scenario import Envelope, Recipient, Request


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a request: the recipients, the plan and the envelopes, each under its id."""

    recipients: Mapping[Id, Recipient]
    plan: Mapping[Id, PlanItem]
    envelopes: tuple[Envelope, ...]

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
            case Attribute.PURPOSE:
                return (request.purpose,)
            case Attribute.NATURE:
                return request.natures
            case Attribute.FISCAL_YEAR:
                return (request.fiscal_year,)
            case Attribute.ENVELOPE:
                return tuple(envelope.id for envelope in self.envelopes if admits(envelope, request))
            case Attribute.TAG:
                return request.tags
            case unreachable:
                assert_never(unreachable)

    def selected(self, request: Request, where: Selector) -> bool:
        """Tell whether a request has, for each attribute named, one of the values."""
        return all(set(self.values(request, attribute)) & set(wanted) for attribute, wanted in where.items())

    def _recipient(self, request: Request, field: str) -> Id | None:
        recipient = self.recipients.get(request.recipient)
        return None if recipient is None else getattr(recipient, field)

    def _at(self, request: Request, *levels: PlanLevel) -> tuple[Id, ...]:
        return tuple(item.id for item in self.lineage(request.plan_item) if item.level in levels)


def surroundings(recipients: Iterable[Recipient], plan: Iterable[PlanItem], envelopes: Iterable[Envelope]) -> Surroundings:
    """Return what stands around the requests of a scenario."""
    return Surroundings(
        recipients={recipient.id: recipient for recipient in recipients},
        plan={item.id: item for item in plan},
        envelopes=tuple(envelopes),
    )


def admits(envelope: Envelope, request: Request) -> bool:
    """
    Tell whether an envelope may fund a request, before any rule: same year, and purpose, recipient and natures admitted.

    A request with several natures is admitted only when the envelope admits each of them.
    """
    return (
        envelope.fiscal_year == request.fiscal_year
        and (not request.envelopes or envelope.id in request.envelopes)
        and (not envelope.purposes or request.purpose in envelope.purposes)
        and (not envelope.recipients or request.recipient in envelope.recipients)
        and (not envelope.natures or set(request.natures) <= set(envelope.natures))
    )


def _known(value: Id | None) -> tuple[Id, ...]:
    return () if value is None else (value,)
