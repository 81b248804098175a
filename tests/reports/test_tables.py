"""A report is a table before it is a file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.reports.allocation.document import allocation_document
from fundalloc.reports.excel.workbook import workbook_bytes
from fundalloc.reports.ministry.document import ministry_document
from fundalloc.reports.plain import as_document, as_text
from fundalloc.reports.tables import (
    Cell,
    Column,
    ColumnSum,
    ColumnSumWhere,
    Document,
    Kind,
    Row,
    RowShare,
    RowSum,
    Table,
    computed,
    whole,
    with_formulas,
    with_subtotals,
)
from tests.reporting import MADE, NOW, allocated, books, impossible

CENTS = st.integers(min_value=-(10**12), max_value=10**12)


def documents() -> Iterator[Document]:
    yield allocation_document(allocated(), MADE)
    yield allocation_document(impossible(), MADE)
    yield ministry_document(books(), MADE)
    yield ministry_document(books(missing=True), MADE)


def money_table(rows: list[tuple[str, int, int]]) -> Table:
    columns = (
        Column("group", "Groupe"),
        Column("budget", "Budget", Kind.MONEY, summed=True),
        Column("spent", "Dépensé", Kind.MONEY, summed=True),
        Column("left", "Reste", Kind.MONEY, summed=True, formula=RowSum(("budget",), ("spent",))),
        Column("share", "Part", Kind.PERCENT, formula=RowShare("spent", "budget")),
    )
    made = tuple(Row((Cell(group), Cell(budget), Cell(spent), Cell(), Cell())) for group, budget, spent in rows)
    return with_formulas(Table("essai", "Essai", columns, made, total_label="Total"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), CENTS, CENTS), max_size=12))
def test_subtotals_never_change_the_total(rows: list[tuple[str, int, int]]) -> None:
    plain = money_table(sorted(rows))
    grouped = with_subtotals(plain, "group")
    assert grouped.totals == plain.totals
    assert plain.totals[1] == sum(budget for _, budget, _ in rows)
    assert plain.totals[3] == sum(budget - spent for _, budget, spent in rows)


@pytest.mark.parametrize("document", tuple(documents()), ids=("allocation", "conflict", "ministry", "missing"))
def test_each_figure_that_says_where_it_comes_from_comes_from_there(document: Document) -> None:
    checked = 0
    for table in document.tables:
        for row in table.lines:
            values = {column.id: cell.value for column, cell in zip(table.columns, row.cells, strict=True)}
            for column, cell in zip(table.columns, row.cells, strict=True):
                if column.formula is not None:
                    assert cell.value == computed(column.formula, values), (table.id, column.id)
                    checked += 1
                if cell.formula is not None:
                    assert cell.value == summed(document, cell.formula, values), (table.id, column.id)
                    checked += 1
    assert checked or document.id == "allocation"


def summed(document: Document, formula: ColumnSum | ColumnSumWhere, values: Mapping[str, object]) -> int:
    other = document.table(formula.table)
    where = formula.where if isinstance(formula, ColumnSumWhere) else ()
    return sum(
        whole(other.value(row, formula.column))
        for row in other.lines
        if all(other.value(row, theirs) == values[ours] for theirs, ours in where)
    )


def test_what_is_asked_counts_once_when_two_envelopes_pay_for_one_request() -> None:
    outcome = allocated()
    first = outcome.awards[0]
    half = first.amount_cents // 2
    split = (
        replace(first, amount_cents=half, instalments=()),
        replace(first, amount_cents=first.amount_cents - half, fiscal_year="2025-2026", instalments=()),
        *outcome.awards[1:],
    )
    table = allocation_document(replace(outcome, awards=split), MADE).table("awards")
    totals = dict(zip((column.id for column in table.columns), table.totals, strict=True))
    assert totals["requested"] == sum(request.amount_cents for request in outcome.scenario.requests)
    assert totals["granted"] == outcome.total_cents


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_proof_that_does_not_balance_is_said_in_words(language: Language) -> None:
    outcome = allocated()
    awards = (replace(outcome.awards[0], amount_cents=outcome.awards[0].amount_cents + 1), *outcome.awards[1:])
    text = as_text(allocation_document(replace(outcome, awards=awards), MADE), lexicon(language))
    assert lexicon(language).say("reports.allocation.proof.fails") in text
    assert lexicon(language).say("reports.allocation.proof.holds") not in text


def test_both_languages_tell_the_same_figures() -> None:
    for document in documents():
        french, english = (as_document(document, lexicon(language)) for language in LANGUAGES)
        assert figures(french) == figures(english)
        assert french["title"] != english["title"]


def figures(plain: object) -> list[int]:
    match plain:
        case dict():
            return [number for key in plain for number in figures(plain[key])]
        case list():
            return [number for each in plain for number in figures(each)]
        case int():
            return [plain]
        case _:
            return []


def test_a_missing_receipt_blocks_the_signature() -> None:
    french = lexicon("fr")
    for missing, verdict in ((True, "Non"), (False, "Oui")):
        told = as_text(ministry_document(books(missing=missing), MADE), french)
        assert re.search(rf"Prêt à signer +{verdict}", told)


def test_every_ledger_figure_names_its_entries() -> None:
    document = ministry_document(books(), MADE)
    for table_id in ("by-axis", "by-recipient", "by-axis-and-recipient", "lines"):
        table = document.table(table_id)
        assert table.rows
        for row in table.lines:
            figures = {column.id: cell.trace for column, cell in zip(table.columns, row.cells, strict=True) if column.kind is Kind.MONEY}
            assert [name for name, trace in figures.items() if not trace] == ["forecast"], "a forecast is no entry's"


def test_a_request_granted_nothing_is_no_line_of_budget() -> None:
    told = books()
    refused = replace(told.position[0], plan_item="9.9.9", entries=(), authorised_cents=0, available_cents=0)
    idle = replace(refused, committed_cents=0, incurred_cents=0, paid_cents=0)
    document = ministry_document(replace(told, position=(*told.position, idle)), MADE)
    assert len(document.table("lines").rows) == len(told.position)
    assert "1 ligne de budget, sans montant ni mouvement" in as_text(document, lexicon("fr"))


def test_a_fund_with_no_budget_yet_still_has_a_report() -> None:
    told = books()
    unread = replace(told.summary, authorised_cents=0, available_cents=0)
    empty = replace(unread, committed_cents=0, incurred_cents=0, paid_cents=0)
    document = ministry_document(replace(told, summary=empty, position=(), labels=(), expenses=()), MADE)
    assert lexicon("fr").say("reports.ministry.no-line") in as_text(document, lexicon("fr"))
    assert workbook_bytes(document, lexicon("fr"), created=NOW)


def test_the_change_since_last_year_is_shown_where_somebody_said_what_was_received() -> None:
    from datetime import UTC, datetime

    from fundalloc.allocation.engine import allocate
    from fundalloc.allocation.outcome import Allocated
    from fundalloc.reports.allocation.document import allocation_document
    from fundalloc.reports.preparation import Preparation
    from tests.making import envelope, request, scenario

    asked = [request("r1", 700_00, "A", previous_cents=500_00), request("r2", 500_00, "B", previous_cents=600_00), request("r3", 1_00, "B")]
    outcome = allocate(scenario(envelopes=[envelope(1_000_00)], requests=asked))
    assert isinstance(outcome, Allocated)
    table = allocation_document(outcome, Preparation("essai", datetime(2026, 1, 1, tzinfo=UTC), "0")).table("by-recipient")
    assert table.chart is not None
    assert table.chart.series == ("previous", "requested", "granted")
    for row in table.rows:
        granted, previous, change = (table.value(row, name) for name in ("granted", "previous", "previous-change"))
        assert isinstance(granted, int)
        assert isinstance(previous, int)
        assert change == granted - previous
    assert [table.value(row, "previous") for row in table.rows] == [500_00, 600_00]
