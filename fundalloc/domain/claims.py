"""A claim as a board sends it: lines of money spent, each under an activity, with the invoice it comes from."""

from dataclasses import dataclass
from datetime import date

from fundalloc.errors import Place
from fundalloc.money import Cents


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """
    One expense, net of tax rebates; ``place`` says where it stands in the board's own file.

    ``incurred_on`` is the day the goods came or the work was done, whenever it was invoiced or paid. ``price_cents`` and ``tax_cents``
    are the invoice's own, where the board tells them; ``school`` is a school's code, never a pupil's.
    """

    reference: str
    recipient: str
    plan_item: str
    nature: str
    incurred_on: date
    supplier: str
    invoice_number: str
    description: str
    amount_cents: Cents
    tax_note: str = ""
    justification: str = ""
    commitment: str = ""
    school: str = ""
    conditions: tuple[str, ...] = ()
    sharing_key: str = ""
    price_cents: Cents | None = None
    tax_cents: Cents | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """A claim file as received; ``sha256`` is of its bytes, ``reference`` is its name without the ending."""

    reference: str
    file_name: str
    sha256: str
    lines: tuple[ClaimLine, ...]

    @property
    def total_cents(self) -> Cents:
        return sum(line.amount_cents for line in self.lines)
