"""Everything said about a person's file: in the command line's own words, by level, with a small picture of the sheet around each cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fundalloc.errors import Level, Place, Refusal
from fundalloc.intake.pictures import Picture
from fundalloc.usecases.serving.sheet_pictures import pictures
from fundalloc.web.speaking import words

SHOWN_MAX = 50


@dataclass(frozen=True, slots=True)
class ToldAbout:
    """One thing said about a file."""

    level: Level
    code: str
    where: str
    sentence: str
    remedy: str
    picture: Picture | None


def told_with_pictures(path: Path, problems: Sequence[Refusal]) -> list[tuple[Level, int, list[ToldAbout]]]:
    """Return what is said about a file, what blocks first; of each level the number, and the first fifty."""
    shown = {level: [problem for problem in problems if problem.level is level] for level in Level}
    drawn = pictures(path, [problem.place for found in shown.values() for problem in found[:SHOWN_MAX]])
    return [
        (level, len(found), [_told(problem, drawn.get(problem.place or Place())) for problem in found[:SHOWN_MAX]])
        for level, found in shown.items()
        if found
    ]


def _told(problem: Refusal, picture: Picture | None) -> ToldAbout:
    key = f"refusals.{problem.code}"
    return ToldAbout(
        problem.level,
        problem.code,
        words().place(problem.place) if problem.place else "",
        words().say(f"{key}.sentence", **problem.facts),
        words().say(f"{key}.remedy", **problem.facts),
        picture,
    )
