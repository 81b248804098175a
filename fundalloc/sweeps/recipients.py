"""What recipients receive, from what their requests do."""

from collections.abc import Mapping

from fundalloc.domain.base import Id
from fundalloc.domain.scenario import Scenario
from fundalloc.money import Cents


def by_recipient(scenario: Scenario, received: Mapping[Id, Cents]) -> dict[Id, Cents]:
    """Return what each recipient receives, in the scenario's order, from what each request does."""
    found = dict.fromkeys((recipient.id for recipient in scenario.recipients), 0)
    for request in scenario.requests:
        found[request.recipient] += received[request.id]
    return found
