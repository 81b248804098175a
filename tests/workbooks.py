"""Workbooks for tests, as people make them by hand: no template, and whatever slips in."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Refusal, RefusedTogether
from fundalloc.intake.gathering import Examined
from fundalloc.intake.scenario import examine
from fundalloc.lexicon import Language, lexicon

SHEETS: Mapping[str, Sequence[Sequence[Any]]] = {
    "Paramètres": [["Identifiant du scénario", "essai"], ["Titre", "Essai"]],
    "Exercices": [["Exercice", "Commence le", "Se termine le"], ["2025", date(2025, 1, 1), date(2025, 12, 31)]],
    "Enveloppes": [["Enveloppe", "Libellé", "Exercice", "Montant", "Fictif", "Source"], ["commune", "Commune", 2025, 1000, "oui", "essai"]],
    "Bénéficiaires": [["Identifiant", "Nom"], ["nord", "École du Nord"], ["sud", "École du Sud"]],
    "Demandes": [
        ["Demande", "Bénéficiaire", "Libellé", "Exercice", "Montant demandé"],
        ["d1", "nord", "Livres", 2025, 700],
        ["d2", "sud", "Outils", 2025, 500.25],
    ],
    "Buts": [["Genre", "Libellé"], ["Argent accordé", "Tout accorder"]],
}

Change = Callable[[Any], None]


def hand_made(folder: Path, change: Change = lambda _: None, name: str = "budget.xlsx") -> Path:
    """Write a small workbook and let the test spoil it first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in SHEETS.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    change(book)
    path = folder / name
    book.save(path)
    return path


def read(path: Path) -> Examined[Scenario]:
    """Examine a scenario; what cannot even be opened counts as examined too."""
    try:
        return examine(path)
    except RefusedTogether as refused:
        return Examined(noun=None, problems=refused.refusals)


def codes(problems: Sequence[Refusal]) -> list[tuple[str, str | None, str | None]]:
    """Return each problem as its code, sheet and cell."""
    return [(each.code, each.place.sheet if each.place else None, each.place.cell if each.place else None) for each in problems]


def told(problem: Refusal, language: Language = "fr") -> str:
    """Return a problem as a person reads it."""
    return lexicon(language).refusal(problem)


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None], more: Mapping[str, bytes] | None = None) -> Path:
    """Write a workbook again with its inner files changed, left out, or joined by others."""
    changed = path.with_name(f"réécrit-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = change(member.filename, source.read(member))
            if content is not None:
                target.writestr(member.filename, content)
        for name, content in (more or {}).items():
            target.writestr(name, content)
    return changed
