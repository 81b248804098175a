"""The code about itself: what people would otherwise have to remember."""

import ast
import re
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import click
import pytest

from docs.click_catalogue import SOURCE, compiled, said
from docs.pages import refusal_classes
from fundalloc.cli.main import tree
from fundalloc.errors import Refusal
from fundalloc.lexicon import LANGUAGES, Language, lexicon, sentences_in

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "fundalloc"
MAY_BE_APPROXIMATE = ("optimization", "reports/excel/", "intake/template.py", "intake/form.py", "intake/claim_form.py")
HEAVY = ("pandas", "sqlalchemy", "psycopg", "highspy", "pulp", "openpyxl", "xlsxwriter", "numpy", "babel", "rich", "flint", "typst")


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _exact_modules() -> list[Path]:
    return [path for path in _modules() if not path.relative_to(PACKAGE).as_posix().startswith(MAY_BE_APPROXIMATE)]


def _is_approximate(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=float()):
            return True
        case ast.Call(func=ast.Name(id="float")) | ast.Call(func=ast.Name(id="round"), args=[_, _]):
            return True
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            return _is_number(left) or _is_number(right)
        case _:
            return False


def _is_number(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=int()):
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.endswith(("_cents", "_basis_points", "_count"))
        case ast.Call(func=ast.Name(id=name)):
            return name in {"sum", "len", "abs", "int", "min", "max"}
        case _:
            return False


def _approximations(source: str) -> list[int]:
    parsed = ast.parse(source)
    likeness = {id(node.value) for node in ast.walk(parsed) if isinstance(node, ast.keyword) and node.arg == "cutoff"}  # likeness of words
    return [getattr(node, "lineno", 0) for node in ast.walk(parsed) if _is_approximate(node) and id(node) not in likeness]


@pytest.mark.parametrize("module", _exact_modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_amount_becomes_approximate_outside_the_solver_and_the_drawings(module: Path) -> None:
    assert _approximations(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("slip", ["share = 0.05", "half_cents = total_cents / 2", "x = float(text)", "x = round(y, 2)", "x = sum(z) / n"])
def test_an_approximation_would_be_seen(slip: str) -> None:
    assert _approximations(slip) == [1]


def test_a_path_is_not_taken_for_a_division() -> None:
    assert _approximations('place = folder / "scenario.toml"') == []


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _texts(language: Language, key: str) -> list[str]:
    sentences = lexicon(language).templates()
    return [sentences[name] for name in (key, f"{key}.one", f"{key}.other") if name in sentences]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("refusal", refusal_classes(), ids=lambda kind: kind.code)
def test_every_refusal_says_what_and_what_to_do(refusal: type[Refusal], language: Language) -> None:
    facts = {name for kind in refusal.__mro__ for name in vars(kind).get("__annotations__", {})} - {"code", "place"}
    for part in ("sentence", "remedy"):
        texts = _texts(language, f"refusals.{refusal.code}.{part}")
        assert texts, f"{part} of {refusal.code} is missing in {language}"
        for text in texts:
            assert _placeholders(text) <= facts


@pytest.mark.parametrize("file", sorted(PACKAGE.glob("locale/*/*.toml")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_our_quick_reader_of_sentences_reads_what_toml_says(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    read_by_toml = sentences_in(f"{text}\n[not-ours]\nlist = []\n")
    assert sorted(sentences_in(text)) == sorted(pair for pair in read_by_toml if pair[0] != "not-ours.list")


def test_every_sentence_of_a_refusal_has_its_refusal() -> None:
    codes = {key.split(".")[1] for key in lexicon("fr").templates() if key.startswith("refusals.")}
    assert codes == {refusal.code for refusal in refusal_classes()}


def test_no_two_refusals_share_a_code() -> None:
    codes = [refusal.code for refusal in refusal_classes()]
    assert len(codes) == len(set(codes))


def test_codes_are_words_joined_by_hyphens() -> None:
    assert [kind.code for kind in refusal_classes() if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", kind.code)] == []


def test_both_languages_say_the_same_things() -> None:
    french, english = (lexicon(language).templates() for language in LANGUAGES)
    assert sorted(set(french) ^ set(english)) == []
    assert [key for key in french if _placeholders(french[key]) != _placeholders(english[key])] == []


def test_french_is_written_as_french_is() -> None:
    slip = re.compile(r" [:;?!»](?!\w)|« |\w'\w|\.\.\.")
    assert [key for key, text in lexicon("fr").templates().items() if slip.search(text)] == []


def _commands(group: click.Group) -> Iterator[click.Command]:
    yield group
    for command in group.commands.values():
        yield from _commands(command) if isinstance(command, click.Group) else (command,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_everything_it_asks_for_has_a_help_text(language: Language) -> None:
    for command in _commands(tree(lexicon(language))):
        assert command.help, command.name
        for parameter in command.params:
            assert getattr(parameter, "help", None), f"{command.name} {parameter.name}"


def test_clicks_own_words_are_compiled_from_their_readable_text() -> None:
    assert "Usage:" in said(BytesIO(compiled()))
    kept, made = BytesIO(SOURCE.with_suffix(".mo").read_bytes()), BytesIO(compiled())
    assert said(kept) == said(made)


@pytest.mark.parametrize("words", ["import fundalloc", "run(['--help'])", "run([])", "run(['ledger', 'adopt', '--help'])"])
def test_help_comes_without_loading_what_it_does_not_use(words: str) -> None:
    program = f"import sys\nfrom fundalloc.cli.main import run\n{words}\nsys.exit(' '.join(set({HEAVY!r}) & set(sys.modules)) or 0)"
    answered = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)
    assert answered.returncode == 0, answered.stderr


def test_every_room_stands_in_the_written_layers() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    written = {room.strip() for layer in layers for room in layer.split("|")}
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    files = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert folders | files == written


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: what is tracked is unknown")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_machine_or_a_registry() -> None:
    places = re.compile(r"/(?:root|home|work)/|py(?:pi)\.org|python(?:hosted)")
    named = [path.relative_to(ROOT).as_posix() for path in _tracked() if places.search(path.read_bytes().decode("utf-8", "replace"))]
    assert named == []


def test_texts_end_their_lines_alike_on_every_system() -> None:
    """Windows would end them otherwise, and the same data would no longer give the same bytes."""
    written = re.compile(r"""\.write_text\(|open\([^()]*["'][wax]t?["']""")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in _modules()
        for line in path.read_text(encoding="utf-8").splitlines()
        if written.search(line) and "newline=" not in line
    ]
    assert found == []
