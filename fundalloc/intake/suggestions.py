"""The known names that look like unknown ones, however many names are unknown."""

from collections.abc import Iterable
from typing import Final

from fundalloc.intake.names import nearest
from fundalloc.intake.order import in_natural_order

COMPARISONS_MAX: Final = 100_000


class Suggestions:
    """What was looked for among the names of each table; beyond so many comparisons, the first names of a table stand for all."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[str, ...]] = {}
        self.found: dict[tuple[str, str], tuple[str, ...]] = {}
        self.left = COMPARISONS_MAX

    def nearest(self, name: str, table: str, names: Iterable[str]) -> tuple[str, ...]:
        """Return the names of a table that look like one it does not hold, or all of them."""
        if table not in self.known:
            self.known[table] = tuple(in_natural_order(tuple(names), str))
        known = self.known[table]
        if (name, table) not in self.found:
            self.left -= len(known)
            self.found[name, table] = nearest(name, known) if self.left > 0 else known
        return self.found[name, table]
