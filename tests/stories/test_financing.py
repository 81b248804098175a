"""A financing plan: sources and uses meet to the cent, each funder's rules hold on each share, and nothing unpaid is forgotten."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from fundalloc.calls.financing import balance_of, partner_shares
from fundalloc.cli.main import run
from fundalloc.domain.financing import FinancingPlan
from fundalloc.domain.partners import Engagement
from fundalloc.intake.financing import examine_financing
from fundalloc.usecases.samples import sample_scenarios

TOLD_IN = {
    "source-non-equilibree": "sources.csv",
    "part-au-dela-du-plafond": "shares.csv",
    "emploi-hors-periode": "shares.csv",
    "emploi-hors-du-projet": "uses.csv",
}
"""Where a problem is told that does not stand in the file that was edited."""
SHIPPED = sample_scenarios() / "partenariats-strategiques" / "financing"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "montage"))


def edit(path: Path, edits: Mapping[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for before, after in edits.items():
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def shipped() -> FinancingPlan:
    found = examine_financing(SHIPPED).noun
    assert found is not None
    return found


@pytest.mark.requirement("S10-01", "S10-08", "S8-14", "S10-03", "S1-14")
def test_the_shipped_plan_balances_in_cash_and_in_kind(capsys: pytest.CaptureFixture[str]) -> None:
    balance = balance_of(shipped())
    assert (balance.cash_cents, balance.in_kind_cents, balance.cost_cents) == (146_000_00, 42_000_00, 188_000_00)
    assert balance.public_cents == 137_500_00, "what is paid outside of the project counts for stacking"
    assert balance.cost_per_learner_cents == 7_833_33
    assert run(["financing", "check", str(SHIPPED), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["status"], told["cost_cents"], [each["code"] for each in told["remarks"]]) == (
        "balanced",
        188_000_00,
        ["apport-promis"],
    )
    assert run(["financing", "check", str(SHIPPED)]) == 0
    assert "Total" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "edits", "code"),
    [
        ("shares.csv", {"62 000,00 $": "62 000,01 $"}, "source-non-equilibree"),
        ("uses.csv", {"78 000,00 $": "78 000,01 $"}, "emploi-non-equilibre"),
        ("shares.csv", {"federal;promotion": "federal;formation"}, "nature-non-financee"),
        ("sources.csv", {"15 000,00 $;;80 %": "12 000,00 $;;80 %"}, "part-au-dela-du-plafond"),
        ("sources.csv", {"50 %;75 %": "48 %;75 %"}, "source-au-dela-de-sa-part"),
        ("sources.csv", {"50 %;75 %": "50 %;73 %"}, "cumul-depasse"),
        ("sources.csv", {"2014-09-01;2015-06-30": "2014-09-02;2015-06-30"}, "emploi-hors-periode"),
        ("sources.csv", {"Prix de location courant, 450 heures à 40,00 $": ""}, "apport-sans-methode"),
        ("sources.csv", {"Employment ministry;ministere": "Employment ministry;personne"}, "nom-absent-des-listes"),
        ("financing.toml", {"ends_on = 2015-05-31": "ends_on = 2015-06-01"}, "projet-trop-long"),
        ("financing.toml", {"starts_on = 2014-09-01": "starts_on = 2014-10-01"}, "emploi-hors-du-projet"),
        ("financing.toml", {'learning_design_version = "2"': 'learning_design_version = "3"'}, "montage-andragogique-change"),
        ("financing.toml", {'kind = "management-committee"': 'kind = "working-group"'}, "comite-de-gestion-manquant"),
        ("financing.toml", {"agreed_on = 2014-10-12\n": ""}, "protocole-d-evaluation-manquant"),
        ("partners.csv", {"Forme et coordonne;Andragogie et comptes": "Forme et coordonne;"}, "partenaire-sans-role"),
        ("partners.csv", {"Organisme de formation": "Commission ou conseil scolaire"}, "adhesion-manquante"),
    ],
)
@pytest.mark.requirement("S10-01", "S10-02", "S10-04", "S10-06", "S1-14", "S9-05", "S9-18")
def test_what_does_not_balance_or_what_a_funder_does_not_allow_is_told_with_its_line(
    folder: Path, file: str, edits: Mapping[str, str], code: str
) -> None:
    edit(folder / file, edits)
    found = [problem for problem in examine_financing(folder).problems if problem.code == code]
    assert found, [problem.code for problem in examine_financing(folder).problems]
    assert found[0].place is not None
    assert found[0].place.file == TOLD_IN.get(code, file)


@pytest.mark.requirement("S10-03")
def test_money_paid_outside_of_the_project_pays_for_none_of_its_uses(folder: Path) -> None:
    edit(folder / "shares.csv", {"fondation;formation": "sante-travail;formation"})
    assert "argent-hors-projet-employe" in [problem.code for problem in examine_financing(folder).problems]


def test_the_same_share_twice_is_told(folder: Path) -> None:
    edit(folder / "shares.csv", {"ville;formation;2 000,00 $": "ville;coordination;2 000,00 $"})
    assert "part-en-double" in [problem.code for problem in examine_financing(folder).problems]


@pytest.mark.requirement("S10-09", "S10-10")
@pytest.mark.parametrize(
    ("file", "edits", "codes"),
    [
        ("sources.csv", {"18 000,00 $;;;oui;": "18 000,00 $;;;;"}, ["aucune-ressource-existante"]),
        ("sources.csv", {"ville;Argent;6 000,00 $;oui;;;": "ville;Argent;6 000,00 $;oui;;oui;"}, ["ressource-existante-en-argent"]),
        ("financing.toml", {'"materials", "room-rental"': '"materials"'}, ["contrainte-d-un-partenaire"]),
        ("financing.toml", {"opens_on = 2014-08-25": "opens_on = 2014-09-02"}, ["contrainte-d-un-partenaire"] * 2),
        ("financing.toml", {"closes_on = 2015-06-23": "closes_on = 2015-05-30"}, ["contrainte-d-un-partenaire"] * 2),
        ("financing.toml", {"learners_max = 25": "learners_max = 23"}, ["groupe-trop-grand"]),
        ("financing.toml", {"learners_max = 25": "learners_max = 24"}, []),
    ],
)
def test_what_exists_comes_first_and_each_partner_s_own_ways_hold(
    folder: Path, file: str, edits: Mapping[str, str], codes: list[str]
) -> None:
    edit(folder / file, edits)
    assert [problem.code for problem in examine_financing(folder).problems if problem.code != "apport-promis"] == codes


@pytest.mark.requirement("S10-07")
def test_a_pledge_is_followed_until_it_is_honoured(folder: Path) -> None:
    edit(folder / "sources.csv", {"2014-06-10;;": "2014-06-10;2015-04-02;"})
    assert examine_financing(folder).problems == ()


@pytest.mark.requirement("S10-11", "S10-12", "S10-13", "S10-04")
def test_partners_are_published_with_their_role_and_what_they_bring(capsys: pytest.CaptureFixture[str]) -> None:
    plan = shipped()
    brought = {each.partner: (each.cash_cents, each.in_kind_cents) for each in partner_shares(plan)}
    assert brought["centre"] == (9_500_00, 18_000_00)
    assert brought["sante-travail"] == (0, 0), "what it pays is outside of the project"
    assert [each.value for each in Engagement] == ["information-exchange", "consultation", "concertation", "collaboration"]
    assert {each.engagement for each in plan.partners} == set(Engagement)
    assert run(["financing", "partners", str(SHIPPED)]) == 0
    assert "Accueille les stages" in capsys.readouterr().out
