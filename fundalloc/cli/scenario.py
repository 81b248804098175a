"""``fundalloc scenario``: check a scenario, draw the workbook to fill in, turn one form into the other, list those at hand."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.cli.door import Door, ExitCode, now
from fundalloc.cli.layout import columns
from fundalloc.cli.remarks import told_by_level
from fundalloc.cli.spoken import shown
from fundalloc.cli.typed import manner_of
from fundalloc.cli.verbs import JSON, Ask, Family, Kind, Verb
from fundalloc.errors import Refusal
from fundalloc.lexicon import Lexicon

if TYPE_CHECKING:
    from fundalloc.domain.scenario import Scenario
    from fundalloc.intake.gathering import Examined


def check(door: Door, scenario: Path, annotate: Path | None, encoding: str | None, delimiter: str | None) -> ExitCode:
    """Read everything; what is wrong is told in one pass, by level, with its place."""
    from fundalloc.usecases.allocating import scenarios
    from fundalloc.usecases.files import annotated

    read = scenarios.check(scenario, manner_of(door, encoding, delimiter))
    if annotate is not None:
        annotated(scenario, read.problems, annotate, door.lexicon)
        door.tell("scenario.check.annotated", path=str(annotate))
    if read.noun is None:
        return door.refuse(read.problems)
    remarks_told, detected_told = told_by_level(read.problems, door.lexicon), _detected(read, door.lexicon)
    told = [_spoken(read.noun, read.problems, door.lexicon), *remarks_told, *detected_told]
    remarks = [door.as_data(problem) for problem in read.problems]
    door.answer("\n\n".join(told), {**_counts(read.noun), "remarks": remarks, "detected": _detected_data(read)})
    return ExitCode.DONE


def template(door: Door, target: Path, scenario: Path | None) -> None:
    """Draw a workbook to fill in."""
    from fundalloc.usecases.allocating import scenarios

    scenarios.write_template(target, door.lexicon, now=now(), scenario=scenario)
    door.answer(door.say("scenario.template.written", path=str(target)), {"status": "written", "path": str(target)})


def convert(door: Door, scenario: Path, target: Path) -> None:
    """Turn a folder into a workbook, or back."""
    from fundalloc.usecases.allocating import scenarios

    scenarios.convert(scenario, target, door.lexicon, now=now())
    door.answer(door.say("scenario.convert.written", path=str(target)), {"status": "written", "path": str(target)})


def _detected(read: "Examined[Scenario]", lexicon: Lexicon) -> Iterator[str]:
    tab = lexicon.say("cli.scenario.check.tab")
    lines = [
        lexicon.say(
            "cli.scenario.check.detected",
            file=each.file,
            encoding=each.encoding.value,
            delimiter=tab if each.delimiter == "\t" else each.delimiter,
            rows=each.rows,
        )
        for each in read.detected
    ]
    if lines:
        yield "\n".join(lines)


def _detected_data(read: "Examined[Scenario]") -> list[dict[str, object]]:
    return [{"file": each.file, "encoding": each.encoding.value, "delimiter": each.delimiter, "rows": each.rows} for each in read.detected]


def listed(door: Door, folder: Path | None) -> None:
    """List the scenarios of a folder, or the samples that come with the program."""
    from fundalloc.usecases import samples

    found = samples.scenarios_in(folder)
    rows = [(each.id, each.title.in_language(door.lexicon.language), str(each.folder)) for each in found]
    data = [{"scenario": each.id, "title_fr": each.title.fr, "title_en": each.title.en, "folder": str(each.folder)} for each in found]
    door.answer(columns(rows) if rows else door.say("scenario.list.none"), data)


def plan(door: Door, scenario: Path, on: date | None, overdue: bool) -> None:  # noqa: FBT001 - a flag of the command
    """Tell where each line of a plan stands on a day."""
    from fundalloc.usecases.allocating import plans

    day = on or now().date()
    found = [line for line in plans.plan_standing(scenario, on=day) if line.overdue or not overdue]
    rows = [
        (
            line.code,
            door.lexicon.label({"fr": line.label_fr, "en": line.label_en}),
            line.deadline,
            door.lexicon.say(f"choices.status.{line.status}") if line.status else "",
            door.say("scenario.plan.late", due_on=line.due_on) if line.overdue else "",
        )
        for line in found
    ]
    shown(door, ("code", "label", "deadline", "state", "lateness"), rows, found, frozenset(), "scenario.plan.nothing")


def _counts(scenario: "Scenario") -> dict[str, object]:
    return {
        "status": "sound",
        "scenario": scenario.id,
        "envelopes": len(scenario.envelopes),
        "recipients": len(scenario.recipients),
        "plan_items": len(scenario.plan),
        "requests": len(scenario.requests),
        "rules": len(scenario.rules),
        "goals": len(scenario.goals),
        "envelopes_total_cents": sum(envelope.amount_cents for envelope in scenario.envelopes),
        "requested_total_cents": sum(request.amount_cents for request in scenario.requests),
    }


def _spoken(scenario: "Scenario", problems: Sequence[Refusal], lexicon: Lexicon) -> str:
    counts = _counts(scenario)
    told = ("envelopes", "recipients", "plan_items", "requests", "rules", "goals")
    rows = [(lexicon.say(f"cli.scenario.check.{name}"), str(counts[name])) for name in told]
    rows += [
        (lexicon.say(f"cli.scenario.check.{name}"), lexicon.money(int(str(counts[f"{name}_cents"]))))
        for name in ("envelopes_total", "requested_total")
    ]
    key = "cli.scenario.check.sound-with-remarks" if problems else "cli.scenario.check.sound"
    sound = lexicon.say(key, title=scenario.title.in_language(lexicon.language))
    return "\n".join((sound, columns(rows, right=frozenset({1}))))


FAMILY: Final = Family(
    "scenario",
    (
        Verb(
            "template",
            template,
            (Ask("target", Kind.FILE, required=True), Ask("scenario", Kind.FOLDER, ("--for",)), JSON),
        ),
        Verb(
            "check",
            check,
            (
                Ask("scenario", Kind.FOLDER, required=True),
                Ask("annotate", Kind.FILE, ("--annotate",)),
                Ask("encoding", Kind.TEXT, ("--encoding",)),
                Ask("delimiter", Kind.TEXT, ("--delimiter",)),
                JSON,
            ),
        ),
        Verb("convert", convert, (Ask("scenario", Kind.FOLDER, required=True), Ask("target", Kind.FILE, required=True), JSON)),
        Verb(
            "plan",
            plan,
            (
                Ask("scenario", Kind.FOLDER, required=True),
                Ask("on", Kind.DAY, ("--on",)),
                Ask("overdue", Kind.FLAG, ("--overdue",)),
                JSON,
            ),
        ),
        Verb("list", listed, (Ask("folder", Kind.FOLDER), JSON)),
    ),
)
