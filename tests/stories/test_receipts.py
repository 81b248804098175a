"""Receipts by the lot, what each line lacks, and the letter that asks for it; every amount and person is fictitious."""

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from fundalloc.cli.main import run
from fundalloc.ledger.evidence import MediaType, recognised
from fundalloc.ledger.kinds import Absence, Access, ReceiptKind
from fundalloc.ledger.receipt_answers import ReceiptsMatched
from fundalloc.ledger.receipt_names import KnownLine, Names
from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.usecases.budgeting import books, periods
from fundalloc.usecases.claiming import claims, following, receipt_batches, receipts, reminding
from fundalloc.usecases.papers import evidence
from tests.accessible import problems
from tests.bookkeeping import FUND, at, pdf, png
from tests.spending import SpendingDesk, codes, with_rules

PROOF = "[policy]\nproof_of_payment_required = true\n\n[agreement]"
EMAIL = b"From: a@exemple.invalid\r\nTo: b@exemple.invalid\r\nSubject: Facture F-104\r\nDate: Mon, 4 Nov 2024 09:00:00 -0500\r\n\r\nBonjour"


class ReceiptDesk(SpendingDesk):
    """A desk with one claim of three lines, and a partner who sends receipts."""

    def filed(self, text: str | None = None) -> "ReceiptDesk":
        self.started(text)
        self.claims(
            "CECCE-2024-11",
            "1;CECCE;4.2.1;student-activity;2024-11-05;Atelier;F-101;500,00;;;;;;;",
            "2;CECCE;4.2.1;student-activity;2024-11-06;Atelier;F-102;80,00;;;;;;;",
            "3;CECCE;4.5.1;speaker;2024-11-07;Parole;F-104;300,00;;;;;;;",
        )
        return self

    def batch(self, files: dict[str, bytes], name: str = "pieces.zip") -> Path:
        with zipfile.ZipFile(self.folder / name, "w") as archive:
            for each, content in files.items():
                archive.writestr(each, content)
        return self.folder / name

    def matches(self, batch: Path, *, person: str = "partenaire-cecce", dry_run: bool = False) -> ReceiptsMatched:
        return receipt_batches.match_receipts(self.ledger, batch, person=person, now=at("2024-12-06"), dry_run=dry_run)

    def adds(self, line: str, content: bytes, kind: ReceiptKind = ReceiptKind.INVOICE, *, now: str = "2024-12-06") -> None:
        receipts.add_receipt(
            self.ledger, self.write("piece", content), claim="CECCE-2024-11", line=line, kind=kind, person="partenaire-cecce", now=at(now)
        )


@pytest.fixture
def desk(tmp_path: Path) -> ReceiptDesk:
    return ReceiptDesk(tmp_path).filed()


# --- Names


LINES = (
    KnownLine("CECCE-2024-11", "CECCE-2024-11", "1", "Atelier", "F-101"),
    KnownLine("CECCE-2024-11", "CECCE-2024-11", "11", "Atelier", "F-102"),
    KnownLine("CECCE-2024-11", "CECCE-2024-11", "L2", "Parole", "2024/17"),
    KnownLine("CEPEO-2025-01~2", "CEPEO-2025-01", "1", "Autobus", "F-101"),
    KnownLine("CEPEO-2025-01~2", "CEPEO-2025-01", "2", "Autobus", "A-9"),
    KnownLine("CEPEO-2025-01~2", "CEPEO-2025-01", "3", "Autobus", "A-9"),
)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("CECCE-2024-11-1.pdf", ["1"]),
        ("CECCE-2024-11 ligne 11.pdf", ["11"]),
        ("cecce_2024_11_L02 preuve.PNG", ["L2"]),
        ("CECCE-2024-11/001.pdf", ["1"]),
        ("facture 2024-17.pdf", ["L2"]),
        ("F-102 (copie).jpg", ["11"]),
        ("CEPEO-2025-01-2.pdf", ["2"]),
        ("CEPEO-2025-01~2-3.pdf", ["3"]),
        ("A-9.pdf", []),
        ("F-101.pdf", []),
        ("CECCE-2024-11-7.pdf", []),
        ("scan0001.pdf", []),
    ],
)
def test_a_name_says_which_line_or_nothing_is_guessed(name: str, found: list[str]) -> None:
    assert [line.line for line in Names(LINES).read(name).lines] == found


def test_a_name_says_that_a_payment_is_proved() -> None:
    names = Names(LINES)
    assert names.read("CECCE-2024-11-1 preuve de paiement.pdf").is_proof
    assert not names.read("CECCE-2024-11-1.pdf").is_proof


