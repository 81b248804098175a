"""Share the envelopes under the rules, or say which rules cannot hold together."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from typing import assert_never

from fundalloc.allocation.explanation import awards_of, rule_states
from fundalloc.allocation.fingerprint import fingerprint
from fundalloc.allocation.goals import aim_of, scale_of
from fundalloc.allocation.layout import laid_out
from fundalloc.allocation.model import Model
from fundalloc.allocation.outcome import Allocated, Certificate, EnvelopeUse, GoalReached, Impossible, Outcome, Proof, Split
from fundalloc.allocation.quarrel import quarrel
from fundalloc.domain.scenario import Scenario
from fundalloc.errors.allocation import AllocationNotProved, OutOfTimeRefused
from fundalloc.optimization.aims import Aim, Coverage, Weights
from fundalloc.optimization.conflict import feasible
from fundalloc.optimization.optimum import NoAnswer, NotProved, Optimum, OutOfTime, optimise
from fundalloc.optimization.program import Integers, LinearProgram
from fundalloc.optimization.settling import questions_of
from fundalloc.optimization.solver import Opener
from fundalloc.unswept import unswept


def allocate(scenario: Scenario, *, seconds: float | None = None, opened: Opener | None = None) -> Outcome:
    """
    Share the envelopes under the rules, or say which rules cannot hold together.

    ``seconds`` bounds the search where some requests are all or nothing; ``opened`` chooses the solver that is asked: else HiGHS is,
    and only what rows one inside the other do not answer directly.

    Raises:
        AllocationNotProved: an answer was found whose proof does not hold.
        OutOfTimeRefused: no split was found in the time allowed.

    """
    with unswept():
        return _allocate(scenario, seconds, opened)


def split(scenario: Scenario, *, seconds: float | None = None) -> Split | Impossible:
    """
    Share the envelopes as ``allocate`` does, to the same cents, and leave out the reasons, the prices of rules and the proof to keep.

    Where some requests are all or nothing, the gap told is the solver's. For whoever asks many variants and reads the amounts.

    Raises:
        AllocationNotProved: an answer was found whose proof does not hold.
        OutOfTimeRefused: no split was found in the time allowed.

    """
    with unswept():
        return split_laid_out(*laid_out(scenario), seconds=seconds)


def split_laid_out(model: Model, program: LinearProgram, *, seconds: float | None = None) -> Split | Impossible:
    """Do the same for a scenario that is laid out already."""
    return InTurn().split(model, program, seconds=seconds)


@dataclass(slots=True)
class InTurn:
    """Splits scenarios laid out with the same rows one after the other: each is first looked for beside the answer of the one before."""

    _near: Optimum | None = None

    def split(self, model: Model, program: LinearProgram, *, seconds: float | None = None) -> Split | Impossible:
        """Split one more, to the same cents as if it were alone."""
        reached = _reached(model, program, seconds, None, in_parts=False, near=self._near)
        if isinstance(reached, Impossible):
            return reached
        self._near = reached.found
        return Split(
            received=model.received(reached.found.values),
            goals=goals_reached(model, reached.found.reached, reached.found.best, reached.scales),
            certificate=_certified(reached),
        )


@dataclass(frozen=True, slots=True)
class _Reached:
    """A scenario laid out, its goals as aims, how many units of each make one, and the answer."""

    model: Model
    program: LinearProgram
    aims: Sequence[Aim]
    scales: Sequence[int]
    found: Optimum


def _allocate(scenario: Scenario, seconds: float | None, opened: Opener | None) -> Outcome:
    reached = _reached(*laid_out(scenario), seconds, opened, in_parts=True)
    return reached if isinstance(reached, Impossible) else _allocated(reached)


def _reached(
    model: Model,
    program: LinearProgram,
    seconds: float | None,
    opened: Opener | None,
    *,
    in_parts: bool,
    near: Optimum | None = None,
) -> _Reached | Impossible:
    scenario = model.scenario
    aims = [aim_of(goal, model, program) for goal in scenario.goals]
    match optimise(program, aims, model.ideals(program), seconds=seconds, opened=opened, in_parts=in_parts, near=near):
        case NoAnswer() if feasible(program):
            raise AllocationNotProved(stage="impossible")
        case NoAnswer():
            conflict, repair, proved = quarrel(model, program)
            return Impossible(
                scenario=scenario, fingerprint=fingerprint(scenario), conflict=conflict, repair=repair, conflict_proved=proved
            )
        case Optimum() as found:
            scales = [scale_of(goal, aim) for goal, aim in zip(scenario.goals, aims, strict=True)]
            return _Reached(model, program, aims, scales, found)
        case NotProved(stage=stage):
            raise AllocationNotProved(stage=stage)
        case OutOfTime():
            raise OutOfTimeRefused(seconds=round(seconds or 0))
        case unreachable:
            assert_never(unreachable)


def first_question(scenario: Scenario) -> tuple[LinearProgram, Integers]:
    """Return a scenario's program and the weights of its first goal, as a solver is asked."""
    model, program = laid_out(scenario)
    questions = questions_of(program, [aim_of(scenario.goals[0], model, program)])
    return questions.program, questions.goals[0]


