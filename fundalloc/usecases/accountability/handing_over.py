"""A fund handed over to somebody else, as a person asks for it: everything that is open, from one reading of the books."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import fundalloc
from fundalloc.ledger.address import Address
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability.ministry import refuse_unopened
from fundalloc.usecases.acting import reading
from fundalloc.usecases.banking.pool import pool_of, sources_of

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.domain.fund import Fund
    from fundalloc.ledger.journal import Journal
    from fundalloc.reports.handover.found import SourceStanding


def handover_report(ledger: Address, *, as_of: date, person: str, now: datetime, known_at: datetime | None = None) -> Document:
    """
    Lay out what is handed over on a day, as known at a moment.

    Reconciliations and the calendar of reports are those of the books today, and the report says so.
    """
    from fundalloc.ledger import following, questions, reporting, views
    from fundalloc.reports.handover.document import handover_document
    from fundalloc.reports.handover.found import Handover
    from fundalloc.reports.preparation import Preparation

    with reading(ledger) as journal:
        refuse_unopened(journal, known_at)
        last = journal.last_known(known_at)
        fund = journal.fund_at(on=as_of, last=last)
        found = Handover(
            as_of=as_of,
            fund=fund,
            summary=views.fund_summary(journal, as_of=as_of, known_at=known_at),
            register=journal.entries(last=last),
            position=views.budget_position(journal, as_of=as_of, known_at=known_at),
            commitments=questions.commitments(journal, as_of=as_of, known_at=known_at),
            waivers=questions.waivers(journal, as_of=as_of, known_at=known_at),
            claims=views.claims(journal, as_of=as_of, known_at=known_at),
            waiting=following.waiting(journal, on=as_of, known_at=known_at),
            missing=following.missing(journal, on=as_of, known_at=known_at),
            sources=_sources(journal, fund, as_of),
            owed=tuple(
                reporting.owed(journal, each, on=as_of) for each in sorted(fund.reporting.due, key=lambda due: (due.due_on, due.id))
            ),
        )
    return handover_document(found, Preparation(person, now, fundalloc.__version__))


def _sources(journal: "Journal", fund: "Fund", as_of: date) -> tuple["SourceStanding", ...]:
    """Return where each account that has statements stands, the bank first."""
    from fundalloc.reports.handover.found import SourceStanding

    pools = [pool_of(journal, fund, name) for name in sources_of(journal)]
    return tuple(SourceStanding(pool.source, pool.proposal(as_of), pool.signed[-1] if pool.signed else None) for pool in pools)