def test_a_doubtful_name_tells_the_lines_it_may_have_meant() -> None:
    assert {(line.claim, line.line) for line in Names(LINES).read("F-101.pdf").near} == {("CECCE-2024-11", "1"), ("CEPEO-2025-01~2", "1")}


@pytest.mark.parametrize(
    ("content", "kind"),
    [(pdf("x"), MediaType.PDF), (png(3), MediaType.PNG), (b"\xff\xd8\xff\xe0" + bytes(40), MediaType.JPEG), (EMAIL, MediaType.EMAIL)],
)
def test_the_type_is_read_from_the_contents_whatever_the_name_says(content: bytes, kind: MediaType) -> None:
    assert recognised("facture.doc", content).media_type is kind


@pytest.mark.parametrize("content", [b"Subject: seul\r\n\r\n", b"<html>From: To: Subject:", b"MZ\x90\x00", b"Note: a\nAutre: b\n\n"])
def test_what_only_looks_like_an_e_mail_is_refused(content: bytes) -> None:
    assert codes_of(content) == "type-de-piece-non-admis"


def codes_of(content: bytes) -> str:
    from fundalloc.errors import Refusal

    with pytest.raises(Refusal) as refused:
        recognised("piece.eml", content)
    return refused.value.code


# --- By the lot


FILES = {
    "CECCE-2024-11-1.pdf": pdf("a"),
    "recus/F-102.png": png(1),
    "courriel.eml": EMAIL,
    "CECCE-2024-11-1 preuve.pdf": pdf("b"),
    "scan0001.pdf": pdf("c"),
    "virus.exe": b"MZ\x90\x00",
    "__MACOSX/._x": b"x",
}


def test_a_zip_is_tried_then_kept_and_what_was_matched_to_nothing_is_told(desk: ReceiptDesk) -> None:
    batch = desk.batch(FILES)
    tried = desk.matches(batch, dry_run=True)
    assert all(not row.receipts for row in books.expenses(desk.ledger))
    found = desk.matches(batch)
    assert [(each.file_name, each.lines, each.kind.value) for each in found.matched] == [
        ("CECCE-2024-11-1 preuve.pdf", ("1",), "proof-of-payment"),
        ("CECCE-2024-11-1.pdf", ("1",), "invoice"),
        ("courriel.eml", ("3",), "invoice"),
        ("recus/F-102.png", ("2",), "invoice"),
    ]
    assert [(each.file_name, each.doubt.value) for each in found.unmatched] == [("scan0001.pdf", "no-reference")]
    assert [problem.code for problem in found.unreadable] == ["type-de-piece-non-admis"]
    assert (tried.matched, tried.unmatched) == (found.matched, found.unmatched)
    again = desk.matches(batch)
    assert all(each.already for each in again.matched)
    assert (again.sealed, books.verify(desk.ledger).sound) == ((), True)


def test_a_folder_is_matched_as_a_zip_is(desk: ReceiptDesk) -> None:
    folder = desk.folder / "pieces"
    (folder / "CECCE-2024-11").mkdir(parents=True)
    (folder / "CECCE-2024-11" / "2.pdf").write_bytes(pdf("d"))
    (folder / ".DS_Store").write_bytes(b"x")
    assert [(each.file_name, each.lines) for each in desk.matches(folder).matched] == [("CECCE-2024-11/2.pdf", ("2",))]


def test_a_partner_matches_the_lines_of_its_own_board_only(desk: ReceiptDesk) -> None:
    desk.claims("CEPEO-1", "1;CEPEO;4.2.3;student-transport;2024-11-05;Autobus;B-777;50,00;;;;;;;")
    batch = desk.batch({"CEPEO-1-1.pdf": pdf("e")})
    assert [each.file_name for each in desk.matches(batch).unmatched] == ["CEPEO-1-1.pdf"]
    assert [each.claim for each in desk.matches(batch, person="finances").matched] == ["CEPEO-1"]


@pytest.mark.requirement("S11-04", partial=True)
def test_receipts_that_name_pupils_are_restricted_by_the_lot(desk: ReceiptDesk) -> None:
    batch = desk.batch({"CECCE-2024-11-1.pdf": pdf("e")})
    act = {"person": "partenaire-cecce", "now": at("2024-12-06")}
    (kept,) = receipt_batches.match_receipts(desk.ledger, batch, access=Access.RESTRICTED, **act).matched  # type: ignore[arg-type]
    assert codes(lambda: evidence.read_document(desk.ledger, sha256=kept.sha256, reason="", person="direction", now=at("2024-12-07"))) == [
        "document-restreint",
        "motif-manquant",
    ]


