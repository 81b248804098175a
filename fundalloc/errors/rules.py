"""What is wrong, or worth explaining, in rules and goals: each told with the rule's place and what to do."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from fundalloc.errors.base import Advice, Refusal, ToExplain


@dataclass(kw_only=True, eq=False)
class ConditionUnsaid(Refusal):
    """An instalment that awaits a day, a milestone or a report, and does not say which."""

    code: ClassVar[str] = "condition-non-dite"


@dataclass(kw_only=True, eq=False)
class UnitWithoutAmount(Refusal):
    """A bound per unit of an attribute that does not say how much a unit is worth."""

    code: ClassVar[str] = "unite-sans-montant"


@dataclass(kw_only=True, eq=False)
class KeyWithoutAttribute(Refusal):
    """A key in proportion to an attribute that does not name it."""

    code: ClassVar[str] = "cle-sans-mesure"


@dataclass(kw_only=True, eq=False)
class RuleWithoutSide(Refusal):
    """A rule that says neither of its limits."""

    code: ClassVar[str] = "regle-sans-limite"


@dataclass(kw_only=True, eq=False)
class SelectorEmpty(Refusal):
    """A selector that names an attribute and none of its values: it would take nobody."""

    code: ClassVar[str] = "selecteur-vide"
    attribute: str


@dataclass(kw_only=True, eq=False)
class AttributeOfNobody(Refusal):
    """An attribute that no recipient and no request has."""

    code: ClassVar[str] = "mesure-de-personne"
    name: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class AttributeNegative(Refusal):
    """An attribute that counts units is below zero."""

    code: ClassVar[str] = "mesure-negative"
    name: str
    owner: str
    number: int


@dataclass(kw_only=True, eq=False)
class EarmarkAboveEnvelope(Refusal):
    """Earmarks that keep more than their envelope holds."""

    code: ClassVar[str] = "reserve-au-dessus-de-l-enveloppe"
    envelope: str
    kept_cents: int
    available_cents: int


@dataclass(kw_only=True, eq=False)
class CarryForwardBackwards(Refusal):
    """Money carried to a year that does not come after its own."""

    code: ClassVar[str] = "report-a-rebours"
    envelope: str
    to_year: str


@dataclass(kw_only=True, eq=False)
class DaysBackwards(Refusal):
    """A last day before the first."""

    code: ClassVar[str] = "jours-renverses"
    from_on: date
    to_on: date


@dataclass(kw_only=True, eq=False)
class PaidAboveRequest(Refusal):
    """More was paid than is asked for."""

    code: ClassVar[str] = "paye-au-dessus-de-la-demande"
    paid_cents: int
    amount_cents: int


@dataclass(kw_only=True, eq=False)
class PaidByNobody(Refusal):
    """Something was paid to a request that no envelope may fund."""

    code: ClassVar[str] = "paye-sans-enveloppe"
    request: str
    paid_cents: int


@dataclass(kw_only=True, eq=False)
class RuleNamedLikeEnvelope(Refusal):
    """A rule that has the name of an envelope: where one of them is named, it would not be known which."""

    code: ClassVar[str] = "regle-au-nom-d-une-enveloppe"
    rule: str


@dataclass(kw_only=True, eq=False)
class TotalTooLarge(Refusal):
    """Amounts whose sum passes what solvers and spreadsheets hold to the cent."""

    code: ClassVar[str] = "total-trop-grand"
    table: str
    total_cents: int
    most_cents: int


@dataclass(kw_only=True, eq=False)
class SharesAboveWhole(Refusal):
    """Floors, or fixed shares, of the same whole that make more than the whole together."""

    code: ClassVar[str] = "parts-au-dessus-du-tout"
    rules: tuple[str, ...]
    count: int
    total_basis_points: int


@dataclass(kw_only=True, eq=False)
class SharesBelowWhole(ToExplain):
    """Caps, or fixed shares, on every part of what is granted that make less than the whole together: next to nothing can be granted."""

    code: ClassVar[str] = "parts-au-dessous-du-tout"
    rules: tuple[str, ...]
    count: int
    total_basis_points: int


@dataclass(kw_only=True, eq=False)
class RuleOfNobody(ToExplain):
    """A rule whose conditions no request meets together."""

    code: ClassVar[str] = "regle-sans-demande"
    rule: str


@dataclass(kw_only=True, eq=False)
class RequirementsCircle(ToExplain):
    """Requests that need one another in a circle: all of them are funded, or none."""

    code: ClassVar[str] = "exigences-circulaires"
    requests: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class EnvelopeOfNobody(ToExplain):
    """An envelope that no request may draw on."""

    code: ClassVar[str] = "enveloppe-sans-demande"
    envelope: str


@dataclass(kw_only=True, eq=False)
class DaysUnknown(ToExplain):
    """Requests under a rule about days that do not say theirs: the rule holds them back."""

    code: ClassVar[str] = "jours-inconnus"
    rule: str
    requests: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ProjectCostUnknown(ToExplain):
    """Requests under a rule about the project's cost that do not say it: the rule holds them back."""

    code: ClassVar[str] = "cout-du-projet-inconnu"
    rule: str
    requests: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class PartnersShort(ToExplain):
    """A project whose partners bring less than a rule asks: the request receives less, or nothing."""

    code: ClassVar[str] = "contrepartie-insuffisante"
    rule: str
    request: str
    brought_cents: int
    needed_cents: int
    matched_cents: int


@dataclass(kw_only=True, eq=False)
class PublicAidAbove(ToExplain):
    """A request that, granted in full, would take public aid above what a rule allows."""

    code: ClassVar[str] = "cumul-au-dessus-du-permis"
    rule: str
    request: str
    public_cents: int
    allowed_cents: int
    excess_cents: int


@dataclass(kw_only=True, eq=False)
class RuleOutOfForce(Advice):
    """A rule whose text is in force in none of the scenario's years: it binds nothing."""

    code: ClassVar[str] = "regle-pas-en-vigueur"
    rule: str


@dataclass(kw_only=True, eq=False)
class WeightsZero(Advice):
    """Requests without priority, under a goal that weighs priorities: they receive only what nothing else wants."""

    code: ClassVar[str] = "priorites-nulles"
    count: int
    requests: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class NeedsZero(Advice):
    """Requests without a gap to a target, under a goal that weighs needs: they receive only what nothing else wants."""

    code: ClassVar[str] = "besoins-nuls"
    count: int
    requests: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class AttributeUnsaid(ToExplain):
    """Requests that neither say a measure that something counts by, nor have a recipient that says it: they count for zero there."""

    code: ClassVar[str] = "mesure-non-dite"
    name: str
    count: int
    requests: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class PriorityMissing(ToExplain):
    """Requests that name no activity of a plan that the scenario has: what they would receive serves no priority that one can cite."""

    code: ClassVar[str] = "demandes-hors-du-plan"
    count: int
    requests: tuple[str, ...]