def _allocated(reached: _Reached) -> Allocated:
    model, program, found = reached.model, reached.program, reached.found
    certificate = _certified(reached)
    given = dict.fromkeys((envelope.id for envelope in model.around.envelopes), 0)
    for envelope, amount in zip(model.columns.envelopes, found.values, strict=False):
        given[envelope] += amount
    return Allocated(
        scenario=model.scenario,
        fingerprint=fingerprint(model.scenario),
        awards=awards_of(model, program, found),
        envelopes=tuple(
            EnvelopeUse(envelope=envelope.id, amount_cents=envelope.amount_cents, granted_cents=given[envelope.id])
            for envelope in model.around.envelopes
        ),
        goals=goals_reached(model, found.reached, found.best, reached.scales),
        rules=rule_states(model, program, found, reached.scales[0]),
        certificate=certificate,
        proof=_proof(model, found, reached.scales[0]),
    )


def _proof(model: Model, found: Optimum, scale: int) -> Proof:
    """Keep what a checker needs: the program in which the first goal is a weighted sum, with open choices where these are proved too."""
    witness = found.proof.witness
    requests = map([request.id for request in model.requests].__getitem__, model.columns.requests)
    others = repeat(("", ""), witness.program.column_count - len(model.columns))
    return Proof(
        program=witness.program,
        columns=(*zip(requests, model.columns.envelopes, strict=True), *others),
        groups=tuple(model.group_ids),
        values=witness.values,
        goals=(witness.weights,),
        prices=found.proof.prices,
        parts=found.proof.parts,
        scale=scale,
    )


def _certified(reached: _Reached) -> Certificate:
    """Redo every row on whole cents and bound what a better answer could still bring; refuse what does not hold."""
    program, found = reached.program, reached.found
    if program.broken_rows(found.values) or program.breaks_a_bound(found.values):
        raise AllocationNotProved(stage="cents")
    scale = reached.scales[0] if isinstance(reached.aims[0], Weights | Coverage) else 1
    missed = Fraction(found.missed_cents, scale)
    if missed < 0:
        raise AllocationNotProved(stage="bound")
    return Certificate(
        rows_hold=True,
        rows_checked=found.proof.witness.program.row_count,
        gap_cents=-(-missed.numerator // missed.denominator),
        unique=found.unique and found.proved,
        search_ended=found.proved,
    )


def goals_reached(model: Model, reached: Sequence[Fraction], best: Sequence[Fraction], scales: Sequence[int]) -> tuple[GoalReached, ...]:
    """Return each goal's value and its best, in its own units."""
    return tuple(
        GoalReached(
            kind=goal.kind, label_fr=goal.label.fr, label_en=goal.label.en, value=Fraction(value, scale), best_possible=most / scale
        )
        for goal, value, most, scale in zip(model.scenario.goals, reached, best, scales, strict=True)
    )
