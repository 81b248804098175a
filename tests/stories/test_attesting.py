"""Reports that are owed: prepared by one person, signed by another, frozen, corrected as a version, and late or not."""

from datetime import date
from pathlib import Path

import pytest

from fundalloc.ledger.evidence import kept_at
from fundalloc.ledger.reporting import ReportState
from fundalloc.lexicon import lexicon
from fundalloc.reports.tables import text_in
from fundalloc.usecases.accountability import attesting, reporting
from fundalloc.usecases.accountability.attesting import Correction
from fundalloc.usecases.accountability.ministry import read_notes
from fundalloc.usecases.budgeting import books
from tests.bookkeeping import FUND, at
from tests.reported import INTERIM, lived
from tests.spending import SpendingDesk, codes

CALENDAR = (
    INTERIM
    + """
[[reporting.due]]
id = "final"
title = { fr = "Rapport final", en = "Final report" }
kind = "final"
starts_on = 2025-04-01
ends_on = 2025-08-31
due_on = 2025-09-30
preparer = "caisse"
reviewer = "finances"
signer = "direction"
"""
)
NOTES = "Activité;Organisme;Prévu d’ici la fin;Explication\n" + "\n".join(
    f"{line};;Reporté" for line in ("4.2.1;CECCE", "4.2.3;CEPEO", "4.5.1;CECCE", "4.5.1;CEPEO", "4.7.3;CSDCEO")
)


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    assert "analyste" in FUND
    desk = lived(tmp_path, CALENDAR)
    desk.write("notes.csv", NOTES)
    return desk


def prepared(desk: SpendingDesk, report: str = "etape", *, day: str = "2025-06-01", **asked: object) -> attesting.Prepared:
    notes = read_notes(desk.folder / "notes.csv")
    return attesting.prepare(desk.ledger, report, person="analyste", now=at(day), **{"notes": notes, **asked})  # type: ignore[arg-type]


def signed(desk: SpendingDesk, report: str = "etape", *, day: str = "2025-06-02", person: str = "direction") -> attesting.Attested:
    return attesting.sign(desk.ledger, report, title="Directrice régionale", person=person, now=at(day))


@pytest.mark.requirement("S7-01")
def test_the_signed_snapshot_is_made_again_byte_for_byte(desk: SpendingDesk) -> None:
    first = prepared(desk)
    signed(desk)
    before, moment = attesting.rebuild(desk.ledger, "etape")
    written = [desk.folder / f"{name}{ending}" for name in ("avant", "apres") for ending in (".xlsx", ".pdf", ".json")]
    for path in written[:3]:
        reporting.write_report(before, path, lexicon("fr"), now=moment)
    desk.claims("D", "1;CECCE;4.5.1;speaker;2025-02-10;Parole Fictive;D-1;80,00", now="2025-06-12")
    desk.approves("D", now="2025-06-15")
    after, moment = attesting.rebuild(desk.ledger, "etape")
    for path in written[3:]:
        reporting.write_report(after, path, lexicon("fr"), now=moment)
    assert [path.read_bytes() for path in written[:3]] == [path.read_bytes() for path in written[3:]]
    assert books.verify(desk.ledger).sound
    assert first.obstacles == ()


def test_nothing_is_signed_by_its_author_nor_while_something_stands_in_the_way(desk: SpendingDesk) -> None:
    assert codes(lambda: signed(desk)) == ["rapport-non-prepare"]
    assert prepared(desk, notes=()).obstacles == ("unexplained",)
    assert codes(lambda: signed(desk)) == ["rapport-non-pret"]
    attesting.prepare(desk.ledger, "final", person="finances", now=at("2025-06-03"), notes=read_notes(desk.folder / "notes.csv"))
    assert codes(lambda: signed(desk, "final", day="2025-09-10", person="finances")) == ["taches-incompatibles", "rapport-non-revise"]
    assert codes(lambda: prepared(desk, "autre")) == ["rapport-non-prevu"]


@pytest.mark.requirement("S7-01")
def test_three_people_prepare_review_and_sign_where_the_calendar_says_so(desk: SpendingDesk) -> None:
    def reviewed(person: str) -> attesting.Attested:
        return attesting.review(desk.ledger, "final", remark="Vu avec la direction", person=person, now=at("2025-09-11"))

    assert codes(lambda: reviewed("caisse")) == ["rapport-non-prepare"]
    prepared(desk, "final", day="2025-09-10")
    assert codes(lambda: signed(desk, "final", day="2025-09-12")) == ["rapport-non-revise"]
    assert codes(lambda: reviewed("analyste")) == ["taches-incompatibles"]
    fingerprint = reviewed("finances").fingerprint
    row = attesting.calendar(desk.ledger, on=date(2025, 9, 12))[1]
    assert (row.state, row.prepared_by, row.reviewed_by) == (ReportState.REVIEWED, "analyste", "finances")
    assert codes(lambda: signed(desk, "final", day="2025-09-12", person="finances")) == ["taches-incompatibles"]
    assert signed(desk, "final", day="2025-09-12").fingerprint == fingerprint
    assert codes(lambda: reviewed("finances")) == ["rapport-deja-signe"]
    assert books.register(desk.ledger)[-2].reason == "Vu avec la direction"


def test_what_is_prepared_again_is_reviewed_again(desk: SpendingDesk) -> None:
    prepared(desk, "final", day="2025-09-10")
    attesting.review(desk.ledger, "final", person="finances", now=at("2025-09-11"))
    prepared(desk, "final", day="2025-09-12")
    assert codes(lambda: signed(desk, "final", day="2025-09-13")) == ["rapport-non-revise"]


