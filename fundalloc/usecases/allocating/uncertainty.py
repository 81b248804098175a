"""Ask what may come of a scenario whose numbers are not sure."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import fundalloc
from fundalloc.allocation.fingerprint import fingerprint
from fundalloc.allocation.outcome import Impossible
from fundalloc.domain.scenario import Scenario
from fundalloc.errors.sweeps import NothingToWeigh
from fundalloc.intake.chances import read_uncertainty
from fundalloc.reports.outlook import outlook_document
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import Document
from fundalloc.sweeps.chances import Draws, draws_of
from fundalloc.sweeps.knobs import knobs_of
from fundalloc.sweeps.outlook import Against, outlook
from fundalloc.usecases.allocating.exploring import explore


def read_draws(scenario: Scenario, path: Path, *, count: int, seed: int | None) -> Draws:
    """
    Return so many draws of what a file says is uncertain of a scenario.

    Raises:
        RefusedTogether: everything wrong with the file.

    """
    return draws_of(knobs_of(scenario), read_uncertainty(path), count=count, seed=seed)


def outlook_report(
    scenario: Scenario, draws: Draws, against: Against | None, *, person: str, now: datetime, workers: int, told: Callable[[int], object]
) -> Document:
    """
    Share every draw, and lay out what may come of the scenario.

    Raises:
        NothingToWeigh: the rules cannot hold together as the scenario stands.

    """
    tried = explore(scenario, draws, workers=workers, told=told)
    found = outlook(scenario, draws, tuple(tried.variants), against)
    if isinstance(found, Impossible):
        raise NothingToWeigh(rules=found.conflict)
    return outlook_document(found, Preparation(person, now, fundalloc.__version__), fingerprint=fingerprint(scenario))
