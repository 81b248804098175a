"""
The pages that describe files, in French and English, from the one description of every column; and the JSON Schema.

    python docs/formats.py            writes docs/scenario.schema.json
    python docs/formats.py --check    fails where it has drifted
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fundalloc.intake.cells import Field, Kind, choice_label
from fundalloc.intake.form import example_of, header_of, meaning_of
from fundalloc.intake.outlines import LISTS, OPTIONAL, SCENARIO, TABLES, Outline
from fundalloc.intake.tables import spec_of
from fundalloc.lexicon import LANGUAGES, Language, lexicon


@dataclass(frozen=True, slots=True)
class Words:
    """What the page itself says around what the description says."""

    columns: tuple[str, ...]
    sections: str
    optional: str
    places: str
    required: str
    colon: str
    between: str


WORDS: dict[Language, Words] = {
    "fr": Words(
        columns=("Titre français", "Titre anglais", "Nom", "À remplir", "Ce qu’on y écrit", "Sens", "Exemple"),
        sections="sections",
        optional="Cette table est facultative.",
        places="Dossier\u00a0: {where}. Classeur\u00a0: feuille «\u00a0{sheet}\u00a0».",
        required="oui",
        colon="\u00a0:",
        between="de {low} à {high}",
    ),
    "en": Words(
        columns=("English header", "French header", "Name", "Required", "What to write", "Meaning", "Example"),
        sections="sections",
        optional="This table is optional.",
        places="Folder: {where}. Workbook: sheet “{sheet}”.",
        required="yes",
        colon=":",
        between="from {low} to {high}",
    ),
}
SCHEMA = Path(__file__).parent / "scenario.schema.json"


def format_page(language: Language, outline: Outline = SCENARIO) -> str:
    """Return the description of every table and column as Markdown."""
    return "\n".join(_table(outline, table, language) for table in outline.sheets)


def _table(outline: Outline, table: str, language: Language) -> str:
    said, spec, words = lexicon(language), spec_of(table), WORDS[language]
    sheet = said.say(f"sheets.{table}")
    sections = "" if table == outline.settings else f", {words.sections} `[[{table}]]`"
    where = f"`{table}.csv`" if table in outline.tables else f"`{outline.document}`{sections}"
    optional = f" {words.optional}" if table in outline.optional else ""
    page = [
        f"\n## {sheet}\n",
        f"{said.say(f'template.sheet-note.{table}')}{optional}\n",
        words.places.format(where=where, sheet=sheet) + "\n",
    ]
    page += ["| " + " | ".join(words.columns) + " |", "|" + "---|" * len(words.columns)]
    page += [_row(outline, table, column, language) for column in spec.fields]
    return "\n".join(page)


def _row(outline: Outline, table: str, column: Field, language: Language) -> str:
    said, spec = lexicon(language), spec_of(table)
    name = ".".join(column.path) if table not in outline.tables else column.name
    cells = (
        *(header_of(spec, column, lexicon(each)) for each in sorted(LANGUAGES, key=lambda each: each != language)),
        f"`{name}`",
        WORDS[language].required if column.required else "",
        _kind(column, language),
        meaning_of(spec, column, said),
        example_of(spec, column, said),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _kind(column: Field, language: Language) -> str:
    said, words = lexicon(language), WORDS[language]
    told = said.say(f"kinds.{column.kind}")
    if column.choices:
        told += f"{words.colon} " + ", ".join(f"{choice_label(column.path[-1], word, language)} (`{word}`)" for word in column.choices)
    if column.kind is Kind.INTEGER and column.low is not None and column.high is not None:
        told += ", " + words.between.format(low=column.low, high=column.high)
    return told


def schema() -> str:
    """Return the JSON Schema of a scenario as its files write it: one object, its sections and rows under their own names."""
    properties = {table: {"type": "array", "items": {"$ref": f"#/$defs/{table}"}} for table in (*LISTS, *TABLES)}
    head = _object("settings")
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "fundalloc scenario",
        "type": "object",
        "properties": {**head["properties"], **properties},  # type: ignore[dict-item]
        "required": [*head["required"], *(table for table in (*LISTS, *TABLES) if table not in OPTIONAL)],  # type: ignore[misc]
        "additionalProperties": False,
        "$defs": {table: _object(table) for table in (*LISTS, *TABLES)},
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _object(table: str) -> dict[str, object]:
    """Describe a section or a row; fields inside fields become objects, as TOML writes them."""
    nested = table not in TABLES
    properties: dict[str, object] = {}
    required: list[str] = []
    for column in spec_of(table).fields:
        path = column.path if nested else (column.name,)
        at: dict[str, object] = properties
        needed = required
        for step in path[:-1]:
            inner = at.setdefault(step, {"type": "object", "properties": {}, "required": [], "additionalProperties": False})
            assert isinstance(inner, dict)
            if column.required and step not in needed:
                needed.append(step)
            at, needed = inner["properties"], inner["required"]
        at[path[-1]] = _value(table, column)
        if column.required:
            needed.append(path[-1])
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _value(table: str, column: Field) -> dict[str, object]:
    spec = spec_of(table)
    titles = {f"title-{language}": header_of(spec, column, lexicon(language)) for language in LANGUAGES}
    about = {"title": titles["title-fr"], "x-title-en": titles["title-en"], "description": meaning_of(spec, column, lexicon("fr"))}
    example = example_of(spec, column, lexicon("fr"))
    return {**about, **_type(column), **({"examples": [example]} if example else {})}


def _type(column: Field) -> dict[str, object]:  # noqa: C901 - one case per kind
    limits = {name: limit for name, limit in (("minimum", column.low), ("maximum", column.high)) if limit is not None}
    match column.kind:
        case Kind.INTEGER:
            return {"type": "integer", **limits}
        case Kind.YES_NO:
            return {"type": "boolean"}
        case Kind.DATE:
            return {"type": "string", "format": "date"}
        case Kind.LIST:
            return {"type": "array", "items": {"type": "string", **({"enum": list(column.choices)} if column.choices else {})}}
        case Kind.SELECTOR:
            return {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}, "minItems": 1}}
        case Kind.MEASURES:
            return {"type": "object", "additionalProperties": {"type": "integer"}}
        case Kind.CHOICE:
            return {"type": "string", "enum": list(column.choices)}
        case Kind.AMOUNT:
            return {"type": "string", "x-unit": "dollars and cents, as 1 234,50 $ or $1,234.50"}
        case Kind.SHARE:
            return {"type": "string", "pattern": "^[0-9]{1,6}([.,][0-9]{1,2})?[ \u00a0\u202f]?%$"}
        case Kind.IDENTIFIER:
            return {"type": "string", "minLength": 1, "maxLength": 120}
        case _:
            return {"type": "string"} if column.kind is Kind.TEXT else {}


def columns() -> Iterator[tuple[str, Field]]:
    """Return every column of every table."""
    return ((table, column) for table in SCENARIO.sheets for column in spec_of(table).fields)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if SCHEMA.read_text(encoding="utf-8") == schema() else f"{SCHEMA.name} has drifted: run python docs/formats.py")
    SCHEMA.write_text(schema(), encoding="utf-8")
