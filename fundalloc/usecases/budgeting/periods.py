"""Years and history: closing a year, reversing an entry with its reason, amending the fund, and who was its banker when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.domain.clauses import Unspent
from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.ledger import YearUnknown
from fundalloc.errors.years import (
    AmendmentBackwards,
    EarlierYearOpen,
    EntryAlreadyReversed,
    EntryLeanedOn,
    EntryNotReversible,
    EntryUnknown,
    FundChangedTooMuch,
    FundUnchanged,
    YearNotOver,
    YearUnsettled,
)
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import ClaimState, Kind
from fundalloc.ledger.outcomes import BankerTerm, Recorded
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.checking import day_closed, reasoned, standing, taken_too_much, weighs_too_much

if TYPE_CHECKING:
    from fundalloc.domain.base import FiscalYear
    from fundalloc.domain.fund import Fund
    from fundalloc.ledger.answers import EntryRow
    from fundalloc.ledger.rows import ClosedBalance


REVERSIBLE: Final = frozenset(
    {
        Kind.GRANT_ANNOUNCED,
        Kind.GRANT_CONFIRMED,
        Kind.GRANT_SIGNED,
        Kind.GRANT_RECEIVED,
        Kind.WAIVER_GRANTED,
        Kind.TRANSFER_MADE,
        Kind.BALANCE_CARRIED,
        Kind.COMMITMENT_MADE,
        Kind.COMMITMENT_RELEASED,
        Kind.VOUCHERS_BOUGHT,
        Kind.VOUCHERS_EXPIRED,
        Kind.CLAIM_APPROVED,
        Kind.CLAIM_PAID,
        Kind.EXPENSE_INELIGIBLE,
        Kind.TAX_TRUED_UP,
        Kind.INTEREST_RECEIVED,
        Kind.MONEY_RECOVERED,
        Kind.STEP_CLOSED,
        Kind.ADMISSIBILITY_RECORDED,
        Kind.EVALUATION_RECORDED,
        Kind.DESIGNATION_MADE,
        Kind.AGREEMENT_SIGNED,
        Kind.WORK_REVIEWED,
        Kind.MILESTONE_ATTESTED,
        Kind.MILESTONE_ACCEPTED,
        Kind.INSTALMENT_RELEASED,
    }
)


# --- Reversing


def reverse(ledger: Address, *, seq: int, reason: str, person: str, now: datetime, dry_run: bool = False) -> Recorded:
    """
    Undo an entry by an opposite one, linked to it, with its reason; both stay written.

    Every amount is taken back on its own day, so that the books as of any day are as if it had not been, and as known before now as they
    were. This is also the one way into a closed year. An entry that others stand on is reversed after them.
    """
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.granted import PROMISING, above_grants
    from fundalloc.ledger.questions import postings
    from fundalloc.ledger.settling import levelled, opposite

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        found = books.journal.entry(seq)
        if found is None:
            refuse_together((*books.problems, EntryUnknown(seq=seq, last_seq=books.journal.head().seq)))
        assert found is not None, "an unknown entry was refused"
        books.answer_for(Act.REVERSE_ENTRY, {Act.REVERSE_ENTRY: frozenset({found.person})})
        why = reasoned(books, Act.REVERSE_ENTRY, reason)
        books.doubt(*_wrong_to_reverse(books, found))
        refuse_together(books.problems)
        bare = Entry(Kind.ENTRY_REVERSED, books.occasion.today, person, reference=found.reference, reason=why)
        undoing = levelled(opposite(bare, postings(books.journal, seq), seq=seq), standing(books))
        books.doubt(*taken_too_much(books, undoing), *weighs_too_much(books, undoing))
        sealed = books.seal(undoing)
        above = above_grants(books.journal) if found.kind in PROMISING else None
    return Recorded(found.reference, sealed.amount_cents, sealed, above_grants=above)


def _wrong_to_reverse(books: OpenBooks, found: "EntryRow") -> Sequence[Refusal]:
    from fundalloc.ledger.leaning import leaning_on
    from fundalloc.ledger.questions import reversed_by

    undone = reversed_by(books.journal)
    if found.seq in undone:
        return (EntryAlreadyReversed(seq=found.seq, by_seq=undone[found.seq]),)
    if found.kind not in REVERSIBLE:
        return (EntryNotReversible(seq=found.seq, kind=found.kind),)
    later = leaning_on(books.journal, found)
    return (EntryLeanedOn(seq=found.seq, later=later),) if later else ()


# --- Closing


def close_year(
    ledger: Address, *, fiscal_year: str, reason: str = "", person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """
    Close a fiscal year that is over, in order, once nothing in it is left to decide: its balances are sealed as they stand.

    After that only reversals, and corrections linked to an earlier entry with their reason, may touch it. What is left is what the
    agreement would have let it carry.
    """
    from fundalloc.ledger.closing import year_closed

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        years = {year.id: year for year in books.fund.fiscal_years}
        if fiscal_year not in years:
            refuse_together((*books.problems, YearUnknown(fiscal_year=fiscal_year, known=tuple(years))))
        books.answer_for(Act.CLOSE_YEAR, {Act.PAY_CLAIM: _payers(books, years[fiscal_year])})
        day = books.day(on)
        books.doubt(*_wrong_to_close(books, fiscal_year, day))
        why = books.text("reason", reason)
        refuse_together(books.problems)
        balances = _balances_of(books, fiscal_year)
        entry = year_closed(fiscal_year, balances, on=day, person=person, reason=why, head=books.journal.head().hash)
        unspent = sum(row.amount_cents for row in balances if row.account == "available")
        sealed = books.seal(entry)
        following = books.fund.fiscal_year_of(years[fiscal_year].ends_on + timedelta(days=1))
        is_carried = books.fund.clauses.unspent is Unspent.CARRIED and following is not None
    return Recorded(fiscal_year, unspent, sealed, left_cents=unspent if is_carried else None)


def _payers(books: OpenBooks, year: "FiscalYear") -> frozenset[str]:
    """Return who paid claims in a year, payments that were reversed apart."""
    from fundalloc.ledger.questions import reversed_by

    undone = reversed_by(books.journal)
    paid = (each for each in books.journal.entries(Kind.CLAIM_PAID) if each.seq not in undone)
    return frozenset(each.person for each in paid if year.starts_on <= each.effective_on <= year.ends_on)


def _wrong_to_close(books: OpenBooks, fiscal_year: str, day: date) -> Sequence[Refusal]:
    from fundalloc.ledger.closing import closed_by
    from fundalloc.ledger.views import claim_histories, expenses

    closed = books.journal.closed_years()
    year = next(each for each in books.fund.fiscal_years if each.id == fiscal_year)
    found: list[Refusal] = []
    if fiscal_year in closed:
        found.append(closed_by(closed[fiscal_year]))
    if year.ends_on >= day:
        found.append(YearNotOver(fiscal_year=fiscal_year, ends_on=year.ends_on))
    earlier = sorted((each for each in books.fund.fiscal_years if each.ends_on < year.starts_on), key=lambda each: each.starts_on)
    found.extend(EarlierYearOpen(fiscal_year=fiscal_year, earlier=each.id) for each in earlier if each.id not in closed)
    states = {name: history.state for name, history in claim_histories(books.journal).items()}
    waiting = {name for name, state in states.items() if state in {ClaimState.RECEIVED, ClaimState.TO_CORRECT}}
    here = {row.claim for row in expenses(books.journal, as_of=None, known_at=None) if row.fiscal_year == fiscal_year}
    ordered = books.journal.session.rows(
        "SELECT DISTINCT commitment FROM total WHERE book = 'budget' AND account = 'committed' AND commitment <> '' "
        "AND fiscal_year = :year AND amount_cents <> 0 ORDER BY commitment",
        year=fiscal_year,
    )
    if waiting & here or ordered:
        left = (*sorted(waiting & here), *(name for (name,) in ordered))
        found.append(YearUnsettled(fiscal_year=fiscal_year, left=left))
    return found


def _balances_of(books: OpenBooks, fiscal_year: str) -> tuple["ClosedBalance", ...]:
    from fundalloc.ledger.rows import ClosedBalance

    found = books.journal.session.rows(
        "SELECT book, account, fiscal_year, envelope, recipient, plan_item, nature, commitment, amount_cents FROM total "
        "WHERE fiscal_year = :year ORDER BY book, account, envelope, recipient, plan_item, nature, commitment",
        year=fiscal_year,
    )
    return tuple(ClosedBalance(*row) for row in found)


# --- The fund itself


def amend_fund(
    ledger: Address, fund_file: Path, *, reason: str, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """
    Replace the fund's description from a day on: people, banker, clauses, rules; the description before stays written.

    The fund keeps its name, its currency and the years it has; new years may follow.
    """
    from fundalloc.intake.fund import read_fund
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.fund_document import FUND_DOCUMENT
    from fundalloc.ledger.rows import Fact

    fund = read_fund(fund_file)
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.AMEND_FUND, {})
        why, day = reasoned(books, Act.AMEND_FUND, reason), books.day(on)
        books.doubt(*_wrong_amendment(books.fund, fund), *_wrong_amendment_day(books, day))
        refuse_together(books.problems)
        document = fund.model_dump_json()
        parts = tuple(Fact(FUND_DOCUMENT, document[at : at + PART]) for at in range(0, len(document), PART))
        rows = (Fact("banker", fund.banker), *parts)
        sealed = books.seal(Entry(Kind.FUND_AMENDED, day, person, reference=fund.id, reason=why, rows=rows))
    return Recorded(fund.id, 0, sealed)


PART: Final = 1_000
"""How long a part of a fund's description may be: an indexed text must be short."""


