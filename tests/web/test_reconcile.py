"""The reconciliation board: what is open on each side, matched, undone, split and signed, with the work in progress kept."""

from collections.abc import Callable

import pytest

from tests.browsing import Browser

Come = Callable[[str], Browser]
RECONCILER, DIRECTOR = "rapprochement-banquier", "direction-regionale"
CHARGE, INTEREST, PAYMENT = "BANQUE-2025-03:4", "BANQUE-2025-03:5", "26"


@pytest.fixture
def board(browser: Come) -> Browser:
    return browser(RECONCILER).open("/reconcile")


def test_what_is_open_stands_on_its_side_with_its_age_and_its_reason(board: Browser) -> None:
    assert board.shows("À la banque seulement (2)", "Dans les livres seulement (1)", "Confirmé (3)", "92 jours", "rien de même référence")


def test_the_difference_runs_with_what_is_ticked_and_the_ticks_are_still_there_later(board: Browser) -> None:
    board.send("/reconcile/tick", line=[CHARGE, INTEREST], entry=PAYMENT)
    assert board.shows("2 à la banque, 1 dans les livres", "8\u00a0601,20\u00a0$")
    board.open("/").open("/reconcile")
    assert board.page.text.count(" checked") == 3


def test_a_charge_goes_to_its_account_with_a_reason_and_is_undone_with_another(board: Browser) -> None:
    board.send("/reconcile/match", line=CHARGE)
    assert board.status == 422, "a difference that nobody explains"
    board.send("/reconcile/match", **{"line": CHARGE, "match-account": "bank-charges", "match-reason": "Frais de décembre"}).follow()
    assert board.shows("Rapproché", "À la banque seulement (1)", "Confirmé (4)")
    assert board.send("/reconcile/undo", line=CHARGE).status == 422
    board.send("/reconcile/undo", **{"line": CHARGE, f"undo:{CHARGE}": "Compte mal choisi"}).follow()
    assert board.shows("défaite", "À la banque seulement (2)")


def test_a_line_is_split_joined_and_noted(board: Browser) -> None:
    board.send("/reconcile/split", **{"line": INTEREST, f"split:{INTEREST}": "100,00 $; 212,40 $"}).follow()
    assert board.shows("scindée en 2 parties", "À la banque seulement (3)", "212,40\u00a0$")
    part = next(name for name in ("BANQUE-2025-03:6", "BANQUE-2025-03:5001") if f"line:{name}" in board.page.text)
    board.send("/reconcile/join", line=part).follow()
    assert board.shows("À la banque seulement (2)")
    board.send("/reconcile/note", **{"line": INTEREST, f"note:{INTEREST}": "Demandé à la banque", f"owner:{INTEREST}": RECONCILER}).follow()
    assert board.shows("Demandé à la banque")


def test_an_unreadable_part_is_told_and_what_was_typed_is_kept(board: Browser) -> None:
    board.send("/reconcile/split", **{"line": INTEREST, f"split:{INTEREST}": "cent dollars"})
    assert (board.status, "cent dollars" in board.page.text) == (422, True)


def test_a_statement_is_read_and_what_it_brings_is_proposed_and_confirmed(board: Browser) -> None:
    statement = "Date;Référence;Libellé;Montant\n2025-04-01;PAI-000103;Paiement CECCE;-8 303,75\n".encode()
    board.send("/reconcile/statement", statement=("BANQUE-2025-04.csv", statement)).follow()
    assert board.shows("1 mouvement lu", "Propositions (1)", "sûr")
    board.send("/reconcile/confirm", match="BANQUE-2025-04:1").follow()
    assert board.shows("1 correspondance confirmée", "Confirmé (4)")


def test_a_statement_that_cannot_be_read_is_refused_with_its_line(board: Browser) -> None:
    board.send("/reconcile/statement", statement=("BANQUE-2025-04.csv", "Date;Référence;Libellé;Montant\nhier;X;Y;Z\n".encode()))
    assert (board.status, "ligne 2" in board.text) == (422, True)
    assert board.send("/reconcile/statement").status == 422


def test_what_does_not_tie_out_is_not_signed(browser: Come) -> None:
    page = browser(DIRECTOR).open("/reconcile").send("/reconcile/sign", held="1 000,00 $")
    assert (page.status, "1 000,00" in page.page.text) == (422, True)


def test_the_board_is_taken_away_as_a_file(browser: Come) -> None:
    page = browser("verification").open("/reconcile/file/pdf")
    assert page.page.data.startswith(b"%PDF")
