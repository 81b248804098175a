"""Calls as files: check them, say what each file received lacks, rank those that were marked, propose who is designated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.domain.base import Id
from fundalloc.domain.calls import Call, Verdict
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Refusal, refuse_together
from fundalloc.usecases.allocating.scenarios import write_folder

if TYPE_CHECKING:
    from fundalloc.calls.admissibility import Admission
    from fundalloc.calls.designation import Decided
    from fundalloc.calls.evaluation import Evaluation, Place
    from fundalloc.intake.call import ReceivedCall
    from fundalloc.intake.gathering import Examined
    from fundalloc.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything a call leads to: what each file lacks, the marks, the ranking, and what becomes of every file."""

    call: Call
    admissions: tuple["Admission", ...]
    evaluations: tuple["Evaluation", ...]
    places: tuple["Place", ...]
    outcome: tuple["Decided", ...]
    fingerprint: str
    proved_unique: bool
    doubts: tuple[Refusal, ...]

    @property
    def counts(self) -> Mapping[Verdict, int]:
        from fundalloc.calls.designation import counts

        return counts(self.outcome)

    @property
    def counts_by_stream(self) -> Mapping[Id, Mapping[Verdict, int]]:
        from fundalloc.calls.designation import counts_by_stream

        return counts_by_stream(self.call, self.outcome)


def check(path: Path) -> "Examined[ReceivedCall]":
    """
    Read a call's folder or workbook and return everything there is to say about it.

    Raises:
        RefusedTogether: there is nothing there to read.

    """
    from fundalloc.intake.call import examine_call

    return examine_call(path)


def admissions(path: Path) -> tuple[Call, tuple["Admission", ...]]:
    """Return, for every file received, what keeps it from being admissible."""
    from fundalloc.calls import admissibility
    from fundalloc.intake.call import read_call

    call = read_call(path).call
    return call, admissibility.admissions(call)


def rank(path: Path) -> tuple[Call, tuple["Evaluation", ...], tuple["Place", ...]]:
    """
    Mark the admissible files and rank those that passed; equal marks share a place.

    Raises:
        RefusedTogether: something keeps a file from being marked; no mark is given by default.

    """
    call, admitted = admissions(path)
    evaluated, places = ranked(call, admitted)
    return call, evaluated, places


def ranked(call: Call, admitted: Sequence["Admission"]) -> tuple[tuple["Evaluation", ...], tuple["Place", ...]]:
    """Mark and rank what is admissible, or refuse with everything that stands in the way."""
    from fundalloc.calls import evaluation

    refuse_together(evaluation.doubts(call, admitted))
    evaluated = evaluation.evaluations(call, admitted)
    return evaluated, evaluation.ranking(evaluated)


def propose(path: Path) -> Proposal:
    """
    Return what becomes of every file: the ranking within the places, and over it what the authority wrote.

    The choice is an allocation, certified like any other; what is wrong with the result is among its doubts.
    """
    from fundalloc.intake.call import read_call

    return proposal(read_call(path).call)


def proposal(call: Call) -> Proposal:
    """Return what a call leads to; a call without criteria has only what the authority wrote."""
    from fundalloc.allocation.fingerprint import fingerprint
    from fundalloc.calls import admissibility, designation

    admitted = admissibility.admissions(call)
    evaluated, places = ranked(call, admitted) if call.criteria else ((), ())
    placed, mark, unique = frozenset[Id](), "", True
    if places:
        scenario = designation.places_scenario(call, places)
        placed, unique = _placed(scenario)
        mark = fingerprint(scenario)
    outcome = designation.decided(call, admitted, evaluated, placed)
    doubts = tuple(designation.doubts(call, admitted, evaluated, places, outcome))
    return Proposal(call, admitted, evaluated, places, outcome, mark, unique, doubts)


def _placed(scenario: Scenario) -> tuple[frozenset[Id], bool]:
    from fundalloc.allocation.engine import allocate
    from fundalloc.allocation.outcome import Allocated

    found = allocate(scenario)
    assert isinstance(found, Allocated), "nothing at all is always within the places"
    return frozenset(award.request for award in found.awards if award.amount_cents), found.certificate.unique


def write_scenario(path: Path, scenario: Path, target: Path, lexicon: "Lexicon") -> Scenario:
    """
    Write the scenario that shares money among those a call accepts: their requests only, the best ranked first.

    A request's priority is the mark of its institution, to the point; requests of institutions that are not accepted are left out.

    Raises:
        RefusedTogether: the call or the scenario has problems, what was decided does not hold, or the folder holds something already.

    """
    from fundalloc.intake.scenario import read_scenario

    found = propose(path)
    refuse_together(found.doubts)
    chosen = _chosen(read_scenario(scenario), found)
    write_folder(target, chosen, lexicon)
    return chosen


def _chosen(scenario: Scenario, found: Proposal) -> Scenario:
    accepted = {each.institution for each in found.outcome if each.accepted}
    mark_of = {each.application: each.total for each in found.evaluations}
    marks = {each.institution: int(mark_of[each.application]) for each in found.outcome if each.application in mark_of}
    requests = tuple(
        each.model_copy(update={"weight": marks.get(each.recipient, each.weight)})
        for each in scenario.requests
        if each.recipient in accepted
    )
    recipients = tuple(each for each in scenario.recipients if each.id in accepted)
    return scenario.model_copy(update={"requests": requests, "recipients": recipients})
