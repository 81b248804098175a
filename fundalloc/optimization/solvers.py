"""The solvers that may be asked, by name: HiGHS by arrays, and every solver that PuLP finds on this computer."""

from functools import partial
from typing import Final

from fundalloc.optimization.solver import Opener, Session

BY_ARRAYS: Final = "highs"
BY_INTERIOR_POINT: Final = "highs-ipm"


def solver_names() -> tuple[str, ...]:
    """Return the names that may be asked for, ours first."""
    from fundalloc.optimization.solver_pulp import installed  # noqa: PLC0415 - PuLP is loaded only where it is asked for

    return (BY_ARRAYS, BY_INTERIOR_POINT, *(f"pulp-{name.lower()}" for name in installed()))


def solver_named(name: str) -> Opener | None:
    """Return what opens a program with a solver, or None where no solver of this name is installed."""
    if name == BY_ARRAYS:
        return Session
    if name == BY_INTERIOR_POINT:
        return partial(Session, method="ipm")
    from fundalloc.optimization.solver_pulp import PulpSession, installed  # noqa: PLC0415 - the same

    named = {f"pulp-{each.lower()}": each for each in installed()}
    return partial(PulpSession, name=named[name]) if name in named else None
