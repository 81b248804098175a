"""Decide: from a scenario's folder to an outcome, and the outcome to its file."""

import json
from dataclasses import dataclass
from pathlib import Path

from fundalloc.allocation.engine import allocate, first_question
from fundalloc.allocation.outcome import Allocated, Outcome
from fundalloc.allocation.proving import findings
from fundalloc.allocation.result import as_document
from fundalloc.errors import Place, RefusedTogether
from fundalloc.errors.allocation import AllocationNotProved, ResultMissing, ResultNotProvable, SolverLosesCents, SolverUnknown
from fundalloc.errors.intake import ComparedWithoutAnswer
from fundalloc.intake.scenario import read_scenario
from fundalloc.lexicon import Lexicon
from fundalloc.optimization.solvers import solver_named, solver_names
from fundalloc.usecases.files import put_in_place, put_text


def allocate_folder(path: Path, *, seconds: float | None = None, solver: str | None = None) -> Outcome:
    """
    Read a scenario's folder and share its envelopes, asking the solver named (default: HiGHS by arrays).

    Raises:
        RefusedTogether: the scenario has problems, all told, or there is no such solver.
        AllocationNotProved: an answer was found whose proof does not hold.
        SolverLosesCents: the solver named does not carry cents; its answer is not given.

    """
    if solver is None:
        return allocate(read_scenario(path), seconds=seconds)
    opened = solver_named(solver.lower())
    if opened is None:
        raise RefusedTogether([SolverUnknown(name=solver, known=solver_names())])
    try:
        return allocate(read_scenario(path), seconds=seconds, opened=opened)
    except AllocationNotProved as refusal:
        raise SolverLosesCents(name=solver, stage=refusal.stage) from refusal


def allocate_beside(path: Path) -> Allocated:
    """
    Share the envelopes of a scenario that another is laid beside.

    Raises:
        RefusedTogether: the scenario has problems, or its rules cannot hold together.

    """
    outcome = allocate(read_scenario(path))
    if not isinstance(outcome, Allocated):
        raise RefusedTogether([ComparedWithoutAnswer(rules=outcome.conflict, place=Place(file=path.name))])
    return outcome


def write_model(scenario: Path, path: Path) -> None:
    """Write the model of a scenario's first goal for other tools, ``.lp`` or ``.mps`` by the file's ending, whole or not at all."""
    from fundalloc.optimization.solver_pulp import write_model as write

    program, goal = first_question(read_scenario(scenario))
    put_in_place(path, lambda unfinished: write(program, goal, unfinished, path.suffix))


def result_document(outcome: Outcome, lexicon: Lexicon, *, prepared_by: str | None = None) -> dict[str, object]:
    """Return the outcome as the JSON object of ``allocate --json``."""
    return as_document(outcome, lexicon, prepared_by=prepared_by)


def result_text(outcome: Outcome, lexicon: Lexicon, *, prepared_by: str | None = None) -> str:
    """Return the outcome as JSON text, the same bytes every time."""
    document = as_document(outcome, lexicon, prepared_by=prepared_by)
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Proved:
    """What a check of a result file found: nothing, or what does not hold, as codes and facts; ``rows`` were redone."""

    rows: int
    findings: tuple[tuple[str, dict[str, object]], ...]


def prove_result(path: Path) -> Proved:
    """
    Check a result file by its stand-alone checker.

    Raises:
        RefusedTogether: the file is missing, or is not a result of a split that was found.

    """
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RefusedTogether([ResultMissing(place=Place(file=str(path)), path=str(path))]) from None
    except (OSError, ValueError):
        raise RefusedTogether([ResultNotProvable(place=Place(file=path.name), path=path.name)]) from None
    if not isinstance(result, dict) or not result.get("proof"):
        raise RefusedTogether([ResultNotProvable(place=Place(file=path.name), path=path.name)])
    rows = result["proof"].get("rows", []) if isinstance(result["proof"], dict) else []
    return Proved(rows=len(rows), findings=tuple(findings(result)))


def write_result(outcome: Outcome, path: Path, lexicon: Lexicon, *, prepared_by: str | None = None) -> None:
    """Write the outcome's JSON, whole or not at all."""
    text = result_text(outcome, lexicon, prepared_by=prepared_by)
    put_text(path, text)
