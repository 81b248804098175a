"""The pages for who writes Python are a notebook that runs: every block in order, each with what it prints."""

import contextlib
import io
import os
import re
from pathlib import Path

import pytest

import fundalloc
from fundalloc.cli.main import run

ROOT = Path(__file__).parents[2]
PAGES = ("docs/python.md", "docs/en/python.md")
BLOCK = re.compile(r"```python\n(?P<code>.*?)```\n(?:\n```text\n(?P<printed>.*?)```\n)?", re.DOTALL)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cahier")
    assert run(["demo", str(folder / "demo-fundalloc")]) == 0
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_each_block_of_the_page_prints_what_the_page_shows(page: str, demonstration: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(demonstration)
    text, kept = (ROOT / page).read_text(encoding="utf-8"), {"__name__": "cahier"}

    def played(block: re.Match[str]) -> str:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block["code"], page, "exec"), kept)  # noqa: S102 - our own page
        lines = "\n".join(line.rstrip() for line in printed.getvalue().splitlines())
        return f"```python\n{block['code']}```\n" + (f"\n```text\n{lines}\n```\n" if lines else "")

    said = BLOCK.sub(played, text)
    if os.environ.get("FUNDALLOC_ACCEPT"):
        (ROOT / page).write_text(said, encoding="utf-8")
    assert said == (ROOT / page).read_text(encoding="utf-8")


def test_both_languages_show_the_same_blocks() -> None:
    french, english = (BLOCK.findall((ROOT / page).read_text(encoding="utf-8")) for page in PAGES)
    assert len(french) == len(english) > 5


def test_the_package_names_what_it_gives_and_nothing_else() -> None:
    assert all(callable(getattr(fundalloc, name)) for name in fundalloc.__all__)
    with pytest.raises(AttributeError):
        _ = getattr(fundalloc, "nothing_of_this_name")  # noqa: B009 - a name that is not there
