"""What the books refuse: each with its place, its fact and its remedy in both languages, and nothing written."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fundalloc.errors import Refusal, RefusedTogether
from fundalloc.ledger.duties import Act, Why, may
from fundalloc.lexicon import LANGUAGES, lexicon
from fundalloc.usecases.banking import reconciling
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.claiming import claims, receipts
from tests.bookkeeping import FUND, Desk, at, pdf, png, result


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def refused(act: Callable[[], object]) -> tuple[Refusal, ...]:
    with pytest.raises(RefusedTogether) as problems:
        act()
    for problem in problems.value.refusals:
        for language in LANGUAGES:
            assert problem.code in lexicon(language).refusal(problem)
    return problems.value.refusals


def codes(act: Callable[[], object]) -> list[str]:
    return [problem.code for problem in refused(act)]


def import_claim(desk: Desk, *lines: str, name: str = "essai.csv", person: str = "partenaire-cecce") -> Callable[[], object]:
    file = desk.claim(name, *lines)
    return lambda: claims.import_claim(desk.ledger, file, person=person, now=at("2024-12-05"))


def add_receipt(desk: Desk, file: Path, claim: str, line: str) -> Callable[[], object]:
    return lambda: receipts.add_receipt(desk.ledger, file, claim=claim, line=line, person="partenaire-cecce", now=at("2024-12-05"))


def adopt(desk: Desk, **changes: object) -> Callable[[], object]:
    file = desk.result(**changes)
    return lambda: books.adopt(desk.ledger, file, person="direction", now=at("2024-10-24"))


GOOD = "L1;CECCE;4.2.1;student-activity;2024-11-05;Atelier;F-1;Visite;100,00"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("L1;CECCE;4.2.3;student-transport;2024-11-05;Autobus;F-1;;100,00", "activite-d-un-autre-organisme"),
        ("L1;CECCE;4.2.1;accommodation;2024-11-05;Auberge;F-1;;100,00", "nature-non-admise"),
        ("L1;CECCE;4.5.1;food;2024-11-05;Traiteur;F-1;;100,00", "justification-manquante"),
        ("L1;CECCE;4.2.9;student-activity;2024-11-05;Atelier;F-1;;100,00", "activite-hors-plan"),
        ("L1;CECCE;4.2.1;student-activity;2024-08-31;Atelier;F-1;;100,00", "date-hors-exercice"),
        ("L1;CECCE;4.2.1;student-activity;2025-01-05;Atelier;F-1;;100,00", "date-future"),
        ("L1;CECCE;4.2.1;student-activity;2024-11-05;Atelier;F-1;;0,00", "montant-non-positif"),
        ("L1;CECCE;4.2.1;student-activity;2024-11-05;Atelier;F-1;;1,234", "montant-ambigu"),
        ("L1;CECCE;4.2.1;student-activity;2024-11-05;Atelier;F-1;;3 000,01", "credit-depasse"),
    ],
)
def test_a_line_that_cannot_stand_is_refused_where_it_stands(desk: Desk, line: str, code: str) -> None:
    desk.adopted()
    before = books.fund_summary(desk.ledger).head
    (problem,) = refused(import_claim(desk, line))
    assert problem.code == code
    assert problem.place is not None
    assert (problem.place.file, problem.place.line) == ("essai.csv", 2)
    assert books.fund_summary(desk.ledger).head == before
    assert not (desk.ledger / "receipts").joinpath("pieces").exists()


def test_what_is_asked_and_what_is_left_are_told_in_french(desk: Desk) -> None:
    desk.adopted()
    (problem,) = refused(import_claim(desk, "L1;CECCE;4.2.1;student-activity;2024-11-05;Atelier;F-1;;3 000,01"))
    told = lexicon("fr").refusal(problem)
    assert "CECCE demande 3\u00a0000,01\u00a0$ à l’activité 4.2.1 (2024-2025)\u00a0; il y reste 3\u00a0000,00\u00a0$." in told


def test_the_lines_of_one_claim_are_held_against_the_available_together(desk: Desk) -> None:
    desk.adopted()
    lines = [f"L{n};CECCE;4.2.1;student-activity;2024-11-05;Atelier;F-{n};;1 500,01" for n in (1, 2)]
    assert codes(import_claim(desk, *lines)) == ["credit-depasse"]


def test_everything_wrong_with_a_claim_is_told_at_once(desk: Desk) -> None:
    desk.adopted()
    lines = (
        GOOD,
        "L1;CEPEO;4.2.3;student-transport;2024-11-05;Autobus;F-2;;50,00",
        "L3;CECCE;4.2.1;student-activity;2024-11-05;Atelier;F-1;;100,00",
        "L4;CECCE;9.9.9;student-activity;2026-11-05;Atelier;F-4;;-3,00",
    )
    found = codes(import_claim(desk, *lines))
    assert sorted(found) == sorted(
        [
            "hors-de-son-organisme",
            "reclamation-de-plusieurs-organismes",
            "ligne-en-double",
            "facture-en-double",
            "activite-hors-plan",
            "date-hors-exercice",
            "date-future",
            "credit-sans-reference",
        ]
    )


def test_an_invoice_already_claimed_is_named(desk: Desk) -> None:
    desk.claimed()
    (problem,) = refused(import_claim(desk, "L9;CECCE;4.2.1;student-activity;2024-11-05;ATELIER FICTIF;F-101;;1 200,00"))
    assert (problem.code, problem.facts["claim"], problem.facts["line"]) == ("facture-en-double", "cecce-1", "L1")


def test_another_board_may_not_take_a_name_already_used(desk: Desk) -> None:
    desk.claimed()
    line = "L1;CEPEO;4.2.3;student-transport;2024-11-05;Autobus;F-1;;100,00"
    assert codes(import_claim(desk, line, name="cecce-1.csv", person="finances")) == ["nom-de-reclamation-deja-employe"]


def test_nothing_is_claimed_before_a_budget_is_adopted(desk: Desk) -> None:
    desk.opened()
    assert codes(import_claim(desk, GOOD)) == ["aucun-budget"]


def test_a_claim_without_lines_is_refused(desk: Desk) -> None:
    desk.adopted()
    assert codes(import_claim(desk)) == ["reclamation-vide"]


def test_a_claim_file_that_is_not_there_is_refused(desk: Desk) -> None:
    desk.adopted()
    nowhere = desk.folder / "absent.csv"
    now = at("2024-12-05")
    assert "fichier-introuvable" in codes(lambda: claims.import_claim(desk.ledger, nowhere, person="partenaire-cecce", now=now))


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "piece-vide"), (b"PK\x03\x04 classeur", "type-de-piece-non-admis"), (b"%PD", "type-de-piece-non-admis")]
)
def test_a_receipt_is_what_its_bytes_say(desk: Desk, content: bytes, code: str) -> None:
    desk.claimed()
    file = desk.write("recu.pdf", content)
    assert codes(add_receipt(desk, file, "cecce-1", "L1")) == [code]


def test_a_receipt_may_be_an_image_and_may_not_be_too_heavy(desk: Desk) -> None:
    heavy = FUND.replace("[[fiscal_years]]", "[policy]\nreceipt_bytes_max = 60\n\n[[fiscal_years]]", 1)
    books.open_fund(desk.ledger, desk.fund(heavy), person="caisse", now=at("2024-10-01"))
    books.adopt(desk.ledger, desk.result(), person="direction", now=at("2024-10-23"))
    import_claim(desk, GOOD)()
    image = desk.write("recu.png", png(7))
    assert codes(add_receipt(desk, image, "essai", "L1")) == ["piece-trop-lourde"]


def test_a_receipt_goes_to_a_line_that_exists(desk: Desk) -> None:
    desk.claimed()
    file = desk.write("recu.pdf", pdf("x"))
    for claim, line, code in (("cecce-1", "L8", "ligne-inconnue"), ("cecce-9", "L1", "reclamation-inconnue")):
        assert codes(add_receipt(desk, file, claim, line)) == [code]


@pytest.mark.requirement("S6-01")
def test_a_claim_is_not_approved_without_a_receipt_on_each_line(desk: Desk) -> None:
    desk.adopted()
    import_claim(desk, GOOD, GOOD.replace("L1", "L2").replace("F-1", "F-2"))()
    add_receipt(desk, desk.write("r.pdf", pdf("r")), "essai", "L1")()
    (problem,) = refused(lambda: claims.approve_claim(desk.ledger, claim="essai", person="direction", now=at("2024-12-06")))
    assert (problem.code, problem.facts["lines"]) == ("pieces-manquantes", ("L2",))


def test_a_decision_is_taken_once_and_in_order(desk: Desk) -> None:
    desk.claimed()

    def approve() -> object:
        return claims.approve_claim(desk.ledger, claim="cecce-1", person="direction", now=at("2024-12-10"))

    def pay() -> object:
        day, now = date(2024, 12, 15), at("2024-12-16")
        return claims.pay_claim(desk.ledger, claim="cecce-1", reference="PAI-1", on=day, person="caisse", now=now)

    assert codes(pay) == ["reclamation-dans-un-autre-etat"]
    approve()
    assert codes(approve) == ["reclamation-dans-un-autre-etat"]
    pay()
    assert codes(pay) == ["reclamation-dans-un-autre-etat"]


def test_those_who_import_do_not_approve_and_those_who_approve_do_not_pay(desk: Desk) -> None:
    desk.adopted()
    import_claim(desk, GOOD, person="finances")()
    receipts.add_receipt(desk.ledger, desk.write("r.pdf", pdf("r")), claim="essai", line="L1", person="finances", now=at("2024-12-05"))
    (problem,) = refused(lambda: claims.approve_claim(desk.ledger, claim="essai", person="finances", now=at("2024-12-06")))
    assert problem.code == "taches-incompatibles"
    assert "déposer une réclamation" in lexicon("fr").refusal(problem)


@pytest.mark.requirement("S9-12")
def test_who_may_do_what_is_answered_with_a_reason(desk: Desk) -> None:
    desk.opened()
    from fundalloc.intake.fund import read_fund

    fund = read_fund(desk.fund())
    assert may(Act.PAY_CLAIM, "caisse", fund, {}).allowed
    assert may(Act.PAY_CLAIM, "direction", fund, {}).reason is Why.ROLE
    assert may(Act.PAY_CLAIM, "personne", fund, {}).reason is Why.UNKNOWN
    assert may(Act.IMPORT_CLAIM, "partenaire-cecce", fund, {}, recipient="CECCE").allowed
    assert may(Act.IMPORT_CLAIM, "partenaire-cecce", fund, {}, recipient="CEPEO").reason is Why.OTHER_BOARD
    same = may(Act.PAY_CLAIM, "finances", fund, {Act.APPROVE_CLAIM: frozenset({"finances"})})
    assert (same.reason, same.earlier) == (Why.SAME_PERSON, Act.APPROVE_CLAIM)


def test_the_preparer_does_not_adopt_under_a_name_or_an_id(desk: Desk) -> None:
    desk.opened()
    for author in ("direction", "Personne fictive B"):
        assert codes(adopt(desk, prepared_by=author)) == ["taches-incompatibles"]
    assert codes(adopt(desk, prepared_by="")) == ["resultat-sans-auteur"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "infeasible"}, "resultat-non-optimal"),
        ({"total_cents": 10_000_01}, "resultat-incoherent"),
        ({"allocations": None}, "resultat-illisible"),
        ({"total_cents": 10_000.0}, "resultat-illisible"),
        ({"certificate": {"rows_hold": False}}, "resultat-sans-preuve"),
        ({"proof": {"columns": [["r1", "enveloppe"]], "values": [1]}}, "resultat-sans-preuve"),
    ],
)
def test_a_result_that_was_changed_or_does_not_hold_is_not_adopted(desk: Desk, changes: dict[str, object], code: str) -> None:
    desk.opened()
    assert codes(adopt(desk, **changes)) == [code]
    assert len(books.register(desk.ledger)) == 1


def test_a_result_for_others_is_not_adopted_and_one_budget_is_enough(desk: Desk) -> None:
    desk.adopted()
    allocations = result()["allocations"]
    assert isinstance(allocations, list)
    allocations[0] = allocations[0] | {"recipient": "AUTRE", "fiscal_year": "2030-2031"}
    found = codes(adopt(desk, allocations=allocations))
    assert found == ["allocation-deja-adoptee", "exercice-etranger-au-fonds", "organisme-etranger-au-fonds"]


def test_an_instalment_has_an_amount_a_reference_of_its_own_and_a_day_that_has_come(desk: Desk) -> None:
    desk.adopted()

    def record(amount_cents: int, reference: str, on: str) -> Callable[[], object]:
        return lambda: books.record_instalment(
            desk.ledger, amount_cents=amount_cents, reference=reference, on=date.fromisoformat(on), person="caisse", now=at("2024-12-01")
        )

    assert codes(record(0, " ", "2030-01-01")) == ["montant-non-positif", "reference-manquante", "date-future", "date-hors-exercice"]
    record(5_00, "VIR-1", "2024-11-01")()
    assert codes(record(5_00, "VIR-1", "2024-11-02")) == ["reference-deja-employee"]
    assert codes(record(5_00, "VIR\x07", "2024-11-02")) == ["texte-non-inscriptible"]


def test_a_match_confirmed_twice_is_out_of_date(desk: Desk) -> None:
    desk.paid()
    proposal = reconciling.propose_matches(desk.ledger, on=date(2025, 1, 10))

    def confirm() -> object:
        return reconciling.confirm_matches(desk.ledger, proposal.proposed, person="rapprochement", now=at("2025-01-10"))

    confirm()
    assert codes(confirm) == ["rapprochement-depasse", "rapprochement-depasse"]


def test_books_are_opened_once_and_read_only_where_they_are(desk: Desk) -> None:
    assert codes(lambda: books.balance(desk.ledger)) == ["livre-introuvable"]
    desk.opened()
    assert codes(lambda: books.open_fund(desk.ledger, desk.fund(), person="caisse", now=at("2024-10-02"))) == ["livre-deja-ouvert"]
    (desk.ledger / "ledger.sqlite").write_bytes(b"ceci n'est pas un livre" * 100)
    assert codes(lambda: books.balance(desk.ledger)) == ["livre-illisible"]
    assert codes(lambda: books.verify(desk.ledger)) == ["livre-illisible"]


def test_a_fund_that_contradicts_itself_is_refused_whole(desk: Desk) -> None:
    text = FUND.replace('banker = "CEPEO"', 'banker = "AUTRE"').replace('id = "caisse"', 'id = "finances"').replace('board = "CECCE"', "")
    found = codes(lambda: books.open_fund(desk.ledger, desk.fund(text), person="caisse", now=at("2024-10-01")))
    assert found == ["nom-deja-employe-dans-le-fonds", "banquier-etranger-au-fonds", "partenaire-sans-organisme"]
    assert not desk.ledger.exists()
