"""What the books answer about receipts, one at a time or many at once."""

from dataclasses import dataclass

from fundalloc.errors import Refusal
from fundalloc.ledger.answers import Sealed
from fundalloc.ledger.kinds import ReceiptKind
from fundalloc.ledger.receipt_names import Doubt


@dataclass(frozen=True, slots=True)
class SameReceipt:
    """The same bytes already stand somewhere else (``line`` is empty for a filed document): an alert, for a person to judge."""

    claim: str
    line: str
    recipient: str
    seq: int


@dataclass(frozen=True, slots=True)
class ReceiptAdded:
    """A receipt kept under the SHA-256 of its bytes; ``already`` says that it stood on this very line: nothing was written."""

    claim: str
    line: str
    sha256: str
    size_bytes: int
    media_type: str
    kind: ReceiptKind
    already: bool
    alerts: tuple[SameReceipt, ...]
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class ReceiptMatched:
    """A file of a batch and the lines it is for; ``already``: it stood on all of them."""

    file_name: str
    claim: str
    lines: tuple[str, ...]
    kind: ReceiptKind
    sha256: str
    media_type: str
    already: bool
    alerts: tuple[SameReceipt, ...]


@dataclass(frozen=True, slots=True)
class ReceiptUnmatched:
    """A file of a batch that is for no line, why, and the lines (``claim/line``) it may have meant."""

    file_name: str
    doubt: Doubt
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReceiptsMatched:
    """What became of each file of a batch; one entry was sealed for each claim that received something."""

    matched: tuple[ReceiptMatched, ...]
    unmatched: tuple[ReceiptUnmatched, ...]
    unreadable: tuple[Refusal, ...]
    sealed: tuple[Sealed, ...]


@dataclass(frozen=True, slots=True)
class DoubleReceipt:
    """The same bytes on lines of several invoices, or of several boards."""

    sha256: str
    file_name: str
    places: tuple[SameReceipt, ...]
