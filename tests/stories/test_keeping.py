"""The books are copied, exported, signed and checked by others; nothing of the chain changes on the way."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg
import pytest

from fundalloc.cli.main import run
from fundalloc.errors import RefusedTogether
from fundalloc.ledger.address import Address
from fundalloc.ledger.chain import standalone
from fundalloc.ledger.chain.exporting import Form, beancount_account, hledger_account
from fundalloc.ledger.kinds import Account, Dimension
from fundalloc.usecases import asking
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.claiming import claims
from fundalloc.usecases.proving import keeping
from tests.bookkeeping import VEIL, Desk, at

NOW = at("2025-02-01")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    (tmp_path / "papiers").mkdir()
    return Desk(tmp_path / "papiers").paid().ledger


@pytest.fixture
def key(tmp_path: Path) -> Path:
    keeping.make_key(tmp_path / "cle.pem")
    return tmp_path / "cle.pem"


def codes(refused: pytest.ExceptionInfo[RefusedTogether]) -> list[str]:
    return [problem.code for problem in refused.value.refusals]


# --- Copies


def test_a_copy_in_any_store_has_the_same_chain_and_the_same_export_to_the_byte(ledger: Path, address: Address, tmp_path: Path) -> None:
    moved = keeping.copy(ledger, address)
    assert moved.head == books.verify(ledger).head
    found = books.verify(address, kept_head=moved.head.hash)
    assert (found.sound, found.receipts) == (True, 5)
    assert books.balance(address, by=tuple(Dimension)).rows == books.balance(ledger, by=tuple(Dimension)).rows
    for form in Form:
        keeping.export(ledger, tmp_path / "un", form)
        keeping.export(address, tmp_path / "deux", form)
        assert (tmp_path / "un").read_bytes() == (tmp_path / "deux").read_bytes()


def test_a_copy_goes_there_and_back(ledger: Path, new_address: Callable[[str], Address], tmp_path: Path) -> None:
    database = new_address("postgresql")
    keeping.copy(ledger, database)
    keeping.copy(database, tmp_path / "retour")
    assert books.verify(tmp_path / "retour").head == books.verify(ledger).head
    kept = [sorted(path.name for path in (place / "receipts").rglob("*") if path.is_file()) for place in (ledger, tmp_path / "retour")]
    assert kept[0] == kept[1]


def test_the_whole_story_is_the_same_in_a_database(tmp_path: Path, new_address: Callable[[str], Address], ledger: Path) -> None:
    desk = Desk(tmp_path)
    desk.ledger = new_address("postgresql")  # type: ignore[assignment] # every use case takes either
    desk.paid()
    assert books.verify(desk.ledger).head == books.verify(ledger).head
    assert books.budget_position(desk.ledger) == books.budget_position(ledger)
    assert books.claims(desk.ledger, as_of=None) == books.claims(ledger)


def test_a_rehearsed_copy_leaves_nothing(ledger: Path, tmp_path: Path) -> None:
    keeping.copy(ledger, tmp_path / "essai", dry_run=True)
    assert not (tmp_path / "essai").exists()


def test_a_copy_never_replaces_books(ledger: Path) -> None:
    with pytest.raises(RefusedTogether) as refused:
        keeping.copy(ledger, ledger)
    assert codes(refused) == ["livre-deja-ouvert"]


# --- Exports


def test_books_are_made_again_from_their_export(ledger: Path, address: Address, tmp_path: Path) -> None:
    keeping.export(ledger, tmp_path / "livres.jsonl", Form.JSONL)
    keeping.restore(tmp_path / "livres.jsonl", address, files=ledger)
    assert books.verify(address).sound
    assert books.verify(address).head == books.verify(ledger).head


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda lines: lines[:-1], "exportation-illisible"),
        (lambda lines: [*lines[:4], *lines[5:]], "chaine-rompue"),
        (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], "chaine-rompue"),
        (lambda lines: [line.replace("120000", "120001") for line in lines], "chaine-rompue"),
        (lambda lines: [*lines[:5], lines[5][:-3], *lines[6:]], "exportation-illisible"),
        (lambda lines: [line.replace('"fact"', '"faits"') for line in lines], "chaine-rompue"),
        (lambda lines: lines[:0], "exportation-illisible"),
    ],
)
def test_a_damaged_export_makes_no_books(ledger: Path, tmp_path: Path, damage: Callable[[list[str]], list[str]], code: str) -> None:
    keeping.export(ledger, tmp_path / "livres.jsonl", Form.JSONL)
    lines = damage((tmp_path / "livres.jsonl").read_text(encoding="utf-8").splitlines())
    (tmp_path / "livres.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(RefusedTogether) as refused:
        keeping.restore(tmp_path / "livres.jsonl", tmp_path / "refait")
    assert codes(refused) == [code]
    assert not (tmp_path / "refait").exists()
    _, problems = standalone.check((tmp_path / "livres.jsonl").read_text(encoding="utf-8").splitlines())
    assert problems


def test_anyone_checks_an_export_with_python_alone(ledger: Path, tmp_path: Path, key: Path) -> None:
    keeping.sign_checkpoint(ledger, tmp_path / "point.json", key=key, new_veil=VEIL, person="direction", now=NOW)
    keeping.export(ledger, tmp_path / "livres.jsonl", Form.JSONL, verifier=tmp_path / "verifier.py")
    words = ["livres.jsonl", "--checkpoint", "point.json", "--files", str(ledger / "receipts")]
    alone = [sys.executable, "-I", "-S", "verifier.py", *words]
    answered = subprocess.run(alone, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (answered.returncode, "Everything holds" in answered.stdout) == (0, True), answered.stdout + answered.stderr
    point = json.loads((tmp_path / "point.json").read_text(encoding="utf-8"))
    for name, value in (("hash", "0" * 64), ("signature", "A" * 86 + "=="), ("person", "autre")):
        (tmp_path / "point.json").write_text(json.dumps({**point, name: value}), encoding="utf-8")
        assert subprocess.run(alone, cwd=tmp_path, capture_output=True, check=False).returncode == 3, name
    next(path for path in (ledger / "receipts").rglob("*") if path.is_file()).write_bytes(b"autre")
    (tmp_path / "point.json").write_text(json.dumps(point), encoding="utf-8")
    assert subprocess.run(alone, cwd=tmp_path, capture_output=True, check=False).returncode == 3


def test_no_amount_can_be_told_under_the_name_of_another(ledger: Path, tmp_path: Path) -> None:
    keeping.export(ledger, tmp_path / "livres.jsonl", Form.JSONL)
    first, *lines = (tmp_path / "livres.jsonl").read_text(encoding="utf-8").splitlines()
    swapped = first.replace('"requested_cents","amount_cents"', '"amount_cents","requested_cents"')
    assert swapped != first
    _, problems = standalone.check([swapped, *lines])
    assert {problem.partition(": ")[2] for problem in problems} == {"columns misnamed / colonnes mal nommées"}


def told_by(program: str, *words: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed here")
    return subprocess.run([path, *words], capture_output=True, text=True, check=True).stdout


def our_balances(ledger: Address, form: Form, as_of: date | None = None) -> dict[str, int]:
    rows = books.balance(ledger, by=tuple(Dimension), as_of=as_of).rows
    named = hledger_account if form is Form.HLEDGER else beancount_account
    return {named((row.book, row.account, *row.dimensions.values())): row.amount_cents for row in rows if row.amount_cents}


def cents(amount: str) -> int:
    return int(amount.replace("CAD", "").replace(".", "").replace(",", "").replace('"', "").strip())


@pytest.mark.parametrize("day", [None, date(2024, 11, 10)])
def test_hledger_agrees_on_every_balance(ledger: Path, tmp_path: Path, day: date | None) -> None:
    keeping.export(ledger, tmp_path / "livres.journal", Form.HLEDGER)
    until = ["-e", "2024-11-11"] if day else []
    told = told_by("hledger", "-f", str(tmp_path / "livres.journal"), "bal", "-N", "--flat", "-O", "csv", *until)
    theirs = {line.split('","')[0].strip('"'): cents(line.split('","')[1]) for line in told.splitlines()[1:]}
    assert theirs == our_balances(ledger, Form.HLEDGER, day)


def test_ledger_agrees_on_every_balance(ledger: Path, tmp_path: Path) -> None:
    keeping.export(ledger, tmp_path / "livres.journal", Form.HLEDGER)
    told = told_by(
        "ledger", "-f", str(tmp_path / "livres.journal"), "bal", "--flat", "--no-total", "--format", "%(account)|%(display_total)\n"
    )
    theirs = {line.split("|")[0]: cents(line.split("|")[1]) for line in told.splitlines() if line}
    assert theirs == our_balances(ledger, Form.HLEDGER)


def test_beancount_agrees_on_every_balance(ledger: Path, tmp_path: Path) -> None:
    keeping.export(ledger, tmp_path / "livres.beancount", Form.BEANCOUNT)
    query = "SELECT account, sum(number) WHERE currency = 'CAD' GROUP BY account"
    assert told_by("bean-check", str(tmp_path / "livres.beancount")) == ""
    told = told_by("bean-query", "-f", "csv", str(tmp_path / "livres.beancount"), query)
    theirs = {line.split(",")[0].strip(): cents(line.split(",")[1]) for line in told.splitlines()[1:] if line.strip()}
    assert {account: found for account, found in theirs.items() if found} == our_balances(ledger, Form.BEANCOUNT)


# --- Checkpoints


def test_a_signed_checkpoint_kept_elsewhere_shows_that_the_end_was_cut_off(ledger: Path, tmp_path: Path, key: Path) -> None:
    shutil.copytree(ledger, tmp_path / "avant")
    signed = keeping.sign_checkpoint(ledger, tmp_path / "point.json", key=key, new_veil=VEIL, person="direction", now=NOW)
    found = books.verify(ledger, checkpoint=tmp_path / "point.json")
    assert (found.sound, found.checkpoints, found.entries) == (True, 1, signed.checkpoint.seq + 1)
    assert books.verify(tmp_path / "avant", checkpoint=tmp_path / "point.json").sound
    shutil.rmtree(tmp_path / "papiers")
    (tmp_path / "papiers").mkdir()
    shorter = Desk(tmp_path / "papiers").claimed().ledger
    assert books.verify(shorter).sound
    assert {breach.what for breach in books.verify(shorter, checkpoint=tmp_path / "point.json").breaches} == {"checkpoint"}


def test_a_forged_checkpoint_does_not_hold(ledger: Path, tmp_path: Path, key: Path) -> None:
    keeping.sign_checkpoint(ledger, tmp_path / "point.json", key=key, new_veil=VEIL, person="direction", now=NOW)
    told = json.loads((tmp_path / "point.json").read_text(encoding="utf-8"))
    (tmp_path / "point.json").write_text(json.dumps({**told, "person": "autre"}), encoding="utf-8")
    assert {breach.what for breach in books.verify(ledger, checkpoint=tmp_path / "point.json").breaches} == {"checkpoint-signature"}


def test_nothing_is_signed_that_does_not_hold(ledger: Path, tmp_path: Path, key: Path) -> None:
    next(path for path in (ledger / "receipts").rglob("*") if path.is_file()).unlink()
    with pytest.raises(RefusedTogether) as refused:
        keeping.sign_checkpoint(ledger, tmp_path / "point.json", key=key, new_veil=VEIL, person="direction", now=NOW)
    assert codes(refused) == ["livres-non-conformes"]
    assert not (tmp_path / "point.json").exists()


def test_a_rehearsed_checkpoint_leaves_nothing(ledger: Path, tmp_path: Path, key: Path) -> None:
    keeping.sign_checkpoint(ledger, tmp_path / "point.json", key=key, new_veil=VEIL, person="direction", now=NOW, dry_run=True)
    assert not (tmp_path / "point.json").exists()
    assert books.verify(ledger).checkpoints == 0


def test_a_key_is_for_its_owner_and_never_replaced(key: Path, ledger: Path, tmp_path: Path) -> None:
    assert key.stat().st_mode & 0o077 == 0
    with pytest.raises(RefusedTogether) as refused:
        keeping.make_key(key)
    assert codes(refused) == ["cle-deja-presente"]
    (tmp_path / "fausse.pem").write_text("pas une clé", encoding="utf-8")
    with pytest.raises(RefusedTogether) as refused:
        keeping.sign_checkpoint(ledger, tmp_path / "point.json", key=tmp_path / "fausse.pem", new_veil=VEIL, person="direction", now=NOW)
    assert codes(refused) == ["cle-illisible"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": "fundalloc-checkpoint-1"}'])
def test_what_is_not_a_checkpoint_is_refused(ledger: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "point.json").write_text(content, encoding="utf-8")
    with pytest.raises(RefusedTogether) as refused:
        books.verify(ledger, checkpoint=tmp_path / "point.json")
    assert codes(refused) == ["point-de-controle-illisible"]


# --- Rights


def test_a_role_adds_to_the_books_and_changes_nothing_in_them(ledger: Path, new_address: Callable[[str], Address], tmp_path: Path) -> None:
    owner = str(new_address("postgresql"))
    keeping.copy(ledger, owner)
    role = f"saisie_{owner.partition('livre_')[2][:12]}"
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")
    keeping.give_rights(owner, role)
    theirs = owner.replace("postgresql://postgres:@", f"postgresql://{role}:@").replace("postgresql://postgres@", f"postgresql://{role}@")
    assert theirs != owner
    file = Desk(tmp_path).claim("cecce-2.csv", "L1;CECCE;4.5.1;speaker;2024-11-20;Parole Fictive;P-8;Conférence;100,00")
    claims.import_claim(theirs, file, person="partenaire-cecce", now=NOW)
    assert books.verify(theirs).sound
    with psycopg.connect(theirs, autocommit=True) as connection:
        for statement in (
            "UPDATE entry SET reason = 'x'",
            "DELETE FROM posting_line",
            "TRUNCATE fact",
            "UPDATE meta SET value = 'x'",
            "DROP TRIGGER entry_keeps_update ON entry",
            "ALTER TABLE entry DISABLE TRIGGER ALL",
            "DELETE FROM head",
            "INSERT INTO head VALUES (2, 1, 'x')",
            "DROP TABLE fact",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
    keeping.give_rights(owner, role, only_reading=True)
    assert books.verify(theirs).sound
    with pytest.raises(RefusedTogether) as refused:
        books.record_instalment(theirs, amount_cents=1_00, reference="V", on=date(2024, 11, 1), person="caisse", now=NOW)
    assert codes(refused) == ["livre-en-lecture-seule"]


def test_books_in_a_folder_have_no_rights_by_person(ledger: Path) -> None:
    with pytest.raises(RefusedTogether) as refused:
        keeping.give_rights(ledger, "saisie")
    assert codes(refused) == ["livres-sans-droits-par-personne"]


def test_a_database_that_does_not_answer_is_told_without_its_password() -> None:
    with pytest.raises(RefusedTogether) as refused:
        books.balance("postgresql://livres:secret@127.0.0.1:1/fonds")
    assert codes(refused) == ["livres-hors-d-atteinte"]
    assert "secret" not in str(refused.value.refusals[0])


# --- Registers


def test_the_lines_of_an_account_add_up_to_its_balance(ledger: Path) -> None:
    rows = tuple(asking.account_register(ledger, Account.BANK))
    assert [row.balance_cents for row in rows] == [6_000_00, 4_449_50]
    assert rows[-1].balance_cents == sum(row.amount_cents for row in books.balance(ledger).rows if row.account == "bank")
    assert [row.effective_on for row in rows] == sorted(row.effective_on for row in rows)


def test_the_lines_of_one_partner_add_up_to_its_own_balance(ledger: Path) -> None:
    rows = tuple(asking.account_register(ledger, Account.AVAILABLE, {Dimension.RECIPIENT: "CECCE"}))
    balances = books.balance(ledger, by=(Dimension.RECIPIENT,)).rows
    expected = next(row.amount_cents for row in balances if row.account == "available" and row.dimensions["recipient"] == "CECCE")
    assert {row.recipient for row in rows} == {"CECCE"}
    assert rows[-1].balance_cents == expected


def test_lines_can_be_asked_of_one_partner_as_of_a_day(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["ledger", "lines", "available", "--recipient", "CECCE", "--as-of", "2024-10-31", "-l", str(ledger), "--json", "--lang", "fr"]
    assert run(words) == 0
    told = json.loads(capsys.readouterr().out)["lines"]
    assert told
    assert all(row["recipient"] == "CECCE" and row["effective_on"] <= "2024-10-31" for row in told)


def test_a_cold_balance_loads_nothing_that_it_does_not_use(ledger: Path) -> None:
    program = (
        "import sys\nfrom fundalloc.cli.main import run\n"
        f"assert run(['ledger', 'balance', '-l', {str(ledger)!r}]) == 0\n"
        "sys.exit(' '.join({'pydantic', 'sqlalchemy', 'psycopg', 'pandas', 'babel', 'fundalloc.cli.report'} & set(sys.modules)) or 0)"
    )
    answered = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (answered.returncode, answered.stderr) == (0, "")
