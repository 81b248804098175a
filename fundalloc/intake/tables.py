"""The noun that a row of a table becomes, whatever file or sheet it stands in."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final, Generic, TypeVar, get_args

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
    shape = shape_of(table)
    there = records[0].heading.position if records else {}
    targets = [target for target in _targets(table) if target.column in there]
    plain = [target for target in targets if not target.inside and not target.choice]
    others = [target for target in targets if target not in plain]
    nouns: list[Placed[Any]] = []
    for record in records:
        if record.broken:
            continue
        noun = noun_of_row(shape, _values(record, plain, others), record, problems)
        if noun is not None:
            nouns.append(Placed(noun, record.place_of))
    return TableRead(tuple(nouns), records)


@dataclass(frozen=True, slots=True)
class _Target:
    """
    The field of a noun that a column fills, or the field inside that field.

    ``choice`` is the type of a choice, which a strict noun wants as itself; ``absent`` is what an empty cell is read as, if it may be
    empty: what it then means is left to the noun.
    """

    column: str
    name: str
    inside: str | None
    choice: type[Any] | None
    absent: object


_NEVER: Final = object()


@cache
def _targets(table: str) -> tuple[_Target, ...]:
    model = NOUNS[table]
    targets = []
    for field in spec_of(table).fields:
        name = field.path[0] + (_SUFFIXES.get(field.kind, "") if len(field.path) == 1 else "")
        inside = field.path[1] if len(field.path) > 1 else None
        choice = next((each for each in _enums(model.model_fields[name].annotation)), None) if field.kind is Kind.CHOICE else None
        targets.append(_Target(field.name, name, inside, choice, _NEVER if field.required else field.when_empty))
    return tuple(targets)


def _enums(annotation: Any) -> tuple[type[Any], ...]:  # noqa: ANN401 - a type
    found = (annotation, *get_args(annotation))
    return tuple(each for each in found if isinstance(each, type) and issubclass(each, StrEnum))


def _values(record: Record, plain: Iterable[_Target], others: Iterable[_Target]) -> dict[str, Any]:
    """Return a row as its noun takes it; hot, and most columns are plain."""
    typed = record.values
    values: dict[str, Any] = {each.name: value for each in plain if (value := typed[each.column]) is not each.absent}
    for each in others:
        value = typed[each.column]
        if value is each.absent:
            continue
        if each.choice is not None and isinstance(value, str):
            value = each.choice(value)
        if each.inside is None:
            values[each.name] = value
        elif value is not None:
            values.setdefault(each.name, {})[each.inside] = value
    return values
