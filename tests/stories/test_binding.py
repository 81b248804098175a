"""The audit binder: the same books give the same bytes, anybody can check it, and no file of it can be changed unseen."""

import ast
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fundalloc.ledger.answers import SharesSigned
from fundalloc.ledger.kinds import Access
from fundalloc.lexicon import LANGUAGES, Language
from fundalloc.reports.binder import standalone
from fundalloc.reports.sampling import Method
from fundalloc.usecases.banking import reconciling, signing_off, statements
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.papers import evidence
from fundalloc.usecases.papers.evidence import Paper
from fundalloc.usecases.proving import binding, sampling
from tests.banks import Moved, as_mt940
from tests.bookkeeping import at, pdf
from tests.proving import signs, signs_as_told
from tests.reported import lived
from tests.spending import SpendingDesk, codes
from tests.stories.test_attesting import CALENDAR, NOTES, prepared, signed


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SpendingDesk:
    desk = lived(tmp_path_factory.mktemp("livres"), CALENDAR)
    desk.write("notes.csv", NOTES)
    for name, access in (("proces-verbal", Access.OPEN), ("dossier-eleve", Access.RESTRICTED)):
        paper = Paper(name, "minutes", "", access=access)
        evidence.file_document(desk.ledger, desk.write(f"{name}.pdf", pdf(name)), paper, person="caisse", now=at("2025-05-20"))
    prepared(desk)
    signed(desk)
    _reconciles(desk)
    signs(desk.ledger, desk.folder, "garde.json", person="finances", now=at("2025-06-06"))
    return desk


def _reconciles(desk: SpendingDesk) -> None:
    """Tie the year's statement to the books, and have it signed."""
    moved = (
        Moved(date(2024, 11, 1), 6_000_00, "VIR-1", "Ministère", "", "B1"),
        Moved(date(2024, 12, 15), -1_000_00, "PAI-A", "Paiement", "", "B2"),
        Moved(date(2025, 1, 31), 12_34, "INT", "Intérêts", "", "B3"),
    )
    statement, later = desk.write("banque.sta", as_mt940(moved, 0)), at("2025-06-05")
    statements.import_statement(desk.ledger, statement, person="rapprochement", now=later)
    proposal = reconciling.propose_matches(desk.ledger, on=date(2025, 1, 31))
    reconciling.confirm_matches(desk.ledger, proposal.proposed, person="rapprochement", now=later)
    signing_off.sign(desk.ledger, until=date(2025, 1, 31), person="direction", now=later)


@pytest.fixture(scope="module")
def binder(desk: SpendingDesk) -> Path:
    path = desk.folder / "dossier.zip"
    binding.make_binder(desk.ledger, "etape", path)
    return path


@pytest.fixture(scope="module")
def files(binder: Path) -> dict[str, bytes]:
    return standalone.files_of(binder)


def test_the_same_books_give_the_same_bytes_in_another_folder_and_time_zone(desk: SpendingDesk, binder: Path, tmp_path: Path) -> None:
    shutil.copytree(desk.ledger, tmp_path / "livres copiés")
    words = ["fundalloc", "audit", "binder", "etape", "--ledger", "livres copiés", "-o", "ailleurs.zip", "--lang", "fr"]
    elsewhere = {"PATH": os.environ["PATH"], "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7", "HOME": str(tmp_path)}
    subprocess.run(words, check=True, cwd=tmp_path, env=elsewhere, capture_output=True)
    assert (tmp_path / "ailleurs.zip").read_bytes() == binder.read_bytes()


@pytest.mark.requirement("S6-03", partial=True)
def test_it_holds_what_an_auditor_asks_for_under_names_that_sort(files: dict[str, bytes]) -> None:
    folders = {name.partition("/")[0] for name in files if "/" in name}
    assert folders == {
        "01-report",
        "02-books",
        "03-decisions",
        "04-claims",
        "05-receipts",
        "06-reconciliations",
        "06-statements",
        "07-documents",
        "09-parameters",
    }
    signed_off = sorted(name.partition("-bank-")[2] for name in files if name.startswith("06-reconciliations/"))
    assert signed_off == ["2025-01-31-en.xlsx", "2025-01-31-fr.xlsx"]
    assert sum(name.startswith("05-receipts/") for name in files) == 2
    assert any(name.endswith("proces-verbal.pdf") for name in files)


@pytest.mark.requirement("S11-03", "S11-04", partial=True)
def test_what_is_restricted_is_told_and_withheld(files: dict[str, bytes]) -> None:
    assert not any("dossier-eleve" in name for name in files)
    assert len(json.loads(files["00-manifest.json"])["withheld"]) == 1


def test_anybody_checks_it_with_one_file_and_nothing_but_python(binder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(binder) as archive:
        (tmp_path / "verify.py").write_bytes(archive.read("verify.py"))
        archive.extractall(tmp_path / "ouvert")
    for given in (binder, tmp_path / "ouvert"):
        command = [sys.executable, "-I", "-S", "-B", str(tmp_path / "verify.py"), str(given)]
        told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env={})
        assert told.stdout.splitlines()[-1] == "Everything holds. / Tout tient.", told.stdout + told.stderr
        assert told.returncode == 0


