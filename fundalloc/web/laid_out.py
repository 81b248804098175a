"""The reports that pages lay out as of any day, and how an address asks for one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from flask import abort

from fundalloc.domain.reporting import ReportKind
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.address import Address
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability import execution, handing_over, ministry, unspent
from fundalloc.usecases.accountability.ministry import ReportAsked
from fundalloc.web.form import Form
from fundalloc.web.house import house
from fundalloc.web.speaking import say


@dataclass(frozen=True, slots=True)
class Days:
    """What a report is asked about."""

    first: date | None
    as_of: date
    kind: ReportKind = ReportKind.INTERIM

    def told(self, name: str) -> dict[str, Any]:
        """Return the question as an address carries it."""
        first = self.first.isoformat() if self.first else None
        return {"name": name, "as_of": self.as_of.isoformat(), "kind": self.kind.value, "from": first}


LaidOut: TypeAlias = Callable[[Address, Days, str, datetime], Document]


def _ministry(ledger: Address, days: Days, person: str, at: datetime) -> Document:
    return ministry.laid_out(ledger, ReportAsked(Span(days.first, days.as_of), kind=days.kind), person=person, now=at)


def _execution(ledger: Address, days: Days, person: str, at: datetime) -> Document:
    return execution.execution_report(ledger, ReportAsked(Span(days.first, days.as_of)), person=person, now=at)


def _unspent(ledger: Address, days: Days, person: str, at: datetime) -> Document:
    return unspent.unspent_report(ledger, as_of=days.as_of, person=person, now=at)


def _handover(ledger: Address, days: Days, person: str, at: datetime) -> Document:
    return handing_over.handover_report(ledger, as_of=days.as_of, person=person, now=at)


LAID_OUT: Final[Mapping[str, LaidOut]] = {"ministry": _ministry, "execution": _execution, "unspent": _unspent, "handover": _handover}
"""Every report that may be looked at as of any day, by its name on the command line."""


def choices() -> list[tuple[str, str]]:
    """Return every report with what it is called."""
    return [(name, say(f"reports.names.{name}")) for name in LAID_OUT]


def days_asked(form: Form) -> tuple[str, Days]:
    """Return which report an address asks for, and about which days; there is no other than those."""
    name, kind = form.text("name") or "ministry", form.text("kind") or ReportKind.INTERIM
    if name not in LAID_OUT or kind not in set(ReportKind):
        abort(404)
    return name, Days(form.day("from"), form.day("as_of") or house().now().date(), ReportKind(kind))
