"""What every refusal has: a stable code, facts, and the place in the person's own file."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to look, in the words of the file: a line and column, or a sheet and cell, or a record's name."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    column: str | None = None
    record: str | None = None


@dataclass(kw_only=True, eq=False)
class Refusal(Exception):
    """
    A request that cannot be carried out, as facts; ``locale/`` holds its sentence and its remedy.

    Field names end with their unit (``_cents``, ``_on``, ``_basis_points``), which is how they are written out.
    """

    code: ClassVar[str]
    place: Place | None = None

    @property
    def facts(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "place"}

    def __str__(self) -> str:
        return f"{self.code} {self.facts}"


class RefusedTogether(Exception):
    """Everything wrong with one request, told in one pass; nothing was written."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(", ".join(refusal.code for refusal in self.refusals))


def refuse_together(refusals: Iterable[Refusal]) -> None:
    """Raise what was collected, if anything was; one refusal alone is raised the same way."""
    found = tuple(refusals)
    if found:
        raise RefusedTogether(found)
