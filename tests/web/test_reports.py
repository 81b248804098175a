"""Reports on the pages: looked at as of any day, explained, prepared, signed by another, and each figure followed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from fundalloc.usecases.serving.accounts import add_account
from tests.bookkeeping import at
from tests.browsing import PASSWORD, Browser, shared_house
from tests.reported import INTERIM, lived

Come = Callable[[str], Browser]


def test_a_report_is_looked_at_as_of_a_day_and_taken_away(browser: Come) -> None:
    page = browser("finances-banquier").open("/reports/show?name=ministry&as_of=2025-03-31")
    assert page.shows("Rapport financier d’étape", "22\u00a0675,95\u00a0$", "577\u00a0324,05\u00a0$")
    for ending, start in (("xlsx", b"PK"), ("pdf", b"%PDF"), ("json", b"{")):
        page.open(f"/reports/file/{ending}?name=ministry&as_of=2025-03-31")
        assert page.page.data.startswith(start)
        assert f"ministry-2025-03-31.{ending}" in page.page.headers["Content-Disposition"]


@pytest.mark.parametrize("name", ["execution", "unspent", "handover"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_report_is_drawn_in_both_languages(browser: Come, name: str, language: str) -> None:
    assert browser("direction-regionale").open(f"/reports/show?name={name}&as_of=2025-03-31&lang={language}").status == 200


def test_a_figure_of_a_report_leads_to_its_claim(browser: Come) -> None:
    page = browser("verification").open("/reports/show?name=ministry&as_of=2025-03-31")
    assert "/trace/figure?cell=lines/" in page.page.text
    page.open("/trace/figure?cell=lines/4.4.1·CECCE/incurred&as_of=2025-03-31")
    assert page.shows("CECCE-2025-01", "2\u00a0998,75\u00a0$")
    assert "/claims/claim/CECCE-2025-01" in page.page.text


def test_figures_of_the_other_reports_lead_there_too(browser: Come) -> None:
    page = browser("verification").open("/reports/show?name=execution&as_of=2025-03-31")
    assert "/trace/figure?cell=standing/1/incurred" in page.page.text
    assert "cell=by-axis/1/variance-share" not in page.page.text, "a share comes from no entry"
    page.open("/trace/figure?cell=steps/4/change&name=execution&as_of=2025-03-31")
    assert page.shows("CECCE-2025-01")
    page.open("/trace/figure?cell=years/1/received&name=unspent&as_of=2025-03-31")
    assert page.status == 200


def test_a_figure_that_is_nowhere_is_told_beside_its_field(browser: Come) -> None:
    page = browser("verification").open("/trace/figure?cell=lines/9.9.9/incurred&as_of=2025-03-31")
    assert page.status == 422
    assert page.shows("9.9.9")


def test_a_figure_of_a_file_is_followed_too(browser: Come) -> None:
    page = browser("verification").open("/reports/file/json?name=ministry&as_of=2025-03-31")
    report = page.page.data
    page.open("/trace").send("/trace/file", cell="lines/4.4.1·CECCE/incurred", report=("rapport.json", report))
    assert page.shows("CECCE-2025-01")
    assert page.open("/trace").send("/trace/file", cell="lines/1/incurred").status == 422


def test_the_books_are_verified_and_a_sample_drawn_again_alike(browser: Come) -> None:
    page = browser("verification").open("/audit").send("/audit/verify", head="")
    assert page.shows("Tout tient")
    first = page.open("/audit/sample?as_of=2025-03-31&items=5&seed=2025&method=monetary-unit").text
    assert "CEPEO-2024-01" in first
    assert page.open("/audit/sample?as_of=2025-03-31&items=5&seed=2025&method=monetary-unit").text == first
    assert page.open("/audit/sample?as_of=2025-03-31&items=5&seed=&method=monetary-unit").status == 422


# --- Owed reports

PREPARER, SIGNER = "analyste", "direction"


@pytest.fixture
def owed(tmp_path: Path) -> Come:
    """Come in to books that owe a report."""
    desk = lived(tmp_path, INTERIM)
    for person in (PREPARER, SIGNER):
        add_account(tmp_path / "acces.json", login=person, person=person, password=PASSWORD)
    house = shared_house(tmp_path, desk.ledger, now=lambda: at("2025-06-01"))
    return lambda person: Browser(house).come_in(person).open("/reports/due/etape")


def explained(page: Browser) -> dict[str, object]:
    """Fill in every explanation that the page asks for."""
    return dict.fromkeys(re.findall(r'name="(explanation:[^"]+)"', page.page.text), "Reporté à l’automne")


def test_an_owed_report_is_explained_prepared_and_signed_by_another(owed: Come) -> None:
    page = owed(PREPARER)
    assert page.shows("5 écarts doivent être expliqués", "des écarts au-delà du seuil n’ont pas d’explication")
    page.send("/reports/due/etape/prepare", **explained(page)).follow()
    assert page.shows("est préparé", "Reporté à l’automne")
    signer = owed(SIGNER).send("/reports/due/etape/sign", title="Directrice régionale").follow()
    assert signer.shows("est signé")
    assert owed(PREPARER).shows("Motif de la correction")
    assert signer.open("/reports").shows("Signé", "direction")
    assert signer.open("/reports/due/etape/file/pdf").page.data.startswith(b"%PDF")


def test_a_report_is_reviewed_with_a_remark_by_somebody_else_than_its_author(owed: Come) -> None:
    page = owed(PREPARER)
    page.send("/reports/due/etape/prepare", **explained(page)).follow()
    assert page.send("/reports/due/etape/review", remark="De ma propre main").status == 422
    reviewer = owed(SIGNER).send("/reports/due/etape/review", remark="Totaux refaits à la main").follow()
    assert reviewer.shows("est inscrite", "Totaux refaits à la main")
    assert reviewer.send("/reports/due/etape/sign", title="Directrice régionale").status == 422, "who reviews does not sign"


def test_what_stands_in_the_way_of_a_signature_is_told_and_nothing_typed_is_lost(owed: Come) -> None:
    page = owed(PREPARER).send("/reports/due/etape/prepare").follow()
    signer = owed(SIGNER).send("/reports/due/etape/sign", title="Directrice régionale")
    assert (signer.status, "Directrice régionale" in signer.page.text) == (422, True)
    answers = {name.replace("explanation", "forecast"): "beaucoup" for name in explained(page)}
    page.send("/reports/due/etape/prepare", **{**explained(page), **answers})
    assert page.status == 422
    assert page.page.text.count("Reporté à l’automne") == 5
    assert owed(SIGNER).open("/reports/due/autre").status == 404


def test_a_prepared_report_gives_its_binder_which_is_checked(owed: Come) -> None:
    page = owed(PREPARER)
    page.send("/reports/due/etape/prepare", **explained(page)).follow()
    binder = page.open("/audit/binder/etape").page.data
    assert binder.startswith(b"PK")
    assert page.open("/audit").send("/audit/binder", binder=("etape.zip", binder), manifest="").shows("Tout tient")
    assert page.open("/audit").send("/audit/binder", binder=("etape.zip", binder), manifest="0" * 64).page.text.count("<li>") > 0
    assert page.open("/audit").send("/audit/binder", manifest="").status == 422
