"""A funder's view of a fund, as a person asks for it: one report for each funder, all from one ledger."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import fundalloc
from fundalloc.domain.reporting import EnvelopeFunder
from fundalloc.errors import Place, Refusal, refuse_together
from fundalloc.errors.progress import FunderUnknown
from fundalloc.ledger.address import Address
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability.funding import left_out, read_funders
from fundalloc.usecases.accountability.ministry import ReportAsked, told_by
from fundalloc.usecases.acting import reading
from fundalloc.usecases.granting import grants

if TYPE_CHECKING:
    from fundalloc.reports.ministry.books import Books


def funder_report(ledger: Address, asked: ReportAsked, funder: str, *, funding: Path, person: str, now: datetime) -> Document:
    """
    Lay out what one funder's money allowed and paid; ``funding`` is a table of envelopes and whose money they hold.

    Raises:
        RefusedTogether: the table cannot be read, leaves out an envelope that holds money, or does not name the funder.

    """
    from fundalloc.reports.funder import Funding, funder_document
    from fundalloc.reports.preparation import Preparation, Role
    from fundalloc.usecases.accountability.beside import beside

    funders = read_funders(funding)
    with reading(ledger) as journal:
        books = told_by(journal, asked)
    known = Funding(funders, grants.grants(ledger, as_of=asked.span.last, known_at=asked.known_at))
    refuse_together(_doubts(books, known.names, funders, funder, funding))
    made = Preparation(person, now, fundalloc.__version__, beside=beside(Role.FUNDING, funding))
    return funder_document(books, known, funder, made)


def _doubts(books: "Books", names: tuple[str, ...], funders: tuple[EnvelopeFunder, ...], funder: str, path: Path) -> tuple[Refusal, ...]:
    unknown = () if funder in names else (FunderUnknown(funder=funder, known=names, place=Place(file=path.name)),)
    return (*left_out(books, funders, path), *unknown)
