"""``fundalloc allocate``: share the envelopes of a scenario, and say why."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fundalloc.cli.door import Door, ExitCode, now
from fundalloc.cli.layout import columns
from fundalloc.cli.verbs import DRY_RUN, JSON, Ask, Kind, Verb
from fundalloc.lexicon import Lexicon

if TYPE_CHECKING:
    from fundalloc.allocation.outcome import Allocated, Impossible, Outcome, Repair

RESULT_ENDINGS: Final = (".xlsx", ".json")
MODEL_ENDINGS: Final = (".lp", ".mps")


def allocate(
    door: Door,
    *,
    scenario: Path,
    output: Path | None,
    person: str | None,
    solver: str | None,
    time_limit: int | None,
    model: Path | None,
    against: Path | None,
) -> ExitCode:
    """Decide, answer, and write the result where it was asked for; exit code 1 where the rules cannot hold together."""
    from fundalloc.allocation.outcome import Impossible
    from fundalloc.usecases.allocating import deciding

    _check_ending(door, output, RESULT_ENDINGS)
    _check_ending(door, model, MODEL_ENDINGS)
    if model is not None and not door.rehearsal:
        deciding.write_model(scenario, model)
        door.tell("allocate.written", path=str(model))
    beside = None if against is None else deciding.allocate_beside(against)
    outcome = deciding.allocate_folder(scenario, seconds=time_limit, solver=solver)
    door.answer(spoken(outcome, door.lexicon), deciding.result_document(outcome, door.lexicon, prepared_by=person))
    if output is not None and not door.rehearsal:
        _write(door, outcome, output, person, beside)
    return ExitCode.REFUSED if isinstance(outcome, Impossible) else ExitCode.DONE


def _write(door: Door, outcome: "Outcome", output: Path, person: str | None, beside: "Allocated | None") -> None:
    from fundalloc.usecases.accountability import reporting
    from fundalloc.usecases.allocating import deciding

    if output.suffix.lower() == ".xlsx":
        prepared_by = person or outcome.scenario.prepared_by
        reporting.write_allocation_workbook(outcome, output, door.lexicon, person=prepared_by, now=now(), against=beside)
    else:
        deciding.write_result(outcome, output, door.lexicon, prepared_by=person)
    door.tell("allocate.written", path=str(output))


def _check_ending(door: Door, output: Path | None, known: tuple[str, ...]) -> None:
    if output is not None and output.suffix.lower() not in known:
        told = door.say("allocate.unknown-ending", path=str(output), known=known)
        raise click.UsageError(told, click.get_current_context())


def spoken(outcome: "Outcome", lexicon: Lexicon) -> str:
    """Return the outcome as a person reads it on a terminal: totals, partners, the rules that bind, the proof; or the quarrel."""
    from fundalloc.allocation.outcome import Allocated, Impossible

    match outcome:
        case Allocated():
            parts = (_headline(outcome, lexicon), _by_recipient(outcome, lexicon), _binding(outcome, lexicon), _proof(outcome, lexicon))
            return "\n\n".join(parts)
        case Impossible():
            return "\n".join(quarrel(outcome, lexicon, lexicon.say("cli.allocate.impossible", count=len(outcome.conflict))))


def _headline(outcome: "Allocated", lexicon: Lexicon) -> str:
    envelopes = {envelope.id: envelope.label.in_language(lexicon.language) for envelope in outcome.scenario.envelopes}
    uses = [
        lexicon.say(
            "cli.allocate.envelope",
            envelope=envelopes[use.envelope],
            amount_cents=use.amount_cents,
            granted_cents=use.granted_cents,
            left_cents=use.left_cents,
        )
        for use in outcome.envelopes
    ]
    return "\n".join((outcome.scenario.title.in_language(lexicon.language), *uses))


def _by_recipient(outcome: "Allocated", lexicon: Lexicon) -> str:
    rows = [tuple(lexicon.say(f"cli.allocate.{title}") for title in ("recipient", "requested", "granted"))]
    for recipient in outcome.scenario.recipients:
        awards = [award for award in outcome.awards if award.recipient == recipient.id]
        requested = sum(request.amount_cents for request in outcome.scenario.requests if request.recipient == recipient.id)
        granted = sum(award.amount_cents for award in awards)
        rows.append((recipient.label.in_language(lexicon.language), lexicon.money(requested), lexicon.money(granted)))
    total_requested = sum(request.amount_cents for request in outcome.scenario.requests)
    rows.append((lexicon.say("cli.allocate.total"), lexicon.money(total_requested), lexicon.money(outcome.total_cents)))
    return columns(rows, right=frozenset({1, 2}))


def _binding(outcome: "Allocated", lexicon: Lexicon) -> str:
    labels = {rule.id: rule.label.in_language(lexicon.language) for rule in outcome.scenario.rules}
    held = [f"  {rule.id} – {labels.get(rule.id, rule.id)}" for rule in outcome.rules if rule.binding]
    headline = lexicon.say("cli.allocate.binding", count=len(held)) if held else lexicon.say("cli.allocate.binding-none")
    return "\n".join((headline, *held))


def _proof(outcome: "Allocated", lexicon: Lexicon) -> str:
    from fundalloc.reports.allocation.values import gap_told
    from fundalloc.reports.tables import text_in

    proof = outcome.certificate
    stopped = () if proof.search_ended else (lexicon.say("cli.allocate.stopped"),)
    unique = lexicon.say("cli.allocate.unique" if proof.unique else "cli.allocate.not-unique")
    rows = lexicon.say("cli.allocate.rows-hold", count=proof.rows_checked)
    gap = text_in(gap_told(outcome), lexicon)
    return "\n".join((*stopped, f"{rows} {unique}", gap, lexicon.say("cli.allocate.fingerprint", fingerprint=outcome.fingerprint)))


def quarrel(outcome: "Impossible", lexicon: Lexicon, headline: str) -> tuple[str, ...]:
    """Tell under a headline which rules cannot hold together, and the cheapest way out."""
    rules = {rule.id: rule for rule in outcome.scenario.rules}
    quarrelling = [
        f"  {name} – {rules[name].label.in_language(lexicon.language)} ({rules[name].source.text})" if name in rules else f"  {name}"
        for name in outcome.conflict
    ]
    repairs = [f"  {_way_out(repair, lexicon)}" for repair in outcome.repair]
    if not outcome.conflict_proved:
        quarrelling.append(lexicon.say("cli.allocate.conflict-not-proved"))
    return (headline, *quarrelling, *((lexicon.say("cli.allocate.way-out"), *repairs) if repairs else ()))


def _way_out(repair: "Repair", lexicon: Lexicon) -> str:
    """Tell how far one rule or envelope gives way: what it would let in, what it bounds, or what it counts."""
    if repair.opens:
        return lexicon.say("cli.allocate.repair-door", rule=repair.rule, by_cents=repair.by)
    if repair.in_cents:
        return lexicon.say("cli.allocate.repair-money", rule=repair.rule, by_cents=repair.by)
    return lexicon.say("cli.allocate.repair-count", rule=repair.rule, count=repair.by)


VERB: Final = Verb(
    "allocate",
    allocate,
    (
        Ask("scenario", Kind.FOLDER, required=True),
        Ask("output", Kind.FILE, ("--output", "-o")),
        Ask("person", Kind.PERSON, ("--as",)),
        Ask("solver", Kind.TEXT, ("--solver",)),
        Ask("time_limit", Kind.COUNT, ("--time-limit",)),
        Ask("model", Kind.FILE, ("--model",)),
        Ask("against", Kind.FOLDER, ("--against",)),
        JSON,
        DRY_RUN,
    ),
)
