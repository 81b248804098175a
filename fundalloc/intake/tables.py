"""What a scenario, a call or an agreement is made of: its tables, and the noun a row becomes, whatever file or sheet it stands in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Generic, TypeVar

from pydantic import Field as PydanticField

from fundalloc.domain.base import FiscalYear, Id, Label, Noun
from fundalloc.domain.goals import Goal
from fundalloc.domain.plan import PlanItem
from fundalloc.domain.rules import Rule
from fundalloc.domain.scenario import Envelope, Instalment, Rate, Recipient, Request
from fundalloc.errors import Refusal
from fundalloc.intake.cells import Kind
from fundalloc.intake.document import Shape, noun_of_row
from fundalloc.intake.fields import fields_of
from fundalloc.intake.placed import Placed
from fundalloc.intake.tabular import Record, TableSpec

Noun_ = TypeVar("Noun_")


class Head(Noun):
    """What a scenario says of itself."""

    id: Id
    title: Label
    region: Id | None = None
    prepared_by: str = ""
    fictitious_note: Label | None = None
    seasons: Mapping[Id, Id] = PydanticField(default_factory=dict)


TABLES: Final[Mapping[str, Any]] = {"recipients": Recipient, "plan": PlanItem, "requests": Request, "rates": Rate}
"""What a folder keeps in CSV files, one row each."""
LISTS: Final[Mapping[str, Any]] = {
    "fiscal_years": FiscalYear,
    "envelopes": Envelope,
    "rules": Rule,
    "goals": Goal,
    "instalments": Instalment,
}
"""What a folder keeps in its TOML file, one section each; a workbook gives each of them a sheet."""
OPTIONAL: Final = frozenset({"plan", "rates", "rules", "instalments"})
"""Tables a scenario may do without."""
WITHOUT_NAMES: Final = frozenset({"rates", "goals"})
"""Tables and lists without ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """
    What one kind of thing people describe in files is made of: what it says of itself, its tables, and its lists.

    A folder keeps the head and the lists in its TOML file and each table in a CSV file; a workbook gives each of them a sheet, the head
    under the name of ``settings``. A table has one noun, whatever outline it stands in.
    """

    name: str
    settings: str
    head: type[Noun]
    tables: Mapping[str, Any]
    lists: Mapping[str, Any]
    optional: frozenset[str]
    without_names: frozenset[str] = frozenset()

    @property
    def document(self) -> str:
        """The name of its TOML file."""
        return f"{self.name}.toml"

    @property
    def sheets(self) -> tuple[str, ...]:
        """Everything a workbook gives a sheet."""
        return (self.settings, *self.lists, *self.tables)


SCENARIO: Final = Outline(
    name="scenario", settings="settings", head=Head, tables=TABLES, lists=LISTS, optional=OPTIONAL, without_names=WITHOUT_NAMES
)
OUTLINES: Final = (SCENARIO,)

_NOUNS: Final[Mapping[str, Any]] = {
    name: noun for outline in OUTLINES for name, noun in ({outline.settings: outline.head} | {**outline.tables, **outline.lists}).items()
}
_SUFFIXES: Final = {Kind.AMOUNT: "_cents", Kind.SHARE: "_basis_points"}


@cache
def spec_of(table: str) -> TableSpec:
    """Return the columns of a table, a list, or an outline's own settings."""
    return TableSpec(table, fields_of(_NOUNS[table]))


@cache
def shape_of(table: str) -> Shape[Any]:
    """Return the noun of a table, a list or an outline's own settings, as it is checked."""
    return Shape(_NOUNS[table])


@dataclass(frozen=True, slots=True)
class TableRead(Generic[Noun_]):
    """What a table says: its rows as nouns, and every row, whole or not."""

    nouns: tuple[Placed[Noun_], ...] = ()
    records: tuple[Record, ...] = ()


def nouns_of(table: str, records: tuple[Record, ...], problems: list[Refusal]) -> TableRead[Any]:
    """Return the nouns of a table's rows; a row with an unreadable cell has none, and what the noun refuses is told with its cell."""
    shape, targets = shape_of(table), _targets(table)
    absent = {each.name: each.when_empty for each in spec_of(table).fields if not each.required}
    nouns: list[Placed[Any]] = []
    for record in records:
        if record.broken:
            continue
        noun = noun_of_row(shape, _values(record, targets, absent), record, problems)
        if noun is not None:
            nouns.append(Placed(noun, record.place_of))
    return TableRead(tuple(nouns), records)


@cache
def _targets(table: str) -> tuple[tuple[str, tuple[str, ...], type[Any] | None], ...]:
    """Return, for each column, the field of the noun it fills, and the type of a choice, which a strict noun wants as itself."""
    model = _NOUNS[table]
    targets = []
    for field in spec_of(table).fields:
        name = field.path[0] + (_SUFFIXES.get(field.kind, "") if len(field.path) == 1 else "")
        choice = next((each for each in _enums(model.model_fields[name].annotation)), None) if field.kind is Kind.CHOICE else None
        targets.append((field.name, (name, *field.path[1:]), choice))
    return tuple(targets)


def _enums(annotation: Any) -> tuple[type[Any], ...]:  # noqa: ANN401 - a type
    from enum import StrEnum  # noqa: PLC0415 - beside its only use
    from typing import get_args  # noqa: PLC0415 - the same

    found = (annotation, *get_args(annotation))
    return tuple(each for each in found if isinstance(each, type) and issubclass(each, StrEnum))


def _values(
    record: Record, targets: tuple[tuple[str, tuple[str, ...], type[Any] | None], ...], absent: Mapping[str, object]
) -> dict[str, Any]:
    """Return a row as its noun takes it; what an empty cell means is left to the noun."""
    values: dict[str, Any] = {}
    for column, path, choice in targets:
        value = record.values[column]
        if column in absent and value is absent[column]:
            continue
        if choice is not None and isinstance(value, str):
            value = choice(value)
        if len(path) == 1:
            values[path[0]] = value
        elif value is not None:
            values.setdefault(path[0], {})[path[1]] = value
    return values
