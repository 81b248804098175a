"""``fundalloc demo``: the whole story into one folder, told as it goes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.cli.door import Door, is_terminal
from fundalloc.cli.verbs import JSON, Ask, Kind, Verb

if TYPE_CHECKING:
    from fundalloc.usecases.demo import Story, Tell

DEFAULT_FOLDER: Final = Path("demo-fundalloc")


def demo(door: Door, folder: Path | None) -> None:
    """Play the story; progress goes to standard error, the summary and the files to open to standard output."""
    from fundalloc.usecases.demo import STEP_COUNT, play

    into = folder or DEFAULT_FOLDER
    with _progress(door, STEP_COUNT) as tell:
        story = play(into, door.lexicon, tell)
    door.answer(_spoken(door, story), _data(story))


@contextmanager
def _progress(door: Door, steps: int) -> Iterator["Tell"]:
    if not is_terminal():
        yield lambda step, facts: door.tell(f"demo.steps.{step}", **facts)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    shown = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=Console(stderr=True), transient=True)
    with shown:
        bar = shown.add_task("", total=steps)

        def tell(step: str, facts: Mapping[str, object]) -> None:
            shown.update(bar, description=door.say(f"demo.steps.{step}", **facts), advance=1)

        yield tell


def _spoken(door: Door, story: "Story") -> str:
    files = [f"  {file.path}\n      {door.say(f'demo.files.{file.what}')}" for file in story.files]
    return "\n".join(
        (
            door.say("demo.decided", total_cents=story.allocated_cents, count=story.requests),
            door.say(
                "demo.recorded",
                received_cents=story.received_cents,
                incurred_cents=story.incurred_cents,
                paid_cents=story.paid_cents,
            ),
            door.say("demo.refused", count=len(story.refused)),
            door.say("demo.reconciled", count=story.matched),
            door.say("demo.unmatched", count=story.unmatched),
            door.say("demo.proved", entries=story.entries, head=story.head),
            "",
            door.say("demo.open"),
            *files,
            "",
            door.say("demo.fictitious"),
        )
    )


def _data(story: "Story") -> dict[str, object]:
    from fundalloc.cli.spoken import as_data

    return as_data(story)


VERB: Final = Verb("demo", demo, (Ask("folder", Kind.FOLDER), JSON))
