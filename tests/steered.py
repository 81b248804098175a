"""A small fund in mid-year and the scenario it was decided from, for the stories about steering; every amount is fictitious."""

from datetime import date
from pathlib import Path

from fundalloc.steering.forecasts import Method
from fundalloc.usecases.steering import SteeringAsked
from tests.bookkeeping import FUND, Desk, at

YEAR = "2024-2025"
TODAY = date(2025, 1, 31)
CLAUSE = """
[clauses.transfers]
share = "50 %"
base = "adopted"
excluded_plan_items = ["4.7"]
"""

SCENARIO = """
id = "essai"
title = { fr = "Essai de pilotage" }
prepared_by = "analyste"

[[fiscal_years]]
id = "2024-2025"
starts_on = 2024-09-01
ends_on = 2025-08-31

[[envelopes]]
id = "enveloppe"
label = { fr = "Enveloppe" }
fiscal_year = "2024-2025"
amount = "10 000,00 $"
fictitious = true
source = { text = "Montant fictif" }

[[goals]]
kind = "weighted-value"
weighing = "priority"
label = { fr = "Priorités" }

[[rules]]
id = "plafond-cecce"
kind = "cap"
label = { fr = "Le CECCE reçoit au plus 55 % de l’enveloppe" }
source = { text = "Règle fictive" }
where = { recipient = ["CECCE"] }
share = "55 %"
of = "envelope"
"""
PLAN = """Code;Niveau;Relève de;Libellé
4;Axe;;Axe
4.2;Objectif;4;Visites
4.5;Objectif;4;Conférences
4.7;Objectif;4;Suppléance
4.2.1;Activité;4.2;Visites du CECCE
4.2.3;Activité;4.2;Transport du CEPEO
4.5.1;Activité;4.5;Conférences
4.7.3;Activité;4.7;Suppléance
"""
REQUESTS = """Demande;Bénéficiaire;Code du plan;Libellé;Exercice;Montant demandé;Priorité
r1;CECCE;4.2.1;Visites;2024-2025;3 500,00 $;2
r2;CEPEO;4.2.3;Transport;2024-2025;4 000,00 $;3
r3;CECCE;4.5.1;Conférences;2024-2025;2 500,00 $;2
r4;CEPEO;4.5.1;Conférences;2024-2025;2 000,00 $;1
r5;CSDCEO;4.7.3;Suppléance;2024-2025;1 500,00 $;2
"""
RECIPIENTS = "Identifiant;Nom\nCECCE;CECCE\nCEPEO;CEPEO\nCSDCEO;CSDCEO\n"


class MidYear(Desk):
    """A desk whose fund has clauses of its own."""

    def __init__(self, folder: Path, fund: str) -> None:
        super().__init__(folder)
        self.own_fund = fund

    def fund(self, text: str = "") -> Path:
        return super().fund(text or self.own_fund)


class YearBefore(MidYear):
    """The same papers, a year earlier."""

    def write(self, name: str, content: str | bytes) -> Path:
        if isinstance(content, str):
            content = content.replace(YEAR, "exercice").replace("2024-", "2023-").replace("2025-", "2024-").replace("exercice", "2023-2024")
        return super().write(name, content)


def written(folder: Path, **changes: str) -> Path:
    """The scenario as a folder, with other texts for the files named."""
    folder.mkdir(exist_ok=True)
    files = {"scenario": ("scenario.toml", SCENARIO), "plan": ("plan.csv", PLAN), "requests": ("requests.csv", REQUESTS)}
    for key, (name, text) in (files | {"recipients": ("recipients.csv", RECIPIENTS)}).items():
        (folder / name).write_text(changes.get(key, text), encoding="utf-8")
    return folder


def midyear(folder: Path, *, fund: str = FUND + CLAUSE) -> tuple[Desk, Path]:
    """A fund that spent 1 550,50 $ of the CECCE's money by the end of November, and where its scenario is."""
    return MidYear(folder, fund).claimed(), written(folder / "scenario")


def asked(scenario: Path, method: Method = Method.STRAIGHT_LINE, **more: object) -> SteeringAsked:
    return SteeringAsked(scenario=scenario, as_of=TODAY, method=method, **more)  # type: ignore[arg-type]


def notes(desk: Desk, *lines: str) -> Path:
    """What managers expect to spend, line by line."""
    return desk.write("previsions.csv", "\n".join(("Activité;Organisme;Prévu d’ici la fin;Explication", *lines)) + "\n")


NOW = at("2025-01-31")
