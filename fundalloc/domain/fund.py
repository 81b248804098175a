"""A fund: whose money it is, who holds it, who may do what with it, and under which policy."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from fundalloc.domain.base import FiscalYear, Id, Label, Noun
from fundalloc.domain.bodies import Body, Mandate, Seat
from fundalloc.domain.clauses import Agreement, Clauses, Condition, CostObject, Limit, QuantityLimit, SharingKey
from fundalloc.domain.matching import Matching
from fundalloc.domain.reporting import Reporting
from fundalloc.domain.taxes import Taxpayer


class Role(StrEnum):
    """
    What a person is to the fund; a person may have several.

    The funder's centre funds, its regional directorate reviews, the banker holds the money and pays (S9-01); who designates is none of
    these.
    """

    ANALYST = "analyst"
    APPROVER = "approver"
    BANKER = "banker"
    PARTNER = "partner"
    RECONCILER = "reconciler"
    SIGNATORY = "signatory"
    AUDITOR = "auditor"
    FUNDER = "funder"
    REGION = "funder-region"
    DESIGNATOR = "designator"


class Person(Noun):
    """Somebody who acts on the fund; ``board`` limits a partner to its own board's claims (S9-12)."""

    id: Id
    name: str
    roles: tuple[Role, ...]
    board: Id | None = None


class Overdraft(StrEnum):
    """What happens to spending that goes beyond what is available: refused always, or recorded under a waiver on file."""

    REFUSED = "refused"
    UNDER_WAIVER = "under-waiver"


class Recognition(StrEnum):
    """When money received becomes revenue: as eligible money is spent (it is deferred until then), or on receipt."""

    AS_SPENT = "as-spent"
    ON_RECEIPT = "on-receipt"


class Policy(Noun):
    """
    What the fund has decided about its own controls; every switch defaults to the careful side.

    ``receipt_bytes_max`` is in bytes.
    """

    adopter_differs_from_preparer: bool = True
    approver_differs_from_importer: bool = True
    payer_differs_from_approver: bool = True
    reconciler_differs_from_payer: bool = True
    reviewer_differs_from_reconciler: bool = True
    reverser_differs_from_author: bool = True
    waiver_user_differs_from_granter: bool = True
    closer_differs_from_payer: bool = True
    approver_differs_from_supplier_lister: bool = True
    overdraft: Overdraft = Overdraft.REFUSED
    recognition: Recognition = Recognition.AS_SPENT
    supplier_register_required: bool = False
    tax_treatment_required: bool = False
    supply_split_required: bool = False
    proof_of_payment_required: bool = False
    receipt_for_each_line: bool = True
    receipt_bytes_max: int = Field(default=25_000_000, ge=1)


class Fund(Noun):
    """One set of books that balances by itself; ``banker`` is the recipient that holds the money for the others (S9-11)."""

    id: Id
    title: Label
    banker: Id
    currency: Id = "CAD"
    fictitious_note: Label | None = None
    partners: tuple[Id, ...]
    fiscal_years: tuple[FiscalYear, ...]
    people: tuple[Person, ...]
    policy: Policy = Field(default_factory=Policy)
    agreement: Agreement | None = None
    clauses: Clauses = Field(default_factory=Clauses)
    limits: tuple[Limit, ...] = ()
    quantity_limits: tuple[QuantityLimit, ...] = ()
    conditions: tuple[Condition, ...] = ()
    sharing_keys: tuple[SharingKey, ...] = ()
    cost_objects: tuple[CostObject, ...] = ()
    taxpayers: tuple[Taxpayer, ...] = ()
    matching: Matching = Field(default_factory=Matching)
    reporting: Reporting = Field(default_factory=Reporting)
    bodies: tuple[Body, ...] = ()
    seats: tuple[Seat, ...] = ()
    mandates: tuple[Mandate, ...] = ()

    def person(self, person: str) -> Person | None:
        """Return the person of this id, if the fund knows one."""
        return next((each for each in self.people if each.id == person), None)

    def body(self, body: str) -> Body | None:
        """Return the body of this id, if the fund knows one."""
        return next((each for each in self.bodies if each.id == body), None)

    def seated_on(self, body: str, day: date) -> tuple[Seat, ...]:
        """Return who sits on a body on a day."""
        return tuple(each for each in self.seats if each.body == body and each.is_held_on(day))

    def fiscal_year_of(self, day: date) -> FiscalYear | None:
        """Return the fund's year that a day falls in, if it falls in one."""
        return next((year for year in self.fiscal_years if year.starts_on <= day <= year.ends_on), None)
