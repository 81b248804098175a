"""``fundalloc progress``: the file that follows a plan or a mandate, to fill in, to check and to exchange."""

from pathlib import Path
from typing import Final

from fundalloc.cli.door import Door, ExitCode, now
from fundalloc.cli.remarks import told_by_level
from fundalloc.cli.typed import ANNOTATE, TARGET
from fundalloc.cli.verbs import JSON, Ask, Family, Kind, Verb

PROGRESS: Final = Ask("progress", Kind.FOLDER, required=True, shared=True)
AGREEMENT: Final = Ask("agreement", Kind.FOLDER, ("--agreement",))
SCENARIO: Final = Ask("scenario", Kind.FOLDER, ("--scenario",))


def template(door: Door, target: Path, progress: Path | None) -> None:
    """Draw a follow-up's workbook to fill in."""
    from fundalloc.usecases.accountability import follow_up_files

    follow_up_files.write_progress_template(target, door.lexicon, now=now(), progress=progress)
    door.answer(door.say("scenario.template.written", path=str(target)), {"status": "written", "path": str(target)})


def check(door: Door, progress: Path, agreement: Path | None, scenario: Path | None, annotate: Path | None) -> ExitCode:
    """Tell everything there is to say of a follow-up."""
    from fundalloc.usecases.accountability import follow_up_files
    from fundalloc.usecases.files import annotated

    read = follow_up_files.check(progress, agreement=agreement, scenario=scenario)
    if annotate is not None:
        annotated(progress, read.problems, annotate, door.lexicon)
        door.tell("scenario.check.annotated", path=str(annotate))
    if read.noun is None:
        return door.refuse(read.problems)
    counts = {name: len(getattr(read.noun, name)) for name in ("measures", "achievements", "remarks")}
    told = door.say("progress.check.sound", title=read.noun.title.in_language(door.lexicon.language), **counts)
    remarks = [door.as_data(problem) for problem in read.problems]
    door.answer("\n\n".join((told, *told_by_level(read.problems, door.lexicon))), {"status": "sound", **counts, "problems": remarks})
    return ExitCode.DONE


def convert(door: Door, progress: Path, target: Path, agreement: Path | None, scenario: Path | None) -> None:
    """Write a follow-up in its other form."""
    from fundalloc.usecases.accountability import follow_up_files

    follow_up_files.convert(progress, target, door.lexicon, now=now(), agreement=agreement, scenario=scenario)
    door.answer(door.say("progress.convert.done", path=str(target)), {"status": "written", "path": str(target)})


FAMILY: Final = Family(
    "progress",
    (
        Verb("template", template, (TARGET, Ask("progress", Kind.FOLDER, ("--for",)), JSON)),
        Verb("check", check, (PROGRESS, AGREEMENT, SCENARIO, ANNOTATE, JSON)),
        Verb("convert", convert, (PROGRESS, Ask("target", Kind.FILE, required=True), AGREEMENT, SCENARIO, JSON)),
    ),
)
