"""Our own mistakes: known by a short mark that a person can report, which says nothing of what they were doing."""

import traceback
from hashlib import sha256
from typing import Final

MARK_LENGTH: Final = 8


def mark_of(slip: Exception) -> str:
    """Return the mark of a slip: the same for the same line of ours."""
    last = traceback.extract_tb(slip.__traceback__)[-1]
    return sha256(f"{type(slip).__name__} {last.name} {last.lineno}".encode()).hexdigest()[:MARK_LENGTH]
