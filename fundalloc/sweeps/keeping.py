"""What is kept of an exploration while it runs: a line of JSON for each variant, so that it may be stopped and taken up again."""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO

from fundalloc.errors.sweeps import SweepOfAnother
from fundalloc.sweeps.grid import Settings
from fundalloc.sweeps.running import Came, Variant


class Kept:
    """A file of variants in their order; a line half written when the machine stopped is written again."""

    def __init__(self, path: Path, scenario_print: str, settings: Settings) -> None:
        """
        Open a file, or take up one that an earlier run of the same exploration left.

        Raises:
            SweepOfAnother: the file is there, and of another exploration.

        """
        self.path = path
        digest = hashlib.sha256(repr(settings).encode()).hexdigest()
        self._head = json.dumps({"scenario": scenario_print, "varied": [knob.long_name for knob in settings.knobs], "settings": digest})
        self.count = self._taken_up()

    def _taken_up(self) -> int:
        """Return how many variants are whole, and drop what follows them."""
        if not self.path.exists() or not self.path.stat().st_size:
            self.path.write_text(self._head + "\n", encoding="utf-8", newline="\n")
            return 0
        with self.path.open("rb+") as file:
            if file.readline().decode("utf-8", "replace").rstrip("\n") != self._head:
                raise SweepOfAnother(path=str(self.path))
            count, end = 0, file.tell()
            for line in iter(file.readline, b""):
                if line.endswith(b"\n"):
                    count, end = count + 1, file.tell()
            file.truncate(end)
            return count

    def writing(self) -> IO[str]:
        """Open the file to add variants to it."""
        return self.path.open("a", encoding="utf-8", newline="\n")

    def variants(self) -> "KeptVariants":
        """Return the variants, to be read again as often as one likes."""
        return KeptVariants(self.path, self._taken_up())


@dataclass(frozen=True, slots=True)
class KeptVariants(Collection[Variant]):
    """The variants of a file, in their order: read one at a time, so that memory does not grow with their number."""

    path: Path
    count: int

    def __len__(self) -> int:
        return self.count

    def __contains__(self, variant: object) -> bool:
        return any(each == variant for each in self)

    def __iter__(self) -> Iterator[Variant]:
        with self.path.open(encoding="utf-8") as file:
            next(file)
            for line in file:
                yield _read(line)


def written(variant: Variant) -> str:
    """Return a variant as one line."""
    return json.dumps(
        {
            "number": variant.number,
            "setting": variant.setting,
            "came": variant.came,
            "received": dict(variant.received),
            "goals": [str(goal) for goal in variant.goals],
            "gap_cents": variant.gap_cents,
            "unique": variant.unique,
            "because": variant.because,
        },
        ensure_ascii=False,
    )


def _read(line: str) -> Variant:
    read = json.loads(line)
    return Variant(
        number=read["number"],
        setting=tuple(read["setting"]),
        came=Came(read["came"]),
        received=read["received"],
        goals=tuple(Fraction(goal) for goal in read["goals"]),
        gap_cents=read["gap_cents"],
        unique=read["unique"],
        because=tuple(read["because"]),
    )