def test_a_hostile_or_missing_batch_is_refused(desk: ReceiptDesk) -> None:
    assert codes(lambda: desk.matches(desk.folder / "absent.zip")) == ["lot-introuvable"]
    assert codes(lambda: desk.matches(desk.write("faux.zip", b"PK\x03\x04 tronque"))) == ["lot-illisible"]
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("CECCE-2024-11-1.pdf", bytes(60_000_000))
    assert codes(lambda: desk.matches(desk.write("bombe.zip", buffer.getvalue()))) == ["lot-demesure"]


def test_a_file_without_a_name_in_an_archive_is_told_and_the_others_are_read(desk: ReceiptDesk) -> None:
    batch = desk.batch({"x": pdf("a"), "CECCE-2024-11-1.pdf": pdf("b")})
    batch.write_bytes(batch.read_bytes().replace(b"x%PDF", b"\x00%PDF").replace(b"xPK", b"\x00PK"))
    found = desk.matches(batch)
    assert ([each.lines for each in found.matched], [problem.code for problem in found.unreadable]) == ([("1",)], ["lot-illisible"])


def test_the_same_file_on_two_invoices_or_two_boards_is_an_alert_and_stays_listed(desk: ReceiptDesk) -> None:
    desk.claims("CEPEO-1", "1;CEPEO;4.2.3;student-transport;2024-11-05;Autobus;B-777;50,00;;;;;;;")
    found = desk.matches(desk.batch({"CECCE-2024-11-1.pdf": pdf("z"), "CEPEO-1-1.pdf": pdf("z")}), person="finances")
    assert [(each.file_name, [alert.claim for alert in each.alerts]) for each in found.matched] == [
        ("CECCE-2024-11-1.pdf", []),
        ("CEPEO-1-1.pdf", ["CECCE-2024-11"]),
    ]
    (double,) = following.double_receipts(desk.ledger)
    assert [(place.claim, place.line) for place in double.places] == [("CECCE-2024-11", "1"), ("CEPEO-1", "1")]


# --- What is missing


def missing(desk: ReceiptDesk, cents: int = 0) -> list[tuple[str, tuple[str, ...], str]]:
    rows = following.missing_receipts(desk.ledger, on=date(2024, 12, 20), board="CECCE", threshold_cents=cents)
    return [(row.line, tuple(kind.value for kind in row.lacking), row.absence) for row in rows]


@pytest.mark.requirement("S6-02")
def test_what_is_missing_is_listed_from_an_amount_up_with_the_reason_a_board_gave(desk: ReceiptDesk) -> None:
    desk.adds("1", pdf("a"))
    receipts.declare_absence(
        desk.ledger,
        claim="CECCE-2024-11",
        line="2",
        absence=Absence.LOST,
        reason="Égarée au déménagement",
        person="partenaire-cecce",
        now=at("2024-12-07"),
    )
    assert missing(desk) == [("2", ("invoice",), "lost"), ("3", ("invoice",), "")]
    assert missing(desk, 100_00) == [("3", ("invoice",), "")]


def test_an_invoice_and_a_proof_of_payment_are_both_required_where_the_fund_says_so(tmp_path: Path) -> None:
    desk = ReceiptDesk(tmp_path).filed(with_rules(**{"[agreement]": PROOF}))
    desk.adds("1", pdf("facture"))
    desk.adds("2", pdf("preuve"), ReceiptKind.PROOF_OF_PAYMENT)
    assert missing(desk) == [("1", ("proof-of-payment",), ""), ("2", ("invoice",), ""), ("3", ("invoice", "proof-of-payment"), "")]

    def approve() -> object:
        return claims.approve_claim(desk.ledger, claim="CECCE-2024-11", person="direction", now=at("2024-12-10"))

    assert codes(approve) == ["pieces-manquantes", "preuves-de-paiement-manquantes"]
    desk.adds("1", pdf("paiement 1"), ReceiptKind.PROOF_OF_PAYMENT)
    for line in ("2", "3"):
        desk.adds(line, pdf(f"facture {line}"))
    assert codes(approve) == ["preuves-de-paiement-manquantes"]
    desk.adds("3", pdf("paiement 3"), ReceiptKind.PROOF_OF_PAYMENT)
    approve()


