"""The noun that a row of a table becomes, whatever file or sheet it stands in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Generic, TypeVar

from fundalloc.errors import Refusal
from fundalloc.intake.cells import Kind
from fundalloc.intake.document import Shape, noun_of_row
from fundalloc.intake.fields import fields_of
from fundalloc.intake.outlines import NOUNS
from fundalloc.intake.placed import Placed
from fundalloc.intake.tabular import Record, TableSpec

Noun_ = TypeVar("Noun_")


_SUFFIXES: Final = {Kind.AMOUNT: "_cents", Kind.SHARE: "_basis_points"}


@cache
def spec_of(table: str) -> TableSpec:
    """Return the columns of a table, a list, or an outline's own settings."""
    return TableSpec(table, fields_of(NOUNS[table]))


@cache
def shape_of(table: str) -> Shape[Any]:
    """Return the noun of a table, a list or an outline's own settings, as it is checked."""
    return Shape(NOUNS[table])


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
    model = NOUNS[table]
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
