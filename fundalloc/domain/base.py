"""What every noun of the domain shares: frozen, strict, nothing unknown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic.dataclasses import dataclass
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, SchemaSerializer

from fundalloc.money import CENTS_MAX

Id = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\s\x00-\x1f](?:[^\x00-\x1f]*[^\s\x00-\x1f])?$")]
AmountCents = Annotated[int, Field(ge=0, le=CENTS_MAX)]
ShareBasisPoints = Annotated[int, Field(ge=0, le=1_000_000)]


STRICT: Final = ConfigDict(strict=True, extra="forbid")


class Noun(BaseModel):
    """A value of the domain."""

    model_config = ConfigDict(**STRICT, frozen=True)


class _FieldsOfItsOwn:
    """The fields of a light noun, under the name that they have in any noun."""

    def __get__(self, _: object, noun: Any) -> dict[str, FieldInfo]:  # noqa: ANN401 - a class that pydantic made
        fields: dict[str, FieldInfo] = noun.__pydantic_fields__
        return fields


class LightNoun:
    """
    A value of the domain that a scenario may hold by the million: kept in slots, in an eighth of the memory of a noun.

    A frozen pydantic dataclass under ``STRICT``, which answers what nouns are asked.
    """

    __slots__ = ()
    __pydantic_serializer__: ClassVar[SchemaSerializer]

    model_fields = _FieldsOfItsOwn()

    @classmethod
    def model_validate(cls, fields: Mapping[str, Any]) -> Self:
        return cls(**fields)

    def model_copy(self, *, update: Mapping[str, Any]) -> Self:
        return replace(self, **update)  # type: ignore[type-var]  # every light noun is a dataclass

    def model_dump(self, *, mode: str = "python", exclude_defaults: bool = False) -> dict[str, Any]:
        fields: dict[str, Any] = type(self).__pydantic_serializer__.to_python(self, mode=mode, exclude_defaults=exclude_defaults)
        return fields

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401 - a type
        """Let a table of fields be read as the noun, as it is for any other; the fields themselves stay strict."""
        return {**handler(source), "strict": False}


AnyNoun: TypeAlias = Noun | LightNoun


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Label(LightNoun):
    """One thing's name in both languages; the English one may be empty where a name has no translation."""

    fr: str
    en: str = ""

    def in_language(self, language: str) -> str:
        return (self.en or self.fr) if language == "en" else self.fr


class Source(Noun):
    """The text a rule or an amount comes from, and when it is in force."""

    text: str
    in_force_from: date | None = None
    in_force_to: date | None = None


class FiscalYear(Noun):
    """A named year of money: Ontario boards 1 September to 31 August, Québec 1 July to 30 June, as the scenario says."""

    id: Id
    starts_on: date
    ends_on: date
