"""``fundalloc call``: from the launch of a call to who is designated; what is only looked at, then what is recorded."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.cli.door import Door, ExitCode, now
from fundalloc.cli.layout import columns
from fundalloc.cli.spoken import as_data, done, shown
from fundalloc.cli.typed import ANNOTATE, DAY, TARGET, WRITES
from fundalloc.cli.verbs import JSON, LEDGER, Ask, Family, Kind, Verb
from fundalloc.ledger.address import Address

if TYPE_CHECKING:
    from fundalloc.calls.evaluation import Evaluation, Place
    from fundalloc.domain.calls import Call, Verdict
    from fundalloc.usecases.granting.calls import Proposal

CALL: Final = Ask("call", Kind.FOLDER, required=True, shared=True)
BODY: Final = Ask("body", Kind.TEXT, ("--body",), required=True, shared=True)
PRESENT: Final = Ask("present", Kind.TEXT, ("--present",), required=True, shared=True)


def check(door: Door, call: Path, annotate: Path | None) -> ExitCode:
    """Read a call and everything received; what is wrong is told in one pass."""
    from fundalloc.usecases.files import annotated
    from fundalloc.usecases.granting import calls

    read = calls.check(call)
    if annotate is not None:
        annotated(call, read.problems, annotate, door.lexicon)
        door.tell("scenario.check.annotated", path=str(annotate))
    if read.noun is None:
        return door.refuse(read.problems)
    found = read.noun.call
    counts = {name: len(getattr(found, name)) for name in ("streams", "steps", "criteria", "institutions", "applications", "attachments")}
    rows = [(door.lexicon.say(f"sheets.{name}"), str(count)) for name, count in counts.items()]
    title = found.title.in_language(door.lexicon.language)
    told = "\n".join((door.say("call.check.sound", title=title), columns(rows, right=frozenset({1}))))
    data = {"status": "sound", "call": found.id, **counts, "remarks": [door.as_data(each) for each in read.problems]}
    door.answer(told, data)
    return ExitCode.DONE


def template(door: Door, target: Path, call: Path | None) -> None:
    """Draw a call's workbook to fill in."""
    from fundalloc.usecases.allocating import templates

    templates.write_call_template(target, door.lexicon, now=now(), call=call)
    door.answer(door.say("scenario.template.written", path=str(target)), {"status": "written", "path": str(target)})


def convert(door: Door, call: Path, target: Path) -> None:
    """Turn a call's folder into a workbook, or back."""
    from fundalloc.usecases.allocating import converting

    converting.convert_call(call, target, door.lexicon, now=now())
    door.answer(door.say("convert.written", path=str(target)), {"status": "written", "path": str(target)})


def admissible(door: Door, call: Path) -> None:
    """Say, file by file, what keeps it from being admissible."""
    from fundalloc.usecases.granting import calls

    _, found = calls.admissions(call)
    lines: list[str] = []
    for each in found:
        key = "withdrawn" if each.withdrawn else "admissible" if each.admissible else "not-admissible"
        lines.append(door.say(f"call.admissible.{key}", application=each.application, count=len(each.lacking)))
        lines += ["  " + door.lexicon.say(f"refusals.{lack.code}.sentence", **lack.facts) for lack in each.lacking]
    data = [
        {
            "application": each.application,
            "admissible": each.admissible,
            "withdrawn": each.withdrawn,
            "lacking": [door.as_data(lack) for lack in each.lacking],
        }
        for each in found
    ]
    door.answer("\n".join(lines), data)


def rank(door: Door, call: Path) -> None:
    """Show the marks and the ranking; ties share a place."""
    from fundalloc.usecases.granting import calls

    found, evaluated, places = calls.rank(call)
    rows = [(door.say("call.rank.place"), door.say("call.rank.application"), door.say("call.rank.mark"), door.say("call.rank.below"))]
    marked = {each.application: each for each in evaluated}
    rows += [_ranked(door, place, marked[name]) for place in places for name in place.applications]
    rows += [("–", each.application, mark(door, each.total), _told_below(door, found, each)) for each in evaluated if not each.passed]
    door.answer(columns(rows, right=frozenset({0, 2})), _ranking_data(evaluated, places))


