"""
The ledger rules that other people's bugs paid for, each held to its promise and to a canary.

A rule is a check that must pass on our code, and a canary: a small change that brings the old bug back. A check that passes with its
canary in place looks at nothing.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing as closing_after
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks import tampering
from benchmarks.durability import crowd
from fundalloc.cli.main import run
from fundalloc.errors import Refusal, RefusedTogether
from fundalloc.errors.years import YearClosed
from fundalloc.intake.fund import read_fund
from fundalloc.ledger import closing, eligibility
from fundalloc.ledger.chain import passing, sealing, verification
from fundalloc.ledger.chain.seal import Writings, seal, written_rows
from fundalloc.ledger.entries import Entry, refuse_unbalanced
from fundalloc.ledger.figures import Head, gaps
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.rows import Posting, columns
from fundalloc.ledger.storage import schema
from fundalloc.ledger.storage.layout import Dialect
from fundalloc.ledger.storage.sqlite import SqliteDriver
from fundalloc.ledger.storage.store import Session, creating, open_ledger
from fundalloc.reconciliation import matching
from fundalloc.reconciliation.answers import BankMovement, StatementMovement
from fundalloc.reconciliation.candidates import Rules
from fundalloc.reconciliation.packing import Packing
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.claiming import claims
from fundalloc.usecases.proving import keeping
from tests.bookkeeping import Desk, at

Patch = pytest.MonkeyPatch
NOW = at("2024-11-02")
DAY = date(2024, 11, 1)


def small(folder: Path, *references: str) -> Path:
    """A ledger with an entry for each reference."""
    with creating(folder / "livre") as session:
        Journal(session).open(read_fund(Desk(folder).fund()), person="caisse", now=at("2024-10-01"))
    for reference in references:
        write(folder / "livre", money(reference))
    return folder / "livre"


def money(reference: str, cents: int = 100_00, gap_cents: int = 0) -> Entry:
    like = ("2024-11-01", "2024-2025")
    rows = (Posting("actual", "bank", cents + gap_cents, *like), Posting("actual", "revenue", -cents, *like))
    return Entry(Kind.GRANT_RECEIVED, DAY, "caisse", reference=reference, rows=rows)


def write(ledger: Path, *entries: Entry) -> None:
    with open_ledger(ledger) as store, store.writing() as session:
        Journal(session).append_all(entries, fund="fonds-essai", now=NOW)


def raw(ledger: Path, *statements: str) -> list[Any]:
    """Carry out statements behind the software's back."""
    with closing_after(sqlite3.connect(ledger / "ledger.sqlite")) as store:
        for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            store.execute(f"DROP TRIGGER {name}")
        found = [store.execute(statement).fetchall() for statement in statements]
        store.commit()
        return found


def entries_of(ledger: Path) -> int:
    return len(books.register(ledger))


def what(ledger: Path) -> set[str]:
    return {breach.what for breach in books.verify(ledger).breaches} - {"guard"}


# --- The rules


def previous_seal_is_sealed(folder: Path) -> bool:
    """Entry 2 is forged and sealed anew, and entry 3 told to follow the forgery: entry 3 no longer is what its seal says."""
    ledger = small(folder, "A", "B")
    own = "seq, fund, kind, effective_on, recorded_at, person, 'forgé', reference, previous_hash"
    ((row,), postings) = raw(
        ledger,
        f"SELECT {own} FROM entry WHERE seq = 2",
        f"SELECT line, {', '.join(columns(Posting))} FROM posting WHERE entry_seq = 2",
    )
    writings = Writings()
    forged = vars(passing)["seal"](row, [("posting", len(postings), written_rows(postings, writings))], writings)
    raw(
        ledger,
        f"UPDATE entry SET reason = 'forgé', hash = '{forged}' WHERE seq = 2",
        f"UPDATE entry SET previous_hash = '{forged}' WHERE seq = 3",
    )
    return "seal" in what(ledger)


def seal_without_previous(patch: Patch) -> None:
    for room in (sealing, passing):
        patch.setattr(room, "seal", lambda header, *rest: seal((*header[:-1], "0" * 64), *rest))


def head_is_read_under_the_lock(folder: Path) -> bool:
    toll = crowd(folder / "livre", folder, writers=4, entries=10, budget=30)
    return (toll.lost, toll.unsound) == (0, 0)


