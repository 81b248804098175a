"""Marks made into a ranking: exact, with nobody in conflict, no mark by default, and ties shown as ties."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from statistics import median
from typing import Final

from fundalloc.calls.admissibility import Admission
from fundalloc.domain.base import Id
from fundalloc.domain.calls import Aggregation, Application, Call, Criterion, Elimination, Family
from fundalloc.errors import Refusal
from fundalloc.errors.calls import (
    CriteriaMissing,
    CriterionUnanswered,
    EvaluatorsMissing,
    ScoreInConflict,
    ScoreMissing,
    ScoreOfInadmissible,
)
from fundalloc.money import BASIS_POINTS_WHOLE


@dataclass(frozen=True, slots=True)
class Evaluation:
    """
    One file once it is marked: its mark on each criterion and in all, out of 100, exactly.

    ``below`` names what it stays below the pass mark of: criteria, families, or the total under the name of the elimination.
    """

    application: Id
    marks: Mapping[Id, Fraction]
    total: Fraction
    below: tuple[str, ...]
    evaluators: tuple[Id, ...]

    @property
    def passed(self) -> bool:
        return not self.below


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a ranking: its number, the mark, and every file that has exactly it."""

    number: int
    total: Fraction
    applications: tuple[Id, ...]

    @property
    def tied(self) -> bool:
        return len(self.applications) > 1


def doubts(call: Call, admissions: Sequence[Admission]) -> Iterator[Refusal]:
    """Say everything that keeps the admissible files from being marked (S2-05, S2-14)."""
    if not call.criteria:
        yield CriteriaMissing(call=call.id)
        return
    admissible = {each.application for each in admissions if each.admissible}
    for name in dict.fromkeys(score.application for score in call.scores):
        if name not in admissible:
            yield ScoreOfInadmissible(application=name)
    for application in call.applications:
        if application.id in admissible:
            yield from _doubts_about(application, call)


def _doubts_about(application: Application, call: Call) -> Iterator[Refusal]:
    unanswered = tuple(each.id for each in call.criteria if each.id not in application.answered)
    if unanswered:
        yield CriterionUnanswered(application=application.id, criteria=unanswered)
    marked = {(score.evaluator, score.criterion) for score in call.scores if score.application == application.id}
    in_conflict = conflicted(application, call)
    for name in sorted({evaluator for evaluator, _ in marked} & in_conflict):
        yield ScoreInConflict(application=application.id, evaluator=name, institution=application.institution)
    able = [each.id for each in call.evaluators if each.id not in in_conflict]
    if not able:
        yield EvaluatorsMissing(application=application.id)
    for name in able:
        missing = tuple(each.id for each in call.criteria if (name, each.id) not in marked)
        if missing:
            yield ScoreMissing(application=application.id, evaluator=name, criteria=missing)


def conflicted(application: Application, call: Call) -> frozenset[Id]:
    """Return the evaluators who declared an interest in the applicant (S2-03)."""
    return frozenset(each.evaluator for each in call.interests if each.institution == application.institution)


def evaluations(call: Call, admissions: Sequence[Admission]) -> tuple[Evaluation, ...]:
    """Mark every admissible file; nothing may stand in the way of it any more."""
    admissible = {each.application for each in admissions if each.admissible}
    return tuple(_evaluated(each, call) for each in call.applications if each.id in admissible)


def _evaluated(application: Application, call: Call) -> Evaluation:
    scores = [score for score in call.scores if score.application == application.id]
    together = AGGREGATIONS[call.aggregation]
    marks = {each.id: together([score.points for score in scores if score.criterion == each.id]) for each in call.criteria}
    return Evaluation(
        application.id,
        marks,
        _weighted(call.criteria, marks),
        tuple(_below(call, marks)),
        tuple(sorted({score.evaluator for score in scores})),
    )


AGGREGATIONS: Final[Mapping[Aggregation, Callable[[Sequence[int]], Fraction]]] = {
    Aggregation.MEAN: lambda points: Fraction(sum(points), len(points)),
    Aggregation.MEDIAN: lambda points: median([Fraction(each) for each in points]),
    Aggregation.LOWEST: lambda points: Fraction(min(points)),
}
"""How the points of several evaluators become one mark, exactly."""


def _weighted(criteria: Iterable[Criterion], marks: Mapping[Id, Fraction]) -> Fraction:
    weighted = sum((marks[each.id] * each.weight_basis_points for each in criteria), Fraction(0))
    return weighted / BASIS_POINTS_WHOLE


def _below(call: Call, marks: Mapping[Id, Fraction]) -> Iterator[str]:
    """Name what stays below its pass mark: one criterion is enough, unless the call says that a family or the total is compared."""
    passing = {each.id: Fraction(each.pass_mark) for each in call.criteria}
    match call.eliminates_on:
        case Elimination.EACH_CRITERION:
            yield from (each.id for each in call.criteria if marks[each.id] < passing[each.id])
        case Elimination.EACH_FAMILY:
            for family in Family:
                members = [each for each in call.criteria if each.family is family]
                if _weighted(members, marks) < _weighted(members, passing):
                    yield family.value
        case Elimination.TOTAL:
            if _weighted(call.criteria, marks) < _weighted(call.criteria, passing):
                yield Elimination.TOTAL.value


def ranking(evaluated: Sequence[Evaluation]) -> tuple[Place, ...]:
    """Rank the files that passed, the best first; equal marks share a place, and the next place counts them all."""
    passed = sorted((each for each in evaluated if each.passed), key=lambda each: (-each.total, each.application))
    places: list[Place] = []
    number = 1
    for total, group in groupby(passed, key=lambda each: each.total):
        names = tuple(each.application for each in group)
        places.append(Place(number, total, names))
        number += len(names)
    return tuple(places)
