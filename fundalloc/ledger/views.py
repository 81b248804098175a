"""The questions reports ask: the budget by line, the fund's totals, the claims and what they hold, as of a day and as known at a moment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from fundalloc.ledger.answers import (
    ClaimRow,
    EntryRow,
    ExpenseRow,
    FundSummary,
    InstalmentRow,
    PlanLabel,
    PositionRow,
)
from fundalloc.ledger.entries import BUDGET_ACCOUNTS
from fundalloc.ledger.figuring import EVER, sums_then
from fundalloc.ledger.first_entries import LineKey, first_entries
from fundalloc.ledger.granted import budget_beside_grants
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account, ClaimState, Dimension, Kind
from fundalloc.ledger.papers import Papers, lacks_by_sql
from fundalloc.ledger.questions import KNOWN, known, reversed_by

STATES: Final[Mapping[Kind, ClaimState]] = {
    Kind.CLAIM_RECEIVED: ClaimState.RECEIVED,
    Kind.CLAIM_APPROVED: ClaimState.APPROVED,
    Kind.CHANGES_ASKED: ClaimState.TO_CORRECT,
    Kind.CLAIM_REFUSED: ClaimState.REFUSED,
    Kind.CLAIM_REPLACED: ClaimState.REPLACED,
    Kind.CLAIM_PAID: ClaimState.PAID,
}
WITHOUT_RECEIPT: Final = "without-receipt"
_LINE: Final = (Dimension.FISCAL_YEAR, Dimension.RECIPIENT, Dimension.PLAN_ITEM)


def no_longer_stands(claim: str) -> str:
    """Return the condition that a claim, in this column of a question, was refused or replaced."""
    kinds = "('claim-refused', 'claim-replaced')"
    return f"EXISTS (SELECT 1 FROM entry AS later WHERE later.kind IN {kinds} AND later.reference = {claim})"  # noqa: S608 - our own words


@dataclass(slots=True)
class ClaimHistory:
    """The entries about one claim, in their order."""

    received: EntryRow
    steps: list[EntryRow] = field(default_factory=list)

    @property
    def state(self) -> ClaimState:
        return STATES[self.steps[-1].kind] if self.steps else ClaimState.RECEIVED

    def excused(self, line: str) -> str:
        """Return the waiver under which a line was approved without a receipt; empty where it needed none."""
        approved = self.step(Kind.CLAIM_APPROVED)
        told = dict(approved.facts) if approved else {}
        return told.get("waiver", "") if line in told.get(WITHOUT_RECEIPT, "").split("|") else ""

    def step(self, *kinds: Kind) -> EntryRow | None:
        """Return the entry of one of these kinds, if the claim has it."""
        return next((entry for entry in self.steps if entry.kind in kinds), None)


def claim_histories(
    journal: Journal, *, claim: str | None = None, as_of: date | None = None, last: int | None = None
) -> dict[str, ClaimHistory]:
    """Return what happened to each claim; a payment after ``as_of`` has not happened yet, a decision counts once it is known."""
    histories: dict[str, ClaimHistory] = {}
    undone = reversed_by(journal, last=last)
    for entry in journal.entries(*STATES, reference=claim, last=last):
        if entry.seq in undone:
            continue
        if entry.kind is Kind.CLAIM_RECEIVED:
            histories[entry.reference] = ClaimHistory(entry)
        elif entry.kind is not Kind.CLAIM_PAID or as_of is None or entry.effective_on <= as_of:
            histories[entry.reference].steps.append(entry)
    return histories


def natural(code: str) -> tuple[tuple[int, int, str], ...]:
    """Order codes as people do: 4.2.9 before 4.2.10."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in code.split("."))


def plan_labels(journal: Journal) -> tuple[PlanLabel, ...]:
    """Return the labels of the adopted plan, in natural order."""
    lines = sorted(journal.plan().values(), key=lambda line: natural(line.plan_item))
    return tuple(PlanLabel(each.plan_item, each.level, each.parent, each.axis, each.label_fr, each.label_en) for each in lines)


