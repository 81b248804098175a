"""What holds for any books: entries balance, nothing is lost, and the available is what an independent model says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fundalloc.errors import RefusedTogether
from fundalloc.errors.ledger import EntryUnbalanced
from fundalloc.ledger.chain.seal import FIRST_LAYOUT, LAYOUT, SECOND_LAYOUT, Writings, canonical_bytes, seal, written_rows
from fundalloc.ledger.entries import Entry, claim_approved, instalment, refuse_unbalanced
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.rows import Posting
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.claiming import claims, receipts
from tests.bookkeeping import Desk, at, pdf

DAY = date(2024, 12, 1)
cents = st.integers(min_value=1, max_value=10**12)
committed = st.lists(
    st.builds(
        Posting,
        book=st.just("budget"),
        account=st.just("committed"),
        amount_cents=cents,
        effective_on=st.just(DAY.isoformat()),
        plan_item=st.sampled_from(["4.2.1", "4.5.1"]),
        nature=st.sampled_from(["speaker", "bursary"]),
    ),
    min_size=1,
    max_size=6,
)
texts = st.text(st.characters(codec="utf-8"), max_size=12)


def balanced(entry: Entry) -> bool:
    sums: dict[str, int] = {}
    for each in entry.of(Posting):
        sums[each.book] = sums.get(each.book, 0) + each.amount_cents
    return not any(sums.values())


@given(committed, st.integers(min_value=-(10**12), max_value=10**13))
def test_an_approval_balances_whatever_money_has_come(postings: list[Posting], deferred_cents: int) -> None:
    entry = claim_approved("R", postings, deferred_cents=deferred_cents, on=DAY, person="p")
    assert balanced(entry)
    receivable = sum(each.amount_cents for each in entry.of(Posting) if each.account == "receivable")
    assert receivable == max(0, sum(each.amount_cents for each in postings) - max(0, deferred_cents))


@given(cents, st.integers(min_value=-(10**6), max_value=10**13))
def test_an_instalment_settles_what_was_receivable_first(amount_cents: int, receivable_cents: int) -> None:
    entry = instalment(amount_cents, receivable_cents=receivable_cents, fiscal_year="2024-2025", reference="V", on=DAY, person="p")
    assert balanced(entry)
    settled = -sum(each.amount_cents for each in entry.of(Posting) if each.account == "receivable")
    assert settled == min(amount_cents, max(0, receivable_cents))


@given(committed, st.integers(min_value=1, max_value=10**6))
def test_an_entry_out_of_balance_is_refused(postings: list[Posting], gap_cents: int) -> None:
    entry = claim_approved("R", postings, deferred_cents=0, on=DAY, person="p")
    first = entry.of(Posting)[0]
    slipped = Entry(Kind.CLAIM_APPROVED, DAY, "p", rows=(replace(first, amount_cents=first.amount_cents + gap_cents), *entry.rows[1:]))
    with pytest.raises(EntryUnbalanced) as refused:
        refuse_unbalanced(slipped)
    assert refused.value.gap_cents == gap_cents


rows = st.lists(st.tuples(st.integers(min_value=1, max_value=9), texts, texts), max_size=3)


@given(st.tuples(st.integers(), texts, texts), rows, st.tuples(st.integers(), texts, texts), rows)
def test_two_different_entries_never_have_the_same_bytes(
    one: tuple[int, str, str], one_rows: list[tuple[int, str, str]], other: tuple[int, str, str], other_rows: list[tuple[int, str, str]]
) -> None:
    same = (one, one_rows) == (other, other_rows)
    assert (_written(one, [("fact", one_rows)]) == _written(other, [("fact", other_rows)])) == same


def _written(header: Sequence[object], tables: Sequence[tuple[str, Sequence[Sequence[object]]]], layout: str = LAYOUT) -> bytes:
    writings = Writings()
    return canonical_bytes(header, [(name, len(lines), written_rows(lines, writings)) for name, lines in tables], writings, layout)


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        (FIRST_LAYOUT, "b26d4deff12bbf2da6443812d963333d2719100da62120b262934599ec157a1c"),
        (SECOND_LAYOUT, "649024300381b0a9ccc215493ceecce7f7e54164f6a57b4e967629b44998e9b9"),
        (LAYOUT, "fbcae6b0c711917adecaf41991e39a414be420f11d2fea2a7249f3aa7aa58b66"),
    ],
)
def test_the_seals_of_each_layout_never_change(layout: str, expected: str) -> None:
    header = (1, "fonds", "grant-received", "2024-11-01", "2024-11-01T14:00:00.000000+00:00", "caisse", "", "VIR-1", "0" * 64)
    children: list[tuple[str, list[tuple[object, ...]]]] = [
        ("fact", [(1, "nom", "élève")]),
        ("posting", [(1, "actual", "bank", -5)]),
        ("matched", []),
    ]
    assert _written(header, children, layout) == (
        b"t17:" + layout.encode() + b"i1:1t5:fondst14:grant-receivedt10:2024-11-01t32:2024-11-01T14:00:00.000000+00:00t6:caisset0:t5:VIR-1"
        b"t64:" + b"0" * 64 + b"t4:facti1:1i1:1t3:nomt7:\xc3\xa9l\xc3\xa8vet7:postingi1:1i1:1t6:actualt4:banki2:-5"
    )
    writings = Writings()
    assert seal(header, [(name, len(lines), written_rows(lines, writings)) for name, lines in children], writings, layout) == expected


LINES = {("CECCE", "4.2.1"): 3_000_00, ("CECCE", "4.5.1"): 2_000_00}
acts = st.lists(
    st.one_of(
        st.tuples(st.just("claim"), st.sampled_from(["4.2.1", "4.5.1"]), st.integers(min_value=1, max_value=2_000_00)),
        st.tuples(st.just("approve"), st.integers(min_value=0, max_value=3), st.just(0)),
        st.tuples(st.just("refuse"), st.integers(min_value=0, max_value=3), st.just(0)),
        st.tuples(st.just("pay"), st.integers(min_value=0, max_value=3), st.just(0)),
    ),
    min_size=2,
    max_size=7,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts)
def test_available_is_authorised_less_committed_less_incurred_whatever_happens(steps: list[tuple[str, str | int, int]]) -> None:
    """An independent model keeps each claim's state and amount; the books must agree with it after every act, done or refused."""
    with TemporaryDirectory() as folder:
        desk, model = Desk(Path(folder)).adopted(), dict[str, list[object]]()
        for number, (act, what, amount_cents) in enumerate(steps):
            now = at("2024-12-01") + timedelta(days=number)
            if act == "claim":
                spent = sum(int(str(each[2])) for each in model.values() if each[0] != "refused" and each[1] == what)
                done = _claim(desk, number, str(what), amount_cents, now)
                assert done == (spent + amount_cents <= LINES["CECCE", str(what)])
                if done:
                    model[f"R{number}"] = ["received", what, amount_cents]
            elif model:
                claim = list(model)[int(what) % len(model)]
                needed, after = {"approve": ("received", "approved"), "refuse": ("received", "refused"), "pay": ("approved", "paid")}[act]
                assert _decide(desk, act, claim, now) == (model[claim][0] == needed)
                if model[claim][0] == needed:
                    model[claim][0] = after
            _agree(desk, model)
        assert books.verify(desk.ledger).sound


