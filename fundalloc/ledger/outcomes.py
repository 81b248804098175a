"""What the acts on the budget, the money, the years and the evidence answer."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fundalloc.ledger.answers import Sealed
from fundalloc.ledger.grant_answers import BudgetBesideGrants
from fundalloc.ledger.rows import WaiverRecord
from fundalloc.money import Cents


@dataclass(frozen=True, slots=True)
class Recorded:
    """
    Something that is now in the books; ``left_cents`` is what remains of what it drew on, where something does.

    ``alerts`` names the person's mandates that do not cover the act: it is done, and flagged. ``above_grants`` is there where the budget
    is now above what its grants promise.
    """

    reference: str
    amount_cents: Cents
    sealed: Sealed
    left_cents: Cents | None = None
    alerts: tuple[str, ...] = ()
    above_grants: BudgetBesideGrants | None = None


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A commitment and what is left of it; boards bear it together under ``sharing_key``."""

    commitment: str
    fiscal_year: str
    recipient: str
    plan_item: str
    nature: str
    supplier: str
    description: str
    conditions: tuple[str, ...]
    amount_cents: Cents
    left_cents: Cents
    seq: int
    sharing_key: str = ""


@dataclass(frozen=True, slots=True)
class CostRow:
    """What one nature of a visit, an event or a deliverable costs: still ordered, claimed and waiting, spent."""

    cost_object: str
    kind: str
    label_fr: str
    label_en: str
    nature: str
    ordered_cents: Cents
    waiting_cents: Cents
    spent_cents: Cents


class EventTime(StrEnum):
    """Where an event of the calendar stands on a day."""

    TO_COME = "event-to-come"
    UNDER_WAY = "event-under-way"
    PAST = "event-past"
    PAST_UNCHARGED = "event-past-uncharged"


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """
    An event of the calendar of activities with what is charged to it, in whatever natures.

    ``orders`` names its commitments, ``expenses`` its claim lines (claim/line). One that is past and that nobody charged anything to is
    told apart.
    """

    cost_object: str
    label_fr: str
    label_en: str
    plan_items: tuple[str, ...]
    starts_on: date
    ends_on: date
    time: EventTime
    orders: tuple[str, ...]
    expenses: tuple[str, ...]
    ordered_cents: Cents
    waiting_cents: Cents
    spent_cents: Cents


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """A supplier as last listed, and on which day."""

    supplier: str
    name: str
    payee: str
    language: str
    note: str
    listed_on: date
    seq: int


@dataclass(frozen=True, slots=True)
class WaiverRow(WaiverRecord):
    """A written permission as it was sealed, who filed it and why, what is left of it (None: it has no amount of its own), what used it."""

    left_cents: Cents | None
    used_by: tuple[int, ...]
    reason: str
    person: str
    seq: int


@dataclass(frozen=True, slots=True)
class PersonalRow:
    """A record of personal data, which only its opaque name tells; ``destroyed_on`` is the day its key was destroyed."""

    record: str
    subject: str
    recipient: str
    kept_on: date
    destroyed_on: date | None


@dataclass(frozen=True, slots=True)
class BankerTerm:
    """The banker board of a fund from its first day to its last (None: still)."""

    banker: str
    starts_on: date
    ends_on: date | None
    seq: int
    person: str
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A dated decision in the list of a matter; ``undone_by`` is the entry that reversed it (0: it stands)."""

    seq: int
    matter: str
    decision: str
    decided_on: date
    person: str
    reason: str
    undone_by: int


@dataclass(frozen=True, slots=True)
class VoucherStock:
    """A lot of vouchers: what was bought, what became of it, and what is left."""

    item: str
    lot: str
    unit_cents: Cents
    bought: int
    issued: int
    used: int
    returned: int
    expired: int

    @property
    def in_stock(self) -> int:
        return self.bought - self.issued + self.returned - self.expired

    @property
    def outstanding(self) -> int:
        """Issued, neither used nor given back."""
        return self.issued - self.used - self.returned


@dataclass(frozen=True, slots=True)
class Keeping:
    """Until when a document is kept, by which rule, and whether a hold keeps it longer."""

    sha256: str
    file_name: str
    kept_until_on: date | None
    rule: str
    held: bool
    destroyed_on: date | None
