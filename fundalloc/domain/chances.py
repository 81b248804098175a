"""What is not known for sure: numbers of a scenario, each with the law it is drawn by, and the seed that makes draws the same again."""

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from fundalloc.domain.base import Noun

SEED: Final = 1


class ChanceBase(Noun):
    """
    Numbers that are uncertain, by their names (``*`` stands for any letters), and why they are thought to be.

    Values are written as for an exploration: dollars or a percentage of what a number is now, a percentage, a count. Each number is
    drawn on its own, or ``together`` by one chance for all: a cost that rises for everybody at once.
    """

    what: tuple[str, ...]
    together: bool = False
    source: str = ""


class NormalChance(ChanceBase):
    """A normal law: around ``mean``, two thirds of draws within one ``deviation``; nothing is drawn below zero."""

    kind: Literal["normal"]
    mean: str = "100%"
    deviation: str


class TriangularChance(ChanceBase):
    """Between ``low`` and ``high``, most often near ``mode``."""

    kind: Literal["triangular"]
    low: str
    mode: str
    high: str


class UniformChance(ChanceBase):
    """Anywhere between ``low`` and ``high``."""

    kind: Literal["uniform"]
    low: str
    high: str


class TableChance(ChanceBase):
    """One of some values, as often as ``chances`` say beside one another; all alike where these are not said."""

    kind: Literal["table"]
    values: tuple[str, ...]
    chances: tuple[Annotated[int, Field(ge=0, le=1_000_000)], ...] = ()


Chance: TypeAlias = Annotated[NormalChance | TriangularChance | UniformChance | TableChance, Field(discriminator="kind")]


class Uncertainty(Noun):
    """What is uncertain of a scenario."""

    seed: int = SEED
    uncertain: tuple[Chance, ...]
