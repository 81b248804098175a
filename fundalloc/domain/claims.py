"""A claim as a board sends it: lines of money spent, each under an activity, with the invoice it comes from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from fundalloc.errors import Place
from fundalloc.money import Cents

SUPPLY_TEACHING: Final = "supply-teaching"
"""The nature of replacing a member of the staff: a salary and its benefits, by category of staff."""


class StaffCategory(StrEnum):
    """Who is replaced, as boards report supply staff."""

    TEACHER = "teacher"
    EDUCATIONAL_ASSISTANT = "educational-assistant"
    EARLY_CHILDHOOD_EDUCATOR = "early-childhood-educator"


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """
    One expense, net of tax rebates; ``place`` says where it stands in the board's own file.

    ``incurred_on`` is the day the goods came or the work was done, whenever it was invoiced or paid. ``price_cents`` and ``tax_cents``
    are the invoice's own, where the board tells them; ``school`` is a school's code, never a pupil's. A negative amount is a credit on
    what was claimed before, which ``credit_of`` names. ``staff``, ``salary_cents`` and ``benefits_cents`` split supply teaching.
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
    staff: str = ""
    salary_cents: Cents | None = None
    benefits_cents: Cents | None = None
    credit_of: str = ""
    cost_object: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """
    A claim file as received; ``sha256`` is of its bytes, ``reference`` the claim's name.

    A workbook says for which ``fund`` it was made and which days it covers; a CSV file says neither.
    """

    reference: str
    file_name: str
    sha256: str
    lines: tuple[ClaimLine, ...]
    fund: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def total_cents(self) -> Cents:
        return sum(line.amount_cents for line in self.lines)
