"""Claims in pages: filed, completed with receipts, decided, paid, each by whoever may, in the very words of the commands."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fundalloc.usecases.budgeting import books
from fundalloc.usecases.claiming import claims
from tests.bookkeeping import pdf
from tests.browsing import TODAY, Browser

In = Callable[[str], Browser]
VALID = "CCJL-2025-01"
SHEET = f"/claims/claim/{VALID}"


def _state(room: Path, claim: str) -> str:
    return next(row.state.value for row in books.claims(room / "livres") if row.claim == claim)


def _faulty(room: Path) -> tuple[str, bytes]:
    path = room / "papiers" / "claims" / "CSDCEO-2025-02.csv"
    return path.name, path.read_bytes()


def test_the_inbox_says_where_each_stands_and_who_must_act(browser: In) -> None:
    page = browser("direction-regionale").open("/claims")
    assert page.shows(VALID, "valide", "attend une approbation")
    assert page.open("/claims?who=me").shows(VALID)
    assert not page.shows("CEPEO-2024-01")
    assert page.open("/claims?state=reconciled").shows("CEPEO-2024-01")


def test_a_claim_is_approved_by_whoever_may_and_only_once(browser: In, room: Path) -> None:
    page = browser("direction-regionale").open(SHEET)
    assert page.shows("Approuver")
    page.send(f"{SHEET}/approve").follow()
    assert page.shows(f"Réclamation {VALID} approuvée")
    assert _state(room, VALID) == "approved"
    assert page.send(f"{SHEET}/approve").status == 422
    assert page.shows("Rien n’a été enregistré")


def test_a_refusal_without_a_reason_is_told_beside_the_field(browser: In, room: Path) -> None:
    page = browser("direction-regionale").open(SHEET).send(f"{SHEET}/refuse", reason="  ")
    assert page.status == 422
    assert 'id="reason-slip"' in page.page.text
    assert 'aria-invalid="true"' in page.page.text
    assert _state(room, VALID) == "valid"
    page.send(f"{SHEET}/return", reason="Il manque l’horaire <b>signé</b>.").follow()
    assert page.shows("Corrections demandées", "Il manque l’horaire <b>signé</b>.")
    assert "<b>signé</b>" not in page.page.text, "what a person typed is never mark-up"


def test_several_claims_are_approved_each_by_itself(browser: In, room: Path) -> None:
    page = browser("direction-regionale").open("/claims")
    page.send("/claims/approve", claim=[VALID, "CEPEO-2024-01"])
    assert page.status == 422
    assert _state(room, VALID) == "approved", "what could be approved was"


def test_payment_is_recorded_under_the_banks_reference(browser: In, room: Path) -> None:
    claims.approve_claim(room / "livres", claim=VALID, person="direction-regionale", now=TODAY)
    page = browser("finances-banquier").open(SHEET)
    page.send(f"{SHEET}/pay", reference="", on="2025-04-01")
    assert page.status == 422
    page.send(f"{SHEET}/pay", reference="VIR-9001", on="2025-04-01")
    assert page.status == 422
    assert page.shows("n’a pas pu être payée le 1er avril 2025"), "it was approved the day after"
    assert 'id="on-slip"' in page.page.text
    page.send(f"{SHEET}/pay", reference="VIR-9001", on="2025-04-02").follow()
    assert page.shows("payée")
    assert _state(room, VALID) == "paid"


def test_an_approval_is_of_the_day_it_was_given(browser: In, room: Path) -> None:
    page = browser("direction-regionale").open(SHEET)
    for day in ("2020-01-01", "2025-04-03", "hier"):
        page.send(f"{SHEET}/approve", decided_on=day)
        assert page.status == 422
        assert 'id="decided_on-slip"' in page.page.text
    page.send(f"{SHEET}/approve", decided_on="2025-04-01").follow()
    approved = next(entry for entry in reversed(books.register(room / "livres")) if entry.reference == VALID)
    assert approved.effective_on == date(2025, 4, 1)


def test_the_receipt_stands_beside_its_line(browser: In) -> None:
    page = browser("direction-regionale").open(SHEET)
    digests = re.findall(r"receipt=([0-9a-f]{64})", page.page.text)
    page.open(f"{SHEET}?receipt={digests[-1]}")
    assert f"/claims/receipt/{digests[-1]}" in page.page.text
    paper = page.open(f"/claims/receipt/{digests[-1]}").page
    assert paper.headers["Content-Disposition"].startswith("inline")
    assert paper.headers["X-Content-Type-Options"] == "nosniff"


def test_a_partner_sees_and_files_only_its_own(browser: In, room: Path) -> None:
    page = browser("designee-cecce").open("/claims")
    assert page.shows("CECCE-2025-01")
    assert "CCJL" not in page.text
    assert page.open(SHEET).status == 404
    assert page.open("/claims/template/CEPEO.xlsx").status == 404
    before = len(books.register(room / "livres"))
    page.open("/claims/new").send("/claims/new", file=_faulty(room))
    assert page.status == 422
    assert page.shows("CSDCEO")
    assert len(books.register(room / "livres")) == before


def test_a_faulty_claim_is_told_whole_before_anything_is_written(browser: In, room: Path) -> None:
    before = len(books.register(room / "livres"))
    page = browser("finances-banquier").open("/claims/new").send("/claims/new", file=_faulty(room))
    assert page.shows("L’activité 4.2.1 est réservée", "CFM-5498", "ligne 2")
    assert len(books.register(room / "livres")) == before


def test_a_claim_is_tried_then_filed_and_its_receipts_find_their_lines(browser: In, room: Path) -> None:
    page = browser("designee-cecce").open("/claims/template/CECCE.xlsx")
    assert page.page.data.startswith(b"PK")
    text = (room / "papiers" / "claims" / "CECCE-2025-01.csv").read_text(encoding="utf-8")
    lines = text.splitlines()
    renamed = re.sub(r"(?m)^([^;]*;[^;]*;[^;]*;[^;]*;[^;]*;[^;]*;)([^;]*);", r"\1WEB-7001;", lines[1])
    file = ("CECCE-2025-09.csv", ("\n".join((lines[0], renamed)) + "\n").encode())
    page.open("/claims/new").send("/claims/new", file=file)
    assert page.shows("Essai de CECCE-2025-09")
    word = re.search(r'name="upload" value="([^"]+)"', page.page.text)
    assert word is not None, page.text
    page.send("/claims/new/confirm", upload=word[1]).follow()
    assert page.shows("Réclamation CECCE-2025-09 reçue", "sans pièce")
    line = next(row.line for row in books.expenses(room / "livres") if row.claim == "CECCE-2025-09")
    sheet = "/claims/claim/CECCE-2025-09"
    page.send(f"{sheet}/receipts", receipts=[("photo.pdf", pdf("sans nom"))])
    assert page.shows("Leur nom ne dit pas de quelle ligne elles sont")
    upload = re.search(r'name="upload" value="([^"]+)"', page.page.text)
    assert upload is not None
    page.send(f"{sheet}/receipts/place", upload=upload[1], file="photo.pdf", line=line).follow()
    assert page.shows("photo.pdf")
    assert not page.shows("sans pièce")


@pytest.mark.parametrize(
    ("name", "content"),
    [("reçu.pdf", b"<script>alert(1)</script>"), ("vide.pdf", b""), ("../../../etc/<script>.pdf", b"MZ\x90\x00")],
)
def test_a_receipt_is_judged_by_its_bytes(name: str, content: bytes, browser: In, room: Path) -> None:
    before = len(books.register(room / "livres"))
    line = next(row.line for row in books.expenses(room / "livres") if row.claim == VALID)
    page = browser("finances-banquier").open(SHEET).send(f"{SHEET}/receipts", receipts=[(name, content)], line=line)
    assert page.status == 422
    assert "<script>alert" not in page.page.text
    assert len(books.register(room / "livres")) == before


def test_missing_receipts_are_listed_and_asked_for_by_letter(browser: In, room: Path) -> None:
    page = browser("finances-banquier").open("/claims/missing")
    assert page.status == 200
    text = (room / "papiers" / "claims" / "CECCE-2025-01.csv").read_text(encoding="utf-8").splitlines()
    file = room / "CECCE-2025-08.csv"
    file.write_text("\n".join((text[0], re.sub(r"(?m)^((?:[^;]*;){6})[^;]*;", r"\1WEB-7002;", text[1]))) + "\n", encoding="utf-8")
    claims.import_claim(room / "livres", file, person="designee-cecce", now=TODAY)
    assert page.open("/claims/missing").shows("CECCE-2025-08", "facture")
    assert page.open("/claims/reminder/CECCE.pdf").page.data.startswith(b"%PDF")