def budget_position(journal: Journal, *, as_of: date | None, known_at: datetime | None) -> tuple[PositionRow, ...]:
    """Return every line of budget, those granted nothing included, by plan item in natural order, then recipient, then year."""
    sums: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in journal.balances(None, _LINE, as_of, known_at):
        fiscal_year, recipient, plan_item = (row.dimensions[name.value] for name in _LINE)
        if recipient and plan_item:
            sums[fiscal_year, recipient, plan_item][row.account] += row.amount_cents
    traces = _traces(journal, as_of, known_at)
    question = f"SELECT DISTINCT fiscal_year, recipient, plan_item FROM budget_line WHERE {KNOWN}"  # noqa: S608 - our own words
    for key in journal.session.rows(question, **known(journal, as_of, known_at)):
        sums[key[0], key[1], key[2]].setdefault(Account.AUTHORISED, 0)
    plan = journal.plan()

    def position(key: tuple[str, str, str]) -> PositionRow:
        fiscal_year, recipient, plan_item = key
        line, cents = plan.get(plan_item), sums[key]
        return PositionRow(
            axis=line.axis if line else "",
            objective=line.parent if line and line.parent != line.axis else "",
            plan_item=plan_item,
            label_fr=line.label_fr if line else "",
            label_en=line.label_en if line else "",
            recipient=recipient,
            fiscal_year=fiscal_year,
            authorised_cents=-cents[Account.AUTHORISED],
            transferred_cents=-cents[Account.TRANSFERRED] - cents[Account.CARRIED],
            committed_cents=cents[Account.COMMITTED],
            incurred_cents=cents[Account.INCURRED],
            paid_cents=cents[Account.EXPENSE] + cents[Account.PAYABLE],
            available_cents=cents[Account.AVAILABLE],
            entries=traces.get(key, ()),
        )

    return tuple(position(key) for key in sorted(sums, key=lambda key: (natural(key[2]), key[1], key[0])))


def _traces(journal: Journal, as_of: date | None, known_at: datetime | None) -> Mapping[LineKey, tuple[int, ...]]:
    """Return the first entries that moved each line of budget."""
    session, last = journal.session, journal.last_known(known_at)
    found = session.rows("SELECT id, fiscal_year, recipient, plan_item FROM heading WHERE recipient <> ''")
    headings = {heading: (fiscal_year, recipient, plan_item) for heading, fiscal_year, recipient, plan_item in found}
    sums = sums_then(session, as_of, last)
    return first_entries(session, headings, sums, as_of=as_of.isoformat() if as_of else EVER, last=last)


def fund_summary(journal: Journal, *, as_of: date | None, known_at: datetime | None) -> FundSummary:
    """Return the fund's totals; money received, bank and revenue read as a person says them, all positive when they are there."""
    last = journal.last_known(known_at)
    fund = journal.fund_at(on=as_of, last=last)
    cents: dict[str, int] = defaultdict(int)
    for row in journal.balances(None, (), as_of, known_at):
        cents[row.account] = row.amount_cents
    adopted = next(reversed(journal.entries(Kind.ALLOCATION_ADOPTED, as_of=as_of, last=last)), None)
    told = dict(adopted.facts) if adopted else {}
    received = _instalments(journal, as_of, last)
    return FundSummary(
        fund=fund.id,
        title_fr=fund.title.fr,
        title_en=fund.title.en,
        note_fr=fund.fictitious_note.fr if fund.fictitious_note else "",
        note_en=fund.fictitious_note.en if fund.fictitious_note else "",
        banker=fund.banker,
        currency=fund.currency,
        fiscal_years=tuple((year.id, year.starts_on, year.ends_on) for year in fund.fiscal_years),
        as_of=as_of,
        known_at=known_at,
        scenario=told.get("scenario", ""),
        fingerprint=told.get("fingerprint", ""),
        adopted_on=adopted.effective_on if adopted else None,
        adopted_by=adopted.person if adopted else "",
        prepared_by=told.get("prepared-by", ""),
        authorised_cents=-cents[Account.AUTHORISED],
        committed_cents=cents[Account.COMMITTED],
        incurred_cents=cents[Account.INCURRED],
        paid_cents=cents[Account.EXPENSE] + cents[Account.PAYABLE],
        available_cents=cents[Account.AVAILABLE],
        received_cents=sum(row.amount_cents for row in received),
        bank_cents=cents[Account.BANK],
        receivable_cents=cents[Account.RECEIVABLE],
        deferred_cents=-cents[Account.DEFERRED_CONTRIBUTIONS],
        revenue_cents=-cents[Account.REVENUE],
        accounts=tuple((account, cents[account]) for account in Account if account not in BUDGET_ACCOUNTS and cents[account]),
        instalments=received,
        head=journal.head(),
        beside_grants=budget_beside_grants(journal, as_of=as_of, known_at=known_at, authorised_cents=-cents[Account.AUTHORISED]),
    )