def _claim(desk: Desk, number: int, activity: str, amount_cents: int, now: datetime) -> bool:
    nature = {"4.2.1": "student-activity", "4.5.1": "speaker"}[activity]
    amount = f"{amount_cents // 100},{amount_cents % 100:02d}"
    file = desk.claim(f"R{number}.csv", f"L;CECCE;{activity};{nature};2024-11-02;Fournisseur;F-{number};;{amount}")
    try:
        claims.import_claim(desk.ledger, file, person="partenaire-cecce", now=now)
    except RefusedTogether as refused:
        assert [problem.code for problem in refused.refusals] == ["credit-depasse"]  # noqa: PT017 - a refusal is one of two answers
        return False
    receipt = desk.write("piece.pdf", pdf(f"R{number}"))
    receipts.add_receipt(desk.ledger, receipt, claim=f"R{number}", line="L", person="partenaire-cecce", now=now)
    return True


def _decide(desk: Desk, act: str, claim: str, now: datetime) -> bool:
    try:
        match act:
            case "approve":
                claims.approve_claim(desk.ledger, claim=claim, person="direction", now=now)
            case "refuse":
                claims.refuse_claim(desk.ledger, claim=claim, reason="Essai", person="direction", now=now)
            case _:
                claims.pay_claim(desk.ledger, claim=claim, reference=f"P-{claim}", on=now.date(), person="caisse", now=now)
    except RefusedTogether as refused:
        assert [problem.code for problem in refused.refusals] == ["reclamation-dans-un-autre-etat"]  # noqa: PT017 - as above
        return False
    return True


def _agree(desk: Desk, model: dict[str, list[object]]) -> None:
    for row in books.budget_position(desk.ledger):
        if (row.recipient, row.plan_item) in LINES:
            sums = {
                state: sum(int(str(each[2])) for each in model.values() if each[0] == state and each[1] == row.plan_item)
                for state in ("received", "approved", "paid")
            }
            assert row.committed_cents == sums["received"]
            assert row.incurred_cents == sums["approved"] + sums["paid"]
            assert row.paid_cents == sums["paid"]
            assert row.available_cents == row.authorised_cents - row.committed_cents - row.incurred_cents >= 0
