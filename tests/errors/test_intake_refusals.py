"""What people get wrong in a scenario's files: each is told in French with its place and what to do, all in one pass."""

from pathlib import Path

import pytest

from fundalloc.errors import RefusedTogether
from fundalloc.intake.scenario import read_scenario
from fundalloc.lexicon import lexicon

SCENARIO = """\
id = "essai"
title = { fr = "Essai", en = "Trial" }

[[fiscal_years]]
id = "2025"
starts_on = 2025-01-01
ends_on = 2025-12-31

[[envelopes]]
id = "commune"
label = { fr = "Commune" }
fiscal_year = "2025"
amount = "1 000,00 $"
fictitious = true
source = { text = "essai" }

[[goals]]
kind = "amount-granted"
label = { fr = "Tout accorder" }

[[rules]]
id = "plancher-nord"
kind = "floor"
label = { fr = "Plancher du nord" }
source = { text = "essai" }
where = { recipient = ["nord"] }
amount = "100,00 $"
"""
RECIPIENTS = "Identifiant;Nom\nnord;École du Nord\nsud;École du Sud\n"
REQUESTS = "Demande;Bénéficiaire;Libellé;Exercice;Montant demandé\nd1;nord;Livres;2025;700,00 $\nd2;sud;Outils;2025;500,00 $\n"
PLAN = "Code;Niveau;Relève de;Libellé;Réservé à\n1;Axe;;Premier;\n1.1;Objectif;1;But;\n1.1.1;Activité;1.1;Geste;nord\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scenario.toml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "recipients.csv").write_text(RECIPIENTS, encoding="utf-8")
    (tmp_path / "requests.csv").write_text(REQUESTS, encoding="utf-8")
    return tmp_path


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, "the test changes what it says"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def told(folder: Path) -> str:
    """Return everything a French reader is told, with ordinary spaces."""
    with pytest.raises(RefusedTogether) as caught:
        read_scenario(folder)
    for language in ("fr", "en"):
        sentences = [lexicon(language).refusal(refusal) for refusal in caught.value.refusals]
        assert all("{" not in sentence.replace("{ fr", "").replace("{ …", "") for sentence in sentences)
    return "\n".join(lexicon("fr").refusal(refusal) for refusal in caught.value.refusals).replace("\u00a0", " ")


def test_a_sound_folder_is_read(folder: Path) -> None:
    scenario = read_scenario(folder)
    assert [request.amount_cents for request in scenario.requests] == [700_00, 500_00]
    assert scenario.envelopes[0].amount_cents == 1_000_00


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    sentence = told(tmp_path / "absent")
    assert "absent » n’existe pas" in sentence
    assert "Vérifiez son nom" in sentence


def test_a_file_that_is_neither_a_folder_nor_a_workbook(folder: Path) -> None:
    assert "[classeur-attendu]" in told(folder / "scenario.toml")


@pytest.mark.parametrize("file", ["scenario.toml", "recipients.csv", "requests.csv"])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    sentence = told(folder)
    assert f"{file} » n’existe pas" in sentence
    assert "Vérifiez son nom et son dossier" in sentence


def test_a_table_nobody_would_read_is_told(folder: Path) -> None:
    (folder / "rate.csv").write_text("x", encoding="utf-8")
    sentence = told(folder)
    assert "rate.csv  [fichier-inattendu]" in sentence
    assert "renommez-le : rates.csv" in sentence


def test_an_unknown_column_gets_the_nearest_known_one(folder: Path) -> None:
    change(folder, "requests.csv", "Montant demandé", "Montant demander")
    sentence = told(folder)
    assert "requests.csv, ligne 1, colonne « Montant demander »  [colonne-inconnue]" in sentence
    assert "donnez-lui son titre : Montant demandé" in sentence
    assert "[colonne-manquante]" in sentence


def test_an_ambiguous_amount_is_not_guessed(folder: Path) -> None:
    change(folder, "requests.csv", "700,00 $", "1,234")
    sentence = told(folder)
    assert "requests.csv, ligne 2, colonne « Montant demandé »  [montant-ambigu]" in sentence
    assert "Écrivez « 1 234 » ou « 1,23 »." in sentence


def test_an_ambiguous_amount_of_an_envelope_is_not_guessed(folder: Path) -> None:
    change(folder, "scenario.toml", "1 000,00 $", "1,234")
    assert "scenario.toml, « commune », ligne 13  [montant-ambigu]" in told(folder)


def test_an_amount_typed_as_a_number_is_to_be_quoted(folder: Path) -> None:
    change(folder, "scenario.toml", '"1 000,00 $"', "1000.00")
    sentence = told(folder)
    assert "« commune », ligne 13  [montant-sans-guillemets]" in sentence
    assert "Mettez-le entre guillemets droits" in sentence
    assert sentence.count("[") == 1, "one mistake is told once"


