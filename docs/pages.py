"""What the generated pages say, read from the code itself: commands, refusals with their gallery, words, rooms."""

import csv
import importlib
import pkgutil
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

import fundalloc.errors
from fundalloc.cli.main import PROGRAM, tree
from fundalloc.cli.tongue import speak
from fundalloc.errors import Refusal
from fundalloc.lexicon import LANGUAGES, Language, lexicon

ROOT = Path(__file__).parent.parent
GALLERY = ROOT / "tests" / "errors" / "gallery"
DECISIONS = Path(__file__).parent / "adr"
GLOSSARY = Path(__file__).parent / "glossary.csv"
WIDTH = 100
MEANING: dict[Language, str] = {"fr": "en français", "en": "in English"}
GLOSSARY_HEAD: dict[Language, str] = {"fr": "| Mot | En anglais | Sens |", "en": "| Word | In French | Meaning |"}
REMEDY: dict[Language, str] = {"fr": "Remède.", "en": "Remedy."}


def commands(language: Language) -> str:
    """Return the help of every command as Markdown."""
    speak(language)
    root = tree(lexicon(language))
    return "\n".join(_command(context) for context in _contexts(click.Context(root, info_name=PROGRAM)))


def refusals(language: Language) -> str:
    """Return every refusal: its code, its sentence, its remedy, and the example of the gallery where there is one."""
    return "\n".join(_refusal(kind, language) for kind in refusal_classes())


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


def _refusal(kind: type[Refusal], language: Language) -> str:
    sentence, remedy = (_template(f"refusals.{kind.code}.{part}", language) for part in ("sentence", "remedy"))
    page = [f"\n## `{kind.code}`\n", f"{sentence}\n", f"*{REMEDY[language]}* {remedy}"]
    example = GALLERY / kind.code
    if (example / "case.toml").is_file():
        command = tomllib.loads((example / "case.toml").read_text(encoding="utf-8"))["command"]
        told = (example / f"expected-{language}.txt").read_text(encoding="utf-8").rstrip("\n")
        page.append(f"\n```console\n$ fundalloc {command}\n{told}\n```")
    return "\n".join(page)


def _template(key: str, language: Language) -> str:
    sentences = lexicon(language).templates()
    return sentences.get(key) or sentences[f"{key}.other"]


def glossary(language: Language) -> str:
    """Return the words of the trade, in alphabetical order, each with its twin in the other language."""
    other = next(each for each in LANGUAGES if each != language)
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        words = sorted(csv.DictReader(file, delimiter=";"), key=lambda word: _in_order(word[language]))
    rows = (f"| **{word[language]}** | {word[other]} | {word[MEANING[language]]} |" for word in words)
    return "\n".join((GLOSSARY_HEAD[language], "|---|---|---|", *rows))


def _in_order(word: str) -> str:
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()


def decisions() -> str:
    """Return every decision on record, oldest first."""
    return "\n".join(f"- [{_title(page)}]({page.name})" for page in sorted(DECISIONS.glob("[0-9]*.md")))


def _title(page: Path) -> str:
    return page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")


def rooms() -> str:
    """Return the rooms of the program, from the top floor down, each with the first sentence of its own description."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    found = (room for contract in contracts if contract["type"] == "layers" for room in _rooms_of(contract))
    rows = (f"| `{room.removeprefix('fundalloc.').replace('.', '/')}` | {_described(room)} |" for room in found)
    return "\n".join(("| Room | What it is |", "|---|---|", *rows))


def _rooms_of(contract: Mapping[str, Any]) -> Iterator[str]:
    """Go through the modules that a contract lays in floors."""
    (house,) = contract["containers"]
    for floor in contract["layers"]:
        yield from (f"{house}.{room}" for room in floor.split(" | "))


def _described(room: str) -> str:
    told = importlib.import_module(room).__doc__
    assert told, f"{room} says what it is"
    return told.strip().splitlines()[0]
