"""Whatever entries name whatever partners, each partner's lines are told to it alone, each once, and each under proof."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.intake.fund import read_fund
from fundalloc.ledger.chain import shares, standalone, standalone_columns, standalone_proof, standalone_shares, stretches
from fundalloc.ledger.chain.exporting import Form
from fundalloc.ledger.chain.seal import LAYOUT, LAYOUTS, Writings
from fundalloc.ledger.entries import Entry
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.rows import (
    TABLES,
    BudgetLine,
    CommitmentRecord,
    DocumentRecord,
    Fact,
    PlanLine,
    Posting,
    Row,
    StaffCost,
    SupplierRecord,
)
from fundalloc.ledger.storage.store import creating, open_ledger
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.proving import keeping, proving_lines
from fundalloc.usecases.proving.proving_lines import Kept
from tests.bookkeeping import VEIL, Desk, at
from tests.proving import kept_by, lines_told, signs

DAY = date(2024, 11, 1)
PARTNERS = ("CECCE", "CEPEO", "CSDCEO")
TABLE_OF = {kind: name for name, kind in TABLES}
OTHER_VEIL = bytes(range(32, 64))
FIRST_MARK = 100_000_000
"""Amounts from here on are each said once, so that one found where it should not be is known."""

# --- Entries of any shape


def posted(partner: str, mark: int) -> tuple[Row, ...]:
    like = (DAY.isoformat(), "2024-2025", "", partner, "4.2.1")
    return Posting("budget", "available", mark, *like), Posting("budget", "authorised", -mark, *like)


def granted(partner: str, mark: int) -> tuple[Row, ...]:
    return (BudgetLine(f"demande-{mark}", partner, "4.2.1", "4", "enveloppe", "2024-2025", "operating", mark, mark),)


def planned(partner: str, mark: int) -> tuple[Row, ...]:
    return (PlanLine(f"4.{mark}", "activity", "4", "4", f"Activité {mark}", "", partner, "", "open"),)


def ordered(partner: str, mark: int) -> tuple[Row, ...]:
    return (CommitmentRecord(f"C-{mark}", "2024-2025", partner, "4.2.1", "", "", f"Commande {mark}", "", mark),)


def filed(partner: str, mark: int) -> tuple[Row, ...]:
    digest = sha256(paper(mark)).hexdigest()
    return (DocumentRecord(f"dossier-{mark}", "sujet", "", digest, 1, "application/pdf", f"{mark}.pdf", partner, "restricted"),)


def paper(mark: int) -> bytes:
    return b"%d" % mark


def replaced(_: str, mark: int) -> tuple[Row, ...]:
    return (StaffCost(f"R-{mark}", "1", "teacher", mark, 0),)


def supplied(_: str, mark: int) -> tuple[Row, ...]:
    return (SupplierRecord(f"F-{mark}", f"Fournisseur {mark}", "", "fr", ""),)


def pointed(_: str, mark: int) -> tuple[Row, ...]:
    return (Fact("same-receipt", f"{mark} 1"),)


Shape = Callable[[str, int], tuple[Row, ...]]
Drawn = list[list[list[tuple[Shape, str]]]]
SHAPES: tuple[Shape, ...] = (posted, granted, planned, ordered, filed, replaced, supplied, pointed)
EVERY_SHAPE: Drawn = [[[(shape, partner) for partner in PARTNERS for shape in SHAPES], [(shape, "CEPEO") for shape in SHAPES]]] * 2
rows_drawn = st.lists(st.tuples(st.sampled_from(SHAPES), st.sampled_from((*PARTNERS, ""))), max_size=6)
parts_drawn = st.lists(st.lists(rows_drawn, max_size=4), min_size=2, max_size=2)


@dataclass(frozen=True)
class Line:
    """A row as it was written: its entry, its table, its number there, the partner it is of, and its amount, said nowhere else."""

    seq: int
    table: str
    number: int
    partner: str
    mark: int
    is_open: bool


@dataclass(frozen=True)
class Written:
    """Books of two parts, with a checkpoint after each, and every line in them."""

    folder: Path
    lines: tuple[Line, ...]

    def proof(self, partner: str, *, earlier: bool = True) -> list[str]:
        output = self.folder / "preuve.jsonl"
        before = self.folder / "0.json" if earlier else None
        done = proving_lines.prove_lines(self.folder / "livre", partner, output, Kept(self.folder / "1.json", before))
        assert done.proves_shares
        return output.read_text(encoding="utf-8").splitlines()

    def problems(self, proof: list[str]) -> list[str]:
        return list(standalone_proof.problems(proof, kept_by(checkpoint=self.folder / "1.json", earlier=self.folder / "0.json")))


def written(folder: Path, parts: Drawn, *, veil: bytes = VEIL, more: Mapping[str, int] = MappingProxyType({})) -> Written:
    """Write books as drawn; a partner's amounts are ``more`` than they would be."""
    lines, marks, seq = [], count(FIRST_MARK), 1
    with creating(folder / "livre") as session:
        Journal(session).open(read_fund(Desk(folder).fund()), person="caisse", now=at("2024-10-01"))
    for number, part in enumerate(parts):
        entries = []
        for shapes in part:
            seq += 1
            numbers: Counter[str] = Counter()
            rows: list[Row] = []
            for shape, partner in shapes:
                mark = next(marks) + more.get(partner, 0)
                for row in shape(partner, mark):
                    table = TABLE_OF[type(row)]
                    numbers[table] += 1
                    named = partner if shape not in {replaced, supplied, pointed} else ""
                    lines.append(Line(seq, table, numbers[table], named, mark, shape not in {filed, pointed}))
                    rows.append(row)
            entries.append(Entry(Kind.ALLOCATION_ADOPTED, DAY, "direction", rows=tuple(rows)))
        with open_ledger(folder / "livre") as store, store.writing() as session:
            Journal(session).append_all(entries, fund="fonds-essai", now=at("2024-11-02"))
            for line in lines:
                session.shelf.keep(paper(line.mark))
        seq += 1
        signs(folder / "livre", folder, f"{number}.json", now=at("2024-11-02"), veil=veil)
    return Written(folder, tuple(lines))


