"""The points that speak for a match: one table, shown to whoever confirms; amounts are whole cents, texts are compared by whole words."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from fundalloc.money import Cents
from fundalloc.reconciliation.answers import BankMovement, Points, StatementMovement

REFERENCE_SAME: Final = 20
REFERENCE_NAMED: Final = 8
AMOUNT_SAME: Final = 4
AMOUNT_NEAR: Final = 1
DAY_SAME: Final = 3
DAY_NEAR: Final = 1
PARTY_SAME: Final = 3
TOGETHER: Final = -1

NAMED_LENGTH_MIN: Final = 4
"""A shorter reference may stand in a text by chance."""

_WORD: Final = re.compile(r"[^\s,;:()\[\]«»\"']+")
_NOT_IN_WORDS: Final = re.compile(r"[\W_]+")


def comparable(reference: str) -> str:
    """
    Return a reference as banks and people both write it: without case or spaces.

    >>> comparable(" Vir-2024 10 ")
    'VIR-202410'
    """
    return "".join(reference.split()).upper()


def words_of(text: str) -> frozenset[str]:
    """
    Return the words of a text that may be references or names.

    >>> sorted(words_of("Paiement PAI-000101 (CEPEO)"))
    ['CEPEO', 'PAI-000101', 'PAIEMENT']
    """
    return frozenset(word.upper() for word in _WORD.findall(text))


def comparable_party(text: str) -> str:
    """
    Return a name as it is compared: without case or marks.

    >>> comparable_party("Min. de l'Éducation")
    'MIN DE L ÉDUCATION'
    """
    return _NOT_IN_WORDS.sub(" ", text).strip().upper()


def party_of(line: StatementMovement, aliases: Mapping[str, str], boards: frozenset[str]) -> str:
    """Return the board (or the funder) that a line names: under a learned alias, or by its own id; nothing where it names none."""
    known = aliases.get(comparable_party(line.party)) if line.party else None
    if known is not None:
        return known
    if not line.party and not line.description:
        return ""
    named = boards & words_of(f"{line.party} {line.description}")
    return next(iter(named)) if len(named) == 1 else ""


def points(
    lines: Sequence[StatementMovement], books: Sequence[BankMovement], *, same: bool, named: bool, party: bool, gap_cents: Cents
) -> Points:
    """Count what speaks for a match; several movements on one side weigh a little less than one."""
    apart = max(abs((line.on - book.on).days) for line in lines for book in books)
    return Points(
        reference=REFERENCE_SAME if same else REFERENCE_NAMED if named else 0,
        amount=AMOUNT_NEAR if gap_cents else AMOUNT_SAME,
        day=DAY_NEAR if apart else DAY_SAME,
        party=PARTY_SAME if party else 0,
        together=TOGETHER if len(lines) + len(books) > 2 else 0,  # noqa: PLR2004 - more than one against one
    )
