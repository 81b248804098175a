"""What every refusal has: a stable code, facts, and the place in the person's own file."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import ClassVar, Self


class Level(StrEnum):
    """How much a problem weighs: it blocks, it has to be explained, or it is advice."""

    BLOCKS = "blocks"
    TO_EXPLAIN = "to-explain"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to look, in the words of the file: a line and column, or a sheet and cell, or a record's name."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    column: str | None = None
    record: str | None = None

    @property
    def row(self) -> int | None:
        """The line, or the row of the cell."""
        digits = re.search(r"\d+$", self.cell or "")
        return int(digits[0]) if self.line is None and digits else self.line


class Worded(str):
    """
    A word of ours among the facts of a refusal, with the keys it is said under in ``locale/``: people read it in their own language.

    As a text it is its French label; the first key that the catalogue knows is the one used.
    """

    __slots__ = ("keys",)
    keys: tuple[str, ...]

    def __new__(cls, label: str, keys: tuple[str, ...]) -> Self:
        worded = super().__new__(cls, label)
        worded.keys = keys
        return worded


@dataclass(kw_only=True, eq=False)
class Refusal(Exception):
    """
    A request that cannot be carried out, as facts; ``locale/`` holds its sentence and its remedy.

    Field names end with their unit (``_cents``, ``_on``, ``_basis_points``), which is how they are written out.
    """

    code: ClassVar[str]
    level: ClassVar[Level] = Level.BLOCKS
    place: Place | None = None

    @property
    def facts(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "place"}

    def __str__(self) -> str:
        return f"{self.code} {self.facts}"


@dataclass(kw_only=True, eq=False)
class ToExplain(Refusal):
    """Nothing stands in the way, but whoever reads the file will ask why."""

    level: ClassVar[Level] = Level.TO_EXPLAIN


@dataclass(kw_only=True, eq=False)
class Advice(Refusal):
    """Something that could be better said; nobody has to answer."""

    level: ClassVar[Level] = Level.ADVICE


class RefusedTogether(Exception):
    """Everything said about one request, told in one pass; something in it blocks, and nothing was written."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(", ".join(refusal.code for refusal in self.refusals))


def refuse_together(refusals: Iterable[Refusal]) -> None:
    """Raise what was collected, if something in it blocks; one refusal alone is raised the same way."""
    found = tuple(refusals)
    if any(refusal.level is Level.BLOCKS for refusal in found):
        raise RefusedTogether(found)


@contextmanager
def refused_alike() -> Iterator[None]:
    """One refusal alone is raised the same way as several."""
    try:
        yield
    except Refusal as problem:
        raise RefusedTogether((problem,)) from problem
