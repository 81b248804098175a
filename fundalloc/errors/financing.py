"""Refusals about financing plans: what does not balance, and what a funder does not allow."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from fundalloc.errors.base import Refusal, ToExplain


@dataclass(kw_only=True, eq=False)
class SourceUnbalanced(Refusal):
    """What a source brings and what it pays for differ."""

    code: ClassVar[str] = "source-non-equilibree"
    name: str
    amount_cents: int
    used_cents: int


@dataclass(kw_only=True, eq=False)
class UseUnbalanced(Refusal):
    """What a use costs and what is paid of it differ."""

    code: ClassVar[str] = "emploi-non-equilibre"
    name: str
    amount_cents: int
    paid_cents: int


@dataclass(kw_only=True, eq=False)
class NatureNotFunded(Refusal):
    """A funder pays for a nature of expense it does not allow."""

    code: ClassVar[str] = "nature-non-financee"
    name: str
    use: str
    nature: str
    natures: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ShareAboveUseMax(Refusal):
    """A funder pays more of one use than it allows."""

    code: ClassVar[str] = "part-au-dela-du-plafond"
    name: str
    use: str
    amount_cents: int
    max_cents: int


@dataclass(kw_only=True, eq=False)
class SourceAboveShare(Refusal):
    """A source brings more than the share of the whole cost its funder allows."""

    code: ClassVar[str] = "source-au-dela-de-sa-part"
    name: str
    share_basis_points: int
    max_basis_points: int


@dataclass(kw_only=True, eq=False)
class UseOutsideWindow(Refusal):
    """A funder pays for a use incurred outside of the days it pays for."""

    code: ClassVar[str] = "emploi-hors-periode"
    name: str
    use: str


@dataclass(kw_only=True, eq=False)
class StackingExceeded(Refusal):
    """All public money together goes beyond the share of the cost that a funder allows."""

    code: ClassVar[str] = "cumul-depasse"
    name: str
    public_cents: int
    cost_cents: int
    max_basis_points: int


@dataclass(kw_only=True, eq=False)
class ProjectTooLong(Refusal):
    """The project lasts longer than it may."""

    code: ClassVar[str] = "projet-trop-long"
    months_max: int
    latest_on: date


@dataclass(kw_only=True, eq=False)
class UseOutsideProject(ToExplain):
    """A use is incurred outside of the project’s days: it is not eligible until somebody decides."""

    code: ClassVar[str] = "emploi-hors-du-projet"
    use: str


@dataclass(kw_only=True, eq=False)
class ValuationMissing(Refusal):
    """Something brought in kind does not say how it was valued."""

    code: ClassVar[str] = "apport-sans-methode"
    name: str


@dataclass(kw_only=True, eq=False)
class OutsideMoneyUsed(Refusal):
    """Money paid outside of the project would pay for one of its uses."""

    code: ClassVar[str] = "argent-hors-projet-employe"
    name: str
    use: str


@dataclass(kw_only=True, eq=False)
class ShareTwice(Refusal):
    """The same source pays for the same use on two rows."""

    code: ClassVar[str] = "part-en-double"
    name: str
    use: str


@dataclass(kw_only=True, eq=False)
class LearningDesignMoved(ToExplain):
    """The learning design has changed since the financing plan was made for it."""

    code: ClassVar[str] = "montage-andragogique-change"
    made_for: str
    version: str


@dataclass(kw_only=True, eq=False)
class PledgeOpen(ToExplain):
    """Something was pledged and is not honoured yet."""

    code: ClassVar[str] = "apport-promis"
    name: str


@dataclass(kw_only=True, eq=False)
class ProtocolMissing(ToExplain):
    """A partnership element has no evaluation protocol that its partners agreed on."""

    code: ClassVar[str] = "protocole-d-evaluation-manquant"
    element: str


@dataclass(kw_only=True, eq=False)
class DecidingCommitteeMissing(ToExplain):
    """A project with partners has no committee that decides."""

    code: ClassVar[str] = "comite-de-gestion-manquant"


@dataclass(kw_only=True, eq=False)
class ExistingInCash(Refusal):
    """A resource that was there before is money: money that is there already is no existing resource of the territory."""

    code: ClassVar[str] = "ressource-existante-en-argent"
    name: str


@dataclass(kw_only=True, eq=False)
class NothingExisting(ToExplain):
    """The plan seeks new money without an existing resource, in kind, beside it."""

    code: ClassVar[str] = "aucune-ressource-existante"
    new_cents: int


@dataclass(kw_only=True, eq=False)
class ConstraintBroken(Refusal):
    """A use that a partner pays for does not keep to what the partner's own ways ask."""

    code: ClassVar[str] = "contrainte-d-un-partenaire"
    constraint: str
    partner: str
    use: str


@dataclass(kw_only=True, eq=False)
class LearnersAboveConstraint(Refusal):
    """The project has more learners than a partner can take."""

    code: ClassVar[str] = "groupe-trop-grand"
    constraint: str
    partner: str
    learners: int
    learners_max: int