def _instalments(journal: Journal, as_of: date | None, last: int) -> tuple[InstalmentRow, ...]:
    question = "SELECT entry_seq, amount_cents FROM posting WHERE book = 'actual' AND account = 'bank' AND amount_cents > 0 ORDER BY line"
    cents: dict[int, int] = defaultdict(int)
    for seq, amount_cents in journal.session.rows(question):
        cents[seq] += amount_cents
    undone = reversed_by(journal, last=last)
    entries = [each for each in journal.entries(Kind.GRANT_RECEIVED, as_of=as_of, last=last) if each.seq not in undone]
    return tuple(
        InstalmentRow(each.seq, each.reference, each.effective_on, each.recorded_at, each.person, cents[each.seq]) for each in entries
    )


def expenses(journal: Journal, *, as_of: date | None, known_at: datetime | None, claim: str | None = None) -> tuple[ExpenseRow, ...]:
    """Return claim lines incurred by a day, with the receipts known; a line incurred before the adoption counts from the adoption."""
    last = journal.last_known(known_at)
    where, asked = ("AND claim = :claim", {"claim": claim}) if claim is not None else ("", {})
    return _expense_rows(journal, _claim_lines(journal, as_of, last, where, asked), as_of=as_of, last=last, claim=claim)


def bare_expenses(journal: Journal, *, as_of: date | None, known_at: datetime | None) -> tuple[ExpenseRow, ...]:
    """Return the claim lines incurred by a day that have no receipt at all; where there are none, nothing else is read."""
    last = journal.last_known(known_at)
    found = _claim_lines(journal, as_of, last, BARE, {})
    return _expense_rows(journal, found, as_of=as_of, last=last) if found else ()


BARE: Final = (
    "AND NOT EXISTS (SELECT 1 FROM attachment AS paper WHERE paper.claim = claim_line.claim "
    "AND paper.claim_line = claim_line.reference AND paper.entry_seq <= :last)"
)


def lacking_expenses(
    journal: Journal, *, as_of: date | None, known_at: datetime | None, first: int | None = None
) -> tuple[ExpenseRow, ...]:
    """Return claim lines incurred by a day that lack what the fund asks for, ``first`` so many; refused and replaced claims left out."""
    last = journal.last_known(known_at)
    where = f"AND {lacks_by_sql(journal.fund_at(last=last).policy)} AND NOT {no_longer_stands('claim_line.claim')}"
    found = _claim_lines(journal, as_of, last, where, {}, f" LIMIT {first}" if first is not None else "")
    return _expense_rows(journal, found, as_of=as_of, last=last) if found else ()


def _claim_lines(
    journal: Journal, as_of: date | None, last: int, where: str, asked: Mapping[str, object], ending: str = ""
) -> Sequence[tuple[Any, ...]]:
    return journal.session.rows(
        "SELECT claim, reference, recipient, plan_item, nature, fiscal_year, incurred_on, "  # noqa: S608 - closed words
        "supplier, invoice_number, description, amount_cents, entry_seq "
        f"FROM claim_line WHERE entry_seq <= :last AND incurred_on <= :as_of {where} ORDER BY entry_seq, line{ending}",
        as_of=as_of.isoformat() if as_of else EVER,
        last=last,
        **asked,
    )


def _expense_rows(
    journal: Journal, found: Iterable[tuple[Any, ...]], *, as_of: date | None, last: int, claim: str | None = None
) -> tuple[ExpenseRow, ...]:
    histories = claim_histories(journal, claim=claim, as_of=as_of, last=last)
    papers = Papers(journal, journal.fund_at(last=last).policy, last=last, claim=claim)
    return tuple(
        ExpenseRow(
            claim=row[0],
            line=row[1],
            state=histories[row[0]].state,
            recipient=row[2],
            plan_item=row[3],
            nature=row[4],
            fiscal_year=row[5],
            incurred_on=date.fromisoformat(row[6]),
            supplier=row[7],
            invoice_number=row[8],
            description=row[9],
            amount_cents=row[10],
            receipts=papers.receipts(row[0], row[1]),
            seq=row[11],
            excused_by=histories[row[0]].excused(row[1]),
            lacking=papers.lacking(row[0], row[1], row[10]),
            absence=papers.absence(row[0], row[1]),
        )
        for row in found
    )