def lock_taken_late(patch: Patch) -> None:
    """Writers read the head under a lock that others share, and think for a moment, so that they meet however busy the machine is."""

    def begin(_driver: SqliteDriver, connection: sqlite3.Connection, *, writes: bool) -> None:
        connection.execute("BEGIN")
        if writes:
            connection.execute("SELECT seq FROM head").fetchall()
            time.sleep(0.01)

    patch.setattr(SqliteDriver, "begin", begin)


def head_is_never_remembered(folder: Path) -> bool:
    ledger = small(folder)
    with open_ledger(ledger) as one, open_ledger(ledger) as other:
        for number, store in enumerate((one, other, one, other)):
            with store.writing() as session:
                Journal(session).append(money(f"V{number}"), fund="fonds-essai", now=NOW)
    return books.verify(ledger).sound and entries_of(ledger) == 5


def head_remembered(patch: Patch) -> None:
    remembered: list[tuple[Head, str, str, bool]] = []

    def checked_head(journal: Journal) -> tuple[Head, str, str, bool]:
        if len(remembered) < 2:
            remembered.append(CHECKED_HEAD(journal))
        return remembered[-1]

    patch.setattr(Journal, "_checked_head", checked_head)


CHECKED_HEAD = Journal._checked_head


def a_fork_is_refused_by_the_store(folder: Path) -> bool:
    ledger = small(folder, "A", "B")
    own = "fund, kind, effective_on, recorded_at, person, reason, reference, previous_hash"
    try:
        raw(ledger, f"INSERT INTO entry (seq, layout, {own}, hash) SELECT 9, layout, {own}, 'x' FROM entry WHERE seq = 3")
    except sqlite3.IntegrityError:
        return True
    return False


def forks_allowed(patch: Patch) -> None:
    made = schema.creations

    def loosened(dialect: Dialect) -> dict[str, tuple[str, ...]]:
        return {
            name: tuple(each.replace("UNIQUE (previous_hash)", "CHECK (1)") for each in statements)
            for name, statements in made(dialect).items()
        }

    patch.setattr(schema, "creations", loosened)


def head_is_the_last_in_sequence(folder: Path) -> bool:
    ledger = small(folder)
    for reference in ("B", "A", "C"):
        with suppress(Refusal):
            write(ledger, money(reference))
    return books.verify(ledger).sound and entries_of(ledger) == 4


def head_found_otherwise(patch: Patch) -> None:
    def checked_head(journal: Journal) -> tuple[Head, str, str, bool]:
        last = journal.session.rows("SELECT seq, hash, recorded_at, fund FROM entry ORDER BY lower(reference) DESC LIMIT 1")
        seq, own_seal, recorded_at, fund = last[0] if last else (0, "0" * 64, "", "")
        return Head(seq, own_seal), recorded_at, fund, False

    patch.setattr(Journal, "_checked_head", checked_head)


def every_value_is_sealed(folder: Path) -> bool:
    """Each column of each table that has rows, changed in turn, is found."""
    (folder / "papiers").mkdir()
    ledger = Desk(folder / "papiers").claimed().ledger
    sound = (ledger / "ledger.sqlite").read_bytes()
    tables = [name for (name,) in raw(ledger, "SELECT name FROM sqlite_master WHERE type = 'table'")[0]]
    for table in tables:
        names = [row[1] for row in raw(ledger, f"PRAGMA table_info({table})")[0]]
        for column in names if raw(ledger, f"SELECT 1 FROM {table} LIMIT 1")[0] else []:
            with suppress(sqlite3.IntegrityError):
                number = tampering.number_of(table)
                raw(ledger, f'UPDATE {table} SET "{column}" = "{column}" || \'1\' WHERE {number} = (SELECT max({number}) FROM {table})')
                if not what(ledger):
                    return False
            (ledger / "ledger.sqlite").write_bytes(sound)
    return True


def reason_left_out(patch: Patch) -> None:
    for room in (sealing, passing):
        patch.setattr(room, "seal", lambda header, *rest: seal((*header[:6], "", *header[7:]), *rest))


def balance_is_checked_before_anything_stays(folder: Path) -> bool:
    ledger = small(folder)
    with suppress(Refusal):
        write(ledger, money("A"), money("B", gap_cents=1))
    return entries_of(ledger) == 1 and books.verify(ledger).sound


