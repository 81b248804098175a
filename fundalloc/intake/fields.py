"""
The one description of every column: made from the nouns themselves, so that template, reader, checks and pages cannot disagree.

A noun's field becomes a column under its written name (no unit); a field inside a field joins both names: ``source_text``. What a
column is called, what it means and an example of it stand in ``locale/`` under ``fields``, ``field-help`` and ``field-examples``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from fundalloc.domain.base import AnyNoun
from fundalloc.domain.rules import Attribute
from fundalloc.intake.cells import Field, Kind
from fundalloc.intake.document import bare, models_by_kind, written

REFERENCES: Final[Mapping[str, str]] = {
    "recipient": "recipients",
    "board": "recipients",
    "recipients": "recipients",
    "plan_item": "plan",
    "parent": "plan",
    "fiscal_year": "fiscal_years",
    "envelopes": "envelopes",
    "envelope": "envelopes",
    "targets": "targets",
    "priority_set": "priority_sets",
    "priorities": "priorities",
    "area": "areas",
    "programme_level": "programme_levels",
    "project_field": "project_fields",
    "request": "requests",
    "stream": "streams",
    "institution": "institutions",
    "application": "applications",
    "criterion": "criteria",
    "answered": "criteria",
    "prerequisites": "required_prerequisites",
    "document": "required_attachments",
    "evaluator": "evaluators",
    "delegation": "attachments",
    "first_years": "fiscal_years",
    "adds_years": "fiscal_years",
    "milestone": "milestones",
    "source": "sources",
    "use": "uses",
    "partner": "partners",
}
"""Columns that hold names of another table."""

VOCABULARY: Final = frozenset({"purpose", "purposes", "nature", "natures", "programme", "programmes", "teaching_order"})
"""Columns whose words of ours may be written by their label: « Fonctionnement » for operating."""


def fields_of(annotation: Any) -> tuple[Field, ...]:  # noqa: ANN401 - a type, which Python does not name
    """Return the columns of a noun, or of a choice of nouns told apart by their ``kind``: each column once, in the nouns' own order."""
    kinds = models_by_kind(annotation)
    if not kinds:
        return tuple(_of_model(bare(annotation), ()))
    found: dict[str, Field] = {"kind": Field("kind", Kind.CHOICE, path=("kind",), choices=tuple(kinds))}
    for model in dict.fromkeys(kinds.values()):
        for field in _of_model(model, ()):
            known = found.setdefault(field.name, field)
            if known.kind is not field.kind:
                found[field.name] = replace(known, kind=Kind.INLINE)
            elif known.choices != field.choices and field.name != "kind":
                found[field.name] = replace(known, choices=tuple(dict.fromkeys((*known.choices, *field.choices))))
    models = set(kinds.values())
    everywhere = set.intersection(*({field.name for field in _of_model(model, ()) if field.required} for model in models))
    return tuple(replace(field, required=field.name in everywhere) for field in found.values())


def _of_model(model: type[AnyNoun], above: tuple[str, ...], *, optional: bool = False) -> Iterator[Field]:
    for name, info in model.model_fields.items():
        path = (*above, written(name))
        kind = bare(info.annotation)
        if isinstance(kind, type) and issubclass(kind, AnyNoun):
            yield from _of_model(kind, path, optional=optional or not info.is_required())
        else:
            yield _of_field(path, name, info, required=info.is_required() and not optional)


def _of_field(path: tuple[str, ...], name: str, info: FieldInfo, *, required: bool) -> Field:
    column = "_".join(path)
    low, high = _limits(info)
    return Field(
        column,
        _kind(name, info),
        required=required,
        default=None if info.is_required() else info.get_default(call_default_factory=True),
        path=path,
        choices=_choices(bare(info.annotation)),
        refers=REFERENCES.get(path[-1], "") if len(path) == 1 else "",
        vocabulary=path[-1] in VOCABULARY,
        low=low,
        high=high,
    )


def _kind(name: str, info: FieldInfo) -> Kind:  # noqa: C901 - one case per kind of column
    kind = bare(info.annotation)
    if name.endswith("_cents"):
        return Kind.AMOUNT
    if name.endswith("_basis_points"):
        return Kind.SHARE
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Literal or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return Kind.CHOICE
    if kind is str:
        return Kind.IDENTIFIER if _is_identifier(info) else Kind.TEXT
    if kind is bool:
        return Kind.YES_NO
    if kind is int:
        return Kind.INTEGER
    if kind is date:
        return Kind.DATE
    if origin is tuple and _is_word(bare(inside[0])):
        return Kind.LIST
    if origin is not None and len(inside) == 2 and bare(inside[0]) is Attribute:  # noqa: PLR2004 - a mapping has keys and values
        return Kind.SELECTOR
    if origin is not None and len(inside) == 2 and bare(inside[0]) is str and bare(inside[1]) is int:  # noqa: PLR2004 - the same
        return Kind.MEASURES
    return Kind.INLINE


def _is_word(kind: Any) -> bool:  # noqa: ANN401 - a type
    return kind is str or (isinstance(kind, type) and issubclass(kind, StrEnum))


def _is_identifier(info: FieldInfo) -> bool:
    """Tell an identifier from a free text: its noun says what it may be made of."""
    if any(hasattr(each, "pattern") for each in info.metadata):
        return True
    return any(
        get_origin(each) is Annotated and any(getattr(more, "metadata", None) for more in get_args(each)[1:])
        for each in (info.annotation, *get_args(info.annotation))
    )


def _choices(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - a type
    if get_origin(kind) is Literal:
        return tuple(str(each) for each in get_args(kind))
    if get_origin(kind) is tuple:
        return _choices(bare(get_args(kind)[0]))
    return tuple(each.value for each in kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else ()


def _limits(info: FieldInfo) -> tuple[int | None, int | None]:
    found: dict[str, int] = {}
    for each in (*info.metadata, *(more for part in get_args(info.annotation) for more in getattr(part, "__metadata__", ()))):
        for constraint in (each, *getattr(each, "metadata", ())):
            for limit in ("ge", "le"):
                value = getattr(constraint, limit, None)
                if isinstance(value, int):
                    found[limit] = value
    return found.get("ge"), found.get("le")
