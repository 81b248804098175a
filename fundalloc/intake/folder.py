"""A scenario's folder - one TOML file and its tables - read whole, or refused with every problem in it."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

from fundalloc.domain.base import FiscalYear, Id, Label, Noun
from fundalloc.domain.goals import Goal
from fundalloc.domain.rules import Rule
from fundalloc.domain.scenario import Envelope, Instalment, Scenario
from fundalloc.errors import Place, Refusal, refuse_together
from fundalloc.errors.intake import (
    FieldUnknown,
    FileUnexpected,
    FolderClosed,
    FolderExpected,
    FolderMissing,
    IdTwice,
    TableListExpected,
)
from fundalloc.intake.document import Document, Path_, PlaceOf, Shape, read_document, written_fields
from fundalloc.intake.order import natural
from fundalloc.intake.placed import Names, Parts, Placed
from fundalloc.intake.references import disagreements
from fundalloc.intake.tables import TableRead, read_plan, read_rates, read_recipients, read_requests
from fundalloc.intake.tabular import Record, nearest

Noun_ = TypeVar("Noun_")

DOCUMENT: Final = "scenario.toml"
TABLES: Final = ("recipients.csv", "requests.csv", "plan.csv", "rates.csv")


class Head(Noun):
    """What a scenario says of itself."""

    id: Id
    title: Label
    region: Id | None = None
    prepared_by: str = ""
    fictitious_note: Label | None = None


_LISTS: Final[dict[str, Shape[Any]]] = {
    "fiscal_years": Shape(FiscalYear),
    "envelopes": Shape(Envelope),
    "rules": Shape(Rule),
    "goals": Shape(Goal),
    "instalments": Shape(Instalment),
}
_HEAD: Final[Shape[Head]] = Shape(Head)


def read_scenario(folder: Path) -> Scenario:
    """
    Read a scenario's folder: ``scenario.toml``, ``recipients.csv``, ``requests.csv``, and ``plan.csv`` and ``rates.csv`` if any.

    The order of rows never matters: everything is sorted by id, the plan in its natural order, except goals and instalments,
    whose order is what they mean.

    Raises:
        RefusedTogether: every problem of every file, and everything the files disagree on.

    """
    refuse_together(_why_no_folder(folder))
    problems = list(_unexpected_files(folder))
    document = read_document(folder / DOCUMENT, problems)
    head = None if document is None else _head(document, problems)
    parts = _parts(folder, document, problems)
    if document is not None:
        problems.extend(disagreements(parts))
    refuse_together(problems)
    assert head is not None, "a head that cannot be read is a problem"
    return _scenario(head, parts)


def _why_no_folder(folder: Path) -> Iterator[Refusal]:
    try:
        if folder.is_file():
            yield FolderExpected(path=str(folder))
        elif not folder.is_dir():
            yield FolderMissing(path=str(folder))
        else:
            next(folder.iterdir(), None)
    except (OSError, ValueError):
        yield FolderClosed(path=str(folder))


def _unexpected_files(folder: Path) -> Iterator[Refusal]:
    """Tell of tables nobody would read: a misspelt name would silently leave its rows out."""
    expected = (DOCUMENT, *TABLES)
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in {".csv", ".toml"} and path.name not in expected:
            yield FileUnexpected(suggestions=nearest(path.name, expected), place=Place(file=path.name))


def _head(document: Document, problems: list[Refusal]) -> Head | None:
    known = (*written_fields(Head), *_LISTS)
    strangers = (key for key in document.content if key not in known)
    problems.extend(FieldUnknown(name=key, suggestions=nearest(key, known), place=document.place((key,))) for key in strangers)
    typed = {key: value for key, value in document.content.items() if key in Head.model_fields}
    return _HEAD.read(typed, document.place, problems)


_READERS: Final[dict[str, Callable[[Path, list[Refusal]], TableRead[Any]]]] = {
    "recipients": read_recipients,
    "plan": read_plan,
    "requests": read_requests,
    "rates": read_rates,
}
_OPTIONAL: Final = frozenset({"plan", "rates"})


def _parts(folder: Path, document: Document | None, problems: list[Refusal]) -> Parts:
    tables: dict[str, TableRead[Any]] = {}
    names: dict[str, Names] = {}
    unread: set[str] = set()
    for table, read in _READERS.items():
        path, before = folder / f"{table}.csv", len(problems)
        tables[table] = TableRead() if table in _OPTIONAL and not path.exists() else read(path, problems)
        unread |= {table} if len(problems) > before else set()
        if table != "rates" and (table not in unread or any("id" not in record.broken for record in tables[table].records)):
            names[table] = _names_of_rows(tables[table].records, problems)
    lists: dict[str, tuple[Placed[Any], ...]] = {}
    for key in _LISTS if document is not None else ():
        assert document is not None, "without a document there are no lists"
        before = len(problems)
        lists[key] = tuple(_items(document, key, problems))
        unread |= {key} if len(problems) > before else set()
        names[key] = _names_of_items(document, key, problems)
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


def _items(document: Document, key: str, problems: list[Refusal]) -> Iterator[Placed[Any]]:
    typed = document.content.get(key, [])
    if not isinstance(typed, list) or not all(isinstance(item, dict) for item in typed):
        problems.append(TableListExpected(name=key, place=document.place((key,))))
        return
    for index, item in enumerate(typed):
        place_of = _place_of(document, key, index, item)
        noun = _LISTS[key].read(item, place_of, problems)
        if noun is not None:
            yield Placed(noun, place_of)


def _place_of(document: Document, key: str, index: int, item: dict[str, object]) -> PlaceOf:
    name = item.get("id")

    def place_of(path: Path_) -> Place:
        return document.place((key, index, *path), name if isinstance(name, str) else None)

    return place_of


def _names_of_items(document: Document, key: str, problems: list[Refusal]) -> Names:
    """Return the ids of a list; goals have none, and go under their number."""
    names: dict[Id, Place] = {}
    typed = document.content.get(key, [])
    for index, item in enumerate(typed if isinstance(typed, list) else []):
        name = item.get("id") if isinstance(item, dict) else None
        if key == "goals" or not isinstance(name, str):
            name = f"[{index}]"
        place = document.place((key, index, "id"), name)
        if name in names:
            problems.append(IdTwice(id=name, first_line=names[name].line, place=place))
        names.setdefault(name, place)
    return names


def _names_of_rows(records: Iterable[Record], problems: list[Refusal]) -> Names:
    names: dict[Id, Place] = {}
    for record in records:
        if "id" in record.broken:
            continue
        name, place = record.text("id"), record.place("id")
        if name in names:
            problems.append(IdTwice(id=name, first_line=names[name].line, place=place))
        names.setdefault(name, place)
    return names


def _scenario(head: Head, parts: Parts) -> Scenario:
    return Scenario(
        id=head.id,
        title=head.title,
        region=head.region,
        prepared_by=head.prepared_by,
        fictitious_note=head.fictitious_note,
        fiscal_years=_sorted(parts.years),
        envelopes=_sorted(parts.envelopes),
        recipients=_sorted(parts.recipients),
        plan=_sorted(parts.plan),
        requests=_sorted(parts.requests),
        rates=tuple(sorted(_nouns(parts.rates), key=lambda rate: (natural(rate.recipient), natural(rate.programme)))),
        rules=_sorted(parts.rules),
        goals=_nouns(parts.goals),
        instalments=_nouns(parts.instalments),
    )


def _nouns(placed: Iterable[Placed[Noun_]]) -> tuple[Noun_, ...]:
    return tuple(each.noun for each in placed)


def _sorted(placed: Iterable[Placed[Any]]) -> tuple[Any, ...]:
    return tuple(sorted(_nouns(placed), key=lambda noun: natural(noun.id)))
