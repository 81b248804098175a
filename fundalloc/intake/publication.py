"""What a publisher says beside the books, as a TOML file."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fundalloc.domain.disclosure import Publication
from fundalloc.errors import Place, Refusal
from fundalloc.errors.disclosure import CodeMiswritten, PartyTwice, ProvinceMissing
from fundalloc.intake.document import Shape, read_whole

_PUBLICATION: Final[Shape[Publication]] = Shape(Publication)
HOME: Final = "CA"
DEPARTMENT: Final = "123"
WRITTEN: Final = {
    "business_number": (r"([1-9]\d{8})?", "123456789"),
    "country": (r"[A-Z]{2}", "CA"),
    "province": (r"([A-Z]{2})?", "ON"),
    "postal_code": (r"([A-Z]\d[A-Z] \d[A-Z]\d)?", "K1A 0B1"),
}
"""How each code of a recipient is written, with an example."""


def read_publication(path: Path) -> Publication:
    """
    Read what is said beside the books.

    Raises:
        RefusedTogether: everything wrong with the file.

    """
    return read_whole(path, _PUBLICATION, lambda publication: _inconsistencies(publication, Place(file=path.name)))


def _inconsistencies(publication: Publication, place: Place) -> Iterable[Refusal]:
    counts = Counter(party.id for party in publication.parties)
    yield from (PartyTwice(recipient=name, place=place) for name, count in counts.items() if count > 1)
    department = publication.publisher.department_number
    if not re.fullmatch(r"\d{3}", department):
        yield CodeMiswritten(name="department_number", text=department, example=DEPARTMENT, place=place)
    for party in publication.parties:
        for name, (pattern, example) in WRITTEN.items():
            text = getattr(party, name)
            if not re.fullmatch(pattern, text):
                yield CodeMiswritten(name=name, text=text, example=example, place=place)
        if party.country == HOME and not party.province:
            yield ProvinceMissing(recipient=party.id, place=place)
