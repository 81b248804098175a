"""Sales taxes and their rebates: what an invoice really costs, by kind of institution, province and activity, on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from fundalloc.domain.base import Id, Noun, ShareBasisPoints
from fundalloc.money import Cents, apportion

PER_100_000: Final = 100_000
BASIS_POINTS: Final = 10_000


class Entity(StrEnum):
    """The kinds of institutions the rebates tell apart."""

    SCHOOL_AUTHORITY = "school-authority"
    COLLEGE = "college"
    CHARITY = "charity"
    MUNICIPALITY = "municipality"


class Province(StrEnum):
    """Where the institution claims its rebate."""

    ONTARIO = "ON"
    QUEBEC = "QC"


class TaxActivity(StrEnum):
    """What the purchase serves, where the rebate depends on it."""

    SCHOOL = "school"
    OTHER = "other"


class Taxpayer(Noun):
    """What a partner is to the tax authorities; ``activity`` is that of its purchases for the fund."""

    id: Id
    entity: Entity
    province: Province
    activity: TaxActivity = TaxActivity.SCHOOL


class TaxRate(Noun):
    """The taxes of a province, in parts per 100,000; where they are ``harmonised`` the invoice shows one tax for both."""

    province: Province
    federal_per_100_000: Annotated[int, Field(ge=0, le=PER_100_000)]
    provincial_per_100_000: Annotated[int, Field(ge=0, le=PER_100_000)]
    harmonised: bool
    in_force_from: date | None = None
    in_force_to: date | None = None
    source: str


class RebateRate(Noun):
    """The part of each tax given back; no day of entry into force means that none was found, not that it always held."""

    entity: Entity
    province: Province
    activity: Literal["any", "school", "other"] = "any"
    federal_basis_points: ShareBasisPoints
    provincial_basis_points: ShareBasisPoints
    in_force_from: date | None = None
    in_force_to: date | None = None
    source: str


class TaxTable(Noun):
    """The rates of taxes and of rebates, each with its source."""

    taxes: tuple[TaxRate, ...]
    rebates: tuple[RebateRate, ...]

    def tax(self, province: Province, on: date) -> TaxRate | None:
        """Return a province's taxes on a day, if the table knows them."""
        return next((rate for rate in self.taxes if rate.province is province and _holds(rate, on)), None)

    def rebate(self, payer: Taxpayer, on: date) -> RebateRate | None:
        """Return a taxpayer's rebates on a day; a rate for its own activity comes before one for any."""
        found = [rate for rate in self.rebates if (rate.entity, rate.province) == (payer.entity, payer.province) and _holds(rate, on)]
        for activity in (payer.activity.value, "any"):
            for rate in found:
                if rate.activity == activity:
                    return rate
        return None


@dataclass(frozen=True, slots=True)
class TaxedCost:
    """An invoice: its price, each part of its tax, what is expected back of each, and what it really costs."""

    price_cents: Cents
    federal_tax_cents: Cents
    provincial_tax_cents: Cents
    federal_rebate_cents: Cents
    provincial_rebate_cents: Cents

    @property
    def tax_cents(self) -> Cents:
        return self.federal_tax_cents + self.provincial_tax_cents

    @property
    def rebate_cents(self) -> Cents:
        return self.federal_rebate_cents + self.provincial_rebate_cents

    @property
    def net_cents(self) -> Cents:
        return self.price_cents + self.tax_cents - self.rebate_cents


def invoiced_tax(price_cents: Cents, rate: TaxRate) -> Mapping[str, Cents]:
    """
    Return the federal and provincial parts of the tax an invoice of this price bears, each rounded to the cent, half up.

    Where the tax is harmonised the invoice rounds it once, and the parts share that cent: 13 % of 10,10 $ is 1,31 $, not 0,51 $ + 0,81 $.
    """
    if not rate.harmonised:
        return {
            "federal": _rounded(price_cents * rate.federal_per_100_000, PER_100_000),
            "provincial": _rounded(price_cents * rate.provincial_per_100_000, PER_100_000),
        }
    both = rate.federal_per_100_000 + rate.provincial_per_100_000
    return parts_of(_rounded(price_cents * both, PER_100_000), rate)


def parts_of(tax_cents: Cents, rate: TaxRate) -> Mapping[str, Cents]:
    """Share an invoice's whole tax between its federal and provincial parts, so that they add up to what was invoiced."""
    return apportion(tax_cents, {"federal": rate.federal_per_100_000, "provincial": rate.provincial_per_100_000})


def cost(price_cents: Cents, tax: Mapping[str, Cents], rebate: RebateRate) -> TaxedCost:
    """
    Return what an invoice really costs once each part of its tax has been partly given back; a credit is the invoice's mirror.

    Each rebate is rounded half up, away from zero.
    """
    return TaxedCost(
        price_cents=price_cents,
        federal_tax_cents=tax["federal"],
        provincial_tax_cents=tax["provincial"],
        federal_rebate_cents=_rounded(tax["federal"] * rebate.federal_basis_points, BASIS_POINTS),
        provincial_rebate_cents=_rounded(tax["provincial"] * rebate.provincial_basis_points, BASIS_POINTS),
    )


def _rounded(parts: int, whole: int) -> Cents:
    size = (2 * abs(parts) + whole) // (2 * whole)
    return -size if parts < 0 else size


def _holds(rate: TaxRate | RebateRate, on: date) -> bool:
    return (rate.in_force_from is None or rate.in_force_from <= on) and (rate.in_force_to is None or on <= rate.in_force_to)
