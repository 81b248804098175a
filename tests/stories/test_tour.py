"""The tour of the two README files is what the program says today."""

import os
import re
import shlex
from pathlib import Path

import pytest

from fundalloc.cli.main import run

ROOT = Path(__file__).parent.parent.parent
SEAL = re.compile(r"\b[0-9a-f]{64}\b")  # left out of the pages: it changes with every change to the scenario
BLOCK = re.compile(r"```console\n\$ fundalloc (?P<command>[^\n]+)\n(?P<told>.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", ["README.md", "LISEZMOI.md"])
def test_what_the_page_shows_is_what_the_program_says(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / page).read_text(encoding="utf-8")
    told = BLOCK.sub(lambda block: f"```console\n$ fundalloc {block['command']}\n{_answer(block['command'], capsys)}```", text)
    if os.environ.get("FUNDALLOC_ACCEPT"):
        (ROOT / page).write_text(told, encoding="utf-8")
    assert told == (ROOT / page).read_text(encoding="utf-8")
    assert len(BLOCK.findall(text)) == 5


def _answer(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    code = run(shlex.split(command))
    answered = capsys.readouterr()
    assert code == (1 if command.startswith("claim import") else 0)
    return SEAL.sub("[64 hex digits]", answered.err if code else answered.out)
