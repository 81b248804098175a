"""What an allocation answers: amounts with their reasons and their proof, or the rules that quarrel."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from fundalloc.domain.base import Id, Label
from fundalloc.domain.scenario import Scenario
from fundalloc.domain.selection import Bar
from fundalloc.frames import frame_of
from fundalloc.money import Cents

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from fundalloc.optimization.exact import Prices
    from fundalloc.optimization.program import Integers, LinearProgram, WholeNumbers
    from fundalloc.optimization.ranging import Steady
    from fundalloc.optimization.whole import Part


class Status(StrEnum):
    """How an outcome stands: the best there is, the best found before time ran out, or none at all."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


class Because(StrEnum):
    """Why an amount is what it is; each has a sentence in ``locale/``."""

    FULL_REQUEST = "full-request"
    HELD_BY_RULE = "held-by-rule"
    RAISED_BY_RULE = "raised-by-rule"
    ENVELOPE_EXHAUSTED = "envelope-exhausted"
    SHARED_WITH_EQUALS = "shared-with-equals"
    NOT_ELIGIBLE = "not-eligible"
    OUTRANKED = "outranked"
    NOT_CHOSEN = "not-chosen"
    SERVED_LIKE_OTHERS = "served-like-others"
    HELD_BY_GOAL = "held-by-goal"
    NOTHING_ASKED = "nothing-asked"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with the rule, the envelope or the goal it speaks of, and what of the request that envelope does not admit."""

    because: Because
    rule: Id | None = None
    envelope: Id | None = None
    bar: Bar | None = None
    goal: Label | None = None


@dataclass(frozen=True, slots=True)
class InstalmentPart:
    """What one instalment brings of one amount."""

    instalment: Id
    amount_cents: Cents


@dataclass(frozen=True, slots=True)
class Award:
    """
    What one request receives from one envelope.

    A request that no envelope may fund has one award of zero with ``envelope`` None, so that every request is answered.
    """

    request: Id
    recipient: Id
    plan_item: Id | None
    envelope: Id | None
    fiscal_year: Id
    purpose: Id
    amount_cents: Cents
    requested_cents: Cents
    reasons: tuple[Reason, ...]
    instalments: tuple[InstalmentPart, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalReached:
    """A goal's value at the answer, and one that no answer exceeds (none in whole cents, for the first goal): weighted cents or a count."""

    kind: str
    label_fr: str
    label_en: str
    value: Fraction
    best_possible: Fraction


@dataclass(frozen=True, slots=True)
class RuleState:
    """
    One rule at the answer.

    ``slack_cents`` is the room left in its tightest group (None where the rule bounds no amount); ``price`` is what one more
    dollar of room would bring to the first goal, in the goal's own units per dollar (None where the rule bounds no amount). A rule whose
    text is not ``in_force`` in any year of the scenario binds nothing. ``steady`` says, in cents, how far the bound may move while the
    price stays true (None where it was not searched); where some requests are all or nothing, both hold for the choices as settled.
    """

    id: Id
    binding: bool
    slack_cents: Cents | None
    price: Fraction | None
    waived: bool = False
    in_force: bool = True
    steady: "Steady | None" = None
    choices_held: bool = False


@dataclass(frozen=True, slots=True)
class EnvelopeUse:
    """What one envelope gave, and what is left of it."""

    envelope: Id
    amount_cents: Cents
    granted_cents: Cents

    @property
    def left_cents(self) -> Cents:
        return self.amount_cents - self.granted_cents


@dataclass(frozen=True, slots=True)
class Certificate:
    """
    What was proved on whole cents and rationals.

    ``gap_cents``: how much better, at most, an answer in whole cents could still be for the first goal, in its weighted cents, rounded up.
    ``unique``: no other whole-cent answer is as good under every goal and the written tie rules.
    ``search_ended``: the search was not cut short by a time limit.
    """

    rows_hold: bool
    rows_checked: int
    gap_cents: int
    unique: bool
    search_ended: bool = True


@dataclass(frozen=True, slots=True)
class Proof:
    """
    What anyone can check again without a solver: the program, its whole values, and the prices that bound its first goal.

    ``columns`` names each column as (request, envelope); a choice has an empty envelope. ``groups`` names the rule or envelope that
    each group of rows comes from; the first goal's weights are over ``scale``. ``prices`` bound it in fractions of cents, ``parts`` in
    whole cents: under every choice, or under those held at their values in the program's bounds.
    """

    program: "LinearProgram"
    columns: tuple[tuple[Id, Id], ...]
    groups: tuple[Id, ...]
    values: "WholeNumbers"
    goals: "tuple[Integers, ...]"
    prices: "Prices"
    parts: "Part"
    scale: int


@dataclass(frozen=True, slots=True)
class Allocated:
    """The best split the rules allow."""

    scenario: Scenario
    fingerprint: str
    awards: tuple[Award, ...]
    envelopes: tuple[EnvelopeUse, ...]
    goals: tuple[GoalReached, ...]
    rules: tuple[RuleState, ...]
    certificate: Certificate
    proof: Proof | None = None

    @property
    def status(self) -> Status:
        return Status.OPTIMAL if self.certificate.search_ended else Status.FEASIBLE

    @property
    def total_cents(self) -> Cents:
        return sum(award.amount_cents for award in self.awards)

    def to_frame(self) -> "pd.DataFrame":
        """Return a row for each amount: who receives it, for what, from which envelope; amounts are in cents."""
        told = ("request", "recipient", "plan_item", "envelope", "fiscal_year", "purpose", "requested_cents", "amount_cents")
        return frame_of(({name: getattr(award, name) for name in told} for award in self.awards), columns=told)


@dataclass(frozen=True, slots=True)
class Split:
    """The best split without its reasons: what each request receives, in cents, from whichever envelopes."""

    received: "Mapping[Id, Cents]"
    goals: tuple[GoalReached, ...]
    certificate: Certificate

    @property
    def total_cents(self) -> Cents:
        return sum(self.received.values())


@dataclass(frozen=True, slots=True)
class Repair:
    """
    How far one rule would have to give way, in cents (or in a count) of its own bound, for an answer to exist.

    One that ``opens`` closes doors, and gives way by the cents it would let through.
    """

    rule: Id
    by: int
    in_cents: bool
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Impossible:
    """
    No split obeys every rule: the smallest set of rules that quarrel, and the cheapest way out.

    ``conflict_proved`` says that these cannot hold together over the rationals, and not only on a solver's word.
    """

    scenario: Scenario
    fingerprint: str
    conflict: tuple[Id, ...]
    repair: tuple[Repair, ...]
    conflict_proved: bool

    @property
    def status(self) -> Status:
        return Status.INFEASIBLE

    def to_frame(self) -> "pd.DataFrame":
        """Return a row for each rule of the quarrel, with how far it would have to give way (nothing: another one does)."""
        by = {each.rule: each for each in self.repair}
        told = ("rule", "gives_way_by", "in_cents")
        ways = ((rule, by.get(rule)) for rule in dict.fromkeys((*self.conflict, *by)))
        rows = ({"rule": rule, "gives_way_by": way.by if way else 0, "in_cents": way.in_cents if way else None} for rule, way in ways)
        return frame_of(rows, columns=told)


Outcome: TypeAlias = Allocated | Impossible