def _ranked(door: Door, place: "Place", each: "Evaluation") -> tuple[str, str, str, str]:
    tie = door.say("call.rank.tied", count=len(place.applications)) if place.tied else ""
    return str(place.number), each.application, mark(door, each.total), tie


def mark(door: Door, total: Fraction) -> str:
    """Write a mark out of 100, to the nearest hundredth; the JSON has it exactly."""
    return door.lexicon.percent(int(total * 100 + Fraction(1, 2)))


def _told_below(door: Door, call: "Call", each: "Evaluation") -> str:
    return door.say("call.rank.under", names=", ".join(_named_mark(door, call, name) for name in each.below))


def _named_mark(door: Door, call: "Call", name: str) -> str:
    labels = {each.id: each.label.in_language(door.lexicon.language) for each in call.criteria}
    return labels.get(name) or door.lexicon.term(name)


def _ranking_data(evaluated: Sequence["Evaluation"], places: Sequence["Place"]) -> list[dict[str, object]]:
    numbers = {name: place for place in places for name in place.applications}
    return [
        {
            "application": each.application,
            "place": numbers[each.application].number if each.application in numbers else None,
            "tied": each.application in numbers and numbers[each.application].tied,
            "total": str(each.total),
            "marks": {name: str(value) for name, value in each.marks.items()},
            "below": list(each.below),
            "evaluators": list(each.evaluators),
        }
        for each in evaluated
    ]


def propose(door: Door, call: Path) -> ExitCode:
    """Show what becomes of every file, and what is wrong with it."""
    from fundalloc.usecases.granting import calls

    found = calls.propose(call)
    door.answer(_outcome(door, found), _outcome_data(found))
    return door.refuse(found.doubts) if found.doubts else ExitCode.DONE


def _outcome(door: Door, found: "Proposal") -> str:
    said = door.lexicon
    heads = ("application", "verdict", "ground", "requested", "granted", "reason")
    rows = [tuple(door.say(f"call.propose.{head}") for head in heads)]
    rows += [
        (
            each.application,
            said.term(each.verdict.value),
            said.term(each.ground.value),
            _amount(door, each.requested_cents),
            _amount(door, each.granted_cents) if each.accepted else "",
            each.reason,
        )
        for each in found.outcome
    ]
    counts = ", ".join(f"{said.term(verdict.value)} {count}" for verdict, count in found.counts.items() if count)
    total = door.say("call.propose.counts", received=len(found.call.applications), counts=counts)
    by_stream = [_counted(door, found.call, stream, verdicts) for stream, verdicts in found.counts_by_stream.items()]
    unique = [] if found.proved_unique else [door.say("call.propose.not-unique")]
    return "\n".join((columns(rows, right=frozenset({3, 4})), "", total, *(by_stream if len(by_stream) > 1 else ()), *unique))


def _counted(door: Door, call: "Call", stream: str, verdicts: Mapping["Verdict", int]) -> str:
    label = next(each.label for each in call.streams if each.id == stream).in_language(door.lexicon.language)
    counts = ", ".join(f"{door.lexicon.term(verdict.value)} {count}" for verdict, count in verdicts.items() if count)
    return door.say("call.propose.stream", stream=label, received=sum(verdicts.values()), counts=counts)


def _amount(door: Door, cents: int | None) -> str:
    return door.say("call.propose.unknown") if cents is None else door.lexicon.money(cents)


def _outcome_data(found: "Proposal") -> dict[str, object]:
    return {
        "call": found.call.id,
        "fingerprint": found.fingerprint,
        "unique": found.proved_unique,
        "received": len(found.call.applications),
        "counts": {verdict.value: count for verdict, count in found.counts.items()},
        "streams": {
            stream: {verdict.value: count for verdict, count in counts.items()} for stream, counts in found.counts_by_stream.items()
        },
        "applications": [as_data(each) for each in found.outcome],
    }


def scenario(door: Door, call: Path, scenario: Path, target: Path) -> None:
    """Write the scenario that shares money among those accepted."""
    from fundalloc.usecases.granting import calls

    chosen = calls.write_scenario(call, scenario, target, door.lexicon)
    told = door.say("call.scenario.written", path=str(target), count=len(chosen.requests))
    door.answer(told, {"status": "written", "path": str(target), "requests": len(chosen.requests)})


