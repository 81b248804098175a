"""A follow-up of the trial fund's plan, for the stories about progress; every measure and opinion is fictitious."""

from datetime import date
from pathlib import Path

from fundalloc.usecases.accountability.progress import ProgressAsked

HEAD = """
id = "suivi-essai"
title = { fr = "Suivi d’essai", en = "Trial follow-up" }
small_number = 5
units_without_people = ["rencontres"]
"""
INDICATORS = (
    "Identifiant;Famille;Nom;Objectifs;À venir;Unité;Par sorte;Départ;Cible",
    "rencontres;Mise en œuvre;Rencontres;4.2;;rencontres;;0;10",
    "eleves;Mise en œuvre;Élèves rejoints;4.2 | 4.5;;élèves;;0;200",
    "suites;Résultat;Suites données;4.5;oui;;;;",
    "achevement;Résultat;Taux d’achèvement;4.5;;élèves;;;",
)
MEASURES = (
    "Indicateur;Mesuré le;Nombre;Numérateur;Dénominateur;Partenaire;Source",
    "rencontres;2024-12-01;2;;;;Comptes rendus",
    "rencontres;2025-02-01;3;;;;Comptes rendus",
    "rencontres;2025-06-01;8;;;;Comptes rendus",
    "eleves;2025-02-01;120;;;CECCE;Présences",
    "eleves;2025-02-01;3;;;CEPEO;Présences",
    "eleves;2025-02-01;40;;;CSDCEO;Présences",
    "achevement;2025-02-01;;90;120;CECCE;Relevé",
    "achevement;2025-02-01;;38;40;CSDCEO;Relevé",
)
REMARKS = (
    "Sujet;Genre;Texte;Dit le;Partenaire;Accès restreint",
    "4;Réussite;Les écoles sont là;2025-02-01;;",
    "4.5;Défi;Le transport manque;2025-03-01;CEPEO;",
    "4;Enjeu;Un élève en particulier;2025-03-02;;oui",
)
ACHIEVEMENTS = (
    "Activité;Texte;Fait le;Partenaire;Secteurs;État;Point saillant;Accès restreint",
    "4.2.1;Visites commencées;2024-11-05;CECCE;FP;En cours;;",
    "4.2.1;Visites terminées;2025-03-20;CECCE;FP;Réalisé;oui;",
    "4.2.3;Journée tenue;2025-02-10;CEPEO;FP | FGA;;oui;",
    "4.5.1;Rencontre confidentielle;2025-02-11;CECCE;;;oui;oui",
)
APPRAISALS = (
    "Activité;Partenaire;Répondants;Demandé le;Personnes invitées;Ont répondu;Satisfaites;Source",
    "4.2.1;CECCE;Élèves;2025-03-21;100;80;60;Sondage",
    "4.2.1;CECCE;Enseignants et accompagnateurs;2025-03-21;10;8;6;Sondage",
)
TABLES = {"indicators": INDICATORS, "measures": MEASURES, "remarks": REMARKS, "achievements": ACHIEVEMENTS, "appraisals": APPRAISALS}


def follow_up(folder: Path, head: str = HEAD, **tables: tuple[str, ...]) -> Path:
    """Write a follow-up into a folder, with other tables in place of the usual ones; an empty one is left out."""
    place = folder / "suivi"
    place.mkdir(exist_ok=True)
    (place / "progress.toml").write_text(head, encoding="utf-8")
    for name, lines in (TABLES | tables).items():
        (place / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


def asked(folder: Path, **more: object) -> ProgressAsked:
    """Ask of a follow-up as of the end of March, unless it is said otherwise."""
    return ProgressAsked(**{"progress": folder, "as_of": date(2025, 3, 31), **more})  # type: ignore[arg-type]
