"""
The one way a TOML file becomes nouns of the domain.

Keys are our English names, without their unit: ``amount_cents`` is written ``amount = "1 234,50 $"`` and ``share_basis_points``
is written ``share = "80 %"``, always between quotation marks, for TOML's own numbers would lose what was typed.
"""

import json
import re
import tomllib
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Final, Generic, Literal, TypeAlias, TypeVar, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from fundalloc.domain.base import AnyNoun
from fundalloc.errors import Place, Refusal, refuse_together
from fundalloc.errors.intake import (
    AmountUnquoted,
    ChoiceUnknown,
    DateUnreadable,
    DocumentBroken,
    FieldUnknown,
    IdentifierUnreadable,
    KindMissing,
    KindUnknown,
    ListExpected,
    NumberExpected,
    RuleWithoutBound,
    ShareWithoutTotal,
    TableExpected,
    TextExpected,
    ValueMissing,
    ValueOutOfRange,
    ValueRefused,
    YesNoExpected,
)
from fundalloc.errors.rules import ConditionUnsaid, KeyWithoutAttribute, RuleWithoutSide, UnitWithoutAmount
from fundalloc.intake.cells import parse_date
from fundalloc.intake.names import nearest
from fundalloc.intake.tabular import Record
from fundalloc.intake.text import read_text
from fundalloc.money import parse_amount, parse_share

Noun_ = TypeVar("Noun_")
Path_: TypeAlias = tuple[str | int, ...]
PlaceOf: TypeAlias = Callable[[Path_], Place]

TEXT_SHOWN_MAX: Final = 80
_UNITS: Final[Mapping[str, Callable[[str], int]]] = {"_cents": parse_amount, "_basis_points": parse_share}


class Shape(Generic[Noun_]):
    """A noun, or a choice of nouns told apart by their ``kind``, as it is written in a file."""

    def __init__(self, annotation: Any) -> None:  # noqa: ANN401 - a type, which Python does not name
        self.annotation = annotation
        self.adapter: TypeAdapter[Noun_] = TypeAdapter(annotation)

    def read(self, typed: object, place_of: PlaceOf, problems: list[Refusal]) -> Noun_ | None:
        """Return the noun that was typed, or nothing: everything wrong with it is then among the problems."""
        reader = _Reader(place_of, problems)
        converted = reader.converted(self.annotation, typed, ())
        if reader.found_problems:
            converted = reader.without_unread(converted)
        try:
            noun = self.adapter.validate_json(json.dumps(converted))
        except ValidationError as refused:
            found = (_refusal(error, self.annotation, typed, place_of) for error in refused.errors(include_url=False))
            problems.extend(problem for problem in found if not reader.has_told(problem))
            return None
        return None if reader.found_problems else noun


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file: what it says, and the lines it says it on."""

    file: str
    content: Mapping[str, Any]
    lines: tuple[str, ...]

    def place(self, path: Path_, record: str | None = None) -> Place:
        """Return where a value is written, as near as the file's lines tell."""
        return Place(file=self.file, line=self._line(path), record=record)

    def _line(self, path: Path_) -> int | None:
        first, last, found = 0, len(self.lines), None
        header = ""
        for step, after in zip(path, [*path, None][1:], strict=True):
            if isinstance(step, int):
                continue
            header = f"{header}.{step}" if header else step
            matches = list(self._matches(header, step, first, last))
            chosen = after if isinstance(after, int) and matches and "[[" in self.lines[matches[0]] else 0
            if chosen >= len(matches):
                break
            first = found = matches[chosen]
            following = (at for at in range(first + 1, last) if self._leaves(at, header))
            last = next(following, last) if self.lines[first].lstrip().startswith("[") else last
        return None if found is None else found + 1

    def _matches(self, header: str, key: str, first: int, last: int) -> Iterator[int]:
        opening = re.compile(rf"\s*(?:\[\[?\s*{re.escape(header)}\s*\]|[\"']?{re.escape(key)}[\"']?\s*[=.])")
        return (at for at in range(first, last) if opening.match(self.lines[at]))

    def _leaves(self, at: int, header: str) -> bool:
        line = self.lines[at].lstrip()
        return line.startswith("[") and re.match(rf"\[\[?\s*{re.escape(header)}\.", line) is None


def read_document(path: Path, problems: list[Refusal]) -> Document | None:
    """Read a TOML file, or add to ``problems`` why it cannot be read."""
    try:
        text = read_text(path)
    except Refusal as problem:
        problems.append(problem)
        return None
    lines = tuple(text.splitlines())
    try:
        return Document(path.name, tomllib.loads(text), lines)
    except (ValueError, RecursionError) as error:
        told = re.search(r"\(at line (\d+)", str(error))
        problems.append(DocumentBroken(place=Place(file=path.name, line=int(told[1]) if told else len(lines))))
        return None