def test_the_file_that_checks_it_is_read_in_ten_minutes(files: dict[str, bytes]) -> None:
    program = files["verify.py"].decode()
    imported = {node.module if isinstance(node, ast.ImportFrom) else node.names[0].name for node in _imports(program)}
    assert {str(name).partition(".")[0] for name in imported} <= sys.stdlib_module_names
    assert len(program.splitlines()) <= 510
    assert [name for name in files if name.endswith(".py")] == ["verify.py"]


def _imports(program: str) -> list[ast.Import | ast.ImportFrom]:
    return [node for node in ast.walk(ast.parse(program)) if isinstance(node, (ast.Import, ast.ImportFrom))]


def test_the_one_file_finds_what_its_parts_find(files: dict[str, bytes]) -> None:
    alone: dict[str, Any] = {"__name__": "verify"}
    exec(compile(files["verify.py"].decode(), "verify.py", "exec"), alone)  # noqa: S102 - the program that binders carry
    for name, content in files.items():
        spoilt = {**files, name: content.replace(b"0", b"1", 1) + b" "}
        assert list(alone["problems"](spoilt)) == list(standalone.problems(spoilt)), name


def test_a_change_to_any_file_is_found(files: dict[str, bytes]) -> None:
    assert list(standalone.problems(files)) == []
    for name in files:
        changed = {**files, name: files[name][:-2] + b"?" + files[name][-1:]}
        assert list(standalone.problems(changed)), name
        assert list(standalone.problems({other: content for other, content in files.items() if other != name})), name
    assert list(standalone.problems({**files, "05-receipts/en-plus.pdf": b"x"}))


def test_a_binder_rewritten_whole_is_known_by_what_was_kept_elsewhere(binder: Path, files: dict[str, bytes]) -> None:
    kept = sha256(files["00-manifest.json"]).hexdigest()
    assert binding.verify_binder(binder, kept) == ()
    assert len(binding.verify_binder(binder, "0" * 64)) == 1


def test_a_figure_that_the_entries_do_not_make_is_found_even_where_the_manifest_was_redone(files: dict[str, bytes]) -> None:
    snapshot = files["01-report/snapshot.json"].replace(b'"incurred_cents": 100000', b'"incurred_cents": 100001')
    found = list(standalone.problems(redone(files, "01-report/snapshot.json", snapshot)))
    assert any("4.2.1 CECCE: incurred 100001" in problem for problem in found)


def redone(files: dict[str, bytes], name: str, content: bytes) -> dict[str, bytes]:
    """Change a file and make the manifest agree with it, as somebody would who rewrites a binder."""
    manifest = json.loads(files["00-manifest.json"])
    for each in manifest["files"]:
        if each["path"] == name:
            each["sha256"] = sha256(content).hexdigest()
    return {**files, name: content, "00-manifest.json": json.dumps(manifest).encode()}


def test_a_total_that_its_lines_do_not_make_is_found(files: dict[str, bytes]) -> None:
    told = json.loads(files["01-report/snapshot.json"])
    table = next(each for page in told["report"]["fr"]["pages"] for each in page["tables"] if each["id"] == "lines")
    table["totals"]["committed_cents"] += 1
    found = list(standalone.problems(redone(files, "01-report/snapshot.json", json.dumps(told).encode())))
    assert any(problem.startswith("report, total committed_cents") for problem in found)


def test_a_decision_that_is_not_what_the_books_adopted_is_found(files: dict[str, bytes]) -> None:
    name = next(each for each in files if each.startswith("03-decisions/"))
    told = json.loads(files[name])
    told["allocations"][0]["amount_cents"] += 1
    found = list(standalone.problems(redone(files, name, json.dumps(told).encode())))
    assert f"{name}: is not what the books adopted / n'est pas ce que les livres ont adopté" in found


def test_books_rewritten_whole_do_not_pass_through_a_checkpoint_that_was_kept(binder: Path, tmp_path: Path) -> None:
    other = signs(lived(tmp_path).ledger, tmp_path, person="finances", now=at("2025-06-10"))
    assert binding.verify_binder(binder, checkpoint=other) == (
        "the entries do not pass through the checkpoint / ne passent pas par le point de contrôle",
    )


