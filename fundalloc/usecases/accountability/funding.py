"""Whose money each envelope of a fund holds, read from the table that says it."""

from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.domain.reporting import EnvelopeFunder
from fundalloc.errors import Place, Refusal, refuse_together
from fundalloc.errors.progress import EnvelopeWithoutFunder

if TYPE_CHECKING:
    from fundalloc.reports.ministry.books import Books


def read_funders(path: Path) -> tuple[EnvelopeFunder, ...]:
    """
    Read the table of envelopes and funders.

    Raises:
        RefusedTogether: everything wrong with the file.

    """
    from fundalloc.intake.funding import read_funding

    problems: list[Refusal] = []
    found = read_funding(path, problems)
    refuse_together(problems)
    return found


def left_out(books: "Books", funders: tuple[EnvelopeFunder, ...], path: Path) -> tuple[Refusal, ...]:
    """Return a refusal for each envelope that holds money and that the table does not name."""
    missing = sorted({row.envelope for row in books.details} - {each.envelope for each in funders})
    return tuple(EnvelopeWithoutFunder(envelope=each, place=Place(file=path.name)) for each in missing)
