"""What holds for every file: order is irrelevant, nothing but a refusal comes out of a damaged one, the founding cases read whole."""

import random
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fundalloc.domain.plan import PlanLevel
from fundalloc.errors import Refusal, RefusedTogether
from fundalloc.intake.order import natural
from fundalloc.intake.scenario import read_scenario
from fundalloc.intake.tabular import Field, Kind, TableSpec, read_table
from fundalloc.lexicon import lexicon
from fundalloc.money import plain_amount

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FOUNDING = ["cerac-2013-2015", "destination-reussite-est-2024-2025", "rac-regions-2006-2007"]
SPEC = TableSpec(
    "requests",
    (
        Field("id", Kind.IDENTIFIER),
        Field("label_fr"),
        Field("amount", Kind.AMOUNT),
        Field("natures", Kind.LIST, required=False),
        Field("all_or_nothing", Kind.YES_NO, required=False, default=False),
    ),
)


@pytest.mark.parametrize("name", FOUNDING)
def test_a_founding_case_is_read_without_a_problem(name: str) -> None:
    scenario = read_scenario(SCENARIOS / name)
    assert scenario.id == name
    assert scenario.fictitious_note is not None
    assert len(scenario.goals) >= 2
    assert all(request.amount_cents > 0 for request in scenario.requests)


def test_the_regional_plan_is_whole() -> None:
    scenario = read_scenario(SCENARIOS / FOUNDING[1])
    levels = [item.level for item in scenario.plan]
    assert [levels.count(level) for level in (PlanLevel.AXIS, PlanLevel.OBJECTIVE, PlanLevel.ACTIVITY)] == [5, 20, 75]
    activities = [item for item in scenario.plan if item.level is PlanLevel.ACTIVITY]
    boards = [item.board for item in activities]
    assert [boards.count(board) for board in ("CECCE", "CSDCEO", "CEPEO", "CCJL", None)] == [14, 12, 11, 1, 37]
    asked = {request.plan_item for request in scenario.requests}
    assert asked >= {item.id for item in activities}, "each activity is asked for by somebody"
    assert all(item.natures for item in activities)
    staff = {item.id for item in activities if "staff-travel" in item.natures}
    pupils = {item.id for item in activities if "student-transport" in item.natures}
    assert staff
    assert pupils
    assert not staff & pupils, "travel of staff and transport of pupils are two natures"


def test_the_plan_is_in_the_order_people_number_it() -> None:
    codes = [item.id for item in read_scenario(SCENARIOS / FOUNDING[1]).plan]
    assert codes == sorted(codes, key=lambda code: [int(part) for part in code.split(".")])


def test_every_amount_that_no_founding_document_gives_is_said_to_be_fictitious() -> None:
    scenarios = [read_scenario(SCENARIOS / name) for name in FOUNDING]
    real = [envelope for scenario in scenarios for envelope in scenario.envelopes if not envelope.fictitious]
    assert [envelope.amount_cents for envelope in real] == [2_000_000_00]
    assert all(rate.fictitious for scenario in scenarios for rate in scenario.rates)


def test_nine_candidates_ask_in_two_teaching_orders() -> None:
    scenario = read_scenario(SCENARIOS / "cerac-2013-2015")
    orders = [recipient.teaching_order for recipient in scenario.recipients]
    assert [orders.count("school-board"), orders.count("college")] == [5, 4]
    assert len(scenario.fiscal_years) == 2


def test_nineteen_projects_stand_in_seventeen_regions() -> None:
    scenario = read_scenario(SCENARIOS / "rac-regions-2006-2007")
    regions = [recipient.region for recipient in scenario.recipients]
    assert (len(scenario.requests), len(set(regions)), regions.count("06")) == (19, 17, 3)
    assert [instalment.share_basis_points for instalment in scenario.instalments] == [6000, 4000]


@pytest.mark.parametrize("name", FOUNDING)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_rows_and_columns_does_not_matter(tmp_path: Path, name: str, seed: int) -> None:
    folder = shutil.copytree(SCENARIOS / name, tmp_path / "mélangé")
    chance = random.Random(seed)
    for table in folder.glob("*.csv"):
        heading, *rows = [line.split(";") for line in table.read_text(encoding="utf-8").splitlines()]
        columns = list(range(len(heading)))
        chance.shuffle(columns)
        chance.shuffle(rows)
        table.write_text("\n".join(";".join(row[column] for column in columns) for row in [heading, *rows]), encoding="utf-8")
    assert read_scenario(folder) == read_scenario(SCENARIOS / name)


# --- One table, written in every way people's programs write it

