"""``horizon.toml``: the years to come of a scenario, read beside it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from fundalloc.domain.horizon import Horizon
from fundalloc.domain.scenario import Scenario
from fundalloc.domain.selection import surroundings
from fundalloc.errors import Place, Refusal, refuse_together
from fundalloc.errors.planning import HorizonMissing, HorizonNameUnknown, HorizonTwice, NothingRecurs, PhaseOutsideHorizon
from fundalloc.intake.document import Shape, read_whole

BESIDE: Final = Path("horizon") / "horizon.toml"
_HORIZON: Final[Shape[Horizon]] = Shape(Horizon)


def read_horizon(path: Path, scenario: Scenario) -> Horizon:
    """
    Read the horizon of a scenario.

    Raises:
        RefusedTogether: there is no such file, or everything wrong with it.

    """
    refuse_together(() if path.is_file() else (HorizonMissing(path=str(path)),))
    return read_whole(path, _HORIZON, lambda horizon: _inconsistencies(horizon, scenario, path.name))


def _inconsistencies(horizon: Horizon, scenario: Scenario, file: str) -> Iterator[Refusal]:
    envelopes = tuple(envelope.id for envelope in scenario.envelopes)
    recipients, plan = tuple(recipient.id for recipient in scenario.recipients), tuple(item.id for item in scenario.plan)
    for envelope in horizon.envelopes:
        yield from _unknown(envelope.envelope, envelopes, Place(file=file, record=envelope.envelope))
    for project in horizon.projects:
        place = Place(file=file, record=project.id)
        yield from _unknown(project.recipient, recipients, place)
        yield from _unknown(project.plan_item, plan, place) if project.plan_item else ()
        ends_in = project.begins_in + len(project.phases_cents) - 1
        if ends_in > horizon.years:
            yield PhaseOutsideHorizon(project=project.id, ends_in=ends_in, years=horizon.years, place=place)
    around = surroundings(scenario.recipients, scenario.plan, scenario.envelopes)
    for recurring in horizon.recurring:
        if not any(around.selected(request, recurring.where) for request in scenario.requests):
            yield NothingRecurs(name=recurring.id, place=Place(file=file, record=recurring.id))
    named = Counter((*(each.envelope for each in horizon.envelopes), *(each.id for each in horizon.projects)))
    named.update(each.id for each in horizon.recurring)
    yield from (HorizonTwice(name=name, place=Place(file=file)) for name, times in named.items() if times > 1)


def _unknown(name: str, known: tuple[str, ...], place: Place) -> Iterable[Refusal]:
    return () if name in known else (HorizonNameUnknown(name=name, known=known[:10], place=place),)
