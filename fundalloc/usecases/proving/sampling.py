"""The sample of an auditor, as a person asks for it: drawn from what a report tells as spent, the same each time."""

from datetime import date
from pathlib import Path

import fundalloc
from fundalloc.errors import Refusal, refuse_together
from fundalloc.ledger.address import Address
from fundalloc.reports.ministry.books import SPENT
from fundalloc.reports.sampling import Method, Origin, drawn, frame_of, sample_document
from fundalloc.reports.tables import Document, Said
from fundalloc.usecases.accountability.beside import digest_of
from fundalloc.usecases.acting import reading


def sample(ledger: Address, *, as_of: date, method: Method, count: int, seed: str, audited: Path | None = None) -> Document:
    """
    Draw items from the lines spent by a day; the frame ties to the total that the ministry report of that day tells.

    ``audited`` is the verifier's own table of what was found, where there is one: errors are then projected on the frame.

    Raises:
        RefusedTogether: everything wrong with the table.

    """
    from fundalloc.domain.base import Label
    from fundalloc.intake.audited import read_audited
    from fundalloc.ledger import views

    problems: list[Refusal] = []
    found = read_audited(audited, problems) if audited else {}
    refuse_together(problems)
    with reading(ledger) as journal:
        summary = views.fund_summary(journal, as_of=as_of, known_at=None)
        spent = (each for each in views.expenses(journal, as_of=as_of, known_at=None) if each.state in SPENT)
        frame = frame_of(spent, summary.incurred_cents)
    names = [f"{item.claim}/{item.line}" for item in frame.items]
    drawing = drawn([item.amount_cents for item in frame.items], names, method, count=count, seed=seed)
    title = Said("reports.sample.of", {"fund": Label(fr=summary.title_fr, en=summary.title_en), "day_on": as_of})
    origin = Origin(as_of, summary.head, fundalloc.__version__, digest_of(audited) if audited else "")
    return sample_document(frame, drawing, found, title, origin)