def test_a_rule_naming_an_unknown_recipient_gets_the_nearest_one(folder: Path) -> None:
    change(folder, "scenario.toml", '["nord"]', '["nrod"]')
    sentence = told(folder)
    assert "scenario.toml, « plancher-nord », ligne 26  [beneficiaire-inconnu]" in sentence
    assert "Le bénéficiaire « nrod » n’est pas parmi les bénéficiaires." in sentence
    assert "écrivez plutôt : nord" in sentence


def test_a_request_of_an_unknown_recipient(folder: Path) -> None:
    change(folder, "requests.csv", "d2;sud", "d2;est")
    assert "requests.csv, ligne 3, colonne « Bénéficiaire »  [beneficiaire-inconnu]" in told(folder)


def test_an_id_used_twice_gives_both_lines(folder: Path) -> None:
    change(folder, "requests.csv", "d2;", "d1;")
    sentence = told(folder)
    assert "requests.csv, ligne 3, colonne « Demande »  [identifiant-en-double]" in sentence
    assert "L’identifiant « d1 » a déjà servi à la ligne 2." in sentence
    assert "Donnez un autre identifiant" in sentence


def test_a_rule_id_used_twice_gives_both_lines(folder: Path) -> None:
    rule = SCENARIO[SCENARIO.index("[[rules]]") :]
    change(folder, "scenario.toml", rule, rule + "\n" + rule)
    assert "ligne 30  [identifiant-en-double]\n  L’identifiant « plancher-nord » a déjà servi à la ligne 22." in told(folder)


def test_a_floor_above_its_envelope(folder: Path) -> None:
    change(folder, "scenario.toml", '"100,00 $"', '"1 000,01 $"')
    sentence = told(folder)
    assert "« plancher-nord », ligne 27  [plancher-au-dessus-de-l-enveloppe]" in sentence
    assert "exige 1 000,01 $" in sentence
    assert "n’ont que 1 000,00 $" in sentence
    assert "Diminuez le plancher" in sentence


def test_floors_that_are_together_above_their_envelope(folder: Path) -> None:
    change(folder, "scenario.toml", 'where = { recipient = ["nord"] }', 'per = ["recipient"]')
    change(folder, "scenario.toml", '"100,00 $"', '"500,01 $"')
    assert "exige 1 000,02 $" in told(folder)


def test_a_floor_as_high_as_its_envelope_stands(folder: Path) -> None:
    change(folder, "scenario.toml", '"100,00 $"', '"1 000,00 $"')
    assert len(read_scenario(folder).rules) == 1


def test_an_activity_of_another_board(folder: Path) -> None:
    (folder / "plan.csv").write_text(PLAN, encoding="utf-8")
    (folder / "requests.csv").write_text(
        "Demande;Bénéficiaire;Code du plan;Libellé;Exercice;Montant demandé\n"
        "d1;nord;1.1.1;Livres;2025;700 $\nd2;sud;1.1.1;Outils;2025;500 $\n",
        encoding="utf-8",
    )
    sentence = told(folder)
    assert "requests.csv, ligne 3, colonne « Bénéficiaire »  [activite-d-un-autre-conseil]" in sentence
    assert "L’activité 1.1.1 est réservée à « nord »" in sentence
    assert "[activite-d-un-autre-conseil]" not in sentence.partition("ligne 3")[0]


def test_a_plan_that_turns_in_a_circle(folder: Path) -> None:
    (folder / "plan.csv").write_text(
        "Code;Niveau;Relève de;Libellé\n1;Axe;1.1;A\n1.1;Objectif;1;B\n2;Activité;;C\n3;Moyen;9;D\n", encoding="utf-8"
    )
    sentence = told(folder)
    assert "[plan-circulaire]\n  Ces codes du plan se contiennent les uns les autres : 1, 1.1." in sentence
    assert "Le code « 2 » n’a pas de parent." in sentence
    assert "Le code « 9 » n’est pas au plan." in sentence


