"""What people get wrong in rules and goals, and what they will have to explain: each told in French with its place and what to do."""

from pathlib import Path

import pytest

from fundalloc.errors import Level
from fundalloc.intake.scenario import examine
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
kind = "weighted-value"
label = { fr = "Les priorités" }
"""
RECIPIENTS = "Identifiant;Nom;Région;Mesures\nnord;École du Nord;est;eleves=300\nsud;École du Sud;ouest;eleves=100|places=-5\n"
REQUESTS = """\
Demande;Bénéficiaire;Libellé;Exercice;Montant demandé;Priorité;Usage;Début des travaux;Fin des travaux;Coût du projet;Autre argent public;Argent des partenaires;Déjà payé
d1;nord;Livres;2025;700,00 $;1;operating;2025-02-01;2025-06-30;1 000,00 $;250,00 $;50,00 $;0,00 $
d2;sud;Outils;2025;500,00 $;2;development;;;;0,00 $;0,00 $;0,00 $
"""  # noqa: E501 - a row of a table is a line
RULE = '\n[[rules]]\nid = "regle"\nlabel = {{ fr = "Une règle" }}\nsource = {{ text = "essai" }}\n{}\n'
GOAL = '\n[[goals]]\nlabel = {{ fr = "Un but" }}\n{}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scenario.toml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "recipients.csv").write_text(RECIPIENTS, encoding="utf-8")
    (tmp_path / "requests.csv").write_text(REQUESTS, encoding="utf-8")
    return tmp_path


def written(folder: Path, more: str) -> None:
    path = folder / "scenario.toml"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")


def told(folder: Path) -> list[tuple[Level, str]]:
    return [(problem.level, lexicon("fr").refusal(problem).replace("\u00a0", " ")) for problem in examine(folder).problems]


REFUSED = [
    ('kind = "cap"', "[regle-sans-borne]", "seuls un plafond, un plancher ou un montant fixe additionnent les deux"),
    ('kind = "cap"\nshare = "5 %"\nof = "envelope"\nper_unit_of = "eleves"', "[unite-sans-montant]", "retirez « per_unit_of »"),
    ('kind = "band"\nkey = "attribute"\ntolerance = "5 %"', "[cle-sans-mesure]", "« attribute »"),
    ('kind = "stability"', "[regle-sans-limite]", "au moins l’une d’elles"),
    ('kind = "ratio"\nagainst = { recipient = ["nord"] }', "[regle-sans-limite]", "au moins l’une d’elles"),
    ('kind = "all-or-nothing"\nwhere = { purpose = [] }', "[selecteur-vide]", "« purpose » ne nomme aucune valeur"),
    ('kind = "cap"\namount = "5,00 $"\nper_unit_of = "eleve"', "[mesure-de-personne]", "écrivez plutôt : eleves"),
    ('kind = "earmark"\nenvelope = "commune"\namount = "1 000,01 $"', "[reserve-au-dessus-de-l-enveloppe]", "elle n’a que 1 000,00 $"),
    ('kind = "earmark"\nenvelope = "comune"\namount = "1,00 $"', "[enveloppe-inconnue]", "écrivez plutôt : commune"),
    ('kind = "carry-forward"\nenvelope = "commune"\nto_year = "2025"\nshare = "5 %"', "[report-a-rebours]", "qui ne suit pas le sien"),
    ('kind = "carry-forward"\nenvelope = "commune"\nto_year = "2026"\nshare = "5 %"', "[exercice-inconnu]", "2025"),
    ('kind = "period"\nfrom_on = 2025-06-01\nto_on = 2025-05-31', "[jours-renverses]", "la fin précède le début"),
    ('kind = "count"\nexactly = 2\nat_most = 3', "[nombre-mal-borne]", "at_most"),
    ('kind = "floor"\nper = ["recipient"]\nshare = "60 %"\nof = "granted"', "[parts-au-dessus-du-tout]", "font ensemble 120 %"),
    ('kind = "fixed"\nper = ["recipient"]\nshare = "50,01 %"\nof = "envelope"', "[parts-au-dessus-du-tout]", "font ensemble 100,02 %"),
    ('kind = "requires"\nneeds = { request = ["d3"] }', "[demande-inconnue]", "d1, d2"),
]


@pytest.mark.parametrize(("rule", "code", "words"), REFUSED)
def test_a_rule_that_cannot_hold_is_refused_with_its_place(folder: Path, rule: str, code: str, words: str) -> None:
    written(folder, RULE.format(rule))
    ((level, sentence),) = told(folder)
    assert level is Level.BLOCKS
    assert "« regle », ligne" in sentence
    assert code in sentence
    assert words in sentence
    assert examine(folder).noun is None


REMARKS = [
    ('kind = "cap"\nwhere = { recipient = ["nord"], purpose = ["development"] }\namount = "1,00 $"', "[regle-sans-demande]", "ensemble"),
    (
        'kind = "cap"\nper = ["recipient"]\nshare = "40 %"\nof = "granted"',
        "[parts-au-dessous-du-tout]",
        "ou presque rien, ne pourrait l’être",
    ),
    ('kind = "fixed"\nper = ["recipient"]\nshare = "49,99 %"\nof = "granted"', "[parts-au-dessous-du-tout]", "font ensemble 99,98 %"),
    ('kind = "requires"\nneeds = { purpose = ["operating", "development"] }', "[exigences-circulaires]", "d1, d2"),
    ('kind = "period"\nwhere = { request = ["d2"] }\nmonths_max = 9', "[jours-inconnus]", "d2"),
    ('kind = "stacking"\nwhere = { request = ["d2"] }\nshare = "90 %"', "[cout-du-projet-inconnu]", "d2"),
    ('kind = "stacking"\nwhere = { request = ["d1"] }\nshare = "90 %"', "[cumul-au-dessus-du-permis]", "50,00 $ de plus que les 900,00 $"),
    ('kind = "matching"\nwhere = { request = ["d1"] }\nshare = "10 %"', "[contrepartie-insuffisante]", "apportent 50,00 $"),
]


@pytest.mark.parametrize(("rule", "code", "words"), REMARKS)
def test_a_rule_that_will_have_to_be_explained_is_told_and_stops_nobody(folder: Path, rule: str, code: str, words: str) -> None:
    written(folder, RULE.format(rule))
    ((level, sentence),) = told(folder)
    assert level is Level.TO_EXPLAIN
    assert "« regle », ligne" in sentence
    assert code in sentence
    assert words in sentence
    assert examine(folder).noun is not None


def test_a_key_below_nothing_is_refused_where_it_is_written(folder: Path) -> None:
    written(folder, RULE.format('kind = "cap"\namount = "5,00 $"\nper_unit_of = "places"'))
    ((level, sentence),) = told(folder)
    assert level is Level.BLOCKS
    assert "recipients.csv, ligne 3, colonne « Mesures »  [mesure-negative]" in sentence
    assert "« places » de « sud » vaut -5" in sentence


def test_a_text_no_longer_in_force_is_only_pointed_out(folder: Path) -> None:
    written(folder, RULE.format('kind = "cap"\namount = "1,00 $"').replace('"essai" }', '"essai", in_force_to = 2024-12-31 }'))
    ((level, sentence),) = told(folder)
    assert level is Level.ADVICE
    assert "[regle-pas-en-vigueur]" in sentence


def test_an_envelope_that_nobody_may_use_has_to_be_explained(folder: Path) -> None:
    envelope = '\n[[envelopes]]\nid = "vide"\nlabel = { fr = "Vide" }\nfiscal_year = "2025"\namount = "5,00 $"\npurposes = ["voyage"]\n'
    written(folder, envelope + 'fictitious = true\nsource = { text = "essai" }\n')
    ((level, sentence),) = told(folder)
    assert level is Level.TO_EXPLAIN
    assert "« vide »" in sentence


def test_a_priority_of_zero_is_pointed_out_and_a_negative_one_refused(folder: Path) -> None:
    text = (folder / "requests.csv").read_text(encoding="utf-8")
    (folder / "requests.csv").write_text(text.replace("500,00 $;2;", "500,00 $;0;"), encoding="utf-8")
    ((level, sentence),) = told(folder)
    assert level is Level.ADVICE
    assert "d2" in sentence
    (folder / "requests.csv").write_text(text.replace("500,00 $;2;", "500,00 $;-1;"), encoding="utf-8")
    ((level, sentence),) = told(folder)
    assert level is Level.BLOCKS
    assert "-1" in sentence.replace("−", "-")


def test_more_paid_than_asked_is_refused(folder: Path) -> None:
    text = (folder / "requests.csv").read_text(encoding="utf-8")
    (folder / "requests.csv").write_text(text.replace("50,00 $;0,00 $\n", "50,00 $;700,01 $\n"), encoding="utf-8")
    ((level, sentence),) = told(folder)
    assert level is Level.BLOCKS
    assert "[paye-au-dessus-de-la-demande]" in sentence


def test_amounts_beyond_what_holds_every_cent_are_refused(folder: Path) -> None:
    text = (folder / "scenario.toml").read_text(encoding="utf-8")
    (folder / "scenario.toml").write_text(text.replace("1 000,00 $", "90 071 992 547 409,93 $"), encoding="utf-8")
    ((level, sentence),) = told(folder)
    assert level is Level.BLOCKS
    assert "[total-trop-grand]" in sentence
    (folder / "scenario.toml").write_text(text.replace("1 000,00 $", "92 233 720 368 547 758,08 $"), encoding="utf-8")
    ((_, sentence),) = told(folder)
    assert "[montant-trop-grand]" in sentence


@pytest.mark.parametrize(
    ("goal", "code"),
    [
        ('kind = "leximin"\nkey = "attribute"', "[cle-sans-mesure]"),
        ('kind = "nearness"\nkey = "attribute"\nattribute = "elves"', "[mesure-de-personne]"),
        ('kind = "leximin"\nwhere = { region = ["nord"] }', "[valeur-sans-demande]"),
        ('kind = "leximin"\nwhere = { region = [] }', "[selecteur-vide]"),
    ],
)
def test_a_goal_that_cannot_be_aimed_at_is_refused(folder: Path, goal: str, code: str) -> None:
    written(folder, GOAL.format(goal))
    ((level, sentence),) = told(folder)
    assert level is Level.BLOCKS
    assert code in sentence


@pytest.mark.requirement("S3-01")
def test_a_request_that_serves_no_priority_of_the_plan_has_to_be_explained(folder: Path) -> None:
    (folder / "plan.csv").write_text("Code;Niveau;Relève de;Libellé\n1;Axe;;Vision commune\n", encoding="utf-8")
    codes = REQUESTS.replace("Usage;", "Usage;Code du plan;").replace("operating;", "operating;1;").replace("development;", "development;;")
    (folder / "requests.csv").write_text(codes, encoding="utf-8")
    ((level, sentence),) = told(folder)
    assert level is Level.TO_EXPLAIN
    assert "requests.csv, ligne 3" in sentence
    assert "[demandes-hors-du-plan]" in sentence
    assert "(1)" in sentence
    assert "d2" in sentence


@pytest.mark.parametrize("condition", ['awaits = "date"', 'awaits = "report-accepted"', 'awaits = "milestone"\ndue_on = 2025-03-31'])
def test_an_instalment_that_awaits_something_says_what(folder: Path, condition: str) -> None:
    written(folder, f'\n[[instalments]]\nid = "v1"\nlabel = {{ fr = "Versement" }}\nshare = "100 %"\n{condition}\n')
    ((level, sentence),) = told(folder)
    assert level is Level.BLOCKS
    assert "[condition-non-dite]" in sentence
    assert "« due_on »" in sentence


SHARE_OF_ONE = 'kind = "{}"\nwhere = {{ recipient = ["{}"] }}\nshare = "{}"\nof = "granted"'


def two_shares(folder: Path, kind: str, *, north: str, south: str) -> None:
    for name, share in (("nord", north), ("sud", south)):
        written(folder, RULE.format(SHARE_OF_ONE.format(kind, name, share)).replace('"regle"', f'"part-{name}"'))


def test_shares_that_do_not_add_up_are_told_also_where_each_has_a_rule_of_its_own(folder: Path) -> None:
    two_shares(folder, "cap", north="30 %", south="69,99 %")
    ((level, sentence),) = told(folder)
    assert level is Level.TO_EXPLAIN
    assert "[parts-au-dessous-du-tout]" in sentence
    assert "font ensemble 99,99 %" in sentence
    assert "part-nord, part-sud" in sentence


def test_promises_of_more_than_all_that_is_granted_are_refused_also_where_each_has_a_rule_of_its_own(folder: Path) -> None:
    two_shares(folder, "floor", north="60 %", south="40,01 %")
    ((level, sentence),) = told(folder)
    assert level is Level.BLOCKS
    assert "[parts-au-dessus-du-tout]" in sentence
    assert "font ensemble 100,01 %" in sentence


def test_shares_that_make_the_whole_are_sound(folder: Path) -> None:
    two_shares(folder, "fixed", north="60 %", south="40 %")
    assert told(folder) == []


def test_shares_of_what_others_are_granted_may_make_more_than_the_whole(folder: Path) -> None:
    of_one = 'kind = "floor"\nper = ["purpose"]\nshare = "60 %"\nof = "granted"\nwithin = { recipient = ["nord"] }'
    written(folder, RULE.format(of_one))
    assert told(folder) == []


EARMARK = 'kind = "earmark"\nenvelope = "commune"\nhold = "at-least"\nwhere = {{ {} }}\namount = "{}"'


def earmarked(folder: Path, where: str, amount: str, rule_id: str) -> None:
    written(folder, RULE.format(EARMARK.format(where, amount)).replace('"regle"', f'"{rule_id}"'))


def test_money_kept_twice_for_the_same_requests_is_counted_once(folder: Path) -> None:
    earmarked(folder, 'region = ["est", "ouest"]', "600,00 $", "toutes")
    earmarked(folder, 'recipient = ["nord"]', "500,00 $", "nord")
    assert told(folder) == []
    earmarked(folder, 'recipient = ["sud"]', "400,01 $", "sud")
    assert told(folder) == []


def test_money_kept_for_different_requests_is_added_up(folder: Path) -> None:
    earmarked(folder, 'recipient = ["nord"]', "600,00 $", "nord")
    earmarked(folder, 'recipient = ["sud"]', "400,01 $", "sud")
    ((level, sentence),) = told(folder)
    assert level is Level.BLOCKS
    assert "« sud », ligne" in sentence
    assert "[reserve-au-dessus-de-l-enveloppe]" in sentence


def test_a_rule_does_not_take_the_name_of_an_envelope(folder: Path) -> None:
    written(folder, RULE.format('kind = "cap"\namount = "900,00 $"').replace('"regle"', '"commune"'))
    ((level, sentence),) = told(folder)
    assert level is Level.BLOCKS
    assert "[regle-au-nom-d-une-enveloppe]" in sentence


def test_money_paid_to_a_request_that_no_envelope_may_fund_is_refused(folder: Path) -> None:
    path = folder / "scenario.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("fictitious = true\n", 'fictitious = true\npurposes = ["operating"]\n'), encoding="utf-8")
    asked = (folder / "requests.csv").read_text(encoding="utf-8")
    (folder / "requests.csv").write_text(
        asked.replace("development;;;;0,00 $;0,00 $;0,00 $", "development;;;;0,00 $;0,00 $;0,01 $"), encoding="utf-8"
    )
    ((level, sentence),) = told(folder)
    assert level is Level.BLOCKS
    assert "requests.csv, ligne 3, colonne « Déjà payé »  [paye-sans-enveloppe]" in sentence


@pytest.mark.parametrize(
    "goal", ['kind = "weighted-value"\nweighing = "need"', 'kind = "covered-need"\nattribute = "eleves"\namount = "5,00 $"']
)
def test_requests_at_their_target_are_pointed_out_under_a_goal_that_weighs_only_needs(folder: Path, goal: str) -> None:
    written(folder, GOAL.format(goal))
    ((level, sentence),) = told(folder)
    assert level is Level.ADVICE
    assert "[besoins-nuls]" in sentence
    assert "(2)" in sentence
    rates = "Bénéficiaire;Programme;Taux;Cible;En date du;Fictif\nnord;mhs;20 %;30 %;2024-06-30;oui\n"
    (folder / "rates.csv").write_text(rates, encoding="utf-8")
    asked = (folder / "requests.csv").read_text(encoding="utf-8")
    (folder / "requests.csv").write_text(
        asked.replace("Usage;", "Programme;Usage;").replace("1;operating", "1;mhs;operating").replace("2;development", "2;;development"),
        encoding="utf-8",
    )
    ((_, sentence),) = told(folder)
    assert "(1)" in sentence
    assert "d2" in sentence


COUNTING = [
    'kind = "cap"\namount = "5,00 $"\nper_unit_of = "places"',
    'kind = "band"\nkey = "attribute"\nattribute = "places"\ntolerance = "5 %"',
]


@pytest.mark.parametrize("rule", COUNTING)
def test_a_measure_that_somebody_does_not_say_is_told_apart_from_zero(folder: Path, rule: str) -> None:
    recipients = (folder / "recipients.csv").read_text(encoding="utf-8").replace("places=-5", "places=5")
    (folder / "recipients.csv").write_text(recipients, encoding="utf-8")
    written(folder, RULE.format(rule))
    ((level, sentence),) = told(folder)
    assert level is Level.TO_EXPLAIN
    assert "[mesure-non-dite]" in sentence
    assert "d1" in sentence
    (folder / "recipients.csv").write_text(recipients.replace("eleves=300", "eleves=300|places=0"), encoding="utf-8")
    assert told(folder) == []
