"""How a report is answered: told, and written where it was asked for."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fundalloc.cli.door import Door
from fundalloc.cli.verbs import Ask, Kind
from fundalloc.lexicon import LANGUAGES, Lexicon, lexicon

if TYPE_CHECKING:
    from fundalloc.reports.tables import Document

REPORT: Final = Ask("report", Kind.TEXT, required=True)
OUTPUT: Final = Ask("output", Kind.FILE, ("--output", "-o"))
AUTHOR: Final = Ask("person", Kind.PERSON, ("--as",))


def show(door: Door, document: "Document", output: Path | None, moment: datetime) -> None:
    """Answer with a document, and write it as its file's name ends where it was asked for."""
    from fundalloc.usecases.accountability import reporting

    if output is not None and output.suffix.lower() not in reporting.ENDINGS:
        raise click.UsageError(door.say("report.ministry.unknown-ending", path=str(output)), click.get_current_context())
    if door.machine:
        door.answer("", reporting.report_as_data(document, door.lexicon))
    else:
        door.answer(reporting.report_as_text(document, door.lexicon), None)
    if output is not None and not door.rehearsal:
        for path, spoken in _written(door, output).items():
            reporting.write_report(document, path, spoken, now=moment)
            door.tell("report.ministry.written", path=str(path))


def _written(door: Door, output: Path) -> dict[Path, Lexicon]:
    """Return the files to write and the language of each: the one asked for, or one beside the other in each language."""
    if not door.bilingual:
        return {output: door.lexicon}
    return {output.with_stem(f"{output.stem}-{language}"): lexicon(language) for language in LANGUAGES}
