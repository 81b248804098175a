"""The whole story on one plan, into one folder, from the decision to the proof; always the same days, people and figures."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final, TypeAlias, assert_never

from fundalloc.allocation.outcome import Allocated
from fundalloc.errors import RefusedTogether, refuse_together
from fundalloc.errors.system import DemoFolderTaken
from fundalloc.ledger.accountability import Span
from fundalloc.lexicon import Lexicon
from fundalloc.usecases.accountability import execution, ministry, progress, reporting
from fundalloc.usecases.accountability.progress import ProgressAsked
from fundalloc.usecases.allocating import deciding
from fundalloc.usecases.banking import reconciling, statements
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.claiming import claims, receipts
from fundalloc.usecases.claiming.drawn_receipt import receipt_bytes
from fundalloc.usecases.demo_calendar import (
    ANALYST,
    CALENDAR,
    DECIDED_ON,
    REPORTED_AS_OF,
    Act,
    Adoption,
    Approval,
    Deposit,
    Opening,
    Payment,
    Receiving,
    Reconciling,
    Reporting,
)
from fundalloc.usecases.files import put_text
from fundalloc.usecases.samples import DESTINATION, sample_ledgers, sample_scenarios

Tell: TypeAlias = Callable[[str, Mapping[str, object]], None]

STEP_COUNT: Final = len(CALENDAR) + 3
MARK: Final = ".fundalloc-demo"
HOUR: Final = time(14, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file worth opening; what it is, is said under ``cli.demo.files.<what>``."""

    what: str
    path: str