@settings(max_examples=6)
@given(parts=parts_drawn, part_lines=st.integers(1, 8))
def test_each_line_is_told_to_its_partner_alone_once_and_under_proof(parts: Drawn, part_lines: int) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as room:
        patch.setattr(stretches, "PART_LINES", part_lines)
        made = written(Path(room), parts)
        for partner in PARTNERS:
            proof = made.proof(partner)
            assert made.problems(proof) == []
            told = [(each["entry"], each["table"], each["line"]) for each in lines_told(proof)]
            own = [(line.seq, line.table, line.number) for line in made.lines if line.partner == partner and line.is_open]
            assert len(told) == len(set(told))
            assert set(own) <= set(told)
            text = "\n".join(proof)
            others = [line for line in made.lines if line.partner not in {partner, ""} or not line.is_open]
            assert [line for line in others if str(line.mark) in text] == []
            assert VEIL.hex() not in text
            salts = [shares.salt(VEIL, line.seq, other, Writings()).hex() for line in made.lines for other in PARTNERS if other != partner]
            assert [each for each in salts if each in text] == []


def test_the_checkers_without_the_program_know_the_same_tables_and_columns() -> None:
    assert {name: tuple(told.split()) for name, told in standalone_columns.COLUMNS.items()} == LAYOUTS[LAYOUT]
    assert set(standalone_shares.NAMELESS) == shares.NAMELESS
    assert set(standalone_shares.POINTING) == shares.POINTING
    assert standalone_shares.NAMING == shares.NAMING
    assert all(len(set(columns) & set(shares.NAMING)) <= 1 for columns in LAYOUTS[LAYOUT].values()), "a row is of one partner"


@settings(max_examples=6)
@given(parts=parts_drawn, part_lines=st.integers(1, 8))
def test_the_books_and_their_export_give_the_shares_that_were_signed(parts: Drawn, part_lines: int) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as room:
        patch.setattr(stretches, "PART_LINES", part_lines)
        ledger = written(Path(room), parts).folder / "livre"
        keeping.export(ledger, ledger.parent / "livres.jsonl", Form.JSONL)
        for name in ("0.json", "1.json"):
            assert books.verify(ledger, checkpoint=ledger.parent / name).breaches == ()
            kept = json.loads((ledger.parent / name).read_text(encoding="utf-8"))
            _, problems = standalone.check((ledger.parent / "livres.jsonl").read_text(encoding="utf-8").splitlines(), kept)
            assert problems == []


@settings(max_examples=6)
@given(parts=parts_drawn)
def test_books_that_differ_by_anothers_lines_give_proofs_that_differ_by_digests_alone(parts: Drawn) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        proofs = [
            written(Path(one), parts).proof("CEPEO"),
            written(Path(other), parts, veil=OTHER_VEIL, more={"CECCE": 5_000, "CSDCEO": 7_000}).proof("CEPEO"),
        ]
        masked = [[re.sub(r"[0-9a-f]{64}|[0-9A-Za-z+/]{43}=|[0-9A-Za-z+/]{86}==", "#", line) for line in proof] for proof in proofs]
        assert masked[0] == masked[1]
        assert proofs[0] != proofs[1]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Books of every shape of rows, each for every partner."""
    return written(tmp_path_factory.mktemp("melange"), EVERY_SHAPE)


@pytest.mark.parametrize(("partner", "veil"), [("CECCE", VEIL), ("CEPEO", OTHER_VEIL)], ids=["of another", "of other books"])
def test_a_share_of_another_partner_or_of_other_books_is_refused(mixed: Written, tmp_path: Path, partner: str, veil: bytes) -> None:
    proof = mixed.proof("CEPEO")
    taken = (mixed if veil == VEIL else written(tmp_path, EVERY_SHAPE, veil=veil)).proof(partner)
    number = next(place for place, line in enumerate(proof) if '"share":' in line)
    theirs = next(json.loads(line) for line in taken if '"share":' in line)
    share = {name: value for name, value in theirs.items() if name not in {"hash", "proof"}}
    spoilt = [*proof[:number], json.dumps(json.loads(proof[number]) | share), *proof[number + 1 :]]
    assert any("these lines" in problem for problem in mixed.problems(spoilt))


@settings(max_examples=30)
@given(data=st.data())
def test_no_value_of_a_share_can_be_changed(mixed: Written, data: st.DataObject) -> None:
    proof = mixed.proof("CEPEO")
    number = data.draw(st.sampled_from([place for place, line in enumerate(proof) if '"share":' in line]), label="share")
    told: dict[str, Any] = json.loads(proof[number])
    rows = [row for found in told["rows"].values() for row in found]
    row = data.draw(st.sampled_from(rows), label="row")
    place = data.draw(st.integers(0, len(row) - 1), label="column")
    row[place] = row[place] + 1 if isinstance(row[place], int) else row[place] + "x"
    assert mixed.problems([*proof[:number], json.dumps(told), *proof[number + 1 :]])
