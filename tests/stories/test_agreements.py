"""Agreements: what they leave unsaid is asked, what they change is numbered, and money waits for what was promised in return."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from fundalloc.calls.instalments import amount_to_release, promised
from fundalloc.cli.main import run
from fundalloc.domain.agreements import Certainty, TechnicalSupport
from fundalloc.domain.fund import Fund
from fundalloc.intake.agreement import examine_agreement, read_agreement
from fundalloc.intake.fund import read_fund
from fundalloc.ledger.duties import Act, may
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.samples import sample_scenarios
from tests.bookkeeping import plan_item
from tests.calling import CERAC, CallDesk
from tests.spending import SpendingDesk
from tests.spending import codes as refusal_codes

Capture = pytest.CaptureFixture[str]
AGREEMENT = sample_scenarios() / CERAC / "agreements" / "CS-A"
AMENDMENT = """
[[amendments]]
id = "avenant-1"
number = 1
label = { fr = "Prolongation d’un an", en = "One more year" }
signed_on = 2015-02-01
adds_years = ["2015-2016"]
"""
MANDATE = """
[[mandates]]
id = "portail"
label = { fr = "Portail commun", en = "Shared portal" }
given_on = 2014-04-01
scope = "Coordonner le portail commun"
report_due = "06-2014"
"""


@pytest.fixture
def desk(tmp_path: Path) -> CallDesk:
    return CallDesk(tmp_path)


def codes(path: Path) -> list[str]:
    return [problem.code for problem in examine_agreement(path).problems]


@pytest.mark.parametrize(
    ("file", "edits", "code"),
    [
        ("indicators.csv", {"instruments;0;6": "instruments;;6"}, "objectif-sans-mesure"),
        ("indicators.csv", {"Instruments shared;instrumenter": "Instruments shared;inconnu"}, "nom-absent-des-listes"),
        ("payment_plan.csv", {";2;2013-2014;": ";4;2013-2014;"}, "versements-mal-numerotes"),
        ("payment_plan.csv", {";4;2014-2015;": ";4;2015-2016;"}, "versement-hors-duree"),
        ("payment_plan.csv", {"60 000,00 $": "30 000,00 $"}, "fourchette-a-l-envers"),
        ("payment_plan.csv", {"150 000,00 $": "150 000,01 $"}, "fonctionnement-au-dela-du-plafond"),
        ("payment_plan.csv", {"100 000,00 $;;premiere-phase": "100 000,00 $;;"}, "versement-sans-jalon"),
        ("payment_plan.csv", {"150 000,00 $": ""}, "montant-inconnu"),
        ("agreement.toml", {'stream = "contribuer"\n': ""}, "objectif-sans-volet"),
        ("agreement.toml", {"precedence = 1": "precedence = 2"}, "rang-en-double"),
        ("agreement.toml", {'recipient = "CS-A"': 'recipient = "CS-A"\nrecipient_holds_money = false'}, "fiduciaire-manquant"),
    ],
)
@pytest.mark.requirement("S1-04", "S1-08", "S1-10", "S1-12", "S8-06", "S9-09")
def test_an_agreement_that_does_not_hold_together_is_told_where(desk: CallDesk, file: str, edits: Mapping[str, str], code: str) -> None:
    desk.edit(f"agreement/{file}", edits)
    assert code in codes(desk.agreement)


@pytest.mark.requirement("S1-04")
def test_clauses_nobody_said_and_amounts_nobody_knows_are_asked_and_never_guessed(capsys: Capture) -> None:
    assert codes(AGREEMENT).count("clause-a-demander") == 8
    agreement = read_agreement(AGREEMENT)
    assert promised(agreement) == (Certainty.UNKNOWN, 0, 0)
    assert run(["agreement", "check", str(AGREEMENT), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["total_cents"] is None
    by_id = {each.id: each for each in agreement.payment_plan}
    unknown, ranged, exact = (by_id[name] for name in ("fonctionnement-2014-2015", "developpement-2013-2014", "v1-2013-2014"))
    assert [each.exact_cents for each in (unknown, ranged, exact)] == [None, None, 150_000_00]
    assert [amount_to_release(unknown, cents) for cents in (None, 0, 5_00)] == [None, None, 5_00]
    assert [amount_to_release(ranged, cents) for cents in (None, 39_999_99, 40_000_00, 60_000_01)] == [None, None, 40_000_00, None]
    assert [amount_to_release(exact, cents) for cents in (None, 150_000_00, 1)] == [150_000_00, 150_000_00, None]


@pytest.mark.requirement("S1-10", "S1-11")
def test_a_year_is_added_by_a_numbered_amendment_and_a_mandate_after_signing(tmp_path: Path, capsys: Capture) -> None:
    desk = CallDesk(tmp_path).signed()
    assert [year.id for year in read_agreement(desk.agreement).years_on(date(2016, 1, 1))] == ["2013-2014", "2014-2015"]
    assert desk.runs("agreement amend AGREEMENT --as bailleur") == 1
    assert "[avenant-attendu]" in capsys.readouterr().err
    desk.append("agreement/agreement.toml", AMENDMENT)
    assert desk.runs("agreement release AGREEMENT v1-2013-2014 --on 2013-09-15 --as bailleur") == 1
    assert "[entente-changee-depuis]" in capsys.readouterr().err
    assert desk.runs("agreement amend AGREEMENT --as bailleur") == 0
    assert desk.runs("agreement release AGREEMENT v1-2013-2014 --on 2013-09-15 --as bailleur") == 0
    amended = read_agreement(desk.agreement)
    assert [year.id for year in amended.years_on(date(2015, 1, 31))] == ["2013-2014", "2014-2015"]
    assert [year.id for year in amended.years_on(date(2015, 2, 1))] == ["2013-2014", "2014-2015", "2015-2016"]
    assert desk.runs("agreement mandate AGREEMENT portail --as bailleur") == 1
    assert "[mandat-attendu]" in capsys.readouterr().err
    desk.append("agreement/agreement.toml", MANDATE)
    assert desk.runs("agreement mandate AGREEMENT portail --as bailleur") == 0
    assert desk.runs("agreement mandate AGREEMENT portail --as bailleur") == 1
    assert "[acte-deja-inscrit]" in capsys.readouterr().err
    desk.append("agreement/agreement.toml", AMENDMENT.replace("avenant-1", "avenant-3").replace("number = 1", "number = 3"))
    assert "avenants-mal-numerotes" in codes(desk.agreement)


@pytest.mark.requirement("S2-05", "S2-13")
def test_no_agreement_without_a_designation_that_accepted_the_file(tmp_path: Path, capsys: Capture) -> None:
    desk = CallDesk(tmp_path).started()
    sign = "agreement sign AGREEMENT --on 2013-07-02 --as bailleur"
    assert desk.runs(sign) == 1
    assert "[appel-non-ouvert]" in capsys.readouterr().err
    assert desk.runs("call open CALL --on 2012-09-10 --as bailleur") == 0
    assert desk.runs(sign) == 1
    assert "[demande-non-acceptee]" in capsys.readouterr().err


@pytest.mark.requirement("S1-03", "S7-10")
def test_a_review_that_recommends_to_withhold_is_answered_before_the_milestone_is_accepted(tmp_path: Path, capsys: Capture) -> None:
    desk = CallDesk(tmp_path).signed()
    assert desk.runs("agreement release AGREEMENT v1-2013-2014 --on 2013-09-15 --as bailleur") == 0
    review = "agreement review AGREEMENT premiere-phase --analysis Retard --withhold --on 2014-02-18 --as region"
    assert desk.runs(review) == 1
    assert "[jalon-non-atteste]" in capsys.readouterr().err
    assert desk.runs("agreement attest AGREEMENT premiere-phase --proof PROOF --on 2014-02-10 --as cs-a") == 0
    assert desk.runs(review) == 0
    accept = "agreement accept AGREEMENT premiere-phase --on 2014-02-20 --as bailleur"
    assert desk.runs(accept) == 1
    assert "[motif-manquant]" in capsys.readouterr().err
    assert desk.runs(f"{accept} --reason Rattrapage") == 0
    release = "agreement release AGREEMENT v2-2013-2014 --on 2014-03-01 --as bailleur"
    assert desk.runs(f"{release} --amount 99") == 1
    assert "[montant-a-preciser]" in capsys.readouterr().err
    assert desk.runs(release) == 0
    capsys.readouterr()
    assert desk.runs("agreement instalments AGREEMENT --json") == 0
    first, second, third, fourth = json.loads(capsys.readouterr().out)
    assert second["attested"]["person"] == "cs-a"
    assert second["accepted"]["on"] == "2014-02-20"
    assert [each["released"] is not None for each in (first, second, third, fourth)] == [True, True, False, False]
    assert desk.runs("agreement release AGREEMENT inconnu --as bailleur") == 1
    assert desk.runs("agreement accept AGREEMENT inconnu --as bailleur") == 1
    assert {"[versement-inconnu]", "[jalon-inconnu]"} <= set(capsys.readouterr().err.split())
    assert books.verify(desk.ledger).sound


@pytest.mark.requirement("S1-02", "S7-11", "S9-02", "S1-05")
def test_regions_without_a_first_instalment_are_listed_and_technical_support_moves_no_money(tmp_path: Path, capsys: Capture) -> None:
    desk = CallDesk(tmp_path).designated()
    scenario = sample_scenarios() / "rac-regions-2006-2007"
    agreement = read_agreement(scenario / "agreements" / "01")
    assert (agreement.fiduciary, [each.id for each in agreement.technical_support]) == (
        "fiduciaire-01",
        ["formation-des-personnels", "suivi-individuel"],
    )
    assert not [name for name in TechnicalSupport.model_fields if name.endswith("_cents")]
    desk.edit("agreement/agreement.toml", {'recipient = "CS-A"': 'recipient = "01"'})
    assert desk.runs("agreement sign AGREEMENT --on 2013-07-02 --as bailleur") == 0
    assert desk.runs("agreement release AGREEMENT v1-2013-2014 --on 2013-09-15 --as bailleur") == 0
    capsys.readouterr()
    assert desk.runs(f"agreement coverage {scenario} --json") == 0
    found = {each["region"]: each for each in json.loads(capsys.readouterr().out)}
    assert len(found) == 17
    assert found["01"] == {"region": "01", "served": ["01"], "waiting": []}
    assert sorted(found["06"]["waiting"]) == ["06-ANGLO", "06-RCMM", "06-SERACIM"]


@pytest.mark.requirement("S1-08")
def test_what_was_really_released_for_operating_stays_under_the_yearly_cap(tmp_path: Path, capsys: Capture) -> None:
    desk = CallDesk(tmp_path)
    desk.edit("agreement/payment_plan.csv", {"100 000,00 $;;premiere": "90 000,00 $;120 000,00 $;premiere"})
    desk.signed()
    for act in (
        "agreement release AGREEMENT v1-2013-2014 --on 2013-09-15 --as bailleur",
        "agreement attest AGREEMENT premiere-phase --proof PROOF --on 2014-02-10 --as cs-a",
        "agreement accept AGREEMENT premiere-phase --on 2014-02-20 --as bailleur",
    ):
        assert desk.runs(act) == 0, act
    release = "agreement release AGREEMENT v2-2013-2014 --on 2014-03-01 --as bailleur --amount"
    assert desk.runs(f"{release} 100000,01") == 1
    assert "[fonctionnement-au-dela-du-plafond]" in capsys.readouterr().err
    assert desk.runs(f"{release} 100000,00") == 0


@pytest.mark.requirement("S9-01")
def test_the_three_tiers_fund_review_and_hold_and_none_does_what_another_does(desk: CallDesk) -> None:
    fund: Fund = read_fund(desk.folder / "fund.toml")
    tiers = {"bailleur": set[Act](), "region": set[Act](), "caisse": set[Act]()}
    for person, allowed in tiers.items():
        allowed |= {act for act in Act if may(act, person, fund, {}).allowed}
    assert {Act.SIGN_AGREEMENT, Act.RELEASE_INSTALMENT, Act.ACCEPT_MILESTONE} <= tiers["bailleur"]
    assert {Act.REVIEW_WORK, Act.ATTEST_MILESTONE} <= tiers["region"]
    assert {Act.RECORD_INSTALMENT, Act.PAY_CLAIM} <= tiers["caisse"]
    assert not {Act.PAY_CLAIM, Act.RELEASE_INSTALMENT} & tiers["region"]
    assert Act.RELEASE_INSTALMENT not in tiers["caisse"]
    assert Act.PAY_CLAIM not in tiers["bailleur"]


@pytest.mark.requirement("S10-05")
def test_an_agreement_drawn_from_a_model_keeps_the_models_version(tmp_path: Path, capsys: Capture) -> None:
    desk = CallDesk(tmp_path).designated()
    drawn = tmp_path / "entente.xlsx"
    assert run(["agreement", "template", str(drawn), "--for", str(desk.agreement)]) == 0
    assert (read_agreement(drawn).template, read_agreement(drawn).template_version) == ("entente-cerac", "1")
    assert desk.runs("agreement sign AGREEMENT --on 2013-07-02 --as bailleur") == 0
    assert ("template", "entente-cerac 1") in books.register(desk.ledger)[-1].facts
    capsys.readouterr()


@pytest.mark.requirement("S1-12")
def test_every_activity_and_every_expense_of_a_centre_stands_under_a_component_of_its_mandate(tmp_path: Path) -> None:
    streams = [stream.id for stream in read_agreement(AGREEMENT).streams]
    assert len(streams) == 3
    tops = [{**plan_item(stream, "axis", "", ""), "axis": stream} for stream in streams]
    activities = [plan_item(f"{stream}.1", "activity", stream, "", "workshop") for stream in streams]
    one = {"recipient": "CECCE", "envelope": "enveloppe", "fiscal_year": "2024-2025", "purpose": "operating", "requested_cents": 1_000_00}
    amounts = [{**one, "request": stream, "priority": f"{stream}.1", "amount_cents": 1_000_00} for stream in streams]
    centre = SpendingDesk(tmp_path).started(plan=[*tops, *activities], allocations=amounts, total_cents=3_000_00)
    expense = "L1;CECCE;{};workshop;2024-11-05;Atelier;F-1;120,00;;;;;;;"
    assert refusal_codes(lambda: centre.claims("c-1", expense.format("autre.1"))) == ["activite-hors-plan"]
    centre.claims("c-1", expense.format(f"{streams[0]}.1"))
    assert {row.axis for row in books.budget_position(centre.ledger)} == set(streams), "the budget is told by component"
