"""
Long books read in spans: the last by this process, each other by a process of its own, which opens the same books by itself.

Entries never change, so that each process finds the same ones whenever it starts; the last span, which grows, is read in the transaction of
whoever asks. What another process found comes back as JSON, an entry to a line, and then what they are together. One that cannot start, or
that stops, loses nothing: its span is read here.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple, TextIO

from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import Breach
from fundalloc.ledger.chain.passing import FileNamed, Passing, Step, Tally
from fundalloc.ledger.chain.spans import EVERYTHING, Span, spans
from fundalloc.ledger.figures import Head
from fundalloc.ledger.storage.store import Session, open_as_found
from fundalloc.unswept import unswept

LINES_EACH: Final = 100_000
"""A span of fewer lines is read before another process is ready to."""

PROCESSES_MAX: Final = 8
PROGRAM: Final = ("-m", "fundalloc.ledger.chain.apart")


class Read(NamedTuple):
    """A span that is read: its entries, and what they are together once one went through them."""

    steps: Iterable[Step]
    tally: Tally


def read(session: Session, address: Address | None, fund: str, veil: bytes | None) -> Sequence[Read]:
    """Read all the entries of a transaction, by as many processes as there are processors where their books have an address."""
    *others, own = (EVERYTHING,) if address is None else spans(session, min(PROCESSES_MAX, _processors()), LINES_EACH)
    if address is None or not others:
        return (_here(session, fund, veil, own),)
    with ThreadPoolExecutor(len(others)) as beside:
        asked = [beside.submit(_apart, address, fund, veil, span) for span in others]
        last = _here(session, fund, veil, own)
        last = Read(list(last.steps), last.tally)
        told = [each.result() or _here(session, fund, veil, span) for each, span in zip(asked, others, strict=True)]
    return (*told, last)


def _here(session: Session, fund: str, veil: bytes | None, span: Span) -> Read:
    passing = Passing(session, fund, veil, span)
    return Read(passing.steps(), passing.tally)


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# --- Who asks


def _apart(address: Address, fund: str, veil: bytes | None, span: Span) -> Read | None:
    """Have another process read a span; None where it does not."""
    question = json.dumps([str(address), isinstance(address, Path), fund, veil.hex() if veil else None, span.first, span.end])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        answered = subprocess.run(  # noqa: S603 - this very program
            (sys.executable, *PROGRAM),
            input=question,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=True,
        )
        *steps, tally = answered.stdout.splitlines()
        return Read(map(_step, steps), _tally(*json.loads(tally)))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError):
        return None


def _step(line: str) -> Step:
    seq, kind, seal, leaves, breaches = json.loads(line)
    return Step(seq, kind, seal, tuple(leaves), tuple(Breach(*each) for each in breaches))


def _tally(before: Any, last: Any, count: int, lines: int, sums: Any, files: Any, left: Any) -> Tally:  # noqa: ANN401 - as they were told
    named = {digest: FileNamed(*each) for digest, each in files.items()}
    return Tally(Head(*before), Head(*last), count, lines, dict(sums), named, [Breach(*each) for each in left])


# --- Who is asked


def main(asked: TextIO, answer: TextIO) -> None:
    """Read the span that is asked about, and tell it."""
    address, is_folder, fund, veil, first, end = json.load(asked)
    with unswept(), open_as_found(Path(address) if is_folder else address) as store, store.reading() as session:
        passing = Passing(session, fund, bytes.fromhex(veil) if veil else None, Span(first, end))
        for step in passing.steps():
            _tell([*step[:-1], [*map(_told, step.breaches)]], answer)
        tally = passing.tally
        heads = ([each.seq, each.hash] for each in (tally.before, tally.last))
        _tell([*heads, tally.count, tally.lines, [*tally.sums.items()], tally.files, [*map(_told, tally.left)]], answer)


def _told(breach: Breach) -> Sequence[object]:
    return (breach.what, breach.seq, breach.table, breach.detail)


def _tell(what: object, answer: TextIO) -> None:
    answer.write(json.dumps(what) + "\n")


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
