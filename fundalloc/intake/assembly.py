"""A scenario put together from what its files say, wherever they say it: a folder and a workbook meet here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from fundalloc.domain.base import Id
from fundalloc.domain.scenario import Rate, Scenario
from fundalloc.errors import Level, Place, Refusal
from fundalloc.errors.intake import FieldUnknown, IdTwice, TableListExpected
from fundalloc.intake.document import Path_, PlaceOf, Shape, written_fields
from fundalloc.intake.names import nearest
from fundalloc.intake.order import natural
from fundalloc.intake.placed import Names, Parts, Placed
from fundalloc.intake.planchecks import plan_remarks, resolve_variants
from fundalloc.intake.references import disagreements
from fundalloc.intake.tables import LISTS, TABLES, WITHOUT_NAMES, Head, TableRead, nouns_of, shape_of
from fundalloc.intake.tabular import Detected, Record

Noun_ = TypeVar("Noun_")


class Sections(Protocol):
    """What a scenario says outside its tables: keys and lists of sections, and where each of them is written."""

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
class Examined:
    """A scenario, if nothing blocks, and everything there is to say about its files."""

    scenario: Scenario | None
    problems: tuple[Refusal, ...]
    detected: tuple[Detected, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)


_HEAD: Shape[Head] = Shape(Head)


def examined(written: Written, problems: list[Refusal]) -> Examined:
    """
    Understand what was written: every problem of every part, then everything the parts disagree on.

    The order of rows never matters: everything is sorted by id, the plan in its natural order, except goals and instalments,
    whose order is what they mean.
    """
    head = None if written.sections is None else _head(written.sections, problems)
    problems.extend(resolve_variants(written.tables))
    parts = _parts(written, problems)
    if written.sections is not None:
        problems.extend(disagreements(parts))
        problems.extend(plan_remarks(parts, {} if head is None else head.seasons))
    blocked = any(problem.level is Level.BLOCKS for problem in problems)
    assert blocked or head is not None, "a head that cannot be read is a problem"
    return Examined(
        scenario=None if blocked or head is None else _scenario(head, parts),
        problems=tuple(problems),
        detected=written.detected,
        rows={table: len(records) for table, records in written.tables.items()},
    )


def blocking(problems: Sequence[Refusal]) -> int:
    """Return how many problems block; remarks take nothing away from what was read."""
    return sum(problem.level is Level.BLOCKS for problem in problems)


def _head(sections: Sections, problems: list[Refusal]) -> Head | None:
    known = (*written_fields(Head), *LISTS)
    strangers = (key for key in sections.content if key not in known)
    problems.extend(FieldUnknown(name=key, suggestions=nearest(key, known), place=sections.place((key,))) for key in strangers)
    typed = {key: value for key, value in sections.content.items() if key in Head.model_fields}
    return _HEAD.read(typed, sections.place, problems)


def _parts(written: Written, problems: list[Refusal]) -> Parts:
    tables: dict[str, TableRead[Any]] = {}
    names: dict[str, Names] = {}
    unread: set[str] = set(written.spoiled)
    for table in TABLES:
        before = blocking(problems)
        tables[table] = nouns_of(table, written.tables.get(table, ()), problems)
        unread |= {table} if blocking(problems) > before else set()
        has_names = any("id" not in record.broken for record in tables[table].records)
        if table not in WITHOUT_NAMES and (table not in unread or has_names):
            names[table] = _names_of_rows(tables[table].records, problems)
    lists: dict[str, tuple[Placed[Any], ...]] = {}
    for key in LISTS if written.sections is not None else ():
        assert written.sections is not None, "without sections there are no lists"
        before = blocking(problems)
        lists[key] = tuple(_items(written.sections, key, problems))
        unread |= {key} if blocking(problems) > before else set()
        names[key] = _names_of_items(written.sections, key, problems)
    return Parts(
        years=lists.get("fiscal_years", ()),
        envelopes=lists.get("envelopes", ()),
        recipients=tables["recipients"].nouns,
        plan=tables["plan"].nouns,
        requests=tables["requests"].nouns,
        rates=tables["rates"].nouns,
        rules=lists.get("rules", ()),
        goals=lists.get("goals", ()),
        instalments=lists.get("instalments", ()),
        rows={table: read.records for table, read in tables.items()},
        names=names,
        unread=frozenset(unread),
    )


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


def _names_of_items(sections: Sections, key: str, problems: list[Refusal]) -> Names:
    """Return the ids of a list; goals have none, and go under their number."""
    names: dict[Id, int | None] = {}
    typed = sections.content.get(key, [])
    for index, item in enumerate(typed if isinstance(typed, list) else []):
        name = item.get("id") if isinstance(item, dict) else None
        if key == "goals" or not isinstance(name, str):
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


def _order_of_rate(rate: Rate) -> tuple[object, ...]:
    return natural(rate.recipient), natural(rate.programme), natural(rate.destination or ""), rate.indicator.value


def _scenario(head: Head, parts: Parts) -> Scenario:
    return Scenario(
        id=head.id,
        title=head.title,
        region=head.region,
        prepared_by=head.prepared_by,
        fictitious_note=head.fictitious_note,
        seasons=head.seasons,
        fiscal_years=_sorted(parts.years),
        envelopes=_sorted(parts.envelopes),
        recipients=_sorted(parts.recipients),
        plan=_sorted(parts.plan),
        requests=_sorted(parts.requests),
        rates=tuple(sorted(_nouns(parts.rates), key=_order_of_rate)),
        rules=_sorted(parts.rules),
        goals=_nouns(parts.goals),
        instalments=_nouns(parts.instalments),
    )


def _nouns(placed: Iterable[Placed[Noun_]]) -> tuple[Noun_, ...]:
    return tuple(each.noun for each in placed)


def _sorted(placed: Iterable[Placed[Any]]) -> tuple[Any, ...]:
    return tuple(sorted(_nouns(placed), key=lambda noun: natural(noun.id)))
