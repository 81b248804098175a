"""The pages about a scenario's files say what the readers read: every column has its words, and nothing has drifted."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from docs.formats import SCHEMA, columns, format_page, schema
from fundalloc.intake.cells import choice_label
from fundalloc.intake.document import written
from fundalloc.lexicon import LANGUAGES, Language, lexicon

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_has_its_title_its_meaning_and_an_example(language: Language) -> None:
    said = lexicon(language)
    missing = [
        f"{group}.{table}.{column.name}"
        for table, column in columns()
        for group in ("fields", "field-help", "field-examples")
        if not (said.has(f"{group}.{table}.{column.name}") or (language == "en" and group == "fields"))
    ]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_has_its_label(language: Language) -> None:
    unsaid = {
        f"{column.path[-1]}.{word}"
        for _, column in columns()
        for word in column.choices
        if choice_label(column.path[-1], word, language) == word
    }
    assert unsaid == set()


def test_the_page_and_the_schema_are_those_of_the_code() -> None:
    assert format_page("fr") in (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == schema()


@pytest.mark.parametrize("name", sorted(path.parent.name for path in (ROOT / "scenarios").glob("*/scenario.toml")))
def test_the_sample_scenarios_are_what_the_schema_describes(name: str) -> None:
    document = tomllib.loads((ROOT / "scenarios" / name / "scenario.toml").read_text(encoding="utf-8"))
    described = json.loads(schema())
    described["required"] = [key for key in described["required"] if key not in {"recipients", "requests"}]
    jsonschema.validate(_plain(document), described, cls=jsonschema.Draft202012Validator)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    match value:
        case dict():
            return {written(key): _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case date():
            return value.isoformat()
        case _:
            return value