def balance_not_checked(patch: Patch) -> None:
    patch.setattr(sealing, "refuse_unbalanced", lambda _: None)


def one_act_is_one_commit(folder: Path) -> bool:
    ledger = small(folder)
    moved = Session.move_head

    def fail(session: Session, seq: int, own_seal: str) -> None:
        moved(session, seq, own_seal)
        raise InterruptedError

    with pytest.MonkeyPatch.context() as patch, suppress(InterruptedError):
        patch.setattr(Session, "move_head", fail)
        write(ledger, money("A"), money("B"))
    return entries_of(ledger) == 1 and books.verify(ledger).sound


def commit_per_leg(patch: Patch) -> None:
    added = Session.add_entries

    def add_and_commit(session: Session, rows: list[tuple[str | int, ...]]) -> None:
        added(session, rows)
        session.change("COMMIT")
        session.change("BEGIN IMMEDIATE")

    patch.setattr(Session, "add_entries", add_and_commit)


def not_a_cent_is_tolerated(folder: Path) -> bool:
    ledger = small(folder)
    write(ledger, money("A", 9_007_199_254_740_993), money("B", 1))  # beyond what a float holds
    with suppress(Refusal):
        write(ledger, money("C", gap_cents=1))
    kept = {row.account: row.amount_cents for row in books.balance(ledger).rows}
    return kept == {"bank": 9_007_199_254_740_994, "revenue": -9_007_199_254_740_994} and entries_of(ledger) == 3


def tolerance_of_ten_cents(patch: Patch) -> None:
    refuse = refuse_unbalanced

    def tolerant(entry: Entry) -> None:
        postings = entry.of(Posting)
        found = gaps([each.book for each in postings], [each.amount_cents for each in postings])
        if any(abs(gap) > 10 for gap in found.values()):
            refuse(entry)

    patch.setattr(sealing, "refuse_unbalanced", tolerant)


def kept_balances_are_checked_and_can_be_thrown_away(folder: Path) -> bool:
    ledger = small(folder, "A", "B")
    before = books.balance(ledger).rows
    raw(ledger, "UPDATE heading_total SET amount_cents = amount_cents + 1")
    found = run(["ledger", "verify", "--ledger", str(ledger), "--json"]) == 3 and "total" in what(ledger)
    with open_ledger(small(folder / "autre", "A", "B")) as store, store.writing() as session:
        session.change("DELETE FROM heading_total")
    keeping.recount(folder / "autre" / "livre")
    return found and books.balance(folder / "autre" / "livre").rows == before and books.verify(folder / "autre" / "livre").sound


def kept_balances_believed(patch: Patch) -> None:
    patch.setattr(verification, "_totals", lambda *_: iter(()))


def asked_twice_is_written_once(folder: Path) -> bool:
    """A file is its own key: the same one again returns what it did the first time, and the entry it made."""
    desk = Desk(folder).adopted()
    file = desk.claim("reclamation.csv", "L1;CECCE;4.2.1;student-activity;2024-11-05;Atelier Fictif;F-1;;10,00")
    answers = []
    for day in ("2024-12-02", "2024-12-03"):
        try:
            answers.append(claims.import_claim(desk.ledger, file, person="partenaire-cecce", now=at(day)))
        except RefusedTogether:
            return False
    first, again = answers
    return (again.already, again.sealed, again.lines) == (True, first.sealed, first.lines) and entries_of(desk.ledger) == first.sealed.seq


def files_not_recognised(patch: Patch) -> None:
    patch.setattr(Journal, "seq_of_file", lambda *_: None)


def closed_is_closed_for_every_kind(folder: Path) -> bool:
    """Whoever writes to the journal, and whatever it is: nothing goes into a closed year but what corrects it with its reason."""
    ledger = small(folder)
    closed = Entry(Kind.YEAR_CLOSED, date(2025, 10, 1), "direction", reference="2024-2025")
    write(ledger, closed)
    for kind in Kind:
        with suppress(YearClosed):
            write(ledger, replace(money("A"), kind=kind))
    return entries_of(ledger) == 2


def one_kind_passes(patch: Patch) -> None:
    asked = closing.touches_closed
    patch.setattr(closing, "touches_closed", lambda entry, *rest: () if entry.kind is Kind.TAX_TRUED_UP else asked(entry, *rest))


