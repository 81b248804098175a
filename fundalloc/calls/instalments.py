"""When an instalment may be released: in order, within its amount and its year, and once its milestone is attested and accepted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fundalloc.domain.agreements import OPERATING, Certainty, PlannedInstalment, TransferAgreement
from fundalloc.domain.base import Id
from fundalloc.domain.scenario import Recipient
from fundalloc.errors import Refusal
from fundalloc.errors.agreements import (
    AlreadyReleased,
    EarlierInstalmentDue,
    InstalmentAmountUnsettled,
    InstalmentOutsideTerm,
    MilestoneNotAccepted,
    OperatingAboveMax,
)
from fundalloc.money import Cents


@dataclass(frozen=True, slots=True)
class Happened:
    """Something recorded for a milestone or an instalment: by whom, on which day, under which entry, and for how much."""

    person: str
    on: date
    seq: int
    amount_cents: Cents = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an agreement has come: milestones attested and accepted, instalments released."""

    attested: Mapping[Id, Happened]
    accepted: Mapping[Id, Happened]
    released: Mapping[Id, Happened]


@dataclass(frozen=True, slots=True)
class InstalmentStanding:
    """One instalment beside what happened to it; an amount that is not exact is None, and never zero."""

    instalment: Id
    number: int
    fiscal_year: Id
    purpose: Id
    certainty: Certainty
    amount_cents: Cents | None
    amount_max_cents: Cents | None
    milestone: Id | None
    attested: Happened | None
    accepted: Happened | None
    released: Happened | None


def standings(agreement: TransferAgreement, progress: Progress) -> tuple[InstalmentStanding, ...]:
    """Return every instalment in order, with its milestone and its release."""
    return tuple(
        InstalmentStanding(
            each.id,
            each.number,
            each.fiscal_year,
            each.purpose,
            each.certainty,
            each.amount_cents,
            each.amount_max_cents,
            each.milestone,
            progress.attested.get(each.milestone or ""),
            progress.accepted.get(each.milestone or ""),
            progress.released.get(each.id),
        )
        for each in in_order(agreement)
    )


def in_order(agreement: TransferAgreement) -> tuple[PlannedInstalment, ...]:
    """Return the instalments by their numbers."""
    return tuple(sorted(agreement.payment_plan, key=lambda each: each.number))


def promised(agreement: TransferAgreement) -> tuple[Certainty, Cents, Cents]:
    """Return what all instalments come to: exact, between two amounts, or unknown as soon as one of them is; unknown has no amount."""
    plan = agreement.payment_plan
    if any(each.certainty is Certainty.UNKNOWN for each in plan):
        return Certainty.UNKNOWN, 0, 0
    low = sum(each.amount_cents or 0 for each in plan)
    high = sum(each.amount_max_cents or each.amount_cents or 0 for each in plan)
    return (Certainty.EXACT if low == high else Certainty.RANGE), low, high


def amount_to_release(instalment: PlannedInstalment, asked_cents: Cents | None) -> Cents | None:
    """
    Return what may be released: the exact amount, or the one asked for where it is within the range or nothing is known.

    None means that it is not settled: nothing is asked for an amount that is not exact, or what is asked is not what the agreement says.
    """
    match instalment.certainty:
        case Certainty.EXACT:
            return instalment.amount_cents if asked_cents in {None, instalment.amount_cents} else None
        case Certainty.RANGE:
            low, high = instalment.amount_cents or 0, instalment.amount_max_cents or 0
            return asked_cents if asked_cents is not None and low <= asked_cents <= high else None
        case Certainty.UNKNOWN:
            return asked_cents or None


def doubts(
    agreement: TransferAgreement, instalment: PlannedInstalment, amount_cents: Cents | None, progress: Progress, on: date
) -> Iterator[Refusal]:
    """Say everything that keeps an instalment from being released on a day."""
    name = instalment.id
    if name in progress.released:
        yield AlreadyReleased(instalment=name, seq=progress.released[name].seq)
    for earlier in in_order(agreement):
        if earlier.number < instalment.number and earlier.id not in progress.released:
            yield EarlierInstalmentDue(instalment=name, earlier=earlier.id)
    if instalment.milestone is not None and instalment.milestone not in progress.accepted:
        yield MilestoneNotAccepted(instalment=name, milestone=instalment.milestone)
    if instalment.fiscal_year not in {year.id for year in agreement.years_on(on)}:
        yield InstalmentOutsideTerm(instalment=name, fiscal_year=instalment.fiscal_year)
    if amount_cents is None:
        yield InstalmentAmountUnsettled(instalment=name)
    elif instalment.purpose == OPERATING and agreement.operating_max_cents is not None:
        yield from _above_cap(agreement, instalment, amount_cents, progress, agreement.operating_max_cents)


def _above_cap(
    agreement: TransferAgreement, instalment: PlannedInstalment, amount_cents: Cents, progress: Progress, max_cents: Cents
) -> Iterator[Refusal]:
    """Hold what was really released for operating in a year to the cap, whatever was planned (S1-08)."""
    alike = (each for each in agreement.payment_plan if (each.purpose, each.fiscal_year) == (OPERATING, instalment.fiscal_year))
    released_cents = sum(progress.released[each.id].amount_cents for each in alike if each.id in progress.released)
    if released_cents + amount_cents > max_cents:
        yield OperatingAboveMax(fiscal_year=instalment.fiscal_year, total_cents=released_cents + amount_cents, max_cents=max_cents)


@dataclass(frozen=True, slots=True)
class Coverage:
    """A region and its carriers: those that had their first instalment, and those that still wait for it."""

    region: Id
    served: tuple[Id, ...]
    waiting: tuple[Id, ...]

    @property
    def covered(self) -> bool:
        """Tell whether everybody who carries a project there has a first instalment."""
        return not self.waiting


def coverage(recipients: Sequence[Recipient], served: frozenset[Id]) -> tuple[Coverage, ...]:
    """Return every region with who had a first instalment and who waits for it (S1-02, S7-11)."""
    regions: dict[Id, list[Id]] = {}
    for each in recipients:
        regions.setdefault(each.region or "", []).append(each.id)
    return tuple(
        Coverage(region, tuple(name for name in names if name in served), tuple(name for name in names if name not in served))
        for region, names in sorted(regions.items())
    )