def read_whole(path: Path, shape: Shape[Noun_], inconsistencies: Callable[[Noun_], Iterable[Refusal]] = lambda _: ()) -> Noun_:
    """
    Read the noun that a TOML file holds, and what does not go together in it.

    Raises:
        RefusedTogether: everything wrong with the file.

    """
    problems: list[Refusal] = []
    document = read_document(path, problems)
    noun = shape.read(document.content, document.place, problems) if document else None
    if noun is not None:
        problems.extend(inconsistencies(noun))
    refuse_together(problems)
    assert noun is not None, "everything else was refused"
    return noun


def noun_of_row(shape: Shape[Noun_], values: Mapping[str, object], record: Record, problems: list[Refusal]) -> Noun_ | None:
    """Return the noun a table's row holds, or nothing: what is wrong with it is then among the problems, with its cell."""
    try:
        return shape.adapter.validate_python(values)
    except ValidationError as refused:
        problems.extend(_refusal(error, shape.annotation, values, record.place_of) for error in refused.errors(include_url=False))
        return None


def written(field: str) -> str:
    """Return how a field is written in a file: without its unit."""
    return field.removesuffix("_cents").removesuffix("_basis_points")


def written_fields(model: type[AnyNoun]) -> tuple[str, ...]:
    """Return the keys a noun is written with."""
    return tuple(written(field) for field in model.model_fields)


# --- From what was typed to what the domain checks


class _Unread:
    """Stands for a value whose problem was already told."""


_UNREAD: Final = _Unread()


class _Reader:
    """Walks what was typed beside the noun it should be, reading amounts, shares and dates on the way."""

    def __init__(self, place_of: PlaceOf, problems: list[Refusal]) -> None:
        self.place_of = place_of
        self.problems = problems
        self.found_problems = False
        self._told: list[tuple[int | None, str]] = []

    def has_told(self, problem: Refusal) -> bool:
        """Tell whether a problem only repeats that a value could not be read."""
        if self.found_problems and isinstance(problem, RuleWithoutBound | ShareWithoutTotal | UnitWithoutAmount | RuleWithoutSide):
            return True
        return isinstance(problem, ValueMissing) and (problem.place.line if problem.place else None, problem.name) in self._told

    def without_unread(self, converted: object) -> object:
        if isinstance(converted, dict):
            return {key: self.without_unread(value) for key, value in converted.items() if value is not _UNREAD}
        if isinstance(converted, list):
            return [self.without_unread(value) for value in converted if value is not _UNREAD]
        return converted

    def converted(self, annotation: Any, value: object, path: Path_) -> object:  # noqa: ANN401 - a type
        annotation = bare(annotation)
        model = _model(annotation, value)
        if model is not None and isinstance(value, dict):
            return self._of_model(model, value, path)
        if get_origin(annotation) is tuple and isinstance(value, list):
            item = get_args(annotation)[0]
            return [self.converted(item, each, (*path, index)) for index, each in enumerate(value)]
        if annotation is date and isinstance(value, str):
            return self._read(lambda: parse_date(value).isoformat(), path)
        return _as_json(value)

    def _of_model(self, model: type[AnyNoun], typed: Mapping[str, object], path: Path_) -> dict[str, object]:
        known = {written(name): name for name in model.model_fields}
        read: dict[str, object] = {}
        for key, value in typed.items():
            here = (*path, key)
            name = known.get(key)
            if name is not None and isinstance(value, str) and not value.strip() and model.model_fields[name].is_required():
                continue  # an empty text is a missing value, as an empty cell is
            if name is None:
                self._tell(FieldUnknown(name=key, suggestions=nearest(key, list(known))), here)
            elif name != key:
                several = value if isinstance(value, list) and get_origin(bare(model.model_fields[name].annotation)) is tuple else None
                read[name] = (
                    self._with_unit(name, value, here) if several is None else [self._with_unit(name, each, here) for each in several]
                )
            else:
                read[name] = self.converted(model.model_fields[name].annotation, value, here)
        return read

    def _with_unit(self, name: str, value: object, path: Path_) -> object:
        if not isinstance(value, str):
            return self._tell(AmountUnquoted(name=written(name), text=_shown(value)), path)
        read = next(reader for unit, reader in _UNITS.items() if name.endswith(unit))
        return self._read(lambda: read(value), path)

    def _read(self, reading: Callable[[], object], path: Path_) -> object:
        try:
            return reading()
        except Refusal as problem:
            return self._tell(problem, path)

    def _tell(self, problem: Refusal, path: Path_) -> _Unread:
        problem.place = self.place_of(path)
        self.problems.append(problem)
        self.found_problems = True
        self._told.append((self.place_of(path[:-1]).line, str(path[-1])))
        return _UNREAD


