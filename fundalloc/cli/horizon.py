"""``fundalloc horizon``: this year's scenario over the years to come."""

import json
from pathlib import Path
from typing import Final

import click

from fundalloc.cli.door import Door, ExitCode, now
from fundalloc.cli.verbs import JSON, Ask, Kind, Verb

ENDINGS: Final = (".xlsx", ".pdf", ".json")


def horizon(
    door: Door,
    scenario: Path,
    horizon_file: Path | None,
    output: Path | None,
    folder: Path | None,
    time_limit: int | None,
    person: str | None,
) -> ExitCode:
    """Share every year together, tell them year by year, and write them where they were asked for."""
    from fundalloc.allocation.outcome import Impossible
    from fundalloc.cli.allocate import quarrel
    from fundalloc.usecases.accountability import reporting
    from fundalloc.usecases.allocating import planning, scenarios
    from fundalloc.usecases.files import put_text

    if output is not None and output.suffix.lower() not in ENDINGS:
        raise click.UsageError(door.say("horizon.unknown-ending", path=str(output), known=ENDINGS), click.get_current_context())
    read, whole = planning.planned(scenario, horizon_file)
    if folder is not None:
        scenarios.write_folder(folder, whole, door.lexicon)
        door.tell("horizon.written", path=str(folder))
    outcome, author = planning.share_years(whole, seconds=time_limit), person or whole.prepared_by
    data = planning.as_data(outcome, door.lexicon, person=author)
    if isinstance(outcome, Impossible):
        door.answer("\n".join(quarrel(outcome, door.lexicon, door.say("allocate.impossible", count=len(outcome.conflict)))), data)
        return ExitCode.REFUSED
    moment = now()
    document = planning.document_of(outcome, read, person=author, now=moment)
    door.answer(reporting.report_as_text(document, door.lexicon), data)
    if output is not None:
        if output.suffix.lower() == ".json":
            text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
            put_text(output, text)
        else:
            reporting.write_report(document, output, door.lexicon, now=moment)
        door.tell("horizon.written", path=str(output))
    return ExitCode.DONE


VERB: Final = Verb(
    "horizon",
    horizon,
    (
        Ask("scenario", Kind.FOLDER, required=True),
        Ask("horizon_file", Kind.FILE, ("--horizon",)),
        Ask("output", Kind.FILE, ("--output", "-o")),
        Ask("folder", Kind.FOLDER, ("--write-scenario",)),
        Ask("time_limit", Kind.COUNT, ("--time-limit",)),
        Ask("person", Kind.PERSON, ("--as",), shared=True),
        JSON,
    ),
)