def test_a_signed_report_changes_only_by_a_linked_version_with_its_reason(desk: SpendingDesk) -> None:
    assert codes(lambda: prepared(desk, correction=Correction("Trop tôt", material=False))) == ["rapport-non-signe"]
    prepared(desk)
    first = signed(desk)
    assert codes(lambda: prepared(desk)) == ["rapport-deja-signe"]
    assert codes(lambda: signed(desk)) == ["rapport-deja-signe"]
    desk.claims("D", "1;CECCE;4.5.1;speaker;2025-02-10;Parole Fictive;D-1;80,00", now="2025-06-12")
    desk.approves("D", now="2025-06-15")
    second = prepared(desk, day="2025-06-20", correction=Correction("Facture reçue en retard", material=True))
    assert second.fingerprint != first.fingerprint
    entry = books.register(desk.ledger)[-1]
    assert (entry.reason, dict(entry.facts)["material"]) == ("Facture reçue en retard", "yes")
    assert signed(desk, day="2025-06-21").fingerprint == second.fingerprint


def test_a_report_made_again_says_who_attested_it_and_each_version_stays_at_hand(desk: SpendingDesk) -> None:
    def written(version: int | None = None) -> bytes:
        document, moment = attesting.rebuild(desk.ledger, "etape", version)
        return reporting.report_as_file(document, ".pdf", lexicon("fr"), now=moment)

    prepared(desk)
    assert not [table for table in attesting.rebuild(desk.ledger, "etape")[0].tables if table.id == "attestation"]
    first = signed(desk)
    document, _ = attesting.rebuild(desk.ledger, "etape")
    said = [text_in(row.cells[1].value, lexicon("fr")) for row in document.table("attestation").rows]  # type: ignore[arg-type]
    assert said[0].startswith("J’atteste que ce rapport")
    assert said[2:5] == ["Directrice régionale", "2025-06-02", first.fingerprint]
    assert "(direction)" in said[1]
    as_signed = written()
    prepared(desk, day="2025-06-20", correction=Correction("Facture reçue en retard", material=True))
    assert written(1) == as_signed
    versions = attesting.rebuild(desk.ledger, "etape")[0].table("versions")
    assert [text_in(versions.value(row, "corrects"), lexicon("en")) for row in versions.rows] == [  # type: ignore[arg-type]
        "",
        "Corrects version 1: Facture reçue en retard",
    ]
    assert codes(lambda: attesting.rebuild(desk.ledger, "etape", 3)) == ["version-du-rapport-inconnue"]


def test_a_report_that_takes_in_the_days_of_a_signed_one_tells_what_changed_in_them(tmp_path: Path) -> None:
    desk = lived(tmp_path, CALENDAR.replace("starts_on = 2025-04-01", "starts_on = 2024-09-01"))
    desk.write("notes.csv", NOTES)
    prepared(desk)
    signed(desk)
    desk.claims(
        "D",
        "1;CECCE;4.5.1;speaker;2025-02-10;Parole Fictive;D-1;80,00",
        "2;CECCE;4.5.1;speaker;2025-05-10;Parole Fictive;D-2;7,00",
        now="2025-06-12",
    )
    desk.approves("D", now="2025-06-15")
    prepared(desk, "final", day="2025-09-15")
    assert attesting.rebuild(desk.ledger, "final")[0].table("restated").totals[3] == 80_00, "May was reported by nobody yet"


def test_the_next_report_tells_what_changed_in_the_days_of_the_signed_one(desk: SpendingDesk) -> None:
    prepared(desk)
    signed(desk)
    desk.claims("D", "1;CECCE;4.5.1;speaker;2025-02-10;Parole Fictive;D-1;80,00", now="2025-06-12")
    desk.approves("D", now="2025-06-15")
    prepared(desk, "final", day="2025-09-15")
    document, _ = attesting.rebuild(desk.ledger, "final")
    assert document.table("restated").totals[3] == 80_00


def test_the_calendar_says_who_owes_what_and_how_late_it_is(desk: SpendingDesk) -> None:
    def states(day: str) -> list[tuple[str, ReportState, int]]:
        return [(row.due.id, row.state, row.late_days) for row in attesting.calendar(desk.ledger, on=date.fromisoformat(day))]

    assert states("2025-05-10") == [("etape", ReportState.TO_PREPARE, 10), ("final", ReportState.TO_PREPARE, 0)]
    prepared(desk)
    signed(desk)
    assert states("2025-10-01") == [("etape", ReportState.SIGNED, 33), ("final", ReportState.TO_PREPARE, 1)]


def test_a_snapshot_that_the_books_no_longer_give_is_not_signed(desk: SpendingDesk) -> None:
    made = prepared(desk)
    kept = kept_at(desk.ledger, made.fingerprint)
    kept.write_bytes(kept.read_bytes().replace("Reporté".encode(), "Annulé".encode()))
    assert codes(lambda: signed(desk)) == ["rapport-different"]
    assert not books.verify(desk.ledger).sound


def test_a_draft_says_which_lines_wait_for_an_explanation_and_keeps_those_already_given(desk: SpendingDesk) -> None:
    before = attesting.draft(desk.ledger, "etape", person="analyste", now=at("2025-06-01"))
    assert before.obstacles == ("unexplained",)
    assert (len(before.to_explain), before.versions, before.note(before.to_explain[0]).explanation) == (5, (), "")
    prepared(desk)
    after = attesting.draft(desk.ledger, "etape", person="analyste", now=at("2025-06-01"))
    assert (after.obstacles, len(after.versions), {after.note(row).explanation for row in after.to_explain}) == ((), 1, {"Reporté"})
    assert codes(lambda: attesting.draft(desk.ledger, "autre", person="analyste", now=at("2025-06-01"))) == ["rapport-non-prevu"]
