"""What is wrong with somebody's files, up to as much as anybody would read."""

from collections.abc import Iterable
from typing import Final

from fundalloc.errors import Level, Refusal
from fundalloc.errors.intake import ProblemsTooMany

PROBLEMS_MAX: Final = 5_000


class EnoughProblems(Exception):
    """Something blocks more often than anybody would read; the last problem says so."""


class Problems(list[Refusal]):
    """
    The problems of one file or folder, in the order they are met.

    Reading stops at so many that block: a file made to hurt, or a column pasted one row too low, would otherwise fill the memory.
    """

    def __init__(self, problems: Iterable[Refusal] = ()) -> None:
        super().__init__()
        self.left = PROBLEMS_MAX
        self.extend(problems)

    def append(self, problem: Refusal) -> None:
        """Add a problem; the last one there is room for is followed by the word that there are more."""
        super().append(problem)
        self.left -= problem.level is Level.BLOCKS
        if self.left == 0:
            super().append(ProblemsTooMany(count_max=PROBLEMS_MAX, place=problem.place))
            raise EnoughProblems

    def extend(self, problems: Iterable[Refusal]) -> None:
        """Add problems one by one, as they are met."""
        for problem in problems:
            self.append(problem)
