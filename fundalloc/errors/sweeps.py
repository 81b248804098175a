"""Refusals of explorations: what may not be varied, or not so much at once."""

from dataclasses import dataclass
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class KnobUnknown(Refusal):
    """Nothing of this name may be varied in the scenario."""

    code: ClassVar[str] = "reglage-inconnu"
    name: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class RangeUnreadable(Refusal):
    """What to vary is not written NAME=FROM..TO:STEP, nor as values separated by commas."""

    code: ClassVar[str] = "plage-illisible"
    text: str


@dataclass(kw_only=True, eq=False)
class RangeEmpty(Refusal):
    """A range holds no value: it ends before it begins, or its step goes nowhere."""

    code: ClassVar[str] = "plage-vide"
    text: str


@dataclass(kw_only=True, eq=False)
class ValueOutside(Refusal):
    """What is varied cannot have this value."""

    code: ClassVar[str] = "reglage-hors-limites"
    name: str
    value: int


@dataclass(kw_only=True, eq=False)
class GridTooLarge(Refusal):
    """More variants than are tried without being asked for."""

    code: ClassVar[str] = "grille-trop-grande"
    count: int
    count_max: int


@dataclass(kw_only=True, eq=False)
class NothingVaried(Refusal):
    """Nothing was named to vary."""

    code: ClassVar[str] = "rien-a-varier"


@dataclass(kw_only=True, eq=False)
class SweepOfAnother(Refusal):
    """What is kept of an interrupted exploration is of another scenario, or of other settings."""

    code: ClassVar[str] = "exploration-d-autre-chose"
    path: str


@dataclass(kw_only=True, eq=False)
class ClusterMissing(Refusal):
    """A cluster is named, and what speaks to one is not installed."""

    code: ClassVar[str] = "grappe-absente"
    address: str


@dataclass(kw_only=True, eq=False)
class GoalsTooFew(Refusal):
    """A frontier lies between two goals or three."""

    code: ClassVar[str] = "frontiere-d-un-seul-but"
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class NothingBefore(Refusal):
    """Nearness to last year is asked for, and no request says what it received then."""

    code: ClassVar[str] = "rien-l-an-dernier"


@dataclass(kw_only=True, eq=False)
class NothingToWeigh(Refusal):
    """A scenario whose rules cannot hold together has nothing to be weighed."""

    code: ClassVar[str] = "rien-a-peser"
    rules: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class LawBackwards(Refusal):
    """The values of a law are not in order: it ends before it begins."""

    code: ClassVar[str] = "loi-a-l-envers"
    name: str


@dataclass(kw_only=True, eq=False)
class ChancesUnlike(Refusal):
    """A table of values whose chances are not as many, or all zero."""

    code: ClassVar[str] = "chances-depareillees"
    name: str
