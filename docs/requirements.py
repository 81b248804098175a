"""
What of the founding requirements is held, by which test: read from the tests themselves, without running them.

A test names what it holds with ``@pytest.mark.requirement("S2-05", "S2-07")``, or, where it holds only a part of it, with
``@pytest.mark.requirement("S7-02", partial=True)``; a whole file does with ``pytestmark = pytest.mark.requirement(…)``.
"""

import ast
import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).parent.parent
SUBJECTS = Path(__file__).parent / "requirements.csv"
TESTS = ROOT / "tests"


class State(StrEnum):
    """How far a requirement is held."""

    DONE = "fait"
    PARTIAL = "en partie"
    NOT_YET = "pas encore"


@dataclass(frozen=True, slots=True)
class Named:
    """A requirement named by a test; ``partial`` says that the test holds only a part of it."""

    id: str
    file: str
    test: str
    partial: bool


def requirements_page() -> str:
    """Return every requirement with its state and the tests that name it, in French, as Markdown."""
    tests: dict[str, list[Named]] = {}
    for each in named_by_tests():
        tests.setdefault(each.id, []).append(each)
    rows = [(id_, subject, _state(tests.get(id_, [])), tests.get(id_, [])) for id_, subject in subjects().items()]
    counts = Counter(state for _, _, state, _ in rows)
    told = ", ".join(f"{state.value}\u00a0: {counts[state]}" for state in State)
    page = [f"{len(rows)} exigences. {told[0].upper()}{told[1:]}.\n", "| | Sujet | État | Essais |", "|---|---|---|---|"]
    page += [f"| {id_} | {subject} | {state.value} | {_cited(named)} |" for id_, subject, state, named in rows]
    return "\n".join(page)


def subjects() -> Mapping[str, str]:
    """Return the subject of every requirement by its id, in the order of the founding list."""
    with SUBJECTS.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["sujet"] for row in csv.DictReader(file)}


def named_by_tests() -> Iterator[Named]:
    """Go through the requirements that tests name, file by file."""
    for path in sorted(TESTS.rglob("test_*.py")):
        yield from _named_in(ast.parse(path.read_text(encoding="utf-8")), path.relative_to(ROOT).as_posix())


def _named_in(module: ast.Module, file: str) -> Iterator[Named]:
    for node in ast.walk(module):
        match node:
            case ast.FunctionDef(name=name, decorator_list=marks):
                yield from (named for mark in marks for named in _named_by(mark, file, name))
            case ast.Assign(targets=[ast.Name(id="pytestmark")], value=mark):
                yield from _named_by(mark, file, "")
            case _:
                continue


def _named_by(mark: ast.expr, file: str, test: str) -> Iterator[Named]:
    match mark:
        case ast.Call(func=ast.Attribute(attr="requirement"), args=ids, keywords=options):
            partial = any(option.arg == "partial" for option in options)
            yield from (Named(str(ast.literal_eval(each)), file, test, partial) for each in ids)
        case ast.List(elts=marks):
            yield from (named for each in marks for named in _named_by(each, file, test))
        case _:
            return


def _state(named: list[Named]) -> State:
    if not named:
        return State.NOT_YET
    return State.PARTIAL if all(each.partial for each in named) else State.DONE


def _cited(named: list[Named]) -> str:
    return "<br>".join(
        dict.fromkeys(f"`{each.file.removeprefix('tests/')}`" + (f" {_sentence(each.test)}" if each.test else "") for each in named)
    )


def _sentence(test: str) -> str:
    return test.removeprefix("test_").replace("_", " ")
