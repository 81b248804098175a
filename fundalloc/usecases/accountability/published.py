"""
A published file of grants, found again in the books: published formats say neither the day nor the entries they were made from.

It is of the day on which the books, with what was said beside them, give its very bytes.
"""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

import fundalloc
from fundalloc.errors import Place, refuse_together
from fundalloc.errors.disclosure import PublishedElsewhere
from fundalloc.ledger.address import Address
from fundalloc.lexicon import LANGUAGES
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability.disclosing import Format, disclosed, written
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:
    from fundalloc.reports.disclosure.grants import Disclosure

HEAD_MAX: Final = 200
"""How many bytes tell a published file from any other."""


def is_published(report: Path) -> bool:
    """Tell whether a file is grants in a published format."""
    from fundalloc.reports.disclosure.federal import COLUMNS
    from fundalloc.reports.disclosure.giving import VERSION

    if not report.is_file():
        return False
    with report.open("rb") as file:
        head = file.read(HEAD_MAX).decode(errors="replace")
    return head.startswith((",".join(COLUMNS[:3]), f'{{\n "version": "{VERSION}"'))


def published_again(ledger: Address, report: Path, beside: tuple[Address, ...], *, person: str, now: datetime) -> Document:
    """
    Return the grants of a published file, as the books give them.

    Raises:
        RefusedTogether: no day of these books gives the file, with the description that was given beside it.

    """
    from fundalloc.reports.disclosure.grants_table import grants_document
    from fundalloc.reports.preparation import Preparation

    content = report.read_bytes()
    descriptions = [path for path in beside if isinstance(path, Path) and path.suffix == ".toml"]
    found = next((told for path in descriptions for told in _alike(ledger, path, content)), None)
    if found is None:
        names = tuple(path.name for path in descriptions)
        refuse_together((PublishedElsewhere(path=report.name, beside=names, place=Place(file=report.name)),))
    assert found is not None, "a file that the books do not give was refused"
    with reading(ledger) as journal:
        return grants_document(found, journal.head().seq, Preparation(person, now, fundalloc.__version__))


def _alike(ledger: Address, publication: Path, content: bytes) -> "Iterator[Disclosure]":
    """Go through the days on which the books give these very bytes, the latest first."""
    for day in _days(ledger, content):
        told = disclosed(ledger, publication, as_of=day)
        if any(written(told, form, language) == content for form, language in product(Format, LANGUAGES)):
            yield told


def _days(ledger: Address, content: bytes) -> Iterator[date]:
    """Return the days something was given, and the one that the open data says it was issued on."""
    from fundalloc.ledger.awards import awards

    if content.startswith(b"{"):
        yield date.fromisoformat(content.partition(b'"issued": "')[2][:10].decode())
        return
    with reading(ledger) as journal:
        given = awards(journal, as_of=date.max, known_at=None)
    yield from sorted({version.effective_on for award in given for version in award.versions}, reverse=True)
