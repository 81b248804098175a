"""Who does what on which day in the demonstration, as the sample ledger's own calendar says: always the same days and people."""

from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from fundalloc.money import Cents

ANALYST: Final = "Analyse régionale (exemple)"
APPROVER: Final = "direction-regionale"
BANKER: Final = "finances-banquier"
RECONCILER: Final = "rapprochement-banquier"

DECIDED_ON: Final = date(2024, 10, 7)
REPORTED_AS_OF: Final = date(2025, 3, 31)


@dataclass(frozen=True, slots=True)
class Opening:
    """The books are opened."""

    on: date
    person: str = BANKER


@dataclass(frozen=True, slots=True)
class Adoption:
    """The allocation becomes the budget."""

    on: date
    person: str = APPROVER


@dataclass(frozen=True, slots=True)
class Receiving:
    """An instalment reaches the bank."""

    on: date
    reference: str
    amount_cents: Cents
    person: str = BANKER


@dataclass(frozen=True, slots=True)
class Deposit:
    """A board files a claim with a document for each line; one that the books must refuse is told and leaves no trace."""

    on: date
    claim: str
    person: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """A claim is approved."""

    on: date
    claim: str
    person: str = APPROVER


@dataclass(frozen=True, slots=True)
class Payment:
    """An approved claim is paid."""

    on: date
    claim: str
    reference: str
    person: str = BANKER


@dataclass(frozen=True, slots=True)
class Reconciling:
    """A bank statement is read, and its exact matches confirmed."""

    on: date
    statement: str
    person: str = RECONCILER


@dataclass(frozen=True, slots=True)
class Reporting:
    """The interim report is drawn up."""

    on: date
    person: str = BANKER


Act: TypeAlias = Opening | Adoption | Receiving | Deposit | Approval | Payment | Reconciling | Reporting

CALENDAR: Final[tuple[Act, ...]] = (
    Opening(date(2024, 10, 15)),
    Adoption(date(2024, 10, 23)),
    Receiving(date(2024, 11, 1), "MIN-2024-0417", 600_000_00),
    Deposit(date(2024, 12, 3), "CEPEO-2024-01", "designee-cepeo"),
    Deposit(date(2024, 12, 4), "CSDCEO-2024-01", "designee-csdceo"),
    Approval(date(2024, 12, 11), "CEPEO-2024-01"),
    Approval(date(2024, 12, 11), "CSDCEO-2024-01"),
    Payment(date(2024, 12, 16), "CEPEO-2024-01", "PAI-000101"),
    Payment(date(2024, 12, 16), "CSDCEO-2024-01", "PAI-000102"),
    Deposit(date(2025, 3, 5), "CECCE-2025-01", "designee-cecce"),
    Approval(date(2025, 3, 14), "CECCE-2025-01"),
    Deposit(date(2025, 3, 20), "CSDCEO-2025-02", "designee-csdceo", refused=True),
    Deposit(date(2025, 3, 24), "CCJL-2025-01", "designee-ccjl"),
    Payment(date(2025, 3, 28), "CECCE-2025-01", "PAI-000103"),
    Reconciling(date(2025, 4, 2), "BANQUE-2025-03"),
    Reporting(date(2025, 4, 2)),
)
