"""What every noun of the domain shares: frozen, strict, nothing unknown."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from fundalloc.money import CENTS_MAX

Id = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\s\x00-\x1f](?:[^\x00-\x1f]*[^\s\x00-\x1f])?$")]
AmountCents = Annotated[int, Field(ge=0, le=CENTS_MAX)]
ShareBasisPoints = Annotated[int, Field(ge=0, le=1_000_000)]


class Noun(BaseModel):
    """A value of the domain."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Label(Noun):
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
