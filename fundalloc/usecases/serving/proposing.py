"""
Decisions that wait for another person to adopt them: submitted with who prepared them, adopted into the books, or sent back with a reason.

They wait in a folder, since the books hold nothing of what was not adopted. What is adopted is byte for byte what was submitted.
"""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Final

from fundalloc.domain.base import Id, Noun
from fundalloc.errors import refuse_together
from fundalloc.errors.ledger import ReasonMissing
from fundalloc.errors.web import ProposalChanged, ProposalDecided, ProposalUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act, refusal
from fundalloc.ledger.kinds import Kind
from fundalloc.money import Cents
from fundalloc.usecases.acting import reading
from fundalloc.usecases.budgeting import books, budget
from fundalloc.usecases.files import put_text
from fundalloc.usecases.serving.visiting import fund_of

FOLDER: Final = "propositions"
NAME_LENGTH: Final = 16


class ProposalState(StrEnum):
    """Where a proposal stands."""

    WAITING = "waiting"
    ADOPTED = "adopted"
    SENT_BACK = "sent-back"


class Summary(Noun):
    """A decision in short, for whoever has not opened it."""

    title_fr: str
    title_en: str
    scenario: str
    fingerprint: str
    total_cents: Cents


class Proposal(Noun):
    """A decision submitted for adoption; ``sha256`` is of the result's bytes."""

    name: Id
    summary: Summary
    sha256: str
    note: str
    submitted_by: str
    submitted_at: datetime
    state: ProposalState = ProposalState.WAITING
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""


def submit(ledger: Address, room: Path, result: str, told: Summary, *, note: str, person: str, now: datetime) -> Proposal:
    """Submit a decision for adoption by another person; only who may prepare allocations submits one."""
    problem = refusal(Act.PREPARE_ALLOCATION, person, fund_of(ledger), {})
    refuse_together((problem,) if problem else ())
    digest = sha256(result.encode()).hexdigest()
    proposal = Proposal(
        name=digest[:NAME_LENGTH],
        summary=told,
        sha256=digest,
        note=note.strip(),
        submitted_by=person,
        submitted_at=now,
    )
    folder = room / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    put_text(result_file(room, proposal.name), result)
    _write(room, proposal)
    return proposal


def result_file(room: Path, name: str) -> Path:
    """Return where a proposal's result is."""
    return room / FOLDER / f"{name}.json"


def proposals(room: Path) -> tuple[Proposal, ...]:
    """Return every proposal, the last submitted first."""
    found = (Proposal.model_validate_json(path.read_bytes()) for path in (room / FOLDER).glob("*.note"))
    return tuple(sorted(found, key=lambda each: each.submitted_at, reverse=True))


def proposal_named(room: Path, name: str) -> Proposal:
    """
    Return a proposal.

    Raises:
        ProposalUnknown: there is none of this name.

    """
    found = next((each for each in proposals(room) if each.name == name), None)
    if found is None:
        raise ProposalUnknown(name=name)
    return found


def adopt(ledger: Address, room: Path, name: str, *, reason: str, person: str, now: datetime) -> Proposal:
    """
    Adopt a proposal: it becomes the budget, or amends the one there is, which needs a reason.

    The books refuse who prepared it, and whoever may not adopt.
    """
    waiting = _waiting(room, name)
    file = result_file(room, name)
    if not file.is_file() or sha256(file.read_bytes()).hexdigest() != waiting.sha256:
        raise ProposalChanged(name=name)
    if amends(ledger):
        budget.amend_allocation(ledger, file, reason=reason, person=person, now=now)
    else:
        books.adopt(ledger, file, person=person, now=now)
    return _decided(room, waiting, ProposalState.ADOPTED, reason, person, now)


def amends(ledger: Address) -> bool:
    """Tell whether a budget was adopted already, which another decision would amend."""
    with reading(ledger) as journal:
        return bool(journal.entries(Kind.ALLOCATION_ADOPTED))


def send_back(ledger: Address, room: Path, name: str, *, reason: str, person: str, now: datetime) -> Proposal:
    """Send a proposal back to who prepared it, with a reason."""
    waiting = _waiting(room, name)
    problem = refusal(Act.ADOPT_ALLOCATION, person, fund_of(ledger), {})
    problems = [*([problem] if problem else []), *([] if reason.strip() else [ReasonMissing(act=Act.ADOPT_ALLOCATION)])]
    refuse_together(problems)
    return _decided(room, waiting, ProposalState.SENT_BACK, reason, person, now)


def _waiting(room: Path, name: str) -> Proposal:
    found = proposal_named(room, name)
    if found.state is not ProposalState.WAITING:
        raise ProposalDecided(name=name, person=found.decided_by)
    return found


def _decided(room: Path, proposal: Proposal, state: ProposalState, reason: str, person: str, now: datetime) -> Proposal:
    decided = proposal.model_copy(update={"state": state, "decided_by": person, "decided_at": now, "reason": reason.strip()})
    _write(room, decided)
    return decided


def _write(room: Path, proposal: Proposal) -> None:
    text = proposal.model_dump_json(indent=1) + "\n"
    put_text(room / FOLDER / f"{proposal.name}.note", text)