cells = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff|;\x85"), min_size=1, max_size=12
)
words = cells.map(lambda text: " ".join(text.split())).filter(bool)
rows_of_table = st.lists(
    st.tuples(words, words, st.integers(0, 10**11), st.lists(words, max_size=3), st.booleans()), min_size=1, max_size=6
)


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@given(
    rows=rows_of_table,
    delimiter=st.sampled_from([";", ",", "\t"]),
    language=st.sampled_from(["fr", "en"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_what_is_read(
    tmp_path: Path,
    rows: list[tuple[str, str, int, list[str], bool]],
    delimiter: str,
    language: str,
    encoding: str,
    newline: str,
) -> None:
    import unicodedata

    say = lexicon("fr" if language == "fr" else "en").say
    lines = [delimiter.join(quoted(f"  {say(f'fields.requests.{field.name}').upper()} ") for field in SPEC.fields)]
    for name, label, cents, natures, yes in rows:
        values = [name, label, plain_amount(cents), " | ".join(natures), "OUI" if yes else "no"]
        lines.extend([delimiter.join(quoted(value) for value in values), "", delimiter * 4])
    path = tmp_path / "table.csv"
    path.write_bytes(newline.join(lines).encode(encoding))
    problems: list[Refusal] = []
    records = read_table(path, SPEC, problems)
    assert problems == []
    assert [record.line for record in records] == [2 + 3 * index for index in range(len(rows))]
    for record, (name, label, cents, natures, yes) in zip(records, rows, strict=True):
        assert record.text("id") == unicodedata.normalize("NFC", name).strip()
        assert record.text("label_fr") == unicodedata.normalize("NFC", label).strip()
        assert Decimal(record.integer("amount")) == cents
        assert record["all_or_nothing"] is yes
        assert set(record.items("natures")) == {unicodedata.normalize("NFC", nature).strip() for nature in natures}


def test_a_windows_file_keeps_its_accents(tmp_path: Path) -> None:
    path = tmp_path / "windows.csv"
    path.write_bytes("Demande;Libellé;Montant demandé\nd1;Élève – œuvre;1 234,50 $\n".encode("cp1252"))
    problems: list[Refusal] = []
    (record,) = read_table(path, SPEC, problems)
    assert (record.text("label_fr"), record.integer("amount"), problems) == ("Élève – œuvre", 123450, [])


def test_a_line_number_is_the_one_of_the_file_after_a_cell_of_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text('\nDemande;Libellé;Montant demandé\nd1;"deux\nlignes";1 $\n\nd2;un;deux dollars\n', encoding="utf-8")
    problems: list[Refusal] = []
    (record,) = read_table(path, SPEC, problems)
    assert record.place("amount").line == 3
    assert [(problem.code, problem.place and problem.place.line) for problem in problems] == [("montant-illisible", 6)]


# --- Damaged files


@st.composite
def damages(draw: st.DrawFn) -> tuple[str, int, int, bytes]:
    file = draw(st.sampled_from(["scenario.toml", "recipients.csv", "requests.csv", "plan.csv", "rates.csv"]))
    piece = st.one_of(
        st.binary(max_size=4), st.sampled_from([b'"', b";", b"\n", b"\x00", b"[[", b"]", b"=", b"1,234", b"-", b"\xff\xfe", b"nan"])
    )
    return file, draw(st.integers(0, 10**6)), draw(st.integers(0, 40)), draw(piece)


def refusals_of(folder: Path) -> tuple[Refusal, ...]:
    try:
        read_scenario(folder)
    except RefusedTogether as refused:
        return refused.refusals
    return ()


@given(st.lists(damages(), min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_a_damaged_folder_is_read_or_refused_never_anything_else(
    tmp_path_factory: pytest.TempPathFactory, wounds: list[tuple[str, int, int, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("abîmé") / "scenario"
    shutil.copytree(SCENARIOS / FOUNDING[1], folder)
    for file, at, length, piece in wounds:
        content = (folder / file).read_bytes()
        start = at % (len(content) + 1)
        (folder / file).write_bytes(content[:start] + piece + content[start + length :])
    for refusal in refusals_of(folder):
        assert lexicon("fr").refusal(refusal)
        assert lexicon("en").refusal(refusal)


@given(st.lists(st.integers(0, 999), min_size=1, max_size=8, unique=True))
def test_numbers_inside_names_count_as_numbers(numbers: list[int]) -> None:
    names = [f"4.{number}" for number in numbers]
    assert sorted(names, key=natural) == [f"4.{number}" for number in sorted(numbers)]


def test_a_hundred_thousand_rows_are_read_in_a_few_seconds(tmp_path: Path) -> None:
    import time

    path = tmp_path / "many.csv"
    path.write_text("id;label_fr;amount\n" + "".join(f"r{row};livres;1 234,50 $\n" for row in range(100_000)), encoding="utf-8")
    problems: list[Refusal] = []
    begun = time.process_time()
    assert len(read_table(path, SPEC, problems)) == 100_000
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("name", FOUNDING)
def test_the_french_of_a_founding_case_is_written_as_french_is(name: str) -> None:
    import re

    labels = re.findall(r'\bfr = "((?:[^"\\]|\\.)*)"', (SCENARIOS / name / "scenario.toml").read_text(encoding="utf-8"))
    assert labels
    assert [text for text in labels if re.search(r" [:;?!»%$](?!\w)|« |\d \d{3}|\w'\w|\.\.\.", text)] == []
