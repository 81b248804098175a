"""The tables of a scenario: their columns, and the noun each row becomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from fundalloc.domain.base import Label
from fundalloc.domain.plan import PlanItem, PlanLevel
from fundalloc.domain.scenario import Rate, Recipient, Request
from fundalloc.errors import Refusal
from fundalloc.errors.intake import ChoiceUnknown
from fundalloc.intake.document import Shape, noun_of_row
from fundalloc.intake.placed import Placed
from fundalloc.intake.tabular import Field, Kind, Record, TableSpec, plain, read_every_row
from fundalloc.lexicon import LANGUAGES, lexicon

Noun_ = TypeVar("Noun_")

RECIPIENTS: Final = TableSpec(
    "recipients",
    (
        Field("id", Kind.IDENTIFIER),
        Field("label_fr"),
        Field("label_en", required=False, default=""),
        Field("teaching_order", Kind.IDENTIFIER, required=False),
        Field("region", Kind.IDENTIFIER, required=False),
        Field("attributes", Kind.MEASURES, required=False),
    ),
)
PLAN: Final = TableSpec(
    "plan",
    (
        Field("id", Kind.IDENTIFIER),
        Field("level"),
        Field("parent", Kind.IDENTIFIER, required=False),
        Field("label_fr"),
        Field("label_en", required=False, default=""),
        Field("board", Kind.IDENTIFIER, required=False),
        Field("shared", Kind.YES_NO, required=False, default=False),
        Field("natures", Kind.LIST, required=False),
        Field("natures_open", Kind.YES_NO, required=False, default=False),
        Field("remark", required=False, default=""),
    ),
)
REQUESTS: Final = TableSpec(
    "requests",
    (
        Field("id", Kind.IDENTIFIER),
        Field("recipient", Kind.IDENTIFIER),
        Field("plan_item", Kind.IDENTIFIER, required=False),
        Field("label_fr"),
        Field("label_en", required=False, default=""),
        Field("fiscal_year", Kind.IDENTIFIER),
        Field("purpose", Kind.IDENTIFIER, required=False, default="operating"),
        Field("programme", Kind.IDENTIFIER, required=False),
        Field("natures", Kind.LIST, required=False),
        Field("amount", Kind.AMOUNT),
        Field("minimum", Kind.AMOUNT, required=False, default=0),
        Field("weight", Kind.INTEGER, required=False, default=1),
        Field("all_or_nothing", Kind.YES_NO, required=False, default=False),
        Field("envelopes", Kind.LIST, required=False),
        Field("tags", Kind.LIST, required=False),
        Field("attributes", Kind.MEASURES, required=False),
    ),
)
RATES: Final = TableSpec(
    "rates",
    (
        Field("recipient", Kind.IDENTIFIER),
        Field("programme", Kind.IDENTIFIER),
        Field("rate", Kind.SHARE),
        Field("target", Kind.SHARE),
        Field("as_of", Kind.DATE),
        Field("fictitious", Kind.YES_NO),
    ),
)

_UNITS: Final = {"amount": "amount_cents", "minimum": "minimum_cents", "rate": "rate_basis_points", "target": "target_basis_points"}


@dataclass(frozen=True, slots=True)
class TableRead(Generic[Noun_]):
    """What a table says: its rows as nouns, and every row, whole or not."""

    nouns: tuple[Placed[Noun_], ...] = ()
    records: tuple[Record, ...] = ()


def read_recipients(path: Path, problems: list[Refusal]) -> TableRead[Recipient]:
    """Read who may receive money."""
    return _read(path, RECIPIENTS, Shape(Recipient), problems)


def read_plan(path: Path, problems: list[Refusal]) -> TableRead[PlanItem]:
    """Read the plan's axes, objectives and activities."""
    return _read(path, PLAN, Shape(PlanItem), problems, _with_level)


def read_requests(path: Path, problems: list[Refusal]) -> TableRead[Request]:
    """Read what is asked for."""
    return _read(path, REQUESTS, Shape(Request), problems)


def read_rates(path: Path, problems: list[Refusal]) -> TableRead[Rate]:
    """Read participation rates and their targets."""
    return _read(path, RATES, Shape(Rate), problems)


Adjust = Callable[[dict[str, Any]], dict[str, Any]]


def _read(path: Path, spec: TableSpec, shape: Shape[Noun_], problems: list[Refusal], adjust: Adjust | None = None) -> TableRead[Noun_]:
    records = read_every_row(path, spec, problems)
    nouns: list[Placed[Noun_]] = []
    for record in records:
        if record.broken:
            continue
        try:
            values = _values(record) if adjust is None else adjust(_values(record))
        except Refusal as problem:
            problem.place = record.place("level")
            problems.append(problem)
            continue
        noun = noun_of_row(shape, values, record, problems)
        if noun is not None:
            nouns.append(Placed(noun, record.place_of))
    return TableRead(tuple(nouns), records)


def _values(record: Record) -> dict[str, Any]:
    values = {_UNITS.get(name, name): value for name, value in record.values.items()}
    if "label_fr" in values:
        values["label"] = Label(fr=str(values.pop("label_fr")), en=str(values.pop("label_en")))
    return values


def _with_level(values: dict[str, Any]) -> dict[str, Any]:
    typed = str(values["level"])
    level = _levels().get(plain(typed))
    if level is None:
        raise ChoiceUnknown(name="level", text=typed, choices=tuple(lexicon("fr").say(f"levels.{each}") for each in PlanLevel))
    return values | {"level": level}


@cache
def _levels() -> Mapping[str, PlanLevel]:
    """Return the levels of a plan by every name they go under: French, English, and our own."""
    words = {plain(lexicon(language).say(f"levels.{level}")): level for language in LANGUAGES for level in PlanLevel}
    return words | {plain(level): level for level in PlanLevel}
