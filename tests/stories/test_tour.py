"""
What the pages show is what the program says today: the two README files, and the guides in both languages.

A guide starts from the folder that the demonstration leaves; its blocks are played in order.
A block whose last line is « … » shows how the answer begins.
"""

import os
import re
import shlex
import shutil
from pathlib import Path

import click
import pytest

from fundalloc.cli.main import run, tree
from fundalloc.lexicon import lexicon

ROOT = Path(__file__).parent.parent.parent
SEAL = re.compile(r"\b[0-9a-f]{64}\b")  # left out of the pages: it changes with every change to the scenario
BLOCK = re.compile(r"```console\n\$ fundalloc (?P<command>[^\n]+)\n(?P<told>.*?)```", re.DOTALL)
TOURS = ("README.md", "LISEZMOI.md")
GUIDES = tuple(
    path.relative_to(ROOT).as_posix()
    for folder in ("docs", "docs/en")
    for path in (ROOT / folder / "index.md", *sorted((ROOT / folder / "guides").glob("*.md")))
)
ELIDED = "…\n"
SCRIPT = re.compile(r"```sh\n(.*?)```", re.DOTALL)
PAGES = tuple(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))))


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demonstration") / "demo-fundalloc"
    assert run(["demo", str(folder)]) == 0
    return folder


@pytest.mark.parametrize("page", TOURS)
def test_what_the_page_shows_is_what_the_program_says(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _played(ROOT / page, capsys) == 5


@pytest.mark.parametrize("page", GUIDES)
def test_what_a_guide_shows_is_what_the_program_says(
    page: str, demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(demonstration, tmp_path / demonstration.name)
    assert _played(ROOT / page, capsys) >= 1


def test_each_guide_exists_in_both_languages_and_shows_as_many_commands() -> None:
    shown = {page: len(BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))) for page in GUIDES}
    french, english = (
        [count for page, count in shown.items() if page.startswith("docs/en/") is told_in_english] for told_in_english in (False, True)
    )
    assert sorted(french) == sorted(english)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_a_page_writes_exists_with_its_options(page: str) -> None:
    scripts = SCRIPT.findall((ROOT / page).read_text(encoding="utf-8"))
    lines = [line for script in scripts for whole in script.replace("\\\n", " ").splitlines() for line in whole.split("&&")]
    assert [line for line in lines if line.strip().startswith("fundalloc ") and not _exists(shlex.split(line, comments=True)[1:])] == []


def _exists(words: list[str]) -> bool:
    """Tell whether words name one of our commands, and only options that it has."""
    command: click.Command | None = tree(lexicon("fr"))
    while isinstance(command, click.Group) and words:
        command, words = command.get_command(click.Context(command), words[0]), words[1:]
    known = {spelling for each in command.params for spelling in (*each.opts, *each.secondary_opts)} if command else set()
    return command is not None and all(word in known for word in words if word.startswith("-"))


def _played(page: Path, capsys: pytest.CaptureFixture[str]) -> int:
    """Play every block of a page, compare what is shown with what is said, and return how many blocks there are."""
    text = page.read_text(encoding="utf-8")
    capsys.readouterr()
    told = BLOCK.sub(lambda block: f"```console\n$ fundalloc {block['command']}\n{_shown(block, capsys)}```", text)
    if os.environ.get("FUNDALLOC_ACCEPT"):
        page.write_text(told, encoding="utf-8")
    assert told == page.read_text(encoding="utf-8")
    return len(BLOCK.findall(text))


def _shown(block: re.Match[str], capsys: pytest.CaptureFixture[str]) -> str:
    answer = _answer(block["command"], capsys)
    if not block["told"].endswith(ELIDED):
        return answer
    lines = block["told"].count("\n") - 1
    return "".join(answer.splitlines(keepends=True)[:lines]) + ELIDED


def _answer(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    code = run(shlex.split(command))
    answered = capsys.readouterr()
    assert code in {0, 1}, answered.err
    return SEAL.sub("[64 hex digits]", answered.err if code else answered.out)
