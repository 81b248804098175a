"""A fund is handed over: whoever takes it up reads in one report what its keeper knew."""

import json
from datetime import date
from pathlib import Path

import pytest

from fundalloc.cli.main import run
from fundalloc.ledger.kinds import Subject
from fundalloc.lexicon import lexicon
from fundalloc.reports.plain import as_text
from fundalloc.reports.tables import Document, Value, text_in
from fundalloc.usecases.accountability.handing_over import handover_report
from fundalloc.usecases.banking import statements
from fundalloc.usecases.budgeting import periods
from fundalloc.usecases.proving import keeping
from tests.bookkeeping import FUND, VEIL, at
from tests.reported import INTERIM, lived
from tests.spending import SpendingDesk

DAY = date(2025, 6, 30)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SpendingDesk:
    """Books with something open of every sort."""
    desk = lived(tmp_path_factory.mktemp("livres"), INTERIM)
    desk.waives("lettre", Subject.OVERDRAFT, 500_00, recipient="CECCE")
    desk.claims("C", "1;CECCE;4.2.1;student-activity;2025-05-06;Atelier Fictif;C-1;75,00", now="2025-06-02")
    file = desk.statement("banque.csv", "2024-11-01;VIR-1;Versement;6 000,00", "2025-06-20;;Frais;-4,95")
    statements.import_statement(desk.ledger, file, person="rapprochement", now=at("2025-06-25"))
    keeping.make_key(desk.folder / "cle.pem")
    keeping.sign_checkpoint(
        desk.ledger, desk.folder / "point.json", key=desk.folder / "cle.pem", new_veil=VEIL, person="direction", now=at("2025-06-26")
    )
    return desk


@pytest.fixture(scope="module")
def report(desk: SpendingDesk) -> Document:
    return handover_report(desk.ledger, as_of=DAY, person="caisse", now=at("2025-07-01"))


def column(document: Document, table: str, name: str) -> list[Value]:
    found = document.table(table)
    values = (found.value(row, name) for row in found.rows)
    return [
        each if each is None or isinstance(each, int | date) else text_in(each, lexicon("fr")).replace("\u00a0", " ") for each in values
    ]


def row(document: Document, table: str, name: str, asked: str) -> dict[str, Value]:
    found = document.table(table)
    number = column(document, table, name).index(asked)
    return {each.id: column(document, table, each.id)[number] for each in found.columns}


@pytest.mark.requirement("S6-04")
def test_who_holds_which_role_and_has_acted_until_when(report: Document) -> None:
    assert row(report, "people", "person", "rapprochement") == {
        "person": "rapprochement",
        "name": "Personne fictive E",
        "role": "Personne qui rapproche",
        "recipient": "",
        "acted-until": date(2025, 6, 25),
        "last-act": "Relevé importé",
        "seq": "15",
    }
    idle = row(report, "people", "person", "partenaire-cecce")
    assert (idle["recipient"], idle["acted-until"], idle["last-act"]) == ("CECCE", None, "Aucun acte")


@pytest.mark.requirement("S6-04")
def test_what_is_open_in_the_budget_is_listed_with_what_is_left(report: Document) -> None:
    line = row(report, "lines", "activity", "4.2.1")
    assert (line["revised"], line["incurred"], line["committed"]) == (3_000_00, 1_250_00, 475_00)
    assert line["available"] == 1_275_00
    assert column(report, "commitments", "commitment") == ["C-1"]
    assert column(report, "commitments", "remaining") == [400_00]
    assert column(report, "waivers", "remaining") == [500_00]


@pytest.mark.requirement("S6-04")
def test_claims_say_whom_they_wait_for_and_what_they_lack(report: Document) -> None:
    assert column(report, "states", "claims") == [1, 1, 1]
    assert row(report, "waiting", "claim", "C")["who-may-act"] == "partenaire-cecce"
    assert row(report, "waiting", "claim", "B")["who-may-act"] == "finances, caisse"
    assert row(report, "missing", "claim", "C")["lacking"] == "facture"


@pytest.mark.requirement("S6-04")
def test_the_bank_and_the_calendar_say_what_remains_to_be_done(report: Document) -> None:
    assert column(report, "sign-offs", "signed-by") == ["Jamais signé"]
    assert column(report, "unmatched", "side") == ["Relevé", "Livres", "Livres", "Relevé"]
    assert column(report, "unmatched", "amount") == [-4_95, -1_000_00, 12_34, 6_000_00]
    assert column(report, "unmatched", "why-open")[-1] == "Un rapprochement est proposé : à confirmer"
    assert column(report, "owed", "report") == ["etape"]
    assert column(report, "owed", "late-days") == [61]


@pytest.mark.requirement("S6-04")
def test_the_last_checkpoint_and_the_last_seal_are_told(report: Document) -> None:
    told = row(report, "brief", "figure", "Dernier point de contrôle")["finding"]
    assert isinstance(told, str)
    assert told.endswith("par direction")
    assert report.fingerprint in str(row(report, "brief", "figure", "Dernier sceau")["finding"])


@pytest.mark.requirement("S6-04")
def test_what_the_agreement_does_not_say_is_listed_to_be_asked(tmp_path: Path) -> None:
    desk = SpendingDesk(tmp_path).started(FUND)
    report = handover_report(desk.ledger, as_of=DAY, person="caisse", now=at("2025-07-01"))
    written = [f"clauses.{name}" for name in ("transfers", "interest", "unspent", "vouchers", "retention")]
    assert column(report, "unknown-clauses", "written-at") == written
    told = as_text(report, lexicon("en"))
    for sentence in ("No agreement is written in the fund", "No checkpoint has been signed", "No claim waits.", "No waiver."):
        assert sentence in told


def test_who_acted_and_has_left_the_fund_is_still_named(tmp_path: Path) -> None:
    desk = SpendingDesk(tmp_path).started(FUND)
    successor = desk.fund(FUND.replace('id = "direction"', 'id = "releve"'))
    periods.amend_fund(desk.ledger, successor, reason="Départ", person="caisse", now=at("2025-02-01"))
    report = handover_report(desk.ledger, as_of=DAY, person="releve", now=at("2025-07-01"))
    assert row(report, "people", "person", "direction")["role"] == "N’est plus au fonds"
    assert row(report, "people", "person", "releve")["last-act"] == "Aucun acte"


def test_what_was_not_known_yet_is_left_out(desk: SpendingDesk) -> None:
    earlier = handover_report(desk.ledger, as_of=DAY, person="", now=at("2025-07-01"), known_at=at("2025-05-31"))
    assert column(earlier, "waiting", "claim") == ["A", "B"]
    people = zip(column(earlier, "people", "person"), column(earlier, "people", "acted-until"), strict=True)
    assert "rapprochement" not in [person for person, day in people if day]
    assert "known-at" in [fact.id for fact in earlier.provenance]


@pytest.mark.parametrize(("language", "title"), [("fr", "Passation – Fonds d’essai"), ("en", "Hand-over – Trial fund")])
def test_it_is_asked_at_the_door_and_written_as_its_file_is_named(
    desk: SpendingDesk, capsys: pytest.CaptureFixture[str], language: str, title: str
) -> None:
    for ending, first in ((".xlsx", b"PK"), (".pdf", b"%PDF"), (".json", b"{")):
        path = desk.folder / f"passation-{language}{ending}"
        words = ["report", "handover", "--as-of", DAY.isoformat(), "-o", str(path), "--json", "--ledger", str(desk.ledger)]
        assert run(["--lang", language, *words]) == 0
        assert json.loads(capsys.readouterr().out)["title"] == title
        assert path.read_bytes().startswith(first)
