"""Names as people type them, compared without what the eye does not see, and the nearest known ones to propose."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

SUGGESTIONS_MAX: Final = 3


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """
    Return a header or a name as it is compared: without case, accents, or the kind of its spaces and apostrophes.

    >>> plain(" Année_financière ")
    'annee financiere'
    """
    bare = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return re.sub(r"[\s_-]+", " ", "".join(mark for mark in bare if not unicodedata.combining(mark))).strip()


def nearest(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the known names that look like this one, the nearest first, three at most; all of them when none does."""
    by_plain: dict[str, str] = {}
    for name in known:
        by_plain.setdefault(plain(name), name)
    close = get_close_matches(plain(text), list(by_plain), n=SUGGESTIONS_MAX, cutoff=0.6)
    return tuple(by_plain[each] for each in close) or tuple(known)
