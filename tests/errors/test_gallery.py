"""The gallery: each wrong input, the sentence it is answered with in both languages, and nothing written."""

import hashlib
import os
import shlex
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest

from fundalloc.cli import door
from fundalloc.cli.main import run
from fundalloc.lexicon import LANGUAGES, Language

GALLERY = Path(__file__).parent / "gallery"
CASES = sorted(case.parent for case in GALLERY.glob("*/case.toml"))
NOT_CONTENT = ("ledger.sqlite-wal", "ledger.sqlite-shm")


SINCE = datetime.now(tz=UTC) - datetime(2026, 11, 22, 17, tzinfo=UTC)


class ThatDay(datetime):
    """A clock that goes on from the day when the expected answers were given: some tell it."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "ThatDay":
        return super().now(tz) - SINCE


@pytest.fixture(scope="module", autouse=True)
def _that_day() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "datetime", ThatDay)
        yield


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, _that_day: None) -> Path:
    """A small scenario, and the books of the fund that adopted it."""
    desk = tmp_path_factory.mktemp("desk")
    shutil.copytree(GALLERY / "_scenario", desk / "petit-scenario")
    shutil.copytree(GALLERY / "_fund", desk, dirs_exist_ok=True)
    for command in (desk / "preparation.txt").read_text(encoding="utf-8").splitlines():
        assert run([word.replace("DESK", str(desk)) for word in shlex.split(command)]) == 0
    return desk


def _prepared(case: Path, told: Mapping[str, object], desk: Path, room: Path) -> None:
    shutil.copytree(desk, room, dirs_exist_ok=True)
    shutil.copytree(case, room, dirs_exist_ok=True, ignore=shutil.ignore_patterns("case.toml", "expected-*.txt"))
    for name in _listed(told.get("removed", [])):
        (room / str(name)).unlink()
    for edit in _listed(told.get("edits", [])):
        assert isinstance(edit, dict)
        file = room / edit["file"]
        text = file.read_text(encoding="utf-8")
        assert text.count(edit["from"]) == 1, "an edit has one place"
        file.write_text(text.replace(edit["from"], edit["to"]), encoding="utf-8")


def _listed(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


def _contents(room: Path) -> dict[str, str]:
    files = (path for path in sorted(room.rglob("*")) if path.is_file() and path.name not in NOT_CONTENT)
    return {path.relative_to(room).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_wrong_input_is_told_with_its_place_and_remedy_and_nothing_is_written(
    case: Path, language: Language, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))
    _prepared(case, told, desk, tmp_path)
    monkeypatch.chdir(tmp_path)
    for command in _listed(told.get("before", [])):
        assert run(shlex.split(str(command))) == 0
    before = _contents(tmp_path)
    capsys.readouterr()
    code = run([*shlex.split(told["command"]), "--lang", language])
    answered = capsys.readouterr()
    expected = case / f"expected-{language}.txt"
    if os.environ.get("FUNDALLOC_ACCEPT"):
        expected.write_text(answered.err, encoding="utf-8")
    assert answered.err == expected.read_text(encoding="utf-8")
    assert f"[{case.name}]" in answered.err
    assert (code, answered.out) == (1, "")
    assert _contents(tmp_path) == before
