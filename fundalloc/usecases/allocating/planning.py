"""Plan over several years: a scenario unrolled over its horizon, shared, told year by year, and written as a scenario of its own."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import fundalloc
from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated, Outcome
from fundalloc.domain.horizon import Horizon
from fundalloc.domain.scenario import Scenario
from fundalloc.intake.horizon import BESIDE, read_horizon
from fundalloc.intake.scenario import read_scenario
from fundalloc.lexicon import Lexicon
from fundalloc.planning.unrolling import unrolled

if TYPE_CHECKING:
    from fundalloc.reports.tables import Document


def planned(folder: Path, horizon_file: Path | None = None) -> tuple[Horizon, Scenario]:
    """
    Read a scenario and its horizon (by default the one in its folder), and return the scenario of all its years.

    Raises:
        RefusedTogether: everything wrong with one or the other.

    """
    scenario = read_scenario(folder)
    horizon = read_horizon(horizon_file or folder / BESIDE, scenario)
    return horizon, unrolled(scenario, horizon)


def share_years(scenario: Scenario, *, seconds: float | None = None) -> Outcome:
    """Share the envelopes of every year together."""
    return allocate(scenario, seconds=seconds)


def document_of(outcome: Allocated, horizon: Horizon, *, person: str, now: datetime) -> "Document":
    """Lay out the years of a plan."""
    from fundalloc.reports.planning import planning_document
    from fundalloc.reports.preparation import Preparation

    return planning_document(outcome, horizon, Preparation(person, now, fundalloc.__version__))


def as_data(outcome: Outcome, lexicon: Lexicon, *, person: str) -> dict[str, object]:
    """Return the years of a plan as plain data: the result that ``prove`` checks, and each year's figures in cents."""
    from fundalloc.allocation.result import as_document
    from fundalloc.reports.planning import by_year

    years = (
        [{"fiscal_year": year, **_named(figures)} for year, figures in by_year(outcome).items()] if isinstance(outcome, Allocated) else []
    )
    return {**as_document(outcome, lexicon, prepared_by=person), "years": years}


def _named(figures: dict[str, int]) -> dict[str, int]:
    return {f"{name.replace('-', '_')}_cents": cents for name, cents in figures.items()}
