"""Our readers beside other programs', on the same files: the same days, cents and references."""

import warnings
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fundalloc.intake.statements import read_statement
from tests.banks import Moved, as_bai2, as_camt, as_mt940, as_ofx

movements = st.lists(
    st.builds(
        Moved,
        on=st.dates(date(2024, 9, 1), date(2025, 8, 31)),
        cents=st.integers(-(10**9), 10**9).filter(bool),
        reference=st.sampled_from(["PAI-000101", "VIR2025", "MIN-0417"]),
        said=st.sampled_from(["Reclamation", "Frais de service", "Versement du ministere"]),
    ),
    min_size=1,
    max_size=8,
)
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def numbered(moved: list[Moved]) -> list[Moved]:
    ordered = sorted(moved, key=lambda each: each.on)
    return [Moved(each.on, each.cents, each.reference, each.said, "TIERS", f"B{number}") for number, each in enumerate(ordered)]


def ours(folder: Path, name: str, text: str) -> list[tuple[date, int]]:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    problems: list[Any] = []
    statement = read_statement(path, problems)
    assert problems == []
    return [(line.booked_on, line.amount_cents) for line in statement.lines]


def in_cents(amount: Decimal | float | str) -> int:
    return int(Decimal(str(amount)) * 100)


@given(movements)
@few
def test_mt940_says_what_another_reader_says(tmp_path: Path, moved: list[Moved]) -> None:
    mt940 = pytest.importorskip("mt940")
    text = as_mt940(numbered(moved))
    found = [(date(*each.data["date"].timetuple()[:3]), in_cents(each.data["amount"].amount)) for each in mt940.parse(text)]
    assert ours(tmp_path, "a.sta", text) == found


@given(movements)
@few
def test_bai2_says_what_another_reader_says(tmp_path: Path, moved: list[Moved]) -> None:
    bai2 = pytest.importorskip("bai2.bai2")
    text = as_bai2(numbered(moved))
    file = bai2.parse_from_lines(text.splitlines())
    found = [
        (group.header.as_of_date, each.amount if each.type_code.transaction.value == "credit" else -each.amount)
        for group in file.children
        for account in group.children
        for each in account.children
    ]
    assert ours(tmp_path, "a.bai", text) == found


@given(movements)
@few
def test_camt_says_what_another_reader_says(tmp_path: Path, moved: list[Moved]) -> None:
    pycamt = pytest.importorskip("pycamt.parser")
    text = as_camt(numbered(moved))
    signs = {"CRDT": 1, "DBIT": -1}
    found = [
        (date.fromisoformat(each["BookingDate"]), signs[each["CreditDebitIndicator"]] * in_cents(each["Amount"]))
        for each in pycamt.Camt053Parser(text.encode()).get_transactions()
    ]
    assert ours(tmp_path, "a.xml", text) == found


@given(movements)
@few
def test_ofx_says_what_another_reader_says(tmp_path: Path, moved: list[Moved]) -> None:
    ofxparse = pytest.importorskip("ofxparse")
    text = as_ofx(numbered(moved))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it calls its own parser under a name of before
        statement = ofxparse.OfxParser.parse(BytesIO(text.encode())).account.statement
    found = [(each.date.date(), in_cents(each.amount)) for each in statement.transactions]
    assert ours(tmp_path, "a.ofx", text) == found
