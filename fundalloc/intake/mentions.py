"""Names that a column takes from another table of the same files: each must be there."""

from collections.abc import Iterator
from typing import Final

from fundalloc.domain.base import Id
from fundalloc.errors import Place, Refusal
from fundalloc.errors.calls import NameNotListed
from fundalloc.intake.gathering import Gathered
from fundalloc.intake.names import nearest
from fundalloc.intake.outlines import Outline
from fundalloc.intake.tables import spec_of

SUGGESTIONS_MAX: Final = 8


def unknown_mentions(gathered: Gathered, outline: Outline) -> Iterator[Refusal]:
    """Tell of every name that the table it refers to does not hold; of a table that could not be read, nothing is said."""
    for table, placed in gathered.nouns.items():
        columns = [each.path[0] for each in spec_of(table).fields if each.refers in outline.sheets]
        refers = {each.path[0]: each.refers for each in spec_of(table).fields}
        for each in placed:
            for column in columns:
                yield from unknown_names(gathered, refers[column], getattr(each.noun, column), each.place(column))


def unknown_names(gathered: Gathered, table: str, mentioned: Id | tuple[Id, ...] | None, place: Place) -> Iterator[Refusal]:
    """Tell of names that a table does not hold."""
    known = gathered.names.get(table)
    if known is None or mentioned is None:
        return
    for name in (mentioned,) if isinstance(mentioned, str) else mentioned:
        if name not in known:
            yield NameNotListed(name=name, suggestions=nearest(name, tuple(known))[:SUGGESTIONS_MAX], place=place)
