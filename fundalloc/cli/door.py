"""What a verb speaks through: the answer on standard output, the talk on standard error, refusals in one shape."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from itertools import groupby
from typing import Final, TextIO

import click

from fundalloc.errors import Level, Place, Refusal
from fundalloc.errors.allocation import AllocationNotProved
from fundalloc.errors.ledger import ChainBroken
from fundalloc.lexicon import Lexicon

PROBLEMS_SHOWN_MAX: Final = 20
NOT_PROVED: Final = (AllocationNotProved, ChainBroken)
"""Refusals that say more than "no": a proof or a chain does not hold."""


class ExitCode(IntEnum):
    """What the shell is told."""

    DONE = 0
    REFUSED = 1
    MISUSED = 2
    NOT_PROVED = 3
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Door:
    """One command's way of speaking, in the person's language; ``bilingual`` has it write its files in each."""

    lexicon: Lexicon
    machine: bool = False
    rehearsal: bool = False
    bilingual: bool = False

    def answer(self, spoken: str, data: object) -> None:
        """Print the result on standard output: the sentence or the table, or the JSON when ``--json`` asks for it."""
        click.echo(json.dumps(data, ensure_ascii=False, indent=1) if self.machine else spoken)

    def tell(self, key: str, /, **facts: object) -> None:
        """Say something on standard error, beside the result."""
        click.echo(self.lexicon.say(f"cli.{key}", **facts), err=True)

    def say(self, key: str, /, **facts: object) -> str:
        return self.lexicon.say(f"cli.{key}", **facts)

    def refuse(self, refusals: Sequence[Refusal]) -> ExitCode:
        """Tell every problem of one request, file by file, and that nothing was written."""
        if self.machine:
            self.answer("", {"status": "refused", "refusals": [self.as_data(refusal) for refusal in refusals]})
        for level in Level:
            self._tell_level(level, [refusal for refusal in _in_reading_order(refusals) if refusal.level is level])
        self.tell("nothing-written")
        return ExitCode.NOT_PROVED if any(isinstance(refusal, NOT_PROVED) for refusal in refusals) else ExitCode.REFUSED

    def _tell_level(self, level: Level, refusals: Sequence[Refusal]) -> None:
        """Tell the problems of one level; what does not block is told under its own title."""
        if refusals and level is not Level.BLOCKS:
            click.echo("\n" + self.lexicon.say(f"cli.scenario.check.levels.{level}", count=len(refusals)), err=True)
        for refusal in refusals[:PROBLEMS_SHOWN_MAX]:
            head, *sentences = self.lexicon.refusal(refusal).split("\n")
            click.echo(click.style(head, bold=True), err=True)
            click.echo("\n".join(sentences), err=True)
        if len(refusals) > PROBLEMS_SHOWN_MAX:
            self.tell("more-problems", count=len(refusals) - PROBLEMS_SHOWN_MAX)

    def as_data(self, refusal: Refusal) -> dict[str, object]:
        """Return a refusal or a remark as JSON can hold it."""
        place = refusal.place or Place()
        return {
            "code": refusal.code,
            "level": refusal.level.value,
            "place": {name: getattr(place, name) for name in Place.__slots__ if getattr(place, name) is not None},
            "facts": {name: plain(fact) for name, fact in refusal.facts.items()},
            "told": self.lexicon.refusal(refusal),
        }


def plain(fact: object) -> object:
    """Return a fact as JSON can hold it."""
    match fact:
        case None | bool() | int() | str():
            return fact
        case datetime() | date():
            return fact.isoformat()
        case tuple() | list() | set() | frozenset():
            return [plain(item) for item in fact]
        case _:
            return str(fact)


def now() -> datetime:
    """Return the time of the act, in the zone of the person who acts; the doors alone read the clock."""
    return datetime.now(tz=UTC).astimezone()


def speak_utf8(streams: Iterable[TextIO]) -> None:
    """Write accents whatever the locale says; what cannot be written is escaped rather than fatal."""
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def is_terminal() -> bool:
    """Tell whether the talk is read by a person as it comes."""
    return sys.stderr.isatty()


def _in_reading_order(refusals: Sequence[Refusal]) -> list[Refusal]:
    first_seen: dict[str | None, int] = {}
    for number, refusal in enumerate(refusals):
        first_seen.setdefault(_file(refusal), number)
    files = sorted(first_seen, key=lambda file: first_seen[file])
    by_file = {file: list(group) for file, group in groupby(sorted(refusals, key=lambda each: first_seen[_file(each)]), key=_file)}
    return [refusal for file in files for refusal in sorted(by_file[file], key=_line)]


def _file(refusal: Refusal) -> str | None:
    return refusal.place.file if refusal.place else None


def _line(refusal: Refusal) -> int:
    return (refusal.place.row or 0) if refusal.place else 0
