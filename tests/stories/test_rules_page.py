"""The page that describes rules and goals shows each kind once, as the program reads it, and each kind has its name in both languages."""

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest

from fundalloc.domain.goals import Goal
from fundalloc.domain.rules import Rule
from fundalloc.errors import Place, Refusal
from fundalloc.intake.document import Shape
from fundalloc.lexicon import LANGUAGES, Language, lexicon

PAGE = Path(__file__).parents[2] / "docs" / "regles.md"
SHOWN = tomllib.loads("\n".join(re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)))


def kinds(union: object) -> set[str]:
    return {get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(union)[0])}


@pytest.mark.parametrize(("union", "heading"), [(Rule, "rules"), (Goal, "goals")])
def test_every_kind_is_shown(union: object, heading: str) -> None:
    assert {each["kind"] for each in SHOWN[heading]} == kinds(union)


@pytest.mark.parametrize(("union", "heading"), [(Rule, "rules"), (Goal, "goals")])
def test_every_example_is_read_as_it_stands(union: object, heading: str) -> None:
    shape: Shape[Any] = Shape(union)
    for example in SHOWN[heading]:
        problems: list[Refusal] = []
        named = {"label": {"fr": "Exemple"}, **({"source": {"text": "Exemple"}} if heading == "rules" else {})}
        assert shape.read({**example, **named}, lambda _: Place(), problems) is not None, (example, problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_name_in_both_languages(language: Language) -> None:
    said = lexicon(language)
    assert [kind for kind in sorted(kinds(Rule) | kinds(Goal)) if not said.has(f"choices.kind.{kind}")] == []
    assert [kind for kind in sorted(kinds(Rule)) if not said.has(f"reports.allocation.kinds.{kind}")] == []