# --- In the books


def open_(door: Door, ledger: Address, call: Path, on: date | None, person: str) -> None:
    """Put a call in the books."""
    from fundalloc.usecases.granting import call_acts

    done(door, "call.open.done", call_acts.open_call(ledger, call, person=person, now=now(), on=on, dry_run=door.rehearsal))


def close(door: Door, ledger: Address, call: Path, step: str, on: date | None, person: str) -> None:
    """Close a step of the calendar."""
    from fundalloc.usecases.granting import call_acts

    closed = call_acts.close_step(ledger, call, step, person=person, now=now(), on=on, dry_run=door.rehearsal)
    done(door, "call.close.done", closed, step=step)


def admit(door: Door, ledger: Address, call: Path, on: date | None, person: str) -> None:
    """Record which files are admissible."""
    from fundalloc.usecases.granting import call_acts

    done(door, "call.admit.done", call_acts.admit(ledger, call, person=person, now=now(), on=on, dry_run=door.rehearsal))


def evaluate(door: Door, ledger: Address, call: Path, body: str, present: str, on: date | None, person: str) -> None:
    """Record the marks, with the committee that gave them."""
    from fundalloc.usecases.granting import call_acts
    from fundalloc.usecases.granting.bodies import Deliberation

    sitting = Deliberation(body, names(present))
    evaluated = call_acts.evaluate(ledger, call, sitting, person=person, now=now(), on=on, dry_run=door.rehearsal)
    done(door, "call.evaluate.done", evaluated)


def names(typed: str) -> tuple[str, ...]:
    """Return names separated by commas."""
    return tuple(part.strip() for part in typed.split(",") if part.strip())


def designate(door: Door, ledger: Address, call: Path, on: date | None, person: str) -> None:
    """Record what becomes of every file."""
    from fundalloc.usecases.granting import call_acts

    recorded, found = call_acts.designate(ledger, call, person=person, now=now(), on=on, dry_run=door.rehearsal)
    accepted = sum(each.accepted for each in found.outcome)
    done(door, "call.designate.done", recorded, count=accepted, received=len(found.call.applications))


def status(door: Door, ledger: Address, call: Path) -> None:
    """Show each step of the calendar, and who closed it."""
    from fundalloc.usecases.granting import call_acts

    found = call_acts.standing(ledger, call)
    rows = [
        (
            each.step,
            door.lexicon.term(each.kind.value),
            each.ends_on.isoformat(),
            door.say("call.status.open")
            if each.closed is None
            else door.say("call.status.closed", closed_on=each.closed.closed_on, person=each.closed.person, seq=each.closed.seq),
        )
        for each in found
    ]
    shown(door, ("step", "step-kind", "step-ends", "step-state"), rows, found, frozenset(), "call.status.nothing")


ACTS: Final = (CALL, DAY, *WRITES)
FAMILY: Final = Family(
    "call",
    (
        Verb("template", template, (TARGET, Ask("call", Kind.FOLDER, ("--for",)), JSON)),
        Verb("convert", convert, (CALL, Ask("target", Kind.FILE, required=True), JSON)),
        Verb("check", check, (CALL, ANNOTATE, JSON)),
        Verb("admissible", admissible, (CALL, JSON)),
        Verb("rank", rank, (CALL, JSON)),
        Verb("propose", propose, (CALL, JSON)),
        Verb(
            "scenario",
            scenario,
            (CALL, Ask("target", Kind.FOLDER, required=True), Ask("scenario", Kind.FOLDER, ("--for",), required=True), JSON),
        ),
        Verb("open", open_, ACTS),
        Verb("close", close, (CALL, Ask("step", Kind.TEXT, required=True), DAY, *WRITES)),
        Verb("admit", admit, ACTS),
        Verb("evaluate", evaluate, (CALL, BODY, PRESENT, DAY, *WRITES)),
        Verb("designate", designate, ACTS),
        Verb("status", status, (CALL, LEDGER, JSON)),
    ),
)