def _wrong_amendment_day(books: OpenBooks, day: date) -> Sequence[Refusal]:
    """Refuse an amendment from a day of a closed year, or from before the latest description of the fund: it would never hold."""
    latest = max(books.journal.entries(Kind.FUND_OPENED, Kind.FUND_AMENDED), key=lambda each: (each.effective_on, each.seq))
    backwards = (AmendmentBackwards(given_on=day, last_on=latest.effective_on, seq=latest.seq),) if day < latest.effective_on else ()
    return (*backwards, *day_closed(books, day))


def _wrong_amendment(before: "Fund", after: "Fund") -> Sequence[Refusal]:
    if before == after:
        return (FundUnchanged(fund=after.id),)
    found: list[Refusal] = []
    if after.id != before.id:
        found.append(FundChangedTooMuch(name=after.id))
    if after.currency != before.currency:
        found.append(FundChangedTooMuch(name=after.currency))
    kept = {year.id: year for year in after.fiscal_years}
    found.extend(FundChangedTooMuch(name=year.id) for year in before.fiscal_years if kept.get(year.id) != year)
    found.extend(FundChangedTooMuch(name=partner) for partner in before.partners if partner not in after.partners)
    return found


def bankers(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[BankerTerm, ...]:
    """Return who held the fund's money from when to when: exactly one board on every day."""
    with reading(ledger) as journal:
        found = journal.entries(Kind.FUND_OPENED, Kind.FUND_AMENDED, as_of=as_of, last=journal.last_known(known_at))
        entries = {each.effective_on: each for each in sorted(found, key=lambda each: (each.effective_on, each.seq))}
        terms: list[BankerTerm] = []
        for entry in entries.values():
            banker = dict(entry.facts).get("banker", "")
            if terms and terms[-1].banker == banker:
                continue
            if terms:
                terms[-1] = replace(terms[-1], ends_on=entry.effective_on - timedelta(days=1))
            terms.append(BankerTerm(banker, entry.effective_on, None, entry.seq, entry.person, entry.reason))
        return tuple(terms)