def claims(journal: Journal, *, as_of: date | None, known_at: datetime | None, claim: str | None = None) -> tuple[ClaimRow, ...]:
    """Return the claims that hold something incurred by a day, in the order they were received; ``claim`` keeps to one."""
    last = journal.last_known(known_at)
    histories = claim_histories(journal, claim=claim, as_of=as_of, last=last)
    tied = reconciled_movements(journal, last=last)
    sums = {sum_.claim: sum_ for sum_ in _sums(journal, as_of, last, claim)}
    return tuple(_claim_row(name, history, sums[name], tied) for name, history in histories.items() if name in sums)


class _Sum(NamedTuple):
    """What the lines of a claim come to."""

    claim: str
    recipient: str
    lines: int
    total_cents: int
    lacking: int
    receipts: int


def _sums(journal: Journal, as_of: date | None, last: int, claim: str | None) -> Iterator[_Sum]:
    """Add up the lines of claims incurred by a day, in the store itself."""
    where = "claim_line.entry_seq <= :last AND incurred_on <= :as_of" + (" AND claim_line.claim = :claim" if claim is not None else "")
    asked: dict[str, object] = {"last": last, "as_of": as_of.isoformat() if as_of else EVER} | (
        {"claim": claim} if claim is not None else {}
    )
    lacks = lacks_by_sql(journal.fund_at(last=last).policy)
    receipts = dict(
        journal.session.rows(
            "SELECT claim_line.claim, count(DISTINCT sha256) FROM attachment JOIN claim_line "  # noqa: S608 - our own words
            "ON attachment.claim = claim_line.claim AND attachment.claim_line = claim_line.reference "
            f"WHERE attachment.entry_seq <= :last AND {where} GROUP BY claim_line.claim",
            **asked,
        )
    )
    for name, *sums in journal.session.rows(
        "SELECT claim, min(recipient), count(*), CAST(sum(amount_cents) AS BIGINT), "  # noqa: S608 - the same
        f"sum(CASE WHEN {lacks} THEN 1 ELSE 0 END) FROM claim_line WHERE {where} GROUP BY claim",
        **asked,
    ):
        yield _Sum(name, sums[0], sums[1], sums[2], int(sums[3]), receipts.get(name, 0))


def reconciled_movements(journal: Journal, *, last: int) -> frozenset[int]:
    """Return the entries whose movement of the bank account stands tied to a statement: confirmed, and not undone since."""
    undone = {entry.seq for entry in journal.entries(Kind.MATCH_UNDONE, last=last)}
    tied: set[int] = set()
    for seq, movement in journal.session.rows(
        "SELECT entry_seq, movement_seq FROM matched WHERE entry_seq <= :last ORDER BY entry_seq", last=last
    ):
        (tied.discard if seq in undone else tied.add)(int(movement))
    return frozenset(tied)


def _followed(history: ClaimHistory, lacking: int, tied: frozenset[int]) -> ClaimState:
    """Return where a claim stands for who follows it: what waits for nothing more of its board is valid, what the bank shows reconciled."""
    paid = history.step(Kind.CLAIM_PAID)
    match history.state:
        case ClaimState.RECEIVED if not lacking:
            return ClaimState.VALID
        case ClaimState.PAID if paid is not None and paid.seq in tied:
            return ClaimState.RECONCILED
        case state:
            return state


def _claim_row(name: str, history: ClaimHistory, sums: _Sum, tied: frozenset[int]) -> ClaimRow:
    decided = history.step(Kind.CLAIM_APPROVED, Kind.CLAIM_REFUSED)
    paid = history.step(Kind.CLAIM_PAID)
    return ClaimRow(
        claim=name,
        recipient=sums.recipient,
        state=_followed(history, sums.lacking, tied),
        lines=sums.lines,
        receipts=sums.receipts,
        lines_without_receipt=sums.lacking,
        total_cents=sums.total_cents,
        imported_by=history.received.person,
        imported_on=history.received.effective_on,
        decided_by=decided.person if decided else "",
        decided_on=decided.effective_on if decided else None,
        paid_by=paid.person if paid else "",
        paid_on=paid.effective_on if paid else None,
        payment_reference=dict(paid.facts).get("payment-reference", "") if paid else "",
        entries=(history.received.seq, *(step.seq for step in history.steps)),
    )
