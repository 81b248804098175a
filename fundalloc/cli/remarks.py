"""What a check has to say of files that hold together, or do not: level by level, each with its place and its remedy."""

from collections.abc import Iterator, Sequence
from typing import Final

from fundalloc.errors import Level, Refusal
from fundalloc.lexicon import Lexicon

REMARKS_SHOWN_MAX: Final = 20


def told_by_level(problems: Sequence[Refusal], lexicon: Lexicon) -> Iterator[str]:
    """Tell problems under the title of their level, so many of each at most."""
    for level in Level:
        found = [problem for problem in problems if problem.level is level]
        if found:
            title = lexicon.say(f"cli.scenario.check.levels.{level}", count=len(found))
            left = [lexicon.say("cli.more-problems", count=len(found) - REMARKS_SHOWN_MAX)] if len(found) > REMARKS_SHOWN_MAX else []
            yield "\n".join((title, *(lexicon.refusal(problem) for problem in found[:REMARKS_SHOWN_MAX]), *left))
