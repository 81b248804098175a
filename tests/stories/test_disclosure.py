"""Grants as they are published: each amendment tells the whole amount again, and the published schemas are held to."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from fundalloc.cli.main import run
from fundalloc.ledger.credit import Line
from fundalloc.lexicon import lexicon
from fundalloc.usecases.accountability import disclosing
from fundalloc.usecases.accountability.disclosing import Disclosed, Format
from fundalloc.usecases.proving import tracing
from tests.bookkeeping import at
from tests.reported import lived
from tests.spending import YEAR, SpendingDesk, codes

SCHEMAS = Path(__file__).parent.parent / "schemas"
SAMPLE = Path(__file__).parent.parent.parent / "ledgers" / "destination-reussite-est-2024-2025" / "publication.toml"
Row = dict[str, str]
FORMATS = FormatChecker(formats=())


def _is_moment(text: object) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", str(text)) is not None


FORMATS.checks("date-time")(_is_moment)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SpendingDesk:
    """Books where one partner passed 200,00 $ to another, and moved money between two lines of its own."""
    desk = lived(tmp_path_factory.mktemp("livres"))
    desk.moves(200_00, Line(YEAR, "CECCE", "4.5.1"), Line(YEAR, "CEPEO", "4.5.1"), now="2025-02-03")
    desk.moves(50_00, Line(YEAR, "CECCE", "4.2.1"), Line(YEAR, "CECCE", "4.5.1"), now="2025-02-04")
    return desk


def disclosed(desk: SpendingDesk, form: Format, *, as_of: str = "2025-03-31", said: Path = SAMPLE) -> tuple[Disclosed, str]:
    output = desk.folder / f"publie.{form}"
    done = disclosing.disclose(desk.ledger, said, output, form, lexicon("fr"), as_of=date.fromisoformat(as_of))
    return done, output.read_text(encoding="utf-8")


def rows(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_an_amendment_is_a_version_that_tells_the_whole_amount_again(desk: SpendingDesk) -> None:
    done, text = disclosed(desk, Format.FEDERAL)
    told = [(row["ref_number"][-5:], row["amendment_number"], row["amendment_date"], row["agreement_value"]) for row in rows(text)]
    assert told == [
        ("00001", "0", "", "5000.00"),
        ("00001", "1", "2025-02-03", "4800.00"),
        ("00002", "0", "", "4000.00"),
        ("00002", "1", "2025-02-03", "4200.00"),
        ("00003", "0", "", "1000.00"),
    ]
    assert (done.grants, done.amendments, done.total_cents) == (3, 2, 10_000_00)


def test_an_earlier_day_tells_the_earlier_versions(desk: SpendingDesk) -> None:
    done, text = disclosed(desk, Format.FEDERAL, as_of="2024-12-31")
    assert {row["amendment_number"] for row in rows(text)} == {"0"}
    assert done.total_cents == 10_000_00


def _federal_problems(row: Row) -> Iterator[str]:
    """Hold a row to the published template: its columns, its codes, its types, and what is required when."""
    fields = json.loads((SCHEMAS / "federal-grants.json").read_text(encoding="utf-8"))["fields"]
    for field in fields:
        value = row.get(field["id"])
        if value is None:
            yield f"{field['id']} is no column"
            continue
        if not value and (field.get("required") or _is_required(field.get("required_when", ""), row)):
            yield f"{field['id']} is required"
        if value and "choices" in field and value not in field["choices"]:
            yield f"{field['id']}: {value}"
        pattern = {"date": r"\d{4}-\d\d-\d\d", "int": r"\d+", "money": r"-?\d+\.\d\d"}.get(field["type"], r"[^\t\n]*")
        if value and not re.fullmatch(pattern, value):
            yield f"{field['id']}: {value}"
    yield from row.keys() - {field["id"] for field in fields}


def _is_required(formula: str, row: Row) -> bool:
    """Answer the formulas of the template, which ask for a number other than 0, a country, or a day not before another."""
    day = re.search(r"DATE\((\d+),(\d+),(\d+)\)", formula)
    if day and date.fromisoformat(row.get("agreement_start_date") or "9999-12-31") < date(int(day[1]), int(day[2]), int(day[3])):
        return False
    if "amendment_number" in formula:
        return row.get("amendment_number", "0") != "0"
    return bool(day)


def test_the_federal_table_is_what_its_template_asks(desk: SpendingDesk) -> None:
    _, text = disclosed(desk, Format.FEDERAL)
    columns = [field["id"] for field in json.loads((SCHEMAS / "federal-grants.json").read_text(encoding="utf-8"))["fields"]]
    assert text.splitlines()[0].split(",") == columns
    keys = [(row["ref_number"], row["amendment_number"]) for row in rows(text)]
    assert len(keys) == len(set(keys))
    for row in rows(text):
        assert list(_federal_problems(row | {"agreement_start_date": "2025-12-01"})) == [], "also what is only required since then"
        assert re.fullmatch(r"\d{3}-\d{4}-\d{4}-Q[1-4]-\d{5}", row["ref_number"])


def test_a_row_that_the_template_does_not_take_would_be_seen(desk: SpendingDesk) -> None:
    row = rows(disclosed(desk, Format.FEDERAL)[1])[1]
    wrong = {"amendment_date": "", "agreement_type": "X", "agreement_value": "1 000,00 $", "recipient_legal_name": ""}
    assert [len(list(_federal_problems(row | {name: value}))) for name, value in wrong.items()] == [1, 1, 1, 1]


def _giving_problems(text: str) -> list[str]:
    schemas = [json.loads((SCHEMAS / f"360-giving{part}-schema.json").read_text(encoding="utf-8")) for part in ("-package", "")]
    registry: Registry[Any] = Registry().with_resources((each["$id"], Resource.from_contents(_current(each))) for each in schemas)
    named = schemas[0]["properties"]["grants"]["items"]["$ref"]  # the package still names the release before
    registry = registry.with_resource(named, Resource.from_contents(_current(schemas[1])))
    validator = Draft202012Validator(_current(schemas[0]), registry=registry, format_checker=FORMATS)
    return [error.message for error in validator.iter_errors(json.loads(text))]


def _current(schema: dict[str, Any]) -> dict[str, Any]:
    """Name the dialect as it is called today: the published schemas write http for https."""
    return {**schema, "$schema": "https://json-schema.org/draft/2020-12/schema"}


def test_the_open_data_holds_to_the_published_schema(desk: SpendingDesk) -> None:
    _, text = disclosed(desk, Format.GIVING)
    assert _giving_problems(text) == []
    assert _giving_problems(text.replace('"awardDate"', '"awarded"')) != [], "the schema is looked at"
    first = json.loads(text, parse_float=str)["grants"][0]
    assert (first["amountAwarded"], first["amountDisbursed"]) == ("4800.00", "1000.00")
    assert [each["value"] for each in first["commitmentTransaction"]] == ["5000.00", "-200.00"]


def test_the_same_books_are_published_in_the_same_bytes(desk: SpendingDesk) -> None:
    assert [disclosed(desk, form)[1] for form in Format] == [disclosed(desk, form)[1] for form in Format]


def test_a_name_is_not_taken_for_a_formula(desk: SpendingDesk) -> None:
    said = desk.write("dit.toml", SAMPLE.read_text(encoding="utf-8").replace('operating_name = "CECCE"', 'operating_name = "=1+1"'))
    assert {row["recipient_operating_name"] for row in rows(disclosed(desk, Format.FEDERAL, said=said)[1])} >= {"'=1+1"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('id = "CECCE"', 'id = "AUTRE"'), "organisme-sans-fiche"),
        (('id = "CCJL"', 'id = "CEPEO"'), "fiche-en-double"),
        (('province = "ON"\n', "", 1), "province-manquante"),
        (('department_number = "999"', 'department_number = "99"'), "code-mal-ecrit"),
    ],
)
def test_what_is_said_beside_the_books_is_checked(desk: SpendingDesk, change: tuple[Any, ...], code: str) -> None:
    said = desk.write("dit.toml", SAMPLE.read_text(encoding="utf-8").replace(*change))
    assert set(codes(lambda: disclosed(desk, Format.FEDERAL, said=said))) == {code}


def test_before_the_adoption_there_is_nothing_to_publish(desk: SpendingDesk) -> None:
    assert codes(lambda: disclosed(desk, Format.FEDERAL, as_of="2024-10-01")) == ["rien-a-divulguer"]


def test_the_command_writes_either(desk: SpendingDesk, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["report", "disclosure", str(SAMPLE), "--as-of", "2025-03-31", "--ledger", str(desk.ledger), "--json"]
    assert run([*words, "-o", str(desk.folder / "t.csv")]) == 0
    assert json.loads(capsys.readouterr().out)["amendments"] == 2
    assert run([*words, "--format", "360giving", "-o", str(desk.folder / "t.json"), "--dry-run"]) == 0
    assert not (desk.folder / "t.json").exists()
    assert run([*words, "--format", "autre", "-o", str(desk.folder / "t.json")]) == 1


@pytest.mark.parametrize("form", Format)
def test_a_published_amount_leads_to_the_entries_that_gave_it(desk: SpendingDesk, form: Format) -> None:
    disclosed(desk, form)
    file = desk.folder / f"publie.{form}"

    def amounts(cell: str) -> list[object]:
        found = tracing.trace(desk.ledger, file, cell, beside=(SAMPLE,), person="", now=at("2026-01-05")).table("entries")
        return [found.value(row, "amount") for row in found.rows]

    assert amounts("versions/2/agreement_value") == [5_000_00, -200_00]
    assert amounts("versions/2/value") == [-200_00]
    assert amounts("grants/CECCE/amountDisbursed") == [0, 1_000_00], "approved, then paid"
    assert codes(lambda: tracing.trace(desk.ledger, file, "versions/2/value", person="", now=at("2026-01-05"))) == [
        "publication-d-autres-livres"
    ]
