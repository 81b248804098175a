"""
The year as people live it: the allocation adopted, forty claims tried, corrected, completed, approved and paid, twelve statements tied.

``play`` writes every paper into a folder and every act into the books, always the same; what was found of what was planted is returned.
"""

import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl

from fundalloc.errors import Level, RefusedTogether
from fundalloc.lexicon import lexicon
from fundalloc.usecases.banking import reconciling, signing_off, statements
from fundalloc.usecases.banking.reconciling import Difference
from fundalloc.usecases.budgeting import books, money
from fundalloc.usecases.claiming import claim_preview, claim_templates, claims, receipt_batches
from tests.fullyear import bank, papers, planted
from tests.fullyear.papers import BOARDS, MONTHS, Line, claim_lines, claim_name, claim_text, receipt_files

ANALYST = "Analyse régionale (exemple)"
APPROVER, BANKER, ASSISTANT, RECONCILER = "direction-regionale", "finances-banquier", "finances-adjointe", "rapprochement-banquier"
INSTALMENTS = ((date(2024, 9, 16), 600_000_00, "MIN-2024-0417"), (date(2025, 2, 3), 300_000_00, "MIN-2025-0022"))
WORKBOOKS = frozenset({"CEPEO-2024-09", "CEPEO-2024-10"})
"""Claims that come as workbooks rather than CSV files."""
CORRECTED = "CECCE-2025-03"
CREDITED = "CSDCEO-2025-04"
CREDIT_ON = "CSDCEO-2024-09"
STEADY = (2024, 1, 1, 0, 0, 0)
"""The day that files inside our archives bear."""


@dataclass
class Found:
    """What became of the year: counts, and each planted mistake with what was said of it."""

    lines: int = 0
    receipts: Counter[str] = field(default_factory=Counter)
    statements: dict[str, str] = field(default_factory=dict)
    refusals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    duties: dict[str, str] = field(default_factory=dict)
    unmatched_receipts: dict[str, str] = field(default_factory=dict)
    disguised: dict[str, str] = field(default_factory=dict)
    alerts: set[tuple[str, str]] = field(default_factory=set)
    twice: bool = False
    corrected: str = ""
    proposed: Counter[str] = field(default_factory=Counter)
    signed: tuple[int, int] = (0, 0)


def months_of_the_year() -> Iterator[tuple[date, date]]:
    """The first and last day of each month of the school year."""
    for number in range(12):
        first = date(2024 + (8 + number) // 12, (8 + number) % 12 + 1, 1)
        yield first, date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)


def at(day: date, hour: int = 14) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


