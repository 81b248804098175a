"""Nouns written back into files: every value as the readers read it, what is at its default left out."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

from fundalloc.domain.base import AnyNoun, LightNoun, Noun
from fundalloc.intake.cells import NUMBERS, Field, Kind, choice_label, guarded, our_label, write_list, write_measures, write_selector
from fundalloc.intake.document import written
from fundalloc.intake.outlines import Outline
from fundalloc.intake.tables import spec_of
from fundalloc.intake.tabular import TableSpec
from fundalloc.lexicon import LANGUAGES, Language, lexicon

SUFFIXES: Final = {Kind.AMOUNT: "_cents", Kind.SHARE: "_basis_points"}


def nouns_under(whole: Noun, outline: Outline, table: str) -> tuple[AnyNoun, ...]:
    """Return the nouns a table or list of the whole holds; its settings are what it says of itself."""
    if table == outline.settings:
        return (head_of(whole, outline),)
    found: tuple[AnyNoun, ...] = getattr(whole, table)
    return found


def head_of(whole: Noun, outline: Outline) -> Noun:
    """Return what the whole says of itself."""
    return outline.head(**{name: getattr(whole, name) for name in outline.head.model_fields})


def columns_of(noun: AnyNoun, spec: TableSpec) -> dict[str, Any]:
    """Return the values of a noun under the names of their columns, without those that an empty cell already means."""
    found: dict[str, Any] = {}
    for field in spec.fields:
        value = _value(noun, field)
        if value is not None:
            found[field.name] = value
    return found


def _value(noun: AnyNoun, field: Field) -> Any:  # noqa: ANN401 - a value of any column
    at: Any = noun
    for step in field.path[:-1]:
        at = getattr(at, step, None)
    name = field.path[-1] + SUFFIXES.get(field.kind, "")
    if not isinstance(at, AnyNoun) or name not in type(at).model_fields:
        return None
    value, info = getattr(at, name), type(at).model_fields[name]
    if not info.is_required() and value == info.get_default(call_default_factory=True):
        return None
    return value


def text_of(field: Field, value: Any, language: Language) -> str:  # noqa: ANN401 - a value of any column, one case per kind
    """Return a value as a person types it in a cell, in their language."""
    said = lexicon(language)
    match field.kind:
        case Kind.AMOUNT:
            return said.money(value)
        case Kind.SHARE:
            return said.percent(value)
        case Kind.DATE:
            return str(value.isoformat())
        case Kind.YES_NO:
            return said.say("words.yes" if value else "words.no")
        case Kind.CHOICE:
            return choice_label(field.path[-1], str(value), language)
        case Kind.LIST:
            return write_list(tuple(_item(field, str(each), language) for each in value))
        case Kind.MEASURES:
            return write_measures(value)
        case Kind.SELECTOR:
            return write_selector({str(name): tuple(values) for name, values in value.items()}, language)
        case Kind.INLINE:
            return toml_value(value)
        case _:
            return our_label(str(value), language) if field.vocabulary else str(value)


def _item(field: Field, item: str, language: Language) -> str:
    if field.choices:
        return choice_label(field.path[-1], item, language)
    return our_label(item, language) if field.vocabulary else item


# --- A folder


def folder_files(whole: Noun, outline: Outline, language: Language) -> dict[str, str]:
    """Return the text of each file of a folder; tables without rows have no file."""
    files = {outline.document: toml_document(whole, outline)}
    for table in outline.tables:
        nouns = nouns_under(whole, outline, table)
        if nouns:
            files[f"{table}.csv"] = _csv(spec_of(table), nouns, language)
    return files


def _csv(spec: TableSpec, nouns: Iterable[AnyNoun], language: Language) -> str:
    rows = [columns_of(noun, spec) for noun in nouns]
    fields = [field for field in spec.fields if field.required or any(field.name in row for row in rows)]
    tongue = LANGUAGES.index(language)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow([spec.header(field.name, tongue) for field in fields])
    for row in rows:
        writer.writerow([_csv_cell(field, row[field.name], language) if field.name in row else "" for field in fields])
    return out.getvalue()


def _csv_cell(field: Field, value: Any, language: Language) -> str:  # noqa: ANN401 - a value of any column
    """Return a cell of a table; a text that a spreadsheet would take for a formula is guarded, a negative amount is not."""
    text = text_of(field, value, language)
    return text if field.kind in NUMBERS else guarded(text)


# --- TOML


def toml_document(whole: Noun, outline: Outline) -> str:
    """Return what the whole says of itself, and its lists, as its TOML file."""
    head = _pairs(head_of(whole, outline))
    lines = [f"{key} = {value}" for key, value in head.items()]
    for table in outline.lists:
        for noun in nouns_under(whole, outline, table):
            lines += ["", f"[[{table}]]", *(f"{key} = {value}" for key, value in _pairs(noun).items())]
    return "\n".join(lines) + "\n"


def _pairs(noun: AnyNoun) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for name, info in type(noun).model_fields.items():
        value = getattr(noun, name)
        if value is None or (not info.is_required() and value == info.get_default(call_default_factory=True)):
            continue
        pairs[written(name)] = _with_unit(name, value)
    return pairs


def _with_unit(name: str, value: Any) -> str:  # noqa: ANN401 - a value of any field
    if name.endswith("_cents"):
        return _quoted(lexicon("fr").money(value))
    return _quoted(lexicon("fr").percent(value)) if name.endswith("_basis_points") else toml_value(value)


def toml_value(value: Any) -> str:  # noqa: ANN401 - a value of any field, one case per kind
    """Return a value as TOML writes it on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case StrEnum():
            return _quoted(value.value)
        case str():
            return _quoted(value)
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case Noun() | LightNoun():
            return _inline(_pairs(value))
        case Mapping():
            return _inline({_key(str(name)): toml_value(each) for name, each in value.items()})
        case tuple() | list():
            return f"[{', '.join(map(toml_value, value))}]"
        case _:
            raise TypeError(type(value).__name__)


def _inline(pairs: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{key} = {value}" for key, value in pairs.items()) + " }"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