def test_a_receipt_comes_after_payment_and_closing_without_touching_an_amount(tmp_path: Path) -> None:
    desk = ReceiptDesk(tmp_path).filed(with_rules(FUND))
    for line in ("1", "2", "3"):
        desk.adds(line, pdf(line))
    desk.approves("CECCE-2024-11")
    desk.pays("CECCE-2024-11")
    periods.close_year(desk.ledger, fiscal_year="2024-2025", reason="Fin", person="finances", now=at("2025-09-02"), on=date(2025, 9, 2))
    before = books.balance(desk.ledger).rows
    desk.adds("1", pdf("preuve tardive"), ReceiptKind.PROOF_OF_PAYMENT, now="2025-10-01")
    assert books.balance(desk.ledger).rows == before
    last = books.register(desk.ledger)[-1]
    assert (last.kind.value, last.person, last.recorded_at) == ("receipt-added", "partenaire-cecce", at("2025-10-01"))


# --- Who waits for whom


def test_each_claim_says_whom_it_waits_for_and_who_may_act_without_having_acted_before(desk: ReceiptDesk) -> None:
    def waits() -> list[tuple[str, str, tuple[str, ...]]]:
        return [(row.state.value, row.waits_for.value, row.people) for row in following.waiting(desk.ledger, on=date(2025, 1, 31))]

    assert waits() == [("received", "partner", ("partenaire-cecce",))]
    for line in ("1", "2", "3"):
        desk.adds(line, pdf(line))
    assert waits() == [("valid", "approver", ("direction", "finances"))]
    claims.approve_claim(desk.ledger, claim="CECCE-2024-11", person="finances", now=at("2024-12-10"))
    assert waits() == [("approved", "banker", ("caisse",))], "whoever approved it does not pay it"
    desk.pays("CECCE-2024-11")
    assert waits() == [("paid", "reconciler", ("rapprochement",))]
    (row,) = following.waiting(desk.ledger, on=date(2025, 1, 31))
    assert (row.since_on, row.days) == (date(2024, 12, 15), 47)


# --- The letter


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_asks_a_board_for_what_it_owes_in_its_language_twice_alike(desk: ReceiptDesk, language: Language) -> None:
    import pypdf

    path = desk.folder / "lettre.pdf"

    def write() -> bytes:
        act = {"board": "CECCE", "person": "caisse", "now": at("2024-12-20"), "threshold_cents": 100_00}
        reminding.write_reminder(desk.ledger, path, lexicon(language), **act)  # type: ignore[arg-type]
        return path.read_bytes()

    assert write() == write()
    assert problems(path.read_bytes(), f"{language}-CA") == []
    read: Any = pypdf.PdfReader(path)
    text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    assert read.trailer["/Root"]["/Lang"] == f"{language}-CA"
    words = lexicon(language)
    for said in ("CECCE-2024-11, 1", "F-104", words.money(800_00).replace("\u00a0", " "), words.date(date(2025, 1, 3))):
        assert said in text
    assert "F-102" not in text


def test_no_letter_is_written_where_nothing_is_missing(desk: ReceiptDesk) -> None:
    path = desk.folder / "lettre.pdf"

    def write() -> object:
        return reminding.write_reminder(desk.ledger, path, lexicon("fr"), board="CEPEO", person="caisse", now=at("2024-12-20"))

    assert codes(write) == ["aucune-piece-manquante"]
    assert not path.exists()


def test_the_commands_match_list_and_remind(desk: ReceiptDesk, capsys: pytest.CaptureFixture[str]) -> None:
    batch, ledger = desk.batch(FILES), ["-l", str(desk.ledger)]
    assert run(["receipt", "match", str(batch), *ledger, "--as", "partenaire-cecce", "--lang", "en"]) == 0
    answered = capsys.readouterr()
    assert "4 receipts matched, 0 already there, 1 for no line, 1 unreadable" in answered.out
    assert "--confirm" in answered.err
    assert run(["receipt", "missing", *ledger, "--threshold", "100,00"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert run(["receipt", "match", str(batch), *ledger, "--as", "partenaire-cecce", "--confirm"]) == 0
    absent = ["receipt", "absent", *ledger, "--claim", "CECCE-2024-11", "--line", "2", "--reason", "x", "--as", "caisse"]
    assert [run([*absent, "--why", "perdue"]), run([*absent, "--why", "lost"])] == [1, 0]
    assert run(["receipt", "doubles", *ledger]) == 0
    assert run(["claim", "waiting", *ledger]) == 0
    assert "attend une approbation" in capsys.readouterr().out
    assert run(["receipt", "remind", str(desk.folder / "l.pdf"), "--board", "CECCE", *ledger, "--as", "caisse"]) == 1
