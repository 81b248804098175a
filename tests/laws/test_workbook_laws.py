"""What holds for every workbook: what is written is read, however odd; only a refusal comes out of a damaged one."""

import random
import tempfile
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_intake import damaged, seeds
from fundalloc.domain.base import Label
from fundalloc.domain.scenario import Recipient, Scenario
from fundalloc.errors import RefusedTogether
from fundalloc.intake.cells import parse_list, parse_selector, write_list, write_selector
from fundalloc.intake.outlines import SCENARIO
from fundalloc.intake.scenario import examine, read_scenario
from fundalloc.intake.template import workbook_to_fill
from fundalloc.intake.writing import folder_files
from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.money import parse_amount
from tests.laws.scenarios import crossing
from tests.making import envelope, request, scenario

CREATED = datetime(2026, 1, 1, tzinfo=UTC)

written = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff\x85"), min_size=1, max_size=20
)
words = written.map(lambda text: unicodedata.normalize("NFC", " ".join(text.split()))).filter(bool)
ODD: Final = ("=1+1", "'=1+1", "'tis", "-5", "@moi", "+33", '"', "a|b", "a;b", 'a "b" c', "x=y", "_x0041_", "1.10", "oui", "#REF!")
odd_words = st.one_of(words, st.sampled_from(ODD))
amounts = st.one_of(st.integers(0, 10**9), st.integers(10**13, 2 * 10**15))


def through_workbook(scenario: Scenario, folder: Path, language: Language) -> Scenario:
    path = folder / "scénario.xlsx"
    path.write_bytes(workbook_to_fill(scenario, SCENARIO, lexicon(language), created=CREATED, program="essai"))
    return read_scenario(path)


def through_folder(scenario: Scenario, folder: Path, language: Language) -> Scenario:
    written = Path(tempfile.mkdtemp(dir=folder))
    for name, text in folder_files(scenario, SCENARIO, language).items():
        (written / name).write_text(text, encoding="utf-8")
    return read_scenario(written)


@given(
    names=st.lists(odd_words, min_size=1, max_size=4, unique=True),
    label=odd_words,
    cents=amounts,
    tags=st.lists(odd_words, max_size=3, unique=True),
    score=st.integers(-(10**12), 10**12),
    language=st.sampled_from(LANGUAGES),
)
@settings(
    max_examples=12, phases=(Phase.explicit, Phase.generate), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_scenario_survives_its_workbook_and_its_folder_whatever_it_is_called(
    tmp_path: Path, names: list[str], label: str, cents: int, tags: list[str], score: int, language: Language
) -> None:
    recipients = tuple(Recipient(id=name, label=Label(fr=label, en=name), attributes={"score": score}) for name in names)
    asked = [request(f"r{number}", cents, name, tags=tuple(tags), purpose="operating") for number, name in enumerate(names)]
    made = scenario(envelopes=[envelope(cents, label=Label(fr=label))], requests=asked, recipients=recipients)
    once = through_workbook(made, tmp_path, language)
    assert through_folder(once, tmp_path, language) == once
    assert {each.id: each for each in once.recipients} == {each.id: each for each in recipients}
    assert sorted(once.requests, key=lambda each: each.id) == sorted(asked, key=lambda each: each.id)


@pytest.mark.parametrize("seed", range(8))
def test_rules_of_every_shape_survive_their_workbook(tmp_path: Path, seed: int) -> None:
    made = crossing(seed, choices=seed % 2 == 1)
    folder = through_folder(made, tmp_path, "fr")
    for language in LANGUAGES:
        assert through_workbook(folder, tmp_path, language) == folder
    assert folder.rules == tuple(sorted(made.rules, key=lambda rule: rule.id))


def test_the_same_scenario_makes_the_same_bytes() -> None:
    made = crossing(1)
    first, second = (workbook_to_fill(made, SCENARIO, lexicon("fr"), created=CREATED, program="essai") for _ in range(2))
    assert first == second


@given(st.lists(odd_words.filter(lambda text: len(text) < 100), max_size=4, unique=True).map(tuple))
def test_a_list_is_read_as_it_was_written(items: tuple[str, ...]) -> None:
    assert parse_list(write_list(items)) == items


@given(
    st.dictionaries(st.sampled_from(["axis", "recipient", "tag", "plan-item"]), st.lists(odd_words, min_size=1, max_size=3, unique=True))
)
def test_a_selector_is_read_as_it_was_written(selector: dict[str, list[str]]) -> None:
    for language in LANGUAGES:
        text = write_selector({name: tuple(values) for name, values in selector.items()}, language)
        assert parse_selector(text) == selector


# --- Amounts: Babel writes, we read


@given(cents=st.integers(-(10**14), 10**14), language=st.sampled_from(LANGUAGES), space=st.sampled_from(["\u00a0", " ", "\u202f"]))
def test_what_babel_writes_we_read(cents: int, language: Language, space: str) -> None:
    locale, amount = f"{language}_CA", Decimal(cents).scaleb(-2)
    for text in (
        format_currency(amount, "CAD", locale=locale),
        format_currency(amount, "CAD", locale=locale, format_type="accounting"),
        format_decimal(amount, "#,##0.00", locale=locale),
    ):
        assert parse_amount(text.replace("\u00a0", space)) == cents


@given(cents=st.integers(0, 10**12), language=st.sampled_from(LANGUAGES))
def test_what_we_write_is_what_babel_writes(cents: int, language: Language) -> None:
    assert lexicon(language).money(cents) == format_currency(Decimal(cents).scaleb(-2), "CAD", locale=f"{language}_CA")


@pytest.mark.requirement("S12-09")
@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("2 M$", 2_000_000_00),
        ("250 k$", 250_000_00),
        ("1,5 M$", 1_500_000_00),
        ("(1 234,50 $)", -1_234_50),
        ("$1,234.50", 1_234_50),
        ("250 000,00 $", 250_000_00),
    ],
)
def test_amounts_as_finance_people_write_them_are_read(text: str, cents: int) -> None:
    assert parse_amount(text) == cents


# --- Damaged files (benchmarks/fuzz_intake.py runs the same, thousands of times)


def test_a_damaged_file_is_read_or_refused_never_anything_else(tmp_path: Path) -> None:
    chance = random.Random(7)
    kinds = seeds(tmp_path / "graines")
    for number in range(200):
        path = damaged(chance, kinds[number % len(kinds)], tmp_path / f"cas-{number}")
        try:
            problems = examine(path).problems
        except RefusedTogether as refused:
            problems = refused.refusals
        for problem in problems[:5]:
            assert lexicon("fr").refusal(problem)