class Year:
    """One play of the year, into a folder of papers and a ledger."""

    def __init__(self, folder: Path, ledger: Path, fund: Path, result: Path) -> None:
        self.folder, self.ledger, self.fund, self.result_file = folder, ledger, fund, result
        self.result = json.loads(result.read_text(encoding="utf-8"))
        self.account, self.found = bank.Account(), Found()
        for name in ("claims", "statements", "receipts"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def play(self) -> Found:
        opened = date(2024, 9, 3)
        books.open_fund(self.ledger, self.fund, person=BANKER, now=at(opened))
        books.adopt(self.ledger, self.result_file, person=APPROVER, now=at(date(2024, 9, 10)))
        for number, (first, last) in enumerate(months_of_the_year()):
            self._money_comes(first, last)
            claimed = (first - timedelta(days=1)).replace(day=1)
            if claimed in MONTHS:
                self._claims(claimed, first)
            self.account.month_end(first, last)
            self._bank(number, first, last)
        self._sign()
        return self.found

    def _money_comes(self, first: date, last: date) -> None:
        for day, cents, reference in INSTALMENTS:
            if first <= day <= last:
                books.record_instalment(self.ledger, amount_cents=cents, reference=reference, on=day, person=BANKER, now=at(day))
                self.account.moves(day, cents, reference, "Versement du ministère")

    # --- Claims

    def _claims(self, month: date, first: date) -> None:
        """Have every board file its claim of a month, then send its receipts; then decide, then pay."""
        sent = {self._claim(board, month, first): board for board in BOARDS}
        for (name, lines), board in sent.items():
            self._receipts(name, lines, f"designee-{board.lower()}", first.replace(day=6))
        whole = {name: board for (name, _), board in sent.items() if not any(claim == name for claim, _ in planted.MISSING_RECEIPTS)}
        for name in whole:
            approver = ASSISTANT if name == "CCJL-2024-09" else APPROVER
            claims.approve_claim(self.ledger, claim=name, person=approver, now=at(first.replace(day=10)))
        for name, board in whole.items():
            self._pay(name, board, first.replace(day=14))

    def _claim(self, board: str, month: date, first: date) -> tuple[str, tuple[Line, ...]]:
        """File one claim, wrong at first where a mistake is planted; return the name the books give it, and its lines."""
        name, lines = claim_name(board, month), claim_lines(self.result, board, month)
        if name == CREDITED:
            lines = (*lines, _credit(claim_lines(self.result, board, MONTHS[0])[0]))
        self.found.lines += len(lines)
        person, sent = f"designee-{board.lower()}", first.replace(day=4)
        if name in planted.IN_CLAIMS:
            earlier = claim_lines(self.result, board, (month - timedelta(days=1)).replace(day=1))
            self._wrong(name, planted.IN_CLAIMS[name][0](lines, earlier), person, sent)
        file = self._file(name, lines, board, sent)
        self._file_claim(name, file, person, sent)
        return self._correct(name, lines, person, sent) if name == CORRECTED else (name, lines)

    def _wrong(self, name: str, lines: tuple[Line, ...], person: str, sent: date) -> None:
        """Send the file with its mistake: the trial says so, and the books refuse it."""
        file = self.folder / "claims" / "refused" / f"{name}.csv"
        file.parent.mkdir(exist_ok=True)
        file.write_text(claim_text(lines), encoding="utf-8")
        tried = claim_preview.preview_claim(self.ledger, file, person=person, now=at(sent, 9))
        self.found.refusals[name] = tuple(problem.code for problem in tried.problems if problem.level is Level.BLOCKS)
        self.found.rejected[name] = sum(line.status.value == "rejected" for line in tried.lines)
        try:
            claims.import_claim(self.ledger, file, person=person, now=at(sent, 10))
        except RefusedTogether:
            return
        raise AssertionError(name)

    def _file(self, name: str, lines: tuple[Line, ...], board: str, sent: date) -> Path:
        if name not in WORKBOOKS:
            path = self.folder / "claims" / f"{name}.csv"
            path.write_text(claim_text(lines), encoding="utf-8")
            return path
        path = self.folder / "claims" / f"{name}.xlsx"
        month = date.fromisoformat(f"{name[-7:]}-01")
        claim_templates.write_claim_template(self.ledger, path, lexicon("fr"), board=board, now=at(sent, 8), claim=name, starts_on=month)
        _fill(path, lines)
        return path

    def _file_claim(self, name: str, file: Path, person: str, sent: date) -> None:
        if name == "CEPEO-2024-09":
            self._duty("other-board", lambda: claims.import_claim(self.ledger, file, person="designee-ccjl", now=at(sent, 10)))
        if name == "CSDCEO-2024-10":
            claims.import_claim(self.ledger, file, person=ASSISTANT, now=at(sent, 11))
            self._duty("importer-approves", lambda: claims.approve_claim(self.ledger, claim=name, person=ASSISTANT, now=at(sent, 12)))
        claims.import_claim(self.ledger, file, person=person, now=at(sent, 13))
        if name == "CEPEO-2025-01":
            before = len(books.register(self.ledger))
            claims.import_claim(self.ledger, file, person=person, now=at(sent, 15))
            self.found.twice = len(books.register(self.ledger)) == before

    def _correct(self, name: str, lines: tuple[Line, ...], person: str, sent: date) -> tuple[str, tuple[Line, ...]]:
        """Ask for a correction; the board sends a file under the same name, with its last line gone and another one changed."""
        claims.ask_changes(self.ledger, claim=name, reason="Ligne 2 à revoir", person=APPROVER, now=at(sent, 16))
        second = replace(lines[1], description="Groupe réduit")
        file = self.folder / "claims" / "corrected" / f"{name}.csv"
        file.parent.mkdir(exist_ok=True)
        file.write_text(claim_text((lines[0], second, *lines[2:-1])), encoding="utf-8")
        self.found.corrected = claims.import_claim(self.ledger, file, person=person, now=at(sent, 17)).claim
        return self.found.corrected, lines

    def _pay(self, name: str, board: str, day: date) -> None:
        reference = f"PAI-{name}"
        if name == "CCJL-2024-09":
            pay = {"claim": name, "reference": "X", "on": day, "person": ASSISTANT, "now": at(day)}
            self._duty("approver-pays", lambda: claims.pay_claim(self.ledger, **pay))  # type: ignore[arg-type]
        paid = claims.pay_claim(self.ledger, claim=name, reference=reference, on=day, person=BANKER, now=at(day))
        self.account.pays(day + timedelta(days=1), paid.total_cents, reference, board)

    def _duty(self, what: str, act: object) -> None:
        """Remember the refusal of somebody who may not do this."""
        try:
            act()  # type: ignore[operator]
        except RefusedTogether as refused:
            self.found.duties[what] = refused.refusals[0].code

    # --- Receipts

    def _receipts(self, name: str, lines: tuple[Line, ...], person: str, day: date) -> None:
        base = name.partition("~")[0]
        files = receipt_files(base, lines)
        for claim, line in planted.MISSING_RECEIPTS:
            for ending, _ in papers.DRAWN if claim == base else ():
                files.pop(f"{base}-{line}.{ending}", None)
        if (base, "4") == planted.SAME_RECEIPT[1]:
            source, number = planted.SAME_RECEIPT[0]
            kept = self.folder / "receipts" / f"{source}.zip"
            with zipfile.ZipFile(kept) as archive:
                same = next(each for each in archive.namelist() if each.startswith(f"{source}-{number}."))
                files = {each: content for each, content in files.items() if not each.startswith(f"{base}-4.")}
                files[f"{base}-4.{same.rpartition('.')[2]}"] = archive.read(same)
        if base in planted.FOR_NO_LINE:
            files[planted.FOR_NO_LINE[base]] = papers.drawn_pdf("Numérisation sans nom")
        if base in planted.DISGUISED:
            files[planted.DISGUISED[base]] = b"MZ\x90\x00 ceci n'est pas une piece"
        batch = _zipped(self.folder / "receipts" / f"{base}.zip", files)
        found = receipt_batches.match_receipts(self.ledger, batch, person=person, now=at(day))
        self.found.receipts.update(each.media_type for each in found.matched)
        self.found.unmatched_receipts.update({each.file_name: each.doubt.value for each in found.unmatched})
        for problem in found.unreadable:
            self.found.disguised[base] = problem.code
        self.found.alerts.update((base, alert.claim) for each in found.matched for alert in each.alerts)

    # --- The bank

    def _bank(self, number: int, first: date, last: date) -> None:
        ending, text, _ = self.account.statement(number)
        file = self.folder / "statements" / f"BANQUE-{first:%Y-%m}.{ending}"
        file.write_bytes(text.encode())
        now = at(last + timedelta(days=2))
        imported = statements.import_statement(self.ledger, file, person=RECONCILER, now=now)
        self.found.statements[file.name] = imported.format
        if last in bank.INTEREST:
            self._interest(last)
        proposal = reconciling.propose_matches(self.ledger, on=now.date())
        self.found.proposed.update(match.certainty.value for match in proposal.proposed)
        reconciling.confirm_matches(self.ledger, proposal.unique, person=RECONCILER, now=now)
        self._charges(now)

    def _interest(self, last: date) -> None:
        cents, reference, now = bank.INTEREST[last], f"INT-{last:%Y-%m}", at(last + timedelta(days=1))
        money.record_interest(self.ledger, amount_cents=cents, reference=reference, on=last, person=BANKER, now=now)

    def _sign(self) -> None:
        """Have somebody else sign the year's reconciliation; what ties with nothing is written down with the signature."""
        until, now = date(2025, 8, 31), at(date(2025, 9, 4))
        self._duty("reconciler-signs", lambda: signing_off.sign(self.ledger, until=until, person=RECONCILER, now=now))
        signed = signing_off.sign(self.ledger, until=until, person=APPROVER, now=now)
        self.found.signed = (signed.bank_only, signed.books_only)

    def _charges(self, now: datetime) -> None:
        """Put the bank's charges to their account: only the bank knew of them."""
        alone = reconciling.propose_matches(self.ledger, on=now.date()).bank_only
        fees = [each.movement.name for each in alone if each.movement.description == bank.FEE[0]]  # type: ignore[union-attr]
        if fees:
            reconciling.match_by_hand(
                self.ledger, fees, [], person=RECONCILER, now=now, difference=Difference("bank-charges", "Frais mensuels du compte")
            )


def _credit(origin: Line) -> Line:
    """A credit of the whole of an approved line."""
    assert isinstance(origin.price, int)
    assert isinstance(origin.tax, int)
    assert isinstance(origin.amount, int)
    named = f"{claim_name(origin.recipient, MONTHS[0])}/{origin.reference}"
    changes = {"price": -origin.price, "tax": -origin.tax, "amount": -origin.amount, "credit_of": named}
    split = {"salary": -int(origin.salary), "benefits": -int(origin.benefits)} if origin.staff else {}
    return replace(origin, reference="12", incurred_on="2025-04-15", invoice_number="NC-2025-04", **changes, **split)  # type: ignore[arg-type]


def _fill(path: Path, lines: tuple[Line, ...]) -> None:
    """Type a claim's lines into its workbook, and save it as one file of one day: the same bytes on every run."""
    said = lexicon("fr")
    book = openpyxl.load_workbook(path)
    sheet = book[said.say("sheets.claim")]
    columns = {cell.value: cell.column for cell in sheet[5]}
    for row, line in enumerate(lines, start=6):
        for name, title in papers.TITLES.items():
            value = getattr(line, name)
            if name == "recipient" or value == "":
                continue
            if name == "incurred_on":
                value = date.fromisoformat(value)
            if name in {"amount", "price", "tax", "salary", "benefits"}:
                value = value / 100
            sheet.cell(row, columns[title], value)
    book.save(path)
    _steady(path)


def _steady(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    core = "docProps/core.xml"
    parts[core] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2024-01-01T00:00:00Z", parts[core])
    _zipped(path, parts)


def _zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, STEADY), content, zipfile.ZIP_DEFLATED)
    return path
