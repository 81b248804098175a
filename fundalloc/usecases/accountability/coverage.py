"""Coverage of regions, as a person asks for it: a scenario's recipients, the books, and the agreements that bring help without money."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import fundalloc
from fundalloc.ledger.address import Address
from fundalloc.ledger.kinds import Kind
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability.ministry import ReportAsked, told_by
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:
    from fundalloc.domain.agreements import TechnicalSupport
    from fundalloc.ledger.journal import Journal
    from fundalloc.reports.coverage import ReleasedInstalment


def coverage_report(
    ledger: Address, asked: ReportAsked, *, scenario: Path, agreements: tuple[Path, ...] = (), person: str, now: datetime
) -> Document:
    """Lay out which regions are funded and served; ``agreements`` tell what comes without money."""
    from fundalloc.intake.scenario import read_scenario
    from fundalloc.reports.coverage import Covered, coverage_document
    from fundalloc.reports.preparation import Preparation, Role
    from fundalloc.usecases.accountability.beside import beside

    recipients = read_scenario(scenario).recipients
    with reading(ledger) as journal:
        covered = Covered(recipients, told_by(journal, asked), _released(journal, asked), _support(agreements))
    files = (*beside(Role.SCENARIO, scenario), *beside(Role.AGREEMENT, *agreements))
    return coverage_document(covered, Preparation(person, now, fundalloc.__version__, beside=files))


def _released(journal: "Journal", asked: ReportAsked) -> "tuple[ReleasedInstalment, ...]":
    """Return the instalments released in the days asked, those reversed left out."""
    from fundalloc.ledger.questions import reversed_by
    from fundalloc.reports.coverage import ReleasedInstalment

    last = journal.last_known(asked.known_at)
    undone = reversed_by(journal, last=last)
    found = journal.entries(Kind.INSTALMENT_RELEASED, as_of=asked.span.last, last=last)
    begun = (each for each in found if asked.span.first is None or asked.span.first <= each.effective_on)
    return tuple(
        ReleasedInstalment(told["recipient"], int(told["instalment-number"]), int(told["amount-cents"]), each.effective_on, each.seq)
        for each in begun
        for told in (dict(each.facts),)
        if each.seq not in undone
    )


def _support(agreements: tuple[Path, ...]) -> "tuple[TechnicalSupport, ...]":
    from fundalloc.intake.agreement import read_agreement

    return tuple(support for path in agreements for support in read_agreement(path).technical_support)
