"""``fundalloc scenario``: read a scenario and tell every problem in it, or list those at hand."""

from pathlib import Path
from typing import Final

from fundalloc.cli.door import Door
from fundalloc.cli.layout import columns
from fundalloc.cli.verbs import JSON, Ask, Family, Kind, Verb
from fundalloc.domain.scenario import Scenario
from fundalloc.lexicon import Lexicon


def check(door: Door, scenario: Path) -> None:
    """Read everything; what is wrong is refused in one pass, with its place."""
    from fundalloc.intake.folder import read_scenario

    read = read_scenario(scenario)
    door.answer(_spoken(read, door.lexicon), _counts(read))


def listed(door: Door, folder: Path | None) -> None:
    """List the scenarios of a folder, or the samples that come with the program."""
    from fundalloc.usecases import samples

    found = samples.scenarios_in(folder)
    rows = [(each.id, each.title.in_language(door.lexicon.language), str(each.folder)) for each in found]
    data = [{"scenario": each.id, "title_fr": each.title.fr, "title_en": each.title.en, "folder": str(each.folder)} for each in found]
    door.answer(columns(rows) if rows else door.say("scenario.list.none"), data)


def _counts(scenario: Scenario) -> dict[str, object]:
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


def _spoken(scenario: Scenario, lexicon: Lexicon) -> str:
    counts = _counts(scenario)
    told = ("envelopes", "recipients", "plan_items", "requests", "rules", "goals")
    rows = [(lexicon.say(f"cli.scenario.check.{name}"), str(counts[name])) for name in told]
    rows += [
        (lexicon.say(f"cli.scenario.check.{name}"), lexicon.money(int(str(counts[f"{name}_cents"]))))
        for name in ("envelopes_total", "requested_total")
    ]
    sound = lexicon.say("cli.scenario.check.sound", title=scenario.title.in_language(lexicon.language))
    return "\n".join((sound, columns(rows, right=frozenset({1}))))


FAMILY: Final = Family(
    "scenario",
    (
        Verb("check", check, (Ask("scenario", Kind.FOLDER, required=True), JSON)),
        Verb("list", listed, (Ask("folder", Kind.FOLDER), JSON)),
    ),
)
