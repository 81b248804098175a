"""The page that describes rules and goals shows each kind once, as the program reads it, and each kind has its name in both languages."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.fingerprint import fingerprint
from fundalloc.allocation.outcome import Impossible
from fundalloc.domain.goals import Goal
from fundalloc.domain.rules import Rule
from fundalloc.errors import Place, Refusal
from fundalloc.intake.document import Shape
from fundalloc.intake.scenario import read_scenario
from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.usecases.allocating.scenarios import convert

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


HEAD = """\
id = "toutes"
title = { fr = "Toutes les règles" }

[[fiscal_years]]
id = "2025-2026"
starts_on = 2025-09-01
ends_on = 2026-08-31

[[fiscal_years]]
id = "2026-2027"
starts_on = 2026-09-01
ends_on = 2027-08-31

[[envelopes]]
id = "regionale"
label = { fr = "Régionale" }
fiscal_year = "2025-2026"
amount = "900 000,00 $"
opens_on = 2025-09-01
fictitious = true
source = { text = "Exemple" }

"""
TAGS = ("metiers", "site", "phase-1", "phase-2", "location", "achat", "approval-pending")
RECIPIENTS = (
    "Identifiant;Nom;Région;Ordre d’enseignement;Mesures\nCCJL;Consortium;est;college;eleves=300\nB;Conseil;ouest;board;eleves=100\n"
)
COLUMNS = "Demande;Bénéficiaire;Libellé;Exercice;Usage;Montant demandé;Étiquettes;Natures;Début des travaux;Fin des travaux;Coût du projet"


def _row(number: int) -> str:
    owner, year = ("B", "CCJL")[number % 2], ("2025-2026", "2026-2027")[number > 9]
    purpose, nature = ("operating", "management", "training")[number % 3], ("bursary", "workshop")[number % 4 > 0]
    asked = f"{owner};Objet;{year};{purpose};{70 + number} 000,00 $;{TAGS[number % 7]};{nature}"
    return f"d{number};{asked};2025-10-01;2026-03-01;100 000,00 $"


@pytest.fixture
def whole_page(tmp_path: Path) -> Path:
    """A folder whose scenario holds every rule and every goal of the page."""
    folder = tmp_path / "toutes"
    folder.mkdir()
    shown = "\n".join(re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
    shown = shown.replace("[[rules]]\n", '[[rules]]\nlabel = { fr = "Règle" }\nsource = { text = "Exemple" }\n')
    shown = shown.replace("[[goals]]\n", '[[goals]]\nlabel = { fr = "But" }\n')
    (folder / "scenario.toml").write_text(HEAD + shown, encoding="utf-8")
    (folder / "recipients.csv").write_text(RECIPIENTS, encoding="utf-8")
    rows = [_row(number) for number in range(14)]
    (folder / "requests.csv").write_text("\n".join((COLUMNS, *rows)) + "\n", encoding="utf-8")
    return folder


def test_the_whole_page_goes_into_a_workbook_and_back_without_loss(whole_page: Path, tmp_path: Path) -> None:
    day = datetime(2025, 11, 3, tzinfo=UTC)
    scenario = read_scenario(whole_page)
    assert {each.kind for each in scenario.rules} == kinds(Rule)
    convert(whole_page, tmp_path / "toutes.xlsx", lexicon("fr"), now=day)
    convert(tmp_path / "toutes.xlsx", tmp_path / "encore", lexicon("fr"), now=day)
    assert fingerprint(read_scenario(tmp_path / "toutes.xlsx")) == fingerprint(scenario)
    assert fingerprint(read_scenario(tmp_path / "encore")) == fingerprint(scenario)


def test_rules_that_all_quarrel_are_told_by_the_few_that_do(whole_page: Path) -> None:
    outcome = allocate(read_scenario(whole_page))
    assert isinstance(outcome, Impossible)
    assert 1 <= len(outcome.conflict) <= 3
    assert outcome.repair