def outside_the_plan_is_refused(folder: Path) -> bool:
    desk = Desk(folder).adopted()
    file = desk.claim("hors-plan.csv", "L1;CECCE;9.9.9;speaker;2024-11-05;Fournisseur;F-1;;10,00")
    try:
        claims.import_claim(desk.ledger, file, person="partenaire-cecce", now=at("2024-12-02"))
    except RefusedTogether as refused:
        return "activite-hors-plan" in {each.code for each in refused.refusals}
    return False


def everything_is_in_the_plan(patch: Patch) -> None:
    patch.setattr(eligibility, "wrong_plan_item", lambda *_: ())


def a_statement_line_is_matched_once(folder: Path) -> bool:
    del folder
    lines = tuple(StatementMovement(1, "S", number, "PAI-1", DAY, -100, "") for number in (1, 2))
    ours = tuple(BankMovement(seq, "claim-paid", "PAI-1", DAY, -100, "caisse") for seq in (2, 3, 4))
    for bank, book in ((lines[:1], ours[:1]), (lines[:1], ours), (lines, ours[:1]), (lines, ours)):
        proposed = matching.propose(bank, book, (), on=DAY, rules=Rules()).proposed
        used = [line.line for each in proposed for line in each.lines], [one.seq for each in proposed for one in each.books]
        if any(len(side) != len(set(side)) for side in used):
            return False
    return len(matching.propose(lines[:1], ours[:1], (), on=DAY, rules=Rules()).proposed) == 1


def lines_stay_in_the_pool(patch: Patch) -> None:
    def everything(uses: Sequence[object], points: Sequence[int]) -> Packing:
        del points
        return Packing(frozenset(range(len(uses))), frozenset(), frozenset())

    patch.setattr(matching, "best_packing", everything)


def tampering_is_found(folder: Path) -> bool:
    (folder / "papiers").mkdir()
    tally = tampering.run(tampering.sound_ledger(folder / "papiers"), folder / "essai", count=12, seed=3)
    return not tally.escaped and not tally.false_alarms


def verify_says_yes(patch: Patch) -> None:
    told = books.verify
    patch.setattr(books, "verify", lambda *asked, **named: replace(told(*asked, **named), breaches=()))


@dataclass(frozen=True)
class Rule:
    check: Callable[[Path], bool]
    canary: Callable[[Patch], None]


RULES = {
    "the previous seal is inside the sealed bytes": Rule(previous_seal_is_sealed, seal_without_previous),
    "the head is read and the entry added inside one write lock": Rule(head_is_read_under_the_lock, lock_taken_late),
    "the head is never cached in the process": Rule(head_is_never_remembered, head_remembered),
    "a fork is refused by the store": Rule(a_fork_is_refused_by_the_store, forks_allowed),
    "the head is the last in sequence": Rule(head_is_the_last_in_sequence, head_found_otherwise),
    "every value is sealed": Rule(every_value_is_sealed, reason_left_out),
    "balance is checked before anything stays": Rule(balance_is_checked_before_anything_stays, balance_not_checked),
    "one act is one commit": Rule(one_act_is_one_commit, commit_per_leg),
    "amounts are whole cents and no gap is tolerated": Rule(not_a_cent_is_tolerated, tolerance_of_ten_cents),
    "kept balances are checked and disposable": Rule(kept_balances_are_checked_and_can_be_thrown_away, kept_balances_believed),
    "a request asked twice is written once": Rule(asked_twice_is_written_once, files_not_recognised),
    "closed is closed for every kind of entry": Rule(closed_is_closed_for_every_kind, one_kind_passes),
    "what is outside the plan is refused": Rule(outside_the_plan_is_refused, everything_is_in_the_plan),
    "a statement line is matched at most once": Rule(a_statement_line_is_matched_once, lines_stay_in_the_pool),
    "a fuzzer has a canary": Rule(tampering_is_found, verify_says_yes),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_rule_holds(rule: Rule, tmp_path: Path) -> None:
    assert rule.check(tmp_path)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_its_canary_does_not_survive(rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule.canary(monkeypatch)
    try:
        survived = rule.check(tmp_path)
    except (Refusal, RefusedTogether, sqlite3.Error):
        survived = False
    assert not survived