def bare(annotation: Any) -> Any:  # noqa: ANN401 - a type in, a type out
    """Return a type without its constraints, and without its None when something else is left."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in {Union, types.UnionType}:
        others = [each for each in get_args(annotation) if each is not type(None)]
        return bare(others[0]) if len(others) == 1 else annotation
    return annotation


def _model(annotation: Any, value: object) -> type[AnyNoun] | None:  # noqa: ANN401 - a type
    """Return the noun a table should be: the only one, or the one its ``kind`` names."""
    if isinstance(annotation, type) and issubclass(annotation, AnyNoun):
        return annotation
    if isinstance(value, dict):
        return models_by_kind(annotation).get(str(value.get("kind")))
    return None


def models_by_kind(annotation: Any) -> dict[str, type[AnyNoun]]:  # noqa: ANN401 - a type
    """Return the nouns of a choice, under the ``kind`` that tells them apart."""
    models = [bare(each) for each in get_args(bare(annotation))]
    kinds = [model for model in models if isinstance(model, type) and issubclass(model, AnyNoun) and "kind" in model.model_fields]
    literals = [(model, bare(model.model_fields["kind"].annotation)) for model in kinds]
    return {kind: model for model, literal in literals if get_origin(literal) is Literal for kind in get_args(literal)}


def _as_json(value: object) -> object:
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_json(each) for each in value]
    return value.strip() if isinstance(value, str) else value


# --- From the checker's own errors to ours


_LIMITS: Final = {"greater_than_equal": ("ge", "≥"), "greater_than": ("gt", ">"), "less_than_equal": ("le", "≤"), "less_than": ("lt", "<")}


def _refusal(error: ErrorDetails, annotation: Any, typed: object, place_of: PlaceOf) -> Refusal:  # noqa: ANN401 - a type
    path = _path(error["loc"], typed)
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    problem = _problem(error, name, _shown(error["input"]), annotation)
    match problem:
        case ValueMissing():
            problem.place = place_of(path[:-1])
        case KindUnknown():
            problem.place = place_of((*path, "kind"))
        case _:
            problem.place = place_of(path)
    return problem


def _problem(error: ErrorDetails, name: str, text: str, annotation: Any) -> Refusal:  # noqa: ANN401, C901, PLR0912 - one case per kind of error
    facts = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return ValueMissing(name=name)
        case "extra_forbidden" | "unexpected_keyword_argument":
            return FieldUnknown(name=name, suggestions=())
        case "union_tag_not_found":
            return KindMissing(kinds=tuple(models_by_kind(annotation)))
        case "union_tag_invalid":
            return KindUnknown(text=str(facts.get("tag", "")), kinds=tuple(models_by_kind(annotation)))
        case "enum" | "literal_error":
            choices = tuple(re.findall(r"'([^']*)'", str(facts.get("expected", ""))))
            return ChoiceUnknown(name=name, text=text, choices=nearest(text, choices))
        case "string_too_short" | "string_too_long" | "string_pattern_mismatch":
            return IdentifierUnreadable(text=text)
        case "greater_than_equal" | "greater_than" | "less_than_equal" | "less_than" as kind:
            fact, sign = _LIMITS[kind]
            return ValueOutOfRange(name=name, text=text, limit=f"{sign}\u00a0{facts[fact]}")
        case "value_error" if "amount-or-share" in error["msg"]:
            return RuleWithoutBound()
        case "value_error" if "share-needs-of" in error["msg"]:
            return ShareWithoutTotal()
        case "value_error" if "unit-needs-amount" in error["msg"]:
            return UnitWithoutAmount()
        case "value_error" if "key-needs-attribute" in error["msg"]:
            return KeyWithoutAttribute()
        case "value_error" if "one-side-at-least" in error["msg"]:
            return RuleWithoutSide()
        case "value_error" if "condition-unsaid" in error["msg"]:
            return ConditionUnsaid()
        case "string_type":
            return TextExpected(name=name, text=text)
        case "int_type" | "int_from_float" | "int_parsing" | "int_parsing_size":
            return NumberExpected(name=name, text=text)
        case "bool_type" | "bool_parsing":
            return YesNoExpected(name=name, text=text)
        case "tuple_type" | "list_type":
            return ListExpected(name=name, text=text)
        case "model_type" | "model_attributes_type" | "dataclass_type" | "dict_type" | "mapping_type":
            return TableExpected(name=name, text=text)
        case kind if kind.startswith("date"):
            return DateUnreadable(text=text)
        case _:
            return ValueRefused(name=name, text=text)


def _path(location: Sequence[str | int], typed: object) -> Path_:
    """Return an error's location in the words of the file: without units, and without the names of choices."""
    path: list[str | int] = []
    at = typed
    for step in location:
        if step == "[key]" or (isinstance(at, dict) and step not in at and step == at.get("kind")):
            continue
        path.append(written(step) if isinstance(step, str) else step)
        at = _inside(at, path[-1])
    return tuple(path)


def _inside(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _shown(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case dict():
            return "{ … }"
        case list() | tuple():
            return "[ … ]"
        case _:
            return str(value)[:TEXT_SHOWN_MAX]