@dataclass(frozen=True, slots=True)
class Story:
    """What happened, in figures read back from the books."""

    folder: str
    requests: int
    allocated_cents: int
    received_cents: int
    incurred_cents: int
    paid_cents: int
    refused: tuple[str, ...]
    matched: int
    unmatched: int
    entries: int
    head: str
    files: tuple[ShownFile, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where everything of one demonstration stands, and the language it is told in."""

    folder: Path
    lexicon: Lexicon

    @property
    def scenario(self) -> Path:
        return self.folder / "scenario"

    @property
    def papers(self) -> Path:
        return self.folder / "papiers"

    @property
    def ledger(self) -> Path:
        return self.folder / "livres"

    @property
    def reconciliation(self) -> Path:
        return self.folder / "rapprochement.xlsx"

    def allocation(self, ending: str) -> Path:
        return self.folder / f"repartition{ending}"

    def report(self, ending: str) -> Path:
        return self.folder / f"rapport-ministere-{REPORTED_AS_OF.isoformat()}{ending}"

    @property
    def execution(self) -> Path:
        return self.folder / f"execution-{REPORTED_AS_OF.isoformat()}.pdf"

    @property
    def accountability(self) -> Path:
        return self.folder / f"reddition-de-comptes-{REPORTED_AS_OF.isoformat()}.pdf"

    def refusal(self, claim: str) -> Path:
        return self.folder / f"refus-{claim}.txt"


def play(folder: Path, lexicon: Lexicon, tell: Tell) -> Story:
    """
    Play the story into a folder that is new, empty, or a demonstration already (which is played again).

    Raises:
        RefusedTogether: the folder holds other things.

    """
    tell("prepare", {})
    stage = _prepared(folder, lexicon)
    tell("decide", {})
    outcome = _decide(stage)
    for act in CALENDAR:
        tell(type(act).__name__.lower(), {"claim": getattr(act, "claim", "")})
        _carry_out(stage, act)
    tell("verify", {})
    return _told(stage, outcome)


def _prepared(folder: Path, lexicon: Lexicon) -> Stage:
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file()):
        refuse_together([DemoFolderTaken(path=str(folder))])
    folder.mkdir(parents=True, exist_ok=True)
    stage = Stage(folder, lexicon)
    _clear(stage)
    put_text(folder / MARK, "fundalloc demo\n")
    shutil.copytree(sample_scenarios() / DESTINATION, stage.scenario)
    shutil.copytree(sample_ledgers() / DESTINATION, stage.papers, ignore=shutil.ignore_patterns("year"))
    return stage


def _clear(stage: Stage) -> None:
    """Take away what an earlier demonstration wrote; a person's own files beside it stay."""
    for shown in _worth_opening(stage):
        path = Path(shown.path)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _decide(stage: Stage) -> Allocated:
    outcome = deciding.allocate_folder(stage.scenario)
    assert isinstance(outcome, Allocated), "the sample scenario has an answer"
    deciding.write_result(outcome, stage.allocation(".json"), stage.lexicon, prepared_by=ANALYST)
    reporting.write_allocation_workbook(outcome, stage.allocation(".xlsx"), stage.lexicon, person=ANALYST, now=_at(DECIDED_ON))
    return outcome


def _carry_out(stage: Stage, act: Act) -> None:
    ledger, now = stage.ledger, _at(act.on)
    match act:
        case Opening():
            books.open_fund(ledger, stage.papers / "fund.toml", person=act.person, now=now)
        case Adoption():
            books.adopt(ledger, stage.allocation(".json"), person=act.person, now=now)
        case Receiving():
            books.record_instalment(ledger, amount_cents=act.amount_cents, reference=act.reference, on=act.on, person=act.person, now=now)
        case Deposit(refused=False):
            _deposit(stage, act)
        case Deposit():
            _deposit_in_vain(stage, act)
        case Approval():
            claims.approve_claim(ledger, claim=act.claim, person=act.person, now=now)
        case Payment():
            claims.pay_claim(ledger, claim=act.claim, reference=act.reference, on=act.on, person=act.person, now=now)
        case Reconciling():
            _reconcile(stage, act)
        case Reporting():
            _report(stage, act)
        case unreachable:
            assert_never(unreachable)


def _deposit(stage: Stage, act: Deposit) -> None:
    claims.import_claim(stage.ledger, _claim_file(stage, act), person=act.person, now=_at(act.on))
    folder = stage.papers / "pieces"
    folder.mkdir(exist_ok=True)
    for expense in books.expenses(stage.ledger):
        if expense.claim == act.claim:
            receipt = folder / f"{act.claim}-{expense.line}.pdf"
            receipt.write_bytes(receipt_bytes(expense, stage.lexicon))
            receipts.add_receipt(stage.ledger, receipt, claim=act.claim, line=expense.line, person=act.person, now=_at(act.on))


def _deposit_in_vain(stage: Stage, act: Deposit) -> None:
    try:
        claims.import_claim(stage.ledger, _claim_file(stage, act), person=act.person, now=_at(act.on))
    except RefusedTogether as refused:
        told = (stage.lexicon.refusal(refusal) for refusal in refused.refusals)
        put_text(stage.refusal(act.claim), "\n\n".join(told) + "\n")
    else:
        raise AssertionError(act.claim)


def _claim_file(stage: Stage, act: Deposit) -> Path:
    return stage.papers / "claims" / f"{act.claim}.csv"


def _reconcile(stage: Stage, act: Reconciling) -> None:
    ledger, now = stage.ledger, _at(act.on)
    statements.import_statement(ledger, stage.papers / "statements" / f"{act.statement}.csv", person=act.person, now=now)
    reconciling.confirm_matches(ledger, reconciling.propose_matches(ledger, on=act.on).unique, person=act.person, now=now)
    document = reporting.reconciliation_report(ledger, on=act.on, person=act.person, now=now)
    reporting.write_report(document, stage.reconciliation, stage.lexicon, now=now)


def _report(stage: Stage, act: Reporting) -> None:
    now = _at(act.on)
    document = ministry.ministry_report(stage.ledger, as_of=REPORTED_AS_OF, person=act.person, now=now)
    reporting.write_report(document, stage.report(".xlsx"), stage.lexicon, now=now)
    data = reporting.report_as_data(document, stage.lexicon)
    put_text(stage.report(".json"), json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    _answer_for_it(stage, act)


def _answer_for_it(stage: Stage, act: Reporting) -> None:
    """Tell a committee where the budget stands, and what the plan came to."""
    now = _at(act.on)
    asked = ministry.ReportAsked(Span(None, REPORTED_AS_OF))
    executed = execution.execution_report(stage.ledger, asked, person=act.person, now=now)
    reporting.write_report(executed, stage.execution, stage.lexicon, now=now)
    followed = ProgressAsked(stage.papers / "progress", REPORTED_AS_OF, ledger=stage.ledger, scenario=stage.scenario)
    answered = progress.accountability_report(followed, person=act.person, now=now)
    reporting.write_report(answered, stage.accountability, stage.lexicon, now=now)


def _told(stage: Stage, outcome: Allocated) -> Story:
    proof = books.verify(stage.ledger)
    assert proof.sound, "the books of the demonstration hold"
    fund = books.fund_summary(stage.ledger)
    tied = reconciling.propose_matches(stage.ledger, on=CALENDAR[-1].on)
    return Story(
        folder=str(stage.folder),
        requests=len(outcome.scenario.requests),
        allocated_cents=outcome.total_cents,
        received_cents=fund.received_cents,
        incurred_cents=fund.incurred_cents,
        paid_cents=fund.paid_cents,
        refused=tuple(act.claim for act in CALENDAR if isinstance(act, Deposit) and act.refused),
        matched=len(tied.confirmed),
        unmatched=len(tied.bank_only) + len(tied.books_only),
        entries=proof.entries,
        head=proof.head.hash,
        files=_worth_opening(stage),
    )


def _worth_opening(stage: Stage) -> tuple[ShownFile, ...]:
    refusals = [("refusal", stage.refusal(act.claim)) for act in CALENDAR if isinstance(act, Deposit) and act.refused]
    shown = (
        ("allocation", stage.allocation(".xlsx")),
        ("report", stage.report(".xlsx")),
        ("execution", stage.execution),
        ("accountability", stage.accountability),
        ("reconciliation", stage.reconciliation),
        *refusals,
        ("allocation-data", stage.allocation(".json")),
        ("report-data", stage.report(".json")),
        ("books", stage.ledger),
        ("papers", stage.papers),
        ("scenario", stage.scenario),
    )
    return tuple(ShownFile(what, str(path)) for what, path in shown)


def _at(day: date) -> datetime:
    return datetime.combine(day, HOUR)
