"""A fund: whose money it is, who holds it, who may do what with it, and under which policy."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from fundalloc.domain.base import FiscalYear, Id, Label, Noun


class Role(StrEnum):
    """What a person is to the fund; a person may have several."""

    ANALYST = "analyst"
    APPROVER = "approver"
    BANKER = "banker"
    PARTNER = "partner"
    RECONCILER = "reconciler"
    SIGNATORY = "signatory"
    AUDITOR = "auditor"


class Person(Noun):
    """Somebody who acts on the fund; ``board`` limits a partner to its own board's claims (S9-12)."""

    id: Id
    name: str
    roles: tuple[Role, ...]
    board: Id | None = None


class Policy(Noun):
    """
    What the fund has decided about its own controls; every switch defaults to the careful side.

    ``receipt_bytes_max`` is in bytes.
    """

    adopter_differs_from_preparer: bool = True
    approver_differs_from_importer: bool = True
    payer_differs_from_approver: bool = True
    reconciler_differs_from_payer: bool = True
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

    def person(self, person: str) -> Person | None:
        """Return the person of this id, if the fund knows one."""
        return next((each for each in self.people if each.id == person), None)

    def fiscal_year_of(self, day: date) -> FiscalYear | None:
        """Return the fund's year that a day falls in, if it falls in one."""
        return next((year for year in self.fiscal_years if year.starts_on <= day <= year.ends_on), None)
