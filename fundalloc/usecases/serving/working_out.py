"""
Working an allocation out beside everything else: in a process of its own, which writes where it stands into a folder.

Whoever asked looks into the folder as often as they like, stops the process, or comes back later. The folder is ours alone: what is kept
in it was written by this program and is read by nothing else.
"""

import json
import os
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated, Outcome
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Refusal, RefusedTogether
from fundalloc.intake.scenario import read_scenario
from fundalloc.lexicon import Language, lexicon
from fundalloc.reports.tables import Document
from fundalloc.sweeps.grid import value_of
from fundalloc.sweeps.knobs import Knob, knob_named, knobs_of, turned
from fundalloc.usecases.accountability import reporting
from fundalloc.usecases.allocating import comparing, deciding
from fundalloc.usecases.files import put_bytes, put_text

Kept = TypeVar("Kept")
ASKED: Final = "asked.pickle"
STAGE: Final = "stage.json"
ANSWER: Final = "answer.pickle"
POLITENESS: Final = 10
"""How much the process lets others go first."""


class Stage(StrEnum):
    """How far the work is."""

    READING = "reading"
    ALLOCATING = "allocating"
    DRAWING = "drawing"
    DONE = "done"
    REFUSED = "refused"
    STOPPED = "stopped"


FINISHED: Final = frozenset({Stage.DONE, Stage.REFUSED, Stage.STOPPED})


@dataclass(frozen=True, slots=True)
class WorkAsked:
    """
    What is to be worked out: a scenario, with other values where ``changes`` name some, laid beside an earlier answer if there is one.

    ``compared`` are scenarios to lay beside the first instead; ``seconds`` bounds the search where requests are all or nothing.
    """

    scenario: Path
    person: str
    asked_at: datetime
    changes: Mapping[str, str] = field(default_factory=dict)
    against: Path | None = None
    compared: tuple[Path, ...] = ()
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class WorkAnswer:
    """What came of it: the document that shows it, and the answer itself where one scenario was allocated."""

    document: Document
    outcome: Outcome | None

    @property
    def is_decision(self) -> bool:
        """Whether it may be submitted for adoption."""
        return isinstance(self.outcome, Allocated)


def changeable(path: Path) -> tuple[Knob, ...]:
    """Return the numbers of a scenario’s envelopes, rules and rates, which may be changed before it is allocated."""
    return tuple(knob for knob in knobs_of(read_scenario(path)) if knob.part != "requests")


def work_out(folder: Path) -> None:
    """Carry out what a folder asks for, and leave the answer, or what stands in its way, in the folder."""
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    asked = _unpickled(folder / ASKED, WorkAsked)
    try:
        answer = _compared(folder, asked) if asked.compared else _allocated(folder, asked)
    except RefusedTogether as refused:
        _refused(folder, refused.refusals)
    except Refusal as refusal:
        _refused(folder, (refusal,))
    else:
        _pickle(folder / ANSWER, answer)
        tell(folder, Stage.DONE)


def _allocated(folder: Path, asked: WorkAsked) -> WorkAnswer:
    tell(folder, Stage.READING)
    scenario = _changed(read_scenario(asked.scenario), asked.changes)
    tell(folder, Stage.ALLOCATING)
    outcome = allocate(scenario, seconds=asked.seconds)
    tell(folder, Stage.DRAWING)
    against = answer_in(asked.against) if asked.against else None
    beside = against.outcome if against and isinstance(against.outcome, Allocated) else None
    document = reporting.allocation_report(outcome, person=asked.person, now=asked.asked_at, against=beside)
    return WorkAnswer(document, outcome)


def _changed(scenario: Scenario, changes: Mapping[str, str]) -> Scenario:
    knobs = knobs_of(scenario)
    named = {knob_named(knobs, name): text for name, text in changes.items()}
    return turned(scenario, {knob: value_of(knob, text) for knob, text in named.items()}) if named else scenario


def _compared(folder: Path, asked: WorkAsked) -> WorkAnswer:
    tell(folder, Stage.ALLOCATING)
    comparison = comparing.compare((asked.scenario, *asked.compared))
    tell(folder, Stage.DRAWING)
    return WorkAnswer(comparing.comparison_report(comparison, person=asked.person, now=asked.asked_at), None)


# --- What the folder says


def ask(folder: Path, asked: WorkAsked) -> None:
    """Put down what is to be worked out, before the process is started."""
    _pickle(folder / ASKED, asked)
    tell(folder, Stage.READING)


def tell(folder: Path, stage: Stage) -> None:
    """Write how far the work is."""
    put_text(folder / STAGE, json.dumps({"stage": stage.value}))


def stage_of(folder: Path) -> Stage:
    """Return how far the work is."""
    return Stage(json.loads((folder / STAGE).read_text(encoding="utf-8"))["stage"])


def asked_in(folder: Path) -> WorkAsked:
    """Return what a folder asks for."""
    return _unpickled(folder / ASKED, WorkAsked)


def answer_in(folder: Path) -> WorkAnswer:
    """Return the answer that a folder holds, once it is done."""
    return _unpickled(folder / ANSWER, WorkAnswer)


def refusals_in(folder: Path) -> tuple[Refusal, ...]:
    """Return what stood in the way, where the work was refused."""
    found = cast("list[tuple[type[Refusal], dict[str, Any]]]", _unpickled(folder / ANSWER, list))
    return tuple(kind(**facts) for kind, facts in found)


def result_of(answer: WorkAnswer, language: Language, person: str) -> str:
    """Return a decision as the JSON of ``allocate``, prepared by whoever submits it."""
    assert answer.outcome is not None, "a decision has an answer"
    return deciding.result_text(answer.outcome, lexicon(language), prepared_by=person)


def _refused(folder: Path, refusals: tuple[Refusal, ...]) -> None:
    told = [(type(refusal), {each.name: getattr(refusal, each.name) for each in fields(refusal)}) for refusal in refusals]
    _pickle(folder / ANSWER, told)
    tell(folder, Stage.REFUSED)


def _pickle(path: Path, value: object) -> None:
    put_bytes(path, pickle.dumps(value))


def _unpickled(path: Path, kind: type[Kept]) -> Kept:
    value = pickle.loads(path.read_bytes())  # noqa: S301 - this program wrote it, into a folder of its own
    assert isinstance(value, kind), "what was written is read again"
    return value
