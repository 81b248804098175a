"""What somebody's files say, wherever they say it, before it is known whether the parts agree: a folder and a workbook meet here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from fundalloc.domain.base import Id
from fundalloc.errors import Level, Place, Refusal
from fundalloc.errors.intake import FieldUnknown, IdTwice, TableListExpected
from fundalloc.intake.document import Path_, PlaceOf, written_fields
from fundalloc.intake.names import nearest
from fundalloc.intake.order import natural
from fundalloc.intake.outlines import Outline
from fundalloc.intake.placed import Names, Placed
from fundalloc.intake.tables import TableRead, nouns_of, shape_of
from fundalloc.intake.tabular import Detected, Record

Noun_ = TypeVar("Noun_")


class Sections(Protocol):
    """What is said outside tables: keys and lists of sections, and where each of them is written."""

    @property
    def content(self) -> Mapping[str, Any]: ...  # pragma: no cover

    def place(self, path: Path_, record: str | None = None) -> Place:
        """Return where a value is written."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """All that was written, typed but not yet understood; ``spoiled`` names the tables that lost something on the way."""

    sections: Sections | None
    tables: Mapping[str, tuple[Record, ...]]
    spoiled: frozenset[str] = frozenset()
    detected: tuple[Detected, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined(Generic[Noun_]):
    """What files describe, if nothing blocks, and everything there is to say about them."""

    noun: Noun_ | None
    problems: tuple[Refusal, ...]
    detected: tuple[Detected, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)


Understand: TypeAlias = Callable[[Written, list[Refusal]], Examined[Noun_]]
"""What makes a noun of what was written, and adds what is wrong with it to the problems already told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """
    The nouns of every table and list, each with its places, and the head if it could be read; ``place_of`` is where its own keys stand.

    ``rows`` holds every row of the tables, also those with unreadable cells, and ``names`` every id; a table whose names could not
    be read has none there. ``unread`` names the tables and lists that lost something, of which nothing can be said as a whole.
    """

    head: Any
    place_of: PlaceOf
    nouns: Mapping[str, tuple[Placed[Any], ...]]
    rows: Mapping[str, tuple[Record, ...]]
    names: Mapping[str, Names]
    unread: frozenset[str]


def gather(written: Written, outline: Outline, problems: list[Refusal]) -> Gathered:
    """Read each part of what was written under an outline; what is wrong with any of them is added to ``problems``."""
    head = None if written.sections is None else _head(written.sections, outline, problems)
    nouns: dict[str, tuple[Placed[Any], ...]] = {}
    rows: dict[str, tuple[Record, ...]] = {}
    names: dict[str, Names] = {}
    unread: set[str] = set(written.spoiled)
    for table in outline.tables:
        before = blocking(problems)
        read: TableRead[Any] = nouns_of(table, written.tables.get(table, ()), problems)
        nouns[table], rows[table] = read.nouns, read.records
        unread |= {table} if blocking(problems) > before else set()
        has_names = any("id" not in record.broken for record in read.records)
        if table not in outline.without_names and (table not in unread or has_names):
            names[table] = _names_of_rows(read.records, problems)
    for key in outline.lists if written.sections is not None else ():
        assert written.sections is not None, "without sections there are no lists"
        before = blocking(problems)
        nouns[key] = tuple(_items(written.sections, key, problems))
        unread |= {key} if blocking(problems) > before else set()
        names[key] = _names_of_items(written.sections, key, key in outline.without_names, problems)
    place_of = _nowhere if written.sections is None else written.sections.place
    return Gathered(head=head, place_of=place_of, nouns=nouns, rows=rows, names=names, unread=frozenset(unread))


def put_together(noun: type[Noun_], gathered: Gathered, in_order: frozenset[str] = frozenset()) -> Noun_:
    """Return the whole that a head and its tables make; the order of rows means nothing, except in the tables named."""
    head = {name: getattr(gathered.head, name) for name in type(gathered.head).model_fields}
    return noun(**head, **{table: _in_order(placed, table in in_order) for table, placed in gathered.nouns.items()})


def _in_order(placed: tuple[Placed[Any], ...], kept: bool) -> tuple[Any, ...]:  # noqa: FBT001 - what the table says
    nouns = tuple(each.noun for each in placed)
    return nouns if kept else tuple(sorted(nouns, key=lambda noun: natural(getattr(noun, "id", "") or repr(noun))))


def _nowhere(path: Path_, record: str | None = None) -> Place:  # noqa: ARG001 - what was not read has no places
    return Place()


def blocking(problems: Sequence[Refusal]) -> int:
    """Return how many problems block; remarks take nothing away from what was read."""
    return sum(problem.level is Level.BLOCKS for problem in problems)


def _head(sections: Sections, outline: Outline, problems: list[Refusal]) -> Any:  # noqa: ANN401 - the outline says which noun
    known = (*written_fields(outline.head), *outline.lists)
    strangers = (key for key in sections.content if key not in known)
    problems.extend(FieldUnknown(name=key, suggestions=nearest(key, known), place=sections.place((key,))) for key in strangers)
    typed = {key: value for key, value in sections.content.items() if key in written_fields(outline.head)}
    return shape_of(outline.settings).read(typed, sections.place, problems)


def _items(sections: Sections, key: str, problems: list[Refusal]) -> Iterator[Placed[Any]]:
    typed = sections.content.get(key, [])
    if not isinstance(typed, list) or not all(isinstance(item, dict) for item in typed):
        problems.append(TableListExpected(name=key, place=sections.place((key,))))
        return
    for index, item in enumerate(typed):
        place_of = _place_of(sections, key, index, item)
        noun = shape_of(key).read(item, place_of, problems)
        if noun is not None:
            yield Placed(noun, place_of)


def _place_of(sections: Sections, key: str, index: int, item: dict[str, object]) -> PlaceOf:
    name = item.get("id")

    def place_of(path: Path_) -> Place:
        return sections.place((key, index, *path), name if isinstance(name, str) else None)

    return place_of


def _names_of_items(sections: Sections, key: str, nameless: bool, problems: list[Refusal]) -> Names:  # noqa: FBT001 - what the outline says
    """Return the ids of a list; what has none goes under its number."""
    names: dict[Id, int | None] = {}
    typed = sections.content.get(key, [])
    for index, item in enumerate(typed if isinstance(typed, list) else []):
        name = item.get("id") if isinstance(item, dict) else None
        if nameless or not isinstance(name, str):
            name = f"[{index}]"
        place = sections.place((key, index, "id"), name)
        if name in names:
            problems.append(IdTwice(id=name, first_line=names[name], place=place))
        names.setdefault(name, place.row)
    return names


def _names_of_rows(records: Iterable[Record], problems: list[Refusal]) -> Names:
    names: dict[Id, int | None] = {}
    for record in records:
        if "id" in record.broken:
            continue
        name = record.text("id")
        if name in names:
            problems.append(IdTwice(id=name, first_line=names[name], place=record.place("id")))
        names.setdefault(name, record.line)
    return names
