"""What the generated pages say, read from the code itself: the commands, and every refusal with its gallery."""

import importlib
import pkgutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click

import fundalloc.errors
from fundalloc.cli.main import PROGRAM, tree
from fundalloc.cli.tongue import speak
from fundalloc.errors import Refusal
from fundalloc.lexicon import lexicon

GALLERY = Path(__file__).parent.parent / "tests" / "errors" / "gallery"
WIDTH = 100


def commands() -> str:
    """Return the help of every command, in French, as Markdown."""
    speak("fr")
    root = tree(lexicon("fr"))
    return "\n".join(_command(context) for context in _contexts(click.Context(root, info_name=PROGRAM)))


def refusals() -> str:
    """Return every refusal: its code, its sentence, its remedy, and the example of the gallery where there is one."""
    return "\n".join(_refusal(kind) for kind in refusal_classes())


def refusal_classes() -> list[type[Refusal]]:
    """Return every kind of refusal, by code."""
    for module in pkgutil.iter_modules(fundalloc.errors.__path__):
        importlib.import_module(f"fundalloc.errors.{module.name}")
    return sorted(_below(Refusal), key=lambda kind: kind.code)


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for below in kind.__subclasses__():
        if "code" in vars(below):
            yield below
        yield from _below(below)


def _contexts(context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None, "a listed command exists"
            yield from _contexts(click.Context(command, info_name=name, parent=context))


def _command(context: click.Context) -> str:
    context.max_content_width = WIDTH
    context.terminal_width = WIDTH
    level = "#" * (2 + context.command_path.count(" "))
    told = "\n".join(line.rstrip() for line in context.get_help().splitlines())
    return f"\n{level} `{context.command_path}`\n\n```text\n{told}\n```"


def _refusal(kind: type[Refusal]) -> str:
    sentence, remedy = (_template(f"refusals.{kind.code}.{part}") for part in ("sentence", "remedy"))
    page = [f"\n## `{kind.code}`\n", f"{sentence}\n", f"*Remède.* {remedy}"]
    example = GALLERY / kind.code
    if (example / "case.toml").is_file():
        command = tomllib.loads((example / "case.toml").read_text(encoding="utf-8"))["command"]
        told = (example / "expected-fr.txt").read_text(encoding="utf-8").rstrip("\n")
        page.append(f"\n```console\n$ fundalloc {command}\n{told}\n```")
    return "\n".join(page)


def _template(key: str) -> str:
    sentences = lexicon("fr").templates()
    return sentences.get(key) or sentences[f"{key}.other"]