def test_the_shares_of_boards_are_those_that_its_checkpoints_signed(desk: SpendingDesk, binder: Path, tmp_path: Path) -> None:
    assert binding.verify_binder(binder, checkpoint=desk.folder / "garde.json") == ()
    ledger = shutil.copytree(desk.ledger, tmp_path / "livres")
    signs_as_told(ledger, tmp_path, SharesSigned("0" * 64, 3), now=at("2025-06-10"))
    binding.make_binder(ledger, "etape", tmp_path / "dossier.zip")
    assert binding.verify_binder(tmp_path / "dossier.zip") == (
        f"entry / écriture {books.verify(ledger).entries}: signed other shares / a signé d'autres parts",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_leads_to_each_file(files: dict[str, bytes], language: Language) -> None:
    listed = openpyxl.load_workbook(io.BytesIO(files[f"00-index-{language}.xlsx"])).worksheets[1]
    links = [cell.hyperlink.target for row in listed.iter_rows() for cell in row if cell.hyperlink]
    assert links == sorted(links)
    assert {name for name in files if "/" in name or name == "verify.py"} <= set(links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_an_auditor_reads_is_there_in_both_languages(files: dict[str, bytes], language: Language) -> None:
    said = {name.replace(f"-{language}.", ".") for name in files if f"-{language}." in name}
    other = next(each for each in LANGUAGES if each != language)
    assert said == {name.replace(f"-{other}.", ".") for name in files if f"-{other}." in name}
    assert {name.partition("/")[0] for name in said} == {"00-index.xlsx", "01-report", "06-reconciliations"}


@pytest.mark.parametrize(("language", "holds"), [("fr", "Tout tient."), ("en", "Everything holds.")])
def test_the_index_begins_with_how_to_read_and_check_the_binder(files: dict[str, bytes], language: Language, holds: str) -> None:
    guide = openpyxl.load_workbook(io.BytesIO(files[f"00-index-{language}.xlsx"])).worksheets[0]
    told = " ".join(str(cell) for row in guide.iter_rows(values_only=True) for cell in row if cell is not None)
    assert all(word in told for word in ("python3 -I verify.py", "--manifest", "--checkpoint", "fundalloc audit sample", holds))
    counts = [row[2] for row in guide.iter_rows(values_only=True) if row[0] == "04-claims"]
    assert counts == [sum(name.startswith("04-claims/") for name in files)]


def test_whoever_opened_the_binder_checks_it_where_it_lies(files: dict[str, bytes], tmp_path: Path) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    told = subprocess.run([sys.executable, "-I", "-B", "verify.py"], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (told.returncode, told.stdout) == (0, "Everything holds. / Tout tient.\n")


def test_an_archive_with_a_name_twice_shows_other_files_to_others_and_is_refused(binder: Path, tmp_path: Path) -> None:
    doubled = tmp_path / "double.zip"
    shutil.copy(binder, doubled)
    with zipfile.ZipFile(doubled, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("01-report/snapshot.json", archive.read("01-report/snapshot.json"))
    assert codes(lambda: binding.verify_binder(doubled)) == ["dossier-illisible"]
    assert standalone.main([str(doubled)]) == 3


def test_what_is_no_binder_is_refused(tmp_path: Path) -> None:
    assert standalone.main([str(tmp_path / "rien.zip")]) == 3
    (tmp_path / "x.zip").write_bytes(b"non")
    assert codes(lambda: binding.verify_binder(tmp_path / "x.zip")) == ["dossier-illisible"]


def test_the_frame_of_a_sample_ties_to_the_reported_total(desk: SpendingDesk) -> None:
    asked = {"as_of": date(2025, 8, 31), "count": 5, "seed": "vérification 2026"}
    document = sampling.sample(desk.ledger, method=Method.MONETARY_UNIT, **asked)  # type: ignore[arg-type]
    items, credits_cents, adjusted, reported = (row.cells[1].value for row in document.table("frame").rows)
    assert (items, credits_cents, adjusted, reported) == (1_250_00, 0, 0, 1_250_00)
    assert [row.cells[1].value for row in document.table("items").rows] == ["A", "B"], "both hold more than an interval"
    assert len(document.table("checks").rows) == 2 * 8


def test_what_was_found_is_projected_on_the_frame(desk: SpendingDesk) -> None:
    found = desk.write("verifie.csv", "Réclamation;Ligne;Montant vérifié\nB;1;200,00\n")
    how = {"as_of": date(2025, 8, 31), "method": Method.MONETARY_UNIT, "count": 1}
    seeds = (str(number) for number in range(50))
    drawings = (sampling.sample(desk.ledger, seed=seed, audited=found, **how) for seed in seeds)  # type: ignore[arg-type]
    table = next(each.table("projection") for each in drawings if each.table("projection").rows)
    assert [cell.value for cell in table.rows[0].cells] == ["B/1", 250_00, 200_00, 50_00, 250_00], "a fifth of the interval"


def test_a_sample_says_from_which_books_it_was_drawn_and_by_what_it_was_audited(desk: SpendingDesk) -> None:
    found = desk.write("verifie.csv", "Réclamation;Ligne;Montant vérifié\nB;1;200,00\n")
    how = {"as_of": date(2025, 8, 31), "method": Method.MONETARY_UNIT, "count": 1, "seed": "a"}
    before, after = (sampling.sample(desk.ledger, audited=each, **how) for each in (None, found))  # type: ignore[arg-type]
    told = {fact.id: str(fact.value) for fact in after.provenance}
    assert (told["as-of"], told["entries"]) == ("2025-08-31", str(books.verify(desk.ledger).entries))
    assert told["audited"] == sha256(found.read_bytes()).hexdigest()
    assert told.keys() - {fact.id for fact in before.provenance} == {"audited"}