PROBLEMS_OF_DOCUMENT = [
    ('kind = "floor"', 'kind = "flor"', "ligne 23  [genre-inconnu]", "all-or-nothing, minimum-if-funded, eligibility"),
    ('kind = "floor"\n', "", "[genre-manquant]", "Choisissez parmi : cap, floor"),
    ('amount = "100,00 $"', 'amont = "100,00 $"', "ligne 27  [cle-inconnue]", "écrivez plutôt : amount"),
    ("title = {", "titel = {", "ligne 2  [cle-inconnue]", "écrivez plutôt : title"),
    ('amount = "100,00 $"', "", "[regle-sans-borne]", "additionnent les deux"),
    ('amount = "100,00 $"', 'share = "10 %"', "[part-sans-total]", "Écrivez ensemble « share » et « of »"),
    ('amount = "100,00 $"', 'share = "10"\nof = "envelope"', "ligne 27  [pourcentage-illisible]", "avec le signe %"),
    ('amount = "100,00 $"', 'share = "10 %"\nof = "envelop"', "ligne 28  [choix-inconnu]", "Écrivez plutôt : envelope"),
    ('amount = "100,00 $"', 'share = "101 %"\nof = "envelope"', "ligne 27  [plancher-au-dessus-du-tout]", "100 % au plus"),
    ("fictitious = true", 'fictitious = "oui"', "ligne 14  [vrai-faux-attendu]", "true ou false"),
    ('label = { fr = "Commune" }', 'label = "Commune"', "ligne 11  [sous-cles-attendues]", "entre accolades"),
    ('["nord"]', '"nord"', "ligne 26  [liste-attendue]", "entre crochets"),
    ("recipient =", "recipients =", "[choix-inconnu]", "Écrivez plutôt : recipient"),
    ('id = "commune"', "id = 3", "ligne 10  [texte-attendu]", "entre guillemets droits"),
    ("2025-12-31", '"31/12/2025"', "ligne 7  [date-illisible]", "l’année, le mois et le jour"),
    ("2025-12-31", "2024-12-31", "ligne 7  [exercice-renverse]", "starts_on"),
    ('fiscal_year = "2025"', 'fiscal_year = "2026"', "« commune », ligne 12  [exercice-inconnu]", "écrivez plutôt : 2025"),
    ('title = { fr = "Essai", en = "Trial" }', 'title = { fr = "Essai"', "ligne 2  [toml-illisible]", "Vérifiez les guillemets"),
    ("[[goals]]", "[goals]", "ligne 17  [liste-de-sections-attendue]", "[[goals]]"),
    ('source = { text = "essai" }\nwhere', "source = {}\nwhere", "[valeur-manquante]", "Inscrivez-la"),
    (
        'amount = "100,00 $"',
        'amount = "100,00 $"\n[[instalments]]\nid = "v1"\nlabel = { fr = "Un" }\nshare = "90 %"',
        "« v1 », ligne 31  [versements-incomplets]",
        "qu’elles fassent 100 %",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "remedy"), PROBLEMS_OF_DOCUMENT)
def test_a_document_s_problem_has_its_line_and_its_remedy(folder: Path, old: str, new: str, place: str, remedy: str) -> None:
    change(folder, "scenario.toml", old, new)
    sentence = told(folder)
    assert place in sentence
    assert remedy in sentence


PROBLEMS_OF_TABLE = [
    ("700,00 $", "", "ligne 2, colonne « Montant demandé »  [valeur-manquante]"),
    ("700,00 $", "-5,00 $", "ligne 2, colonne « Montant demandé »  [valeur-hors-bornes]"),
    ("700,00 $", "beaucoup", "ligne 2, colonne « Montant demandé »  [montant-illisible]"),
    ("700,00 $", "700,00 $;12", "ligne 2  [cellule-sans-colonne]"),
    ("Livres", '"Livres', "ligne 2  [guillemets-non-fermes]"),
    ("Livres", "Liv\x07res", "ligne 2  [caractere-interdit]"),
    ("Libellé", "Demande", "ligne 1, colonne « Demande »  [colonne-en-double]"),
    (REQUESTS, "\n \n", "requests.csv  [fichier-vide]"),
    (REQUESTS, "PK\x03\x04…", "requests.csv  [fichier-non-textuel]"),
    (REQUESTS, "Demande\x00", "requests.csv  [fichier-non-textuel]"),
]


@pytest.mark.parametrize(("old", "new", "place"), PROBLEMS_OF_TABLE)
def test_a_table_s_problem_has_its_cell(folder: Path, old: str, new: str, place: str) -> None:
    change(folder, "requests.csv", old, new)
    assert place in told(folder)


def test_every_problem_is_told_in_one_pass(folder: Path) -> None:
    change(folder, "scenario.toml", '["nord"]', '["nrod"]')
    change(folder, "scenario.toml", "1 000,00 $", "1,234")
    change(folder, "requests.csv", "700,00 $", "1,234")
    change(folder, "requests.csv", "500,00 $", "n/a")
    change(folder, "recipients.csv", "sud;", "nord;")
    with pytest.raises(RefusedTogether) as caught:
        read_scenario(folder)
    codes = sorted(refusal.code for refusal in caught.value.refusals)
    assert codes == [
        "beneficiaire-inconnu",  # the rule's
        "beneficiaire-inconnu",  # d2's, now that « sud » is gone: its amount could not be read, but its recipient could
        "identifiant-en-double",
        "montant-ambigu",
        "montant-ambigu",
        "montant-illisible",
    ]
