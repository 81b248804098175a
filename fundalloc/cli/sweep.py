"""``fundalloc sweep``: one scenario under many settings."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fundalloc.cli.door import Door, now
from fundalloc.cli.explore import progress
from fundalloc.cli.layout import columns
from fundalloc.cli.verbs import JSON, Ask, Kind, Verb
from fundalloc.lexicon import Lexicon

if TYPE_CHECKING:
    from fundalloc.sweeps.exploration import Exploration
    from fundalloc.sweeps.knobs import Knob

ENDINGS: Final = (".xlsx", ".csv")
VARIANTS_SHOWN_MAX: Final = 40


def sweep(  # noqa: PLR0913 - one for each thing that may be asked for
    door: Door,
    *,
    scenario: Path,
    vary: tuple[str, ...],
    list_file: Path | None,
    output: Path | None,
    workers: int,
    cluster: str | None,
    person: str | None,
    yes: bool,
) -> None:
    """Try every setting, answer with what came of each, and write it where it was asked for."""
    from fundalloc.usecases.allocating import exploring

    if output is not None and output.suffix.lower() not in ENDINGS:
        raise click.UsageError(door.say("sweep.unknown-ending", path=str(output), known=ENDINGS), click.get_current_context())
    read = exploring.read(scenario)
    settings = exploring.settings_of(read, vary, list_file, however_many=yes)
    with progress(door, len(settings)) as told:
        found = exploring.explore(read, settings, output=output, workers=workers, cluster=cluster, told=told)
    door.answer(_spoken(found, door.lexicon), exploring.as_data(found) if door.machine else None)
    if output is not None:
        exploring.write_exploration(found, output, door.lexicon, person=person or read.prepared_by, now=now())
        door.tell("sweep.written", path=str(output))


def _spoken(found: "Exploration", lexicon: Lexicon) -> str:
    said = [_variants(found, lexicon), _bounds(found, lexicon)]
    return "\n\n".join(part for part in said if part)


def _variants(found: "Exploration", lexicon: Lexicon) -> str:
    words = "reports.exploration"
    rows = [
        (
            lexicon.say(f"{words}.number"),
            *(knob.name for knob in found.knobs),
            lexicon.say("reports.columns.granted"),
            lexicon.say(f"{words}.came"),
        )
    ]
    for variant in islice(found.variants, VARIANTS_SHOWN_MAX):
        values = (_value(knob, value, lexicon) for knob, value in zip(found.knobs, variant.setting, strict=True))
        came = " ".join((lexicon.say(f"{words}.comes.{variant.came}"), ", ".join(variant.because))).strip()
        rows.append((str(variant.number + 1), *values, lexicon.money(variant.total_cents), came))
    left = len(found.variants) - VARIANTS_SHOWN_MAX
    shown = columns(rows, right=frozenset(range(len(rows[0]) - 1)))
    return shown if left <= 0 else shown + "\n" + lexicon.say("cli.sweep.more", count=left)


def _value(knob: "Knob", value: int, lexicon: Lexicon) -> str:
    from fundalloc.sweeps.knobs import Measure

    match knob.measure:
        case Measure.CENTS:
            return lexicon.money(value)
        case Measure.SHARE:
            return lexicon.percent(value)
        case Measure.COUNT:
            return str(value)


def _bounds(found: "Exploration", lexicon: Lexicon) -> str:
    words, labels = "reports.exploration", {each.id: each.label.in_language(lexicon.language) for each in found.scenario.recipients}
    rows = [
        (lexicon.say("cli.allocate.recipient"), lexicon.say(f"{words}.least"), lexicon.say(f"{words}.most")),
        *((labels[moved.recipient], lexicon.money(moved.least), lexicon.money(moved.most)) for moved in found.moves()),
    ]
    return columns(rows, right=frozenset({1, 2})) if len(rows) > 1 else ""


VERB: Final = Verb(
    "sweep",
    sweep,
    (
        Ask("scenario", Kind.FOLDER, required=True),
        Ask("vary", Kind.TEXT, ("--vary",), several=True),
        Ask("list_file", Kind.FILE, ("--list",)),
        Ask("output", Kind.FILE, ("--output", "-o")),
        Ask("workers", Kind.COUNT, ("--workers",), default="1"),
        Ask("cluster", Kind.TEXT, ("--cluster",)),
        Ask("person", Kind.PERSON, ("--as",)),
        Ask("yes", Kind.FLAG, ("--yes",)),
        JSON,
    ),
)
