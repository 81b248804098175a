"""What a financing plan comes to: who pays what of which use, in cash and in kind, and what each person trained costs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fundalloc.domain.base import Id
from fundalloc.domain.financing import FinancingPlan, FundingShare, FundingSource, Means, Use
from fundalloc.money import Cents


@dataclass(frozen=True, slots=True)
class Balance:
    """The totals of a plan; public money counts what is paid outside of the project too, as stacking does."""

    cost_cents: Cents
    cash_cents: Cents
    in_kind_cents: Cents
    public_cents: Cents
    learners: int | None

    @property
    def cost_per_learner_cents(self) -> Cents | None:
        """Return what each person trained costs, in-kind resources included, rounded down; None where nobody said how many."""
        return None if self.learners is None else self.cost_cents // self.learners


def balance_of(plan: FinancingPlan) -> Balance:
    """Return a plan's totals."""
    return Balance(
        cost_cents=cost_cents(plan.uses),
        cash_cents=_brought(plan.sources, Means.CASH),
        in_kind_cents=_brought(plan.sources, Means.IN_KIND),
        public_cents=public_cents(plan.sources),
        learners=plan.learners,
    )


def cost_cents(uses: Sequence[Use]) -> Cents:
    """Return what all uses cost."""
    return sum(each.amount_cents for each in uses)


def public_cents(sources: Sequence[FundingSource]) -> Cents:
    """Return all public money, inside and outside of the project (S10-03)."""
    return sum(each.amount_cents for each in sources if each.public)


def _brought(sources: Sequence[FundingSource], means: Means) -> Cents:
    return sum(each.amount_cents for each in sources if each.means is means and not each.outside)


def paid_of(shares: Sequence[FundingShare]) -> Mapping[tuple[Id, Id], Cents]:
    """Return what each source pays of each use."""
    paid: dict[tuple[Id, Id], Cents] = {}
    for share in shares:
        paid[share.source, share.use] = paid.get((share.source, share.use), 0) + share.amount_cents
    return paid


@dataclass(frozen=True, slots=True)
class PartnerShare:
    """What one partner brings, as it may be published (S10-11)."""

    partner: Id
    label_fr: str
    label_en: str
    role: str
    cash_cents: Cents
    in_kind_cents: Cents


def partner_shares(plan: FinancingPlan) -> Iterator[PartnerShare]:
    """Go through the partners with what each brings to the project, in cash and in kind."""
    for partner in plan.partners:
        own = [each for each in plan.sources if each.partner == partner.id]
        label = partner.label
        yield PartnerShare(partner.id, label.fr, label.en, partner.role, _brought(own, Means.CASH), _brought(own, Means.IN_KIND))
