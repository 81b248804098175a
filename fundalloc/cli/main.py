"""The one entrance: a language is chosen, the commands are built in it, and whatever happens ends in a sentence and a code."""

import os
import sys
import traceback
from collections.abc import Sequence
from functools import partial
from typing import Final, NoReturn

import click

from fundalloc.cli.door import Door, ExitCode, speak_utf8
from fundalloc.cli.families import FAMILIES, family
from fundalloc.cli.tongue import language_for, speak
from fundalloc.cli.verbs import group
from fundalloc.errors import Refusal, RefusedTogether
from fundalloc.errors.slips import mark_of
from fundalloc.errors.system import FileOutOfReach
from fundalloc.lexicon import Lexicon, lexicon

PROGRAM: Final = "fundalloc"
TRACE: Final = "FUNDALLOC_TRACE"


def main() -> NoReturn:
    """Run the command of this process."""
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """Carry out one command line and return its exit code; no exception leaves."""
    speak_utf8((sys.stdout, sys.stderr))
    language = language_for(words, os.environ)
    speak(language)
    door = Door(lexicon(language), machine="--json" in words)
    try:
        code = tree(door.lexicon).main(args=list(words), prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as misuse:
        misuse.show()
        return misuse.exit_code
    except (click.Abort, KeyboardInterrupt):
        door.tell("interrupted")
        return ExitCode.INTERRUPTED
    except RefusedTogether as refused:
        return door.refuse(refused.refusals)
    except Refusal as refusal:
        return door.refuse([refusal])
    except BrokenPipeError:
        return _reader_left()
    except OSError as refusal:
        return door.refuse([FileOutOfReach(path=str(refusal.filename or "?"), system_says=refusal.strerror or str(refusal))])
    except Exception as slip:  # noqa: BLE001 - ours, never the person's: one sentence and a code to report
        return _own_up(door, slip)
    return int(code or ExitCode.DONE)


def tree(words: Lexicon) -> click.Group:
    """Return every command, in one language."""
    whole = group(words, PROGRAM, "cli.fundalloc", {name: partial(_command, name, words) for name in FAMILIES})
    told = words.say("cli.shared.version")
    whole.params.append(click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version, help=told))
    return whole


def _command(name: str, words: Lexicon) -> click.Command:
    return family(name).command(words)


def _version(context: click.Context, _option: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click's own shape
    if asked and not context.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"{PROGRAM} {version(PROGRAM)}")
        context.exit()


def _reader_left() -> int:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.REFUSED


def _own_up(door: Door, slip: Exception) -> int:
    if os.environ.get(TRACE):
        traceback.print_exception(slip)
    door.tell("our-mistake", mark=mark_of(slip), variable=TRACE)
    return ExitCode.REFUSED
